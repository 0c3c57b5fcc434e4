#pragma once
// Durations and sizes as people write them.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace megabandit {

using Seconds = std::chrono::duration<double>;

struct ByteSize {
  std::uint64_t bytes = 0;
};

/// "250 ms", "600 s", "10 min", "2 h", "1 d"; not negative. Nothing when the text is not of that form.
std::optional<Seconds> parse_duration(std::string_view text);
/// "512 B", "64 KiB", "8 GiB", "1.5 TiB" (powers of 1024), "10 KB", "2 MB", "1 GB", "1 TB" (powers of 1000);
/// below 2^63.
std::optional<ByteSize> parse_size(std::string_view text);

/// Text that the functions above read back as the same value: "600 s", "8 GiB".
std::string format_duration(Seconds duration);
std::string format_size(ByteSize size);

}  // namespace megabandit
