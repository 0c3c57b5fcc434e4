#include "log/import/outputs/matrix_file.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "log/file/read_column.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kMostColumns = std::uint64_t{1} << 24;

std::uint64_t file_size(const std::string& path) {
  std::error_code error;
  const std::uint64_t bytes = std::filesystem::file_size(path, error);
  if (error) throw MissingInput(fmt::format("{}: cannot be read: {}", path, error.message()));
  return bytes;
}

RowMatrix<float> read_hdf5(const std::string& path, const std::string& dataset) {
  const ReadFile file(path);
  if (!file.has(dataset)) throw DataError(fmt::format("{}: {}: there is no such dataset", path, dataset));
  const auto shape = file.shape(dataset);
  if (shape.size() != 2 || shape[1] == 0 || !file.type(dataset).is_number())
    throw DataError(fmt::format("{}: {}: holds {} of shape [{}], but rows and columns of numbers are needed",
                                path, dataset, file.type(dataset).name(), fmt::join(shape, ", ")));
  RowMatrix<float> matrix(static_cast<Eigen::Index>(shape[0]), static_cast<Eigen::Index>(shape[1]));
  Faults faults;
  const Rule<Finite> rule{dataset, {}, "finite as a 32-bit float", "replace it by a number"};
  read_column(file, rule, {0, shape[0]}, std::span(matrix.data(), static_cast<std::size_t>(matrix.size())),
              faults);
  faults.throw_first(path);
  return matrix;
}

RowMatrix<float> read_floats(const std::string& path, std::uint64_t columns) {
  const std::uint64_t bytes = file_size(path), row = columns * sizeof(float);
  if (bytes % row != 0)
    throw DataError(
        fmt::format("{}: has {} bytes, which are no whole rows of {} 32-bit floats; give the right number of "
                    "columns: {}:COLUMNS",
                    path, bytes, columns, path));
  RowMatrix<float> matrix(static_cast<Eigen::Index>(bytes / row), static_cast<Eigen::Index>(columns));
  std::ifstream file(path, std::ios::binary);
  if (!file.read(reinterpret_cast<char*>(matrix.data()), static_cast<std::streamsize>(bytes)))
    throw MissingInput(fmt::format("{}: cannot be read", path));
  return matrix;
}

void must_be_finite(const std::string& path, const RowMatrix<float>& matrix) {
  if (matrix.allFinite()) return;
  for (Eigen::Index row = 0; row < matrix.rows(); ++row)
    for (Eigen::Index column = 0; column < matrix.cols(); ++column)
      if (!std::isfinite(matrix(row, column)))
        throw DataError(
            fmt::format("{}, row {}, column {} (both from 0): {} is not finite as a 32-bit float; replace it "
                        "by a number",
                        path, row, column, matrix(row, column)));
}

RowMatrix<float> read_any(const std::string& source) {
  const std::size_t colon = source.rfind(':');
  const std::string path = source.substr(0, colon),
                    rest = colon < source.size() ? source.substr(colon + 1) : "";
  if (rest.starts_with("/")) return read_hdf5(path, rest);
  if (source.ends_with(".npy")) return read_npy(source);
  std::uint64_t columns = 0;
  const auto [end, status] = std::from_chars(rest.data(), rest.data() + rest.size(), columns);
  if (status != std::errc{} || end != rest.data() + rest.size() || columns == 0 || columns > kMostColumns)
    throw UsageError(fmt::format(
        "'{}' is no matrix: give FILE.npy, FILE.h5:/DATASET, or FILE:COLUMNS for 32-bit floats row "
        "by row",
        source));
  return read_floats(path, columns);
}

}  // namespace

RowMatrix<float> read_matrix(const std::string& source) {
  RowMatrix<float> matrix = read_any(source);
  must_be_finite(source, matrix);
  return matrix;
}

}  // namespace megabandit
