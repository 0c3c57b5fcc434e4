#include "run/loop.hpp"

#include <exception>
#include <optional>

#include <fmt/format.h>

#include "comm/agree.hpp"
#include "comm/reduce.hpp"

namespace megabandit {
namespace {

using Clock = std::chrono::steady_clock;

// Each move of the scales is exact unless several sections wait for each other's first addends; three moves
// settle all.
constexpr int kScaleMoves = 8;

// What the ranks tell each other along with a step's maxima.
enum Signal : std::size_t { kFault, kStop, kCheckpoint, kSignals };

class Loop {
 public:
  Loop(const LoopRanks& ranks, Learner& learner, Reduction reduction, LoopState& state,
       const LoopHooks& hooks)
      : comm_(ranks.all),
        replicas_(ranks.replicas),
        learner_(learner),
        reduction_(reduction),
        state_(state),
        hooks_(hooks) {}

  LoopEnd run() {
    for (;;) {
      const Scales before = state_.scales;
      const Tally& total = step();
      const Decision decision = learner_.decide(total);
      if (!decision.again) ++state_.step;
      state_.scales = decision.again ? before : total.better_scales();  // what is redone leaves no trace
      const bool stop = signal(total, kStop);
      const bool over = stop || !decision.finished.empty();
      if (hooks_.checkpoint && (over || checkpoint_due(total, decision))) checkpoint(decision.finished);
      if (over) return {decision.finished};
    }
  }

 private:
  // One step's total, repeated under better scales until they fit.
  const Tally& step() {
    for (int move = 0; move < kScaleMoves; ++move) {
      const Tally& total = attempt();
      if (total.fits()) return total;
      state_.scales = total.better_scales();
    }
    throw InternalError(
        fmt::format("no scale fits the sums of step {}: they change with every repetition", state_.step + 1));
  }

  const Tally& attempt() {
    TallyLayout layout = learner_.layout();
    first_signal_ = layout.maxima;
    layout.maxima += kSignals;
    if (state_.scales.empty()) state_.scales = first_scales(layout);
    Tally& tally = begin(layout);
    const std::exception_ptr fault = observe(tally);
    tally.raise(first_signal_ + kFault, fault ? 1 : 0);
    tally.raise(first_signal_ + kStop, hooks_.stop_requested && hooks_.stop_requested() ? 1 : 0);
    tally.raise(first_signal_ + kCheckpoint, comm_.rank() == 0 && time_is_up() ? 1 : 0);
    reduce(comm_, replicas_, tally);
    if (signal(tally, kFault))
      agree(comm_, [&] {
        if (fault) std::rethrow_exception(fault);
      });
    return tally;
  }

  Tally& begin(const TallyLayout& layout) {
    if (tally_)
      tally_->restart(layout, state_.scales);
    else
      tally_.emplace(layout, reduction_, state_.scales);
    return *tally_;
  }

  // Other ranks may wait in `observe` for this one, whatever the hook thinks.
  std::exception_ptr observe(Tally& tally) {
    const std::exception_ptr before = fault_of([&] {
      if (hooks_.before_step) hooks_.before_step();
    });
    const std::exception_ptr during = fault_of([&] {
      forget_agreement([&] { learner_.observe({replicas_.rank(), replicas_.size()}, tally); });
    });
    return before ? before : during;
  }

  static std::exception_ptr fault_of(const std::function<void()>& work) {
    try {
      work();
    } catch (...) {
      return std::current_exception();
    }
    return nullptr;
  }

  bool signal(const Tally& total, Signal which) const { return total.maximum(first_signal_ + which) > 0; }

  bool time_is_up() const {
    return hooks_.plan.every.count() > 0 && Clock::now() - last_checkpoint_ > hooks_.plan.every;
  }

  // The step before one that is done again has its checkpoint already.
  bool checkpoint_due(const Tally& total, const Decision& decision) const {
    return signal(total, kCheckpoint) ||
           (!decision.again && hooks_.plan.every_steps > 0 && state_.step % hooks_.plan.every_steps == 0);
  }

  void checkpoint(const std::string& finished) {
    hooks_.checkpoint(state_, finished);
    last_checkpoint_ = Clock::now();
  }

  Communicator& comm_;
  Communicator& replicas_;
  Learner& learner_;
  Reduction reduction_;
  LoopState& state_;
  const LoopHooks& hooks_;
  std::optional<Tally> tally_;  // of the last step
  std::size_t first_signal_ = 0;
  Clock::time_point last_checkpoint_ = Clock::now();
};

}  // namespace

LoopEnd run_loop(const LoopRanks& ranks, Learner& learner, Reduction reduction, LoopState& state,
                 const LoopHooks& hooks) {
  return Loop(ranks, learner, reduction, state, hooks).run();
}

}  // namespace megabandit
