#include "base/version.hpp"

namespace megabandit {

const char* version() { return MEGABANDIT_VERSION; }

}  // namespace megabandit
