// Tables or JSON in which a row is a comparison of two candidates, perhaps judged by several people.

#include <fmt/format.h>

#include "base/error.hpp"
#include "preference/import/formats.hpp"
#include "preference/import/pair_rows.hpp"

namespace megabandit {
namespace {

enum class Scale { labels, one_to_two };

class PairsFormat final : public PreferenceFormat {
 public:
  std::string name() const override { return "pairs"; }
  std::string summary() const override {
    return "tables or JSON with a row for each comparison of two candidates";
  }
  void declare(Schema& schema) override;
  ImportedPreferences read(const PreferenceSources& sources) override;

 private:
  void check() const;
  void add(const Records& record, RowReader& rows, PreferenceBuilder& builder) const;
  void take_candidates(const Records& record, Battle& battle) const;
  std::vector<Outcome> outcomes(const Records& record, RowReader& rows) const;
  bool is_tied(const Records& record) const;

  RowSettings rows_;
  std::string winner_, loser_, tied_, pair_, separator_ = "_", count_;
  std::string first_ = "model_a", second_ = "model_b";
  std::vector<std::string> preference_{"preference"};
  Scale scale_ = Scale::labels;
  PreferenceCode code_;
};

void PairsFormat::declare(Schema& schema) {
  SchemaTable table = schema.table("pairs", "What the columns of comparisons mean.");
  declare_rows(table, rows_);
  table.setting("winner", winner_, "column of the one who won; needs --loser");
  table.setting("loser", loser_, "column of the one who lost; needs --winner");
  table.setting("tied", tied_,
                "with --winner: column that says that nobody won (empty, 0, false, no: somebody did)");
  table.setting("first", first_, "column of the first candidate, without --winner");
  table.setting("second", second_, "column of the second candidate, without --winner");
  table.setting("pair", pair_, "column with both candidates in one text, instead of --first and --second");
  table.setting("separator", separator_, "what stands between the two candidates of --pair");
  table.setting("preference", preference_,
                "columns that say who was preferred: one a judge, each a comparison");
  table.choice<Scale>("scale", scale_, {{"labels", Scale::labels}, {"one-to-two", Scale::one_to_two}},
                      "how: by labels, or by numbers from 1 (first) to 2 (second), 1.5 or 0 being a tie");
  table.setting("first_label", code_.first, "labels that prefer the first candidate; * stands for any text");
  table.setting("second_label", code_.second, "labels that prefer the second candidate");
  table.setting("tie_label", code_.tie, "labels that prefer neither");
  table.setting("count", count_, "column with how often this happened; without, once");
}

void PairsFormat::check() const {
  if (winner_.empty() != loser_.empty())
    throw UsageError("who won and who lost need both --winner COLUMN and --loser COLUMN");
  if (winner_.empty() && !tied_.empty())
    throw UsageError("--tied belongs to --winner and --loser; without them --preference says what is a tie");
  if (separator_.empty())
    throw UsageError("--separator is empty: nothing parts the two candidates of --pair");
}

ImportedPreferences PairsFormat::read(const PreferenceSources& sources) {
  check();
  code_.one_to_two = scale_ == Scale::one_to_two;
  RowReader rows(rows_, sources);
  PreferenceBuilder builder;
  rows.for_each([&](const Records& record) { add(record, rows, builder); });
  return {builder.log(), rows.report()};
}

void PairsFormat::add(const Records& record, RowReader& rows, PreferenceBuilder& builder) const {
  Battle battle;
  take_candidates(record, battle);
  battle.outcomes = outcomes(record, rows);
  if (!count_.empty()) battle.count = whole_number(record.place(count_), record.required(count_), 1);
  add_battle(record, battle, rows, builder);
}

void PairsFormat::take_candidates(const Records& record, Battle& battle) const {
  if (pair_.empty() || !winner_.empty()) {
    battle.first = record.required(winner_.empty() ? first_ : winner_);
    battle.second = record.required(winner_.empty() ? second_ : loser_);
    return;
  }
  const std::string both = record.required(pair_);
  const auto at = both.find(separator_);
  if (at == std::string::npos || both.find(separator_, at + 1) != std::string::npos)
    refuse(record.place(pair_), both,
           {fmt::format("does not name two candidates with one '{}' between them", separator_),
            "give another --separator, or --first and --second"});
  battle.first = both.substr(0, at);
  battle.second = both.substr(at + separator_.size());
}

bool PairsFormat::is_tied(const Records& record) const {
  if (tied_.empty()) return false;
  const std::string text = record.field(tied_).value_or("0");
  for (const char* no : {"0", "false", "False", "FALSE", "no"})
    if (text == no) return false;
  return true;
}

std::vector<Outcome> PairsFormat::outcomes(const Records& record, RowReader& rows) const {
  if (!winner_.empty()) return {is_tied(record) ? Outcome::tie : Outcome::a};
  std::vector<Outcome> found;
  for (const std::string& column : preference_) {
    const auto text = record.field(column);
    if (text)
      found.push_back(outcome_of(record.place(column), *text, code_));
    else if (preference_.size() > 1)
      rows.skip(record, "judges without a preference");
  }
  return found;
}

}  // namespace

std::unique_ptr<PreferenceFormat> preference_formats::pairs() { return std::make_unique<PairsFormat>(); }

}  // namespace megabandit
