#pragma once

#include <ostream>
#include <string>

#include "observe/observer.hpp"

namespace megabandit {

/// What progress is written to: a terminal gets one redrawn line with the time that is left, anything else a
/// table whose rows come at the steps 1, 2, 4, 8, ... of the session, and at the last one.
enum class Surface { terminal, plain };

/// Added before Console: it clears its line for what Console writes.
class Progress final : public Observer {
 public:
  Progress(std::ostream& out, Surface surface) : out_(out), surface_(surface) {}

  void on(const Started& event) override;
  void on(const StepDone& event) override;
  void on(const WaveDone& event) override;
  void on(const CheckpointWritten& event) override;
  void on(const Warning& event) override;
  void on(const Stopped& event) override;

 private:
  /// A step as it is shown: a line for a terminal; a row, and the head of the table, for anything else.
  struct Shown {
    std::uint64_t step = 0;
    double seconds = 0;
    std::string text;
    std::string head = {};
  };
  Shown shown(const StepDone& event) const;
  Shown shown(const WaveDone& event) const;
  void show(const Shown& step);
  void redraw(const Shown& step);
  void add_row(const Shown& step);
  void clear_line();

  std::ostream& out_;
  Surface surface_;
  std::uint64_t first_ = 0;  // steps done before this session
  std::uint64_t planned_ = 0;
  std::uint64_t shown_ = 0;  // last step that was shown; 0: none
  double drawn_ = 0;         // seconds at which the line was drawn
  bool line_stands_ = false;
  Shown last_;
};

}  // namespace megabandit
