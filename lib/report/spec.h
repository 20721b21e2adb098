/* SPDX-License-Identifier: MIT
 * A report_spec document: which indicators are shown, whose problem an issue is, and the sentences
 * of findings and suggestions. */
#ifndef KEFU_LIB_REPORT_SPEC_H
#define KEFU_LIB_REPORT_SPEC_H

#include "report/pen.h"

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
    uint64_t slow_hours_n;   /* an hour with fewer things is not called slow */
    uint64_t small_group;    /* a group with fewer conversations is marked */
    double negative_rate;    /* from here on an issue is a finding … */
    uint64_t negative_count; /* … when it was negative at least so often */
    struct spec_owner *owners;
    size_t owner_count;
    struct spec_template *findings, *suggestions;
    size_t finding_count, suggestion_count;
};

/* Reads a report_spec document; an empty text (a scheme without one) gives the built-in one.
 * KEFU_OK, KEFU_E_JSON, KEFU_E_UTF8, KEFU_E_DUPLICATE, KEFU_E_LIMIT, KEFU_E_DEFINITION,
 * KEFU_E_REFERENCE, KEFU_E_MEMORY */
kefu_status kefu__spec_read(struct report_spec *spec, struct pen *pen, kefu_str text,
                            kefu_error *error);
const struct spec_owner *kefu__spec_owner(const struct report_spec *spec, kefu_str issue);
const struct spec_template *kefu__spec_finding(const struct report_spec *spec, const char *code);
/* The suggestion for a finding: the first that names the subject, else the first for any. */
const struct spec_template *kefu__spec_suggestion(const struct report_spec *spec, const char *code,
                                                  const char *subject);

/* A name and what stands for it. */
struct param {
    const char *name;
    struct words text;
};
/* Replaces {name} in both languages; a name that is unknown stays as it is. */
struct words kefu__spec_fill(struct pen *pen, struct words text, const struct param *params,
                             size_t count);

#endif
