# SPDX-License-Identifier: MIT
# Turns every JSON document under lib/data into one C source; included by lib/CMakeLists.txt, which
# compiles KEFU_DATA_SOURCE.
set(kefu_data_root ${CMAKE_CURRENT_SOURCE_DIR}/data)
file(GLOB_RECURSE kefu_documents CONFIGURE_DEPENDS RELATIVE ${kefu_data_root}
     ${kefu_data_root}/*.json)
list(SORT kefu_documents)
set(KEFU_DATA_SOURCE ${CMAKE_CURRENT_BINARY_DIR}/documents.c)
kefu_embed(${KEFU_DATA_SOURCE} data/data.h "struct data_document" kefu__data_documents
           kefu__data_document_count ${kefu_data_root} ${kefu_documents})
