#include "comm/collect.hpp"

namespace megabandit {

std::string broadcast_text(Communicator& comm, std::string text, int root) {
  text.resize(broadcast_value(comm, text.size(), root));
  comm.broadcast(std::as_writable_bytes(std::span(text)), root);
  return text;
}

std::vector<std::string> all_gather_text(Communicator& comm, const std::string& mine) {
  std::vector<std::string> all;
  for (const Bytes& part : comm.all_gather(std::as_bytes(std::span(mine))))
    all.emplace_back(reinterpret_cast<const char*>(part.data()), part.size());
  return all;
}

Offset exclusive_sum(Communicator& comm, std::uint64_t mine) {
  const std::vector<std::uint64_t> counts = all_gather_value(comm, mine);
  Offset offset;
  for (std::size_t r = 0; r < counts.size(); ++r) {
    if (r == static_cast<std::size_t>(comm.rank())) offset.first = offset.total;
    offset.total += counts[r];
  }
  return offset;
}

std::int64_t sum_value(Communicator& comm, std::int64_t mine) {
  comm.sum(std::span(&mine, 1));
  return mine;
}

double sum_value(Communicator& comm, double mine) {
  comm.sum(std::span(&mine, 1));
  return mine;
}

bool same_on_all_ranks(Communicator& comm, std::uint64_t mine) {
  for (const std::uint64_t other : all_gather_value(comm, mine))
    if (other != mine) return false;
  return true;
}

double max_value(Communicator& comm, double mine) {
  comm.max(std::span(&mine, 1));
  return mine;
}

}  // namespace megabandit
