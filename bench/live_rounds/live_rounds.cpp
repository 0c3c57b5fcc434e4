// What it saves to leave rounds without credit alone and to score rounds of one context together: a step of a
// run with and without either. bench_live_rounds [--toy | RUN.toml table.key=value...]
//
// Without words, on a log that is made: two rounds a context, few of them rewarded.
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "bench/live_rounds/spelt_out.hpp"
#include "bench/timing.hpp"
#include "comm/self_comm.hpp"
#include "log/write_log.hpp"
#include "run/loop.hpp"
#include "train/setup.hpp"
#include "world/simulate.hpp"
#include "world/world.hpp"

namespace {

using namespace megabandit;

constexpr std::uint64_t kTurns = 3;

/// A training of which one step after the other can be run.
class Steps {
 public:
  Steps(const Job& job, const RunConfig& config, bool merged, bool only_live)
      : comm_(job.comm),
        setup_(make_setup(job, config)),
        unmerged_(*setup_.shard),
        all_live_(*setup_.objective),
        learner_(merged ? *setup_.shard : unmerged_, setup_.saved.policy,
                 only_live ? *setup_.objective : all_live_, *setup_.optimizer, *setup_.kernel, setup_.learner,
                 [](const StepDone&) {}) {
    (void)run();  // finds the scales of the sums and touches the memory
  }

  double run() {
    LoopHooks hooks;
    hooks.stop_requested = [] { return true; };
    return bench::cpu_seconds_of([&] { run_loop(comm_, learner_, Reduction::reproducible, state_, hooks); });
  }
  const Setup& setup() const { return setup_; }

 private:
  Communicator& comm_;
  Setup setup_;
  bench::UnmergedShard unmerged_;
  bench::AllLive all_live_;
  PolicyLearner learner_;
  LoopState state_;
};

nlohmann::ordered_json counts(const Setup& setup) {
  Shard& shard = *setup.shard;
  std::uint64_t live_rounds = 0, contexts = 0, live_contexts = 0;
  for (std::uint64_t b = shard.owned().first; b < shard.owned().last; ++b) {
    const BlockView view = shard.load(std::array{BlockId(b)}).front();
    std::vector<std::uint8_t> live(view.reward.size(), 0);
    setup.objective->find_live(view.reward, view.pscore, live);
    std::set<std::uint32_t> seen, seen_live;
    for (std::size_t i = 0; i < live.size(); ++i) {
      seen.insert(view.context[i]);
      if (live[i] == 0) continue;
      seen_live.insert(view.context[i]);
      ++live_rounds;
    }
    contexts += seen.size();
    live_contexts += seen_live.size();
  }
  return {{"actions", shard.shape().actions},
          {"rounds", shard.shape().rounds},
          {"live_rounds", live_rounds},
          {"contexts", contexts},
          {"live_contexts", live_contexts}};
}

struct Variant {
  const char* name;
  bool merged, only_live;
};
constexpr std::array<Variant, 4> kVariants{{{"live_merged", true, true},
                                            {"live_alone", false, true},
                                            {"all_merged", true, false},
                                            {"all_alone", false, false}}};

nlohmann::ordered_json measure(const Job& job, const RunConfig& config) {
  std::vector<std::unique_ptr<Steps>> steps;
  for (const Variant& variant : kVariants)
    steps.push_back(std::make_unique<Steps>(job, config, variant.merged, variant.only_live));
  nlohmann::ordered_json json{{"bench", "live_rounds"}, {"log", config.log.path.filename().string()}};
  json.update(counts(steps[0]->setup()));
  std::array<std::vector<double>, kVariants.size()> seconds;
  for (std::uint64_t turn = 0; turn < kTurns; ++turn)
    for (std::size_t v = 0; v < kVariants.size(); ++v) seconds[v].push_back(steps[v]->run());
  for (std::size_t v = 0; v < kVariants.size(); ++v) {
    const double median = bench::median(seconds[v]);
    json[kVariants[v].name] = {{"cpu_s_per_step", median},
                               {"over_live_merged", median / bench::median(seconds[0])}};
  }
  return json;
}

/// A log and a run of so many actions and contexts, in a folder that goes in the end.
nlohmann::ordered_json on_a_made_log(const Job& job, std::uint64_t actions, std::uint64_t contexts) {
  const auto path = std::filesystem::temp_directory_path() / fmt::format("megabandit-live-{}.h5", ::getpid());
  const GeneratorSettings world{.actions = actions, .train = contexts, .test = 0};
  write_log(job, path,
            simulate(job.comm, make_generator(world, 17, {}), {.eta = 15, .rounds_per_context = 2}, 17).log);
  const RunConfig config = read_run_config(
      ConfigText{},
      std::array{fmt::format("log.path=\"{}\"", path.string()), std::string("objective.kind=clpi")});
  auto json = measure(job, config);
  std::filesystem::remove(path);
  return json;
}

nlohmann::ordered_json run(const std::vector<std::string>& words) {
  SelfComm comm;
  const SerialFileDriver driver;
  const Job job{comm, driver};
  if (words.empty()) return on_a_made_log(job, 10000, 4000);
  if (words[0] == "--toy") return on_a_made_log(job, 200, 300);
  return measure(job, read_run_config(std::filesystem::path(words[0]), std::span(words).subspan(1)));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    fmt::print("{}\n", run({argv + 1, argv + argc}).dump(2));
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_live_rounds: {}\n", error.what());
    return 1;
  }
}
