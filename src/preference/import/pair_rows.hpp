#pragma once
// Records that each say how one or several comparisons of a pair went: what `arena` and `pairs` share.

#include <optional>
#include <string>
#include <vector>

#include "preference/import/row_rules.hpp"

namespace megabandit {

/// What texts of a preference mean. With `one_to_two` it is a number: 1 prefers the first, 2 the second,
/// between them the nearer one, 1.5 and 0 neither.
struct PreferenceCode {
  std::vector<std::string> first{"1", "a", "A", "model_a"};
  std::vector<std::string> second{"2", "b", "B", "model_b"};
  std::vector<std::string> tie{"0", "tie"};
  bool one_to_two = false;
};

/// Whom `text` prefers: a is the first of the record. @throws BadRow naming what there could be
Outcome outcome_of(const Place& place, const std::string& text, const PreferenceCode& code);

/// The comparisons of one record.
struct Battle {
  std::string first, second;
  std::vector<Outcome> outcomes;  ///< a: `first` won
  std::uint64_t count = 1;        ///< how often each of them happened
};

/// Adds a battle up, unless the record is one that comes again or compares a candidate with itself.
void add_battle(const Records& record, const Battle& battle, RowReader& rows, PreferenceBuilder& builder);

}  // namespace megabandit
