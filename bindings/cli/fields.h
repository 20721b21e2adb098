/* SPDX-License-Identifier: MIT
 * Which part of an input line is the text, and lines of JSON being put together. */
#ifndef KEFU_CLI_FIELDS_H
#define KEFU_CLI_FIELDS_H

#include "cli.h"
#include "json_line.h"
#include "text_out.h"

/* The text of a line: the whole, a column, or a member of a JSON object. */
struct field_spec {
    size_t column, pack_column; /* from 1; 0: none */
    const char *member;         /* NULL: none */
    struct json_member reader;
    struct text_out kept; /* the member's text while it is used */
};
int cli_field_options(struct field_spec *spec, const struct command *command, const char *tsv,
                      const char *jsonl, const char *pack_column);
/* Finds the text (borrowed until the next call). False with an error when it is not there. */
bool cli_field_text(struct field_spec *spec, const struct input *input, kefu_findings *findings,
                    const char **text, size_t *size, kefu_str *pack, kefu_error *error);
void cli_field_end(struct field_spec *spec);

/* A line of output is put together in memory: printed only when it is whole. */
/* Adds a last member "error" to the object that the line holds. */
void cli_line_add_error(struct text_out *line, const char *message);
void cli_line_print(const struct text_out *line);

#endif
