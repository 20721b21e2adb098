/* SPDX-License-Identifier: MIT
 * The texts of definitions: files, and folders of them. */
#define _POSIX_C_SOURCE 200809L
#include "documents.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void cli_documents_free(struct documents *documents) {
    for (size_t i = 0; i < documents->count; i++) {
        free((char *)documents->items[i].name.data);
        free((char *)documents->items[i].text.data);
    }
    free(documents->items);
}

/* Takes over a name and a text, which were allocated, or NULL after a failure that was printed. */
static bool take(struct documents *documents, char *name, char *text, size_t size) {
    bool good = name && text;
    if (good && documents->count == documents->capacity) {
        const size_t capacity = documents->capacity ? documents->capacity * 2 : 16;
        void *grown = realloc(documents->items, capacity * sizeof *documents->items);
        if (grown) {
            documents->items = grown;
            documents->capacity = capacity;
        } else {
            good = cli_fail("out of memory") == EXIT_DONE;
        }
    }
    if (good) {
        documents->items[documents->count++] = (kefu_document){.name = {name, strlen(name)},
                                                               .text = {text, size}};
    } else {
        free(name);
        free(text);
    }
    return good;
}

static bool add_file(struct documents *documents, const char *name) {
    size_t size;
    char *text = cli_read_file(name, &size);
    return take(documents, text ? strdup(name) : NULL, text, size);
}

bool cli_documents_add_copy(struct documents *documents, const kefu_document *document) {
    char *text = malloc(document->text.size + 1);
    if (text)
        memcpy(text, document->text.data, document->text.size);
    return take(documents, strdup(document->name.data), text, document->text.size);
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_json(const char *name) {
    const size_t size = strlen(name);
    return size > 5 && name[0] != '.' && strcmp(name + size - 5, ".json") == 0;
}

/* All *.json of a folder, by name, so that layers have an order. */
static bool add_folder(struct documents *documents, const char *folder) {
    enum { MOST = 4096 };
    char *names[MOST];
    size_t count = 0, i;
    bool good = true;
    struct dirent *entry;
    DIR *stream = opendir(folder);
    if (!stream)
        return cli_fail("%s: %s", folder, strerror(errno)) == EXIT_DONE;
    while (good && (entry = readdir(stream)) != NULL) {
        const size_t size = strlen(folder) + strlen(entry->d_name) + 2;
        if (!is_json(entry->d_name))
            continue;
        good = count < MOST && (names[count] = malloc(size)) != NULL;
        if (good)
            snprintf(names[count++], size, "%s/%s", folder, entry->d_name);
        else
            cli_fail("%s: too many files", folder);
    }
    closedir(stream);
    qsort(names, count, sizeof *names, by_name);
    for (i = 0; i < count; i++) {
        good = good && add_file(documents, names[i]);
        free(names[i]);
    }
    return good;
}

bool cli_documents_add_all(struct documents *documents, const char *name) {
    struct stat about;
    return !stat(name, &about) && S_ISDIR(about.st_mode) ? add_folder(documents, name)
                                                         : add_file(documents, name);
}

bool cli_documents_of_scheme(struct documents *documents, const char *name) {
    struct stat about;
    if (!name || strcmp(name, "kefu") == 0)
        return true;
    if (stat(name, &about))
        return cli_fail("--scheme %s: neither a built-in scheme (kefu) nor a file or folder",
                        name) == EXIT_DONE;
    return cli_documents_add_all(documents, name);
}
