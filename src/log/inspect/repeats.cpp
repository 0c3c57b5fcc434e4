#include "log/inspect/repeats.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "comm/agree.hpp"
#include "comm/collect.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kMarksARank = std::uint64_t{1} << 23;  // 128 MB

struct Counter {
  std::int64_t contexts_seen = 0;
  std::int64_t duplicates = 0;
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t most = 0;

  /// All marks of some contexts, in any order.
  void count(std::vector<RoundMark> marks) {
    const auto key = [](const RoundMark& mark) { return std::pair(mark.context, mark.hash); };
    std::sort(marks.begin(), marks.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    for (std::size_t at = 0; at < marks.size();) {
      std::size_t end = at + 1;
      for (; end < marks.size() && marks[end].context == marks[at].context; ++end)
        duplicates += marks[end].hash == marks[end - 1].hash;
      ++contexts_seen;
      least = std::min<std::uint64_t>(least, end - at);
      most = std::max<std::uint64_t>(most, end - at);
      at = end;
    }
  }
};

std::vector<RoundMark> joined(const std::vector<Bytes>& parts) {
  std::size_t bytes = 0;
  for (const Bytes& part : parts) bytes += part.size();
  std::vector<RoundMark> marks(bytes / sizeof(RoundMark));
  auto* to = reinterpret_cast<std::byte*>(marks.data());
  for (const Bytes& part : parts)
    if (!part.empty()) to = static_cast<std::byte*>(std::memcpy(to, part.data(), part.size())) + part.size();
  return marks;
}

/// The rank's own marks of `contexts`, by the rank that counts them.
std::vector<Bytes> by_counter(Communicator& comm, Range contexts, const ShowMarks& show) {
  const auto ranks = static_cast<std::uint64_t>(comm.size());
  std::vector<Bytes> outgoing(ranks);
  const std::uint64_t share = std::max<std::uint64_t>((contexts.size() + ranks - 1) / ranks, 1);
  agree(comm, [&] {
    show(contexts, [&](const RoundMark& mark) {
      const auto* bytes = reinterpret_cast<const std::byte*>(&mark);
      Bytes& to = outgoing[(mark.context - contexts.first) / share];
      to.insert(to.end(), bytes, bytes + sizeof(RoundMark));
    });
  });
  return outgoing;
}

}  // namespace

Repeats count_repeats(Communicator& comm, std::uint64_t contexts, std::uint64_t rounds,
                      const ShowMarks& show) {
  const std::uint64_t passes = rounds / (kMarksARank * static_cast<std::uint64_t>(comm.size())) + 1;
  Counter counter;
  for (std::uint64_t pass = 0; pass < passes; ++pass)
    counter.count(joined(comm.exchange(by_counter(comm, even_part(contexts, pass, passes), show))));
  Repeats repeats;
  repeats.contexts_seen = static_cast<std::uint64_t>(sum_value(comm, counter.contexts_seen));
  repeats.duplicates = static_cast<std::uint64_t>(sum_value(comm, counter.duplicates));
  for (const Counter& other : all_gather_value(comm, counter)) {
    counter.least = std::min(counter.least, other.least);
    counter.most = std::max(counter.most, other.most);
  }
  repeats.context_rounds_min = repeats.contexts_seen > 0 ? counter.least : 0;
  repeats.context_rounds_max = counter.most;
  return repeats;
}

}  // namespace megabandit
