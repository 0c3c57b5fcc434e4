#include "observe/metrics.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <span>
#include <type_traits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace megabandit {
namespace {

using Json = nlohmann::ordered_json;

/// A column of the lines that tell of events of one kind.
template <class Event>
struct Column {
  const char* name;
  const char* meaning;
  Json (*value)(const Event&);
};

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

template <class Event>
std::span<const Column<Event>> columns();

template <auto Member, class Event>
constexpr Column<Event> column(const char* name, const char* meaning) {
  return {name, meaning, [](const Event& event) {
            if constexpr (std::is_same_v<std::decay_t<decltype(event.*Member)>, double>)
              return number(event.*Member);
            else
              return Json(event.*Member);
          }};
}

template <>
std::span<const Column<StepDone>> columns() {
  using E = StepDone;
  static constexpr std::array table{
      column<&E::step, E>("step", "1-based"),
      column<&E::pass, E>("pass", "how often the log was gone through so far"),
      column<&E::objective, E>("objective", "what is maximised, with the L2 term"),
      column<&E::gradient_norm, E>("gradient_norm", "L2 norm of its gradient"),
      column<&E::gap, E>("gap", "certified distance to the optimum in value"),
      column<&E::mean_log_prob, E>("mean_log_prob", "of the actions of live rounds"),
      column<&E::ess, E>("ess", "effective sample size of the importance weights"),
      column<&E::weight_mean, E>("weight_mean", "mean importance weight"),
      column<&E::weight_max, E>("weight_max", "largest importance weight"),
      column<&E::clipped, E>("clipped", "rounds whose weight is above the objective's limit, of live ones"),
      column<&E::unsupported, E>(
          "unsupported",
          "rounds left out as the logging policy makes nothing like what was seen, of live ones"),
      column<&E::live_share, E>("live_share",
                                "rounds that can have an effect, by the rounds that steps have on average: "
                                "above 1 where blocks of a step have more"),
      column<&E::damping, E>("damping", "sum |credit| / sum (|reward| / pscore) over live rounds"),
      column<&E::normaliser_error, E>(
          "normaliser_error",
          "relative error of the probed contexts' gradients; null where the softmax was summed exactly"),
      column<&E::fallbacks, E>("fallbacks", "how often the exact sum had to take over so far"),
      column<&E::seconds, E>("seconds", "since the session started"),
  };
  return table;
}

template <>
std::span<const Column<WaveDone>> columns() {
  using E = WaveDone;
  static constexpr std::array table{
      column<&E::step, E>("step", "number of the wave, 1-based"),
      column<&E::comparisons, E>("comparisons", "so far, with ties"),
      column<&E::ties, E>("ties", "so far"),
      column<&E::leader, E>("leader", "the candidate that looks best"),
      column<&E::rival, E>("rival", "the one that is hardest to refute"),
      column<&E::statistic, E>("statistic", "evidence against the rival's being the best"),
      column<&E::threshold, E>("threshold", "at which it is refuted"),
      column<&E::open, E>("open", "candidates that may still be the best"),
      column<&E::left, E>("left", "comparisons to come, as estimated"),
      column<&E::characteristic_time, E>("characteristic_time",
                                         "estimated comparisons needed per log(1 / delta), at best"),
      column<&E::allocation_distance, E>(
          "allocation_distance",
          "total variation distance of the pairs' shares of comparisons to those estimated to be optimal"),
      column<&E::seconds, E>("seconds", "since the session started"),
  };
  return table;
}

constexpr const char* format_name = "megabandit-metrics";

template <class Event>
std::string schema_line() {
  Json schema = {{"format", format_name}, {"version", 1}, {"columns", Json::object()}};
  for (const auto& column : columns<Event>()) schema["columns"][column.name] = column.meaning;
  return schema.dump() + '\n';
}

template <class Event>
std::string row_of(const Event& event) {
  Json row;
  for (const auto& column : columns<Event>()) row[column.name] = column.value(event);
  return row.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

nlohmann::json parsed(const std::string& line) { return nlohmann::json::parse(line, nullptr, false); }

bool is_schema(const std::string& line) {
  const nlohmann::json schema = parsed(line);
  return schema.is_object() && schema.value("format", "") == format_name && schema.value("version", 0) == 1;
}

/// Bytes of the whole lines that belong to steps up to `step`; 0 when there is no file or nothing in it.
std::uintmax_t bytes_to_keep(const std::filesystem::path& path, std::uint64_t step) {
  std::error_code gone;
  if (std::filesystem::exists(path, gone) && !std::filesystem::is_regular_file(path, gone)) {
    throw CannotWrite(fmt::format("{}: cannot be written: it is not a file", path.string()));
  }
  std::ifstream file(path, std::ios::binary);
  std::string line;
  if (!std::getline(file, line) || file.eof()) return 0;  // torn in its first line: begin again
  if (!is_schema(line)) {
    throw DataError(
        fmt::format("{}: line 1 does not describe metrics of version 1; move the file away", path.string()));
  }
  std::uintmax_t bytes = line.size() + 1;
  while (std::getline(file, line) && !file.eof()) {
    const nlohmann::json row = parsed(line);
    if (!row.is_object() || !row.contains("step") || row["step"] > step) break;
    bytes += line.size() + 1;
  }
  return bytes;
}

}  // namespace

Metrics::~Metrics() {
  if (file_ >= 0) ::close(file_);
}

void Metrics::on(const Started& event) {
  const std::uintmax_t keep = bytes_to_keep(path_, event.resumed_step);
  file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file_ < 0 || ::ftruncate(file_, static_cast<off_t>(keep)) != 0) {
    throw CannotWrite(fmt::format("{}: cannot be written: {}", path_.string(), std::strerror(errno)));
  }
  if (keep == 0) write_line(event.judge ? schema_line<WaveDone>() : schema_line<StepDone>());
}

void Metrics::on(const StepDone& event) { write_line(row_of(event)); }
void Metrics::on(const WaveDone& event) { write_line(row_of(event)); }

void Metrics::write_line(const std::string& line) {
  for (std::size_t done = 0; done < line.size();) {
    const ssize_t written = ::write(file_, line.data() + done, line.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0)
      throw CannotWrite(fmt::format("{}: cannot be written: {}", path_.string(), std::strerror(errno)));
    done += static_cast<std::size_t>(written);
  }
}

}  // namespace megabandit
