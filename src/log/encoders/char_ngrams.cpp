#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <xxhash.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "log/encoders/encoders.hpp"
#include "log/import/features.hpp"
#include "log/utf8.hpp"

namespace megabandit {
namespace {

constexpr std::string_view kBlank = " \t\r\n";

/// Where each character of `word` begins, and its end.
std::vector<std::size_t> character_starts(std::string_view word) {
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < word.size();) {
    starts.push_back(at);
    const std::size_t length = utf8_character(std::string_view(word).substr(at));
    if (length == 0)
      throw DataError(
          fmt::format("byte 0x{:02x} of a text is not UTF-8; convert it, e.g. with iconv -f latin1 -t utf8",
                      static_cast<unsigned char>(word[at])));
    at += length;
  }
  starts.push_back(word.size());
  return starts;
}

class CharNgramsEncoder final : public ContextEncoder {
 public:
  CharNgramsEncoder(std::uint64_t features, std::uint64_t shortest, std::uint64_t longest)
      : features_(features), shortest_(shortest), longest_(longest) {}

  std::uint64_t features() const override { return features_; }

  void encode(std::string_view line, std::span<float> out) const override {
    std::fill(out.begin(), out.end(), 0.0f);
    for (std::size_t at = line.find_first_not_of(kBlank); at != line.npos;) {
      const std::size_t end = std::min(line.find_first_of(kBlank, at), line.size());
      add_word(line.substr(at, end - at), out);
      at = line.find_first_not_of(kBlank, end);
    }
    scale_to_length_one(out);
  }

  std::string describe() const override {
    return nlohmann::json{
        {"kind", "char-ngrams"}, {"features", features_}, {"shortest", shortest_}, {"longest", longest_}}
        .dump();
  }

 private:
  /// Control characters mark where a word begins and ends: "\2the\3". A mark alone says nothing and is no
  /// n-gram.
  void add_word(std::string_view word, std::span<float> out) const {
    const std::string marked = fmt::format("\2{}\3", word);
    const auto starts = character_starts(marked);
    const std::size_t characters = starts.size() - 1;
    for (std::size_t n = shortest_; n <= std::min<std::size_t>(longest_, characters); ++n)
      for (std::size_t i = 0; i + n <= characters; ++i) {
        const bool mark_alone = n == 1 && (i == 0 || i + 1 == characters);
        if (!mark_alone) add_gram(std::string_view(marked).substr(starts[i], starts[i + n] - starts[i]), out);
      }
  }

  /// The sign, a bit of the hash that does not choose the place, makes collisions cancel on average.
  void add_gram(std::string_view gram, std::span<float> out) const {
    const std::uint64_t hash = XXH3_64bits(gram.data(), gram.size());
    out[(hash >> 1) % features_] += (hash & 1) != 0 ? 1.0f : -1.0f;
  }

  std::uint64_t features_, shortest_, longest_;
};

}  // namespace

std::unique_ptr<ContextEncoder> make_char_ngrams_encoder(const nlohmann::json& description) {
  constexpr std::uint64_t must_be_given = 0, most_characters = 16;
  const auto features = encoder_number(description, "features", must_be_given, kMostFeatures);
  const auto shortest = encoder_number(description, "shortest", 2, most_characters);
  const auto longest = encoder_number(description, "longest", 4, most_characters);
  if (shortest > longest)
    throw ConfigError(
        fmt::format("the context encoding {} has a \"shortest\" above its \"longest\"", description.dump()));
  return std::make_unique<CharNgramsEncoder>(features, shortest, longest);
}

}  // namespace megabandit
