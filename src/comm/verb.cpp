#include "comm/verb.hpp"

#include <array>

namespace megabandit {

std::string_view name_of(Verb verb) {
  static constexpr std::array<std::string_view, kVerbs> names{
      "sum", "max", "broadcast", "gather", "all_gather", "exchange", "barrier", "split", "share_counters"};
  return names[static_cast<std::size_t>(verb)];
}

}  // namespace megabandit
