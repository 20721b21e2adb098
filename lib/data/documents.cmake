# SPDX-License-Identifier: MIT
# Turns every JSON document under lib/data into one C source; included by lib/CMakeLists.txt, which
# compiles KEFU_DATA_SOURCE.
add_executable(kefu_generate_documents data/generate_documents.c)
kefu_warnings(kefu_generate_documents)

set(kefu_data_root ${CMAKE_CURRENT_SOURCE_DIR}/data)
file(GLOB_RECURSE kefu_documents CONFIGURE_DEPENDS RELATIVE ${kefu_data_root}
     ${kefu_data_root}/*.json)
list(SORT kefu_documents)
list(TRANSFORM kefu_documents PREPEND ${kefu_data_root}/ OUTPUT_VARIABLE kefu_document_paths)
set(KEFU_DATA_SOURCE ${CMAKE_CURRENT_BINARY_DIR}/documents.c)
add_custom_command(OUTPUT ${KEFU_DATA_SOURCE}
  COMMAND kefu_generate_documents ${KEFU_DATA_SOURCE} ${kefu_data_root} ${kefu_documents}
  DEPENDS kefu_generate_documents ${kefu_document_paths} VERBATIM)
