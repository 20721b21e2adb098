/* SPDX-License-Identifier: MIT
 * The header of a table that a field map reads, and its rows as JSON objects. */
#include "reader/map_table.h"

/* ---- what the map uses ---- */

/* Does a JSON pointer begin with the member of this name? */
static bool begins_with(const char *pointer, kefu_str name) {
    size_t i = 0;
    if (!pointer || *pointer++ != '/')
        return false;
    for (; *pointer && *pointer != '/'; pointer++, i++) {
        char letter = *pointer;
        if (letter == '~')
            letter = *++pointer == '1' ? '/' : '~';
        if (i >= name.size || name.data[i] != letter)
            return false;
    }
    return i == name.size;
}

static bool member_uses(const struct map_member *member, kefu_str name) {
    for (size_t i = 0; i < member->source_count; i++)
        if (begins_with(member->sources[i].pointer, name))
            return true;
    for (size_t i = 0; i < member->member_count && !member->is_list; i++)
        if (member_uses(&member->members[i], name))
            return true;
    return begins_with(member->day, name);
}

static bool row_uses(const struct map_row *row, kefu_str name) {
    for (size_t i = 0; i < row->when_count; i++)
        if (begins_with(row->when[i].pointer, name))
            return true;
    for (size_t i = 0; i < row->member_count; i++)
        if (member_uses(&row->members[i], name))
            return true;
    return begins_with(row->day, name);
}

static bool key_uses(const struct map_key *key, kefu_str name) {
    for (size_t i = 0; i < key->count; i++)
        if (begins_with(key->pointers[i], name))
            return true;
    return false;
}

static bool map_uses(const struct field_map *map, kefu_str name) {
    bool uses = member_uses(&map->root, name) || member_uses(&map->message, name);
    for (size_t i = 0; i < map->key_count && !uses; i++)
        uses = key_uses(&map->keys[i], name);
    for (size_t i = 0; i < map->row_count && !uses; i++)
        uses = row_uses(&map->rows[i], name);
    return uses;
}

/* ---- the header ---- */

static bool are_alike(kefu_str a, kefu_str b) {
    char folded[2][COLUMN_NAME_MAX];
    const size_t size = kefu__name_fold(a, folded[0]);
    return size > 0 && size == kefu__name_fold(b, folded[1]) &&
           memcmp(folded[0], folded[1], size) == 0;
}

/* The name by which pointers know a column. */
static kefu_str name_of(const struct field_map *map, kefu_str cell) {
    for (size_t i = 0; i < map->header_count; i++)
        for (size_t k = 0; k < map->headers[i].count; k++)
            if (are_alike(kefu__str(map->headers[i].texts[k]), cell))
                return kefu__str(map->headers[i].name);
    return cell;
}

static bool is_repeated(const struct field_map *map, const struct table_row *row, size_t column,
                        kefu_str name) {
    for (size_t i = 0; i < column; i++)
        if (kefu__str_equal(name_of(map, kefu__row_cell(row, i)), name))
            return true;
    return false;
}

bool kefu__map_columns_read(const kefu_field_map *map, const struct table_row *row,
                            struct map_columns *columns) {
    size_t found = 0;
    columns->names.size = columns->used = 0;
    columns->count = row->count;
    for (size_t i = 0; i < row->count; i++) {
        const kefu_str name = name_of(&map->fields, kefu__row_cell(row, i));
        columns->starts[i] = columns->names.size;
        if (name.size > 0 && map_uses(&map->fields, name) &&
            !is_repeated(&map->fields, row, i, name)) {
            struct json_writer json;
            kefu__json_begin(&json, &columns->names);
            kefu__json_put_text(&json, name.data, name.size);
            columns->used = i + 1;
            found++;
        }
        columns->starts[i + 1] = columns->names.size;
    }
    return !columns->names.failed && (found > 1 || (found == 1 && row->count == 1));
}

/* ---- rows ---- */

enum row_flaw kefu__map_columns_write(const struct map_columns *columns,
                                      const struct table_row *row, struct buffer *to) {
    const char *comma = "{";
    if (kefu__row_is_blank(row))
        return ROW_BLANK;
    for (size_t i = columns->count; i < row->count; i++)
        if (kefu__row_cell(row, i).size > 0)
            return ROW_TOO_WIDE;
    if (row->is_too_wide || row->count < columns->used)
        return row->is_too_wide ? ROW_TOO_WIDE : ROW_TOO_NARROW;
    for (size_t i = 0; i < columns->used; i++) {
        const kefu_str cell = kefu__row_cell(row, i);
        const size_t start = columns->starts[i], size = columns->starts[i + 1] - start;
        struct json_writer json;
        if (size == 0 || cell.size == 0)
            continue;
        kefu__buffer_add(to, comma, 1);
        kefu__buffer_add(to, columns->names.data + start, size);
        kefu__buffer_add(to, ":", 1);
        kefu__json_begin(&json, to);
        kefu__json_put_text(&json, cell.data, cell.size);
        comma = ",";
    }
    kefu__buffer_text(to, *comma == '{' ? "{}" : "}");
    return to->failed ? ROW_NO_MEMORY : ROW_FINE;
}

kefu_str kefu__row_only_cell(const struct table_row *row) {
    kefu_str only = {"", 0};
    for (size_t i = 0; i < row->count; i++) {
        const kefu_str cell = kefu__row_cell(row, i);
        if (cell.size > 0 && only.size > 0)
            return (kefu_str){"", 0};
        if (cell.size > 0)
            only = cell;
    }
    return only;
}
