/* SPDX-License-Identifier: MIT
 * What kefu report reads in place of files: periods of a history, or states of aggregates. */
#include <stdio.h>

#include "report_job.h"
#include "state_file.h"

/* Says how many conversations are not in the report because they have not ended. */
static void tell_waiting(struct report_job *job, const struct state *state, const char *name) {
    const struct finding_place place = {name, 0, false};
    kefu_history_info info = {.size = sizeof info};
    char message[160];
    if (!state->history || kefu_history_describe(state->history, &info, NULL) || !info.waiting)
        return;
    snprintf(message, sizeof message,
             "%llu conversations have not ended, and are counted in no period yet",
             (unsigned long long)info.waiting);
    cli_findings_note(&job->printer, &place, "waiting", message);
}

/* What would be a report over nothing is none. */
static bool has_records(const kefu_aggregate *aggregate, const char *name) {
    return kefu_aggregate_conversation_count(aggregate) ||
           kefu_aggregate_feedback_count(aggregate) ||
           cli_fail("%s: nothing was counted in this period", name) == EXIT_DONE;
}

static bool read_previous(struct report_job *job, struct state *state,
                          const struct report_states *of, struct report_periods *periods) {
    struct state other = {NULL, NULL};
    if (of->previous &&
        !cli_state_load(&other, cli_versions_newest(&job->versions)->scheme, of->previous, NULL))
        return false;
    if (of->previous || of->previous_period)
        periods->previous = cli_state_span(of->previous ? &other : state, of->command,
                                           of->previous ? of->previous : of->name,
                                           of->previous_period);
    cli_state_free(&other);
    return periods->previous || (!of->previous && !of->previous_period);
}

bool cli_report_states(struct report_job *job, const struct report_states *of,
                       struct report_periods *periods) {
    struct state state;
    bool good = cli_state_load(&state, cli_versions_newest(&job->versions)->scheme, of->name, NULL);
    if (good) {
        tell_waiting(job, &state, of->name);
        periods->current = cli_state_period(&state, of->command, of->name, of->from, of->to);
        good = periods->current && has_records(periods->current, of->name);
    }
    good = good && read_previous(job, &state, of, periods);
    cli_state_free(&state);
    return good;
}
