#include <algorithm>
#include <cmath>

#include "outputs/listed/candidates/collect_list.hpp"
#include "outputs/logging/logging_draws.hpp"

namespace megabandit {
namespace {

class PolicyCandidates final : public Candidates {
 public:
  PolicyCandidates(std::shared_ptr<const ActionOutputs> outputs, std::uint64_t draws, std::uint64_t seed,
                   const SoftmaxKernel& kernel)
      : outputs_(std::move(outputs)), draws_(draws), seed_(seed), kernel_(kernel) {}

  std::uint64_t at_once() const override { return std::max<std::uint64_t>(1, kListed / draws_); }
  StandFor stand_for() const override { return StandFor::the_policy; }

  ActionLists lists(const Scoring& scoring, const Panel& panel, Range entries) override {
    const auto drawn = draw_from(scoring.policy, kernel_, scoring.threads, panel.queries, panel, entries,
                                 draws_, {.seed = seed_, .stream = Stream::density, .epoch = scoring.epoch});
    std::vector<Asked> asked;  // of each entry those drawn, and the one logged
    for (std::uint64_t entry = entries.first; entry < entries.last; ++entry) {
      for (std::uint64_t k = 0; k < draws_; ++k)
        asked.push_back({entry, drawn[(entry - entries.first) * draws_ + k]});
      asked.push_back({entry, panel.action[entry]});
    }
    const std::vector<double> log_kappa = outputs_->log_kappa(panel, asked);
    ActionLists lists;
    for (std::size_t i = 0; i < asked.size(); i += draws_ + 1) add(lists, asked, log_kappa, i);
    return lists;
  }

 private:
  void add(ActionLists& lists, std::span<const Asked> asked, std::span<const double> log_kappa,
           std::size_t from) const {
    const std::size_t first = lists.action.size();
    for (std::size_t i = from; i < from + draws_; ++i) {
      lists.action.push_back(asked[i].action);
      lists.log_kappa.push_back(std::max(log_kappa[i], kSeesNothing));
      lists.log_count.push_back(-std::log(static_cast<double>(draws_)));
    }
    end_list(lists, first, log_kappa[from + draws_]);
  }

  std::shared_ptr<const ActionOutputs> outputs_;
  std::uint64_t draws_, seed_;
  const SoftmaxKernel& kernel_;
};

}  // namespace

std::unique_ptr<Candidates> policy_candidates(std::shared_ptr<const ActionOutputs> outputs,
                                              std::uint64_t draws, std::uint64_t seed,
                                              const SoftmaxKernel& kernel) {
  return std::make_unique<PolicyCandidates>(std::move(outputs), draws, seed, kernel);
}

}  // namespace megabandit
