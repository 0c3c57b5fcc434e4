#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace megabandit {

/// In what a timestamp that is a plain number counts.
enum class TimeUnit : std::int64_t { seconds = 1'000'000, milliseconds = 1'000, microseconds = 1 };

/// Microseconds since 1970 UTC of `2019-11-24 00:01:29.788335+00:00` (ISO 8601: blank or T, fraction and zone
/// optional, no zone meaning UTC, a date alone meaning its midnight) or of a number of `unit`; nothing when
/// it is neither.
std::optional<std::int64_t> parse_timestamp(std::string_view text, TimeUnit unit);

}  // namespace megabandit
