/* SPDX-License-Identifier: MIT
 * The rows of a sheet of an .xlsx: cells by type and style, merged ones, as text. */
#include <stdlib.h>
#include <string.h>

#include "xlsx.h"

enum { ROW_MAX = 1048576, COLUMN_MAX = 16384, MERGES_MAX = 1000000 };

/* Reads "BC12"; false: it is none. */
static bool read_reference(const char *text, size_t *column, size_t *row) {
    for (*column = 0; *text >= 'A' && *text <= 'Z' && *column <= COLUMN_MAX; text++)
        *column = *column * 26 + (size_t)(*text - 'A' + 1);
    *row = strtoul(text, NULL, 10);
    return *column > 0 && *column <= COLUMN_MAX && *row > 0 && *row <= ROW_MAX;
}

/* ---- merged cells, which stand behind the rows: found in a pass of their own ---- */

static void XMLCALL start_merges(void *context, const char *name, const char **attributes) {
    struct xlsx *xlsx = context;
    struct xlsx_merge merge;
    const char *range, *last;
    size_t last_column;
    if (strcmp(cli_xml_name(name), "mergeCell") != 0 || xlsx->merge_count == MERGES_MAX)
        return;
    range = cli_xml_attribute(attributes, "ref");
    last = range ? strchr(range, ':') : NULL;
    if (!last || !read_reference(range, &merge.column, &merge.first) ||
        !read_reference(last + 1, &last_column, &merge.last) || merge.last <= merge.first ||
        !cli_xlsx_grow(xlsx, &xlsx->merges, &xlsx->merge_capacity, xlsx->merge_count + 1,
                       sizeof *xlsx->merges))
        return;
    xlsx->merges[xlsx->merge_count++] = merge;
}

static void XMLCALL end_merges(void *context, const char *name) {
    (void)context, (void)name;
}

static int by_first(const void *a, const void *b) {
    const struct xlsx_merge *x = a, *y = b;
    return x->first < y->first ? -1 : x->first > y->first;
}

static bool read_merges(struct xlsx *xlsx, const char *part) {
    xlsx->merge_count = xlsx->merge = 0;
    if (!cli_xlsx_begin(xlsx, part, start_merges, end_merges))
        return xlsx->book->failed ? false
                                  : cli_workbook_fail(xlsx->book, "a sheet's part is missing");
    while (cli_xlsx_parse_more(xlsx))
        continue;
    cli_xlsx_end(xlsx);
    if (xlsx->merge_count)
        qsort(xlsx->merges, xlsx->merge_count, sizeof *xlsx->merges, by_first);
    return !xlsx->book->failed;
}

/* ---- values ---- */

static void put(struct xlsx *xlsx, const char *text, size_t size) {
    cli_sheet_put(xlsx->rows, xlsx->column - 1, text, size);
}

static void put_number(struct xlsx *xlsx) {
    const bool dated = xlsx->style < xlsx->style_count && xlsx->dated_styles[xlsx->style];
    char number[64], date[32];
    const bool imprecise = cli_plain_number(xlsx->value.data, xlsx->value.size, number);
    if (dated && cli_serial_date(strtod(number, NULL), xlsx->since_1904, date)) {
        put(xlsx, date, strlen(date));
        return;
    }
    put(xlsx, number, strlen(number));
    if (imprecise && !xlsx->told_imprecise)
        cli_workbook_tell(xlsx->book, KEFU_SEVERITY_WARNING, "imprecise_number",
                          CLI_IMPRECISE_NUMBER);
    xlsx->told_imprecise |= imprecise;
}

static void put_shared(struct xlsx *xlsx) {
    char copy[24];
    snprintf(copy, sizeof copy, "%.*s", (int)(xlsx->value.size < 20 ? xlsx->value.size : 20),
             xlsx->value.data);
    const size_t i = strtoul(copy, NULL, 10);
    if (i >= xlsx->string_count)
        return;
    const size_t begin = i ? xlsx->string_ends[i - 1] : 0;
    put(xlsx, xlsx->strings.data + begin, xlsx->string_ends[i] - begin);
}

/* The character of "_x000D_", by which a workbook writes what XML has not; 0: it is none. */
static unsigned escaped(const char *text, size_t size) {
    char digits[5] = "", *end;
    if (size < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_')
        return 0;
    memcpy(digits, text + 2, 4);
    const unsigned long value = strtoul(digits, &end, 16);
    return *end == '\0' && value < 0x80 ? (unsigned)value : 0;
}

static void put_text(struct xlsx *xlsx) {
    size_t to = 0;
    for (size_t i = 0; i < xlsx->value.size; i++) {
        const unsigned point = escaped(xlsx->value.data + i, xlsx->value.size - i);
        xlsx->value.data[to++] = point ? (char)point : xlsx->value.data[i];
        i += point ? 6 : 0;
    }
    put(xlsx, xlsx->value.data, to);
}

static void put_value(struct xlsx *xlsx) {
    if (xlsx->value.size == 0 || strcmp(xlsx->type, "e") == 0) /* #N/A is no value */
        return;
    if (strcmp(xlsx->type, "s") == 0)
        put_shared(xlsx);
    else if (strcmp(xlsx->type, "b") == 0)
        put(xlsx, *xlsx->value.data == '1' ? "true" : "false", *xlsx->value.data == '1' ? 4 : 5);
    else if (xlsx->type[0] == '\0' || strcmp(xlsx->type, "n") == 0)
        put_number(xlsx);
    else
        put_text(xlsx);
}

/* ---- rows ---- */

static void start_merged(struct xlsx *xlsx) {
    for (; xlsx->merge < xlsx->merge_count && xlsx->merges[xlsx->merge].first <= xlsx->row;
         xlsx->merge++)
        if (xlsx->merges[xlsx->merge].first == xlsx->row)
            cli_sheet_merge(xlsx->rows, xlsx->merges[xlsx->merge].column - 1,
                            xlsx->merges[xlsx->merge].last);
}

static void start_row(struct xlsx *xlsx, const char **attributes) {
    const char *number = cli_xml_attribute(attributes, "r");
    const size_t named = number ? strtoul(number, NULL, 10) : 0;
    xlsx->row = named > xlsx->row && named <= ROW_MAX ? named : xlsx->row + 1;
    xlsx->column = 0;
    cli_sheet_row_begin(xlsx->rows, xlsx->row);
    start_merged(xlsx);
}

static void start_cell(struct xlsx *xlsx, const char **attributes) {
    const char *reference = cli_xml_attribute(attributes, "r");
    const char *type = cli_xml_attribute(attributes, "t");
    const char *style = cli_xml_attribute(attributes, "s");
    size_t column, row;
    xlsx->column = reference && read_reference(reference, &column, &row) ? column
                                                                         : xlsx->column + 1;
    snprintf(xlsx->type, sizeof xlsx->type, "%s", type ? type : "");
    xlsx->style = style ? strtoul(style, NULL, 10) : 0;
    xlsx->value.size = 0;
}

static void XMLCALL start_element(void *context, const char *element, const char **attributes) {
    struct xlsx *xlsx = context;
    const char *name = cli_xml_name(element);
    if (strcmp(name, "row") == 0)
        start_row(xlsx, attributes);
    else if (strcmp(name, "c") == 0)
        start_cell(xlsx, attributes);
    else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
        xlsx->takes_text = true;
    else if (strcmp(name, "rPh") == 0)
        xlsx->in_phonetic = true;
}

static void XMLCALL end_element(void *context, const char *element) {
    struct xlsx *xlsx = context;
    const char *name = cli_xml_name(element);
    xlsx->takes_text = false;
    if (strcmp(name, "rPh") == 0)
        xlsx->in_phonetic = false;
    else if (strcmp(name, "c") == 0 && xlsx->rows->row_number)
        put_value(xlsx);
    else if (strcmp(name, "row") == 0)
        cli_sheet_row_end(xlsx->rows);
}

bool cli_xlsx_begin_rows(struct xlsx *xlsx, const char *part) {
    xlsx->row = 0;
    xlsx->told_imprecise = false;
    return read_merges(xlsx, part) && cli_xlsx_begin(xlsx, part, start_element, end_element);
}
