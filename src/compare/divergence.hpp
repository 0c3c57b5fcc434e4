#pragma once
// How far a share of wins lies from what the best must have at least.

namespace megabandit {

/// Kullback-Leibler divergence of Bernoulli p from Bernoulli q in nats; p in [0, 1], q in (0, 1).
double bernoulli_kl(double p, double q);

/// What it costs in log-likelihood that a share of wins is `bar` at least: N kl(W / N, bar) when W / N is
/// below `bar`, else 0. Wins and losses 0 .. 2^53.
double shortfall(double wins, double losses, double bar);

/// log of the mixture likelihood ratio of W wins and L losses under shares below `bar` to share `bar`
/// (Beta(1/2, 1/2) cut at `bar`; specification 4.2, A.3, 1.6). Numbers 0 .. 2^53, bar in (0, 1); accurate to
/// 1e-9 and the last bits of the result. When wins come with probability `bar` or more its exponential is a
/// supermartingale that begins at 1.
double log_m1(double wins, double losses, double bar);
inline double log_m1(double wins, double losses) { return log_m1(wins, losses, 0.5); }

}  // namespace megabandit
