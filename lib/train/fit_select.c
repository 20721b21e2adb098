/* SPDX-License-Identifier: MIT
 * The first pass of fitting sentiment: which candidates become features of which output. */
#include "train/fit.h"

#include <string.h>

#define TOPIC_COST_SELECT 0.1
/* minimum number of texts of a category in which a keyword must occur to get a weight in the
 * category's pack */
enum { PACK_TEXTS_MIN = 3 };

/* ---- topics ---- */

static kefu_status select_topics(struct fit *f, kefu_error *error) {
    const struct matrix *base = &f->training->candidates->found;
    kefu_status status = KEFU_OK;
    for (uint32_t p = 0; p < f->packs && status == KEFU_OK; p++) {
        struct arena arena;
        kefu__arena_init(&arena, f->allocator);
        double *weights, bias;
        float *costs;
        status = kefu__topic_solve(f, base, base->begin, p, TOPIC_COST_SELECT, &arena, &weights,
                                   &costs, &bias, error);
        double *importance = kefu__arena_alloc(&arena, (f->candidates + 1u) * sizeof *importance);
        if (status == KEFU_OK && !importance)
            status = kefu__no_memory(error);
        if (status == KEFU_OK)
            status = kefu__column_importance(base, costs, weights, f->allocator, importance, error);
        if (status == KEFU_OK)
            status = kefu__select_top(importance, 0, f->keywords,
                                      f->training->options->topic_keywords, f->allocator,
                                      f->topic + (size_t)p * f->candidates, error);
        kefu__arena_free(&arena);
        if (status == KEFU_OK)
            status = kefu__training_progress(f->training, "finding the packs' topics",
                                             0.3 + 0.3 * (p + 1) / f->packs, error);
    }
    return status;
}

/* ---- general weights and packs ---- */

/* Sets common[c] for each candidate c that is more frequent, in at least two categories
 * (industries), in texts whose sign is that of its weight. The other candidates have their meaning
 * in one category only. */
static bool mark_common(const struct fit *f, const double *weights, struct arena *arena,
                        bool *common) {
    const struct corpus *corpus = f->training->corpus;
    const struct matrix *base = &f->training->candidates->found;
    uint32_t *good = kefu__arena_alloc(arena, (f->candidates + 1u) * sizeof *good);
    uint32_t *bad = kefu__arena_alloc(arena, (f->candidates + 1u) * sizeof *bad);
    uint8_t *agreeing = kefu__arena_alloc_zero(arena, f->candidates + 1u);
    if (!good || !bad || !agreeing)
        return false;
    uint32_t present = 0; /* number of categories with texts whose mask is set */
    for (uint32_t category = 0; category < corpus->category_names.count; category++) {
        double all_good = 1, all_bad = 1;
        memset(good, 0, f->candidates * sizeof *good);
        memset(bad, 0, f->candidates * sizeof *bad);
        for (uint32_t row = 0; row < base->rows; row++) {
            if (!f->mask[row] || corpus->categories[row] != category)
                continue;
            uint32_t *to = f->signs[row] > 0 ? good : bad;
            *(f->signs[row] > 0 ? &all_good : &all_bad) += 1;
            for (size_t k = base->begin[row]; k < base->begin[row + 1]; k++)
                to[base->column[k]]++;
        }
        present += all_good + all_bad > 2;
        for (uint32_t c = 0; c < f->candidates; c++) {
            const double lean = (good[c] + 0.5) / all_good - (bad[c] + 0.5) / all_bad;
            if (good[c] + bad[c] > 0 && lean * weights[c] > 0 && agreeing[c] < 2)
                agreeing[c]++;
        }
    }
    for (uint32_t c = 0; c < f->candidates; c++)
        common[c] = agreeing[c] >= (present < 2 ? present : 2);
    return true;
}

static kefu_status select_general(struct fit *f, const struct views *views,
                                  const double *importance, struct arena *arena,
                                  kefu_error *error) {
    const kefu_train_options *options = f->training->options;
    double *wanted = kefu__arena_alloc(arena, (f->candidates + 1u) * sizeof *wanted);
    bool *common = kefu__arena_alloc(arena, f->candidates + 1u);
    if (!wanted || !common)
        return kefu__no_memory(error);
    memset(common, 1, f->candidates);
    const uint32_t categories = f->training->corpus->category_names.count;
    if (categories > 1 && categories <= TRAIN_CATEGORIES_MAX &&
        !(options->flags & KEFU_TRAIN_TOPICAL) && !mark_common(f, views->weights, arena, common))
        return kefu__no_memory(error);
    for (uint32_t c = 0; c < f->candidates; c++)
        wanted[c] = common[c] ? importance[c] : 0;
    kefu_status status = kefu__select_top(wanted, 0, f->keywords, options->keywords, f->allocator,
                                          f->general, error);
    if (status == KEFU_OK)
        status = kefu__select_top(wanted, f->keywords, f->candidates, options->pairs, f->allocator,
                                  f->general, error);
    return status;
}

/* Gives each keyword that occurs in enough texts of a category a column in the solver's matrix for
 * its weight in the category's pack; the columns are numbered from `first`. Returns the number
 * behind the last one. */
static uint32_t number_packs(const struct fit *f, uint32_t first, uint32_t *pack) {
    const struct matrix *base = &f->training->candidates->found;
    const size_t cells = (size_t)f->packs * f->candidates;
    if (!f->packs)
        return first;
    memset(pack, 0, cells * sizeof *pack);
    for (uint32_t row = 0; row < base->rows; row++) {
        uint32_t *counts = pack + (size_t)f->training->corpus->categories[row] * f->candidates;
        for (size_t k = base->begin[row]; f->mask[row] && k < base->begin[row + 1]; k++)
            counts[base->column[k]]++;
    }
    uint32_t next = first;
    for (size_t i = 0; i < cells; i++)
        pack[i] = i % f->candidates < f->keywords && pack[i] >= PACK_TEXTS_MIN ? next++
                                                                               : CANDIDATE_NONE;
    return next;
}

static kefu_status select_packs(struct fit *f, const double *importance, const uint32_t *pack,
                                kefu_error *error) {
    for (uint32_t p = 0; p < f->packs; p++) {
        const size_t from = (size_t)p * f->candidates;
        double *wanted = kefu__alloc_zero(f->allocator, (f->candidates + 1u) * sizeof *wanted);
        if (!wanted)
            return kefu__no_memory(error);
        for (uint32_t c = 0; c < f->candidates; c++)
            if (pack[from + c] != CANDIDATE_NONE)
                wanted[c] = importance[pack[from + c]];
        const kefu_status status = kefu__select_top(wanted, 0, f->keywords,
                                                    f->training->options->pack_keywords,
                                                    f->allocator, f->pack + from, error);
        kefu__release(f->allocator, wanted, (f->candidates + 1u) * sizeof *wanted);
        if (status != KEFU_OK)
            return status;
    }
    return KEFU_OK;
}

/* The first pass of fitting: fits weights of all candidates, to select the important ones. */
static kefu_status select_all(struct fit *f, struct arena *arena, kefu_error *error) {
    const struct matrix *base = &f->training->candidates->found;
    const double cost = f->training->options->cost;
    uint32_t *general = kefu__arena_alloc(arena, (f->candidates + 1u) * sizeof *general);
    uint32_t *pack = kefu__arena_alloc(arena,
                                       ((size_t)f->packs * f->candidates + 1) * sizeof *pack);
    if (!general || !pack)
        return kefu__no_memory(error);
    for (uint32_t c = 0; c < f->candidates; c++)
        general[c] = c;
    struct layout layout = {.general = general, .pack = pack, .packs = f->packs};
    layout.columns = number_packs(f, f->candidates, pack);
    struct views views;
    if (!kefu__views_build(f, base, &layout, f->packs ? cost / 2 : cost, cost, arena, &views))
        return kefu__no_memory(error);
    double *importance = kefu__arena_alloc(arena, (views.matrix.columns + 1u) * sizeof *importance);
    kefu_status status = importance ? KEFU_OK : kefu__no_memory(error);
    if (status == KEFU_OK)
        status = kefu__views_solve(f, &views, f->packs, error);
    if (status == KEFU_OK)
        status = kefu__column_importance(&views.matrix, views.costs, views.weights, f->allocator,
                                         importance, error);
    if (status == KEFU_OK)
        status = select_general(f, &views, importance, arena, error);
    if (status == KEFU_OK)
        status = select_packs(f, importance, pack, error);
    return status;
}

kefu_status kefu__fit_select(struct fit *f, kefu_error *error) {
    struct arena arena;
    kefu__arena_init(&arena, f->allocator);
    kefu_status status = select_all(f, &arena, error);
    kefu__arena_free(&arena);
    if (status == KEFU_OK)
        status = kefu__training_progress(f->training, "choosing keywords", 0.3, error);
    if (status == KEFU_OK)
        status = select_topics(f, error);
    for (uint32_t c = 0; c < f->candidates && status == KEFU_OK; c++) {
        f->union_chosen[c] = f->general[c];
        for (uint32_t p = 0; p < f->packs; p++) {
            const size_t cell = (size_t)p * f->candidates + c;
            f->union_chosen[c] = f->union_chosen[c] || f->pack[cell] || f->topic[cell];
        }
    }
    return status;
}
