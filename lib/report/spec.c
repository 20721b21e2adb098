/* SPDX-License-Identifier: MIT
 * Finding templates in a report_spec, and filling them in. */
#include "report/spec.h"

#include <string.h>

/* ---- looking up ---- */

const struct spec_owner *kefu__spec_owner(const struct report_spec *spec, kefu_str issue) {
    for (size_t i = 0; i < spec->owner_count; i++)
        for (size_t j = 0; j < spec->owners[i].issue_count; j++)
            if (kefu__str_is(issue, spec->owners[i].issues[j]))
                return &spec->owners[i];
    return NULL;
}

static bool is_for(const struct spec_template *suggestion, const char *subject) {
    for (size_t i = 0; i < suggestion->of_count; i++)
        if (strcmp(suggestion->of[i], subject) == 0)
            return true;
    return false;
}

const struct spec_template *kefu__spec_suggestion(const struct report_spec *spec, const char *code,
                                                  const char *subject) {
    const struct spec_template *any = NULL;
    for (size_t i = 0; i < spec->suggestion_count; i++) {
        const struct spec_template *suggestion = &spec->suggestions[i];
        if (strcmp(suggestion->on, code) != 0)
            continue;
        if (is_for(suggestion, subject))
            return suggestion;
        if (!any && suggestion->of_count == 0)
            any = suggestion;
    }
    return any;
}

/* ---- filling ---- */

static const struct param *find_param(const struct param *params, size_t count, const char *name,
                                      size_t size) {
    for (size_t i = 0; i < count; i++)
        if (strlen(params[i].name) == size && memcmp(params[i].name, name, size) == 0)
            return &params[i];
    return NULL;
}

static const char *fill(struct pen *pen, const char *text, bool english, const struct param *params,
                        size_t count) {
    const char *filled = "";
    struct buffer buffer;
    kefu__buffer_init(&buffer, &pen->arena.allocator);
    const char *open, *close;
    while ((open = strchr(text, '{')) != NULL && (close = strchr(open, '}')) != NULL) {
        const struct param *param = find_param(params, count, open + 1, (size_t)(close - open - 1));
        kefu__buffer_add(&buffer, text, (size_t)(open - text));
        if (param)
            kefu__buffer_text(&buffer, english ? param->text.en : param->text.zh);
        else
            kefu__buffer_add(&buffer, open, (size_t)(close - open + 1));
        text = close + 1;
    }
    kefu__buffer_text(&buffer, text);
    if (buffer.failed)
        pen->failed = true;
    else
        filled = kefu__pen_copy(pen, buffer.data, buffer.size);
    kefu__buffer_free(&buffer);
    return filled;
}

struct words kefu__spec_fill(struct pen *pen, struct words text, const struct param *params,
                             size_t count) {
    return kefu__words(fill(pen, text.zh, false, params, count),
                       fill(pen, text.en, true, params, count));
}
