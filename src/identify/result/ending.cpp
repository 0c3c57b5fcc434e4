#include "identify/result/ending.hpp"

#include <fmt/format.h>

namespace megabandit {

std::string said_at_the_end(Status status) {
  switch (status) {
    case Status::converged:
      return "every other candidate is refuted as the best";
    case Status::no_condorcet_winner:
      return "there is no Condorcet winner: every candidate is refuted";
    case Status::model_conflict:
      return "the comparisons contradict the model that was assumed";
    case Status::open:
      break;
  }
  return {};
}

std::string budget_used_up(std::uint64_t budget) {
  return fmt::format("the budget of {} comparisons is used up; a larger compare.budget goes on from here",
                     budget);
}

}  // namespace megabandit
