#include <algorithm>
#include <cmath>

#include "comm/agree.hpp"
#include "density/kappa.hpp"
#include "outputs/listed/candidates/collect_list.hpp"

namespace megabandit {
namespace {

class BankCandidates final : public Candidates {
 public:
  BankCandidates(const Bank& bank, SmoothedKernel kernel) : bank_(bank), kernel_(std::move(kernel)) {}

  std::uint64_t at_once() const override {
    return std::max<std::uint64_t>(1, kListed / bank_.shape().actions);
  }

  ActionLists lists(const Scoring& scoring, const Panel& panel, Range entries) override {
    ActionLists found;  // it may fail to be read on one rank
    agree(scoring.policy.catalogue().group, [&] { found = own_lists(panel, entries); });
    return found;
  }

 private:
  ActionLists own_lists(const Panel& panel, Range entries) const {
    ActionLists lists;
    std::vector<double> log_kappa(bank_.shape().actions);
    const auto columns = static_cast<Eigen::Index>(bank_.shape().columns);
    for (std::uint64_t entry = entries.first; entry < entries.last; ++entry) {
      const auto pivot = panel.seen.pivot.row(static_cast<Eigen::Index>(entry));
      log_kappa_of_bank(kernel_, {pivot.data(), static_cast<std::size_t>(columns)},
                        bank_.outputs(static_cast<std::uint64_t>(pivot[columns])), log_kappa);
      for (std::uint32_t a = 0; a < log_kappa.size(); ++a) {
        if (!std::isfinite(log_kappa[a])) continue;
        lists.action.emplace_back(a);
        lists.log_kappa.push_back(log_kappa[a]);
      }
      end_list(lists, lists.first.back(), log_kappa[panel.action[entry].value]);
    }
    return lists;
  }

  const Bank& bank_;
  SmoothedKernel kernel_;
};

}  // namespace

std::unique_ptr<Candidates> bank_candidates(const Bank& bank, SmoothedKernel kernel) {
  return std::make_unique<BankCandidates>(bank, std::move(kernel));
}

}  // namespace megabandit
