/* SPDX-License-Identifier: MIT
 * A compiled lexicon: one matcher, and what each of its keywords means. */
#ifndef KEFU_LIB_LEXICON_LEXICON_H
#define KEFU_LIB_LEXICON_LEXICON_H

#include "lexicon/boundary.h"
#include "lexicon/grammar.h"
#include "lexicon/sense.h"
#include "match/match.h"
#include "match/pairs.h"
#include "model/scan.h"

#include <string.h>

enum {
    LEXICON_LINE = 64,       /* bytes of a cache line */
    LEXICON_GAP_MAX = 64,    /* largest gap in characters between the parts of a pair */
    LEXICON_SCOPE_MAX = 32,  /* largest scope of a negator, in characters */
    LEXICON_FOUND_KINDS = 6, /* the number of kefu_found_kinds that entries can have */
    LEXICON_EXCUSE = 7,   /* kind of the ids of a lexicon_excuse, which are not listed in results */
    LEXICON_COURTESY = 8, /* kind of the id of courtesies, which is not listed in results */
    LEXICON_IDS_MAX = 0xFFFF /* distinct ids of emotions, aspects, … */
};

/* A bit set of speakers for whom something counts; 0 is anyone. */
#define LEXICON_CUSTOMER 1u
#define LEXICON_AGENT    2u

/* An id that texts can mention, and its kind (a kefu_found_kind). */
struct lexicon_id {
    const char *id;
    uint32_t kind;
    /* Lower limit of the 95 % confidence interval of its precision, measured on real chats; −1: not
     * measured. */
    double certainty;
    /* speakers (LEXICON_CUSTOMER, LEXICON_AGENT) for whom words with this id are courtesies */
    uint32_t courtesy;
};

struct lexicon_id_list {
    uint32_t *ids; /* indices of lexicon_ids */
    size_t count;
};

/* An excuse removes accusations (faults) from a whole turn: 您是说他让您加微信吗 accuses no agent.
 */
struct lexicon_excuse {
    uint32_t id; /* the id, of kind LEXICON_EXCUSE, of the words that are this excuse */
    /* service acts that excuse a fault if they occur in the same turn */
    struct lexicon_id_list acts;
    struct lexicon_id_list faults; /* the faults that the excuse removes; empty: all */
};

/* An attribute of an entry besides its polarity, such as "emotion anger, strength 0.8". */
struct lexicon_attribute {
    uint32_t next; /* index of the entry's next attribute; UINT32_MAX: this is the last */
    uint16_t id;   /* index of a lexicon_id */
    uint16_t roles;
    float strength; /* 0…1 */
};

#define ENTRY_POLAR     1u /* has a polarity (which may be 0) */
/* may have another meaning in a text, so that its polarity and ids count half */
#define ENTRY_AMBIGUOUS 2u
#define ENTRY_PAIR      4u /* a gapped pair or a pattern: not a keyword by itself */
#define ENTRY_REMOVED   8u /* removed by a later document */
/* counts only beside a negator or degree word, or at the end of its clause */
#define ENTRY_GRADED    16u
#define ENTRY_DENIES    32u /* begins with a character of CHARACTERS_NEGATION: 不卡 */
#define ENTRY_MESSAGE   64u /* from a document for messages: does not exist in reviews */
/* also counts inside a longer word: matches of it and of its parts are not tested for word
 * boundaries */
#define ENTRY_INSIDE    128u

struct lexicon_entry {
    const char *text; /* folded text; of a pair "first … second" */
    float polarity;
    uint32_t flags;
    uint32_t polarity_roles;
    uint32_t attributes; /* index of its first attribute; UINT32_MAX: none */
    /* number of the document that gave the polarity; it decides which genre and layer applies */
    uint32_t document;
};

struct lexicon_pair {
    uint32_t entry, gap;
    kefu_str first, second;
};

/* Words that may stand for one another in patterns: 你, 您, 你们. */
struct lexicon_class {
    const char *id;    /* "": the words stand in the pattern itself */
    uint64_t digest;   /* of the words, in whatever order */
    size_t word_count; /* 0: no document defined it */
};

/* One part of a pattern: a word of a class. The parts of a pattern stand one after the other. */
struct lexicon_step {
    uint32_t entry, word_class;
    uint32_t gap; /* characters at most between this part and the one before it */
    bool is_first, is_last;
};

/* Sequences of classes, with gaps: what entries with ENTRY_PAIR look for besides pairs. */
struct lexicon_patterns {
    struct lexicon_class *classes;
    struct lexicon_step *steps;
    size_t class_count, class_capacity, step_count, step_capacity;
    /* The steps of class c are class_steps[class_rows[c]] … class_steps[class_rows[c + 1] − 1],
     * later ones first, so that a match cannot be two parts of one pattern. */
    uint32_t *class_rows, *class_steps;
    /* The classes of the keyword with lexicon_senses number s, in the same way. */
    uint32_t *keyword_rows, *keyword_classes;
    uint32_t speakers; /* for whom any pattern says anything: LEXICON_…; 0: there are none */
};

/* A pair that a keyword completes. Pairs with the same first part form a group; groups are numbered
 * by their first parts, longer ones first: of several pairs that one match completes, the one that
 * matches most of the text counts. */
struct lexicon_second {
    uint32_t group;
    uint32_t pair;
};

/* 不 negates; 别 forbids something that already happens (别再骗人了). */
enum negator_kind { NEGATOR_DENIAL, NEGATOR_PROHIBITION };
/* The most used properties of an entry in one byte, in an array of their own that fits into the
 * cache, unlike the entries. */
#define TRAIT_POLAR       1u /* the entry has a polarity other than 0 */
/* the speakers for whom that polarity counts; 0 is anyone */
#define TRAIT_ROLES(t)    ((t) >> 1 & 3u)
#define TRAIT_IDS         8u /* has attributes */
/* has attributes but no polarity: a negator inside of it stays a mention */
#define TRAIT_NEUTRAL     16u
#define TRAIT_SPEAKERS(t) ((t) >> 5 & 3u) /* the speakers for whom the entry means anything */
#define TRAIT_DENIES      128u            /* contains a character of CHARACTERS_NEGATION */

/* The kinds of irrealis words. A statement (订单号是…) has no factor: it only marks its text as
 * stating a fact rather than evaluating. */
enum irrealis_kind {
    IRREALIS_WISH,
    IRREALIS_CONDITION,
    IRREALIS_QUESTION,
    IRREALIS_REQUEST,
    IRREALIS_STATEMENT
};

#define WORD_COMPARES 1u /* a degree word of a comparison: the 那么 in 没有网上说的那么好 */
#define WORD_OPENS    2u  /* begins a supposition: 如果能, 要是 */
#define WORD_CLOSES   4u  /* ends a supposition: 就更好了 */
#define WORD_REGRETS  8u  /* ends a supposition and says that the opposite is the case: 就好了 */
#define WORD_DENIES   16u /* a rhetorical word that ends with a negator: 谁不 */

/* A grammar word. Which members apply depends on the sense: a negator has a scope, a degree word a
 * factor and a position, a contrast word factors before and after, an irrealis word a kind and a
 * factor. */
struct lexicon_word {
    kefu_str text;
    uint32_t sense; /* an enum sense_kind */
    uint32_t scope;
    uint32_t kind; /* an enum irrealis_kind or negator_kind */
    float factor;  /* factor on polarity; of a contrast word: on that of the clauses before it */
    /* factor of a contrast word on its own clause and, if above 1, on later clauses of the sentence
     */
    float after;
    uint32_t flags; /* WORD_… */
    /* a degree word that follows the word it modifies (好得很), or a negator that may (异味都没有)
     */
    bool is_after;
    bool at_start; /* a contrast word or statement only counts at the beginning of its clause: 可 */
    bool removed;
    uint32_t document;
};

/* What a keyword of the matcher (or a pair of the model) means, packed into eight bytes because it
 * is read for every match: a feature_word, whose 25 bits for its owner are, from the lowest on:
 *      1  set if the keyword has hand-written senses
 *      3  the enum boundary of punctuation; 0: it is none
 *      1  set if its word boundaries are tested (KEYWORD_…)
 *     20  index of its lexicon_senses */
typedef feature_word lexicon_meaning;
#define MEANING_HAS_SENSES(m)          ((m) >> 1 & 1u)
#define MEANING_BOUNDARY(m)            ((uint32_t)((m) >> 2 & 7u))
#define MEANING_HAS_WORD_BOUNDARIES(m) ((m) >> 5 & 1u)
#define MEANING_SENSES(m)              ((m) >> 6 & 0xFFFFFu)
#define MEANING_SENSED(i)              ((lexicon_meaning)1 << 1 | (lexicon_meaning)(i) << 6)
#define MEANING_DELIMITER(b)           ((lexicon_meaning)(b) << 2)
#define MEANING_WORD_BOUNDARIES        ((lexicon_meaning)1 << 5)

/* The classes of a mention, a bit set: one bit for each list that the mention is added to. Entries
 * are in the first two only if their polarity counts. */
#define MENTION_POLAR       1u
#define MENTION_SHIFTS      2u /* a negator, a degree word, or an entry with a polarity */
#define MENTION_CLAUSE_WORD 4u /* a word of contrast, irrealis or rhetoric */
#define MENTION_CONTRAST    8u /* a word of contrast */
#define MENTION_IDS         16u
#define MENTION_NEGATOR     32u
#define MENTION_HIDES_NEGATORS                                                                     \
    64u /* hides a negator inside of it; not set for entries that only have ids */

/* The texts in which something counts: for each genre a bit set of speakers, LEXICON_CUSTOMER,
 * LEXICON_AGENT and LEXICON_ANYONE. A text has the bits of its own genre: those of its speaker, and
 * LEXICON_ANYONE. */
#define LEXICON_ANYONE                 4u
#define LEXICON_VIEWS(speakers, genre) ((speakers) << 3 * (genre))

/* What the LEXICON_VIEWS of lexicon_senses are of. */
enum sense_part {
    PART_MENTION,   /* what the keyword says itself … */
    PART_MORE,      /* … and its further senses */
    PART_OPENS,     /* the pairs that it begins … */
    PART_COMPLETES, /* … and completes */
    SENSE_PARTS
};

/* The senses of a keyword, laid out so that the usual case needs no branch: one mention, one group
 * of pairs of which it is the first part, and a bit set of the groups of which it is the second
 * part. Further senses are in lists. The struct fills a cache line. */
struct lexicon_senses {
    /* the groups of the pairs whose second part it is, as a bit set made by kefu__group_bit() */
    uint64_t completes[2];
    uint32_t value; /* of the mention: see struct mention */
    /* of an entry: copies of its members, because entries are scattered in memory */
    uint32_t attributes;
    float polarity;
    uint8_t kind;               /* of the mention: an enum sense_kind */
    uint8_t traits;             /* of an entry */
    uint8_t flags;              /* of an entry: ENTRY_AMBIGUOUS, ENTRY_GRADED */
    uint8_t classes;            /* MENTION_… */
    uint8_t views[SENSE_PARTS]; /* the texts in which each part counts; 0: there is none */
    uint8_t polar_speakers;     /* the speakers for whom the mention's polarity counts */
    uint8_t word_boundaries;    /* KEYWORD_… */
    uint8_t opens[2];           /* the kefu__group_bit() of the group that it begins */
    uint16_t more_count, second_count;
    uint32_t begins;  /* the group of pairs that it begins; lexicon.group_count: none */
    uint32_t more;    /* index in lexicon.senses: the further senses … */
    uint32_t seconds; /* … and in lexicon.seconds: the pairs that it completes */
};

/* The parts of a keyword's senses that count in texts of these views: the bits of part p are not 0
 * under the mask LEXICON_PART(p). All parts at once, for they are read for every match. */
static inline uint32_t kefu__senses_live(const struct lexicon_senses *senses, uint32_t views) {
    uint32_t all;
    memcpy(&all, senses->views, sizeof all);
    return all & views * 0x01010101u;
}
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define LEXICON_PART(part) (0xFFu << 8 * (SENSE_PARTS - 1 - (part)))
#else
#define LEXICON_PART(part) (0xFFu << 8 * (part))
#endif

/* How the word boundaries of a keyword are tested. A match that begins or ends inside a longer word
 * of the text is dropped: "ems" in "items", 寄了 in 邮寄了. */
/* begins or ends with an ASCII letter or digit: rejected by its neighbouring characters */
#define WORD_BOUNDARIES_LATIN 1u
/* two or three Han characters: rejected by word segmentation, see words/words.h */
#define WORD_BOUNDARIES_HAN   2u

/* The bit of a group of pairs in one of two 64-bit words, a Bloom filter in which nearly all groups
 * differ. */
static inline uint32_t kefu__group_bit(uint32_t group, int word) {
    return (word ? group / 64 * 5 + group : group) % 64;
}

/* The classes of a mention of this sense kind, for an entry with these traits if its polarity does
 * not count. */
static inline uint32_t kefu__mention_classes(uint32_t kind, uint32_t traits) {
    const bool grammar = kind == SENSE_NEGATOR || kind == SENSE_DEGREE;
    const bool signal = kind >= SENSE_CONTRAST && kind <= SENSE_RHETORICAL;
    return (grammar ? MENTION_SHIFTS : 0) | (signal ? MENTION_CLAUSE_WORD : 0) |
           (kind == SENSE_CONTRAST ? MENTION_CONTRAST : 0) |
           (traits & TRAIT_IDS ? MENTION_IDS : 0) | (kind == SENSE_NEGATOR ? MENTION_NEGATOR : 0) |
           (traits & TRAIT_NEUTRAL ? 0 : MENTION_HIDES_NEGATORS);
}

/* The speakers in whose texts the polarity of an entry of these traits counts: a bit set of
 * LEXICON_CUSTOMER and LEXICON_AGENT, or LEXICON_ANYONE; 0: the entry has no polarity. */
static inline uint32_t kefu__traits_polar_speakers(uint32_t traits) {
    if (!(traits & TRAIT_POLAR))
        return 0;
    return TRAIT_ROLES(traits) ? TRAIT_ROLES(traits) : LEXICON_ANYONE;
}

enum { LEXICON_GENRES = 2 /* the kefu_genres */ };

/* What texts of one genre are analysed with: the learned model of sentiment, and its maps to the
 * matcher. */
struct lexicon_genre {
    /* NULL: none. Pairs keep the numbers that they have in the model */
    struct learned_model *learned;
    uint32_t first; /* number of its first feature among the features of all genres */
    /* for each keyword of the matcher its number in the model, or LEARNED_NONE */
    uint32_t *features;
    /* for each keyword of the matcher, then for each pair of the model */
    lexicon_meaning *meanings;
    struct model_table table; /* the weights of the model */
    struct pairs learned_pairs;
};

/* The learned model of what agents are accused of. Like that of dialogues it has a matcher of its
 * own, since only agents' messages are searched for its keywords. */
struct lexicon_accuser {
    struct learned_model *model; /* NULL: none */
    struct scan_image *image;
    uint32_t
        *ids; /* of each class, the index of its lexicon_id; LEARNED_NONE: it accuses of nothing */
};

struct lexicon {
    struct matcher *matcher;
    uint32_t keyword_count;
    struct lexicon_senses *keyword_senses; /* for the keywords whose meaning has MEANING_SENSES */
    struct sense *senses;                  /* further senses of these keywords */
    struct lexicon_second *seconds;        /* the pairs that they complete, ordered by group */
    struct lexicon_entry *entries;
    uint8_t *traits; /* for each entry: TRAIT_… */
    struct lexicon_attribute *attributes;
    struct lexicon_pair *pairs;
    uint32_t *pair_groups; /* for each pair: its group; only while the lexicon is built */
    size_t group_count;
    bool has_inside_pairs; /* some pair belongs to an entry with ENTRY_INSIDE */
    struct lexicon_patterns patterns;
    struct lexicon_word *words;
    struct lexicon_id *ids;
    struct lexicon_excuse *excuses;
    /* index of the fault of repeating the same words in one turn; UINT32_MAX: none */
    uint32_t repetition;
    size_t entry_count, attribute_count, pair_count, word_count, id_count, excuse_count;
    size_t entry_capacity, attribute_capacity, pair_capacity, word_capacity, id_capacity,
        excuse_capacity;
    struct lexicon_grammar grammar;
    struct lexicon_genre genres[LEXICON_GENRES]; /* indexed by kefu_genre */
    uint32_t feature_count;     /* number of keywords and pairs of all genres' models */
    const char **feature_texts; /* the text of each feature, NUL-terminated: "不 … 好" for pairs */
    /* The learned model of dialogues, with a matcher of its own, because its keywords have other
     * weights for each channel and only dialogues are searched for them; NULL: none. */
    struct learned_model *dialogue;
    struct scan_image *dialogue_image;
    struct lexicon_accuser accuser;
};

#endif
