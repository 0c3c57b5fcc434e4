#include "policy/policy.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/random.hpp"

namespace megabandit {

Policy::Policy(PolicyShape shape, RowMatrix<float> table)
    : Policy(std::move(shape), TablePart{.rows = std::move(table)}) {}

Policy::Policy(PolicyShape shape, TablePart part)
    : shape_(std::move(shape)), tower_(make_tower(shape_.tower)), part_(std::move(part)) {
  const ActionRange own = own_actions(shape_.actions, part_.group);
  if (part_.first != own.first || static_cast<std::uint64_t>(part_.rows.rows()) != own.size() ||
      static_cast<std::uint64_t>(part_.rows.cols()) != shape_.tower.columns)
    throw InternalError(
        fmt::format("a table of {} x {} from action {} on was given to a policy of {} actions and {} columns",
                    part_.rows.rows(), part_.rows.cols(), part_.first, shape_.actions, shape_.tower.columns));
  tower_numbers_ = Vector::Zero(static_cast<Eigen::Index>(tower_->parameters()));
  look_at_table();
}

bool linear(TowerKind tower, TableKind table) {
  return tower == TowerKind::identity || (tower == TowerKind::linear && table == TableKind::fixed);
}

std::uint64_t Policy::trained_numbers(std::uint64_t actions) const {
  return shape_.table == TableKind::trained ? actions * shape_.tower.columns : 0;
}

std::uint64_t Policy::own_parameter_count() const {
  return tower_parameters() + trained_numbers(static_cast<std::uint64_t>(part_.rows.rows()));
}

Vector Policy::parameters() const {
  Vector all(static_cast<Eigen::Index>(own_parameter_count()));
  all.head(tower_numbers_.size()) = tower_numbers_;
  if (shape_.table == TableKind::trained)
    all.tail(part_.rows.size()) =
        Eigen::Map<const Eigen::VectorXf>(part_.rows.data(), part_.rows.size()).cast<double>();
  return all;
}

void Policy::set_parameters(const Vector& parameters) {
  tower_numbers_ = parameters.head(tower_numbers_.size());
  if (shape_.table == TableKind::fixed) return;
  Eigen::Map<Eigen::VectorXf>(part_.rows.data(), part_.rows.size()) =
      parameters.tail(part_.rows.size()).cast<float>();
  look_at_table();
}

void Policy::set_tower(std::span<const double> parameters) {
  tower_numbers_ = Eigen::Map<const Vector>(parameters.data(), static_cast<Eigen::Index>(parameters.size()));
}

void Policy::look_at_table() {
  catalogue_ =
      std::make_unique<Catalogue>(make_catalogue({table(), part_.first}, shape_.actions, part_.group));
  ++table_version_;
}

void Policy::initialise_tower(std::uint64_t seed, double scale) {
  tower_->initialise({tower_numbers_.data(), tower_parameters()}, seed, scale);
}

RowMatrix<double> Policy::queries(TowerPass& pass) const {
  tower_->forward(tower_part(), pass);
  return pass.output / shape_.temperature;
}

double Policy::score(const Eigen::Ref<const Eigen::RowVectorXd>& query, ActionId action) const {
  return part_.rows.row(static_cast<Eigen::Index>(action.value - part_.first)).cast<double>().dot(query);
}

RowMatrix<float> random_table(const ActionRange& actions, std::uint64_t columns, std::uint64_t seed,
                              double scale) {
  RowMatrix<float> table(static_cast<Eigen::Index>(actions.size()), static_cast<Eigen::Index>(columns));
  for (Eigen::Index i = 0; i < table.size(); ++i)
    table.data()[i] = static_cast<float>(
        scale * normal({.seed = seed,
                        .stream = Stream::parameters,
                        .epoch = 1,
                        .index = actions.first * columns + static_cast<std::uint64_t>(i)}));
  return table;
}

}  // namespace megabandit
