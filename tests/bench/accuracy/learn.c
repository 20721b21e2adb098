/* SPDX-License-Identifier: MIT
 * Trains and tests learned models alone, with every option of the trainer: for the bench and for
 * making the documents of lib/data/learned. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kefu/train.h"

struct lines {
    FILE *file;
    char *line;
    size_t capacity;
};

static void fail(const char *what, const kefu_error *error) {
    fprintf(stderr, "learn: %s: %s %s\n", what, error ? error->message : "",
            error ? error->pointer : "");
    exit(1);
}

static struct lines open_lines(const char *path) {
    struct lines lines = {fopen(path, "rb"), NULL, 0};
    if (!lines.file)
        fail(path, NULL);
    return lines;
}

static int next_line(struct lines *lines, size_t *size) {
    const ssize_t got = getline(&lines->line, &lines->capacity, lines->file);
    if (got < 0) {
        free(lines->line);
        fclose(lines->file);
        return 0;
    }
    *size = (size_t)got;
    if (*size && lines->line[*size - 1] == '\n')
        --*size;
    return 1;
}

/* Splits label, category, text at tabs. */
static int split(const char *line, size_t size, kefu_str parts[3]) {
    const char *first = memchr(line, '\t', size);
    const char *second = first ? memchr(first + 1, '\t', size - (size_t)(first + 1 - line)) : NULL;
    if (!second)
        return 0;
    parts[0] = (kefu_str){line, (size_t)(first - line)};
    parts[1] = (kefu_str){first + 1, (size_t)(second - first - 1)};
    parts[2] = (kefu_str){second + 1, size - (size_t)(second + 1 - line)};
    return 1;
}

static kefu_status show(void *ctx, const char *doing, double done) {
    (void)ctx;
    fprintf(stderr, "\r%3.0f %% %-40s", 100 * done, doing);
    return KEFU_OK;
}

static kefu_status to_file(void *ctx, const char *data, size_t size) {
    return fwrite(data, 1, size, ctx) == size ? KEFU_OK : KEFU_E_WRITE;
}

static void add_file(kefu_trainer *trainer, const char *path, int dialogues, int test) {
    struct lines lines = open_lines(path);
    kefu_error error;
    size_t size;
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (!test && kefu_trainer_begin_corpus(trainer, name, strlen(name), &error))
        fail(path, &error);
    while (next_line(&lines, &size)) {
        kefu_str p[3];
        kefu_status status;
        if (dialogues)
            status = kefu_trainer_add_dialogue(trainer, lines.line, size, NULL, &error);
        else if (!split(lines.line, size, p))
            continue;
        else
            status = (test ? kefu_trainer_add_test : kefu_trainer_add)(
                trainer, p[0].data, p[0].size, p[1].data, p[1].size, p[2].data, p[2].size, &error);
        if (status != KEFU_OK)
            fail(path, &error);
    }
}

static void print_scores(const char *name, const kefu_classification_scores *f) {
    printf("{\"name\":\"%s\",\"n\":%llu,\"accuracy\":%.4f,\"macro_f1\":%.4f,\"auc\":%.4f,"
           "\"ece\":%.4f,\"surer_half\":%.4f}\n",
           name, (unsigned long long)f->n, f->accuracy, f->macro_f1, f->auc, f->ece,
           f->half_coverage_accuracy);
}

static void leave_one_out(kefu_trainer *trainer) {
    kefu_classification_scores scores = {.size = sizeof scores};
    kefu_error error;
    if (kefu_trainer_leave_one_out(trainer, show, NULL, &scores, &error))
        fail("leave one out", &error);
    fprintf(stderr, "\n");
    print_scores("leave one category out", &scores);
}

static int train(int count, char **words) {
    kefu_train_options o = KEFU_TRAIN_OPTIONS_INIT;
    kefu_title titles[] = {{{"zh-Hans", 7}, {NULL, 0}}, {{"en", 2}, {NULL, 0}}};
    o.titles = titles;
    o.title_count = sizeof titles / sizeof *titles;
    const char *out = NULL, *files[64], *tests[64];
    int file_count = 0, test_count = 0, leave = 0;
    for (int i = 0; i < count; i++) {
        const char *w = words[i], *v = i + 1 < count ? words[i + 1] : "";
        const int is_value = strncmp(w, "--", 2) == 0;
        i += is_value;
        if (!strcmp(w, "--task"))
            o.task = (uint32_t)atoi(v);
        else if (!strcmp(w, "--flags"))
            o.flags = (uint32_t)atoi(v);
        else if (!strcmp(w, "--keywords"))
            o.keywords = (uint32_t)atoi(v);
        else if (!strcmp(w, "--pairs"))
            o.pairs = (uint32_t)atoi(v);
        else if (!strcmp(w, "--pack-keywords"))
            o.pack_keywords = (uint32_t)atoi(v);
        else if (!strcmp(w, "--topic-keywords"))
            o.topic_keywords = (uint32_t)atoi(v);
        else if (!strcmp(w, "--length"))
            o.length_max = (uint32_t)atoi(v);
        else if (!strcmp(w, "--gap"))
            o.gap = (uint32_t)atoi(v);
        else if (!strcmp(w, "--folds"))
            o.folds = (uint32_t)atoi(v);
        else if (!strcmp(w, "--cost"))
            o.cost = atof(v);
        else if (!strcmp(w, "--power"))
            o.ratio_power = atof(v);
        else if (!strcmp(w, "--cohesion"))
            o.cohesion_min = atof(v);
        else if (!strcmp(w, "--freedom"))
            o.freedom_min = atof(v);
        else if (!strcmp(w, "--id"))
            o.id = (kefu_str){v, strlen(v)};
        else if (!strcmp(w, "--zh"))
            titles[0].text = (kefu_str){v, strlen(v)};
        else if (!strcmp(w, "--en"))
            titles[1].text = (kefu_str){v, strlen(v)};
        else if (!strcmp(w, "--license"))
            o.license = (kefu_str){v, strlen(v)};
        else if (!strcmp(w, "--finds"))
            o.finds = (kefu_str){v, strlen(v)};
        else if (!strcmp(w, "--out"))
            out = v;
        else if (!strcmp(w, "--test") && test_count < 64)
            tests[test_count++] = v;
        else if (!strcmp(w, "--leave-one-out"))
            leave = atoi(v);
        else if (is_value)
            fail("unknown option", NULL);
        else if (file_count < 64)
            files[file_count++] = w;
    }
    kefu_error error;
    kefu_trainer *trainer;
    if (kefu_trainer_new(&o, &trainer, &error))
        fail("options", &error);
    for (int i = 0; i < file_count; i++)
        add_file(trainer, files[i], o.task == KEFU_TRAIN_DIALOGUE, 0);
    for (int i = 0; i < test_count; i++)
        add_file(trainer, tests[i], 0, 1);
    const clock_t start = clock();
    if (leave)
        leave_one_out(trainer);
    if (out) {
        FILE *file = fopen(out, "wb");
        if (!file || kefu_trainer_run(trainer, show, NULL, &error) ||
            kefu_trainer_write(trainer, to_file, file, &error))
            fail(out, &error);
        fclose(file);
    }
    fprintf(stderr, "\n%zu texts, %.1f s\n", kefu_trainer_count(trainer),
            (double)(clock() - start) / CLOCKS_PER_SEC);
    kefu_trainer_free(trainer);
    return 0;
}

static kefu_model *load(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file)
        fail(path, NULL);
    fseek(file, 0, SEEK_END);
    const long size = ftell(file);
    rewind(file);
    char *text = malloc((size_t)size);
    kefu_model *model;
    kefu_error error;
    if (!text || fread(text, 1, (size_t)size, file) != (size_t)size)
        fail(path, NULL);
    fclose(file);
    if (kefu_model_load(text, (size_t)size, NULL, &model, &error))
        fail(path, &error);
    free(text);
    return model;
}

/* The number of a label in the model's classes; "1" and "0" are those of a sentiment. */
static uint32_t class_of(const kefu_model *model, kefu_str label) {
    for (uint32_t i = 0; i < kefu_model_class_count(model); i++) {
        const kefu_str name = kefu_model_class_at(model, i);
        if (name.size == label.size && !memcmp(name.data, label.data, label.size))
            return i;
    }
    return label.size == 1 && *label.data == '1' ? 1 : 0;
}

static void show_errors(const kefu_model *model, const kefu_prediction *v, kefu_str text,
                        const char *truth) {
    kefu_contribution reason = {.size = sizeof reason};
    printf("%s %.3f pack=%.*s m=%u |", truth, v->probability, (int)v->pack.size, v->pack.data,
           v->keywords);
    for (size_t i = 0; i < 10 && kefu_model_contribution_at(model, i, &reason, NULL) == KEFU_OK;
         i++)
        printf(" %.*s%+.2f", (int)reason.keyword.size, reason.keyword.data, reason.value);
    printf(" | %.*s\n", (int)(text.size < 150 ? text.size : 150), text.data);
}

static int test_dialogues(kefu_model *model, const char *path) {
    struct lines lines = open_lines(path);
    double truth[100000], guess[100000], pearson, spearman;
    size_t n = 0, size;
    kefu_error error;
    while (n < 100000 && next_line(&lines, &size)) {
        const char *at = strstr(lines.line, "\"satisfaction\":");
        if (!at)
            continue;
        truth[n] = atof(at + 15);
        if (kefu_model_predict_dialogue(model, lines.line, size, &guess[n++], NULL, &error))
            fail(path, &error);
    }
    if (kefu_regression_score(truth, guess, n, &pearson, &spearman, NULL, &error))
        fail(path, &error);
    printf("{\"name\":\"%s\",\"n\":%zu,\"pearson\":%.4f,\"spearman\":%.4f}\n", path, n, pearson,
           spearman);
    return 0;
}

static int test(int count, char **words) {
    kefu_model *model = load(words[0]);
    const int packs = count > 2 && atoi(words[2]), print = count > 3 ? atoi(words[3]) : 0;
    if (kefu_model_task(model) == KEFU_TRAIN_DIALOGUE) {
        const int code = test_dialogues(model, words[1]);
        kefu_model_free(model);
        return code;
    }
    struct lines lines = open_lines(words[1]);
    size_t n = 0, capacity = 1u << 20, size;
    uint32_t *truth = malloc(capacity * sizeof *truth), *guess = malloc(capacity * sizeof *guess);
    double *probability = malloc(capacity * sizeof *probability);
    kefu_error error;
    kefu_str p[3];
    while (n < capacity && next_line(&lines, &size)) {
        kefu_prediction v = {.size = sizeof v};
        if (!split(lines.line, size, p))
            continue;
        if (kefu_model_predict(model, p[2].data, p[2].size, p[1].data, packs ? p[1].size : 0, &v,
                               &error))
            fail(words[1], &error);
        truth[n] = class_of(model, p[0]);
        guess[n] = v.output;
        probability[n++] = v.probability;
        if (print > 0 && n % (size_t)print == 0)
            show_errors(model, &v, p[2], truth[n - 1] == v.output ? "right" : "WRONG");
    }
    kefu_classification_scores scores = {.size = sizeof scores};
    if (kefu_classification_score(truth, guess, probability, n, kefu_model_class_count(model),
                                  &scores, NULL, NULL, &error))
        fail(words[1], &error);
    print_scores(words[1], &scores);
    free(truth);
    free(guess);
    free(probability);
    kefu_model_free(model);
    return 0;
}

int main(int count, char **words) {
    if (count > 2 && !strcmp(words[1], "train"))
        return train(count - 2, words + 2);
    if (count > 3 && !strcmp(words[1], "test"))
        return test(count - 2, words + 2);
    fprintf(stderr, "learn train [--option value]… FILE… --out MODEL\n"
                    "learn test MODEL FILE [1: packs named by column 2] [N: print every N-th]\n");
    return 2;
}
