/* SPDX-License-Identifier: MIT
 * What a report looks up in the scheme's report_spec, and how it fills the sentences. */
#ifndef KEFU_LIB_REPORT_SPEC_H
#define KEFU_LIB_REPORT_SPEC_H

#include "report/pen.h"
#include "scheme/report_spec/report_spec.h"

/* The person who is responsible for an issue by the report_spec; NULL: nobody. */
const struct spec_owner *kefu__spec_owner(const struct report_spec *spec, kefu_str issue);
/* The template of the suggestion for a finding of this code: the first one that names the finding's
 * subject (metric, issue or group), else the first one for any subject; NULL: none. */
const struct spec_template *kefu__spec_suggestion(const struct report_spec *spec, const char *code,
                                                  const char *subject);

/* A placeholder {name} of a template, and the text that replaces it. */
struct param {
    const char *name;
    struct words text;
};
/* Fills in a template: replaces each placeholder {name}, in both languages, by the text of the
 * parameter with this name. Unknown placeholders stay as they are. */
struct words kefu__spec_fill(struct pen *pen, struct words text, const struct param *params,
                             size_t count);

#endif
