#include "log/write/log_plan.hpp"

#include "comm/collect.hpp"

namespace megabandit {
namespace {

std::uint64_t columns(const RowMatrix<float>& matrix) { return static_cast<std::uint64_t>(matrix.cols()); }

/// Columns of a matrix of which some ranks may have no rows; 0 when none has. @collective
std::uint64_t widest(Communicator& comm, const RowMatrix<float>& matrix) {
  return static_cast<std::uint64_t>(
      max_value(comm, matrix.rows() > 0 ? static_cast<double>(matrix.cols()) : 0));
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
  if (place.output > 0)
    sets.push_back({"/rounds/output",
                    Element::f4,
                    {n, place.output},
                    "what the user saw, as an embedding",
                    "as /actions/output"});
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
  if (place.action_output > 0)
    plan.datasets.push_back({"/actions/output",
                             Element::f4,
                             {k, place.action_output},
                             "mean of what a user sees of an action, less the shift of the context; outputs "
                             "lie around it with standard deviation 'noise' in each column",
                             "that of the embedding",
                             {{"noise", part.output_law ? part.output_law->noise : 0.0}}});
  if (!part.catalogue.name.empty())
    plan.texts.push_back({"/actions/name", part.catalogue.name, "what an action is called"});
}

void plan_contexts(const LogPart& part, const Place& place, FilePlan& plan) {
  const std::uint64_t contexts = place.contexts.total;
  plan.datasets.push_back({"/contexts/features",
                           Element::f4,
                           {contexts, place.features},
                           "features of the distinct contexts",
                           "1",
                           {{"encoding", part.encoding}}});
  if (place.output_shift > 0)
    plan.datasets.push_back({"/contexts/output_shift",
                             Element::f4,
                             {contexts, place.output_shift},
                             "what a context adds to the output of every action",
                             "as /actions/output"});
  if (place.query)
    plan.datasets.push_back(
        {"/contexts/query", Element::u4, {contexts}, "which query of a bank a context asks", "query"});
}

void plan_factored_truth(const LogPart& part, const Place& place, FilePlan& plan) {
  const auto factors = columns(part.factored_truth->context);
  plan.datasets.push_back({"/truth/context",
                           Element::f4,
                           {place.contexts.total, factors},
                           "contexts' part of the truth: the expected reward is <context, action>",
                           "1"});
  plan.datasets.push_back(
      {"/truth/action", Element::f4, {part.actions, factors}, "actions' part of the truth", "1"});
}

void plan_truth(const LogPart& part, const Place& place, FilePlan& plan) {
  if (part.factored_truth) plan_factored_truth(part, place, plan);
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

}  // namespace

Place find_place(Communicator& comm, const LogPart& part) {
  Place place;
  place.contexts = exclusive_sum(comm, static_cast<std::uint64_t>(part.features.rows()));
  place.rounds = exclusive_sum(comm, part.rounds.size());
  place.truths = exclusive_sum(comm, part.truth ? part.truth->action.size() : 0);
  place.features = columns(part.features);
  place.position = max_value(comm, part.rounds.position.empty() ? 0 : 1) > 0;
  place.timestamp = max_value(comm, part.rounds.timestamp.empty() ? 0 : 1) > 0;
  place.embedding = broadcast_value(comm, columns(part.catalogue.embedding), 0);
  place.action_output = broadcast_value(comm, columns(part.catalogue.output), 0);
  place.output = widest(comm, part.rounds.output);
  const RowMatrix<float> none;
  place.output_shift = widest(comm, part.output_law ? part.output_law->shift : none);
  place.query = max_value(comm, part.query.empty() ? 0 : 1) > 0;
  place.cluster = broadcast_value(comm, std::uint8_t{!part.catalogue.cluster.empty()}, 0) != 0;
  return place;
}

FilePlan plan_log(const LogPart& part, const Place& place) {
  FilePlan plan;
  plan.attributes = {{"format", std::string("megabandit-log")},
                     {"version", std::uint64_t{1}},
                     {"created_by", part.created_by}};
  if (!part.logging_policy.empty()) plan.attributes.push_back({"logging_policy", part.logging_policy});
  plan_contexts(part, place, plan);
  plan_rounds(part, place, plan);
  plan_actions(part, place, plan);
  plan_truth(part, place, plan);
  return plan;
}

}  // namespace megabandit
