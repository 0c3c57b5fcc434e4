#include "base/huge_pages.hpp"

#include <sys/mman.h>

#include <cstdint>

namespace megabandit {

void wish_for_huge_pages(void* memory, std::size_t bytes) {
#ifdef MADV_HUGEPAGE
  constexpr std::uintptr_t kPage = 4096;
  const auto first = (reinterpret_cast<std::uintptr_t>(memory) + kPage - 1) / kPage * kPage;
  const auto last = (reinterpret_cast<std::uintptr_t>(memory) + bytes) / kPage * kPage;
  if (first < last) madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);  // only a wish
#else
  static_cast<void>(memory);
  static_cast<void>(bytes);
#endif
}

}  // namespace megabandit
