/* SPDX-License-Identifier: MIT
 * Training as its users see it, on texts put together from a small vocabulary. */
#include "test.h"

#include <math.h>
#include <stdio.h>

#include "kefu/train.h"
#include "train/train.h"

static const char *const good[] = {"满意", "好用", "喜欢", "划算"};
static const char *const bad[] = {"失望", "难用", "后悔", "太坑"};
static const char *const filler[] = {"今天", "收到", "东西", "包装", "快递", "一共", "两个"};
static const char *const topics[] = {"作者", "苹果"};

/* Text i of a category: some filler, a topic word, and words of its sign. `delicate` is good of
 * category 0 and bad of category 1, which only a pack can know. */
static void make_text(char *to, size_t room, int i, bool positive, int category) {
    struct random random = kefu__random((uint64_t)i + 17);
    const char *const *words = positive ? good : bad;
    const bool delicate = i % 3 == 0;
    const char *turn = (positive == (category == 0)) ? "细腻" : "粗犷";
    snprintf(to, room, i & 8 ? "%s%s，%s%s。%s" : "%s，%s，%s，%s。%s",
             filler[kefu__random_below(&random, 7)], topics[category],
             filler[kefu__random_below(&random, 7)],
             delicate ? turn : words[kefu__random_below(&random, 4)],
             filler[kefu__random_below(&random, 7)]);
}

static void add_texts(kefu_trainer *trainer, int count, bool test) {
    static const char *const categories[] = {"书籍", "水果"};
    for (int i = 0; i < count; i++) {
        char text[256];
        const bool positive = i & 1;
        const int category = i >> 1 & 1;
        make_text(text, sizeof text, test ? i + 5000 : i, positive, category);
        assert_int_equal((test ? kefu_trainer_add_test : kefu_trainer_add)(
                             trainer, positive ? "1" : "0", 1, categories[category], 6, text,
                             strlen(text), NULL),
                         KEFU_OK);
    }
}

static kefu_status keep(void *ctx, const char *data, size_t size) {
    kefu__buffer_add(ctx, data, size);
    return KEFU_OK;
}

/* What is done never shrinks, begins near 0 and ends at 1. */
struct progress {
    double done;
    size_t calls;
};

static kefu_status watch(void *ctx, const char *doing, double done) {
    struct progress *progress = ctx;
    assert_true(doing && *doing);
    assert_true(done >= progress->done && done <= 1 + 1e-9);
    assert_true(progress->calls > 0 || done < 0.5);
    progress->done = done;
    progress->calls++;
    return KEFU_OK;
}

static void run(kefu_trainer *trainer) {
    struct progress progress = {0, 0};
    assert_int_equal(kefu_trainer_run(trainer, watch, &progress, NULL), KEFU_OK);
    assert_true(progress.calls >= 3);
    assert_in_range((unsigned)(progress.done * 1000 + 0.5), 1000, 1000);
}

static kefu_trainer *make(uint32_t task, uint32_t flags, uint64_t seed) {
    kefu_train_options options = KEFU_TRAIN_OPTIONS_INIT;
    kefu_trainer *trainer;
    options.task = task;
    options.flags = flags;
    options.seed = seed;
    options.folds = 2;
    assert_int_equal(kefu_trainer_new(&options, &trainer, NULL), KEFU_OK);
    return trainer;
}

static void write_to(const kefu_trainer *trainer, struct buffer *buffer) {
    const kefu_allocator standard = kefu__allocator_default();
    kefu__buffer_init(buffer, &standard);
    assert_int_equal(kefu_trainer_write(trainer, keep, buffer, NULL), KEFU_OK);
}

static kefu_model *load(const struct buffer *document) {
    kefu_model *model;
    kefu_error error;
    const kefu_status status = kefu_model_load(document->data, document->size, NULL, &model,
                                               &error);
    if (status != KEFU_OK)
        print_error("%s %s\n", error.pointer, error.message);
    assert_int_equal(status, KEFU_OK);
    return model;
}

static int judge(kefu_model *model, const char *text, const char *pack) {
    kefu_prediction prediction = {.size = sizeof prediction};
    assert_int_equal(
        kefu_model_predict(model, text, strlen(text), pack, strlen(pack), &prediction, NULL),
        KEFU_OK);
    assert_true(prediction.probability >= 0 && prediction.probability <= 1);
    assert_int_equal(prediction.output, prediction.probability > 0.5);
    return prediction.output == 1;
}

static void test_learns_and_explains(void **state) {
    (void)state;
    kefu_trainer *trainer = make(KEFU_TRAIN_SENTIMENT, KEFU_TRAIN_PACKS, 1);
    struct buffer document;
    add_texts(trainer, 600, false);
    assert_int_equal(kefu_trainer_count(trainer), 600);
    run(trainer);
    write_to(trainer, &document);
    kefu_trainer_free(trainer);
    kefu_model *model = load(&document);
    kefu__buffer_free(&document);
    assert_int_equal(kefu_model_class_count(model), 2);
    assert_true(judge(model, "东西很满意", ""));
    assert_false(judge(model, "非常失望", ""));
    /* The same word, in two industries. */
    assert_true(judge(model, "细腻", "书籍"));
    assert_false(judge(model, "细腻", "水果"));
    assert_true(judge(model, "作者细腻", ""));
    assert_false(judge(model, "苹果细腻", ""));
    /* Reasons and what is left of the score, the bias, do not depend on the text's words. */
    kefu_prediction prediction = {.size = sizeof prediction};
    assert_int_equal(kefu_model_predict(model, "东西很满意", 15, "无", 3, &prediction, NULL),
                     KEFU_OK);
    const size_t count = kefu_model_contribution_count(model);
    assert_true(count > 0);
    double before = HUGE_VAL;
    double left = prediction.score, none;
    for (size_t i = 0; i < count; i++) {
        kefu_contribution reason = {.size = sizeof reason};
        assert_int_equal(kefu_model_contribution_at(model, i, &reason, NULL), KEFU_OK);
        left -= reason.value;
        assert_true(reason.end <= 15 && reason.start < reason.end);
        assert_true(fabs(reason.value) <= before + 1e-12);
        before = fabs(reason.value);
    }
    assert_int_equal(kefu_model_predict(model, "", 0, "无", 3, &prediction, NULL), KEFU_OK);
    none = prediction.score;
    assert_true(fabs(left - none) < 1e-9);
    kefu_model_free(model);
}

/* The document's corpora, from "corpora" on, of a trainer that got these texts. */
static void write_corpora(bool named, const char *more, char *to, size_t size) {
    kefu_trainer *trainer = make(KEFU_TRAIN_SENTIMENT, 0, 1);
    struct buffer document;
    if (named)
        assert_int_equal(kefu_trainer_begin_corpus(trainer, "first.tsv", 9, NULL), KEFU_OK);
    add_texts(trainer, 600, false);
    if (named)
        assert_int_equal(kefu_trainer_begin_corpus(trainer, "第二", 6, NULL), KEFU_OK);
    assert_int_equal(kefu_trainer_add(trainer, "1", 1, "", 0, more, strlen(more), NULL), KEFU_OK);
    run(trainer);
    write_to(trainer, &document);
    kefu_trainer_free(trainer);
    kefu__buffer_text(&document, "");
    const char *corpora = strstr(document.data, "\"corpora\"");
    assert_non_null(corpora);
    snprintf(to, size, "%.*s", (int)strcspn(corpora, "]"), corpora);
    kefu__buffer_free(&document);
}

static void test_names_its_corpora(void **state) {
    (void)state;
    char text[400], again[400], other[400], none[400];
    write_corpora(true, "很满意", text, sizeof text);
    write_corpora(true, "很满意", again, sizeof again);
    write_corpora(true, "很满足", other, sizeof other);
    write_corpora(false, "很满意", none, sizeof none);
    assert_non_null(strstr(text, "\"name\":\"first.tsv\",\"texts\":600,\"digest\":"));
    assert_non_null(strstr(text, "\"name\":\"第二\",\"texts\":1,\"digest\":"));
    assert_string_equal(text, again);
    assert_string_not_equal(text, other);
    assert_string_equal(none, "\"corpora\":[");
    kefu_trainer *trainer = make(KEFU_TRAIN_SENTIMENT, 0, 1);
    assert_int_equal(kefu_trainer_begin_corpus(trainer, "", 0, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_trainer_begin_corpus(trainer, "\xff", 1, NULL), KEFU_E_UTF8);
    kefu_trainer_free(trainer);
}

static void test_same_seed_same_bytes(void **state) {
    (void)state;
    struct buffer documents[2];
    for (int i = 0; i < 2; i++) {
        kefu_trainer *trainer = make(KEFU_TRAIN_SENTIMENT, KEFU_TRAIN_PACKS, 9);
        add_texts(trainer, 200, false);
        run(trainer);
        write_to(trainer, &documents[i]);
        kefu_trainer_free(trainer);
    }
    assert_int_equal(documents[0].size, documents[1].size);
    assert_memory_equal(documents[0].data, documents[1].data, documents[0].size);
    kefu__buffer_free(&documents[0]);
    kefu__buffer_free(&documents[1]);
}

static void test_leave_one_out(void **state) {
    (void)state;
    kefu_trainer *trainer = make(KEFU_TRAIN_SENTIMENT, 0, 1);
    kefu_classification_scores own = {.size = sizeof own}, tests = {.size = sizeof tests};
    add_texts(trainer, 400, false);
    struct progress progress = {0, 0};
    assert_int_equal(kefu_trainer_leave_one_out(trainer, watch, &progress, &own, NULL), KEFU_OK);
    assert_in_range((unsigned)(progress.done * 1000 + 0.5), 1000, 1000);
    assert_int_equal(own.n, 400);
    /* 细腻 and 粗犷 mean the opposite there, so the third of the texts that has them is wrong. */
    assert_in_range((unsigned)(own.accuracy * 1000), 550, 800);
    add_texts(trainer, 40, true);
    assert_int_equal(kefu_trainer_leave_one_out(trainer, NULL, NULL, &tests, NULL), KEFU_OK);
    assert_int_equal(tests.n, 40);
    kefu_trainer_free(trainer);
}

static void test_many_classes(void **state) {
    (void)state;
    static const char *const names[] = {"高兴", "生气", "害怕"};
    static const char *const words[][3] = {
        {"哈哈", "开心", "太棒"}, {"滚开", "气死", "可恶"}, {"吓人", "发抖", "可怕"}};
    kefu_trainer *trainer = make(KEFU_TRAIN_CLASSES, 0, 1);
    struct buffer document;
    for (int i = 0; i < 300; i++) {
        char text[128];
        struct random random = kefu__random((uint64_t)i);
        snprintf(text, sizeof text, "%s，%s", filler[kefu__random_below(&random, 7)],
                 words[i % 3][kefu__random_below(&random, 3)]);
        assert_int_equal(
            kefu_trainer_add(trainer, names[i % 3], 6, NULL, 0, text, strlen(text), NULL), KEFU_OK);
    }
    run(trainer);
    write_to(trainer, &document);
    kefu_trainer_free(trainer);
    kefu_model *model = load(&document);
    kefu__buffer_free(&document);
    assert_int_equal(kefu_model_task(model), KEFU_TRAIN_CLASSES);
    assert_int_equal(kefu_model_class_count(model), 3);
    for (uint32_t i = 0; i < 3; i++) {
        kefu_prediction prediction = {.size = sizeof prediction};
        assert_memory_equal(kefu_model_class_at(model, i).data, names[i], 6);
        assert_int_equal(kefu_model_predict(model, words[i][0], 6, NULL, 0, &prediction, NULL),
                         KEFU_OK);
        assert_int_equal(prediction.output, i);
    }
    assert_int_equal(kefu_model_class_at(model, 3).size, 0);
    kefu_model_free(model);
}

static void test_dialogues(void **state) {
    (void)state;
    kefu_trainer *trainer = make(KEFU_TRAIN_DIALOGUE, 0, 1);
    struct buffer document;
    for (int i = 0; i < 200; i++) {
        char json[512];
        const bool happy = i & 1;
        snprintf(
            json, sizeof json,
            "{\"turns\":[{\"role\":\"customer\",\"text\":\"%s\"},{\"role\":\"agent\","
            "\"text\":\"您好\"},{\"role\":\"system\",\"text\":\"谢谢\"},{\"role\":\"customer\","
            "\"text\":\"%s\"}],\"satisfaction\":%s}",
            filler[i % 7], happy ? "谢谢" : "投诉", happy ? "1.5" : "-1.5");
        assert_int_equal(kefu_trainer_add_dialogue(trainer, json, strlen(json), NULL, NULL),
                         KEFU_OK);
    }
    run(trainer);
    write_to(trainer, &document);
    kefu_trainer_free(trainer);
    kefu_model *model = load(&document);
    kefu__buffer_free(&document);
    static const char happy[] = "{\"turns\":[{\"role\":\"customer\",\"text\":\"东西\"},"
                                "{\"role\":\"agent\",\"text\":\"您好\"},"
                                "{\"role\":\"customer\",\"text\":\"谢谢\"}]}";
    static const char angry[] = "{\"turns\":[{\"role\":\"customer\",\"text\":\"东西\"},"
                                "{\"role\":\"agent\",\"text\":\"您好\"},"
                                "{\"role\":\"customer\",\"text\":\"投诉\"}]}";
    double satisfaction;
    assert_int_equal(
        kefu_model_predict_dialogue(model, happy, strlen(happy), &satisfaction, NULL, NULL),
        KEFU_OK);
    assert_true(satisfaction > 1);
    kefu_contribution first = {.size = sizeof first};
    assert_int_equal(kefu_model_contribution_at(model, 0, &first, NULL), KEFU_OK);
    assert_true(first.turn == 2 && first.value > 0);
    assert_int_equal(
        kefu_model_predict_dialogue(model, angry, strlen(angry), &satisfaction, NULL, NULL),
        KEFU_OK);
    assert_true(satisfaction < -1);
    assert_int_equal(kefu_model_predict_dialogue(model, "{", 1, &satisfaction, NULL, NULL),
                     KEFU_E_JSON);
    assert_int_equal(kefu_model_predict_dialogue(model, "{}", 2, &satisfaction, NULL, NULL),
                     KEFU_E_DEFINITION);
    kefu_prediction prediction = {.size = sizeof prediction};
    assert_int_equal(kefu_model_predict(model, "x", 1, NULL, 0, &prediction, NULL),
                     KEFU_E_ARGUMENT);
    kefu_model_free(model);
}

static kefu_status stop(void *ctx, const char *doing, double done) {
    int *left = ctx;
    assert_non_null(doing);
    assert_true(done >= 0 && done <= 1.000001);
    return --*left < 0 ? KEFU_E_CANCELLED : KEFU_OK;
}

static void test_refuses_what_it_cannot_learn(void **state) {
    (void)state;
    kefu_error error;
    kefu_trainer *trainer = make(KEFU_TRAIN_SENTIMENT, 0, 1);
    struct buffer buffer;
    const kefu_allocator standard = kefu__allocator_default();
    kefu__buffer_init(&buffer, &standard);
    assert_int_equal(kefu_trainer_run(trainer, NULL, NULL, &error), KEFU_E_DEFINITION);
    assert_int_equal(kefu_trainer_write(trainer, keep, &buffer, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_trainer_add_dialogue(trainer, "{}", 2, NULL, NULL), KEFU_E_ARGUMENT);
    for (int i = 0; i < 20; i++)
        assert_int_equal(kefu_trainer_add(trainer, "1", 1, NULL, 0, "好用", 6, NULL), KEFU_OK);
    assert_int_equal(kefu_trainer_run(trainer, NULL, NULL, &error), KEFU_E_DEFINITION);
    assert_int_equal(kefu_trainer_add(trainer, "angry", 5, NULL, 0, "难用", 6, NULL), KEFU_OK);
    assert_int_equal(kefu_trainer_run(trainer, NULL, NULL, &error), KEFU_E_DEFINITION);
    assert_non_null(strstr(error.message, "angry"));
    kefu_trainer_free(trainer);

    trainer = make(KEFU_TRAIN_SENTIMENT, 0, 1); /* categories that are only names */
    for (int i = 0; i < 202; i++) {
        char name[16];
        const int size = snprintf(name, sizeof name, "%d", i / 2);
        const char *text = i & 1 ? "好用，喜欢" : "难用，失望";
        assert_int_equal(kefu_trainer_add(trainer, i & 1 ? "1" : "0", 1, name, (size_t)size, text,
                                          strlen(text), NULL),
                         KEFU_OK);
    }
    kefu_classification_scores scores = {.size = sizeof scores};
    assert_int_equal(kefu_trainer_leave_one_out(trainer, NULL, NULL, &scores, NULL), KEFU_E_LIMIT);
    assert_int_equal(kefu_trainer_run(trainer, NULL, NULL, NULL), KEFU_OK);
    kefu_trainer_free(trainer);

    trainer = make(KEFU_TRAIN_SENTIMENT, KEFU_TRAIN_PACKS, 1);
    add_texts(trainer, 100, false);
    int steps = 3;
    assert_int_equal(kefu_trainer_run(trainer, stop, &steps, &error), KEFU_E_CANCELLED);
    steps = 100000;
    assert_int_equal(kefu_trainer_run(trainer, stop, &steps, &error), KEFU_OK);
    kefu_trainer_free(trainer);
    kefu__buffer_free(&buffer);
}

/* A text that could not be added for want of memory does not spoil those that follow. */
static void test_adds_again_after_memory_failed(void **state) {
    (void)state;
    struct test_memory memory;
    const kefu_allocator allocator = test_allocator(&memory, 0);
    kefu_train_options options = KEFU_TRAIN_OPTIONS_INIT;
    kefu_trainer *trainer = NULL;
    options.allocator = &allocator;
    assert_int_equal(kefu_trainer_new(&options, &trainer, NULL), KEFU_OK);
    memory.fail_at = memory.allocations + 1;
    assert_int_equal(kefu_trainer_add(trainer, "1", 1, "a", 1, "很好", 6, NULL), KEFU_E_MEMORY);
    memory.fail_at = 0;
    assert_int_equal(kefu_trainer_add(trainer, "1", 1, "a", 1, "很好", 6, NULL), KEFU_OK);
    assert_int_equal(kefu_trainer_count(trainer), 1);
    kefu_trainer_free(trainer);
    assert_int_equal(memory.live_blocks, 0);
}

static void test_options(void **state) {
    (void)state;
    kefu_trainer *trainer = NULL;
    kefu_train_options options = KEFU_TRAIN_OPTIONS_INIT;
    assert_int_equal(kefu_trainer_new(NULL, &trainer, NULL), KEFU_OK);
    kefu_trainer_free(trainer);
    options.length_max = 8;
    assert_int_equal(kefu_trainer_new(&options, &trainer, NULL), KEFU_E_ARGUMENT);
    options.length_max = 0;
    options.folds = 1;
    assert_int_equal(kefu_trainer_new(&options, &trainer, NULL), KEFU_E_ARGUMENT);
    options.folds = 0;
    options.task = 3;
    assert_int_equal(kefu_trainer_new(&options, &trainer, NULL), KEFU_E_ARGUMENT);
    options.task = 0;
    options.cost = NAN;
    assert_int_equal(kefu_trainer_new(&options, &trainer, NULL), KEFU_E_ARGUMENT);
    options.cost = 0;
    options.flags = 1u << 31;
    assert_int_equal(kefu_trainer_new(&options, &trainer, NULL), KEFU_E_VERSION);
    options.flags = 0;
    options.id = (kefu_str){"My words", 8};
    assert_int_equal(kefu_trainer_new(&options, &trainer, NULL), KEFU_E_ARGUMENT);
    options.id = (kefu_str){NULL, 8};
    assert_int_equal(kefu_trainer_new(&options, &trainer, NULL), KEFU_E_ARGUMENT);
    options.id = (kefu_str){NULL, 0};
    options.version = (kefu_str){
        "1234567890123456789012345678901234567890123456789012345678901234567890", 70};
    assert_int_equal(kefu_trainer_new(&options, &trainer, NULL), KEFU_E_ARGUMENT);
    options.version = (kefu_str){NULL, 0};
    assert_int_equal(kefu_trainer_new(&options, NULL, NULL), KEFU_E_ARGUMENT);
    kefu_trainer_free(NULL);
    kefu_model_free(NULL);
}

/* What has no name could not be named in the document. */
static void test_classes_and_packs_have_names(void **state) {
    (void)state;
    kefu_trainer *trainer = NULL;
    kefu_train_options options = KEFU_TRAIN_OPTIONS_INIT;
    options.task = KEFU_TRAIN_CLASSES;
    assert_int_equal(kefu_trainer_new(&options, &trainer, NULL), KEFU_OK);
    assert_int_equal(kefu_trainer_add(trainer, "", 0, "a", 1, "很好", 6, NULL), KEFU_E_DEFINITION);
    assert_int_equal(kefu_trainer_add_test(trainer, "", 0, "a", 1, "好", 3, NULL),
                     KEFU_E_DEFINITION);
    assert_int_equal(kefu_trainer_add(trainer, "b", 1, "", 0, "很好", 6, NULL), KEFU_OK);
    kefu_trainer_free(trainer);
    options.task = KEFU_TRAIN_SENTIMENT;
    options.flags = KEFU_TRAIN_PACKS;
    assert_int_equal(kefu_trainer_new(&options, &trainer, NULL), KEFU_OK);
    assert_int_equal(kefu_trainer_add(trainer, "1", 1, "", 0, "很好", 6, NULL), KEFU_E_DEFINITION);
    assert_int_equal(kefu_trainer_add_test(trainer, "1", 1, "", 0, "很好", 6, NULL), KEFU_OK);
    assert_int_equal(kefu_trainer_count(trainer), 0);
    kefu_trainer_free(trainer);
}

/* A whole training, with the n-th allocation failing: every 7th n, to end in time. */
static void test_out_of_memory(void **state) {
    (void)state;
    struct test_memory memory;
    for (size_t fail = 1;; fail += 7) {
        const kefu_allocator failing = test_allocator(&memory, fail);
        kefu_train_options options = KEFU_TRAIN_OPTIONS_INIT;
        kefu_trainer *trainer = NULL;
        options.allocator = &failing;
        options.flags = KEFU_TRAIN_PACKS;
        options.folds = 2;
        options.pairs = 10;
        kefu_status status = kefu_trainer_new(&options, &trainer, NULL);
        for (int i = 0; i < 24 && status == KEFU_OK; i++) {
            char text[256];
            make_text(text, sizeof text, i, i & 1, i >> 1 & 1);
            status = kefu_trainer_add(trainer, i & 1 ? "1" : "0", 1, i & 2 ? "a" : "b", 1, text,
                                      strlen(text), NULL);
        }
        if (status == KEFU_OK)
            status = kefu_trainer_run(trainer, NULL, NULL, NULL);
        kefu_trainer_free(trainer);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.live_bytes, 0);
        if (status == KEFU_OK)
            break;
        assert_int_equal(status, KEFU_E_MEMORY);
        assert_true(fail < 100000);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_learns_and_explains),
        cmocka_unit_test(test_names_its_corpora),
        cmocka_unit_test(test_same_seed_same_bytes),
        cmocka_unit_test(test_leave_one_out),
        cmocka_unit_test(test_many_classes),
        cmocka_unit_test(test_dialogues),
        cmocka_unit_test(test_refuses_what_it_cannot_learn),
        cmocka_unit_test(test_adds_again_after_memory_failed),
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_classes_and_packs_have_names),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests_name("trainer", tests, NULL, NULL);
}
