#pragma once
// Six rounds with all that is known of them: the inputs of the reference vectors.

#include <vector>

#include "learning/table_problem.hpp"

namespace megabandit::testing {

inline Matrix matrix(Eigen::Index rows, const std::vector<double>& numbers) {
  return shaped(Eigen::Map<const Vector>(numbers.data(), static_cast<Eigen::Index>(numbers.size())), rows);
}

inline TableProblem six_rounds() {
  return {matrix(6, {1, .5, -.2, .3, -1.1, .8, -.7, .4, 1.2, .9, .9, -.6, -1.3, .2, .1, 0, -.4, .7}),
          {2, 0, 4, 1, 3, 2},
          {1, 0, 1, .5, 0, 1},
          {.15, .50, .05, .30, .20, .60}};
}

/// The policy's table, five actions.
inline Matrix six_rounds_table() {
  return matrix(5, {.2, -.1, .4, -.3, .5, .1, .6, 0, -.2, .1, .3, .3, -.4, -.2, .7});
}

}  // namespace megabandit::testing
