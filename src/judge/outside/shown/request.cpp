#include "judge/outside/shown/request.hpp"

#include <array>

namespace megabandit {
namespace {

constexpr std::array kVerdicts{Verdict::first, Verdict::second, Verdict::tie};

}  // namespace

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::first:
      return "first";
    case Verdict::second:
      return "second";
    case Verdict::tie:
      break;
  }
  return "tie";
}

std::optional<Verdict> verdict_named(std::string_view name) {
  for (const Verdict verdict : kVerdicts)
    if (name == name_of(verdict)) return verdict;
  return std::nullopt;
}

}  // namespace megabandit
