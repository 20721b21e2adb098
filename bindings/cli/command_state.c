/* SPDX-License-Identifier: MIT
 * kefu merge, kefu forget and kefu compare: what is done with states. */
#include <cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "outputs.h"
#include "state_file.h"
#include "text_out.h"

static int run_merge(int argc, char **argv);
static int run_forget(int argc, char **argv);
static int run_compare(int argc, char **argv);

const struct command cli_merge = {
    "merge", "several histories or states into one",
    "Usage: kefu merge OUT STATE …\n"
    "\n"
    "Adds up histories (kefu aggregate), or states of aggregates (kefu_aggregate_save()), in any\n"
    "order, to the file OUT. Histories in which a record was counted twice are refused. States "
    "need\n"
    "no definitions: what was counted under different ones is kept apart.",
    run_merge};

const struct command cli_forget = {
    "forget", "a customer's quotes and ids out of a history or state",
    "Usage: kefu forget STATE CONTACT …\n"
    "\n"
    "Takes the quotes of these customers (contact_id of the records) out of the file, with the "
    "ids\n"
    "of their conversations, and conversations of theirs that wait. Numbers stay. Prints how many\n"
    "quotes and records were taken out; exit status 1 if there was none.",
    run_forget};

const struct command cli_compare = {
    "compare", "two states, or two periods of a history, with tests",
    "Usage: kefu compare [options] BEFORE AFTER\n"
    "       kefu compare [options] --period FROM..TO --period FROM..TO HISTORY\n"
    "\n"
    "Prints a line of JSON for each metric of the same definition: both values with intervals, "
    "the\n"
    "difference, the p value of a test that there is none, the same adjusted for the number of\n"
    "tests (q_value, Benjamini and Hochberg), and whether that is below 0.05.\n"
    "\n"
    "  --period P   dates FROM..TO, both included; either may be left out; the period before\n"
    "               stands first\n"
    "  --groups     of all groups that both have, not of the total alone\n"
    "  --changed    only what differs significantly",
    run_compare};

/* ---- writing ---- */

static bool begin_output(struct output_set *outputs, const char *name) {
    const struct option_value names = {{name}, 1};
    return cli_outputs_begin(outputs, &names);
}

static bool write_state(struct output_set *outputs, const struct state *state) {
    struct output_file *file = &outputs->files[0];
    kefu_error error;
    if (cli_output_open(file)) {
        const kefu_status status =
            state->history ? kefu_history_save(state->history, cli_output_write, file, &error)
                           : kefu_aggregate_save(state->aggregate, cli_output_write, file, &error);
        if (!status)
            return cli_outputs_publish(outputs);
        cli_output_fail(file, &error);
    }
    cli_outputs_drop(outputs);
    return false;
}

/* ---- kefu merge ---- */

static bool merge_files(struct output_set *outputs, const char *const *names, size_t count) {
    struct state sum;
    bool good = cli_state_load(&sum, NULL, names[0], NULL);
    for (size_t i = 1; good && i < count; i++)
        good = cli_state_merge(&sum, names[i]);
    good = good && write_state(outputs, &sum);
    cli_state_free(&sum);
    return good;
}

static int run_merge(int argc, char **argv) {
    struct arguments arguments;
    struct output_set outputs;
    int code;
    if (!cli_parse(&arguments, &cli_merge, NULL, 0, argc, argv, &code))
        return code;
    if (arguments.file_count < 2)
        return cli_usage(&cli_merge, "needs the file to write, and states to merge");
    const char *const *states = arguments.files + 1;
    const size_t count = arguments.file_count - 1;
    if (!begin_output(&outputs, arguments.files[0]) || !cli_outputs_spare(&outputs, states, count))
        return EXIT_FOUND;
    return merge_files(&outputs, states, count) ? EXIT_DONE : EXIT_FOUND;
}

/* ---- kefu forget ---- */

static bool forget_all(struct state *state, const char *const *contacts, size_t count,
                       uint64_t *forgotten) {
    for (size_t i = 0; i < count; i++) {
        const size_t size = strlen(contacts[i]);
        uint64_t found = 0;
        kefu_error error;
        if (state->history
                ? kefu_history_forget(state->history, contacts[i], size, &found, &error)
                : kefu_aggregate_forget(state->aggregate, contacts[i], size, &found, &error))
            return cli_fail("%s", error.message) == EXIT_DONE;
        *forgotten += found;
    }
    return true;
}

static int forget(struct output_set *outputs, const char *const *names, size_t count) {
    struct state_lock lock;
    struct state state;
    uint64_t forgotten = 0;
    bool there;
    if (!cli_state_lock(&lock, names[0], &there))
        return EXIT_FOUND;
    bool good = cli_state_load(&state, NULL, names[0], NULL) &&
                forget_all(&state, names + 1, count - 1, &forgotten);
    if (good && forgotten > 0)
        good = write_state(outputs, &state);
    cli_state_free(&state);
    cli_state_unlock(&lock);
    if (!good)
        return EXIT_FOUND;
    printf("{\"forgotten\":%llu}\n", (unsigned long long)forgotten);
    return cli_flush() && forgotten > 0 ? EXIT_DONE : EXIT_FOUND;
}

static int run_forget(int argc, char **argv) {
    struct arguments arguments;
    struct output_set outputs;
    int code;
    if (!cli_parse(&arguments, &cli_forget, NULL, 0, argc, argv, &code))
        return code;
    if (arguments.file_count < 2)
        return cli_usage(&cli_forget, "needs a state and at least one contact_id");
    for (size_t i = 1; i < arguments.file_count; i++)
        if (!*arguments.files[i])
            return cli_usage(&cli_forget, "a contact_id is empty");
    if (!begin_output(&outputs, arguments.files[0]))
        return EXIT_FOUND;
    return forget(&outputs, (const char *const *)arguments.files, arguments.file_count);
}

/* ---- kefu compare ---- */

enum { PERIOD, GROUPS, CHANGED, COMPARE_OPTIONS };
static const struct option_spec compare_specs[COMPARE_OPTIONS] = {
    {"period", true}, {"groups", false}, {"changed", false}};

static kefu_aggregate *load_side(const struct arguments *arguments, size_t side) {
    const struct option_value *periods = &arguments->options[PERIOD];
    const char *name = arguments->files[arguments->file_count > 1 ? side : 0];
    const char *span = periods->count > 1    ? periods->values[side]
                       : periods->count == 1 ? periods->values[0]
                                             : NULL;
    struct state state;
    kefu_aggregate *aggregate = NULL;
    if (cli_state_load(&state, NULL, name, NULL))
        aggregate = cli_state_span(&state, &cli_compare, name, span);
    cli_state_free(&state);
    return aggregate;
}

/* Prints the rows that were asked for, a line each. */
static bool print_rows(const struct arguments *arguments, const struct text_out *text) {
    cJSON *rows = cJSON_ParseWithLength(text->data, text->size);
    const cJSON *row;
    bool good = rows != NULL;
    cJSON_ArrayForEach(row, rows) {
        if ((!arguments->options[GROUPS].count &&
             cJSON_GetArraySize(cJSON_GetObjectItem(row, "key")) > 0) ||
            (arguments->options[CHANGED].count &&
             !cJSON_IsTrue(cJSON_GetObjectItem(row, "significant"))))
            continue;
        char *line = cJSON_PrintUnformatted(row);
        good = good && line;
        if (line)
            puts(line);
        cJSON_free(line);
    }
    cJSON_Delete(rows);
    return good ? cli_flush() : cli_fail("out of memory") == EXIT_DONE;
}

static bool compare(const struct arguments *arguments) {
    struct text_out text = {NULL, 0, 0};
    kefu_error error;
    kefu_aggregate *before = load_side(arguments, 0);
    kefu_aggregate *after = before ? load_side(arguments, 1) : NULL;
    bool good = before && after;
    if (good && kefu_aggregate_compare(before, after, text_out_write, &text, &error))
        good = cli_fail("%s", error.message) == EXIT_DONE;
    good = good && print_rows(arguments, &text);
    text_out_free(&text);
    kefu_aggregate_free(before);
    kefu_aggregate_free(after);
    return good;
}

static int run_compare(int argc, char **argv) {
    struct arguments arguments;
    int code;
    if (!cli_parse(&arguments, &cli_compare, compare_specs, COMPARE_OPTIONS, argc, argv, &code))
        return code;
    const size_t files = arguments.file_count, periods = arguments.options[PERIOD].count;
    if (files < 1 || files > 2 || periods > 2 || (files == 1 && periods != 2))
        return cli_usage(&cli_compare, "needs two states, or a history and two periods");
    return compare(&arguments) ? EXIT_DONE : EXIT_FOUND;
}
