/* SPDX-License-Identifier: MIT
 * Learned evidence: the score of the model's keywords and pairs that stand in the text. */
#include "analysis/analysis.h"

/* The factors on the sums, in logits. A pack that the caller names counts alone. */
static void weigh(struct kefu_scratch *scratch, kefu_str pack) {
    const struct lexicon *lexicon = scratch->lexicon;
    const struct learned_model *model = lexicon->learned;
    const struct score_options options = {
        .pack = pack.size > 0 ? kefu__learned_find(model, LEARNED_PACK, pack.data, pack.size)
                              : LEARNED_NONE,
        .slope = model->outputs[0].slope,
        .intercept = model->outputs[0].intercept,
        .share_min = constants.share_min};
    scratch->pack_named = options.pack != LEARNED_NONE;
    kefu__score_factors(model, &lexicon->table.topics, scratch->lanes, &options,
                        scratch->features.count, scratch->sums, &scratch->learned_factors);
}

/* The sum of the weights found in the first output. */
static void add_general(struct kefu_scratch *scratch) {
    const struct feature_hit *features = scratch->features.items;
    int64_t sum = 0;
    size_t i;
    for (i = 0; i < scratch->features.count; i++)
        sum += FEATURE_GENERAL(features[i].word);
    scratch->general = sum;
}

bool kefu__learned_collect(struct kefu_scratch *scratch, kefu_str pack) {
    const struct model_table *table = &scratch->lexicon->table;
    scratch->learned_factors.bias = scratch->learned_factors.share = scratch->learned = 0;
    scratch->pack_named = false;
    if (!scratch->lexicon->learned)
        return true;
    /* A short text is judged by few words: there, what lies inside a neutral phrase is not found.
     */
    if (scratch->clauses.count <= constants.terse_clauses_max && !kefu__matches_block(scratch))
        return false;
    if (!kefu__matches_pair(scratch))
        return false;
    add_general(scratch);
    scratch->lanes->add_rows(table->rows, scratch->features.items, scratch->features.count,
                             (size_t)2 * table->topics.width, table->row_reach, scratch->sums);
    weigh(scratch, pack);
    scratch->learned = kefu__score_sum(&scratch->learned_factors, table->topics.packs,
                                       scratch->general, scratch->sums + table->topics.width);
    return true;
}
