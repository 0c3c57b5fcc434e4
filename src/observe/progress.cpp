#include "observe/progress.hpp"

#include <bit>
#include <cmath>

#include <fmt/format.h>

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

}  // namespace

void Progress::on(const Started& event) {
  first_ = event.resumed_step;
  planned_ = event.steps;
}

void Progress::on(const StepDone& event) {
  last_ = event;
  if (surface_ == Surface::terminal) {
    if (shown_ == 0 || event.seconds - drawn_ >= kRedraw) redraw(event);
  } else if (std::has_single_bit(event.step - first_)) {
    add_row(event);
  }
}

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

void Progress::redraw(const StepDone& event) {
  std::string line =
      planned_ > 0 ? fmt::format("step {} of {}", event.step, planned_) : fmt::format("step {}", event.step);
  line += fmt::format("  pass {:.4g}  objective {}  |gradient| {}", event.pass, cell(event.objective),
                      cell(event.gradient_norm, "{:.3g}"));
  if (std::isfinite(event.gap)) line += fmt::format("  gap {:.2g}", event.gap);
  if (planned_ > event.step && event.step > first_) {
    const double each = event.seconds / static_cast<double>(event.step - first_);
    line += fmt::format("  {} left", clock_text(each * static_cast<double>(planned_ - event.step)));
  }
  out_ << '\r' << line << "\x1b[K" << std::flush;
  shown_ = event.step;
  drawn_ = event.seconds;
  line_stands_ = true;
}

void Progress::add_row(const StepDone& event) {
  constexpr const char* row = "{:>8} {:>8} {:>14} {:>10} {:>8} {:>10} {:>10} {:>8} {:>9}\n";
  if (shown_ == 0) {
    out_ << fmt::format(fmt::runtime(row), "step", "pass", "objective", "|gradient|", "gap", "ess",
                        "weight max", "live", "seconds");
  }
  out_ << fmt::format(fmt::runtime(row), event.step, cell(event.pass, "{:.4g}"),
                      cell(event.objective, "{:.8g}"), cell(event.gradient_norm, "{:.3g}"),
                      cell(event.gap, "{:.2g}"), cell(event.ess, "{:.4g}"), cell(event.weight_max, "{:.4g}"),
                      cell(event.live_share, "{:.4g}"), cell(event.seconds, "{:.2f}"))
       << std::flush;
  shown_ = event.step;
}

void Progress::clear_line() {
  if (line_stands_) out_ << "\r\x1b[K";
  line_stands_ = false;
}

}  // namespace megabandit
