#include "outside/settings.hpp"

#include "config/schema.hpp"

namespace megabandit {
namespace {

Setting& used_when(Setting& setting, const UsedWhen& used) {
  return used.key.empty() ? setting : setting.used_when(used.key, used.values);
}

}  // namespace

void declare_dispatch(SchemaTable& table, DispatchSettings& dispatch, const UsedWhen& used) {
  used_when(
      table.setting("in_flight", dispatch.in_flight, "questions of a rank that wait for answers at a time"),
      used)
      .between(1, 4096)
      .operational();
  used_when(table.setting("timeout", dispatch.timeout, "how long an answer may take"), used)
      .above(0)
      .operational();
  used_when(table.setting("retries", dispatch.retries,
                          "how often a question is asked again that got no answer, or none that can be read"),
            used)
      .at_most(1000)
      .operational();
  used_when(
      table.setting("backoff", dispatch.backoff,
                    "before a question is asked again for the first time; doubled each time, up to a minute"),
      used)
      .at_least(0)
      .operational();
}

void declare_process(SchemaTable& table, ProcessSettings& process, const UsedWhen& used) {
  used_when(table.setting("command", process.command,
                          "the " + process.outsider.name +
                              ", started once on every rank by /bin/sh in the current directory"),
            used);
  used_when(table.setting("restarts", process.restarts,
                          "how often in a row, without an answer in between, a " + process.outsider.name +
                              " is started again that ended or hangs"),
            used)
      .operational();
}

}  // namespace megabandit
