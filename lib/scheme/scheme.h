/* SPDX-License-Identifier: MIT
 * The members of a scheme, one for each kind of document. lib/scheme/builder.h says how they are
 * compiled. */
#ifndef KEFU_LIB_SCHEME_H
#define KEFU_LIB_SCHEME_H

#include <stdatomic.h>

#include "base/base.h"
#include "kefu/scheme.h"

struct lexicon;      /* defined in lexicon/lexicon.h: the matcher and the meaning of its keywords */
struct text_digests; /* defined in lexicon/digest.h */
struct lexicon_tests; /* defined in scheme/lexicon/tests.h */
struct calendars;     /* defined in scheme/calendar/calendars.h */
struct metrics; /* defined in scheme/metric_set/metrics.h: metric definitions and SLA policies */
struct rules;   /* defined in scheme/rule_set/rules.h */
struct scheme_calendar; /* defined in scheme/calendar/calendars.h */
struct report_spec;     /* defined in scheme/report_spec/report_spec.h */
struct rubrics;         /* defined in scheme/rubric/rubrics.h */

enum {
    SCHEME_DOCUMENTS_MAX = 10000,
    /* the largest index that a handle can hold, which has 24 bits for it */
    SCHEME_INDEX_MAX = 0xFFFFFF - 1
};

/* The reference count of a scheme. It is allocated separately, because a scheme that threads share
 * is never written to. */
struct scheme_users {
    atomic_size_t count;
    kefu_scheme *scheme;
};

struct kefu_scheme {
    struct scheme_users *users;
    kefu_allocator allocator;
    struct arena arena; /* memory of everything in the scheme but the matcher */
    /* a number 1 … 255, computed from the digest, which is part of all handles of this scheme, so
     * that handles of other schemes are recognised */
    uint32_t tag;
    /* the highest layer of the scheme's documents: 0 if all documents are built in */
    uint32_t layer;
    bool has_builtin; /* the built-in documents are the lowest layer */
    const char *id;
    char digest[DIGEST_SIZE];
    struct lexicon *lexicon;
    /* digests of the parts of the lexicon, computed by the first kefu__builder_text_digests();
     * NULL: not yet */
    const struct text_digests *texts;
    struct lexicon_tests *lexicon_tests;
    struct calendars *calendars;
    struct metrics *metrics;
    struct rules *rules;
    struct rubrics *rubrics;
    struct index_map titles; /* maps an id to the index of its title in title_texts */
    struct scheme_title *title_texts;
    size_t title_count, title_capacity;
    const char *default_rubric; /* id of a rubric, from the scheme document; NULL: it names none */
    const struct report_spec *report_spec;
    /* id of a calendar, from the scheme document; NULL: the built-in calendar is used */
    const char *calendar_id;
    /* The calendar of opening hours, for metrics with "hours": "open"; NULL: there is none. */
    const struct scheme_calendar *calendar;
    /* without an end event, an episode ends after this many milliseconds of silence; 0: never */
    int64_t episode_gap_ms;
    struct scheme_tuning {
        /* expected share of positive texts among the texts with a polarity, as log-odds */
        double prior;
        double threshold; /* score above which a text gets the label positive, as log-odds */
    } tuning;
};

struct scheme_title {
    const char *id, *zh, *en;
};

/* Makes a handle: the scheme's tag in the upper 8 bits, and below it the index + 1, so that no
 * handle is 0. */
static inline uint32_t kefu__handle(const struct kefu_scheme *scheme, size_t index) {
    return scheme->tag << 24 | (uint32_t)(index + 1);
}
/* The index in a handle; SIZE_MAX if it is invalid (not below `count`) or belongs to another
 * scheme. */
static inline size_t kefu__handle_index(const struct kefu_scheme *scheme, uint32_t handle,
                                        size_t count) {
    const size_t index = (size_t)(handle & 0xFFFFFF) - 1;
    return handle >> 24 == scheme->tag && (handle & 0xFFFFFF) && index < count ? index : SIZE_MAX;
}

#endif
