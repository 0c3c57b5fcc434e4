#include "log/write/check_part.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "log/file/rules.hpp"
#include "log/storable_text.hpp"

namespace megabandit {
namespace {

void same_length(const char* column, std::size_t length, std::size_t needed) {
  if (length != needed)
    throw InternalError(fmt::format("{} has {} entries, but {} are needed", column, length, needed));
}

template <class T>
void same_length_or_empty(const char* column, const std::vector<T>& values, std::size_t needed) {
  if (!values.empty()) same_length(column, values.size(), needed);
}

/// Ids as plain numbers.
template <class T>
std::span<const typename T::rep> numbers(const std::vector<T>& ids) {
  return {reinterpret_cast<const typename T::rep*>(ids.data()), ids.size()};
}

/// A matrix is as long as it has to be, or is not there.
void check_matrix(const Rule<Finite>& rule, const RowMatrix<float>& matrix, std::size_t rows,
                  Faults& faults) {
  if (matrix.size() == 0) return;
  same_length(rule.dataset.c_str(), static_cast<std::size_t>(matrix.rows()), rows);
  faults.check(rule, std::span(matrix.data(), static_cast<std::size_t>(matrix.size())), 0,
               static_cast<std::uint64_t>(matrix.cols()));
}

void check_rounds(const LogPart& part, Faults& faults) {
  const Rounds& rounds = part.rounds;
  same_length("context", rounds.context.size(), rounds.size());
  same_length("reward", rounds.reward.size(), rounds.size());
  same_length("pscore", rounds.pscore.size(), rounds.size());
  same_length_or_empty("position", rounds.position, rounds.size());
  same_length_or_empty("timestamp", rounds.timestamp, rounds.size());
  same_length("split", rounds.split.size(), part.splits.empty() ? 0 : rounds.size());
  faults.check(context_rule(static_cast<std::uint64_t>(part.features.rows())), numbers(rounds.context), 0);
  faults.check(action_rule(part.actions), numbers(rounds.action), 0);
  faults.check(reward_rule(), std::span(rounds.reward), 0);
  faults.check(pscore_rule(), std::span(rounds.pscore), 0);
  faults.check(split_rule(part.splits), std::span(rounds.split), 0);
  check_matrix(output_rule(), rounds.output, rounds.size(), faults);
}

void check_truth(const LogPart& part, Faults& faults) {
  if (!part.truth) return;
  const Truth& truth = *part.truth;
  same_length("truth offset", truth.offset.size(), static_cast<std::size_t>(part.features.rows()) + 1);
  same_length("truth reward", truth.reward.size(), truth.action.size());
  if (truth.offset.front() != 0 || truth.offset.back() != truth.action.size())
    throw InternalError("the truth's offsets do not span its actions");
  for (std::size_t row = 0; row + 1 < truth.offset.size(); ++row) {
    if (truth.offset[row] > truth.offset[row + 1])
      throw InternalError(fmt::format("truth offset {} decreases", row));
    for (std::uint64_t i = truth.offset[row] + 1; i < truth.offset[row + 1]; ++i)
      if (!(truth.action[i - 1] < truth.action[i]))
        throw InternalError(fmt::format("the truth's actions of context {} do not increase", row));
  }
  faults.check(truth_action_rule(part.actions), numbers(truth.action), 0);
  faults.check(truth_reward_rule(), std::span(truth.reward), 0);
}

void check_factored_truth(const LogPart& part, Faults& faults) {
  if (!part.factored_truth) return;
  const FactoredTruth& truth = *part.factored_truth;
  if (part.truth) throw InternalError("a log has one truth, listed or factored, not both");
  same_length("the factored truth's contexts", static_cast<std::size_t>(truth.context.rows()),
              static_cast<std::size_t>(part.features.rows()));
  if (truth.context.cols() == 0) throw InternalError("the factored truth has no factors");
  same_length("an action's part of the truth", static_cast<std::size_t>(truth.action.cols()),
              static_cast<std::size_t>(truth.context.cols()));
  check_matrix(truth_context_factor_rule(), truth.context, static_cast<std::size_t>(part.features.rows()),
               faults);
  check_matrix(truth_action_factor_rule(), truth.action, part.actions, faults);
}

void check_outputs(const LogPart& part, Faults& faults) {
  const auto contexts = static_cast<std::size_t>(part.features.rows());
  check_matrix(action_output_rule(), part.catalogue.output, part.actions, faults);
  same_length_or_empty("query", part.query, contexts);
  faults.check(query_rule(), std::span(part.query), 0);
  if (part.output_law) check_matrix(output_shift_rule(), part.output_law->shift, contexts, faults);
}

void check_texts(const char* what, const std::vector<std::string>& texts) {
  for (std::size_t row = 0; row < texts.size(); ++row)
    require_storable(texts[row], fmt::format("{} {}", what, row));
}

void check_catalogue(const LogPart& part) {
  const ActionColumns& catalogue = part.catalogue;
  same_length_or_empty("action name", catalogue.name, part.actions);
  same_length_or_empty("action cluster", catalogue.cluster, part.actions);
}

}  // namespace

void check_part(const std::filesystem::path& path, const LogPart& part) {
  Faults faults;
  check_catalogue(part);
  check_texts("the name of action", part.catalogue.name);
  check_texts("the name of split", part.splits);
  check_rounds(part, faults);
  check_truth(part, faults);
  check_factored_truth(part, faults);
  check_outputs(part, faults);
  check_matrix(feature_rule(), part.features, static_cast<std::size_t>(part.features.rows()), faults);
  check_matrix(embedding_rule(), part.catalogue.embedding, part.actions, faults);
  faults.throw_first(path);
}

}  // namespace megabandit
