/* SPDX-License-Identifier: MIT
 * The working memory of a scan, and the interface of the SIMD levels.
 *
 * A scan decodes a block of positions (one folded symbol each), plus as many symbols behind it as
 * the longest keyword has. Then it descends the trie breadth first: at each depth it follows one
 * edge from every position that is still in the trie, the frontier. The look-ups of one depth are
 * independent of each other, so that their cache misses overlap. Then it goes on to the next block.
 */
#ifndef KEFU_LIB_MATCH_WORK_H
#define KEFU_LIB_MATCH_WORK_H

#include "match/image.h"
#include "text/fold.h"

#define BLOCK       1024u
/* The maximum number of decoded symbols: those of the block; twice those of the longest keyword
 * behind it; and what a decoder may write beyond what was requested, which is at most one unit (a
 * character with its marks) that expands to several symbols. */
#define SYMBOLS_MAX (BLOCK + 2 * (MATCHER_LENGTH_MAX + 1) + FOLD_SYMBOLS_MAX)
#define VECTOR_SLACK                                                                               \
    64u /* elements of padding behind an array, which vector code may read and write */
#define ROW_NONE  UINT32_MAX
#define TEXTS_MAX (SYMBOLS_MAX + VECTOR_SLACK) /* maximum number of texts that end in one block */

/* The next definitions are for short texts that are copied into one buffer and decoded together,
 * see avx512_batch.c. They are texts `first` … `first` + `count` - 1 of the stream. */
/* maximum size in bytes of a text in a batch, so that its offsets fit into one byte */
#define BATCH_TEXT_SIZE_MAX 240u
#define BATCH_TEXTS_MAX     128u
#define BATCH_BYTES_MAX     8192u
struct text_batch {
    size_t first;
    uint32_t count;
    /* index of the first text that cannot be decoded in a batch, or BATCH_TEXTS_MAX if all can */
    uint32_t not_plain;
    /* for each text: the offset in `bytes` behind its terminating NUL; a sentinel follows */
    uint16_t ends[BATCH_TEXTS_MAX + 1];
    unsigned char bytes[BATCH_BYTES_MAX + 4 * VECTOR_SLACK];
};

/* A destination of matches: a buffer, of which [next, limit) is free. flush() makes room for at
 * least `room` more matches (at most OUTPUT_ROOM), or sets the status and returns false, which ends
 * the scan. */
struct match_output {
    struct match *next, *limit;
    bool (*flush)(struct match_output *output, size_t room);
    kefu_status status;
};
#define OUTPUT_ROOM (2 * BLOCK + VECTOR_SLACK)

#define WORK_ALIGNMENT 64 /* in bytes: a cache line, to which arrays of vector code are aligned */
#define ALIGNED        _Alignas(WORK_ALIGNMENT)
struct match_work {
    void *block; /* the allocation in which this struct is placed at an aligned address */
    const struct matcher *matcher;
    struct match_output *output;
    /* The text being decoded. */
    const char *text;
    size_t size;
    uint32_t at; /* offset of the next byte to decode */
    /* symbols of text up to this byte offset are final: it has been checked that no combining mark
     * follows that changes them */
    uint32_t final_to;
    /* bytes before this offset are included in the counts of `quality` */
    uint32_t counted_to;
    uint32_t flags;               /* flags TEXT_SKIP_…: which characters are skipped */
    struct text_quality *quality; /* counts of Han, Latin, … characters; never NULL */
    /* The decoded symbols (folded code points), as parallel arrays. */
    uint32_t have; /* the number of decoded symbols */
    /* some unit of text (such as the ligature ﬁ) was expanded to several symbols, so matches may
     * repeat or be out of order */
    bool expanded;
    /* byte offsets of the unit of text that each symbol comes from */
    ALIGNED uint32_t start[SYMBOLS_MAX + VECTOR_SLACK];
    ALIGNED uint32_t end[SYMBOLS_MAX + VECTOR_SLACK];
    ALIGNED uint16_t code[SYMBOLS_MAX + VECTOR_SLACK];
    /* AVX-512 only: start and end offsets of symbols in 8 bits, for short texts that are decoded in
     * batches. They are valid for symbols from index `narrow_from` on; the 32-bit offsets in the
     * arrays start and end are valid only if `narrow_from` is not 0. */
    ALIGNED uint8_t narrow_start[SYMBOLS_MAX + VECTOR_SLACK];
    ALIGNED uint8_t narrow_end[SYMBOLS_MAX + VECTOR_SLACK];
    uint32_t narrow_from;
    struct fold_unit unit;
    /* When many texts are scanned together: for each text that ends in the block the position
     * behind the text, ascending. When the search passes such a position, it stores the number of
     * matches written so far in `ends`. */
    uint32_t texts[TEXTS_MAX], *next_text;
    uint32_t text_count; /* number of elements of `texts` from next_text on */
    uint32_t *ends;
    size_t emitted;
    struct text_batch batch;
    /* The frontier, which is the set of paths into the trie that go on, as parallel arrays. For
     * each path: the position where it began, the base of the node that it has reached and, for
     * AVX-512, next_codes (see enum carried). */
    ALIGNED uint32_t position[BLOCK + VECTOR_SLACK];
    ALIGNED uint32_t base[BLOCK + VECTOR_SLACK];
    ALIGNED uint32_t next_codes[BLOCK + VECTOR_SLACK];
    ALIGNED uint32_t hit[BLOCK + VECTOR_SLACK], hit_keyword[BLOCK + VECTOR_SLACK];
    /* the last block had many paths into the trie: do not compact the positions of the next block
     */
    bool dense;
    /* AVX-512 only: if `compacted`, the candidates, which are the positions that passed the filter
     * of the root edges (low half: position, high half: the code at the next position); rows and
     * masks are then indexed by candidate, not by position. For each 16 positions: how many
     * candidates come before them, and which of them are candidates. */
    bool compacted;
    ALIGNED uint32_t candidate[BLOCK + VECTOR_SLACK];
    uint16_t candidates_before[BLOCK / 16 + 1], candidate_lanes[BLOCK / 16 + 1];
    /* For SIMD levels: indices and results of the scalar table look-ups that alternate with passes
     * of vector code. */
    ALIGNED uint16_t index[2 * BLOCK];
    ALIGNED uint32_t value[2 * BLOCK];
    ALIGNED uint32_t slot[BLOCK + VECTOR_SLACK];
    ALIGNED uint64_t entry[BLOCK + VECTOR_SLACK];
    /* The matches of a block: rows[d][i] is the keyword of d + 1 symbols that begins at position i,
     * if bit d of mask[i] is set. For the first SHALLOW rows AVX-512 uses no bits: an element
     * without a match is ROW_NONE; and `deep` says which groups of 16 positions have bits at all.
     */
    ALIGNED uint64_t mask[BLOCK + VECTOR_SLACK];
    bool deep[BLOCK / 16], any_deep;
    ALIGNED uint32_t rows[MATCHER_LENGTH_MAX][BLOCK + VECTOR_SLACK];
    /* matches of a block in which a character was expanded to several symbols, before they are
     * sorted */
    struct match *unsorted;
    size_t unsorted_capacity;
    /* the buffer of matches that kefu__matcher_scan_blocks() passes to the caller */
    struct match sink[OUTPUT_ROOM];
};

/* Many texts that are scanned as one, with a separator (a symbol with code 0 and no offsets) after
 * each. */
struct text_stream {
    const kefu_str *texts;
    size_t count, decoding; /* `decoding`: index of the text being decoded */
    bool begun;             /* may some bytes of text `decoding` have been decoded already? */
    uint32_t flags;
    struct text_quality *qualities, unwanted;
};

/* The functions of one SIMD level; the best one is chosen at run time. */
struct scan_kernels {
    /* Decodes until the block has `need` symbols or the text ends; may decode one unit, or one
     * vector of characters, more. */
    void (*decode)(struct match_work *work, uint32_t need);
    /* May be NULL. Decodes whole short texts until the block has `need` symbols; may decode one
     * short text, and one vector of characters, more. Returns false if the next text is too long or
     * not plain, so that decode() must decode it. */
    bool (*decode_texts)(struct match_work *work, struct text_stream *stream, uint32_t need);
    /* Finds all matches that begin at positions [0, count), count <= BLOCK, and writes them in any
     * order; false: the output stopped the scan. */
    bool (*find)(struct match_work *work, uint32_t count);
    /* Finds the same matches as `find`, and stores them in work->mask and work->rows instead of
     * writing them. */
    void (*find_rows)(struct match_work *work, uint32_t count);
    /* Writes the matches that find_rows() found, sorted, and stores for each text that ends in the
     * block how many matches were written before its end. */
    bool (*emit)(struct match_work *work, uint32_t count);
};
extern const struct scan_kernels kefu__kernels_portable;
extern const struct scan_kernels kefu__kernels_avx2;
extern const struct scan_kernels kefu__kernels_avx512;

/* Portable functions that the SIMD levels call too: the whole search, the two halves of a sorted
 * search (find and write), and the search from a given depth on for a frontier of `kept` paths into
 * the trie, which writes matches in any order. */
bool kefu__find_portable(struct match_work *work, uint32_t count);
void kefu__find_rows_portable(struct match_work *work, uint32_t count);
bool kefu__emit_portable(struct match_work *work, uint32_t count);
bool kefu__find_deeper(struct match_work *work, uint32_t kept, uint32_t depth);

/* The slow path of all decoders: decodes one unit of text (a character with its marks) at work->at
 * by text/fold.h. If a combining mark follows, the symbol of the character before it is removed and
 * decoded again with the mark. */
void kefu__decode_unit(struct match_work *work);
/* The slow path of the search, for a block in which a fold unit (see text/fold.h) was expanded to
 * several symbols, like a ligature: these share their byte offsets, so matches may repeat or be out
 * of order. Finds the matches, sorts them, removes duplicates and writes them. Returns false if the
 * output stopped, or if out of memory (see output->status). */
bool kefu__find_expanded(struct match_work *work, const struct scan_kernels *kernels,
                         const kefu_allocator *allocator, uint32_t count);
/* Copies the 8-bit offsets of the symbols from index `from` on into the arrays of 32-bit offsets,
 * work->start and work->end. */
void kefu__widen_offsets(struct match_work *work, uint32_t from);
/* For each text that ends at or before a position, stores how many matches have been written. To be
 * called when all matches that begin before the position have been written. */
void kefu__end_texts(struct match_work *work, uint32_t position);

/* `end` is the offset behind a character with the property POINT_SUSPECT: "(" or "?". Does it begin
 * inline pinyin or a run of ??, so that it needs the slow path? */
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

/* Writes the separator (a symbol with code 0 and no offsets) behind a text, at `position`; returns
 * the next position. */
static inline uint32_t end_text(struct match_work *work, uint32_t position) {
    work->code[position] = 0;
    work->start[position] = TEXT_NONE;
    work->end[position] = TEXT_NONE;
    return position + 1;
}

/* The position behind the next text that ends in the block, or `count` if no text ends in it. */
static inline uint32_t next_text_end(const struct match_work *work, uint32_t count) {
    return work->text_count && *work->next_text < count ? *work->next_text : count;
}

/* Appends to the block symbols that a fast path has already written behind the last one. There are
 * `symbols` of them, decoded from `characters` code points that end at byte offset `end`. */
static inline void take_characters(struct match_work *work, uint32_t characters, uint32_t symbols,
                                   uint32_t end) {
    work->quality->characters += characters;
    work->have += symbols;
    work->at = work->counted_to = end;
}

/* Makes room in the output for at least `room` more matches; false ends the scan. */
static inline bool output_room(struct match_output *output, size_t room) {
    return (size_t)(output->limit - output->next) >= room || output->flush(output, room);
}

/* The table entry of the edge by `code` out of a node with this base, or the sentinel if its slot
 * lies beyond the table. */
static inline uint64_t table_entry(const struct matcher *matcher, uint32_t base, uint32_t code) {
    uint32_t slot = base + code;
    return matcher->table[slot < matcher->sentinel ? slot : matcher->sentinel];
}

#endif
