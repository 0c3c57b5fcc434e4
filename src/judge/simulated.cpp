#include "judge/simulated.hpp"

#include <xxhash.h>

#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "base/random.hpp"
#include "judge/instant_judge.hpp"

namespace megabandit {
namespace {

/// What Stream::world is drawn for here (DrawName::epoch).
enum class Drawn : std::uint32_t { score = 0, feature = 1 };

double drawn(Drawn what, std::uint64_t index, std::uint64_t seed) {
  return normal(
      {.seed = seed, .stream = Stream::world, .epoch = static_cast<std::uint32_t>(what), .index = index});
}

double uniform_of(std::uint64_t seed, std::uint64_t ticket) {
  return uniform({.seed = seed, .stream = Stream::judgement, .epoch = 0, .index = ticket});
}

template <class Numbers>
std::uint64_t hash_of(const Numbers& numbers, std::uint64_t seed) {
  return XXH3_64bits_withSeed(numbers.data(), sizeof(double) * static_cast<std::size_t>(numbers.size()),
                              seed);
}

Roster with_names(Roster roster, std::uint64_t count) {
  if (roster.names.empty())
    for (std::uint64_t k = 0; k < count; ++k) roster.names.push_back(std::to_string(k));
  return roster;
}

class MatrixJudge final : public InstantJudge {
 public:
  MatrixJudge(PreferenceMatrix matrix, std::uint64_t seed, Roster roster)
      : InstantJudge(std::move(roster), seed), matrix_(std::move(matrix)) {}

  std::uint64_t fingerprint() const override {
    return hash_of(matrix_.ties, hash_of(matrix_.preference, fingerprint_of(roster())));
  }
  std::optional<double> preference(Pair pair) const override {
    return matrix_.preference(pair.a.value, pair.b.value);
  }

 private:
  void judge(std::span<const Question> questions, std::span<Outcome> outcomes) override {
    const bool may_tie = matrix_.ties.size() > 0;
    for (std::size_t i = 0; i < questions.size(); ++i) {
      const auto& [ticket, pair] = questions[i];
      outcomes[i] = outcome_at(uniform_of(seed(), ticket), matrix_.preference(pair.a.value, pair.b.value),
                               may_tie ? matrix_.ties(pair.a.value, pair.b.value) : 0);
    }
  }

  PreferenceMatrix matrix_;
};

class ScoresJudge final : public InstantJudge {
 public:
  ScoresJudge(BradleyTerryScores scores, std::uint64_t seed, Roster roster)
      : InstantJudge(std::move(roster), seed), scores_(std::move(scores)) {}

  std::uint64_t fingerprint() const override {
    return XXH3_64bits_withSeed(&scores_.ties, sizeof scores_.ties,
                                hash_of(scores_.score, fingerprint_of(roster())));
  }
  std::optional<double> preference(Pair pair) const override { return share_of(pair); }

 private:
  double share_of(Pair pair) const {
    const double wins = 1 / (1 + std::exp(scores_.score[pair.b.value] - scores_.score[pair.a.value]));
    return scores_.ties / 2 + (1 - scores_.ties) * wins;
  }
  void judge(std::span<const Question> questions, std::span<Outcome> outcomes) override {
    for (std::size_t i = 0; i < questions.size(); ++i)
      outcomes[i] =
          outcome_at(uniform_of(seed(), questions[i].ticket), share_of(questions[i].pair), scores_.ties);
  }

  BradleyTerryScores scores_;
};

void refuse_entry(const char* what, Eigen::Index row, Eigen::Index column, const std::string& problem) {
  throw DataError(fmt::format("the {} in row {}, column {} (from 0) {}", what, row, column, problem));
}

void check_ties(const PreferenceMatrix& matrix, Eigen::Index a, Eigen::Index b) {
  const double ties = matrix.ties(a, b), share = matrix.preference(a, b);
  if (matrix.ties(b, a) != ties)
    refuse_entry("probability of a tie", a, b,
                 fmt::format("is {}, and that of the same two in row {} is {}; they must be equal", ties, b,
                             matrix.ties(b, a)));
  // What is 1 in decimals need not be in binary.
  constexpr double rounding = 1e-12;
  if (!(ties >= 0 && ties / 2 <= std::min(share, 1 - share) + rounding))
    refuse_entry("probability of a tie", a, b,
                 fmt::format("is {}, but with a share of {} (ties are half a win) it must be in [0, {}]",
                             ties, share, 2 * std::min(share, 1 - share)));
}

void check_matrix(const PreferenceMatrix& matrix) {
  const auto& share = matrix.preference;
  if (share.rows() != share.cols() || share.rows() < 2)
    throw DataError(
        fmt::format("a table of preferences of {} rows and {} columns; it must have as many rows as "
                    "columns, at least 2",
                    share.rows(), share.cols()));
  if (matrix.ties.size() > 0 && (matrix.ties.rows() != share.rows() || matrix.ties.cols() != share.cols()))
    throw DataError(fmt::format("a table of ties of {} rows and {} columns for {} candidates",
                                matrix.ties.rows(), matrix.ties.cols(), share.rows()));
  constexpr double tolerance = 1e-6;  // of shares that were written with some six digits
  for (Eigen::Index a = 0; a < share.rows(); ++a)
    for (Eigen::Index b = a + 1; b < share.cols(); ++b) {
      if (!(share(a, b) >= 0 && share(a, b) <= 1))
        refuse_entry("preference", a, b, fmt::format("is {}; it must be in [0, 1]", share(a, b)));
      if (!(std::abs(share(a, b) + share(b, a) - 1) <= tolerance))
        refuse_entry("preference", a, b,
                     fmt::format("is {}, and in row {}, column {} it is {}; together they must be 1",
                                 share(a, b), b, a, share(b, a)));
      if (matrix.ties.size() > 0) check_ties(matrix, a, b);
    }
}

}  // namespace

std::unique_ptr<Judge> make_matrix_judge(PreferenceMatrix matrix, std::uint64_t seed, Roster roster) {
  check_matrix(matrix);
  const auto count = static_cast<std::uint64_t>(matrix.preference.rows());
  return std::make_unique<MatrixJudge>(std::move(matrix), seed, with_names(std::move(roster), count));
}

std::unique_ptr<Judge> make_scores_judge(BradleyTerryScores scores, std::uint64_t seed, Roster roster) {
  const std::uint64_t count = scores.score.size();
  return std::make_unique<ScoresJudge>(std::move(scores), seed, with_names(std::move(roster), count));
}

std::vector<double> normal_scores(std::uint64_t candidates, double deviation, std::uint64_t scores_seed) {
  std::vector<double> scores(candidates);
  for (std::uint64_t k = 0; k < candidates; ++k) scores[k] = deviation * drawn(Drawn::score, k, scores_seed);
  return scores;
}

RowMatrix<double> normal_features(std::uint64_t candidates, std::uint64_t dimensions,
                                  std::uint64_t scores_seed) {
  RowMatrix<double> features(narrow<Eigen::Index>(candidates), narrow<Eigen::Index>(dimensions));
  const double scale = 1 / std::sqrt(static_cast<double>(dimensions));
  for (Eigen::Index i = 0; i < features.size(); ++i)
    features.data()[i] = scale * drawn(Drawn::feature, static_cast<std::uint64_t>(i), scores_seed);
  return features;
}

}  // namespace megabandit
