#pragma once
// Which of K^2 / 2 pairs tells most about a direction of the coefficients, in O(K) (LLM-PO
// specification 5.6).

#include <cstdint>
#include <span>
#include <vector>

#include "compare/pairs/pair.hpp"

namespace megabandit {

/// A candidate as a direction sees it.
struct SeenAlong {
  std::uint32_t direction = 0;
  CandidateId candidate;
  double score = 0;    ///< <x, coefficients>
  double product = 0;  ///< <x, direction>
};

/// Candidates by strips of their scores; of each strip and direction the two ends. What a comparison tells
/// along a direction is sigma'(difference of scores) (difference of products)^2: with either candidate
/// replaced by the end of its strip, the products differ no less, and scores move by the width at most, so
/// that among the ends there is a pair that tells at least e^(-2 width) of what any tells.
class PairStrips {
 public:
  static constexpr double kWidth = 0.25;  ///< of scores, for |score| < 128

  explicit PairStrips(std::size_t directions);

  /// @param products  one a direction. Candidates in increasing order: of equals the first stays
  void add(CandidateId candidate, double score, std::span<const double> products);
  /// By direction and strip, the lower end first.
  std::vector<SeenAlong> ends() const;

 private:
  struct End {
    double product = 0, score = 0;
    CandidateId candidate;
  };
  struct Ends {
    End lower, upper;
    bool any = false;
  };
  std::size_t directions_;
  std::vector<Ends> ends_;  // [strip, direction]
};

/// The most telling pairs of the ends that all ranks found, `count` of each direction, in increasing order,
/// each once. Pairs that tell nothing are left out.
std::vector<Pair> most_telling(std::span<const SeenAlong> ends, std::size_t directions, std::size_t count);

}  // namespace megabandit
