#include "mpi/watchdog_thread.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>

#include <fmt/format.h>

#include "base/error.hpp"
#include "mpi/check.hpp"
#include "mpi/host.hpp"
#include "mpi/speak.hpp"
#include "mpi/watchdog.hpp"

namespace megabandit {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> hosts_of(MPI_Comm comm, int size) {
  std::array<char, MPI_MAX_PROCESSOR_NAME> mine{};
  host_name().copy(mine.data(), mine.size() - 1);
  std::vector<char> all(mine.size() * static_cast<std::size_t>(size));
  const int width = static_cast<int>(mine.size());
  check_mpi(MPI_Allgather(mine.data(), width, MPI_CHAR, all.data(), width, MPI_CHAR, comm), "MPI_Allgather");
  std::vector<std::string> hosts;
  for (std::size_t at = 0; at < all.size(); at += mine.size()) hosts.emplace_back(&all[at]);
  return hosts;
}

}  // namespace

WatchdogThread::WatchdogThread() {
  check_mpi(MPI_Comm_dup(MPI_COMM_WORLD, &comm_), "MPI_Comm_dup");
  check_mpi(MPI_Comm_rank(comm_, &rank_), "MPI_Comm_rank");
  check_mpi(MPI_Comm_size(comm_, &size_), "MPI_Comm_size");
  hosts_ = hosts_of(comm_, size_);
  at(Watchdog::kWorld).founder = 0;
  if (size_ > 1) thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

WatchdogThread::~WatchdogThread() {
  thread_ = {};
  for (Sent& sent : sent_) MPI_Request_free(&sent.request);
  MPI_Comm_free(&comm_);
}

WatchdogThread::Duration WatchdogThread::tick() const {
  return patience() > 0s ? std::clamp<Duration>(patience() / 20, 10ms, 500ms) : 500ms;
}

WatchdogThread::Duration WatchdogThread::grace() const { return std::clamp<Duration>(patience(), 2s, 10s); }

void WatchdogThread::run(const std::stop_token& stop) {
  auto last = Clock::now();
  while (!stop.stop_requested()) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, tick(), [] { return false; });
    const auto now = Clock::now();
    // A process that was stopped for an hour has not waited for an hour.
    look(std::min<Duration>(now - last, 2 * tick()));
    last = now;
  }
}

int WatchdogThread::open(MPI_Comm group) {
  int channel = static_cast<int>(kChannels);
  while (channel > 0 && at(channel - 1).founder == kNone) --channel;
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, &channel, 1, MPI_INT, MPI_MAX, group), "MPI_Allreduce");
  int founder = rank_;
  check_mpi(MPI_Bcast(&founder, 1, MPI_INT, 0, group), "MPI_Bcast");
  if (channel == static_cast<int>(kChannels))
    throw InternalError(fmt::format("a rank is in more than {} communicators at once", kChannels));
  at(channel).place = Whereabouts();
  at(channel).founder = founder;
  return channel;
}

Whereabouts WatchdogThread::place_in(Name name) {
  if (at(name.channel).founder != name.founder) return Whereabouts::of_a_stranger();
  const Whereabouts place = at(name.channel).place;
  const int current = current_;
  return place.inside() || current == kNone || current == name.channel ? place : place.away();
}

void WatchdogThread::look(Duration elapsed) {
  if (const int current = current_; current != kNone) seen_name_ = {current, at(current).founder};
  const Whereabouts place = at(seen_name_.channel).place;
  const std::uint64_t parts = parts_;
  const bool moved = place != seen_place_ || parts != seen_parts_;
  seen_place_ = place;
  seen_parts_ = parts;
  if (moved || !place.inside()) {
    waited_ = Duration(0);
    accused_.reset();
  } else {
    waited_ += elapsed;
  }
  listen();
  if (patience() > 0s && waited_ > patience()) accuse(elapsed);
  if (inquiry_) judge(elapsed);
  forget_delivered();
}

void WatchdogThread::listen() {
  for (;;) {
    int there = 0;
    MPI_Status status;
    if (MPI_Iprobe(MPI_ANY_SOURCE, 0, comm_, &there, &status) != MPI_SUCCESS || there == 0) return;
    Message message;
    MPI_Recv(&message, sizeof message, MPI_BYTE, status.MPI_SOURCE, 0, comm_, MPI_STATUS_IGNORE);
    hear(message, status.MPI_SOURCE);
  }
}

void WatchdogThread::hear(const Message& message, int from) {
  switch (message.kind) {
    case Kind::accusation:
      return inquire(message.name, message.place, from);
    case Kind::where:
      return send({Kind::here, message.name, place_in(message.name)}, from);
    case Kind::here:
      if (inquiry_ && inquiry_->name == message.name)
        inquiry_->answers[static_cast<std::size_t>(from)] = message.place;
  }
}

void WatchdogThread::accuse(Duration elapsed) {
  if (!accused_) {
    accused_ = Duration(0);
    for (int judge = 0; judge < 2; ++judge) {
      if (judge == rank_)
        inquire(seen_name_, seen_place_, rank_);
      else
        send({Kind::accusation, seen_name_, seen_place_}, judge);
    }
    return;
  }
  *accused_ += elapsed;
  // Ranks 0 and 1 are silent too. The lowest rank that is left asks first.
  if (*accused_ > (3.0 + static_cast<double>(rank_) / size_) * grace())
    inquire(seen_name_, seen_place_, rank_);
}

void WatchdogThread::inquire(Name name, Whereabouts place, int accuser) {
  if (inquiry_) return;
  inquiry_ = Inquiry{.name = name,
                     .place = place,
                     .accuser = accuser,
                     .limit = rank_ == 1 ? 2 * grace() : grace(),
                     .answers = {}};
  inquiry_->answers.resize(static_cast<std::size_t>(size_));
  for (int rank = 0; rank < size_; ++rank)
    if (rank != rank_) send({Kind::where, name, place}, rank);
}

void WatchdogThread::judge(Duration elapsed) {
  inquiry_->age += elapsed;
  if (inquiry_->age < inquiry_->limit) return;
  inquiry_->answers[static_cast<std::size_t>(rank_)] = place_in(inquiry_->name);
  const auto found =
      verdict(inquiry_->place, inquiry_->accuser, Duration(patience()).count(), inquiry_->answers, hosts_);
  if (found) bark(*found);
  inquiry_.reset();
}

void WatchdogThread::bark(const std::string& text) {
  print_error(text);
  MPI_Abort(comm_, static_cast<int>(Exit::rank_lost));
  std::_Exit(static_cast<int>(Exit::rank_lost));
}

// What cannot be sent is an answer that does not come: no error of its own.
void WatchdogThread::send(const Message& message, int to) {
  Sent& sent = sent_.emplace_back(Sent{.message = message});
  MPI_Isend(&sent.message, sizeof sent.message, MPI_BYTE, to, 0, comm_, &sent.request);
}

void WatchdogThread::forget_delivered() {
  std::erase_if(sent_, [](Sent& sent) {
    int delivered = 0;
    return MPI_Test(&sent.request, &delivered, MPI_STATUS_IGNORE) == MPI_SUCCESS && delivered != 0;
  });
}

}  // namespace megabandit
