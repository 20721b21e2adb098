/* SPDX-License-Identifier: MIT
 * Replays kept inputs through a fuzz target, with any compiler. Usage: TARGET FILE_OR_FOLDER …
 * A target that cannot run here defines LLVMFuzzerInitialize(), which libFuzzer calls as well, and
 * ends the process with 77: ctest then says "Skipped". */
#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

static size_t replayed;

static void replay_file(const char *name) {
    uint8_t *data = NULL;
    size_t size = 0, got;
    FILE *file = fopen(name, "rb");
    if (!file) {
        perror(name);
        exit(1);
    }
    do {
        data = realloc(data, size + 65536);
        if (!data)
            exit(1);
        got = fread(data + size, 1, 65536, file);
        size += got;
    } while (got > 0);
    fclose(file);
    data = realloc(data, size ? size : 1); /* exact, so that a sanitizer sees reads past the end */
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    replayed++;
}

static void replay(const char *name) {
    struct stat about;
    struct dirent *entry;
    char path[4096];
    DIR *folder;
    if (stat(name, &about) || !S_ISDIR(about.st_mode)) {
        replay_file(name);
        return;
    }
    folder = opendir(name);
    while (folder && (entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", name, entry->d_name);
        replay(path);
    }
    if (folder)
        closedir(folder);
}

int main(int argc, char **argv) {
    int i;
    if (LLVMFuzzerInitialize)
        LLVMFuzzerInitialize(&argc, &argv);
    for (i = 1; i < argc; i++)
        replay(argv[i]);
    printf("%zu inputs replayed\n", replayed);
    return replayed == 0;
}
