/* SPDX-License-Identifier: MIT
 * Lexicons trained on texts that are put together from a small vocabulary, against golden files:
 * every chosen keyword, weight and calibration. */
#include "golden.h"
#include "kefu/train.h"
#include "train/train.h"

static const char *const good[] = {"满意", "好用", "喜欢", "划算", "贴心"};
static const char *const bad[] = {"失望", "难用", "后悔", "太坑", "敷衍"};
static const char *const filler[] = {"今天", "收到", "东西", "包装", "快递", "一共", "两个"};

static const char *pick(struct random *random, const char *const *words, uint64_t count) {
    return words[kefu__random_below(random, (uint32_t)count)];
}

static void write_text(char *to, size_t room, struct random *random, bool positive,
                       unsigned topic) {
    static const char *const topics[] = {"作者", "苹果"};
    /* means one thing in one category, and the opposite in the other */
    const char *turn = positive == (topic == 0) ? "细腻" : "粗犷";
    const char *first = pick(random, filler, 7), *last = pick(random, filler, 7);
    const char *word = kefu__random_below(random, 3) ? pick(random, positive ? good : bad, 5)
                                                     : turn;
    const char *degree = kefu__random_below(random, 4) ? "" : "真的";
    snprintf(to, room, "%s，%s%s%s。%s", first, topics[topic], degree, word, last);
}

static kefu_trainer *make(const kefu_train_options *options) {
    kefu_trainer *trainer = NULL;
    assert_int_equal(kefu_trainer_new(options, &trainer, NULL), KEFU_OK);
    return trainer;
}

static void check(kefu_trainer *trainer, const char *name) {
    struct golden json = {NULL, 0}, golden = {NULL, 0};
    kefu_error error;
    if (kefu_trainer_run(trainer, NULL, NULL, &error) != KEFU_OK)
        fail_msg("%s", error.message);
    assert_int_equal(kefu_trainer_write(trainer, golden_write, &json, NULL), KEFU_OK);
    kefu_trainer_free(trainer);
    golden_print_json(&golden, &json);
    free(json.text);
    golden_check(&golden, name);
}

static void of_sentiment(const kefu_train_options *options, const char *name) {
    static const char *const categories[] = {"书籍", "水果"};
    kefu_trainer *trainer = make(options);
    struct random random = kefu__random(5);
    for (unsigned i = 0; i < 300; i++) {
        char text[256];
        const bool positive = i % 5 < 2;
        write_text(text, sizeof text, &random, positive, i % 7 < 4);
        assert_int_equal(kefu_trainer_add(trainer, positive ? "1" : "0", 1, categories[i % 7 < 4],
                                          6, text, strlen(text), NULL),
                         KEFU_OK);
    }
    check(trainer, name);
}

static void of_a_general_lexicon(void **state) {
    kefu_train_options options = KEFU_TRAIN_OPTIONS_INIT;
    (void)state;
    options.keywords = 12;
    options.seed = 3;
    of_sentiment(&options, "trained.general.json");
}

static void of_packs_and_pairs(void **state) {
    kefu_train_options options = KEFU_TRAIN_OPTIONS_INIT;
    (void)state;
    options.flags = KEFU_TRAIN_PACKS | KEFU_TRAIN_FRAGMENTS | KEFU_TRAIN_TOPICAL;
    options.keywords = 30;
    options.pairs = 8;
    options.pack_keywords = 9;
    options.topic_keywords = 5;
    options.length_max = 4;
    options.gap = 3;
    options.folds = 3;
    options.cost = 0.7;
    options.ratio_power = 0.8;
    of_sentiment(&options, "trained.packs.json");
}

static void of_classes(void **state) {
    static const char *const names[] = {"高兴", "生气", "害怕"};
    static const char *const words[][3] = {
        {"哈哈", "开心", "太棒"}, {"滚开", "气死", "可恶"}, {"吓人", "发抖", "可怕"}};
    kefu_train_options options = KEFU_TRAIN_OPTIONS_INIT;
    struct random random = kefu__random(6);
    (void)state;
    options.task = KEFU_TRAIN_CLASSES;
    options.keywords = 6;
    kefu_trainer *trainer = make(&options);
    for (unsigned i = 0; i < 240; i++) {
        char text[128];
        const unsigned label = i % 7 % 3;
        const char *first = pick(&random, filler, 7);
        snprintf(text, sizeof text, "%s，%s", first, pick(&random, words[label], 3));
        assert_int_equal(
            kefu_trainer_add(trainer, names[label], 6, NULL, 0, text, strlen(text), NULL), KEFU_OK);
    }
    check(trainer, "trained.classes.json");
}

/* The satisfaction grows with kind words of the agent and falls with the customer's complaints. */
static void of_dialogues(void **state) {
    kefu_train_options options = KEFU_TRAIN_OPTIONS_INIT;
    struct random random = kefu__random(8);
    (void)state;
    options.task = KEFU_TRAIN_DIALOGUE;
    options.keywords = 10;
    kefu_trainer *trainer = make(&options);
    for (unsigned i = 0; i < 160; i++) {
        char json[1024];
        const uint32_t kind = kefu__random_below(&random, 3);
        const uint32_t cross = kefu__random_below(&random, 3);
        const char *first = pick(&random, filler, 7), *last = pick(&random, filler, 7);
        const char *complaint = cross ? pick(&random, bad, cross) : "";
        const char *praise = kind ? pick(&random, good, kind) : "";
        snprintf(json, sizeof json,
                 "{\"satisfaction\":%u,\"turns\":[{\"role\":\"customer\",\"text\":\"%s%s\"},"
                 "{\"role\":\"agent\",\"text\":\"%s%s\"},{\"role\":\"customer\",\"text\":\"%s\"}]}",
                 3 + kind - cross, first, complaint, praise, last, cross > 1 ? "再见" : "好的");
        assert_int_equal(kefu_trainer_add_dialogue(trainer, json, strlen(json), NULL, NULL),
                         KEFU_OK);
    }
    check(trainer, "trained.dialogues.json");
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_a_general_lexicon),
        cmocka_unit_test(of_packs_and_pairs),
        cmocka_unit_test(of_classes),
        cmocka_unit_test(of_dialogues),
    };
    return golden_run("golden.trained", tests, sizeof tests / sizeof *tests, NULL, NULL, argc,
                      argv);
}
