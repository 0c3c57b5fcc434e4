#include "world/sentences/mapping.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "config/choice.hpp"

namespace megabandit {
namespace {

constexpr double kLargest = 5;  // of the amplitudes of all bounded mappings

struct Mapping {
  std::string_view name;
  double (*value)(double x, double offset);
};

double rational(double x, double offset) {
  const double shifted = x + offset;
  return std::clamp(shifted / (1 + offset + shifted), -kLargest, kLargest);
}

double power(double x, double) {
  if (std::abs(x) >= kLargest) return 0;
  return x / 4 * std::pow(std::abs((x - 3) * (x + 3) * (x - 5) * (x + 5)), 0.2);
}

constexpr std::array kMappings{
    Mapping{"linear", [](double x, double) { return x; }},
    Mapping{"rational", rational},
    Mapping{"sigmoid", [](double x, double) { return kLargest / (1 + std::exp(-x)); }},
    Mapping{"trigonometric", [](double x, double) { return kLargest * std::sin(x); }},
    Mapping{"power", power},
    Mapping{"exponential", [](double x, double) { return 25 * x / (1 + std::exp(x) + std::exp(-x)); }},
};

}  // namespace

std::vector<std::string> mapping_names() {
  std::vector<std::string> names;
  for (const Mapping& mapping : kMappings) names.emplace_back(mapping.name);
  return names;
}

double mapped_value(const std::string& name, double x, double offset) {
  const auto found = std::ranges::find(kMappings, std::string_view(name), &Mapping::name);
  if (found == kMappings.end()) refuse_name("mapping", name, mapping_names());
  return found->value(x, offset);
}

}  // namespace megabandit
