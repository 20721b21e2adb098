/* SPDX-License-Identifier: MIT
 * Files of every layout, pushed in chunks as they come from a disk: records, tables, damage. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "exponents.h"

enum { CHUNK = 4096 };

/* ---- readers ---- */

static void drain(kefu_reader *reader, kefu_findings *findings) {
    kefu_record record = {.size = sizeof record};
    kefu_status status;
    do
        status = kefu_reader_next(reader, &record, findings, NULL);
    while (status != KEFU_OK || record.json.data);
}

static void *reader_new(const struct text *text) {
    kefu_reader *reader = NULL;
    kefu_error error;
    (void)text;
    exponents_must(kefu_reader_new(NULL, &reader, &error), &error);
    return reader;
}

static void reader_free(void *reader) {
    kefu_reader_free(reader);
}

static void read_file(const struct text *text, void *reader) {
    kefu_findings *findings = NULL;
    kefu_error error;
    exponents_must(kefu_findings_new(NULL, &findings, &error), &error);
    for (size_t at = 0; at < text->size; at += CHUNK) {
        const size_t rest = text->size - at;
        exponents_must(
            kefu_reader_push(reader, text->data + at, rest < CHUNK ? rest : CHUNK, &error), &error);
        drain(reader, findings);
    }
    exponents_must(kefu_reader_end(reader, &error), &error);
    drain(reader, findings);
    kefu_findings_free(findings);
}

/* ---- JSON ---- */

/* A text that begins, repeats a part n times and ends. */
#define LAYOUT(function, begin, end, ...)                                                          \
    static void function(struct text *text, size_t n) {                                            \
        text_add(text, "%s", begin);                                                               \
        for (size_t i = 0; i < n; i++)                                                             \
            text_add(text, __VA_ARGS__);                                                           \
        text_add(text, "%s", end);                                                                 \
    }

#define MESSAGE "{\"role\":\"customer\",\"text\":\"退款%zu\"}"

LAYOUT(lines, "", "", "{\"id\":\"c%zu\",\"messages\":[" MESSAGE "]}\n", i, i)
LAYOUT(array, "[", "{\"id\":\"c\",\"messages\":[{}]}]",
       "{\"id\":\"c%zu\",\"messages\":[" MESSAGE "]},", i, i)
LAYOUT(pretty, "", "", "{\n  \"id\": \"c%zu\",\n  \"messages\": [\n    " MESSAGE "\n  ]\n}\n", i, i)
LAYOUT(one_record, "{\"id\":\"c\",\"messages\":[", "{}]}\n", MESSAGE ",\n", i)
LAYOUT(one_line, "{\"id\":\"c\",\"messages\":[", "{}]}\n", MESSAGE ",", i)
LAYOUT(same, "", "", "{\"id\":\"c\",\"messages\":[" MESSAGE "]}\n", i)
LAYOUT(cut, "", "", "{\"id\":\"c%zu\",\"messages\":[\n", i)
LAYOUT(open_brackets, "", "", "[")
LAYOUT(open_braces, "", "", "{\n")
LAYOUT(open_text, "{\"id\":\"", "", "退款%zu\n", i)
LAYOUT(no_json, "", "", "%zu 退款 ]}\n", i)
LAYOUT(blank_lines, "", "{\"id\":\"c\",\"messages\":[{}]}\n", " \t\r\n")

/* Ids of the same lowest 8 bits of the hash: they fall into a 256th of a table. */
static void colliding(struct text *text, size_t n) {
    char id[24];
    size_t found = 0;
    for (size_t i = 0; found < n; i++) {
        const int size = snprintf(id, sizeof id, "%zu", i);
        const uint64_t hash = kefu__hash(id, (size_t)size);
        if (((hash ^ hash >> 32) & 0xFF) != 0)
            continue;
        found++;
        text_add(text, "{\"id\":\"%s\",\"messages\":[{}]}\n", id);
    }
}

/* ---- tables ---- */

#define HEAD "会话ID,发送时间,角色,客服ID,消息内容\n"
#define ROW  ",2024-03-01 12:00:00,买家,a1,退款%zu\n"

LAYOUT(table, HEAD, "", "s%zu" ROW, i, i)
LAYOUT(table_of_one, HEAD, "", "s" ROW, i)
LAYOUT(table_wrong, HEAD, "", "s%zu,路人\n", i)
LAYOUT(table_quotes, HEAD, "", "\"s%zu" ROW, i, i)
LAYOUT(table_broken_quotes, HEAD, "", "\"s%zu\"x" ROW, i, i)
LAYOUT(surveys, "会话ID,评价时间,满意度,评价内容\n", "", "s%zu,2024-03-01 12:00:00,满意,好\n", i)
LAYOUT(columns, "会话ID,角色,消息内容", "\ns1,买家,退款\n", ",列%zu", i)
LAYOUT(cell, "会话ID,会话记录\ns1,\"", "\"\n", "老李 2024-03-01 12:00:00\n退款%zu\n", i)
LAYOUT(cells, "会话ID,会话记录\n", "", "s%zu,\"老李 2024-03-01 12:00:00\n退款\"\n", i)
LAYOUT(cell_of_one_line, "会话ID,会话记录\ns1,\"客户：", "\"\n", "退款：%zu ", i)
LAYOUT(cell_of_speakers, "会话ID,会话记录\ns1,\"", "\"\n", "客%zu 2024-03-01 12:00:00\n退款\n", i)

/* ---- rows through a map ---- */

static const char map[] =
    "{\"kefu\":1,\"kind\":\"map\",\"id\":\"m\",\"version\":\"1\",\"record\":\"conversation\","
    "\"format\":\"jsonl\",\"group\":{\"key\":[\"/room\"]},\"members\":{},\"message\":{\"id\":"
    "\"/id\",\"role\":\"/from\",\"text\":\"/text\"},\"values\":{\"role\":{\"u*\":\"customer\","
    "\"*\":\"agent\"}},\"rows\":[{\"when\":{\"/action\":\"recall\"},\"event\":\"recalled\","
    "\"message_id\":\"/of\"}]}";

struct mapped {
    kefu_field_map *map;
    kefu_reader *reader;
};

static void *mapped_new(const struct text *text) {
    struct mapped *mapped = calloc(1, sizeof *mapped);
    kefu_error error;
    if (!mapped)
        abort();
    exponents_must(kefu_field_map_new(map, sizeof map - 1, NULL, &mapped->map, NULL, &error),
                   &error);
    mapped->reader = reader_new(text);
    exponents_must(kefu_reader_use_map(mapped->reader, mapped->map, &error), &error);
    return mapped;
}

static void mapped_free(void *prepared) {
    struct mapped *mapped = prepared;
    kefu_reader_free(mapped->reader);
    kefu_field_map_free(mapped->map);
    free(mapped);
}

static void read_mapped(const struct text *text, void *prepared) {
    const struct mapped *mapped = prepared;
    read_file(text, mapped->reader);
}

LAYOUT(rows, "", "", "{\"id\":\"m%zu\",\"from\":\"u%zu\",\"room\":\"r%zu\",\"text\":\"退款\"}\n", i,
       i, i / 8)
LAYOUT(rows_of_one, "", "",
       "{\"id\":\"m%zu\",\"from\":\"u%zu\",\"room\":\"r\",\"text\":\"退款\"}\n", i, i)
LAYOUT(row_recalls, "", "", "{\"action\":\"recall\",\"of\":\"m%zu\",\"room\":\"r\"}\n", i)

/* ---- encodings ---- */

static void guess(const struct text *text, void *prepared) {
    kefu_encoding encoding = {.size = sizeof encoding};
    kefu_error error;
    (void)prepared;
    exponents_must(kefu_encoding_guess(text->data, text->size, &encoding, &error), &error);
}

LAYOUT(utf8, "", "", "退款，谢谢")
LAYOUT(gbk, "", "", "\xCD\xCB\xBF\xEE\xD0\xBB\xD0\xBB")
LAYOUT(neither, "", "", "\xCD\xFF\x80")

#define READ(function, n)                                                                          \
    { "reader." #function, n, function, read_file, reader_new, reader_free }
#define MAPPED(function, n)                                                                        \
    { "reader." #function, n, function, read_mapped, mapped_new, mapped_free }
#define GUESSED(function, n)                                                                       \
    { "encoding." #function, n, function, guess, NULL, NULL }
const struct row exponents_readers[] = {
    READ(lines, 200),
    READ(array, 200),
    READ(pretty, 200),
    READ(one_record, 400),
    READ(one_line, 400),
    READ(same, 200),
    READ(colliding, 100),
    READ(cut, 200),
    READ(open_brackets, 2000),
    READ(open_braces, 1000),
    READ(open_text, 1000),
    READ(no_json, 500),
    READ(blank_lines, 2000),
    READ(table, 200),
    READ(table_of_one, 200),
    READ(table_wrong, 200),
    READ(table_quotes, 200),
    READ(table_broken_quotes, 200),
    READ(surveys, 200),
    READ(columns, 60),
    READ(cell, 200),
    READ(cells, 200),
    READ(cell_of_one_line, 500),
    READ(cell_of_speakers, 200),
    MAPPED(rows, 200),
    MAPPED(rows_of_one, 200),
    MAPPED(row_recalls, 200),
    GUESSED(utf8, 200),
    GUESSED(gbk, 200),
    GUESSED(neither, 500),
    {NULL, 0, NULL, NULL, NULL, NULL},
};
