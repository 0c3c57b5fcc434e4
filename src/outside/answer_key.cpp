#include "outside/answer_key.hpp"

#include <xxhash.h>

#include <fmt/format.h>

namespace megabandit {

KeyOf& KeyOf::add(std::uint64_t number) {
  bytes_.append(reinterpret_cast<const char*>(&number), sizeof number);
  return *this;
}

KeyOf& KeyOf::add(std::string_view text) {
  add(text.size());
  bytes_ += text;
  return *this;
}

KeyOf& KeyOf::add_nothing() { return add(~std::uint64_t{0}); }

AnswerKey KeyOf::key() const {
  const XXH128_hash_t hash = XXH3_128bits(bytes_.data(), bytes_.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace megabandit
