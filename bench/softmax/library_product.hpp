#pragma once
// The products of scores as libraries do them, where the machine has them: they are opened while the program
// runs, nothing depends on them.

#include <memory>
#include <string>
#include <vector>

#include "bench/ceiling/ceiling.hpp"

namespace megabandit::bench {

/// c = a b^T with b as the table lies, [columns, depth], in single precision on one thread, by one library.
/// (Eigen takes b as [depth, columns], which suits it better.)
class LibraryProduct {
 public:
  virtual ~LibraryProduct() = default;
  virtual std::string name() const = 0;
  virtual void operator()(const ProductShape& shape, const float* a, const float* b, float* c) const = 0;
};

/// oneDNN, OpenBLAS: those that are installed; and Eigen, compiled for the ceiling's instruction set.
std::vector<std::unique_ptr<LibraryProduct>> library_products(const Ceiling& ceiling);

}  // namespace megabandit::bench
