#include "observe/metrics.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace megabandit {
namespace {

struct Column {
  const char* name;
  double StepDone::*number;
  const char* meaning;
};

constexpr std::array columns{
    Column{"pass", &StepDone::pass, "how often the log was gone through so far"},
    Column{"objective", &StepDone::objective, "what is maximised, with the L2 term"},
    Column{"gradient_norm", &StepDone::gradient_norm, "L2 norm of its gradient"},
    Column{"gap", &StepDone::gap, "certified distance to the optimum in value"},
    Column{"mean_log_prob", &StepDone::mean_log_prob, "of the actions of live rounds"},
    Column{"ess", &StepDone::ess, "effective sample size of the importance weights"},
    Column{"weight_mean", &StepDone::weight_mean, "mean importance weight"},
    Column{"weight_max", &StepDone::weight_max, "largest importance weight"},
    Column{"live_share", &StepDone::live_share, "rounds that can have an effect, of all rounds of the step"},
    Column{"damping", &StepDone::damping, "sum |credit| / sum (|reward| / pscore) over live rounds"},
    Column{"normaliser_error", &StepDone::normaliser_error,
           "relative error of the probed contexts' gradients; null where the softmax was summed exactly"},
    Column{"fallbacks", &StepDone::fallbacks, "how often the exact sum had to take over so far"},
    Column{"seconds", &StepDone::seconds, "since the session started"},
};

constexpr const char* format_name = "megabandit-metrics";

std::string schema_line() {
  nlohmann::ordered_json schema = {
      {"format", format_name}, {"version", 1}, {"columns", {{"step", "1-based"}}}};
  for (const Column& column : columns) schema["columns"][column.name] = column.meaning;
  return schema.dump() + '\n';
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
  if (keep == 0) write_line(schema_line());
}

void Metrics::on(const StepDone& event) {
  nlohmann::ordered_json row = {{"step", event.step}};
  for (const Column& column : columns) {
    const double number = event.*column.number;
    row[column.name] = std::isfinite(number) ? nlohmann::ordered_json(number) : nlohmann::ordered_json();
  }
  write_line(row.dump() + '\n');
}

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
