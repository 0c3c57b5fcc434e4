// Battles of two models as Chatbot Arena and MT-bench publish them: model_a, model_b and who won.

#include "preference/import/formats.hpp"
#include "preference/import/pair_rows.hpp"

namespace megabandit {
namespace {

enum class BothBad { tie, leave_out };
enum class Anony { only, all };

class ArenaFormat final : public PreferenceFormat {
 public:
  std::string name() const override { return "arena"; }
  std::string summary() const override {
    return "battles of two models (JSON), as Chatbot Arena publishes them";
  }

  void declare(Schema& schema) override {
    SchemaTable table = schema.table("arena", "Battles of model_a and model_b.");
    declare_rows(table, rows_);
    table.choice<Anony>("anony", anony_, {{"only", Anony::only}, {"all", Anony::all}},
                        "battles in which the judge knew who plays (anony false): left out, or used too");
    table.choice<BothBad>("both_bad", both_bad_, {{"tie", BothBad::tie}, {"leave-out", BothBad::leave_out}},
                          "what becomes of the outcome `tie (bothbad)`");
  }

  ImportedPreferences read(const PreferenceSources& sources) override {
    RowReader rows(rows_, sources);
    PreferenceBuilder builder;
    rows.for_each([&](const Records& record) { add(record, rows, builder); });
    return {builder.log(), rows.report()};
  }

 private:
  void add(const Records& record, RowReader& rows, PreferenceBuilder& builder) const {
    if (anony_ == Anony::only && record.has("anony") && record.field("anony") != "true")
      return rows.skip(record, "battles that were not anonymous (--anony all uses them)");
    const std::string winner = record.required("winner");
    if (winner == kBothBad && both_bad_ == BothBad::leave_out)
      return rows.skip(record, "battles in which both were bad");
    static const PreferenceCode code{{"model_a"}, {"model_b"}, {"tie", kBothBad}};
    add_battle(record,
               {record.required("model_a"),
                record.required("model_b"),
                {outcome_of(record.place("winner"), winner, code)}},
               rows, builder);
  }

  static constexpr const char* kBothBad = "tie (bothbad)";
  RowSettings rows_;
  Anony anony_ = Anony::only;
  BothBad both_bad_ = BothBad::tie;
};

}  // namespace

std::unique_ptr<PreferenceFormat> preference_formats::arena() { return std::make_unique<ArenaFormat>(); }

}  // namespace megabandit
