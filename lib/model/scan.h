/* SPDX-License-Identifier: MIT
 * A learned model with a matcher of its own: for training, for models beside a scheme's lexicon,
 * and for dialogues. (The keywords of a scheme's model of sentiment are in the scheme's one matcher
 * instead.) */
#ifndef KEFU_LIB_MODEL_SCAN_H
#define KEFU_LIB_MODEL_SCAN_H

#include "match/match.h"
#include "match/pairs.h"
#include "model/sum.h"
#include <stdatomic.h>

enum { IDLE_SCANNERS_MAX = 8 };

/* A matcher for the keywords and pairs of a model. Immutable except for `idle`, so that any number
 * of scanners share it. The model must outlive it. */
struct scan_image {
    kefu_allocator allocator;
    const struct learned_model *model;
    struct matcher *matcher;
    struct pairs pairs;
    /* scanners that nobody uses, see kefu__scanner_borrow(); NULL: none */
    struct scanner *_Atomic idle[IDLE_SCANNERS_MAX];
};
kefu_status kefu__scan_image_new(const struct learned_model *model, const kefu_allocator *allocator,
                                 struct scan_image **image, kefu_error *error);
void kefu__scan_image_free(struct scan_image *image); /* NULL is allowed */

/* The working memory for scanning with an image, used by one thread at a time. The model or image
 * must outlive it. */
struct scanner {
    kefu_allocator allocator;
    const struct learned_model *model;
    const struct scan_image *image;
    struct scan_image *own; /* the image if the scanner created it, else NULL */
    struct match_scratch scratch;
    struct pair_matches found_pairs;
    struct learned_sum sum;
    uint32_t *features; /* features with weights found in the last text, without duplicates */
    /* the first occurrence of each element of `features`; the member `keyword` is the feature's
     * index */
    struct match *places;
    size_t count, capacity, place_capacity;
};
kefu_status kefu__scanner_init(struct scanner *scanner, const struct learned_model *model,
                               const kefu_allocator *allocator, kefu_error *error);
/* Initialises a scanner that uses an existing image, which must outlive it. */
kefu_status kefu__scanner_share(struct scanner *scanner, const struct scan_image *image,
                                const kefu_allocator *allocator, kefu_error *error);
void kefu__scanner_free(struct scanner *scanner); /* a zeroed struct is allowed */
/* Lends a scanner that uses the image, for callers that have none to keep: one that was given back,
 * or a new one by the image's allocator. Any number of threads may borrow at once; each gives its
 * own back. Returns KEFU_OK or KEFU_E_MEMORY. */
kefu_status kefu__scanner_borrow(const struct scan_image *image, struct scanner **scanner,
                                 kefu_error *error);
void kefu__scanner_give_back(struct scanner *scanner);
/* Scans one text: sets scanner->sum to the sums of the weights found, and scanner->features. */
kefu_status kefu__scanner_scan(struct scanner *scanner, const char *text, size_t size,
                               kefu_error *error);
/* Scans several texts that count as one: kefu__scanner_begin() starts, each kefu__scanner_add()
 * adds what is found in one more text. scanner->places are byte offsets in the text in which the
 * feature was found first. */
kefu_status kefu__scanner_begin(struct scanner *scanner, kefu_error *error);
kefu_status kefu__scanner_add(struct scanner *scanner, const char *text, size_t size,
                              kefu_error *error);

#endif
