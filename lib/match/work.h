/* SPDX-License-Identifier: MIT
 * What the levels share: a block of decoded text, what is found in it, and where matches go.
 *
 * A scan decodes a block of positions (one symbol each) with enough symbols behind it for the
 * longest keyword, finds the matches that begin in the block, depth by depth of the trie (all
 * positions at once, so that look-ups do not wait for each other), and moves on. */
#ifndef KEFU_LIB_MATCH_WORK_H
#define KEFU_LIB_MATCH_WORK_H

#include "match/image.h"
#include "text/fold.h"

#define BLOCK        1024u
/* Behind a block: the longest keyword, twice, and what a decoder adds beyond what it was asked for:
 * a unit, or a short text and some vectors, which is less. */
#define SYMBOLS_MAX  (BLOCK + 2 * (MATCHER_LENGTH_MAX + 1) + FOLD_SYMBOLS_MAX)
#define VECTOR_SLACK 64u /* elements that vector code may read and write behind an array */
#define ROW_NONE     UINT32_MAX
#define TEXTS_MAX    (SYMBOLS_MAX + VECTOR_SLACK) /* texts that end in the arrays */

/* Short texts that are decoded together, see avx512_texts.c: the stream's texts from `first` on,
 * copied. */
#define TEXT_SHORT        240u /* bytes, so that offsets in a text fit into one */
#define TEXTS_JOINED      128u
#define TEXTS_JOINED_SIZE 8192u
struct joined_texts {
    size_t first;
    uint32_t count;
    uint32_t unplain;                /* the one that is known to be for the reader */
    uint16_t ends[TEXTS_JOINED + 1]; /* behind the NUL of each; then one that is far away */
    unsigned char bytes[TEXTS_JOINED_SIZE + 4 * VECTOR_SLACK];
};

/* Where matches go: room in [next, limit). flush makes `room` more, OUTPUT_ROOM at most, or sets
 * status and says false to stop. */
struct match_output {
    struct match *next, *limit;
    bool (*flush)(struct match_output *output, size_t room);
    kefu_status status;
};
#define OUTPUT_ROOM (2 * BLOCK + VECTOR_SLACK)

#define WORK_ALIGNMENT 64 /* of arrays that vector code reads and writes */
#define ALIGNED        _Alignas(WORK_ALIGNMENT)
struct match_work {
    void *block; /* that was allocated for it, which may not be aligned as it is */
    const struct matcher *matcher;
    struct match_output *output;
    /* The text that is being decoded. */
    const char *text;
    size_t size;
    uint32_t at;                  /* decoded up to here */
    uint32_t settled;             /* units that end here or before are final */
    uint32_t counted;             /* the quality has what stands before */
    uint32_t flags;               /* TEXT_SKIP_… */
    struct text_quality *quality; /* never NULL */
    /* The symbols. */
    uint32_t have;
    bool tangled; /* some unit has several symbols: spans may repeat or be out of order */
    ALIGNED uint32_t start[SYMBOLS_MAX + VECTOR_SLACK]; /* raw offsets of each symbol's unit */
    ALIGNED uint32_t end[SYMBOLS_MAX + VECTOR_SLACK];
    ALIGNED uint16_t code[SYMBOLS_MAX + VECTOR_SLACK];
    /* Of the AVX-512 level: the offsets of symbols in short texts that were decoded together. Those
     * of symbols before `wide` are not known; if that is 0, start and end are not. */
    ALIGNED uint8_t narrow_start[SYMBOLS_MAX + VECTOR_SLACK];
    ALIGNED uint8_t narrow_end[SYMBOLS_MAX + VECTOR_SLACK];
    uint32_t wide;
    struct fold_unit unit;
    /* Of many texts, those that end in the arrays: the position behind each, ascending. `ends` gets
     * the number of matches put out when each is passed. */
    uint32_t texts[TEXTS_MAX], *next_text;
    uint32_t text_count; /* from next_text on */
    uint32_t *ends;
    size_t emitted;
    struct joined_texts joined;
    /* What survives in the trie, at the depth that is being looked at: where it began, where its
     * next edge would be, and that edge's code. */
    ALIGNED uint32_t position[BLOCK + VECTOR_SLACK];
    ALIGNED uint32_t base[BLOCK + VECTOR_SLACK];
    ALIGNED uint32_t wanted[BLOCK + VECTOR_SLACK];
    ALIGNED uint32_t hit[BLOCK + VECTOR_SLACK], hit_keyword[BLOCK + VECTOR_SLACK];
    bool dense; /* in the last block many did */
    /* Of the AVX-512 level: the positions that pass the filter, if it lists them, with the code
     * behind each in the upper half. How many come before each 16 positions, and which of those
     * they are. */
    bool listed;
    ALIGNED uint32_t place[BLOCK + VECTOR_SLACK];
    uint16_t listed_before[BLOCK / 16 + 1], listed_lanes[BLOCK / 16 + 1];
    /* Of vector levels: what is looked up one by one between two vector passes. */
    ALIGNED uint16_t index[2 * BLOCK];
    ALIGNED uint32_t value[2 * BLOCK];
    ALIGNED uint32_t slot[BLOCK + VECTOR_SLACK];
    ALIGNED uint64_t entry[BLOCK + VECTOR_SLACK];
    /* What is found: rows[d][i] is the keyword of d + 1 symbols that begins at position i, if bit d
     * of mask[i] is set. Vector levels put ROW_NONE into the first rows instead, and mark the
     * groups of 16 positions that have bits; the AVX-512 level may have rows by its list. */
    ALIGNED uint64_t mask[BLOCK + VECTOR_SLACK];
    bool deep[BLOCK / 16], any_deep;
    ALIGNED uint32_t rows[MATCHER_LENGTH_MAX][BLOCK + VECTOR_SLACK];
    struct match *tangle; /* matches of a tangled block, to be sorted */
    size_t tangle_capacity;
    struct match sink[OUTPUT_ROOM]; /* for outputs that keep none */
};

/* Many texts as one, with a separator behind each. */
struct text_stream {
    const kefu_str *texts;
    size_t count, decoding; /* `decoding`: index of the text that is being decoded, or comes next */
    bool begun;             /* it is being decoded */
    uint32_t flags;
    struct text_quality *qualities, unwanted;
};

struct level {
    /* Adds symbols until there are `need`, or the text ends; by at most a unit or a vector more. */
    void (*decode)(struct match_work *work, uint32_t need);
    /* May be NULL. Decodes whole texts, those that are short and plain, until there are `need`
     * symbols, by at most a short text and a vector more; false: the next text is not of that kind.
     */
    bool (*decode_texts)(struct match_work *work, struct text_stream *stream, uint32_t need);
    /* Finds all matches that begin at positions [0, count), count <= BLOCK, and puts them out in
     * any order; false: the output stopped. */
    bool (*find)(struct match_work *work, uint32_t count);
    /* Finds the same into masks and rows. */
    void (*find_rows)(struct match_work *work, uint32_t count);
    /* Puts out what find_rows() found, sorted, and notes the texts that end in the block. */
    bool (*emit)(struct match_work *work, uint32_t count);
};
extern const struct level kefu__level_portable;
extern const struct level kefu__level_avx2;
extern const struct level kefu__level_avx512;

/* What other levels take from the portable one: the two halves of sorted scans, and what `kept`
 * survivors find from a depth on, in any order. */
bool kefu__find_portable(struct match_work *work, uint32_t count);
void kefu__find_rows_portable(struct match_work *work, uint32_t count);
bool kefu__emit_portable(struct match_work *work, uint32_t count);
bool kefu__find_deeper(struct match_work *work, uint32_t kept, uint32_t depth);

/* Decodes the unit at work->at, taking back a symbol before it that it combines with. */
void kefu__decode_unit(struct match_work *work);
/* Finds and puts out the matches of a block, sorted, each once, where units have several symbols;
 * false: the output stopped, or no memory (output->status tells). */
bool kefu__find_tangled(struct match_work *work, const struct level *level,
                        const kefu_allocator *allocator, uint32_t count);
/* Makes start and end known of symbols whose narrow offsets are. */
void kefu__widen_offsets(struct match_work *work, uint32_t from);
/* Takes the texts that end at or before a position from the list; all matches that begin before it
 * have been put out. */
void kefu__end_texts(struct match_work *work, uint32_t position);

/* Does inline pinyin, or a run of ??, begin with the POINT_SUSPECT that ends here? If so the reader
 * must look at it. */
static inline bool is_suspect(const struct match_work *work, uint32_t end) {
    const unsigned char *text = (const unsigned char *)work->text;
    if (end == work->size)
        return false;
    if (text[end - 1] == '?')
        return text[end] == '?';
    return text[end] >= 'A'; /* a letter, or not ASCII */
}

static inline struct text_quality *stream_quality(struct text_stream *stream) {
    return stream->qualities ? stream->qualities + stream->decoding : &stream->unwanted;
}

/* Puts the separator behind a text, at `position`; what the list of texts gets. */
static inline uint32_t end_text(struct match_work *work, uint32_t position) {
    work->code[position] = 0;
    work->start[position] = TEXT_NONE;
    work->end[position] = TEXT_NONE;
    return position + 1;
}

/* Where the next text ends in the block, or `count`. */
static inline uint32_t text_border(const struct match_work *work, uint32_t count) {
    return work->text_count && *work->next_text < count ? *work->next_text : count;
}

/* Counts characters as decoded that a fast path has put behind the symbols, `end` behind the last
 * of them. */
static inline void take_characters(struct match_work *work, uint32_t characters, uint32_t symbols,
                                   uint32_t end) {
    work->quality->characters += characters;
    work->have += symbols;
    work->at = work->counted = end;
}

static inline bool output_room(struct match_output *output, size_t room) {
    return (size_t)(output->limit - output->next) >= room || output->flush(output, room);
}

static inline uint64_t table_entry(const struct matcher *matcher, uint32_t base, uint32_t code) {
    uint32_t slot = base + code;
    return matcher->table[slot < matcher->last ? slot : matcher->last];
}

#endif
