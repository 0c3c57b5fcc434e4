#include "log/file/log_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

#include "base/error.hpp"
#include "log/file/layout.hpp"
#include "log/file/read_column.hpp"

namespace megabandit {
namespace {

/// The ids of a column as the plain numbers that lie in the file.
template <class T>
std::span<typename T::rep> numbers(std::vector<T>& ids) {
  return {reinterpret_cast<typename T::rep*>(ids.data()), ids.size()};
}

bool has_listed_truth(const LogShape& shape) { return shape.has_truth && shape.truth_columns == 0; }

}  // namespace

LogFile::LogFile(const std::filesystem::path& path) : file_(path), shape_(check_layout(file_)) {}

std::optional<std::uint8_t> LogFile::split_number(const std::string& name) const {
  if (name.empty()) return std::nullopt;
  const auto found = std::find(shape_.splits.begin(), shape_.splits.end(), name);
  if (found != shape_.splits.end()) return static_cast<std::uint8_t>(found - shape_.splits.begin());
  throw DataError(
      has_split() ? fmt::format("{}: there is no split '{}'; it has: {}", file_.path().string(), name,
                                fmt::join(shape_.splits, ", "))
                  : fmt::format("{}: there is no split '{}': this log has no /rounds/split; ask for no split",
                                file_.path().string(), name));
}

Rounds LogFile::rounds(Range rows, Faults& faults) const {
  Rounds rounds;
  read_rounds(rows, rounds, faults);
  return rounds;
}

void LogFile::read_rounds(Range rows, Rounds& into, Faults& faults) const {
  read_places(rows, into, faults);
  read_outcomes(rows, into, faults);
}

void LogFile::read_places(Range rows, Rounds& into, Faults& faults) const {
  into.context.resize(rows.size());
  read_column(file_, context_rule(shape_.contexts), rows, numbers(into.context), faults);
  if (!has_split()) return;
  into.split.resize(rows.size());
  read_column(file_, split_rule(shape_.splits), rows, std::span(into.split), faults);
}

std::vector<std::uint8_t> LogFile::split(Range rows) const {
  std::vector<std::uint8_t> split(rows.size());
  Faults faults;
  read_column(file_, split_rule(shape_.splits), rows, std::span(split), faults);
  faults.throw_first(file_.path());
  return split;
}

void LogFile::read_outcomes(Range rows, Rounds& into, Faults& faults) const {
  into.action.resize(rows.size());
  into.reward.resize(rows.size());
  into.pscore.resize(rows.size());
  read_column(file_, action_rule(shape_.actions), rows, numbers(into.action), faults);
  read_column(file_, reward_rule(), rows, std::span(into.reward), faults);
  read_column(file_, pscore_rule(), rows, std::span(into.pscore), faults);
}

void LogFile::read_outputs(Range rows, Rounds& into, Faults& faults) const {
  if (shape_.output > 0) read_matrix(output_rule(), rows, shape_.output, into.output, faults);
}

void LogFile::read_rounds_and_outputs(Range rows, Rounds& into, Faults& faults) const {
  read_rounds(rows, into, faults);
  read_outputs(rows, into, faults);
}

std::vector<std::uint32_t> LogFile::position(Range rows, Faults& faults) const {
  if (!file_.has("/rounds/position")) return {};
  std::vector<std::uint32_t> position(rows.size());
  read_column(file_, position_rule(), rows, std::span(position), faults);
  return position;
}

std::vector<std::int64_t> LogFile::timestamp(Range rows) const {
  if (!file_.has("/rounds/timestamp")) return {};
  return file_.rows<std::int64_t>("/rounds/timestamp", rows.first, rows.size());
}

RowMatrix<float> LogFile::features(Range contexts, Faults& faults) const {
  RowMatrix<float> features;
  read_features(contexts, features, faults);
  return features;
}

void LogFile::read_features(Range contexts, RowMatrix<float>& into, Faults& faults) const {
  read_matrix(feature_rule(), contexts, shape_.features, into, faults);
}

std::uint64_t LogFile::truth_entries(Range contexts) const {
  if (!has_listed_truth(shape_)) return 0;
  const auto first = file_.rows<std::uint64_t>("/truth/offset", contexts.first, 1).front();
  const auto last = file_.rows<std::uint64_t>("/truth/offset", contexts.last, 1).front();
  return first <= last ? last - first : 0;
}

Truth LogFile::truth(Range contexts, Faults& faults) const {
  Truth truth;
  if (!has_listed_truth(shape_)) return truth;
  truth.otherwise = shape_.truth_otherwise;
  truth.offset = file_.rows<std::uint64_t>("/truth/offset", contexts.first, contexts.size() + 1);
  const Range entries{truth.offset.front(), truth.offset.back()};
  check_offsets(file_, truth.offset, contexts);
  for (std::uint64_t& offset : truth.offset) offset -= entries.first;
  truth.action.resize(entries.size());
  truth.reward.resize(entries.size());
  read_column(file_, truth_action_rule(shape_.actions), entries, numbers(truth.action), faults);
  read_column(file_, truth_reward_rule(), entries, std::span(truth.reward), faults);
  check_increasing(file_, truth, contexts);
  return truth;
}

RowMatrix<float> LogFile::embedding(Range rows, Faults& faults) const {
  return matrix(embedding_rule(), rows, shape_.embedding, faults);
}

RowMatrix<float> LogFile::action_output(Range rows, Faults& faults) const {
  return matrix(action_output_rule(), rows, shape_.action_output, faults);
}

RowMatrix<float> LogFile::output_shift(Range contexts, Faults& faults) const {
  const std::uint64_t columns = std::max(shape_.output, shape_.action_output);
  return matrix(output_shift_rule(), contexts, shape_.has_output_shift ? columns : 0, faults);
}

std::vector<std::uint32_t> LogFile::query(Range contexts, Faults& faults) const {
  if (!file_.has("/contexts/query")) return {};
  std::vector<std::uint32_t> query(contexts.size());
  read_column(file_, query_rule(), contexts, std::span(query), faults);
  return query;
}

RowMatrix<float> LogFile::truth_of_contexts(Range contexts, Faults& faults) const {
  return matrix(truth_context_factor_rule(), contexts, shape_.truth_columns, faults);
}

RowMatrix<float> LogFile::truth_of_actions(Range rows, Faults& faults) const {
  return matrix(truth_action_factor_rule(), rows, shape_.truth_columns, faults);
}

void LogFile::read_matrix(const Rule<Finite>& rule, Range rows, std::uint64_t columns, RowMatrix<float>& into,
                          Faults& faults) const {
  into.resize(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(columns));
  read_column(file_, rule, rows, std::span(into.data(), static_cast<std::size_t>(into.size())), faults);
}

RowMatrix<float> LogFile::matrix(const Rule<Finite>& rule, Range rows, std::uint64_t columns,
                                 Faults& faults) const {
  RowMatrix<float> values;
  if (columns > 0) read_matrix(rule, rows, columns, values, faults);
  return values;
}

std::vector<std::string> LogFile::names() const {
  return file_.has("/actions/name") ? file_.texts("/actions/name") : std::vector<std::string>{};
}

ActionColumns LogFile::actions(Faults& faults) const {
  const Range all{0, shape_.actions};
  ActionColumns columns{.embedding = embedding(all, faults), .name = names(), .cluster = {}};
  if (file_.has("/actions/cluster")) {
    columns.cluster.resize(shape_.actions);
    read_column(file_, cluster_rule(), all, std::span(columns.cluster), faults);
  }
  return columns;
}

}  // namespace megabandit
