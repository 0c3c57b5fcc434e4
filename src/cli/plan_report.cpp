#include "cli/plan_report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "plan/amounts.hpp"

namespace megabandit {
namespace {

std::string heading(const PlanReport& report) {
  const Problem& p = report.problem;
  std::string text = fmt::format(
      "problem   {} actions x {} ({} table, {} parameters); {} rounds in {} contexts, about {} of {} with a "
      "credit\n",
      count_text(static_cast<double>(p.actions)), p.columns,
      p.table == TableKind::trained ? "trained" : "fixed", count_text(static_cast<double>(p.parameters())),
      count_text(static_cast<double>(p.rounds)), count_text(static_cast<double>(p.contexts)),
      count_text(p.live_rounds), count_text(p.live_contexts));
  text += fmt::format(
      "steps     {} at most, {} of {} blocks each; {}, {} thread{} a rank\n",
      count_text(static_cast<double>(p.steps)), count_text(static_cast<double>(p.batch_blocks)),
      count_text(static_cast<double>(p.blocks)), p.optimizer, p.threads, p.threads == 1 ? "" : "s");
  if (p.precision == Precision::bf16) text += "softmax   in bf16\n";
  if (!p.exact())
    text += fmt::format(
        "softmax   planned as exact, to which normaliser {} falls back: it should take less time\n",
        p.normaliser);
  text += report.ceilings.measured()
              ? fmt::format("ceilings  measured on {}\n", report.ceilings.measured_on)
              : "ceilings  built-in and conservative; `megabandit plan --calibrate` measures this machine\n";
  return text;
}

std::string row(const RunPlan& plan, const LayoutPlan& layout) {
  return fmt::format("{:>6} {} {:<16}{:>10}{:>11}{:>9.2f}{:>14}{:>11}{:>7}{:>11}{:>11}{}\n", plan.ranks,
                     layout.chosen ? '*' : ' ', layout_name(layout.grid), seconds_text(layout.step.seconds()),
                     seconds_text(layout.seconds), layout.speed_up, flops_text(layout.step.flops()),
                     bytes_text(layout.step.bytes()), layout.step.calls,
                     bytes_text(layout.step.message_bytes), bytes_text(layout.memory.total()),
                     layout.fits ? "" : "  does not fit");
}

// Where the time and the memory of the chosen layout go.
std::string details(const RunPlan& plan) {
  const LayoutPlan& chosen = plan.chosen();
  std::string text = fmt::format("\n{} rank{}, {}\n  a step:", plan.ranks, plan.ranks == 1 ? "" : "s",
                                 layout_name(chosen.grid));
  for (const CostItem& item : chosen.step.items)
    text += fmt::format(" {} {},", item.what, seconds_text(item.seconds));
  text += fmt::format(" messages {}\n  memory:", seconds_text(chosen.step.message_seconds));
  for (const MemoryItem& item : chosen.memory.items)
    if (item.bytes > 0) text += fmt::format(" {} {},", item.what, bytes_text(item.bytes));
  text.back() = '\n';
  const SlurmRequest& slurm = plan.slurm;
  return text + fmt::format("  Slurm:  --ntasks={} --cpus-per-task={} --mem-per-cpu={:.0f}M --time={:.0f}\n",
                            slurm.ntasks, slurm.cpus_per_task, slurm.mem_per_cpu_mib, slurm.minutes);
}

std::string advice(const PlanReport& report) {
  bool all_fit = true;
  for (const RunPlan& plan : report.plans) all_fit = all_fit && plan.chosen().fits;
  if (all_fit) return "";
  const FittingRanks fitting = ranks_that_fit(report.problem, report.limits);
  const auto ranks = [](const std::optional<int>& number) {
    return number ? fmt::format("{} ranks", *number) : std::string("no number of ranks");
  };
  return fmt::format("\n{} a rank: action-sharded {} would do, log-sharded {}\n",
                     bytes_text(static_cast<double>(report.limits.rank)), ranks(fitting.action_sharded),
                     ranks(fitting.log_sharded));
}

nlohmann::ordered_json json_of(const Problem& p) {
  return {{"actions", p.actions},
          {"columns", p.columns},
          {"features", p.features},
          {"table", p.table == TableKind::trained ? "trained" : "fixed"},
          {"parameters", p.parameters()},
          {"normaliser", p.normaliser},
          {"precision", p.precision == Precision::bf16 ? "bf16" : "fp32"},
          {"optimizer", p.optimizer},
          {"rounds", p.rounds},
          {"contexts", p.contexts},
          {"live_rounds", p.live_rounds},
          {"live_contexts", p.live_contexts},
          {"steps", p.steps},
          {"threads", p.threads}};
}

nlohmann::ordered_json json_of(const LayoutPlan& layout) {
  nlohmann::ordered_json json{{"layout", layout_name(layout.grid)},
                              {"log_shards", layout.grid.log_shards},
                              {"action_shards", layout.grid.action_shards},
                              {"chosen", layout.chosen},
                              {"fits", layout.fits},
                              {"seconds_per_step", layout.step.seconds()},
                              {"seconds", layout.seconds},
                              {"speed_up", layout.speed_up},
                              {"flops_per_step", layout.step.flops()},
                              {"memory_bytes_per_step", layout.step.bytes()},
                              {"message_calls_per_step", layout.step.calls},
                              {"message_bytes_per_step", layout.step.message_bytes},
                              {"bytes_of_a_rank", layout.memory.total()}};
  for (const CostItem& item : layout.step.items)
    json["step"].push_back(
        {{"what", item.what}, {"seconds", item.seconds}, {"flops", item.flops}, {"bytes", item.bytes}});
  json["messages"] = nlohmann::ordered_json::array();
  for (const Message& message : layout.messages)
    json["messages"].push_back({{"what", message.what},
                                {"verb", name_of(message.verb)},
                                {"ranks", message.ranks},
                                {"calls", message.calls},
                                {"bytes", message.bytes}});
  for (const MemoryItem& item : layout.memory.items)
    json["memory"].push_back({{"what", item.what}, {"bytes", item.bytes}});
  return json;
}

nlohmann::ordered_json json_of(const RunPlan& plan) {
  nlohmann::ordered_json json{{"ranks", plan.ranks}};
  for (const LayoutPlan& layout : plan.layouts) json["layouts"].push_back(json_of(layout));
  json["slurm"] = {{"ntasks", plan.slurm.ntasks},
                   {"cpus_per_task", plan.slurm.cpus_per_task},
                   {"mem_per_cpu_mib", plan.slurm.mem_per_cpu_mib},
                   {"minutes", plan.slurm.minutes}};
  return json;
}

}  // namespace

std::string text_of(const PlanReport& report) {
  std::string text = heading(report);
  text += fmt::format("\n{:>6}   {:<16}{:>10}{:>11}{:>9}{:>14}{:>11}{:>7}{:>11}{:>11}\n", "ranks", "layout",
                      "step", "run", "speed-up", "work", "streamed", "calls", "sent", "memory");
  for (const RunPlan& plan : report.plans)
    for (const LayoutPlan& layout : plan.layouts) text += row(plan, layout);
  text +=
      "work, streamed from memory, calls and bytes sent: of a step, on the busiest rank; memory: of a rank; "
      "*: what\n"
      "run.layout = \"auto\" takes\n";
  for (const RunPlan& plan : report.plans) text += details(plan);
  return text + advice(report);
}

std::string text_of(const Ceilings& c) {
  std::string text = fmt::format("measured on {}; of one core:\n", c.measured_on);
  const auto row = [&text](const std::string& what, const std::string& value) {
    text += fmt::format("  {:<30}{}\n", what, value);
  };
  const auto kernel = [&row](const char* precision, const char* what, const KernelRate& rate) {
    row(fmt::format("{}, {}", what, precision),
        fmt::format("{}/s, and {:.3f} ns a pair", flops_text(rate.flops_per_s), 1e9 * rate.pair_s));
  };
  for (const auto& [precision, rates] : {std::pair("fp32", c.fp32), std::pair("bf16", c.bf16)}) {
    kernel(precision, "log Z", rates.log_z);
    kernel(precision, "log Z and mean", rates.mean);
    kernel(precision, "gradient of the table", rates.table_gradient);
  }
  row("memory", bytes_text(c.memory_bytes_per_s) + "/s");
  row("reproducible sums", fmt::format("{} additions/s", count_text(c.tally_adds_per_s)));
  row("tower", flops_text(c.tower_flops_per_s) + "/s");
  row("log, read and checked", bytes_text(c.log_bytes_per_s) + "/s");
  row("messages",
      fmt::format("{} and {}/s", seconds_text(c.message_latency_s), bytes_text(c.message_bytes_per_s)));
  return text;
}

nlohmann::ordered_json to_json(const PlanReport& report) {
  nlohmann::ordered_json json{
      {"problem", json_of(report.problem)},
      {"ceilings", {{"measured", report.ceilings.measured()}, {"measured_on", report.ceilings.measured_on}}}};
  for (const RunPlan& plan : report.plans) json["plans"].push_back(json_of(plan));
  return json;
}

}  // namespace megabandit
