# SPDX-License-Identifier: MIT
# kefu_embed(OUTPUT HEADER TYPE TABLE COUNT ROOT FILE …): a C source that holds files (paths under
# ROOT) as the table that HEADER declares: `const TYPE TABLE[]` of {name, text, size} and
# `const size_t COUNT`. Call it where the target that compiles OUTPUT is made.
function(kefu_embed output header type table count root)
  if(NOT TARGET kefu_embed_tool)
    add_executable(kefu_embed_tool ${PROJECT_SOURCE_DIR}/cmake/embed.c)
  endif()
  list(TRANSFORM ARGN PREPEND ${root}/ OUTPUT_VARIABLE paths)
  add_custom_command(OUTPUT ${output}
    COMMAND kefu_embed_tool ${output} ${header} ${type} ${table} ${count} ${root} ${ARGN}
    DEPENDS kefu_embed_tool ${paths} VERBATIM)
endfunction()
