/* SPDX-License-Identifier: MIT
 * How findings are collected: what the files that find them share. */
#ifndef KEFU_LIB_REPORT_FINDINGS_H
#define KEFU_LIB_REPORT_FINDINGS_H

#include "report/outline.h"

enum { FINDINGS_COLLECTED_MAX = 400 /* limit on the findings of a report */ };

/* Sort keys of findings, by kind: those with a larger weight are shown first. Less than 10 is added
 * for the size of the finding, such as the distance from a target. */
enum weight {
    WEIGHT_CORE_MISSED = 100,
    WEIGHT_CORE_WORSE = 90,
    WEIGHT_SLOW = 86,
    /* a possible breach of the platform's rules, or an insult. It was recognised by words only and
     * must be checked by a person, hence below missed targets */
    WEIGHT_VIOLATION = 80,
    WEIGHT_ISSUE = 74,
    WEIGHT_GROUP = 73,
    WEIGHT_FAULT = 72,
    WEIGHT_ONCE = 10, /* subtracted if the issue occurred in one conversation only */
    /* subtracted if a fault was found in fewer than one of a hundred conversations: words are too
     * weak an evidence to accuse agents on the first page */
    WEIGHT_RARE = 35,
    WEIGHT_INTENT = 64,
    WEIGHT_CRITERION = 54,
    WEIGHT_MISSED = 30,
    WEIGHT_WORSE = 25,
    WEIGHT_BETTER = 20,
    WEIGHT_NOTE = 0
};

/* The findings collected so far, and what is needed to add one. */
struct collected {
    struct report_build *build;
    struct pen *pen;
    struct report_finding *items;
    size_t count;
};

/* Begins a finding of a kind (a code of the report_spec) about a subject; NULL if the report_spec
 * has no sentence for it, the list is full, or out of memory (pen->failed). */
struct report_finding *kefu__findings_begin(struct collected *to, const char *code,
                                            const char *subject, const char *place, double weight);
/* Set a value that the sentence may name. */
void kefu__findings_set(struct report_finding *finding, const char *name, struct words text);
void kefu__findings_set_count(struct collected *to, struct report_finding *finding,
                              const char *name, uint64_t count);
/* Writes the sentence, and adds the finding to the list. */
void kefu__findings_finish(struct collected *to, struct report_finding *finding);

/* Add what is found in each part of the report. */
void kefu__findings_of_hours(struct collected *to);
void kefu__findings_of_issues(struct collected *to);
void kefu__findings_of_criteria(struct collected *to);
void kefu__findings_of_groups(struct collected *to);
/* `reason`: a kefu_reason for which values are missing */
void kefu__findings_of_no_data(struct collected *to, uint32_t reason);
void kefu__findings_of_small_samples(struct collected *to);

#endif
