#include <cmath>
#include <vector>

#include "compare/sampling/baselines/baselines.hpp"
#include "compare/sampling/tableau.hpp"

namespace megabandit::sampling::baselines {
namespace {

class Arena final : public SamplingRule {
 public:
  explicit Arena(std::uint64_t candidates) : tableau_(candidates, "arena") {}

  void begin_wave(const Contest&, std::uint64_t) override { tableau_.begin_wave(); }

  Choosing next(const Draft& draft) override {
    tableau_.see(draft);
    if (const auto first = tableau_.never_compared()) return *first;
    std::vector<double> below;  // gains of the pairs up to each
    double sum = 0;
    for (std::uint32_t i = 0; i < tableau_.candidates(); ++i)
      for (std::uint32_t j = i + 1; j < tableau_.candidates(); ++j) below.push_back(sum += gain(i, j));
    return pair_at(below, Draws(draft).uniform() * sum);
  }

 private:
  // How much narrower one more comparison makes the interval of this pair's share (smoothed, so that a pair
  // that went one way so far is not taken for certain).
  double gain(std::uint32_t i, std::uint32_t j) const {
    const auto wins = static_cast<double>(tableau_.wins(i, j)),
               decided = static_cast<double>(tableau_.decided(i, j));
    const double share = (wins + 1) / (decided + 2), plays = static_cast<double>(tableau_.plays(i, j));
    const double variance = share * (1 - share);
    return std::sqrt(variance / plays) - std::sqrt(variance / (plays + 1));
  }

  Choosing pair_at(const std::vector<double>& below, double level) const {
    std::size_t index = 0;
    for (std::uint32_t i = 0; i < tableau_.candidates(); ++i)
      for (std::uint32_t j = i + 1; j < tableau_.candidates(); ++j)
        if (level < below[index++] || index == below.size()) return compare(i, j);
    return compare(0, 1);
  }

  Tableau tableau_;
};

}  // namespace

/// Chiang et al. 2024 (Chatbot Arena's active sampling); specification 6.12.
SamplingRuleKind arena() {
  return {{"arena", "pairs with a chance in proportion to how much narrower their interval gets", {}},
          [](std::uint64_t candidates, const CompareSettings&) -> std::unique_ptr<SamplingRule> {
            return std::make_unique<Arena>(candidates);
          },
          any_pair_counts(),
          {}};
}

}  // namespace megabandit::sampling::baselines
