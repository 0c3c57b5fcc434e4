#include <cstdio>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/format_options.hpp"
#include "comm/agree.hpp"
#include "log/import/format.hpp"
#include "log/import/outputs/attach_outputs.hpp"
#include "log/import/share_part.hpp"
#include "log/shard.hpp"
#include "log/write_log.hpp"
#include "preference/import/format.hpp"
#include "preference/preference_file.hpp"

namespace megabandit {
namespace {

constexpr const char* kExamples = R"(Examples:
  megabandit import csv clicks.csv --context age --context country:categorical --action item --out clicks.h5
  megabandit import obd women.csv.gz --item-context item_context.csv --out women.h5 --split 0.2
  zcat events.json.gz | megabandit import vw - --out events.h5
  megabandit import preflib votes.soi --unlisted worse --out votes.h5
  megabandit import scores scores.tsv --candidate model --item prompt --group judge --out scores.h5

A setting may also stand in a TOML file: --map FILE. Formats and options: docs/import.md.)";

class Import final : public Command {
 public:
  Import() {
    for (const auto& format : log_formats_) options_.add(*format);
    for (const auto& format : preference_formats_) options_.add(*format);
  }
  std::string name() const override { return "import"; }
  std::string summary() const override {
    return "Make a log of rounds, or of comparisons, in another format";
  }
  void declare(CLI::App& app) override;
  Exit run(const Job& job) override;

 private:
  template <class Format>
  Format* find(const std::vector<std::unique_ptr<Format>>& formats) const {
    for (const auto& format : formats)
      if (format->name() == format_) return format.get();
    return nullptr;
  }
  std::string created_by() const { return fmt::format("megabandit import {}", format_); }
  OnInvalid on_invalid() const { return drop_invalid_ ? OnInvalid::leave_out : OnInvalid::refuse; }
  void import_log(const Job& job, ImportFormat& format) const;
  void import_preferences(const Job& job, PreferenceFormat& format) const;
  void refuse_options_of_logs() const;
  ImportOptions options(const Job& job) const;
  std::vector<std::unique_ptr<ImportFormat>> log_formats_ = all_import_formats();
  std::vector<std::unique_ptr<PreferenceFormat>> preference_formats_ = all_preference_formats();
  FormatOptions options_;
  std::string format_, out_, map_, split_, like_;
  std::vector<std::string> sources_;
  OutputFiles outputs_;
  std::uint64_t seed_ = 0, actions_ = 0;
  bool drop_invalid_ = false;
};

void Import::declare(CLI::App& app) {
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
  app.add_option("--outputs", outputs_.of_rounds,
                 "what users saw, a row for each row or event of the sources: FILE.npy, FILE.h5:/DATASET or "
                 "FILE:COLUMNS (32-bit floats)");
  app.add_option(
      "--action-outputs", outputs_.of_actions,
      "the same of the actions, a row for each of the catalogue: the mean of what users see of it");
  app.add_option("--output-noise", outputs_.noise,
                 "standard deviation of outputs around those of their actions; without: 0");
  options_.declare(app);
  app.footer("Formats:\n" + options_.formats() + "\n" + kExamples);
}

ImportOptions Import::options(const Job& job) const {
  ImportOptions options;
  options.sources = sources_;
  options.on_invalid = on_invalid();
  options.split = parse_split(split_, seed_);
  options.actions = actions_;
  if (!like_.empty()) {
    const LogShape shape = read_shape(job, like_, "");
    options.like = Reference{like_,         shape.encoding,           shape.features,
                             shape.actions, read_actions(job, like_), shape.output_noise};
    if (shape.action_output > 0)
      options.like->catalogue.output = read_action_outputs(job, like_, {0, shape.actions});
  }
  options.outputs = outputs_;
  return options;
}

Exit Import::run(const Job& job) {
  agree(job.comm, [&] {
    options_.require_format(format_);
    options_.configure(format_, map_);
  });
  if (ImportFormat* format = find(log_formats_)) import_log(job, *format);
  if (PreferenceFormat* format = find(preference_formats_)) import_preferences(job, *format);
  return Exit::done;
}

void Import::import_log(const Job& job, ImportFormat& format) const {
  const ImportOptions asked = options(job);
  Imported imported;
  std::string told;
  agree(job.comm, [&] {
    if (job.comm.rank() != 0) return;
    imported = format.read(asked);
    require_rounds(imported);
    attach_outputs(asked, imported);
    imported.part.created_by = created_by();
    told = import_summary(imported);
  });
  share_part(job.comm, imported.part);
  write_log(job, out_, std::move(imported.part));
  if (!told.empty()) fmt::print(stderr, "{}wrote     {}\n", told, out_);
}

void Import::refuse_options_of_logs() const {
  const auto refuse = [&](bool given, const char* option) {
    if (given)
      throw UsageError(
          fmt::format("{} is about rounds; `import {}` makes a log of comparisons", option, format_));
  };
  refuse(!split_.empty(), "--split");
  refuse(actions_ != 0, "--actions");
  refuse(!like_.empty(), "--like");
  refuse(!outputs_.of_rounds.empty(), "--outputs");
  refuse(!outputs_.of_actions.empty(), "--action-outputs");
  refuse(outputs_.noise.has_value(), "--output-noise");
}

void Import::import_preferences(const Job& job, PreferenceFormat& format) const {
  ImportedPreferences imported;
  std::string told;
  agree(job.comm, [&] {
    refuse_options_of_logs();
    if (job.comm.rank() != 0) return;
    imported = format.read({sources_, on_invalid()});
    require_comparisons(imported);
    imported.log.created_by = created_by();
    told = import_summary(imported);
  });
  write_preferences(job, out_, imported.log);
  if (!told.empty()) fmt::print(stderr, "{}wrote      {}\n", told, out_);
}

}  // namespace

std::unique_ptr<Command> make_import() { return std::make_unique<Import>(); }

}  // namespace megabandit
