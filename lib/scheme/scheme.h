/* SPDX-License-Identifier: MIT
 * Inside a scheme, and how its parts are compiled: one driver, one part a document kind. */
#ifndef KEFU_LIB_SCHEME_H
#define KEFU_LIB_SCHEME_H

#include <stdatomic.h>

#include "base/base.h"
#include "kefu/scheme.h"
#include "json/json.h"

struct lexicon;   /* scheme/lexicon/lexicon.h: the matcher and what its keywords mean */
struct calendars; /* scheme/calendar/calendars.h */
struct metrics;   /* scheme/metric_set/metrics.h: metric definitions and SLA policies */
struct rules;     /* scheme/rule_set/rules.h */
struct rubrics;   /* scheme/rubric/rubrics.h */

enum {
    SCHEME_MOST_DOCUMENTS = 10000,
    SCHEME_MOST_INDEX = 0xFFFFFF - 1 /* things of one kind: a handle has 24 bits for them */
};

struct kefu_scheme {
    atomic_size_t users;
    kefu_allocator allocator;
    struct arena arena; /* everything that lives as long as the scheme, but the matcher */
    uint32_t tag;       /* 1…255, of this scheme's handles; from the digest */
    const char *id;
    char digest[17];
    struct lexicon *lexicon;
    struct calendars *calendars;
    struct metrics *metrics;
    struct rules *rules;
    struct rubrics *rubrics;
    struct index_map titles; /* id → index into title_texts */
    struct scheme_title *title_texts;
    size_t title_count, title_capacity;
    const char *default_rubric; /* of the scheme document; NULL: it names none */
    kefu_str report_spec;       /* the last document of this kind; empty: there is none */
    struct scheme_tuning {
        double prior;     /* logit: how many of the user's polar texts are positive */
        double threshold; /* logit: the score at which the label turns */
    } tuning;
};

struct scheme_title {
    const char *id, *zh, *en;
};

/* A handle: the scheme's tag above a 24-bit index that starts at 1. */
static inline uint32_t kefu__handle(const struct kefu_scheme *scheme, size_t index) {
    return scheme->tag << 24 | (uint32_t)(index + 1);
}
/* The index of a handle, or SIZE_MAX when it is another scheme's or none. */
static inline size_t kefu__handle_index(const struct kefu_scheme *scheme, uint32_t handle,
                                        size_t count) {
    const size_t index = (size_t)(handle & 0xFFFFFF) - 1;
    return handle >> 24 == scheme->tag && (handle & 0xFFFFFF) && index < count ? index : SIZE_MAX;
}

/* ---- documents ---- */

/* The members that every document may have; a part's list of known members begins with them. */
#define SCHEME_COMMON_MEMBERS                                                                      \
    "kefu", "kind", "id", "version", "effective_from", "effective_to", "title", "description",     \
        "license", "note", "extends", "tests"

/* One parsed document that is in force. */
struct scheme_document {
    kefu_str id, version;
    const char *kind;           /* one of kefu__scheme_kinds */
    struct json_reader *reader; /* open while compiling */
    const json_value *root;
    char digest[17]; /* of the document's bytes */
    uint32_t layer;  /* 0: built in, 1: given */
};

/* "scheme", "calendar", "metric_set", "rubric", "rule_set", "lexicon", "map", "report_spec";
 * NULL-terminated. */
extern const char *const kefu__scheme_kinds[];

/* ---- the builder ---- */

/* What stands behind a keyword of the one matcher. A keyword may have many senses. */
enum sense_kind {
    SENSE_ENTRY,   /* index of a lexicon entry */
    SENSE_LEARNED, /* index of a learned weight */
    SENSE_NEGATOR, /* index into the grammar's tables … */
    SENSE_DEGREE,
    SENSE_CONTRAST,
    SENSE_IRREALIS,
    SENSE_RHETORICAL,
    SENSE_BLOCKER,
    SENSE_BOUNDARY,    /* punctuation: an enum boundary */
    SENSE_PHRASE,      /* index of a phrase of rules: see kefu__builder_phrase */
    SENSE_PAIR_FIRST,  /* parts of gapped pairs: number of the group of pairs that begin so … */
    SENSE_PAIR_SECOND, /* … and index of the pair */
    SENSE_KINDS
};
struct sense {
    uint32_t kind, value;
};

/* The state of one compilation. Part compilers report through a document's reader. */
struct scheme_builder {
    struct kefu_scheme *scheme;
    struct arena *arena;  /* the scheme's */
    struct arena scratch; /* freed at the end */
    const kefu_allocator *allocator;
    kefu_findings *findings;
    kefu_error *error;
    struct scheme_document *documents; /* in force, in layer order: later ones override */
    size_t document_count;
    kefu_status status; /* of the first failure that is not a document's (memory, limit) */
    /* Keywords collected for the one matcher; filled by kefu__builder_keyword. */
    kefu_str *keywords;
    struct sense *senses;
    size_t keyword_count, keyword_capacity, sense_capacity;
    struct index_map phrases; /* phrase text → phrase index */
    uint32_t phrase_count;
};

/* Remembers the first failure that is no document's, and is false: `return builder_fail(…)`. */
bool kefu__builder_fail(struct scheme_builder *builder, kefu_status status, const char *message);
/* The same for a lack of memory. */
bool kefu__builder_no_memory(struct scheme_builder *builder);
/* Zeroed memory of the arena; NULL without memory. */
void *kefu__builder_take(struct scheme_builder *builder, size_t size);
/* Enters a keyword (copied into the scheme's arena) with one sense. False without memory (status is
 * set). Empty and over-long keywords are for the caller to refuse with their place. */
bool kefu__builder_keyword(struct scheme_builder *builder, kefu_str text, enum sense_kind kind,
                           uint32_t value);
/* The same for a text that lives as long as the builder: not copied. */
bool kefu__builder_keyword_kept(struct scheme_builder *builder, kefu_str text, enum sense_kind kind,
                                uint32_t value);
/* Enters a phrase of a rule; the same text gives the same index. UINT32_MAX without memory. */
uint32_t kefu__builder_phrase(struct scheme_builder *builder, kefu_str text);
/* Registers the title of an id (copied); a later layer's stands. False without memory. */
bool kefu__builder_title(struct scheme_builder *builder, const char *id, kefu_str zh, kefu_str en);
/* Reads a "title" member ({"zh-Hans", "en"} or a string) of an object and registers it under id. */
void kefu__builder_read_title(struct scheme_builder *builder, struct json_reader *reader,
                              const json_value *object, const char *id);
/* Reads the member "titles" of a scheme or lexicon document: {"anger": {"zh-Hans", "en"}, …}. */
void kefu__builder_read_titles(struct scheme_builder *builder, struct json_reader *reader,
                               const json_value *root);
/* Is it an id: [a-z][a-z0-9_.-]*, at most 64 bytes? */
bool kefu__scheme_is_id(kefu_str text);
/* Reads the "id" of a part of a document (a rule, a question, …): a text of 1 to 64 bytes. False
 * when there is none or it is another one, which is reported. */
bool kefu__scheme_part_id(struct json_reader *reader, const json_value *object, kefu_str *id);

/* The parts, called in this order. Each looks at the documents of its kinds, reports what is wrong
 * and fills its member of the scheme, which it makes even when there is no such document. False:
 * out of memory or limit (builder->status); content errors only count in the readers. */
bool kefu__calendars_compile(struct scheme_builder *builder);
bool kefu__metrics_compile(struct scheme_builder *builder);
bool kefu__lexicon_compile(struct scheme_builder *builder);
bool kefu__rules_compile(struct scheme_builder *builder);
bool kefu__rubrics_compile(struct scheme_builder *builder);
/* Last: builds the matcher from all keywords. */
bool kefu__lexicon_finish(struct scheme_builder *builder);
void kefu__lexicon_free(struct kefu_scheme *scheme);

#endif
