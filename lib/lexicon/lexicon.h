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
    LEXICON_LINE = 64,       /* size of a cache line in bytes */
    LEXICON_GAP_MAX = 64,    /* largest gap in characters between the parts of a pair */
    LEXICON_SCOPE_MAX = 32,  /* largest scope of a negator, in characters */
    LEXICON_FOUND_KINDS = 6, /* the number of kefu_found_kinds that entries can have */
    /* a kind beside the kefu_found_kinds: ids of words that excuse a fault; not listed in results
     */
    LEXICON_EXCUSE = 7,
    /* a kind beside the kefu_found_kinds: the id of courtesies; not listed in results */
    LEXICON_COURTESY = 8,
    LEXICON_IDS_MAX = 0xFFFF /* maximum number of distinct ids of emotions, aspects, … */
};

/* Bits of a set of speakers for whom something counts; the empty set, 0, stands for anyone. */
#define LEXICON_CUSTOMER 1u
#define LEXICON_AGENT    2u

/* An id (of an emotion, aspect, fault, …) that words of a text can state, and its kind (a
 * kefu_found_kind). */
struct lexicon_id {
    const char *id;
    uint32_t kind;
    /* Lower limit of the 95 % confidence interval of the share of texts with this id in which it is
     * right, measured on real chats; −1: not measured. */
    double certainty;
    /* speakers (LEXICON_CUSTOMER, LEXICON_AGENT) for whom words with this id are courtesies */
    uint32_t courtesy;
    bool disguised; /* its words are also searched for in disguised form: 垃1圾 */
};

struct lexicon_id_list {
    uint32_t *ids; /* indices of elements of lexicon.ids */
    size_t count;
};

/* An excuse removes accusations (faults) from a whole turn: 您是说他让您加微信吗 accuses no agent.
 */
struct lexicon_excuse {
    uint32_t id; /* index of the id, of kind LEXICON_EXCUSE, that the words of this excuse have */
    /* service acts that excuse a fault if they occur in the same turn */
    struct lexicon_id_list acts;
    struct lexicon_id_list faults; /* the faults that the excuse removes; empty: all */
};

/* An attribute of an entry, in addition to its polarity: an id with a strength, such as "emotion
 * anger, strength 0.8". */
struct lexicon_attribute {
    /* index, in lexicon.attributes, of the entry's next attribute; UINT32_MAX: this is the last */
    uint32_t next;
    uint16_t id; /* index of the id in lexicon.ids */
    uint16_t roles;
    float strength; /* 0…1 */
};

#define ENTRY_POLAR     1u /* the entry has a polarity, which may be 0 */
/* the entry may have another meaning in a text, so that its polarity and ids count less */
#define ENTRY_AMBIGUOUS 2u
#define ENTRY_PAIR      4u /* a gapped pair or a pattern: not a keyword by itself */
#define ENTRY_REMOVED   8u /* the entry was removed by a later lexicon document */
/* the entry is gradable (好, 慢): its polarity counts only beside a negator or degree word, or at
 * the end of a clause */
#define ENTRY_GRADED    16u
#define ENTRY_DENIES    32u /* the entry begins with a character of negation: 不卡 */
#define ENTRY_MESSAGE   64u /* from a document for messages: does not exist in reviews */
/* the entry also counts inside a longer word of the text: neither its matches nor those of its
 * parts are tested for word boundaries */
#define ENTRY_INSIDE    128u

struct lexicon_entry {
    const char *text; /* folded text; of a gapped pair "first … second" */
    float polarity;
    uint32_t flags;
    uint32_t polarity_roles;
    /* index, in lexicon.attributes, of the entry's first attribute; UINT32_MAX: none */
    uint32_t attributes;
    /* number of the document that gave the polarity, which decides in which genre and layer the
     * entry counts */
    uint32_t document;
};

struct lexicon_pair {
    uint32_t entry, gap;
    kefu_str first, second;
};

/* Words that may stand for one another in patterns: 你, 您, 你们. */
struct lexicon_class {
    /* name of the class in lexicon documents; "": its words stand in the pattern itself */
    const char *id;
    uint64_t digest;   /* digest of the words, independent of their order */
    size_t word_count; /* number of words in the class; 0: no document has defined the class */
};

/* One step of a pattern: any word of a class. The steps of a pattern are neighbours in the array,
 * in their order. */
struct lexicon_step {
    uint32_t entry, word_class;
    /* largest number of characters between this part of the pattern and the part before it */
    uint32_t gap;
    bool is_first, is_last;
};

/* All patterns: sequences of word classes with gaps between them. An entry with ENTRY_PAIR is
 * either a gapped pair or a pattern. */
struct lexicon_patterns {
    struct lexicon_class *classes;
    struct lexicon_step *steps;
    size_t class_count, class_capacity, step_count, step_capacity;
    /* The indices of the steps that a word of class c can match are class_steps[class_rows[c]] …
     * class_steps[class_rows[c + 1] − 1], the last first: else one match could be two parts of a
     * pattern. */
    uint32_t *class_rows, *class_steps;
    /* The classes that contain the keyword number s of lexicon.keyword_senses are
     * keyword_classes[keyword_rows[s]] … keyword_classes[keyword_rows[s + 1] − 1]. */
    uint32_t *keyword_rows, *keyword_classes;
    /* bit set (LEXICON_…) of the speakers for whom some pattern counts; 0: there are no patterns */
    uint32_t speakers;
};

/* A gapped pair in the list of the keyword that is its second part. All pairs with the same first
 * part form a group. Groups are numbered by the length of their first parts, the longest first, so
 * that of several pairs with this second part the one that covers most of the text comes first. */
struct lexicon_second {
    uint32_t group;
    uint32_t pair;
};

/* The kinds of negators: 不 denies; 别 forbids something that already happens (别再骗人了). */
enum negator_kind { NEGATOR_DENIAL, NEGATOR_PROHIBITION };
/* The traits of an entry: its most used properties, in one byte. The array of all traits fits into
 * the cache, while that of the entries does not. */
#define TRAIT_POLAR       1u /* the entry has a polarity other than 0 */
/* bit set of the speakers for whom the polarity of the entry counts; 0: anyone */
#define TRAIT_ROLES(t)    ((t) >> 1 & 3u)
#define TRAIT_IDS         8u /* the entry has attributes: ids of emotions, aspects, … */
/* the entry has attributes but no polarity; then it does not hide a negator inside of it */
#define TRAIT_NEUTRAL     16u
#define TRAIT_SPEAKERS(t) ((t) >> 5 & 3u) /* speakers for whom the entry has an effect */
#define TRAIT_DENIES      128u /* the entry contains a character of negation (不, 没) */

/* The kinds of irrealis words, which say that something is not real but wished for, supposed, asked
 * or requested. A statement (订单号是…) is listed with them although it is real: it has no factor
 * and only marks its text as stating a fact rather than evaluating. */
enum irrealis_kind {
    IRREALIS_WISH,
    IRREALIS_CONDITION,
    IRREALIS_QUESTION,
    IRREALIS_REQUEST,
    IRREALIS_STATEMENT
};

#define WORD_COMPARES 1u /* a degree word that compares: the 那么 in 没有网上说的那么好 */
#define WORD_OPENS    2u  /* begins a supposition: 如果能, 要是 */
#define WORD_CLOSES   4u  /* ends a supposition: the 就更好了 in 能便宜点就更好了 */
#define WORD_REGRETS  8u  /* ends a supposition and says that the opposite is the case: 就好了 */
#define WORD_DENIES   16u /* a rhetorical word that ends with a negator: 谁不 */

/* A grammar word. Which members apply depends on the sense: a negator has `scope`, a degree word
 * `factor` and `is_after`, a contrast word `factor` and `after`, an irrealis word `kind` and
 * `factor`. */
struct lexicon_word {
    kefu_str text;
    uint32_t sense; /* an enum sense_kind */
    uint32_t scope;
    /* an enum irrealis_kind if the word is one of irrealis mood, an enum negator_kind if it is a
     * negator */
    uint32_t kind;
    /* factor on polarity; of a contrast word: factor on the polarity of the clauses before the word
     */
    float factor;
    /* factor of a contrast word on its own clause and, if above 1, on later clauses of the sentence
     */
    float after;
    uint32_t flags; /* bit set of WORD_… */
    /* a degree word that follows the word it modifies (好得很), or a negator that may (异味都没有)
     */
    bool is_after;
    /* a contrast word (可) or statement that counts only at the beginning of its clause */
    bool at_start;
    bool removed;
    uint32_t document;
};

/* What a keyword of the matcher (or a pair of the model) means, packed into eight bytes because it
 * is read for every match. It is stored in the 26 bits of a feature_word that are left to its user;
 * from the lowest bit on:
 *
 * - 2 bits: the speakers (LEXICON_CUSTOMER, LEXICON_AGENT) for whom its hand-written senses may say
 *   anything in texts of the genre
 * - 3 bits: the enum boundary of punctuation; 0: it is none; MEANING_TESTED_MENTION: it is none,
 * but a word whose boundaries are tested and that means something by itself in texts of the genre
 * - 20 bits: index of its lexicon_senses; 0: it has no hand-written senses in any genre. They stand
 *   where one AND gives the offset in bytes, since a struct lexicon_senses has 1 << 6 bytes
 * - 1 bit: are its word boundaries tested (WORD_BOUNDARIES_…)? */
typedef feature_word lexicon_meaning;
#define MEANING_COUNTS(m, speakers)    (((m)&MEANING_FOR(speakers)) != 0)
#define MEANING_BOUNDARY(m)            ((uint32_t)((m) >> 3 & 7u))
#define MEANING_IS_DELIMITER(m)        (MEANING_BOUNDARY(m) - 1 < MEANING_TESTED_MENTION - 1)
#define MEANING_TESTED_MENTION         5u
#define MEANING_IS_TESTED_MENTION(m)   (MEANING_BOUNDARY(m) == MEANING_TESTED_MENTION)
#define MEANING_SENSES(m)              ((m) >> 6 & 0xFFFFFu)
#define MEANING_HAS_WORD_BOUNDARIES(m) ((m) >> 26 & 1u)
#define MEANING_FOR(speakers)          ((lexicon_meaning)(speakers) << 1)
#define MEANING_DELIMITER(b)           ((lexicon_meaning)(b) << 3)
#define MEANING_SENSED(i)              ((lexicon_meaning)(i) << 6)
#define MEANING_WORD_BOUNDARIES        ((lexicon_meaning)1 << 26)

/* The classes of a mention (an occurrence of a hand-written word), a bit set: one bit for each list
 * to which the mention is added. An entry has the first two only if its polarity counts for the
 * speaker of the text. */
#define MENTION_POLAR       1u
#define MENTION_SHIFTS      2u /* a negator, a degree word, or an entry with a polarity */
#define MENTION_CLAUSE_WORD 4u /* a word of contrast, irrealis mood (如果) or rhetoric (难道) */
#define MENTION_CONTRAST    8u /* a word of contrast: 但是 */
#define MENTION_IDS         16u
#define MENTION_NEGATOR     32u
#define MENTION_HIDES_NEGATORS                                                                     \
    64u /* the mention hides negators inside of it; not set for entries that only have ids */

/* The texts in which something counts: for each genre three bits, LEXICON_CUSTOMER, LEXICON_AGENT
 * and LEXICON_ANYONE. A text has two bits in those of its own genre: that of its speaker, and
 * LEXICON_ANYONE. Something counts in a text if both have a common bit. */
#define LEXICON_ANYONE                 4u
#define LEXICON_VIEWS(speakers, genre) ((speakers) << 3 * (genre))

/* The parts of a keyword's meaning, each of which counts in texts of certain speakers and genres
 * (LEXICON_VIEWS). */
enum sense_part {
    PART_MENTION, /* what the keyword means by itself: an entry or grammar word */
    /* the senses of the keyword after the first of each sort: a second meaning by itself, a second
     * group of gapped pairs that it opens */
    PART_MORE,
    PART_OPENS,     /* the gapped pairs of which the keyword is the first part */
    PART_COMPLETES, /* the gapped pairs of which the keyword is the second part */
    SENSE_PARTS
};

/* The senses of a keyword, laid out so that the usual case needs no branch: one mention, one group
 * of pairs of which it is the first part, and a bit set of the groups of which it is the second
 * part. Further senses are in lists. The struct fills a cache line, and is aligned to one, so that
 * a match reads and prefetches only one. */
struct lexicon_senses {
    /* Bloom filter, made with kefu__group_bit(), of the groups of pairs whose second part the
     * keyword is */
    uint64_t completes[2];
    /* index of the entry or grammar word that the keyword is; copied to `value` of struct mention
     */
    uint32_t value;
    /* if the keyword is an entry: copies of members of struct lexicon_entry, because the entries
     * are scattered in memory */
    uint32_t attributes;
    float polarity;
    /* an enum sense_kind: SENSE_ENTRY, or the kind of grammar word that the keyword is */
    uint8_t kind;
    uint8_t traits; /* TRAIT_… of the entry, if the keyword is one */
    /* the ENTRY_… of the entry, if the keyword is one */
    uint8_t flags;
    /* bit set of MENTION_…: the lists to which a mention of the keyword is added */
    uint8_t classes;
    /* for each enum sense_part a bit set of LEXICON_VIEWS, the texts in which the part counts; 0:
     * the keyword does not have it */
    uint8_t views[SENSE_PARTS];
    uint8_t polar_speakers; /* bit set of the speakers for whom the entry's polarity counts */
    /* how the keyword's word boundaries are tested: WORD_BOUNDARIES_…, or 0 for not at all */
    uint8_t word_boundaries;
    /* kefu__group_bit() 0 and 1 of the group of pairs whose first part is the keyword */
    uint8_t opens[2];
    uint16_t more_count, second_count;
    /* number of the group of pairs whose first part is the keyword; lexicon.group_count: none */
    uint32_t begins;
    uint32_t more;    /* index, in lexicon.senses, of the keyword's further senses */
    uint32_t seconds; /* index, in lexicon.seconds, of the pairs whose second part is the keyword */
    uint64_t unused;  /* padding that makes the struct as large as a cache line */
};
_Static_assert(sizeof(struct lexicon_senses) == LEXICON_LINE, "a keyword's senses fill a line");

/* Which parts of a keyword's meaning (enum sense_part) count in a text with these views
 * (LEXICON_VIEWS): part p does if the result has bits in common with LEXICON_PART(p). Computed by
 * one AND for all parts, because this is done for every match. */
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
/* the keyword begins or ends with an ASCII letter or digit: a match is rejected if the character
 * beside it continues the word or number */
#define WORD_BOUNDARIES_LATIN 1u
/* the keyword has two or three Han characters: a match is rejected if word segmentation finds a
 * word that crosses its end, see words/words.h */
#define WORD_BOUNDARIES_HAN   2u

/* The bit that stands for a group of gapped pairs in a Bloom filter of two 64-bit words: its number
 * in word `word` (0 or 1). Nearly all groups differ in at least one of the two. */
static inline uint32_t kefu__group_bit(uint32_t group, int word) {
    return (word ? group / 64 * 5 + group : group) % 64;
}

/* The MENTION_… bits of a mention of this kind (an enum sense_kind). `traits`: TRAIT_… of an entry,
 * else 0. MENTION_POLAR and MENTION_SHIFTS of an entry are left out: they depend on the speaker of
 * the text, and are added for each match. */
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

enum { LEXICON_GENRES = 2 /* number of enumerators of kefu_genre */ };

/* What texts of one genre (reviews or messages) are analysed with: the learned model of sentiment,
 * and its maps to the keywords of the matcher. */
struct lexicon_genre {
    /* The learned model of sentiment; NULL: this genre has none. Its keywords and pairs have the
     * numbers of the model, not those of the matcher. */
    struct learned_model *learned;
    /* number of the first feature (keyword or pair) of this model; the features of all genres'
     * models are numbered one after the other */
    uint32_t first;
    /* for each keyword of the matcher its number in the model, or LEARNED_NONE */
    uint32_t *features;
    /* what each keyword of the matcher, and behind these each pair of the learned model, means in
     * texts of this genre */
    lexicon_meaning *meanings;
    struct model_table table; /* the weights of the model's keywords and pairs, a row for each */
    struct pairs learned_pairs;
};

/* The learned model that finds faults in agents' messages. Like the model of dialogues it has a
 * matcher of its own, since only agents' messages are searched for its keywords. */
struct lexicon_accuser {
    struct learned_model *model; /* NULL: the lexicon has no such model */
    struct scan_image *image;
    /* for each class of the model, the index of its fault in lexicon.ids; LEARNED_NONE: the class
     * stands for "no accusation" */
    uint32_t *ids;
};

enum {
    DISGUISED_BITS_LOG = 19 /* base-2 logarithm of the number of bits in lexicon.disguised_pairs */
};

struct lexicon {
    struct matcher *matcher;
    uint32_t keyword_count;
    /* the first senses of each keyword, at index MEANING_SENSES() of its meaning; element 0 is
     * empty, for keywords without hand-written senses */
    struct lexicon_senses *keyword_senses;
    /* further senses of keywords, for those that have more than fit into struct lexicon_senses */
    struct sense *senses;
    /* for each keyword the gapped pairs whose second part it is, ordered by group */
    struct lexicon_second *seconds;
    struct lexicon_entry *entries;
    uint8_t *traits; /* for each entry a bit set of TRAIT_… */
    struct lexicon_attribute *attributes;
    struct lexicon_pair *pairs;
    /* for each gapped pair the number of its group (all pairs with the same first part); only used
     * while the lexicon is built */
    uint32_t *pair_groups;
    size_t group_count;
    /* for each keyword of the matcher: is it also searched for in disguised form (垃1圾)? */
    bool *disguised;
    bool has_disguised; /* is any keyword searched for in disguised form? */
    /* a Bloom filter with one bit for each two characters that are neighbours in some keyword that
     * is searched for in disguised form */
    uint8_t *disguised_pairs;
    /* some gapped pair belongs to an entry with ENTRY_INSIDE, which is not tested for word
     * boundaries */
    bool has_inside_pairs;
    struct lexicon_patterns patterns;
    struct lexicon_word *words;
    struct lexicon_id *ids;
    struct lexicon_excuse *excuses;
    /* index in `ids` of the fault "repeats the same words in one turn"; UINT32_MAX: the lexicon has
     * none */
    uint32_t repetition;
    size_t entry_count, attribute_count, pair_count, word_count, id_count, excuse_count;
    size_t entry_capacity, attribute_capacity, pair_capacity, word_capacity, id_capacity,
        excuse_capacity;
    struct lexicon_grammar grammar;
    /* for each kefu_genre what its texts are analysed with */
    struct lexicon_genre genres[LEXICON_GENRES];
    /* number of features, that is, keywords and pairs of all genres' learned models */
    uint32_t feature_count;
    const char **feature_texts; /* the text of each feature, NUL-terminated: "不 … 好" for pairs */
    /* The learned model of dialogues; NULL: none. It has a matcher of its own, because only
     * dialogues are searched for its keywords, and each keyword has a weight for each channel
     * (words of the customer, of the agent, …). */
    struct learned_model *dialogue;
    struct scan_image *dialogue_image;
    struct lexicon_accuser accuser;
};

/* Are these two characters neighbours in some word that is searched for in disguised form (垃1圾)?
 * May be true for a few others, since a Bloom filter is asked. */
bool kefu__lexicon_joins(const struct lexicon *lexicon, uint32_t before, uint32_t after);

#endif
