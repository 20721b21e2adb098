/* SPDX-License-Identifier: MIT
 * Presets: definitions of platforms, which are built into the program. */
#ifndef KEFU_CLI_PRESET_H
#define KEFU_CLI_PRESET_H

#include "cli.h"

struct preset {
    kefu_document document; /* lives as long as the program */
    char *ids;              /* of its metrics, with commas between, in their order */
    char *source;           /* where the definitions were found */
};

/* Finds a preset by its id, "cn.taobao"; NULL as id finds none, which is no failure. False after a
 * failure that was printed. */
bool cli_preset_find(struct preset *preset, const char *id);
/* Also of one that was not found, if it was zeroed. */
void cli_preset_free(struct preset *preset);

#endif
