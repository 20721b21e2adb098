/* SPDX-License-Identifier: MIT
 * Which records of the input count: --from, --to, --where, --exclude, --timezone. */
#ifndef KEFU_CLI_SELECTION_H
#define KEFU_CLI_SELECTION_H

#include <pthread.h>

#include "findings.h"
#include "zone.h"

/* The options of a selection, in this order among those of a command. */
enum {
    SELECTION_FROM,
    SELECTION_TO,
    SELECTION_WHERE,
    SELECTION_EXCLUDE,
    SELECTION_ZONE,
    SELECTIONS
};
#define SELECTION_OPTIONS                                                                          \
    {"from", true}, {"to", true}, {"where", true}, {"exclude", true}, {                            \
        "timezone", true                                                                           \
    }
#define SELECTION_HELP                                                                             \
    "  --from T, --to T  only conversations that begin in this period, and feedback of it: a\n"    \
    "               date (--to includes its day), a date and time, RFC 3339, or milliseconds\n"    \
    "  --where C    only records of which this condition is true (docs/conditions.md), such\n"     \
    "               as '{\"attribute\": \"team\", \"eq\": \"A\"}'\n"                               \
    "  --exclude C  not those of which this condition is true\n"                                   \
    "  --timezone T an offset or a name like Asia/Shanghai (default +08:00)\n"

enum { OUTCOMES = KEFU_FILTER_EXCLUDED + 1 };

struct verdict_slot; /* what the conditions say of a conversation, by its id */

struct selection {
    struct time_zone zone;
    int64_t from, to;
    kefu_filter *period, *conditions; /* NULL: all count */
    uint64_t counts[2][OUTCOMES];     /* of conversations and of feedback, by kefu_filter_outcome */
    pthread_mutex_t lock;             /* of what follows, and of the counts */
    struct verdict_slot *slots;
    size_t slot_count, used;
};

/* Compiles what options[first …] ask for. Returns an exit code. */
int cli_selection_read(struct selection *selection, const struct arguments *arguments, size_t first,
                       struct finding_printer *printer);
void cli_selection_free(struct selection *selection);
/* Does it count? Several threads may ask at once. What does not is counted as left out. *counts is
 * set where KEFU_OK is returned. */
kefu_status cli_selection_conversation(struct selection *selection,
                                       const kefu_conversation *conversation, bool *counts,
                                       kefu_error *error);
/* Feedback of a conversation that was read before counts where the conditions let that one count;
 * other feedback is judged by its own members. `conversation`: cli_id_hash() of the conversation's
 * id. */
kefu_status cli_selection_feedback(struct selection *selection, const uint64_t conversation[2],
                                   const char *json, size_t size, bool *counts, kefu_error *error);
/* How many conversations (0) or feedback records (1) were left out. */
uint64_t cli_selection_left_out(const struct selection *selection, size_t kind);
/* Says what was left out, and why. */
void cli_selection_tell(const struct selection *selection, struct finding_printer *printer);
/* Goes on with the records of the period before, for which the conditions alone hold. */
void cli_selection_begin_previous(struct selection *selection);

#endif
