#include "comm/agree.hpp"

#include <array>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "comm/collect.hpp"

namespace megabandit {
namespace {

struct Failure {
  Exit exit = Exit::internal;
  std::string text;
};

std::optional<Failure> failure_of(const std::function<void()>& work) {
  try {
    work();
    return std::nullopt;
  } catch (const AgreedError&) {
    throw;  // the other ranks throw it too and are not in the collectives below
  } catch (const Error& error) {
    return Failure{error.exit(), error.what()};
  } catch (const std::exception& error) {
    return Failure{Exit::internal, error.what()};
  } catch (...) {
    return Failure{Exit::internal, "an exception of unknown type"};
  }
}

}  // namespace

void agree(Communicator& comm, const std::function<void()>& work) {
  const std::optional<Failure> mine = failure_of(work);
  // One cheap maximum when all is well; the lowest failing rank has the largest mark.
  const double mark = max_value(comm, mine ? static_cast<double>(comm.size() - comm.rank()) : 0.0);
  if (mark == 0.0) return;
  const int failing_rank = comm.size() - static_cast<int>(mark);
  const Exit exit = broadcast_value(comm, mine ? mine->exit : Exit::internal, failing_rank);
  const std::string text = broadcast_text(comm, mine ? mine->text : std::string{}, failing_rank);
  throw AgreedError(exit, text, failing_rank);
}

void agree(Communicator* group, const std::function<void()>& work) {
  if (group != nullptr)
    agree(*group, work);
  else
    work();
}

void forget_agreement(const std::function<void()>& work) {
  try {
    work();
  } catch (const AgreedError& error) {
    throw Error(error.exit(), error.what());
  }
}

void agree_on_parts(Communicator& all, const std::function<void()>& work) {
  agree(all, [&] { forget_agreement(work); });
}

void require_same(Communicator& comm, std::uint64_t fingerprint, const std::string& what,
                  const std::string& remedy) {
  const auto all = all_gather_value(comm, fingerprint);
  std::vector<std::size_t> different;
  for (std::size_t rank = 0; rank < all.size(); ++rank)
    if (all[rank] != all[0]) different.push_back(rank);
  if (different.empty()) return;
  throw AgreedError(
      Exit::internal,
      fmt::format("{} of rank {} differ from those of rank 0: {}", what, fmt::join(different, ", "), remedy),
      static_cast<int>(different.front()));
}

}  // namespace megabandit
