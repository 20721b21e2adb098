/* SPDX-License-Identifier: MIT
 * Suggestions for the findings: the report_spec's templates, filled in with their numbers. */
#include <string.h>

#include "report/model.h"

/* How many suggestions of this report were made from the template. */
static size_t uses(const kefu_report *report, const struct spec_template *template) {
    size_t count = 0;
    for (size_t i = 0; i < report->suggestion_count; i++)
        count += strcmp(report->suggestions[i].id, template->id) == 0;
    return count;
}

/* Who is responsible: whom the template names, else the owner. */
static const struct spec_owner *owner_of(const kefu_report *report,
                                         const struct spec_template *template, kefu_str subject) {
    for (size_t i = 0; template->owner && i < report->spec.owner_count; i++)
        if (strcmp(report->spec.owners[i].id, template->owner) == 0)
            return &report->spec.owners[i];
    return kefu__spec_owner(&report->spec, subject);
}

static void set_due(const kefu_report *report, const struct spec_template *template,
                    struct report_suggestion *suggestion) {
    const int64_t day = 86400000;
    suggestion->due_days = template->due_days;
    suggestion->due_at = report->last_at == KEFU_TIME_NONE
                             ? KEFU_TIME_NONE
                             : report->last_at + (int64_t) template->due_days * day;
}

/* How often a template may be used, for the most important findings that it fits, which come first.
 * A template for named subjects is used once, and so is one for good news. A template for any
 * subject (of_count 0) can name another subject each time; more than REPORT_REPEATED_MAX uses would
 * displace other suggestions. */
static size_t uses_max(const struct spec_template *template, const struct report_finding *finding) {
    return template->of_count || finding->good ? 1 : REPORT_REPEATED_MAX;
}

void kefu__report_suggestions(struct report_build *build) {
    kefu_report *report = build->report;
    report->suggestions = kefu__pen_room(&report->pen, REPORT_SUGGESTIONS_MAX,
                                         sizeof *report->suggestions);
    for (size_t i = 0; report->suggestions && i < report->finding_count; i++) {
        const struct report_finding *finding = &report->findings[i];
        const struct spec_template *template = kefu__spec_suggestion(&report->spec, finding->code,
                                                                     finding->subject);
        struct report_suggestion *suggestion = &report->suggestions[report->suggestion_count];
        const kefu_str subject = {finding->subject, strlen(finding->subject)};
        if (!template || report->suggestion_count == REPORT_SUGGESTIONS_MAX ||
            uses(report, template) >= uses_max(template, finding))
            continue;
        suggestion->finding = finding;
        suggestion->id = template->id;
        suggestion->owner = owner_of(report, template, subject);
        set_due(report, template, suggestion);
        suggestion->text = kefu__spec_fill(&report->pen, template->text, finding->params,
                                           finding->param_count);
        report->suggestion_count++;
    }
}
