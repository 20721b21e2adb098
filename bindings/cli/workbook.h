/* SPDX-License-Identifier: MIT
 * Workbooks: .xlsx, .xls, and tables of HTML or XML that are named .xls. Each sheet is a table. */
#ifndef KEFU_CLI_WORKBOOK_H
#define KEFU_CLI_WORKBOOK_H

#include "findings.h"
#include "sheet_text.h"

struct workbook;

/* What a format does; the object is its own. */
struct workbook_format {
    /* Goes to the next sheet that is shown; *name lives as long as the workbook. Returns false if
     * there is none, or reading failed (see failed). */
    bool (*next_sheet)(void *object, const char **name);
    /* Writes more rows of the sheet; false: there are none, or reading failed. */
    bool (*more)(void *object, struct sheet_text *sheet);
    void (*close)(void *object);
};
struct workbook {
    const struct workbook_format *format;
    void *object;
    struct sheet_text sheet;
    const char *name; /* of the file */
    struct finding_printer *printer;
    bool failed; /* it was printed */
};

/* Opens a file whose first bytes are those of a workbook. *book NULL: it is none. False after a
 * failure that was printed. */
bool cli_workbook_open(const char *name, struct finding_printer *printer, struct workbook **book);
/* The tables in a text that is HTML or XML; takes the text, which was allocated, in any case. NULL
 * after a failure that was printed. */
struct workbook *cli_workbook_of_markup(const char *name, struct finding_printer *printer,
                                        char *text, size_t size);
/* Is it the beginning of HTML or XML? */
bool cli_begins_markup(const char *text, size_t size);
bool cli_workbook_next_sheet(struct workbook *book, const char **name);
/* The next lines of the current sheet; *size 0 at its end. False after a failure that was printed.
 */
bool cli_workbook_next(struct workbook *book, const char **bytes, size_t *size);
/* The row of the sheet that a line stands for. */
size_t cli_workbook_row(const struct workbook *book, size_t line);
void cli_workbook_close(struct workbook *book);

/* ---- formats ---- */

/* Each gives an object, or NULL after a failure that was printed; `book` has the findings. */
void *cli_xlsx_open(struct workbook *book);
void *cli_xls_open(struct workbook *book);
void *cli_markup_open(struct workbook *book, char *text, size_t size);
extern const struct workbook_format cli_xlsx_format, cli_xls_format, cli_markup_format;
/* A failure, printed with the file's name; false. */
bool cli_workbook_fail(struct workbook *book, const char *why);
/* A warning or note about the workbook. */
void cli_workbook_tell(struct workbook *book, uint32_t severity, const char *code,
                       const char *message);

/* ---- values of cells ---- */

/* Does a number format show a date or a time? */
bool cli_number_format_is_date(const char *code);
/* The same of the formats that have a number alone. */
bool cli_number_format_is_dated(unsigned long number);
/* A day number as "2024-03-01 12:00:00"; a part of a day alone as "12:00:00". Returns false if it
 * is not a day. With `since_1904` days count from 1904, else from 1900 with its 29th of February.
 */
bool cli_serial_date(double days, bool since_1904, char to[32]);
/* A number as digits, without an exponent where it is whole; true: it has more digits than the 15
 * that a spreadsheet keeps. */
bool cli_plain_number(const char *text, size_t size, char to[64]);

#define CLI_IMPRECISE_NUMBER                                                                       \
    "numbers of more than 15 digits have lost their last ones in the spreadsheet: ids among them " \
    "may be mixed up; export them as text"

#endif
