/* SPDX-License-Identifier: MIT
 * Lines of JSON: a member by a field map, strings to bytes and back. */
#include "json_line.h"

#include <string.h>

/* ---- one member ---- */

static const char before_value[] = "{\"id\":\"1\",\"text\":";

static kefu_status out_of_memory(kefu_error *error) {
    memset(error, 0, sizeof *error);
    error->status = KEFU_E_MEMORY;
    strcpy(error->message, "out of memory");
    return KEFU_E_MEMORY;
}

/* The map's definition; the name becomes a token of a JSON pointer. */
static kefu_status make_map(struct json_member *member, const char *name, kefu_error *error) {
    static const char head[] = "{\"kefu\":1,\"kind\":\"map\",\"id\":\"line\",\"version\":\"1\","
                               "\"record\":\"feedback\",\"format\":\"jsonl\",\"members\":{\"text\":"
                               "{\"from\":\"/";
    struct text_out text = {NULL, 0, 0};
    kefu_status status = text_out_write(&text, head, sizeof head - 1);
    for (; status == KEFU_OK && *name; name++) {
        char escape[8];
        const int size = *name == '~'   ? snprintf(escape, sizeof escape, "~0")
                         : *name == '/' ? snprintf(escape, sizeof escape, "~1")
                         : *name == '"' || *name == '\\' || (unsigned char)*name < 32
                             ? snprintf(escape, sizeof escape, "\\u%04x", (unsigned char)*name)
                             : snprintf(escape, sizeof escape, "%c", *name);
        status = text_out_write(&text, escape, (size_t)size);
    }
    if (status == KEFU_OK)
        status = text_out_write(&text, "\"}}}", 4);
    status = status != KEFU_OK
                 ? out_of_memory(error)
                 : kefu_field_map_new(text.data, text.size, NULL, &member->map, NULL, error);
    text_out_free(&text);
    return status;
}

bool cli_json_member(struct json_member *member, const char *name, const struct input *input,
                     kefu_findings *findings, kefu_str *value, kefu_error *error) {
    const size_t before = sizeof before_value - 1;
    if (!member->map && make_map(member, name, error))
        return false;
    member->record.size = 0;
    if (kefu_field_map_apply_reported(member->map, input->line, input->size, 1, text_out_write,
                                      &member->record, findings, error))
        return false;
    value->data = "";
    value->size = 0;
    if (member->record.size > before && memcmp(member->record.data, before_value, before) == 0) {
        value->data = member->record.data + before;
        value->size = member->record.size - before - 1; /* without the record's brace */
    }
    return true;
}

void cli_json_member_end(struct json_member *member) {
    kefu_field_map_free(member->map);
    text_out_free(&member->record);
    member->map = NULL;
}

/* ---- strings to bytes ---- */

static unsigned hex4(const char *digits) {
    unsigned value = 0;
    for (size_t i = 0; i < 4; i++) {
        const char c = digits[i];
        value = value << 4 | (unsigned)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
    }
    return value;
}

static size_t encode(unsigned point, char to[4]) {
    if (point < 0x80) {
        to[0] = (char)point;
        return 1;
    }
    const size_t size = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--, point >>= 6)
        to[i] = (char)(0x80 | (point & 0x3F));
    to[0] = (char)(0xF00u >> size | point);
    return size;
}

/* The \u escape at `at`, with the other half of its pair; returns how many bytes it has. */
static size_t decode_unicode(const char *at, const char *end, char to[4], size_t *size) {
    unsigned point = hex4(at + 2);
    size_t length = 6;
    if (point >= 0xD800 && point < 0xDC00 && end - at > 12 && at[6] == '\\' && at[7] == 'u' &&
        hex4(at + 8) >= 0xDC00 && hex4(at + 8) <= 0xDFFF) {
        point = 0x10000 + ((point - 0xD800) << 10) + (hex4(at + 8) - 0xDC00);
        length = 12;
    }
    *size = encode(point, to);
    return length;
}

bool cli_json_decode(kefu_str string, struct text_out *to) {
    static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    const char *at = string.data + 1, *end = string.data + string.size;
    while (at < end - 1) {
        char piece[4] = {*at};
        size_t size = 1, length = 1;
        if (*at == '\\' && at[1] == 'u') {
            length = decode_unicode(at, end, piece, &size);
        } else if (*at == '\\') {
            piece[0] = meant[strchr(letters, at[1]) - letters];
            length = 2;
        }
        if (text_out_write(to, piece, size))
            return false;
        at += length;
    }
    return true;
}

void cli_json_print(FILE *to, kefu_str bytes) {
    fputc('"', to);
    for (size_t i = 0; i < bytes.size; i++) {
        const unsigned char *at = (const unsigned char *)bytes.data + i;
        if (*at == 0xED && bytes.size - i > 2 && at[1] >= 0xA0) { /* half a surrogate pair */
            fprintf(to, "\\u%04x", 0xD000u | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu));
            i += 2;
        } else if (*at == '"' || *at == '\\') {
            fprintf(to, "\\%c", *at);
        } else if (*at < 32) {
            fprintf(to, "\\u%04x", *at);
        } else {
            fputc(*at, to);
        }
    }
    fputc('"', to);
}
