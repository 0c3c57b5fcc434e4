#include <algorithm>
#include <bit>
#include <cmath>

#include "normaliser/cell_masses.hpp"
#include "normaliser/kinds/kinds.hpp"
#include "normaliser/sampled.hpp"

namespace megabandit::normalisers {
namespace {

class Cluster final : public Proposal {
 public:
  Cluster(Cells cells, const GatherKernel& kernel, std::uint64_t draws)
      : cells_(std::move(cells)), kernel_(kernel), draws_(draws) {}

  RowsView<float> rows() const override { return cells_.rows(); }
  std::uint32_t row_of(ActionId action) const override { return cells_.row_of(action); }
  std::uint64_t memory() const override { return cells_.memory(); }

  void draw(RowsView<float> queries, std::span<const DrawName> names,
            std::span<DrawnRows> draws) const override {
    CellMasses masses(cells_, kernel_);
    masses.guess(queries);
    for (std::size_t q = 0; q < draws.size(); ++q)
      draw_from_cells(cells_, masses.of(q), draws_, names[q], draws[q]);
  }

 private:
  Cells cells_;
  const GatherKernel& kernel_;
  std::uint64_t draws_;
};

std::unique_ptr<Normaliser> make(const Arguments& complete, const NormaliserParts& parts) {
  Cells cells(parts.kernel, parts.catalogue.slice.rows, cells_for(complete, parts.catalogue.actions),
              parts.seed, parts.threads);
  return make_sampled({"cluster", parts.seed}, parts.kernel,
                      std::make_unique<Cluster>(std::move(cells), gather_kernel(parts.kernel),
                                                static_cast<std::uint64_t>(complete.at("draws"))));
}

}  // namespace

Parameter cells_parameter() {
  return {"cells",
          0,
          0,
          1e9,
          "cells that the catalogue is cut into; 0: near the square root of its size",
          SettingKind::integer};
}

std::uint64_t cells_for(const Arguments& complete, std::uint64_t actions) {
  const auto asked = static_cast<std::uint64_t>(complete.at("cells"));
  const auto root = static_cast<std::uint64_t>(std::sqrt(static_cast<double>(actions)));
  return std::clamp<std::uint64_t>(asked > 0 ? asked : std::bit_ceil(root), 1, actions);
}

NormaliserKind cluster() {
  return {{"cluster",
           "sampled softmax, actions drawn by the weight of their cell of similar actions",
           {draws_parameter(1000), cells_parameter()}},
          make};
}

}  // namespace megabandit::normalisers
