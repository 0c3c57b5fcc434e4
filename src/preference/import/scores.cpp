// Scores of candidates on items: two candidates that have a score on the same item were compared by it.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.hpp"
#include "log/import/text/table.hpp"
#include "preference/import/formats.hpp"
#include "preference/import/row_rules.hpp"

namespace megabandit {
namespace {

enum class Better { higher, lower };

/// The scores on one item within one group.
struct Item {
  std::vector<std::pair<CandidateId, double>> scores;
};

class ScoresFormat final : public PreferenceFormat {
 public:
  std::string name() const override { return "scores"; }
  std::string summary() const override { return "tables or JSON with scores of candidates on items"; }

  void declare(Schema& schema) override {
    SchemaTable table = schema.table("scores", "What the columns of scores mean.");
    declare_rows(table, rows_);
    table.setting("candidate", candidate_, "column of the candidate");
    table.setting("item", item_, "column of what it was scored on: a prompt, a judge");
    table.setting("score", score_, "column of the score, a finite number");
    table.choice<Better>("better", better_, {{"higher", Better::higher}, {"lower", Better::lower}},
                         "which score wins: lower for ranks, times and errors");
    table.setting("margin", margin_, "scores that differ by no more than this tie").at_least(0);
  }

  ImportedPreferences read(const PreferenceSources& sources) override;

 private:
  void take(const Records& record, RowReader& rows, PreferenceBuilder& builder);
  void compare(std::uint32_t group, const Item& item, PreferenceBuilder& builder) const;

  RowSettings rows_;
  std::string candidate_ = "candidate", item_ = "item", score_ = "score";
  Better better_ = Better::higher;
  double margin_ = 0;
  std::map<std::pair<std::uint32_t, std::string>, Item> items_;  // by group and item
};

void ScoresFormat::take(const Records& record, RowReader& rows, PreferenceBuilder& builder) {
  const std::string candidate = record.required(candidate_), name = record.required(item_);
  const auto text = record.field(score_);
  if (!text) return rows.skip(record, "rows without a score");
  const double score = number_cell(record.place(score_), *text);
  const std::string group = rows.group_of(record);
  if (!rows.first_of(record, candidate)) return rows.skip(record, "rows that come again (--once-per)");
  const CandidateId id = builder.candidate(candidate);
  Item& item = items_[{builder.group(group), name}];
  const auto same = std::ranges::find(item.scores, id, &std::pair<CandidateId, double>::first);
  if (same != item.scores.end())
    refuse(record.place(candidate_), candidate,
           {fmt::format("was scored before on item '{}'{}", name, group.empty() ? "" : " of group " + group),
            "tell the scores apart with --group COLUMN, choose some with --where COLUMN=VALUE, or take the "
            "first with "
            "--once-per"});
  item.scores.emplace_back(id, score);
}

void ScoresFormat::compare(std::uint32_t group, const Item& item, PreferenceBuilder& builder) const {
  const double sign = better_ == Better::higher ? 1 : -1;
  for (std::size_t i = 0; i < item.scores.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const double ahead = sign * (item.scores[i].second - item.scores[j].second);
      builder.add(group, item.scores[i].first, item.scores[j].first,
                  ahead > margin_    ? Outcome::a
                  : ahead < -margin_ ? Outcome::b
                                     : Outcome::tie);
    }
}

ImportedPreferences ScoresFormat::read(const PreferenceSources& sources) {
  RowReader rows(rows_, sources);
  PreferenceBuilder builder;
  rows.for_each([&](const Records& record) { take(record, rows, builder); });
  for (const auto& [key, item] : items_) compare(key.first, item, builder);
  rows.report().notes.push_back(fmt::format("{} items with scores", items_.size()));
  return {builder.log(), rows.report()};
}

}  // namespace

std::unique_ptr<PreferenceFormat> preference_formats::scores() { return std::make_unique<ScoresFormat>(); }

}  // namespace megabandit
