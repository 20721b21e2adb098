/* SPDX-License-Identifier: MIT
 * What callers read of an analysis: records by index, copied into structs that know their size. */
#include "analysis/analysis.h"

void kefu_analyze_options_init(kefu_analyze_options *options) {
    if (options)
        *options = (kefu_analyze_options)KEFU_ANALYZE_OPTIONS_INIT;
}

static kefu_status no_analysis(kefu_error *error) {
    return kefu__fail(error, KEFU_E_ARGUMENT, "analysis is NULL");
}

size_t kefu_analysis_hit_count(kefu_analysis *analysis) {
    size_t count = 0;
    if (analysis)
        kefu__analysis_hits(analysis, &count);
    return count;
}

kefu_status kefu_analysis_hit_at(kefu_analysis *analysis, size_t i, kefu_hit *hit,
                                 kefu_error *error) {
    if (!analysis)
        return no_analysis(error);
    size_t count;
    const struct hit_record *hits = kefu__analysis_hits(analysis, &count);
    if (i >= count)
        return kefu__no_item(error, i, count);
    const kefu_hit own = {.start = hits[i].start,
                          .end = hits[i].end,
                          .entry = hits[i].entry,
                          .flags = hits[i].flags,
                          .base = hits[i].base,
                          .value = hits[i].value,
                          .factor_count = hits[i].factor_count};
    return kefu__result_copy(hit, &own, sizeof own, error);
}

kefu_status kefu_analysis_factor_at(kefu_analysis *analysis, size_t hit, size_t i,
                                    kefu_factor *factor, kefu_error *error) {
    if (!analysis)
        return no_analysis(error);
    size_t count;
    const struct hit_record *hits = kefu__analysis_hits(analysis, &count);
    if (hit >= count)
        return kefu__no_item(error, hit, count);
    if (i >= hits[hit].factor_count)
        return kefu__no_item(error, i, hits[hit].factor_count);
    const struct factor_record *from = &hits[hit].factors[i];
    const kefu_factor own = {
        .kind = from->kind, .start = from->start, .end = from->end, .factor = from->factor};
    return kefu__result_copy(factor, &own, sizeof own, error);
}

size_t kefu_analysis_found_count(const kefu_analysis *analysis, kefu_found_kind kind) {
    size_t count;
    kefu__analysis_found(analysis, kind, &count);
    return count;
}

kefu_status kefu_analysis_found_at(const kefu_analysis *analysis, kefu_found_kind kind, size_t i,
                                   kefu_found *found, kefu_error *error) {
    if (!analysis)
        return no_analysis(error);
    if ((unsigned)kind >= ANALYSIS_FOUND_KINDS)
        return kefu__fail(error, KEFU_E_ARGUMENT, "there is no such kind");
    size_t count;
    const struct found_record *from = kefu__analysis_found(analysis, kind, &count);
    if (i >= count)
        return kefu__no_item(error, i, count);
    const kefu_found own = {.id = from[i].id,
                            .score = from[i].score,
                            .polarity = from[i].polarity,
                            .start = from[i].start,
                            .end = from[i].end,
                            .count = from[i].count,
                            .stance = from[i].stance,
                            .certainty = from[i].certainty};
    return kefu__result_copy(found, &own, sizeof own, error);
}

size_t kefu_analysis_dropped_count(const kefu_analysis *analysis) {
    return analysis ? analysis->dropped_count : 0;
}

kefu_status kefu_analysis_dropped_at(const kefu_analysis *analysis, size_t i, kefu_dropped *dropped,
                                     kefu_error *error) {
    if (!analysis)
        return no_analysis(error);
    if (i >= analysis->dropped_count)
        return kefu__no_item(error, i, analysis->dropped_count);
    const struct dropped_record *from = &analysis->dropped[i];
    const kefu_dropped own = {.start = from->start,
                              .end = from->end,
                              .entry = kefu__handle(analysis->scheme, from->entry),
                              .word_start = from->word_start,
                              .word_end = from->word_end};
    return kefu__result_copy(dropped, &own, sizeof own, error);
}

size_t kefu_analysis_quality_count(const kefu_analysis *analysis) {
    return analysis ? analysis->quality_count : 0;
}

kefu_status kefu_analysis_quality_at(const kefu_analysis *analysis, size_t i, kefu_quality *quality,
                                     kefu_error *error) {
    if (!analysis)
        return no_analysis(error);
    if (i >= analysis->quality_count)
        return kefu__no_item(error, i, analysis->quality_count);
    const struct quality_record *from = &analysis->quality[i];
    const kefu_quality own = {.code = from->code, .count = from->count, .offset = from->offset};
    return kefu__result_copy(quality, &own, sizeof own, error);
}
