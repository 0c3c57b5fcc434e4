#pragma once
// Collects rounds one after the other; equal contexts become one.

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "log/import/features.hpp"
#include "log/rounds.hpp"

namespace megabandit {

/// One logged interaction. Optional members are given for all rounds of a log or for none.
struct Round {
  ContextId context;
  ActionId action;
  float reward = 0;
  float pscore = 0;
  std::optional<std::uint32_t> position{};
  std::optional<std::int64_t> timestamp{};
  std::optional<std::uint8_t> split{};
};

class LogBuilder {
 public:
  /// The number of the context with these features: its own, or that of an equal one that came before.
  ContextId context(SparseRow row);
  /// The same for a full row of finite numbers.
  ContextId context(std::span<const float> row);
  void add(const Round& round);

  std::uint64_t contexts() const { return rows_.size(); }
  Rounds& rounds() { return rounds_; }
  const SparseRow& row(ContextId context) const { return rows_[context.value]; }

  /// Gives feature i the new index `place[i]` (each at most once).
  void renumber(std::span<const std::uint32_t> place);
  /// All contexts as full rows with this many features.
  RowMatrix<float> features(std::uint64_t features) const;

 private:
  std::vector<SparseRow> rows_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> by_hash_;
  Rounds rounds_;
};

}  // namespace megabandit
