/* SPDX-License-Identifier: MIT
 * The questions of rubrics: types, options, ranges, and how kefu finds the answers itself. */
#include "scheme/rubric/questions.h"

#include <math.h>
#include <string.h>

#include "scheme/metric_set/metrics.h"
#include "scheme/rule_set/leaves.h"

static const char *const policy_names[] = {"exclude", "full", "zero", NULL};

static void refuse(struct rubric_compiler *compiler, const char *code, const char *message) {
    kefu__json_report(compiler->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, code, "%s",
                      message);
}

static void refuse_member(struct rubric_compiler *compiler, const char *name, const char *code,
                          const char *message) {
    kefu__json_enter_name(compiler->reader, name);
    refuse(compiler, code, message);
    kefu__json_leave(compiler->reader);
}

static void unresolved(struct rubric_compiler *compiler, const char *member, const char *what,
                       kefu_str id) {
    kefu__json_enter_name(compiler->reader, member);
    kefu__json_report(compiler->reader, KEFU_SEVERITY_ERROR, KEFU_E_REFERENCE, "unresolved_ref",
                      "there is no %s \"%.*s\"", what, (int)kefu__str_cut(id, 80).size, id.data);
    kefu__json_leave(compiler->reader);
}

/* ---- options and ranges ---- */

static void read_veto(struct rubric_compiler *compiler, const json_value *object,
                      struct rubric_veto *veto) {
    static const char *const known[] = {"scope", "action", "cap", NULL};
    static const char *const scopes[] = {"form", "section", "question", NULL};
    static const char *const actions[] = {"zero", "cap", "flag", NULL};
    const json_value *fail = kefu__json_member_object(compiler->reader, object, "on_fail", false);
    uint32_t action = 0;
    if (!fail)
        return;
    kefu__json_enter_name(compiler->reader, "on_fail");
    kefu__json_known_members(compiler->reader, fail, known);
    kefu__json_member_choice(compiler->reader, fail, "scope", true, scopes, &veto->scope);
    kefu__json_member_choice(compiler->reader, fail, "action", true, actions, &action);
    veto->action = VETO_ZERO + action;
    kefu__json_member_number(compiler->reader, fail, "cap", veto->action == VETO_CAP, 0, 100,
                             &veto->cap);
    kefu__json_leave(compiler->reader);
}

static size_t find_option(const struct rubric_question *question, kefu_str id) {
    size_t i;
    for (i = 0; i < question->option_count; i++)
        if (question->options[i].id && kefu__str_is(id, question->options[i].id))
            return i;
    return SIZE_MAX;
}

static bool read_option(struct rubric_compiler *compiler, const json_value *object,
                        struct rubric_question *question) {
    static const char *const known[] = {"id", "title", "score", "anchor", "on_fail", "note", NULL};
    struct rubric_option *option = &question->options[question->option_count];
    struct json_reader *reader = compiler->reader;
    kefu_str id = {"", 0};
    kefu__json_known_members(reader, object, known);
    kefu__json_member_number(reader, object, "score", true, -1000, 1000, &option->score);
    read_veto(compiler, object, &option->veto);
    if (!kefu__scheme_part_id(reader, object, &id))
        return true;
    if (find_option(question, id) != SIZE_MAX) {
        kefu__json_enter_name(reader, "id");
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DUPLICATE, "duplicate_id",
                          "this option stands twice");
        kefu__json_leave(reader);
    }
    option->id = kefu__arena_text(compiler->builder->arena, id.data, id.size);
    question->option_count++;
    return option->id &&
           kefu__title_read(compiler->builder, reader, object, "title", option->id,
                            &option->title_zh, &option->title_en) &&
           kefu__title_read(compiler->builder, reader, object, "anchor", "", &option->anchor_zh,
                            &option->anchor_en);
}

/* A boolean without options of its own: yes earns its points, no does not. */
static bool default_options(struct rubric_compiler *compiler, struct rubric_question *question) {
    static const struct rubric_option options[] = {
        {"yes", "是", "Yes", "", "", 1, {0, VETO_NONE, 0}},
        {"no", "否", "No", "", "", 0, {0, VETO_NONE, 0}}};
    question->options = kefu__builder_take(compiler->builder, sizeof options);
    if (!question->options)
        return false;
    memcpy(question->options, options, sizeof options);
    question->option_count = 2;
    return true;
}

static bool read_options(struct rubric_compiler *compiler, const json_value *object,
                         struct rubric_question *question) {
    const bool boolean = question->type == QUESTION_BOOLEAN;
    const json_value *list = kefu__json_member_array(compiler->reader, object, "options", !boolean),
                     *item;
    const size_t count = kefu__json_count(list);
    size_t index = 0;
    bool fine = true;
    if (!list)
        return boolean ? default_options(compiler, question) : true;
    kefu__json_enter_name(compiler->reader, "options");
    if (boolean && count != 2)
        refuse(compiler, "out_of_range", "a boolean question has two options");
    else if (count < 1 || count > RUBRIC_MOST_OPTIONS)
        refuse(compiler, "out_of_range", "must have 1 to 64 options");
    question->options = kefu__builder_take(compiler->builder,
                                           (count + 1) * sizeof *question->options);
    if (!question->options)
        fine = false;
    for (item = kefu__json_first(list); item && fine && index < RUBRIC_MOST_OPTIONS;
         item = kefu__json_next(item)) {
        kefu__json_enter_index(compiler->reader, index++);
        fine = read_option(compiler, item, question) || kefu__builder_no_memory(compiler->builder);
        kefu__json_leave(compiler->reader);
    }
    kefu__json_leave(compiler->reader);
    return fine;
}

static void read_range(struct rubric_compiler *compiler, const json_value *object, bool last,
                       struct rubric_question *question) {
    static const char *const known[] = {"max", "score", "on_fail", "note", NULL};
    struct rubric_range *range = &question->ranges[question->range_count];
    const double before = question->range_count ? question->ranges[question->range_count - 1].most
                                                : -HUGE_VAL;
    range->most = HUGE_VAL;
    kefu__json_known_members(compiler->reader, object, known);
    kefu__json_member_number(compiler->reader, object, "score", true, 0, 1000, &range->score);
    read_veto(compiler, object, &range->veto);
    if (kefu__json_member_number(compiler->reader, object, "max", !last, -HUGE_VAL, HUGE_VAL,
                                 &range->most) &&
        !(range->most > before))
        refuse_member(compiler, "max", "band_overlap", "must be above the range before it");
    question->range_count++;
}

static bool read_ranges(struct rubric_compiler *compiler, const json_value *object,
                        struct rubric_question *question) {
    const json_value *list = kefu__json_member_array(compiler->reader, object, "ranges", true);
    const size_t count = kefu__json_count(list);
    const json_value *item;
    size_t index = 0;
    if (!list)
        return true;
    question->ranges = kefu__builder_take(compiler->builder,
                                          (count + 1) * sizeof *question->ranges);
    if (!question->ranges)
        return false;
    kefu__json_enter_name(compiler->reader, "ranges");
    if (count < 1 || count > 1000)
        refuse(compiler, "out_of_range", "must have 1 to 1000 ranges");
    for (item = kefu__json_first(list); item; item = kefu__json_next(item)) {
        kefu__json_enter_index(compiler->reader, index++);
        read_range(compiler, item, index == count, question);
        kefu__json_leave(compiler->reader);
    }
    if (question->range_count > 0 && isfinite(question->ranges[question->range_count - 1].most))
        kefu__json_report(compiler->reader, KEFU_SEVERITY_WARNING, KEFU_OK, "band_gap",
                          "values above the last range earn nothing");
    kefu__json_leave(compiler->reader);
    return true;
}

static void read_scale(struct rubric_compiler *compiler, const json_value *object,
                       struct rubric_question *question) {
    static const char *const known[] = {"min", "max", NULL};
    const json_value *scale = kefu__json_member_object(compiler->reader, object, "scale", true);
    question->scale_min = 1;
    question->scale_max = 5;
    if (!scale)
        return;
    kefu__json_enter_name(compiler->reader, "scale");
    kefu__json_known_members(compiler->reader, scale, known);
    kefu__json_member_number(compiler->reader, scale, "min", true, -1e9, 1e9, &question->scale_min);
    kefu__json_member_number(compiler->reader, scale, "max", true, -1e9, 1e9, &question->scale_max);
    if (!(question->scale_min < question->scale_max))
        refuse(compiler, "out_of_range", "max must be above min");
    kefu__json_leave(compiler->reader);
}

/* ---- where answers come from ---- */

static void read_bind(struct rubric_compiler *compiler, const json_value *object,
                      struct rubric_question *question) {
    static const char *const known[] = {"metric", "statistic", NULL};
    static const char *const statistics[] = {"default", "mean", "sum", "max", "count",
                                             "p50",     "p90",  "p95", NULL};
    const struct metrics *metrics = compiler->builder->scheme->metrics;
    const json_value *bind = kefu__json_member_object(compiler->reader, object, "bind", false);
    kefu_str id = {"", 0};
    size_t index;
    question->metric = UINT32_MAX;
    if (!bind)
        return;
    kefu__json_enter_name(compiler->reader, "bind");
    kefu__json_known_members(compiler->reader, bind, known);
    kefu__json_member_choice(compiler->reader, bind, "statistic", false, statistics,
                             &question->statistic);
    if (kefu__json_member_string(compiler->reader, bind, "metric", true, &id)) {
        index = metrics ? kefu__metrics_find(metrics, id) : SIZE_MAX;
        if (index == SIZE_MAX)
            unresolved(compiler, "metric", "metric", id);
        else if (!kefu__metric_of_conversation(&metrics->items[index]))
            refuse_member(compiler, "metric", "wrong_entity",
                          "this metric is not about one conversation");
        else
            question->metric = (uint32_t)index;
    }
    kefu__json_leave(compiler->reader);
}

/* Reads the option that a member names. */
static void read_answer(struct rubric_compiler *compiler, const json_value *object,
                        const char *member, bool required, const struct rubric_question *question,
                        uint32_t *option) {
    kefu_str id = {"", 0};
    size_t index;
    *option = UINT32_MAX;
    if (!kefu__json_member_string(compiler->reader, object, member, required, &id))
        return;
    index = find_option(question, id);
    if (index == SIZE_MAX)
        unresolved(compiler, member, "option", id);
    else
        *option = (uint32_t)index;
}

static bool read_case(struct rubric_compiler *compiler, const json_value *object,
                      struct rubric_question *question) {
    static const char *const known[] = {"rule", "is", "when", "answer", "note", NULL};
    static const char *const presence[] = {"absent", "present", NULL};
    const struct condition_place place = kefu__rules_place(&compiler->asked, "a rubric");
    struct rubric_case *found = &question->cases[question->case_count];
    const json_value *when = kefu__json_get(object, "when");
    uint32_t present = 1;
    kefu_str rule = {"", 0};
    size_t index = SIZE_MAX;
    question->case_count++;
    kefu__json_known_members(compiler->reader, object, known);
    read_answer(compiler, object, "answer", true, question, &found->option);
    if (when) {
        if (kefu__json_get(object, "rule"))
            refuse_member(compiler, "rule", "two_shapes", "a case has a rule or \"when\"");
        kefu__json_enter_name(compiler->reader, "when");
        found->when = kefu__condition_compile(compiler->builder->arena, compiler->reader, when,
                                              &place);
        kefu__json_leave(compiler->reader);
        return compiler->builder->status == KEFU_OK;
    }
    kefu__json_member_choice(compiler->reader, object, "is", false, presence, &present);
    if (kefu__json_member_string(compiler->reader, object, "rule", true, &rule)) {
        index = kefu__rules_find(compiler->builder->scheme->rules, rule);
        if (index == SIZE_MAX)
            unresolved(compiler, "rule", "rule", rule);
    }
    found->rule = (uint32_t)index;
    found->present = present == 1;
    return true;
}

static bool read_auto(struct rubric_compiler *compiler, const json_value *object,
                      struct rubric_question *question) {
    static const char *const known[] = {"cases", "default", NULL};
    const json_value *automatic = kefu__json_member_object(compiler->reader, object, "auto", false);
    const json_value *list, *item;
    size_t index = 0;
    bool fine = true;
    question->default_option = UINT32_MAX;
    if (!automatic)
        return true;
    kefu__json_enter_name(compiler->reader, "auto");
    kefu__json_known_members(compiler->reader, automatic, known);
    if (question->type == QUESTION_NUMERIC || question->type == QUESTION_RATING)
        refuse(compiler, "wrong_type", "numbers are bound to a metric (\"bind\")");
    read_answer(compiler, automatic, "default", false, question, &question->default_option);
    list = kefu__json_member_array(compiler->reader, automatic, "cases", true);
    question->cases = kefu__builder_take(compiler->builder,
                                         (kefu__json_count(list) + 1) * sizeof *question->cases);
    if (!question->cases)
        fine = false;
    kefu__json_enter_name(compiler->reader, "cases");
    for (item = kefu__json_first(list); item && fine; item = kefu__json_next(item)) {
        kefu__json_enter_index(compiler->reader, index++);
        fine = read_case(compiler, item, question);
        kefu__json_leave(compiler->reader);
    }
    kefu__json_leave(compiler->reader);
    kefu__json_leave(compiler->reader);
    return fine;
}

static bool read_enabled_if(struct rubric_compiler *compiler, const json_value *object,
                            struct rubric_question *question) {
    const struct condition_place place = kefu__rules_place(&compiler->asked, "a rubric");
    const json_value *value = kefu__json_get(object, "enabled_if");
    if (!value)
        return true;
    kefu__json_enter_name(compiler->reader, "enabled_if");
    question->enabled_if = kefu__condition_compile(compiler->builder->arena, compiler->reader,
                                                   value, &place);
    kefu__json_leave(compiler->reader);
    return compiler->builder->status == KEFU_OK;
}

/* ---- a question ---- */

/* The most points that an answer can earn. */
static double most_points(const struct rubric_question *question) {
    double most = 0;
    size_t i;
    if (question->type == QUESTION_RATING)
        return 1;
    for (i = 0; i < question->range_count; i++)
        most = fmax(most, question->ranges[i].score);
    for (i = 0; i < question->option_count; i++) {
        if (question->type != QUESTION_MULTI_SELECT)
            most = fmax(most, question->options[i].score);
        else if (question->options[i].score > 0)
            most += question->options[i].score;
    }
    return most;
}

static bool read_by_type(struct rubric_compiler *compiler, const json_value *object,
                         struct rubric_question *question) {
    static const char *const selections[] = {"ranges", "scale", "bind", NULL};
    static const char *const numbers[] = {"options", NULL};
    const bool number = question->type == QUESTION_NUMERIC || question->type == QUESTION_RATING;
    const char *const *wrong = number ? numbers : selections;
    size_t i;
    for (i = 0; wrong[i]; i++)
        if (kefu__json_get(object, wrong[i]))
            refuse_member(compiler, wrong[i], "wrong_type",
                          "a question of this type has no such member");
    if (!number)
        return read_options(compiler, object, question);
    if (question->type == QUESTION_RATING)
        read_scale(compiler, object, question);
    else
        return read_ranges(compiler, object, question);
    return true;
}

bool kefu__question_read(struct rubric_compiler *compiler, const json_value *object,
                         struct rubric_question *question) {
    static const char *const known[] = {
        "id",     "title", "type", "weight", "critical",   "bonus",       "na_policy", "options",
        "ranges", "scale", "bind", "auto",   "enabled_if", "description", "note",      NULL};
    static const char *const types[] = {"boolean", "single_select", "multi_select",
                                        "numeric", "rating",        NULL};
    struct json_reader *reader = compiler->reader;
    const size_t errors = reader->errors;
    uint32_t type = 0, na = compiler->na;
    kefu__json_known_members(reader, object, known);
    question->weight = 1;
    question->metric = question->default_option = UINT32_MAX;
    kefu__json_member_choice(reader, object, "na_policy", false, policy_names, &na);
    question->na = (enum na_policy)na;
    kefu__json_member_number(reader, object, "weight", false, 0, 1e6, &question->weight);
    kefu__json_member_number(reader, object, "bonus", false, 0, 100, &question->bonus);
    kefu__json_member_bool(reader, object, "critical", false, &question->critical);
    if (!kefu__digest_json(compiler->builder->allocator, object, question->digest))
        return kefu__builder_no_memory(compiler->builder);
    if (!kefu__json_member_choice(reader, object, "type", true, types, &type))
        return true;
    question->type = (enum question_type)type;
    if (!read_by_type(compiler, object, question))
        return false;
    read_bind(compiler, object, question);
    if (!read_auto(compiler, object, question) || !read_enabled_if(compiler, object, question))
        return false;
    question->possible = most_points(question);
    if (reader->errors == errors && !(question->possible > 0))
        refuse(compiler, "out_of_range", "no answer of this question earns a point");
    return true;
}
