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

# kefu_same_numbers(OUTPUT): what every C source here that reckons with fractions is compiled with, to
# give the same numbers everywhere: no multiplication joined with an addition into one rounding, which
# arm64 and s390x have instructions for, and no wider intermediate results, which x87 has. Without
# these all would compile and give other last digits (base/base.h asserts the second).
function(kefu_same_numbers output)
  kefu_flags(flags -ffp-contract=off)
  if(CMAKE_C_COMPILER_ID MATCHES "GNU|Clang" AND NOT flags)
    message(FATAL_ERROR "The compiler does not know -ffp-contract=off")
  endif()
  if(CMAKE_SIZEOF_VOID_P EQUAL 4 AND CMAKE_SYSTEM_PROCESSOR MATCHES "^(i[3-6]86|x86|x86_64|AMD64)$")
    list(APPEND flags -msse2 -mfpmath=sse)
  endif()
  set(${output} "${flags}" PARENT_SCOPE)
endfunction()
