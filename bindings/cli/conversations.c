/* SPDX-License-Identifier: MIT
 * Each conversation of the input by itself. */
#include "conversations.h"

#include <string.h>

typedef kefu_status taking(void *ctx, const kefu_conversation *conversation, kefu_error *error);

int cli_conversations_open(struct conversations *conversations, const struct arguments *arguments,
                           size_t first, const char *const *files, size_t file_count) {
    struct conversations *c = conversations;
    const bool strict = cli_option(arguments, first + CONVERSATIONS_STRICT) != NULL;
    kefu_error error;
    memset(c, 0, sizeof *c);
    c->command = arguments->command->name;
    c->map_name = cli_option(arguments, first + CONVERSATIONS_MAP);
    cli_findings_begin(&c->printer, arguments, strict);
    if (!cli_files_find(&c->files, files, file_count, true))
        return EXIT_FOUND;
    const int code = cli_selection_read(&c->selection, arguments, first + CONVERSATIONS_SELECTION,
                                        &c->printer);
    if (code != EXIT_DONE)
        return code;
    if (!cli_records_open(&c->records, &c->files,
                          cli_option(arguments, first + CONVERSATIONS_ENCODING), &c->printer) ||
        (c->map_name && !(c->map = cli_map_load(c->map_name, &c->printer))))
        return EXIT_FOUND;
    if (c->map && kefu_reader_use_map(c->records.reader, c->map, &error))
        return cli_fail("%s: %s", c->map_name, error.message);
    return kefu_scratch_new(NULL, &c->scratch, &error) ? cli_fail("%s", error.message) : EXIT_DONE;
}

static kefu_status read_one(struct conversations *c, taking *take, void *ctx, kefu_error *error) {
    const kefu_str json = c->records.record.json;
    kefu_conversation *conversation = NULL;
    bool counts = false;
    kefu_status status = kefu_conversation_new(c->scheme, NULL, &conversation, error);
    if (!status)
        status = kefu_conversation_read_json(conversation, c->scratch, json.data, json.size,
                                             c->printer.collector, error);
    if (!status)
        status = cli_findings_strict(&c->printer, c->printer.collector, error);
    if (!status)
        status = cli_selection_conversation(&c->selection, conversation, &counts, error);
    c->taken += counts || status;
    if (!status && counts)
        status = take(ctx, conversation, error);
    kefu_conversation_free(conversation);
    return status;
}

/* Takes the current record. Returns false if the command ends. */
static bool take_record(struct conversations *c, taking *take, void *ctx) {
    const struct finding_place place = cli_records_place(&c->records);
    kefu_error error;
    bool good = true;
    memset(&error, 0, sizeof error);
    if (c->records.record.kind != KEFU_RECORD_CONVERSATION) {
        cli_records_pass(&c->records, c->command);
        return true;
    }
    if (c->records.record.flags & (KEFU_RECORD_REPEATED | KEFU_RECORD_EMPTY))
        return true;
    if (read_one(c, take, ctx, &error))
        good = error.status != KEFU_E_WRITE && cli_records_skip(&c->records, &error);
    cli_findings_flush(&c->printer, &place);
    return good && !ferror(stdout);
}

int cli_conversations_each(struct conversations *conversations, const kefu_scheme *scheme,
                           const char *doing, taking *take, void *ctx) {
    struct conversations *c = conversations;
    struct progress progress;
    bool good = true;
    c->scheme = scheme;
    cli_progress_begin(&progress, doing, false);
    while (good && cli_records_next(&c->records)) {
        good = take_record(c, take, ctx);
        cli_progress_at(&progress, cli_records_done(&c->records), c->records.total);
    }
    cli_progress_end(&progress);
    if (!cli_flush() || c->records.failed || !good)
        return EXIT_FOUND;
    cli_selection_tell(&c->selection, &c->printer);
    if (c->taken == 0 && cli_selection_left_out(&c->selection, 0))
        cli_fail("all conversations of the input are left out");
    else if (c->taken == 0 && c->printer.found == 0)
        cli_fail("there is no conversation in the input");
    return c->taken ? EXIT_DONE : EXIT_FOUND;
}

int cli_conversations_close(struct conversations *conversations, int code) {
    struct conversations *c = conversations;
    cli_selection_free(&c->selection);
    kefu_scratch_free(c->scratch);
    cli_records_close(&c->records);
    kefu_field_map_free(c->map);
    cli_files_free(&c->files);
    return cli_findings_end(&c->printer, code);
}
