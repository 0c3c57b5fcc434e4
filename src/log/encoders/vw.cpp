#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "log/encoders/encoders.hpp"
#include "log/import/vw/vw_event.hpp"

namespace megabandit {
namespace {

/// A line is VW text (`|User user=Tom`) or a JSON object, as the log's events had it.
class VwEncoder final : public ContextEncoder {
 public:
  explicit VwEncoder(std::uint32_t features) : features_(features) {}

  std::uint64_t features() const override { return features_; }

  void encode(std::string_view line, std::span<float> out) const override {
    std::ranges::fill(out, 0.0f);
    for (const Feature& feature : hashed_row(vw_features(line), features_))
      out[feature.index] = feature.value;
  }

  std::string describe() const override {
    return nlohmann::json{{"kind", "vw"}, {"features", features_}}.dump();
  }

 private:
  std::uint32_t features_;
};

}  // namespace

std::unique_ptr<ContextEncoder> make_vw_encoder(const nlohmann::json& description) {
  constexpr std::uint64_t must_be_given = 0;
  const std::uint64_t features = encoder_number(description, "features", must_be_given, kMostFeatures);
  if (features < 2)
    throw ConfigError(fmt::format(
        "the context encoding {} needs 2 features or more: the first is the constant", description.dump()));
  return std::make_unique<VwEncoder>(narrow<std::uint32_t>(features));
}

}  // namespace megabandit
