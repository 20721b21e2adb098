/* SPDX-License-Identifier: MIT
 * Places in a valid text: the offset, line and column of what a JSON pointer refers to. Each search
 * begins where the last one ended, since reports mostly come in the order of the text: locating
 * every element of a list reads the list once. */
#include <string.h>

#include "json/locate.h"
#include "json/name.h"

/* ---- moving over valid text ---- */

static size_t skip_space(const struct json_reader *reader, size_t at) {
    while (at < reader->size && strchr(" \n\t\r", reader->text[at]))
        at++;
    return at;
}

static size_t string_end(const char *text, size_t at) {
    at++;
    while (text[at] != '"')
        at += text[at] == '\\' ? 2 : 1;
    return at + 1;
}

/* The byte offset of the end of the value that begins at offset `at`. */
static size_t value_end(const struct json_reader *reader, size_t at) {
    size_t depth = 0;
    do {
        const char c = reader->text[at];
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        at = c == '"' ? string_end(reader->text, at) : at + 1;
    } while (at < reader->size && (depth > 0 || !strchr(",]} \n\t\r", reader->text[at])));
    return at;
}

static bool is_object(const struct json_reader *reader, const struct json_step *step) {
    return reader->text[step->container] == '{';
}

/* Lets the step (one level of a search) point to the item (member or element) that begins at an
 * offset; returns false if the container ends there. */
static bool stand_at(const struct json_reader *reader, struct json_step *step, size_t at) {
    if (reader->text[at] == '}' || reader->text[at] == ']')
        return false;
    step->item = step->value = at;
    if (is_object(reader, step)) /* the value follows the name and the colon */
        step->value = skip_space(reader, skip_space(reader, string_end(reader->text, at)) + 1);
    return true;
}

static bool first_item(const struct json_reader *reader, struct json_step *step) {
    step->index = 0;
    return stand_at(reader, step, skip_space(reader, step->container + 1));
}

static bool next_item(const struct json_reader *reader, struct json_step *step) {
    const size_t end = skip_space(reader, value_end(reader, step->value));
    if (reader->text[end] != ',')
        return false;
    step->index++;
    return stand_at(reader, step, skip_space(reader, end + 1));
}

/* ---- pointers ---- */

/* Reads the next part of a JSON pointer, unescaped, and moves *pointer behind it; returns its
 * length. */
static size_t read_token(const char **pointer, char to[JSON_POINTER_SIZE]) {
    const char *from = *pointer + 1;
    size_t size = 0;
    for (; *from && *from != '/'; from++) {
        char c = *from;
        if (c == '~' && (from[1] == '0' || from[1] == '1'))
            c = *++from == '0' ? '~' : '/';
        if (size < JSON_POINTER_SIZE)
            to[size++] = c;
    }
    *pointer = from;
    return size;
}

static bool has_name(const struct json_reader *reader, const struct json_step *step,
                     const char *token, size_t size) {
    char name[JSON_POINTER_SIZE];
    const size_t length = kefu__json_name_copy(reader->text, step->item, name, sizeof name);
    return length == size && memcmp(name, token, size) == 0;
}

/* Moves the step (one level of a search) to the member whose name is `token`. Searches from the
 * current member to the end, then from the beginning, so that searches in the order of the text
 * together take linear time. */
static bool find_member(const struct json_reader *reader, struct json_step *step, const char *token,
                        size_t size) {
    const size_t begin = step->item;
    do
        if (has_name(reader, step, token, size))
            return true;
    while (next_item(reader, step));
    (void)first_item(reader, step);
    while (step->item != begin) {
        if (has_name(reader, step, token, size))
            return true;
        (void)next_item(reader, step);
    }
    return false;
}

static bool find_element(const struct json_reader *reader, struct json_step *step,
                         const char *token, size_t size) {
    size_t index = 0;
    if (size == 0 || size > 9 || (token[0] == '0' && size > 1))
        return false; /* too large an index: no text has 10^9 elements */
    for (size_t i = 0; i < size; i++) {
        if (token[i] < '0' || token[i] > '9')
            return false;
        index = index * 10 + (size_t)(token[i] - '0');
    }
    bool found = index >= step->index || first_item(reader, step);
    while (found && step->index < index)
        found = next_item(reader, step);
    return found;
}

/* Sets *step to that of the last search at this level, if it was in the same container (given by
 * its byte offset), else to the first item of the container. Returns false if the value at the
 * offset is not a container, or is empty. */
static bool step_into(const struct json_reader *reader, size_t level, size_t container,
                      struct json_step *step) {
    const struct json_trace *trace = &reader->trace;
    const char c = reader->text[container];
    if (level < trace->depth && trace->steps[level].container == container) {
        *step = trace->steps[level];
        return true;
    }
    step->container = container;
    return (c == '{' || c == '[') && first_item(reader, step);
}

bool kefu__json_find(struct json_reader *reader, const char *pointer, bool name, size_t *offset) {
    size_t at = skip_space(reader, 0), item = at;
    for (size_t level = 0; *pointer == '/'; level++) {
        struct json_step step;
        char token[JSON_POINTER_SIZE];
        const size_t size = read_token(&pointer, token);
        if (!step_into(reader, level, at, &step) ||
            !(is_object(reader, &step) ? find_member(reader, &step, token, size)
                                       : find_element(reader, &step, token, size)))
            return false;
        if (level < JSON_STEPS_MAX) {
            reader->trace.steps[level] = step;
            if (reader->trace.depth <= level)
                reader->trace.depth = level + 1;
        }
        item = step.item;
        at = step.value;
    }
    *offset = name ? item : at;
    return true;
}

/* ---- lines ---- */

void kefu__json_locate_offset(struct json_reader *reader, size_t offset, uint32_t *line,
                              uint32_t *column) {
    struct json_trace *trace = &reader->trace;
    if (offset > reader->size)
        offset = reader->size;
    if (offset < trace->line_begin) {
        trace->line = 0;
        trace->line_begin = 0;
    }
    for (const char *next;
         (next = memchr(reader->text + trace->line_begin, '\n', offset - trace->line_begin));
         trace->line++)
        trace->line_begin = (size_t)(next - reader->text) + 1;
    *line = trace->line + 1;
    *column = (uint32_t)(offset - trace->line_begin + 1);
}

bool kefu__json_locate_pointer(struct json_reader *reader, const char *pointer, uint64_t *offset,
                               uint32_t *line, uint32_t *column) {
    size_t at;
    if (!kefu__json_find(reader, pointer, false, &at))
        return false;
    *offset = at;
    kefu__json_locate_offset(reader, at, line, column);
    return true;
}
