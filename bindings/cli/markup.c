/* SPDX-License-Identifier: MIT
 * Tables of HTML, and of Excel's XML of 2003, which platforms hand out as .xls. */
#define _POSIX_C_SOURCE 200809L
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "workbook.h"

enum { TAG_NAME_SIZE = 32, SPAN_MAX = 1048576, ROWS_AT_ONCE = 1000 };

struct markup {
    struct workbook *book;
    char *text;
    size_t size, at;
    char name[128]; /* of the current sheet */
    size_t tables;  /* how many were begun */
    size_t depth;   /* of tables inside tables, whose cells are text */
    size_t row, column;
    size_t down, across;           /* how many rows and columns the cell spans */
    bool in_row, in_cell, is_data; /* is_data: white space stands as it is */
    struct text_out cell;
};

/* ---- tags ---- */

/* A tag: its name in lower case without prefix, and where its attributes stand. */
struct tag {
    char name[TAG_NAME_SIZE];
    bool closes, closes_itself;
    const char *attributes;
    size_t attributes_size;
};

/* Where a tag ends: behind the ">" that stands in no quotes. */
static size_t tag_size(const char *text, size_t size) {
    char quote = 0;
    for (size_t i = 1; i < size; i++) {
        if (quote ? text[i] == quote : text[i] == '"' || text[i] == '\'')
            quote = quote ? 0 : text[i];
        else if (!quote && text[i] == '>')
            return i + 1;
    }
    return size;
}

static void read_tag(const char *text, size_t size, struct tag *tag) {
    size_t at = 1, used = 0;
    memset(tag, 0, sizeof *tag);
    tag->closes = size > 1 && text[1] == '/';
    tag->closes_itself = size > 2 && text[size - 2] == '/';
    for (at += tag->closes; at < size && !strchr(" \t\r\n/>", text[at]); at++) {
        if (text[at] == ':')
            used = 0;
        else if (used + 1 < sizeof tag->name)
            tag->name[used++] = (char)tolower((unsigned char)text[at]);
    }
    memset(tag->name + used, 0, sizeof tag->name - used);
    tag->attributes = text + at;
    tag->attributes_size = size - at;
}

static bool is_tag(const struct tag *tag, const char *html, const char *xml) {
    return strcmp(tag->name, html) == 0 || (xml && strcmp(tag->name, xml) == 0);
}

/* The value of an attribute, whatever its prefix; false: it has none. */
static bool find_attribute(const struct tag *tag, const char *name, kefu_str *value) {
    const char *at = tag->attributes, *end = at + tag->attributes_size;
    while (at < end) {
        while (at < end && strchr(" \t\r\n/>", *at))
            at++;
        const char *begin = at;
        for (; at < end && !strchr(" \t\r\n=>", *at); at++)
            if (*at == ':')
                begin = at + 1;
        const size_t size = (size_t)(at - begin);
        if (at >= end || *at != '=')
            continue;
        const char quote = at + 1 < end && strchr("\"'", at[1]) ? at[1] : 0;
        value->data = at + 1 + (quote != 0);
        for (at = value->data; at < end && (quote ? *at != quote : !strchr(" \t\r\n>", *at));)
            at++;
        value->size = (size_t)(at - value->data);
        at += quote && at < end;
        if (size == strlen(name) && strncasecmp(begin, name, size) == 0)
            return true;
    }
    return false;
}

static size_t number_attribute(const struct tag *tag, const char *name, size_t otherwise) {
    char copy[16];
    kefu_str value;
    if (!find_attribute(tag, name, &value) || value.size >= sizeof copy)
        return otherwise;
    memcpy(copy, value.data, value.size);
    copy[value.size] = '\0';
    const unsigned long number = strtoul(copy, NULL, 10);
    return number <= SPAN_MAX ? number : SPAN_MAX;
}

/* ---- text ---- */

static void add(struct markup *markup, const char *text, size_t size) {
    if (text_out_write(&markup->cell, text, size))
        cli_workbook_fail(markup->book, "out of memory");
}

static void add_point(struct markup *markup, unsigned long point) {
    char bytes[4];
    size_t size = 1;
    if (point == 0 || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000))
        point = 0xFFFD;
    if (point == 0xA0) /* a blank that no line breaks at */
        point = ' ';
    if (point < 0x80) {
        bytes[0] = (char)point;
    } else {
        size = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
        for (size_t i = size - 1; i > 0; i--, point >>= 6)
            bytes[i] = (char)(0x80 | (point & 0x3F));
        bytes[0] = (char)(0xF00u >> size | point);
    }
    add(markup, bytes, size);
}

/* The entity at "&"; returns how many bytes it has, 0: it is none. */
static size_t add_entity(struct markup *markup, const char *text, size_t size) {
    static const struct {
        const char *name;
        unsigned point;
    } named[] = {{"amp", '&'},   {"lt", '<'},        {"gt", '>'},       {"quot", '"'},
                 {"apos", '\''}, {"nbsp", 0xA0},     {"ldquo", 0x201C}, {"rdquo", 0x201D},
                 {"yen", 0xA5},  {"hellip", 0x2026}, {"mdash", 0x2014}, {"middot", 0xB7},
                 {"times", 0xD7}};
    char copy[16];
    const size_t limit = size < sizeof copy ? size : sizeof copy;
    const char *end = memchr(text, ';', limit);
    if (!end)
        return 0;
    const size_t length = (size_t)(end - text);
    memcpy(copy, text + 1, length - 1);
    copy[length - 1] = '\0';
    if (copy[0] == '#') {
        const bool hex = copy[1] == 'x' || copy[1] == 'X';
        add_point(markup, strtoul(copy + 1 + hex, NULL, hex ? 16 : 10));
        return length + 1;
    }
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (strcmp(named[i].name, copy) == 0) {
            add_point(markup, named[i].point);
            return length + 1;
        }
    return 0;
}

static bool ends_blank(const struct markup *markup) {
    return markup->cell.size && strchr(" \n", markup->cell.data[markup->cell.size - 1]);
}

/* Runs of white space are one blank, except where the format keeps them. */
static void add_text(struct markup *markup, const char *text, size_t size) {
    const char *special = markup->is_data ? "&" : "& \t\r\n\f\v";
    while (size > 0) {
        const size_t entity = *text == '&' ? add_entity(markup, text, size) : 0;
        size_t plain = entity ? entity : 1;
        while (!entity && plain < size && !strchr(special, text[plain]))
            plain++;
        const bool blank = !markup->is_data && isspace((unsigned char)*text);
        if (blank && !ends_blank(markup))
            add(markup, " ", 1);
        if (!entity)
            add(markup, text + blank, plain - blank);
        text += plain;
        size -= plain;
    }
}

/* ---- cells and rows ---- */

static void end_cell(struct markup *markup) {
    const char *text = markup->cell.size ? markup->cell.data : "";
    size_t size = markup->cell.size;
    struct sheet_text *sheet = &markup->book->sheet;
    if (!markup->in_cell)
        return;
    for (; size && strchr(" \n", *text); size--)
        text++;
    while (size && strchr(" \n", text[size - 1]))
        size--;
    cli_sheet_put(sheet, markup->column, text, size);
    cli_sheet_merge(sheet, markup->column, markup->row + markup->down - 1);
    markup->column += markup->across;
    markup->in_cell = false;
}

static void end_row(struct markup *markup) {
    end_cell(markup);
    if (markup->in_row)
        cli_sheet_row_end(&markup->book->sheet);
    markup->in_row = false;
}

static void start_row(struct markup *markup, const struct tag *tag) {
    end_row(markup);
    const size_t named = number_attribute(tag, "index", 0);
    markup->row = named > markup->row ? named : markup->row + 1;
    markup->column = 0;
    markup->in_row = true;
    cli_sheet_row_begin(&markup->book->sheet, markup->row);
}

/* A cell of HTML stands behind those that cells above it reach down to. */
static void skip_spanned(struct markup *markup) {
    const struct sheet_text *sheet = &markup->book->sheet;
    while (markup->column < SHEET_WIDTH_MAX && markup->column < sheet->width &&
           sheet->merged[markup->column].until >= markup->row)
        markup->column++;
}

static void start_cell(struct markup *markup, const struct tag *tag, bool html) {
    const size_t named = number_attribute(tag, "index", 0);
    end_cell(markup);
    if (!markup->in_row)
        return;
    if (html)
        skip_spanned(markup);
    if (named > markup->column)
        markup->column = named - 1;
    markup->down = html ? number_attribute(tag, "rowspan", 1)
                        : number_attribute(tag, "mergedown", 0) + 1;
    markup->across = html ? number_attribute(tag, "colspan", 1)
                          : number_attribute(tag, "mergeacross", 0) + 1;
    markup->across += markup->across == 0;
    markup->cell.size = 0;
    markup->in_cell = true;
    if (tag->closes_itself)
        end_cell(markup);
}

/* ---- tables ---- */

/* Passes over what is no content: <style>…</style>. */
static void skip_element(struct markup *markup, const char *name) {
    const size_t length = strlen(name);
    for (; markup->at + length + 2 < markup->size; markup->at++)
        if (strncmp(markup->text + markup->at, "</", 2) == 0 &&
            strncasecmp(markup->text + markup->at + 2, name, length) == 0)
            return;
    markup->at = markup->size;
}

static void name_sheet(struct markup *markup, const struct tag *tag) {
    kefu_str name;
    if (strcmp(tag->name, "worksheet") == 0 && find_attribute(tag, "name", &name))
        snprintf(markup->name, sizeof markup->name, "%.*s",
                 (int)(name.size < 100 ? name.size : 100), name.data);
    else
        snprintf(markup->name, sizeof markup->name, "%zu", markup->tables + 1);
}

/* Takes a tag inside a table. Returns false if the table ends. */
static bool take_tag(struct markup *markup, const struct tag *tag) {
    if (is_tag(tag, "table", NULL)) {
        markup->depth += !tag->closes;
        markup->depth -= tag->closes && markup->depth > 0;
        return markup->depth > 0;
    }
    if (markup->depth > 1)
        return true;
    if (is_tag(tag, "tr", "row"))
        tag->closes ? end_row(markup) : start_row(markup, tag);
    else if (is_tag(tag, "td", "th") || is_tag(tag, "cell", NULL))
        tag->closes ? end_cell(markup) : start_cell(markup, tag, tag->name[0] == 't');
    else if (is_tag(tag, "data", NULL))
        markup->is_data = !tag->closes;
    else if (is_tag(tag, "br", NULL) || ((is_tag(tag, "p", "div")) && tag->closes))
        add(markup, "\n", 1);
    return true;
}

/* The next tag, and the text before it; false: the text ends. */
static bool next_tag(struct markup *markup, struct tag *tag) {
    while (markup->at < markup->size) {
        const char *here = markup->text + markup->at;
        const size_t left = markup->size - markup->at;
        const char *less = memchr(here, '<', left);
        const size_t before = less ? (size_t)(less - here) : left;
        if (markup->in_cell && markup->depth > 0)
            add_text(markup, here, before);
        markup->at += before;
        if (!less)
            return false;
        if (left - before > 4 && memcmp(less, "<!--", 4) == 0) {
            const char *end = strstr(less, "-->");
            markup->at = end ? (size_t)(end - markup->text) + 3 : markup->size;
            continue;
        }
        const size_t size = tag_size(less, left - before);
        read_tag(less, size, tag);
        markup->at += size;
        if (!tag->closes && !tag->closes_itself &&
            (is_tag(tag, "style", "script") || is_tag(tag, "comment", NULL)))
            skip_element(markup, tag->name);
        return true;
    }
    return false;
}

static bool next_sheet(void *object, const char **name) {
    struct markup *markup = object;
    struct tag tag;
    bool named = false;
    while (markup->depth > 0 && next_tag(markup, &tag)) /* the rest of a table that was left */
        take_tag(markup, &tag);
    markup->row = 0;
    markup->in_row = markup->in_cell = markup->is_data = false;
    while (next_tag(markup, &tag)) {
        if (is_tag(&tag, "worksheet", NULL) && !tag.closes) {
            name_sheet(markup, &tag);
            named = true;
        }
        if (!is_tag(&tag, "table", NULL) || tag.closes || tag.closes_itself)
            continue;
        if (!named)
            name_sheet(markup, &tag);
        markup->tables++;
        markup->depth = 1;
        *name = markup->name;
        return true;
    }
    return false;
}

static bool more(void *object, struct sheet_text *sheet) {
    struct markup *markup = object;
    struct tag tag;
    const size_t first = sheet->line;
    while (markup->depth > 0 && !markup->book->failed && sheet->line - first < ROWS_AT_ONCE) {
        if (next_tag(markup, &tag) && take_tag(markup, &tag))
            continue;
        markup->depth = 0;
        end_row(markup);
    }
    return markup->depth > 0 && !markup->book->failed;
}

static void close_markup(void *object) {
    struct markup *markup = object;
    text_out_free(&markup->cell);
    free(markup->text);
    free(markup);
}

static bool has_table(const char *text) {
    for (; (text = strchr(text, '<')); text++) {
        const char *name = text + 1 + strcspn(text + 1, ": \t\r\n>");
        if (strncasecmp(text, "<table", 6) == 0 ||
            (*name == ':' && strncasecmp(name, ":table", 6) == 0))
            return true;
    }
    return false;
}

void *cli_markup_open(struct workbook *book, char *text, size_t size) {
    struct markup *markup = calloc(1, sizeof *markup);
    if (markup && has_table(text)) {
        markup->book = book;
        markup->text = text;
        markup->size = size;
        return markup;
    }
    cli_workbook_fail(book, markup ? "this is HTML or XML without a table" : "out of memory");
    free(markup);
    free(text);
    return NULL;
}

const struct workbook_format cli_markup_format = {next_sheet, more, close_markup};
