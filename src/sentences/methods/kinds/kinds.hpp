#pragma once
// The methods of the benchmark, one file each.

#include <memory>

#include "sentences/benchmark/experiment.hpp"
#include "sentences/methods/method.hpp"

namespace megabandit {

using MakeMethod = std::unique_ptr<Method>(const Experiment&, const MethodSettings&);

MakeMethod make_uniform, make_logging, make_optimal;                 // references.cpp
MakeMethod make_regression_greedy, make_sentence_regression_greedy;  // references.cpp
MakeMethod make_online, make_regression, make_sentence_regression, make_ips, make_dr, make_potec;
MakeMethod make_dso, make_dso_sn, make_dso_dr, make_dso_pwll;

}  // namespace megabandit
