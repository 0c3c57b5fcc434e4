#include <charconv>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "log/encoders/encoders.hpp"
#include "log/import/features.hpp"

namespace megabandit {
namespace {

constexpr std::string_view kBetween = ", \t\r";

class NumericEncoder final : public ContextEncoder {
 public:
  explicit NumericEncoder(std::uint64_t features) : features_(features) {}

  std::uint64_t features() const override { return features_; }

  void encode(std::string_view line, std::span<float> out) const override {
    std::uint64_t found = 0;
    for (std::size_t at = line.find_first_not_of(kBetween); at != line.npos; ++found) {
      const std::size_t end = std::min(line.find_first_of(kBetween, at), line.size());
      const float number = parse(line.substr(at, end - at), found);
      if (found < features_) out[found] = number;
      at = line.find_first_not_of(kBetween, end);
    }
    if (found != features_)
      throw DataError(fmt::format("a context of {} numbers where the policy expects {}: '{}'", found,
                                  features_, line.substr(0, 60)));
  }

  std::string describe() const override {
    return nlohmann::json{{"kind", "numeric"}, {"features", features_}}.dump();
  }

 private:
  static float parse(std::string_view word, std::uint64_t position) {
    float number = 0;
    const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (fault != std::errc() || end != word.data() + word.size() || !std::isfinite(number))
      throw DataError(
          fmt::format("number {} of a context is '{}', which is not a finite number", position + 1, word));
    return number;
  }

  std::uint64_t features_;
};

}  // namespace

std::unique_ptr<ContextEncoder> make_numeric_encoder(const nlohmann::json& description) {
  constexpr std::uint64_t must_be_given = 0;
  return std::make_unique<NumericEncoder>(
      encoder_number(description, "features", must_be_given, kMostFeatures));
}

}  // namespace megabandit
