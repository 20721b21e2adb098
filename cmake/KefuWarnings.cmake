# SPDX-License-Identifier: MIT
# kefu_warnings(TARGET): the warnings that all of kefu's own C is clean of.
function(kefu_warnings target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes
    $<$<BOOL:${KEFU_WERROR}>:-Werror>)
endfunction()
