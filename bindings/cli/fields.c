/* SPDX-License-Identifier: MIT
 * Which part of an input line is the text, and lines of JSON being put together. */
#define _POSIX_C_SOURCE 200809L
#include "fields.h"

#include <cJSON.h>
#include <stdlib.h>
#include <string.h>

int cli_field_options(struct field_spec *spec, const struct command *command, const char *tsv,
                      const char *jsonl, const char *pack_column) {
    spec->member = jsonl;
    if (tsv && jsonl)
        return cli_usage(command, "--tsv and --jsonl exclude each other");
    if (tsv && !cli_read_number(tsv, &spec->column))
        return cli_usage(command, "--tsv needs a column number from 1, not %s", tsv);
    if (pack_column && !tsv)
        return cli_usage(command, "--pack-column goes with --tsv");
    if (pack_column && !cli_read_number(pack_column, &spec->pack_column))
        return cli_usage(command, "--pack-column needs a column number from 1, not %s",
                         pack_column);
    return EXIT_DONE;
}

static bool fail(kefu_error *error, const char *message, const char *detail) {
    memset(error, 0, sizeof *error);
    error->status = KEFU_E_DEFINITION;
    snprintf(error->message, sizeof error->message, "%s%s", message, detail);
    return false;
}

static bool no_column(kefu_error *error, size_t column) {
    char number[32];
    snprintf(number, sizeof number, "%zu", column);
    return fail(error, "there is no column ", number);
}

/* The member's text; *text is empty when it is none. */
static bool find_member(struct field_spec *spec, const struct input *input, kefu_findings *findings,
                        const char **text, size_t *size, kefu_error *error) {
    kefu_str value;
    if (!cli_json_member(&spec->reader, spec->member, input, findings, &value, error))
        return false;
    if (value.size == 0 || value.data[0] != '"')
        return fail(error, "there is no text member ", spec->member);
    spec->kept.size = 0;
    if (!cli_json_decode(value, &spec->kept))
        return fail(error, "out of memory", "");
    *text = spec->kept.data ? spec->kept.data : "";
    *size = spec->kept.size;
    return true;
}

bool cli_field_text(struct field_spec *spec, const struct input *input, kefu_findings *findings,
                    const char **text, size_t *size, kefu_str *pack, kefu_error *error) {
    if (spec->member)
        return find_member(spec, input, findings, text, size, error);
    if (spec->pack_column && !cli_input_column(input, spec->pack_column, &pack->data, &pack->size))
        return no_column(error, spec->pack_column);
    if (spec->column)
        return cli_input_column(input, spec->column, text, size) || no_column(error, spec->column);
    *text = input->line;
    *size = input->size;
    return true;
}

void cli_field_end(struct field_spec *spec) {
    text_out_free(&spec->kept);
    cli_json_member_end(&spec->reader);
}

void cli_line_add_error(struct text_out *line, const char *message) {
    cJSON *text = cJSON_CreateString(message);
    char *quoted = text ? cJSON_PrintUnformatted(text) : NULL;
    if (quoted && line->size > 0) {
        line->size--; /* the closing brace */
        text_out_write(line, ",\"error\":", 9);
        text_out_write(line, quoted, strlen(quoted));
        text_out_write(line, "}", 1);
    }
    free(quoted);
    cJSON_Delete(text);
}

void cli_line_print(const struct text_out *line) {
    cli_write(stdout, line->data, line->size);
    cli_write(stdout, "\n", 1);
}
