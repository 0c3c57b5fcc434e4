# One source per instruction set; the widest that the processor has is chosen at run time (vector/dispatch.cpp).
set(kernel_flags -O3 -ffp-contract=fast -fno-math-errno -Wno-psabi -Wno-maybe-uninitialized)   # GCC 12 finds some in its own intrinsics
set(avx512_flags ${kernel_flags} -mavx512f -mavx512dq -mavx512bw -mavx512vl -mfma -mprefer-vector-width=512)
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/softmax/vector/avx512.cpp PROPERTIES COMPILE_OPTIONS "${avx512_flags}")
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/softmax/vector/avx512_bf16.cpp PROPERTIES COMPILE_OPTIONS "${avx512_flags};-mavx512bf16")
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/softmax/vector/avx2.cpp PROPERTIES COMPILE_OPTIONS "${kernel_flags};-mavx2;-mfma")
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/softmax/vector/sse2.cpp PROPERTIES COMPILE_OPTIONS "${kernel_flags}")
# Headers that name such instructions do not compile alone without them.
foreach(header bf16 bf16_pairs bf16_scores)
  set_source_files_properties(${CMAKE_BINARY_DIR}/softmax_verify_interface_header_sets/softmax/vector/forms/${header}.hpp.cxx PROPERTIES COMPILE_OPTIONS "${avx512_flags};-mavx512bf16")
endforeach()
