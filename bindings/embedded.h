/* SPDX-License-Identifier: MIT
 * Files that are compiled into programs and modules: the JSON Schemas, definitions to begin
 * from. */
#ifndef KEFU_EMBEDDED_H
#define KEFU_EMBEDDED_H

#include <stddef.h>

struct embedded {
    const char *name;
    const char *data;
    size_t size;
};

extern const struct embedded kefu_schema_files[];
extern const size_t kefu_schema_count;
extern const struct embedded kefu_starter_files[]; /* of `kefu init`; in the program only */
extern const size_t kefu_starter_count;
/* Definitions of platforms, sorted by name, "cn.taobao.json"; in the program only. */
extern const struct embedded kefu_preset_files[];
extern const size_t kefu_preset_count;

#endif
