/* SPDX-License-Identifier: MIT
 * Making a history, and what it says of itself. */
#include "history/history.h"

#include <string.h>

void kefu_history_options_init(kefu_history_options *options) {
    if (options)
        *options = (kefu_history_options)KEFU_HISTORY_OPTIONS_INIT;
}

kefu_status kefu__history_options(kefu_history_options *to, const kefu_history_options *from,
                                  kefu_error *error) {
    kefu_status status = kefu__options_copy(to, sizeof *to, from, error);
    if (status == KEFU_OK)
        status = kefu__options_check(to->flags, 0, to->reserved, error);
    if (status != KEFU_OK)
        return status;
    if (to->fold_after_ms < 0 && to->fold_after_ms != KEFU_TIME_NONE)
        return kefu__fail(error, KEFU_E_ARGUMENT, "fold_after_ms is negative");
    if (to->ids_max && (to->ids_max < HISTORY_IDS_MIN || to->ids_max > HISTORY_IDS_LIMIT))
        return kefu__fail(error, KEFU_E_ARGUMENT, "ids_max is not from 1,000 to 100,000,000");
    if (!kefu__str_sound(to->rubric))
        return kefu__fail(error, KEFU_E_ARGUMENT, "the rubric is NULL");
    return KEFU_OK;
}

/* Inherited is what may be grouped by, besides what always is. */
static kefu_status make_join(kefu_history *h, kefu_error *error) {
    kefu_join_options options = KEFU_JOIN_OPTIONS_INIT;
    options.allocator = &h->allocator;
    options.attributes = h->empty->columns;
    options.attribute_count = h->empty->column_count;
    return kefu_join_new(&options, &h->join, error);
}

/* Takes `empty` over, also if it fails. */
kefu_status kefu__history_make(const kefu_scheme *scheme, kefu_aggregate *empty,
                               const kefu_history_options *options, kefu_history **history,
                               kefu_error *error) {
    kefu_rubric rubric = 0;
    kefu_status status = KEFU_OK;
    if (scheme)
        status = kefu_scheme_find_rubric(scheme, options->rubric.data ? options->rubric.data : "",
                                         options->rubric.size, &rubric, error);
    kefu_history *h = status == KEFU_OK ? kefu__alloc_zero(&empty->allocator, sizeof *h) : NULL;
    if (!h) {
        kefu_aggregate_free(empty);
        return status == KEFU_OK ? kefu__no_memory(error) : status;
    }
    h->allocator = empty->allocator;
    h->scheme = kefu_scheme_retain(scheme);
    h->rubric = rubric;
    h->empty = empty;
    h->fold_after_ms = options->fold_after_ms == KEFU_TIME_NONE ? HISTORY_FOLD_DEFAULT
                                                                : options->fold_after_ms;
    h->ids_max = options->ids_max ? options->ids_max : HISTORY_IDS_DEFAULT;
    h->latest_at = KEFU_TIME_NONE;
    h->refused_before = HISTORY_NO_DAY;
    if ((status = make_join(h, error)) == KEFU_OK)
        *history = h;
    else
        kefu_history_free(h);
    return status;
}

kefu_status kefu_history_new(const kefu_scheme *scheme, const char *spec, size_t size,
                             const kefu_history_options *options, kefu_history **history,
                             kefu_error *error) {
    kefu_history_options own = KEFU_HISTORY_OPTIONS_INIT;
    kefu_aggregate_options of_empty = KEFU_AGGREGATE_OPTIONS_INIT;
    kefu_aggregate *empty = NULL;
    if (!scheme || !history || (!spec && size))
        return kefu__fail(error, KEFU_E_ARGUMENT, "a history needs a scheme and an output");
    kefu_status status = kefu__history_options(&own, options, error);
    if (status != KEFU_OK)
        return status;
    of_empty.allocator = own.allocator;
    status = kefu_aggregate_new(scheme, spec, size, &of_empty, &empty, error);
    return status == KEFU_OK ? kefu__history_make(scheme, empty, &own, history, error) : status;
}

void kefu_history_free(kefu_history *h) {
    if (!h)
        return;
    const kefu_allocator allocator = h->allocator;
    for (size_t i = 0; i < h->day_count; i++)
        kefu__history_day_free(h, &h->days[i]);
    kefu__release(&allocator, h->days, h->day_capacity * sizeof *h->days);
    for (size_t i = 0; i < h->waiting_count; i++)
        kefu__release(&allocator, h->waiting[i].json, h->waiting[i].size);
    kefu__release(&allocator, h->waiting, h->waiting_capacity * sizeof *h->waiting);
    kefu__numbers_free(&h->waiting_places, &allocator);
    kefu__numbers_free(&h->ids, &allocator);
    kefu__numbers_free(&h->unnamed, &allocator);
    kefu__release(&allocator, h->loaded, h->loaded_size);
    kefu_join_free(h->join);
    kefu_aggregate_free(h->empty);
    kefu_scheme_release(h->scheme);
    kefu__release(&allocator, h, sizeof *h);
}

static int64_t day_begin(const kefu_history *h, int64_t day) {
    return day * HISTORY_DAY_MS - (int64_t)kefu__history_offset(h) * 60000;
}

kefu_status kefu_history_describe(const kefu_history *h, kefu_history_info *info,
                                  kefu_error *error) {
    if (!h)
        return kefu__fail(error, KEFU_E_ARGUMENT, "there is no history");
    kefu_history_info own = {.conversations = h->conversations,
                             .feedback = h->feedback,
                             .waiting = h->waiting_count,
                             .ids = h->ids.count,
                             .latest_at = h->latest_at,
                             .refused_before = KEFU_TIME_NONE,
                             .fold_after_ms = h->fold_after_ms,
                             .offset_minutes = kefu__history_offset(h)};
    for (size_t i = 0; i < h->day_count; i++)
        own.days += !kefu__history_day_is_empty(&h->days[i]);
    if (h->refused_before > -HISTORY_DAY_LIMIT)
        own.refused_before = day_begin(h, h->refused_before);
    return kefu__result_copy(info, &own, sizeof own, error);
}
