#include "mpi/watchdog.hpp"

#include "mpi/watchdog_thread.hpp"

namespace megabandit {

Watchdog::Watchdog() : thread_(std::make_unique<WatchdogThread>()) {}
Watchdog::~Watchdog() = default;

void Watchdog::set_patience(Patience patience) { thread_->set_patience(patience); }

int Watchdog::open(MPI_Comm group) { return thread_->open(group); }
void Watchdog::close(int channel) { thread_->close(channel); }

Watchdog::Watch::Watch(Watchdog& dog, int channel, Verb verb) : dog_(dog), channel_(channel) {
  dog_.thread_->enter(channel_, verb);
}
Watchdog::Watch::~Watch() { dog_.thread_->leave(channel_); }
void Watchdog::Watch::progress() { dog_.thread_->progress(); }

}  // namespace megabandit
