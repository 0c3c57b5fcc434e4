#pragma once
// What the values of a log must be. One place for the writer, the readers and `megabandit inspect`.

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace megabandit {

/// A whole number in [0, limit).
struct Below {
  std::uint64_t limit;
  template <class T>
  bool operator()(T value) const {
    if constexpr (std::is_integral_v<T>)
      return std::cmp_greater_equal(value, 0) & std::cmp_less(value, limit);
    else
      return false;
  }
};

/// Finite as a 32-bit float; an integer must be one exactly.
struct Finite {
  template <class T>
  bool operator()(T value) const {
    if constexpr (std::is_integral_v<T>)
      return Below{kExact}(value < 0 ? ~value : value);
    else
      return std::abs(value) <= static_cast<T>(std::numeric_limits<float>::max());
  }
  static constexpr std::uint64_t kExact = std::uint64_t{1} << 24;
};

/// In (0, 1], also as a 32-bit float.
struct Propensity {
  template <class T>
  bool operator()(T value) const {
    return (static_cast<float>(value) > 0) & (value <= T{1});
  }
};

template <class Valid>
struct Rule {
  std::string dataset;
  Valid valid;
  std::string must;    ///< "0 is not MUST"
  std::string remedy;  ///< what to do about it
};

Rule<Below> context_rule(std::uint64_t contexts);
Rule<Below> action_rule(std::uint64_t actions);
Rule<Below> split_rule(const std::vector<std::string>& names);
Rule<Below> position_rule();
Rule<Finite> reward_rule();
Rule<Propensity> pscore_rule();
Rule<Finite> feature_rule();
Rule<Below> truth_action_rule(std::uint64_t actions);
Rule<Finite> truth_reward_rule();
Rule<Finite> embedding_rule();
Rule<Below> cluster_rule();
Rule<Finite> output_rule();
Rule<Finite> action_output_rule();
Rule<Finite> output_shift_rule();
Rule<Below> query_rule();
Rule<Finite> truth_context_factor_rule();
Rule<Finite> truth_action_factor_rule();

/// The usual case, fast: in runs of a fixed length and without a branch a value, which compilers make into
/// vector instructions.
template <class T, class Valid>
bool all_valid(const Valid& valid, std::span<const T> values) {
  constexpr std::size_t kRun = 64;
  unsigned bad = 0;
  std::size_t at = 0;
  for (; at + kRun <= values.size(); at += kRun)
    for (std::size_t i = 0; i < kRun; ++i) bad |= valid(values[at + i]) ? 0U : 1U;
  for (; at < values.size(); ++at) bad |= valid(values[at]) ? 0U : 1U;
  return bad == 0;
}

/// Values of one dataset that broke its rule.
struct Fault {
  std::string dataset;
  std::uint64_t row = 0;  ///< the first such row
  std::string value;      ///< its value
  std::string must;
  std::string remedy;
  std::uint64_t count = 0;  ///< of bad values

  std::string text() const;
};

/// What was found wrong so far.
class Faults {
 public:
  /// Notes bad values in rows [first_row, ...) of `width` values each.
  template <class T, class Valid>
  void check(const Rule<Valid>& rule, std::span<const T> values, std::uint64_t first_row,
             std::uint64_t width = 1) {
    if (all_valid(rule.valid, values)) return;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!rule.valid(values[i]))
        add({rule.dataset, first_row + i / width, fmt::format("{}", values[i]), rule.must, rule.remedy, 1});
  }
  void add(const Fault& fault);
  const std::vector<Fault>& all() const { return faults_; }
  /// @throws DataError for the lowest bad row, if any.
  void throw_first(const std::filesystem::path& path) const;

 private:
  std::vector<Fault> faults_;  // one a dataset
};

}  // namespace megabandit
