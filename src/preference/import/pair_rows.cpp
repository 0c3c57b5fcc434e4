#include "preference/import/pair_rows.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace megabandit {
namespace {

constexpr const char* kCorrect = "correct it, or leave such rows out with --drop-invalid";

Outcome nearer(const Place& place, const std::string& text) {
  double number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool valid = fault == std::errc() && end == text.data() + text.size();
  if (!valid || !(number == 0 || (number >= 1 && number <= 2)))
    refuse(place, text, {"is no preference: it must be in [1, 2], or 0 for a tie", kCorrect});
  if (number == 0 || number == 1.5) return Outcome::tie;
  return number < 1.5 ? Outcome::a : Outcome::b;
}

}  // namespace

Outcome outcome_of(const Place& place, const std::string& text, const PreferenceCode& code) {
  if (code.one_to_two) return nearer(place, text);
  const auto among = [&](const std::vector<std::string>& texts) {
    return std::ranges::any_of(texts, [&](const std::string& pattern) { return matches(pattern, text); });
  };
  if (among(code.first)) return Outcome::a;
  if (among(code.second)) return Outcome::b;
  if (among(code.tie)) return Outcome::tie;
  refuse(place, text,
         {fmt::format("prefers neither the first ({}) nor the second ({}) and is no tie ({})",
                      fmt::join(code.first, ", "), fmt::join(code.second, ", "), fmt::join(code.tie, ", ")),
          kCorrect});
}

void add_battle(const Records& record, const Battle& battle, RowReader& rows, PreferenceBuilder& builder) {
  const auto& [first, second, outcomes, count] = battle;
  if (first == second) return rows.skip(record, "comparisons of a candidate with itself");
  const auto [low, high] = std::minmax(first, second);
  if (!rows.first_of(record, low + '\x1f' + high))
    return rows.skip(record, "rows that come again (--once-per)");
  if (outcomes.empty()) return rows.skip(record, "rows without a preference");
  const std::uint32_t group = builder.group(rows.group_of(record));
  const CandidateId one = builder.candidate(first), other = builder.candidate(second);
  for (const Outcome outcome : outcomes) builder.add(group, one, other, outcome, count);
}

}  // namespace megabandit
