/* SPDX-License-Identifier: MIT
 * Workbooks of Office Open XML (.xlsx): a ZIP archive of XML parts. */
#ifndef KEFU_CLI_XLSX_H
#define KEFU_CLI_XLSX_H

#include <expat.h>
#include <minizip/unzip.h>

#include "workbook.h"

enum { PART_NAME_MAX = 256, XML_CHUNK = 65536 };

struct xlsx_sheet {
    char *name;
    char relation[64]; /* its id among the workbook's relations */
    char part[PART_NAME_MAX];
    bool hidden;
};
/* Cells of a column that are merged from `first` to `last`. */
struct xlsx_merge {
    size_t column, first, last;
};

struct xlsx {
    struct workbook *book;
    unzFile zip;
    /* of the package */
    char workbook_part[PART_NAME_MAX], strings_part[PART_NAME_MAX], styles_part[PART_NAME_MAX];
    struct xlsx_sheet *sheets;
    size_t sheet_count, sheet_capacity, sheet; /* `sheet`: how many were begun */
    bool since_1904;
    /* texts that cells share: text i ends at string_ends[i] */
    struct text_out strings;
    size_t *string_ends;
    size_t string_count, string_capacity;
    /* styles: which formats have dates, by number, and by style of a cell */
    bool dated_formats[1024]; /* from 164 on, where a workbook's own begin */
    bool *dated_styles;
    size_t style_count, style_capacity;
    /* what is being read */
    XML_Parser parser;
    struct text_out value; /* character data of the element that is read */
    bool takes_text, in_phonetic, in_cell_styles;
    uint64_t inflated; /* bytes of the part */
    /* the current sheet */
    bool part_open;
    struct xlsx_merge *merges; /* by first row */
    size_t merge_count, merge_capacity, merge;
    struct sheet_text *rows;
    size_t row, column; /* from 1; of the cell that is read */
    char type[12];      /* its t="…" */
    size_t style;
    bool told_imprecise;
};

/* The name of an element or attribute without its prefix. */
const char *cli_xml_name(const char *name);
/* The value of an attribute; NULL: it has none. */
const char *cli_xml_attribute(const char **attributes, const char *name);
/* Makes room for item `count` of an array. Returns false if out of memory, which is remembered. */
bool cli_xlsx_grow(struct xlsx *xlsx, void *items, size_t *capacity, size_t count, size_t size);
/* Opens a part for cli_xlsx_parse_more(). Returns false if it is not there. */
bool cli_xlsx_begin(struct xlsx *xlsx, const char *part, XML_StartElementHandler start,
                    XML_EndElementHandler end);
/* Parses the next bytes of the part; false: it ended, or failed, which was printed. */
bool cli_xlsx_parse_more(struct xlsx *xlsx);
void cli_xlsx_end(struct xlsx *xlsx);

/* ---- rows (xlsx_sheet.c) ---- */

bool cli_xlsx_begin_rows(struct xlsx *xlsx, const char *part);

#endif
