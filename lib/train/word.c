/* SPDX-License-Identifier: MIT
 * Finding words without a dictionary, by statistics of the corpus. */
#include "train/train.h"

#include <math.h>

/* Statistics of the characters next to a candidate (a string that may be a word) on one side,
 * gathered from the candidates that are one character longer. */
struct neighbours {
    /* part of the entropy of the neighbouring character: the sum over those neighbours with which
     * the candidate is another, longer candidate */
    double entropy;
    /* number of occurrences of the candidate that have such a neighbour */
    uint32_t followed;
};

/* How often a character is the first and the last one of a clause. Particles (了 的 们) rarely
 * begin a clause, adverbs (很 太 不) rarely end one; so a string that does so (了再来评价,
 * 感觉有点不) is a fragment. */
struct habit {
    /* number of clauses that begin with the character, and number that end with it */
    uint32_t starts, ends;
};
/* minimum rate at which a string's first character must begin clauses, relative to the mean rate of
 * all characters; END_SHARE_MIN: its last character must end clauses */
#define START_SHARE_MIN 0.2
#define END_SHARE_MIN   0.1
/* minimum length in characters of strings whose last character is tested; shorter strings such as
 * 很不 may end with a character that rarely ends clauses */
#define END_LENGTH_MIN  4
#define CODE_POINTS     0x40000u /* only code points below this one have clause statistics */

struct word_statistics {
    const struct candidate *items;
    uint32_t count;
    double characters;               /* number of characters in all texts */
    double clause_rate;              /* clauses per character */
    struct neighbours *left, *right; /* for each candidate, on either side */
    /* for each candidate of one character: how often it begins and ends clauses */
    struct habit *habits;
};

static double share_entropy(double part, double whole) {
    return -part / whole * log(part / whole);
}

static void gather_neighbours(struct word_statistics *of) {
    for (uint32_t i = 0; i < of->count; i++) {
        const struct candidate *longer = &of->items[i];
        if (longer->length < 2)
            continue;
        struct neighbours *right = &of->right[longer->prefix], *left = &of->left[longer->suffix];
        right->entropy += share_entropy(longer->occurrences, of->items[longer->prefix].occurrences);
        right->followed += longer->occurrences;
        left->entropy += share_entropy(longer->occurrences, of->items[longer->suffix].occurrences);
        left->followed += longer->occurrences;
    }
}

/* Normalised entropy: 0 if the neighbour is always the same, 1 if it always differs. Neighbours
 * without a candidate (punctuation, the end of the text, rare strings) count as distinct. */
static double freedom(const struct neighbours *side, uint32_t occurrences) {
    const double all = occurrences;
    const double rest = side->followed < occurrences ? all - side->followed : 0;
    return (side->entropy + rest / all * log(all)) / log(all + 1);
}

/* The smallest pointwise mutual information over all divisions of the candidate into two parts. */
static double cohesion(const struct word_statistics *of, const struct candidate *candidate) {
    uint32_t heads[TRAIN_LENGTH_MAX + 1], tails[TRAIN_LENGTH_MAX + 1];
    uint32_t head = candidate->prefix, tail = candidate->suffix;
    for (uint32_t length = candidate->length - 1u; length >= 1; length--) {
        heads[length] = head;
        tails[length] = tail;
        head = of->items[head].prefix;
        tail = of->items[tail].suffix;
    }
    double least = INFINITY;
    for (uint32_t cut = 1; cut < candidate->length; cut++) {
        const double apart = (double)of->items[heads[cut]].occurrences *
                             (double)of->items[tails[candidate->length - cut]].occurrences;
        const double together = log((double)candidate->occurrences * of->characters / apart);
        least = together < least ? together : least;
    }
    return least;
}

/* Counts how many clauses (runs of letters and digits) each character begins and ends. */
static void gather_habits(struct word_statistics *of, const struct corpus *corpus,
                          uint32_t *number) {
    for (uint32_t i = 0; i < of->count && of->items[i].length == 1; i++) {
        const uint32_t symbol = corpus->symbols[of->items[i].position];
        if (symbol < CODE_POINTS)
            number[symbol] = i + 1;
    }
    double clauses = 0, letters = 0;
    for (uint32_t text = 0; text < corpus->count; text++) {
        bool inside = false;
        uint32_t last = 0;
        for (size_t at = kefu__corpus_begin(corpus, text); at <= corpus->ends[text]; at++) {
            const uint32_t symbol = at < corpus->ends[text] ? corpus->symbols[at] : ',';
            const enum symbol_class class = kefu__symbol_class(symbol);
            const bool letter = class == SYMBOL_LETTER || class == SYMBOL_DIGIT;
            const uint32_t known = letter && symbol < CODE_POINTS ? number[symbol] : 0;
            if (letter && !inside && known)
                of->habits[known - 1].starts++;
            if (!letter && inside && last)
                of->habits[last - 1].ends++;
            clauses += letter && !inside;
            letters += letter;
            inside = letter;
            last = known;
        }
    }
    of->clause_rate = letters > 0 ? clauses / letters : 0;
}

/* Does the candidate begin with a character that often begins clauses, and end with one that often
 * ends them? */
static bool is_whole(const struct word_statistics *of, const struct candidate *item) {
    uint32_t first = item->prefix, last = item->suffix;
    while (of->items[first].length > 1)
        first = of->items[first].prefix;
    while (of->items[last].length > 1)
        last = of->items[last].suffix;
    const bool starts = of->habits[first].starts >=
                        START_SHARE_MIN * of->clause_rate * of->items[first].occurrences;
    const bool ends = of->habits[last].ends >=
                      END_SHARE_MIN * of->clause_rate * of->items[last].occurrences;
    return starts && (ends || item->length < END_LENGTH_MIN);
}

/* What a single character must have on top of options->freedom_min, the minimum entropy of a word's
 * neighbours: most single characters are parts of words. */
#define SINGLE_FREEDOM_MORE 0.1

static bool is_word(const struct word_statistics *of, uint32_t i,
                    const struct candidate_options *options) {
    const struct candidate *item = &of->items[i];
    const double least = options->freedom_min +
                         (item->length == 1 && options->whole ? SINGLE_FREEDOM_MORE : 0);
    return item->length == 0 ||
           (freedom(&of->left[i], item->occurrences) >= least &&
            freedom(&of->right[i], item->occurrences) >= least &&
            (item->length == 1 || ((!options->whole || is_whole(of, item)) &&
                                   cohesion(of, item) >= options->cohesion_min)));
}

kefu_status kefu__words_mark(const struct corpus *corpus, const struct candidate *items,
                             uint32_t count, const struct candidate_options *options, bool *word,
                             kefu_error *error) {
    struct arena arena;
    kefu__arena_init(&arena, &corpus->allocator);
    struct word_statistics statistics = {
        .items = items,
        .count = count,
        .characters = (double)kefu__corpus_begin(corpus, corpus->count),
        .left = kefu__arena_alloc_zero(&arena, (count + 1u) * sizeof *statistics.left),
        .right = kefu__arena_alloc_zero(&arena, (count + 1u) * sizeof *statistics.right),
        .habits = kefu__arena_alloc_zero(&arena, (count + 1u) * sizeof *statistics.habits),
    };
    uint32_t *number = kefu__arena_alloc_zero(&arena, CODE_POINTS * sizeof *number);
    const bool memory = statistics.left && statistics.right && statistics.habits && number;
    if (memory) {
        gather_neighbours(&statistics);
        gather_habits(&statistics, corpus, number);
        for (uint32_t i = 0; i < count; i++)
            word[i] = is_word(&statistics, i, options);
    }
    kefu__arena_free(&arena);
    return memory ? KEFU_OK : kefu__no_memory(error);
}
