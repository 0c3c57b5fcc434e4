#include "observe/progress.hpp"

#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "base/shortened.hpp"

namespace megabandit {
namespace {

constexpr double kRedraw = 0.1;  // seconds between two drawings of the line

std::string cell(double number, std::string_view format = "{:.6g}") {
  return std::isfinite(number) ? fmt::format(fmt::runtime(format), number) : "-";
}

/// "1:05:09", "5:09"
std::string clock_text(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::max(0.0, seconds) + 0.5);
  const std::uint64_t hours = whole / 3600, minutes = whole / 60 % 60;
  return hours > 0 ? fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60)
                   : fmt::format("{}:{:02}", minutes, whole % 60);
}

constexpr const char* step_row = "{:>8} {:>8} {:>14} {:>10} {:>8} {:>10} {:>10} {:>8} {:>9}\n";
constexpr const char* wave_row = "{:>6} {:>12} {:>18} {:>18} {:>9} {:>9} {:>8} {:>10} {:>9}\n";

std::string row_of(const StepDone& event) {
  return fmt::format(step_row, event.step, cell(event.pass, "{:.4g}"), cell(event.objective, "{:.8g}"),
                     cell(event.gradient_norm, "{:.3g}"), cell(event.gap, "{:.2g}"),
                     cell(event.ess, "{:.4g}"), cell(event.weight_max, "{:.4g}"),
                     cell(event.live_share, "{:.4g}"), cell(event.seconds, "{:.2f}"));
}

/// A name, cut to the width of its column.
std::string name_cell(const std::string& name) {
  constexpr std::size_t width = 18;
  return name.size() <= width ? name : shortened(name, width - 3);
}

std::string row_of(const WaveDone& event) {
  return fmt::format(wave_row, event.step, event.comparisons, name_cell(event.leader), name_cell(event.rival),
                     cell(event.statistic, "{:.4g}"), cell(event.threshold, "{:.4g}"), event.open,
                     cell(event.left, "{:.3g}"), cell(event.seconds, "{:.2f}"));
}

std::string line_of(const StepDone& event, std::uint64_t first, std::uint64_t planned) {
  std::string line =
      planned > 0 ? fmt::format("step {} of {}", event.step, planned) : fmt::format("step {}", event.step);
  line += fmt::format("  pass {:.4g}  objective {}  |gradient| {}", event.pass, cell(event.objective),
                      cell(event.gradient_norm, "{:.3g}"));
  if (std::isfinite(event.gap)) line += fmt::format("  gap {:.2g}", event.gap);
  if (planned > event.step && event.step > first) {
    const double each = event.seconds / static_cast<double>(event.step - first);
    line += fmt::format("  {} left", clock_text(each * static_cast<double>(planned - event.step)));
  }
  return line;
}

std::string line_of(const WaveDone& event) {
  std::string line =
      fmt::format("{} comparisons  leader {}  rival {}  evidence {} of {}  {} open", event.comparisons,
                  name_cell(event.leader), name_cell(event.rival), cell(event.statistic, "{:.4g}"),
                  cell(event.threshold, "{:.4g}"), event.open);
  if (std::isfinite(event.left)) line += fmt::format("  about {:.3g} to come", event.left);
  return line;
}

}  // namespace

Progress::Shown Progress::shown(const StepDone& event) const {
  if (surface_ == Surface::terminal) return {event.step, event.seconds, line_of(event, first_, planned_)};
  return {event.step, event.seconds, row_of(event),
          fmt::format(step_row, "step", "pass", "objective", "|gradient|", "gap", "ess", "weight max", "live",
                      "seconds")};
}

Progress::Shown Progress::shown(const WaveDone& event) const {
  if (surface_ == Surface::terminal) return {event.step, event.seconds, line_of(event)};
  return {event.step, event.seconds, row_of(event),
          fmt::format(wave_row, "wave", "comparisons", "leader", "rival", "evidence", "needed", "open",
                      "to come", "seconds")};
}

void Progress::on(const Started& event) {
  first_ = event.resumed_step;
  planned_ = event.steps;
}

void Progress::on(const StepDone& event) { show(shown(event)); }
void Progress::on(const WaveDone& event) { show(shown(event)); }
void Progress::on(const CheckpointWritten&) { clear_line(); }
void Progress::on(const Warning&) { clear_line(); }

void Progress::on(const Stopped&) {
  if (last_.step == 0) return;
  if (surface_ == Surface::plain) {
    if (shown_ != last_.step) add_row(last_);
    return;
  }
  redraw(last_);
  out_ << std::endl;
  line_stands_ = false;
}

void Progress::show(const Shown& step) {
  last_ = step;
  if (surface_ == Surface::terminal) {
    if (shown_ == 0 || step.seconds - drawn_ >= kRedraw) redraw(step);
  } else if (std::has_single_bit(step.step - first_)) {
    add_row(step);
  }
}

void Progress::redraw(const Shown& step) {
  out_ << '\r' << step.text << "\x1b[K" << std::flush;
  shown_ = step.step;
  drawn_ = step.seconds;
  line_stands_ = true;
}

void Progress::add_row(const Shown& step) {
  if (shown_ == 0) out_ << step.head;
  out_ << step.text << std::flush;
  shown_ = step.step;
}

void Progress::clear_line() {
  if (line_stands_) out_ << "\r\x1b[K";
  line_stands_ = false;
}

}  // namespace megabandit
