#pragma once
// What of a log's large matrices goes into its fingerprint.

#include <cstdint>

#include "log/file/log_file.hpp"

namespace megabandit {

/// @local  A rank's part of a hash of features, embeddings, outputs, queries and factored truths, those
/// that there are; the sum over all ranks does not depend on their number. All of matrices of up to some
/// 16,000 rows, and as many rows, spread evenly, of larger ones: reading them all would double the time to
/// open a log. Bad values count as they are: those who use them refuse them. @throws DataError
std::uint64_t matrix_sample_hash(const LogFile& log, int rank, int ranks);

}  // namespace megabandit
