/* SPDX-License-Identifier: MIT
 * Workbooks of any format, a sheet after the other. */
#define _POSIX_C_SOURCE 200809L
#include "workbook.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SIGNATURE_SIZE = 8 };

bool cli_workbook_fail(struct workbook *book, const char *why) {
    if (!book->failed)
        cli_fail("%s: %s", book->name, why);
    book->failed = true;
    return false;
}

void cli_workbook_tell(struct workbook *book, uint32_t severity, const char *code,
                       const char *message) {
    const struct finding_place place = {book->name, 0, false};
    if (severity == KEFU_SEVERITY_NOTE)
        cli_findings_note(book->printer, &place, code, message);
    else
        cli_findings_warn(book->printer, &place, code, message);
}

static struct workbook *make(const char *name, struct finding_printer *printer,
                             const struct workbook_format *format) {
    struct workbook *book = calloc(1, sizeof *book);
    if (!book) {
        cli_fail("%s: out of memory", name);
        return NULL;
    }
    book->format = format;
    book->name = name;
    book->printer = printer;
    return book;
}

/* The first bytes of a file that can be read again; none of a pipe. */
static size_t peek(const char *name, char to[SIGNATURE_SIZE]) {
    FILE *stream = strcmp(name, "-") == 0 ? NULL : fopen(name, "rb");
    const size_t size = stream ? fread(to, 1, SIGNATURE_SIZE, stream) : 0;
    if (stream)
        fclose(stream);
    return size;
}

bool cli_workbook_open(const char *name, struct finding_printer *printer, struct workbook **book) {
    char first[SIGNATURE_SIZE];
    const size_t size = peek(name, first);
    const bool zipped = size >= 4 && memcmp(first, "PK\3\4", 4) == 0;
    const bool old = size >= 8 && memcmp(first, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0;
    *book = NULL;
    if (!zipped && !old)
        return true;
    if (!(*book = make(name, printer, zipped ? &cli_xlsx_format : &cli_xls_format)))
        return false;
    (*book)->object = zipped ? cli_xlsx_open(*book) : cli_xls_open(*book);
    if ((*book)->object)
        return true;
    cli_workbook_close(*book);
    *book = NULL;
    return false;
}

bool cli_begins_markup(const char *text, size_t size) {
    while (size > 0 && isspace((unsigned char)*text)) {
        text++;
        size--;
    }
    return size > 1 && *text == '<' &&
           (isalpha((unsigned char)text[1]) || text[1] == '!' || text[1] == '?');
}

struct workbook *cli_workbook_of_markup(const char *name, struct finding_printer *printer,
                                        char *text, size_t size) {
    struct workbook *book = make(name, printer, &cli_markup_format);
    if (!book) {
        free(text);
        return NULL;
    }
    book->object = cli_markup_open(book, text, size);
    if (book->object)
        return book;
    cli_workbook_close(book);
    return NULL;
}

bool cli_workbook_next_sheet(struct workbook *book, const char **name) {
    cli_sheet_text_begin(&book->sheet);
    return book->format->next_sheet(book->object, name) && !book->failed;
}

bool cli_workbook_next(struct workbook *book, const char **bytes, size_t *size) {
    book->sheet.text.size = 0;
    while (book->sheet.text.size == 0 && book->format->more(book->object, &book->sheet))
        continue;
    if (book->sheet.failed)
        return cli_workbook_fail(book, "out of memory");
    *bytes = book->sheet.text.data;
    *size = book->sheet.text.size;
    return !book->failed;
}

size_t cli_workbook_row(const struct workbook *book, size_t line) {
    return cli_sheet_row_of(&book->sheet, line);
}

void cli_workbook_close(struct workbook *book) {
    if (!book)
        return;
    if (book->object)
        book->format->close(book->object);
    cli_sheet_text_free(&book->sheet);
    free(book);
}

/* ---- formats that this program was built without ---- */

#if !KEFU_CLI_XLSX || !KEFU_CLI_XLS
static bool next_of_none(void *object, const char **name) {
    (void)object, (void)name;
    return false;
}

static bool more_of_none(void *object, struct sheet_text *sheet) {
    (void)object, (void)sheet;
    return false;
}

static void close_none(void *object) {
    (void)object;
}
#endif

#if !KEFU_CLI_XLSX
const struct workbook_format cli_xlsx_format = {next_of_none, more_of_none, close_none};
void *cli_xlsx_open(struct workbook *book) {
    cli_workbook_fail(
        book,
        "this is a ZIP archive or an Office document; this kefu was built without reading .xlsx "
        "(Debian: install libminizip-dev and libexpat1-dev, and build again), save it as CSV");
    return NULL;
}
#endif

#if !KEFU_CLI_XLS
const struct workbook_format cli_xls_format = {next_of_none, more_of_none, close_none};
void *cli_xls_open(struct workbook *book) {
    cli_workbook_fail(
        book,
        "this is an old Office document (.xls, .doc); this kefu was built without reading .xls "
        "(Debian: install libfreexl-dev, and build again), save it as .xlsx or CSV");
    return NULL;
}
#endif
