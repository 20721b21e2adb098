/* SPDX-License-Identifier: MIT
 * Inside an analysis: from the matches of one scan to mentions, clauses, factors, hits and ids.
 *
 * One text goes through these steps, each a file: matches (sorted out), mentions (what stands
 * where), nesting (which of them count), clauses (and what holds for a whole clause), grammar (the
 * factors on each polar mention), learned (the weights found), sentiment (the sum), found (ids);
 * hits when they are asked for. */
#ifndef KEFU_LIB_ANALYSIS_H
#define KEFU_LIB_ANALYSIS_H

#include "analysis/list.h"
#include "kefu/analysis.h"
#include "lexicon/constants.h"
#include "lexicon/lexicon.h"
#include "model/score.h"
#include "scheme/scheme.h"
#include "text/quote.h"
#include <stdatomic.h>

enum {
    ANALYSIS_TEXT_MAX = 1024 * 1024,
    ANALYSIS_QUALITY_MAX = 8, /* codes that a text can have */
    ANALYSIS_FOUND_KINDS = KEFU_FOUND_HINT + 1
};

/* Fetches memory that will be read soon. */
#if defined(__GNUC__)
#define ANALYSIS_FETCH(address) __builtin_prefetch(address)
#else
#define ANALYSIS_FETCH(address) ((void)(address))
#endif

/* A hand-written word in the text: one sense of one match. What the lexicon says of it is laid out
 * as there, to be copied at once. */
struct mention {
    uint32_t start, end; /* raw bytes */
    uint32_t value;      /* index of the entry or word */
    uint32_t attributes; /* of an entry that has TRAIT_IDS: the first … */
    float polarity;      /* … and of any entry */
    uint8_t sense;       /* an enum sense_kind: ENTRY, NEGATOR … BLOCKER */
    uint8_t traits;      /* of an entry: TRAIT_… */
    uint8_t flags;       /* of an entry: ENTRY_AMBIGUOUS, ENTRY_GRADED */
    uint8_t classes;     /* MENTION_… */
    uint32_t clause;     /* until there are clauses: delimiters before it, or some fewer */
    uint32_t judged;     /* index of its polar; UINT32_MAX: it has no polarity that counts */
    bool polar;          /* its polarity counts for this speaker … */
    bool outweighed;     /* … but for a longer polar mention that it overlaps */
    bool hidden;         /* nested in a longer mention: the longest match wins */
    bool gapped;         /* a gapped pair: hides no mention that is nested in it */
    bool in_gap;         /* stands between the parts of a polar pair */
    uint32_t gap_start, gap_end; /* of a gapped pair: between its parts */
};

/* A match that has senses written by hand. */
struct sensed {
    uint32_t match;
    uint32_t meaning;    /* the lower half of its lexicon_meaning, which has its lexicon_senses */
    uint32_t delimiters; /* how much punctuation stands before it */
};

/* Punctuation in the text. */
struct delimiter {
    uint32_t start, end;
    uint32_t boundary; /* an enum boundary */
};

/* A clause, and what holds for all of it. */
struct clause {
    uint32_t start, end;  /* without the mentions that close it */
    uint32_t first, last; /* its mentions: [first, last) */
    uint32_t first_polar,
        last_polar;        /* its mentions with a polarity: [first, last) of the polars */
    uint32_t sentence;     /* number of its sentence */
    uint32_t exclamations; /* of its sentence's end */
    uint32_t senses;       /* a bit for each enum sense_kind of its mentions */
    uint32_t contrast, irrealis, rhetorical; /* mention behind the factor; UINT32_MAX: none */
    double contrast_factor;
};

/* A polar mention on its way to a hit. */
struct polar {
    uint32_t mention;
    uint32_t negators; /* how many reach it */
    uint32_t factors, factor_count;
    double degree;   /* product of degree words, capped */
    double irrealis; /* factor; 1: real */
    uint32_t unreal; /* an enum irrealis_kind, where it is not real */
    bool shifted;    /* negation, rhetoric, contrast or a wish changes its value */
    double product;  /* of all factors */
    double value;    /* base · product, before the gain */
};

/* What the polars of a text say together. */
struct polarity_sum {
    double hand;      /* sum of their values … */
    double good, bad; /* … and of those above and below 0 */
    bool judges;      /* one of them says more than a question or wish … */
    bool shifted;     /* … one is shifted … */
    bool contrasted;  /* … one stands in a clause of a contrast */
};

/* Learned keywords and pairs that are, or will be, one hit. */
struct piece {
    double base;    /* the sum of their weights, in logits */
    uint32_t end;   /* where they end */
    uint32_t match; /* of the longest of them; pairs are numbered after all matches */
};

/* A hit's strength, as it is ranked by, and its place in the list: those that stand earlier come
 * first among equals. */
struct key {
    int32_t strength;
    uint32_t at;
};

/* A phrase of a rule in the text. */
struct phrase_hit {
    uint32_t phrase; /* index from kefu__builder_phrase() */
    uint32_t start, end;
};

/* What the public structs of these names show, without a size for each. */
struct factor_record {
    uint32_t kind, start, end, reserved;
    double factor;
};
struct hit_record {
    uint32_t start, end;
    kefu_entry entry;
    uint32_t flags;
    double base, value;
    const struct factor_record *factors;
    size_t factor_count;
};
struct found_record {
    const char *id;
    double score, polarity, certainty;
    uint32_t start, end, count, stance;
};
struct dropped_record {
    uint32_t start, end;
    uint32_t entry; /* its index in the lexicon */
    uint32_t word_start, word_end;
};
struct quality_record {
    const char *code;
    uint64_t count, offset;
};

/* Where the first part of a gapped pair stood last. */
struct pair_state {
    uint32_t start, end;
    uint32_t
        generation; /* of the text, and of how much punctuation stands before it there; 0: void */
    uint32_t untested; /* its struct sensed, whose borders are tested when the pair is complete … */
};
#define PAIR_TESTED UINT32_MAX /* … or that is done, or there are none */

/* The accumulator of the score of one id (an emotion, intent, aspect, …) over its mentions in the
 * text: the score is 1 − missing. Mentions that do not overlap are combined by noisy-or. */
struct id_score {
    uint32_t id;    /* index of the lexicon_id */
    uint32_t count; /* mentions */
    double missing; /* product of (1 − strength); of a fault's doubtful mentions the least */
    double last;    /* strength of the mention that counted last, and its end */
    uint32_t reach;
    double strongest; /* and its span */
    uint32_t start, end;
    double polarity; /* of an aspect: sum of polarities, and how many */
    uint32_t judgements;
    uint32_t doubtful; /* of a fault: the doubtful entry that said it last */
};

/* A score that is strong enough, while all are ranked together. */
struct ranked {
    double score;
    uint32_t kind;
    uint32_t index; /* of the id_score */
};

/* ---- the state, parted by the step that writes it ---- */

/* The text under way and its matches: set before the first step. */
struct input {
    const struct lexicon *lexicon;
    const struct lexicon_genre *genre; /* its learned model */
    const char *text;
    size_t size;
    bool is_message;  /* of KEFU_GENRE_MESSAGE */
    uint32_t role;    /* a kefu_role */
    uint32_t speaker; /* LEXICON_CUSTOMER, LEXICON_AGENT, both, or 0 */
    const struct match *matches;
    size_t match_count;
};

/* matches.c: the matches by what their keywords mean. */
struct sorted_matches {
    struct list features; /* struct feature_hit: learned keywords, then pairs */
    struct list sensed;   /* struct sensed: matches with hand-written senses */
    struct list delimiters, delimiter_matches; /* punctuation, and the numbers of its matches */
    /* A byte for every keyword and pair: the generation of the text in which it was found last. */
    struct list seen;
    uint8_t generation;
    struct pair_matches pair_matches;
};

/* mentions.c and nesting.c: the hand-written words, and which of them later steps ask for. */
struct mention_lists {
    struct list mentions;
    struct list phrases;
    struct list dropped; /* struct dropped_record: entries that cut a word of the text */
    struct list pairs;   /* struct pair_state of each group */
    uint32_t generation; /* the last of a pair_state: older ones are void */
    /* Numbers of the mentions that are polar, negate or grade, and are not hidden: what grammar
     * sees of a text; and which of these are polar. */
    struct list neighbours, polar_mentions;
    /* Numbers of the mentions that have ids, or are words of contrast, irrealis or rhetoric: hidden
     * ones only if they have ids. */
    struct list id_mentions, clause_words, contrasts; /* the latter clause_words, too */
};

/* clauses.c: clauses, and what holds for each as a whole. */
struct segmentation {
    struct list clauses;
    struct list delimiter_clauses; /* which clause begins behind so many delimiters */
    uint32_t touching; /* clauses that begin where one ends: a contrast word cuts them */
};

/* learned.c: what the learned model says of the text. */
struct learned_evidence {
    const struct lanes *lanes;
    int64_t general_sum;                       /* of the weights found in output 0 */
    int32_t sums[LEARNED_OUTPUTS_MAX + LANES]; /* … in the topics, then in the packs */
    struct score_factors factors;              /* in logits */
    double score;                              /* without the bias */
    bool pack_named;                           /* by the caller, and there is such a pack */
};

/* grammar.c: the polar mentions that count, with their factors, and what they say together. */
struct polar_evidence {
    struct list polars, factors;
    uint64_t polar_values; /* Bloom filter over the entries of the polars, by index % 64 */
    struct polarity_sum sum;
};

/* sentiment.c: the factors on the two kinds of evidence. */
struct evidence_weights {
    double trust; /* on learned evidence */
    double gain;  /* on hand-written evidence */
};

/* found.c: what adds up for each id. */
struct id_scores {
    struct list scores;
    struct list score_numbers; /* of each id, its score, if that is of the id */
    struct list founds, ranked;
    struct quotation_cursor quoted; /* of the text, as far as mentions were read */
};

/* hits.c: the evidence in the order of its strength. */
struct hit_ranking {
    struct list hits, values, pieces, joined, strengths, ranks, keys;
};

struct kefu_analysis {
    kefu_sentiment sentiment;
    const struct kefu_scheme *scheme;
    const char *text;
    struct kefu_scratch *scratch; /* it lives in */
    uint32_t role;
    const struct hit_record *hits; /* NULL: not made yet */
    size_t hit_count;
    const struct found_record *found[ANALYSIS_FOUND_KINDS];
    size_t found_count[ANALYSIS_FOUND_KINDS];
    struct quality_record quality[ANALYSIS_QUALITY_MAX];
    size_t quality_count;
    const struct phrase_hit *phrases;
    size_t phrase_count;
    const struct dropped_record *dropped;
    size_t dropped_count;
    double bias; /* the part of the score that no hit brought */
    uint32_t clauses;
};

struct kefu_scratch {
    kefu_allocator allocator;
    atomic_flag busy;
    struct match_scratch match;
    struct text_quality quality;
    struct buffer buffer, kept; /* JSON; the text */
    struct input input;
    struct sorted_matches sorted;
    struct mention_lists mentioned;
    struct segmentation segments;
    struct learned_evidence learned;
    struct polar_evidence evidence;
    struct evidence_weights weights;
    struct id_scores ids;
    struct hit_ranking ranking;
    struct kefu_analysis analysis;
};

/* ---- the steps: each writes its own part. False: out of memory ---- */

bool kefu__matches_sort(const struct input *input, struct sorted_matches *sorted);
bool kefu__mentions_collect(const struct input *input, const struct sorted_matches *sorted,
                            struct mention_lists *mentioned);
/* Does a match violate a word boundary, that is, begin or end inside a longer word of the text
 * (寄了 in 邮寄了)? Only for keywords whose word boundaries are tested (KEYWORD_…). Where Chinese
 * word segmentation says so and the keyword is an entry for this speaker and genre, appends a
 * dropped_record to `dropped`, so that the result can say why it was ignored; the caller has
 * reserved the room. */
bool kefu__match_cuts_word(const struct input *input, const struct sorted_matches *sorted,
                           const struct sensed *sensed, struct list *dropped);
/* Ends the step: finds which mentions are hidden or outweighed, and lists the others by their
 * classes. has_pairs: gapped pairs stand behind mentions that begin after them. */
bool kefu__mentions_nest(struct mention_lists *mentioned, bool has_pairs);
/* Also enters each mention's clause. */
bool kefu__clauses_find(const struct input *input, struct sorted_matches *sorted,
                        struct mention_lists *mentioned, struct segmentation *segments);
/* Of a short text, features inside neutral phrases are taken out first: 好 of 约好. */
bool kefu__learned_collect(const struct input *input, struct sorted_matches *sorted,
                           const struct mention_lists *mentioned,
                           const struct segmentation *segments, struct learned_evidence *learned,
                           kefu_str pack);
bool kefu__matches_block(const struct input *input, struct sorted_matches *sorted,
                         const struct mention_lists *mentioned);
/* Adds the gapped pairs of the learned model. */
bool kefu__matches_pair(const struct input *input, struct sorted_matches *sorted);
/* Also enters each polar mention's number, and the polars of each clause. */
bool kefu__grammar_apply(const struct input *input, const struct sorted_matches *sorted,
                         struct mention_lists *mentioned, struct segmentation *segments,
                         struct polar_evidence *evidence);
/* Adds the last polar to what they say together; mentions and clauses are complete by then. */
void kefu__sentiment_add(const struct input *input, const struct sorted_matches *sorted,
                         const struct mention_lists *mentioned, struct polar_evidence *evidence,
                         const struct polar *polar, bool contrasted);
void kefu__sentiment_sum(const struct input *input, const struct sorted_matches *sorted,
                         const struct mention_lists *mentioned, const struct segmentation *segments,
                         const struct learned_evidence *learned,
                         const struct polar_evidence *evidence, struct evidence_weights *weights,
                         struct kefu_analysis *analysis);
bool kefu__found_collect(const struct input *input, const struct mention_lists *mentioned,
                         const struct segmentation *segments, const struct polar_evidence *evidence,
                         struct id_scores *ids, struct kefu_analysis *analysis);
/* Hits are made when they are asked for; room for them is made before, so that asking cannot
 * fail.
 */
bool kefu__hits_reserve(const struct sorted_matches *sorted, const struct polar_evidence *evidence,
                        struct hit_ranking *ranking, struct kefu_analysis *analysis);
void kefu__hits_make(const struct input *input, const struct sorted_matches *sorted,
                     const struct mention_lists *mentioned, const struct learned_evidence *learned,
                     const struct polar_evidence *evidence, const struct evidence_weights *weights,
                     struct hit_ranking *ranking, struct kefu_analysis *analysis);
/* The hits, strongest first; made by the first call. */
const struct hit_record *kefu__analysis_hits(kefu_analysis *analysis, size_t *count);
/* What was found of a kind, strongest first; none for NULL. */
const struct found_record *kefu__analysis_found(const kefu_analysis *analysis, kefu_found_kind kind,
                                                size_t *count);

/* So much says more than courtesies do. */
enum { ANALYSIS_SUBSTANCE_MIN = 2 };
/* How many characters of the text say something beside courtesies, emoji and punctuation, at most
 * ANALYSIS_SUBSTANCE_MIN; a number, a question or a denial counts as that many. As
 * long as the analysis lives. */
uint32_t kefu__analysis_substance(const kefu_analysis *analysis);

/* ---- tools ---- */

/* How many characters stand in the text's bytes [from, to), at most `limit` + 1. */
uint32_t kefu__characters_between(const struct input *input, uint32_t from, uint32_t to,
                                  uint32_t limit);
/* Is a request reported rather than made? 前台帮我升级了房型 */
bool kefu__request_is_reported(const struct input *input, const struct segmentation *segments,
                               const struct mention *mention);
/* Has a mention a polarity that counts? */
static inline bool is_polar(const struct mention *mention) {
    return mention->polar && !mention->outweighed;
}

/* The phrases of rules that were found, sorted by (start, end); for the rooms that read rules.
 * Lives in the scratch until its next call. */
const struct phrase_hit *kefu__analysis_phrases(const kefu_analysis *analysis, size_t *count);

/* Runs the tests of lexicon documents; adds the number of those that fail to *failed. */
kefu_status kefu__lexicon_run_tests(const kefu_scheme *scheme, kefu_scratch *scratch,
                                    kefu_findings *findings, size_t *failed, kefu_error *error);

#endif
