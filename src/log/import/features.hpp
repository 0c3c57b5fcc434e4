#pragma once
// Features of one thing as a sparse row, and the hashing of names into a fixed number of features.

#include <cstdint>
#include <string_view>
#include <vector>

namespace megabandit {

/// More features than this would not fit beside a catalogue: taken for a mistake.
inline constexpr std::uint32_t kMostFeatures = 1u << 24;

struct Feature {
  std::uint32_t index = 0;
  float value = 0;
  friend bool operator==(const Feature&, const Feature&) = default;
};

/// Increasing indices, each once, no zeros.
using SparseRow = std::vector<Feature>;

/// Sorts by index, adds up equal ones, removes zeros (of either sign).
void canonicalise(SparseRow& row);

/// Signed feature hashing: with h = XXH64(group, byte 0x1f, name; seed 0) the feature is (h >> 1) mod
/// features and the value's sign turns when h is odd, so that collisions cancel on average.
Feature hashed_feature(std::string_view group, std::string_view name, float value, std::uint32_t features);

/// XXH3 of a canonical row: the same for the same features on every machine.
std::uint64_t content_hash(const SparseRow& row);

}  // namespace megabandit
