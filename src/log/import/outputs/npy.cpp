// NumPy's .npy: a magic text, a version, the length of a header, the header (a Python dictionary), the
// numbers. https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

#include <array>
#include <charconv>
#include <fstream>
#include <optional>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "log/import/outputs/matrix_file.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kLongestHeader = std::uint64_t{1} << 20;
constexpr Eigen::Index kRowsAtOnce = 4096;

struct Header {
  std::string type;  // "<f4"
  bool by_column = false;
  Eigen::Index rows = 0, columns = 0;
};

class Npy {
 public:
  explicit Npy(const std::string& path) : path_(path), file_(path, std::ios::binary) {
    if (!file_) throw MissingInput(fmt::format("{}: cannot be read", path));
  }

  RowMatrix<float> read() {
    const Header header = read_header();
    if (header.type == "<f4") return numbers<float>(header);
    if (header.type == "<f8") return numbers<double>(header);
    if (header.type == "<f2") return numbers<Eigen::half>(header);
    fail(fmt::format("holds '{}', but '<f2', '<f4' or '<f8' is needed: x.astype(\"<f4\")", header.type));
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw DataError(fmt::format("{}: {}", path_, what));
  }

  void read_bytes(void* into, std::uint64_t bytes) {
    if (!file_.read(static_cast<char*>(into), static_cast<std::streamsize>(bytes))) fail("is cut off");
  }

  Header read_header() {
    std::array<unsigned char, 8> start{};
    read_bytes(start.data(), start.size());
    if (std::string_view(reinterpret_cast<const char*>(start.data()), 6) != "\x93NUMPY")
      fail("is not a file of numpy.save()");
    std::array<unsigned char, 4> length{};
    read_bytes(length.data(), start[6] == 1 ? 2 : 4);
    const std::uint64_t bytes = length[0] + (std::uint64_t{length[1]} << 8) +
                                (std::uint64_t{length[2]} << 16) + (std::uint64_t{length[3]} << 24);
    if (bytes > kLongestHeader) fail("its header is damaged");
    std::string text(bytes, ' ');
    read_bytes(text.data(), bytes);
    return parsed(text);
  }

  /// What follows 'key': in the dictionary.
  std::string_view value(std::string_view text, std::string_view key) const {
    const std::size_t at = text.find(fmt::format("'{}'", key));
    const std::size_t colon = at == std::string_view::npos ? at : text.find(':', at);
    if (colon == std::string_view::npos) fail(fmt::format("its header has no '{}'", key));
    const std::size_t first = text.find_first_not_of(' ', colon + 1);
    return first == std::string_view::npos ? std::string_view{} : text.substr(first);
  }

  Header parsed(std::string_view text) const {
    Header header;
    const std::string_view type = value(text, "descr"), shape = value(text, "shape");
    if (type.starts_with('\'')) header.type = type.substr(1, type.find('\'', 1) - 1);
    header.by_column = value(text, "fortran_order").starts_with("True");
    const std::string_view extents = shape.substr(0, shape.find(')') + 1);
    const char* at = extents.data() + 1;
    const char* end = extents.data() + extents.size();
    const auto next = [&](Eigen::Index& extent, std::string_view then) {
      const auto [behind, status] = std::from_chars(at, end, extent);
      const bool good =
          status == std::errc{} && extent >= 0 && std::string_view(behind, end).starts_with(then);
      at = behind + then.size();
      return good;
    };
    if (extents.size() < 2 || !next(header.rows, ", ") || !next(header.columns, ")") || header.columns == 0)
      fail(fmt::format("has shape {}, but rows and columns are needed", extents));
    return header;
  }

  template <class Stored>
  RowMatrix<float> numbers(const Header& header) {
    must_hold(header, sizeof(Stored));
    if (header.by_column) {
      Eigen::Matrix<Stored, Eigen::Dynamic, Eigen::Dynamic> stored(header.rows, header.columns);
      read_bytes(stored.data(), static_cast<std::uint64_t>(stored.size()) * sizeof(Stored));
      return stored.template cast<float>();
    }
    RowMatrix<float> values(header.rows, header.columns);
    for (Eigen::Index row = 0; row < header.rows; row += kRowsAtOnce) {
      RowMatrix<Stored> some(std::min(kRowsAtOnce, header.rows - row), header.columns);
      read_bytes(some.data(), static_cast<std::uint64_t>(some.size()) * sizeof(Stored));
      values.middleRows(row, some.rows()) = some.template cast<float>();
    }
    return values;
  }

  /// Before any memory is taken for numbers that are not there.
  void must_hold(const Header& header, std::uint64_t bytes) {
    const auto here = file_.tellg();
    file_.seekg(0, std::ios::end);
    const auto rest = static_cast<std::uint64_t>(file_.tellg() - here);
    file_.seekg(here);
    const auto row = static_cast<std::uint64_t>(header.columns) * bytes;
    if (rest / row < static_cast<std::uint64_t>(header.rows))
      fail(fmt::format("is cut off: {} rows of {} bytes are announced, {} bytes are there", header.rows, row,
                       rest));
  }

  std::string path_;
  std::ifstream file_;
};

}  // namespace

RowMatrix<float> read_npy(const std::string& path) { return Npy(path).read(); }

}  // namespace megabandit
