#pragma once

namespace megabandit {

/// What scores and weighted sums are made of. Tables, queries and results are in single precision either way,
/// and so are all sums.
enum class Precision {
  fp32,
  bf16,  ///< table, queries and weights are rounded to 8 significant bits on the way; top() rounds nothing
};

}  // namespace megabandit
