#include "sweep/file/cells.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <xxhash.h>

namespace megabandit {
namespace {

constexpr std::size_t kLongestFolder = 100;

std::vector<Cell> cells_of_cases(const std::vector<Case>& cases) {
  std::vector<Cell> cells;
  for (const Case& one : cases) {
    Cell& cell = cells.emplace_back();
    cell.coordinates.push_back({kCase, one.name});
    cell.settings = one.settings;
  }
  if (cells.empty()) cells.emplace_back();
  return cells;
}

std::vector<Cell> times(const std::vector<Cell>& cells, const Axis& axis) {
  std::vector<Cell> all;
  for (const Cell& cell : cells)
    for (const Assignment& value : axis.values) {
      Cell& more = all.emplace_back(cell);
      more.coordinates.push_back({axis.key, value.shown});
      more.settings.push_back(value);
    }
  return all;
}

std::optional<std::size_t> reference_of(const Cell& cell, const std::vector<Cell>& cells,
                                        const std::vector<Coordinate>& against) {
  std::vector<Coordinate> wanted = cell.coordinates;
  for (Coordinate& coordinate : wanted)
    for (const Coordinate& other : against)
      if (coordinate.key == other.key) coordinate.value = other.value;
  if (wanted == cell.coordinates) return std::nullopt;
  const auto found = std::ranges::find(cells, wanted, &Cell::coordinates);
  return static_cast<std::size_t>(found - cells.begin());
}

}  // namespace

std::vector<Cell> cells_of(const SweepFile& file) {
  std::vector<Cell> cells = cells_of_cases(file.cases);
  for (const Axis& axis : file.grid) cells = times(cells, axis);
  for (Cell& cell : cells) cell.reference = reference_of(cell, cells, file.against);
  return cells;
}

std::string label(const Cell& cell) {
  std::string text;
  for (const auto& [key, value] : cell.coordinates)
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", key, value);
  return text.empty() ? "all" : text;
}

std::string folder_name(const Cell& cell) {
  std::string whole, name;
  for (const auto& [key, value] : cell.coordinates)
    whole += fmt::format("{}{}={}", whole.empty() ? "" : ",", key, value);
  if (whole.empty()) return "all";
  for (const char letter : whole) {
    const bool harmless = std::isalnum(static_cast<unsigned char>(letter)) != 0 ||
                          std::string_view("._=,+-").find(letter) != std::string_view::npos;
    name += harmless ? letter : '_';
  }
  if (name == whole && name.size() <= kLongestFolder) return name;
  return fmt::format("{}~{:08x}", name.substr(0, kLongestFolder),
                     static_cast<std::uint32_t>(XXH3_64bits(whole.data(), whole.size())));
}

}  // namespace megabandit
