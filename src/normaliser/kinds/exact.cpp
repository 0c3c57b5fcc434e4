#include "normaliser/kinds/kinds.hpp"

namespace megabandit::normalisers {

NormaliserKind exact() {
  return {{"exact", "the whole catalogue, in one pass for many contexts", {}},
          [](const Arguments&, const NormaliserParts&) { return std::unique_ptr<Normaliser>(); }};
}

}  // namespace megabandit::normalisers
