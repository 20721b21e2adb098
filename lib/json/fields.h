/* SPDX-License-Identifier: MIT
 * Objects that are read by tables: each member is one row, which says its name, its type, where its
 * value goes and what it means. The JSON Schemas under docs/schema are printed from the same rows.
 */
#ifndef KEFU_LIB_JSON_FIELDS_H
#define KEFU_LIB_JSON_FIELDS_H

#include "json/json.h"

/* The type of a member's value, and the C type of the struct member that it is stored in. */
enum field_type {
    FIELD_ANY,     /* any value, which is ignored */
    FIELD_TEXT,    /* const char *: a NUL-terminated copy */
    FIELD_ID,      /* const char *: [a-z][a-z0-9_.-]*, at most 64 bytes */
    FIELD_PART_ID, /* const char *: 1 to 64 bytes */
    /* const char *: no member, but the name under which the object itself is a member of its parent
     */
    FIELD_KEY,
    FIELD_NUMBER,  /* a number, stored as double */
    FIELD_FLOAT,   /* a number, stored as float */
    FIELD_INTEGER, /* an integer, stored as int64_t */
    FIELD_COUNT,   /* an integer from 0, stored as uint32_t */
    FIELD_FORMAT,  /* an integer that is checked but not stored */
    FIELD_BOOL,    /* true or false, stored as bool */
    /* uint32_t or an enum: the value of a word of the vocabulary; if the row has a callback `read`,
       an object is allowed instead of the word */
    FIELD_CHOICE,
    FIELD_SWITCH, /* bool: true for the second of two words */
    FIELD_WORD,   /* a word of the vocabulary that is checked but not stored */
    /* like FIELD_CHOICE; the word also determines which other members the object may have */
    FIELD_VARIANT,
    FIELD_INSTANT, /* int64_t: a time in milliseconds since the epoch */
    /* two const char *: the Chinese text, and at `second` the English one; NULL: missing */
    FIELD_TITLE,
    FIELD_TEXTS, /* const char **, an array of texts, and at `second` a size_t for its length */
    /* the id of another object; the row's callback `find` stores what the id refers to */
    FIELD_REFERENCE,
    FIELD_OBJECT, /* a struct, whose members are read by the row's `table` */
    /* an array of structs, each read by the row's `table`: a pointer, and at `second` a size_t for
       the length */
    FIELD_LIST,
    /* an object whose members each have the same form: read by the row's `table` into an array of
       structs, stored like FIELD_LIST */
    FIELD_MAP,
    FIELD_JSON,   /* kefu_str: an object as compact JSON text */
    FIELD_CUSTOM, /* any value; the row's callback `read` stores it */
    /* a member for each word of the row's `words`, read by the callback `read`; the row itself has
       no name */
    FIELD_EACH,
    /* not a member: the callback `read` is called for the whole object when the rows before this
       one were read */
    FIELD_CHECK
};

enum {
    FIELD_REQUIRED = 1,
    /* for lists and maps: elements are not stored; the callback `finish` of the element table
       receives each element and may store it */
    FIELD_STREAMED = 2,
    FIELD_HIDDEN = 4, /* accepted, but not described in the JSON Schema */
    FIELDS_MAX = 64   /* limit on the members of one object */
};

enum { FIELD_ID_MAX = 64 /* maximum size of an id in bytes */ };

/* The state while a document is read by field tables; callbacks report errors through `json`. */
struct field_reader {
    struct json_reader *json;
    struct arena *arena; /* the arena in which the results are allocated */
    void *ctx;           /* for the callbacks; its type depends on the tables */
    bool no_memory;      /* memory is exhausted: the results must not be used */
};

/* The row of a field table for one member of a JSON object. Columns that do not apply are zero. */
struct field {
    const char *name;
    enum field_type type;
    uint32_t flags;
    size_t at, second; /* byte offsets of the struct members in which the value is stored */
    /* The allowed range of a number's value, a text's size in bytes, or an array's length. Both 0:
     * any. */
    double low, high;
    const struct vocabulary *words; /* for choices: the allowed words; NULL: `names` lists them */
    /* for choices without `words`: the allowed names, NULL-terminated; the first name has the value
     * 0, the next one 1, … */
    const char *const *names;
    /* the field table of an object, or of each element of a list or map */
    const struct field_table *table;
    /* only for FIELD_VARIANT: for each word of the vocabulary ("type": "count") the table of the
     * additional members that an object with this word has */
    const struct field_table *const *variants;
    /* for messages: the kind of object that a reference refers to, e.g. "metric" */
    const char *what;
    /* Finds the object that a FIELD_REFERENCE names and stores what is needed of it in `to`: the
     * struct member at offset `at`, or the whole struct if the row has no `at`. Returns false if
     * there is no object with this id. */
    bool (*find)(struct field_reader *reader, kefu_str id, void *to);
    /* Reads the value at the reader's cursor and stores it in the struct `item`. */
    void (*read)(struct field_reader *reader, const json_value *value, void *item);
    /* the JSON Schema of what `read` accepts, if the type does not determine it */
    const char *schema;
    /* what the member means, for the JSON Schema that authors of documents read */
    const char *description;
};

/* The field table of one kind of JSON object: its members and how it is read as a whole. */
struct field_table {
    const char *what; /* what the object is in error messages, e.g. "a metric" */
    const struct field *fields;
    size_t count;
    /* A table of members that the object may also have. They appear in the JSON Schema, but are
     * read by another call of kefu__fields_read(); NULL: none. */
    const struct field_table *common;
    bool partial; /* unknown members are no error, because another call reads and checks them */
    /* size of the struct that an object is read into, if several objects are read into an array */
    size_t size;
    const void *initial; /* the struct's initial value; NULL: zeros */
    /* Called after the members of an object were read, for checks that rows cannot express. Returns
     * false to remove the object from its list. */
    bool (*finish)(struct field_reader *reader, const json_value *object, void *item);
    /* Reads a value that is given instead of an object as a short form of it; NULL: only objects
     * are allowed. */
    bool (*shorthand)(struct field_reader *reader, const json_value *value, void *item);
    /* name of the definition in the JSON Schema to which objects of this table refer; NULL: their
     * schema is repeated in each place */
    const char *definition;
    const char *schema; /* JSON Schema of what the callback `shorthand` accepts; NULL: none */
    /* further members of the object's JSON Schema, as text: "\"oneOf\": […]"; NULL: none */
    const char *schema_more;
};

/* Initialises the members `fields` and `count` of a struct field_table. */
#define FIELDS_OF(rows)        .fields = (rows), .count = sizeof(rows) / sizeof *(rows)
/* FIELD_AT() initialises the column `at` of a row, FIELD_AT_BOTH() the columns `at` and `second`.
 */
#define FIELD_AT(type, member) .at = offsetof(type, member)
#define FIELD_AT_BOTH(type, member, second_m)                                                      \
    .at = offsetof(type, member), .second = offsetof(type, second_m)
#define FIELD_NAMES(...)                                                                           \
    .names = (const char *const[]) {                                                               \
        __VA_ARGS__, NULL                                                                          \
    }

/* Reads the members of the object at the reader's cursor into a struct, which need not be
 * initialised. Reports unknown members, then all errors in the order of the rows. Returns false if
 * the value is not an object, or if `finish` rejected it. */
bool kefu__fields_read(struct field_reader *reader, const struct field_table *table,
                       const json_value *object, void *item);

/* Reads the elements of an array, or the members of an object, at the JSON reader's current
 * position into a new array of structs; *count becomes its length. Returns NULL if out of memory.
 */
void *kefu__fields_elements(struct field_reader *reader, const struct field_table *table,
                            const json_value *list, size_t *count);

/* Reports an error at a member of the object at the JSON reader's current position; member NULL: at
 * the object itself. Always returns false, so that callers can write `return
 * kefu__field_refuse(…)`. */
bool kefu__field_refuse(struct field_reader *reader, const char *member, const char *code,
                        const char *message);

/* Is the text an id: [a-z][a-z0-9_.-]*, at most FIELD_ID_MAX bytes? */
bool kefu__is_id(kefu_str text);
/* Returns a NUL-terminated copy in the arena. If out of memory, returns "" and sets no_memory. */
const char *kefu__field_keep(struct field_reader *reader, kefu_str text);
/* Returns zeroed memory from the arena. If out of memory, returns NULL and sets no_memory. */
void *kefu__field_room(struct field_reader *reader, size_t count, size_t width);
/* Reads a title: a text, or an object with texts by language. A missing language becomes NULL. */
void kefu__field_title(struct field_reader *reader, const json_value *value, const char **zh,
                       const char **en);
/* Completes a title: a missing language gets the text of the other one; if both are missing,
 * `fallback`. */
void kefu__title_complete(const char **zh, const char **en, const char *fallback);

#endif
