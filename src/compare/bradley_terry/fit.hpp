#pragma once
// Maximum likelihood with a ridge, free or on the plane where two candidates' scores are equal
// (LLM-PO specification 3.2, 3.10, A.4).

#include <Eigen/Cholesky>

#include "compare/bradley_terry/newton.hpp"

namespace megabandit {

/// The maximum over all coefficients. Without a ridge (0) it exists where every candidate is joined to every
/// other by chains of wins (Ford's condition), and the coefficients of tabular scores sum to what `start`'s
/// do. With a ridge, tabular scores of many candidates of which few pairs were compared are fitted by a
/// sparse factorisation.
Fit fit(const LinearScores& model, const Likelihood& likelihood, double ridge, const Vector& start,
        const NewtonLimits& limits = {});

/// The maximum over coefficients with <contrast, coefficients> = 0; `contrast` is not 0. It begins where
/// `start` falls onto that plane.
Fit fit_on_plane(const LinearScores& model, const Likelihood& likelihood, double ridge,
                 const Vector& contrast, const Vector& start, const NewtonLimits& limits = {});

/// The curvature of what is maximised: information of the comparisons at these coefficients plus the ridge,
/// factored; regular also where only differences of tabular scores matter.
Eigen::LLT<Eigen::MatrixXd> factored_curvature(const LinearScores& model, const Likelihood& likelihood,
                                               double ridge, const Vector& coefficients);

/// A lower bound of the log-likelihood's mixture over Gaussian coefficients N(0, 1 / ridge) (Kakade-Ng;
/// LLM-PO specification 4.6, A.5). @param coefficients  the fit with this ridge
double mixture_likelihood(const LinearScores& model, const Likelihood& likelihood, double ridge,
                          const Vector& coefficients);

}  // namespace megabandit
