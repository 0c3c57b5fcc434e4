#pragma once
// From the settings of a run to a judge outside the program.

#include <functional>
#include <memory>

#include "judge/outside/channel.hpp"
#include "judge/outside/shown/material.hpp"
#include "judge/table.hpp"

namespace megabandit {

/// What is a kind's own.
struct OutsideKind {
  std::string identity;                               ///< all that answers may depend on: a command, a model
  std::function<std::unique_ptr<Channel>()> connect;  ///< @local
  /// @local  Checks that what is shown is enough; may be empty. @throws ConfigError
  std::function<void(const Material&)> check;
};

/// @collective  `kind` makes the kind's part from settings. @throws AgreedError
std::unique_ptr<Judge> make_outside_judge(const JudgeOrder& order,
                                          const std::function<OutsideKind(const JudgeOrder&)>& kind);

}  // namespace megabandit
