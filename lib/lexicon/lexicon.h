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

enum {
    LEXICON_LINE = 64,       /* bytes of a cache line */
    LEXICON_GAP_MAX = 64,    /* characters between the parts of a pair */
    LEXICON_SCOPE_MAX = 32,  /* characters that a negator reaches */
    LEXICON_FOUND_KINDS = 6, /* the kefu_found_kinds that entries have */
    LEXICON_EXCUSE = 7,      /* the kind of the ids of a lexicon_excuse: never listed */
    LEXICON_COURTESY = 8,    /* the kind of the id of words of courtesy: never listed */
    LEXICON_IDS_MAX = 0xFFFF /* distinct ids of emotions, aspects, … */
};

/* Who must speak for something to count: a set; 0 is anyone. */
#define LEXICON_CUSTOMER 1u
#define LEXICON_AGENT    2u

/* An id that can be found, and its kind (a kefu_found_kind). */
struct lexicon_id {
    const char *id;
    uint32_t kind;
    /* Lower 95 % bound of its precision on real chats; −1: nobody read it there. */
    double certainty;
    uint32_t courtesy; /* whose words with it tell and ask nothing: LEXICON_CUSTOMER, _AGENT */
};

struct lexicon_id_list {
    uint32_t *ids; /* indices of lexicon_ids */
    size_t count;
};

/* What takes accusations from a whole turn: "您是说他让您加微信吗" accuses no agent. */
struct lexicon_excuse {
    uint32_t id;                   /* that its words have, of kind LEXICON_EXCUSE */
    struct lexicon_id_list acts;   /* that do the same beside the accusation */
    struct lexicon_id_list faults; /* that it takes away; empty: all */
};

/* What an entry says besides its polarity: "emotion anger, 0.8". */
struct lexicon_attribute {
    uint32_t next; /* the entry's next attribute; UINT32_MAX: the last */
    uint16_t id;   /* index of a lexicon_id */
    uint16_t roles;
    float strength; /* 0…1 */
};

#define ENTRY_POLAR     1u  /* has a polarity (which may be 0) */
#define ENTRY_AMBIGUOUS 2u  /* may be meant otherwise: counts half, and so do its ids */
#define ENTRY_PAIR      4u  /* a gapped pair: not a keyword by itself */
#define ENTRY_REMOVED   8u  /* by a later document */
#define ENTRY_GRADED    16u /* counts only beside a negator or degree word, or ending its clause */
#define ENTRY_DENIES    32u /* begins with a character of negation: 不卡 */
#define ENTRY_MESSAGE   64u /* of a document for messages: not there in reviews */
#define ENTRY_INSIDE                                                                               \
    128u /* counts inside a word, too: it and its parts are not tested for borders */

struct lexicon_entry {
    const char *text; /* folded; of a pair "first … second" */
    float polarity;
    uint32_t flags;
    uint32_t polarity_roles;
    uint32_t attributes; /* the first; UINT32_MAX: none */
    uint32_t document;   /* which document gave the polarity, for messages and layers */
};

struct lexicon_pair {
    uint32_t entry, gap;
    kefu_str first, second;
};

/* 不 denies; 别 forbids: what is forbidden is there (别再骗人了). */
enum negator_kind { NEGATOR_DENIAL, NEGATOR_PROHIBITION };
/* A byte of bits for each entry with what is read most often, so that it is found in a dense array
 * instead of in the entry. */
#define TRAIT_POLAR       1u              /* has a polarity that is not 0 … */
#define TRAIT_ROLES(t)    ((t) >> 1 & 3u) /* … for these speakers: 0 is anyone */
#define TRAIT_IDS         8u              /* has attributes */
#define TRAIT_NEUTRAL     16u /* only has attributes: a negator inside it stays a mention */
#define TRAIT_SPEAKERS(t) ((t) >> 5 & 3u) /* for whom it says anything */
#define TRAIT_DENIES      128u            /* holds a character of negation */

/* A statement (订单号是…) has no factor: it only marks a text as telling a fact, not judging. */
enum irrealis_kind {
    IRREALIS_WISH,
    IRREALIS_CONDITION,
    IRREALIS_QUESTION,
    IRREALIS_REQUEST,
    IRREALIS_STATEMENT
};

#define WORD_COMPARES 1u  /* a degree word of a comparison: 没有网上说的那么好 */
#define WORD_OPENS    2u  /* opens a supposition: 如果能, 要是 */
#define WORD_CLOSES   4u  /* closes one: 就更好了 … */
#define WORD_REGRETS  8u  /* … and says that it is not so: 就好了 */
#define WORD_DENIES   16u /* a rhetorical word that ends with a negator: 谁不 */

/* A word of grammar. Which members count depends on the sense: negators have a scope, degrees a
 * factor and a position, contrasts before and after, irrealis a kind and a factor. */
struct lexicon_word {
    kefu_str text;
    uint32_t sense; /* an enum sense_kind */
    uint32_t scope;
    uint32_t kind;  /* an enum irrealis_kind or negator_kind */
    float factor;   /* on polarity; of contrasts: on that of the clauses before the word … */
    float after;    /* … and on that of its own clause and, if above 1, of later ones */
    uint32_t flags; /* WORD_… */
    bool is_after;  /* a degree word that follows what it grades; a negator that may */
    bool at_start;  /* a contrast, or statement, only where its clause begins: 可 */
    bool removed;
    uint32_t document;
};

/* What a keyword of the matcher (or a pair of the model) means, in eight bytes, for it is read for
 * every match: a feature_word, whose 25 bits that are the owner's hold, from the lowest on,
 *      1  set if it has senses written by hand
 *      1  set if it is punctuation: …
 *      3  … an enum boundary
 *     20  index of its lexicon_senses */
typedef feature_word lexicon_meaning;
#define MEANING_HAS_SENSES(m)   ((m) >> 1 & 1u)
#define MEANING_IS_DELIMITER(m) ((m) >> 2 & 1u)
#define MEANING_BOUNDARY(m)     ((uint32_t)((m) >> 3 & 7u))
#define MEANING_SENSES(m)       ((m) >> 6 & 0xFFFFFu)
#define MEANING_SENSED(i)       ((lexicon_meaning)1 << 1 | (lexicon_meaning)(i) << 6)
#define MEANING_DELIMITER(b)    ((lexicon_meaning)1 << 2 | (lexicon_meaning)(b) << 3)

/* The classes of a mention, a bit set: each is a list into which the mention goes. The first two
 * also hold entries whose polarity counts. */
#define MENTION_POLAR       1u
#define MENTION_SHIFTS      2u /* a negator or degree word, or polar */
#define MENTION_CLAUSE_WORD 4u /* a word of contrast, irrealis or rhetoric … */
#define MENTION_CONTRAST    8u /* … of contrast */
#define MENTION_IDS         16u
#define MENTION_NEGATOR     32u
#define MENTION_HIDES_NEGATORS                                                                     \
    64u /* a negator inside it is no mention; not of entries that only have ids */

/* The senses of a keyword, laid out so that the usual case needs no branch: one mention, one group
 * of pairs that it begins, and a bit set of the groups whose pairs it completes. Further senses
 * stand in lists. It fills a cache line. */
struct lexicon_senses {
    /* Of the groups of the pairs whose second part it is, the bits of kefu__group_bit(), and those
     * of the group that it begins. */
    uint64_t completes[2], opens[2];
    uint32_t value;      /* of the mention */
    uint32_t attributes; /* of an entry, and its polarity: entries themselves lie far apart */
    float polarity;
    uint8_t kind;    /* of the mention: an enum sense_kind */
    uint8_t traits;  /* of an entry */
    uint8_t flags;   /* of an entry: ENTRY_AMBIGUOUS, ENTRY_GRADED */
    uint8_t classes; /* MENTION_… */
    uint8_t
        speakers; /* for whom the mention says anything: LEXICON_…, LEXICON_ANYONE; 0: no mention */
    uint8_t judges;  /* … and for whom its polarity counts */
    uint8_t borders; /* KEYWORD_… */
    uint8_t genres;  /* of texts in which the mention counts: a bit set by kefu_genre */
    uint32_t begins; /* the group of pairs that it begins; lexicon.group_count: none */
    uint32_t more;   /* index in lexicon.senses: further senses, then pairs that it completes */
    uint16_t more_count, second_count;
};
#define LEXICON_ANYONE 4u

/* How the word boundaries of a keyword are tested. A match that begins or ends inside a longer word
 * of the text is dropped: "ems" in "items", 寄了 in 邮寄了. */
#define KEYWORD_LATIN 1u /* begins or ends with an ASCII letter or digit: by the neighbours */
#define KEYWORD_HAN   2u /* two or three Han characters: by word segmentation, see words/words.h */

/* The bit of a group of pairs in each of two words, which tell nearly every group from any other.
 */
static inline uint32_t kefu__group_bit(uint32_t group, int word) {
    return (word ? group / 64 * 5 + group : group) % 64;
}

/* The classes of a mention of this kind, of an entry of these traits, if its polarity does
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
static inline uint32_t kefu__traits_judges(uint32_t traits) {
    if (!(traits & TRAIT_POLAR))
        return 0;
    return TRAIT_ROLES(traits) ? TRAIT_ROLES(traits) : LEXICON_ANYONE;
}

enum { LEXICON_GENRES = 2 /* the kefu_genres */ };

/* What texts of one genre are read with: the learned model of sentiment, joined to the matcher. */
struct lexicon_genre {
    struct learned_model *learned; /* NULL: none. Its pairs are numbered like the model's */
    uint32_t first;                /* among the features of all genres, its first */
    uint32_t *features;            /* per keyword of the matcher: the model's, or LEARNED_NONE */
    lexicon_meaning *meanings;     /* per keyword of the matcher, then per pair of the model */
    struct model_table table;      /* of the model */
    struct pairs learned_pairs;
};

struct lexicon {
    struct matcher *matcher;
    uint32_t keyword_count;
    struct lexicon_senses *keyword_senses; /* of the keywords that have MEANING_SENSES */
    struct sense *senses;                  /* what these have besides */
    struct lexicon_entry *entries;
    uint8_t *traits; /* of each entry: TRAIT_… */
    struct lexicon_attribute *attributes;
    struct lexicon_pair *pairs;
    uint32_t *pair_groups; /* of each pair: those of the same first part; apart, for they are read
                            * for every second part */
    size_t group_count;
    bool has_inside_pairs; /* one has ENTRY_INSIDE */
    struct lexicon_word *words;
    struct lexicon_id *ids;
    struct lexicon_excuse *excuses;
    uint32_t repetition; /* the fault of saying the same in one turn again; UINT32_MAX: none */
    size_t entry_count, attribute_count, pair_count, word_count, id_count, excuse_count;
    size_t entry_capacity, attribute_capacity, pair_capacity, word_capacity, id_capacity,
        excuse_capacity;
    struct lexicon_grammar grammar;
    struct lexicon_genre genres[LEXICON_GENRES]; /* by kefu_genre */
    uint32_t feature_count;                      /* of all genres' models, keywords and pairs … */
    const char **feature_texts; /* … and the text of each, terminated: "不 … 好" for pairs */
    /* The learned model of dialogues with a matcher of its own (its keywords have other weights for
     * each channel, and only dialogues are searched for them); NULL: none. */
    struct learned_model *dialogue;
    struct scan_image *dialogue_image;
};

#endif
