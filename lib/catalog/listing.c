/* SPDX-License-Identifier: MIT
 * What stands in a scheme, listed for callers: metrics, rules, rubrics with their sections,
 * questions and bands, each read by index or handle into a struct that knows its size; and the
 * texts and titles of what results name. */
#include <string.h>

#include "base/vocabulary.h"
#include "lexicon/lexicon.h"
#include "scheme/metric_set/metrics.h"
#include "scheme/rubric/rubrics.h"
#include "scheme/rule_set/rules.h"

static kefu_status no_scheme(kefu_error *error) {
    return kefu__fail(error, KEFU_E_ARGUMENT, "scheme is NULL");
}

static kefu_status no_handle(const kefu_scheme *scheme, const char *what, kefu_error *error) {
    return scheme ? kefu__fail(error, KEFU_E_HANDLE, "the %s is of another scheme, or none", what)
                  : no_scheme(error);
}

/* ---- metrics ---- */

size_t kefu_scheme_metric_count(const kefu_scheme *scheme) {
    return scheme && scheme->metrics ? scheme->metrics->count : 0;
}

kefu_metric kefu_scheme_metric_at(const kefu_scheme *scheme, size_t i) {
    return i < kefu_scheme_metric_count(scheme) ? kefu__handle(scheme, i) : 0;
}

static const struct metric *metric_of(const kefu_scheme *scheme, kefu_metric handle) {
    const size_t i = scheme ? kefu__handle_index(scheme, handle, kefu_scheme_metric_count(scheme))
                            : SIZE_MAX;
    return i == SIZE_MAX ? NULL : &scheme->metrics->items[i];
}

kefu_status kefu_scheme_find_metric(const kefu_scheme *scheme, const char *id, size_t size,
                                    kefu_metric *metric, kefu_error *error) {
    const kefu_str text = {id, size};
    size_t i;
    if (!scheme || !id || !metric)
        return kefu__fail(error, KEFU_E_ARGUMENT, "finding a metric needs a scheme and an id");
    i = kefu__metrics_find(scheme->metrics, text);
    if (i == SIZE_MAX)
        return kefu__fail(error, KEFU_E_NOT_FOUND, "there is no metric \"%.*s\"",
                          (int)kefu__str_truncate(text, 64).size, id);
    *metric = kefu__handle(scheme, i);
    return KEFU_OK;
}

kefu_status kefu_scheme_metric_info(const kefu_scheme *scheme, kefu_metric metric,
                                    kefu_metric_info *info, kefu_error *error) {
    const struct metric *m = metric_of(scheme, metric);
    if (!m)
        return no_handle(scheme, "metric", error);
    const kefu_metric_info own = {.id = m->id,
                                  .unit = m->rule.unit,
                                  .higher_is_better = m->higher_is_better,
                                  .target = m->target,
                                  .has_target = m->has_target,
                                  .min_n = m->rule.min_n,
                                  .entity = kefu__word_name(&kefu__entities, m->entity),
                                  .digest = m->digest,
                                  .reads_texts = m->reads_texts};
    return kefu__result_copy(info, &own, sizeof own, error);
}

const char *kefu_scheme_metric_title(const kefu_scheme *scheme, kefu_metric metric,
                                     const char *language) {
    const struct metric *m = metric_of(scheme, metric);
    return m ? kefu__in_language(language, m->title_zh, m->title_en) : NULL;
}

/* ---- rules ---- */

static const struct rule *rule_of(const kefu_scheme *scheme, kefu_rule handle) {
    const size_t i = scheme ? kefu__handle_index(scheme, handle, kefu_scheme_rule_count(scheme))
                            : SIZE_MAX;
    return i == SIZE_MAX ? NULL : &scheme->rules->items[i];
}

size_t kefu_scheme_rule_count(const kefu_scheme *scheme) {
    return scheme && scheme->rules ? scheme->rules->count : 0;
}

kefu_rule kefu_scheme_rule_at(const kefu_scheme *scheme, size_t i) {
    return i < kefu_scheme_rule_count(scheme) ? kefu__handle(scheme, i) : 0;
}

kefu_status kefu_scheme_find_rule(const kefu_scheme *scheme, const char *id, size_t size,
                                  kefu_rule *rule, kefu_error *error) {
    const kefu_str wanted = {id, size};
    if (!scheme || !id || !rule)
        return kefu__fail(error, KEFU_E_ARGUMENT, "scheme, id or rule is NULL");
    const size_t i = scheme->rules ? kefu__rules_find(scheme->rules, wanted) : SIZE_MAX;
    if (i == SIZE_MAX)
        return kefu__fail(error, KEFU_E_NOT_FOUND, "the scheme has no rule \"%.*s\"",
                          (int)kefu__str_truncate(wanted, 80).size, id);
    *rule = kefu__handle(scheme, i);
    return KEFU_OK;
}

const char *kefu_scheme_rule_id(const kefu_scheme *scheme, kefu_rule rule) {
    const struct rule *found = rule_of(scheme, rule);
    return found ? found->id : NULL;
}

kefu_status kefu_scheme_rule_info(const kefu_scheme *scheme, kefu_rule rule, kefu_rule_info *info,
                                  kefu_error *error) {
    const struct rule *found = rule_of(scheme, rule);
    if (!found)
        return no_handle(scheme, "rule", error);
    const kefu_rule_info own = {.id = found->id,
                                .category = found->category ? found->category : "",
                                .severity = found->severity,
                                .alerts = found->alerts};
    return kefu__result_copy(info, &own, sizeof own, error);
}

const char *kefu_scheme_rule_title(const kefu_scheme *scheme, kefu_rule rule,
                                   const char *language) {
    const struct rule *found = rule_of(scheme, rule);
    return found ? kefu__in_language(language, found->title_zh, found->title_en) : NULL;
}

/* ---- rubrics ---- */

size_t kefu_scheme_rubric_count(const kefu_scheme *scheme) {
    return scheme && scheme->rubrics ? scheme->rubrics->count : 0;
}

kefu_rubric kefu_scheme_rubric_at(const kefu_scheme *scheme, size_t i) {
    return i < kefu_scheme_rubric_count(scheme) ? kefu__handle(scheme, i) : 0;
}

kefu_status kefu_scheme_find_rubric(const kefu_scheme *scheme, const char *id, size_t size,
                                    kefu_rubric *rubric, kefu_error *error) {
    const kefu_str wanted = {id, size};
    const struct rubrics *rubrics;
    if (!scheme || !rubric || (!id && size > 0))
        return kefu__fail(error, KEFU_E_ARGUMENT, "scheme, id or rubric is NULL");
    rubrics = scheme->rubrics;
    if (size == 0 && rubrics && rubrics->standard != SIZE_MAX) {
        *rubric = kefu__handle(scheme, rubrics->standard);
        return KEFU_OK;
    }
    for (size_t i = 0; size > 0 && rubrics && i < rubrics->count; i++)
        if (kefu__str_is(wanted, rubrics->items[i].id)) {
            *rubric = kefu__handle(scheme, i);
            return KEFU_OK;
        }
    return kefu__fail(error, KEFU_E_NOT_FOUND, "the scheme has no rubric \"%.*s\"",
                      (int)kefu__str_truncate(wanted, 80).size, id ? id : "");
}

kefu_status kefu_scheme_rubric_info(const kefu_scheme *scheme, kefu_rubric rubric,
                                    kefu_rubric_info *info, kefu_error *error) {
    const struct rubric *found = kefu__rubric_of(scheme, rubric);
    if (!found)
        return no_handle(scheme, "rubric", error);
    const kefu_rubric_info own = {.id = found->id,
                                  .version = found->version,
                                  .digest = found->digest,
                                  .section_count = found->section_count,
                                  .question_count = found->question_count,
                                  .band_count = found->band_count};
    return kefu__result_copy(info, &own, sizeof own, error);
}

const char *kefu_scheme_rubric_title(const kefu_scheme *scheme, kefu_rubric rubric,
                                     const char *language) {
    const struct rubric *found = kefu__rubric_of(scheme, rubric);
    return found ? kefu__in_language(language, found->title_zh, found->title_en) : NULL;
}

kefu_status kefu_scheme_section_at(const kefu_scheme *scheme, kefu_rubric rubric, size_t i,
                                   kefu_section_info *info, kefu_error *error) {
    const struct rubric *found = kefu__rubric_of(scheme, rubric);
    if (!found)
        return no_handle(scheme, "rubric", error);
    if (i >= found->section_count)
        return kefu__no_item(error, i, found->section_count);
    const struct rubric_section *section = &found->sections[i];
    const kefu_section_info own = {.id = section->id,
                                   .weight = section->weight,
                                   .first_question = section->first_question,
                                   .question_count = section->question_count};
    return kefu__result_copy(info, &own, sizeof own, error);
}

const char *kefu_scheme_section_title(const kefu_scheme *scheme, kefu_rubric rubric, size_t i,
                                      const char *language) {
    const struct rubric *found = kefu__rubric_of(scheme, rubric);
    return found && i < found->section_count
               ? kefu__in_language(language, found->sections[i].title_zh,
                                   found->sections[i].title_en)
               : NULL;
}

kefu_status kefu_scheme_question_at(const kefu_scheme *scheme, kefu_rubric rubric, size_t i,
                                    kefu_question_info *info, kefu_error *error) {
    const struct rubric *found = kefu__rubric_of(scheme, rubric);
    if (!found)
        return no_handle(scheme, "rubric", error);
    if (i >= found->question_count)
        return kefu__no_item(error, i, found->question_count);
    const struct rubric_question *question = &found->questions[i];
    const kefu_question_info own = {.id = question->id,
                                    .digest = question->digest,
                                    .section = question->section,
                                    .weight = question->weight,
                                    .points_max = question->possible,
                                    .type = (uint32_t)question->type,
                                    .critical = question->critical,
                                    .option_count = question->option_count};
    return kefu__result_copy(info, &own, sizeof own, error);
}

const char *kefu_scheme_question_title(const kefu_scheme *scheme, kefu_rubric rubric, size_t i,
                                       const char *language) {
    const struct rubric *found = kefu__rubric_of(scheme, rubric);
    return found && i < found->question_count
               ? kefu__in_language(language, found->questions[i].title_zh,
                                   found->questions[i].title_en)
               : NULL;
}

kefu_status kefu_scheme_band_at(const kefu_scheme *scheme, kefu_rubric rubric, size_t i,
                                kefu_band_info *info, kefu_error *error) {
    const struct rubric *found = kefu__rubric_of(scheme, rubric);
    if (!found)
        return no_handle(scheme, "rubric", error);
    if (i >= found->band_count)
        return kefu__no_item(error, i, found->band_count);
    const kefu_band_info own = {.id = found->bands[i].id, .min = found->bands[i].min};
    return kefu__result_copy(info, &own, sizeof own, error);
}

const char *kefu_scheme_band_title(const kefu_scheme *scheme, kefu_rubric rubric, size_t i,
                                   const char *language) {
    const struct rubric *found = kefu__rubric_of(scheme, rubric);
    return found && i < found->band_count
               ? kefu__in_language(language, found->bands[i].title_zh, found->bands[i].title_en)
               : NULL;
}

/* ---- entries and titles ---- */

/* Indices in handles of this type count the lexicon's entries first, then the features (keywords
 * and pairs) of the learned models of all genres. */
const char *kefu_scheme_entry_text(const kefu_scheme *scheme, kefu_entry entry) {
    const struct lexicon *lexicon = scheme ? scheme->lexicon : NULL;
    size_t index;
    if (!lexicon)
        return NULL;
    index = kefu__handle_index(scheme, entry, lexicon->entry_count + lexicon->feature_count);
    if (index == SIZE_MAX)
        return NULL;
    return index < lexicon->entry_count ? lexicon->entries[index].text
                                        : lexicon->feature_texts[index - lexicon->entry_count];
}

const char *kefu_scheme_title(const kefu_scheme *scheme, const char *id, const char *language) {
    const struct scheme_title *title;
    uint32_t index;
    if (!id)
        return "";
    index = scheme ? kefu__map_find(&scheme->titles, id, strlen(id)) : UINT32_MAX;
    if (index == UINT32_MAX)
        return id;
    title = &scheme->title_texts[index];
    const char *chinese = title->zh ? title->zh : title->en ? title->en : id;
    return kefu__in_language(language, chinese, title->en ? title->en : chinese);
}
