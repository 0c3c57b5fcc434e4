// Policies whose actions are compared by a model of the reward: the score of a learned policy.

#include <cmath>
#include <optional>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "comm/agree.hpp"
#include "judge/duel/duel_judge.hpp"
#include "judge/kinds/kinds.hpp"

namespace megabandit {
namespace {

/// P(a wins) = 1 / (1 + exp((q_b - q_a) / temperature)), q being the model's scores of the two actions in the
/// context; the same action ties.
class RewardModelJudge final : public DuelJudge {
 public:
  explicit RewardModelJudge(const JudgeOrder& order)
      : DuelJudge(order), temperature_(order.judge.duel.temperature) {
    agree(order.job.comm, [&] {
      if (order.judge.duel.model.empty())
        throw ConfigError(
            "the judge `reward-model` needs a model; give judge.reward_model, a run directory or policy "
            "file");
    });
    model_.emplace(load_policy(order.job, order.judge.duel.model));
    agree(order.job.comm, [&] { check_fit(model_->policy, order.judge.duel.model.string()); });
    add_to_fingerprint(megabandit::fingerprint_of(model_->policy));
  }

 private:
  void settle(std::span<const Meeting> meetings, std::span<Outcome> outcomes) override {
    RowMatrix<float> features(narrow<Eigen::Index>(meetings.size()), arena().features().cols());
    for (std::size_t i = 0; i < meetings.size(); ++i)
      features.row(narrow<Eigen::Index>(i)) = arena().features().row(meetings[i].context);
    TowerPass pass{.input = features.cast<double>(), .hidden = {}, .output = {}};
    const RowMatrix<double> queries = model_->policy.queries(pass);
    for (std::size_t i = 0; i < meetings.size(); ++i) {
      const Meeting& meeting = meetings[i];
      const auto query = queries.row(narrow<Eigen::Index>(i));
      const double ahead = model_->policy.score(query, meeting.a) - model_->policy.score(query, meeting.b);
      outcomes[i] = meeting.a == meeting.b ? Outcome::tie
                                           : outcome_at(uniform_of(meeting.ticket, 0),
                                                        1 / (1 + std::exp(-ahead / temperature_)), 0);
    }
  }

  double temperature_;
  std::optional<SavedPolicy> model_;
};

std::unique_ptr<Judge> make(const JudgeOrder& order) { return std::make_unique<RewardModelJudge>(order); }

}  // namespace

JudgeKind judges::reward_model() {
  return {{"reward-model",
           "learned policies act in contexts of a log; a model of the reward, which is the score of another "
           "learned "
           "policy, says whose action is better",
           {}},
          make};
}

}  // namespace megabandit
