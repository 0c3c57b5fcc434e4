#pragma once
// How a model goes on with a text, and what a text is to it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storyteller/model.hpp"
#include "storyteller/vocabulary.hpp"

namespace storyteller {

struct Manner {
  double temperature = 1;     ///< 0: always the likeliest token
  std::size_t tokens = 48;    ///< at most
  std::size_t sentences = 1;  ///< after so many it ends; 0: only where the model does
};

class Storyteller {
 public:
  Storyteller(const Model& model, const Vocabulary& vocabulary) : model_(model), vocabulary_(vocabulary) {}

  /// How the text goes on after `beginning`, without it; a function of all arguments. Valid UTF-8 as far as
  /// the model's is.
  std::string continued(std::string_view beginning, const Manner& manner, std::uint64_t seed) const;
  /// The mean of the last layer's states over the tokens of a text, [width]: a function of the text alone.
  std::vector<float> embedded(std::string_view text) const;

 private:
  const Model& model_;
  const Vocabulary& vocabulary_;
};

}  // namespace storyteller
