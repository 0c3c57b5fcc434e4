#include "mpi/mpi_counters.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "mpi/check.hpp"

namespace megabandit {
namespace {

using namespace std::chrono_literals;

constexpr int kQuestion = 0, kAnswer = 1;  // tags

/// Sleeps longer each time, up to a limit.
class Nap {
 public:
  explicit Nap(std::chrono::microseconds longest) : longest_(longest) {}
  void take() {
    std::this_thread::sleep_for(length_);
    length_ = std::min(2 * length_, longest_);
  }

 private:
  std::chrono::microseconds length_ = 50us;
  std::chrono::microseconds longest_;
};

}  // namespace

MpiCounters::MpiCounters(MPI_Comm comm, std::size_t count) : counters_(count) {
  check_mpi(MPI_Comm_dup(comm, &comm_), "MPI_Comm_dup");
  check_mpi(MPI_Comm_rank(comm_, &rank_), "MPI_Comm_rank");
  int size = 0;
  check_mpi(MPI_Comm_size(comm_, &size), "MPI_Comm_size");
  if (rank_ == 0 && size > 1) thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

MpiCounters::~MpiCounters() {
  thread_ = {};
  MPI_Comm_free(&comm_);
}

std::int64_t MpiCounters::add(std::size_t counter, std::int64_t amount) {
  const Question question{counter, amount};
  return rank_ == 0 ? answer(question) : ask(question);
}

std::int64_t MpiCounters::answer(const Question& question) {
  const std::scoped_lock lock(mutex_);
  std::int64_t& number = counters_.at(question.counter);
  return std::exchange(number, number + question.amount);
}

std::int64_t MpiCounters::ask(const Question& question) const {
  std::int64_t before = 0;
  MPI_Request request = MPI_REQUEST_NULL;
  check_mpi(MPI_Irecv(&before, 1, MPI_INT64_T, 0, kAnswer, comm_, &request), "MPI_Irecv");
  check_mpi(MPI_Send(&question, sizeof question, MPI_BYTE, 0, kQuestion, comm_), "MPI_Send");
  Nap nap(2ms);
  for (int there = 0;;) {
    check_mpi(MPI_Test(&request, &there, MPI_STATUS_IGNORE), "MPI_Test");
    if (there != 0) return before;
    nap.take();
  }
}

bool MpiCounters::serve_one() {
  int there = 0;
  MPI_Status status;
  check_mpi(MPI_Iprobe(MPI_ANY_SOURCE, kQuestion, comm_, &there, &status), "MPI_Iprobe");
  if (there == 0) return false;
  Question question;
  check_mpi(
      MPI_Recv(&question, sizeof question, MPI_BYTE, status.MPI_SOURCE, kQuestion, comm_, MPI_STATUS_IGNORE),
      "MPI_Recv");
  const std::int64_t before = answer(question);
  check_mpi(MPI_Send(&before, 1, MPI_INT64_T, status.MPI_SOURCE, kAnswer, comm_), "MPI_Send");
  return true;
}

void MpiCounters::serve(const std::stop_token& stop) {
  constexpr auto longest = 10ms;
  while (!stop.stop_requested())
    for (Nap nap(longest); !stop.stop_requested() && !serve_one();) nap.take();
}

}  // namespace megabandit
