# SPDX-License-Identifier: MIT
# kefu_embed(TARGET HEADER PREFIX FILE …): compiles files into a target as the tables that HEADER
# declares: `const struct embedded PREFIX_files[]` and `const size_t PREFIX_count`.
function(kefu_embed target header prefix)
  if(NOT TARGET kefu_embed_tool)
    add_executable(kefu_embed_tool ${PROJECT_SOURCE_DIR}/cmake/embed.c)
  endif()
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${prefix}.c)
  add_custom_command(OUTPUT ${output}
    COMMAND kefu_embed_tool ${output} ${header} ${prefix} ${ARGN}
    DEPENDS kefu_embed_tool ${ARGN} VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
