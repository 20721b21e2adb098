/* SPDX-License-Identifier: MIT
 * What a report looks up in the scheme's report_spec, and how it fills the sentences. */
#ifndef KEFU_LIB_REPORT_SPEC_H
#define KEFU_LIB_REPORT_SPEC_H

#include "report/pen.h"
#include "scheme/report_spec/report_spec.h"

/* The person responsible for an issue, or NULL. */
const struct spec_owner *kefu__spec_owner(const struct report_spec *spec, kefu_str issue);
/* The suggestion for a finding: the first template that names the subject, else the first for any
 * subject. */
const struct spec_template *kefu__spec_suggestion(const struct report_spec *spec, const char *code,
                                                  const char *subject);

/* The value of a placeholder in a text. */
struct param {
    const char *name;
    struct words text;
};
/* Replaces each {name} in both languages by its value; unknown names stay unchanged. */
struct words kefu__spec_fill(struct pen *pen, struct words text, const struct param *params,
                             size_t count);

#endif
