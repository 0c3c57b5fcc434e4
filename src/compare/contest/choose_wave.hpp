#pragma once
// The next wave, one choice after the other.

#include <cstdint>
#include <vector>

#include "compare/contest/wave.hpp"
#include "compare/sampling/sampling_rule.hpp"
#include "compare/settings.hpp"

namespace megabandit {

/// Comparisons of the wave that follows `before` comparisons (those under way included): a fixed number, or
/// one that grows with them; never more than the budget leaves. 0: the budget is used up.
std::uint64_t wave_size(const CompareSettings& settings, std::uint64_t before);

/// Asks `rule` for `size` comparisons, fewer when it has no more questions. Replicated.
/// @param under_way  waves that were chosen before and whose outcomes the contest does not know yet
Wave choose_wave(SamplingRule& rule, const Contest& contest, std::uint64_t seed, std::uint64_t size,
                 const std::vector<Wave>& under_way);

}  // namespace megabandit
