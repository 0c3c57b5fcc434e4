#include "outputs/sight/outputs_of_rounds.hpp"

namespace megabandit {
namespace {

class LoggedOutputs final : public OutputsOfRounds {
 public:
  explicit LoggedOutputs(std::uint64_t columns) : columns_(columns) {}
  std::uint64_t columns() const override { return columns_; }
  void write(const BlockView& block, std::size_t round, std::span<double> output) const override {
    const auto row = block.output.row(static_cast<Eigen::Index>(round));
    for (std::size_t i = 0; i < output.size(); ++i)
      output[i] = static_cast<double>(row[static_cast<Eigen::Index>(i)]);
    if (block.output_shift.size() == 0) return;
    const auto shift = block.output_shift.row(block.context[round]);
    for (std::size_t i = 0; i < output.size(); ++i)
      output[i] -= static_cast<double>(shift[static_cast<Eigen::Index>(i)]);
  }

 private:
  std::uint64_t columns_;
};

class WithQuery final : public OutputsOfRounds {
 public:
  explicit WithQuery(std::unique_ptr<OutputsOfRounds> outputs) : outputs_(std::move(outputs)) {}
  std::uint64_t columns() const override { return outputs_->columns() + 1; }
  std::uint64_t output_columns() const override { return outputs_->columns(); }
  void write(const BlockView& block, std::size_t round, std::span<double> output) const override {
    outputs_->write(block, round, output.first(output.size() - 1));
    output.back() = block.query[block.context[round]];
  }

 private:
  std::unique_ptr<OutputsOfRounds> outputs_;
};

class OutputsOfActions final : public OutputsOfRounds {
 public:
  explicit OutputsOfActions(RowMatrix<float> outputs) : outputs_(std::move(outputs)) {}
  std::uint64_t columns() const override { return static_cast<std::uint64_t>(outputs_.cols()); }
  void write(const BlockView& block, std::size_t round, std::span<double> output) const override {
    const auto row = outputs_.row(block.action[round].value);
    for (std::size_t i = 0; i < output.size(); ++i)
      output[i] = static_cast<double>(row[static_cast<Eigen::Index>(i)]);
  }

 private:
  RowMatrix<float> outputs_;
};

}  // namespace

std::unique_ptr<OutputsOfRounds> logged_outputs(std::uint64_t columns) {
  return std::make_unique<LoggedOutputs>(columns);
}

std::unique_ptr<OutputsOfRounds> with_query(std::unique_ptr<OutputsOfRounds> outputs) {
  return std::make_unique<WithQuery>(std::move(outputs));
}

std::unique_ptr<OutputsOfRounds> outputs_of_actions(RowMatrix<float> outputs) {
  return std::make_unique<OutputsOfActions>(std::move(outputs));
}

}  // namespace megabandit
