set_property(SOURCE ${CMAKE_SOURCE_DIR}/src/base/version.cpp PROPERTY COMPILE_DEFINITIONS MEGABANDIT_VERSION="${PROJECT_VERSION}")
# Loops over millions of cells: -O2 of GCC 12 leaves them scalar.
set_property(SOURCE ${CMAKE_SOURCE_DIR}/src/base/addend.cpp PROPERTY COMPILE_OPTIONS -O3)
