/* SPDX-License-Identifier: MIT
 * Tables: a header whose columns are known, and the rows below it. */
#include "reader/sheet.h"

#include <stdio.h>

#include "reader/ends.h"

void kefu__sheet_init(struct sheet *table, const kefu_allocator *allocator) {
    memset(table, 0, sizeof *table);
    kefu__row_init(&table->row, allocator);
    kefu__groups_init(&table->groups, allocator);
    kefu__spill_init(&table->spill, allocator);
    kefu__buffer_init(&table->made, allocator);
    kefu__buffer_init(&table->columns.names, allocator);
}

void kefu__sheet_free(struct sheet *table) {
    kefu__row_free(&table->row);
    kefu__groups_free(&table->groups);
    kefu__spill_reset(&table->spill);
    kefu__buffer_free(&table->made);
    kefu__buffer_free(&table->columns.names);
}

void kefu__sheet_reset(struct sheet *table) {
    const kefu_allocator allocator = table->spill.allocator;
    const kefu_storage storage = table->spill.storage;
    kefu__sheet_free(table);
    kefu__sheet_init(table, &allocator);
    table->spill.storage = storage;
}

static bool is_read(const struct column_plan *plan, size_t cell) {
    for (size_t i = 0; i < COLUMNS; i++)
        if (plan->cells[i] == cell)
            return true;
    return false;
}

/* Lists the columns of the header that are not read; one without a name by its number. Those
 * without a name behind the last name are no columns. */
static void list_unused(struct sheet *table) {
    size_t used = 0, count = table->row.count;
    while (count > 0 && kefu__row_cell(&table->row, count - 1).size == 0)
        count--;
    for (size_t i = 0; i < count; i++) {
        const kefu_str name = kefu__str_truncate(kefu__row_cell(&table->row, i), 40);
        char number[24];
        snprintf(number, sizeof number, "#%zu", i + 1);
        const kefu_str shown = name.size ? name : kefu__str(number);
        if (!is_read(&table->plan, i) && used + shown.size + 8 < sizeof table->unused)
            used += (size_t)snprintf(table->unused + used, sizeof table->unused - used, "%s%.*s",
                                     used ? ", " : "", (int)shown.size, shown.data);
    }
}

void kefu__sheet_report(struct sheet *table, kefu_findings *findings) {
    if (*table->unused && !table->unused_told)
        kefu__finding_add(findings, "unused_column", "", "", 0, 0, 0,
                          "columns of this table that are not read: %s", table->unused);
    if (table->plan.by_ends && !table->unused_told)
        kefu__finding_add(findings, "conversations_by_pair", "", "", 0, 0, 0,
                          "no column names the conversation: what the same two write to each other "
                          "without a pause of more than %d h is one; a field map can say otherwise "
                          "(kefu map suggest FILE)",
                          ENDS_GAP_MS / 3600000);
    table->unused_told = true;
    if (table->stray_rows > 0)
        kefu__finding_add(
            findings, "stray_quote", "", "", 0, 0, 0,
            "%llu row%s with a quote inside a cell that has none around it, the first "
            "in line %llu: a quote may be missing",
            (unsigned long long)table->stray_rows, table->stray_rows == 1 ? "" : "s",
            (unsigned long long)table->stray_line);
    table->stray_rows = 0;
}

static bool is_header(struct sheet *table) {
    if (table->row.is_damaged)
        return false;
    return table->map ? kefu__map_columns_read(table->map, &table->row, &table->columns)
                      : kefu__columns_read(&table->row, &table->plan);
}

enum sheet_guess kefu__sheet_find(struct sheet *table, const char *text, size_t size, bool ended,
                                  size_t *header_size) {
    enum { SAMPLE = 65536 }; /* bytes at the beginning of the file in which the header must be */
    const bool enough = ended || size >= SAMPLE;
    size_t at = 0;
    for (size_t i = 0; i < HEADER_ROWS_MAX && at < size; i++) {
        table->delimiter = kefu__sheet_delimiter(text + at, size - at);
        const size_t row = kefu__row_read(&table->row, text + at, size - at, table->delimiter,
                                          ended);
        if (row == 0)
            return enough ? SHEET_NOT : SHEET_MORE;
        at += row;
        if (is_header(table)) {
            *header_size = at;
            if (!table->map) /* a map says itself which ones it wants */
                list_unused(table);
            return SHEET_FOUND;
        }
    }
    return at < size || enough ? SHEET_NOT : SHEET_MORE;
}

static size_t first_line(const char *text, size_t size) {
    const char *feed = memchr(text, '\n', size);
    return feed ? (size_t)(feed - text) + 1 : size;
}

size_t kefu__sheet_next(struct sheet *table, const char *text, size_t size, uint64_t line,
                        bool ended, enum row_flaw *flaw) {
    struct table_row *row = &table->row;
    size_t taken = kefu__row_read(row, text, size, table->delimiter, ended);
    *flaw = ROW_FINE;
    if (taken == 0 && size < ROW_SIZE_MAX)
        return 0;
    if (row->text.failed) {
        *flaw = ROW_NO_MEMORY;
        return taken;
    }
    if (taken == 0 || row->is_damaged) {
        *flaw = ROW_DAMAGED;
        return first_line(text, size);
    }
    if (row->has_stray_quote && table->stray_rows++ == 0)
        table->stray_line = line;
    table->made.size = 0;
    if (table->map)
        *flaw = kefu__map_take_day(&table->day, kefu__row_only_cell(row))
                    ? ROW_BLANK
                    : kefu__map_columns_write(&table->columns, row, &table->made);
    else if (table->plan.kind == ROWS_ARE_FEEDBACK)
        *flaw = kefu__rows_write_feedback(&table->plan, row, &table->made);
    else if (table->plan.kind == ROWS_ARE_TRANSCRIPTS)
        *flaw = kefu__rows_write_transcript(&table->plan, row, &table->made);
    else
        *flaw = kefu__rows_add_message(&table->groups, &table->plan, row, line);
    return taken;
}

static kefu_status give_stored(struct sheet *table, uint64_t *line, bool *given,
                               kefu_error *error) {
    const struct spill_item *item = NULL;
    const kefu_status status = kefu__spill_next(&table->spill, &table->groups, &item, error);
    *given = status == KEFU_OK && item;
    if (*given) {
        *line = item->head.line;
        kefu__group_write_parts(item->parts, &table->made);
    }
    return status;
}

kefu_status kefu__sheet_give(struct sheet *table, uint64_t *line, bool *given, kefu_error *error) {
    table->made.size = 0;
    if (kefu__spill_is_used(&table->spill))
        return give_stored(table, line, given, error);
    *given = table->next_group < table->groups.count;
    if (*given) {
        *line = table->groups.items[table->next_group].line;
        kefu__group_write(&table->groups, table->next_group++, &table->made);
    }
    return KEFU_OK;
}
