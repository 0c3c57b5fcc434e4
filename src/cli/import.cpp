#include <cstdio>
#include <map>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/error.hpp"
#include "cli/commands.hpp"
#include "comm/agree.hpp"
#include "config/nearest_name.hpp"
#include "log/import/format.hpp"
#include "log/import/share_part.hpp"
#include "log/shard.hpp"
#include "log/write_log.hpp"

namespace megabandit {
namespace {

constexpr const char* kExamples = R"(Examples:
  megabandit import csv clicks.csv --context age --context country:categorical --action item --out clicks.h5
  megabandit import obd women.csv.gz --item-context item_context.csv --out women.h5 --split 0.2
  zcat events.json.gz | megabandit import vw - --out events.h5

A setting may also stand in a TOML file: --map FILE. Formats and options: docs/import.md.)";

bool is_list(const Setting& setting) { return setting.kind() == SettingKind::texts; }

std::string option_of(const Setting& setting) {
  std::string name = "--" + setting.key();
  for (char& c : name)
    if (c == '_') c = '-';
  return name;
}

/// What is given on the command line, as --set has it.
std::string set_of(const Setting& setting, const std::vector<std::string>& values) {
  if (!is_list(setting)) return fmt::format("{}={}", setting.name(), values.back());
  return fmt::format("{}={}", setting.name(), format_value(SettingKind::texts, values));
}

class Import final : public Command {
 public:
  Import() {
    for (auto& format : all_import_formats()) {
      Entry& entry = entries_.emplace_back();
      format->declare(entry.schema);
      entry.format = std::move(format);
    }
  }
  std::string name() const override { return "import"; }
  std::string summary() const override { return "Make a log of logged rounds in another format"; }
  void declare(CLI::App& app) override;
  Exit run(const Job& job) override;

 private:
  struct Entry {
    std::unique_ptr<ImportFormat> format;
    Schema schema;
    std::map<std::string, std::vector<std::string>> given;  ///< by the setting's key
  };
  void declare_settings(CLI::App& app, Entry& entry);
  Entry& chosen();
  void configure(Entry& entry) const;
  ImportOptions options(const Job& job) const;

  std::vector<Entry> entries_;
  std::string format_, out_, map_, split_, like_;
  std::vector<std::string> sources_;
  std::uint64_t seed_ = 0, actions_ = 0;
  bool drop_invalid_ = false;
};

void Import::declare(CLI::App& app) {
  std::string formats = "Formats:\n";
  for (const Entry& entry : entries_)
    formats += fmt::format("  {:6}{}\n", entry.format->name(), entry.format->summary());
  app.add_option("FORMAT", format_, "what the sources are, see below")->required();
  app.add_option("SOURCE", sources_,
                 "files, read one after the other as one log; may be gzip'd; - is standard input")
      ->required();
  app.add_option("--out", out_, "the log to write")->required();
  app.add_option("--split", split_,
                 "how to divide the rounds: FRACTION of the contexts for test, time:FRACTION the latest "
                 "rounds for test, or a column that names the split");
  app.add_option("--seed", seed_, "of the division by FRACTION")->capture_default_str();
  app.add_option("--actions", actions_, "how many actions there are; 0: as many as the sources name")
      ->capture_default_str();
  app.add_option("--like", like_, "a log whose features and actions the new one shall have");
  app.add_flag("--drop-invalid", drop_invalid_,
               "leave invalid rounds out and count them, instead of stopping at the first");
  app.add_option("--map", map_, "TOML file with settings of the format");
  for (Entry& entry : entries_) declare_settings(app, entry);
  app.footer(formats + "\n" + kExamples);
}

void Import::declare_settings(CLI::App& app, Entry& entry) {
  for (const Setting& setting : entry.schema.settings()) {
    std::string help = setting.help();
    if (setting.kind() == SettingKind::choice) help += ": " + setting.allowed();
    const std::string standard = format_value(setting.kind(), setting.standard());
    if (standard != "\"\"" && standard != "[]") help += fmt::format(" (default {})", standard);
    std::vector<std::string>& given = entry.given[setting.key()];
    const auto store = [&given](const std::string& value) { given = {value}; };
    CLI::Option* option =
        is_list(setting)
            ? app.add_option(option_of(setting), given, help + "; may be repeated")->allow_extra_args(false)
            : app.add_option_function<std::string>(option_of(setting), store, help);
    option->group("import " + entry.format->name());
  }
}

Import::Entry& Import::chosen() {
  std::vector<std::string> names;
  for (Entry& entry : entries_) {
    if (entry.format->name() == format_) return entry;
    names.push_back(entry.format->name());
  }
  throw UsageError(
      fmt::format("there is no format `{}`; {}", format_, suggestion(format_, names, "there are")));
}

void Import::configure(Entry& entry) const {
  for (const Entry& other : entries_)
    for (const Setting& setting : other.schema.settings())
      if (&other != &entry && !other.given.at(setting.key()).empty())
        throw UsageError(fmt::format("{} is an option of `import {}`, not of `import {}`", option_of(setting),
                                     other.format->name(), format_));
  std::vector<std::string> sets;
  for (const Setting& setting : entry.schema.settings()) {
    const std::vector<std::string>& values = entry.given.at(setting.key());
    if (!values.empty()) sets.push_back(set_of(setting, values));
  }
  entry.schema.read(map_.empty() ? ConfigText{} : load_config(map_), sets);
}

ImportOptions Import::options(const Job& job) const {
  ImportOptions options;
  options.sources = sources_;
  options.on_invalid = drop_invalid_ ? OnInvalid::leave_out : OnInvalid::refuse;
  options.split = parse_split(split_, seed_);
  options.actions = actions_;
  if (!like_.empty()) {
    const LogShape shape = read_shape(job, like_, "");
    options.like = Reference{like_, shape.encoding, shape.features, shape.actions, read_actions(job, like_)};
  }
  return options;
}

Exit Import::run(const Job& job) {
  Entry& entry = chosen();
  agree(job.comm, [&] { configure(entry); });
  const ImportOptions asked = options(job);
  Imported imported;
  std::string told;
  agree(job.comm, [&] {
    if (job.comm.rank() != 0) return;
    imported = entry.format->read(asked);
    require_rounds(imported);
    imported.part.created_by = fmt::format("megabandit import {}", format_);
    told = import_summary(imported);
  });
  share_part(job.comm, imported.part);
  write_log(job, out_, std::move(imported.part));
  if (!told.empty()) fmt::print(stderr, "{}wrote     {}\n", told, out_);
  return Exit::done;
}

}  // namespace

std::unique_ptr<Command> make_import() { return std::make_unique<Import>(); }

}  // namespace megabandit
