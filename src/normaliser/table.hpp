#pragma once
// All normalisers by name.

#include <memory>
#include <string>
#include <vector>

#include "config/choice.hpp"
#include "normaliser/normaliser.hpp"

namespace megabandit {

class Schema;

struct NormaliserSettings {
  std::string kind = "exact";
  Arguments parameters = {};  ///< those of the kind; what is missing takes the table's default
  double error = 0.1;         ///< of the gradient that is accepted, relative
  std::int64_t probe = 64;    ///< contexts an epoch by which the error is measured
};

/// What a normaliser is made from; all outlive it.
struct NormaliserParts {
  const SoftmaxKernel& kernel;
  const Catalogue& catalogue;  ///< whole
  std::uint64_t seed = 0;
  std::size_t threads = 1;
};

struct NormaliserKind {
  Choice choice;
  std::unique_ptr<Normaliser> (*make)(const Arguments& complete, const NormaliserParts& parts);
};

const std::vector<NormaliserKind>& normaliser_kinds();

/// Table [normaliser].
void declare(Schema& schema, NormaliserSettings& normaliser);

/// @replicated  None for "exact". @throws ConfigError for an unknown kind or parameter, or a value out of
/// range; for a catalogue that is cut over ranks.
std::unique_ptr<Normaliser> make_normaliser(const NormaliserSettings& settings, const NormaliserParts& parts);

}  // namespace megabandit
