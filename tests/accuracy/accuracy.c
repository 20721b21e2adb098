/* SPDX-License-Identifier: MIT
 * Runs labelled sentences through the built-in scheme: accuracy by class, and a floor to keep.
 *
 * accuracy FLOOR FILE…: each line of a FILE is {"text", "class", "role", "genre", "label",
 * "finds", "lacks"}; a sentence is right when its label is, all of "finds" are found and none of
 * "lacks". Prints every wrong one to standard error; exit 1 when fewer than FLOOR percent are
 * right. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/analysis.h"
#include "kefu/kefu.h"
#include "json/json.h"

enum { CLASSES_MAX = 128, LINE_MAX = 64 * 1024 };

struct class {
    char name[48];
    unsigned right, all;
};

static struct class classes[CLASSES_MAX];
static unsigned class_count;

static struct class *class_of(kefu_str name) {
    unsigned i;
    for (i = 0; i < class_count; i++)
        if (kefu__str_is(name, classes[i].name))
            return &classes[i];
    if (class_count == CLASSES_MAX || name.size >= sizeof classes[0].name)
        return &classes[0];
    memcpy(classes[i].name, name.data, name.size);
    return &classes[class_count++];
}

/* Among the kinds up to `last`. */
static int is_found(const kefu_analysis *analysis, kefu_found_kind last, kefu_str id) {
    size_t kind, i, count;
    for (kind = 0; kind <= (size_t)last; kind++) {
        const struct found_record *found = kefu__analysis_found(analysis, (kefu_found_kind)kind,
                                                                &count);
        for (i = 0; i < count; i++)
            if (kefu__str_is(id, found[i].id))
                return 1;
    }
    return 0;
}

/* How many ids of a list are not as `wanted`; appends them to `wrong`. A doubtful accusation
 * counts as found, and is none of those that must be lacking. */
static unsigned misses(const kefu_analysis *analysis, const json_value *list, int wanted,
                       char *wrong, size_t room) {
    const json_value *item;
    const kefu_found_kind last = wanted ? KEFU_FOUND_HINT : KEFU_FOUND_DEMAND;
    unsigned count = 0;
    for (item = kefu__json_first(list); item; item = kefu__json_next(item)) {
        const kefu_str id = kefu__json_text(item);
        const size_t used = strlen(wrong);
        if (is_found(analysis, last, id) == wanted)
            continue;
        count++;
        if (used < room)
            snprintf(wrong + used, room - used, " %s%.*s", wanted ? "-" : "+", (int)id.size,
                     id.data);
    }
    return count;
}

static kefu_analyze_options options_of(const json_value *root) {
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    const kefu_str role = kefu__json_text(kefu__json_get(root, "role"));
    while (role.size > 0 && options.role < KEFU_ROLE_SYSTEM &&
           !kefu__str_is(role, kefu_role_name(options.role)))
        options.role++;
    if (kefu__str_is(kefu__json_text(kefu__json_get(root, "genre")), "message"))
        options.genre = KEFU_GENRE_MESSAGE;
    return options;
}

static int run_sentence(kefu_scheme *scheme, kefu_scratch *scratch, const json_value *root) {
    const kefu_analyze_options options = options_of(root);
    const kefu_str text = kefu__json_text(kefu__json_get(root, "text"));
    const kefu_str label = kefu__json_text(kefu__json_get(root, "label"));
    kefu_str name = kefu__json_text(kefu__json_get(root, "class"));
    kefu_analysis *analysis;
    struct class *class;
    char wrong[256] = "";
    const char *found;
    unsigned bad;
    if (kefu_analyze(scheme, scratch, text.data, text.size, &options, &analysis, NULL))
        return 0;
    if (name.size == 0)
        name.data = "other", name.size = 5;
    class = class_of(name);
    found = kefu_label_name(kefu_analysis_sentiment(analysis)->label);
    bad = label.size > 0 && !kefu__str_is(label, found);
    bad += misses(analysis, kefu__json_get(root, "finds"), 1, wrong, sizeof wrong);
    bad += misses(analysis, kefu__json_get(root, "lacks"), 0, wrong, sizeof wrong);
    class->all++;
    class->right += bad == 0;
    if (bad)
        fprintf(stderr, "%s: %.*s: %.*s -> %s%s\n", class->name, (int)text.size, text.data,
                (int)label.size, label.data, found, wrong);
    return 1;
}

static int run_file(kefu_scheme *scheme, kefu_scratch *scratch, const char *path) {
    static char line[LINE_MAX];
    FILE *file = fopen(path, "rb");
    int sound = file != NULL;
    while (sound && fgets(line, sizeof line, file)) {
        struct json_reader reader;
        kefu_error error;
        if (line[strspn(line, " \r\n")] == '\0')
            continue;
        if (kefu__json_open(&reader, NULL, line, strlen(line), path, NULL, &error)) {
            fprintf(stderr, "%s: %s\n", path, error.message);
            sound = 0;
            break;
        }
        sound = run_sentence(scheme, scratch, reader.root);
        kefu__json_close(&reader);
    }
    if (file)
        fclose(file);
    else
        perror(path);
    return sound;
}

static int print(double floor) {
    unsigned i, right = 0, all = 0;
    for (i = 0; i < class_count; i++) {
        printf("%-16s %4u of %4u  %5.1f %%\n", classes[i].name, classes[i].right, classes[i].all,
               100.0 * classes[i].right / classes[i].all);
        right += classes[i].right;
        all += classes[i].all;
    }
    if (all == 0)
        return 0;
    printf("%-16s %4u of %4u  %5.1f %%, floor %.1f %%\n", "all", right, all, 100.0 * right / all,
           floor);
    return 100.0 * right / all >= floor;
}

int main(int argc, char **argv) {
    kefu_scheme *scheme = NULL;
    kefu_scratch *scratch = NULL;
    kefu_error error;
    int i, sound = 1;
    if (argc < 3) {
        fprintf(stderr, "usage: accuracy FLOOR FILE...\n");
        return 2;
    }
    if (kefu_scheme_builtin(NULL, &scheme, &error) || kefu_scratch_new(NULL, &scratch, &error)) {
        fprintf(stderr, "%s %s\n", error.message, error.pointer);
        return 1;
    }
    for (i = 2; sound && i < argc; i++)
        sound = run_file(scheme, scratch, argv[i]);
    sound = sound && print(atof(argv[1]));
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
    return sound ? 0 : 1;
}
