#pragma once
// Models of rewards: a network on [context, vector], where the vector is the action's embedding or the
// sentence (DSO specification 1.5).

#include <cstdint>
#include <string_view>

#include "network/network.hpp"
#include "sentences/benchmark/artefacts.hpp"

namespace megabandit {

struct FitSettings {
  std::uint64_t seed = 0;
  std::uint64_t steps = 100'000;  ///< of Adam, each on 32 rows drawn with replacement
  double rate = 1e-4;
};

/// Fits a network of 100 hidden units to `targets` [n] at `inputs` [n, columns] by least squares, on the
/// first 4/5 of the rows, as released; the last step's parameters. `kind` names the artefact.
Network fit_rewards(std::string_view kind, const RowMatrix<float>& inputs, const Eigen::VectorXf& targets,
                    const FitSettings& settings, const Artefacts& artefacts);

/// Contexts side by side with one vector each: [n, columns of both].
RowMatrix<float> side_by_side(const RowMatrix<float>& contexts, const RowMatrix<float>& vectors);

/// What the model says of every context with every vector: [n, A], entry (i, a) for
/// [contexts_i, shifts_i + vectors_a]. @param shifts [n, columns of vectors], or none at all (zero)
RowMatrix<float> predict_pairs(const Network& model, const RowMatrix<float>& contexts,
                               const RowMatrix<float>& shifts, const RowMatrix<float>& vectors);

}  // namespace megabandit
