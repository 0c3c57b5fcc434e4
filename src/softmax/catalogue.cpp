#include "softmax/catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {
namespace {

// Few enough to cost nothing beside the catalogue, many enough to meet its usual scores.
constexpr std::uint64_t kActionsPerLandmark = 64, kFewest = 16, kMost = 512;
constexpr int kLargestExponent = 26;  // a span's sum of rows stays clear of the largest float
constexpr int kSmallestExponent = -60;

// The landmarks among the rows of this slice, as they lie in memory; the whole catalogue's are those of the
// slices one after another.
std::vector<float> own_landmarks(const Slice& slice, std::uint64_t actions) {
  const std::uint64_t count = landmark_count(actions),
                      last = slice.first + static_cast<std::uint64_t>(slice.rows.rows());
  std::vector<float> rows;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t action = i * actions / count;
    if (action < slice.first || action >= last) continue;
    const float* row =
        slice.rows.data() + (action - slice.first) * static_cast<std::uint64_t>(slice.rows.cols());
    rows.insert(rows.end(), row, row + slice.rows.cols());
  }
  return rows;
}

RowMatrix<float> gather_landmarks(const Slice& slice, std::uint64_t actions, Communicator* group) {
  std::vector<float> all = own_landmarks(slice, actions);
  if (group != nullptr) {
    const auto parts = group->all_gather(std::as_bytes(std::span(all)));
    all.clear();
    for (const Bytes& part : parts) {
      const std::size_t before = all.size();
      all.resize(before + part.size() / sizeof(float));
      if (!part.empty()) std::memcpy(all.data() + before, part.data(), part.size());
    }
  }
  const auto columns = slice.rows.cols();
  return RowsView<float>(all.data(),
                         static_cast<Eigen::Index>(all.size()) / std::max<Eigen::Index>(1, columns), columns);
}

// The largest entry's size; infinity where one is not finite.
double largest_entry(const Slice& slice) {
  if (!slice.rows.allFinite()) return std::numeric_limits<double>::infinity();
  return slice.rows.size() == 0 ? 0 : static_cast<double>(slice.rows.cwiseAbs().maxCoeff());
}

int exponent_of(double largest) {
  if (!(largest <= std::ldexp(1.0, kLargestExponent)))
    throw DataError(fmt::format(
        "an entry of the actions' vectors has size {:.3g}: up to {:.0f} can be summed in single "
        "precision; if they are learned, lower optimizer.learning_rate or set objective.l2 above 0, "
        "else scale /actions/embedding",
        largest, std::ldexp(1.0, kLargestExponent)));
  int exponent = 0;
  std::frexp(largest, &exponent);
  return std::clamp(exponent, kSmallestExponent, kLargestExponent);
}

}  // namespace

std::uint64_t landmark_count(std::uint64_t actions) {
  return std::min(actions, std::clamp(actions / kActionsPerLandmark, kFewest, kMost));
}

ActionRange slice_range(std::uint64_t actions, std::uint64_t part, std::uint64_t parts) {
  const std::uint64_t spans = (actions + kSpanActions - 1) / kSpanActions;
  const std::uint64_t size = spans / parts, larger = spans % parts;
  const std::uint64_t first = part * size + std::min(part, larger);
  const std::uint64_t last = first + size + (part < larger ? 1 : 0);
  return {std::min(first * kSpanActions, actions), std::min(last * kSpanActions, actions)};
}

ActionRange own_actions(std::uint64_t actions, const Communicator* group) {
  if (group == nullptr) return {0, actions};
  return slice_range(actions, static_cast<std::uint64_t>(group->rank()),
                     static_cast<std::uint64_t>(group->size()));
}

Catalogue make_catalogue(const Slice& slice, std::uint64_t actions, Communicator* group) {
  Catalogue catalogue{.slice = slice, .actions = actions, .landmarks = {}, .exponent = 0, .group = group};
  double largest = largest_entry(slice);
  if (group != nullptr) group->max({&largest, 1});
  catalogue.exponent = exponent_of(largest);
  catalogue.landmarks = gather_landmarks(slice, actions, group);
  return catalogue;
}

}  // namespace megabandit
