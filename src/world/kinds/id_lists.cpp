#include "world/kinds/id_lists.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "log/context_encoder.hpp"
#include "log/import/text/table.hpp"
#include "world/rows.hpp"
#include "world/truncated_svd.hpp"

namespace megabandit {
namespace {

struct Lists {
  NameIndex ids, actions;
  std::vector<std::vector<std::uint32_t>> ids_of;  ///< context ids of each context
  Answers answers;
};

std::vector<std::string> blank_separated(const std::string& cell) {
  std::vector<std::string> words;
  for (std::size_t at = cell.find_first_not_of(' '); at != cell.npos;) {
    const std::size_t end = std::min(cell.find(' ', at), cell.size());
    words.push_back(cell.substr(at, end - at));
    at = cell.find_first_not_of(' ', end);
  }
  return words;
}

Lists read_lists(const IdListsSettings& settings, std::vector<std::string>& remarks) {
  Lists lists;
  std::uint64_t unanswered = 0, empty = 0;
  const std::vector<std::string> wanted{settings.context, settings.actions};
  read_table({settings.path, settings.separator, settings.columns}, wanted, [&](auto cells, std::uint64_t) {
    std::vector<ActionId> right;
    for (const auto& action : blank_separated(cells[1])) right.emplace_back(lists.actions.number(action));
    if (right.empty()) {
      ++unanswered;
      return;
    }
    std::vector<std::uint32_t> ids;
    for (const auto& id : blank_separated(cells[0])) ids.push_back(lists.ids.number(id));
    empty += ids.empty() ? 1 : 0;
    lists.ids_of.push_back(std::move(ids));
    lists.answers.add(std::move(right));
  });
  if (lists.ids.names().empty())
    throw DataError(fmt::format("{}: no line has an id in the column '{}', so contexts have no features",
                                settings.path.string(), settings.context));
  remarks.push_back(fmt::format("{} contexts of {} ids, {} right answers among {} actions",
                                lists.answers.size(), lists.ids.names().size(), lists.answers.action.size(),
                                lists.actions.names().size()));
  if (empty > 0) remarks.push_back(fmt::format("{} contexts have no ids: their features are zeros", empty));
  if (unanswered > 0)
    remarks.push_back(fmt::format("{} lines have no right action and are left out", unanswered));
  return lists;
}

/// [actions, ids]: log(1 + how often they met in training).
SparseRows meetings(const Lists& lists, const ChosenContexts& chosen) {
  std::vector<Eigen::Triplet<float, std::int64_t>> met;
  for (std::uint64_t c = 0; c < chosen.split.size(); ++c) {
    if (chosen.split[c] != SplitId::train) continue;
    for (const ActionId action : lists.answers.of(c))
      for (const std::uint32_t id : lists.ids_of[c]) met.emplace_back(action.value, id, 1.0f);
  }
  SparseRows matrix(static_cast<Eigen::Index>(lists.actions.names().size()),
                    static_cast<Eigen::Index>(lists.ids.names().size()));
  matrix.setFromTriplets(met.begin(), met.end());
  matrix.coeffs() = matrix.coeffs().log1p();
  return matrix;
}

/// Embeddings in one space: <id, action> approximates the damped count of their meetings.
struct Space {
  RowMatrix<float> ids, actions;
};

Space learned_space(const SparseRows& met, std::uint64_t dimensions, std::uint64_t seed) {
  const TruncatedSvd svd = truncated_svd(met, dimensions, seed);
  const Eigen::RowVectorXf root = svd.singular.cast<float>().cwiseSqrt().transpose();
  const Eigen::RowVectorXf inverse = (root.array() > 1e-6f * root.maxCoeff()).select(1 / root.array(), 0);
  Space space{svd.right.array().rowwise() * root.array(),
              mapped(met, svd.right).array().rowwise() * inverse.array()};
  const float mean_square = space.actions.squaredNorm() / static_cast<float>(space.actions.rows());
  if (mean_square > 0) space.actions /= std::sqrt(mean_square);
  return space;
}

RowMatrix<float> mean_embedding(const Lists& lists, const RowMatrix<float>& ids, const ChosenContexts& chosen,
                                Range own) {
  RowMatrix<float> means = RowMatrix<float>::Zero(static_cast<Eigen::Index>(own.size()), ids.cols());
  for (std::uint64_t i = 0; i < own.size(); ++i) {
    const auto& of = lists.ids_of[chosen.in_log[own.first + i]];
    auto row = means.row(static_cast<Eigen::Index>(i));
    for (const std::uint32_t id : of) row += ids.row(id);
    if (!of.empty()) row /= static_cast<float>(of.size());
  }
  return means;
}

RowMatrix<float> hashed_ids(const Lists& lists, const ContextEncoder& encoder, const ChosenContexts& chosen,
                            Range own) {
  RowMatrix<float> rows(static_cast<Eigen::Index>(own.size()), static_cast<Eigen::Index>(encoder.features()));
  for (std::uint64_t i = 0; i < own.size(); ++i) {
    std::string line;
    for (const std::uint32_t id : lists.ids_of[chosen.in_log[own.first + i]])
      line += lists.ids.names()[id] + " ";
    encoder.encode(line, {rows.row(static_cast<Eigen::Index>(i)).data(), encoder.features()});
  }
  return rows;
}

std::string untrained_remark(const Lists& lists, const RowMatrix<float>& actions) {
  const auto known = (actions.rowwise().squaredNorm().array() > 0).count();
  return fmt::format("{} of {} actions are never right in training: their embedding is zero",
                     actions.rows() - known, lists.actions.names().size());
}

}  // namespace

void declare(Schema& schema, IdListsSettings& lists) {
  SchemaTable table = schema.table("id_lists", "Contexts that are lists of ids, and their right actions.");
  const auto used = [](Setting& setting) -> Setting& {
    return setting.used_when("world.kind", {"id-lists"});
  };
  used(table.setting("path", lists.path, "one context a line, plain or .gz")).required();
  used(table.setting("separator", lists.separator, "between cells: \",\", \"\\t\", \"::\", ..."));
  used(table.setting("columns", lists.columns, "names of the columns when the file has no header line"));
  used(table.setting("context", lists.context, "column of context ids, separated by blanks")).required();
  used(table.setting("actions", lists.actions, "column of right actions, separated by blanks")).required();
  used(table.setting("embedding", lists.embedding, "dimensions of the embeddings").between(1, 4096));
  used(table.choice("features", lists.features, {"learned", "hashed"},
                    "of a context: the mean of its ids' learned embeddings, or the ids themselves, hashed"));
  table.setting("hashed", lists.hashed, "places ids are hashed to")
      .between(1, 65536)
      .used_when("id_lists.features", {"hashed"});
}

Problem make_id_lists(const IdListsSettings& settings, const ContextSettings& contexts, std::uint64_t seed,
                      const Part& part) {
  Problem problem;
  const Lists lists = read_lists(settings, problem.remarks);
  const ChosenContexts chosen = choose_contexts(lists.answers.size(), contexts, seed);
  take_contexts(problem, chosen, lists.answers, part);
  Space space = learned_space(meetings(lists, chosen), settings.embedding, seed);
  problem.remarks.push_back(untrained_remark(lists, space.actions));
  const RowMatrix<float> means = mean_embedding(lists, space.ids, chosen, problem.own);
  problem.queries = unit_rows(means);
  if (settings.features == "hashed") {
    problem.encoding = fmt::format(R"({{"kind":"hashed-ids","features":{}}})", settings.hashed);
    problem.features = hashed_ids(lists, *make_encoder(problem.encoding), chosen, problem.own);
  } else {
    problem.encoding = fmt::format(R"({{"kind":"numeric","features":{}}})", means.cols());
    problem.features = means;
  }
  problem.catalogue = {.embedding = std::move(space.actions), .name = lists.actions.names(), .cluster = {}};
  return problem;
}

}  // namespace megabandit
