/* SPDX-License-Identifier: MIT
 * The CPU time that kefu_analyze_many() takes for texts on one thread. speed TEXTS: a text a line,
 * behind the first letter of its role; prints seconds. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "kefu/kefu.h"

struct texts {
    kefu_str *items;
    size_t count;
};

static kefu_status take(void *ctx, size_t index, kefu_analysis *analysis) {
    (void)index;
    *(size_t *)ctx += kefu_analysis_hit_count(analysis);
    return KEFU_OK;
}

static int add(struct texts *texts, char *line, size_t size) {
    if (texts->count % 1024 == 0) {
        kefu_str *grown = realloc(texts->items, (texts->count + 1024) * sizeof *grown);
        if (!grown)
            return 0;
        texts->items = grown;
    }
    texts->items[texts->count].data = line;
    texts->items[texts->count++].size = size;
    return 1;
}

/* Texts of agents are of[1], all others of[0]. They stay in memory until the end. */
static int read_texts(const char *path, struct texts of[2]) {
    FILE *file = fopen(path, "rb");
    int good = file != NULL;
    while (good) {
        char *line = NULL;
        size_t capacity = 0;
        const ssize_t size = getline(&line, &capacity, file);
        if (size < 1)
            break;
        good = add(&of[*line == 'a'], line + 1, (size_t)size - 1 - (line[size - 1] == '\n'));
    }
    if (file)
        fclose(file);
    return good;
}

int main(int argc, char **argv) {
    struct texts of[2] = {{NULL, 0}, {NULL, 0}};
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    kefu_error error;
    size_t hits = 0;
    if (argc != 2 || !read_texts(argv[1], of)) {
        fprintf(stderr, "usage: speed TEXTS\n");
        return 2;
    }
    if (kefu_scheme_builtin(NULL, &scheme, &error) || kefu_scratch_new(NULL, &scratch, &error)) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    const clock_t begin = clock();
    for (int i = 0; i < 2; i++) {
        kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
        options.genre = KEFU_GENRE_MESSAGE;
        options.role = i ? KEFU_ROLE_AGENT : KEFU_ROLE_CUSTOMER;
        if (kefu_analyze_many(scheme, scratch, of[i].items, of[i].count, &options, take, &hits,
                              &error)) {
            fprintf(stderr, "%s\n", error.message);
            return 1;
        }
    }
    printf("%.3f\n", (double)(clock() - begin) / CLOCKS_PER_SEC);
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
    return hits == 0; /* nothing was found: no time at all */
}
