#include "identify/run/run_identity.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace megabandit {

std::map<std::string, std::string> run_identity(const std::string& command, const CompareConfig& config,
                                                const Judge& judge,
                                                const std::vector<std::string_view>& left_out) {
  std::map<std::string, std::string> names{
      {"command", command}, {"judge (fingerprint)", fmt::format("{:016x}", judge.fingerprint())}};
  for (const ResolvedSetting& setting : config.resolved.settings()) {
    const auto begins = [&](std::string_view start) { return setting.name().starts_with(start); };
    if (!setting.operational && !setting.idle && std::ranges::none_of(left_out, begins))
      names[setting.name()] = format_value(setting.kind, setting.value);
  }
  return names;
}

}  // namespace megabandit
