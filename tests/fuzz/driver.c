/* SPDX-License-Identifier: MIT
 * Replays kept inputs through a fuzz target, with any compiler. Usage: TARGET [-seconds=N
 * [-seed=N]] FILE_OR_FOLDER …; with -seconds= it changes the inputs at random for so long after
 * that: not guided by coverage as libFuzzer is, but the same runs for a seed, with every sanitizer.
 * A target that cannot run here defines LLVMFuzzerInitialize(), which libFuzzer calls as well, and
 * ends the process with 77: ctest then says "Skipped". */
#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

enum { KEPT_MAX = 1024, CHANGES_MAX = 8, GROWTH_MAX = 256 };

static size_t replayed;

/* ---- kept inputs ---- */
struct input {
    uint8_t *data;
    size_t size;
};
static struct input kept[KEPT_MAX];
static size_t kept_count;

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
    replayed++;
    if (kept_count < KEPT_MAX)
        kept[kept_count++] = (struct input){data, size};
    else
        free(data);
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

/* ---- changed inputs ---- */
static uint64_t chance;

/* xorshift64*: below `bound`, which is not 0. */
static size_t below(size_t bound) {
    chance ^= chance >> 12;
    chance ^= chance << 25;
    chance ^= chance >> 27;
    return (size_t)(chance * 2685821657736338717u >> 33) % bound;
}

/* Copies a run of bytes from any kept input to any place, past the end too. */
static void splice(struct input *input) {
    const struct input *from = &kept[below(kept_count)];
    size_t to = below(input->size + 1), begin, size;
    if (from->size == 0)
        return;
    begin = below(from->size);
    size = below(from->size - begin < GROWTH_MAX ? from->size - begin : GROWTH_MAX);
    memcpy(input->data + to, from->data + begin, size);
    if (to + size > input->size)
        input->size = to + size;
}

static void change(struct input *input) {
    switch (input->size ? below(5) : 4) {
    case 0:
        input->data[below(input->size)] ^= (uint8_t)(1u << below(8));
        break;
    case 1:
        input->data[below(input->size)] = (uint8_t)below(256);
        break;
    case 2:
        input->size = below(input->size) + 1;
        break;
    case 3:
        input->data[below(input->size)] = (uint8_t) "\"\\{[,:0\n"[below(8)];
        break;
    default:
        splice(input);
        break;
    }
}

static void run_changed(void) {
    const struct input *from = &kept[below(kept_count)];
    struct input input = {malloc(from->size + CHANGES_MAX * GROWTH_MAX), from->size};
    size_t changes = 1 + below(CHANGES_MAX);
    uint8_t *exact;
    if (!input.data)
        exit(1);
    memcpy(input.data, from->data, from->size);
    while (changes-- > 0)
        change(&input);
    exact = realloc(input.data, input.size ? input.size : 1);
    if (!exact)
        exit(1);
    LLVMFuzzerTestOneInput(exact, input.size);
    free(exact);
    replayed++;
}

int main(int argc, char **argv) {
    unsigned long long seconds = 0;
    time_t began;
    size_t k;
    int i;
    chance = 1;
    if (LLVMFuzzerInitialize)
        LLVMFuzzerInitialize(&argc, &argv);
    for (i = 1; i < argc; i++)
        if (sscanf(argv[i], "-seconds=%llu", &seconds) != 1 &&
            sscanf(argv[i], "-seed=%" SCNu64, &chance) != 1)
            replay(argv[i]);
    chance += chance == 0; /* the generator's one fixed point */
    began = time(NULL);
    while (kept_count > 0 && (unsigned long long)(time(NULL) - began) < seconds)
        run_changed();
    for (k = 0; k < kept_count; k++)
        free(kept[k].data);
    printf("%zu inputs replayed\n", replayed);
    return replayed == 0;
}
