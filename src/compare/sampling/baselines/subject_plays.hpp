#pragma once
// How often each candidate is the subject of what was chosen but is not known yet.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "compare/sampling/sampling_rule.hpp"

namespace megabandit::sampling::baselines {

/// Forgets between waves: nothing to be saved.
class SubjectPlays {
 public:
  explicit SubjectPlays(std::uint64_t candidates) : chosen_(candidates, 0) {}

  void begin_wave() { fresh_ = false; }
  /// Before each choice: takes in what the draft holds by now.
  void see(const Draft& draft) {
    if (!fresh_) {
      std::ranges::fill(chosen_, 0);
      fresh_ = true;
      seen_ = 0;
    }
    for (; seen_ < draft.chosen.size(); ++seen_) ++chosen_[draft.chosen[seen_].subject.value];
  }
  std::uint64_t of(CandidateId j) const { return chosen_[j.value]; }

 private:
  std::vector<std::uint64_t> chosen_;
  std::size_t seen_ = 0;
  bool fresh_ = false;
};

}  // namespace megabandit::sampling::baselines
