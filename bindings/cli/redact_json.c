/* SPDX-License-Identifier: MIT
 * A line of JSON, token by token, with personal data masked. */
#include "redact_json.h"

#include <string.h>

static bool is_delimiter(char c) {
    return memchr("\",:[]{} \t\r\n", c, 11) != NULL;
}

/* The end of the JSON token at `at`: a string, a delimiter, or anything up to the next one. */
static size_t token_end(const char *line, size_t size, size_t at) {
    size_t end = at + 1;
    if (line[at] == '"') {
        while (end < size && line[end] != '"')
            end += line[end] == '\\' ? 2 : 1;
        return end < size ? end + 1 : size;
    }
    while (!is_delimiter(line[at]) && end < size && !is_delimiter(line[end]))
        end++;
    return end;
}

static bool is_name(const char *line, size_t size, size_t end) {
    while (end < size && (line[end] == ' ' || line[end] == '\t'))
        end++;
    return end < size && line[end] == ':';
}

/* Prints the token, masked if it is personal. */
static bool print_token(const kefu_redact_options *options, kefu_str token, FILE *to,
                        kefu_error *error) {
    struct text_out plain = {NULL, 0, 0}, masked = {NULL, 0, 0};
    const bool string = token.data[0] == '"';
    bool good = !string || cli_json_decode(token, &plain);
    const char *text = string ? plain.data ? plain.data : "" : token.data;
    const size_t size = string ? plain.size : token.size;
    if (!good)
        error->status = KEFU_E_MEMORY;
    good = good && !kefu_redact(text, size, options, text_out_write, &masked, error);
    if (good && (masked.size != size || (size && memcmp(masked.data, text, size) != 0)))
        cli_json_print(to, (kefu_str){masked.data, masked.size});
    else if (good)
        cli_write(to, token.data, token.size);
    text_out_free(&plain);
    text_out_free(&masked);
    return good;
}

bool cli_redact_json_print(const kefu_redact_options *options, kefu_str line, FILE *to,
                           kefu_error *error) {
    enum { PERSONAL_DIGITS_MIN = 10 };
    bool good = true;
    for (size_t at = 0; good && at < line.size;) {
        const size_t end = token_end(line.data, line.size, at);
        if (line.data[at] == '"' ? is_name(line.data, line.size, end)
                                 : end - at < PERSONAL_DIGITS_MIN)
            fwrite(line.data + at, 1, end - at, to);
        else
            good = print_token(options, (kefu_str){line.data + at, end - at}, to, error);
        at = end;
    }
    return good;
}
