#pragma once

#include <memory>
#include <vector>

#include "observe/events.hpp"

namespace megabandit {

/// Watches a run. Lives on rank 0 alone; nothing here communicates. What an observer cannot write it throws
/// (CannotWrite): whoever emits an event lets all ranks agree on that.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void on(const Started&) {}
  virtual void on(const StepDone&) {}
  virtual void on(const WaveDone&) {}
  virtual void on(const CheckpointWritten&) {}
  virtual void on(const Warning&) {}
  virtual void on(const Stopped&) {}
};

/// Hands every event to all, in the order in which they were added. Without any (ranks other than 0) it does
/// nothing.
class Observers final : public Observer {
 public:
  void add(std::unique_ptr<Observer> observer) { observers_.push_back(std::move(observer)); }

  void on(const Started& event) override { tell(event); }
  void on(const StepDone& event) override { tell(event); }
  void on(const WaveDone& event) override { tell(event); }
  void on(const CheckpointWritten& event) override { tell(event); }
  void on(const Warning& event) override { tell(event); }
  void on(const Stopped& event) override { tell(event); }

 private:
  template <class Event>
  void tell(const Event& event) {
    for (const auto& observer : observers_) observer->on(event);
  }

  std::vector<std::unique_ptr<Observer>> observers_;
};

}  // namespace megabandit
