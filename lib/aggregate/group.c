/* SPDX-License-Identifier: MIT
 * Groups and their facts, issues and scores, which are created on demand and kept sorted. */
#include "aggregate/aggregate.h"

#include <string.h>

/* ---- facts ---- */

struct measure *kefu__facts_rated(const kefu_aggregate *a, const struct facts *facts,
                                  size_t metric) {
    const size_t rated = a->series[metric].rated;
    return rated == SIZE_MAX ? NULL : &facts->measures[rated];
}

bool kefu__facts_init(const kefu_aggregate *a, struct facts *facts) {
    memset(facts, 0, sizeof *facts);
    facts->measures = kefu__alloc_zero(&a->allocator, a->series_count * sizeof *facts->measures);
    facts->measure_count = facts->measures ? a->series_count : 0;
    return facts->measures != NULL;
}

bool kefu__facts_widen(const kefu_aggregate *a, struct facts *facts) {
    const size_t size = facts->measure_count * sizeof *facts->measures;
    const size_t wanted = a->series_count * sizeof *facts->measures;
    if (wanted <= size)
        return true;
    struct measure *grown = kefu__resize(&a->allocator, facts->measures, size, wanted);
    if (!grown)
        return false;
    memset(&grown[facts->measure_count], 0, wanted - size);
    facts->measures = grown;
    facts->measure_count = a->series_count;
    return true;
}

void kefu__facts_free(const kefu_aggregate *a, struct facts *facts) {
    for (size_t i = 0; i < facts->measure_count; i++)
        kefu__measure_free(&facts->measures[i], &a->allocator);
    kefu__release(&a->allocator, facts->measures, facts->measure_count * sizeof *facts->measures);
    memset(facts, 0, sizeof *facts);
}

static void clear_measures(struct facts *facts) {
    for (size_t i = 0; i < facts->measure_count; i++) {
        struct measure *measure = &facts->measures[i];
        struct measure_bucket *buckets = measure->buckets;
        const uint32_t capacity = measure->bucket_capacity;
        memset(measure, 0, sizeof *measure);
        measure->buckets = buckets;
        measure->bucket_capacity = capacity;
    }
}

void kefu__facts_clear(struct facts *facts) {
    facts->conversations = facts->messages = facts->feedback = facts->evaluations = 0;
    facts->joined = facts->surveys = 0;
    clear_measures(facts);
}

/* ---- texts ---- */

/* The text as kefu__aggregate_keep() would truncate it, but without copying. */
static kefu_str truncated(kefu_str text) {
    return kefu__str_truncate(text, AGGREGATE_KEY_MAX);
}

kefu_str kefu__aggregate_keep(const kefu_aggregate *a, kefu_str text) {
    const size_t size = truncated(text).size;
    kefu_str copy = {NULL, 0};
    char *data = kefu__alloc(&a->allocator, size + 1);
    if (!data)
        return copy;
    if (size)
        memcpy(data, text.data, size);
    data[size] = '\0';
    copy.data = data;
    copy.size = size;
    return copy;
}

void kefu__aggregate_release(const kefu_aggregate *a, kefu_str text) {
    if (text.data)
        kefu__release(&a->allocator, (void *)text.data, text.size + 1);
}

/* ---- issues and scores ---- */

static int compare_definitions(kefu_str a_id, uint64_t a, kefu_str b_id, uint64_t b) {
    const int order = kefu__str_compare(a_id, b_id);
    return order ? order : (a > b) - (a < b);
}

static int compare_issue(const struct issue *issue, uint32_t kind, kefu_str id,
                         uint64_t definition) {
    if (issue->kind != kind)
        return issue->kind < kind ? -1 : 1;
    return compare_definitions(issue->id, issue->definition, id, definition);
}

static size_t issue_place(const struct group *group, uint32_t kind, kefu_str id,
                          uint64_t definition, bool *found) {
    size_t low = 0, high = group->issue_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (compare_issue(&group->issues[middle], kind, id, definition) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *found = low < group->issue_count &&
             compare_issue(&group->issues[low], kind, id, definition) == 0;
    return low;
}

static int compare_score(const struct score_part *score, kefu_str id, uint64_t definition) {
    return compare_definitions(score->id, score->definition, id, definition);
}

static size_t score_place(const struct group *group, kefu_str id, uint64_t definition,
                          bool *found) {
    size_t low = 0, high = group->score_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (compare_score(&group->scores[middle], id, definition) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *found = low < group->score_count && compare_score(&group->scores[low], id, definition) == 0;
    return low;
}

const struct issue *kefu__group_issue(const struct group *group, uint32_t kind, kefu_str id,
                                      uint64_t definition) {
    bool found;
    const size_t place = issue_place(group, kind, truncated(id), definition, &found);
    return found ? &group->issues[place] : NULL;
}

const struct score_part *kefu__group_score(const struct group *group, kefu_str id,
                                           uint64_t definition) {
    bool found;
    const size_t place = score_place(group, truncated(id), definition, &found);
    return found ? &group->scores[place] : NULL;
}

struct issue *kefu__group_add_issue(const kefu_aggregate *a, struct group *group, uint32_t kind,
                                    kefu_str id, uint64_t definition, kefu_status *status) {
    bool found;
    const size_t place = issue_place(group, kind, truncated(id), definition, &found);
    if (found)
        return &group->issues[place];
    *status = group->issue_count >= AGGREGATE_ISSUES_MAX ? KEFU_E_LIMIT : KEFU_E_MEMORY;
    struct issue *issue;
    if (*status == KEFU_E_LIMIT ||
        !kefu__grow(&a->allocator, &group->issues, &group->issue_capacity, group->issue_count + 1,
                    sizeof *issue))
        return NULL;
    kefu_str copy = kefu__aggregate_keep(a, id);
    if (!copy.data)
        return NULL;
    *status = KEFU_OK;
    issue = &group->issues[place];
    memmove(issue + 1, issue, (group->issue_count - place) * sizeof *issue);
    memset(issue, 0, sizeof *issue);
    issue->kind = kind;
    issue->id = copy;
    issue->definition = definition;
    group->issue_count++;
    return issue;
}

struct score_part *kefu__group_add_score(const kefu_aggregate *a, struct group *group, kefu_str id,
                                         uint64_t definition, kefu_status *status) {
    bool found;
    const size_t place = score_place(group, truncated(id), definition, &found);
    if (found)
        return &group->scores[place];
    *status = group->score_count >= AGGREGATE_SCORES_MAX ? KEFU_E_LIMIT : KEFU_E_MEMORY;
    struct score_part *score;
    if (*status == KEFU_E_LIMIT ||
        !kefu__grow(&a->allocator, &group->scores, &group->score_capacity, group->score_count + 1,
                    sizeof *score))
        return NULL;
    kefu_str copy = kefu__aggregate_keep(a, id);
    if (!copy.data)
        return NULL;
    *status = KEFU_OK;
    score = &group->scores[place];
    memmove(score + 1, score, (group->score_count - place) * sizeof *score);
    memset(score, 0, sizeof *score);
    score->id = copy;
    score->definition = definition;
    group->score_count++;
    return score;
}

static void free_issue(const kefu_aggregate *a, struct issue *issue) {
    for (uint32_t i = 0; i < issue->evidence_count + issue->evidence_staged; i++)
        kefu__release(&a->allocator, issue->evidence[i], issue->evidence[i]->size);
    kefu__release(&a->allocator, issue->evidence,
                  issue->evidence_capacity * sizeof *issue->evidence);
    kefu__aggregate_release(a, issue->id);
}

static void free_score(const kefu_aggregate *a, struct score_part *score) {
    kefu__measure_free(&score->measure, &a->allocator);
    kefu__aggregate_release(a, score->id);
}

/* ---- groups ---- */

struct group *kefu__group_new(const kefu_aggregate *a) {
    struct group *group = kefu__alloc_zero(&a->allocator, sizeof *group);
    if (group && !kefu__facts_init(a, &group->facts)) {
        kefu__group_free(a, group);
        return NULL;
    }
    return group;
}

static void free_lists(const kefu_aggregate *a, struct group *group) {
    for (size_t i = 0; i < group->issue_count; i++)
        free_issue(a, &group->issues[i]);
    for (size_t i = 0; i < group->score_count; i++)
        free_score(a, &group->scores[i]);
    group->issue_count = group->score_count = 0;
    for (size_t i = 0; i < AGGREGATE_COLUMNS_MAX; i++) {
        kefu__aggregate_release(a, group->key[i]);
        memset(&group->key[i], 0, sizeof group->key[i]);
    }
}

void kefu__group_free(const kefu_aggregate *a, struct group *group) {
    if (!group)
        return;
    free_lists(a, group);
    kefu__facts_free(a, &group->facts);
    kefu__distinct_free(&group->customers, &a->allocator);
    kefu__release(&a->allocator, group->issues, group->issue_capacity * sizeof *group->issues);
    kefu__release(&a->allocator, group->scores, group->score_capacity * sizeof *group->scores);
    kefu__release(&a->allocator, group, sizeof *group);
}

void kefu__group_clear(const kefu_aggregate *a, struct group *group) {
    free_lists(a, group);
    kefu__facts_clear(&group->facts);
    memset(group->ratings, 0, sizeof group->ratings);
    memset(group->recommend, 0, sizeof group->recommend);
    kefu__distinct_clear(&group->customers);
    group->customer_records = 0;
}

bool kefu__group_is_empty(const struct group *group) {
    return group->facts.conversations == 0 && group->facts.feedback == 0 &&
           group->facts.evaluations == 0 && group->facts.joined == 0;
}

static int compare_keys(const kefu_str *a, const kefu_str *b) {
    int order = 0;
    for (size_t i = 0; i < AGGREGATE_COLUMNS_MAX && order == 0; i++)
        order = kefu__str_compare(a[i], b[i]);
    return order;
}

/* The index of the group with this key, by binary search; *found false: there is none, and the
 * index is where it must be inserted. */
static size_t group_place(const kefu_aggregate *a, const kefu_str *key, bool *found) {
    size_t low = 1, high = a->group_count;
    /* keys often come in order */
    if (high > 1 && compare_keys(a->groups[high - 1]->key, key) < 0)
        low = high;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (compare_keys(a->groups[middle]->key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *found = low < a->group_count && compare_keys(a->groups[low]->key, key) == 0;
    return low;
}

const struct group *kefu__aggregate_find(const kefu_aggregate *a, const kefu_str *key) {
    bool found;
    const size_t place = group_place(a, key, &found);
    return found ? a->groups[place] : NULL;
}

/* Makes room for `count` groups; KEFU_E_LIMIT if there cannot be as many. */
static kefu_status reserve_groups(kefu_aggregate *a, size_t count) {
    if (count > AGGREGATE_GROUPS_MAX + 1 ||
        (count > 2 && count > AGGREGATE_CELLS_MAX / (a->series_count + 1)))
        return KEFU_E_LIMIT;
    return kefu__grow(&a->allocator, &a->groups, &a->group_capacity, count, sizeof *a->groups)
               ? KEFU_OK
               : KEFU_E_MEMORY;
}

/* A new group with copies of this key, which is in no list; NULL: out of memory. */
static struct group *make_group(const kefu_aggregate *a, const kefu_str *key) {
    struct group *group = kefu__group_new(a);
    for (size_t i = 0; group && i < a->column_count; i++) {
        group->key[i] = kefu__aggregate_keep(a, key[i]);
        if (!group->key[i].data) {
            kefu__group_free(a, group);
            group = NULL;
        }
    }
    return group;
}

struct group *kefu__aggregate_add_group(kefu_aggregate *a, const kefu_str *key,
                                        kefu_status *status) {
    bool found;
    const size_t place = group_place(a, key, &found);
    if (found)
        return a->groups[place];
    if ((*status = reserve_groups(a, a->group_count + 1)) != KEFU_OK)
        return NULL;
    struct group *group = make_group(a, key);
    if (!group) {
        *status = KEFU_E_MEMORY;
        return NULL;
    }
    memmove(&a->groups[place + 1], &a->groups[place], (a->group_count - place) * sizeof *a->groups);
    a->groups[place] = group;
    a->group_count++;
    return group;
}

/* The number of groups of `from` that `into` lacks. */
static size_t count_missing(const kefu_aggregate *into, const kefu_aggregate *from) {
    size_t missing = 0, j = 1;
    for (size_t i = 1; i < from->group_count; i++) {
        while (j < into->group_count &&
               compare_keys(into->groups[j]->key, from->groups[i]->key) < 0)
            j++;
        missing += j == into->group_count ||
                   compare_keys(into->groups[j]->key, from->groups[i]->key) != 0;
    }
    return missing;
}

/* Appends the groups of `from` that `into` lacks behind those it has. */
static bool append_missing(kefu_aggregate *into, const kefu_aggregate *from, size_t before) {
    size_t j = 1;
    for (size_t i = 1; i < from->group_count; i++) {
        const kefu_str *key = from->groups[i]->key;
        while (j < before && compare_keys(into->groups[j]->key, key) < 0)
            j++;
        if (j < before && compare_keys(into->groups[j]->key, key) == 0)
            continue;
        if (!(into->groups[into->group_count] = make_group(into, key)))
            return false;
        into->group_count++;
    }
    return true;
}

/* Merges the two sorted runs 1 … before - 1 and before … count - 1 of the groups. */
static void merge_runs(kefu_aggregate *a, size_t before, struct group **space) {
    const size_t added = a->group_count - before;
    size_t i = before, j = added, to = a->group_count;
    memcpy(space, a->groups + before, added * sizeof *space);
    while (j > 0)
        a->groups[--to] = i > 1 && compare_keys(a->groups[i - 1]->key, space[j - 1]->key) > 0
                              ? a->groups[--i]
                              : space[--j];
}

kefu_status kefu__aggregate_add_groups(kefu_aggregate *into, const kefu_aggregate *from) {
    const size_t before = into->group_count, missing = count_missing(into, from);
    if (missing == 0)
        return KEFU_OK;
    const kefu_status status = reserve_groups(into, before + missing);
    if (status != KEFU_OK)
        return status;
    struct group **space = kefu__alloc(&into->allocator, missing * sizeof *space);
    if (space && append_missing(into, from, before)) {
        merge_runs(into, before, space);
        kefu__release(&into->allocator, space, missing * sizeof *space);
        return KEFU_OK;
    }
    while (into->group_count > before)
        kefu__group_free(into, into->groups[--into->group_count]);
    kefu__release(&into->allocator, space, space ? missing * sizeof *space : 0);
    return KEFU_E_MEMORY;
}

/* ---- groups in their order ---- */

void kefu__group_walk_begin(const kefu_aggregate *a, struct group_walk *walk) {
    walk->before = a->group_count;
    walk->next = 1;
}

/* The first group from walk->next on whose key is not below `key`, by ever longer steps, as it is
 * usually near. */
static size_t walk_place(const kefu_aggregate *a, const struct group_walk *walk,
                         const kefu_str *key) {
    size_t low = walk->next, step = 1;
    while (low + step < walk->before && compare_keys(a->groups[low + step - 1]->key, key) < 0) {
        low += step;
        step *= 2;
    }
    size_t high = low + step < walk->before ? low + step : walk->before;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (compare_keys(a->groups[middle]->key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct group *kefu__group_walk_to(kefu_aggregate *a, struct group_walk *walk, const kefu_str *key,
                                  kefu_status *status) {
    walk->next = walk_place(a, walk, key);
    if (walk->next < walk->before && compare_keys(a->groups[walk->next]->key, key) == 0)
        return a->groups[walk->next++];
    if ((*status = reserve_groups(a, a->group_count + 1)) != KEFU_OK)
        return NULL;
    struct group *group = make_group(a, key);
    if (group)
        a->groups[a->group_count++] = group;
    else
        *status = KEFU_E_MEMORY;
    return group;
}

kefu_status kefu__group_walk_end(kefu_aggregate *a, const struct group_walk *walk) {
    const size_t size = (a->group_count - walk->before) * sizeof *a->groups;
    if (size == 0)
        return KEFU_OK;
    struct group **space = kefu__alloc(&a->allocator, size);
    if (!space)
        return KEFU_E_MEMORY;
    merge_runs(a, walk->before, space);
    kefu__release(&a->allocator, space, size);
    return KEFU_OK;
}

/* ---- what an addition left that failed ---- */

static void prune_group(const kefu_aggregate *a, struct group *group) {
    size_t kept = 0;
    for (size_t i = 0; i < group->issue_count; i++) {
        struct issue *issue = &group->issues[i];
        while (issue->evidence_staged > 0) {
            struct evidence *staged =
                issue->evidence[issue->evidence_count + --issue->evidence_staged];
            kefu__release(&a->allocator, staged, staged->size);
        }
        if (issue->conversations + issue->feedback == 0)
            free_issue(a, issue);
        else
            group->issues[kept++] = *issue;
    }
    group->issue_count = kept;
    kept = 0;
    for (size_t i = 0; i < group->score_count; i++) {
        struct score_part *score = &group->scores[i];
        if (score->measure.n == 0)
            free_score(a, score);
        else
            group->scores[kept++] = *score;
    }
    group->score_count = kept;
}

void kefu__aggregate_prune(kefu_aggregate *a) {
    size_t kept = 1;
    prune_group(a, a->groups[0]);
    for (size_t i = 1; i < a->group_count; i++) {
        if (kefu__group_is_empty(a->groups[i])) {
            kefu__group_free(a, a->groups[i]);
            continue;
        }
        prune_group(a, a->groups[i]);
        a->groups[kept++] = a->groups[i];
    }
    a->group_count = kept;
}

void kefu__aggregate_clear(kefu_aggregate *a) {
    for (size_t i = 1; i < a->group_count; i++)
        kefu__group_free(a, a->groups[i]);
    a->group_count = 1;
    kefu__group_clear(a, a->groups[0]);
    for (size_t i = 0; i < AGGREGATE_HOURS; i++)
        if (!kefu__hour_is_empty(a, i))
            kefu__facts_clear(&a->hours[i]);
    a->first_at = a->last_at = KEFU_TIME_NONE;
}
