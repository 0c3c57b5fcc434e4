#include "train/truth/true_values.hpp"

#include "softmax/catalogue.hpp"

namespace megabandit {

std::unique_ptr<TrueValues> make_true_values(const Job& job, const std::filesystem::path& log,
                                             const LogShape& shape, const Catalogue& catalogue) {
  if (!shape.has_truth) return nullptr;
  if (shape.truth_columns == 0) return make_listed_values(static_cast<double>(shape.truth_otherwise));
  const ActionRange own = own_actions(shape.actions, catalogue.group);
  return make_factored_values(catalogue, read_action_truth(job, log, {own.first, own.last}));
}

}  // namespace megabandit
