#include "mpi/watchdog.hpp"

#include "mpi/watchdog_thread.hpp"

namespace megabandit {

Watchdog::Watchdog() : thread_(std::make_unique<WatchdogThread>()) {}
Watchdog::~Watchdog() = default;

void Watchdog::set_patience(Patience patience) { thread_->set_patience(patience); }

Watchdog::Watch::Watch(Watchdog& dog, Verb verb) : dog_(dog) { dog_.thread_->enter(verb); }
Watchdog::Watch::~Watch() { dog_.thread_->leave(); }
void Watchdog::Watch::progress() { dog_.thread_->progress(); }

}  // namespace megabandit
