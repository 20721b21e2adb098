/* SPDX-License-Identifier: MIT
 * Workbooks in the format of Excel 97 (.xls), by FreeXL. */
#include <freexl.h>
#include <stdlib.h>
#include <string.h>

#include "workbook.h"

enum { ROWS_AT_ONCE = 1000 };

struct xls {
    struct workbook *book;
    const void *handle;
    uint32_t sheet_count, sheet; /* `sheet`: how many were begun */
    uint32_t rows, row;          /* of the current sheet, and how many were read */
    uint16_t columns;
    bool told_imprecise;
};

static void close_xls(void *object) {
    struct xls *xls = object;
    freexl_close(xls->handle);
    free(xls);
}

void *cli_xls_open(struct workbook *book) {
    struct xls *xls = calloc(1, sizeof *xls);
    if (!xls) {
        cli_workbook_fail(book, "out of memory");
        return NULL;
    }
    xls->book = book;
    const int status = freexl_open(book->name, &xls->handle);
    if (status == FREEXL_OK &&
        freexl_get_info(xls->handle, FREEXL_BIFF_SHEET_COUNT, &xls->sheet_count) == FREEXL_OK)
        return xls;
    cli_workbook_fail(book, status == FREEXL_BIFF_OBFUSCATED
                                ? "the workbook is encrypted"
                                : "this is an old Office document (.xls, .doc) that is damaged or "
                                  "encrypted, or no workbook");
    close_xls(xls);
    return NULL;
}

static bool next_sheet(void *object, const char **name) {
    struct xls *xls = object;
    if (xls->sheet == xls->sheet_count)
        return false;
    const unsigned short index = (unsigned short)xls->sheet++;
    xls->row = 0;
    xls->told_imprecise = false;
    if (freexl_get_worksheet_name(xls->handle, index, name) == FREEXL_OK &&
        freexl_select_active_worksheet(xls->handle, index) == FREEXL_OK &&
        freexl_worksheet_dimensions(xls->handle, &xls->rows, &xls->columns) == FREEXL_OK)
        return true;
    return cli_workbook_fail(xls->book, "a sheet of the workbook is damaged");
}

static void put_number(struct xls *xls, struct sheet_text *sheet, size_t column, double number) {
    char exact[64], text[64];
    snprintf(exact, sizeof exact, "%.15g", number);
    const bool imprecise = cli_plain_number(exact, strlen(exact), text);
    cli_sheet_put(sheet, column, text, strlen(text));
    if (imprecise && !xls->told_imprecise)
        cli_workbook_tell(xls->book, KEFU_SEVERITY_WARNING, "imprecise_number",
                          CLI_IMPRECISE_NUMBER);
    xls->told_imprecise |= imprecise;
}

static void put_cell(struct xls *xls, struct sheet_text *sheet, uint16_t column) {
    FreeXL_CellValue cell;
    char number[32];
    if (freexl_get_cell_value(xls->handle, xls->row, column, &cell) != FREEXL_OK)
        return;
    switch (cell.type) {
    case FREEXL_CELL_INT:
        snprintf(number, sizeof number, "%d", cell.value.int_value);
        cli_sheet_put(sheet, column, number, strlen(number));
        return;
    case FREEXL_CELL_DOUBLE:
        put_number(xls, sheet, column, cell.value.double_value);
        return;
    case FREEXL_CELL_TEXT:
    case FREEXL_CELL_SST_TEXT:
    case FREEXL_CELL_DATE:
    case FREEXL_CELL_DATETIME:
    case FREEXL_CELL_TIME:
        cli_sheet_put(sheet, column, cell.value.text_value, strlen(cell.value.text_value));
        return;
    default:
        return;
    }
}

static bool more(void *object, struct sheet_text *sheet) {
    struct xls *xls = object;
    if (xls->row == xls->rows)
        return false;
    for (size_t i = 0; i < ROWS_AT_ONCE && xls->row < xls->rows; i++, xls->row++) {
        cli_sheet_row_begin(sheet, xls->row + 1);
        for (uint16_t column = 0; column < xls->columns; column++)
            put_cell(xls, sheet, column);
        cli_sheet_row_end(sheet);
    }
    return !sheet->failed;
}

const struct workbook_format cli_xls_format = {next_sheet, more, close_xls};
