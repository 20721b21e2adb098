/* SPDX-License-Identifier: MIT
 * Reads learned models from documents. */
#include "model/build.h"

#include <string.h>

/* ---- groups ---- */

/* Takes the next word from a list whose words are separated by spaces; false: no word is left. */
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

/* The weight and, for pairs, the gap that all keywords or pairs of one list in the document have.
 */
struct group {
    int64_t weight, gap;
};

/* Adds the words of a group, which all get the group's weight; `pairs`: each word is a pair of
 * keywords, written `a…b`. */
static void read_words(struct field_reader *reader, const json_value *value,
                       const struct group *group, bool pairs) {
    struct model_builder *r = reader->ctx;
    kefu_str texts = kefu__json_text(value), word;
    if (!kefu__json_is(value, JSON_STRING))
        kefu__model_report(r, KEFU_E_DEFINITION, "wrong_type", "must be a string");
    while (!r->memory && next_word(&texts, &word)) {
        const uint32_t feature = pairs ? kefu__model_pair(r, word, (uint32_t)group->gap)
                                       : kefu__model_keyword(r, word);
        if (feature == LEARNED_NONE ||
            !kefu__model_add_weight(r, pairs ? &r->of_pairs : &r->of_keywords, feature,
                                    r->model->output_count - 1, group->weight))
            return;
    }
}

static void read_keywords(struct field_reader *reader, const json_value *value, void *item) {
    read_words(reader, value, item, false);
}

static void read_pairs(struct field_reader *reader, const json_value *value, void *item) {
    read_words(reader, value, item, true);
}

#define WEIGHT_FIELD                                                                               \
    {                                                                                              \
        "weight", FIELD_INTEGER, FIELD_REQUIRED, FIELD_AT(struct group, weight),                   \
            .low = INT16_MIN, .high = INT16_MAX, .description = "Times the scale of its output."   \
    }
#define WORDS_FIELD(hook, text)                                                                    \
    {                                                                                              \
        "texts", FIELD_CUSTOM, FIELD_REQUIRED, .read = hook, .schema = "{\"type\": \"string\"}",   \
                                               .description = text                                 \
    }
static const struct field keyword_fields[] = {
    WEIGHT_FIELD, WORDS_FIELD(read_keywords, "Keywords, separated by spaces.")};
static const struct field_table keyword_table = {"a group of keywords", FIELDS_OF(keyword_fields),
                                                 .size = sizeof(struct group),
                                                 .definition = "keywords"};
static const struct field pair_fields[] = {
    WEIGHT_FIELD,
    {"gap", FIELD_INTEGER, FIELD_REQUIRED, FIELD_AT(struct group, gap), .low = 1,
     .high = LEARNED_GAP_MAX, .description = "Characters between the two, at most."},
    WORDS_FIELD(read_pairs, "Pairs such as \u4E0D\u2026\u597D, separated by spaces.")};
static const struct field_table pair_table = {"a group of pairs", FIELDS_OF(pair_fields),
                                              .size = sizeof(struct group), .definition = "pairs"};

/* ---- outputs ---- */

/* An output while it is read. It is added to the model before its keywords are read, because their
 * weights refer to it. */
struct draft {
    struct learned_output output;
    const char *name; /* name of the pack, class or channel; NULL: missing, or not needed */
};

/* Is the name of the draft missing, or used by another output of the same kind? */
static bool is_taken(const struct learned_model *model, const struct draft *draft) {
    return !draft->name || !*draft->name ||
           kefu__learned_find(model, (enum learned_kind)draft->output.kind, draft->name,
                              strlen(draft->name)) != LEARNED_NONE;
}

static void add_output(struct model_builder *r, const struct learned_output *output) {
    struct learned_model *model = r->model;
    if (model->output_count >= LEARNED_OUTPUTS_MAX)
        kefu__model_report(r, KEFU_E_LIMIT, "limit_exceeded",
                           "more packs, classes or channels than a model may have");
    else if (!kefu__grow(r->allocator, &model->outputs, &r->output_capacity,
                         model->output_count + 1, sizeof *model->outputs))
        kefu__model_no_memory(r);
    else
        model->outputs[model->output_count++] = *output;
}

/* Adds an output that has no name: the general output, or the topic of the pack that was added
 * last. */
static void begin_unnamed(struct field_reader *reader, const json_value *object, void *item) {
    struct model_builder *r = reader->ctx;
    struct draft *draft = item;
    (void)object;
    draft->output.name = draft->output.kind == LEARNED_TOPIC && r->model->output_count > 0
                             ? r->model->outputs[r->model->output_count - 1].name
                             : (kefu_str){"", 0};
    add_output(r, &draft->output);
}

static void begin_named(struct field_reader *reader, const json_value *object, void *item) {
    struct model_builder *r = reader->ctx;
    struct draft *draft = item;
    (void)object;
    if (is_taken(r->model, draft))
        kefu__model_report(r, KEFU_E_DUPLICATE, "duplicate_id",
                           "this name is empty or stands twice");
    if (draft->name)
        draft->output.name = kefu__str(draft->name);
    add_output(r, &draft->output);
}

static const struct field calibration_fields[] = {
    {"slope", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct learned_output, slope), .low = -1e6,
     .high = 1e6},
    {"intercept", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct learned_output, intercept),
     .low = -1e6, .high = 1e6}};
static const struct field_table calibration_table = {FIELDS_OF(calibration_fields),
                                                     .definition = "calibration"};

/* The JSON members of an output, in the order in which they are read: first its numbers, after
 * which the output is added to the model, then its keywords, whose weights refer to the output. */
#define NAME_FIELD(member)                                                                         \
    { member, FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(struct draft, name) }
#define SCALE_FIELD                                                                                \
    {                                                                                              \
        "scale", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct draft, output.scale), .low = 1e-12, \
                                                                                     .high = 1e6   \
    }
#define BIAS_FIELD                                                                                 \
    { "bias", FIELD_NUMBER, FIELD_AT(struct draft, output.bias), .low = -1e6, .high = 1e6 }
#define CALIBRATION_FIELD                                                                          \
    { "calibration", FIELD_OBJECT, FIELD_AT(struct draft, output), .table = &calibration_table }
#define BEGIN(hook)                                                                                \
    { NULL, FIELD_CHECK, .read = hook }
#define GROUPS_FIELD(name, of)                                                                     \
    { name, FIELD_LIST, FIELD_STREAMED, .table = of }
#define GROUP_FIELDS GROUPS_FIELD("keywords", &keyword_table), GROUPS_FIELD("pairs", &pair_table)

#define INITIAL(name, of)                                                                          \
    static const struct draft initial_##name = {.output = {.kind = (of), .scale = 1, .slope = 1}}
INITIAL(topic, LEARNED_TOPIC);
INITIAL(class, LEARNED_CLASS);
INITIAL(channel, LEARNED_CHANNEL);

static const struct field topic_fields[] = {SCALE_FIELD, BIAS_FIELD, BEGIN(begin_unnamed),
                                            GROUPS_FIELD("keywords", &keyword_table)};
static const struct field_table topic_table = {
    "a topic", FIELDS_OF(topic_fields), .size = sizeof(struct draft), .initial = &initial_topic};

/* The weights for one industry (a pack) while they are read. `pack` becomes the model output that
 * adds to a text's polarity, `topic` the one from which the share of this addition is computed. */
struct pack {
    struct draft pack, topic;
};

/* If a pack of the document has no member "topic", adds a topic output that has only a bias, so
 * that among the model's outputs each pack is followed by its topic. */
static bool finish_pack(struct field_reader *reader, const json_value *object, void *item) {
    struct pack *pack = item;
    if (kefu__json_get(object, "topic"))
        return true;
    pack->topic.output = (struct learned_output){.kind = LEARNED_TOPIC, .scale = 1, .bias = -1e6};
    begin_unnamed(reader, object, &pack->topic);
    return true;
}

static const struct field pack_fields[] = {
    NAME_FIELD("pack"),
    SCALE_FIELD,
    BIAS_FIELD,
    CALIBRATION_FIELD,
    BEGIN(begin_named),
    GROUP_FIELDS,
    {"topic", FIELD_OBJECT, FIELD_AT(struct pack, topic), .table = &topic_table,
     .description = "How much a text is of this pack's industry."}};
static const struct pack initial_pack = {
    .pack = {.output = {.kind = LEARNED_PACK, .scale = 1, .slope = 1}}};
static const struct field_table pack_table = {"a pack", FIELDS_OF(pack_fields),
                                              .size = sizeof(struct pack), .initial = &initial_pack,
                                              .finish = finish_pack};
static const struct field class_fields[] = {NAME_FIELD("class"), SCALE_FIELD,        BIAS_FIELD,
                                            CALIBRATION_FIELD,   BEGIN(begin_named), GROUP_FIELDS};
static const struct field_table class_table = {
    "a class", FIELDS_OF(class_fields), .size = sizeof(struct draft), .initial = &initial_class};
static const struct field channel_fields[] = {NAME_FIELD("channel"), SCALE_FIELD,
                                              BEGIN(begin_named), GROUP_FIELDS};
static const struct field_table channel_table = {"a channel", FIELDS_OF(channel_fields),
                                                 .size = sizeof(struct draft),
                                                 .initial = &initial_channel};

/* ---- measures ---- */

struct measure {
    const char *name;
    double weight;
};

static bool finish_measure(struct field_reader *reader, const json_value *object, void *item) {
    struct model_builder *r = reader->ctx;
    struct learned_model *model = r->model;
    const struct measure *measure = item;
    (void)object;
    if (!measure->name)
        return false;
    if (!kefu__grow(r->allocator, &model->measures, &r->measure_capacity, model->measure_count + 1,
                    sizeof *model->measures))
        return kefu__model_no_memory(r);
    model->measures[model->measure_count++] = (struct learned_measure){
        {measure->name, strlen(measure->name)}, measure->weight};
    return true;
}

static const struct field measure_fields[] = {
    {"measure", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(struct measure, name)},
    {"weight", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct measure, weight), .low = -1e6,
     .high = 1e6}};
static const struct field_table measure_table = {"a measure", FIELDS_OF(measure_fields),
                                                 .size = sizeof(struct measure),
                                                 .finish = finish_measure};

/* ---- the whole ---- */

/* The member "learned" while it is read. `general` must be the first member, because the fields of
 * the general output are written to a struct draft at the beginning of this struct. */
struct head {
    struct draft general;
    uint32_t task, genre, finds;
    double topic_gain;
    struct turn_range turns;
};

#define TRAINED_FIELD                                                                              \
    { .name = "trained" }
static const struct field sentiment_fields[] = {
    {"genre", FIELD_CHOICE, FIELD_AT(struct head, genre), .words = &kefu__genres,
     .description = "The texts that it reads."},
    {"topic_gain", FIELD_NUMBER, FIELD_AT(struct head, topic_gain), .low = 0, .high = 1000,
     .description = "How sharply topics choose a pack: 4."},
    SCALE_FIELD,
    BIAS_FIELD,
    CALIBRATION_FIELD,
    BEGIN(begin_unnamed),
    GROUP_FIELDS,
    {"packs", FIELD_LIST, FIELD_STREAMED, .high = LEARNED_PACKS_MAX, .table = &pack_table},
    TRAINED_FIELD};
static const struct field classes_fields[] = {
    {"finds", FIELD_CHOICE, FIELD_AT(struct head, finds), .words = &kefu__learned_kinds,
     .description =
         "The classes are ids of this kind, but for the class none: analyses find them."},
    {"classes", FIELD_LIST, FIELD_REQUIRED | FIELD_STREAMED, .table = &class_table},
    TRAINED_FIELD};
static bool finish_turns(struct field_reader *reader, const json_value *object, void *item) {
    const struct turn_range *turns = item;
    (void)object;
    return turns->low <= turns->high ||
           kefu__field_refuse(reader, "high", "out_of_range", "high is less than low");
}

static const struct field turn_fields[] = {
    {"low", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct turn_range, low), .low = 1, .high = 1e6,
     .description = "As short as this, turns are rare: the estimate counts least."},
    {"high", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct turn_range, high), .low = 1, .high = 1e6,
     .description = "As long as this, turns are usual: the estimate counts most."}};
static const struct field_table turn_table = {FIELDS_OF(turn_fields), .finish = finish_turns,
                                              .definition = "turn_characters"};
/* The JSON members of a dialogue model. Output 0 has only a bias; the outputs after it are those of
 * the channels (groups of turns, such as the customer's last one). */
static const struct field dialogue_fields[] = {
    SCALE_FIELD,
    BIAS_FIELD,
    CALIBRATION_FIELD,
    BEGIN(begin_unnamed),
    {"channels", FIELD_LIST, FIELD_REQUIRED | FIELD_STREAMED, .table = &channel_table},
    {"measures", FIELD_LIST, FIELD_STREAMED, .table = &measure_table},
    {"turn_characters", FIELD_OBJECT, FIELD_AT(struct head, turns), .table = &turn_table,
     .description = "Mean characters of a customer's turns in what it was trained on."},
    TRAINED_FIELD};
static const struct field_table sentiment_table = {FIELDS_OF(sentiment_fields)},
                                classes_table = {FIELDS_OF(classes_fields)},
                                dialogue_table = {FIELDS_OF(dialogue_fields)};
/* The field table (members and their types) of a model for each task, in the order of the words in
 * kefu__tasks. */
static const struct field_table *const task_tables[] = {&sentiment_table, &classes_table,
                                                        &dialogue_table};
static const struct field fields[] = {{"task", FIELD_VARIANT, FIELD_REQUIRED,
                                       FIELD_AT(struct head, task), .words = &kefu__tasks,
                                       .variants = task_tables}};
static const struct head initial = {
    .general = {.output = {.kind = LEARNED_GENERAL, .scale = 1, .slope = 1}},
    .finds = LEARNED_NONE,
    .topic_gain = 4};
const struct field_table kefu__learned_table = {"a learned model", FIELDS_OF(fields),
                                                .size = sizeof initial, .initial = &initial,
                                                .definition = "learned"};

kefu_status kefu__learned_read(struct json_reader *reader, const json_value *document,
                               struct arena *arena, struct learned_model *model) {
    const json_value *learned = kefu__json_member_object(reader, document, "learned", false);
    if (!learned)
        return kefu__json_get(document, "learned") ? KEFU_E_DEFINITION : KEFU_E_NOT_FOUND;
    struct learned_model read = {0};
    struct model_builder r = {
        .json = reader, .arena = arena, .allocator = &arena->allocator, .model = &read};
    struct field_reader fields_reader = {reader, arena, &r, false};
    struct head head;
    const size_t errors = reader->errors;
    kefu__map_init(&r.keywords, r.allocator);
    kefu__map_init(&r.pairs, r.allocator);
    kefu_str id = {0};
    kefu__json_member_string(reader, document, "id", false, &id);
    kefu__json_enter_name(reader, "learned");
    kefu__fields_read(&fields_reader, &kefu__learned_table, learned, &head);
    kefu__json_leave(reader);
    read.task = head.task;
    read.genre = head.genre;
    read.finds = head.finds;
    read.topic_gain = head.topic_gain;
    read.turns = head.turns;
    read.id = (kefu_str){kefu__arena_text(arena, id.data ? id.data : "", id.size), id.size};
    r.memory |= fields_reader.no_memory || !read.id.data;
    kefu__model_settle(&r);
    const kefu_status status = kefu__model_close(&r, errors);
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
