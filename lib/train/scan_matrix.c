/* SPDX-License-Identifier: MIT
 * Builds the matrix of texts × features with the matcher that is used in production. */
#include <string.h>

#include "train/train.h"

static kefu_status add_row(struct scanner *s, struct matrix *m, kefu_error *error) {
    const size_t from = m->begin[m->rows];
    if (!kefu__grow(&s->allocator, &m->column, &m->entry_capacity, from + s->count + 1,
                    sizeof *m->column))
        return kefu__no_memory(error);
    if (s->count)
        memcpy(m->column + from, s->features, s->count * sizeof *s->features);
    m->begin[++m->rows] = from + s->count;
    return KEFU_OK;
}

kefu_status kefu__scanner_matrix(struct scanner *scanner, const kefu_str *texts, uint32_t count,
                                 struct matrix *matrix, kefu_error *error) {
    struct matrix m = {.columns = scanner->model->keyword_count + scanner->model->pair_count,
                       .row_capacity = count + 1u};
    m.begin = kefu__alloc_zero(&scanner->allocator, m.row_capacity * sizeof *m.begin);
    kefu_status status = m.begin ? KEFU_OK : kefu__no_memory(error);
    for (uint32_t i = 0; i < count && status == KEFU_OK; i++) {
        status = kefu__scanner_scan(scanner, texts[i].data, texts[i].size, error);
        if (status == KEFU_OK)
            status = add_row(scanner, &m, error);
    }
    if (status == KEFU_OK)
        *matrix = m;
    else
        kefu__matrix_free(&m, &scanner->allocator);
    return status;
}
