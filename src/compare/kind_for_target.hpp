#pragma once
// Rows of the tables of rules by name and target.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "compare/settings.hpp"

namespace megabandit {

/// Whether this rule can be used for the target.
template <class Kind>
bool suits(const Kind& kind, Target target) {
  return std::find(kind.targets.begin(), kind.targets.end(), target) != kind.targets.end();
}

/// The row of that name; for "auto" the standard one of the target.
/// @throws ConfigError for an unknown name or one that does not suit the target: says which do
template <class Kind>
const Kind& kind_for_target(std::string_view what, const std::vector<Kind>& kinds, const std::string& name,
                            Target target) {
  std::vector<std::string> suitable;
  for (const Kind& kind : kinds) {
    if (suits(kind, target)) suitable.push_back(kind.choice.name);
    if (name == "auto" && std::count(kind.standard_for.begin(), kind.standard_for.end(), target) > 0)
      return kind;
  }
  if (name != "auto")
    if (const Kind& kind = chosen(what, kinds, name); suits(kind, target)) return kind;
  throw ConfigError(fmt::format("the {} `{}` is not for the target `{}`: use {}", what, name, name_of(target),
                                fmt::join(suitable, ", ")));
}

}  // namespace megabandit
