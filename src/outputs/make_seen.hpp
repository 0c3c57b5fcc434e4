#pragma once
// From table [density] and a log to a way of seeing.

#include <memory>
#include <string>
#include <vector>

#include "log/shard.hpp"
#include "outputs/doubts/doubts.hpp"
#include "outputs/posterior.hpp"
#include "outputs/settings.hpp"
#include "outputs/sight/pivots.hpp"
#include "policy/policy.hpp"
#include "policy/seen.hpp"
#include "softmax/kernel.hpp"
#include "storage/job.hpp"

namespace megabandit {

/// What is seen, and by whom.
struct SeenProblem {
  std::filesystem::path log;
  Shard& shard;                 ///< of the log, opened with Outputs::read
  Communicator& log_ranks;      ///< those among which the log is cut
  const Policy& policy;         ///< the one that is learned or evaluated
  const SoftmaxKernel& kernel;  ///< of single precision, the same on all ranks
  Posterior posterior = Posterior::policy;
  PivotUse use = PivotUse::all;
  std::uint64_t seed = 0;
  std::size_t threads = 1;
};

struct MadeSeen {
  std::unique_ptr<Seen> seen;
  std::string summary;        ///< for people: the kernel, its width, the pivots
  std::vector<Doubt> doubts;  ///< why the settings may not do what they should
};

/// @collective over the job  @throws AgreedError: outputs missing or of the wrong width, no logging policy,
/// one that does not fit the log
MadeSeen make_seen(const Job& job, const DensitySettings& settings, const SeenProblem& problem);

}  // namespace megabandit
