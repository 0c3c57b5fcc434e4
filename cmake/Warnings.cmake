# Warnings are errors.
add_library(megabandit_warnings INTERFACE)
target_compile_options(megabandit_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Werror)
