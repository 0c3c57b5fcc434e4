#pragma once
// A contextual bandit event as Vowpal Wabbit tells it, whichever way it is written.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "log/import/features.hpp"

namespace megabandit {

/// A feature with its namespace ("" is the default one). A text value is part of the name: user=Tom.
struct NamedFeature {
  std::string space;
  std::string name;
  float value = 1;
};
using NamedFeatures = std::vector<NamedFeature>;

/// The features as one line of VW text, spelt one way only: `|User user=Tom age:3`.
std::string spelt(const NamedFeatures& features);

/// Feature 0 is the constant 1, as VW has one; the others hash into 1 .. features-1
/// (log/import/features.hpp), the namespace being the group. `features` is at least 2.
SparseRow hashed_row(const NamedFeatures& named, std::uint32_t features);

struct VwAction {
  std::string tag;  ///< a name, may be empty
  NamedFeatures features;
};

/// What was seen, what was offered, what was done and what it cost.
struct VwEvent {
  std::uint64_t line = 0;  ///< on which it begins
  NamedFeatures shared;
  std::vector<VwAction> offered;  ///< empty when actions are numbers
  std::uint32_t action = 0;       ///< row of `offered`, or the 0-based number
  float cost = 0;
  float probability = 0;
  double drop_probability = 0;  ///< events like this one were kept with 1 - drop_probability
  std::optional<std::int64_t> timestamp;
  std::string not_logged;  ///< why it is no logged round (no label, ...); empty: it is one
};

/// Reads events one after the other. An event that throws BadRow has been passed: the next call reads the
/// next one.
class VwReader {
 public:
  virtual ~VwReader() = default;
  virtual bool next(VwEvent& event) = 0;
  virtual const std::string& name() const = 0;
};

/// Finds out how `path` is written: plain cb text, cb_adf text, JSON or dsjson. @throws MissingInput,
/// DataError
std::unique_ptr<VwReader> open_vw(const std::string& path);

/// The shared features of one line: VW text or a JSON object. @throws BadRow
NamedFeatures vw_features(std::string_view line);

}  // namespace megabandit
