#pragma once
// Amounts as people read them, three digits: "1.50 GiB", "12.3 ms", "4.20 TF".

#include <string>

namespace megabandit {

std::string bytes_text(double bytes);
std::string seconds_text(double seconds);  ///< from microseconds to days
std::string flops_text(double flops);
std::string count_text(double count);  ///< "16,384"

}  // namespace megabandit
