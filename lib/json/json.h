/* SPDX-License-Identifier: MIT
 * Reading JSON strictly: validation, a tree, and typed readers that report where an error is; and
 * writing JSON. */
#ifndef KEFU_LIB_JSON_H
#define KEFU_LIB_JSON_H

#include "base/base.h"
#include "base/vocabulary.h"

/* One value of a parsed text: a token of its tape, which only lib/json sees. */
typedef struct json_value json_value;

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

enum {
    JSON_DEPTH_MAX = 64,
    JSON_SIZE_MAX = 64 * 1024 * 1024,
    JSON_POINTER_SIZE = 256, /* longer pointers are truncated */
    JSON_WORDS_MAX = 64,     /* of one vocabulary */
    JSON_STEPS_MAX = 6       /* levels of the last search that are remembered */
};

/* Where the last search for a place went at one level: into which container, and to which item. */
struct json_step {
    size_t container;   /* offset of its bracket */
    size_t item, value; /* offsets of the item, and of its value behind a member's name */
    size_t index;
};

/* The last search, from which the next one goes on (lib/json/place.c). */
struct json_trace {
    struct json_step steps[JSON_STEPS_MAX];
    size_t depth;
    size_t line_begin; /* offset of the line in which the last place was */
    uint32_t line;     /* its number, from 0 */
};

/* A parsed text and a cursor in it. Readers report errors as findings with pointer, line and
 * column, put the first one into `error`, and continue, so that all errors are found in one pass.
 * kefu__json_open() initialises all members; `text` and `source` must outlive the reader. */
struct json_reader {
    const char *text; /* without a byte order mark */
    size_t size;
    const char *source; /* name for findings, "" for none */
    const json_value *root;
    struct json_tape *tape; /* holds the root and all below it */
    kefu_allocator allocator;
    kefu_findings *findings; /* may be NULL */
    kefu_error *error;       /* may be NULL; gets the first error */
    size_t errors;           /* how many were reported */
    kefu_status status;      /* of the first error */
    /* added to reported offsets: 3 behind a byte order mark. Callers add to it */
    uint64_t base_offset;
    uint32_t base_line; /* and to this when the text is part of a larger file */
    char pointer[JSON_POINTER_SIZE];
    size_t pointer_size;
    uint32_t pushed; /* the depth of the cursor */
    uint32_t cut;    /* how many of these levels had no room in the pointer */
    struct json_trace trace;
};

/* Checks the text strictly (RFC 8259, UTF-8, no duplicate members, no lone surrogates or U+0000,
 * depth, size, one root; a byte order mark is allowed) and parses it, with memory from
 * `allocator` (NULL: the C library's): 20 bytes a value, the strings, and 16 bytes a member of
 * objects that are open at once while checking. What is read lives until the reader is closed.
 * KEFU_OK, KEFU_E_JSON, KEFU_E_UTF8, KEFU_E_DUPLICATE, KEFU_E_LIMIT, KEFU_E_MEMORY; a failure is
 * also a finding, and leaves nothing to close. */
kefu_status kefu__json_open(struct json_reader *reader, const kefu_allocator *allocator,
                            const char *text, size_t size, const char *source,
                            kefu_findings *findings, kefu_error *error);
/* The same of somebody's record, whose texts are taken as they come: in its strings each ill-formed
 * piece of UTF-8, half a surrogate pair and U+0000 is read as U+FFFD, with one finding a string. */
kefu_status kefu__json_open_record(struct json_reader *reader, const kefu_allocator *allocator,
                                   const char *text, size_t size, kefu_findings *findings,
                                   kefu_error *error);
void kefu__json_close(struct json_reader *reader);

/* Plain access, without reports. NULL values are treated as absent. */
enum json_kind kefu__json_kind(const json_value *value);
const json_value *kefu__json_get(const json_value *object, const char *name); /* NULL: absent */
const json_value *kefu__json_first(const json_value *container);              /* NULL: empty */
const json_value *kefu__json_next(const json_value *value);                   /* NULL: the last */
const char *kefu__json_name(const json_value *member); /* of an object's member */
kefu_str kefu__json_key(const json_value *member);     /* the same */
size_t kefu__json_count(const json_value *container);
bool kefu__json_is(const json_value *value, enum json_kind kind); /* false for NULL */
kefu_str kefu__json_text(const json_value *string);               /* empty unless a string */
double kefu__json_number(const json_value *number);               /* 0 unless a number */
bool kefu__json_true(const json_value *value);
/* A number as text: an integer with more digits than a double keeps as it is written, else
 * formatted into `small`. The text lives as long as both. Returns its size. */
size_t kefu__json_digits(const json_value *number, char small[32], kefu_str *digits);

/* Move the cursor, whose pointer reports carry, to a member or element, and back to its container.
 */
void kefu__json_enter_name(struct json_reader *reader, const char *name);
void kefu__json_enter_index(struct json_reader *reader, size_t index);
void kefu__json_leave(struct json_reader *reader);

/* Reports a finding at the cursor. Errors are counted and set the status; warnings and notes do
 * not. */
void kefu__json_report(struct json_reader *reader, kefu_severity severity, kefu_status status,
                       const char *code, const char *format, ...) KEFU_PRINTF(5, 6);

/* Reports an error at a member of the object at the current place; NULL: at the place itself.
 * Always false, for `return`. */
bool kefu__json_refuse(struct json_reader *reader, const char *member, kefu_status status,
                       const char *code, const char *format, ...) KEFU_PRINTF(5, 6);
/* Findings from `first` on are about a part of the text that `prefix` names: their pointers, which
 * begin there, and their places become those in the text. */
void kefu__json_place_findings(struct json_reader *reader, size_t first, const char *prefix);

/* Typed members of an object: reports a wrong kind or range at the member, or its absence at the
 * object when `required`. Returns true when *out was set. Outputs keep their value otherwise. */
bool kefu__json_member_string(struct json_reader *reader, const json_value *object,
                              const char *name, bool required, kefu_str *out);
bool kefu__json_member_number(struct json_reader *reader, const json_value *object,
                              const char *name, bool required, double low, double high,
                              double *out);
/* The same of a value at which the cursor stands: the members of an object that are read one after
 * the other need no search by name. */
bool kefu__json_read_number(struct json_reader *reader, const json_value *value, double low,
                            double high, double *out);
bool kefu__json_member_integer(struct json_reader *reader, const json_value *object,
                               const char *name, bool required, int64_t low, int64_t high,
                               int64_t *out);
bool kefu__json_member_bool(struct json_reader *reader, const json_value *object, const char *name,
                            bool required, bool *out);
/* An instant: RFC 3339 text, or milliseconds since the epoch. */
bool kefu__json_member_instant(struct json_reader *reader, const json_value *object,
                               const char *name, bool required, int64_t *out);
/* One of `names` (NULL-terminated); *out is its index. */
bool kefu__json_member_choice(struct json_reader *reader, const json_value *object,
                              const char *name, bool required, const char *const *names,
                              uint32_t *out);
/* The name of a word; *value is the word's. */
bool kefu__json_member_word(struct json_reader *reader, const json_value *object, const char *name,
                            bool required, const struct vocabulary *vocabulary, uint32_t *value);
/* A member of whatever kind; NULL when absent (reported when `required`). */
const json_value *kefu__json_member_any(struct json_reader *reader, const json_value *object,
                                        const char *name, bool required);
/* An array or object member; NULL when absent or of another kind (reported). */
const json_value *kefu__json_member_array(struct json_reader *reader, const json_value *object,
                                          const char *name, bool required);
const json_value *kefu__json_member_object(struct json_reader *reader, const json_value *object,
                                           const char *name, bool required);
/* Reports members that are not in `names` (NULL-terminated), with a suggestion; "x_…", "$schema"
 * and "$comment" are free. */
void kefu__json_known_members(struct json_reader *reader, const json_value *object,
                              const char *const *names);

/* Line and column (both from 1; columns in bytes) of an offset, or of what a pointer names. In the
 * order of the text, all searches together read it once. */
void kefu__json_locate_offset(struct json_reader *reader, size_t offset, uint32_t *line,
                              uint32_t *column);
bool kefu__json_locate_pointer(struct json_reader *reader, const char *pointer, uint64_t *offset,
                               uint32_t *line, uint32_t *column);

/* ---- out ---- */

/* Writes compact JSON into a buffer, with commas where needed. Ill-formed UTF-8 in text becomes
 * U+FFFD, so that the output is always valid. Check buffer.failed at the end. */
struct json_writer {
    struct buffer *to;
    bool comma; /* before the next value or name */
};
void kefu__json_begin(struct json_writer *writer, struct buffer *to);
void kefu__json_open_object(struct json_writer *writer);
void kefu__json_close_object(struct json_writer *writer);
void kefu__json_open_array(struct json_writer *writer);
void kefu__json_close_array(struct json_writer *writer);
void kefu__json_put_name(struct json_writer *writer, const char *name);
void kefu__json_put_text(struct json_writer *writer, const char *text, size_t size);
void kefu__json_put_string(struct json_writer *writer, const char *terminated);
void kefu__json_put_number(struct json_writer *writer, double number); /* null unless finite */
/* At most `digits` decimals, without trailing zeros: for numbers that people read. */
void kefu__json_put_rounded(struct json_writer *writer, double number, int digits);
void kefu__json_put_integer(struct json_writer *writer, int64_t number);
void kefu__json_put_bool(struct json_writer *writer, bool value);
void kefu__json_put_null(struct json_writer *writer);
/* A member: its name and its value. */
void kefu__json_add_text(struct json_writer *writer, const char *name, kefu_str text);
void kefu__json_add_string(struct json_writer *writer, const char *name, const char *terminated);
void kefu__json_add_number(struct json_writer *writer, const char *name, double number);
void kefu__json_add_count(struct json_writer *writer, const char *name, uint64_t count);
void kefu__json_add_bool(struct json_writer *writer, const char *name, bool value);
/* The name of a word, as a value and as a member. */
void kefu__json_put_word(struct json_writer *writer, const struct vocabulary *vocabulary,
                         uint32_t value);
void kefu__json_add_word(struct json_writer *writer, const char *name,
                         const struct vocabulary *vocabulary, uint32_t value);
/* {"value","n","status","reason"} and, where there is one, "interval": [low, high]. */
void kefu__json_put_value(struct json_writer *writer, const kefu_value *value);
/* The same members, in an object that is open. */
void kefu__json_add_value(struct json_writer *writer, const kefu_value *value);
/* Copies a parsed value as it is. */
void kefu__json_put_copy(struct json_writer *writer, const json_value *value);
/* A parsed value as compact JSON text in the arena. False without memory. */
bool kefu__json_keep(struct arena *arena, const json_value *value, kefu_str *text);
/* The digest of that text. False without memory. */
bool kefu__json_digest(const kefu_allocator *allocator, const json_value *value, uint64_t *digest);

#endif
