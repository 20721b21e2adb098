/* SPDX-License-Identifier: MIT
 * Collecting the keywords, pairs and weights of a learned model while its document is read, and
 * laying them out by feature when all are known. */
#ifndef KEFU_LIB_MODEL_BUILD_H
#define KEFU_LIB_MODEL_BUILD_H

#include "model/model.h"

/* One weight of the model before the weights are sorted into rows. */
struct triple {
    uint32_t feature; /* index of a keyword or of a pair; both are counted from 0 */
    uint16_t output;
    int16_t weight;
};

struct triples {
    struct triple *items;
    size_t count, capacity;
};

/* The state while a model is built. `memory` is set when an allocation failed. */
struct model_builder {
    struct json_reader *json;
    struct arena *arena;
    const kefu_allocator *allocator;
    struct learned_model *model;
    struct index_map keywords; /* maps the folded text of a keyword to its index */
    struct index_map pairs;    /* maps a pair's two keywords and gap to its index */
    kefu_str *texts;
    size_t text_capacity;
    struct learned_pair *pair_list;
    size_t pair_capacity, output_capacity, measure_capacity;
    struct triples of_keywords, of_pairs;
    bool memory;
};

/* Records that memory is exhausted. Always returns false, so that callers can write `return
 * kefu__model_no_memory(r)`. */
bool kefu__model_no_memory(struct model_builder *r);
/* Reports an error at the place in the document where the JSON reader is. */
void kefu__model_report(struct model_builder *r, kefu_status status, const char *code,
                        const char *message);
/* The index of a keyword, which is added if it is new; LEARNED_NONE if the text cannot be a
 * keyword. */
uint32_t kefu__model_keyword(struct model_builder *r, kefu_str text);
/* The index of a pair written as `a…b`, which is added if it is new; LEARNED_NONE if the text is
 * not of that form. */
uint32_t kefu__model_pair(struct model_builder *r, kefu_str text, uint32_t gap);
/* Appends the weight of a feature in an output to `to`, the list for keywords or that for pairs.
 * Returns false if out of memory. */
bool kefu__model_add_weight(struct model_builder *r, struct triples *to, uint32_t feature,
                            uint32_t output, int64_t weight);
/* Copies the growing arrays of the builder into the arena, where the model keeps them, and sorts
 * the weights by feature. */
void kefu__model_settle(struct model_builder *r);
/* Frees the builder's memory. Returns KEFU_OK, KEFU_E_MEMORY or, if more errors were reported than
 * `errors_before`, the status of the first of them. */
kefu_status kefu__model_close(struct model_builder *r, size_t errors_before);

#endif
