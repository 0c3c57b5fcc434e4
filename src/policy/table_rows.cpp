#include "policy/table_rows.hpp"

#include <algorithm>

#include "comm/collect.hpp"

namespace megabandit {
namespace {

std::vector<std::uint32_t> distinct(std::span<const ActionId> actions) {
  std::vector<std::uint32_t> all;
  all.reserve(actions.size());
  for (const ActionId action : actions) all.push_back(action.value);
  std::ranges::sort(all);
  const auto repeated = std::ranges::unique(all);
  all.erase(repeated.begin(), repeated.end());
  return all;
}

// The rows of those of `actions` that are here.
std::vector<float> own_rows(const Slice& slice, std::span<const std::uint32_t> actions) {
  const auto columns = static_cast<std::uint64_t>(slice.rows.cols());
  std::vector<float> rows;
  for (const std::uint32_t action : actions) {
    if (action < slice.first || action >= slice.first + static_cast<std::uint64_t>(slice.rows.rows()))
      continue;
    const float* row = slice.rows.data() + (action - slice.first) * columns;
    rows.insert(rows.end(), row, row + columns);
  }
  return rows;
}

}  // namespace

// Ranks hold the actions in the order of the ranks: their rows, one after another, are those of the sorted
// actions.
TableRows::TableRows(const Catalogue& catalogue, std::span<const ActionId> actions)
    : rows_(catalogue.slice.rows.data()), columns_(catalogue.columns()) {
  row_.reserve(actions.size());
  if (catalogue.whole()) {
    for (const ActionId action : actions) row_.push_back(action.value);
    return;
  }
  const std::vector<std::uint32_t> sorted = distinct(actions);
  fetched_ = std::make_shared<const std::vector<float>>(
      all_gather_values<float>(*catalogue.group, own_rows(catalogue.slice, sorted)));
  rows_ = fetched_->data();
  for (const ActionId action : actions)
    row_.push_back(
        static_cast<std::uint32_t>(std::ranges::lower_bound(sorted, action.value) - sorted.begin()));
}

TableRows TableRows::some(std::size_t first, std::size_t count) const {
  TableRows some;
  some.rows_ = rows_;
  some.columns_ = columns_;
  some.row_.assign(row_.begin() + static_cast<std::ptrdiff_t>(first),
                   row_.begin() + static_cast<std::ptrdiff_t>(first + count));
  some.fetched_ = fetched_;
  return some;
}

}  // namespace megabandit
