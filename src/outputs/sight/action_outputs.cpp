#include "outputs/sight/action_outputs.hpp"

#include "base/narrow.hpp"
#include "comm/agree.hpp"
#include "density/kappa.hpp"

namespace megabandit {
namespace {

Eigen::Index index(std::uint64_t n) { return static_cast<Eigen::Index>(n); }

class AroundMeans final : public ActionOutputs {
 public:
  AroundMeans(OutputMeans means, double noise, SmoothedKernel kernel)
      : means_(std::move(means)), noise_(noise), kernel_(std::move(kernel)) {}

  // A distance is that of the one rank that holds the row; the others add 0.
  std::vector<double> log_kappa(const Panel& panel, std::span<const Asked> asked) const override {
    std::vector<double> values(asked.size(), 0);
    for (std::size_t i = 0; i < asked.size(); ++i)
      if (holds(asked[i].action))
        values[i] =
            (row(asked[i].action) - panel.seen.pivot.row(index(asked[i].entry)).head(means_.rows.cols()))
                .squaredNorm();
    if (means_.group != nullptr) means_.group->sum(std::span(values));
    for (double& value : values) value = kernel_.log_value(value);
    return values;
  }

  RowMatrix<double> made(const Panel& panel, std::span<const Asked> asked, DrawName name) const override {
    RowMatrix<double> outputs = RowMatrix<double>::Zero(index(asked.size()), means_.rows.cols());
    for (std::size_t i = 0; i < asked.size(); ++i)
      if (holds(asked[i].action)) outputs.row(index(i)) = row(asked[i].action);
    if (means_.group != nullptr)
      means_.group->sum(std::span(outputs.data(), static_cast<std::size_t>(outputs.size())));
    for (std::size_t i = 0; i < asked.size(); ++i) {
      name.index = panel.seen.name[asked[i].entry];
      for (Eigen::Index column = 0; column < outputs.cols(); ++column)
        outputs(index(i), column) += noise_ * normal(name, narrow<std::uint32_t>(column));
    }
    return outputs;
  }

  const SmoothedKernel& kernel() const override { return kernel_; }

 private:
  bool holds(ActionId action) const {
    return action.value >= means_.first &&
           action.value < means_.first + static_cast<std::uint64_t>(means_.rows.rows());
  }
  Eigen::RowVectorXd row(ActionId action) const {
    return means_.rows.row(index(action.value - means_.first)).cast<double>();
  }

  OutputMeans means_;
  double noise_;
  SmoothedKernel kernel_;
};

class OfBank final : public ActionOutputs {
 public:
  OfBank(const Bank& bank, SmoothedKernel kernel, Communicator* group)
      : bank_(bank), kernel_(std::move(kernel)), group_(group) {}

  std::vector<double> log_kappa(const Panel& panel, std::span<const Asked> asked) const override {
    std::vector<double> values(asked.size());
    agree(group_, [&] {  // it may fail to be read on one rank
      for (std::size_t i = 0; i < asked.size(); ++i)
        log_kappa_of_bank(kernel_, {pivot(panel, asked[i]), bank_.shape().columns}, of(panel, asked[i]),
                          {&values[i], 1});
    });
    return values;
  }

  RowMatrix<double> made(const Panel& panel, std::span<const Asked> asked, DrawName name) const override {
    RowMatrix<double> outputs(index(asked.size()), index(bank_.shape().columns));
    agree(group_, [&] {
      for (std::size_t i = 0; i < asked.size(); ++i) {
        name.index = panel.seen.name[asked[i].entry];
        const auto sample = below(name, bank_.shape().samples);
        outputs.row(index(i)) = of(panel, asked[i]).row(index(sample)).cast<double>();
      }
    });
    return outputs;
  }

  const SmoothedKernel& kernel() const override { return kernel_; }

 private:
  static const double* pivot(const Panel& panel, const Asked& asked) {
    return panel.seen.pivot.row(index(asked.entry)).data();
  }
  // The outputs of the action for the round's query.
  RowsView<float> of(const Panel& panel, const Asked& asked) const {
    const BankShape& shape = bank_.shape();
    const auto query = static_cast<std::uint64_t>(pivot(panel, asked)[shape.columns]);
    const RowsView<float> all = bank_.outputs(query);
    return {all.data() + asked.action.value * shape.samples * shape.columns, index(shape.samples),
            index(shape.columns)};
  }

  const Bank& bank_;
  SmoothedKernel kernel_;
  Communicator* group_;
};

}  // namespace

std::unique_ptr<ActionOutputs> outputs_around_means(OutputMeans means, double noise, SmoothedKernel kernel) {
  return std::make_unique<AroundMeans>(std::move(means), noise, std::move(kernel));
}

std::unique_ptr<ActionOutputs> outputs_of_bank(const Bank& bank, SmoothedKernel kernel, Communicator* group) {
  return std::make_unique<OfBank>(bank, std::move(kernel), group);
}

}  // namespace megabandit
