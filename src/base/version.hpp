#pragma once

namespace megabandit {

/// The version of the program, as in `megabandit --version` and in the files that it writes: "0.1.0".
const char* version();

}  // namespace megabandit
