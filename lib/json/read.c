/* SPDX-License-Identifier: MIT
 * The reader: typed access to the tape of a validated text. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "time/time.h"
#include "json/locate.h"
#include "json/scan.h"
#include "json/tape.h"

/* 2^53: a double represents all integers up to this number exactly. */
#define INTEGER_MAX 9007199254740992.0

/* ---- open and close ---- */

/* Reports that the text cannot be parsed, as a finding and as the error. */
static kefu_status refuse(struct json_reader *reader, const struct scan_failure *failure) {
    uint32_t line, column;
    const uint64_t offset = failure->offset + reader->base_offset;
    kefu__json_locate_offset(reader, failure->offset, &line, &column);
    kefu__finding_add(reader->findings, failure->code, reader->source, failure->pointer, line,
                      column, offset, "%s", failure->message);
    kefu__fail_at(reader->error, failure->status, failure->pointer, "%s", failure->message);
    if (reader->error) {
        reader->error->line = line;
        reader->error->column = column;
        reader->error->offset = offset;
    }
    reader->errors = 1;
    reader->status = failure->status;
    return failure->status;
}

void kefu__json_report_repair(kefu_findings *findings, const char *source, const char *pointer,
                              uint32_t line, uint32_t column, uint64_t offset, size_t pieces) {
    kefu__finding_add(findings, "bad_text", source, pointer, line, column, offset,
                      "U+FFFD stands for %zu piece%s of this string that %s no text", pieces,
                      pieces == 1 ? "" : "s", pieces == 1 ? "is" : "are");
}

/* The place of the last string in which defects were replaced. The search for the line of the next
 * one continues there, so that each byte is read once. */
struct repair_place {
    struct json_reader *reader;
    size_t offset, line_begin;
    uint32_t line;
};

static void report_repair(void *ctx, const struct scan_repair *repair) {
    struct repair_place *place = ctx;
    const struct json_reader *reader = place->reader;
    for (; place->offset < repair->offset; place->offset++)
        if (reader->text[place->offset] == '\n') {
            place->line++;
            place->line_begin = place->offset + 1;
        }
    kefu__json_report_repair(reader->findings, reader->source, repair->pointer, place->line,
                             (uint32_t)(repair->offset - place->line_begin + 1),
                             repair->offset + reader->base_offset, repair->count);
}

static kefu_status open_text(struct json_reader *reader, const kefu_allocator *allocator,
                             const char *text, size_t size, const char *source, bool repairs,
                             kefu_findings *findings, kefu_error *error) {
    const kefu_allocator own = allocator ? *allocator : kefu__allocator_default();
    memset(reader, 0, sizeof *reader);
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        size -= 3;
        reader->base_offset = 3;
    }
    reader->text = text ? text : "";
    reader->size = size;
    reader->source = source ? source : "";
    reader->findings = findings;
    reader->error = error;
    reader->allocator = own;
    struct scan_failure failure;
    struct json_extent extent;
    struct repair_place place = {reader, 0, 0, 1};
    if (!kefu__json_scan(&own, reader->text, size, repairs ? report_repair : NULL, &place, &extent,
                         &failure))
        return refuse(reader, &failure);
    reader->tape = kefu__tape_new(&own, reader->text, size, &extent);
    if (!reader->tape) {
        const struct scan_failure memory = {KEFU_E_MEMORY, "no_memory", "out of memory", 0, ""};
        return refuse(reader, &memory);
    }
    reader->root = reader->tape->tokens;
    return KEFU_OK;
}

kefu_status kefu__json_open(struct json_reader *reader, const kefu_allocator *allocator,
                            const char *text, size_t size, const char *source,
                            kefu_findings *findings, kefu_error *error) {
    return open_text(reader, allocator, text, size, source, false, findings, error);
}

kefu_status kefu__json_open_record(struct json_reader *reader, const kefu_allocator *allocator,
                                   const char *text, size_t size, kefu_findings *findings,
                                   kefu_error *error) {
    return open_text(reader, allocator, text, size, NULL, true, findings, error);
}

void kefu__json_close(struct json_reader *reader) {
    kefu__tape_free(reader->tape);
    reader->tape = NULL;
    reader->root = NULL;
}

/* ---- the path ---- */

static void enter(struct json_reader *reader, const char *name, size_t size) {
    reader->pushed++;
    if (reader->truncated_levels > 0 ||
        !kefu__json_pointer_add(reader->pointer, &reader->pointer_size, name, size))
        reader->truncated_levels++;
}

void kefu__json_enter_name(struct json_reader *reader, const char *name) {
    enter(reader, name, strlen(name));
}

void kefu__json_enter_index(struct json_reader *reader, size_t index) {
    char text[32];
    enter(reader, text, kefu__format_integer(text, (int64_t)index));
}

void kefu__json_leave(struct json_reader *reader) {
    if (reader->pushed == 0)
        return;
    reader->pushed--;
    if (reader->truncated_levels > 0) {
        reader->truncated_levels--;
        return;
    }
    while (reader->pointer_size > 0 && reader->pointer[--reader->pointer_size] != '/')
        continue;
    reader->pointer[reader->pointer_size] = '\0';
}

/* ---- reports ---- */

/* Reports a finding at the value where the cursor stands or, if `name` is true, at the name of the
 * member. */
static void report(struct json_reader *reader, kefu_severity severity, kefu_status status,
                   const char *code, bool name, const char *message) {
    const bool first = severity == KEFU_SEVERITY_ERROR && reader->errors == 0;
    uint32_t line = 0, column = 0;
    uint64_t offset = reader->base_offset;
    if (severity == KEFU_SEVERITY_ERROR) {
        reader->errors++;
        if (first)
            reader->status = status;
    }
    if (!reader->findings && !(first && reader->error))
        return; /* nobody receives the finding, so its place need not be computed */
    size_t at;
    if ((first || !kefu__findings_full(reader->findings)) &&
        kefu__json_find(reader, reader->pointer, name && !reader->truncated_levels, &at)) {
        kefu__json_locate_offset(reader, at, &line, &column);
        line += reader->base_line;
        offset += at;
    }
    kefu__finding_add_text(reader->findings, severity, code, reader->source, reader->pointer, line,
                           column, offset, message);
    if (first && reader->error) {
        kefu__fail_at(reader->error, status, reader->pointer, "%s", message);
        reader->error->line = line;
        reader->error->column = column;
        reader->error->offset = offset;
    }
}

void kefu__json_report(struct json_reader *reader, kefu_severity severity, kefu_status status,
                       const char *code, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char message[1024];
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    report(reader, severity, status, code, false, message);
}

bool kefu__json_refuse(struct json_reader *reader, const char *member, kefu_status status,
                       const char *code, const char *format, ...) {
    char message[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (member)
        kefu__json_enter_name(reader, member);
    report(reader, KEFU_SEVERITY_ERROR, status, code, false, message);
    if (member)
        kefu__json_leave(reader);
    return false;
}

void kefu__json_place_findings(struct json_reader *reader, size_t first, const char *prefix) {
    char pointer[2 * JSON_POINTER_SIZE];
    kefu_finding finding = {.size = sizeof finding};
    for (size_t i = first; !kefu_findings_at(reader->findings, i, &finding, NULL); i++) {
        uint32_t line = 0, column = 0;
        uint64_t offset = 0;
        snprintf(pointer, sizeof pointer, "%s%s", prefix, finding.pointer);
        if (kefu__json_locate_pointer(reader, pointer, &offset, &line, &column) ||
            kefu__json_locate_pointer(reader, prefix, &offset, &line, &column))
            kefu__finding_move(reader->findings, i, pointer, line + reader->base_line, column,
                               offset + reader->base_offset);
    }
}

static void report_kind(struct json_reader *reader, const char *expected, const json_value *got) {
    static const char *const names[] = {"null",     "true or false", "a number",
                                        "a string", "an array",      "an object"};
    kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                      "must be %s, got %s", expected, names[kefu__json_kind(got)]);
}

static void report_range(struct json_reader *reader, double low, double high, double got) {
    char low_text[32];
    kefu__format_double(low_text, low);
    char high_text[32];
    kefu__format_double(high_text, high);
    char got_text[32];
    kefu__format_double(got_text, got);
    if (isinf(high))
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "out_of_range",
                          "must be at least %s, got %s", low_text, got_text);
    else if (isinf(low))
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "out_of_range",
                          "must be at most %s, got %s", high_text, got_text);
    else
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "out_of_range",
                          "must be between %s and %s, got %s", low_text, high_text, got_text);
}

static void report_fraction(struct json_reader *reader, double got) {
    char text[32];
    kefu__format_double(text, got);
    kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "out_of_range",
                      "must be an integer, got %s", text);
}

/* ---- typed members ---- */

/* The object's member `name`, of any type, or NULL; if it is required, its absence is reported. */
const json_value *kefu__json_member_any(struct json_reader *reader, const json_value *object,
                                        const char *name, bool required) {
    const json_value *value = kefu__json_get(object, name);
    if (!value && required)
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "missing_member",
                          "the member \"%s\" is missing", name);
    return value;
}

/* The object's member `name` if it has the type `kind`; NULL, after a report, if it has another
 * type or is required but absent. */
static const json_value *member(struct json_reader *reader, const json_value *object,
                                const char *name, bool required, enum json_kind kind,
                                const char *expected) {
    const json_value *value = kefu__json_member_any(reader, object, name, required);
    if (!value || kefu__json_is(value, kind))
        return value;
    kefu__json_enter_name(reader, name);
    report_kind(reader, expected, value);
    kefu__json_leave(reader);
    return NULL;
}

bool kefu__json_member_string(struct json_reader *reader, const json_value *object,
                              const char *name, bool required, kefu_str *out) {
    const json_value *value = member(reader, object, name, required, JSON_STRING, "a string");
    if (!value)
        return false;
    *out = kefu__json_text(value);
    return true;
}

bool kefu__json_read_number(struct json_reader *reader, const json_value *value, double low,
                            double high, double *out) {
    const double number = kefu__json_number(value);
    if (!kefu__json_is(value, JSON_NUMBER)) {
        report_kind(reader, "a number", value);
        return false;
    }
    if (!(number >= low && number <= high)) {
        report_range(reader, low, high, number);
        return false;
    }
    *out = number;
    return true;
}

bool kefu__json_member_number(struct json_reader *reader, const json_value *object,
                              const char *name, bool required, double low, double high,
                              double *out) {
    const json_value *value = kefu__json_member_any(reader, object, name, required);
    if (!value)
        return false;
    kefu__json_enter_name(reader, name);
    const bool read = kefu__json_read_number(reader, value, low, high, out);
    kefu__json_leave(reader);
    return read;
}

bool kefu__json_member_integer(struct json_reader *reader, const json_value *object,
                               const char *name, bool required, int64_t low, int64_t high,
                               int64_t *out) {
    const json_value *value = member(reader, object, name, required, JSON_NUMBER, "an integer");
    if (!value)
        return false;
    double number = kefu__json_number(value);
    if (number == floor(number) && fabs(number) <= INTEGER_MAX && (int64_t)number >= low &&
        (int64_t)number <= high) {
        *out = (int64_t)number;
        return true;
    }
    kefu__json_enter_name(reader, name);
    if (number != floor(number))
        report_fraction(reader, number);
    else
        report_range(reader, (double)low, (double)high, number);
    kefu__json_leave(reader);
    return false;
}

bool kefu__json_member_bool(struct json_reader *reader, const json_value *object, const char *name,
                            bool required, bool *out) {
    const json_value *value = member(reader, object, name, required, JSON_BOOL, "true or false");
    if (!value)
        return false;
    *out = kefu__json_true(value);
    return true;
}

static bool read_instant(const json_value *value, int64_t *out) {
    const double number = kefu__json_number(value);
    if (kefu__json_is(value, JSON_STRING)) {
        const kefu_str text = kefu__json_text(value);
        return kefu__time_parse(text.data, text.size, out);
    }
    if (!kefu__json_is(value, JSON_NUMBER) || fabs(number) > INTEGER_MAX)
        return false;
    *out = (int64_t)floor(number); /* fractions of a millisecond are cut off downwards */
    return true;
}

bool kefu__json_member_instant(struct json_reader *reader, const json_value *object,
                               const char *name, bool required, int64_t *out) {
    const json_value *value = kefu__json_member_any(reader, object, name, required);
    if (!value)
        return false;
    if (read_instant(value, out))
        return true;
    kefu__json_enter_name(reader, name);
    kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "bad_instant",
                      "must be an instant: RFC 3339 with an offset (\"2026-03-12T10:10:15+08:00\") "
                      "or milliseconds since 1970");
    kefu__json_leave(reader);
    return false;
}

const json_value *kefu__json_member_array(struct json_reader *reader, const json_value *object,
                                          const char *name, bool required) {
    return member(reader, object, name, required, JSON_ARRAY, "an array");
}

const json_value *kefu__json_member_object(struct json_reader *reader, const json_value *object,
                                           const char *name, bool required) {
    return member(reader, object, name, required, JSON_OBJECT, "an object");
}

/* ---- names and suggestions ---- */

enum {
    COMPARED_MAX = 40, /* names with more bytes get no suggestion */
    QUOTED_MAX = 80    /* maximum number of bytes of a value that are quoted in a message */
};

static size_t least(size_t a, size_t b, size_t c) {
    const size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* The edit distance of two names (Damerau-Levenshtein: substitutions, insertions, deletions, and
 * transpositions of neighbours). */
static size_t distance(const char *a, size_t a_size, const char *b, size_t b_size) {
    size_t rows[3][COMPARED_MAX + 1];
    for (size_t j = 0; j <= b_size; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i - 1) % 3], *before = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            const bool same = a[i - 1] == b[j - 1];
            row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + !same);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < row[j])
                row[j] = before[j - 2] + 1;
        }
    }
    return rows[a_size % 3][b_size];
}

/* The one of `names` that was probably meant by an unknown name, by edit distance; NULL: none is
 * similar. */
static const char *suggest(const char *name, size_t size, const char *const *names) {
    const char *best = NULL;
    size_t best_distance = size / 3 + 1;
    if (size > COMPARED_MAX)
        return NULL;
    for (size_t i = 0; names[i]; i++) {
        const size_t length = strlen(names[i]);
        size_t far;
        if (length > COMPARED_MAX)
            continue;
        far = distance(name, size, names[i], length);
        if (far <= best_distance && far < length && (!best || far < best_distance)) {
            best = names[i];
            best_distance = far;
        }
    }
    return best;
}

/* Reports a text that is none of the names, at the cursor. */
static void report_choice(struct json_reader *reader, kefu_str text, const char *const *names) {
    const char *meant = suggest(text.data, text.size, names);
    const kefu_str shown = kefu__str_truncate(text, QUOTED_MAX);
    char list[512] = "";
    size_t used = 0;
    for (size_t i = 0; names[i]; i++)
        if (used + strlen(names[i]) + 3 < sizeof list)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "",
                                     names[i]);
    kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "unknown_choice",
                      "\"%.*s\" is none of %s%s%s%s", (int)shown.size, shown.data, list,
                      meant ? "; did you mean \"" : "", meant ? meant : "", meant ? "\"?" : "");
}

bool kefu__json_member_choice(struct json_reader *reader, const json_value *object,
                              const char *name, bool required, const char *const *names,
                              uint32_t *out) {
    const json_value *value = member(reader, object, name, required, JSON_STRING, "a string");
    if (!value)
        return false;
    const kefu_str text = kefu__json_text(value);
    for (uint32_t i = 0; names[i]; i++) {
        if (kefu__str_is(text, names[i])) {
            *out = i;
            return true;
        }
    }
    kefu__json_enter_name(reader, name);
    report_choice(reader, text, names);
    kefu__json_leave(reader);
    return false;
}

static bool is_known(const char *name, const char *const *names) {
    if (strncmp(name, "x_", 2) == 0 || strcmp(name, "$schema") == 0 ||
        strcmp(name, "$comment") == 0)
        return true;
    for (size_t i = 0; names[i]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

void kefu__json_known_members(struct json_reader *reader, const json_value *object,
                              const char *const *names) {
    if (!kefu__json_is(object, JSON_OBJECT))
        return;
    for (const json_value *value = kefu__json_first(object); value;
         value = kefu__json_next(value)) {
        const char *name = kefu__json_name(value), *meant;
        char message[256];
        if (is_known(name, names))
            continue;
        meant = suggest(name, strlen(name), names);
        if (meant)
            snprintf(message, sizeof message, "unknown member; did you mean \"%s\"?", meant);
        else
            snprintf(message, sizeof message, "unknown member");
        kefu__json_enter_name(reader, name);
        report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "unknown_member", true, message);
        kefu__json_leave(reader);
    }
}
