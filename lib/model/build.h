/* SPDX-License-Identifier: MIT
 * Collecting the keywords, pairs and weights of a learned model while its document is read, and
 * laying them out by feature when all are known. */
#ifndef KEFU_LIB_MODEL_BUILD_H
#define KEFU_LIB_MODEL_BUILD_H

#include "model/model.h"

/* One weight before the rows are built. */
struct triple {
    uint32_t feature; /* of a keyword or, counted apart, of a pair */
    uint16_t output;
    int16_t weight;
};

struct triples {
    struct triple *items;
    size_t count, capacity;
};

/* The state of one reading. `memory` is set when the arena or the allocator failed. */
struct model_builder {
    struct json_reader *json;
    struct arena *arena;
    const kefu_allocator *allocator;
    struct learned_model *model;
    struct index_map keywords; /* folded text → keyword */
    struct index_map pairs;    /* "first…second/gap" → pair */
    kefu_str *texts;
    size_t text_capacity;
    struct learned_pair *pair_list;
    size_t pair_capacity, output_capacity, measure_capacity;
    struct triples of_keywords, of_pairs;
    bool memory;
};

/* Records that there is no memory; false, for `return`. */
bool kefu__model_no_memory(struct model_builder *r);
/* Reports an error at the reader's place. */
void kefu__model_report(struct model_builder *r, kefu_status status, const char *code,
                        const char *message);
/* The number of a keyword, entered when it is new; LEARNED_NONE when it cannot be one. */
uint32_t kefu__model_keyword(struct model_builder *r, kefu_str text);
/* The number of a pair written as `a…b`, entered when it is new; LEARNED_NONE when it is none. */
uint32_t kefu__model_pair(struct model_builder *r, kefu_str text, uint32_t gap);
/* Adds the weight of a feature in an output to one of the two lists. False without memory. */
bool kefu__model_add_weight(struct model_builder *r, struct triples *to, uint32_t feature,
                            uint32_t output, int64_t weight);
/* Moves what grew in the allocator into the arena, and sorts the weights by feature. */
void kefu__model_settle(struct model_builder *r);
/* Frees what building needed. KEFU_OK, KEFU_E_MEMORY, or the status of the first error that was
 * reported since there were `errors_before` of them. */
kefu_status kefu__model_close(struct model_builder *r, size_t errors_before);

#endif
