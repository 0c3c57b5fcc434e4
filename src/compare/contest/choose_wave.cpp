#include "compare/contest/choose_wave.hpp"

#include <algorithm>
#include <cmath>

namespace megabandit {
namespace {

std::vector<Choosing> choices_of(const std::vector<Wave>& waves) {
  std::vector<Choosing> chosen;
  for (const Wave& wave : waves)
    for (const Planned& some : wave.planned)
      chosen.insert(chosen.end(), some.count, {some.pair, some.subject});
  return chosen;
}

}  // namespace

std::uint64_t wave_size(const CompareSettings& settings, std::uint64_t before) {
  const auto grown =
      static_cast<std::uint64_t>(std::ceil(settings.wave_growth * static_cast<double>(before)));
  const std::uint64_t wanted = settings.wave > 0 ? settings.wave : std::max(settings.wave_least, grown);
  return std::min(wanted, settings.budget - std::min(settings.budget, before));
}

Wave choose_wave(SamplingRule& rule, const Contest& contest, std::uint64_t seed, std::uint64_t size,
                 const std::vector<Wave>& under_way) {
  std::vector<Choosing> chosen = choices_of(under_way);
  const std::uint64_t first_ticket = contest.comparisons() + chosen.size();
  const std::size_t before = chosen.size();
  rule.begin_wave(contest, size);
  const std::uint64_t asked = rule.exhausted(contest) ? 0 : size;
  for (std::uint64_t i = 0; i < asked; ++i) {
    const Draft draft{contest, seed, first_ticket + i, size, chosen};
    if (rule.waits(draft)) break;
    chosen.push_back(rule.next(draft));
  }
  std::vector<std::pair<Pair, CandidateId>> wave;
  for (std::size_t i = before; i < chosen.size(); ++i) wave.emplace_back(chosen[i].pair, chosen[i].subject);
  return make_wave(contest.waves() + under_way.size(), first_ticket, wave);
}

}  // namespace megabandit
