/* SPDX-License-Identifier: MIT
 * The rules of a scheme (documents of kind "rule_set", docs/conditions.md): compiled conditions on
 * conversations. lib/evaluation/watch.h evaluates them. */
#ifndef KEFU_LIB_SCHEME_RULE_SET_RULES_H
#define KEFU_LIB_SCHEME_RULE_SET_RULES_H

#include "base/vocabulary.h"
#include "condition/condition.h"
#include "redact/kinds.h"
#include "regex/regex.h"
#include "scheme/builder.h"
#include "scheme/calendar/calendars.h"

enum {
    RULES_MAX = 4096,
    RULES_LEAVES_MAX = 32768,
    RULES_PHRASES_MAX = 1024, /* limit on the phrases of one leaf */
    RULES_PATTERNS_MAX = 4096 /* limit on the patterns of all rules */
};

/* The unit of a window, the part of a conversation in which something is searched. A turn is what
 * one side writes until the other side writes. */
enum window_unit { WINDOW_NONE, WINDOW_MESSAGES, WINDOW_TURNS, WINDOW_SECONDS };
struct rule_window {
    enum window_unit unit;
    /* the window's first and last message, turn or second, both included and counted from 1;
     * negative: counted from the end of the conversation (not in anchors) */
    int64_t first, last;
};

enum anchor_position { ANCHOR_AFTER, ANCHOR_BEFORE, ANCHOR_SAME, ANCHOR_AROUND };
struct rule_anchor {
    /* index of the leaf from whose hits the distance is measured; UINT32_MAX: there is no anchor */
    uint32_t on;
    enum anchor_position position;
    struct rule_window window;
    /* true: the distance may be measured from any hit of the leaf `on`; false: only from the hit of
     * it for which the rule is being evaluated */
    bool any;
};

/* Alternative phrases or patterns, of which one must occur in the message. */
struct phrase_group {
    /* phrase numbers, given by kefu__builder_phrase(), or rule_pattern.phrase */
    const uint32_t *phrases;
    size_t count;
};

struct rule_leaf {
    /* index among the leaves that search messages, of all rules; UINT32_MAX for metric and rule
     * leaves, which do not search */
    uint32_t index;
    uint32_t role;  /* whose messages are searched: a kefu_role or ROLE_ANY */
    const char *id; /* the id by which anchors of other leaves refer to this leaf; NULL: none */
    struct rule_window within;
    struct rule_anchor anchor;
    uint32_t found_kind;    /* for act, emotion, intent, fault leaves: a kefu_found_kind */
    const char *const *ids; /* the ids of the kind found_kind that are searched for */
    size_t id_count;
    /* for phrase leaves: of each group at least one phrase must occur in the message */
    struct phrase_group *groups;
    size_t group_count;
    /* near: phrases of all groups must occur within most_gap of each other; ordered: in the order
     * of the groups */
    bool near, ordered;
    /* Must none of the phrases occur in the message? Of how many different phrases of groups[0]
     * must there be a hit (0: the usual one of each group)? A hit that lies inside a hit of a
     * phrase in `except` does not count. */
    struct phrase_group none, except;
    uint32_t least_different;
    uint32_t most_gap; /* for near: largest number of characters between neighbouring phrases */
    uint32_t label;    /* for sentiment leaves: a kefu_label, or LABEL_ANY */
    /* for repetition leaves: messages with at least this similarity (0 … 1) are repetitions */
    double similarity;
    uint32_t times, span, least_characters;
    /* for gap leaves, which search for long waits: the kefu_role of the side that waits */
    uint32_t from;
    /* for gap leaves: the calendar whose open time is counted; NULL: all time is */
    const struct scheme_calendar *calendar;
    /* for gap leaves: a side whose last message has one of these emotions does not wait for an
     * answer */
    const char *const *unless;
    size_t unless_count;
    uint32_t target; /* for metric and rule leaves: index of the metric or rule */
    /* for searching leaves: the comparison that the number of a hit (strength, polarity,
     * milliseconds) must satisfy; NULL: none */
    const struct condition_leaf *comparison;
};

struct rule {
    const char *id, *title_zh, *title_en, *category;
    uint32_t severity; /* an enum rule_severity */
    bool alerts;       /* a monitor raises an alert when the rule becomes true */
    uint32_t document; /* index in scheme_builder.documents of the document that defines the rule */
    /* the rule depends on messages and turns only, so what was once decided stays so */
    bool settled;
    const struct condition *condition;
    /* indices in rules.leaves of the leaves whose hits are the hits of the rule when it is true */
    const uint32_t *candidates;
    size_t candidate_count;
    /* The rule has leaves with anchors: it is evaluated for each hit of its only candidate leaf, to
     * which the anchors refer. */
    bool anchored;
    /* points that a hit takes from a score if a rubric names the rule without points of its own */
    double points;
    /* a leaf searches for personal data, so what was found is not shown as evidence */
    bool masked;
    bool per_hit; /* true: `points` are deducted for each hit; false: once */
    double most;  /* the largest number of points deducted in total */
    char digest[DIGEST_SIZE];
};

/* A regular expression that some leaf searches for. */
struct rule_pattern {
    struct regex regex;
    /* the number under which a message's hits name the pattern; no phrase has it */
    uint32_t phrase;
    /* the phrases of which every match contains one; no need to search where none of them occurs */
    struct phrase_group needs;
};

struct judging_test;
struct rule_index;
struct rules {
    struct rule *items;
    size_t count, capacity;
    struct index_map ids; /* maps the id of a rule to its index */
    /* the leaves of all rules that search messages or turns, indexed by rule_leaf.index */
    const struct condition_leaf **leaves;
    size_t leaf_count;
    /* from what a message holds to leaves and rules, see scheme/rule_set/index.h */
    const struct rule_index *index;
    struct rule_pattern *patterns;
    size_t pattern_count, pattern_capacity;
    /* The kinds of personal data that some leaf searches for, as bits of KEFU_REDACT_BIT(), and for
     * each the number under which a message's hits name it; no phrase has it. */
    uint32_t entities;
    uint32_t entity_phrases[REDACT_KINDS];
    /* the tests of rule sets and rubrics, see scheme/rule_set/tests.h */
    struct judging_test *tests;
    size_t test_count, test_capacity;
};

/* The index in rules.items of the rule with this id; SIZE_MAX: there is none. */
size_t kefu__rules_find(const struct rules *rules, kefu_str id);
/* The kinds of leaves for conditions of rubrics: attribute, label, metric, rule. They may use
 * rules, but do not search messages. Their compile functions get a struct rules_asked as ctx. */
extern const struct condition_place kefu__rubric_place;
struct rules_asked {
    struct scheme_builder *builder;
    size_t rule_count; /* only rules before this index may be referred to */
};

#endif
