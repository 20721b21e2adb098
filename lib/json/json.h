/* SPDX-License-Identifier: MIT
 * Reading JSON strictly: validation, a tree, and typed readers that report where an error is; and
 * writing JSON. */
#ifndef KEFU_LIB_JSON_H
#define KEFU_LIB_JSON_H

#include "base/base.h"
#include "base/vocabulary.h"

/* One value of a parsed text: an element of the tape, the array of all values in the order of the
 * text, whose layout is private to lib/json. */
typedef struct json_value json_value;

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

enum {
    JSON_DEPTH_MAX = 64,
    JSON_SIZE_MAX = 64 * 1024 * 1024,
    JSON_POINTER_SIZE = 256, /* longer pointers are truncated */
    JSON_WORDS_MAX = 64,     /* limit on the words of one vocabulary */
    JSON_STEPS_MAX = 6       /* maximum depth of the path that json_trace stores */
};

/* One level of the path of the last search for a place in the text: a container, and the item of it
 * (member or element) through which the path goes. */
struct json_step {
    size_t container; /* byte offset of the container's opening bracket */
    /* byte offsets of the item, and of its value, which in an object follows the member's name */
    size_t item, value;
    size_t index;
};

/* The path of the last search for a place in the text, from which the next search continues
 * (lib/json/locate.c). */
struct json_trace {
    struct json_step steps[JSON_STEPS_MAX];
    size_t depth;
    size_t line_begin; /* byte offset of the beginning of the line in which the last place was */
    uint32_t line;     /* number of that line, counted from 0 */
};

/* A parsed text and a cursor in it. Reading functions report errors as findings with pointer, line
 * and column, store the first one in `error`, and continue, so that all errors are found in one
 * pass. kefu__json_open() initialises all members; `text` and `source` must outlive the reader. */
struct json_reader {
    const char *text; /* the input without its byte order mark */
    size_t size;
    const char *source; /* name of the input in findings; "" for none */
    const json_value *root;
    struct json_tape *tape; /* the array of all values; `root` points into it */
    kefu_allocator allocator;
    kefu_findings *findings; /* may be NULL */
    kefu_error *error;       /* may be NULL; gets the first error */
    size_t errors;           /* number of errors reported */
    kefu_status status;      /* status of the first error */
    /* added to the byte offsets in findings: 3 if a byte order mark was skipped; callers may add
     * the offset of the text in a larger file */
    uint64_t base_offset;
    /* added to the line numbers in findings, if the text is a part of a larger file */
    uint32_t base_line;
    char pointer[JSON_POINTER_SIZE];
    size_t pointer_size;
    uint32_t pushed;           /* depth of the cursor: number of containers that were entered */
    uint32_t truncated_levels; /* how many of the cursor's levels did not fit into `pointer` */
    struct json_trace trace;
};

/* Validates the text strictly (RFC 8259, UTF-8, no duplicate members, lone surrogates or U+0000,
 * limits on depth and size, one root; a byte order mark is allowed) and parses it. Memory comes
 * from `allocator` (NULL: the C library's): 20 bytes for each value, the strings, and 16 bytes for
 * each member of the objects that are open at the same time during validation. Values are valid
 * until the reader is closed. Returns KEFU_OK, KEFU_E_JSON, KEFU_E_UTF8, KEFU_E_DUPLICATE,
 * KEFU_E_LIMIT or KEFU_E_MEMORY; an error is also reported as a finding, and then there is nothing
 * to close. */
kefu_status kefu__json_open(struct json_reader *reader, const kefu_allocator *allocator,
                            const char *text, size_t size, const char *source,
                            kefu_findings *findings, kefu_error *error);
/* Opens a record like kefu__json_open(), except that defects in its strings are replaced: each
 * ill-formed sequence of UTF-8, lone surrogate and U+0000 becomes U+FFFD, with one finding per
 * string. */
kefu_status kefu__json_open_record(struct json_reader *reader, const kefu_allocator *allocator,
                                   const char *text, size_t size, kefu_findings *findings,
                                   kefu_error *error);
void kefu__json_close(struct json_reader *reader);

/* Functions that read a value and report no errors. A value of NULL is treated like an absent one.
 */
enum json_kind kefu__json_kind(const json_value *value);
const json_value *kefu__json_get(const json_value *object, const char *name); /* NULL: absent */
const json_value *kefu__json_first(const json_value *container);              /* NULL: empty */
const json_value *kefu__json_next(const json_value *value);                   /* NULL: the last */
const char *kefu__json_name(const json_value *member); /* name of a member of an object */
kefu_str kefu__json_key(const json_value *member);     /* name of a member, as a kefu_str */
size_t kefu__json_count(const json_value *container);
bool kefu__json_is(const json_value *value, enum json_kind kind); /* false for NULL */
kefu_str kefu__json_text(const json_value *string);               /* empty unless a string */
double kefu__json_number(const json_value *number);               /* 0 unless a number */
bool kefu__json_true(const json_value *value);
/* A number as text, in *digits: an integer with more digits than a double can hold is copied from
 * the input, any other number is printed into `small`. The text is valid as long as the value and
 * `small`. Returns its size. */
size_t kefu__json_digits(const json_value *number, char small[32], kefu_str *digits);

/* Move the cursor (the place that reports name by a JSON pointer) to a member or element of the
 * value where it stands, and back to the container. */
void kefu__json_enter_name(struct json_reader *reader, const char *name);
void kefu__json_enter_index(struct json_reader *reader, size_t index);
void kefu__json_leave(struct json_reader *reader);

/* Reports a finding at the cursor. Errors, but not warnings and notes, are counted in
 * reader->errors and set reader->status. */
void kefu__json_report(struct json_reader *reader, kefu_severity severity, kefu_status status,
                       const char *code, const char *format, ...) KEFU_PRINTF(5, 6);

/* Reports an error at a member of the object at the reader's current position; member NULL: at the
 * object itself. Always returns false, so that callers can write `return kefu__json_refuse(…)`. */
bool kefu__json_refuse(struct json_reader *reader, const char *member, kefu_status status,
                       const char *code, const char *format, ...) KEFU_PRINTF(5, 6);
/* Sets the places of the findings from index `first` on, whose pointers are relative to a part of
 * the text: `prefix`, the pointer of that part, is put before them, and line, column and offset are
 * those of the values in the whole text. */
void kefu__json_place_findings(struct json_reader *reader, size_t first, const char *prefix);

/* Each function reads the member `name` of an object. A wrong type or range is reported at the
 * member; if `required`, absence is reported at the object. Returns true if *out was set; otherwise
 * *out is unchanged. */
bool kefu__json_member_string(struct json_reader *reader, const json_value *object,
                              const char *name, bool required, kefu_str *out);
bool kefu__json_member_number(struct json_reader *reader, const json_value *object,
                              const char *name, bool required, double low, double high,
                              double *out);
/* Reads a number from the value at the cursor with the checks of kefu__json_member_number(): for
 * code that iterates over the members of an object, which need not search them by name. */
bool kefu__json_read_number(struct json_reader *reader, const json_value *value, double low,
                            double high, double *out);
bool kefu__json_member_integer(struct json_reader *reader, const json_value *object,
                               const char *name, bool required, int64_t low, int64_t high,
                               int64_t *out);
bool kefu__json_member_bool(struct json_reader *reader, const json_value *object, const char *name,
                            bool required, bool *out);
/* Reads an instant: RFC 3339 text, or milliseconds since the epoch. */
bool kefu__json_member_instant(struct json_reader *reader, const json_value *object,
                               const char *name, bool required, int64_t *out);
/* Reads a member whose value is one of the texts in `names` (NULL-terminated); *out is the index of
 * the text. */
bool kefu__json_member_choice(struct json_reader *reader, const json_value *object,
                              const char *name, bool required, const char *const *names,
                              uint32_t *out);
/* Reads a member whose value is the name of a word in a vocabulary; *value becomes the number of
 * the word. */
bool kefu__json_member_word(struct json_reader *reader, const json_value *object, const char *name,
                            bool required, const struct vocabulary *vocabulary, uint32_t *value);
/* A member of any type; NULL if it is absent (reported if `required`). */
const json_value *kefu__json_member_any(struct json_reader *reader, const json_value *object,
                                        const char *name, bool required);
/* kefu__json_member_array() finds a member that is an array, kefu__json_member_object() one that is
 * an object. Both return NULL if the member is absent, or if it has another type, which is
 * reported. */
const json_value *kefu__json_member_array(struct json_reader *reader, const json_value *object,
                                          const char *name, bool required);
const json_value *kefu__json_member_object(struct json_reader *reader, const json_value *object,
                                           const char *name, bool required);
/* Reports members that are not in `names` (NULL-terminated), and suggests a similar name; "x_…",
 * "$schema" and "$comment" are always allowed. */
void kefu__json_known_members(struct json_reader *reader, const json_value *object,
                              const char *const *names);

/* Find line and column (both from 1; columns in bytes) of a byte offset, or of the value that a
 * JSON pointer refers to (false: there is none). If places are searched in the order of the text,
 * all searches together take linear time. */
void kefu__json_locate_offset(struct json_reader *reader, size_t offset, uint32_t *line,
                              uint32_t *column);
bool kefu__json_locate_pointer(struct json_reader *reader, const char *pointer, uint64_t *offset,
                               uint32_t *line, uint32_t *column);

/* ---- out ---- */

/* A writer of compact JSON into a buffer, which adds commas where needed. Ill-formed UTF-8 becomes
 * U+FFFD, so that the output is always valid. Check buffer.failed at the end. */
struct json_writer {
    struct buffer *to;
    bool comma; /* a comma must precede the next value or name */
};
void kefu__json_begin(struct json_writer *writer, struct buffer *to);
void kefu__json_open_object(struct json_writer *writer);
void kefu__json_close_object(struct json_writer *writer);
void kefu__json_open_array(struct json_writer *writer);
void kefu__json_close_array(struct json_writer *writer);
void kefu__json_put_name(struct json_writer *writer, const char *name);
void kefu__json_put_text(struct json_writer *writer, const char *text, size_t size);
/* The same, but ill-formed UTF-8 stays, so that the reader of the JSON text reports it. */
void kefu__json_put_raw_text(struct json_writer *writer, const char *text, size_t size);
void kefu__json_put_string(struct json_writer *writer, const char *terminated);
/* NaN and infinities are written as null */
void kefu__json_put_number(struct json_writer *writer, double number);
/* Writes at most `digits` decimals, without trailing zeros: for numbers that people read. */
void kefu__json_put_rounded(struct json_writer *writer, double number, int digits);
void kefu__json_put_integer(struct json_writer *writer, int64_t number);
void kefu__json_put_bool(struct json_writer *writer, bool value);
void kefu__json_put_null(struct json_writer *writer);
/* Write a member: its name and its value. */
void kefu__json_add_text(struct json_writer *writer, const char *name, kefu_str text);
void kefu__json_add_string(struct json_writer *writer, const char *name, const char *terminated);
void kefu__json_add_number(struct json_writer *writer, const char *name, double number);
void kefu__json_add_count(struct json_writer *writer, const char *name, uint64_t count);
void kefu__json_add_bool(struct json_writer *writer, const char *name, bool value);
/* Write the name that a value has in a vocabulary, as a JSON string: _put_word() without,
 * _add_word() with the name of a member before it. */
void kefu__json_put_word(struct json_writer *writer, const struct vocabulary *vocabulary,
                         uint32_t value);
void kefu__json_add_word(struct json_writer *writer, const char *name,
                         const struct vocabulary *vocabulary, uint32_t value);
/* Writes the value of a metric as an object {"value", "n", "status", "reason"}, and with
 * "interval": [low, high] if it has a confidence interval. */
void kefu__json_put_value(struct json_writer *writer, const kefu_value *value);
/* Writes the members "value", "n", "status", "reason" and "interval" of a metric's value into an
 * object that is already open. */
void kefu__json_add_value(struct json_writer *writer, const kefu_value *value);
/* Writes a parsed JSON value again, with everything in it. */
void kefu__json_put_copy(struct json_writer *writer, const json_value *value);
/* Writes a parsed value as compact JSON text into the arena. Returns false if out of memory. */
bool kefu__json_keep(struct arena *arena, const json_value *value, kefu_str *text);
/* Computes the digest of a value's compact JSON text. Returns false if out of memory. */
bool kefu__json_digest(const kefu_allocator *allocator, const json_value *value, uint64_t *digest);

#endif
