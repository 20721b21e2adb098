/* SPDX-License-Identifier: MIT
 * Inside a scheme: one part a kind of documents. lib/scheme/builder.h: how they are compiled. */
#ifndef KEFU_LIB_SCHEME_H
#define KEFU_LIB_SCHEME_H

#include <stdatomic.h>

#include "base/base.h"
#include "kefu/scheme.h"

struct lexicon;     /* scheme/lexicon/lexicon.h: the matcher and what its keywords mean */
struct calendars;   /* scheme/calendar/calendars.h */
struct metrics;     /* scheme/metric_set/metrics.h: metric definitions and SLA policies */
struct rules;       /* scheme/rule_set/rules.h */
struct report_spec; /* scheme/report_spec/report_spec.h */
struct rubrics;     /* scheme/rubric/rubrics.h */

enum {
    SCHEME_DOCUMENTS_MAX = 10000,
    SCHEME_INDEX_MAX = 0xFFFFFF - 1 /* things of one kind: a handle has 24 bits for them */
};

/* How many use a scheme. It stands outside of it: a scheme that is shared is never written to. */
struct scheme_users {
    atomic_size_t count;
    kefu_scheme *scheme;
};

struct kefu_scheme {
    struct scheme_users *users;
    kefu_allocator allocator;
    struct arena arena; /* everything that lives as long as the scheme, but the matcher */
    uint32_t tag;       /* 1…255, of this scheme's handles; from the digest */
    uint32_t layer;     /* the highest of its documents: 0 where all are built in */
    bool has_builtin;   /* the built-in documents stand below the given ones */
    const char *id;
    char digest[DIGEST_SIZE];
    struct lexicon *lexicon;
    struct calendars *calendars;
    struct metrics *metrics;
    struct rules *rules;
    struct rubrics *rubrics;
    struct index_map titles; /* id → index into title_texts */
    struct scheme_title *title_texts;
    size_t title_count, title_capacity;
    const char *default_rubric; /* of the scheme document; NULL: it names none */
    const struct report_spec *report_spec;
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

#endif
