#pragma once
// A program beside this one.

#include <sys/types.h>

#include <chrono>
#include <string>

namespace megabandit {

/// How a program ended.
struct ChildEnd {
  int code = 0;              ///< exit code, when no signal ended it
  int signal = 0;            ///< 0: none
  std::string text() const;  ///< "ended with exit code 3", "was ended by signal 9"
  /// The shell found no such program, or none that may be run.
  bool not_started() const { return signal == 0 && (code == 126 || code == 127); }
};

/// A command line run by /bin/sh, with its standard input and output in our hands; standard error is ours. It
/// has a process group of its own, so that signals for this program do not reach it, and inherits no files.
class Child {
 public:
  using Duration = std::chrono::milliseconds;

  explicit Child(const std::string& command);  ///< @throws MissingInput
  ~Child();                                    ///< ends it, within seconds
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int input() const { return input_; }    ///< where to write; does not block
  int output() const { return output_; }  ///< where to read; does not block

  /// Closes its input, which asks it to end; after `patience` it is told to (SIGTERM), after as long again it
  /// is made to (SIGKILL). Waits for it.
  ChildEnd end(Duration patience);

 private:
  bool ended_within(Duration patience);

  pid_t process_ = 0;  // 0: ended and waited for
  int input_ = -1, output_ = -1;
  ChildEnd end_;
};

}  // namespace megabandit
