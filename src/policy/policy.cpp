#include "policy/policy.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/random.hpp"

namespace megabandit {

Policy::Policy(PolicyShape shape, RowMatrix<float> table)
    : shape_(std::move(shape)), tower_(make_tower(shape_.tower)), table_(std::move(table)) {
  if (static_cast<std::uint64_t>(table_.rows()) != shape_.actions ||
      static_cast<std::uint64_t>(table_.cols()) != shape_.tower.columns)
    throw InternalError(fmt::format("a table of {} x {} was given to a policy of {} actions and {} columns",
                                    table_.rows(), table_.cols(), shape_.actions, shape_.tower.columns));
  const auto tower_size = static_cast<Eigen::Index>(tower_parameters());
  const Eigen::Index table_size = shape_.table == TableKind::trained ? table_.size() : 0;
  parameters_ = Vector::Zero(tower_size + table_size);
  if (table_size > 0)
    parameters_.tail(table_size) =
        Eigen::Map<const Eigen::VectorXf>(table_.data(), table_size).cast<double>();
  look_at_table();
}

bool Policy::linear() const {
  return shape_.tower.kind == TowerKind::identity ||
         (shape_.tower.kind == TowerKind::linear && shape_.table == TableKind::fixed);
}

void Policy::set_parameters(const Vector& parameters) {
  parameters_ = parameters;
  if (shape_.table == TableKind::trained)
    Eigen::Map<Eigen::VectorXf>(table_.data(), table_.size()) = parameters_.tail(table_.size()).cast<float>();
  if (shape_.table == TableKind::trained) look_at_table();
}

void Policy::look_at_table() {
  catalogue_ = std::make_unique<Catalogue>(make_catalogue({table(), 0}, shape_.actions, nullptr));
}

void Policy::initialise_tower(std::uint64_t seed, double scale) {
  tower_->initialise({parameters_.data(), tower_parameters()}, seed, scale);
}

RowMatrix<double> Policy::queries(TowerPass& pass) const {
  tower_->forward(tower_part(), pass);
  return pass.output / shape_.temperature;
}

double Policy::score(const Eigen::Ref<const Eigen::RowVectorXd>& query, ActionId action) const {
  return table_.row(action.value).cast<double>().dot(query);
}

RowMatrix<float> random_table(std::uint64_t actions, std::uint64_t columns, std::uint64_t seed,
                              double scale) {
  RowMatrix<float> table(static_cast<Eigen::Index>(actions), static_cast<Eigen::Index>(columns));
  for (Eigen::Index i = 0; i < table.size(); ++i)
    table.data()[i] = static_cast<float>(scale * normal({.seed = seed,
                                                         .stream = Stream::parameters,
                                                         .epoch = 1,
                                                         .index = static_cast<std::uint64_t>(i)}));
  return table;
}

}  // namespace megabandit
