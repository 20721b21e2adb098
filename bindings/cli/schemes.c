/* SPDX-License-Identifier: MIT
 * Definitions from the command line: files and folders compiled into a scheme. */
#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "findings.h"

struct documents {
    kefu_document *items;
    size_t count, capacity;
};

static void documents_free(struct documents *documents) {
    for (size_t i = 0; i < documents->count; i++) {
        free((char *)documents->items[i].name.data);
        free((char *)documents->items[i].text.data);
    }
    free(documents->items);
}

/* Takes over a name and a text, which were allocated, or NULL after a failure that was printed. */
static bool documents_take(struct documents *documents, char *name, char *text, size_t size) {
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

static bool documents_add(struct documents *documents, const char *name) {
    size_t size;
    char *text = cli_read_file(name, &size);
    return documents_take(documents, text ? strdup(name) : NULL, text, size);
}

static bool documents_add_copy(struct documents *documents, const kefu_document *document) {
    char *text = malloc(document->text.size + 1);
    if (text)
        memcpy(text, document->text.data, document->text.size);
    return documents_take(documents, strdup(document->name.data), text, document->text.size);
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_json(const char *name) {
    const size_t size = strlen(name);
    return size > 5 && name[0] != '.' && strcmp(name + size - 5, ".json") == 0;
}

/* All *.json of a folder, by name, so that layers have an order. */
static bool documents_add_folder(struct documents *documents, const char *folder) {
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
        good = good && documents_add(documents, names[i]);
        free(names[i]);
    }
    return good;
}

static const struct finding_place OWN_PLACES = {NULL, 0, false};

static kefu_scheme *compile(struct finding_printer *printer, const struct documents *documents) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_scheme *scheme = NULL;
    kefu_error error;
    options.at = printer->at;
    const kefu_status status = kefu_scheme_compile(documents->items, documents->count, &options,
                                                   &scheme, printer->collector, &error);
    if (cli_findings_flush(printer, &OWN_PLACES) == 0 && status != KEFU_OK)
        cli_fail("%s", error.message);
    return scheme;
}

static kefu_scheme *builtin(int64_t at) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_scheme *scheme = NULL;
    kefu_error error;
    options.at = at;
    if (kefu_scheme_builtin(&options, &scheme, &error))
        cli_fail("the built-in scheme: %s", error.message);
    return scheme;
}

/* Adds the definitions that --scheme names; the built-in ones are always there. */
static bool documents_add_scheme(struct documents *documents, const char *name) {
    struct stat status;
    if (!name || strcmp(name, "kefu") == 0)
        return true;
    if (stat(name, &status))
        return cli_fail("--scheme %s: neither a built-in scheme (kefu) nor a file or folder",
                        name) == EXIT_DONE;
    return S_ISDIR(status.st_mode) ? documents_add_folder(documents, name)
                                   : documents_add(documents, name);
}

kefu_scheme *cli_scheme_with(struct finding_printer *printer, const char *name,
                             const kefu_document *document) {
    struct documents documents = {NULL, 0, 0};
    kefu_scheme *scheme = NULL;
    if (documents_add_scheme(&documents, name) &&
        (!document || documents_add_copy(&documents, document)))
        scheme = documents.count ? compile(printer, &documents) : builtin(printer->at);
    documents_free(&documents);
    return scheme;
}

kefu_scheme *cli_scheme(struct finding_printer *printer, const char *name) {
    return cli_scheme_with(printer, name, NULL);
}

/* What was checked, when nothing is wrong. */
static void print_checked(const struct finding_printer *printer, size_t documents,
                          const kefu_scheme *scheme) {
    const size_t tests = kefu_scheme_test_count(scheme);
    if (printer->json)
        fprintf(printer->to, "{\"documents\":%zu,\"tests\":%zu,\"errors\":0,\"warnings\":%llu}\n",
                documents, tests, (unsigned long long)printer->warnings);
    else
        fprintf(printer->to, "%zu document%s checked, %zu test%s passed: no errors\n", documents,
                documents == 1 ? "" : "s", tests, tests == 1 ? "" : "s");
}

int cli_check(struct finding_printer *printer, const char *const *files, size_t count) {
    struct documents documents = {NULL, 0, 0};
    kefu_scheme *scheme = NULL;
    kefu_error error;
    kefu_status status = KEFU_OK;
    size_t errors = 0;
    bool good = true;
    struct stat about;
    for (size_t i = 0; good && i < count; i++)
        good = !stat(files[i], &about) && S_ISDIR(about.st_mode)
                   ? documents_add_folder(&documents, files[i])
                   : documents_add(&documents, files[i]);
    if (good) {
        status = kefu_scheme_compile(documents.items, documents.count, NULL, &scheme,
                                     printer->collector, &error);
        if (status == KEFU_OK)
            status = kefu_scheme_test(scheme, printer->collector, NULL, &error);
        errors = cli_findings_flush(printer, &OWN_PLACES);
        if (status && !errors)
            cli_fail("%s", error.message);
    }
    good = good && status == KEFU_OK && !errors;
    if (good)
        print_checked(printer, documents.count, scheme);
    kefu_scheme_release(scheme);
    documents_free(&documents);
    return good ? EXIT_DONE : EXIT_FOUND;
}
