#pragma once
// What a benchmark measures: bench_NAME takes one word at most, which says which of its plans.

#include <filesystem>
#include <map>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit::bench {

/// By their words; that of "" is the usual one.
template <class Plan>
using Plans = std::map<std::string_view, Plan (*)()>;

/// work(plan), which is an exit code, for the plan that the command line asks for; says which words there are
/// when it asks for none of them.
template <class Plan, class Work>
int run_plan(int argc, char** argv, const Plans<Plan>& plans, const Work& work) {
  const auto plan = plans.find(argc > 1 ? argv[1] : "");
  if (plan != plans.end()) return work(plan->second());
  std::vector<std::string_view> words;
  for (const auto& [word, make] : plans)
    if (!word.empty()) words.push_back(word);
  fmt::print(stderr, "{}: takes {}, not '{}'\n", std::filesystem::path(argv[0]).filename().string(),
             fmt::join(words, " or "), argv[1]);
  return static_cast<int>(Exit::usage);
}

}  // namespace megabandit::bench
