/* SPDX-License-Identifier: MIT
 * Documents of kind "scheme": the scheme's id, its titles, its default rubric, what its texts are
 * like. */
#include <math.h>

#include "scheme/kinds.h"
#include "scheme/titles.h"

static double logit(double probability) {
    return log(probability / (1 - probability));
}

/* The members "prior" (share of positive texts) and "threshold" (of the label positive) of a scheme
 * document, as probabilities; 0: not given. */
struct tuning {
    double prior, threshold;
};

static bool finish_tuning(struct field_reader *reader, const json_value *object, void *item) {
    struct scheme_builder *builder = reader->ctx;
    const struct tuning *given = item;
    (void)object;
    if (given->prior > 0)
        builder->scheme->tuning.prior = logit(given->prior);
    if (given->threshold > 0)
        builder->scheme->tuning.threshold = logit(given->threshold);
    return true;
}

static const struct field tuning_fields[] = {
    {"prior", FIELD_NUMBER, FIELD_AT(struct tuning, prior), .low = 0.001, .high = 0.999,
     .description = "Which share of the texts that judge is positive."},
    {"threshold", FIELD_NUMBER, FIELD_AT(struct tuning, threshold), .low = 0.001, .high = 0.999,
     .description = "From which probability on a text is called positive."}};
static const struct field_table tuning_table = {
    FIELDS_OF(tuning_fields), .size = sizeof(struct tuning), .finish = finish_tuning};

struct settings {
    const char *rubric, *calendar;
    int64_t episode_gap_ms;
    struct tuning tuning;
};

static const struct field fields[] = {
    {"rubric", FIELD_TEXT, FIELD_AT(struct settings, rubric),
     .description = "Id of the rubric that is used where none is named."},
    {"calendar", FIELD_TEXT, FIELD_AT(struct settings, calendar),
     .description = "Id of the calendar of the hours in which customers are served."},
    {"episode_gap_ms", FIELD_INTEGER, FIELD_AT(struct settings, episode_gap_ms), .low = 60000,
     .high = (double)(INT64_C(1) << 40),
     .description =
         "A customer's message so long after the last one begins a new episode, unless somebody "
         "waits for an answer: for sources without ends."},
    {"sentiment", FIELD_OBJECT, FIELD_AT(struct settings, tuning), .table = &tuning_table},
    TITLES_FIELD};
static const struct field_table table = {FIELDS_OF(fields), .common = &kefu__document_table,
                                         .size = sizeof(struct settings)};

static bool read_settings(struct scheme_builder *builder, const struct scheme_document *document) {
    struct kefu_scheme *scheme = builder->scheme;
    struct settings settings;
    scheme->id = kefu__arena_text(builder->arena, document->id.data, document->id.size);
    if (!kefu__document_read(builder, document, &table, &settings))
        return false;
    if (settings.rubric)
        scheme->default_rubric = settings.rubric;
    if (settings.calendar)
        scheme->calendar_id = settings.calendar;
    if (settings.episode_gap_ms)
        scheme->episode_gap_ms = settings.episode_gap_ms;
    return scheme->id || kefu__builder_no_memory(builder);
}

static void read_title(struct scheme_builder *builder, const struct scheme_document *document) {
    struct field_reader reader = {document->reader, &builder->scratch, builder, false};
    const json_value *title = kefu__json_get(document->root, "title");
    const char *zh, *en;
    if (!title)
        return;
    kefu__json_enter_name(document->reader, "title");
    kefu__field_title(&reader, title, &zh, &en);
    kefu__json_leave(document->reader);
    if (reader.no_memory || !kefu__builder_title(builder, document->id.data, zh, en))
        kefu__builder_no_memory(builder);
}

/* Compiles the documents of kind scheme, of which the last in layer order is used, and registers
 * the titles of documents of all kinds. */
static bool compile(struct scheme_builder *builder) {
    builder->scheme->id = "kefu";
    /* log-odds of 0: a probability of one half */
    builder->scheme->tuning.prior = builder->scheme->tuning.threshold = 0;
    for (size_t i = 0; i < builder->document_count && builder->status == KEFU_OK; i++) {
        const struct scheme_document *document = &builder->documents[i];
        read_title(builder, document);
        if (document->kind == DOCUMENT_SCHEME && !read_settings(builder, document))
            return false;
    }
    return builder->status == KEFU_OK;
}

const struct scheme_kind kefu__scheme_kind = {
    .kind = DOCUMENT_SCHEME, .table = &table, .compile = compile};
