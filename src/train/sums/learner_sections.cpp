#include "train/sums/learner_sections.hpp"

#include "train/rounds/round_statistics.hpp"
#include "train/sums/numbers.hpp"

namespace megabandit {

TallyLayout LearnerSections::layout(Pass pass) const {
  TallyLayout layout;
  append_numbers(layout, "statistic", kStatisticCount);
  append_numbers(layout, "objective", objective_.sums());
  const std::size_t tower = policy_.tower_parameters(), all = policy_.own_parameter_count();
  const std::size_t gradients = pass == Pass::gradients ? 1 : 0, products = 1 - gradients;
  const auto append = [&](const std::string& name, std::size_t cells, Kept kept) {
    layout.sections.insert(layout.sections.end(), objective_.channels(),
                           {name + " gradient", gradients * cells, kept});
    layout.sections.push_back({name + " product", products * cells, kept});
  };
  append("tower", tower, Kept::everywhere);
  append("table", all - tower, Kept::by_owners);
  return layout;
}

std::size_t LearnerSections::sums() const { return statistics() + std::size_t{kStatisticCount}; }

void LearnerSections::add_channel(const Tally& total, std::size_t channel, double weight, Vector& to) const {
  const std::span<double> all(to.data(), static_cast<std::size_t>(to.size()));
  const std::size_t own = policy_.tower_parameters();
  total.add_section_to(all.first(own), tower(channel), weight);
  total.add_section_to(all.subspan(own), table(channel), weight);
}

}  // namespace megabandit
