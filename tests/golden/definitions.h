/* SPDX-License-Identifier: MIT
 * A small scheme of its own, from tests/golden/definitions: results that stand in files must not
 * change with the built-in definitions. Aborts where the files are missing or wrong. */
#ifndef KEFU_TEST_GOLDEN_DEFINITIONS_H
#define KEFU_TEST_GOLDEN_DEFINITIONS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kefu/kefu.h"

/* A whole file, terminated, which the caller frees; NULL where it cannot be read. */
static inline char *golden_read(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    char *data = NULL;
    size_t capacity = 0, got;
    *size = 0;
    if (!file)
        return NULL;
    do {
        if (capacity - *size < 4096 && !(data = realloc(data, capacity = capacity * 2 + 8192)))
            abort();
        got = fread(data + *size, 1, capacity - *size - 1, file);
        *size += got;
    } while (got > 0);
    data[*size] = '\0';
    fclose(file);
    return data;
}

/* With `words`, texts say something (lexicon.json); without, results depend on nothing that the
 * analysis of texts computes. */
static inline kefu_scheme *golden_scheme(int words) {
    static const char *const names[] = {"scheme", "metrics", "rules",
                                        "rubric", "report",  "lexicon"};
    enum { COUNT = sizeof names / sizeof *names };
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_document documents[COUNT];
    kefu_scheme *scheme = NULL;
    kefu_error error;
    const size_t count = words ? COUNT : COUNT - 1;
    size_t i;
    options.flags = KEFU_SCHEME_BARE;
    for (i = 0; i < count; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/definitions/%s.json", KEFU_GOLDEN, names[i]);
        documents[i].name.data = names[i];
        documents[i].name.size = strlen(names[i]);
        documents[i].text.data = golden_read(path, &documents[i].text.size);
        if (!documents[i].text.data)
            abort();
    }
    if (kefu_scheme_compile(documents, count, &options, &scheme, NULL, &error)) {
        fprintf(stderr, "%u %s: %s\n", error.source, error.pointer, error.message);
        abort();
    }
    for (i = 0; i < count; i++)
        free((void *)(uintptr_t)documents[i].text.data);
    return scheme;
}

#endif
