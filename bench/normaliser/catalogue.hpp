#pragma once
// Catalogues on which normalisers differ, and contexts to meet them.

#include <cstdint>
#include <string>

#include "base/matrix.hpp"

namespace megabandit::bench {

struct CatalogueShape {
  std::string name;
  std::uint64_t centres = 0;  ///< 0: vectors without structure
  double scale = 0;           ///< of the queries: the larger, the fewer actions have weight
};

/// Rows are 0.8 centre + 0.6 noise, or noise alone; queries the same, times the scale.
struct MadeCatalogue {
  RowMatrix<float> table, queries;

  MadeCatalogue(const CatalogueShape& shape, std::uint64_t actions, std::uint64_t queries,
                std::uint64_t columns);
};

}  // namespace megabandit::bench
