# One source per instruction set; the widest that the processor has is chosen at run time (vector/dispatch.cpp).
set(network_flags -O3 -ffp-contract=fast -fno-math-errno -Wno-maybe-uninitialized -Wno-uninitialized)   # GCC 12 finds some in its own intrinsics
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/network/vector/avx512.cpp PROPERTIES COMPILE_OPTIONS
                            "${network_flags};-mavx512f;-mavx512dq;-mavx512bw;-mavx512vl;-mfma;-mprefer-vector-width=512")
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/network/vector/avx2.cpp PROPERTIES COMPILE_OPTIONS "${network_flags};-mavx2;-mfma")
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/network/vector/sse2.cpp PROPERTIES COMPILE_OPTIONS "${network_flags}")
