/* SPDX-License-Identifier: MIT
 * Candidate keywords: strings of 1 to n characters that occur in enough texts, and gapped pairs of
 * single characters. */
#include <string.h>

#include "base/utf8.h"
#include "train/train.h"

/* A slot of a hash table of strings. The key is made of the candidate (shorter string) that is the
 * string without its last character, and of that character. */
struct slot {
    uint64_t key; /* 0: the slot is free */
    size_t position;
    /* number of texts that contain the string; 1 + the index of the last text in which it was
     * counted */
    uint32_t texts, last_text;
    /* 1 + the index of the candidate that the string has become; 0: it has become none yet */
    uint32_t candidate;
};

struct table {
    struct slot *slots;
    size_t capacity, count;
};

/* A text that contains a candidate. Such entries are collected for all strings of one length before
 * the next length, and sorted by text afterwards. */
struct occurrence {
    uint32_t text, candidate;
};

struct finder {
    const struct corpus *corpus;
    const struct candidate_options *options;
    const kefu_allocator *allocator;
    struct candidates *to;
    size_t symbols;
    uint8_t *classes; /* for each symbol of the corpus: its enum symbol_class */
    /* for each symbol of the corpus: 1 + the index of the candidate that begins there, 0: none;
     * `shorter`: candidates of the length found last, `longer`: of that being searched */
    uint32_t *shorter, *longer;
    struct table table;
    struct occurrence *occurrences;
    size_t occurrence_count, occurrence_capacity;
};

/* ---- the table ---- */

static uint64_t mix(uint64_t x) {
    x ^= x >> 32;
    x *= 0xD6E8FEB86659FD93u;
    x ^= x >> 32;
    x *= 0xD6E8FEB86659FD93u;
    return x ^ x >> 32;
}

static struct slot *find_slot(const struct table *table, uint64_t key) {
    size_t i = (size_t)mix(key) & (table->capacity - 1);
    while (table->slots[i].key && table->slots[i].key != key)
        i = (i + 1) & (table->capacity - 1);
    return &table->slots[i];
}

static bool table_init(struct table *table, const kefu_allocator *allocator, size_t capacity) {
    *table = (struct table){.capacity = capacity};
    table->slots = kefu__alloc_zero(allocator, capacity * sizeof *table->slots);
    return table->slots != NULL;
}

static void table_free(struct table *table, const kefu_allocator *allocator) {
    kefu__release(allocator, table->slots, table->capacity * sizeof *table->slots);
    *table = (struct table){0};
}

static bool table_grow(struct table *table, const kefu_allocator *allocator) {
    struct table wider;
    if (!table_init(&wider, allocator, table->capacity * 2))
        return false;
    for (size_t i = 0; i < table->capacity; i++)
        if (table->slots[i].key)
            *find_slot(&wider, table->slots[i].key) = table->slots[i];
    wider.count = table->count;
    table_free(table, allocator);
    *table = wider;
    return true;
}

/* Counts an occurrence of the string with this key, at `position` of the corpus, in a text. */
static bool table_count(struct finder *f, uint64_t key, size_t position, uint32_t text) {
    struct slot *slot = find_slot(&f->table, key);
    if (!slot->key) {
        *slot = (struct slot){.key = key, .position = position};
        f->table.count++;
    }
    if (slot->last_text != text + 1) {
        slot->last_text = text + 1;
        slot->texts++;
    }
    return f->table.count * 10 < f->table.capacity * 6 || table_grow(&f->table, f->allocator);
}

/* ---- candidates ---- */

static bool add_candidate(struct finder *f, const struct candidate *candidate) {
    struct candidates *to = f->to;
    if (!kefu__grow(f->allocator, &to->items, &to->capacity, to->count + 1u, sizeof *to->items))
        return false;
    to->items[to->count++] = *candidate;
    return true;
}

static bool add_occurrence(struct finder *f, uint32_t text, uint32_t candidate) {
    if (!kefu__grow(f->allocator, &f->occurrences, &f->occurrence_capacity, f->occurrence_count + 1,
                    sizeof *f->occurrences))
        return false;
    f->occurrences[f->occurrence_count++] = (struct occurrence){text, candidate};
    return true;
}

/* Records an occurrence of a frequent string in a text. The string becomes a candidate if it is not
 * one yet; *candidate receives its index. */
static bool take(struct finder *f, struct slot *slot, const struct candidate *fresh, uint32_t text,
                 uint32_t *candidate) {
    if (!slot->candidate) {
        if (!add_candidate(f, fresh))
            return false;
        slot->candidate = f->to->count;
        slot->last_text = 0;
    }
    *candidate = slot->candidate - 1;
    f->to->items[*candidate].occurrences++;
    if (slot->last_text == text + 1)
        return true;
    slot->last_text = text + 1;
    return add_occurrence(f, text, *candidate);
}

static bool is_wordly(uint8_t symbol_class) {
    return symbol_class == SYMBOL_LETTER || symbol_class == SYMBOL_DIGIT;
}

/* The hash key of the string of `length` symbols at a position of the corpus; 0 if it cannot be a
 * candidate. Candidates of several characters consist of letters and digits, with no character four
 * times in a row. */
static uint64_t key_at(const struct finder *f, size_t at, uint32_t length) {
    const uint32_t *symbols = f->corpus->symbols;
    if (length == 1)
        return f->classes[at] == SYMBOL_SPACE ? 0 : (uint64_t)symbols[at] + 1;
    const size_t last = at + length - 1;
    if (!f->shorter[at] || !f->shorter[at + 1] || !is_wordly(f->classes[last]) ||
        (length == 2 && !is_wordly(f->classes[at])))
        return 0;
    if (length >= 4 && symbols[last] == symbols[last - 1] && symbols[last] == symbols[last - 2] &&
        symbols[last] == symbols[last - 3])
        return 0;
    return ((uint64_t)f->shorter[at] << 32 | symbols[last]) + 1;
}

static bool count_level(struct finder *f, uint32_t length) {
    for (uint32_t text = 0; text < f->corpus->count; text++) {
        const size_t end = f->corpus->ends[text];
        for (size_t at = kefu__corpus_begin(f->corpus, text); at + length <= end; at++) {
            const uint64_t key = key_at(f, at, length);
            if (key && !table_count(f, key, at, text))
                return false;
        }
    }
    return true;
}

static bool take_level(struct finder *f, uint32_t length) {
    memset(f->longer, 0, (f->symbols + 1) * sizeof *f->longer);
    for (uint32_t text = 0; text < f->corpus->count; text++) {
        const size_t end = f->corpus->ends[text];
        for (size_t at = kefu__corpus_begin(f->corpus, text); at + length <= end; at++) {
            const uint64_t key = key_at(f, at, length);
            struct slot *slot = key ? find_slot(&f->table, key) : NULL;
            if (!slot || !slot->key || slot->texts < f->options->frequency_min)
                continue;
            const struct candidate fresh = {
                .texts = slot->texts,
                .position = at,
                .prefix = length > 1 ? f->shorter[at] - 1 : CANDIDATE_NONE,
                .suffix = length > 1 ? f->shorter[at + 1] - 1 : CANDIDATE_NONE,
                .length = (uint8_t)length};
            uint32_t candidate;
            if (!take(f, slot, &fresh, text, &candidate))
                return false;
            f->longer[at] = candidate + 1;
        }
    }
    return true;
}

/* Finds all candidates of one length by extending those one character shorter (Apriori principle: a
 * string occurs in no more texts than its parts). */
static bool find_level(struct finder *f, uint32_t length) {
    if (!table_init(&f->table, f->allocator, 1u << 16))
        return false;
    const bool fine = count_level(f, length) && take_level(f, length);
    table_free(&f->table, f->allocator);
    uint32_t *kept = f->shorter;
    f->shorter = f->longer;
    f->longer = kept;
    return fine;
}

/* ---- pairs ---- */

/* Calls `visit` for every pair of characters in one clause with 0 to `gap` characters between them.
 */
static bool each_pair(struct finder *f, bool (*visit)(struct finder *, size_t, size_t, uint32_t)) {
    for (uint32_t text = 0; text < f->corpus->count; text++) {
        const size_t end = f->corpus->ends[text];
        for (size_t at = kefu__corpus_begin(f->corpus, text); at < end; at++) {
            if (!is_wordly(f->classes[at]))
                continue;
            for (size_t to = at + 1; to < end && to - at <= f->options->gap + 1u; to++) {
                if (f->classes[to] == SYMBOL_CLAUSE_END)
                    break;
                if (is_wordly(f->classes[to]) && !visit(f, at, to, text))
                    return false;
            }
        }
    }
    return true;
}

static uint64_t pair_key(const struct finder *f, size_t first, size_t second) {
    return ((uint64_t)f->corpus->symbols[first] << 32 | f->corpus->symbols[second]) + 1;
}

static bool count_pair(struct finder *f, size_t first, size_t second, uint32_t text) {
    return table_count(f, pair_key(f, first, second), first, text);
}

static bool take_pair(struct finder *f, size_t first, size_t second, uint32_t text) {
    struct slot *slot = find_slot(&f->table, pair_key(f, first, second));
    /* a pair must occur in at least 3 texts more than a keyword, because there are far more pairs
     */
    if (slot->texts < f->options->frequency_min + 3)
        return true;
    const struct candidate fresh = {.texts = slot->texts,
                                    .position = first,
                                    .prefix = CANDIDATE_NONE,
                                    .suffix = CANDIDATE_NONE,
                                    .distance = (uint8_t)(second - first)};
    uint32_t candidate;
    return take(f, slot, &fresh, text, &candidate);
}

static bool find_pairs(struct finder *f) {
    if (!table_init(&f->table, f->allocator, 1u << 16))
        return false;
    const bool fine = each_pair(f, count_pair) && each_pair(f, take_pair);
    table_free(&f->table, f->allocator);
    return fine;
}

/* ---- the matrix ---- */

void kefu__matrix_free(struct matrix *matrix, const kefu_allocator *allocator) {
    kefu__release(allocator, matrix->begin, matrix->row_capacity * sizeof *matrix->begin);
    kefu__release(allocator, matrix->column, matrix->entry_capacity * sizeof *matrix->column);
    *matrix = (struct matrix){0};
}

void kefu__candidates_free(struct candidates *candidates, const kefu_allocator *allocator) {
    kefu__release(allocator, candidates->items, candidates->capacity * sizeof *candidates->items);
    kefu__matrix_free(&candidates->found, allocator);
    *candidates = (struct candidates){0};
}

/* Removes the candidates for which wanted[] is false; number[i] receives the new index of candidate
 * i. */
static void compact(struct candidates *to, const bool *wanted, uint32_t *number) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < to->count; i++) {
        number[i] = wanted[i] ? kept : CANDIDATE_NONE;
        if (wanted[i])
            to->items[kept++] = to->items[i];
    }
    to->count = kept;
    for (uint32_t i = 0; i < kept; i++)
        to->items[i].prefix = to->items[i].suffix = CANDIDATE_NONE;
}

/* Builds the matrix that says which text contains which candidate; in a row shorter candidates come
 * before longer ones, and pairs last. */
static bool fill_matrix(struct finder *f, const uint32_t *number) {
    struct matrix *m = &f->to->found;
    const size_t rows = f->corpus->count;
    *m = (struct matrix){.rows = (uint32_t)rows, .columns = f->to->count};
    size_t entries = 0;
    for (size_t i = 0; i < f->occurrence_count; i++)
        entries += number[f->occurrences[i].candidate] != CANDIDATE_NONE;
    m->row_capacity = rows + 2;
    m->entry_capacity = entries + 1;
    m->begin = kefu__alloc_zero(f->allocator, m->row_capacity * sizeof *m->begin);
    m->column = kefu__alloc(f->allocator, m->entry_capacity * sizeof *m->column);
    if (!m->begin || !m->column)
        return false;
    for (size_t i = 0; i < f->occurrence_count; i++)
        if (number[f->occurrences[i].candidate] != CANDIDATE_NONE)
            m->begin[f->occurrences[i].text + 2]++;
    for (size_t row = 0; row <= rows; row++)
        m->begin[row + 1] += m->begin[row];
    for (size_t i = 0; i < f->occurrence_count; i++) {
        const uint32_t column = number[f->occurrences[i].candidate];
        if (column != CANDIDATE_NONE)
            m->column[m->begin[f->occurrences[i].text + 1]++] = column;
    }
    return true;
}

static kefu_status finish(struct finder *f, kefu_error *error) {
    struct candidates *to = f->to;
    const size_t marks_size = to->count + 1u, numbers_size = (to->count + 1u) * sizeof(uint32_t);
    bool *wanted = kefu__alloc_zero(f->allocator, marks_size);
    uint32_t *number = kefu__alloc(f->allocator, numbers_size);
    kefu_status status = wanted && number ? KEFU_OK : kefu__no_memory(error);
    if (status == KEFU_OK && f->options->fragments)
        memset(wanted, 1, to->count);
    else if (status == KEFU_OK)
        status = kefu__words_mark(f->corpus, to->items, to->count, f->options, wanted, error);
    if (status == KEFU_OK) {
        for (uint32_t i = 0; i < to->count; i++)
            if (to->items[i].length > f->options->length_max)
                wanted[i] = false;
        compact(to, wanted, number);
        if (!fill_matrix(f, number))
            status = kefu__no_memory(error);
    }
    kefu__release(f->allocator, wanted, marks_size);
    kefu__release(f->allocator, number, numbers_size);
    return status;
}

static bool prepare(struct finder *f) {
    f->symbols = kefu__corpus_begin(f->corpus, f->corpus->count);
    f->classes = kefu__alloc(f->allocator, f->symbols + 1);
    f->shorter = kefu__alloc_zero(f->allocator, (f->symbols + 1) * sizeof *f->shorter);
    f->longer = kefu__alloc_zero(f->allocator, (f->symbols + 1) * sizeof *f->longer);
    if (!f->classes || !f->shorter || !f->longer)
        return false;
    for (size_t i = 0; i < f->symbols; i++)
        f->classes[i] = (uint8_t)kefu__symbol_class(f->corpus->symbols[i]);
    return true;
}

kefu_status kefu__candidates_find(const struct corpus *corpus,
                                  const struct candidate_options *options,
                                  struct candidates *candidates, kefu_error *error) {
    struct candidates found = {0};
    struct finder f = {
        .corpus = corpus, .options = options, .allocator = &corpus->allocator, .to = &found};
    bool fine = prepare(&f);
    /* Also finds strings that are one character too long: whether a string is a word is decided by
     * the strings that extend it. */
    for (uint32_t length = 1; fine && length <= options->length_max + 1; length++)
        fine = find_level(&f, length);
    if (fine && options->gap)
        fine = find_pairs(&f);
    const kefu_status status = fine ? finish(&f, error) : kefu__no_memory(error);
    kefu__release(f.allocator, f.classes, f.symbols + 1);
    kefu__release(f.allocator, f.shorter, (f.symbols + 1) * sizeof *f.shorter);
    kefu__release(f.allocator, f.longer, (f.symbols + 1) * sizeof *f.longer);
    kefu__release(f.allocator, f.occurrences, f.occurrence_capacity * sizeof *f.occurrences);
    if (status == KEFU_OK)
        *candidates = found;
    else
        kefu__candidates_free(&found, f.allocator);
    return status;
}

/* ---- texts of candidates ---- */

static void write_code_point(struct buffer *to, uint32_t point) {
    char bytes[4];
    kefu__buffer_add(to, bytes, utf8_encode(point, bytes));
}

void kefu__candidate_write(const struct corpus *corpus, const struct candidate *candidate,
                           struct buffer *to) {
    const uint32_t *symbols = corpus->symbols + candidate->position;
    for (uint32_t i = 0; i < candidate->length; i++)
        write_code_point(to, symbols[i]);
    if (candidate->length)
        return;
    write_code_point(to, symbols[0]);
    kefu__buffer_add(to, "\xE2\x80\xA6", 3);
    write_code_point(to, symbols[candidate->distance]);
}
