/* SPDX-License-Identifier: MIT
 * Documents of kind "report_spec": which indicators a report shows, whose problem an issue is, and
 * the sentences of findings and suggestions. */
#ifndef KEFU_LIB_SCHEME_REPORT_SPEC_REPORT_SPEC_H
#define KEFU_LIB_SCHEME_REPORT_SPEC_REPORT_SPEC_H

#include "scheme/builder.h"

/* A NUL-terminated text in Chinese and in English. */
struct words {
    const char *zh, *en;
};

/* The person or team responsible for some issues (topics, faults, intents, …). */
struct spec_owner {
    const char *id;
    struct words title;
    const char **issues;
    size_t issue_count;
};

/* A sentence of a report about a finding or with a suggestion; {name} in it is replaced by a value.
 */
struct spec_template {
    /* of a sentence about a finding: the code of the findings that it describes; of a suggestion:
     * its own id */
    const char *id;
    const char *on; /* of a suggestion: the code of the findings that it answers */
    /* of a suggestion: ids of the metrics or issues that the finding must be about; none: any */
    const char **of;
    size_t of_count;
    const char *owner; /* of a suggestion: who is responsible; NULL: the owner of the issue */
    uint32_t due_days; /* of a suggestion: in how many days after the period it must be done */
    /* of a sentence about a finding: `good`: the finding is good news; `note`: it is about the
     * data, not about the service */
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
    /* id of the metric that is compared by hour of the day to find slow hours; NULL: none */
    const char *slow_hours;
    uint32_t slow_hours_n; /* an hour with fewer observations is not called slow */
    uint32_t small_group;  /* a group with fewer conversations is marked as small */
    /* a subject becomes a finding if customers are dissatisfied with it in at least this share of
     * all conversations and feedback records, and in at least this number of them */
    double negative_rate;
    uint32_t negative_count;
    struct spec_owner *owners;
    size_t owner_count;
    struct spec_template *findings, *suggestions;
    size_t finding_count, suggestion_count;
};

const struct spec_template *kefu__spec_finding(const struct report_spec *spec, const char *code);

#endif
