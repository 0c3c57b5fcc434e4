#include "generator/generate.hpp"

#include <chrono>
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "base/narrow.hpp"
#include "base/stop_signal.hpp"
#include "comm/agree.hpp"
#include "comm/collect.hpp"
#include "generator/outside_generator.hpp"
#include "generator/share.hpp"
#include "run/loop.hpp"
#include "storage/disk.hpp"

namespace megabandit {
namespace {

using namespace std::chrono_literals;
using Clock = OutsideGenerator::Clock;

// Ranks meet so often; a stop waits no longer, whatever the generators do.
constexpr auto kBetweenMeetings = 1s;

// What ranks add up when they meet, and what they compare.
enum Count : std::size_t { kSettled, kKept, kGaps, kRepeated, kCounts };
enum Width : std::size_t { kMost, kLeast, kWidths };

/// The loop's view of the generator: a step is the time between two meetings.
class Filling final : public Learner {
 public:
  Filling(OutsideGenerator& generator, std::uint64_t outputs, const ProgressListener& tell)
      : generator_(generator), tell_(tell) {
    progress_.outputs = outputs;
  }

  TallyLayout layout() const override { return {.sections = {{"outputs", kCounts}}, .maxima = kWidths}; }

  void observe(const Share&, Tally& tally) override {
    generator_.work(Clock::now() + kBetweenMeetings);
    const Mishaps mishaps = generator_.mishaps();
    std::vector<double> counts(kCounts);
    counts[kSettled] = static_cast<double>(generator_.settled());
    counts[kKept] = static_cast<double>(generator_.kept());
    counts[kGaps] = static_cast<double>(mishaps.undecided);
    counts[kRepeated] = static_cast<double>(mishaps.repeated);
    tally.add(0, counts);
    if (const auto columns = static_cast<double>(generator_.columns()); columns > 0) {
      tally.raise(kMost, columns);
      tally.raise(kLeast, -columns);
    }
  }

  Decision decide(const Tally& total) override {
    const std::vector<double> counts = total.section(0);
    const auto count = [&](Count which) { return narrow<std::uint64_t>(std::llround(counts[which])); };
    progress_.settled = count(kSettled);
    progress_.kept = count(kKept);
    progress_.gaps = count(kGaps);
    progress_.repeated = count(kRepeated);
    progress_.last = generator_.mishaps().last;
    progress_.seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
    check_widths(total.maximum(kMost), -total.maximum(kLeast));
    if (tell_) tell_(progress_);
    return {.finished = progress_.settled == progress_.outputs ? "all outputs are there" : ""};
  }

  SavedState save() const override { return {}; }  // the kept answers are what it goes on from
  void load(const SavedState&) override {}

  const GenerateProgress& progress() const { return progress_; }
  std::uint64_t columns() const { return columns_; }

 private:
  // All ranks see the same numbers here, so all of them throw.
  void check_widths(double most, double least) {
    if (!(most > 0)) return;
    if (most != least)
      throw AgreedError(Exit::bad_data,
                        fmt::format("the generator's outputs have {} numbers on one rank and {} on another; "
                                    "mend it, or say with bank.columns how many there must be",
                                    least, most),
                        0);
    columns_ = static_cast<std::uint64_t>(most);
  }

  OutsideGenerator& generator_;
  const ProgressListener& tell_;
  const Clock::time_point begin_ = Clock::now();
  GenerateProgress progress_;
  std::uint64_t columns_ = 0;
};

std::filesystem::path answers_of(const GenerateConfig& config, const std::filesystem::path& out) {
  return config.generator.answers.empty() ? std::filesystem::path(out.string() + ".answers")
                                          : config.generator.answers;
}

/// Of rank 0; others know all but names and texts.
BankOutline outline_of(const Tasks& tasks, const GenerateConfig& config, std::uint64_t columns) {
  return {.shape = {tasks.queries().size(), tasks.actions().size(), tasks.samples(), columns},
          .generator = config.generator.known_as(),
          .seed = config.bank.seed,
          .queries = tasks.queries(),
          .actions = tasks.actions(),
          .texts = {}};
}

}  // namespace

Generated generate_bank(const Job& job, const GenerateConfig& config, const std::filesystem::path& out,
                        const ProgressListener& tell) {
  Generated generated;
  generated.answers = answers_of(config, out);
  std::unique_ptr<const Tasks> tasks;
  std::unique_ptr<OutsideGenerator> generator;
  agree(job.comm, [&] {
    check_place(out);  // before the work, not after it
    tasks = std::make_unique<const Tasks>(config.bank, config.generator.known_as());
    generator = std::make_unique<OutsideGenerator>(*tasks, config, generated.answers,
                                                   share_of(tasks->count(), job.comm), job.comm.rank());
  });
  require_same(job.comm, tasks->fingerprint(), "the queries and actions",
               "do all ranks read the same files?");
  const ProgressListener listener = job.comm.rank() == 0 ? tell : ProgressListener();
  Filling filling(*generator, tasks->count(), listener);
  LoopState state;
  const LoopEnd end =
      run_loop(job.comm, filling, Reduction::reproducible, state,
               {.before_step = {}, .stop_requested = stop_requested, .checkpoint = {}, .plan = {}});
  generated.progress = filling.progress();
  const BankOutline outline = outline_of(*tasks, config, filling.columns());
  generated.shape = outline.shape;
  generated.exit = end.finished.empty() ? Exit::stopped : Exit::done;
  if (end.finished.empty()) return generated;
  if (filling.columns() == 0)
    throw AgreedError(
        Exit::bad_data,
        fmt::format("the generator gave no output at all: none of {} answers could be read; see "
                    "what it writes, or let bank.gaps be \"error\" to be told",
                    filling.progress().gaps),
        0);
  OutputShare share = generator->take_share();
  generator.reset();  // its process need not wait for the disk
  if (config.bank.texts == OutputTexts::drop) share.drop_texts();
  write_shares(job, out, outline, std::move(share));
  return generated;
}

}  // namespace megabandit
