/* SPDX-License-Identifier: MIT
 * Folds the keywords and grammar words of lexicons as the matcher does. */
#include "base/utf8.h"
#include "scheme/lexicon/read.h"
#include "text/text.h"

kefu_str kefu__lexicon_fold(struct lexicon_builder *state, kefu_str text) {
    struct buffer *folded = &state->folded;
    kefu_str copy = {NULL, 0};
    size_t characters;
    folded->size = 0;
    kefu__text_fold_string(folded, text.data, text.size, TEXT_SKIP_SYMBOLS);
    if (folded->failed) {
        kefu__builder_no_memory(state->builder);
        return copy;
    }
    characters = utf8_count(folded->data, folded->size);
    if (characters == 0 || characters > MATCHER_LENGTH_MAX) {
        kefu__json_report(state->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "bad_keyword",
                          "a keyword has 1 to %u characters after folding", MATCHER_LENGTH_MAX);
        return copy;
    }
    copy.data = kefu__arena_text(state->builder->arena, folded->data, folded->size);
    if (copy.data)
        copy.size = folded->size;
    else
        kefu__builder_no_memory(state->builder);
    return copy;
}
