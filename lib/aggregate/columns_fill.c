/* SPDX-License-Identifier: MIT
 * Adding up a table's metrics and counts by group and by hour of the day; the total is the sum of
 * the hours. */
#include <string.h>

#include "aggregate/columns.h"
#include "conversation/observe.h"
#include "measure/batch.h"

enum { SLOTS = AGGREGATE_HOURS + 1 }; /* the hours of the day, and rows without a time */

/* How many cases there were of a ratio, and how many of them hits. */
struct cases {
    uint32_t n, hits;
};

struct fill {
    struct table *t;
    struct facts untimed; /* of rows without a time */
    struct facts *slots[SLOTS];
    struct log_grid grid;
    struct tally *tallies; /* of the slots, and one for the group that is being added up */
    uint64_t *packed;      /* durations by group */
    uint32_t *places;      /* where the next one of each group goes */
    struct cases *cases;   /* of each group, then of the slots */
    /* the metric that is being added */
    const struct table_metric *metric;
    kefu_reason reason;
    int64_t values[TABLE_BLOCK]; /* its observations */
};

static size_t block_size(const struct table *t, size_t from) {
    return t->rows - from < TABLE_BLOCK ? t->rows - from : TABLE_BLOCK;
}

static struct measure *of_slot(const struct fill *f, size_t slot) {
    return &f->slots[slot]->measures[f->metric->series];
}

/* The accumulator of a row's group; NULL: there are no groups but the total. */
static struct measure *of_group(const struct fill *f, size_t group) {
    struct group *to = f->t->groups[group];
    return to ? &to->facts.measures[f->metric->series] : NULL;
}

/* ---- observations ---- */

static int64_t observed_rating(const struct metric *m, int64_t scaled) {
    const double rating = (double)scaled / MEASURE_SCALE, boxes = (double)m->boxes;
    if (m->of == FEEDBACK_PROMOTERS)
        return kefu__promoter(rating);
    return m->of == FEEDBACK_SATISFIED ? rating > (double)m->scale_max - boxes
                                       : rating < (double)m->scale_min + boxes;
}

static kefu_status read_ratings(struct fill *f, size_t from, size_t count) {
    const struct metric *m = f->metric->metric;
    const kefu_status status = kefu__table_scaled(f->t, f->metric->column, from, count,
                                                  (double)m->scale_min, (double)m->scale_max,
                                                  MEASURE_SCALE, f->values);
    for (size_t i = 0; i < count && status == KEFU_OK && m->of != FEEDBACK_RATING; i++)
        if (f->values[i] != TABLE_NO_VALUE)
            f->values[i] = observed_rating(m, f->values[i]);
    return status;
}

/* Reads what the metric observed in rows: of ratios 0 or 1, else as in an accumulator. */
static kefu_status read_block(struct fill *f, size_t from, size_t count) {
    const struct metric *m = f->metric->metric;
    const struct table *t = f->t;
    kefu_status status;
    if (m->type == METRIC_FEEDBACK && m->of != FEEDBACK_ANSWERED)
        status = read_ratings(f, from, count);
    else if (m->type == METRIC_SENTIMENT)
        status = kefu__table_scaled(t, f->metric->column, from, count, m->rule.low, m->rule.high,
                                    m->rule.scale, f->values);
    else
        status = kefu__table_integers(t, f->metric->column, from, count, 0,
                                      m->rule.kind == MEASURE_RATIO ? 1 : MEASURE_LIMIT, f->values);
    return status;
}

/* ---- ratios ---- */

static void move_cases(const struct fill *f, const struct cases *cases, struct measure *to) {
    to->n = cases->n;
    to->hits = cases->hits;
    if (f->metric->metric->rule.clustered && cases->n)
        to->clusters = (struct measure_clusters){
            cases->n, {cases->hits, 0}, {cases->hits, 0}, {cases->n, 0}};
}

static kefu_status add_ratio(struct fill *f) {
    const struct table *t = f->t;
    struct cases *groups = f->cases, *slots = f->cases + t->group_count;
    kefu_status status = KEFU_OK;
    memset(f->cases, 0, (t->group_count + SLOTS) * sizeof *f->cases);
    for (size_t from = 0; from < t->rows && status == KEFU_OK; from += TABLE_BLOCK) {
        const size_t count = block_size(t, from);
        status = read_block(f, from, count);
        for (size_t i = 0; i < count && status == KEFU_OK; i++) {
            const uint32_t is = f->values[i] != TABLE_NO_VALUE, hit = f->values[i] == 1;
            struct cases *group = &groups[t->numbers[from + i]], *slot = &slots[t->hours[from + i]];
            group->n += is;
            group->hits += hit;
            slot->n += is;
            slot->hits += hit;
        }
    }
    for (size_t i = 0; i < t->group_count && t->groups[i]; i++)
        move_cases(f, &groups[i], of_group(f, i));
    for (size_t i = 0; i < SLOTS; i++)
        move_cases(f, &slots[i], of_slot(f, i));
    return status;
}

/* ---- quantities ---- */

/* Each row is a conversation with one observation. */
static void close_quantity(const struct fill *f, struct measure *measure) {
    if (f->metric->metric->rule.clustered && measure->n)
        measure->clusters = (struct measure_clusters){measure->n, {0, 0}, {0, 0}, {measure->n, 0}};
}

static kefu_status add_quantity(struct fill *f) {
    const struct table *t = f->t;
    kefu_status status = KEFU_OK;
    for (size_t from = 0; from < t->rows && status == KEFU_OK; from += TABLE_BLOCK) {
        const size_t count = block_size(t, from);
        status = read_block(f, from, count);
        for (size_t i = 0; i < count && status == KEFU_OK; i++) {
            struct measure *group = of_group(f, t->numbers[from + i]);
            if (f->values[i] == TABLE_NO_VALUE)
                continue;
            kefu__measure_add(of_slot(f, t->hours[from + i]), f->values[i], false);
            if (group)
                kefu__measure_add(group, f->values[i], false);
        }
    }
    for (size_t i = 0; i < t->group_count && t->groups[i]; i++)
        close_quantity(f, of_group(f, i));
    for (size_t i = 0; i < SLOTS; i++)
        close_quantity(f, of_slot(f, i));
    return status;
}

/* ---- durations ---- */

/* Packs the durations of a block, counts them by hour, and puts each where its group's are.
 * *longer: some are too long to be packed. */
static void scatter_block(struct fill *f, size_t from, size_t count, bool *longer) {
    const struct table *t = f->t;
    for (size_t i = 0; i < count; i++) {
        uint64_t packed = PACKED_NONE;
        if (f->values[i] >= PACKED_LIMIT) {
            *longer = true;
        } else if (f->values[i] != TABLE_NO_VALUE) {
            packed = kefu__measure_pack(&f->grid, f->values[i]);
            kefu__tally_add_one(&f->tallies[t->hours[from + i]], packed);
        }
        f->packed[f->places[t->numbers[from + i]]++] = packed;
    }
}

static bool merge_one(const struct fill *f, struct measure *to, const struct measure *one) {
    if (!to)
        return true;
    if (!kefu__measure_reserve_merge(to, one, &f->t->into->allocator))
        return false;
    kefu__measure_merge(to, one);
    return true;
}

/* Adds the durations that were too long to be packed. */
static kefu_status add_longer(struct fill *f) {
    const struct table *t = f->t;
    for (size_t from = 0; from < t->rows; from += TABLE_BLOCK) {
        const size_t count = block_size(t, from);
        kefu__table_integers(t, f->metric->column, from, count, 0, MEASURE_LIMIT, f->values);
        for (size_t i = 0; i < count; i++) {
            struct measure_bucket bucket;
            struct measure one = {.buckets = &bucket, .bucket_capacity = 1};
            if (f->values[i] < PACKED_LIMIT)
                continue;
            kefu__measure_add(&one, f->values[i], true);
            if (f->metric->metric->rule.clustered)
                kefu__measure_cluster(&one);
            if (!merge_one(f, of_slot(f, t->hours[from + i]), &one) ||
                !merge_one(f, of_group(f, t->numbers[from + i]), &one))
                return kefu__no_memory(t->error);
        }
    }
    return KEFU_OK;
}

static bool move_tallies(struct fill *f) {
    const struct table *t = f->t;
    const kefu_allocator *allocator = &t->into->allocator;
    const bool clustered = f->metric->metric->rule.clustered;
    struct tally *tally = &f->tallies[SLOTS];
    for (size_t i = 0; i < SLOTS; i++)
        if (!kefu__tally_move(&f->tallies[i], of_slot(f, i), clustered, allocator))
            return false;
    for (size_t i = 0, at = 0; i < t->group_count && t->groups[i]; at += t->counts[i++]) {
        kefu__tally_add(tally, f->packed + at, t->counts[i]);
        if (!kefu__tally_move(tally, of_group(f, i), clustered, allocator))
            return false;
    }
    return true;
}

static kefu_status add_duration(struct fill *f) {
    const struct table *t = f->t;
    bool longer = false;
    kefu_status status = KEFU_OK;
    for (size_t i = 0, at = 0; i < t->group_count; at += t->counts[i++])
        f->places[i] = (uint32_t)at;
    for (size_t from = 0; from < t->rows && status == KEFU_OK; from += TABLE_BLOCK) {
        const size_t count = block_size(t, from);
        status = read_block(f, from, count);
        if (status == KEFU_OK)
            scatter_block(f, from, count, &longer);
    }
    if (status == KEFU_OK && !move_tallies(f))
        status = kefu__no_memory(t->error);
    return status == KEFU_OK && longer ? add_longer(f) : status;
}

/* ---- metrics ---- */

/* Rows without an observation are those that are left. */
static void add_missing(const struct fill *f) {
    const struct table *t = f->t;
    for (size_t i = 0; i < t->group_count && t->groups[i]; i++) {
        struct measure *to = of_group(f, i);
        to->missing[f->reason] += (uint32_t)(t->counts[i] - to->n);
    }
    for (size_t i = 0; i < SLOTS; i++) {
        struct measure *to = of_slot(f, i);
        to->missing[f->reason] += (uint32_t)(f->slots[i]->conversations - to->n);
    }
}

static kefu_status add_total(const struct fill *f) {
    struct measure *total = &f->t->made->groups[0]->facts.measures[f->metric->series];
    for (size_t i = 0; i < SLOTS; i++)
        if (!merge_one(f, total, of_slot(f, i)))
            return kefu__no_memory(f->t->error);
    return KEFU_OK;
}

static kefu_status add_metric(struct fill *f, const struct table_metric *metric) {
    const enum measure_kind kind = metric->metric->rule.kind;
    f->metric = metric;
    f->reason = metric->column->reason ? (kefu_reason)metric->column->reason
                : metric->metric->type == METRIC_FEEDBACK && metric->metric->of != FEEDBACK_ANSWERED
                    ? KEFU_REASON_NO_RATING
                    : KEFU_REASON_NO_EVENTS;
    const kefu_status status = kind == MEASURE_RATIO      ? add_ratio(f)
                               : kind == MEASURE_DURATION ? add_duration(f)
                                                          : add_quantity(f);
    if (status != KEFU_OK)
        return status;
    add_missing(f);
    return add_total(f);
}

/* ---- what each row counts ---- */

static kefu_status add_messages(const struct fill *f) {
    const struct table *t = f->t;
    int64_t values[TABLE_BLOCK];
    for (size_t from = 0; from < t->rows; from += TABLE_BLOCK) {
        const size_t count = block_size(t, from);
        const kefu_status status = kefu__table_integers(t, t->messages, from, count, 0, INT32_MAX,
                                                        values);
        if (status != KEFU_OK)
            return status;
        for (size_t i = 0; i < count; i++) {
            const uint64_t messages = values[i] == TABLE_NO_VALUE ? 0 : (uint64_t)values[i];
            struct group *group = t->groups[t->numbers[from + i]];
            f->slots[t->hours[from + i]]->messages += messages;
            t->made->groups[0]->facts.messages += messages;
            if (group)
                group->facts.messages += messages;
        }
    }
    return KEFU_OK;
}

static kefu_status add_customers(const struct fill *f) {
    const struct table *t = f->t;
    for (size_t i = 0; i < t->rows; i++) {
        kefu_str contact;
        const kefu_status status = kefu__table_text(t, t->contact, i, &contact);
        struct group *group = t->groups[t->numbers[i]];
        if (status != KEFU_OK)
            return status;
        if (!kefu__customers_add(t->made, t->made->groups[0], contact) ||
            (group && !kefu__customers_add(t->made, group, contact)))
            return kefu__no_memory(t->error);
    }
    return KEFU_OK;
}

/* Complaints are counted per conversation. */
static void add_denominators(const struct table *t, struct facts *facts) {
    const struct metrics *metrics = t->into->scheme->metrics;
    for (size_t i = 0; i < metrics->count; i++)
        if (metrics->items[i].type == METRIC_FEEDBACK &&
            metrics->items[i].of == FEEDBACK_COMPLAINTS)
            facts->measures[i].n += facts->conversations;
}

static kefu_status add_rows(struct fill *f) {
    struct table *t = f->t;
    for (size_t i = 0; i < t->rows; i++)
        f->slots[t->hours[i]]->conversations++;
    for (size_t i = 0; i < SLOTS; i++)
        add_denominators(t, f->slots[i]);
    for (size_t i = 0; i < t->group_count && t->groups[i]; i++) {
        t->groups[i]->facts.conversations = t->counts[i];
        add_denominators(t, &t->groups[i]->facts);
    }
    t->made->groups[0]->facts.conversations = t->rows;
    add_denominators(t, &t->made->groups[0]->facts);
    const kefu_status status = t->messages ? add_messages(f) : KEFU_OK;
    return status == KEFU_OK && t->contact ? add_customers(f) : status;
}

/* ---- all ---- */

static bool has_durations(const struct table *t) {
    for (size_t i = 0; i < t->metric_count; i++)
        if (t->metrics[i].metric->rule.kind == MEASURE_DURATION)
            return true;
    return false;
}

static bool open_fill(struct fill *f) {
    const struct table *t = f->t;
    const kefu_allocator *allocator = &t->into->allocator;
    if (!kefu__facts_init(t->made, &f->untimed))
        return false;
    for (size_t i = 0; i < AGGREGATE_HOURS; i++)
        f->slots[i] = &t->made->hours[i];
    f->slots[TABLE_NO_HOUR] = &f->untimed;
    f->cases = kefu__alloc(allocator, (t->group_count + SLOTS) * sizeof *f->cases);
    if (!has_durations(t))
        return f->cases != NULL;
    f->tallies = kefu__alloc(allocator, (SLOTS + 1) * sizeof *f->tallies);
    f->packed = kefu__alloc(allocator, t->rows * sizeof *f->packed);
    f->places = kefu__alloc(allocator, t->group_count * sizeof *f->places);
    for (size_t i = 0; i <= SLOTS && f->tallies; i++)
        kefu__tally_init(&f->tallies[i]);
    kefu__log_grid_init(&f->grid);
    return f->cases && f->tallies && f->packed && f->places;
}

static void close_fill(struct fill *f) {
    const struct table *t = f->t;
    const kefu_allocator *allocator = &t->into->allocator;
    kefu__facts_free(t->made, &f->untimed);
    kefu__release(allocator, f->cases, (t->group_count + SLOTS) * sizeof *f->cases);
    kefu__release(allocator, f->tallies, (SLOTS + 1) * sizeof *f->tallies);
    kefu__release(allocator, f->packed, t->rows * sizeof *f->packed);
    kefu__release(allocator, f->places, t->group_count * sizeof *f->places);
}

kefu_status kefu__table_fill(struct table *t) {
    const kefu_allocator *allocator = &t->into->allocator;
    struct fill *f = kefu__alloc_zero(allocator, sizeof *f);
    if (!f)
        return kefu__no_memory(t->error);
    f->t = t;
    kefu_status status = KEFU_OK;
    if (t->rows && !open_fill(f))
        status = kefu__no_memory(t->error);
    else if (t->rows)
        status = add_rows(f);
    for (size_t i = 0; i < t->metric_count && status == KEFU_OK && t->rows; i++)
        status = add_metric(f, &t->metrics[i]);
    close_fill(f);
    kefu__release(allocator, f, sizeof *f);
    return status;
}
