#pragma once
// A rank turns its part of the work into a tally. Tallies add. The total decides the next step.
//
// A tally has sections of cells. A block's partial result is added to a section as one addend. In
// reproducible mode cells are 64-bit fixed-point numbers: an addend is scaled by the section's power of two,
// rounded and added as an integer. Integer addition is associative, so the total has the same bits for any
// cut of the addends over threads and ranks. Whether a scale still fits is decided from the largest addend
// and the number of addends, which do not depend on the cut either; when it does not, the scale moves and the
// step is repeated.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace megabandit {

enum class Reduction { reproducible, fast };

/// The scales of a tally's sections: exponents of two, one a section. Replicated state; saved with a
/// checkpoint.
using Scales = std::vector<int>;

/// Whose cells a section's are: every rank's, or those of the owners of a part of what is learned, who alone
/// add them up.
enum class Kept { everywhere, by_owners };

struct TallySection {
  std::string name;
  std::size_t cells = 0;
  Kept kept = Kept::everywhere;
};

/// What a tally is made of. The same on every rank, but for the number of cells that owners keep.
struct TallyLayout {
  std::vector<TallySection> sections;  ///< those kept by owners last
  std::size_t maxima = 0;              ///< numbers of which the largest is kept

  std::size_t cells() const;
  std::size_t cells(Kept kept) const;
};

class Tally {
 public:
  /// Empty. `scales` has one entry a section (ignored in fast mode).
  Tally(TallyLayout layout, Reduction reduction, Scales scales);
  /// Empty again, for another step, in the memory that is there: new memory costs more than adding to it.
  void restart(TallyLayout layout, Scales scales);

  /// @local  Adds one addend to cells [first, first + addend.size()) of a section. Finite numbers only
  /// (InternalError).
  void add(std::size_t section, std::span<const double> addend, std::size_t first = 0);
  void add(std::size_t section, std::span<const float> addend, std::size_t first = 0);
  /// @local  Keeps the largest.
  void raise(std::size_t maximum, double value);
  /// @local  Adds all that another thread's tally of the same layout and scales holds.
  void merge(const Tally& other);

  /// The total of a section.
  std::vector<double> section(std::size_t section) const;
  /// Adds `factor` times the total of a section to `sum`, of as many numbers.
  void add_section_to(std::span<double> sum, std::size_t section, double factor) const;
  /// The largest number that was raised; -infinity when none was.
  double maximum(std::size_t i) const { return maxima_[i]; }

  const TallyLayout& layout() const { return layout_; }
  Reduction reduction() const { return reduction_; }
  const Scales& scales() const { return scales_; }

  /// Whether each section's scale fits what was added: no overflow can have happened and no precision was
  /// given away. Ask the total, not a part: the answer is then the same for any number of ranks.
  bool fits() const;
  /// The scales that fit best what was added; a section without a nonzero addend keeps its own.
  Scales better_scales() const;

  // For the reduction over ranks (comm/reduce.hpp): cells add, limits are maximised, counts add.
  std::span<std::int64_t> fixed_cells(Kept kept) { return of(kept, std::span(fixed_)); }
  std::span<double> float_cells(Kept kept) { return of(kept, std::span(float_)); }
  std::span<double> limits() { return maxima_; }  ///< maxima, then the largest addend of each section
  std::span<std::int64_t> counts() { return counts_; }

 private:
  std::size_t begin_addend(std::size_t section, std::size_t numbers, std::size_t first);
  void add_some(std::size_t section, std::span<const double> some, std::size_t cell);
  template <class Cell>
  std::span<Cell> of(Kept kept, std::span<Cell> cells) const {
    const std::size_t shared = cells.empty() ? 0 : layout_.cells(Kept::everywhere);
    return kept == Kept::everywhere ? cells.first(shared) : cells.subspan(shared);
  }
  double peak(std::size_t section) const { return maxima_[layout_.maxima + section]; }

  TallyLayout layout_;
  Reduction reduction_;
  Scales scales_;
  std::vector<std::size_t> first_cell_;
  std::vector<std::int64_t> fixed_;   // reproducible: cells
  std::vector<double> float_;         // fast: cells
  std::vector<double> maxima_;        // layout_.maxima numbers, then a peak a section
  std::vector<std::int64_t> counts_;  // addends of each section
};

/// A start for a section about whose size nothing is known.
Scales first_scales(const TallyLayout& layout);

}  // namespace megabandit
