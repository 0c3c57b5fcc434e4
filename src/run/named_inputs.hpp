#pragma once
// An input that is missing is told with the setting that named it.

#include <string>

#include "comm/agree.hpp"
#include "config/resolved.hpp"

namespace megabandit {

/// `text`, and which of the paths among the settings it is about, if it is about one:
/// "clicks.h5: cannot be read: ... (`log.path`, run.toml:3)". @local
std::string with_setting(const std::string& text, const Resolved& settings);

/// What `work` returns. @throws what it throws; of what is missing also with the setting
template <class Work>
auto naming_inputs(const Resolved& settings, const Work& work) -> decltype(work()) try {
  return work();
} catch (const AgreedError& error) {
  if (error.exit() != Exit::missing_input) throw;
  throw AgreedError(error.exit(), with_setting(error.what(), settings), error.failing_rank());
} catch (const MissingInput& error) {
  throw MissingInput(with_setting(error.what(), settings));
}

}  // namespace megabandit
