#include "world/chosen_contexts.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/random.hpp"
#include "world/random_matrix.hpp"

namespace megabandit {
namespace {

/// 0 .. total-1, the `count` that come first in a random order of their own in front.
std::vector<std::uint64_t> random_first(std::uint64_t total, std::uint64_t count, DrawName name) {
  std::vector<double> key(total);
  for (std::uint64_t i = 0; i < total; ++i) {
    name.index = i;
    key[i] = uniform(name);
  }
  std::vector<std::uint64_t> order(total);
  std::iota(order.begin(), order.end(), std::uint64_t{0});
  std::nth_element(
      order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
      [&](std::uint64_t a, std::uint64_t b) { return key[a] != key[b] ? key[a] < key[b] : a < b; });
  return order;
}

}  // namespace

void declare(SchemaTable& world, ContextSettings& contexts, const std::vector<std::string>& kinds) {
  world
      .setting("contexts", contexts.limit,
               "how many of the contexts found are used, drawn at random; 0: all of them")
      .used_when("kind", kinds);
  world.setting("test", contexts.test, "share of the contexts that is held out")
      .between(0, 0.9)
      .used_when("kind", kinds);
  world
      .choice("split", contexts.split, {"random", "order"},
              "which are held out: any, or the last of the file (by time)")
      .used_when("kind", kinds);
}

ChosenContexts choose_contexts(std::uint64_t total, const ContextSettings& contexts, std::uint64_t seed) {
  if (total == 0)
    throw DataError("the source has no context with a right action; check its columns and the remarks above");
  ChosenContexts chosen;
  chosen.split.assign(total, SplitId::train);
  const auto held_out = static_cast<std::uint64_t>(std::llround(contexts.test * static_cast<double>(total)));
  if (contexts.split == "order") {
    std::fill(chosen.split.end() - static_cast<std::ptrdiff_t>(held_out), chosen.split.end(), SplitId::test);
  } else {
    const auto order = random_first(total, held_out, {.seed = seed, .stream = Stream::split});
    for (std::uint64_t i = 0; i < held_out; ++i) chosen.split[order[i]] = SplitId::test;
  }
  const std::uint64_t count = contexts.limit == 0 ? total : std::min(total, contexts.limit);
  chosen.in_log = random_first(
      total, count,
      {.seed = seed, .stream = Stream::world, .epoch = static_cast<std::uint32_t>(WorldDraw::sub_sample)});
  chosen.in_log.resize(count);
  std::ranges::sort(chosen.in_log);
  return chosen;
}

std::uint64_t Answers::add(std::vector<ActionId> answers) {
  std::ranges::sort(answers);
  const auto repeats = std::ranges::unique(answers);
  answers.erase(repeats.begin(), repeats.end());
  action.insert(action.end(), answers.begin(), answers.end());
  offset.push_back(action.size());
  return answers.size();
}

void take_contexts(Problem& problem, const ChosenContexts& chosen, const Answers& answers, const Part& part) {
  problem.contexts = chosen.in_log.size();
  problem.own = part.of(problem.contexts);
  problem.right_offset = {0};
  for (std::uint64_t i = problem.own.first; i < problem.own.last; ++i) {
    const std::uint64_t context = chosen.in_log[i];
    const auto right = answers.of(context);
    problem.right.insert(problem.right.end(), right.begin(), right.end());
    problem.right_offset.push_back(problem.right.size());
    problem.split.push_back(chosen.split[context]);
  }
  if (problem.contexts < answers.size())
    problem.remarks.push_back(
        fmt::format("{} of {} contexts, drawn at random (world.contexts)", problem.contexts, answers.size()));
}

}  // namespace megabandit
