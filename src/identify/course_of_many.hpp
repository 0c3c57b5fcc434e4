#pragma once
// What courses of very many candidates have in common: a learner that each rank has a part of.

#include "identify/course.hpp"

namespace megabandit {

template <class ManyLearner>
class CourseOfMany : public Course {
 public:
  /// @throws what ManyLearner throws
  explicit CourseOfMany(const CourseOrder& order)
      : order_(order),
        learner_({order.comm, order.judge, order.settings, order.seed},
                 [this](const ManyLearner&) { order_.report(); }) {}

  Learner& learner() override { return learner_; }
  ArrayPart part() override { return learner_.part(); }
  Ending begin() override { return learner_.begin(); }
  Status status() const override { return learner_.standing().status; }

 protected:
  /// What the learner knows of a wave's event.
  void tell(WaveDone& done) const {
    const Standing& standing = learner_.standing();
    done.step = learner_.waves();
    done.comparisons = learner_.comparisons();
    done.ties = learner_.ties();
    done.leader = order_.judge.names()[standing.leader.value];
    done.rival = order_.judge.names()[standing.rival.value];
    done.statistic = standing.statistic;
    done.threshold = standing.threshold;
    done.open = learner_.open();
  }

  /// What the learner knows of a conclusion.
  void tell(Conclusion& conclusion) const {
    conclusion.standing = learner_.standing();
    conclusion.comparisons = learner_.comparisons();
    conclusion.ties = learner_.ties();
    conclusion.waves = learner_.waves();
    conclusion.open = learner_.open();
  }

  CourseOrder order_;
  ManyLearner learner_;
};

}  // namespace megabandit
