#include "outputs/listed/listed_density.hpp"

#include <algorithm>

#include "outputs/listed/listed_sums.hpp"
#include "outputs/logging/logging_scores.hpp"

namespace megabandit {
namespace {

class ListedDensity final : public MarginalDensity {
 public:
  ListedDensity(std::shared_ptr<const Bank> bank, std::unique_ptr<Candidates> candidates,
                std::shared_ptr<const Policy> logging, const SoftmaxKernel& kernel)
      : bank_(std::move(bank)),
        candidates_(std::move(candidates)),
        logging_(std::move(logging)),
        kernel_(kernel) {}

  std::vector<double> log_rho(const Scoring& scoring, const Panel& panel) override {
    const LoggingScores scores = logging_scores(logging_.get(), kernel_, scoring, panel);
    std::vector<double> result;
    const std::uint64_t all = panel.action.size();
    for (std::uint64_t first = 0; first < all; first += candidates_->at_once())
      sum(scoring, panel, scores, {first, std::min(all, first + candidates_->at_once())}, result);
    return result;
  }

 private:
  void sum(const Scoring& scoring, const Panel& panel, const LoggingScores& scores, Range entries,
           std::vector<double>& result) const {
    const ActionLists lists = candidates_->lists(scoring, panel, entries);
    TableRows rows;
    if (logging_ != nullptr) rows = TableRows(logging_->catalogue(), lists.action);
    for (std::uint64_t i = 0; i < entries.size(); ++i) {
      const std::uint32_t context = panel.context[entries.first + i];
      const Normalised seen(log_joint(
          lists, i,
          {logging_ == nullptr ? nullptr : &rows, scores.queries.row(context), scores.log_z[context]}));
      result.push_back(seen.log_sum + lists.reference[i]);
    }
  }

  std::shared_ptr<const Bank> bank_;
  std::unique_ptr<Candidates> candidates_;
  std::shared_ptr<const Policy> logging_;
  const SoftmaxKernel& kernel_;
};

}  // namespace

std::unique_ptr<MarginalDensity> listed_density(std::shared_ptr<const Bank> bank,
                                                std::unique_ptr<Candidates> candidates,
                                                std::shared_ptr<const Policy> logging,
                                                const SoftmaxKernel& kernel) {
  return std::make_unique<ListedDensity>(std::move(bank), std::move(candidates), std::move(logging), kernel);
}

}  // namespace megabandit
