#pragma once
// Events that were dropped before they were logged: one that was kept with probability 1 - pdrop stands for 1
// / (1 - pdrop).

#include <span>
#include <string>

namespace megabandit {

/// What is done about events that were dropped.
enum class DropRule {
  scaled,  ///< pscore x (1 - pdrop) x (events that happened / events kept): IPS means, SNIPS and training are
           ///< right
  relative,  ///< pscore x (1 - pdrop): SNIPS and training are right, IPS means come out larger by (happened /
             ///< kept)
  ignore,    ///< pscore stays: the kept events are taken for all events
};

/// Applies `rule` to the pscores of the kept events. With one drop probability for all, `scaled` changes
/// nothing. Returns what was done, for the user; empty when no event has a drop probability.
/// @throws DataError when `scaled` would need a pscore above 1
std::string correct_for_drops(DropRule rule, std::span<const double> drop_probability,
                              std::span<float> pscore);

}  // namespace megabandit
