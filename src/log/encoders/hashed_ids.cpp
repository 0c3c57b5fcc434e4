#include <algorithm>

#include <xxhash.h>
#include <nlohmann/json.hpp>

#include "log/encoders/encoders.hpp"
#include "log/import/features.hpp"

namespace megabandit {
namespace {

constexpr std::string_view kBetween = " ,\t\r";

class HashedIdsEncoder final : public ContextEncoder {
 public:
  explicit HashedIdsEncoder(std::uint64_t features) : features_(features) {}

  std::uint64_t features() const override { return features_; }

  void encode(std::string_view line, std::span<float> out) const override {
    std::fill(out.begin(), out.end(), 0.0f);
    for (std::size_t at = line.find_first_not_of(kBetween); at != line.npos;) {
      const std::size_t end = std::min(line.find_first_of(kBetween, at), line.size());
      const std::uint64_t hash = XXH3_64bits(line.data() + at, end - at);
      out[(hash >> 1) % features_] += (hash & 1) != 0 ? 1.0f : -1.0f;
      at = line.find_first_not_of(kBetween, end);
    }
    scale_to_length_one(out);
  }

  std::string describe() const override {
    return nlohmann::json{{"kind", "hashed-ids"}, {"features", features_}}.dump();
  }

 private:
  std::uint64_t features_;
};

}  // namespace

std::unique_ptr<ContextEncoder> make_hashed_ids_encoder(const nlohmann::json& description) {
  constexpr std::uint64_t must_be_given = 0;
  return std::make_unique<HashedIdsEncoder>(
      encoder_number(description, "features", must_be_given, kMostFeatures));
}

}  // namespace megabandit
