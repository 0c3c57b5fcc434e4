#include "plan/machine/ceilings.hpp"

#include <unistd.h>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "comm/collect.hpp"

namespace megabandit {
namespace {

constexpr const char* kFormat = "megabandit-ceilings";

template <class Number>
using Named = std::vector<std::pair<std::string, Number*>>;

template <class Rates, class Number>
void add_rates(Named<Number>& numbers, const std::string& precision, Rates& rates) {
  const auto add = [&](const char* what, auto& rate) {
    numbers.emplace_back(precision + "_" + what + "_pair_s", &rate.pair_s);
    numbers.emplace_back(precision + "_" + what + "_flops_per_s", &rate.flops_per_s);
  };
  add("log_z", rates.log_z);
  add("mean", rates.mean);
  add("table_gradient", rates.table_gradient);
}

// Every number and its name in the file.
template <class SomeCeilings>
auto numbers_of(SomeCeilings& c) {
  Named<std::remove_pointer_t<decltype(&c.memory_bytes_per_s)>> numbers;
  add_rates(numbers, "fp32", c.fp32);
  add_rates(numbers, "bf16", c.bf16);
  numbers.insert(numbers.end(), {{"memory_bytes_per_s", &c.memory_bytes_per_s},
                                 {"tally_adds_per_s", &c.tally_adds_per_s},
                                 {"tower_flops_per_s", &c.tower_flops_per_s},
                                 {"log_bytes_per_s", &c.log_bytes_per_s},
                                 {"message_latency_s", &c.message_latency_s},
                                 {"message_bytes_per_s", &c.message_bytes_per_s}});
  return numbers;
}

Ceilings parse(const std::string& text, const std::string& place) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || json.value("format", nlohmann::json()) != kFormat)
    throw DataError(
        fmt::format("{}: holds no ceilings; make them with `megabandit plan --calibrate FILE`", place));
  Ceilings ceilings;
  const auto cores = json.find("cores");
  if (cores == json.end() || !cores->is_number_integer() || cores->get<int>() < 1)
    throw DataError(fmt::format("{}: \"cores\" must be a whole number of at least 1", place));
  ceilings.cores = cores->get<int>();
  if (const auto on = json.find("measured_on"); on != json.end() && on->is_string())
    ceilings.measured_on = on->get<std::string>();
  for (const auto& [name, value] : numbers_of(ceilings)) {
    const auto found = json.find(name);
    if (found == json.end() || !found->is_number())
      throw DataError(fmt::format("{}: \"{}\" is missing or no number; calibrate again", place, name));
    *value = found->get<double>();
    const bool may_be_zero = name.ends_with("pair_s");
    if (!(std::isfinite(*value) && (*value > 0 || (may_be_zero && *value == 0))))
      throw DataError(fmt::format("{}: \"{}\" is {}: it must be {}", place, name, *value,
                                  may_be_zero ? "at least 0" : "above 0"));
  }
  return ceilings;
}

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path);
  if (!in)
    throw MissingInput(fmt::format(
        "{}: cannot be read; `megabandit plan --calibrate FILE` measures a machine", path.string()));
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::string json_text_of(const Ceilings& ceilings) {
  nlohmann::ordered_json json{
      {"format", kFormat}, {"version", 1}, {"measured_on", ceilings.measured_on}, {"cores", ceilings.cores}};
  for (const auto& [name, value] : numbers_of(ceilings)) json[name] = *value;
  return json.dump(2) + "\n";
}

Ceilings load_ceilings(const std::filesystem::path& path) { return parse(read(path), path.string()); }

void save_ceilings(const std::filesystem::path& path, const Ceilings& ceilings) {
  std::error_code error;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  const std::filesystem::path part = path.string() + fmt::format(".{}.part", getpid());
  std::ofstream out(part);
  out << json_text_of(ceilings) << std::flush;
  const bool written = out.good();
  out.close();
  if (written) std::filesystem::rename(part, path, error);
  if (written && !error) return;
  std::error_code ignored;
  std::filesystem::remove(part, ignored);
  throw CannotWrite(fmt::format("{}: the ceilings cannot be written there{}", path.string(),
                                error ? ": " + error.message() : ""));
}

std::filesystem::path usual_ceilings_path() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  if (const auto file = variable("MEGABANDIT_CEILINGS"); !file.empty()) return file;
  const std::string config = variable("XDG_CONFIG_HOME");
  const std::filesystem::path base =
      config.empty() ? std::filesystem::path(variable("HOME")) / ".config" : std::filesystem::path(config);
  return base / "megabandit" / "ceilings.json";
}

Ceilings usual_ceilings(Communicator& comm) {
  std::string text, place;
  agree(comm, [&] {
    if (comm.rank() != 0) return;
    const std::filesystem::path path = usual_ceilings_path();
    place = path.string();
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) text = read(path);
  });
  text = broadcast_text(comm, text, 0);
  place = broadcast_text(comm, place, 0);
  Ceilings ceilings;
  agree(comm, [&] {
    if (!text.empty()) ceilings = parse(text, place);
  });
  return ceilings;
}

}  // namespace megabandit
