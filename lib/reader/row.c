/* SPDX-License-Identifier: MIT
 * Splitting rows into cells. */
#include "reader/row.h"

#include "base/eight.h"

void kefu__row_init(struct table_row *row, const kefu_allocator *allocator) {
    memset(row, 0, sizeof *row);
    kefu__buffer_init(&row->text, allocator);
}

void kefu__row_free(struct table_row *row) {
    kefu__buffer_free(&row->text);
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

kefu_str kefu__row_cell(const struct table_row *row, size_t i) {
    if (i >= row->count || !row->text.data)
        return (kefu_str){"", 0};
    kefu_str cell = {row->text.data + row->starts[i], row->starts[i + 1] - row->starts[i]};
    while (cell.size && is_blank(cell.data[cell.size - 1]))
        cell.size--;
    while (cell.size && is_blank(*cell.data)) {
        cell.data++;
        cell.size--;
    }
    return cell.size ? cell : (kefu_str){"", 0};
}

bool kefu__row_is_blank(const struct table_row *row) {
    for (size_t i = 0; i < row->count; i++)
        if (kefu__row_cell(row, i).size > 0)
            return false;
    return true;
}

char kefu__sheet_delimiter(const char *text, size_t size) {
    static const char delimiters[] = ",\t;";
    size_t counts[3] = {0, 0, 0}, best = 0;
    bool quoted = false;
    for (size_t i = 0; i < size && (quoted || text[i] != '\n'); i++) {
        const char *found = text[i] ? strchr(delimiters, text[i]) : NULL;
        quoted ^= text[i] == '"';
        if (found && !quoted)
            counts[found - delimiters]++;
    }
    for (size_t i = 1; i < 3; i++)
        if (counts[i] > counts[best])
            best = i;
    return delimiters[best];
}

/* ---- one row ---- */

struct row_scan {
    const char *text;
    size_t size, at;
    char delimiter;
    bool ended;
};

static void end_cell(struct table_row *row) {
    if (row->count == ROW_CELLS_MAX) {
        row->is_too_wide = true;
        return;
    }
    row->starts[++row->count] = row->text.size;
}

/* Reads a quoted cell from behind its opening quote to behind the closing one. Returns false if the
 * closing quote has not been read yet. */
static bool read_quoted(struct table_row *row, struct row_scan *scan) {
    for (;;) {
        const char *rest = scan->text + scan->at;
        const char *quote = memchr(rest, '"', scan->size - scan->at);
        const size_t size = quote ? (size_t)(quote - rest) : scan->size - scan->at;
        kefu__buffer_add(&row->text, rest, size);
        scan->at += size + (quote != NULL);
        if (!quote) {
            row->is_damaged = true;
            return scan->ended;
        }
        if (scan->at == scan->size && !scan->ended)
            return false;
        if (scan->at == scan->size || scan->text[scan->at] != '"')
            return true;
        kefu__buffer_add(&row->text, "\"", 1);
        scan->at++;
    }
}

static bool has_odd_quotes(const char *text, size_t size) {
    bool odd = false;
    for (const char *end = text + size; size > 0 && (text = memchr(text, '"', size));
         text++, size = (size_t)(end - text))
        odd = !odd;
    return odd;
}

/* Where the next delimiter or line feed is; the end of the text if there is none. */
static size_t find_end(const struct row_scan *scan) {
    const uint64_t delimiters = EIGHT_EACH((unsigned char)scan->delimiter);
    size_t at = scan->at;
    for (; scan->size - at >= EIGHT; at += EIGHT) {
        const uint64_t word = kefu__eight_load(scan->text + at);
        const uint64_t found = EIGHT_ZEROS(word ^ delimiters) |
                               EIGHT_ZEROS(word ^ EIGHT_EACH('\n'));
        if (found)
            return at + kefu__eight_first(found);
    }
    while (at < scan->size && scan->text[at] != scan->delimiter && scan->text[at] != '\n')
        at++;
    return at;
}

/* Reads an unquoted cell up to the delimiter or line feed, at which the scan stops. */
static void read_plain(struct table_row *row, struct row_scan *scan) {
    const size_t first = scan->at;
    scan->at = find_end(scan);
    kefu__buffer_add(&row->text, scan->text + first, scan->at - first);
    row->has_stray_quote |= has_odd_quotes(scan->text + first, scan->at - first);
}

/* Reads a cell, quoted or not. Returns false if its end has not been read yet. */
static bool read_cell(struct table_row *row, struct row_scan *scan) {
    if (scan->at < scan->size && scan->text[scan->at] == '"') {
        scan->at++;
        if (!read_quoted(row, scan))
            return false;
        const size_t behind = row->text.size;
        read_plain(row, scan);
        for (size_t i = behind; i < row->text.size; i++)
            row->is_damaged |= !is_blank(row->text.data[i]);
    } else {
        read_plain(row, scan);
    }
    end_cell(row);
    return scan->at < scan->size || scan->ended;
}

size_t kefu__row_read(struct table_row *row, const char *text, size_t size, char delimiter,
                      bool ended) {
    struct row_scan scan = {text, size, 0, delimiter, ended};
    row->text.size = row->count = row->starts[0] = 0;
    row->is_damaged = row->is_too_wide = row->has_stray_quote = false;
    if (size == 0)
        return 0;
    for (;;) {
        if (!read_cell(row, &scan))
            return 0;
        if (scan.at == size)
            return size;
        if (text[scan.at++] == '\n')
            return scan.at;
    }
}
