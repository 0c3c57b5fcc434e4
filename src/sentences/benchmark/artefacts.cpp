#include "sentences/benchmark/artefacts.hpp"

#include <fmt/format.h>
#include <fmt/std.h>
#include <unistd.h>
#include <xxhash.h>

#include <fstream>
#include <system_error>

#include "base/error.hpp"

namespace megabandit {

void Digest::add_bytes(const void* bytes, std::size_t count) {
  value_ = XXH3_64bits_withSeed(bytes, count, value_ + count);
}
void Digest::add(std::string_view text) { add_bytes(text.data(), text.size()); }
void Digest::add(std::span<const float> numbers) { add_bytes(numbers.data(), numbers.size_bytes()); }
void Digest::add(double number) { add_bytes(&number, sizeof number); }

std::filesystem::path Artefacts::path(std::string_view kind, const Digest& digest) const {
  return directory_ / fmt::format("{}-{:016x}.f32", kind, digest.value());
}

std::optional<Eigen::VectorXf> Artefacts::find(std::string_view kind, const Digest& digest,
                                               Eigen::Index count) const {
  if (directory_.empty()) return {};
  std::ifstream file(path(kind, digest), std::ios::binary | std::ios::ate);
  const std::streamsize bytes = count * static_cast<std::streamsize>(sizeof(float));
  if (!file || file.tellg() != bytes) return {};
  Eigen::VectorXf numbers(count);
  file.seekg(0).read(reinterpret_cast<char*>(numbers.data()), bytes);
  if (!file) return {};
  return numbers;
}

void Artefacts::keep(std::string_view kind, const Digest& digest, const Eigen::VectorXf& numbers) const {
  if (directory_.empty()) return;
  std::error_code refused;
  std::filesystem::create_directories(directory_, refused);
  // Another run may write the same: whole files take the name at once.
  const std::filesystem::path whole = path(kind, digest),
                              part = fmt::format("{}.{}", whole.string(), getpid());
  std::ofstream file(part, std::ios::binary);
  file.write(reinterpret_cast<const char*>(numbers.data()),
             numbers.size() * static_cast<Eigen::Index>(sizeof(float)));
  file.close();
  if (file) std::filesystem::rename(part, whole, refused);
  if (!file || refused)
    throw CannotWrite(
        fmt::format("cannot write the model {}: is there room, may you write there? Set "
                    "benchmark.artefacts to another directory, or leave it out",
                    whole.string()));
}

}  // namespace megabandit
