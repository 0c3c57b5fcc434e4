#include "comm/agree.hpp"

#include <array>
#include <optional>

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

}  // namespace megabandit
