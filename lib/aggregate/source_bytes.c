/* SPDX-License-Identifier: MIT
 * The sources of an aggregate in its state. */
#include "aggregate/state.h"

void kefu__put_sources(struct buffer *to, const struct source_list *sources) {
    kefu__put_number(to, sources->count);
    for (size_t i = 0; i < sources->count; i++) {
        const struct source *source = &sources->items[i];
        kefu__put_text(to, source->shard);
        kefu__put_number(to, source->epoch);
        kefu__put_number(to, source->first);
        kefu__put_number(to, source->last - source->first);
    }
}

/* Adds a source behind those that were read; it must not touch the last of them. */
static void add_source(struct cursor *c, kefu_aggregate *a, const struct source *source) {
    struct source_list *list = &a->sources;
    const struct source *last = list->count ? &list->items[list->count - 1] : NULL;
    const size_t before = list->count;
    int order = last ? kefu__str_compare(last->shard, source->shard) : -1;
    if (order == 0)
        order = last->epoch != source->epoch ? (last->epoch < source->epoch ? -1 : 1)
                                             : (last->first < source->first ? -1 : 1);
    if (!kefu__cursor_check(c, order < 0))
        return;
    if (!kefu__sources_append(a, list, source))
        kefu__cursor_fail(c, KEFU_E_MEMORY);
    kefu__cursor_check(c, list->count == before + 1);
}

void kefu__get_sources(struct cursor *c, kefu_aggregate *a) {
    const uint64_t count = kefu__get_number(c, AGGREGATE_SOURCES_MAX);
    struct source source;
    kefu__cursor_check(c, count > 0);
    for (uint64_t i = 0; i < count && c->status == KEFU_OK; i++) {
        source.shard = kefu__get_text(c, AGGREGATE_KEY_MAX);
        source.epoch = kefu__get_number(c, UINT64_MAX);
        source.first = kefu__get_number(c, UINT64_MAX);
        source.last = source.first + kefu__get_number(c, UINT64_MAX - source.first);
        if (kefu__cursor_check(c, source.shard.size > 0 && source.first > 0))
            add_source(c, a, &source);
    }
    kefu__cursor_check(c, c->at == c->end);
}
