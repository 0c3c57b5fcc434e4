#pragma once
// The verbs of a Communicator by name, for those who count or watch them.

#include <string_view>

namespace megabandit {

enum class Verb { sum, max, broadcast, gather, all_gather, exchange, barrier, split, share_counters };
inline constexpr int kVerbs = 9;

std::string_view name_of(Verb verb);

}  // namespace megabandit
