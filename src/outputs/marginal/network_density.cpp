#include "outputs/marginal/network_density.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "density/pivot.hpp"
#include "outputs/marginal/monte_carlo.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kExamples = 16'384;
constexpr std::uint64_t kMadeUp = std::uint64_t{1}
                                  << 63;  // names of made-up rounds: no round of a log has them

// What draws are for; 0 is Monte Carlo's.
enum class Draw : std::uint32_t { action = 1, output, other_action, other_output, pivot, batch };

DrawName name_of(const NetworkSource& source, Draw draw) {
  return {.seed = source.seed,
          .stream = Stream::density,
          .epoch = kLoggingDraws + static_cast<std::uint32_t>(draw)};
}

Eigen::Index index(std::uint64_t n) { return static_cast<Eigen::Index>(n); }

/// [context, pivot] of every entry.
RowMatrix<float> inputs_of(const Panel& panel, Eigen::Index output_columns) {
  const Eigen::Index features = panel.parts.front().pass.input.cols();
  RowMatrix<float> inputs(index(panel.action.size()), features + output_columns);
  for (const PanelPart& part : panel.parts)
    for (std::uint64_t i = part.rounds.first; i < part.rounds.last; ++i)
      inputs.row(index(i))
          << part.pass.input.row(index(panel.context[i] - part.contexts.first)).cast<float>(),
          panel.seen.pivot.row(index(i)).head(output_columns).cast<float>();
  return inputs;
}

/// Rounds that might have been logged: as many in each context of `rounds`, with the pivots of what the
/// actions drawn make.
class MadeUpRounds {
 public:
  MadeUpRounds(const Scoring& scoring, const Panel& rounds, const NetworkSource& source)
      : scoring_(scoring), source_(source) {
    panel_.queries = rounds.queries;
    panel_.parts = rounds.parts;
    panel_.parts.front().rounds = {0, kExamples};
    panel_.seen.pivot.resize(index(kExamples), rounds.seen.pivot.cols());
    for (std::uint64_t i = 0; i < kExamples; ++i) {
      panel_.context.push_back(static_cast<std::uint32_t>(i * rounds.action.size() / kExamples));
      panel_.seen.name.push_back(kMadeUp | i);
      panel_.seen.pivot.row(index(i)) =
          rounds.seen.pivot.row(panel_.context.back());  // a query stands behind
    }
    panel_.action = draw(Draw::action);
    look(made(panel_.action, Draw::output));
  }

  const Panel& panel() const { return panel_; }
  Eigen::Index output_columns() const { return output_columns_; }

  /// log of the kernel between each pivot and what another action drawn makes.
  std::vector<double> log_kernels() const {
    const RowMatrix<double> others = made(draw(Draw::other_action), Draw::other_output);
    std::vector<double> values;
    for (Eigen::Index i = 0; i < others.rows(); ++i)
      values.push_back(
          log_kernel(source_.outputs->kernel().kernel(),
                     (panel_.seen.pivot.row(i).head(others.cols()) - others.row(i)).squaredNorm()));
    return values;
  }

 private:
  std::vector<ActionId> draw(Draw purpose) const {
    return source_.logging.draw(scoring_, panel_, {0, kExamples}, 1, name_of(source_, purpose));
  }
  RowMatrix<double> made(const std::vector<ActionId>& actions, Draw purpose) const {
    std::vector<Asked> asked;
    for (std::uint64_t i = 0; i < actions.size(); ++i) asked.push_back({i, actions[i]});
    return source_.outputs->made(panel_, asked, name_of(source_, purpose));
  }
  void look(const RowMatrix<double>& outputs) {
    output_columns_ = outputs.cols();
    panel_.seen.pivot.leftCols(output_columns_) = outputs;
    for (std::uint64_t i = 0; i < kExamples; ++i) {
      DrawName name = name_of(source_, Draw::pivot);
      name.index = panel_.seen.name[i];
      draw_pivot(source_.outputs->kernel().kernel(), source_.pivot, name,
                 {panel_.seen.pivot.row(index(i)).data(), static_cast<std::size_t>(output_columns_)});
    }
  }

  const Scoring& scoring_;
  const NetworkSource& source_;
  Panel panel_;
  Eigen::Index output_columns_ = 0;
};

/// Rows of a table, drawn for every step.
class TableOfExamples final : public DensityExamples {
 public:
  TableOfExamples(RowMatrix<float> inputs, const std::vector<double>& targets, DrawName name)
      : inputs_(std::move(inputs)), targets_(targets.begin(), targets.end()), name_(name) {}

  void fill(std::uint64_t step, RowMatrix<float>& inputs, Eigen::VectorXf& targets) const override {
    DrawName name = name_;
    name.index = step;
    for (Eigen::Index i = 0; i < inputs.rows(); ++i) {
      const auto row = below(name, targets_.size(), static_cast<std::uint32_t>(i));
      inputs.row(i) = inputs_.row(index(row));
      targets[i] = targets_[row];
    }
  }

 private:
  RowMatrix<float> inputs_;
  std::vector<float> targets_;
  DrawName name_;
};

class NetworkDensity final : public MarginalDensity {
 public:
  NetworkDensity(LearnedDensity network, double log_scale, Eigen::Index output_columns)
      : network_(std::move(network)), log_scale_(log_scale), output_columns_(output_columns) {}

  // One by one: what products of matrices round depends on how many rows there are.
  std::vector<double> log_rho(const Scoring&, const Panel& panel) override {
    const RowMatrix<float> inputs = inputs_of(panel, output_columns_);
    std::vector<double> result;
    for (Eigen::Index i = 0; i < inputs.rows(); ++i) {
      const RowMatrix<float> input = inputs.row(i);
      result.push_back(network_.log_rho({input.data(), 1, input.cols()}).front() - log_scale_);
    }
    return result;
  }

 private:
  LearnedDensity network_;
  double log_scale_;  // of what the network learned, on the scale of SmoothedKernel::log_value
  Eigen::Index output_columns_;
};

}  // namespace

std::unique_ptr<MarginalDensity> network_density(const Scoring& scoring, const Panel& rounds,
                                                 DensityForm form, const NetworkSource& source) {
  if (rounds.action.empty())
    throw DataError("there is no round whose context a density could be learned on: choose another split");
  const MadeUpRounds made_up(scoring, rounds, source);
  const SmoothedKernel& kernel = source.outputs->kernel();
  double log_scale = 0;
  std::vector<double> targets;
  if (form == DensityForm::logarithm) {
    targets = monte_carlo_density(source.logging, source.outputs, source.draws, source.seed)
                  ->log_rho(scoring, made_up.panel());
  } else {
    const double log_height =
        log_released_height(kernel.kernel(), static_cast<int>(made_up.output_columns()));
    targets = made_up.log_kernels();
    for (double& target : targets) target = std::exp(target + log_height);
    log_scale = log_height + kernel.log_peak();
  }
  RowMatrix<float> inputs = inputs_of(made_up.panel(), made_up.output_columns());
  const auto columns = inputs.cols();
  const TableOfExamples examples(std::move(inputs), targets, name_of(source, Draw::batch));
  LearnedDensitySettings settings{.form = form, .seed = source.seed};
  if (form == DensityForm::logarithm) settings.rate = 1e-3;  // as released it is a tenth of that
  return std::make_unique<NetworkDensity>(LearnedDensity(settings, columns, examples), log_scale,
                                          made_up.output_columns());
}

}  // namespace megabandit
