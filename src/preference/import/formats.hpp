#pragma once
// The importers of preferences, each made in the file of its name.

#include "preference/import/format.hpp"

namespace megabandit::preference_formats {

std::unique_ptr<PreferenceFormat> preflib();
std::unique_ptr<PreferenceFormat> arena();
std::unique_ptr<PreferenceFormat> pairs();
std::unique_ptr<PreferenceFormat> scores();

}  // namespace megabandit::preference_formats
