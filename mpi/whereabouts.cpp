#include "mpi/whereabouts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace megabandit {
namespace {

constexpr std::size_t kNamed = 8;  // of very many missing ranks the first few say where to look

std::string describe(Whereabouts place) {
  return fmt::format("call {} ({})", place.number(), name_of(place.verb()));
}

/// What is wrong with a rank; nothing when it waits too, or has been here and gone on, or need not come.
std::string fault(Whereabouts place, const std::optional<Whereabouts>& answer) {
  if (!answer) return "does not answer: stopped, dead or cut off";
  if (answer->stranger() || answer->number() > place.number() || *answer == place) return {};
  if (answer->number() == place.number())
    return answer->inside() ? "is in " + describe(*answer) + " instead" : "";
  if (answer->inside()) return "is still in " + describe(*answer);
  if (answer->elsewhere())
    return fmt::format("waits for other ranks elsewhere after call {}", answer->number());
  return fmt::format("works on something else after call {}", answer->number());
}

}  // namespace

std::optional<std::string> verdict(Whereabouts place, int accuser, double seconds,
                                   const std::vector<std::optional<Whereabouts>>& answers,
                                   const std::vector<std::string>& hosts) {
  const auto& now = answers[static_cast<std::size_t>(accuser)];
  if (now && *now != place) return std::nullopt;
  std::vector<std::string> missing, elsewhere;
  for (std::size_t r = 0; r < answers.size(); ++r) {
    const std::string wrong = fault(place, answers[r]);
    if (wrong.empty()) continue;
    auto& list = answers[r] && answers[r]->elsewhere() ? elsewhere : missing;
    list.push_back(fmt::format("rank {} on {} {}", r, hosts[r], wrong));
  }
  if (missing.empty()) missing = std::move(elsewhere);
  const std::size_t more = missing.size() > kNamed ? missing.size() - kNamed : 0;
  missing.resize(missing.size() - more);
  if (more > 0) missing.push_back(fmt::format("{} more ranks are missing", more));
  if (missing.empty()) missing.push_back("all ranks are in it, so messages between hosts get lost");
  return fmt::format(
      "no progress for {:.0f} s in {}, where rank {} of {} waits: {}. Look at that process and host; where a "
      "step may take longer, raise limits.watchdog",
      seconds, describe(place), accuser, answers.size(), fmt::join(missing, "; "));
}

}  // namespace megabandit
