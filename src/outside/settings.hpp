#pragma once
// Of those outside the program who are asked: judges, generators.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/units.hpp"
#include "outside/inquiry.hpp"

namespace megabandit {

class SchemaTable;

/// How messages speak of them.
struct Outsider {
  std::string name;   ///< "judge"
  std::string table;  ///< of their settings: "judge"
};

struct DispatchSettings {
  Outsider outsider;
  std::uint64_t in_flight = 8;  ///< requests of a rank that wait for answers at a time, >= 1
  Seconds timeout{60};          ///< of a request
  std::uint64_t retries = 3;    ///< of a request after the first time
  Seconds backoff{1};           ///< before the first retry; doubled before each further one
  /// What counts as the answer where never anything readable is said; nothing: that is an error.
  std::optional<AnswerText> otherwise = {};
  std::string remedy = {};  ///< what to do about that error
};

struct ProcessSettings {
  Outsider outsider;
  std::string command = {};    ///< for /bin/sh
  std::uint64_t restarts = 3;  ///< in a row, without an answer in between
};

/// A condition under which settings have a meaning: key `key` is one of `values`; no key: always.
struct UsedWhen {
  std::string key;
  std::vector<std::string> values;
};

void declare_dispatch(SchemaTable& table, DispatchSettings& dispatch, const UsedWhen& used);
void declare_process(SchemaTable& table, ProcessSettings& process, const UsedWhen& used);

}  // namespace megabandit
