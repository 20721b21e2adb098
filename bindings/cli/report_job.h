/* SPDX-License-Identifier: MIT
 * What kefu report works with. */
#ifndef KEFU_CLI_REPORT_JOB_H
#define KEFU_CLI_REPORT_JOB_H

#include "answers.h"
#include "group_names.h"
#include "outputs.h"
#include "pool.h"
#include "records.h"
#include "selection.h"
#include "versions.h"

struct report_job {
    struct versions versions;
    kefu_join *join; /* of the conversations of the current period; join_lock guards it */
    pthread_mutex_t join_lock;
    uint64_t unjoined; /* feedback that counts, of a conversation that does not */
    size_t threads;
    kefu_scratch *scratches[POOL_THREADS_MAX]; /* the main thread has the first */
    /* what each thread adds to in the current period: one for each slice of the versions, made when
     * it is needed */
    kefu_aggregate **aggregates[POOL_THREADS_MAX];
    kefu_field_map *conversation_map, *feedback_map;
    /* the one of these by which whole files are read; NULL: each is applied to lines */
    const kefu_field_map *reader_map;
    struct finding_printer printer;
    const char *spec; /* the specification of the aggregates, as JSON */
    int64_t as_of;    /* when conversations that go on are asked */
    const char *encoding;
    struct group_names names;
    struct output_set outputs;
    struct selection selection;
    struct used_roster roster;
    struct given_answers answers; /* which replace automatic ones */
};

/* The aggregates of a report; `previous` is NULL where there is none. */
struct report_periods {
    kefu_aggregate *current, *previous;
};
/* States in place of files; all but `name` may be NULL. */
struct report_states {
    const struct command *command;
    const char *name, *from, *to;
    const char *previous, *previous_period; /* a state's name; FROM..TO */
};
/* Reads the periods of states. False after a failure that was printed. */
bool cli_report_states(struct report_job *job, const struct report_states *states,
                       struct report_periods *periods);
/* Adds up the files of one period, in any order. NULL after a failure that was printed. */
kefu_aggregate *cli_report_period(struct report_job *job, const char *const *names, size_t count);

#endif
