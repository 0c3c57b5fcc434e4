#pragma once
// Matrices as other programs leave them: embeddings of what users saw.

#include <string>

#include "base/matrix.hpp"

namespace megabandit {

/// `FILE.npy` (NumPy, two dimensions of f2, f4 or f8, either order), `FILE.h5:/DATASET` (HDF5, numbers of any
/// kind), or `FILE:COLUMNS` (nothing but 32-bit floats, little-endian, row by row). @local @throws
/// MissingInput, UsageError for another text, DataError naming the row when a number is not finite
RowMatrix<float> read_matrix(const std::string& source);

/// @local  An .npy file alone, whose numbers may be infinite or none. @throws MissingInput, DataError
RowMatrix<float> read_npy(const std::string& path);

}  // namespace megabandit
