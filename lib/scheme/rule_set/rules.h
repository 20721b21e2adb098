/* SPDX-License-Identifier: MIT
 * The rules of a scheme (documents of kind "rule_set", docs/conditions.md): compiled conditions on
 * conversations. lib/evaluation/watch.h evaluates them. */
#ifndef KEFU_LIB_SCHEME_RULE_SET_RULES_H
#define KEFU_LIB_SCHEME_RULE_SET_RULES_H

#include "base/vocabulary.h"
#include "condition/condition.h"
#include "scheme/builder.h"
#include "scheme/calendar/calendars.h"

enum {
    RULES_MAX = 4096,
    RULES_LEAVES_MAX = 32768,
    RULES_PHRASES_MAX = 1024 /* limit on the phrases of one leaf */
};

/* The unit of a window. A turn is what one side writes until the other side writes. */
enum window_unit { WINDOW_NONE, WINDOW_MESSAGES, WINDOW_TURNS, WINDOW_SECONDS };
struct rule_window {
    enum window_unit unit;
    /* both included, from 1; negative: counted from the end (not for anchors) */
    int64_t first, last;
};

enum anchor_position { ANCHOR_AFTER, ANCHOR_BEFORE, ANCHOR_SAME, ANCHOR_AROUND };
struct rule_anchor {
    uint32_t on; /* index of the leaf from whose hit the distance is measured; UINT32_MAX: none */
    enum anchor_position position;
    struct rule_window window;
    /* true: the distance is measured from any hit of the leaf `on`; false: from the hit of it that
     * is being evaluated */
    bool any;
};

/* Alternative phrases, of which one must occur in the message. */
struct phrase_group {
    const uint32_t *phrases; /* numbers given by kefu__builder_phrase() */
    size_t count;
};

struct rule_leaf {
    /* number among the searching leaves of all rules; UINT32_MAX for metric and rule leaves, which
     * do not search */
    uint32_t index;
    uint32_t role;  /* a kefu_role or ROLE_ANY */
    const char *id; /* the id that anchors refer to, or NULL */
    struct rule_window within;
    struct rule_anchor anchor;
    uint32_t found_kind;    /* for act, emotion, intent, fault leaves: a kefu_found_kind */
    const char *const *ids; /* the ids of the kind found_kind that are searched for */
    size_t id_count;
    /* for phrase leaves: each group must have an occurrence in the message */
    struct phrase_group *groups;
    size_t group_count;
    /* near: the groups must occur within most_gap of each other; ordered: in the order of the
     * groups */
    bool near, ordered;
    uint32_t most_gap; /* largest number of characters between neighbours */
    uint32_t label;    /* for sentiment leaves: a kefu_label, or 4: any */
    double similarity; /* for repetition leaves: the lowest similarity */
    uint32_t times, span, least_characters;
    uint32_t from; /* for gap leaves: the kefu_role of the side that waits */
    /* for gap leaves: whose open time is counted; NULL: all time */
    const struct scheme_calendar *calendar;
    /* for gap leaves: no answer is expected if the last message has one of these emotions */
    const char *const *unless;
    size_t unless_count;
    uint32_t target; /* for metric and rule leaves: index of the metric or rule */
    /* for searching leaves: the comparator for the number found (strength, polarity, milliseconds),
     * or NULL */
    const struct condition_leaf *comparison;
};

struct rule {
    const char *id, *title_zh, *title_en, *category;
    uint32_t severity; /* enum rule_severity */
    bool alerts;       /* a monitor raises an alert */
    uint32_t document; /* index of the document that defines the rule */
    bool settled;      /* depends on messages and turns only, so a decision is final */
    const struct condition *condition;
    /* the leaves whose hits become hits of the rule, if the rule is true */
    const uint32_t *candidates;
    size_t candidate_count;
    /* The rule has anchors: it has one candidate leaf, and is evaluated for each hit of that leaf.
     */
    bool anchored;
    double points; /* deducted if a rubric lists the rule without points of its own */
    bool per_hit;  /* `points` for each hit; else once */
    double most;   /* the largest deduction in total */
    char digest[DIGEST_SIZE];
};

struct judging_test;
struct rules {
    struct rule *items;
    size_t count, capacity;
    struct index_map ids; /* maps the id of a rule to its index */
    /* the searching leaves of all rules, indexed by rule_leaf.index */
    const struct condition_leaf **leaves;
    size_t leaf_count;
    /* the tests of rule sets and rubrics, see scheme/rule_set/tests.h */
    struct judging_test *tests;
    size_t test_count, test_capacity;
};

/* The index of a rule, or SIZE_MAX. */
size_t kefu__rules_find(const struct rules *rules, kefu_str id);
/* The leaves of conditions that may use rules but do not search messages (in rubrics): attribute,
 * label, metric, rule. The ctx of its compile functions is a struct rules_asked. */
extern const struct condition_place kefu__rubric_place;
struct rules_asked {
    struct scheme_builder *builder;
    size_t rule_count; /* only rules before this index may be referred to */
};

#endif
