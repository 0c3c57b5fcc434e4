#pragma once
// Trials of objectives that need a model of the rewards, alone and through what was seen.

#include <vector>

#include "trial.hpp"

namespace megabandit::testing {

inline std::vector<Plan> modelled_plans() {
  return {Plan{.objective = "dm", .table = TableKind::trained, .epochs = 4},
          Plan{.objective = "dr", .batch_rounds = 20, .epochs = 4},
          Plan{.objective = "dr",
               .tower = TowerKind::mlp,
               .table = TableKind::trained,
               .batch_rounds = 20,
               .epochs = 4,
               .seen = {.on = true, .uniform = false}},
          Plan{.objective = "dr",
               .table = TableKind::trained,
               .optimizer = "lbfgs",
               .epochs = 0,
               .seen = {.on = true, .sum = SumOver::nearest}}};
}

}  // namespace megabandit::testing
