#pragma once
// Ways in which a run goes wrong without an error: a plateau, weights of which a few rounds hold all, threads
// that take turns.

#include <cstddef>
#include <optional>
#include <vector>

#include "base/precision.hpp"
#include "normaliser/normaliser.hpp"
#include "objective/objective.hpp"
#include "observe/events.hpp"
#include "optimizer/table.hpp"

namespace megabandit {

/// What to say about an epoch of a value objective (spec: warn at the end of every epoch after the first).
/// `epoch` holds the means over the epoch, `live_rounds` is their number in it.
std::optional<Warning> judge_epoch(const StepDone& epoch, double live_rounds);

/// What users saw in most of an epoch's rounds is nothing like what the logging policy makes.
std::optional<Warning> judge_support(const StepDone& epoch);

/// What to say at the start when an estimated softmax meets an objective that is not a log-likelihood.
std::optional<Warning> judge_normaliser(const Normaliser* normaliser, const Objective& objective);

/// What to say at the start when ranks have more threads than cpus.
std::optional<Warning> judge_places(const std::vector<RankPlace>& places, std::size_t threads);

/// What to say at the start when the one optimum of a concave problem will be looked for without a
/// certificate.
std::optional<Warning> judge_certificate(const OptimizerSettings& optimizer, bool concave, double l2);

/// What to say at the start when a certificate will be made from gradients of low precision.
std::optional<Warning> judge_precision(const OptimizerSettings& optimizer, Precision precision);

}  // namespace megabandit
