#pragma once
// Policies that act in contexts of a log; what differs is who says which action was better.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "judge/duel/arena.hpp"
#include "judge/instant_judge.hpp"
#include "judge/table.hpp"
#include "policy/policy_file.hpp"
#include "policy/scoring.hpp"

namespace megabandit {

/// One comparison: both actions were taken in the same context.
struct Meeting {
  std::uint64_t ticket = 0;
  std::uint32_t context = 0;  ///< row of the arena's features
  ActionId a, b;
};

/// The context of a ticket is drawn from the rounds with replacement; each policy then takes its most
/// probable action, or draws one.
class DuelJudge : public InstantJudge {
 public:
  std::uint64_t fingerprint() const override { return fingerprint_; }

 protected:
  /// @collective  Loads the policies of [candidates] and the contexts. @throws AgreedError
  explicit DuelJudge(const JudgeOrder& order);
  const Arena& arena() const { return arena_; }
  const SoftmaxKernel& kernel() const { return kernel_; }
  /// @local  The outcome of each meeting.
  virtual void settle(std::span<const Meeting> meetings, std::span<Outcome> outcomes) = 0;
  /// Takes what else outcomes depend on into the fingerprint.
  void add_to_fingerprint(std::uint64_t hash);
  /// The k-th random number of a ticket that is free for settling.
  double uniform_of(std::uint64_t ticket, std::uint32_t k) const;
  /// @throws DataError when a policy does not fit the contexts and actions of the log
  void check_fit(const Policy& policy, const std::string& path) const;

 private:
  /// A meeting of a batch, seen from one of its policies.
  struct Turn {
    std::size_t meeting = 0;
    bool is_a = false;
  };
  void judge(std::span<const Question> questions, std::span<Outcome> outcomes) override;
  void play(std::span<const Question> questions, std::span<Outcome> outcomes);
  void act(const Policy& policy, std::span<const Turn> turns, std::vector<Meeting>& meetings) const;
  void load_policies(const Job& job, const std::vector<std::filesystem::path>& paths);

  Arena arena_;
  const SoftmaxKernel& kernel_;
  Play play_;
  std::vector<SavedPolicy> policies_;
  std::uint64_t fingerprint_ = 0;
};

/// A hash of all that a policy's actions depend on.
std::uint64_t fingerprint_of(const Policy& policy);

}  // namespace megabandit
