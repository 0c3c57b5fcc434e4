#include "outside/process/child.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {
namespace {

using namespace std::chrono_literals;

constexpr Child::Duration kPatienceAtTheEnd = 2s;
constexpr Child::Duration kLook = 5ms;

[[noreturn]] void cannot_start(const std::string& command, int error) {
  throw MissingInput(fmt::format("cannot start `{}`: {}", command, std::strerror(error)));
}

// Both ends of a pipe; closed again where nobody took them.
class Pipe {
 public:
  explicit Pipe(const std::string& command) {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) cannot_start(command, errno);
  }
  ~Pipe() {
    for (const int end : ends_)
      if (end >= 0) ::close(end);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int reading() const { return ends_[0]; }
  int writing() const { return ends_[1]; }
  int take(std::size_t end) {
    ::fcntl(ends_[end], F_SETFL, O_NONBLOCK);
    return std::exchange(ends_[end], -1);
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

// What a program is started with. Not by fork(): the pages of a rank, some of which a network card may write
// to, are neither copied nor marked.
class Start {
 public:
  Start(int input, int output) {
    posix_spawn_file_actions_init(&files_);
    posix_spawn_file_actions_adddup2(&files_, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files_, output, STDOUT_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1);
    posix_spawnattr_init(&attributes_);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~Start() {
    posix_spawnattr_destroy(&attributes_);
    posix_spawn_file_actions_destroy(&files_);
  }
  Start(const Start&) = delete;
  Start& operator=(const Start&) = delete;

  pid_t run(const std::string& command) const {
    std::string shell = "sh", option = "-c", line = command;
    std::array<char*, 4> arguments{shell.data(), option.data(), line.data(), nullptr};
    pid_t process = 0;
    const int error = posix_spawn(&process, "/bin/sh", &files_, &attributes_, arguments.data(), environ);
    if (error != 0) cannot_start(command, error);
    return process;
  }

 private:
  posix_spawn_file_actions_t files_;
  posix_spawnattr_t attributes_;
};

}  // namespace

std::string ChildEnd::text() const {
  return signal != 0 ? fmt::format("was ended by signal {} ({})", signal, strsignal(signal))
                     : fmt::format("ended with exit code {}", code);
}

Child::Child(const std::string& command) {
  Pipe to(command), from(command);
  process_ = Start(to.reading(), from.writing()).run(command);
  input_ = to.take(1);
  output_ = from.take(0);
}

Child::~Child() {
  end(kPatienceAtTheEnd);
  ::close(output_);
}

ChildEnd Child::end(Duration patience) {
  if (input_ >= 0) ::close(std::exchange(input_, -1));
  if (process_ == 0 || ended_within(patience)) return end_;
  ::kill(-process_, SIGTERM);
  if (ended_within(patience)) return end_;
  ::kill(-process_, SIGKILL);
  while (!ended_within(1h)) continue;
  return end_;
}

bool Child::ended_within(Duration patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    int status = 0;
    const pid_t waited = ::waitpid(process_, &status, WNOHANG);
    if (waited == process_) {
      if (WIFSIGNALED(status))
        end_.signal = WTERMSIG(status);
      else
        end_.code = WEXITSTATUS(status);
    }
    if (waited != 0 && !(waited < 0 && errno == EINTR)) {
      ::kill(-process_, SIGTERM);  // what it started itself and left behind
      process_ = 0;
      return true;
    }
    if (std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::sleep_for(kLook);
  }
}

}  // namespace megabandit
