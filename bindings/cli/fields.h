/* SPDX-License-Identifier: MIT
 * Which part of an input line is the text, and lines of JSON being put together. */
#ifndef KEFU_CLI_FIELDS_H
#define KEFU_CLI_FIELDS_H

#include "cli.h"

/* The text of a line: the whole, a column, or a member of a JSON object. */
struct field_spec {
    size_t column, pack_column; /* from 1; 0: none */
    const char *member;         /* NULL: none */
    char *kept;                 /* the member's text while it is used */
};
int cli_field_options(struct field_spec *spec, const struct command *command, const char *tsv,
                      const char *jsonl, const char *pack_column);
/* Finds the text (borrowed until the next call). False with an error when it is not there. */
bool cli_field_text(struct field_spec *spec, const struct input *input, const char **text,
                    size_t *size, kefu_str *pack, kefu_error *error);
void cli_field_end(struct field_spec *spec);

/* One line of output in memory: printed only when it is whole. */
struct line_buffer {
    char *data;
    size_t size, capacity;
};
void cli_line_begin(struct line_buffer *line);
kefu_status cli_line_write(void *line, const char *data, size_t size);
/* Adds a last member "error" to the object in the buffer. */
void cli_line_add_error(struct line_buffer *line, const char *message);
void cli_line_print(const struct line_buffer *line);
void cli_line_end(struct line_buffer *line);

#endif
