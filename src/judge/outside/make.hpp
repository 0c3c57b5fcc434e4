#pragma once
// From the settings of a run to a judge outside the program.

#include <functional>
#include <memory>

#include "judge/outside/shown/material.hpp"
#include "judge/outside/shown/request.hpp"
#include "judge/table.hpp"
#include "outside/channel.hpp"

namespace megabandit {

/// What is a kind's own.
struct OutsideKind {
  std::string identity;                                ///< all that answers may depend on: a command, a model
  std::function<std::string(const Request&)> wording;  ///< what is sent
  std::unique_ptr<Channel> channel;
};

/// @collective  `kind` (@local) makes the kind's part from settings and what is shown. @throws AgreedError
std::unique_ptr<Judge> make_outside_judge(
    const JudgeOrder& order, const std::function<OutsideKind(const JudgeOrder&, const Material&)>& kind);

}  // namespace megabandit
