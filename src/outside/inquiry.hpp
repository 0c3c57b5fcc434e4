#pragma once
// What somebody outside the program is asked, and what comes back.

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>

namespace megabandit {

/// XXH3 of what was asked, and of whom: 128 bits as hexadecimal digits.
using AnswerKey = std::string;

struct Inquiry {
  AnswerKey key;     ///< of all that the answer may depend on
  std::string what;  ///< for people: "to compare 'a' and 'b' (comparison 3)"
  std::string body;  ///< what is sent, a JSON object
  /// What of it is kept beside its answer, for people: members of a JSON object; empty: nothing.
  std::string record = {};
};

/// As whoever asks understands it: the same text is the same answer.
using AnswerText = std::string;

/// Why a request has no answer.
struct Trouble {
  enum class Kind {
    silent,      ///< no answer came: whoever is asked is gone, slow or overloaded
    unreadable,  ///< an answer came that does not say what was asked
  };
  Kind kind = Kind::silent;
  std::string what;                       ///< "the judge ended with exit code 3"
  std::chrono::duration<double> pause{};  ///< nothing should be sent before this time has passed
};

struct Reply {
  std::uint64_t id = 0;
  std::variant<AnswerText, Trouble> content;
};

/// What did not go smoothly.
struct Mishaps {
  std::uint64_t repeated = 0;   ///< times that a question was asked again
  std::uint64_t undecided = 0;  ///< questions whose answer could never be read, and which count as something
  std::string last;             ///< why one was asked again, or counts as something
};

}  // namespace megabandit
