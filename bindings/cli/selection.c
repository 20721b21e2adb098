/* SPDX-License-Identifier: MIT
 * Records that count, and how many do not. */
#include "selection.h"

#include <stdlib.h>
#include <string.h>

#include "id_hash.h"
#include "text_out.h"

/* ---- the options ---- */

#define DAY_MS INT64_C(86400000)

/* The beginning of the day after the one that begins at `at`. */
static int64_t next_day(const struct time_zone *zone, int64_t at) {
    const int64_t local = at + (int64_t)cli_zone_offset(zone, at) * 60000;
    return cli_zone_instant(zone, local + DAY_MS);
}

static int read_period(struct selection *selection, const struct arguments *arguments,
                       size_t first) {
    static const char *const names[] = {"from", "to"};
    int64_t *const ends[] = {&selection->from, &selection->to};
    for (size_t i = 0; i < 2; i++) {
        const char *text = cli_option(arguments, first + SELECTION_FROM + i);
        bool is_date;
        if (!text)
            continue;
        if (!cli_zone_read_instant(&selection->zone, text, ends[i], &is_date))
            return cli_usage(arguments->command,
                             "--%s %s: must be a date (2024-03-01), a date and time "
                             "(2024-03-01 12:00), RFC 3339, or milliseconds",
                             names[i], text);
        if (i == 1 && is_date)
            *ends[i] = next_day(&selection->zone, *ends[i]);
    }
    return selection->from < selection->to
               ? EXIT_DONE
               : cli_usage(arguments->command, "--to is not after --from");
}

/* {"all": […]} of the values of an option; the value itself where there is one. */
static bool join(const struct option_value *option, const char *name, struct text_out *to) {
    bool good = true;
    if (option->count > 1)
        good = !text_out_write(to, "{\"", 2) && !text_out_write(to, name, strlen(name)) &&
               !text_out_write(to, "\":[", 3);
    for (size_t i = 0; good && i < option->count; i++)
        good = (i == 0 || !text_out_write(to, ",", 1)) &&
               !text_out_write(to, option->values[i], strlen(option->values[i]));
    return good && (option->count < 2 || !text_out_write(to, "]}", 2));
}

static int make_conditions(struct selection *selection, const struct option_value *where,
                           const struct option_value *exclude, struct finding_printer *printer) {
    kefu_filter_options options = KEFU_FILTER_OPTIONS_INIT;
    const struct finding_place place = {NULL, 0, false};
    struct text_out texts[2] = {{NULL, 0, 0}, {NULL, 0, 0}};
    kefu_error error;
    int code = EXIT_DONE;
    if (!join(where, "all", &texts[0]) || !join(exclude, "any", &texts[1])) {
        code = cli_fail("out of memory");
    } else {
        options.where = (kefu_str){texts[0].data, texts[0].size};
        options.exclude = (kefu_str){texts[1].data, texts[1].size};
        options.offset_minutes = selection->zone.offset_minutes;
        if (kefu_filter_new(&options, &selection->conditions, printer->collector, &error)) {
            if (cli_findings_flush(printer, &place) == 0)
                cli_fail("%s", error.message);
            code = EXIT_USAGE;
        }
    }
    text_out_free(&texts[0]);
    text_out_free(&texts[1]);
    return code;
}

int cli_selection_read(struct selection *selection, const struct arguments *arguments, size_t first,
                       struct finding_printer *printer) {
    const struct option_value *where = &arguments->options[first + SELECTION_WHERE];
    const struct option_value *exclude = &arguments->options[first + SELECTION_EXCLUDE];
    kefu_filter_options options = KEFU_FILTER_OPTIONS_INIT;
    kefu_error error;
    memset(selection, 0, sizeof *selection);
    pthread_mutex_init(&selection->lock, NULL);
    selection->from = KEFU_TIME_NONE;
    selection->to = KEFU_TIME_END;
    int code = cli_zone_read(&selection->zone, arguments->command,
                             cli_option(arguments, first + SELECTION_ZONE));
    if (code == EXIT_DONE)
        code = read_period(selection, arguments, first);
    if (code != EXIT_DONE)
        return code;
    options.from = selection->from;
    options.to = selection->to;
    options.offset_minutes = cli_zone_offset(&selection->zone, selection->from);
    if ((options.from != KEFU_TIME_NONE || options.to != KEFU_TIME_END) &&
        kefu_filter_new(&options, &selection->period, NULL, &error))
        return cli_fail("%s", error.message);
    return where->count || exclude->count ? make_conditions(selection, where, exclude, printer)
                                          : EXIT_DONE;
}

void cli_selection_free(struct selection *selection) {
    kefu_filter_free(selection->period);
    kefu_filter_free(selection->conditions);
    free(selection->slots);
}

/* ---- verdicts by id ---- */

struct verdict_slot {
    uint64_t id[2]; /* hashes of the conversation's id; both 0: a free slot */
    uint32_t outcome;
};

static struct verdict_slot *slot_of(struct verdict_slot *slots, size_t count,
                                    const uint64_t id[2]) {
    size_t i = (size_t)(id[0] ^ id[0] >> 32) & (count - 1);
    while (slots[i].id[0] && (slots[i].id[0] != id[0] || slots[i].id[1] != id[1]))
        i = (i + 1) & (count - 1);
    return &slots[i];
}

/* Keeps at least half of the slots free. */
static bool grow(struct selection *selection) {
    const size_t count = selection->slot_count ? selection->slot_count * 2 : 1024;
    struct verdict_slot *slots;
    if (selection->used * 2 < selection->slot_count)
        return true;
    if (!(slots = calloc(count, sizeof *slots)))
        return false;
    for (size_t i = 0; i < selection->slot_count; i++)
        if (selection->slots[i].id[0])
            *slot_of(slots, count, selection->slots[i].id) = selection->slots[i];
    free(selection->slots);
    selection->slots = slots;
    selection->slot_count = count;
    return true;
}

static kefu_status remember(struct selection *selection, kefu_str id, kefu_filter_outcome outcome,
                            kefu_error *error) {
    uint64_t hashes[2];
    cli_id_hash(id, hashes);
    if (id.size == 0)
        return KEFU_OK;
    if (!grow(selection)) {
        memset(error, 0, sizeof *error);
        strcpy(error->message, "out of memory");
        return (kefu_status)(error->status = KEFU_E_MEMORY);
    }
    struct verdict_slot *slot = slot_of(selection->slots, selection->slot_count, hashes);
    selection->used += slot->id[0] == 0;
    *slot = (struct verdict_slot){{hashes[0], hashes[1]}, outcome};
    return KEFU_OK;
}

static bool recall(const struct selection *selection, const uint64_t id[2],
                   kefu_filter_outcome *outcome) {
    if (id[0] == 0 || selection->slot_count == 0)
        return false;
    const struct verdict_slot *slot = slot_of(selection->slots, selection->slot_count, id);
    if (slot->id[0] == 0)
        return false;
    *outcome = (kefu_filter_outcome)slot->outcome;
    return true;
}

/* ---- records ---- */

static void count(struct selection *selection, size_t kind, kefu_filter_outcome outcome,
                  bool *counts) {
    *counts = outcome == KEFU_FILTER_COUNTS;
    selection->counts[kind][outcome]++;
}

/* Counts the outcome of a conversation, and remembers what the conditions say of it. */
static kefu_status keep(struct selection *selection, const kefu_conversation *conversation,
                        kefu_filter_outcome period, kefu_filter_outcome said, bool *counts,
                        kefu_error *error) {
    kefu_status status = KEFU_OK;
    kefu_str id = {NULL, 0};
    if (kefu_conversation_find_attribute(conversation, "id", 2, &id, NULL))
        id.size = 0;
    pthread_mutex_lock(&selection->lock);
    if (selection->conditions)
        status = remember(selection, id, said, error);
    if (status == KEFU_OK)
        count(selection, 0, period != KEFU_FILTER_COUNTS ? period : said, counts);
    pthread_mutex_unlock(&selection->lock);
    return status;
}

kefu_status cli_selection_conversation(struct selection *selection,
                                       const kefu_conversation *conversation, bool *counts,
                                       kefu_error *error) {
    kefu_filter_outcome period = KEFU_FILTER_COUNTS, said = KEFU_FILTER_COUNTS;
    kefu_status status = KEFU_OK;
    if (selection->period)
        status = kefu_filter_conversation(selection->period, conversation, &period, error);
    if (status == KEFU_OK && selection->conditions)
        status = kefu_filter_conversation(selection->conditions, conversation, &said, error);
    return status == KEFU_OK ? keep(selection, conversation, period, said, counts, error) : status;
}

kefu_status cli_selection_feedback(struct selection *selection, const uint64_t conversation[2],
                                   const char *json, size_t size, bool *counts, kefu_error *error) {
    kefu_filter_outcome period = KEFU_FILTER_COUNTS, said = KEFU_FILTER_COUNTS;
    kefu_status status = KEFU_OK;
    if (selection->period)
        status = kefu_filter_feedback_json(selection->period, json, size, &period, error);
    if (status == KEFU_OK && selection->conditions && !recall(selection, conversation, &said))
        status = kefu_filter_feedback_json(selection->conditions, json, size, &said, error);
    if (status == KEFU_OK)
        count(selection, 1, period != KEFU_FILTER_COUNTS ? period : said, counts);
    return status;
}

/* ---- what was left out ---- */

uint64_t cli_selection_left_out(const struct selection *selection, size_t kind) {
    uint64_t sum = 0;
    for (size_t i = KEFU_FILTER_COUNTS + 1; i < OUTCOMES; i++)
        sum += selection->counts[kind][i];
    return sum;
}

/* "3: of another period: 2, excluded: 1" */
static void list_reasons(const uint64_t counts[OUTCOMES], uint64_t all, const char *kind, char *to,
                         size_t capacity) {
    const char *comma = " (";
    int used = snprintf(to, capacity, "%llu %s", (unsigned long long)all, kind);
    for (uint32_t i = KEFU_FILTER_COUNTS + 1; i < OUTCOMES; i++)
        if (counts[i] > 0 && used > 0 && (size_t)used < capacity) {
            used += snprintf(to + used, capacity - (size_t)used, "%s%s: %llu", comma,
                             kefu_vocabulary_title("filter_outcome", i, "en"),
                             (unsigned long long)counts[i]);
            comma = ", ";
        }
    if (used > 0 && (size_t)used < capacity)
        snprintf(to + used, capacity - (size_t)used, ")");
}

void cli_selection_tell(const struct selection *selection, struct finding_printer *printer) {
    static const char *const kinds[] = {"conversations do not count",
                                        "feedback records do not count"};
    const struct finding_place place = {"selection", 0, false};
    for (size_t kind = 0; kind < 2; kind++) {
        const uint64_t all = cli_selection_left_out(selection, kind);
        char message[240];
        if (all == 0)
            continue;
        list_reasons(selection->counts[kind], all, kinds[kind], message, sizeof message);
        cli_findings_note(printer, &place, "left_out", message);
    }
}

void cli_selection_begin_previous(struct selection *selection) {
    kefu_filter_free(selection->period);
    selection->period = NULL;
    memset(selection->counts, 0, sizeof selection->counts);
}
