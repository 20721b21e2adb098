/* SPDX-License-Identifier: MIT
 * kefu init: a folder with definitions to begin from. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands.h"
#include "embedded.h"

static int run(int argc, char **argv);

const struct command cli_init = {
    "init", "definitions to begin from, with comments, in a folder",
    "Usage: kefu init DIR\n"
    "\n"
    "Writes a calendar, metrics, a lexicon, rules and a rubric into the folder (made where it is\n"
    "missing), each with comments in its members \"note\" and \"x_…\" and with tests. Files that "
    "are\n"
    "there already are left as they are: then nothing is written, and the exit status is 1.\n"
    "kefu check DIR checks them; --scheme DIR uses them.",
    run};

enum { PATH_SIZE = 4096 };

static bool path_of(char path[PATH_SIZE], const char *folder, const char *name) {
    const int size = snprintf(path, PATH_SIZE, "%s/%s", folder, name);
    if (size > 0 && size < PATH_SIZE)
        return true;
    cli_fail("%s: the name is too long", folder);
    return false;
}

/* Is none of the files there? If one is, nothing is written, because an incomplete starter would
 * have references to nothing. */
static bool none_there(const char *folder) {
    char path[PATH_SIZE];
    struct stat about;
    bool good = true;
    for (size_t i = 0; i < kefu_starter_count; i++) {
        if (!path_of(path, folder, kefu_starter_files[i].name))
            return false;
        if (lstat(path, &about) == 0)
            good = cli_fail("%s is there already; nothing was written", path) == EXIT_DONE;
    }
    return good;
}

/* Creates a file with O_EXCL, so that a file that has appeared in the meantime is not overwritten.
 */
static bool write_new(const char *path, const struct embedded *file) {
    const int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);
    FILE *stream = descriptor < 0 ? NULL : fdopen(descriptor, "wb");
    bool good = stream && fwrite(file->data, 1, file->size, stream) == file->size;
    int reason = errno;
    if (stream ? fclose(stream) != 0 : descriptor >= 0 && close(descriptor) != 0) {
        reason = good ? errno : reason;
        good = false;
    }
    if (good)
        return true;
    if (descriptor >= 0)
        unlink(path);
    cli_fail("%s: %s", path, strerror(reason));
    return false;
}

/* Removes the first `count` files after a failure, and the folder if it was created. */
static void take_back(const char *folder, size_t count, bool made) {
    char path[PATH_SIZE];
    for (size_t i = 0; i < count; i++)
        if (path_of(path, folder, kefu_starter_files[i].name))
            unlink(path);
    if (made)
        rmdir(folder);
}

static int write_starter(const char *folder) {
    char path[PATH_SIZE];
    if (!none_there(folder))
        return EXIT_FOUND;
    const bool made = mkdir(folder, 0777) == 0;
    if (!made && errno != EEXIST)
        return cli_fail("%s: %s", folder, strerror(errno));
    signal(SIGXFSZ, SIG_IGN); /* a file over the size limit is a failed write with a reason */
    for (size_t i = 0; i < kefu_starter_count; i++)
        if (!path_of(path, folder, kefu_starter_files[i].name) ||
            !write_new(path, &kefu_starter_files[i])) {
            take_back(folder, i, made);
            return EXIT_FOUND;
        }
    for (size_t i = 0; i < kefu_starter_count; i++)
        if (path_of(path, folder, kefu_starter_files[i].name))
            puts(path);
    return EXIT_DONE;
}

static int run(int argc, char **argv) {
    struct arguments arguments;
    int code;
    if (!cli_parse(&arguments, &cli_init, NULL, 0, argc, argv, &code))
        return code;
    if (arguments.file_count != 1)
        return cli_usage(&cli_init, "give one folder");
    code = write_starter(arguments.files[0]);
    return cli_flush() ? code : EXIT_FOUND;
}
