#pragma once

#include <cstddef>

namespace megabandit {

/// @local  Wishes for large pages under memory that will be read in many places at once, before it is first
/// written: fewer translations of addresses. Where the system has none, nothing happens.
void wish_for_huge_pages(void* memory, std::size_t bytes);

}  // namespace megabandit
