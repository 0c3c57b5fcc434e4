#pragma once
// The marginal logging density as a function that is learned: a network on [context, pivot] (DSO
// specification 1.12.2, 1.12.4). Needs nothing of the actions once it is trained, and is as good as it is:
// ask density_quality before trusting its weights.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/matrix.hpp"
#include "density/kernel.hpp"
#include "network/network.hpp"

namespace megabandit {

enum class DensityForm {
  kernel_values,  ///< as released: softplus of the network, squared error on single kernel values, summed
                  ///< over a batch. Nearly uncorrelated with the truth where kernel values are rare (1.12.3).
  logarithm,      ///< the network itself, squared error on logarithms of densities from draws of actions
};

/// log of the height of released kernels: they are normalised in one dimension, at distances divided by the
/// number of dimensions. The softplus of DensityForm::kernel_values, and the released clip, mean something on
/// that scale alone. @local
double log_released_height(const Kernel& kernel, int dimensions);

struct LearnedDensitySettings {
  DensityForm form = DensityForm::logarithm;
  std::int64_t hidden = 100;     ///< units of the one hidden layer
  std::uint64_t steps = 10'000;  ///< of Adam
  std::int64_t batch = 32;       ///< rows of a step
  double rate = 1e-4;            ///< learning rate
  std::uint64_t seed = 0;        ///< of the first parameters
};

/// What is learned from.
class DensityExamples {
 public:
  virtual ~DensityExamples() = default;
  /// Fills `inputs` [batch, columns] and the target of each: by the form, K(s1, s2) of independent draws s1,
  /// s2 through the logging policy in the input's context, s1 its pivot; or an estimate of log rho at the
  /// input's pivot, minus infinity where it found nothing. A function of `step`: a step may be asked for
  /// twice.
  virtual void fill(std::uint64_t step, RowMatrix<float>& inputs, Eigen::VectorXf& targets) const = 0;
};

/// @local throughout.
class LearnedDensity {
 public:
  /// Trains. `columns`: of an input.
  LearnedDensity(const LearnedDensitySettings& settings, std::int64_t columns,
                 const DensityExamples& examples);

  /// log rho of each input, on the scale of the targets. [n]
  std::vector<double> log_rho(RowsView<float> inputs) const;

 private:
  void standardise(const LearnedDensitySettings& settings, std::int64_t columns,
                   const DensityExamples& examples);
  float pull(float output, float target) const;  ///< derivative of the loss by the network's output

  DensityForm form_;
  Network network_;
  double centre_ = 0, spread_ = 1;  // of logarithms: what the network says is measured from and in these
};

/// How far densities are from better ones of the same pivots (specification 4, P2).
struct DensityQuality {
  std::uint64_t rounds = 0;  ///< compared: those where both are above 0
  double correlation = 0;    ///< of the logarithms; 1 where both are constant
  double mean_weight = 0;    ///< of the logging policy itself by these densities: 1 when they are right

  /// What to tell the user; empty when correlation >= 0.7 and mean weight within [0.8, 1.25].
  std::string warning() const;
};

/// `log_rho`, `better`: as many each; a thousand are enough. @local
DensityQuality density_quality(std::span<const double> log_rho, std::span<const double> better);

}  // namespace megabandit
