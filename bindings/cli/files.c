/* SPDX-License-Identifier: MIT
 * Which files a command reads: those that are named, those of folders, those that patterns match.
 */
#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "records.h"

bool cli_files_add(struct file_list *list, const char *name) {
    char *copy = strdup(name);
    if (list->count == list->capacity) {
        const size_t capacity = list->capacity ? list->capacity * 2 : 16;
        char **grown = realloc(list->names, capacity * sizeof *grown);
        if (!grown) {
            free(copy);
            return cli_fail("out of memory") == EXIT_DONE;
        }
        list->names = grown;
        list->capacity = capacity;
    }
    if (!copy)
        return cli_fail("out of memory") == EXIT_DONE;
    list->names[list->count++] = copy;
    return true;
}

void cli_files_free(struct file_list *list) {
    for (size_t i = 0; i < list->count; i++)
        free(list->names[i]);
    free(list->names);
    memset(list, 0, sizeof *list);
}

static bool ends_in(const char *name, size_t size, const char *ending) {
    const size_t length = strlen(ending);
    return size > length && memcmp(name + size - length, ending, length) == 0;
}

/* What a folder's file must be called to be read. */
static bool is_input(const char *name) {
    static const char *const endings[] = {".jsonl", ".ndjson", ".json", ".csv",
                                          ".tsv",   ".xlsx",   ".xls"};
    size_t size = strlen(name);
    if (name[0] == '.' || strncmp(name, "~$", 2) == 0) /* hidden, or the lock of an open workbook */
        return false;
    if (ends_in(name, size, ".gz"))
        size -= 3;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ends_in(name, size, endings[i]))
            return true;
    return false;
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What a folder holds beside: enough names to know it by. */
struct others {
    char names[256];
    size_t count;
};

static void add_other(struct others *others, const char *name) {
    const size_t used = strlen(others->names);
    others->count++;
    if (used + strlen(name) + 3 < sizeof others->names)
        snprintf(others->names + used, sizeof others->names - used, "%s%s", used ? ", " : "", name);
}

static bool add_entry(struct file_list *list, const char *folder, const char *name,
                      struct others *others) {
    const size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);
    struct stat about;
    bool good = true;
    if (!path)
        return cli_fail("out of memory") == EXIT_DONE;
    snprintf(path, size, "%s/%s", folder, name);
    if (stat(path, &about) == 0 && !S_ISDIR(about.st_mode) && is_input(name))
        good = cli_files_add(list, path);
    else
        add_other(others, name);
    free(path);
    return good;
}

static bool add_folder(struct file_list *list, const char *folder, bool tell) {
    const size_t first = list->count;
    struct others others = {"", 0};
    struct dirent *entry;
    bool good = true;
    DIR *stream = opendir(folder);
    if (!stream)
        return cli_fail("%s: %s", folder, strerror(errno)) == EXIT_DONE;
    while (good && (entry = readdir(stream)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            good = add_entry(list, folder, entry->d_name, &others);
    closedir(stream);
    if (good && list->count == first)
        return cli_fail("%s: the folder holds no *.jsonl, *.json, *.csv, *.tsv, "
                        "*.xlsx or *.xls",
                        folder) == EXIT_DONE;
    if (good && tell && others.count)
        cli_fail("%s: not read: %s%s", folder, others.names,
                 strlen(others.names) > 200 ? ", …" : "");
    qsort(list->names + first, list->count - first, sizeof *list->names, by_name);
    return good;
}

static bool add_pattern(struct file_list *list, const char *pattern) {
    glob_t found;
    bool good = true;
    const int status = glob(pattern, 0, NULL, &found);
    if (status == GLOB_NOMATCH)
        return cli_fail("%s: no file matches", pattern) == EXIT_DONE;
    if (status != 0)
        return cli_fail("%s: cannot be searched", pattern) == EXIT_DONE;
    for (size_t i = 0; good && i < found.gl_pathc; i++)
        good = cli_files_add(list, found.gl_pathv[i]);
    globfree(&found);
    return good;
}

bool cli_files_find(struct file_list *list, const char *const *names, size_t count, bool tell) {
    struct stat about;
    memset(list, 0, sizeof *list);
    bool good = count > 0 || cli_files_add(list, "-");
    for (size_t i = 0; good && i < count; i++) {
        const bool exists = strcmp(names[i], "-") == 0 || stat(names[i], &about) == 0;
        if (!exists && strpbrk(names[i], "*?["))
            good = add_pattern(list, names[i]);
        else if (exists && strcmp(names[i], "-") != 0 && S_ISDIR(about.st_mode))
            good = add_folder(list, names[i], tell);
        else
            good = cli_files_add(list, names[i]);
    }
    if (!good)
        cli_files_free(list);
    return good;
}
