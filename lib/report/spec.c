/* SPDX-License-Identifier: MIT
 * Reading a report_spec document, looking things up in it, and filling its sentences. */
#include "report/spec.h"

#include <string.h>

#include "data/data.h"
#include "json/json.h"

enum { MOST_NAMES = 200, MOST_TEMPLATES = 500 };

/* ---- reading ---- */

/* What one reading needs everywhere. */
struct reading {
    struct json_reader reader;
    struct pen *pen;
};

static const char *copy_text(struct reading *reading, kefu_str text) {
    return kefu__pen_copy(reading->pen, text.data, text.size);
}

static const char *read_text(struct reading *reading, const json_value *object, const char *name,
                             bool required) {
    kefu_str text;
    if (!kefu__json_member_string(&reading->reader, object, name, required, &text))
        return NULL;
    return copy_text(reading, text);
}

static struct words read_words(struct reading *reading, const json_value *object) {
    const char *zh = read_text(reading, object, "zh-Hans", true);
    const char *en = read_text(reading, object, "en", true);
    return kefu__words(zh ? zh : "", en ? en : "");
}

static struct words read_title(struct reading *reading, const json_value *object) {
    const json_value *title = kefu__json_member_object(&reading->reader, object, "title", true);
    struct words words = {"", ""};
    if (title) {
        kefu__json_enter_name(&reading->reader, "title");
        words = read_words(reading, title);
        kefu__json_leave(&reading->reader);
    }
    return words;
}

static bool too_many(struct reading *reading, const json_value *list, size_t most) {
    if (kefu__json_count(list) <= most)
        return false;
    kefu__json_report(&reading->reader, KEFU_SEVERITY_ERROR, KEFU_E_LIMIT, "limit_exceeded",
                      "at most %zu items", most);
    return true;
}

/* A list of names; absent is empty. */
static void read_names(struct reading *reading, const json_value *object, const char *name,
                       const char ***items, size_t *count) {
    const json_value *list = kefu__json_member_array(&reading->reader, object, name, false), *item;
    size_t at = 0;
    *count = 0;
    if (!list)
        return;
    kefu__json_enter_name(&reading->reader, name);
    if (!too_many(reading, list, MOST_NAMES) &&
        (*items = kefu__pen_room(reading->pen, kefu__json_count(list), sizeof **items)) != NULL)
        for (item = kefu__json_first(list); item; item = kefu__json_next(item), at++) {
            kefu__json_enter_index(&reading->reader, at);
            if (kefu__json_is(item, JSON_STRING))
                (*items)[(*count)++] = copy_text(reading, kefu__json_text(item));
            else
                kefu__json_report(&reading->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION,
                                  "wrong_type", "must be a string");
            kefu__json_leave(&reading->reader);
        }
    kefu__json_leave(&reading->reader);
}

static void read_owner(struct reading *reading, const json_value *object, void *item) {
    static const char *const known[] = {"id", "title", "issues", NULL};
    struct spec_owner *owner = item;
    kefu__json_known_members(&reading->reader, object, known);
    owner->id = read_text(reading, object, "id", true);
    owner->title = read_title(reading, object);
    read_names(reading, object, "issues", &owner->issues, &owner->issue_count);
}

static void read_finding(struct reading *reading, const json_value *object, void *item) {
    static const char *const known[] = {"id", "good", "note", "zh-Hans", "en", NULL};
    struct spec_template *template = item;
    kefu__json_known_members(&reading->reader, object, known);
    template->id = read_text(reading, object, "id", true);
    kefu__json_member_bool(&reading->reader, object, "good", false, &template->good);
    kefu__json_member_bool(&reading->reader, object, "note", false, &template->note);
    template->text = read_words(reading, object);
}

static void read_suggestion(struct reading *reading, const json_value *object, void *item) {
    static const char *const known[] = {"id", "on", "of", "owner", "zh-Hans", "en", NULL};
    struct spec_template *template = item;
    kefu__json_known_members(&reading->reader, object, known);
    template->id = read_text(reading, object, "id", true);
    template->on = read_text(reading, object, "on", true);
    template->owner = read_text(reading, object, "owner", false);
    read_names(reading, object, "of", &template->of, &template->of_count);
    template->text = read_words(reading, object);
}

/* Reads a list of objects of one shape; returns how many. */
static size_t read_list(struct reading *reading, const json_value *root, const char *name,
                        size_t width, void **items,
                        void (*read_one)(struct reading *, const json_value *, void *)) {
    const json_value *list = kefu__json_member_array(&reading->reader, root, name, false), *item;
    size_t count = 0;
    if (!list)
        return 0;
    kefu__json_enter_name(&reading->reader, name);
    if (!too_many(reading, list, MOST_TEMPLATES) &&
        (*items = kefu__pen_room(reading->pen, kefu__json_count(list), width)) != NULL)
        for (item = kefu__json_first(list); item; item = kefu__json_next(item), count++) {
            kefu__json_enter_index(&reading->reader, count);
            if (kefu__json_is(item, JSON_OBJECT))
                read_one(reading, item, (char *)*items + count * width);
            else
                kefu__json_report(&reading->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION,
                                  "wrong_type", "must be an object");
            kefu__json_leave(&reading->reader);
        }
    kefu__json_leave(&reading->reader);
    return count;
}

static void read_numbers(struct reading *reading, struct report_spec *spec,
                         const json_value *root) {
    int64_t slow = 5, small = 5, negative = 3;
    kefu__json_member_integer(&reading->reader, root, "slow_hours_n", false, 1, 1000000, &slow);
    kefu__json_member_integer(&reading->reader, root, "small_group", false, 0, 1000000, &small);
    kefu__json_member_integer(&reading->reader, root, "negative_count", false, 1, 1000000,
                              &negative);
    spec->negative_rate = 0.5;
    kefu__json_member_number(&reading->reader, root, "negative_rate", false, 0, 1,
                             &spec->negative_rate);
    spec->slow_hours_n = (uint64_t)slow;
    spec->small_group = (uint64_t)small;
    spec->negative_count = (uint64_t)negative;
}

static void read_lists(struct reading *reading, struct report_spec *spec, const json_value *root) {
    void *owners = NULL, *findings = NULL, *suggestions = NULL;
    read_names(reading, root, "overview", &spec->overview.items, &spec->overview.count);
    read_names(reading, root, "groups", &spec->groups.items, &spec->groups.count);
    read_names(reading, root, "hours", &spec->hours.items, &spec->hours.count);
    read_names(reading, root, "feedback", &spec->feedback.items, &spec->feedback.count);
    spec->owner_count = read_list(reading, root, "owners", sizeof *spec->owners, &owners,
                                  read_owner);
    spec->finding_count = read_list(reading, root, "findings", sizeof *spec->findings, &findings,
                                    read_finding);
    spec->suggestion_count = read_list(reading, root, "suggestions", sizeof *spec->suggestions,
                                       &suggestions, read_suggestion);
    spec->owners = owners;
    spec->findings = findings;
    spec->suggestions = suggestions;
}

/* A suggestion answers a finding there is, and its owner is one of the owners. */
static void check_references(struct reading *reading, const struct report_spec *spec) {
    size_t i, j;
    for (i = 0; reading->reader.errors == 0 && i < spec->suggestion_count; i++) {
        const struct spec_template *suggestion = &spec->suggestions[i];
        bool owned = !suggestion->owner;
        if (!kefu__spec_finding(spec, suggestion->on))
            kefu__json_report(&reading->reader, KEFU_SEVERITY_ERROR, KEFU_E_REFERENCE,
                              "unresolved_ref", "suggestion %.60s answers no finding: %.60s",
                              suggestion->id, suggestion->on);
        for (j = 0; !owned && j < spec->owner_count; j++)
            owned = strcmp(spec->owners[j].id, suggestion->owner) == 0;
        if (!owned)
            kefu__json_report(&reading->reader, KEFU_SEVERITY_ERROR, KEFU_E_REFERENCE,
                              "unresolved_ref", "suggestion %.60s has no such owner: %.60s",
                              suggestion->id, suggestion->owner);
    }
}

static void read_root(struct reading *reading, struct report_spec *spec) {
    static const char *const kinds[] = {"report_spec", NULL};
    static const char *const known[] = {
        "kefu",          "kind",           "id",     "version",    "effective_from", "effective_to",
        "title",         "overview",       "hours",  "slow_hours", "groups",         "feedback",
        "slow_hours_n",  "small_group",    "owners", "findings",   "suggestions",    "licence",
        "negative_rate", "negative_count", "notes",  NULL};
    const json_value *root = reading->reader.root;
    uint32_t kind;
    if (!kefu__json_is(root, JSON_OBJECT)) {
        kefu__json_report(&reading->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          "a document is an object");
        return;
    }
    kefu__json_known_members(&reading->reader, root, known);
    kefu__json_member_choice(&reading->reader, root, "kind", true, kinds, &kind);
    spec->id = read_text(reading, root, "id", true);
    spec->version = read_text(reading, root, "version", true);
    spec->title = read_title(reading, root);
    spec->slow_hours = read_text(reading, root, "slow_hours", false);
    read_numbers(reading, spec, root);
    read_lists(reading, spec, root);
    check_references(reading, spec);
}

static bool find_builtin(kefu_str *text) {
    size_t i;
    for (i = 0; i < kefu__data_document_count; i++)
        if (strcmp(kefu__data_documents[i].name, "report.json") == 0) {
            text->data = kefu__data_documents[i].text;
            text->size = kefu__data_documents[i].size;
            return true;
        }
    return false;
}

kefu_status kefu__spec_read(struct report_spec *spec, struct pen *pen, kefu_str text,
                            kefu_error *error) {
    struct reading reading;
    struct report_spec read;
    kefu_status status;
    kefu_error first;
    memset(&reading, 0, sizeof reading);
    memset(&read, 0, sizeof read);
    memset(&first, 0, sizeof first);
    reading.pen = pen;
    if (text.size == 0 && !find_builtin(&text))
        return kefu__fail(error, KEFU_E_REFERENCE, "the built-in report_spec is missing");
    status = kefu__json_open(&reading.reader, text.data, text.size, "report_spec", NULL, error);
    if (status)
        return status;
    reading.reader.error = &first;
    read_root(&reading, &read);
    status = reading.reader.errors ? reading.reader.status : KEFU_OK;
    kefu__json_close(&reading.reader);
    if (pen->failed) /* then what was read may be wrong because of that */
        return kefu__no_memory(error);
    if (status && error)
        *error = first;
    if (status)
        return status;
    *spec = read;
    return KEFU_OK;
}

/* ---- looking up ---- */

const struct spec_owner *kefu__spec_owner(const struct report_spec *spec, kefu_str issue) {
    size_t i, j;
    for (i = 0; i < spec->owner_count; i++)
        for (j = 0; j < spec->owners[i].issue_count; j++)
            if (kefu__str_is(issue, spec->owners[i].issues[j]))
                return &spec->owners[i];
    return NULL;
}

const struct spec_template *kefu__spec_finding(const struct report_spec *spec, const char *code) {
    size_t i;
    for (i = 0; i < spec->finding_count; i++)
        if (strcmp(spec->findings[i].id, code) == 0)
            return &spec->findings[i];
    return NULL;
}

static bool is_for(const struct spec_template *suggestion, const char *subject) {
    size_t i;
    for (i = 0; i < suggestion->of_count; i++)
        if (strcmp(suggestion->of[i], subject) == 0)
            return true;
    return false;
}

const struct spec_template *kefu__spec_suggestion(const struct report_spec *spec, const char *code,
                                                  const char *subject) {
    const struct spec_template *any = NULL;
    size_t i;
    for (i = 0; i < spec->suggestion_count; i++) {
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
    size_t i;
    for (i = 0; i < count; i++)
        if (strlen(params[i].name) == size && memcmp(params[i].name, name, size) == 0)
            return &params[i];
    return NULL;
}

static const char *fill(struct pen *pen, const char *text, bool english, const struct param *params,
                        size_t count) {
    const char *filled = "", *open, *close;
    struct buffer buffer;
    kefu__buffer_init(&buffer, &pen->arena.allocator);
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
