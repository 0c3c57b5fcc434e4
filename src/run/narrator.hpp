#pragma once
// Who is told what happens in a run.

#include <concepts>
#include <exception>

#include "comm/agree.hpp"
#include "observe/observer.hpp"
#include "run/run_directory.hpp"

namespace megabandit {

/// Those that write on standard error, for the people at the desk.
Observers for_people();

/// Who hears of a run besides its own files.
enum class Audience {
  people,  ///< for_people()
  files,   ///< nobody: it is one of many
};

/// Tells rank 0's observers what happens. A step's events are told in the midst of a collective loop: what an
/// observer throws then is kept, and thrown at the next step or announcement, where all ranks agree on it.
class Narrator {
 public:
  Narrator(const Job& job, const RunDirectory& directory, Audience audience);

  /// @collective
  template <class Event>
  void announce(const Event& event) {
    agree(job_.comm, [&] {
      rethrow();
      observers_.on(event);
    });
  }
  /// @local
  template <class Event>
  void mention(const Event& event) {
    mention([&] { return event; });
  }
  /// @local  The event that `make` makes, which may fail as observers may.
  template <std::invocable Make>
  void mention(const Make& make) {
    try {
      observers_.on(make());
    } catch (...) {
      if (!fault_) fault_ = std::current_exception();
    }
  }
  /// @local
  void rethrow() const {
    if (fault_) std::rethrow_exception(fault_);
  }

 private:
  const Job& job_;
  Observers observers_;
  std::exception_ptr fault_;
};

}  // namespace megabandit
