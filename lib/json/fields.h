/* SPDX-License-Identifier: MIT
 * Objects that are read by tables: each member is one row, which says its name, its type, where its
 * value goes and what it means. The JSON Schemas under docs/schema are printed from the same rows.
 */
#ifndef KEFU_LIB_JSON_FIELDS_H
#define KEFU_LIB_JSON_FIELDS_H

#include "json/json.h"

/* What a member's value is, and the C type of the struct member that it is stored in. */
enum field_type {
    FIELD_ANY,       /* allowed and ignored */
    FIELD_TEXT,      /* const char *: a terminated copy */
    FIELD_ID,        /* const char *: [a-z][a-z0-9_.-]*, at most 64 bytes */
    FIELD_PART_ID,   /* const char *: 1 to 64 bytes */
    FIELD_KEY,       /* const char *: the name under which the object itself stands */
    FIELD_NUMBER,    /* double */
    FIELD_FLOAT,     /* float */
    FIELD_INTEGER,   /* int64_t */
    FIELD_COUNT,     /* uint32_t */
    FIELD_FORMAT,    /* an integer that is not stored */
    FIELD_BOOL,      /* bool */
    FIELD_CHOICE,    /* uint32_t or an enum: the value of a word; with `read` it may be an object */
    FIELD_SWITCH,    /* bool: is it the second of two words? */
    FIELD_WORD,      /* one of the words, which is not stored */
    FIELD_VARIANT,   /* as FIELD_CHOICE; the word decides which other members there are */
    FIELD_INSTANT,   /* int64_t */
    FIELD_TITLE,     /* const char *, and at `second` another: Chinese, English; NULL: not given */
    FIELD_TEXTS,     /* const char **, and at `second` a size_t */
    FIELD_REFERENCE, /* whatever `find` stores */
    FIELD_OBJECT,    /* a struct, by `shape` */
    FIELD_LIST,      /* an array of objects by `shape`: a pointer, and at `second` a size_t */
    FIELD_MAP,       /* the same for the members of an object */
    FIELD_JSON,      /* kefu_str: an object, as compact text */
    FIELD_CUSTOM,    /* whatever `read` stores */
    FIELD_EACH,      /* a member for each word of `words`, read by `read`; the row has no name */
    FIELD_CHECK      /* no member: `read` is called for the object, between the members */
};

enum {
    FIELD_REQUIRED = 1,
    FIELD_STREAMED = 2, /* of lists and maps: elements are not kept; `finish` takes each */
    FIELD_HIDDEN = 4,   /* accepted, and not told of in the schema */
    FIELDS_MAX = 64     /* of one object */
};

enum { FIELD_ID_MAX = 64 /* bytes of an id */ };

/* The state of one reading; hooks report through `json`. */
struct field_reader {
    struct json_reader *json;
    struct arena *arena; /* of all that is kept */
    void *ctx;           /* for hooks */
    bool no_memory;      /* then what was read must not be used */
};

/* One member. Unused columns are zero. */
struct field {
    const char *name;
    enum field_type type;
    uint32_t flags;
    size_t at, second; /* offsets of the targets in the struct */
    /* The range: of numbers their value, of texts their bytes, of arrays their length. Both 0: any.
     */
    double low, high;
    const struct vocabulary *words; /* of choices; or … */
    const char *const *names;       /* … NULL-terminated names, whose values count up from 0 */
    const struct shape *shape;      /* of objects, lists and maps */
    const struct shape *const *variants; /* by the index of the word */
    const char *what;                    /* what a reference refers to: "metric" */
    /* Resolves a reference into its target (without `at`, the struct itself). False: there is
     * none. */
    bool (*find)(struct field_reader *reader, kefu_str id, void *to);
    /* Reads a value; the reader stands at it. */
    void (*read)(struct field_reader *reader, const json_value *value, void *item);
    const char *schema; /* the JSON Schema of what `read` reads, where the type does not tell */
    const char *says;   /* what it means, for people who write definitions */
};

/* The members of one kind of object. */
struct shape {
    const char *what; /* for messages: "a metric" */
    const struct field *fields;
    size_t count;
    /* A shape whose members are allowed beside these and stand in the JSON Schema, but are read by
     * another call; NULL: there are none. */
    const struct shape *head;
    bool partial;        /* unknown members are no error: another call reads and checks them */
    size_t size;         /* of the struct, where there is more than one object */
    const void *initial; /* the struct's initial value; NULL: zeros */
    /* Called after the members were read, for checks that tables cannot express. False: the object
     * is removed from its list. */
    bool (*finish)(struct field_reader *reader, const json_value *object, void *item);
    /* Reads a value that is no object in its place; NULL: there is no such shorthand. */
    bool (*shorthand)(struct field_reader *reader, const json_value *value, void *item);
    const char *definition; /* its name among the definitions of a schema; NULL: written in place */
    const char *schema;     /* JSON Schema of the shorthand; NULL */
    const char *rest;       /* more members of its JSON Schema: "\"oneOf\": […]"; NULL */
};

/* The members `fields` and `count` of a struct shape. */
#define FIELDS_OF(rows)        .fields = (rows), .count = sizeof(rows) / sizeof *(rows)
/* The columns `at`, and `at` and `second`, of a row. */
#define FIELD_AT(type, member) .at = offsetof(type, member)
#define FIELD_AT_BOTH(type, member, second_m)                                                      \
    .at = offsetof(type, member), .second = offsetof(type, second_m)
#define FIELD_NAMES(...)                                                                           \
    .names = (const char *const[]) {                                                               \
        __VA_ARGS__, NULL                                                                          \
    }

/* Reads the members of the object at the reader's place into a struct, which need not be
 * initialised. Reports unknown members, then everything that is wrong, in the order of the rows.
 * False: it is no object, or `finish` dropped it. */
bool kefu__fields_read(struct field_reader *reader, const struct shape *shape,
                       const json_value *object, void *item);

/* Reads the elements of an array, or the members of an object, at the reader's place into an array
 * of structs. NULL without memory. */
void *kefu__fields_elements(struct field_reader *reader, const struct shape *shape,
                            const json_value *list, size_t *count);

/* Reports an error at a member of the object at the reader's place; NULL: at the place itself.
 * Always false, for `return`. */
bool kefu__field_refuse(struct field_reader *reader, const char *member, const char *code,
                        const char *message);

/* Is it an id: [a-z][a-z0-9_.-]*, at most FIELD_ID_MAX bytes? */
bool kefu__is_id(kefu_str text);
/* A terminated copy in the arena; "" without memory, which no_memory tells. */
const char *kefu__field_keep(struct field_reader *reader, kefu_str text);
/* Zeroed memory of the arena; NULL without, which no_memory tells. */
void *kefu__field_room(struct field_reader *reader, size_t count, size_t width);
/* Reads a title: a text, or texts by language. What is not given becomes NULL. */
void kefu__field_title(struct field_reader *reader, const json_value *value, const char **zh,
                       const char **en);
/* Completes a title: each language falls back to the other, and both to `fallback`. */
void kefu__title_complete(const char **zh, const char **en, const char *fallback);

#endif
