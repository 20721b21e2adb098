/* SPDX-License-Identifier: MIT
 * Documents of kind "report_spec": which indicators a report shows, whose problem an issue is, and
 * the sentences of findings and suggestions. */
#ifndef KEFU_LIB_SCHEME_REPORT_SPEC_REPORT_SPEC_H
#define KEFU_LIB_SCHEME_REPORT_SPEC_REPORT_SPEC_H

#include "scheme/builder.h"

/* A NUL-terminated text in both languages. */
struct words {
    const char *zh, *en;
};

/* The person or team responsible for some issues. */
struct spec_owner {
    const char *id;
    struct words title;
    const char **issues;
    size_t issue_count;
};

/* A sentence with placeholders: {name}. */
struct spec_template {
    /* for the sentence about a finding, the finding's code; for a suggestion, an id of its own */
    const char *id;
    const char *on; /* for a suggestion: the code of the finding */
    /* for a suggestion: the subjects of findings for which the suggestion is made; none: for all */
    const char **of;
    size_t of_count;
    const char *owner; /* for a suggestion: who is responsible; NULL: the owner of the issue */
    /* for a finding: `good`: the finding is good news; `note`: the finding is about the data, not
     * about the service */
    bool good, note;
    struct words text;
};

struct spec_names {
    const char **items;
    size_t count;
};

struct report_spec {
    const char *id, *version;
    struct words title;
    struct spec_names overview, groups, hours, feedback;
    const char *slow_hours; /* the metric by which hours are called slow; NULL: none */
    uint32_t slow_hours_n;  /* an hour with fewer observations is not called slow */
    uint32_t small_group;   /* a group with fewer conversations is marked as small */
    /* the lowest share of negative occurrences at which an issue becomes a finding */
    double negative_rate;
    /* the lowest number of negative occurrences at which an issue becomes a finding */
    uint32_t negative_count;
    struct spec_owner *owners;
    size_t owner_count;
    struct spec_template *findings, *suggestions;
    size_t finding_count, suggestion_count;
};

const struct spec_template *kefu__spec_finding(const struct report_spec *spec, const char *code);

#endif
