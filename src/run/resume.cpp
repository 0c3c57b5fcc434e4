#include "run/resume.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "comm/agree.hpp"

namespace megabandit {

std::optional<Checkpoint> read_for_resume(const Job& job, const RunDirectory& own, const ResumeFrom& from,
                                          const std::map<std::string, std::string>& identity,
                                          const ArrayPart& part) {
  if (from.how == Resume::never) return std::nullopt;
  const auto place = from.other.empty() ? own.checkpoints() : RunDirectory(from.other).checkpoints();
  auto checkpoint = CheckpointStore(place, 1, part).read_newest(job, identity);
  if (!checkpoint && !from.other.empty())
    throw AgreedError(Exit::missing_input,
                      fmt::format("{}: there is no checkpoint to resume from; give the directory of a run "
                                  "that was stopped, or leave --resume out",
                                  place.string()),
                      0);
  return checkpoint;
}

}  // namespace megabandit
