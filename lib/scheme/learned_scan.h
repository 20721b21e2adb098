/* SPDX-License-Identifier: MIT
 * A learned model with a matcher of its own: for training, for models beside a scheme's lexicon,
 * and for dialogues. (A scheme's sentiment model lives in the scheme's one matcher instead.) */
#ifndef KEFU_LIB_SCHEME_LEARNED_SCAN_H
#define KEFU_LIB_SCHEME_LEARNED_SCAN_H

#include "match/match.h"
#include "match/pairs.h"
#include "scheme/learned.h"

/* How a model's features are found. Immutable: any number of scanners share it. The model must
 * outlive it. */
struct scan_image {
    kefu_allocator allocator;
    const struct learned_model *model;
    struct matcher *matcher;
    struct pairs pairs;
};
kefu_status kefu__scan_image_new(const struct learned_model *model, const kefu_allocator *allocator,
                                 struct scan_image **image, kefu_error *error);
void kefu__scan_image_free(struct scan_image *image); /* NULL is allowed */

/* The working memory over an image. One thread at a time; model or image must outlive it. */
struct scanner {
    kefu_allocator allocator;
    const struct learned_model *model;
    const struct scan_image *image;
    struct scan_image *own; /* the image, when it was made with the scanner */
    struct match_scratch scratch;
    struct pair_matches found_pairs;
    struct learned_sum sum;
    uint32_t *features;   /* those found in the last text that have weights, each once */
    struct match *places; /* where each was found first: keyword is the feature */
    size_t count, capacity, place_capacity;
};
kefu_status kefu__scanner_init(struct scanner *scanner, const struct learned_model *model,
                               const kefu_allocator *allocator, kefu_error *error);
/* The same over an image that stands already. */
kefu_status kefu__scanner_share(struct scanner *scanner, const struct scan_image *image,
                                const kefu_allocator *allocator, kefu_error *error);
void kefu__scanner_free(struct scanner *scanner); /* a zeroed one is fine */
/* Scans a text into scanner->sum and scanner->features. */
kefu_status kefu__scanner_scan(struct scanner *scanner, const char *text, size_t size,
                               kefu_error *error);
/* The same, adding to what was found since kefu__scanner_begin(): several texts as one. Places are
 * those in their own text. */
kefu_status kefu__scanner_begin(struct scanner *scanner, kefu_error *error);
kefu_status kefu__scanner_add(struct scanner *scanner, const char *text, size_t size,
                              kefu_error *error);

/* ---- dialogues ---- */

/* One turn: what somebody said before another one spoke. */
struct learned_turn {
    bool customer; /* else an agent or a bot */
    kefu_str text;
};

/* The voices of a dialogue, each heard by its own weights. */
enum learned_channel {
    CHANNEL_CUSTOMER,   /* all that the customer says */
    CHANNEL_FIRST,      /* the customer's first turn */
    CHANNEL_LAST,       /* the customer's last turn, when it is not the first */
    CHANNEL_END,        /* the dialogue's last turn, when the customer has it */
    CHANNEL_AGENT,      /* all that agents say */
    CHANNEL_AGENT_LAST, /* the agent's last turn */
    CHANNELS
};
extern const char *const kefu__channel_names[CHANNELS + 1]; /* NULL at the end */
/* Does the turn belong to the channel? */
bool kefu__channel_has(enum learned_channel channel, const struct learned_turn *turns, size_t count,
                       size_t turn);

/* What is counted beside words. */
enum { MEASURES = 7 };
extern const char *const kefu__measure_names[MEASURES + 1];
void kefu__measure_dialogue(const struct learned_turn *turns, size_t count,
                            double values[MEASURES]);

/* One keyword's part in an estimate. */
struct dialogue_reason {
    uint32_t channel, feature;
    uint32_t turn, start, end; /* where it stands first; bytes of the turn's text */
    double value;
};
struct dialogue_reasons {
    kefu_allocator allocator;
    struct dialogue_reason *items;
    size_t count, capacity;
};

/* Estimates what the model was trained for. Outputs of channels that the model does not have, and
 * measures that this library does not know, count 0.
 * @param values   NULL, or CHANNELS + 1 numbers: what each channel brought, then all measures
 * @param reasons  NULL, or where the keywords' parts are appended; with the bias and the measures
 *                 they add up to the estimate */
kefu_status kefu__dialogue_estimate(struct scanner *scanner, const struct learned_turn *turns,
                                    size_t count, double *estimate, double *values,
                                    struct dialogue_reasons *reasons, kefu_error *error);

#endif
