#include "judge/outside/shown/presentation.hpp"

#include <algorithm>

#include "base/random.hpp"

namespace megabandit {
namespace {

constexpr std::uint32_t kPresentationEpoch = 1;  // of Stream::judgement
enum Draw : std::uint32_t { kOrder, kPrompt };

Outcome of_request(Verdict verdict, bool a_first) {
  if (verdict == Verdict::tie) return Outcome::tie;
  return (verdict == Verdict::first) == a_first ? Outcome::a : Outcome::b;
}

}  // namespace

Presentation present(const Question& question, std::uint64_t seed, PresentationOrder order,
                     std::uint64_t prompts) {
  const DrawName name{seed, Stream::judgement, kPresentationEpoch, question.ticket};
  Presentation shown{.seed = seed, .question = question};
  shown.prompt = prompts == 0 ? 0 : below(name, prompts, kPrompt);
  if (order == PresentationOrder::random) shown.a_first = uniform(name, kOrder) < 0.5;
  if (order == PresentationOrder::both) shown.requests = 2;
  return shown;
}

Request Presentation::request(std::size_t number, const Material& material) const {
  Contender first = material.contender(question.pair.a.value, prompt);
  Contender second = material.contender(question.pair.b.value, prompt);
  if (a_first != (number == 0)) std::swap(first, second);
  return {seed, question.ticket, first, second, material.prompts() == 0 ? nullptr : &material.prompt(prompt)};
}

Outcome Presentation::outcome(const std::array<Verdict, 2>& verdicts) const {
  const Outcome first = of_request(verdicts[0], a_first);
  if (requests == 1) return first;
  return first == of_request(verdicts[1], !a_first) ? first : Outcome::tie;
}

}  // namespace megabandit
