#include "preference/preference_file.hpp"

#include <cmath>
#include <unordered_set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "comm/agree.hpp"
#include "comm/collect.hpp"
#include "log/storable_text.hpp"
#include "log/utf8.hpp"
#include "storage/file_format.hpp"
#include "storage/read_file.hpp"
#include "storage/write_file.hpp"

namespace megabandit {
namespace {

constexpr FileFormat kFormat{
    "megabandit-preferences", 1, "preference log",
    "`megabandit import` makes preference logs from ballots, battles, pairs and scores"};
constexpr const char* kGroup = "/pairs/group";
constexpr const char* kA = "/pairs/a";
constexpr const char* kB = "/pairs/b";
constexpr const char* kAWins = "/pairs/a_wins";
constexpr const char* kBWins = "/pairs/b_wins";
constexpr const char* kTies = "/pairs/ties";
constexpr const char* kNames = "/candidates/name";
constexpr const char* kFeatures = "/candidates/features";

/// What of a log shapes its file: known to all ranks.
struct Outline {
  std::uint64_t candidates = 0, features = 0, pairs = 0;
};

void check_names(const std::vector<std::string>& names, const char* of) {
  for (std::size_t i = 0; i < names.size(); ++i)
    require_storable(names[i], fmt::format("the name of {} {}", of, i));
}

void check(const PreferenceLog& log) {
  if (log.pairs.empty()) throw DataError("there are no comparisons to write");
  check_names(log.candidates, "candidate");
  check_names(log.groups, "group");
}

FilePlan plan_of(const Outline& outline, const PreferenceLog& log, std::vector<std::string> groups,
                 const std::string& created_by) {
  FilePlan plan;
  plan.attributes = {
      {"format", std::string(kFormat.name)}, {"version", kFormat.version}, {"created_by", created_by}};
  plan.texts.push_back({kNames, log.candidates, "what a candidate is called"});
  if (outline.features > 0)
    plan.datasets.push_back(
        {kFeatures, Element::f4, {outline.candidates, outline.features}, "what a candidate is like", "1"});
  const std::uint64_t n = outline.pairs;
  plan.datasets.push_back({kGroup,
                           Element::u4,
                           {n},
                           "what the comparisons of this row have in common: a situation, a judge",
                           "index into attribute 'names'",
                           {{"names", std::move(groups)}}});
  plan.datasets.push_back(
      {kA, Element::u4, {n}, "one candidate of a pair, below the other", "row of /candidates"});
  plan.datasets.push_back({kB, Element::u4, {n}, "the other candidate", "row of /candidates"});
  plan.datasets.push_back({kAWins, Element::u8, {n}, "comparisons that a won", "comparisons"});
  plan.datasets.push_back({kBWins, Element::u8, {n}, "comparisons that b won", "comparisons"});
  plan.datasets.push_back({kTies, Element::u8, {n}, "comparisons that nobody won", "comparisons"});
  return plan;
}

template <class T, class Of>
void write_column(RowWriter& file, const char* dataset, const PreferenceLog& log, Of of) {
  std::vector<T> column;
  column.reserve(log.pairs.size());
  for (const JudgedPair& judged : log.pairs) column.push_back(of(judged));
  file.write(dataset, 0, column);
}

void write_rows(RowWriter& file, const PreferenceLog& log) {
  using U4 = std::uint32_t;
  using U8 = std::uint64_t;
  write_column<U4>(file, kGroup, log, [](const JudgedPair& judged) { return judged.group; });
  write_column<U4>(file, kA, log, [](const JudgedPair& judged) { return judged.pair.a.value; });
  write_column<U4>(file, kB, log, [](const JudgedPair& judged) { return judged.pair.b.value; });
  write_column<U8>(file, kAWins, log, [](const JudgedPair& judged) { return judged.totals.a_wins; });
  write_column<U8>(file, kBWins, log, [](const JudgedPair& judged) { return judged.totals.b_wins; });
  write_column<U8>(file, kTies, log, [](const JudgedPair& judged) { return judged.totals.ties; });
  if (log.features.size() > 0)
    file.write(kFeatures, 0,
               std::span<const float>(log.features.data(), narrow<std::size_t>(log.features.size())));
}

/// Reads a file whose faults it names.
class Reader {
 public:
  explicit Reader(const ReadFile& file) : file_(file) {}

  PreferenceLog read() {
    check_format();
    log_.created_by = file_.text_attribute("/", "created_by").value_or("");
    log_.candidates = file_.texts(require(kNames));
    check_names(kNames, log_.candidates);
    log_.groups = file_.texts_attribute(require(kGroup), "names").value_or(std::vector<std::string>{""});
    check_names(kGroup, log_.groups);
    if (file_.has(kFeatures)) read_features();
    read_pairs();
    return std::move(log_);
  }

 private:
  [[noreturn]] void fail(const std::string& object, const std::string& what) const {
    throw DataError(fmt::format("{}: {}: {}; docs/format.md says what a preference log holds",
                                file_.path().string(), object, what));
  }

  const char* require(const char* dataset) const {
    if (!file_.has(dataset)) fail(dataset, "this dataset is missing");
    return dataset;
  }

  void check_format() const {
    if (const std::string why = why_not(file_, kFormat); !why.empty()) fail("/", why);
  }

  void check_names(const char* dataset, const std::vector<std::string>& names) const {
    std::unordered_set<std::string> seen;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (first_not_utf8(names[i]) != std::string_view::npos)
        fail(dataset, fmt::format("entry {}: '{}' is no UTF-8", i, names[i]));
      if (!seen.insert(names[i]).second)
        fail(dataset, fmt::format("entry {}: '{}' is there twice; names must differ", i, names[i]));
    }
  }

  void read_features() {
    const auto shape = file_.shape(kFeatures, 2);
    if (shape[0] != log_.candidates.size())
      fail(kFeatures, fmt::format("has {} rows for {} candidates", shape[0], log_.candidates.size()));
    log_.features.resize(narrow<Eigen::Index>(shape[0]), narrow<Eigen::Index>(shape[1]));
    file_.rows_into(kFeatures, 0, shape[0],
                    std::span<float>(log_.features.data(), narrow<std::size_t>(log_.features.size())));
    for (Eigen::Index row = 0; row < log_.features.rows(); ++row)
      if (!log_.features.row(row).allFinite()) fail(kFeatures, fmt::format("row {} is not finite", row));
  }

  template <class T>
  std::vector<T> column(const char* dataset) const {
    std::vector<T> values = file_.all<T>(require(dataset));
    if (values.size() != file_.shape(kA, 1)[0] || file_.shape(dataset).size() != 1)
      fail(dataset, fmt::format("has {} entries, not as many as {}", values.size(), kA));
    return values;
  }

  void read_pairs() {
    const auto a = column<std::uint32_t>(require(kA)), b = column<std::uint32_t>(kB);
    const auto group = column<std::uint32_t>(kGroup);
    const auto a_wins = column<std::uint64_t>(kAWins), b_wins = column<std::uint64_t>(kBWins);
    const auto ties = column<std::uint64_t>(kTies);
    for (std::size_t row = 0; row < a.size(); ++row) {
      log_.pairs.push_back(
          {group[row], {CandidateId(a[row]), CandidateId(b[row])}, {a_wins[row], b_wins[row], ties[row]}});
      check_row(row);
    }
    if (log_.pairs.empty()) fail(kA, "there are no comparisons");
  }

  void check_row(std::size_t row) const {
    const auto& [group, pair, totals] = log_.pairs[row];
    const std::size_t count = log_.candidates.size();
    if (group >= log_.groups.size())
      fail(kGroup, fmt::format("row {}: {} is no group; there are {}", row, group, log_.groups.size()));
    if (pair.b.value >= count || pair.a >= pair.b)
      fail(kA, fmt::format("row {}: a is {} and b is {}; with {} candidates they must be 0 <= a < b < {}",
                           row, pair.a.value, pair.b.value, count, count));
    constexpr std::uint64_t most = std::uint64_t{1} << 60;
    if (totals.a_wins > most || totals.b_wins > most || totals.ties > most || comparisons_of(totals) == 0)
      fail(kAWins,
           fmt::format("row {}: counts {}, {} and {} of ties; a row needs a comparison, and counts below "
                       "2^60",
                       row, totals.a_wins, totals.b_wins, totals.ties));
    if (row == 0) return;
    const JudgedPair& before = log_.pairs[row - 1];
    if (std::pair(before.group, before.pair) >= std::pair(group, pair))
      fail(kA,
           fmt::format("row {}: pair ({}, {}) of group {} is not after that of row {}; rows are sorted by "
                       "group and pair, each once",
                       row, pair.a.value, pair.b.value, group, row - 1));
  }

  const ReadFile& file_;
  PreferenceLog log_;
};

}  // namespace

void write_preferences(const Job& job, const std::filesystem::path& path, const PreferenceLog& log) {
  const bool root = job.comm.rank() == 0;
  agree(job.comm, [&] {
    if (root) check(log);
  });
  const Outline outline = broadcast_value(
      job.comm, Outline{log.candidates.size(), narrow<std::uint64_t>(log.features.cols()), log.pairs.size()},
      0);
  const std::string shared =
      broadcast_text(job.comm, root ? nlohmann::json{log.groups, log.created_by}.dump() : std::string(), 0);
  const auto parsed = nlohmann::json::parse(shared);
  write_file(job, path, plan_of(outline, log, parsed[0], parsed[1]), [&](RowWriter& file) {
    if (root) write_rows(file, log);
  });
}

PreferenceLog read_preferences(const Job& job, const std::filesystem::path& path) {
  const ReadFile file = ReadFile::open(job, path);
  PreferenceLog log;
  agree(job.comm, [&] { log = Reader(file).read(); });
  return log;
}

bool is_preference_log(const Job& job, const std::filesystem::path& path) {
  const ReadFile file = ReadFile::open(job, path);
  bool is = false;
  agree(job.comm, [&] { is = file.text_attribute("/", "format") == kFormat.name; });
  return is;
}

}  // namespace megabandit
