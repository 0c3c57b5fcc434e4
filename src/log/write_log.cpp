#include "log/write_log.hpp"

#include <fmt/format.h>

#include <numeric>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "comm/agree.hpp"
#include "comm/collect.hpp"
#include "log/check_part.hpp"
#include "storage/write_file.hpp"

namespace megabandit {
namespace {

/// Where this rank's rows go, and how many there are in all.
struct Place {
  Offset contexts;
  Offset rounds;
  Offset truths;
  std::uint64_t features = 0;
  bool position = false;
  bool timestamp = false;
  std::uint64_t embedding = 0;  ///< columns; 0: none
  bool cluster = false;
};

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

void sort_by_context(Rounds& rounds, std::size_t contexts) {
  const auto order = order_by_context(rounds, contexts);
  reorder(rounds.context, order);
  reorder(rounds.action, order);
  reorder(rounds.reward, order);
  reorder(rounds.pscore, order);
  reorder(rounds.position, order);
  reorder(rounds.timestamp, order);
  reorder(rounds.split, order);
}

/// @collective
Place find_place(Communicator& comm, const LogPart& part) {
  Place place;
  place.contexts = exclusive_sum(comm, static_cast<std::uint64_t>(part.features.rows()));
  place.rounds = exclusive_sum(comm, part.rounds.size());
  place.truths = exclusive_sum(comm, part.truth ? part.truth->action.size() : 0);
  place.features = static_cast<std::uint64_t>(part.features.cols());
  place.position = max_value(comm, part.rounds.position.empty() ? 0 : 1) > 0;
  place.timestamp = max_value(comm, part.rounds.timestamp.empty() ? 0 : 1) > 0;
  place.embedding = broadcast_value(comm, static_cast<std::uint64_t>(part.catalogue.embedding.cols()), 0);
  place.cluster = broadcast_value(comm, std::uint8_t{!part.catalogue.cluster.empty()}, 0) != 0;
  return place;
}

/// What must be the same on all ranks, as one text.
std::string common_part(const LogPart& part) {
  std::string text =
      fmt::format("{} features, {} actions, {}, {}, {}, truth {}, splits", part.features.cols(), part.actions,
                  part.encoding, part.logging_policy, part.created_by,
                  part.truth ? fmt::format("{}", part.truth->otherwise) : "none");
  for (const auto& split : part.splits) text += " " + split;
  return text;
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
    if ((place.position && rounds.position.size() != rounds.size()) ||
        (place.timestamp && rounds.timestamp.size() != rounds.size()))
      throw InternalError(fmt::format("{}: a column is given on some ranks only", path.string()));
    if (place.rounds.total == 0)
      throw DataError(fmt::format("{}: there are no rounds to write", path.string()));
    if (place.features == 0) throw DataError(fmt::format("{}: contexts without features", path.string()));
    (void)narrow<std::uint32_t>(place.contexts.total);
    (void)narrow<std::uint32_t>(part.actions);
    (void)narrow<std::uint8_t>(part.splits.size());
  });
}

void plan_rounds(const LogPart& part, const Place& place, FilePlan& plan) {
  const std::uint64_t n = place.rounds.total;
  auto& sets = plan.datasets;
  sets.push_back({"/rounds/context",
                  Element::u4,
                  {n},
                  "in which context a round happened; not decreasing",
                  "row of /contexts/features"});
  sets.push_back({"/rounds/action", Element::u4, {n}, "which action was taken", "row of the catalogue"});
  sets.push_back({"/rounds/reward", Element::f4, {n}, "what came of it", "1"});
  sets.push_back({"/rounds/pscore",
                  Element::f4,
                  {n},
                  "propensity with which the logging policy took the action, in (0, 1]",
                  "probability"});
  if (place.position)
    sets.push_back(
        {"/rounds/position", Element::u4, {n}, "slot in which the action was shown, from 0", "slot"});
  if (place.timestamp)
    sets.push_back(
        {"/rounds/timestamp", Element::i8, {n}, "when it happened", "microseconds since 1970-01-01 UTC"});
  if (!part.splits.empty())
    sets.push_back({"/rounds/split",
                    Element::u1,
                    {n},
                    "part of the log to which a round belongs",
                    "index into attribute 'names'",
                    {{"names", part.splits}}});
}

void plan_actions(const LogPart& part, const Place& place, FilePlan& plan) {
  const std::uint64_t k = part.actions;
  plan.groups.push_back({"/actions", {{"count", k}}});
  if (place.embedding > 0)
    plan.datasets.push_back(
        {"/actions/embedding", Element::f4, {k, place.embedding}, "what an action is like", "1"});
  if (place.cluster)
    plan.datasets.push_back(
        {"/actions/cluster", Element::u4, {k}, "to which cluster an action belongs", "cluster"});
  if (!part.catalogue.name.empty())
    plan.texts.push_back({"/actions/name", part.catalogue.name, "what an action is called"});
}

void plan_truth(const LogPart& part, const Place& place, FilePlan& plan) {
  if (!part.truth) return;
  const std::uint64_t entries = place.truths.total;
  plan.groups.push_back({"/truth", {{"otherwise", static_cast<double>(part.truth->otherwise)}}});
  plan.datasets.push_back({"/truth/offset",
                           Element::u8,
                           {place.contexts.total + 1},
                           "context c has entries [offset[c], offset[c + 1]) of action and reward",
                           "entry"});
  plan.datasets.push_back(
      {"/truth/action",
       Element::u4,
       {entries},
       "actions whose expected reward is not attribute 'otherwise' of /truth; increasing in a context",
       "row of the catalogue"});
  plan.datasets.push_back(
      {"/truth/reward", Element::f4, {entries}, "expected reward of that action in that context", "1"});
}

FilePlan plan_file(const LogPart& part, const Place& place) {
  FilePlan plan;
  plan.attributes = {{"format", std::string("megabandit-log")},
                     {"version", std::uint64_t{1}},
                     {"created_by", part.created_by}};
  if (!part.logging_policy.empty()) plan.attributes.push_back({"logging_policy", part.logging_policy});
  plan.datasets.push_back({"/contexts/features",
                           Element::f4,
                           {place.contexts.total, place.features},
                           "features of the distinct contexts",
                           "1",
                           {{"encoding", part.encoding}}});
  plan_rounds(part, place, plan);
  plan_actions(part, place, plan);
  plan_truth(part, place, plan);
  return plan;
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
  write_file(job, path, plan_file(part, place), [&](RowWriter& file) {
    file.write("/contexts/features", place.contexts.first, values(part.features));
    write_rounds(file, part.rounds, place);
    if (part.truth) write_truth(file, *part.truth, place);
    if (root && place.embedding > 0) file.write("/actions/embedding", 0, values(part.catalogue.embedding));
    if (root && place.cluster) file.write("/actions/cluster", 0, part.catalogue.cluster);
  });
}

}  // namespace megabandit
