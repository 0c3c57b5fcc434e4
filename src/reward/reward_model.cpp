#include "reward/reward_model.hpp"

namespace megabandit {
namespace {

Catalogue catalogue_of(const RewardModel::Actions& actions, const RowMatrix<float>& rows) {
  return make_catalogue({{rows.data(), rows.rows(), rows.cols()}, actions.first}, actions.all, actions.group);
}

}  // namespace

RewardModel::RewardModel(LinearRewards rewards, Actions actions, std::unique_ptr<OutputsOfRounds> rounds)
    : rewards_(std::move(rewards)), rounds_(std::move(rounds)) {
  // The mean of rows spread over the catalogue is the same for any cut of it.
  centre_ = catalogue_of(actions, actions.outputs).landmarks.cast<double>().colwise().mean();
  rows_ = (actions.outputs.cast<double>().rowwise() - centre_).cast<float>();
  exponent_ = catalogue_of(actions, rows_).exponent;
}

RowMatrix<double> RewardModel::queries(const BlockView& block, const PanelPart& part,
                                       std::span<double> level) const {
  RowMatrix<double> slopes(static_cast<Eigen::Index>(part.block_row.size()), rows_.cols());
  for (std::size_t c = 0; c < part.block_row.size(); ++c) {
    const auto row = static_cast<Eigen::Index>(c);
    const auto of = rewards_.of(part.block, part.block_row[c], part.pass.input.row(row));
    slopes.row(row) = of.slope;
    level[c] =
        of.at_zero + of.slope.dot(centre_ + output_shift(block, part.block_row[c], rounds_->columns()));
  }
  return slopes;
}

std::vector<double> RewardModel::of_rounds(const Panel& panel, const PanelPart& part,
                                           const BlockView& block) const {
  std::vector<double> values(part.rounds.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::uint32_t context = panel.context[part.rounds.first + i];
    const auto slope = panel.field.row(static_cast<Eigen::Index>(context)).cast<double>();
    values[i] =
        panel.level[context] + slope.dot(unshifted_output(*rounds_, block, part.block_round[i]) - centre_);
  }
  return values;
}

std::vector<double> mean_field_of_rounds(const Panel& panel, const PanelPart& part) {
  std::vector<double> values(part.rounds.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::uint32_t context = panel.context[part.rounds.first + i];
    values[i] = panel.level[context] + panel.mean_field[context];
  }
  return values;
}

}  // namespace megabandit
