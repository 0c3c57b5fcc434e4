#include "log/write_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "comm/agree.hpp"
#include "comm/collect.hpp"
#include "log/write/check_part.hpp"
#include "log/write/log_plan.hpp"
#include "storage/write_file.hpp"

namespace megabandit {
namespace {

/// Order in which rounds are sorted by context, equal ones as they are.
std::vector<std::size_t> order_by_context(const Rounds& rounds, std::size_t contexts) {
  std::vector<std::size_t> next(contexts + 1, 0);
  for (const ContextId context : rounds.context) ++next[context.value + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::vector<std::size_t> order(rounds.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[next[rounds.context[i].value]++] = i;
  return order;
}

template <class T>
void reorder(std::vector<T>& column, const std::vector<std::size_t>& order) {
  if (column.empty()) return;
  std::vector<T> sorted(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) sorted[i] = column[order[i]];
  column = std::move(sorted);
}

void reorder(RowMatrix<float>& rows, const std::vector<std::size_t>& order) {
  if (rows.size() == 0) return;
  RowMatrix<float> sorted(rows.rows(), rows.cols());
  for (std::size_t i = 0; i < order.size(); ++i)
    sorted.row(static_cast<Eigen::Index>(i)) = rows.row(static_cast<Eigen::Index>(order[i]));
  rows = std::move(sorted);
}

void sort_by_context(Rounds& rounds, std::size_t contexts) {
  const auto order = order_by_context(rounds, contexts);
  reorder(rounds.context, order);
  reorder(rounds.action, order);
  reorder(rounds.reward, order);
  reorder(rounds.pscore, order);
  reorder(rounds.position, order);
  reorder(rounds.timestamp, order);
  reorder(rounds.split, order);
  reorder(rounds.output, order);
}

/// What must be the same on all ranks, as one text.
std::string common_part(const LogPart& part) {
  std::string text =
      fmt::format("{} features, {} actions, {}, {}, {}, truth {}, splits", part.features.cols(), part.actions,
                  part.encoding, part.logging_policy, part.created_by,
                  part.truth ? fmt::format("{}", part.truth->otherwise) : "none");
  for (const auto& split : part.splits) text += " " + split;
  if (part.factored_truth) text += fmt::format(", truth of {} factors", part.factored_truth->context.cols());
  if (part.output_law) text += fmt::format(", outputs with noise {}", part.output_law->noise);
  return text;
}

/// Whether a matrix has a row for each of `rows` and the columns that it has on all ranks.
bool fits(const RowMatrix<float>& matrix, std::uint64_t rows, std::uint64_t columns) {
  return columns == 0 || rows == 0 ||
         (static_cast<std::uint64_t>(matrix.rows()) == rows &&
          static_cast<std::uint64_t>(matrix.cols()) == columns);
}

void must_agree(const std::filesystem::path& path, const char* dataset, std::uint64_t columns,
                const char* with, std::uint64_t needed) {
  if (columns > 0 && needed > 0 && columns != needed)
    throw DataError(
        fmt::format("{}: {} has {} columns, but {} are needed, as in {}: make both with the same "
                    "embedding",
                    path.string(), dataset, columns, needed, with));
}

void check_outputs(const std::filesystem::path& path, const LogPart& part, const Place& place) {
  must_agree(path, "/actions/output", place.action_output, "/rounds/output", place.output);
  const std::uint64_t shifted = std::max(place.output, place.action_output);
  must_agree(path, "/contexts/output_shift", place.output_shift,
             place.output > 0 ? "/rounds/output" : "/actions/output", shifted);
  if (place.output_shift > 0 && shifted == 0)
    throw DataError(fmt::format(
        "{}: /contexts/output_shift: there is nothing to shift: give the rounds or the actions outputs",
        path.string()));
  const double noise = part.output_law ? part.output_law->noise : 0;
  if (!std::isfinite(noise) || noise < 0)
    throw DataError(fmt::format(
        "{}: the noise of outputs is {}; it is a standard deviation: give a finite number of at least 0",
        path.string(), noise));
  if (noise > 0 && place.action_output == 0)
    throw DataError(fmt::format(
        "{}: outputs lie around those of the actions with noise {}, but the actions have none; give them "
        "outputs",
        path.string(), noise));
}

/// @collective
void check_together(Communicator& comm, const std::filesystem::path& path, const LogPart& part,
                    const Place& place) {
  const std::string first = broadcast_text(comm, common_part(part), 0);
  agree(comm, [&] {
    if (common_part(part) != first)
      throw InternalError(
          fmt::format("parts of {} differ: '{}' and '{}'", path.string(), first, common_part(part)));
    const Rounds& rounds = part.rounds;
    const auto contexts = static_cast<std::uint64_t>(part.features.rows());
    if ((place.position && rounds.position.size() != rounds.size()) ||
        (place.timestamp && rounds.timestamp.size() != rounds.size()) ||
        !fits(rounds.output, rounds.size(), place.output) ||
        (part.output_law && !fits(part.output_law->shift, contexts, place.output_shift)) ||
        (place.query && part.query.size() != contexts))
      throw InternalError(fmt::format("{}: a column is given on some ranks only", path.string()));
    check_outputs(path, part, place);
    if (part.factored_truth && comm.rank() == 0 &&
        static_cast<std::uint64_t>(part.factored_truth->action.rows()) != part.actions)
      throw InternalError(fmt::format("{}: the truth has {} actions, the log {}", path.string(),
                                      part.factored_truth->action.rows(), part.actions));
    if (place.rounds.total == 0)
      throw DataError(fmt::format("{}: there are no rounds to write", path.string()));
    if (place.features == 0) throw DataError(fmt::format("{}: contexts without features", path.string()));
    (void)narrow<std::uint32_t>(place.contexts.total);
    (void)narrow<std::uint32_t>(part.actions);
    (void)narrow<std::uint8_t>(part.splits.size());
  });
}

template <class Scalar>
std::span<const Scalar> values(const RowMatrix<Scalar>& matrix) {
  return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}

void write_rounds(RowWriter& file, const Rounds& rounds, const Place& place) {
  const std::uint64_t first = place.rounds.first;
  std::vector<std::uint32_t> context(rounds.size());
  for (std::size_t i = 0; i < context.size(); ++i)
    context[i] = static_cast<std::uint32_t>(place.contexts.first + rounds.context[i].value);
  file.write("/rounds/context", first, context);
  file.write("/rounds/action", first, rounds.action);
  file.write("/rounds/reward", first, rounds.reward);
  file.write("/rounds/pscore", first, rounds.pscore);
  if (place.position) file.write("/rounds/position", first, rounds.position);
  if (place.timestamp) file.write("/rounds/timestamp", first, rounds.timestamp);
  if (!rounds.split.empty()) file.write("/rounds/split", first, rounds.split);
  if (place.output > 0 && rounds.size() > 0) file.write("/rounds/output", first, values(rounds.output));
}

void write_contexts(RowWriter& file, const LogPart& part, const Place& place) {
  const std::uint64_t first = place.contexts.first;
  file.write("/contexts/features", first, values(part.features));
  if (part.features.rows() == 0) return;
  if (place.output_shift > 0) file.write("/contexts/output_shift", first, values(part.output_law->shift));
  if (place.query) file.write("/contexts/query", first, part.query);
  if (part.factored_truth) file.write("/truth/context", first, values(part.factored_truth->context));
}

/// Of rank 0.
void write_actions(RowWriter& file, const LogPart& part, const Place& place) {
  if (place.embedding > 0) file.write("/actions/embedding", 0, values(part.catalogue.embedding));
  if (place.action_output > 0) file.write("/actions/output", 0, values(part.catalogue.output));
  if (place.cluster) file.write("/actions/cluster", 0, part.catalogue.cluster);
  if (part.factored_truth) file.write("/truth/action", 0, values(part.factored_truth->action));
}

void write_truth(RowWriter& file, const Truth& truth, const Place& place) {
  std::vector<std::uint64_t> offset = truth.offset;
  for (std::uint64_t& entry : offset) entry += place.truths.first;
  const bool last = place.contexts.first + offset.size() - 1 == place.contexts.total;
  // The end of a part is the beginning of the next; only what ends the file has an end of its own.
  const bool owns_end = last && offset.size() > 1;
  if (!owns_end) offset.pop_back();
  file.write("/truth/offset", place.contexts.first, offset);
  file.write("/truth/action", place.truths.first, truth.action);
  file.write("/truth/reward", place.truths.first, truth.reward);
}

}  // namespace

void write_log(const Job& job, const std::filesystem::path& path, LogPart part) {
  agree(job.comm, [&] { check_part(path, part); });
  const Place place = find_place(job.comm, part);
  check_together(job.comm, path, part, place);
  sort_by_context(part.rounds, static_cast<std::size_t>(part.features.rows()));
  const bool root = job.comm.rank() == 0;
  write_file(job, path, plan_log(part, place), [&](RowWriter& file) {
    write_contexts(file, part, place);
    write_rounds(file, part.rounds, place);
    if (part.truth) write_truth(file, *part.truth, place);
    if (root) write_actions(file, part, place);
  });
}

}  // namespace megabandit
