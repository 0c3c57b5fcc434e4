#include <algorithm>
#include <cmath>

#include "normaliser/kinds/kinds.hpp"
#include "normaliser/sampled.hpp"

namespace megabandit::normalisers {
namespace {

// One action of every nearly equal run of the catalogue: with as many draws as actions, all of them.
class Uniform final : public Proposal {
 public:
  Uniform(RowsView<float> table, std::uint64_t draws) : table_(table), draws_(draws) {}

  RowsView<float> rows() const override { return table_; }
  std::uint32_t row_of(ActionId action) const override { return action.value; }
  std::uint64_t memory() const override { return 0; }

  void draw(RowsView<float>, std::span<const DrawName> names, std::span<DrawnRows> draws) const override {
    const auto actions = static_cast<double>(table_.rows());
    const auto log2_count = static_cast<float>(std::log2(static_cast<double>(draws_) / actions));
    for (std::size_t q = 0; q < draws.size(); ++q) {
      SpreadPoints points(names[q], draws_);
      for (std::uint64_t i = 0; i < draws_; ++i)
        draws[q].add(static_cast<std::uint32_t>(std::min(points.at(i) * actions, actions - 1)), log2_count);
    }
  }

 private:
  RowsView<float> table_;
  std::uint64_t draws_;
};

std::unique_ptr<Normaliser> make(const Arguments& complete, const NormaliserParts& parts) {
  const auto draws = static_cast<std::uint64_t>(complete.at("draws"));
  return make_sampled({"uniform", parts.seed}, parts.kernel,
                      std::make_unique<Uniform>(parts.catalogue.slice.rows, draws));
}

}  // namespace

NormaliserKind uniform() {
  return {{"uniform", "sampled softmax, actions drawn evenly", {draws_parameter(1000)}}, make};
}

}  // namespace megabandit::normalisers
