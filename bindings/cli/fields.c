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

/* Each byte as the character of its number: bytes that are no UTF-8 are for the analysis to report,
 * not for the check of the line's grammar. */
static bool as_characters(const struct input *input, struct text_out *line) {
    for (size_t i = 0; i < input->size; i++) {
        const unsigned byte = (unsigned char)input->line[i];
        const char two[] = {(char)(0xC0 | byte >> 6), (char)(0x80 | (byte & 0x3F))};
        if (byte < 0x80 ? text_out_write(line, &input->line[i], 1) : text_out_write(line, two, 2))
            return false;
    }
    return true;
}

static kefu_status ignore(void *ctx, const char *data, size_t size) {
    (void)ctx;
    (void)data;
    (void)size;
    return KEFU_OK;
}

/* Whether the library's strict reader takes the line: cJSON alone would let duplicate members and
 * what stands behind the object pass, and drop text behind \u0000. */
static bool check_line(struct field_spec *spec, const struct input *input, kefu_error *error) {
    static const char map[] = "{\"kefu\":1,\"kind\":\"map\",\"id\":\"line\",\"version\":\"1\","
                              "\"record\":\"feedback\",\"format\":\"jsonl\",\"members\":{}}";
    struct text_out line = {NULL, 0, 0};
    kefu_status status = KEFU_OK;
    if (!spec->strict)
        status = kefu_field_map_new(map, sizeof map - 1, NULL, &spec->strict, NULL, error);
    if (!status && !as_characters(input, &line)) {
        status = KEFU_E_MEMORY;
        fail(error, "out of memory", "");
    }
    if (!status)
        status = kefu_field_map_apply(spec->strict, line.data ? line.data : "", line.size, 1,
                                      ignore, NULL, error);
    text_out_free(&line);
    error->line = error->column = 0; /* of the characters, not of the line */
    return status == KEFU_OK;
}

static bool find_member(struct field_spec *spec, const struct input *input, const char **text,
                        size_t *size, kefu_error *error) {
    cJSON *root = cJSON_ParseWithLength(input->line, input->size);
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(root, spec->member);
    bool good = cJSON_IsString(member);
    free(spec->kept);
    spec->kept = good ? strdup(member->valuestring) : NULL;
    if (!root)
        fail(error, "this is no JSON", "");
    else if (!good)
        fail(error, "there is no text member ", spec->member);
    else if (!spec->kept)
        good = fail(error, "out of memory", "");
    else {
        *text = spec->kept;
        *size = strlen(spec->kept);
    }
    cJSON_Delete(root);
    return good;
}

bool cli_field_text(struct field_spec *spec, const struct input *input, const char **text,
                    size_t *size, kefu_str *pack, kefu_error *error) {
    if (spec->member)
        return check_line(spec, input, error) && find_member(spec, input, text, size, error);
    if (spec->pack_column && !cli_input_column(input, spec->pack_column, &pack->data, &pack->size))
        return no_column(error, spec->pack_column);
    if (spec->column)
        return cli_input_column(input, spec->column, text, size) || no_column(error, spec->column);
    *text = input->line;
    *size = input->size;
    return true;
}

void cli_field_end(struct field_spec *spec) {
    free(spec->kept);
    spec->kept = NULL;
    kefu_field_map_free(spec->strict);
    spec->strict = NULL;
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
    fwrite(line->data, 1, line->size, stdout);
    putchar('\n');
}
