#pragma once

#include "run/runner.hpp"

namespace megabandit {

/// Runs of the sentence benchmark (learn.hpp), each on the first rank of its group. Writes nothing but
/// artefacts: a run that was stopped begins anew.
class SentencesRunner final : public Runner {
 public:
  std::string name() const override { return "sentences"; }
  std::vector<std::string> seed_keys() const override { return {"benchmark.seed"}; }
  std::vector<std::string> path_keys() const override;
  std::uint64_t check(const ConfigText& base, std::span<const std::string> sets) const override;
  RunNumbers run(const Job& job, const ConfigText& base, std::span<const std::string> sets,
                 const Place& place) const override;
};

}  // namespace megabandit
