/* SPDX-License-Identifier: MIT
 * The package of an .xlsx: its parts, sheets, shared texts and number formats. */
#define _POSIX_C_SOURCE 200809L
#include "xlsx.h"

#include <stdlib.h>
#include <string.h>

#define INFLATED_MAX UINT64_C(8589934592) /* of a part: more is an attack, not a table */
#define STRINGS_MAX  ((size_t)1 << 30)

/* ---- XML ---- */

const char *cli_xml_name(const char *name) {
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

const char *cli_xml_attribute(const char **attributes, const char *name) {
    for (; *attributes; attributes += 2)
        if (strcmp(cli_xml_name(attributes[0]), name) == 0)
            return attributes[1];
    return NULL;
}

bool cli_xlsx_grow(struct xlsx *xlsx, void *items, size_t *capacity, size_t count, size_t size) {
    void **const array = items;
    if (count <= *capacity)
        return true;
    void *grown = realloc(*array, count * 2 * size);
    if (!grown)
        return cli_workbook_fail(xlsx->book, "out of memory");
    *array = grown;
    *capacity = count * 2;
    return true;
}

static void XMLCALL take_text(void *context, const char *text, int size) {
    struct xlsx *xlsx = context;
    if (xlsx->takes_text && !xlsx->in_phonetic &&
        text_out_write(&xlsx->value, text, (size_t)size)) {
        cli_workbook_fail(xlsx->book, "out of memory");
        XML_StopParser(xlsx->parser, XML_FALSE);
    }
}

/* A part has no document type; one may define entities that grow without bound. */
static void XMLCALL refuse_doctype(void *context, const char *name, const char *system_id,
                                   const char *public_id, int has_internal) {
    struct xlsx *xlsx = context;
    (void)name, (void)system_id, (void)public_id, (void)has_internal;
    cli_workbook_fail(xlsx->book, "a part of the workbook has a document type, which none may");
    XML_StopParser(xlsx->parser, XML_FALSE);
}

void cli_xlsx_end(struct xlsx *xlsx) {
    if (xlsx->parser)
        XML_ParserFree(xlsx->parser);
    if (xlsx->part_open)
        unzCloseCurrentFile(xlsx->zip);
    xlsx->parser = NULL;
    xlsx->part_open = false;
}

bool cli_xlsx_begin(struct xlsx *xlsx, const char *part, XML_StartElementHandler start,
                    XML_EndElementHandler end) {
    enum { ANY_CASE = 2 };
    cli_xlsx_end(xlsx);
    if (!part[0] || unzLocateFile(xlsx->zip, part, ANY_CASE) != UNZ_OK ||
        unzOpenCurrentFile(xlsx->zip) != UNZ_OK)
        return false;
    xlsx->part_open = true;
    xlsx->inflated = 0;
    xlsx->takes_text = xlsx->in_phonetic = false;
    xlsx->parser = XML_ParserCreate(NULL);
    if (!xlsx->parser)
        return cli_workbook_fail(xlsx->book, "out of memory");
    XML_SetUserData(xlsx->parser, xlsx);
    XML_SetElementHandler(xlsx->parser, start, end);
    XML_SetCharacterDataHandler(xlsx->parser, take_text);
    XML_SetStartDoctypeDeclHandler(xlsx->parser, refuse_doctype);
    return true;
}

bool cli_xlsx_parse_more(struct xlsx *xlsx) {
    void *bytes = XML_GetBuffer(xlsx->parser, XML_CHUNK);
    if (!bytes)
        return cli_workbook_fail(xlsx->book, "out of memory");
    const int size = unzReadCurrentFile(xlsx->zip, bytes, XML_CHUNK);
    if (size < 0)
        return cli_workbook_fail(xlsx->book, "the workbook is damaged: a part cannot be unpacked");
    xlsx->inflated += (uint64_t)size;
    if (xlsx->inflated > INFLATED_MAX)
        return cli_workbook_fail(xlsx->book, "a part of the workbook unpacks to more than 8 GB");
    if (XML_ParseBuffer(xlsx->parser, size, size == 0) != XML_STATUS_OK)
        return cli_workbook_fail(xlsx->book, "the workbook is damaged: a part is no valid XML");
    return size > 0;
}

/* Reads a whole part; one that is not there says nothing. */
static bool read_part(struct xlsx *xlsx, const char *part, XML_StartElementHandler start,
                      XML_EndElementHandler end) {
    if (cli_xlsx_begin(xlsx, part, start, end))
        while (cli_xlsx_parse_more(xlsx))
            continue;
    cli_xlsx_end(xlsx);
    return !xlsx->book->failed;
}

/* ---- where parts are ---- */

static void XMLCALL ignore_end(void *context, const char *name) {
    (void)context, (void)name;
}

static bool ends_in(const char *text, const char *ending) {
    const size_t size = strlen(text), length = strlen(ending);
    return size >= length && strcmp(text + size - length, ending) == 0;
}

/* A target stands from the package's root, or from the folder of the part that names it. */
static void resolve(const char *from, const char *target, char to[PART_NAME_MAX]) {
    const char *slash = strrchr(from, '/');
    const size_t folder = slash && *target != '/' ? (size_t)(slash - from) + 1 : 0;
    snprintf(to, PART_NAME_MAX, "%.*s%s", (int)folder, from, target + (*target == '/'));
}

/* "xl/workbook.xml" has its relations in "xl/_rels/workbook.xml.rels". */
static void relations_of(const char *part, char to[PART_NAME_MAX + 16]) {
    const char *slash = strrchr(part, '/');
    const int folder = slash ? (int)(slash - part) + 1 : 0;
    snprintf(to, PART_NAME_MAX + 16, "%.*s_rels/%s.rels", folder, part, part + folder);
}

static void XMLCALL start_package(void *context, const char *name, const char **attributes) {
    struct xlsx *xlsx = context;
    const char *type = cli_xml_attribute(attributes, "Type");
    const char *target = cli_xml_attribute(attributes, "Target");
    if (strcmp(cli_xml_name(name), "Relationship") == 0 && type && target &&
        ends_in(type, "/officeDocument"))
        resolve("", target, xlsx->workbook_part);
}

static void XMLCALL start_relations(void *context, const char *name, const char **attributes) {
    struct xlsx *xlsx = context;
    const char *id = cli_xml_attribute(attributes, "Id");
    const char *type = cli_xml_attribute(attributes, "Type");
    const char *target = cli_xml_attribute(attributes, "Target");
    if (strcmp(cli_xml_name(name), "Relationship") != 0 || !type || !target)
        return;
    if (ends_in(type, "/sharedStrings"))
        resolve(xlsx->workbook_part, target, xlsx->strings_part);
    if (ends_in(type, "/styles"))
        resolve(xlsx->workbook_part, target, xlsx->styles_part);
    for (size_t i = 0; id && i < xlsx->sheet_count; i++)
        if (strcmp(xlsx->sheets[i].relation, id) == 0)
            resolve(xlsx->workbook_part, target, xlsx->sheets[i].part);
}

/* ---- the workbook ---- */

static void add_sheet(struct xlsx *xlsx, const char **attributes) {
    const char *name = cli_xml_attribute(attributes, "name");
    const char *relation = cli_xml_attribute(attributes, "id");
    const char *state = cli_xml_attribute(attributes, "state");
    if (!cli_xlsx_grow(xlsx, &xlsx->sheets, &xlsx->sheet_capacity, xlsx->sheet_count + 1,
                       sizeof *xlsx->sheets))
        return;
    struct xlsx_sheet *sheet = &xlsx->sheets[xlsx->sheet_count];
    memset(sheet, 0, sizeof *sheet);
    sheet->hidden = state && strcmp(state, "visible") != 0;
    snprintf(sheet->relation, sizeof sheet->relation, "%s", relation ? relation : "");
    sheet->name = strdup(name ? name : "");
    xlsx->sheet_count += sheet->name != NULL;
    if (!sheet->name)
        cli_workbook_fail(xlsx->book, "out of memory");
}

static void XMLCALL start_workbook(void *context, const char *name, const char **attributes) {
    struct xlsx *xlsx = context;
    const char *since_1904 = cli_xml_attribute(attributes, "date1904");
    if (strcmp(cli_xml_name(name), "sheet") == 0)
        add_sheet(xlsx, attributes);
    else if (strcmp(cli_xml_name(name), "workbookPr") == 0 && since_1904)
        xlsx->since_1904 = strcmp(since_1904, "1") == 0 || strcmp(since_1904, "true") == 0;
}

/* ---- number formats ---- */

enum { OWN_FORMATS = 164 };

static void add_style(struct xlsx *xlsx, const char **attributes) {
    const char *text = cli_xml_attribute(attributes, "numFmtId");
    const unsigned long format = text ? strtoul(text, NULL, 10) : 0;
    const size_t own = sizeof xlsx->dated_formats / sizeof *xlsx->dated_formats;
    if (!cli_xlsx_grow(xlsx, &xlsx->dated_styles, &xlsx->style_capacity, xlsx->style_count + 1,
                       sizeof *xlsx->dated_styles))
        return;
    xlsx->dated_styles[xlsx->style_count++] = format < OWN_FORMATS
                                                  ? cli_number_format_is_dated(format)
                                                  : format < OWN_FORMATS + own &&
                                                        xlsx->dated_formats[format - OWN_FORMATS];
}

static void XMLCALL start_styles(void *context, const char *element, const char **attributes) {
    struct xlsx *xlsx = context;
    const char *name = cli_xml_name(element);
    if (strcmp(name, "numFmt") == 0) {
        const char *id = cli_xml_attribute(attributes, "numFmtId");
        const char *code = cli_xml_attribute(attributes, "formatCode");
        const unsigned long number = id ? strtoul(id, NULL, 10) : 0;
        if (code && number >= OWN_FORMATS &&
            number < OWN_FORMATS + sizeof xlsx->dated_formats / sizeof *xlsx->dated_formats)
            xlsx->dated_formats[number - OWN_FORMATS] = cli_number_format_is_date(code);
    } else if (strcmp(name, "cellXfs") == 0) {
        xlsx->in_cell_styles = true;
    } else if (strcmp(name, "xf") == 0 && xlsx->in_cell_styles) {
        add_style(xlsx, attributes);
    }
}

static void XMLCALL end_styles(void *context, const char *name) {
    struct xlsx *xlsx = context;
    if (strcmp(cli_xml_name(name), "cellXfs") == 0)
        xlsx->in_cell_styles = false;
}

/* ---- texts that cells share ---- */

/* A text may be in pieces of different fonts; how it is pronounced is no part of it. */
static void XMLCALL start_strings(void *context, const char *element, const char **attributes) {
    struct xlsx *xlsx = context;
    const char *name = cli_xml_name(element);
    (void)attributes;
    if (strcmp(name, "si") == 0)
        xlsx->value.size = 0;
    xlsx->in_phonetic |= strcmp(name, "rPh") == 0;
    xlsx->takes_text = strcmp(name, "t") == 0;
}

static void XMLCALL end_strings(void *context, const char *element) {
    struct xlsx *xlsx = context;
    const char *name = cli_xml_name(element);
    xlsx->takes_text = false;
    if (strcmp(name, "rPh") == 0)
        xlsx->in_phonetic = false;
    if (strcmp(name, "si") != 0 ||
        !cli_xlsx_grow(xlsx, &xlsx->string_ends, &xlsx->string_capacity, xlsx->string_count + 1,
                       sizeof *xlsx->string_ends))
        return;
    if ((xlsx->value.size && text_out_write(&xlsx->strings, xlsx->value.data, xlsx->value.size)) ||
        xlsx->strings.size > STRINGS_MAX)
        cli_workbook_fail(xlsx->book, "the texts of the workbook take more than 1 GB of memory");
    xlsx->string_ends[xlsx->string_count++] = xlsx->strings.size;
}

/* ---- the workbook as a whole ---- */

static void close_xlsx(void *object) {
    struct xlsx *xlsx = object;
    cli_xlsx_end(xlsx);
    if (xlsx->zip)
        unzClose(xlsx->zip);
    for (size_t i = 0; i < xlsx->sheet_count; i++)
        free(xlsx->sheets[i].name);
    free(xlsx->sheets);
    free(xlsx->string_ends);
    free(xlsx->dated_styles);
    free(xlsx->merges);
    text_out_free(&xlsx->strings);
    text_out_free(&xlsx->value);
    free(xlsx);
}

static bool read_package(struct xlsx *xlsx) {
    char relations[PART_NAME_MAX + 16];
    snprintf(xlsx->workbook_part, PART_NAME_MAX, "xl/workbook.xml");
    if (!read_part(xlsx, "_rels/.rels", start_package, ignore_end))
        return false;
    relations_of(xlsx->workbook_part, relations);
    if (!read_part(xlsx, xlsx->workbook_part, start_workbook, ignore_end) ||
        !read_part(xlsx, relations, start_relations, ignore_end))
        return false;
    if (xlsx->sheet_count == 0)
        return cli_workbook_fail(xlsx->book, "this is a ZIP archive, no workbook (.xlsx)");
    return read_part(xlsx, xlsx->styles_part, start_styles, end_styles) &&
           read_part(xlsx, xlsx->strings_part, start_strings, end_strings);
}

void *cli_xlsx_open(struct workbook *book) {
    struct xlsx *xlsx = calloc(1, sizeof *xlsx);
    if (!xlsx) {
        cli_workbook_fail(book, "out of memory");
        return NULL;
    }
    xlsx->book = book;
    xlsx->zip = unzOpen64(book->name);
    if (!xlsx->zip)
        cli_workbook_fail(book, "this is a ZIP archive or an Office document that is damaged");
    else if (read_package(xlsx))
        return xlsx;
    close_xlsx(xlsx);
    return NULL;
}

static void tell_hidden(struct xlsx *xlsx, const struct xlsx_sheet *sheet) {
    char message[160];
    snprintf(message, sizeof message, "the sheet \"%.80s\" is hidden, and not read", sheet->name);
    cli_workbook_tell(xlsx->book, KEFU_SEVERITY_NOTE, "hidden_sheet", message);
}

static bool next_sheet(void *object, const char **name) {
    struct xlsx *xlsx = object;
    while (xlsx->sheet < xlsx->sheet_count) {
        const struct xlsx_sheet *sheet = &xlsx->sheets[xlsx->sheet++];
        if (sheet->hidden) {
            tell_hidden(xlsx, sheet);
        } else if (sheet->part[0]) { /* a chart sheet may have none */
            *name = sheet->name;
            return cli_xlsx_begin_rows(xlsx, sheet->part);
        }
    }
    return false;
}

static bool more(void *object, struct sheet_text *sheet) {
    struct xlsx *xlsx = object;
    xlsx->rows = sheet;
    if (xlsx->parser && !xlsx->book->failed && cli_xlsx_parse_more(xlsx))
        return !sheet->failed;
    cli_xlsx_end(xlsx);
    return false;
}

const struct workbook_format cli_xlsx_format = {next_sheet, more, close_xlsx};
