# SPDX-License-Identifier: MIT
include(CheckCCompilerFlag)

# kefu_flags(OUTPUT FLAG …): those of the flags that the compiler knows.
function(kefu_flags output)
  set(known "")
  foreach(flag IN LISTS ARGN)
    string(MAKE_C_IDENTIFIER "KEFU_HAVE_FLAG${flag}" have)
    check_c_compiler_flag(${flag} ${have})
    if(${have})
      list(APPEND known ${flag})
    endif()
  endforeach()
  set(${output} "${known}" PARENT_SCOPE)
endfunction()

# kefu_warnings(TARGET): the warnings that all of kefu's own C is clean of.
function(kefu_warnings target)
  kefu_flags(warnings -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wvla -Wstrict-prototypes
             -Wmissing-prototypes)
  if(KEFU_WERROR)
    kefu_flags(errors -Werror)
  endif()
  target_compile_options(${target} PRIVATE ${warnings} ${errors})
endfunction()
