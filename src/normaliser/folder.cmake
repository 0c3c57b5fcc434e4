# One source per instruction set, as in src/softmax.
set(gather_flags -O3 -ffp-contract=fast -fno-math-errno -Wno-psabi -Wno-maybe-uninitialized)
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/normaliser/vector/avx512.cpp PROPERTIES COMPILE_OPTIONS
                            "${gather_flags};-mavx512f;-mavx512dq;-mavx512bw;-mavx512vl;-mfma;-mprefer-vector-width=512")
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/normaliser/vector/avx2.cpp PROPERTIES COMPILE_OPTIONS "${gather_flags};-mavx2;-mfma")
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/normaliser/vector/sse2.cpp PROPERTIES COMPILE_OPTIONS "${gather_flags}")
