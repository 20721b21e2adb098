/* SPDX-License-Identifier: MIT
 * The members of a scheme, one for each kind of document. lib/scheme/builder.h says how they are
 * compiled. */
#ifndef KEFU_LIB_SCHEME_H
#define KEFU_LIB_SCHEME_H

#include <stdatomic.h>

#include "base/base.h"
#include "kefu/scheme.h"

struct lexicon;         /* lexicon/lexicon.h: the matcher and the meaning of its keywords */
struct lexicon_tests;   /* scheme/lexicon/tests.h */
struct calendars;       /* scheme/calendar/calendars.h */
struct metrics;         /* scheme/metric_set/metrics.h: metric definitions and SLA policies */
struct rules;           /* scheme/rule_set/rules.h */
struct scheme_calendar; /* scheme/calendar/calendars.h */
struct report_spec;     /* scheme/report_spec/report_spec.h */
struct rubrics;         /* scheme/rubric/rubrics.h */

enum {
    SCHEME_DOCUMENTS_MAX = 10000,
    SCHEME_INDEX_MAX = 0xFFFFFF - 1 /* the largest index in a handle, which has 24 bits */
};

/* The reference count of a scheme. A separate allocation, because a shared scheme is never written
 * to. */
struct scheme_users {
    atomic_size_t count;
    kefu_scheme *scheme;
};

struct kefu_scheme {
    struct scheme_users *users;
    kefu_allocator allocator;
    struct arena arena; /* holds everything but the matcher */
    uint32_t tag; /* 1 … 255, part of all handles of this scheme; computed from the digest */
    /* the highest layer of the scheme's documents: 0 if all documents are built in */
    uint32_t layer;
    bool has_builtin; /* the built-in documents are the lowest layer */
    const char *id;
    char digest[DIGEST_SIZE];
    struct lexicon *lexicon;
    struct lexicon_tests *lexicon_tests;
    struct calendars *calendars;
    struct metrics *metrics;
    struct rules *rules;
    struct rubrics *rubrics;
    struct index_map titles; /* maps an id to an index into title_texts */
    struct scheme_title *title_texts;
    size_t title_count, title_capacity;
    const char *default_rubric; /* from the scheme document; NULL: none */
    const struct report_spec *report_spec;
    const char *calendar_id; /* from the scheme document; NULL: the built-in one */
    /* The calendar of opening hours, used by "hours": "open"; NULL: none. */
    const struct scheme_calendar *calendar;
    /* without an end event, an episode ends after this many milliseconds of silence; 0: never */
    int64_t episode_gap_ms;
    struct scheme_tuning {
        /* log-odds of the share of positive texts among the texts with a polarity */
        double prior;
        double threshold; /* log-odds: the score above which the label is positive */
    } tuning;
};

struct scheme_title {
    const char *id, *zh, *en;
};

/* A handle: the scheme's tag above a 24-bit index that starts at 1. */
static inline uint32_t kefu__handle(const struct kefu_scheme *scheme, size_t index) {
    return scheme->tag << 24 | (uint32_t)(index + 1);
}
/* The index of a handle, or SIZE_MAX if it is invalid or another scheme's. */
static inline size_t kefu__handle_index(const struct kefu_scheme *scheme, uint32_t handle,
                                        size_t count) {
    const size_t index = (size_t)(handle & 0xFFFFFF) - 1;
    return handle >> 24 == scheme->tag && (handle & 0xFFFFFF) && index < count ? index : SIZE_MAX;
}

#endif
