#pragma once
// What happens in a run. Algorithms emit events; observers print and record them.
// A number that is not defined (the gradient before the first one) is NaN here and null in files.

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "config/resolved.hpp"
#include "observe/surroundings/places.hpp"

namespace megabandit {

inline constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// The log that is learned from.
struct LogFacts {
  std::filesystem::path path;
  std::string split;
  std::uint64_t rounds = 0, contexts = 0, actions = 0, features = 0;
  std::uint64_t fingerprint = 0;
};

/// Where the outcomes of comparisons come from.
struct JudgeFacts {
  std::string kind;  ///< "log"
  std::uint64_t candidates = 0;
  std::uint64_t fingerprint = 0;
  std::string rules;  ///< which candidates are compared and when that ends: "rule auto, stop hyb (proved)"
};

struct Started {
  std::string command;                 ///< "train", "compare"
  std::vector<std::string> arguments;  ///< argv
  std::vector<RankPlace> places;       ///< of every rank, by rank
  std::int64_t threads = 1;            ///< of a rank
  std::string layout;                  ///< how the ranks share the work: "log-sharded"; empty: no matter
  std::string outputs = {};            ///< through which kernel users' outputs are seen; empty: actions count
  std::string reward_model = {};       ///< what it is and explains; empty: there is none
  std::string kernel;                  ///< instruction set of the softmax: "AVX-512"; empty: there is none
  std::uint64_t seed = 0;
  Resolved config;
  std::optional<LogFacts> log = {};      ///< of a training
  std::optional<JudgeFacts> judge = {};  ///< of a comparison
  std::uint64_t resumed_step = 0;        ///< the step after which a stopped run goes on; 0: a new run
  std::uint64_t steps = 0;               ///< of the whole run, as planned; 0: not known
};

struct StepDone {
  std::uint64_t step = 0;            ///< 1-based, over all sessions of a run
  double pass = 0;                   ///< how often the log was gone through so far
  double objective = undefined;      ///< with the L2 term
  double gradient_norm = undefined;  ///< L2 norm
  double gap = undefined;            ///< certified distance to the optimum in value
  double mean_log_prob = undefined;  ///< of live rounds' actions
  double ess = undefined;            ///< effective sample size of the importance weights
  double weight_mean = undefined;
  double weight_max = undefined;
  double clipped = undefined;  ///< rounds whose weight is above the objective's limit, of live ones
  double unsupported =
      undefined;  ///< rounds left out, of live ones: what logged makes nothing like what was seen
  double live_share = undefined;  ///< rounds that can have an effect, by the rounds of a step on average
  double damping = undefined;     ///< sum |credit| / sum (|reward| / pscore) over live rounds
  double normaliser_error =
      undefined;  ///< of the probed contexts' gradients, relative; not defined where the sum is exact
  double fallbacks = undefined;  ///< how often the exact sum had to take over so far
  double seconds = 0;            ///< since the session started
};

struct WaveDone {
  std::uint64_t step = 0;         ///< 1-based number of the wave, over all sessions of a run
  std::uint64_t comparisons = 0;  ///< so far, with ties
  std::uint64_t ties = 0;         ///< so far
  std::string leader;             ///< name of the candidate that looks best
  std::string rival;              ///< and of the one that is hardest to refute
  double statistic = undefined;   ///< evidence against the rival's being the best
  double threshold = undefined;   ///< at which it is refuted, and the leader named
  std::uint64_t open = 0;         ///< candidates that may still be the best
  double left = undefined;        ///< comparisons to come, as estimated now
  /// Estimated characteristic time: comparisons needed are about so many times log(1 / delta), at best.
  double characteristic_time = undefined;
  /// Total variation distance of the shares of comparisons that the pairs had to those estimated to be
  /// optimal, in [0, 1].
  double allocation_distance = undefined;
  double seconds = 0;  ///< since the session started
};

struct CheckpointWritten {
  std::uint64_t step = 0;
  std::filesystem::path path;
  double seconds = 0;  ///< it took
};

struct Warning {
  std::uint64_t step = 0;
  std::string name;  ///< "plateau", "weight collapse"
  std::string text;  ///< what it means and what to do
};

struct Stopped {
  std::uint64_t step = 0;
  std::string reason;  ///< "the certified gap is below 1e-06", "asked to stop (SIGUSR1)"
  Exit exit = Exit::done;
  double seconds = 0;                 ///< of the session
  std::filesystem::path result = {};  ///< that was written: a policy, or who is the best; empty: none
  double gap = undefined;             ///< certified distance of the end to the optimum in value
};

}  // namespace megabandit
