#pragma once
// The best of very many candidates: a knockout for a first hub, elimination against hubs, and a contest of
// the last ones (LLM-PO specification 5.2).

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "comm/communicator.hpp"
#include "comm/self_comm.hpp"
#include "compare/screening/hub_screen.hpp"
#include "compare/screening/knockout.hpp"
#include "compare/settings.hpp"
#include "compare/stopping/stopping_rule.hpp"
#include "identify/result/ending.hpp"
#include "identify/screening/finals.hpp"
#include "identify/screening/turn_player.hpp"
#include "judge/judge.hpp"
#include "run/checkpoint.hpp"
#include "run/learner.hpp"

namespace megabandit {

/// What a run of a screening is about.
struct ScreeningOrder {
  Communicator& comm;  ///< of all ranks; outlives the learner
  Judge& judge;        ///< outlives the learner
  const CompareSettings& settings;
  std::uint64_t seed = 0;
};

/// A rank owns a run of candidates and keeps what is known of them. While many are open it plays their
/// comparisons itself; once few are left, these are shared out evenly, whoever owns them.
class ScreeningLearner final : public Learner {
 public:
  enum class Phase { knockout, hubs, finals };

  /// `report` is called on every rank after every wave; it must not throw.
  /// @throws ConfigError for a target that elimination cannot find
  ScreeningLearner(const ScreeningOrder& order, std::function<void(const ScreeningLearner&)> report);

  /// @collective  Whether there is nothing to do, and why. Before the first `observe`, and after `load`:
  /// candidates that a smaller delta leaves open are so again.
  Ending begin();

  TallyLayout layout() const override;
  void observe(const Share& share, Tally& tally) override;
  Decision decide(const Tally& total) override;  ///< @collective over all ranks
  SavedState save() const override;
  void load(const SavedState& state) override;
  ArrayPart part();  ///< how arrays of the state lie on the ranks

  Phase phase() const { return phase_; }
  std::uint64_t candidates() const { return order_.judge.candidates(); }  ///< of all ranks
  std::uint64_t waves() const { return waves_; }
  std::uint64_t comparisons() const { return comparisons_ + (finals_ ? finals_->comparisons() : 0); }
  std::uint64_t ties() const { return ties_ + (finals_ ? finals_->ties() : 0); }
  const Finals* finals() const { return finals_.get(); }  ///< null but in the finals
  std::uint64_t open() const;                             ///< candidates that may still be the best
  const HubScreen& screen() const { return screen_; }     ///< of this rank's candidates
  const Field& field() const { return field_; }           ///< of all; once there is a hub
  Standing standing() const;
  EvidenceUnits evidence(CandidateId own) const;     ///< with that of the finals
  std::uint64_t comparisons(CandidateId own) const;  ///< with hubs and in the finals
  double score(CandidateId own) const;               ///< of the elimination: log-odds, 0 for the first hub

 private:
  // Comparisons of the wave that is next.
  struct Plan {
    bool shared_out = false;        // else everyone plays those of its own candidates
    std::vector<Turn> turns;        // of all ranks, when shared out
    TurnsPart mine;                 // what this rank plays
    std::uint64_t comparisons = 0;  // of all ranks
  };

  void take_matches(const Tally& total);
  void take_turns(const Tally& total);
  Decision decide_finals(const Tally& total);
  void advance();
  void look();
  void follow(const Hub& hub);
  void follow_strongest();
  std::string begun();
  std::string prepare();
  std::string start_finals();
  void return_to_hubs();
  void plan_turns();
  void share_out(std::vector<Turn> turns);
  std::string ending() const;
  std::string ending_of_finals(const std::string& reason) const;

  ScreeningOrder order_;
  const CompareSettings& settings_;
  std::function<void(const ScreeningLearner&)> report_;
  SelfComm alone_;
  Phase phase_ = Phase::knockout;
  Knockout knockout_;
  HubScreen screen_;
  Field field_;
  Plan plan_;
  TurnPlayer player_;
  std::unique_ptr<Finals> finals_;
  std::uint64_t waves_ = 0;
  std::uint64_t comparisons_ = 0, ties_ = 0;  // before the finals
};

}  // namespace megabandit
