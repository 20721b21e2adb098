/* SPDX-License-Identifier: MIT
 * Reads learned models from documents. */
#include "model/model.h"

#include <string.h>

#include "base/utf8.h"

enum { LEARNED_KEYWORD_MAX = 16 /* characters */ };

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
struct reading {
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

static bool out_of_memory(struct reading *r) {
    r->memory = true;
    return false;
}

static void report(struct reading *r, kefu_status status, const char *code, const char *message) {
    kefu__json_report(r->json, KEFU_SEVERITY_ERROR, status, code, "%s", message);
}

/* ---- features ---- */

/* The number of a keyword, entered when it is new; LEARNED_NONE when it cannot be one. */
static uint32_t enter_keyword(struct reading *r, kefu_str text) {
    const uint32_t known = kefu__map_find(&r->keywords, text.data, text.size);
    if (known != UINT32_MAX)
        return known;
    if (text.size == 0 || utf8_count(text.data, text.size) > LEARNED_KEYWORD_MAX) {
        report(r, KEFU_E_DEFINITION, "bad_keyword", "a keyword has 1 to 16 characters");
        return LEARNED_NONE;
    }
    struct learned_model *model = r->model;
    if (model->keyword_count >= LEARNED_FEATURES_MAX) {
        report(r, KEFU_E_LIMIT, "limit_exceeded", "more than 500000 keywords");
        return LEARNED_NONE;
    }
    const uint32_t index = model->keyword_count;
    char *copy = kefu__arena_text(r->arena, text.data, text.size);
    if (!copy ||
        !kefu__grow(r->allocator, &r->texts, &r->text_capacity, index + 1, sizeof *r->texts))
        return out_of_memory(r), LEARNED_NONE;
    r->texts[index] = (kefu_str){copy, text.size};
    if (kefu__map_add(&r->keywords, copy, text.size, index) == UINT32_MAX)
        return out_of_memory(r), LEARNED_NONE;
    model->keyword_count++;
    return index;
}

/* The number of a pair written as `a…b`, entered when it is new. */
static uint32_t enter_pair(struct reading *r, kefu_str text, uint32_t gap) {
    static const char ellipsis[] = "\xE2\x80\xA6";
    size_t at = 0;
    while (at + 3 <= text.size && memcmp(text.data + at, ellipsis, 3) != 0)
        at++;
    if (at + 3 > text.size) {
        report(r, KEFU_E_DEFINITION, "bad_pair", "the two parts of a pair stand around \u2026");
        return LEARNED_NONE;
    }
    const uint32_t first = enter_keyword(r, (kefu_str){text.data, at});
    const uint32_t second = first == LEARNED_NONE
                                ? LEARNED_NONE
                                : enter_keyword(r,
                                                (kefu_str){text.data + at + 3, text.size - at - 3});
    if (second == LEARNED_NONE)
        return LEARNED_NONE;
    const uint32_t parts[3] = {first, second, gap};
    const uint32_t known = kefu__map_find(&r->pairs, (const char *)parts, sizeof parts);
    if (known != UINT32_MAX)
        return known;
    const uint32_t index = r->model->pair_count;
    if (index >= LEARNED_FEATURES_MAX) {
        report(r, KEFU_E_LIMIT, "limit_exceeded", "more than 500000 pairs");
        return LEARNED_NONE;
    }
    char *key = kefu__arena_text(r->arena, (const char *)parts, sizeof parts);
    if (!key || !kefu__grow(r->allocator, &r->pair_list, &r->pair_capacity, index + 1,
                            sizeof *r->pair_list))
        return out_of_memory(r), LEARNED_NONE;
    r->pair_list[index] = (struct learned_pair){first, second, gap};
    if (kefu__map_add(&r->pairs, key, sizeof parts, index) == UINT32_MAX)
        return out_of_memory(r), LEARNED_NONE;
    r->model->pair_count++;
    return index;
}

static bool add_triple(struct reading *r, struct triples *to, uint32_t feature, uint32_t output,
                       int64_t weight) {
    if (!kefu__grow(r->allocator, &to->items, &to->capacity, to->count + 1, sizeof *to->items))
        return out_of_memory(r);
    to->items[to->count++] = (struct triple){feature, (uint16_t)output, (int16_t)weight};
    return true;
}

/* ---- groups ---- */

/* The next of the words of `texts`, separated by spaces. */
static bool next_word(kefu_str *rest, kefu_str *word) {
    while (rest->size && *rest->data == ' ')
        rest->data++, rest->size--;
    size_t size = 0;
    while (size < rest->size && rest->data[size] != ' ')
        size++;
    *word = (kefu_str){rest->data, size};
    rest->data += size;
    rest->size -= size;
    return size > 0;
}

/* {"weight", "texts"} or, with gap, {"weight", "gap", "texts"}. */
static void read_group(struct reading *r, const json_value *group, uint32_t output, bool pairs) {
    static const char *const plain[] = {"weight", "texts", NULL};
    static const char *const gapped[] = {"weight", "gap", "texts", NULL};
    if (!kefu__json_is(group, JSON_OBJECT)) {
        report(r, KEFU_E_DEFINITION, "wrong_type", "a group of keywords is an object");
        return;
    }
    kefu__json_known_members(r->json, group, pairs ? gapped : plain);
    int64_t weight = 0, gap = 0;
    kefu_str texts = {0};
    const bool whole = kefu__json_member_integer(r->json, group, "weight", true, INT16_MIN,
                                                 INT16_MAX, &weight) &&
                       kefu__json_member_string(r->json, group, "texts", true, &texts) &&
                       (!pairs || kefu__json_member_integer(r->json, group, "gap", true, 1,
                                                            LEARNED_GAP_MAX, &gap));
    kefu_str word;
    while (whole && !r->memory && next_word(&texts, &word)) {
        const uint32_t feature = pairs ? enter_pair(r, word, (uint32_t)gap)
                                       : enter_keyword(r, word);
        if (feature == LEARNED_NONE ||
            !add_triple(r, pairs ? &r->of_pairs : &r->of_keywords, feature, output, weight))
            return;
    }
}

static void read_groups(struct reading *r, const json_value *of, const char *name, uint32_t output,
                        bool pairs) {
    const json_value *list = kefu__json_member_array(r->json, of, name, false);
    kefu__json_enter_name(r->json, name);
    size_t index = 0;
    for (const json_value *group = kefu__json_first(list); group && !r->memory;
         group = kefu__json_next(group)) {
        kefu__json_enter_index(r->json, index++);
        read_group(r, group, output, pairs);
        kefu__json_leave(r->json);
    }
    kefu__json_leave(r->json);
}

/* ---- outputs ---- */

static void read_calibration(struct reading *r, const json_value *of, struct learned_output *to) {
    static const char *const names[] = {"slope", "intercept", NULL};
    const json_value *calibration = kefu__json_member_object(r->json, of, "calibration", false);
    if (!calibration)
        return;
    kefu__json_enter_name(r->json, "calibration");
    kefu__json_known_members(r->json, calibration, names);
    kefu__json_member_number(r->json, calibration, "slope", true, -1e6, 1e6, &to->slope);
    kefu__json_member_number(r->json, calibration, "intercept", true, -1e6, 1e6, &to->intercept);
    kefu__json_leave(r->json);
}

/* Makes an output of `kind` from an object with scale, bias, calibration, keywords, pairs. */
static bool read_output(struct reading *r, const json_value *of, enum learned_kind kind,
                        kefu_str name) {
    struct learned_model *model = r->model;
    const uint32_t index = model->output_count;
    if (index >= LEARNED_OUTPUTS_MAX) {
        report(r, KEFU_E_LIMIT, "limit_exceeded",
               "more packs, classes or channels than a model may have");
        return false;
    }
    struct learned_output output = {.kind = (uint32_t)kind, .scale = 1, .slope = 1};
    char *copy = kefu__arena_text(r->arena, name.data ? name.data : "", name.size);
    if (!copy || !kefu__grow(r->allocator, &model->outputs, &r->output_capacity, index + 1,
                             sizeof *model->outputs))
        return out_of_memory(r);
    output.name = (kefu_str){copy, name.size};
    kefu__json_member_number(r->json, of, "scale", true, 1e-12, 1e6, &output.scale);
    kefu__json_member_number(r->json, of, "bias", false, -1e6, 1e6, &output.bias);
    read_calibration(r, of, &output);
    model->outputs[index] = output;
    model->output_count++;
    read_groups(r, of, "keywords", index, false);
    read_groups(r, of, "pairs", index, true);
    return !r->memory;
}

/* A topic without keywords of its own still has its bias, so that the output after a pack is
 * always its topic. */
static bool read_topic(struct reading *r, const json_value *pack, kefu_str name) {
    static const char *const names[] = {"scale", "bias", "keywords", NULL};
    const json_value *topic = kefu__json_member_object(r->json, pack, "topic", false);
    if (topic) {
        kefu__json_enter_name(r->json, "topic");
        kefu__json_known_members(r->json, topic, names);
        const bool read = read_output(r, topic, LEARNED_TOPIC, name);
        kefu__json_leave(r->json);
        return read;
    }
    struct learned_model *model = r->model;
    const uint32_t index = model->output_count;
    if (!kefu__grow(r->allocator, &model->outputs, &r->output_capacity, index + 1,
                    sizeof *model->outputs))
        return out_of_memory(r);
    model->outputs[index] = (struct learned_output){
        .name = model->outputs[index - 1].name, .kind = LEARNED_TOPIC, .scale = 1, .bias = -1e6};
    model->output_count++;
    return true;
}

/* Reads a named output: a member of packs, classes or channels. */
static bool read_named(struct reading *r, const json_value *item, const char *member,
                       enum learned_kind kind) {
    static const char *const of_pack[] = {"pack",     "scale", "bias",  "calibration",
                                          "keywords", "pairs", "topic", NULL};
    static const char *const of_class[] = {"class",    "scale", "bias", "calibration",
                                           "keywords", "pairs", NULL};
    static const char *const of_channel[] = {"channel", "scale", "keywords", "pairs", NULL};
    if (!kefu__json_is(item, JSON_OBJECT)) {
        report(r, KEFU_E_DEFINITION, "wrong_type", "expected an object");
        return true;
    }
    kefu__json_known_members(r->json, item,
                             kind == LEARNED_PACK    ? of_pack
                             : kind == LEARNED_CLASS ? of_class
                                                     : of_channel);
    kefu_str name = {0};
    if (!kefu__json_member_string(r->json, item, member, true, &name))
        return true;
    if (name.size == 0 ||
        kefu__learned_find(r->model, kind, name.data, name.size) != LEARNED_NONE) {
        report(r, KEFU_E_DUPLICATE, "duplicate_id", "this name is empty or stands twice");
        return true;
    }
    return read_output(r, item, kind, name) && (kind != LEARNED_PACK || read_topic(r, item, name));
}

static bool read_list(struct reading *r, const json_value *learned, const char *list_name,
                      const char *member, enum learned_kind kind, bool required) {
    const json_value *list = kefu__json_member_array(r->json, learned, list_name, required);
    if (kind == LEARNED_PACK && kefu__json_count(list) > LEARNED_PACKS_MAX) {
        report(r, KEFU_E_LIMIT, "limit_exceeded", "more than 100 packs");
        return true;
    }
    kefu__json_enter_name(r->json, list_name);
    size_t index = 0;
    bool fine = true;
    for (const json_value *item = kefu__json_first(list); item && fine;
         item = kefu__json_next(item)) {
        kefu__json_enter_index(r->json, index++);
        fine = read_named(r, item, member, kind);
        kefu__json_leave(r->json);
    }
    kefu__json_leave(r->json);
    return fine;
}

static bool read_measure(struct reading *r, const json_value *item) {
    static const char *const names[] = {"measure", "weight", NULL};
    struct learned_measure measure = {0};
    if (!kefu__json_is(item, JSON_OBJECT)) {
        report(r, KEFU_E_DEFINITION, "wrong_type", "expected an object");
        return true;
    }
    kefu__json_known_members(r->json, item, names);
    if (!(kefu__json_member_string(r->json, item, "measure", true, &measure.name) &&
          kefu__json_member_number(r->json, item, "weight", true, -1e6, 1e6, &measure.weight)))
        return true;
    struct learned_model *model = r->model;
    char *copy = kefu__arena_text(r->arena, measure.name.data, measure.name.size);
    if (!copy || !kefu__grow(r->allocator, &model->measures, &r->measure_capacity,
                             model->measure_count + 1, sizeof *model->measures))
        return out_of_memory(r);
    measure.name.data = copy;
    model->measures[model->measure_count++] = measure;
    return true;
}

static bool read_measures(struct reading *r, const json_value *learned) {
    const json_value *list = kefu__json_member_array(r->json, learned, "measures", false);
    kefu__json_enter_name(r->json, "measures");
    size_t index = 0;
    bool fine = true;
    for (const json_value *item = kefu__json_first(list); item && fine;
         item = kefu__json_next(item)) {
        kefu__json_enter_index(r->json, index++);
        fine = read_measure(r, item);
        kefu__json_leave(r->json);
    }
    kefu__json_leave(r->json);
    return fine;
}

/* ---- rows ---- */

static void count_rows(uint32_t *rows, const struct triples *from, uint32_t offset) {
    for (size_t i = 0; i < from->count; i++)
        rows[offset + from->items[i].feature + 1]++;
}

static void place_rows(struct reading *r, uint32_t *next, const struct triples *from,
                       uint32_t offset) {
    struct learned_model *model = r->model;
    for (size_t i = 0; i < from->count; i++) {
        const uint32_t feature = offset + from->items[i].feature;
        struct learned_weight *to = &model->weights[next[feature]];
        const bool repeated = next[feature] > model->rows[feature] &&
                              to[-1].output == from->items[i].output;
        *to = (struct learned_weight){from->items[i].output, from->items[i].weight};
        next[feature]++;
        if (repeated && feature < model->keyword_count)
            kefu__json_report(r->json, KEFU_SEVERITY_ERROR, KEFU_E_DUPLICATE, "duplicate_id",
                              "the keyword \"%.*s\" has two weights in one list",
                              (int)model->keywords[feature].size, model->keywords[feature].data);
        else if (repeated)
            report(r, KEFU_E_DUPLICATE, "duplicate_id", "a pair has two weights in one list");
    }
}

/* Sorts the weights by feature, outputs ascending within one (they were read in that order). */
static bool build_rows(struct reading *r) {
    struct learned_model *model = r->model;
    const uint32_t features = model->keyword_count + model->pair_count;
    const size_t count = r->of_keywords.count + r->of_pairs.count;
    model->rows = kefu__arena_alloc_zero(r->arena, (features + 1u) * sizeof *model->rows);
    model->weights = kefu__arena_alloc(r->arena, count * sizeof *model->weights);
    const size_t next_size = (features + 1u) * sizeof(uint32_t);
    uint32_t *next = kefu__alloc(r->allocator, next_size);
    if (!model->rows || !model->weights || !next) {
        kefu__release(r->allocator, next, next_size);
        return out_of_memory(r);
    }
    count_rows(model->rows, &r->of_keywords, 0);
    count_rows(model->rows, &r->of_pairs, model->keyword_count);
    for (uint32_t f = 0; f < features; f++)
        model->rows[f + 1] += model->rows[f];
    memcpy(next, model->rows, next_size);
    place_rows(r, next, &r->of_keywords, 0);
    place_rows(r, next, &r->of_pairs, model->keyword_count);
    kefu__release(r->allocator, next, next_size);
    return true;
}

static void *keep(struct reading *r, const void *from, size_t size) {
    void *to = kefu__arena_alloc(r->arena, size ? size : 1);
    if (to && size)
        memcpy(to, from, size);
    if (!to)
        r->memory = true;
    return to;
}

/* Moves what grew in the allocator into the arena. */
static void settle(struct reading *r) {
    struct learned_model *model = r->model;
    struct learned_output *outputs = model->outputs;
    struct learned_measure *measures = model->measures;
    model->outputs = keep(r, outputs, model->output_count * sizeof *outputs);
    model->measures = keep(r, measures, model->measure_count * sizeof *measures);
    model->keywords = keep(r, r->texts, model->keyword_count * sizeof *r->texts);
    model->pairs = keep(r, r->pair_list, model->pair_count * sizeof *r->pair_list);
    kefu__release(r->allocator, outputs, r->output_capacity * sizeof *outputs);
    kefu__release(r->allocator, measures, r->measure_capacity * sizeof *measures);
    if (!r->memory)
        build_rows(r);
}

/* ---- the whole ---- */

static void read_sentiment(struct reading *r, const json_value *learned) {
    static const char *const names[] = {"task",        "genre",    "scale", "bias",
                                        "calibration", "keywords", "pairs", "packs",
                                        "topic_gain",  "trained",  NULL};
    kefu__json_known_members(r->json, learned, names);
    kefu__json_member_word(r->json, learned, "genre", false, &kefu__genres, &r->model->genre);
    kefu__json_member_number(r->json, learned, "topic_gain", false, 0, 1000, &r->model->topic_gain);
    if (read_output(r, learned, LEARNED_GENERAL, (kefu_str){"", 0}))
        read_list(r, learned, "packs", "pack", LEARNED_PACK, false);
}

static void read_classes(struct reading *r, const json_value *learned) {
    static const char *const names[] = {"task", "classes", "trained", NULL};
    kefu__json_known_members(r->json, learned, names);
    read_list(r, learned, "classes", "class", LEARNED_CLASS, true);
}

/* Output 0 holds the bias; the channels follow. */
static void read_dialogue(struct reading *r, const json_value *learned) {
    static const char *const names[] = {"task",     "scale",    "bias",    "calibration",
                                        "channels", "measures", "trained", NULL};
    kefu__json_known_members(r->json, learned, names);
    if (read_output(r, learned, LEARNED_GENERAL, (kefu_str){"", 0}) &&
        read_list(r, learned, "channels", "channel", LEARNED_CHANNEL, true))
        read_measures(r, learned);
}

static kefu_status finish(struct reading *r, size_t errors_before) {
    kefu__map_free(&r->keywords);
    kefu__map_free(&r->pairs);
    kefu__release(r->allocator, r->texts, r->text_capacity * sizeof *r->texts);
    kefu__release(r->allocator, r->pair_list, r->pair_capacity * sizeof *r->pair_list);
    kefu__release(r->allocator, r->of_keywords.items,
                  r->of_keywords.capacity * sizeof *r->of_keywords.items);
    kefu__release(r->allocator, r->of_pairs.items,
                  r->of_pairs.capacity * sizeof *r->of_pairs.items);
    if (r->memory)
        return kefu__no_memory(r->json->error);
    if (r->json->errors == errors_before)
        return KEFU_OK;
    return r->json->status == KEFU_OK ? KEFU_E_DEFINITION : r->json->status;
}

kefu_status kefu__learned_read(struct json_reader *reader, const json_value *document,
                               struct arena *arena, struct learned_model *model) {
    if (!kefu__json_get(document, "learned"))
        return KEFU_E_NOT_FOUND;
    struct learned_model read = {.topic_gain = 4};
    struct reading r = {
        .json = reader, .arena = arena, .allocator = &arena->allocator, .model = &read};
    const size_t errors = reader->errors;
    kefu__map_init(&r.keywords, r.allocator);
    kefu__map_init(&r.pairs, r.allocator);
    const json_value *learned = kefu__json_member_object(reader, document, "learned", true);
    kefu_str id = {0};
    kefu__json_member_string(reader, document, "id", false, &id);
    kefu__json_enter_name(reader, "learned");
    if (learned &&
        kefu__json_member_word(reader, learned, "task", true, &kefu__tasks, &read.task)) {
        if (read.task == LEARNED_SENTIMENT)
            read_sentiment(&r, learned);
        else if (read.task == LEARNED_CLASSES)
            read_classes(&r, learned);
        else
            read_dialogue(&r, learned);
    }
    read.id = (kefu_str){kefu__arena_text(arena, id.data ? id.data : "", id.size), id.size};
    if (!read.id.data)
        r.memory = true;
    settle(&r);
    kefu__json_leave(reader);
    const kefu_status status = finish(&r, errors);
    if (status == KEFU_OK)
        *model = read;
    return status;
}

uint32_t kefu__learned_find(const struct learned_model *model, enum learned_kind kind,
                            const char *name, size_t size) {
    for (uint32_t i = 0; i < model->output_count; i++)
        if (model->outputs[i].kind == (uint32_t)kind &&
            kefu__str_equal(model->outputs[i].name, (kefu_str){name, size}))
            return i;
    return LEARNED_NONE;
}
