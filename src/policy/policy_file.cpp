#include "policy/policy_file.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

#include <fmt/format.h>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "log/block_plan.hpp"
#include "storage/read_file.hpp"
#include "storage/write_file.hpp"

namespace megabandit {
namespace {

constexpr const char* kFormat = "megabandit-policy";
constexpr std::uint64_t kVersion = 1;

const std::vector<std::pair<TowerKind, std::string>> kTowers = {
    {TowerKind::identity, "identity"}, {TowerKind::linear, "linear"}, {TowerKind::mlp, "mlp"}};
const std::vector<std::pair<TableKind, std::string>> kTables = {{TableKind::fixed, "fixed"},
                                                                {TableKind::trained, "trained"}};

template <class Enum>
std::string name_of(const std::vector<std::pair<Enum, std::string>>& names, Enum value) {
  for (const auto& [kind, name] : names)
    if (kind == value) return name;
  throw InternalError("a kind without a name");
}

std::string joined(const std::vector<std::uint64_t>& widths) {
  return fmt::format("{}", fmt::join(widths, " "));
}

FilePlan plan_of(const SavedPolicy& saved) {
  const PolicyShape& shape = saved.policy.shape();
  FilePlan plan;
  plan.attributes = {{"format", kFormat},
                     {"version", kVersion},
                     {"encoding", saved.encoding},
                     {"tower", name_of(kTowers, shape.tower.kind)},
                     {"features", shape.tower.features},
                     {"hidden", joined(shape.tower.hidden)},
                     {"table", name_of(kTables, shape.table)},
                     {"temperature", shape.temperature}};
  if (saved.policy.tower_parameters() > 0)
    plan.datasets.push_back(
        {"/tower/parameters",
         Element::f8,
         {saved.policy.tower_parameters()},
         "weights of the tower, layer by layer, row by row; an MLP's biases after each layer's weights",
         "1"});
  plan.datasets.push_back({"/table",
                           Element::f4,
                           {shape.actions, shape.tower.columns},
                           "a vector for every action; score(x, a) = <tower(x), table_a> / temperature",
                           "1"});
  if (!saved.names.empty())
    plan.texts.push_back({"/actions/name", saved.names, "names of the actions, UTF-8"});
  return plan;
}

Range share(const Communicator& comm, std::uint64_t total) {
  return even_part(total, static_cast<std::uint64_t>(comm.rank()), static_cast<std::uint64_t>(comm.size()));
}

void write_rows(RowWriter& file, const Job& job, const Policy& policy, const Communicator& replicas) {
  if (policy.tower_parameters() > 0) {
    const Range rows = share(job.comm, policy.tower_parameters());
    file.write("/tower/parameters", rows.first, policy.tower_part().subspan(rows.first, rows.size()));
  }
  const Slice& own = policy.catalogue().slice;
  const Range rows = share(replicas, static_cast<std::uint64_t>(own.rows.rows()));
  const auto columns = policy.shape().tower.columns;
  file.write("/table", own.first + rows.first,
             std::span<const float>(own.rows.data() + rows.first * columns, rows.size() * columns));
}

// Attributes that must be there.
class Attributes {
 public:
  explicit Attributes(const ReadFile& file) : file_(file) {}
  std::string text(const std::string& name) const { return need(file_.text_attribute("/", name), name); }
  double real(const std::string& name) const { return need(file_.real_attribute("/", name), name); }
  std::uint64_t natural(const std::string& name) const {
    return need(file_.natural_attribute("/", name), name);
  }

  template <class Enum>
  Enum kind(const std::string& name, const std::vector<std::pair<Enum, std::string>>& names) const {
    const std::string text = this->text(name);
    for (const auto& [kind, known] : names)
      if (known == text) return kind;
    throw DataError(fmt::format("{}: attribute {} is '{}', which this version does not know",
                                file_.path().string(), name, text));
  }

 private:
  template <class T>
  T need(const std::optional<T>& value, const std::string& name) const {
    if (!value)
      throw DataError(fmt::format("{}: attribute {} is missing: this is no complete policy file",
                                  file_.path().string(), name));
    return *value;
  }
  const ReadFile& file_;
};

void check_format(const ReadFile& file) {
  const auto format = file.text_attribute("/", "format");
  if (format != kFormat)
    throw DataError(fmt::format(
        "{}: is not a policy (attribute format is '{}', wanted '{}'); a run's policy is its policy.h5",
        file.path().string(), format.value_or("absent"), kFormat));
  if (const auto version = file.natural_attribute("/", "version"); version != kVersion)
    throw DataError(fmt::format("{}: policy format version {}; this program reads version {}",
                                file.path().string(), version.value_or(0), kVersion));
}

/// What `joined` has joined.
std::vector<std::uint64_t> split(const std::string& text) {
  std::vector<std::uint64_t> all;
  std::istringstream in(text);
  for (std::uint64_t width = 0; in >> width;) all.push_back(width);
  return all;
}

void check_finite(const std::filesystem::path& path, const std::string& dataset, bool finite) {
  if (!finite)
    throw DataError(fmt::format("{}: {} holds numbers that are not finite: learn the policy anew",
                                path.string(), dataset));
}

SavedPolicy read_policy(const std::filesystem::path& path) {
  const ReadFile file(path);
  check_format(file);
  const Attributes attributes(file);
  const auto extent = file.shape("/table", 2);
  PolicyShape shape{.tower = {.kind = attributes.kind("tower", kTowers),
                              .features = attributes.natural("features"),
                              .columns = extent[1],
                              .hidden = split(attributes.text("hidden"))},
                    .table = attributes.kind("table", kTables),
                    .temperature = attributes.real("temperature"),
                    .actions = extent[0]};
  RowMatrix<float> table(static_cast<Eigen::Index>(extent[0]), static_cast<Eigen::Index>(extent[1]));
  file.rows_into("/table", 0, extent[0], std::span(table.data(), static_cast<std::size_t>(table.size())));
  check_finite(path, "/table", table.allFinite());
  Policy policy(shape, std::move(table));
  if (policy.tower_parameters() > 0) {
    const auto tower = file.all<double>("/tower/parameters");
    if (tower.size() != policy.tower_parameters())
      throw DataError(fmt::format("{}: /tower/parameters has {} numbers, the tower {}", path.string(),
                                  tower.size(), policy.tower_parameters()));
    check_finite(path, "/tower/parameters",
                 std::ranges::all_of(tower, [](double x) { return std::isfinite(x); }));
    policy.set_tower(tower);
  }
  return {std::move(policy), attributes.text("encoding"),
          file.has("/actions/name") ? file.texts("/actions/name") : std::vector<std::string>{}};
}

}  // namespace

void save_policy(const Job& job, const std::filesystem::path& path, const SavedPolicy& saved) {
  save_policy(job, path, saved, job.comm);
}

void save_policy(const Job& job, const std::filesystem::path& path, const SavedPolicy& saved,
                 const Communicator& replicas) {
  write_file(job, path, plan_of(saved),
             [&](RowWriter& file) { write_rows(file, job, saved.policy, replicas); });
}

SavedPolicy load_policy(const Job& job, const std::filesystem::path& path) {
  const auto file = std::filesystem::is_directory(path) ? path / "policy.h5" : path;
  std::optional<SavedPolicy> saved;
  agree(job.comm, [&] {
    if (file != path && !std::filesystem::exists(file))
      throw MissingInput(fmt::format(
          "{}: there is no policy.h5; a run writes it when it ends: give the same `train` command to go on",
          path.string()));
    saved.emplace(read_policy(file));
  });
  return std::move(*saved);
}

}  // namespace megabandit
