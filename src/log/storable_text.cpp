#include "log/storable_text.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "log/utf8.hpp"

namespace megabandit {

void require_storable(const std::string& text, const std::string& what) {
  if (const std::size_t at = first_not_utf8(text); at != std::string::npos)
    throw DataError(
        fmt::format("{} is not UTF-8: its byte {} is 0x{:02x}; convert the source first, e.g. with iconv -f "
                    "latin1 -t utf8",
                    what, at, static_cast<unsigned char>(text[at])));
  if (const std::size_t at = text.find('\0'); at != std::string::npos)
    throw DataError(fmt::format("{} has a zero byte, its byte {}; remove it", what, at));
}

}  // namespace megabandit
