#pragma once

namespace megabandit {

/// The threshold function T of Kaufmann and Koolen 2021 (LLM-PO specification 4.3), x >= 0;
/// T(x) ~ x + 4 log(1 + x + sqrt(2 x)).
double kaufmann_koolen(double x);

}  // namespace megabandit
