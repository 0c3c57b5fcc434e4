#pragma once
// A language model of the Llama 2 architecture, read from a checkpoint of llama2.c in its legacy layout.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace storyteller {

/// The first seven numbers of a checkpoint.
struct Shape {
  std::int32_t width = 0;   ///< of a hidden state
  std::int32_t hidden = 0;  ///< of a feed-forward layer
  std::int32_t layers = 0;
  std::int32_t heads = 0;
  std::int32_t key_heads = 0;  ///< each shared by heads / key_heads heads
  std::int32_t tokens = 0;     ///< in the vocabulary
  std::int32_t length = 0;     ///< of a text at most, in tokens

  std::size_t head() const { return size(width) / size(heads); }
  std::size_t keys() const { return head() * size(key_heads); }
  static std::size_t size(std::int32_t number) { return static_cast<std::size_t>(number); }
};

class Model {
 public:
  /// @throws std::runtime_error naming the file and what is wrong with it
  explicit Model(const std::filesystem::path& checkpoint);

  const Shape& shape() const { return shape_; }

 private:
  void assign();

  friend class Reading;
  struct Layer {
    std::span<const float> attention_norm, query, key, value, out, feed_norm, gate, down, up;
  };

  Shape shape_;
  std::vector<float> weights_;
  std::span<const float> embedding_, final_norm_, classifier_;
  std::vector<Layer> layers_;
};

/// A text on its way through a model, token by token.
class Reading {
 public:
  explicit Reading(const Model& model);

  std::size_t position() const { return position_; }
  bool full() const { return position_ == Shape::size(model_.shape_.length); }
  /// Reads one more token of a text that is not full.
  void read(std::int32_t token);
  /// Of the last token that was read: the last layer's state after its norm, [width].
  std::span<const float> state() const { return state_; }
  /// Unnormalised log-probabilities of the next token, [tokens].
  std::vector<float> logits() const;

 private:
  void attend(const Model::Layer& layer, std::size_t number);
  void feed(const Model::Layer& layer);
  std::span<float> row(std::vector<float>& cache, std::size_t layer, std::size_t position) const;

  const Model& model_;
  std::size_t position_ = 0;
  std::vector<float> keys_, values_;  // [layers, length, keys]
  std::vector<float> residual_, state_;
};

}  // namespace storyteller
