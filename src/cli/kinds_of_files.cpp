#include "cli/kinds_of_files.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "config/has_table.hpp"
#include "generator/settings.hpp"
#include "identify/run/compare_config.hpp"
#include "sentences/learn.hpp"
#include "sweep/file/settings.hpp"
#include "train/run_config.hpp"
#include "world/world.hpp"

namespace megabandit {
namespace {

constexpr const char* kSweep = "sweep";  // the command, and the table that no other file has

template <class Settings>
KindOfFile kind(const char* command, const char* name, const char* heading) {
  Settings settings;
  Schema schema;
  declare(schema, settings);
  return {command, name, heading, schema.tables(), schema.documentation()};
}

bool has_all(const std::vector<std::string>& tables, const std::vector<std::string>& names) {
  return std::ranges::all_of(
      names, [&](const std::string& name) { return std::ranges::find(tables, name) != tables.end(); });
}

/// The kind that has all tables of the file where the kinds of this command do not; null when there is none.
const KindOfFile* another_kind(const std::string& command, const ConfigText& file) {
  const std::vector<std::string> names = names_at_top(file);
  if (names.empty()) return nullptr;
  const bool sweeps = std::ranges::find(names, kSweep) != names.end();
  const KindOfFile* fitting = nullptr;
  for (const KindOfFile& one : kinds_of_files()) {
    // The other tables of a sweep file are those of its runs.
    const bool fits = sweeps ? one.command == kSweep : one.command != kSweep && has_all(one.tables, names);
    if (fits && one.command == command) return nullptr;
    if (fits && fitting == nullptr) fitting = &one;
  }
  return fitting;
}

}  // namespace

const std::vector<KindOfFile>& kinds_of_files() {
  static const std::vector<KindOfFile> kinds{
      kind<RunConfig>("train", "run file", "Run files (`megabandit train`)"),
      kind<CompareConfig>("compare", "comparison", "Comparisons (`megabandit compare`)"),
      kind<GenerateConfig>("generate", "bank file", "Banks of outputs (`megabandit generate`)"),
      kind<WorldSettings>("simulate", "world file", "World files (`megabandit simulate`)"),
      kind<SweepSettings>(kSweep, "sweep file", "Sweep files (`megabandit sweep`)"),
      kind<SentenceRunSettings>(kSweep, "run of sentences",
                                "Runs of sentences (`sweep.run = \"sentences\"`)")};
  return kinds;
}

void read_as(const std::string& command, const ConfigText& file, const std::function<void()>& read) try {
  read();
} catch (const ConfigError& error) {
  const KindOfFile* other = another_kind(command, file);
  if (other == nullptr) throw;
  throw ConfigError(fmt::format("{}\n{}: these are the tables of a {}, which `megabandit {}` takes",
                                error.what(), file.path.string(), other->name, other->command));
}

}  // namespace megabandit
