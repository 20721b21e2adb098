/* SPDX-License-Identifier: MIT
 * Lines of JSON through the library's own reader: one member alone, and strings as their bytes. */
#ifndef KEFU_CLI_JSON_LINE_H
#define KEFU_CLI_JSON_LINE_H

#include "cli.h"
#include "text_out.h"

/* A field map that puts one member of a line into a record by itself. */
struct json_member {
    kefu_field_map *map; /* made when the first line comes */
    struct text_out record;
};

/* Finds the member's value, as compact JSON (borrowed until the next call); empty when it is absent
 * or null. False with an error when the line is no JSON object that the library reads. What is no
 * text in its strings is a finding and U+FFFD. */
bool cli_json_member(struct json_member *member, const char *name, const struct input *input,
                     kefu_findings *findings, kefu_str *value, kefu_error *error);
void cli_json_member_end(struct json_member *member);

/* Appends the bytes that a valid JSON string, with its quotes, stands for. U+0000 is a byte 0, half
 * a surrogate pair is encoded like a code point, and bytes that are no UTF-8 are copied, so that
 * cli_json_print() can write all of them as they came. Returns false if out of memory. */
bool cli_json_decode(kefu_str string, struct text_out *to);
/* Prints bytes as a JSON string, the reverse of cli_json_decode(). */
void cli_json_print(FILE *to, kefu_str bytes);

#endif
