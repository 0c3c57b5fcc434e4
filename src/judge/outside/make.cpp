#include "judge/outside/make.hpp"

#include <xxhash.h>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "judge/outside/outside_judge.hpp"

namespace megabandit {
namespace {

// Names that are known before the material is read; empty: it has them.
std::vector<std::string> names_before(const CandidateSettings& candidates) {
  const Roster known = read_roster(candidates);
  const std::uint64_t count = count_of(candidates, known);
  const bool named_by_material = !candidates.material.texts.empty() || !candidates.material.outputs.empty();
  if (!known.names.empty() || named_by_material) return known.names;
  if (count == 0)
    throw ConfigError(
        "an outside judge does not know who is compared: give candidates.names, candidates.table, "
        "candidates.texts or candidates.outputs");
  return complete_roster(candidates, count, "candidates.count").names;
}

using KindMaker = std::function<OutsideKind(const JudgeOrder&, const Material&)>;

std::unique_ptr<Judge> make_here(const JudgeOrder& order, const KindMaker& make_kind) {
  Material material(order.candidates.material, names_before(order.candidates));
  Roster roster = complete_roster(order.candidates, material.names().size(),
                                  "the candidates' texts and outputs", material.names());
  OutsideKind kind = make_kind(order, material);
  return std::make_unique<OutsideJudge>(
      OutsideJudge::Parts{.roster = std::move(roster),
                          .material = std::move(material),
                          .settings = order.judge.outside,
                          .identity = XXH3_64bits(kind.identity.data(), kind.identity.size()),
                          .seed = order.seed,
                          .rank = order.job.comm.rank(),
                          .wording = std::move(kind.wording),
                          .channel = std::move(kind.channel)});
}

}  // namespace

std::unique_ptr<Judge> make_outside_judge(const JudgeOrder& order, const KindMaker& kind) {
  std::unique_ptr<Judge> judge;
  agree(order.job.comm, [&] { judge = make_here(order, kind); });
  return judge;
}

}  // namespace megabandit
