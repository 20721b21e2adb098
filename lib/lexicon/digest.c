/* SPDX-License-Identifier: MIT
 * Digests of the parts of a lexicon. */
#include "lexicon/digest.h"

#include <string.h>

#include "lexicon/constants.h"
#include "model/digest.h"
#include "text/fold.h"
#include "text/mail.h"
#include "text/quote.h"
#include "words/words.h"

/* How many doubles and how many uint32_t struct analysis_constants has. All doubles precede all
 * uint32_t, without padding, so that two loops hash every constant. */
enum {
    CONSTANTS_DOUBLES = offsetof(struct analysis_constants, degree_reach) / sizeof(double),
    CONSTANTS_COUNTS = (sizeof(struct analysis_constants) -
                        offsetof(struct analysis_constants, degree_reach)) /
                       sizeof(uint32_t)
};
_Static_assert(sizeof(struct analysis_constants) ==
                   offsetof(struct analysis_constants, ids_more) + sizeof(uint32_t),
               "no padding at the end of the constants");
_Static_assert(offsetof(struct analysis_constants, degree_reach) % sizeof(double) == 0,
               "no padding between the constants");

static uint64_t hash_double(uint64_t hash, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return kefu__hash_number(hash, bits);
}

uint64_t kefu__analysis_version(const struct analysis_constants *of) {
    double numbers[CONSTANTS_DOUBLES];
    uint32_t counts[CONSTANTS_COUNTS];
    uint64_t hash = kefu__hash(NULL, 0);
    memcpy(numbers, of, sizeof numbers);
    memcpy(counts, (const char *)of + sizeof numbers, sizeof counts);
    for (size_t i = 0; i < CONSTANTS_DOUBLES; i++)
        hash = hash_double(hash, numbers[i]);
    return kefu__hash_words(hash, counts, CONSTANTS_COUNTS);
}

static uint64_t hash_text(uint64_t hash, const char *text) {
    return kefu__hash_more(hash, text, strlen(text) + 1);
}

/* ---- grammar ---- */

static uint64_t digest_of_word(const struct lexicon_word *word) {
    uint64_t hash = kefu__hash_more(kefu__hash("word", 4), word->text.data, word->text.size);
    hash = kefu__hash_number(hash, word->sense);
    hash = kefu__hash_number(hash, word->scope);
    hash = kefu__hash_number(hash, word->kind);
    hash = kefu__hash_number(hash, word->flags);
    hash = hash_double(hash, (double)word->factor);
    hash = hash_double(hash, (double)word->after);
    return kefu__hash_number(hash, (uint64_t)word->is_after | (uint64_t)word->at_start << 1);
}

static uint64_t digest_of_numbers(const struct lexicon_grammar *grammar) {
    uint64_t hash = hash_double(kefu__hash("grammar", 7), grammar->degree_cap);
    for (size_t i = 0; i < GRAMMAR_FACTORS; i++)
        hash = hash_double(hash, grammar->factors[i]);
    for (size_t i = 0; i < LEXICON_FOUND_KINDS; i++)
        hash = hash_double(hash, grammar->thresholds[i]);
    for (size_t i = 0; i < CHARACTERS_SETS; i++) {
        const struct character_set *set = &grammar->characters[i];
        hash = kefu__hash_number(hash, set->count);
        for (size_t k = 0; k < set->count; k++)
            hash = kefu__hash_number(hash, set->codes[k]);
    }
    return hash;
}

static uint64_t digest_of_list(const struct lexicon *lexicon, uint64_t hash,
                               const struct lexicon_id_list *list) {
    for (size_t i = 0; i < list->count; i++)
        hash = hash_text(hash, lexicon->ids[list->ids[i]].id);
    return kefu__hash_number(hash, list->count);
}

/* Digest of the certainty of an id (its measured precision), and of whether its words are also
 * searched for in disguised form; 0 for most ids. The digests of ids are added up, so that the
 * order of the documents, in which ids are numbered, does not count. */
static uint64_t digest_of_id(const struct lexicon_id *id) {
    const uint64_t name = hash_text(kefu__hash_number(0, id->kind), id->id);
    return (id->certainty >= 0 ? hash_double(name, id->certainty) : 0) +
           (id->disguised ? kefu__hash_number(name, 1) : 0);
}

/* Digest of all that turns a fault into a hint or removes it: excuses and certainties; and of which
 * ids have words that are also searched for in disguised form. */
static uint64_t digest_of_doubts(const struct lexicon *lexicon, const uint64_t *ids) {
    uint64_t hash = kefu__hash("doubts", 6), sum = 0;
    for (size_t i = 0; i < lexicon->excuse_count; i++) {
        const struct lexicon_excuse *excuse = &lexicon->excuses[i];
        hash = digest_of_list(lexicon, hash, &excuse->acts);
        hash = digest_of_list(lexicon, hash, &excuse->faults);
        hash = kefu__hash_number(hash, ids[excuse->id]);
    }
    if (lexicon->repetition != UINT32_MAX)
        hash = hash_text(hash, lexicon->ids[lexicon->repetition].id);
    for (size_t i = 0; i < lexicon->id_count; i++)
        sum += digest_of_id(&lexicon->ids[i]);
    return kefu__hash_number(hash, sum);
}

uint64_t kefu__reading_version(void) {
    size_t mark_count, quotation_count;
    const struct boundary_mark *marks = kefu__boundary_marks(&mark_count);
    const struct quotation *quotations = kefu__quotations(&quotation_count);
    uint64_t hash = kefu__analysis_version(&constants);
    hash = kefu__hash_number(hash, kefu__boundary_version(marks, mark_count));
    hash = kefu__hash_number(hash, kefu__quotation_version(quotations, quotation_count));
    hash = kefu__hash_number(hash, kefu__mail_version());
    hash = kefu__hash_number(hash, kefu__words_version());
    return kefu__hash_number(hash, kefu__fold_version());
}

/* Digest of the words of courtesy, which do not count as content. */
static uint64_t digest_of_courtesies(const struct lexicon *lexicon, const uint64_t *ids) {
    uint64_t hash = kefu__hash("courtesies", 10);
    for (size_t i = 0; i < lexicon->id_count; i++) {
        const struct lexicon_id *id = &lexicon->ids[i];
        if (id->courtesy)
            hash = kefu__hash_number(hash_text(hash, id->id), id->courtesy);
        if (id->kind == LEXICON_COURTESY)
            hash = kefu__hash_number(hash, ids[i]);
    }
    return hash;
}

/* Digest of all that every analysis depends on: grammar words, numbers, excuses, courtesies and
 * `version`. ids[i] is the digest of the entries with id number i. */
static uint64_t digest_of_grammar(const struct lexicon *lexicon, uint64_t version,
                                  const uint64_t *ids) {
    uint64_t words = 0;
    for (size_t i = 0; i < lexicon->word_count; i++)
        if (!lexicon->words[i].removed)
            words += digest_of_word(&lexicon->words[i]);
    uint64_t hash = kefu__hash_number(digest_of_numbers(&lexicon->grammar), words);
    hash = kefu__hash_number(hash, digest_of_doubts(lexicon, ids));
    hash = kefu__hash_number(hash, digest_of_courtesies(lexicon, ids));
    return kefu__hash_number(hash, version);
}

/* ---- entries ---- */

/* Digest of the text and flags of an entry; its polarity and attributes are not included. */
static uint64_t digest_of_entry(const struct lexicon_entry *entry) {
    const uint32_t counts = ENTRY_AMBIGUOUS | ENTRY_GRADED | ENTRY_PAIR | ENTRY_MESSAGE |
                            ENTRY_INSIDE;
    return kefu__hash_number(hash_text(kefu__hash("entry", 5), entry->text), entry->flags & counts);
}

/* Digest of a gapped pair: the text of its entry, and `gap`, the largest number of characters
 * between its parts, which struct lexicon_entry does not hold. */
static uint64_t digest_of_pair(const struct lexicon_entry *entry, uint32_t gap) {
    return kefu__hash_number(hash_text(kefu__hash("pair", 4), entry->text), gap);
}

static uint64_t digest_of_sentiment(const struct lexicon *lexicon) {
    uint64_t sum = 0;
    for (size_t i = 0; i < lexicon->pair_count; i++) {
        const struct lexicon_entry *entry = &lexicon->entries[lexicon->pairs[i].entry];
        if (entry->flags & ENTRY_POLAR && !(entry->flags & ENTRY_REMOVED))
            sum += digest_of_pair(entry, lexicon->pairs[i].gap);
    }
    for (size_t i = 0; i < lexicon->entry_count; i++) {
        const struct lexicon_entry *entry = &lexicon->entries[i];
        if (!(entry->flags & ENTRY_POLAR) || entry->flags & ENTRY_REMOVED)
            continue;
        sum += kefu__hash_number(hash_double(digest_of_entry(entry), (double)entry->polarity),
                                 entry->polarity_roles);
    }
    for (size_t i = 0; i < LEXICON_GENRES; i++)
        sum = kefu__hash_number(sum, kefu__model_digest(lexicon->genres[i].learned));
    return sum;
}

/* Adds the digest of an entry to the digest of each id among its attributes. */
static void add_attributes(const struct lexicon *lexicon, const struct lexicon_entry *entry,
                           uint64_t *ids) {
    const uint64_t hash = digest_of_entry(entry);
    for (uint32_t i = entry->attributes; i != UINT32_MAX; i = lexicon->attributes[i].next) {
        const struct lexicon_attribute *attribute = &lexicon->attributes[i];
        const struct lexicon_id *id = &lexicon->ids[attribute->id];
        uint64_t said = hash_text(kefu__hash_number(hash, id->kind), id->id);
        said = hash_double(said, (double)attribute->strength);
        ids[attribute->id] += kefu__hash_number(said, attribute->roles);
    }
}

/* Adds the digest of each pattern (its classes, their words, the gaps) to the digests of the ids
 * that the pattern states. */
static void add_patterns(const struct lexicon *lexicon, uint64_t *ids) {
    const struct lexicon_patterns *patterns = &lexicon->patterns;
    uint64_t hash = 0;
    for (size_t s = 0; s < patterns->step_count; s++) {
        const struct lexicon_step *step = &patterns->steps[s];
        const struct lexicon_entry *entry = &lexicon->entries[step->entry];
        hash = step->is_first ? kefu__hash("pattern", 7) : hash;
        hash = kefu__hash_number(kefu__hash_number(hash, step->gap),
                                 patterns->classes[step->word_class].digest);
        if (!step->is_last || entry->flags & ENTRY_REMOVED)
            continue;
        for (uint32_t i = entry->attributes; i != UINT32_MAX; i = lexicon->attributes[i].next)
            ids[lexicon->attributes[i].id] += hash;
    }
}

static void add_entries(const struct lexicon *lexicon, uint64_t *ids) {
    for (size_t e = 0; e < lexicon->entry_count; e++)
        if (!(lexicon->entries[e].flags & ENTRY_REMOVED))
            add_attributes(lexicon, &lexicon->entries[e], ids);
    for (size_t p = 0; p < lexicon->pair_count; p++) {
        const struct lexicon_entry *entry = &lexicon->entries[lexicon->pairs[p].entry];
        if (entry->flags & ENTRY_REMOVED)
            continue;
        for (uint32_t i = entry->attributes; i != UINT32_MAX; i = lexicon->attributes[i].next)
            ids[lexicon->attributes[i].id] += digest_of_pair(entry, lexicon->pairs[p].gap);
    }
    add_patterns(lexicon, ids);
}

/* Adds the digest of the model of accusations to that of each fault which the model may find. The
 * model's classes compete with each other, so each fault depends on the whole model. */
static void add_accuser(const struct lexicon_accuser *accuser, uint64_t *ids) {
    const uint64_t hash = accuser->model ? kefu__model_digest(accuser->model) : 0;
    for (uint32_t i = 0; accuser->model && i < accuser->model->output_count; i++)
        if (accuser->ids[i] != LEARNED_NONE)
            ids[accuser->ids[i]] += kefu__hash_number(hash, i);
}

/* ---- all of them ---- */

static int compare_ids(uint32_t a_kind, const char *a, uint32_t b_kind, const char *b) {
    if (a_kind != b_kind)
        return a_kind < b_kind ? -1 : 1;
    return strcmp(a, b);
}

static int compare_id_digests(const void *a, const void *b) {
    const struct id_digest *one = a, *other = b;
    return compare_ids(one->kind, one->id, other->kind, other->id);
}

static bool sort_ids(const struct lexicon *lexicon, struct arena *arena,
                     struct text_digests *digests) {
    digests->count = lexicon->id_count;
    digests->sorted = kefu__arena_alloc(arena, (digests->count + 1) * sizeof *digests->sorted);
    for (size_t i = 0; digests->sorted && i < digests->count; i++)
        digests->sorted[i] = (struct id_digest){lexicon->ids[i].kind, lexicon->ids[i].id,
                                                digests->ids[i]};
    if (digests->sorted)
        kefu__sort(digests->sorted, digests->count, sizeof *digests->sorted, compare_id_digests);
    return digests->sorted != NULL;
}

bool kefu__text_digests_init(const struct lexicon *lexicon, uint64_t version, struct arena *arena,
                             struct text_digests *digests) {
    digests->ids = kefu__arena_alloc_zero(arena, (lexicon->id_count + 1) * sizeof *digests->ids);
    if (!digests->ids)
        return false;
    add_entries(lexicon, digests->ids);
    add_accuser(&lexicon->accuser, digests->ids);
    digests->grammar = digest_of_grammar(lexicon, version, digests->ids);
    digests->sentiment = digest_of_sentiment(lexicon);
    digests->dialogue = kefu__model_digest(lexicon->dialogue);
    return sort_ids(lexicon, arena, digests);
}

/* The index in `sorted` of the first id that is not before (kind, id). */
static size_t lower_bound(const struct text_digests *digests, uint32_t kind, const char *id) {
    size_t low = 0, high = digests->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct id_digest *at = &digests->sorted[middle];
        if (compare_ids(at->kind, at->id, kind, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint64_t kefu__text_digests_find(const struct text_digests *digests, uint32_t kind,
                                 const char *id) {
    uint64_t sum = 0;
    for (size_t i = lower_bound(digests, kind, id ? id : "");
         i < digests->count && digests->sorted[i].kind == kind &&
         (!id || strcmp(digests->sorted[i].id, id) == 0);
         i++)
        sum += digests->sorted[i].digest;
    return sum;
}
