#include "outputs/logging/logging_policy.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "policy/policy_file.hpp"

namespace megabandit {
namespace {

void require_named(const std::string& named) {
  if (!named.empty()) return;
  throw ConfigError(
      "density.logging is not set: what users might have seen needs the probability of every action, not "
      "only of the one logged. Name the policy that logged (a file such as `simulate` writes, or a run "
      "directory), learn it from the log with objective.kind = \"bc\", or say \"uniform\"");
}

void require_fit(const std::string& named, const Policy& logging, const Policy& learned) {
  const PolicyShape &shape = logging.shape(), &own = learned.shape();
  if (shape.actions == own.actions && shape.tower.features == own.tower.features) return;
  throw ConfigError(fmt::format(
      "density.logging: {} is a policy of {} actions and contexts of {} features, but the log has {} and {}",
      named, shape.actions, shape.tower.features, own.actions, own.tower.features));
}

// The rows of its table that this rank holds of the learned policy's.
std::unique_ptr<Policy> cut_like(const Policy& whole, const Catalogue& catalogue) {
  const auto first = static_cast<Eigen::Index>(catalogue.slice.first);
  auto policy = std::make_unique<Policy>(
      whole.shape(), TablePart{whole.table().middleRows(first, catalogue.slice.rows.rows()),
                               catalogue.slice.first, catalogue.group});
  policy->set_tower(whole.tower_part());
  return policy;
}

}  // namespace

std::unique_ptr<Policy> logging_policy(const Job& job, const std::string& named, const Policy& learned) {
  agree(job.comm, [&] { require_named(named); });
  if (named == "uniform") return nullptr;
  const SavedPolicy saved = load_policy(job, named);
  std::unique_ptr<Policy> policy;
  agree(job.comm, [&] { require_fit(named, saved.policy, learned); });
  agree_on_parts(job.comm, [&] { policy = cut_like(saved.policy, learned.catalogue()); });
  return policy;
}

}  // namespace megabandit
