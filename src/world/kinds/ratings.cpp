#include "world/kinds/ratings.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/random.hpp"
#include "log/import/text/table.hpp"
#include "world/kinds/likes.hpp"
#include "world/random_matrix.hpp"
#include "world/rows.hpp"
#include "world/truncated_svd.hpp"

namespace megabandit {
namespace {

/// A user's liked items, cut in halves.
struct Halves {
  std::vector<ActionId> context;
  std::vector<ActionId> right;
};

Halves halves_of(std::vector<ActionId> liked, std::uint64_t user, std::uint64_t seed) {
  const DrawName name{seed, Stream::world, static_cast<std::uint32_t>(WorldDraw::context_half), user};
  for (std::size_t i = liked.size(); i > 1; --i)  // Fisher and Yates
    std::swap(liked[i - 1], liked[below(name, i, static_cast<std::uint32_t>(i))]);
  const auto half = liked.begin() + static_cast<std::ptrdiff_t>(liked.size() / 2);
  return {{liked.begin(), half}, {half, liked.end()}};
}

/// Rows are the training users, entries 1 for what they liked, in both halves.
SparseRows training_likes(const Likes& likes, const ChosenContexts& chosen) {
  const auto users = std::ranges::count(chosen.split, SplitId::train);
  SparseRows matrix(users, static_cast<Eigen::Index>(likes.items.names().size()));
  Eigen::Index row = 0;
  for (std::size_t user = 0; user < chosen.split.size(); ++user) {
    if (chosen.split[user] != SplitId::train) continue;
    matrix.startVec(row);
    for (const ActionId item : likes.of_user[user]) matrix.insertBack(row, item.value) = 1;
    ++row;
  }
  matrix.finalize();
  return matrix;
}

/// Item names where a file gives them, else the items' ids.
std::vector<std::string> item_names(const RatingsSettings& ratings, const NameIndex& items) {
  std::vector<std::string> names = items.names();
  if (ratings.names.empty()) return names;
  const std::vector<std::string> wanted{ratings.names_item, ratings.names_name};
  read_table({ratings.names, ratings.separator, ratings.names_columns}, wanted,
             [&](auto cells, std::uint64_t) {
               if (const auto item = items.find(cells[0]); item < names.size()) names[item] = cells[1];
             });
  return names;
}

}  // namespace

void declare(Schema& schema, RatingsSettings& ratings) {
  SchemaTable table = schema.table("ratings", "Users' ratings of items.");
  const auto used = [](Setting& setting) -> Setting& { return setting.used_when("world.kind", {"ratings"}); };
  used(table.setting("path", ratings.path, "one rating a line, plain or .gz")).required();
  used(table.setting("separator", ratings.separator, "between cells: \",\", \"\\t\", \"::\", ..."));
  used(table.setting("columns", ratings.columns, "names of the columns when the file has no header line"));
  used(table.setting("user", ratings.user, "column of users"));
  used(table.setting("item", ratings.item, "column of items, the actions"));
  used(table.setting("rating", ratings.rating, "column of ratings"));
  used(table.setting("time", ratings.time,
                     "column of times, by which the last of several ratings counts; empty: none"));
  used(table.setting("liked", ratings.liked, "the lowest rating that makes an item right for a user"));
  used(table.setting("fewest", ratings.fewest, "users who like fewer items are left out").at_least(2));
  used(table.setting("embedding", ratings.embedding,
                     "singular vectors: dimensions of embeddings and contexts"))
      .between(1, 4096);
  used(table.setting("names", ratings.names,
                     "a table of items' names with the same separator; empty: ids are names"));
  used(table.setting("names_columns", ratings.names_columns, "its columns when it has no header line"));
  used(table.setting("names_item", ratings.names_item, "its column of items"));
  used(table.setting("names_name", ratings.names_name, "its column of names"));
}

Problem make_ratings(const RatingsSettings& ratings, const ContextSettings& contexts, std::uint64_t seed,
                     const Part& part) {
  Problem problem;
  const Likes likes = read_likes(ratings, problem.remarks);
  std::vector<Halves> halves;
  Answers answers;
  for (std::size_t user = 0; user < likes.of_user.size(); ++user) {
    halves.push_back(halves_of(likes.of_user[user], user, seed));
    answers.add(halves.back().right);
  }
  const ChosenContexts chosen = choose_contexts(answers.size(), contexts, seed);
  take_contexts(problem, chosen, answers, part);

  RowMatrix<float> items = truncated_svd(training_likes(likes, chosen), ratings.embedding, seed).right;
  items *= std::sqrt(static_cast<float>(items.rows()) / items.squaredNorm());
  problem.encoding = fmt::format(R"({{"kind":"numeric","features":{}}})", items.cols());
  problem.features = RowMatrix<float>::Zero(static_cast<Eigen::Index>(problem.own.size()), items.cols());
  for (std::uint64_t i = 0; i < problem.own.size(); ++i) {
    auto row = problem.features.row(static_cast<Eigen::Index>(i));
    const auto& seen = halves[chosen.in_log[problem.own.first + i]].context;
    for (const ActionId item : seen) row += items.row(item.value);
    row /= static_cast<float>(seen.size());
  }
  problem.queries = unit_rows(problem.features);
  problem.catalogue = {
      .embedding = std::move(items), .name = item_names(ratings, likes.items), .cluster = {}};
  return problem;
}

}  // namespace megabandit
