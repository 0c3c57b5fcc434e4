#pragma once

#include <ostream>

#include "observe/observer.hpp"

namespace megabandit {

/// For people. The first screen says who, what and where; the last line why it stopped.
class Console final : public Observer {
 public:
  explicit Console(std::ostream& out) : out_(out) {}

  void on(const Started& event) override;
  void on(const CheckpointWritten& event) override;
  void on(const Warning& event) override;
  void on(const Stopped& event) override;

 private:
  std::ostream& out_;
};

}  // namespace megabandit
