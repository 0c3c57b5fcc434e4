#pragma once
// The kinds of context encoders, one file each. Each takes the description's JSON object and refuses what it
// does not know.

#include <memory>

#include <nlohmann/json_fwd.hpp>

#include "log/context_encoder.hpp"

namespace megabandit {

/// "features" numbers of a line, as they are.
std::unique_ptr<ContextEncoder> make_numeric_encoder(const nlohmann::json& description);

/// Signed hashed counts of the character n-grams of a text, of length 1.
std::unique_ptr<ContextEncoder> make_char_ngrams_encoder(const nlohmann::json& description);

/// Signed hashed counts of ids between blanks, commas or tabs, of length 1.
std::unique_ptr<ContextEncoder> make_hashed_ids_encoder(const nlohmann::json& description);

/// Divides by the Euclidean length; zeros stay.
void scale_to_length_one(std::span<float> features);

/// One cell a context column of a table ("columns", "delimiter"), as `import csv` and `import obd` make them.
std::unique_ptr<ContextEncoder> make_columns_encoder(const nlohmann::json& description);

/// VW text or JSON hashed into "features", as `import vw` does.
std::unique_ptr<ContextEncoder> make_vw_encoder(const nlohmann::json& description);

/// The whole number `key` of `description`, or `otherwise`. @throws ConfigError unless it lies in [1, most].
std::uint64_t encoder_number(const nlohmann::json& description, const char* key, std::uint64_t otherwise,
                             std::uint64_t most);

}  // namespace megabandit
