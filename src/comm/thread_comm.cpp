#include "comm/thread_comm.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "comm/collect.hpp"
#include "comm/verb.hpp"

namespace megabandit {
namespace {

/// What a rank suffers when another one has left.
struct PeerLeft final : RankLost {
  using RankLost::RankLost;
};

class Square;

/// Numbers that all ranks reach.
struct Board {
  std::mutex mutex;
  std::vector<std::int64_t> numbers;
};

/// What a rank brings to a verb; others read it until all have.
struct Contribution {
  Verb verb{};
  int root = 0;
  std::span<const std::byte> bytes{};
  const std::vector<Bytes>* parts = nullptr;  // of exchange, which has no bytes
  std::shared_ptr<Square> part = nullptr;     // of split: where the part that this rank leads meets
  std::shared_ptr<Board> board = nullptr;     // of share_counters: rank 0's
};

/// Where the ranks meet.
class Square {
 public:
  explicit Square(int ranks) : contributions_(static_cast<std::size_t>(ranks)), waiting_for_(ranks) {}

  std::size_t ranks() const { return contributions_.size(); }
  std::vector<Contribution>& contributions() { return contributions_; }

  /// Returns when all ranks have arrived. @throws PeerLeft when one never will
  void arrive() {
    std::unique_lock lock(mutex_);
    if (left_ >= 0) throw_peer_left();
    if (--waiting_for_ == 0) {
      waiting_for_ = static_cast<int>(ranks());
      ++meeting_;
      all_here_.notify_all();
      return;
    }
    const std::uint64_t meeting = meeting_;
    all_here_.wait(lock, [&] { return meeting_ != meeting || left_ >= 0; });
    if (meeting_ == meeting) throw_peer_left();
  }

  /// @throws PeerLeft when a rank has ended
  void require_all_here() {
    const std::scoped_lock lock(mutex_);
    if (left_ >= 0) throw_peer_left();
  }

  void leave(int rank) {
    const std::scoped_lock lock(mutex_);
    if (left_ < 0) left_ = rank;
    all_here_.notify_all();
  }

 private:
  [[noreturn]] void throw_peer_left() const {
    throw PeerLeft(fmt::format("rank {} of {} has ended while others wait for it", left_, ranks()));
  }

  std::vector<Contribution> contributions_;
  std::mutex mutex_;
  std::condition_variable all_here_;
  int waiting_for_;
  std::uint64_t meeting_ = 0;
  int left_ = -1;  // the first rank that ended
};

class ThreadCounters final : public SharedCounters {
 public:
  ThreadCounters(std::shared_ptr<Square> square, std::shared_ptr<Board> board)
      : square_(std::move(square)), board_(std::move(board)) {}

  std::int64_t add(std::size_t counter, std::int64_t amount) override {
    square_->require_all_here();
    const std::scoped_lock lock(board_->mutex);
    std::int64_t& number = board_->numbers.at(counter);
    return std::exchange(number, number + amount);
  }

 private:
  std::shared_ptr<Square> square_;
  std::shared_ptr<Board> board_;
};

class ThreadComm final : public Communicator {
 public:
  ThreadComm(std::shared_ptr<Square> square, int rank) : square_(std::move(square)), rank_(rank) {}
  ~ThreadComm() override { square_->leave(rank_); }
  ThreadComm(const ThreadComm&) = delete;
  ThreadComm& operator=(const ThreadComm&) = delete;

  int rank() const override { return rank_; }
  int size() const override { return static_cast<int>(square_->ranks()); }

  void sum(std::span<std::int64_t> values) override {
    fold(Verb::sum, values, [](std::int64_t a, std::int64_t b) {
      return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
    });
  }
  void sum(std::span<double> values) override {
    fold(Verb::sum, values, [](double a, double b) { return a + b; });
  }
  void max(std::span<double> values) override {
    fold(Verb::max, values, [](double a, double b) { return std::max(a, b); });
  }

  void broadcast(std::span<std::byte> bytes, int root) override {
    meet({.verb = Verb::broadcast, .root = root, .bytes = bytes}, [&](const auto& all) {
      require_same_length(all);
      if (rank_ != root) std::ranges::copy(all[static_cast<std::size_t>(root)].bytes, bytes.begin());
    });
  }

  std::vector<Bytes> gather(std::span<const std::byte> mine, int root) override {
    std::vector<Bytes> all;
    meet({.verb = Verb::gather, .root = root, .bytes = mine}, [&](const auto& contributions) {
      if (rank_ == root) all = copies(contributions);
    });
    return all;
  }

  std::vector<Bytes> all_gather(std::span<const std::byte> mine) override {
    std::vector<Bytes> all;
    meet({.verb = Verb::all_gather, .bytes = mine},
         [&](const auto& contributions) { all = copies(contributions); });
    return all;
  }

  std::vector<Bytes> exchange(std::vector<Bytes> outgoing) override {
    if (outgoing.size() != square_->ranks())
      throw InternalError(fmt::format("exchange of {} parts among {} ranks", outgoing.size(), size()));
    std::vector<Bytes> incoming;
    meet({.verb = Verb::exchange, .parts = &outgoing}, [&](const auto& all) {
      for (const Contribution& from : all) incoming.push_back((*from.parts)[static_cast<std::size_t>(rank_)]);
    });
    return incoming;
  }

  void barrier() override {
    meet({.verb = Verb::barrier}, [](const auto&) {});
  }

  std::unique_ptr<Communicator> split(int colour) override {
    const std::vector<int> colours = all_gather_value(*this, colour);
    const auto before = [&](int rank) {
      return static_cast<int>(std::count(colours.begin(), colours.begin() + rank, colour));
    };
    const int mine = before(rank_), all = before(size());
    const auto leader = static_cast<std::size_t>(std::ranges::find(colours, colour) - colours.begin());
    std::shared_ptr<Square> part = mine == 0 ? std::make_shared<Square>(all) : nullptr;
    meet({.verb = Verb::split, .part = part}, [&](const auto& shown) { part = shown[leader].part; });
    return std::make_unique<ThreadComm>(std::move(part), mine);
  }

  std::unique_ptr<SharedCounters> share_counters(std::size_t count) override {
    std::shared_ptr<Board> board;
    if (rank_ == 0) {
      board = std::make_shared<Board>();
      board->numbers.resize(count);
    }
    meet({.verb = Verb::share_counters, .board = board}, [&](const auto& all) { board = all[0].board; });
    return std::make_unique<ThreadCounters>(square_, board);
  }

 private:
  /// Shows `mine` to all ranks, calls `read` with what all show, and returns when all ranks have read.
  template <class Read>
  void meet(const Contribution& mine, const Read& read) {
    auto& all = square_->contributions();
    all[static_cast<std::size_t>(rank_)] = mine;
    square_->arrive();
    std::exception_ptr error;
    try {
      require_same_verb(all);
      read(std::as_const(all));
    } catch (...) {
      error = std::current_exception();  // the others may still read what this rank shows
    }
    square_->arrive();
    if (error) std::rethrow_exception(error);
  }

  /// In the order of the ranks, on every rank.
  template <class T, class Add>
  void fold(Verb verb, std::span<T> values, const Add& add) {
    std::vector<T> total;
    meet({.verb = verb, .bytes = std::as_bytes(values)}, [&](const auto& all) {
      require_same_length(all);
      for (const Contribution& from : all) {
        const auto* theirs = reinterpret_cast<const T*>(from.bytes.data());
        if (total.empty())
          total.assign(theirs, theirs + values.size());
        else
          std::ranges::transform(total, std::span(theirs, values.size()), total.begin(), add);
      }
    });
    std::ranges::copy(total, values.begin());
  }

  std::vector<Bytes> copies(const std::vector<Contribution>& all) const {
    std::vector<Bytes> out;
    for (const Contribution& from : all) out.emplace_back(from.bytes.begin(), from.bytes.end());
    return out;
  }

  void require_same_verb(const std::vector<Contribution>& all) const {
    for (std::size_t r = 1; r < all.size(); ++r)
      if (all[r].verb != all[0].verb || all[r].root != all[0].root)
        throw InternalError(fmt::format("rank 0 calls {} (root {}) while rank {} calls {} (root {})",
                                        name_of(all[0].verb), all[0].root, r, name_of(all[r].verb),
                                        all[r].root));
  }

  void require_same_length(const std::vector<Contribution>& all) const {
    for (std::size_t r = 1; r < all.size(); ++r)
      if (all[r].bytes.size() != all[0].bytes.size())
        throw InternalError(fmt::format("{} of {} bytes on rank 0 and {} bytes on rank {}",
                                        name_of(all[0].verb), all[0].bytes.size(), all[r].bytes.size(), r));
  }

  std::shared_ptr<Square> square_;
  int rank_;
};

/// What the ranks threw, in the order in which they did.
struct Errors {
  std::mutex mutex;
  std::exception_ptr own;       // the first that is a rank's own
  std::exception_ptr suffered;  // the first PeerLeft
};

void run_rank(const std::shared_ptr<Square>& square, int rank, const std::function<void(Communicator&)>& body,
              Errors& errors) {
  const auto keep_first = [&](std::exception_ptr& first) {
    const std::scoped_lock lock(errors.mutex);
    if (!first) first = std::current_exception();
  };
  try {
    ThreadComm comm(square, rank);
    body(comm);
  } catch (const PeerLeft&) {
    keep_first(errors.suffered);
  } catch (...) {
    keep_first(errors.own);
  }
}

}  // namespace

void on_threads(int ranks, const std::function<void(Communicator&)>& body) {
  if (ranks < 1) throw InternalError(fmt::format("a world of {} ranks", ranks));
  const auto square = std::make_shared<Square>(ranks);
  Errors errors;
  {
    std::vector<std::jthread> threads;
    for (int rank = 0; rank < ranks; ++rank)
      threads.emplace_back([&, rank] { run_rank(square, rank, body, errors); });
  }
  if (errors.own) std::rethrow_exception(errors.own);
  if (errors.suffered) std::rethrow_exception(errors.suffered);
}

}  // namespace megabandit
