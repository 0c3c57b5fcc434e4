#include "compare/divergence.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace megabandit {
namespace {

constexpr double kConverged = 1e-16;

/// x log(1 + d), 0 for x = 0.
double scaled_log1p(double x, double d) { return x == 0 ? 0.0 : x * std::log1p(d); }

/// N kl(W / N, bar), to rounding errors of |W - N bar|, not of N.
double divergence(double wins, double losses, double bar) {
  const double n = wins + losses;
  if (n == 0) return 0;
  const double excess = wins * (1 - bar) - losses * bar;  // W - N bar
  return scaled_log1p(wins, excess / (n * bar)) + scaled_log1p(losses, -excess / (n * (1 - bar)));
}

/// h of I_x(a, b) = x^a (1 - x)^b / (a B(a, b)) h: the continued fraction, by Lentz's method; x at most
/// (a + 1) / (a + b + 2).
double fraction(double a, double b, double x) {
  const auto nonzero = [](double value) { return value == 0 ? std::numeric_limits<double>::min() : value; };
  double c = 1, d = 1 / nonzero(1 - (a + b) * x / (a + 1)), h = d;
  for (double m = 1, change = 0; std::abs(change - 1) > kConverged; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonzero(1 + even * d);
    c = nonzero(1 + even / c);
    h *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonzero(1 + odd * d);
    c = nonzero(1 + odd / c);
    change = d * c;
    h *= change;
  }
  return h;
}

/// log Gamma(z + 1/2) - (z log z - z); Stirling's series about the half, so that what is large never appears.
double half_remainder(double z) {
  if (z == 0) return 0.5 * std::log(std::numbers::pi);
  if (z < 16) return std::lgamma(z + 0.5) - (z * std::log(z) - z);
  const double y = 1 / (z * z);
  return 0.5 * std::log(2 * std::numbers::pi) -
         (1.0 / 24 - y * (7.0 / 2880 - y * (31.0 / 40320 - y * 127.0 / 215040))) / z;
}

/// log Gamma(n + 1) - (n log n - n).
double whole_remainder(double n) {
  if (n == 0) return 0;
  if (n < 16) return std::lgamma(n + 1) - (n * std::log(n) - n);
  const double y = 1 / (n * n);
  return 0.5 * std::log(2 * std::numbers::pi * n) +
         (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y / 1680))) / n;
}

}  // namespace

double bernoulli_kl(double p, double q) { return divergence(p, 1 - p, q); }

double shortfall(double wins, double losses, double bar) {
  return wins * (1 - bar) < losses * bar ? divergence(wins, losses, bar) : 0.0;
}

double log_m1(double wins, double losses, double bar) {
  const double a = wins + 0.5, b = losses + 0.5;
  const double norm = std::log(2 * std::asin(std::sqrt(bar)));  // of Beta(1/2, 1/2) below bar
  const double edge = 0.5 * (std::log(bar) + std::log1p(-bar));
  // Ahead of the bar, the integral itself: B(a, b) of prior and posterior cancel.
  if (bar < (a + 1) / (a + b + 2)) return edge + std::log(fraction(a, b, bar) / a) - norm;
  // Behind it, the integral over all shares less what lies above the bar.
  const double whole = divergence(wins, losses, bar) + half_remainder(wins) + half_remainder(losses) -
                       whole_remainder(wins + losses);
  const double above = std::exp(edge - whole) * fraction(b, a, 1 - bar) / b;
  return whole + std::log1p(-above) - norm;
}

}  // namespace megabandit
