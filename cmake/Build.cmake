# Language level, build types and the rule that a folder of src/ is a library.
option(MEGABANDIT_TESTS "Build tests and benchmarks" ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release" FORCE)
endif()
# How much the program checks of itself (src/base/check.hpp): off, cheap, normal, communicating, exhaustive.
set(MEGABANDIT_CHECK_LEVEL "" CACHE STRING "empty: cheap in Release, exhaustive in Debug")
if(NOT MEGABANDIT_CHECK_LEVEL)
  add_compile_definitions($<IF:$<CONFIG:Debug>,MEGABANDIT_CHECK_LEVEL=exhaustive,MEGABANDIT_CHECK_LEVEL=cheap>)
else()
  add_compile_definitions(MEGABANDIT_CHECK_LEVEL=${MEGABANDIT_CHECK_LEVEL})
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_VERIFY_INTERFACE_HEADER_SETS ON)         # tests/lint: every header compiles alone
set(CMAKE_CXX_FLAGS_RELEASE "-O2")          # no -march: the hot kernels choose their instruction set at run time
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

# megabandit_folder(NAME USES library...): every .cpp of src/NAME (its sub-folders too) becomes library NAME.
function(megabandit_folder name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "USES")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.hpp)
  if(sources)
    add_library(${name} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(megabandit::${name} ALIAS ${name})
  # X.cpp includes X.hpp first (tests/lint/tree.sh), which shows that it compiles alone; the others are tried one by one.
  foreach(header IN LISTS headers)
    string(REGEX REPLACE "hpp$" "cpp" source ${header})
    if(NOT source IN_LIST sources)
      list(APPEND unaccompanied ${header})
    endif()
  endforeach()
  target_sources(${name} ${scope} FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR}/src FILES ${unaccompanied})
  target_include_directories(${name} ${scope} ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(${name} ${scope} ${arg_USES} megabandit_warnings megabandit_sanitizers)
  if(EXISTS ${CMAKE_SOURCE_DIR}/src/${name}/folder.cmake)
    include(${CMAKE_SOURCE_DIR}/src/${name}/folder.cmake)
  endif()
endfunction()
