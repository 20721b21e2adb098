/* SPDX-License-Identifier: MIT
 * Small tables, row by row. */
#include "table.h"

#include <stdlib.h>
#include <string.h>

/* ---- JSON that is being made ---- */

bool cli_is_number(kefu_str text) {
    size_t at = 0, digits = 0;
    const char *const t = text.data;
    at += at < text.size && t[at] == '-';
    if (at + 1 < text.size && t[at] == '0' && t[at + 1] >= '0' && t[at + 1] <= '9')
        return false;
    for (; at < text.size && t[at] >= '0' && t[at] <= '9'; digits++)
        at++;
    if (digits > 0 && at < text.size && t[at] == '.')
        for (at++, digits = 0; at < text.size && t[at] >= '0' && t[at] <= '9'; digits++)
            at++;
    if (digits > 0 && at < text.size && (t[at] == 'e' || t[at] == 'E')) {
        at++;
        at += at < text.size && (t[at] == '+' || t[at] == '-');
        for (digits = 0; at < text.size && t[at] >= '0' && t[at] <= '9'; digits++)
            at++;
    }
    return digits > 0 && at == text.size;
}

void cli_json_add(struct text_out *to, const char *text) {
    text_out_write(to, text, strlen(text));
}

void cli_json_add_string(struct text_out *to, kefu_str text) {
    cli_json_add(to, "\"");
    for (size_t i = 0; i < text.size; i++) {
        const unsigned char c = (unsigned char)text.data[i];
        char escape[8];
        if (c == '"' || c == '\\')
            snprintf(escape, sizeof escape, "\\%c", c);
        else if (c < 0x20)
            snprintf(escape, sizeof escape, "\\u%04x", c);
        else
            snprintf(escape, sizeof escape, "%c", c);
        cli_json_add(to, escape);
    }
    cli_json_add(to, "\"");
}

void cli_json_add_list(struct text_out *to, const char *name, const char *list, bool numbers) {
    cli_json_add_string(to, (kefu_str){name, strlen(name)});
    cli_json_add(to, ":[");
    for (const char *at = list;; at++) {
        const kefu_str element = {at, strcspn(at, ",")};
        if (numbers && cli_is_number(element))
            text_out_write(to, element.data, element.size);
        else
            cli_json_add_string(to, element);
        at += element.size;
        if (!*at)
            break;
        cli_json_add(to, ",");
    }
    cli_json_add(to, "],");
}

void cli_json_add_lines(struct text_out *to, const struct input *input, size_t *line) {
    for (; *line < input->line_number; ++*line)
        cli_json_add(to, "\n");
}

/* ---- cells ---- */

static kefu_str trim(kefu_str text) {
    while (text.size > 0 && (*text.data == ' ' || *text.data == '\r'))
        text.data++, text.size--;
    while (text.size > 0 && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\r'))
        text.size--;
    return text;
}

/* Copies a cell without its quotes to `to`, which has room; returns the end of the copy, and in
 * *from the delimiter behind the cell, or the end. NULL: a quote is not closed. */
static char *copy_cell(const char **from, const char *end, char delimiter, char *to) {
    const char *at = *from;
    bool quoted = false;
    for (; at < end && (quoted || *at != delimiter); at++) {
        if (*at != '"')
            *to++ = *at;
        else if (quoted && at + 1 < end && at[1] == '"')
            *to++ = *at++;
        else
            quoted = !quoted;
    }
    *from = at;
    return quoted ? NULL : to;
}

/* Splits the current line into at most TABLE_COLUMNS_MAX cells. False after a failure that was
 * printed. */
static bool split(struct input *input, char delimiter, struct text_out *text, kefu_str *cells,
                  size_t *count) {
    const char *from = input->line, *const end = input->line + input->size;
    text->size = 0;
    text_out_write(text, input->line, input->size); /* for the room */
    if (text->size < input->size)
        return cli_fail("out of memory"), false;
    char *to = text->data;
    for (*count = 0; *count < TABLE_COLUMNS_MAX; from++) {
        char *const begin = to;
        to = copy_cell(&from, end, delimiter, to);
        if (!to)
            return cli_fail("%s:%zu: a quote is not closed", input->name, input->line_number),
                   false;
        cells[(*count)++] = trim((kefu_str){begin, (size_t)(to - begin)});
        if (from == end)
            return true;
    }
    return cli_fail("%s:%zu: more than %d columns", input->name, input->line_number,
                    TABLE_COLUMNS_MAX),
           false;
}

static char find_delimiter(const struct input *input) {
    static const char delimiters[] = "\t,;";
    for (size_t i = 0; delimiters[i]; i++)
        if (memchr(input->line, delimiters[i], input->size))
            return delimiters[i];
    return ',';
}

static bool has_number(const struct table *table) {
    for (size_t i = 0; i < table->name_count; i++)
        if (cli_is_number(table->names[i]))
            return true;
    return false;
}

/* ---- rows ---- */

static bool next_line(struct table *table) {
    while (cli_input_line(&table->input))
        if (!cli_input_blank(&table->input))
            return true;
    return false;
}

/* Reads the first line, which says the form. */
static bool begin(struct table *table, bool must_name) {
    if (!next_line(table))
        return !table->input.failed && (cli_fail("%s: there is no row", table->input.name), false);
    const kefu_str line = trim((kefu_str){table->input.line, table->input.size});
    table->waiting = true;
    table->form = *line.data == '{' ? TABLE_LINES : *line.data == '[' ? TABLE_ARRAY : TABLE_CELLS;
    if (table->form != TABLE_CELLS)
        return true;
    table->delimiter = find_delimiter(&table->input);
    if (!split(&table->input, table->delimiter, &table->names_text, table->names,
               &table->name_count))
        return false;
    table->named = must_name || !has_number(table);
    table->waiting = !table->named;
    return true;
}

bool cli_table_open(struct table *table, const struct arguments *arguments, const char *encoding,
                    bool must_name) {
    memset(table, 0, sizeof *table);
    if (!cli_input_open(&table->input, arguments->files, arguments->file_count, encoding))
        return false;
    if (begin(table, must_name))
        return true;
    cli_table_close(table);
    return false;
}

bool cli_table_next(struct table *table) {
    if (!table->waiting && !next_line(table))
        return false;
    table->waiting = false;
    if (table->form != TABLE_CELLS)
        return true;
    if (split(&table->input, table->delimiter, &table->cells_text, table->cells,
              &table->cell_count))
        return true;
    table->input.failed = true;
    return false;
}

size_t cli_table_column(const struct table *table, const char *name) {
    for (size_t i = 0; table->named && i < table->name_count; i++)
        if (table->names[i].size == strlen(name) &&
            memcmp(table->names[i].data, name, table->names[i].size) == 0)
            return i;
    return SIZE_MAX;
}

size_t cli_table_width(const struct table *table) {
    return table->name_count;
}

void cli_table_put(const struct table *table, size_t column, struct text_out *to) {
    const kefu_str cell = column < table->cell_count ? table->cells[column] : (kefu_str){"", 0};
    if (cell.size == 0)
        cli_json_add(to, "null");
    else if (cli_is_number(cell))
        text_out_write(to, cell.data, cell.size);
    else
        cli_json_add_string(to, cell);
}

void cli_table_close(struct table *table) {
    cli_input_close(&table->input);
    text_out_free(&table->names_text);
    text_out_free(&table->cells_text);
}
