#pragma once
// What stopping rules need where scores of a Bradley-Terry model are assumed.

#include <vector>

#include "compare/contest/contest.hpp"

namespace megabandit {

/// The `count` rivals, or all, whose scores are hardest to tell from the leader's, by increasing likelihood
/// ratio to second order. Without a structure, none.
std::vector<CandidateId> hardest_under_model(const Contest& contest, std::size_t count);

/// Whether comparisons say, at level delta and whatever the model, that the leader is not the best: either
/// all together, or those with one of the rivals that are closest to it under the model (LLM-PO
/// specification 5.6). Where the model holds and the leader is the best, that happens with probability 2
/// delta at most, at whatever time.
bool contradicts_model(const Contest& contest, CandidateId leader, double delta);

}  // namespace megabandit
