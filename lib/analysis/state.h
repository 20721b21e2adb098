/* SPDX-License-Identifier: MIT
 * The state of an analysis: what each step writes, and the scratch that holds all of it. */
#ifndef KEFU_LIB_ANALYSIS_STATE_H
#define KEFU_LIB_ANALYSIS_STATE_H

#include "analysis/list.h"
#include "kefu/analysis.h"
#include "lexicon/constants.h"
#include "lexicon/lexicon.h"
#include "model/score.h"
#include "regex/regex.h"
#include "scheme/scheme.h"
#include "text/quote.h"
#include <stdatomic.h>

enum {
    ANALYSIS_TEXT_MAX = 1024 * 1024,
    /* maximum number of data quality codes (bad_utf8, mixed_script, …) that one text can have */
    ANALYSIS_QUALITY_MAX = 8,
    ANALYSIS_FOUND_KINDS = KEFU_FOUND_HINT + 1
};

/* Prefetches a cache line that will be read soon. */
#if defined(__GNUC__)
#define ANALYSIS_FETCH(address) __builtin_prefetch(address)
#else
#define ANALYSIS_FETCH(address) ((void)(address))
#endif

/* One occurrence in the text of a hand-written word, in one of its senses (entry, negator, …). The
 * members `value` … `classes` are laid out as in struct lexicon_senses, so that one memcpy() fills
 * them. */
struct mention {
    uint32_t start, end; /* byte offsets in the text */
    /* index of the mentioned word in lexicon.entries, or in lexicon.words if it is a grammar word
     */
    uint32_t value;
    /* index in lexicon.attributes of the entry's first attribute (emotion, aspect, …); only valid
     * with TRAIT_IDS */
    uint32_t attributes;
    float polarity; /* polarity of an entry, −1 … 1 */
    /* an enum sense_kind: SENSE_ENTRY, or SENSE_NEGATOR … SENSE_BLOCKER for a grammar word */
    uint8_t sense;
    uint8_t traits;  /* bit set of TRAIT_…, if the mention is an entry */
    uint8_t flags;   /* the ENTRY_… of the entry, if the mention is one */
    uint8_t classes; /* bit set of MENTION_…: the lists to which the mention is added */
    /* Index of the mention's clause. Before clauses are found: the number of punctuation marks
     * before the mention, without the blanks that also separate clauses of messages. */
    uint32_t clause;
    /* index in polar_evidence.polars of the struct polar made from the mention; UINT32_MAX: the
     * mention has no polarity that counts */
    uint32_t polar_index;
    bool polar; /* the mention has a polarity, and it counts for the speaker of this text */
    /* the mention's polarity is ignored, because it overlaps a longer mention with a polarity */
    bool outweighed;
    /* grammar ignores the mention, because it is inside of a longer one (the longest match wins) */
    bool hidden;
    /* the mention is a gapped pair (two words with text between them) or a pattern; it does not
     * hide the mentions inside of it */
    bool gapped;
    bool in_gap; /* the mention lies between the two parts of a gapped pair that has a polarity */
    uint32_t gap_start, gap_end; /* for a gapped pair: the bytes between its two parts */
};

/* A match of the scan whose keyword has hand-written senses (entry, negator, …) that may count for
 * this speaker and genre; which senses these are is looked up later. */
struct sensed {
    uint32_t match;
    /* low 32 bits of the keyword's lexicon_meaning; they contain the index of its struct
     * lexicon_senses */
    uint32_t meaning;
    uint32_t delimiters; /* number of punctuation marks before the match in the text */
};

/* A punctuation mark in the text that ends a clause or sentence. */
struct delimiter {
    uint32_t start, end;
    uint32_t boundary; /* an enum boundary: does the mark end a clause or a sentence, and how? */
};

/* A clause of the text, and the grammar (contrast, irrealis mood, …) that applies to all of it. */
struct clause {
    /* byte offsets of the clause; the punctuation that ends it is excluded, even if it is also a
     * word of the lexicon (～) */
    uint32_t start, end;
    uint32_t first, last; /* the mentions of the clause have the indices first … last - 1 */
    /* the words with a polarity in the clause are polar_evidence.polars[first_polar] … [last_polar
     * - 1] */
    uint32_t first_polar, last_polar;
    uint32_t sentence;     /* number of the clause's sentence in the text, from 0 */
    uint32_t exclamations; /* number of exclamation marks at the end of the clause's sentence */
    /* bit set: bit k says that the clause has a mention whose sense is the enum sense_kind k */
    uint32_t senses;
    /* index of the mention that marks the clause as contrasted (但是), as irrealis (question, wish,
     * supposition) or as a rhetorical question; UINT32_MAX: none */
    uint32_t contrast, irrealis, rhetorical;
    double contrast_factor;
};

/* A mention with a polarity while grammar (negation, degree, contrast, …) is applied to it; it
 * becomes a hit of the result. */
struct polar {
    uint32_t mention;
    uint32_t negators; /* number of negators (不, 没有) in whose scope the mention is */
    uint32_t factors, factor_count;
    double degree;   /* product of the factors of degree words, limited to a range */
    double irrealis; /* factor of irrealis mood (question, wish, supposition); 1: real */
    /* an enum irrealis_kind (wish, question, …); only valid if `irrealis` is not 1 */
    uint32_t unreal;
    /* negation, a rhetorical question, contrast or a wish has changed the mention's value */
    bool shifted;
    double product; /* product of the factors of all grammar that applies to the mention */
    /* polarity of the entry times `product`; not yet multiplied by evidence_weights.gain */
    double value;
};

/* Sums and flags over all struct polar of a text, that is, over its words with a polarity. */
struct polarity_sum {
    double hand; /* sum of polar.value over all words with a polarity */
    /* sum of the positive values, and sum of the negative values as a positive number */
    double good, bad;
    /* some word with a polarity states an evaluation, rather than a question or a wish */
    bool evaluates;
    bool shifted; /* some word with a polarity has polar.shifted set */
    /* some word with a polarity is in a clause whose contrast_factor comes from a contrast word
     * (但是) */
    bool contrasted;
};

/* Keywords of the learned model whose matches overlap and which the result shows as one hit; or one
 * gapped pair of the model. */
struct piece {
    double base;  /* sum of the weights of the joined keywords, in logits */
    uint32_t end; /* byte offset at which the last of the joined keywords ends */
    /* index in input.matches of the longest of the joined keywords; for a pair: input.match_count
     * plus the index of the pair_match */
    uint32_t match;
};

/* Sort key of a hit: its strength, |value| as an integer of the same order, and its index before
 * sorting, by which equally strong hits are ordered. */
struct key {
    int32_t strength;
    uint32_t at;
};

/* An occurrence in the text of a phrase that some rule of the scheme searches for. */
struct phrase_hit {
    uint32_t phrase; /* number that kefu__builder_phrase() gave to the phrase */
    uint32_t start, end;
};

/* Results as they are stored. They have the members of the public structs kefu_factor, kefu_hit,
 * kefu_found, kefu_dropped and kefu_quality, except for the member that tells the size of the
 * struct. */
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
    uint32_t entry; /* index of the ignored entry in the lexicon */
    uint32_t word_start, word_end;
};
struct quality_record {
    const char *code;
    uint64_t count, offset;
};

/* The most recent occurrence of the first part of a group of gapped pairs. A group is all pairs
 * with the same first part. */
struct pair_state {
    uint32_t start, end;
    /* generation number of the clause in which the first part occurred, which no other clause of
     * this or another text has (see take_generations()); 0: the first part has not occurred */
    uint32_t generation;
    /* index of the first part's struct sensed while its word boundaries are untested: they are
     * tested only when a pair is completed; PAIR_TESTED: nothing is left to test */
    uint32_t untested;
};
#define PAIR_TESTED UINT32_MAX /* value of pair_state.untested: no test is left to make */

/* The accumulator of the score of one id (an emotion, intent, aspect, …) over its mentions in the
 * text. The score is 1 − `missing`: strengths of mentions that do not overlap are combined as if
 * they were independent probabilities (noisy-or). */
struct id_score {
    uint32_t id;    /* index of the lexicon_id */
    uint32_t count; /* number of mentions that state the id */
    /* product of (1 − strength) over mentions; for a fault of which all mentions are doubtful
     * (strength below 1): the minimum of (1 − strength) */
    double missing;
    double last;          /* strength of the mention that was added last */
    uint32_t covered_end; /* largest end offset of the mentions that were added */
    /* strength of the strongest mention; start and end are the span of that mention */
    double strongest;
    uint32_t start, end;
    /* for an aspect: sum of the polarities with which it is evaluated, and the number of these */
    double polarity;
    uint32_t judgements;
    /* for a fault: index of the entry of its last mention that was doubtful (strength below 1) */
    uint32_t doubtful;
};

/* One result, an id whose score is above its threshold, while results are sorted. */
struct ranked {
    double score;
    uint32_t kind;
    uint32_t index; /* index, in id_scores.scores, of the score of this id */
};

/* ---- the state, grouped by the step that writes it ---- */

/* The text being analysed and its matches, set before the first step. */
struct input {
    const struct lexicon *lexicon;
    /* the learned model and the meanings of keywords for texts of this genre (review or message) */
    const struct lexicon_genre *genre;
    const char *text;
    size_t size;
    bool is_message; /* the text is a chat message (KEFU_GENRE_MESSAGE), not a review */
    uint32_t role;   /* a kefu_role: who wrote the text */
    /* the speaker, as a bit set: LEXICON_CUSTOMER, LEXICON_AGENT, both, or 0 if unknown */
    uint32_t speaker;
    /* bit set of LEXICON_VIEWS: this genre with the speaker, and with LEXICON_ANYONE. A sense
     * counts in this text if its own views have one of these bits. */
    uint32_t views;
    /* bit set of the speakers by whom MEANING_COUNTS() selects matches: `speaker`, or all speakers
     * if it is unknown */
    uint32_t counting;
    const struct match *matches;
    size_t match_count;
};

/* Output of matches.c: the matches, sorted into learned keywords, hand-written words and
 * punctuation. */
struct sorted_matches {
    /* struct feature_hit: keywords of the learned model in the text, then its gapped pairs */
    struct list features;
    struct list sensed; /* struct sensed: matches with hand-written senses that may count */
    /* indices of the elements of `sensed` whose word boundaries must be tested */
    struct list boundary_tested;
    /* two parallel lists for punctuation: struct delimiter, and the index of its match in
     * input.matches */
    struct list delimiters, delimiter_matches;
    /* A byte for each keyword of the matcher and each learned pair: the value that `generation` had
     * in the last text with this keyword. It keeps a keyword from being listed twice in a text. */
    struct list seen;
    uint8_t generation;
    struct pair_matches pair_matches;
};

/* A pattern (sequence of word classes) that has matched up to one of its steps. Each step of each
 * pattern has one such state; a later match of the step replaces it. */
struct pattern_state {
    /* value of pattern_matches.generation when this step matched; if it is not the current value,
     * the step has not matched in this text */
    uint32_t generation;
    uint32_t sentence;
    uint32_t start, end;
    uint32_t first_end;  /* byte offset behind the first part of the pattern */
    uint32_t last_start; /* byte offset of the part that was matched last */
    uint32_t delimiters; /* number of punctuation marks in the text before the pattern */
};
/* An occurrence of a complete pattern (sequence of word classes) in the text. */
struct pattern_hit {
    uint32_t entry, start, end;
    uint32_t first_end, last_start;
    uint32_t delimiters;
};

/* State and output of patterns.c, which finds patterns: sequences of words of given classes. */
struct pattern_matches {
    struct list states; /* struct pattern_state, one for each step of each pattern */
    struct list found;  /* struct pattern_hit: the patterns found in the text */
    uint32_t generation;
};

/* Characters that disguise a word, like the 1 in 垃1圾: bytes [start, end) of the text. The
 * shortened text lacks them; `at` is the byte offset there at which they would stand. */
struct disguise_gap {
    uint32_t start, end, at;
};

/* State of disguise.c: the text without its gaps (characters that disguise a word), the scanner for
 * that text, and the matches of the original text together with those that were found only without
 * the gaps. */
struct disguise {
    /* scratch of the scan of the shortened text; zeroed until the first text with a gap */
    struct match_scratch match;
    struct buffer text;
    /* some gap of this text stands between two characters that are neighbours in a word of the
     * lexicon */
    bool joins;
    struct list gaps; /* struct disguise_gap: the gaps of the text that may disguise a word */
    /* struct match: the matches of the original text and those found without gaps */
    struct list matches;
};

/* Output of mentions.c and nesting.c: the mentions of hand-written words, and lists of those that
 * later steps read. */
struct mention_lists {
    struct list mentions;
    struct list phrases;
    /* struct dropped_record: matches of entries that were ignored, because a dictionary word
     * crosses an end of the match (寄了 in 邮寄了) */
    struct list dropped;
    /* struct pair_state, one for each group (all gapped pairs with the same first part) */
    struct list pairs;
    /* numbers of the groups of gapped pairs whose first part has occurred in the current clause */
    struct list opened;
    /* the last generation number that was given to a clause; those of the next text follow it */
    uint32_t generation;
    struct pattern_matches patterns;
    /* `neighbours`: indices of the mentions that grammar reads: those that are not hidden and have
     * a polarity, negate or modify degree. `polar_mentions`: indices in `neighbours` of those with
     * a polarity. */
    struct list neighbours, polar_mentions;
    /* `id_mentions`: indices of the mentions that have ids (emotion, aspect, …), hidden or not.
     * `clause_words`: indices of words that are not hidden and mark a contrast (但是), irrealis
     * mood (如果, 吗) or a rhetorical question (难道). `contrasts`: those of them that mark a
     * contrast. */
    /* the mentions in `contrasts` are in `clause_words`, too */
    struct list id_mentions, clause_words, contrasts;
};

/* Output of clauses.c: the clauses of the text. */
struct segmentation {
    struct list clauses;
    /* element n: number of the clause that begins after the first n delimiters */
    struct list delimiter_clauses;
    /* number of clauses that begin where another clause ends, because a contrast word separates
     * them without punctuation */
    uint32_t touching;
};

/* Output of learned.c: the evidence of the learned model. */
struct learned_evidence {
    const struct lanes *lanes;
    int64_t general_sum; /* sum of the found features' weights in output 0, the general model */
    /* sums of the found features' weights in each output of the model: first the topics, then the
     * topic packs (each a set of topics of one industry) */
    int32_t sums[LEARNED_OUTPUTS_MAX + LANES];
    struct score_factors factors; /* factors that turn `general_sum` and `sums` into logits */
    /* what the learned model adds to the sentiment score, in logits and without the model's bias */
    double score;
    bool pack_named; /* the caller named a topic pack, and the model has it */
};

/* Output of grammar.c: the words with a polarity that counts, the factors of grammar on each, and
 * sums over them. */
struct polar_evidence {
    struct list polars, factors;
    /* Bloom filter of the entries in `polars`: bit (entry index % 64) is set */
    uint64_t polar_values;
    struct polarity_sum sum;
};

/* Output of sentiment.c: the factors by which learned and hand-written evidence are multiplied in
 * the score. */
struct evidence_weights {
    double trust; /* factor on the part of the score that comes from the learned model */
    double gain;  /* factor on the part of the score that comes from hand-written words */
};

/* Output of found.c: the scores of the ids (emotions, aspects, faults, …) that the text mentions.
 */
struct id_scores {
    struct list scores;
    /* for each id the index of its element in `scores`. Not cleared between texts: an index is
     * valid only if it is below the count and that element has this id (a sparse set). */
    struct list score_numbers;
    struct list founds, ranked;
    /* cursor of the search for quotations; it has read the text up to the current mention */
    struct quotation_cursor quoted;
};

/* A fault of an agent that the learned model of accusations found in bytes [start, end) of the
 * text. */
struct accusation {
    uint32_t id; /* index of the lexicon_id */
    uint32_t start, end;
    double strength;
};

/* Output of accuse.c, and its scanner for the keywords of the model of accusations. */
struct accusing {
    /* the learned model of accusations that the scanner was made for; NULL: none yet */
    const struct lexicon_accuser *accuser;
    struct scanner scanner;
    struct list accusations; /* struct accusation: the faults that the model found in the text */
};

/* Lists of hits.c: `hits` is its output, struct hit_record with the strongest first; the others
 * hold intermediate results. */
struct hit_ranking {
    struct list hits, values, pieces, joined, strengths, ranks, keys;
};

struct kefu_analysis {
    kefu_sentiment sentiment;
    const struct kefu_scheme *scheme;
    const char *text;
    struct kefu_scratch *scratch; /* the scratch that this analysis is part of */
    uint32_t role;
    /* the hits, strongest first; NULL until they are first requested */
    const struct hit_record *hits;
    size_t hit_count;
    const struct found_record *found[ANALYSIS_FOUND_KINDS];
    size_t found_count[ANALYSIS_FOUND_KINDS];
    struct quality_record quality[ANALYSIS_QUALITY_MAX];
    size_t quality_count;
    const struct phrase_hit *phrases;
    size_t phrase_count;
    const struct dropped_record *dropped;
    size_t dropped_count;
    double bias; /* the part of the score that no hit explains */
    uint32_t clauses;
};

struct kefu_scratch {
    kefu_allocator allocator;
    atomic_flag busy;
    struct match_scratch match;
    struct text_quality quality;
    struct buffer buffer, kept; /* `buffer`: JSON output; `kept`: a copy of the text */
    struct input input;
    struct list own_matches; /* those outside of quoted mail, where a text quotes some */
    struct disguise disguise;
    struct sorted_matches sorted;
    struct mention_lists mentioned;
    struct segmentation segments;
    struct learned_evidence learned;
    struct polar_evidence evidence;
    struct evidence_weights weights;
    struct id_scores ids;
    struct accusing accusing;
    struct hit_ranking ranking;
    struct regex_text regex_text; /* the text of a message, for patterns of rules */
    struct kefu_analysis analysis;
};

#endif
