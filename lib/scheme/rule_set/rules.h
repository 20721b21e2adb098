/* SPDX-License-Identifier: MIT
 * The rules of a scheme (documents of kind "rule_set", docs/conditions.md): what to look for in a
 * conversation, compiled. lib/evaluation/watch.h finds where they are true. */
#ifndef KEFU_LIB_SCHEME_RULE_SET_RULES_H
#define KEFU_LIB_SCHEME_RULE_SET_RULES_H

#include "base/vocabulary.h"
#include "condition/condition.h"
#include "scheme/builder.h"
#include "scheme/calendar/calendars.h"

enum {
    RULES_MAX = 4096,
    RULES_LEAVES_MAX = 32768,
    RULES_PHRASES_MAX = 1024 /* of one leaf */
};

/* What a range of places counts. A turn is here what one side says until the other side speaks. */
enum window_unit { WINDOW_NONE, WINDOW_MESSAGES, WINDOW_TURNS, WINDOW_SECONDS };
struct rule_window {
    enum window_unit unit;
    int64_t first, last; /* both included, from 1; negative: from the end (not of anchors) */
};

enum anchor_position { ANCHOR_AFTER, ANCHOR_BEFORE, ANCHOR_SAME, ANCHOR_AROUND };
struct rule_anchor {
    uint32_t on; /* index of the leaf that it is measured from; UINT32_MAX: none */
    enum anchor_position position;
    struct rule_window window;
    bool any; /* near any of the anchor's hits; else near the one that is being judged */
};

/* Phrases of which one must stand in the message. */
struct phrase_group {
    const uint32_t *phrases; /* as kefu__builder_phrase() numbers them */
    size_t count;
};

struct rule_leaf {
    uint32_t index; /* among those that are looked for, of all rules; UINT32_MAX: metric, rule */
    uint32_t role;  /* a kefu_role or ROLE_ANY */
    const char *id; /* for anchors; NULL */
    struct rule_window within;
    struct rule_anchor anchor;
    uint32_t found_kind;    /* act, emotion, intent, fault: a kefu_found_kind … */
    const char *const *ids; /* … of which any of these is looked for */
    size_t id_count;
    struct phrase_group *groups; /* phrase: of every group one, in one message */
    size_t group_count;
    bool near, ordered; /* the groups follow each other, in their order */
    uint32_t most_gap;  /* characters between them */
    uint32_t label;     /* sentiment: a kefu_label, or 4: any */
    double similarity;  /* repeat */
    uint32_t times, span, least_characters;
    uint32_t from;                          /* gap: who is left waiting, a kefu_role */
    const struct scheme_calendar *calendar; /* gap: NULL: wall clock */
    const char *const *unless;              /* gap: emotions that make a wait no wait */
    size_t unless_count;
    uint32_t target;                         /* index of a metric or rule */
    const struct condition_leaf *comparison; /* of those that are looked for: what the number must
                                                be (strength, polarity, milliseconds); NULL: any */
};

struct rule {
    const char *id, *title_zh, *title_en, *category;
    uint32_t severity; /* enum rule_severity */
    bool alerts;       /* a monitor tells it */
    uint32_t document; /* which one gave it */
    bool settled;      /* asks messages and turns alone: what is decided stays decided */
    const struct condition *condition;
    const uint32_t *candidates; /* leaves whose hits are the rule's, when it is true of them */
    size_t candidate_count;
    bool anchored; /* then there is one candidate, and it is judged hit by hit */
    double points; /* deducted where a rubric lists the rule without points of its own */
    bool per_hit;  /* … for each hit; else once */
    double most;   /* … but not more than this in all */
    char digest[DIGEST_SIZE];
};

struct judging_test;
struct rules {
    struct rule *items;
    size_t count, capacity;
    const struct condition_leaf **leaves; /* by rule_leaf.index */
    size_t leaf_count;
    struct judging_test *tests; /* of rule sets and rubrics: scheme/rule_set/tests.h */
    size_t test_count, test_capacity;
};

/* The index of a rule, or SIZE_MAX. */
size_t kefu__rules_find(const struct rules *rules, kefu_str id);
/* The leaves that may be asked where rules are known already (rubrics): attribute, label, metric,
 * rule. Its ctx must be a struct rules_asked. */
struct rules_asked {
    struct scheme_builder *builder;
    size_t rule_count; /* how many rules may be named: those before */
};
struct condition_place kefu__rules_place(struct rules_asked *asked, const char *name);

extern const struct shape kefu__rule_set_shape;
/* Compiles the documents of the kind: see struct scheme_kind. */
bool kefu__rules_compile(struct scheme_builder *builder);

#endif
