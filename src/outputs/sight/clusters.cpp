#include <algorithm>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "outputs/sight/sight.hpp"

namespace megabandit {
namespace {

// A partition is a Gaussian kernel on a code of the cluster: -1 or 1 for each bit of its number. Codes of two
// clusters are at least 2 apart; this spread makes that a factor below exp(-40).
constexpr double kCodeSpread = 0.05;

RowMatrix<float> codes_of(const std::vector<std::uint32_t>& cluster) {
  const auto bits =
      static_cast<Eigen::Index>(std::bit_width(std::max(1U, *std::ranges::max_element(cluster))));
  RowMatrix<float> codes(static_cast<Eigen::Index>(cluster.size()), bits);
  for (Eigen::Index i = 0; i < codes.rows(); ++i)
    for (Eigen::Index bit = 0; bit < bits; ++bit)
      codes(i, bit) = (cluster[static_cast<std::size_t>(i)] >> bit & 1U) != 0 ? 1.0F : -1.0F;
  return codes;
}

}  // namespace

Sight sight_of_clusters(const Job& job, const std::filesystem::path& log, const Catalogue& catalogue) {
  const ActionColumns columns = read_actions(job, log);
  Sight sight;
  agree(job.comm, [&] {
    if (columns.cluster.empty())
      throw DataError(fmt::format(
          "{}: density.kernel = \"partition\" needs /actions/cluster, which is not there; import the "
          "clusters of actions, or set density.kernel = \"gaussian\"",
          log.string()));
    const RowMatrix<float> codes = codes_of(columns.cluster);
    const Slice& own = catalogue.slice;
    sight.actions = codes.middleRows(static_cast<Eigen::Index>(own.first), own.rows.rows());
    sight.rounds = outputs_of_actions(codes);
    sight.kernel = {KernelKind::partition, std::sqrt(kCodeSpread)};
  });
  return sight;
}

}  // namespace megabandit
