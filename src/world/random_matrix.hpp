#pragma once
// Random arrays of a world: entries are functions of (seed, what it is, row, column).

#include <cstdint>

#include "base/matrix.hpp"

namespace megabandit {

/// What a world draws. Append only: the number is part of the draw.
enum class WorldDraw : std::uint32_t {
  action_embedding = 1,
  right_map = 2,
  wrong_map = 3,
  right_action = 4,
  context_noise = 5,
  svd_start = 6,
  projection = 7,
  sub_sample = 8,
  context_half = 9,
  action_cluster = 10,
  cluster_centre = 11,
  sentence_embedding = 12,
  sentence_centre = 13,
  context_factor = 14,
  output_query = 15,
  output_action = 16,
  reward_user = 17,
  reward_query = 18,
  output_offset = 19,
  guessed_direction = 20,
  context_query = 21,
  sentence_noise = 22,
  sentence_reward = 23,
  bank_noise = 24,
};

/// Standard normal rows first, first + 1, ... of a matrix without end. @replicated
RowMatrix<double> normal_rows(std::uint64_t seed, WorldDraw draw, std::uint64_t first, Eigen::Index rows,
                              Eigen::Index columns);

/// A random orthogonal matrix: the QR factor of a Gaussian one. @replicated
RowMatrix<double> random_rotation(std::uint64_t seed, WorldDraw draw, Eigen::Index size);

}  // namespace megabandit
