#include "sweep/store.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/text_file.hpp"

namespace megabandit {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "megabandit-run-numbers";

fs::path numbers_of(const fs::path& folder) { return folder / "numbers.json"; }
fs::path failure_of(const fs::path& folder) { return folder / "failure.json"; }

std::string hex(std::uint64_t identity) { return fmt::format("{:016x}", identity); }

/// Nothing when the file is not there.
std::optional<Json> read(const fs::path& path) {
  std::ifstream in(path);
  if (!in) return std::nullopt;
  Json object = Json::parse(in, nullptr, false);
  if (object.is_discarded() || object.value("format", "") != kFormat)
    throw DataError(fmt::format(
        "{}: is not what a run of a sweep writes; remove it, and the run is done again", path.string()));
  return object;
}

void write(const fs::path& path, const PlannedRun& run, const char* what, Json content) {
  const Json object{{"format", kFormat}, {"version", 1},         {"identity", hex(run.identity)},
                    {"seed", run.seed},  {"settings", run.sets}, {what, std::move(content)}};
  write_text(path, object.dump(2) + '\n');
}

/// Those of `sets` that are not among the `others`.
std::string left_of(const std::vector<std::string>& sets, const std::vector<std::string>& others) {
  std::vector<std::string> left;
  std::ranges::copy_if(sets, std::back_inserter(left), [&](const std::string& set) {
    return std::ranges::find(others, set) == others.end();
  });
  return fmt::format("{}", fmt::join(left, " "));
}

std::string changes(const std::vector<std::string>& then, const std::vector<std::string>& now) {
  const std::string before = left_of(then, now), after = left_of(now, then);
  if (before.empty() && after.empty()) return "in tables that runs share, or in sweep.world";
  return fmt::format("then {}, now {}", before.empty() ? "without" : before,
                     after.empty() ? "without" : after);
}

}  // namespace

void SweepStore::prepare(const SweepPlan& plan) const try {
  fs::create_directories(directory_ / "inputs");
  for (const PlannedRun& run : plan.runs) fs::create_directories(folder(run));
} catch (const fs::filesystem_error& error) {
  throw CannotWrite(fmt::format("{}: cannot make folders of runs: {}; choose another --out",
                                directory_.string(), error.code().message()));
}

void SweepStore::move_aside() const try {
  if (!fs::exists(directory_ / "runs")) return;
  std::uint64_t number = 1;
  while (fs::exists(directory_ / fmt::format("earlier-{}", number))) ++number;
  const fs::path aside = directory_ / fmt::format("earlier-{}", number);
  fs::create_directory(aside);
  for (const fs::path& left : {directory_ / "runs", directory_ / "inputs", results(), table()})
    if (fs::exists(left)) fs::rename(left, aside / left.filename());
} catch (const fs::filesystem_error& error) {
  throw CannotWrite(
      fmt::format("{}: cannot move what is there aside: {}", directory_.string(), error.code().message()));
}

std::optional<RunNumbers> SweepStore::numbers(const SweepPlan& plan, const PlannedRun& run) const {
  const fs::path path = numbers_of(folder(run));
  const std::optional<Json> object = read(path);
  if (!object) return std::nullopt;
  if (object->value("identity", "") != hex(run.identity))
    throw ConfigError(fmt::format(
        "{}: the run {} was done with other settings than the sweep file and its base have now ({}): put "
        "them back, choose another --out, or begin anew with --resume never",
        path.string(), name_of(plan, run),
        changes(object->at("settings").get<std::vector<std::string>>(), run.sets)));
  RunNumbers numbers;
  for (const auto& [name, value] : object->at("numbers").items())
    numbers[name] = value.is_number() ? value.get<double>() : std::nan("");
  return numbers;
}

std::optional<RunFailure> SweepStore::failure(const PlannedRun& run) const {
  const std::optional<Json> object = read(failure_of(folder(run)));
  if (!object) return std::nullopt;
  const Json& failure = object->at("failure");
  return RunFailure{static_cast<Exit>(failure.at("exit").get<int>()), failure.at("message")};
}

void SweepStore::keep(const PlannedRun& run, const RunNumbers& numbers) const {
  Json content = Json::object();
  for (const auto& [name, value] : numbers) content[name] = value;  // NaN becomes null
  write(numbers_of(folder(run)), run, "numbers", std::move(content));
  std::error_code ignored;
  fs::remove(failure_of(folder(run)), ignored);
}

void SweepStore::keep(const PlannedRun& run, const RunFailure& failure) const {
  write(failure_of(folder(run)), run, "failure",
        {{"exit", static_cast<int>(failure.exit)}, {"message", failure.message}});
}

}  // namespace megabandit
