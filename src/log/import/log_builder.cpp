#include "log/import/log_builder.hpp"

#include <limits>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/narrow.hpp"

namespace megabandit {
namespace {

template <class T>
void append(std::vector<T>& column, const std::optional<T>& value, std::size_t rounds_before,
            const char* name) {
  if (value.has_value() != (column.size() == rounds_before) && rounds_before > 0)
    throw InternalError(fmt::format("round {} {} a {} where others do not agree", rounds_before,
                                    value ? "has" : "lacks", name));
  if (value) column.push_back(*value);
}

}  // namespace

ContextId LogBuilder::context(SparseRow row) {
  canonicalise(row);
  const std::uint64_t hash = content_hash(row);
  const auto [first, last] = by_hash_.equal_range(hash);
  for (auto it = first; it != last; ++it)
    if (rows_[it->second] == row) return ContextId(it->second);
  const auto number = narrow<std::uint32_t>(rows_.size());
  rows_.push_back(std::move(row));
  by_hash_.emplace(hash, number);
  return ContextId(number);
}

ContextId LogBuilder::context(std::span<const float> row) {
  SparseRow sparse;
  for (std::size_t i = 0; i < row.size(); ++i)
    if (row[i] != 0) sparse.push_back({narrow<std::uint32_t>(i), row[i]});
  return context(std::move(sparse));
}

void LogBuilder::add(const Round& round) {
  const std::size_t before = rounds_.action.size();
  append(rounds_.position, round.position, before, "position");
  append(rounds_.timestamp, round.timestamp, before, "timestamp");
  append(rounds_.split, round.split, before, "split");
  rounds_.context.push_back(round.context);
  rounds_.action.push_back(round.action);
  rounds_.reward.push_back(round.reward);
  rounds_.pscore.push_back(round.pscore);
}

void LogBuilder::renumber(std::span<const std::uint32_t> place) {
  by_hash_.clear();
  for (std::uint32_t c = 0; c < rows_.size(); ++c) {
    for (Feature& feature : rows_[c]) feature.index = place[feature.index];
    canonicalise(rows_[c]);
    by_hash_.emplace(content_hash(rows_[c]), c);
  }
}

RowMatrix<float> LogBuilder::features(std::uint64_t features) const {
  RowMatrix<float> full =
      RowMatrix<float>::Zero(narrow<Eigen::Index>(rows_.size()), narrow<Eigen::Index>(features));
  for (std::size_t c = 0; c < rows_.size(); ++c)
    for (const Feature& feature : rows_[c]) full(narrow<Eigen::Index>(c), feature.index) = feature.value;
  return full;
}

}  // namespace megabandit
