/* SPDX-License-Identifier: MIT
 * The state of an analysis: what each step writes, and the scratch that holds all of it. */
#ifndef KEFU_LIB_ANALYSIS_STATE_H
#define KEFU_LIB_ANALYSIS_STATE_H

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
    ANALYSIS_QUALITY_MAX = 8, /* the most data quality codes that one text can have */
    ANALYSIS_FOUND_KINDS = KEFU_FOUND_HINT + 1
};

/* Prefetches a cache line that will be read soon. */
#if defined(__GNUC__)
#define ANALYSIS_FETCH(address) __builtin_prefetch(address)
#else
#define ANALYSIS_FETCH(address) ((void)(address))
#endif

/* One occurrence of a hand-written word in the text: one sense of one match. The members from
 * `attributes` on are laid out as in struct lexicon_senses, so that they are copied together. */
struct mention {
    uint32_t start, end; /* byte offsets in the text */
    uint32_t value;      /* index of the lexicon entry or grammar word that the mention is */
    uint32_t attributes; /* index of the first attribute of an entry that has TRAIT_IDS */
    float polarity;      /* polarity of an entry, −1 … 1 */
    uint8_t sense;       /* an enum sense_kind: ENTRY, NEGATOR … BLOCKER */
    uint8_t traits;      /* TRAIT_…, if the mention is an entry */
    uint8_t flags;       /* ENTRY_AMBIGUOUS and ENTRY_GRADED, if the mention is an entry */
    uint8_t classes;     /* MENTION_… */
    /* Index of the mention's clause. Until clauses are found: a lower bound on the number of
     * delimiters before the mention. */
    uint32_t clause;
    /* index of the mention's struct polar; UINT32_MAX: the mention has no polarity that counts */
    uint32_t polar_index;
    bool polar; /* the mention has a polarity that counts for the speaker */
    /* the mention's polarity is ignored, because it overlaps a longer mention with a polarity */
    bool outweighed;
    /* grammar ignores the mention, because it is inside of a longer one (the longest match wins) */
    bool hidden;
    bool gapped; /* the mention is a gapped pair, which does not hide the mentions inside of it */
    bool in_gap; /* the mention is in the gap of a gapped pair that has a polarity */
    uint32_t gap_start, gap_end; /* for a gapped pair: the bytes between its two parts */
};

/* A match whose keyword has hand-written senses that may count for this speaker and genre; they are
 * not looked up yet. */
struct sensed {
    uint32_t match;
    /* the lower half of the keyword's lexicon_meaning, from which its lexicon_senses are read */
    uint32_t meaning;
    uint32_t delimiters; /* number of punctuation marks before the match in the text */
};

/* A punctuation mark in the text that ends a clause or sentence. */
struct delimiter {
    uint32_t start, end;
    uint32_t boundary; /* an enum boundary */
};

/* A clause, and the grammar that applies to all of it. */
struct clause {
    /* byte offsets of the clause, without a mention at its end that is itself the delimiter (～) */
    uint32_t start, end;
    uint32_t first, last; /* the mentions of the clause have the indices first … last - 1 */
    /* the mentions of the clause with a polarity are polars first_polar … last_polar - 1 */
    uint32_t first_polar, last_polar;
    uint32_t sentence;     /* number of the sentence that the clause is part of */
    uint32_t exclamations; /* number of exclamation marks at the end of the clause's sentence */
    uint32_t senses;       /* bit set of the enum sense_kind of the clause's mentions */
    /* the mention that causes each factor on the clause; UINT32_MAX: none */
    uint32_t contrast, irrealis, rhetorical;
    double contrast_factor;
};

/* A mention with a polarity, while grammar is applied to it; it becomes a hit of the result. */
struct polar {
    uint32_t mention;
    uint32_t negators; /* number of negators in whose scope the mention is */
    uint32_t factors, factor_count;
    double degree;   /* product of the factors of degree words, limited to a range */
    double irrealis; /* factor of irrealis mood (question, wish, supposition); 1: real */
    uint32_t unreal; /* the enum irrealis_kind if the mood is irrealis */
    /* negation, a rhetorical question, contrast or a wish has changed the mention's value */
    bool shifted;
    double product; /* product of all factors */
    double value;   /* base polarity times product, before the gain on hand-written evidence */
};

/* Sums and flags over all struct polar of a text. */
struct polarity_sum {
    double hand; /* sum of the values of all polar mentions */
    /* sum of the positive values, and sum of the negative values as a positive number */
    double good, bad;
    bool evaluates;  /* some polar mention evaluates something, rather than asks or wishes */
    bool shifted;    /* some polar mention has `shifted` set */
    bool contrasted; /* some polar mention is in a clause to which a contrast word gives a factor */
};

/* Overlapping learned keywords or pairs that are shown as one hit. */
struct piece {
    double base;  /* sum of the weights of the joined keywords, in logits */
    uint32_t end; /* byte offset at which the last of the joined keywords ends */
    /* number of the longest match among the joined keywords; pairs are numbered after all matches
     */
    uint32_t match;
};

/* Sort key of a hit: its strength, and its index in the list, by which equally strong hits are
 * ordered. */
struct key {
    int32_t strength;
    uint32_t at;
};

/* An occurrence in the text of a phrase that rules name. */
struct phrase_hit {
    uint32_t phrase; /* index from kefu__builder_phrase() */
    uint32_t start, end;
};

/* Results as they are stored: the members of the public structs kefu_factor, kefu_hit, …, without
 * their size. */
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

/* The last occurrence of the first part of gapped pairs. */
struct pair_state {
    uint32_t start, end;
    /* generation number of the clause in which the first part occurred, which no other clause of
     * this or another text has (see take_generations()); 0: the first part has not occurred */
    uint32_t generation;
    /* index of the first part's struct sensed while its word boundaries are untested: they are
     * tested only when a pair is completed; PAIR_TESTED: nothing is left to test */
    uint32_t untested;
};
#define PAIR_TESTED UINT32_MAX /* value of `untested` */

/* The accumulator of the score of one id (an emotion, intent, aspect, …) over its mentions in the
 * text: the score is 1 − missing. Mentions that do not overlap are combined by noisy-or. */
struct id_score {
    uint32_t id;    /* index of the lexicon_id */
    uint32_t count; /* number of mentions that state the id */
    /* product of (1 − strength) over mentions; of a fault whose mentions are all doubtful: the
     * minimum of (1 − strength) */
    double missing;
    double last;          /* strength of the mention that was added last */
    uint32_t covered_end; /* largest end offset of the mentions that were added */
    /* strength of the strongest mention; start and end are the span of that mention */
    double strongest;
    uint32_t start, end;
    /* for an aspect: sum of the polarities of its mentions; `judgements` is how many there are */
    double polarity;
    uint32_t judgements;
    uint32_t doubtful; /* for a fault: the last doubtful entry that stated the fault */
};

/* A score above the threshold, while results are sorted. */
struct ranked {
    double score;
    uint32_t kind;
    uint32_t index; /* index of the result's id_score */
};

/* ---- the state, grouped by the step that writes it ---- */

/* The text being analysed and its matches, set before the first step. */
struct input {
    const struct lexicon *lexicon;
    const struct lexicon_genre *genre; /* the genre's learned model */
    const char *text;
    size_t size;
    bool is_message; /* the genre is KEFU_GENRE_MESSAGE */
    uint32_t role;   /* a kefu_role */
    /* the speaker, as a bit set: LEXICON_CUSTOMER, LEXICON_AGENT, both, or 0 if unknown */
    uint32_t speaker;
    /* bit set of the LEXICON_VIEWS that apply in this genre to the speaker, and to LEXICON_ANYONE
     */
    uint32_t views;
    /* the speakers that are passed to MEANING_COUNTS(): `speaker`, or all speakers if it is
     * unknown; matches are then listed that may count for neither */
    uint32_t counting;
    const struct match *matches;
    size_t match_count;
};

/* Output of matches.c: the matches, separated by what their keywords mean. */
struct sorted_matches {
    struct list features; /* struct feature_hit: learned keywords, then pairs */
    struct list sensed;   /* struct sensed: matches with hand-written senses that may count */
    /* indices of the elements of `sensed` whose word boundaries are tested */
    struct list boundary_tested;
    /* two parallel lists: struct delimiter, and for each delimiter the index of its match */
    struct list delimiters, delimiter_matches;
    /* A byte for each learned keyword and pair: the generation counter of the text in which it was
     * last found. */
    struct list seen;
    uint8_t generation;
    struct pair_matches pair_matches;
};

/* The occurrence in the text of a prefix of a pattern: the parts from the first up to one step
 * (each step of the pattern has a state). A later match may replace the last part. */
struct pattern_state {
    /* generation of the text in which this part was found; if it is not the current one: not in
     * this text */
    uint32_t generation;
    uint32_t sentence;
    uint32_t start, end;
    uint32_t first_end;  /* end of the pattern's first part */
    uint32_t last_start; /* start of the pattern's last part so far */
    uint32_t delimiters; /* number of punctuation marks before the pattern */
};
/* A pattern in the text. */
struct pattern_hit {
    uint32_t entry, start, end;
    uint32_t first_end, last_start;
    uint32_t delimiters;
};

/* State and output of patterns.c, which finds sequences of words of given classes. */
struct pattern_matches {
    struct list states; /* struct pattern_state of each step */
    struct list found;  /* struct pattern_hit */
    uint32_t generation;
};

/* A gap in a word: bytes [start, end) of the text, which the shortened text lacks at `at`. */
struct disguise_gap {
    uint32_t start, end, at;
};

/* State of disguise.c: the text with its gaps removed, the scanner for that text, and the matches
 * of the original text together with those that were found only without the gaps. */
struct disguise {
    struct match_scratch match; /* zeroed until the first text with a gap */
    struct buffer text;
    bool joins;          /* a gap of this text may stand in a word that is looked for */
    struct list gaps;    /* struct disguise_gap */
    struct list matches; /* struct match */
};

/* Output of mentions.c and nesting.c: the mentions of hand-written words, and lists of those that
 * later steps read. */
struct mention_lists {
    struct list mentions;
    struct list phrases;
    /* struct dropped_record: entries that were ignored, because a dictionary word crosses an end of
     * the match */
    struct list dropped;
    struct list pairs; /* struct pair_state, one for each group of pairs with the same first part */
    /* numbers of the groups of pairs whose first part has occurred in the current clause */
    struct list opened;
    uint32_t generation; /* the last generation in use; a pair_state with a lower one is outdated */
    struct pattern_matches patterns;
    /* `neighbours`: the numbers of the mentions that grammar reads, that is, those that are not
     * hidden and have a polarity, negate or modify degree. `polar_mentions`: those of them with a
     * polarity. */
    struct list neighbours, polar_mentions;
    /* `id_mentions`: numbers of the mentions that have ids, hidden or not. `clause_words`: words of
     * contrast, irrealis or rhetoric that are not hidden. `contrasts`: those clause_words that mark
     * a contrast. */
    /* the mentions in `contrasts` are in `clause_words`, too */
    struct list id_mentions, clause_words, contrasts;
};

/* Output of clauses.c: the clauses and what applies to each as a whole. */
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
     * topic packs */
    int32_t sums[LEARNED_OUTPUTS_MAX + LANES];
    struct score_factors factors; /* factors on `general_sum` and `sums`, in logits */
    double score;                 /* learned part of the score, without the bias */
    bool pack_named;              /* the caller named a topic pack, and the model has it */
};

/* Output of grammar.c: the mentions whose polarity counts, with their factors, and sums over them.
 */
struct polar_evidence {
    struct list polars, factors;
    uint64_t polar_values; /* Bloom filter over the entries of the polar mentions, by index % 64 */
    struct polarity_sum sum;
};

/* Output of sentiment.c: the factors by which learned and hand-written evidence are multiplied in
 * the score. */
struct evidence_weights {
    double trust; /* on learned evidence */
    double gain;  /* on hand-written evidence */
};

/* Output of found.c: an accumulator for each id. */
struct id_scores {
    struct list scores;
    /* for each id the number of its score; valid only if the score of that number has this id (a
     * sparse set) */
    struct list score_numbers;
    struct list founds, ranked;
    struct quotation_cursor quoted; /* quotation marks read so far, up to the current mention */
};

/* A fault that the learned model of accusations found in [start, end). */
struct accusation {
    uint32_t id; /* index of the lexicon_id */
    uint32_t start, end;
    double strength;
};

/* Output of accuse.c, and the search for the keywords of the model. */
struct accusing {
    const struct lexicon_accuser *accuser; /* the model that the scanner was made for; NULL: none */
    struct scanner scanner;
    struct list accusations; /* struct accusation */
};

/* Output of hits.c: the evidence, strongest first. */
struct hit_ranking {
    struct list hits, values, pieces, joined, strengths, ranks, keys;
};

struct kefu_analysis {
    kefu_sentiment sentiment;
    const struct kefu_scheme *scheme;
    const char *text;
    struct kefu_scratch *scratch; /* the scratch that this analysis is part of */
    uint32_t role;
    const struct hit_record *hits; /* NULL until the hits are first requested */
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
    struct kefu_analysis analysis;
};

#endif
