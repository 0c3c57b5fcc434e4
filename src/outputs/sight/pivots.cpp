#include "outputs/sight/pivots.hpp"

#include "base/random.hpp"

namespace megabandit {
namespace {

constexpr unsigned kPivotBits = 6, kRoundBits = 32;  // up to 64 pivots a round

}  // namespace

Pivots::Pivots(const DensitySettings& settings, const Kernel& kernel, std::uint64_t seed, PivotUse use)
    : kernel_(kernel),
      kind_(kernel.kind == KernelKind::partition ? PivotKind::centred : settings.pivot),
      count_(kind_ == PivotKind::centred ? 1 : settings.pivots),
      seed_(seed),
      use_(use) {}

std::uint64_t Pivots::move(BlockId block, std::size_t round, std::uint64_t entry, std::uint32_t epoch,
                           std::span<double> output) const {
  const std::uint64_t which = use_ == PivotUse::all ? entry : epoch % count_;
  const std::uint64_t name = (block.value << kRoundBits | round) << kPivotBits | which;
  draw_pivot(kernel_, kind_, {.seed = seed_, .stream = Stream::pivot, .epoch = 0, .index = name}, output);
  return name;
}

}  // namespace megabandit
