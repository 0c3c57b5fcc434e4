# What the program says of its own making. The state of the checkout is asked for at every build, not only when CMake
# configures: a stale answer would be a wrong one. Run as a script it writes the header (only when it changed).
if(CMAKE_SCRIPT_MODE_FILE)
  execute_process(COMMAND git -C ${source} describe --tags --always --dirty
                  OUTPUT_VARIABLE git OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(failed)
    set(git unknown)
  endif()
  configure_file(${source}/src/observe/surroundings/build_facts.hpp.in ${output} @ONLY)
  return()
endif()

function(megabandit_build_facts target)
  set(header ${CMAKE_BINARY_DIR}/facts/build_facts.hpp)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  string(STRIP "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${type}}" flags)
  string(REGEX REPLACE ",.*" "" transport "${MPI_CXX_LIBRARY_VERSION_STRING}")
  if(NOT transport)
    set(transport "MPI ${MPI_CXX_VERSION}")
  endif()
  set(hdf5 "${HDF5_VERSION} (serial)")
  if(HDF5_IS_PARALLEL)
    set(hdf5 "${HDF5_VERSION} (parallel)")
  endif()
  add_custom_target(build_facts
    COMMAND ${CMAKE_COMMAND} -D source=${CMAKE_SOURCE_DIR} -D output=${header} "-Dcompiler=${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}" "-Dflags=${flags}" -D type=${CMAKE_BUILD_TYPE}
            "-Dtransport=${transport}" "-Dhdf5=${hdf5}" -P ${CMAKE_SOURCE_DIR}/cmake/BuildFacts.cmake
    BYPRODUCTS ${header} COMMENT "" VERBATIM)
  add_dependencies(${target} build_facts)
  target_include_directories(${target} PRIVATE ${CMAKE_BINARY_DIR}/facts)
endfunction()
