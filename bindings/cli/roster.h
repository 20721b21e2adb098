/* SPDX-License-Identifier: MIT
 * Who the agents of records are: --roster, --agents. */
#ifndef KEFU_CLI_ROSTER_H
#define KEFU_CLI_ROSTER_H

#include "findings.h"
#include "text_out.h"

/* The options, in this order among those of a command. */
enum { ROSTER_FILE, ROSTER_SHOWN, ROSTERS };
#define ROSTER_OPTIONS                                                                             \
    {"roster", true}, {                                                                            \
        "agents", true                                                                             \
    }
#define ROSTER_HELP                                                                                \
    "  --roster R   who the agents are (docs/roster.md): one id for each, attributes to group\n"   \
    "               by, no queues and bots\n"                                                      \
    "  --agents A   show them by ids, names or pseudonyms (with --roster)\n"

struct used_roster {
    kefu_roster *roster; /* NULL: none */
    uint32_t shown;      /* a kefu_roster_name */
    struct text_out record;
};

/* Reads what options[first …] ask for; agents are shown as `otherwise` unless they say how. Returns
 * an exit code. */
int cli_roster_read(struct used_roster *used, const struct arguments *arguments, size_t first,
                    uint32_t otherwise, struct finding_printer *printer);
/* Replaces a record by what the roster makes of it, which lives until the next call. */
kefu_status cli_roster_apply(struct used_roster *used, kefu_str *json, kefu_findings *findings,
                             kefu_error *error);
void cli_roster_free(struct used_roster *used);

#endif
