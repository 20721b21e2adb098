/* SPDX-License-Identifier: MIT
 * Learned evidence: the score of the model's keywords and pairs that stand in the text. */
#include "analysis/analysis.h"

/* Computes the factors that turn the sums of weights into logits. If the caller names a topic pack
 * (the topics of one industry), only that pack counts. */
static void weigh(const struct input *input, const struct sorted_matches *sorted,
                  struct learned_evidence *learned, kefu_str pack) {
    const struct lexicon_genre *genre = input->genre;
    const struct learned_model *model = genre->learned;
    const struct score_options options = {
        .pack = pack.size > 0 ? kefu__learned_find(model, LEARNED_PACK, pack.data, pack.size)
                              : LEARNED_NONE,
        .slope = model->outputs[0].slope,
        .intercept = model->outputs[0].intercept,
        .share_min = constants.share_min};
    learned->pack_named = options.pack != LEARNED_NONE;
    kefu__score_factors(model, &genre->table.topics, learned->lanes, &options,
                        sorted->features.count, learned->sums, &learned->factors);
}

/* Sums the weights that the keywords and pairs found in the text have in output 0, the general
 * model. */
static void add_general(const struct sorted_matches *sorted, struct learned_evidence *learned) {
    const struct feature_hit *features = sorted->features.items;
    int64_t sum = 0;
    for (size_t i = 0; i < sorted->features.count; i++)
        sum += FEATURE_GENERAL(features[i].word);
    learned->general_sum = sum;
}

bool kefu__learned_collect(const struct input *input, struct sorted_matches *sorted,
                           const struct mention_lists *mentioned,
                           const struct segmentation *segments, struct learned_evidence *learned,
                           kefu_str pack) {
    const struct model_table *table = &input->genre->table;
    learned->factors.bias = learned->factors.share = learned->score = 0;
    learned->pack_named = false;
    if (!input->genre->learned)
        return true;
    /* A short text has few words of evidence, so learned features inside a neutral phrase are
     * removed. */
    if (segments->clauses.count <= constants.terse_clauses_max &&
        !kefu__matches_block(input, sorted, mentioned))
        return false;
    if (!kefu__matches_pair(input, sorted))
        return false;
    add_general(sorted, learned);
    learned->lanes->add_rows(table->rows, sorted->features.items, sorted->features.count,
                             (size_t)2 * table->topics.width, table->row_reach, learned->sums);
    weigh(input, sorted, learned, pack);
    learned->score = kefu__score_sum(&learned->factors, table->topics.packs, learned->general_sum,
                                     learned->sums + table->topics.width);
    return true;
}
