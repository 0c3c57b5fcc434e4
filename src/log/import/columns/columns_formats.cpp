#include "log/import/columns/columns_formats.hpp"

#include <filesystem>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "log/import/columns/import_columns.hpp"
#include "log/import/columns/obd.hpp"

namespace megabandit {
namespace {

std::vector<ColumnSpec> parsed(const std::vector<std::string>& texts) {
  std::vector<ColumnSpec> specs;
  for (const std::string& text : texts) specs.push_back(parse_column(text));
  return specs;
}

class CsvFormat final : public ImportFormat {
 public:
  std::string name() const override { return "csv"; }
  std::string summary() const override { return "comma- or tab-separated text with a declared column map"; }
  void declare(Schema& schema) override;
  Imported read(const ImportOptions& options) override;

 private:
  std::vector<std::string> context_, embedding_;
  std::string pscore_ = "pscore", pscore_value_;
  std::uint64_t position_base_ = 0;
  std::filesystem::path table_;
  ColumnMap map_;
};

void CsvFormat::declare(Schema& schema) {
  SchemaTable columns = schema.table("columns", "What the columns of a table mean.");
  columns.setting(
      "context", context_,
      "columns of the context, each NAME, NAME:KIND or NAME:KIND:FEATURES; kinds: numeric (the default), "
      "categorical "
      "(one-hot), ids (multi-hot list), hashed:FEATURES, words:FEATURES; * in a name stands for any text");
  columns.setting("action", map_.action, "column of the action");
  columns.choice("action_kind", map_.action_kind,
                 {{"number", ActionKind::number}, {"name", ActionKind::name}},
                 "whether it numbers the actions from 0 or names them");
  columns.setting("reward", map_.reward, "column of the reward");
  columns.setting("pscore", pscore_, "column of the propensity with which the action was chosen");
  columns.setting("pscore_value", pscore_value_,
                  "the propensity of every round, a number or `uniform` (1 / actions), instead of a column");
  columns.setting("position", map_.position, "column of the slot in which the action was shown");
  columns.setting("position_base", position_base_, "number of the first slot in the source").between(0, 1);
  columns.setting("timestamp", map_.timestamp, "column of the time, ISO 8601 or a number");
  columns.choice("time_unit", map_.time_unit,
                 {{"s", TimeUnit::seconds}, {"ms", TimeUnit::milliseconds}, {"us", TimeUnit::microseconds}},
                 "what a time that is a number counts, since 1970 UTC");
  columns.choice("delimiter", map_.dialect.delimiter,
                 {{"by-name", Delimiter::by_name},
                  {"comma", Delimiter::comma},
                  {"tab", Delimiter::tab},
                  {"semicolon", Delimiter::semicolon},
                  {"bar", Delimiter::bar}},
                 "what parts the cells; by-name: a tab in .tsv and .tsv.gz, else a comma");
  columns.setting("header", map_.dialect.header, "names of the columns when the sources have no header line");
  columns.setting("action_table", table_, "table with a row for every action");
  columns.setting("action_key", map_.action_table.key, "its column that identifies the action");
  columns.setting("action_name", map_.action_table.name, "its column with a text to show for the action");
  columns.setting("action_embedding", embedding_,
                  "its columns that make the action's embedding, written like --context");
}

Imported CsvFormat::read(const ImportOptions& options) {
  map_.context = parsed(context_);
  if (map_.context.empty())
    throw UsageError(
        "which columns are the context? name each with --context NAME:KIND (numeric, categorical, ids, "
        "hashed:N, words:N)");
  map_.pscore = parse_pscore(pscore_value_, {pscore_});
  map_.position_base = narrow<std::uint32_t>(position_base_);
  map_.action_table.path = table_.string();
  map_.action_table.embedding = parsed(embedding_);
  if (map_.action_table.path.empty() != map_.action_table.key.empty())
    throw UsageError("a table of actions needs both --action-table FILE and --action-key COLUMN");
  return import_columns(map_, options);
}

class ObdFormat final : public ImportFormat {
 public:
  std::string name() const override { return "obd"; }
  std::string summary() const override { return "Open Bandit Dataset, as csv with its columns known"; }
  void declare(Schema& schema) override {
    SchemaTable obd = schema.table("obd", "What of the Open Bandit Dataset becomes features.");
    obd.choice("features", features_.context,
               {{"users", ObdFeatures::Context::users},
                {"positions", ObdFeatures::Context::positions},
                {"users-and-positions", ObdFeatures::Context::users_and_positions}},
               "what the context is: the user_feature columns, the position (one-hot), or both");
    obd.setting("user_features", hashed_,
                "features into which each user_feature column is hashed; 0: one-hot")
        .between(0, kMostFeatures)
        .used_when("features", {"users", "users-and-positions"});
    obd.choice(
        "affinities", features_.affinities,
        {{"leave-out", ObdFeatures::Affinities::leave_out}, {"numeric", ObdFeatures::Affinities::numeric}},
        "what becomes of the user-item_affinity columns");
    obd.setting("item_context", item_context_, "item_context.csv: the embedding of the actions");
  }
  Imported read(const ImportOptions& options) override {
    features_.hashed = narrow<std::uint32_t>(hashed_);
    features_.item_context = item_context_.string();
    return import_columns(obd_columns(features_), options);
  }

 private:
  ObdFeatures features_;
  std::uint64_t hashed_ = features_.hashed;
  std::filesystem::path item_context_;
};

}  // namespace

std::unique_ptr<ImportFormat> make_csv_format() { return std::make_unique<CsvFormat>(); }
std::unique_ptr<ImportFormat> make_obd_format() { return std::make_unique<ObdFormat>(); }

}  // namespace megabandit
