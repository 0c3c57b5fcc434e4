#include "log/import/split_rule.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/random.hpp"

namespace megabandit {
namespace {

void mark_contexts(const SplitRule& rule, LogBuilder& builder) {
  std::vector<std::uint8_t> is_test(builder.contexts());
  for (std::uint32_t c = 0; c < is_test.size(); ++c) {
    const DrawName draw{
        .seed = rule.seed, .stream = Stream::split, .index = content_hash(builder.row(ContextId(c)))};
    is_test[c] = uniform(draw) < rule.fraction ? 1 : 0;
  }
  Rounds& rounds = builder.rounds();
  rounds.split.clear();
  for (const ContextId context : rounds.context) rounds.split.push_back(is_test[context.value]);
}

void mark_latest(const SplitRule& rule, LogBuilder& builder) {
  Rounds& rounds = builder.rounds();
  if (rounds.timestamp.empty() && rounds.size() > 0)
    throw DataError(
        "--split time:FRACTION needs a timestamp in every round; name its column, or split by FRACTION "
        "alone");
  std::vector<std::int64_t> sorted = rounds.timestamp;
  std::ranges::sort(sorted);
  const auto test =
      static_cast<std::size_t>(std::llround(rule.fraction * static_cast<double>(sorted.size())));
  rounds.split.clear();
  // Rounds of one moment stay together: all of them are tested on.
  for (const std::int64_t moment : rounds.timestamp)
    rounds.split.push_back(test > 0 && moment >= sorted[sorted.size() - test] ? 1 : 0);
}

}  // namespace

SplitRule parse_split(std::string_view text, std::uint64_t seed) {
  constexpr std::string_view time = "time:";
  const bool by_time = text.starts_with(time);
  const std::string_view number = by_time ? text.substr(time.size()) : text;
  double fraction = 0;
  const auto [end, status] = std::from_chars(number.data(), number.data() + number.size(), fraction);
  const bool is_number = !number.empty() && status == std::errc{} && end == number.data() + number.size();
  if (text.empty()) return {};
  if (!is_number && !by_time)
    return {.kind = SplitRule::Kind::column, .column = std::string(text), .seed = seed};
  if (!is_number || !(fraction > 0 && fraction < 1))
    throw UsageError(fmt::format(
        "--split {}: the fraction of the test part must lie between 0 and 1, as in --split 0.2", text));
  return {.kind = by_time ? SplitRule::Kind::time : SplitRule::Kind::contexts,
          .fraction = fraction,
          .seed = seed};
}

void mark_test_rounds(const SplitRule& rule, LogBuilder& builder) {
  if (rule.kind == SplitRule::Kind::contexts) mark_contexts(rule, builder);
  if (rule.kind == SplitRule::Kind::time) mark_latest(rule, builder);
}

}  // namespace megabandit
