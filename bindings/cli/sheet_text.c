/* SPDX-License-Identifier: MIT
 * Rows of a spreadsheet as lines of comma-separated values. */
#include "sheet_text.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH_MIN = 2 }; /* lines without any delimiter would not be taken for a table's */

void cli_sheet_text_begin(struct sheet_text *sheet) {
    sheet->text.size = sheet->row.size = 0;
    sheet->row_number = sheet->line = sheet->jump_count = 0;
    sheet->width = WIDTH_MIN;
    sheet->next_number = 1;
    for (size_t i = 0; i < SHEET_WIDTH_MAX; i++)
        sheet->merged[i].until = 0;
}

void cli_sheet_text_free(struct sheet_text *sheet) {
    text_out_free(&sheet->text);
    text_out_free(&sheet->row);
    for (size_t i = 0; i < SHEET_WIDTH_MAX; i++)
        text_out_free(&sheet->merged[i].text);
    free(sheet->jumps);
    sheet->jumps = NULL;
    sheet->jump_count = sheet->jump_capacity = 0;
}

static void add(struct sheet_text *sheet, struct text_out *to, const char *text, size_t size) {
    if (size && text_out_write(to, text, size))
        sheet->failed = true;
}

/* ---- a row ---- */

void cli_sheet_row_begin(struct sheet_text *sheet, size_t number) {
    sheet->row_number = number;
    sheet->row.size = 0;
    memset(sheet->cells, 0, sheet->width * sizeof *sheet->cells);
}

void cli_sheet_put(struct sheet_text *sheet, size_t column, const char *text, size_t size) {
    if (column >= SHEET_WIDTH_MAX)
        column = SHEET_WIDTH_MAX - 1;
    for (; sheet->width <= column; sheet->width++)
        sheet->cells[sheet->width] = (struct sheet_cell){0, 0};
    sheet->cells[column] = (struct sheet_cell){sheet->row.size, size};
    add(sheet, &sheet->row, text, size);
}

void cli_sheet_merge(struct sheet_text *sheet, size_t column, size_t until) {
    if (column >= SHEET_WIDTH_MAX || until <= sheet->row_number)
        return;
    sheet->merged[column].until = until;
    sheet->merged[column].text.size = 0;
}

/* Remembers where rows are not numbered like lines: behind gaps, and behind line breaks in cells.
 */
static void note_number(struct sheet_text *sheet) {
    if (sheet->row_number == sheet->next_number)
        return;
    if (sheet->jump_count == sheet->jump_capacity) {
        const size_t capacity = sheet->jump_capacity ? sheet->jump_capacity * 2 : 64;
        struct row_jump *grown = realloc(sheet->jumps, capacity * sizeof *grown);
        sheet->failed |= !grown;
        if (!grown)
            return;
        sheet->jumps = grown;
        sheet->jump_capacity = capacity;
    }
    sheet->jumps[sheet->jump_count++] = (struct row_jump){sheet->line + 1, sheet->row_number};
}

/* Always between quotes: then no cell is taken for a delimiter, and none for JSON. */
static void write_cell(struct sheet_text *sheet, const char *text, size_t size) {
    add(sheet, &sheet->text, "\"", 1);
    while (size > 0) {
        const char *quote = memchr(text, '"', size);
        const size_t piece = quote ? (size_t)(quote - text) + 1 : size;
        add(sheet, &sheet->text, text, piece);
        if (quote)
            add(sheet, &sheet->text, "\"", 1);
        text += piece;
        size -= piece;
    }
    add(sheet, &sheet->text, "\"", 1);
}

static size_t count_breaks(const char *text, size_t size) {
    size_t count = 0;
    for (size_t i = 0; i < size; i++)
        count += text[i] == '\n';
    return count;
}

/* The text of a cell, or what merged cells give it. */
static void take_cell(struct sheet_text *sheet, size_t column, const char **text, size_t *size) {
    const struct sheet_cell *cell = &sheet->cells[column];
    struct merged_value *merged = &sheet->merged[column];
    *text = cell->size ? sheet->row.data + cell->offset : "";
    *size = cell->size;
    if (merged->until < sheet->row_number)
        return;
    if (cell->size) {
        merged->text.size = 0;
        add(sheet, &merged->text, *text, *size);
    } else if (merged->text.size) {
        *text = merged->text.data;
        *size = merged->text.size;
    }
}

void cli_sheet_row_end(struct sheet_text *sheet) {
    size_t breaks = 0;
    note_number(sheet);
    for (size_t i = 0; i < sheet->width && !sheet->failed; i++) {
        const char *text;
        size_t size;
        take_cell(sheet, i, &text, &size);
        if (i > 0)
            add(sheet, &sheet->text, ",", 1);
        if (size > 0)
            write_cell(sheet, text, size);
        breaks += count_breaks(text, size);
    }
    add(sheet, &sheet->text, "\n", 1);
    sheet->line += breaks + 1;
    sheet->next_number = sheet->row_number + breaks + 1;
    sheet->row_number = 0;
}

/* ---- where it stands ---- */

size_t cli_sheet_row_of(const struct sheet_text *sheet, size_t line) {
    size_t low = 0, high = sheet->jump_count; /* the jumps before `low` are not behind the line */
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (sheet->jumps[middle].line <= line)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? sheet->jumps[low - 1].row + (line - sheet->jumps[low - 1].line) : line;
}
