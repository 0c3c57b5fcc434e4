#include "storyteller/model.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <fstream>
#include <stdexcept>
#include <string>

namespace storyteller {
namespace {

static_assert(std::endian::native == std::endian::little, "checkpoints are little-endian");

constexpr std::int32_t kMost = 1 << 18;  // of anything that a plausible model has

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& what) {
  throw std::runtime_error(path.string() + ": " + what + "; this reads legacy checkpoints of llama2.c");
}

/// Weights in the order of the file.
class Cutter {
 public:
  explicit Cutter(std::span<const float> left) : left_(left) {}
  std::span<const float> next(std::size_t numbers) {
    const auto part = left_.first(numbers);
    left_ = left_.subspan(numbers);
    return part;
  }
  bool done() const { return left_.empty(); }

 private:
  std::span<const float> left_;
};

bool plausible(const Shape& s) {
  for (const std::int32_t n : {s.width, s.hidden, s.layers, s.heads, s.key_heads, s.tokens, s.length})
    if (n < 1 || n > kMost) return false;
  return s.width % s.heads == 0 && s.heads % s.key_heads == 0 && s.head() % 2 == 0;
}

std::size_t weights_of_layer(const Shape& s) {
  const std::size_t width = Shape::size(s.width), hidden = Shape::size(s.hidden);
  return 2 * width + 2 * width * width + 2 * width * s.keys() + 3 * width * hidden;
}

/// rows x columns times a vector.
void multiply(std::span<const float> matrix, std::span<const float> vector, std::span<float> result) {
  for (std::size_t row = 0; row < result.size(); ++row) {
    const float* weights = matrix.data() + row * vector.size();
    float sum = 0;
    for (std::size_t i = 0; i < vector.size(); ++i) sum += weights[i] * vector[i];
    result[row] = sum;
  }
}

std::vector<float> product(std::span<const float> matrix, std::span<const float> vector, std::size_t rows) {
  std::vector<float> result(rows);
  multiply(matrix, vector, result);
  return result;
}

std::vector<float> normed(std::span<const float> vector, std::span<const float> weights) {
  constexpr float epsilon = 1e-5f;
  float squares = 0;
  for (const float x : vector) squares += x * x;
  const float scale = 1 / std::sqrt(squares / static_cast<float>(vector.size()) + epsilon);
  std::vector<float> result(vector.size());
  for (std::size_t i = 0; i < vector.size(); ++i) result[i] = weights[i] * (scale * vector[i]);
  return result;
}

void add(std::span<float> to, std::span<const float> what) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += what[i];
}

/// Rotary position embedding: pairs of numbers turn by an angle that grows with the position.
void rotate(std::span<float> vector, std::size_t head, std::size_t position) {
  for (std::size_t i = 0; i < vector.size(); i += 2) {
    const float share = static_cast<float>(i % head) / static_cast<float>(head);
    const float angle = static_cast<float>(position) / std::pow(10000.0f, share);
    const float a = vector[i], b = vector[i + 1], cosine = std::cos(angle), sine = std::sin(angle);
    vector[i] = a * cosine - b * sine;
    vector[i + 1] = a * sine + b * cosine;
  }
}

void softmax(std::span<float> scores) {
  const float most = *std::ranges::max_element(scores);
  float sum = 0;
  for (float& score : scores) sum += score = std::exp(score - most);
  for (float& score : scores) score /= sum;
}

}  // namespace

Model::Model(const std::filesystem::path& checkpoint) {
  std::ifstream file(checkpoint, std::ios::binary);
  if (!file) refuse(checkpoint, "cannot be read");
  file.read(reinterpret_cast<char*>(&shape_), sizeof shape_);
  const bool separate_classifier = shape_.tokens < 0;  // else the classifier is the embedding
  shape_.tokens = std::abs(std::max(shape_.tokens, -kMost));
  if (!file || !plausible(shape_)) refuse(checkpoint, "its first seven numbers describe no model");
  const std::size_t width = Shape::size(shape_.width), layers = Shape::size(shape_.layers),
                    table = Shape::size(shape_.tokens) * width,
                    positions = Shape::size(shape_.length) * shape_.head();  // two tables that are not used
  const std::size_t numbers =
      table + layers * weights_of_layer(shape_) + width + positions + (separate_classifier ? table : 0);
  if (std::filesystem::file_size(checkpoint) != sizeof shape_ + numbers * sizeof(float))
    refuse(checkpoint, "it has " + std::to_string(std::filesystem::file_size(checkpoint)) +
                           " bytes, not the " + std::to_string(sizeof shape_ + numbers * sizeof(float)) +
                           " of such a model");
  weights_.resize(numbers);
  file.read(reinterpret_cast<char*>(weights_.data()), static_cast<std::streamsize>(numbers * sizeof(float)));
  if (!file) refuse(checkpoint, "cannot be read to its end");
  if (!std::ranges::all_of(weights_, [](float weight) { return std::isfinite(weight); }))
    refuse(checkpoint, "a weight is not finite");
  assign();
}

void Model::assign() {
  const std::size_t width = Shape::size(shape_.width), hidden = Shape::size(shape_.hidden),
                    table = Shape::size(shape_.tokens) * width,
                    positions = Shape::size(shape_.length) * shape_.head();
  Cutter cut(weights_);
  layers_.resize(Shape::size(shape_.layers));
  const auto for_layers = [&](std::span<const float> Layer::*part, std::size_t size) {
    for (Layer& layer : layers_) layer.*part = cut.next(size);
  };
  embedding_ = cut.next(table);
  for_layers(&Layer::attention_norm, width);
  for_layers(&Layer::query, width * width);
  for_layers(&Layer::key, width * shape_.keys());
  for_layers(&Layer::value, width * shape_.keys());
  for_layers(&Layer::out, width * width);
  for_layers(&Layer::feed_norm, width);
  for_layers(&Layer::gate, hidden * width);
  for_layers(&Layer::down, hidden * width);
  for_layers(&Layer::up, hidden * width);
  final_norm_ = cut.next(width);
  cut.next(positions);
  classifier_ = cut.done() ? embedding_ : cut.next(table);
}

Reading::Reading(const Model& model)
    : model_(model),
      keys_(model.layers_.size() * Shape::size(model.shape_.length) * model.shape_.keys()),
      values_(keys_.size()),
      residual_(Shape::size(model.shape_.width)) {}

std::span<float> Reading::row(std::vector<float>& cache, std::size_t layer, std::size_t position) const {
  const std::size_t keys = model_.shape_.keys();
  return std::span(cache).subspan((layer * Shape::size(model_.shape_.length) + position) * keys, keys);
}

void Reading::read(std::int32_t token) {
  const auto embedded = model_.embedding_.subspan(Shape::size(token) * residual_.size(), residual_.size());
  std::ranges::copy(embedded, residual_.begin());
  for (std::size_t number = 0; number < model_.layers_.size(); ++number) {
    attend(model_.layers_[number], number);
    feed(model_.layers_[number]);
  }
  state_ = normed(residual_, model_.final_norm_);
  ++position_;
}

void Reading::attend(const Model::Layer& layer, std::size_t number) {
  const std::size_t width = residual_.size(), head = model_.shape_.head(),
                    heads = Shape::size(model_.shape_.heads),
                    heads_of_key = heads / Shape::size(model_.shape_.key_heads);
  const std::vector<float> input = normed(residual_, layer.attention_norm);
  std::vector<float> query = product(layer.query, input, width);
  multiply(layer.key, input, row(keys_, number, position_));
  multiply(layer.value, input, row(values_, number, position_));
  rotate(query, head, position_);
  rotate(row(keys_, number, position_), head, position_);
  std::vector<float> seen(width), scores(position_ + 1);
  for (std::size_t h = 0; h < heads; ++h) {
    const std::size_t from = h / heads_of_key * head;
    for (std::size_t p = 0; p <= position_; ++p) {
      const auto key = row(keys_, number, p).subspan(from, head);
      float score = 0;
      for (std::size_t i = 0; i < head; ++i) score += query[h * head + i] * key[i];
      scores[p] = score / std::sqrt(static_cast<float>(head));
    }
    softmax(scores);
    for (std::size_t p = 0; p <= position_; ++p) {
      const auto value = row(values_, number, p).subspan(from, head);
      for (std::size_t i = 0; i < head; ++i) seen[h * head + i] += scores[p] * value[i];
    }
  }
  add(residual_, product(layer.out, seen, width));
}

void Reading::feed(const Model::Layer& layer) {
  const std::size_t hidden = Shape::size(model_.shape_.hidden);
  const std::vector<float> input = normed(residual_, layer.feed_norm);
  std::vector<float> gate = product(layer.gate, input, hidden);
  const std::vector<float> up = product(layer.up, input, hidden);
  for (std::size_t i = 0; i < hidden; ++i) gate[i] *= up[i] / (1 + std::exp(-gate[i]));
  add(residual_, product(layer.down, gate, residual_.size()));
}

std::vector<float> Reading::logits() const {
  return product(model_.classifier_, state_, Shape::size(model_.shape_.tokens));
}

}  // namespace storyteller
