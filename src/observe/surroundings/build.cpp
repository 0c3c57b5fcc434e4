#include "observe/surroundings/build.hpp"

#include <nlohmann/json.hpp>

#include <build_facts.hpp>  // made by cmake/BuildFacts.cmake

#include "base/version.hpp"

namespace megabandit {

const Build& this_build() {
  static const Build build{version(),          build_facts::git,  build_facts::compiler,
                           build_facts::flags, build_facts::type, build_facts::transport,
                           build_facts::hdf5};
  return build;
}

nlohmann::ordered_json to_json(const Build& build) {
  return {{"version", build.version}, {"git", build.git},   {"compiler", build.compiler},
          {"flags", build.flags},     {"type", build.type}, {"transport", build.transport},
          {"hdf5", build.hdf5}};
}

}  // namespace megabandit
