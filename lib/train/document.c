/* SPDX-License-Identifier: MIT
 * Writes a learned model as JSON: keywords of equal weight share a line. */
#include "train/train.h"

#include <stdlib.h>

/* A feature (keyword or pair) with its weight in the output that is being written. */
struct item {
    int32_t weight;
    /* of a pair: the largest number of characters between its keywords; of a keyword: 0 */
    uint32_t gap;
    uint32_t feature;
};

static int compare_items(const void *a, const void *b) {
    const struct item *left = a, *right = b;
    if (left->weight != right->weight)
        return left->weight < right->weight ? -1 : 1;
    if (left->gap != right->gap)
        return left->gap < right->gap ? -1 : 1;
    return (left->feature > right->feature) - (left->feature < right->feature);
}

static const struct learned_weight *weight_of(const struct learned_model *model, uint32_t feature,
                                              uint32_t output) {
    for (uint32_t i = model->rows[feature]; i < model->rows[feature + 1]; i++)
        if (model->weights[i].output == output)
            return &model->weights[i];
    return NULL;
}

static void write_feature(const struct learned_model *model, uint32_t feature,
                          struct buffer *texts) {
    if (feature < model->keyword_count) {
        kefu__buffer_add(texts, model->keywords[feature].data, model->keywords[feature].size);
        return;
    }
    const struct learned_pair *pair = &model->pairs[feature - model->keyword_count];
    kefu__buffer_add(texts, model->keywords[pair->first].data, model->keywords[pair->first].size);
    kefu__buffer_add(texts, "\xE2\x80\xA6", 3);
    kefu__buffer_add(texts, model->keywords[pair->second].data, model->keywords[pair->second].size);
}

/* Writes the features in [from, to) that have a weight in the output, grouped by weight. */
static void write_groups(const struct learned_model *model, uint32_t output, const char *name,
                         uint32_t from, uint32_t to, struct json_writer *writer) {
    const kefu_allocator *allocator = &writer->to->allocator;
    const size_t size = (to - from + 1u) * sizeof(struct item);
    struct item *items = kefu__alloc(allocator, size);
    struct buffer texts;
    kefu__buffer_init(&texts, allocator);
    size_t count = 0;
    if (!items)
        writer->to->failed = true;
    for (uint32_t f = from; items && f < to; f++) {
        const struct learned_weight *weight = weight_of(model, f, output);
        const bool pair = f >= model->keyword_count;
        if (weight)
            items[count++] = (struct item){
                weight->weight, pair ? model->pairs[f - model->keyword_count].gap : 0, f};
    }
    if (count) {
        qsort(items, count, sizeof *items, compare_items);
        kefu__json_put_name(writer, name);
        kefu__json_open_array(writer);
    }
    for (size_t i = 0; i < count;) {
        const struct item first = items[i];
        texts.size = 0;
        for (; i < count && items[i].weight == first.weight && items[i].gap == first.gap; i++) {
            if (texts.size)
                kefu__buffer_add(&texts, " ", 1);
            write_feature(model, items[i].feature, &texts);
        }
        kefu__json_open_object(writer);
        kefu__json_put_name(writer, "weight");
        kefu__json_put_integer(writer, first.weight);
        if (from >= model->keyword_count) {
            kefu__json_put_name(writer, "gap");
            kefu__json_put_integer(writer, first.gap);
        }
        kefu__json_put_name(writer, "texts");
        kefu__json_put_text(writer, texts.data ? texts.data : "", texts.size);
        kefu__json_close_object(writer);
        kefu__buffer_text(writer->to, "\n");
    }
    if (count)
        kefu__json_close_array(writer);
    writer->to->failed = writer->to->failed || texts.failed;
    kefu__buffer_free(&texts);
    kefu__release(allocator, items, size);
}

static void write_output(const struct learned_model *model, uint32_t output, bool calibrated,
                         struct json_writer *writer) {
    const struct learned_output *from = &model->outputs[output];
    kefu__json_add_number(writer, "scale", from->scale);
    if (from->kind != LEARNED_CHANNEL)
        kefu__json_add_number(writer, "bias", from->bias);
    if (calibrated) {
        kefu__json_put_name(writer, "calibration");
        kefu__json_open_object(writer);
        kefu__json_add_number(writer, "slope", from->slope);
        kefu__json_add_number(writer, "intercept", from->intercept);
        kefu__json_close_object(writer);
    }
    write_groups(model, output, "keywords", 0, model->keyword_count, writer);
    write_groups(model, output, "pairs", model->keyword_count,
                 model->keyword_count + model->pair_count, writer);
}

static void open_named(const struct learned_model *model, uint32_t output, const char *member,
                       struct json_writer *writer) {
    kefu__json_open_object(writer);
    kefu__json_put_name(writer, member);
    kefu__json_put_text(writer, model->outputs[output].name.data, model->outputs[output].name.size);
}

static void write_packs(const struct learned_model *model, struct json_writer *writer) {
    if (model->output_count < 3)
        return;
    kefu__json_add_number(writer, "topic_gain", model->topic_gain);
    kefu__json_put_name(writer, "packs");
    kefu__json_open_array(writer);
    for (uint32_t o = 1; o + 1 < model->output_count; o += 2) {
        open_named(model, o, "pack", writer);
        write_output(model, o, false, writer);
        kefu__json_put_name(writer, "topic");
        kefu__json_open_object(writer);
        write_output(model, o + 1, false, writer);
        kefu__json_close_object(writer);
        kefu__json_close_object(writer);
    }
    kefu__json_close_array(writer);
}

static void write_named(const struct learned_model *model, uint32_t from, const char *list,
                        const char *member, bool calibrated, struct json_writer *writer) {
    kefu__json_put_name(writer, list);
    kefu__json_open_array(writer);
    for (uint32_t o = from; o < model->output_count; o++) {
        open_named(model, o, member, writer);
        write_output(model, o, calibrated, writer);
        kefu__json_close_object(writer);
    }
    kefu__json_close_array(writer);
}

static void write_measures(const struct learned_model *model, struct json_writer *writer) {
    kefu__json_put_name(writer, "measures");
    kefu__json_open_array(writer);
    for (uint32_t i = 0; i < model->measure_count; i++) {
        kefu__json_open_object(writer);
        kefu__json_put_name(writer, "measure");
        kefu__json_put_text(writer, model->measures[i].name.data, model->measures[i].name.size);
        kefu__json_add_number(writer, "weight", model->measures[i].weight);
        kefu__json_close_object(writer);
    }
    kefu__json_close_array(writer);
}

static void write_turns(const struct turn_range *turns, struct json_writer *writer) {
    kefu__json_put_name(writer, "turn_characters");
    kefu__json_open_object(writer);
    kefu__json_add_number(writer, "low", turns->low);
    kefu__json_add_number(writer, "high", turns->high);
    kefu__json_close_object(writer);
}

void kefu__model_write(const struct learned_model *model, struct json_writer *to) {
    kefu__json_open_object(to);
    kefu__json_add_word(to, "task", &kefu__tasks, model->task);
    if (model->task == LEARNED_SENTIMENT) {
        if (model->genre != KEFU_GENRE_REVIEW)
            kefu__json_add_word(to, "genre", &kefu__genres, model->genre);
        write_output(model, 0, true, to);
        write_packs(model, to);
    } else if (model->task == LEARNED_CLASSES) {
        if (model->finds != LEARNED_NONE)
            kefu__json_add_word(to, "finds", &kefu__learned_kinds, model->finds);
        write_named(model, 0, "classes", "class", true, to);
    } else {
        write_output(model, 0, false, to);
        write_named(model, 1, "channels", "channel", false, to);
        write_measures(model, to);
        write_turns(&model->turns, to);
    }
    kefu__json_close_object(to);
}
