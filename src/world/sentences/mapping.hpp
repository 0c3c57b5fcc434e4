#pragma once
// What an action adds to a sentence: the action part of f, elementwise in x = e_a B (DSO specification 2.2).

#include <string>
#include <vector>

namespace megabandit {

/// "linear", "rational", "sigmoid", "trigonometric", "power", "exponential".
std::vector<std::string> mapping_names();

/// @param offset of the rational mapping, one number of the world; others do not use it
/// @throws ConfigError for an unknown name
double mapped_value(const std::string& name, double x, double offset);

}  // namespace megabandit
