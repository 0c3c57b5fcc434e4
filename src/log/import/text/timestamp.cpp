#include "log/import/text/timestamp.hpp"

#include <charconv>
#include <chrono>
#include <cmath>

#include "log/import/text/place.hpp"

namespace megabandit {
namespace {

/// Takes parts off the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}
  bool done() const { return rest_.empty(); }
  bool accept(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// A number of exactly `digits` digits.
  std::optional<int> digits(std::size_t digits) {
    int value = 0;
    if (rest_.size() < digits) return std::nullopt;
    const auto [end, status] = std::from_chars(rest_.data(), rest_.data() + digits, value);
    if (status != std::errc{} || end != rest_.data() + digits || rest_.starts_with('-')) return std::nullopt;
    rest_.remove_prefix(digits);
    return value;
  }
  /// Digits after the point, as microseconds; finer ones are cut off.
  std::int64_t fraction() {
    std::int64_t value = 0, unit = 100'000;
    for (; !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; rest_.remove_prefix(1), unit /= 10)
      value += unit * (rest_[0] - '0');
    return value;
  }

 private:
  std::string_view rest_;
};

using Microseconds = std::optional<std::int64_t>;

Microseconds clock(Scanner& in) {
  const auto hour = in.digits(2);
  if (!hour || !in.accept(':')) return std::nullopt;
  const auto minute = in.digits(2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  std::int64_t seconds = *hour * 3600 + *minute * 60, fraction = 0;
  if (in.accept(':')) {
    const auto second = in.digits(2);
    if (!second || *second > 60) return std::nullopt;
    seconds += *second;
    if (in.accept('.')) fraction = in.fraction();
  }
  return seconds * 1'000'000 + fraction;
}

Microseconds zone(Scanner& in) {
  if (in.done() || in.accept('Z')) return 0;
  const int sign = in.accept('+') ? 1 : in.accept('-') ? -1 : 0;
  const auto hour = in.digits(2);
  if (sign == 0 || !hour) return std::nullopt;
  in.accept(':');
  const int minute = in.done() ? 0 : in.digits(2).value_or(99);
  if (minute > 59) return std::nullopt;
  return sign * (*hour * 60 + minute) * std::int64_t{60'000'000};
}

Microseconds iso(std::string_view text) {
  Scanner in(text);
  const auto year = in.digits(4);
  if (!year || !in.accept('-')) return std::nullopt;
  const auto month = in.digits(2);
  if (!month || !in.accept('-')) return std::nullopt;
  const auto day = in.digits(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const std::int64_t midnight =
      std::chrono::sys_days(date).time_since_epoch().count() * std::int64_t{86'400'000'000};
  if (in.done()) return midnight;
  if (!in.accept('T') && !in.accept(' ')) return std::nullopt;
  const Microseconds time = clock(in);
  if (!time) return std::nullopt;
  const Microseconds offset = zone(in);
  if (!offset || !in.done()) return std::nullopt;
  return midnight + *time - *offset;
}

}  // namespace

std::optional<std::int64_t> parse_timestamp(std::string_view text, TimeUnit unit) {
  text = trimmed(text);
  if (const Microseconds moment = iso(text)) return moment;
  double count = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (text.empty() || status != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  const double microseconds = count * static_cast<double>(unit);
  if (!(std::abs(microseconds) < 9e18)) return std::nullopt;
  return std::llround(microseconds);
}

}  // namespace megabandit
