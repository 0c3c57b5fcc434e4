#pragma once
// Turns what a user has (a text, numbers) into the features a policy was trained on. A log carries the
// description of its encoder, a policy takes it over, so `predict` can be given raw contexts.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace megabandit {

class ContextEncoder {
 public:
  virtual ~ContextEncoder() = default;
  virtual std::uint64_t features() const = 0;
  /// Features of one context given as one line of text. `out` has features() entries. @throws DataError
  virtual void encode(std::string_view line, std::span<float> out) const = 0;
  /// JSON from which make_encoder() makes the same encoder.
  virtual std::string describe() const = 0;
};

/// {"kind":"numeric","features":d}: d numbers, separated by commas, tabs or blanks.
/// {"kind":"char-ngrams","features":d,"shortest":2,"longest":4,...}: hashed character n-grams of a text.
/// {"kind":"hashed-ids","features":d}: ids, separated by commas, tabs or blanks, hashed.
/// {"kind":"columns","columns":[{"name":...,"kind":...},...],"delimiter":","}: cells of a table,
/// docs/import.md.
/// {"kind":"vw","features":d}: Vowpal Wabbit text or JSON, hashed.
/// @throws ConfigError for a description that it does not know.
std::unique_ptr<ContextEncoder> make_encoder(const std::string& description);

}  // namespace megabandit
