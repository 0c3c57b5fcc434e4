#include "log/file/layout.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kMostIds = std::numeric_limits<std::uint32_t>::max();

[[noreturn]] void fail(const ReadFile& file, const std::string& object, const std::string& what) {
  throw DataError(fmt::format("{}: {}: {}", file.path().string(), object, what));
}

enum class Holds { numbers, whole_numbers, texts };

void check_type(const ReadFile& file, const std::string& dataset, Holds holds) {
  const StoredType type = file.type(dataset);
  if (holds == Holds::texts) {
    if (type.kind != StoredType::Kind::text)
      fail(file, dataset, fmt::format("holds {}, but UTF-8 texts are needed", type.name()));
    return;
  }
  if (!type.is_number()) fail(file, dataset, fmt::format("holds {}, but numbers are needed", type.name()));
  if (type.bytes > 8)
    fail(file, dataset, fmt::format("holds {}, but at most 8 bytes a number can be read", type.name()));
  if (holds == Holds::whole_numbers && type.kind == StoredType::Kind::real)
    fail(file, dataset, fmt::format("holds {}, but whole numbers are needed: store it as u4", type.name()));
}

/// The shape of a dataset that must be there, with that many extents.
std::vector<std::uint64_t> shape_of(const ReadFile& file, const std::string& dataset, Holds holds,
                                    std::size_t extents) {
  if (!file.has(dataset))
    fail(file, dataset, "this dataset is missing; docs/format.md says what a log holds");
  const auto shape = file.shape(dataset);
  if (shape.size() != extents)
    fail(file, dataset,
         fmt::format("has shape [{}], but {} needed; docs/format.md says what a log holds",
                     fmt::join(shape, ", "), extents == 1 ? "one dimension is" : "rows and columns are"));
  check_type(file, dataset, holds);
  return shape;
}

void check_length(const ReadFile& file, const std::string& dataset, Holds holds, std::uint64_t length,
                  const std::string& as) {
  const auto shape = shape_of(file, dataset, holds, 1);
  if (shape[0] != length)
    fail(file, dataset, fmt::format("has {} entries, but {} are needed, as in {}", shape[0], length, as));
}

void check_format(const ReadFile& file) {
  const auto format = file.text_attribute("/", "format");
  if (!format)
    fail(file, "/",
         "this is not a megabandit log: attribute 'format' is missing; `megabandit import` makes logs, "
         "docs/format.md says how others can");
  if (*format != "megabandit-log")
    fail(file, "/",
         fmt::format("is a '{}', not a 'megabandit-log'; `megabandit import` and `simulate` make logs",
                     *format));
  const auto version = file.natural_attribute("/", "version");
  if (!version) fail(file, "/", "attribute 'version' is missing; this program knows version 1");
  if (*version != 1)
    fail(file, "/", fmt::format("has version {}, but this program knows version 1", *version));
}

void check_reward(const ReadFile& file, std::uint64_t rounds) {
  const std::string dataset = "/rounds/reward";
  if (file.has(dataset) && file.shape(dataset).size() == 2) {
    const auto shape = shape_of(file, dataset, Holds::numbers, 2);
    if (shape[1] != 1)
      fail(file, dataset, fmt::format("has {} rewards a round; one is needed: choose a column", shape[1]));
    if (shape[0] != rounds)
      fail(file, dataset,
           fmt::format("has {} entries, but {} are needed, as in /rounds/action", shape[0], rounds));
    return;
  }
  check_length(file, dataset, Holds::numbers, rounds, "/rounds/action");
}

void check_rounds(const ReadFile& file, LogShape& shape) {
  shape.rounds = shape_of(file, "/rounds/action", Holds::whole_numbers, 1)[0];
  const std::string as = "/rounds/action";
  check_length(file, "/rounds/context", Holds::whole_numbers, shape.rounds, as);
  check_reward(file, shape.rounds);
  check_length(file, "/rounds/pscore", Holds::numbers, shape.rounds, as);
  for (const std::string optional : {"/rounds/position", "/rounds/timestamp"})
    if (file.has(optional)) check_length(file, optional, Holds::whole_numbers, shape.rounds, as);
  if (shape.rounds == 0) fail(file, "/rounds", "the log is empty: it has 0 rounds");
  if (!file.has("/rounds/split")) return;
  check_length(file, "/rounds/split", Holds::whole_numbers, shape.rounds, as);
  const auto names = file.texts_attribute("/rounds/split", "names");
  if (!names || names->empty() || names->size() > 255)
    fail(file, "/rounds/split", "needs attribute 'names': the 1 to 255 names of the splits");
  shape.splits = *names;
}

void check_contexts(const ReadFile& file, LogShape& shape) {
  const auto extent = shape_of(file, "/contexts/features", Holds::numbers, 2);
  shape.contexts = extent[0];
  shape.features = extent[1];
  if (shape.features == 0) fail(file, "/contexts/features", "has no columns");
  if (shape.contexts > kMostIds)
    fail(file, "/contexts/features", fmt::format("{} contexts are too many", shape.contexts));
  shape.encoding = file.text_attribute("/contexts/features", "encoding")
                       .value_or(fmt::format(R"({{"kind":"numeric","features":{}}})", shape.features));
}

void check_actions(const ReadFile& file, LogShape& shape) {
  std::optional<std::uint64_t> count;
  std::string known_from = "attribute 'count' of /actions";
  if (file.has("/actions")) count = file.natural_attribute("/actions", "count");
  const auto check = [&](const std::string& dataset, Holds holds, std::size_t extents) {
    if (!file.has(dataset)) return std::uint64_t{0};
    const auto extent = shape_of(file, dataset, holds, extents);
    if (!count) known_from = dataset;
    if (count.value_or(extent[0]) != extent[0])
      fail(file, dataset,
           fmt::format("has {} entries, but {} are needed, as in {}", extent[0], *count, known_from));
    count = extent[0];
    return extent.back();
  };
  shape.embedding = check("/actions/embedding", Holds::numbers, 2);
  check("/actions/name", Holds::texts, 1);
  shape.named_actions = file.has("/actions/name");
  check("/actions/cluster", Holds::whole_numbers, 1);
  if (!count)
    fail(file, "/actions",
         "nothing says how many actions there are: give group /actions an attribute 'count'");
  shape.actions = *count;
  if (shape.actions == 0 || shape.actions > kMostIds)
    fail(file, known_from, fmt::format("{} actions, but 1 to {} are possible", shape.actions, kMostIds));
}

/// The columns of a matrix that may be missing (0) and has so many rows, as `as` has.
std::uint64_t check_matrix(const ReadFile& file, const std::string& dataset, std::uint64_t rows,
                           const std::string& as) {
  if (!file.has(dataset)) return 0;
  const auto shape = shape_of(file, dataset, Holds::numbers, 2);
  if (shape[0] != rows)
    fail(file, dataset, fmt::format("has {} rows, but {} are needed, as in {}", shape[0], rows, as));
  if (shape[1] == 0) fail(file, dataset, "has no columns");
  return shape[1];
}

void same_width(const ReadFile& file, const std::string& dataset, std::uint64_t columns, std::uint64_t needed,
                const std::string& as) {
  if (columns != needed)
    fail(file, dataset,
         fmt::format("has {} columns, but {} are needed, as in {}: make both with the same embedding",
                     columns, needed, as));
}

void check_outputs(const ReadFile& file, LogShape& shape) {
  const std::string action = "/actions/output", round = "/rounds/output", shift = "/contexts/output_shift",
                    query = "/contexts/query";
  shape.output = check_matrix(file, round, shape.rounds, "/rounds/action");
  shape.action_output = check_matrix(file, action, shape.actions, "/actions");
  if (shape.output > 0 && shape.action_output > 0)
    same_width(file, action, shape.action_output, shape.output, round);
  if (shape.action_output > 0) shape.output_noise = file.real_attribute(action, "noise").value_or(0);
  if (!std::isfinite(shape.output_noise) || shape.output_noise < 0)
    fail(
        file, action,
        fmt::format("attribute 'noise' is {}; it is a standard deviation: give a finite number of at least 0",
                    shape.output_noise));
  const std::uint64_t shifted = check_matrix(file, shift, shape.contexts, "/contexts/features");
  shape.has_output_shift = shifted > 0;
  if (shape.has_output_shift && shape.output == 0 && shape.action_output == 0)
    fail(file, shift, "there is nothing to shift: /rounds/output and /actions/output are missing");
  if (shape.has_output_shift)
    same_width(file, shift, shifted, std::max(shape.output, shape.action_output),
               shape.output > 0 ? round : action);
  if (file.has(query)) check_length(file, query, Holds::whole_numbers, shape.contexts, "/contexts/features");
}

void check_factored_truth(const ReadFile& file, LogShape& shape) {
  for (const std::string listed : {"/truth/offset", "/truth/reward"})
    if (file.has(listed))
      fail(file, listed,
           "is of a listed truth, /truth/context of a factored one: a log has one truth, take one of them "
           "out");
  shape.truth_columns = check_matrix(file, "/truth/context", shape.contexts, "/contexts/features");
  if (!file.has("/truth/action"))
    fail(file, "/truth/action", "this dataset is missing; docs/format.md says what a log holds");
  same_width(file, "/truth/action", check_matrix(file, "/truth/action", shape.actions, "/actions"),
             shape.truth_columns, "/truth/context");
}

void check_truth(const ReadFile& file, LogShape& shape) {
  shape.has_truth = file.has("/truth");
  if (!shape.has_truth) return;
  if (file.has("/truth/context")) return check_factored_truth(file, shape);
  check_length(file, "/truth/offset", Holds::whole_numbers, shape.contexts + 1,
               "/contexts/features and one more");
  if (!converts_exactly(file.type("/truth/offset"), Element::u8))
    fail(file, "/truth/offset", fmt::format("holds {}: store it as u8", file.type("/truth/offset").name()));
  const std::uint64_t entries = shape_of(file, "/truth/action", Holds::whole_numbers, 1)[0];
  check_length(file, "/truth/reward", Holds::numbers, entries, "/truth/action");
  shape.truth_otherwise = static_cast<float>(file.real_attribute("/truth", "otherwise").value_or(0));
}

std::string logging_policy(const ReadFile& file) {
  const std::string name = "logging_policy";
  if (!file.has("/" + name)) return file.text_attribute("/", name).value_or("");
  const auto texts = file.texts("/" + name);
  return texts.empty() ? "" : texts.front();
}

}  // namespace

LogShape check_layout(const ReadFile& file) {
  LogShape shape;
  check_format(file);
  check_contexts(file, shape);
  check_rounds(file, shape);
  check_actions(file, shape);
  check_outputs(file, shape);
  check_truth(file, shape);
  shape.logging_policy = logging_policy(file);
  return shape;
}

void check_offsets(const ReadFile& file, std::span<const std::uint64_t> offsets, Range contexts) {
  const std::string dataset = "/truth/offset";
  if (contexts.first == 0 && offsets.front() != 0) fail(file, dataset, "row 0: must be 0");
  for (std::size_t i = 0; i + 1 < offsets.size(); ++i)
    if (offsets[i + 1] < offsets[i])
      fail(file, dataset,
           fmt::format("row {}: {} is less than the {} before it", contexts.first + i + 1, offsets[i + 1],
                       offsets[i]));
  const std::uint64_t entries = file.shape("/truth/action")[0];
  if (offsets.back() > entries || (contexts.last + 1 == file.shape(dataset)[0] && offsets.back() != entries))
    fail(file, dataset,
         fmt::format("row {}: {}, but /truth/action has {} entries", contexts.last, offsets.back(), entries));
}

void check_increasing(const ReadFile& file, const Truth& truth, Range contexts) {
  for (std::size_t row = 0; row + 1 < truth.offset.size(); ++row)
    for (std::uint64_t i = truth.offset[row] + 1; i < truth.offset[row + 1]; ++i)
      if (!(truth.action[i - 1] < truth.action[i]))
        fail(file, "/truth/action",
             fmt::format("the actions of context {} do not increase: {} comes after {}", contexts.first + row,
                         truth.action[i].value, truth.action[i - 1].value));
}

}  // namespace megabandit
