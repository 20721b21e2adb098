/* SPDX-License-Identifier: MIT
 * The list of findings, and one finding in it. */
#include <stdio.h>
#include <string.h>

#include "report/findings.h"

enum { PARAMS_MAX = 12 };

struct report_finding *kefu__findings_begin(struct collected *to, const char *code,
                                            const char *subject, const char *place, double weight) {
    const struct spec_template *template = kefu__spec_finding(&to->build->report->spec, code);
    if (!template || to->count == FINDINGS_COLLECTED_MAX)
        return NULL;
    struct report_finding *finding = &to->items[to->count];
    memset(finding, 0, sizeof *finding);
    finding->params = kefu__pen_room(to->pen, PARAMS_MAX, sizeof *finding->params);
    if (!finding->params)
        return NULL;
    finding->id = kefu__pen_text(to->pen, "%s:%s", code, subject);
    finding->code = template->id;
    finding->subject = kefu__pen_copy(to->pen, subject, strlen(subject));
    finding->place = place;
    finding->good = template->good;
    finding->note = template->note;
    finding->weight = weight;
    finding->text = template->text;
    return finding;
}

void kefu__findings_set(struct report_finding *finding, const char *name, struct words text) {
    if (finding->param_count == PARAMS_MAX)
        return;
    struct param *param = &finding->params[finding->param_count++];
    param->name = name;
    param->text = text;
}

void kefu__findings_set_count(struct collected *to, struct report_finding *finding,
                              const char *name, uint64_t count) {
    const char *text = kefu__pen_text(to->pen, "%llu", (unsigned long long)count);
    kefu__findings_set(finding, name, kefu__words(text, text));
}

void kefu__findings_finish(struct collected *to, struct report_finding *finding) {
    finding->text = kefu__spec_fill(to->pen, finding->text, finding->params, finding->param_count);
    to->count++;
}
