#include "bank/bank_file.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/error.hpp"
#include "comm/agree.hpp"
#include "log/storable_text.hpp"
#include "storage/file_format.hpp"

namespace megabandit {
namespace {

constexpr FileFormat kFormat{"megabandit-bank", 1, "bank of outputs", "`megabandit generate` makes banks"};
constexpr const char* kOutput = "/bank/output";
constexpr const char* kFilled = "/bank/filled";
constexpr const char* kText = "/bank/text";
constexpr const char* kQueries = "/queries/name";
constexpr const char* kActions = "/actions/name";

/// Where the number stands that is not finite.
std::string place_of(const BankShape& shape, std::uint64_t query, std::size_t index) {
  const std::uint64_t row = index / shape.columns;
  return fmt::format("query {}, action {}, sample {}, number {}", query, row / shape.samples,
                     row % shape.samples, index % shape.columns);
}

std::optional<std::size_t> first_not_finite(std::span<const float> values) {
  const auto at = std::ranges::find_if_not(values, [](float value) { return std::isfinite(value); });
  if (at == values.end()) return std::nullopt;
  return static_cast<std::size_t>(at - values.begin());
}

void check_texts(const char* dataset, const std::vector<std::string>& texts, std::uint64_t expected) {
  if (!texts.empty() && texts.size() != expected)
    throw DataError(fmt::format("{}: there are {} texts for {}", dataset, texts.size(), expected));
  for (std::size_t i = 0; i < texts.size(); ++i)
    require_storable(texts[i], fmt::format("{}: text {}", dataset, i));
}

void check(const BankOutline& outline) {
  const BankShape& shape = outline.shape;
  if (shape.queries == 0 || shape.numbers() == 0)
    throw DataError(fmt::format("a bank of {} queries, {} actions, {} outputs each of {} numbers is empty",
                                shape.queries, shape.actions, shape.samples, shape.columns));
  check_texts(kQueries, outline.queries, shape.queries);
  check_texts(kActions, outline.actions, shape.actions);
  check_texts(kText, outline.texts, shape.queries * shape.rows());
}

FilePlan plan_of(const BankOutline& outline) {
  const BankShape& shape = outline.shape;
  FilePlan plan;
  plan.attributes = {{"format", std::string(kFormat.name)},
                     {"version", kFormat.version},
                     {"generator", outline.generator},
                     {"seed", outline.seed}};
  plan.datasets.push_back({kOutput,
                           Element::f4,
                           {shape.queries, shape.actions, shape.samples, shape.columns},
                           "embeddings of what was generated: by query, action, sample",
                           "1"});
  plan.datasets.push_back({kFilled,
                           Element::u1,
                           {shape.queries, shape.actions},
                           "whether the outputs of a query and an action are there",
                           "1: they are, 0: they are not"});
  if (!outline.queries.empty())
    plan.texts.push_back({kQueries, outline.queries, "what the query is: its text, or its name"});
  if (!outline.actions.empty())
    plan.texts.push_back({kActions, outline.actions, "what the action is: its text, or its name"});
  if (!outline.texts.empty())
    plan.texts.push_back({kText, outline.texts, "what was generated: by query, action, sample"});
  return plan;
}

}  // namespace

void BankWriter::write(std::uint64_t query, std::span<const float> outputs,
                       std::span<const std::uint8_t> filled) {
  MEGABANDIT_CHECK(cheap, outputs.size() == shape_.numbers() && filled.size() == shape_.actions,
                   "query {}: {} numbers and {} marks", query, outputs.size(), filled.size());
  if (const auto at = first_not_finite(outputs))
    throw DataError(fmt::format("{}: {} is {}; an output must be finite", kOutput,
                                place_of(shape_, query, *at), outputs[*at]));
  file_.write(kOutput, query, outputs);
  file_.write(kFilled, query, filled);
}

void write_bank(const Job& job, const std::filesystem::path& path, const BankOutline& outline,
                const std::function<void(BankWriter&)>& fill) {
  agree(job.comm, [&] {
    if (job.comm.rank() == 0) check(outline);
  });
  write_file(job, path, plan_of(outline), [&](RowWriter& file) {
    BankWriter writer(file, outline.shape);
    fill(writer);
  });
}

BankFile::BankFile(ReadFile file) : file_(std::move(file)) {
  check_format();
  if (!file_.has(kOutput)) fail(kOutput, "this dataset is missing");
  const auto extent = file_.shape(kOutput, 4);
  if (std::ranges::count(extent, 0u) > 0)
    fail(kOutput, fmt::format("is empty: {} queries, {} actions, {} outputs each of {} numbers", extent[0],
                              extent[1], extent[2], extent[3]));
  shape_ = {extent[0], extent[1], extent[2], extent[3]};
  if (file_.has(kFilled)) {
    const auto marks = file_.shape(kFilled, 2);
    if (marks[0] != shape_.queries || marks[1] != shape_.actions)
      fail(kFilled, fmt::format("is [{}, {}], and must be [{}, {}], a mark for each query and action",
                                marks[0], marks[1], shape_.queries, shape_.actions));
  }
  check_length(kQueries, shape_.queries, "queries");
  check_length(kActions, shape_.actions, "actions");
  check_length(kText, shape_.queries * shape_.rows(), "outputs");
}

void BankFile::fail(const std::string& object, const std::string& what) const {
  throw DataError(
      fmt::format("{}: {}: {}; docs/format.md says what a bank holds", path().string(), object, what));
}

void BankFile::check_format() const {
  if (const std::string why = why_not(file_, kFormat); !why.empty()) fail("/", why);
}

void BankFile::check_length(const char* dataset, std::uint64_t expected, const char* of) const {
  if (!file_.has(dataset)) return;
  const std::uint64_t length = file_.shape(dataset, 1)[0];
  if (length != expected) fail(dataset, fmt::format("has {} texts for {} {}", length, expected, of));
}

std::vector<std::string> BankFile::names(const char* dataset) const {
  return file_.has(dataset) ? file_.texts(dataset) : std::vector<std::string>{};
}

BankOutline BankFile::outline() const {
  return {.shape = shape_,
          .generator = file_.text_attribute("/", "generator").value_or(""),
          .seed = file_.natural_attribute("/", "seed").value_or(0),
          .queries = names(kQueries),
          .actions = names(kActions),
          .texts = {}};
}

bool BankFile::has_texts() const { return file_.has(kText); }

std::vector<float> BankFile::outputs(std::uint64_t query) const {
  std::vector<float> values = file_.rows<float>(kOutput, query, 1);
  if (const auto at = first_not_finite(values))
    fail(kOutput, fmt::format("{} is {}; an output must be finite, and what was not generated is zero and "
                              "marked in {}",
                              place_of(shape_, query, *at), values[*at], kFilled));
  return values;
}

std::vector<std::uint8_t> BankFile::filled(std::uint64_t query) const {
  if (!file_.has(kFilled)) return std::vector<std::uint8_t>(shape_.actions, 1);
  std::vector<std::uint8_t> marks = file_.rows<std::uint8_t>(kFilled, query, 1);
  const auto at = std::ranges::find_if(marks, [](std::uint8_t mark) { return mark > 1; });
  if (at != marks.end())
    fail(kFilled, fmt::format("query {}, action {}: {} is neither 0 nor 1", query, at - marks.begin(), *at));
  return marks;
}

BankFile open_bank_file(const Job& job, const std::filesystem::path& path) {
  std::optional<ReadFile> file(ReadFile::open(job, path));
  std::optional<BankFile> bank;
  agree(job.comm, [&] { bank.emplace(std::move(*file)); });
  return std::move(*bank);
}

bool is_bank(const Job& job, const std::filesystem::path& path) {
  const ReadFile file = ReadFile::open(job, path);
  bool is = false;
  agree(job.comm, [&] { is = file.text_attribute("/", "format") == kFormat.name; });
  return is;
}

}  // namespace megabandit
