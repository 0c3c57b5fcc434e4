# Everything comes from the system. A missing package is named as Debian names it.
set(MPI_CXX_SKIP_MPICXX TRUE)               # the C++ bindings are gone from the standard
set(MPI_DETERMINE_LIBRARY_VERSION TRUE)       # "Open MPI v4.1.4", for the record of a run
set(HDF5_PREFER_PARALLEL TRUE)              # with both builds installed CMake silently takes the serial one

# megabandit_need(DEBIAN_PACKAGE find_package arguments...)
macro(megabandit_need debian_package name)
  find_package(${name} ${ARGN} QUIET)
  if(NOT ${name}_FOUND)
    message(FATAL_ERROR "${name} is missing: apt-get install ${debian_package}   (or load your site's ${name} module)")
  endif()
endmacro()

find_package(Threads REQUIRED)
megabandit_need(libopenmpi-dev MPI 3.1 COMPONENTS CXX)
megabandit_need(libhdf5-openmpi-dev HDF5 1.10.2 COMPONENTS C)
if(NOT HDF5_IS_PARALLEL)
  message(FATAL_ERROR "HDF5 was found but it is the serial build: apt-get install libhdf5-openmpi-dev")
endif()
add_library(hdf5_parallel INTERFACE)            # its header includes that of MPI
target_link_libraries(hdf5_parallel INTERFACE HDF5::HDF5 MPI::MPI_CXX)
megabandit_need(libeigen3-dev Eigen3 3.4 CONFIG)
megabandit_need(libboost-serialization-dev Boost 1.74 COMPONENTS serialization)
megabandit_need(libfmt-dev fmt CONFIG)
megabandit_need(libcli11-dev CLI11 CONFIG)
megabandit_need(libtomlplusplus-dev tomlplusplus CONFIG)
megabandit_need(nlohmann-json3-dev nlohmann_json CONFIG)
megabandit_need(zlib1g-dev ZLIB)
if(MEGABANDIT_TESTS)
  megabandit_need("libgtest-dev libgmock-dev" GTest CONFIG)
  megabandit_need(librapidcheck-dev rapidcheck CONFIG)
  megabandit_need(libbenchmark-dev benchmark CONFIG)
endif()

# Random123 and xxHash come without CMake files.
find_path(RANDOM123_INCLUDE Random123/philox.h)
if(NOT RANDOM123_INCLUDE)
  message(FATAL_ERROR "Random123 is missing: apt-get install librandom123-dev")
endif()
find_path(XXHASH_INCLUDE xxhash.h)
find_library(XXHASH_LIBRARY xxhash)
if(NOT XXHASH_INCLUDE OR NOT XXHASH_LIBRARY)
  message(FATAL_ERROR "xxHash is missing: apt-get install libxxhash-dev")
endif()
add_library(xxHash::xxHash UNKNOWN IMPORTED)
set_target_properties(xxHash::xxHash PROPERTIES IMPORTED_LOCATION ${XXHASH_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${XXHASH_INCLUDE})
