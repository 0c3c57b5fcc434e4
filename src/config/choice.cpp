#include "config/choice.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "config/nearest_name.hpp"

namespace megabandit {
namespace {

std::string range(const Parameter& parameter) {
  const std::string low =
      parameter.lowest == kPositive ? "greater than 0" : fmt::format("at least {}", parameter.lowest);
  return parameter.highest == kUnlimited ? low : fmt::format("{} and at most {}", low, parameter.highest);
}

std::vector<std::string> names(const Choice& choice) {
  std::vector<std::string> all;
  for (const Parameter& parameter : choice.parameters) all.push_back(parameter.name);
  return all;
}

void refuse_parameter(std::string_view what, const Choice& choice, const std::string& name) {
  const auto known = names(choice);
  throw ConfigError(
      fmt::format("the {} `{}` has no parameter `{}`: {}", what, choice.name, name,
                  known.empty() ? "it has none, remove it" : suggestion(name, known, "it has")));
}

}  // namespace

void refuse_name(std::string_view what, std::string_view name, const std::vector<std::string>& known) {
  throw ConfigError(
      fmt::format("there is no {} `{}`: {}{}", what, name, suggestion(name, known, "there are"),
                  nearest_name(name, known) ? fmt::format(" (there are {})", fmt::join(known, ", ")) : ""));
}

Arguments complete(std::string_view what, const Choice& choice, const Arguments& given) {
  Arguments all;
  for (const Parameter& parameter : choice.parameters) all[parameter.name] = parameter.standard;
  for (const auto& [name, value] : given) {
    if (!all.contains(name)) refuse_parameter(what, choice, name);
    all[name] = value;
  }
  for (const Parameter& parameter : choice.parameters)
    if (const double value = all[parameter.name]; !(value >= parameter.lowest && value <= parameter.highest))
      throw ConfigError(fmt::format("{} = {} of the {} `{}` is out of range: it must be {} ({})",
                                    parameter.name, value, what, choice.name, range(parameter),
                                    parameter.meaning));
  return all;
}

}  // namespace megabandit
