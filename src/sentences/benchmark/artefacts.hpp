#pragma once
// Learned models that several runs share: kept under a digest of all that they were learned from, so that a
// model is never taken for another (DSO specification 4, P16).

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>

#include "base/matrix.hpp"

namespace megabandit {

/// Of the numbers that determine a model; order matters.
class Digest {
 public:
  void add(std::string_view text);
  void add(std::span<const float> numbers);
  void add(double number);
  std::uint64_t value() const { return value_; }

 private:
  void add_bytes(const void* bytes, std::size_t count);
  std::uint64_t value_ = 0;
};

/// @local  Several runs may use a directory at once.
class Artefacts {
 public:
  /// Empty: nothing is kept.
  explicit Artefacts(std::filesystem::path directory) : directory_(std::move(directory)) {}

  /// The numbers kept under this kind and digest; none where there are none, or not `count` of them.
  std::optional<Eigen::VectorXf> find(std::string_view kind, const Digest& digest, Eigen::Index count) const;
  /// @throws CannotWrite naming the file
  void keep(std::string_view kind, const Digest& digest, const Eigen::VectorXf& numbers) const;

 private:
  std::filesystem::path path(std::string_view kind, const Digest& digest) const;
  std::filesystem::path directory_;
};

}  // namespace megabandit
