#pragma once
// Errors are types that carry an exit code and a text: what, where, which value, what to do.

#include <stdexcept>
#include <string>

namespace megabandit {

/// How the program ends (BSD sysexits where one fits).
enum class Exit : int {
  done = 0,
  usage = 2,
  bad_data = 65,
  missing_input = 66,
  internal = 70,
  rank_lost = 71,
  cannot_write = 73,
  stopped = 75,  ///< stopped early and resumable
  bad_config = 78,
};

class Error : public std::runtime_error {
 public:
  Error(Exit exit, const std::string& text) : std::runtime_error(text), exit_(exit) {}
  Exit exit() const { return exit_; }

 private:
  Exit exit_;
};

#define MEGABANDIT_ERROR(Name, code)                                    \
  struct Name : Error {                                                 \
    explicit Name(const std::string& text) : Error(Exit::code, text) {} \
  }

MEGABANDIT_ERROR(UsageError, usage);
MEGABANDIT_ERROR(DataError, bad_data);
MEGABANDIT_ERROR(MissingInput, missing_input);
MEGABANDIT_ERROR(InternalError, internal);
MEGABANDIT_ERROR(RankLost, rank_lost);
MEGABANDIT_ERROR(CannotWrite, cannot_write);
MEGABANDIT_ERROR(ConfigError, bad_config);

#undef MEGABANDIT_ERROR

}  // namespace megabandit
