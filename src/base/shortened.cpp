#include "base/shortened.hpp"

namespace megabandit {
namespace {

constexpr std::size_t kMostContinued = 3;  // bytes of a character after its first

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

}  // namespace

std::string shortened(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  std::size_t end = bytes;
  while (end > 0 && bytes - end < kMostContinued && continues(text[end])) --end;
  return std::string(text.substr(0, end)) + "...";
}

}  // namespace megabandit
