/* SPDX-License-Identifier: MIT
 * Documents of kind "report_spec": which indicators a report shows, whose problem an issue is, and
 * the sentences of findings and suggestions. */
#ifndef KEFU_LIB_SCHEME_REPORT_SPEC_REPORT_SPEC_H
#define KEFU_LIB_SCHEME_REPORT_SPEC_REPORT_SPEC_H

#include "scheme/builder.h"

/* The same in both languages. Terminated. */
struct words {
    const char *zh, *en;
};

/* Who looks after some issues. */
struct spec_owner {
    const char *id;
    struct words title;
    const char **issues;
    size_t issue_count;
};

/* A sentence with {places}. */
struct spec_template {
    const char *id;  /* of a finding: its code; of a suggestion: its own */
    const char *on;  /* of a suggestion: the finding's code */
    const char **of; /* … and the subjects it is for; none: any */
    size_t of_count;
    const char *owner; /* of a suggestion, NULL: the issue's */
    bool good, note;   /* of a finding */
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
    const char *slow_hours;  /* the metric by which hours are slow; NULL: none is looked for */
    uint32_t slow_hours_n;   /* an hour with fewer things is not called slow */
    uint32_t small_group;    /* a group with fewer conversations is marked */
    double negative_rate;    /* from here on an issue is a finding … */
    uint32_t negative_count; /* … when it was negative at least so often */
    struct spec_owner *owners;
    size_t owner_count;
    struct spec_template *findings, *suggestions;
    size_t finding_count, suggestion_count;
};

const struct spec_template *kefu__spec_finding(const struct report_spec *spec, const char *code);

#endif
