#include "storyteller/story.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace storyteller {
namespace {

/// In [0, 1), the next of a sequence that the seed names (splitmix64).
class Draws {
 public:
  explicit Draws(std::uint64_t seed) : state_(seed) {}
  double next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
  }

 private:
  std::uint64_t state_;
};

std::int32_t chosen(std::span<const float> logits, double temperature, Draws& draws) {
  const auto likeliest = std::ranges::max_element(logits);
  if (temperature == 0) return static_cast<std::int32_t>(likeliest - logits.begin());
  std::vector<double> up_to(logits.size());
  double sum = 0;
  for (std::size_t i = 0; i < logits.size(); ++i)
    up_to[i] = sum +=
        std::exp((static_cast<double>(logits[i]) - static_cast<double>(*likeliest)) / temperature);
  const auto at = std::ranges::upper_bound(up_to, draws.next() * sum);
  return static_cast<std::int32_t>(std::min<std::ptrdiff_t>(at - up_to.begin(), std::ssize(up_to) - 1));
}

// What is longer than the model reads loses its beginning.
std::vector<std::int32_t> read_text(const Vocabulary& vocabulary, std::string_view text, std::size_t most) {
  std::vector<std::int32_t> tokens = vocabulary.tokens_of(text);
  if (tokens.size() > most)
    tokens.erase(tokens.begin() + 1, tokens.end() - static_cast<std::ptrdiff_t>(most - 1));
  return tokens;
}

bool ends_sentence(std::string_view text) {
  return !text.empty() && (text.back() == '.' || text.back() == '!' || text.back() == '?');
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \n");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \n") - first + 1);
}

}  // namespace

std::string Storyteller::continued(std::string_view beginning, const Manner& manner,
                                   std::uint64_t seed) const {
  const std::size_t length = Shape::size(model_.shape().length);
  const std::size_t room = length - std::min(manner.tokens, length - 1);
  Reading reading(model_);
  std::int32_t last = 0;
  for (const std::int32_t token : read_text(vocabulary_, beginning, room)) reading.read(last = token);
  Draws draws(seed);
  std::string text;
  std::size_t sentences = 0;
  for (std::size_t i = 0; i < manner.tokens && !reading.full(); ++i) {
    const std::int32_t token = chosen(reading.logits(), manner.temperature, draws);
    if (token == kBeginning || token == kEnd) break;
    text += vocabulary_.text_of(token, last);
    if (ends_sentence(text) && ++sentences == manner.sentences) break;
    reading.read(last = token);
  }
  return trimmed(text);
}

std::vector<float> Storyteller::embedded(std::string_view text) const {
  const std::vector<std::int32_t> tokens = read_text(vocabulary_, text, Shape::size(model_.shape().length));
  Reading reading(model_);
  std::vector<float> sum(Shape::size(model_.shape().width));
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    reading.read(tokens[i]);
    if (i == 0 && tokens.size() > 1) continue;  // the beginning is no part of the text, unless it is empty
    for (std::size_t c = 0; c < sum.size(); ++c) sum[c] += reading.state()[c];
  }
  const auto count = static_cast<float>(std::max<std::size_t>(tokens.size() - 1, 1));
  for (float& number : sum) number /= count;
  return sum;
}

}  // namespace storyteller
