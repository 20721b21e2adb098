/* SPDX-License-Identifier: MIT
 * Files that a command writes: temporaries, renamed together when all are on the disk. */
#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE
#include "outputs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- signals ---- */

/* The temporaries that exist, for the signal handler. Entries change while signals are blocked. */
static const char *temporaries[REPEATS_MAX];

static const int ending_signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM};
enum { ENDING_SIGNALS = sizeof ending_signals / sizeof *ending_signals };

/* Removes the temporaries, then lets the signal end the program. */
static void remove_temporaries(int number) {
    for (size_t i = 0; i < REPEATS_MAX; i++)
        if (temporaries[i])
            unlink(temporaries[i]);
    signal(number, SIG_DFL);
    raise(number);
}

static void ending_signal_set(sigset_t *set) {
    sigemptyset(set);
    for (size_t i = 0; i < ENDING_SIGNALS; i++)
        sigaddset(set, ending_signals[i]);
}

/* A signal that the parent ignores (nohup) stays ignored. A file over the size limit is a failed
 * write with a reason, not a signal. */
static void handle_signals(void) {
    struct sigaction action, before;
    memset(&action, 0, sizeof action);
    action.sa_handler = remove_temporaries;
    ending_signal_set(&action.sa_mask);
    for (size_t i = 0; i < ENDING_SIGNALS; i++)
        if (sigaction(ending_signals[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
            sigaction(ending_signals[i], &action, NULL);
    signal(SIGXFSZ, SIG_IGN);
}

static void block_signals(sigset_t *before) {
    sigset_t set;
    ending_signal_set(&set);
    sigprocmask(SIG_BLOCK, &set, before);
}

static void restore_signals(const sigset_t *before) {
    sigprocmask(SIG_SETMASK, before, NULL);
}

static void replace_temporary(const char *old, const char *new) {
    for (size_t i = 0; i < REPEATS_MAX; i++)
        if (temporaries[i] == old) {
            temporaries[i] = new;
            return;
        }
}

/* ---- names ---- */

static const char *base_of(const char *name) {
    const char *slash = strrchr(name, '/');
    return slash ? slash + 1 : name;
}

static bool folder_of(struct output_file *file) {
    const size_t size = (size_t)(base_of(file->name) - file->name);
    if (size + strlen(base_of(file->name)) + sizeof "..XXXXXX~" > sizeof file->part)
        return cli_fail("%s: %s", file->name, strerror(ENAMETOOLONG)) == EXIT_DONE;
    snprintf(file->folder, sizeof file->folder, "%.*s", size ? (int)size : 1,
             size ? file->name : ".");
    return true;
}

static bool same_inode(const struct stat *a, const struct stat *b) {
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Whether two names are of one file, be it there or not. */
static bool same_file(const struct output_file *a, const struct output_file *b) {
    struct stat left, right;
    if (stat(a->name, &left) == 0 && stat(b->name, &right) == 0)
        return S_ISREG(left.st_mode) && same_inode(&left, &right);
    return strcmp(base_of(a->name), base_of(b->name)) == 0 && stat(a->folder, &left) == 0 &&
           stat(b->folder, &right) == 0 && same_inode(&left, &right);
}

static bool check_file(const struct output_file *file) {
    struct stat about;
    const bool there = stat(file->name, &about) == 0;
    int reason = 0;
    if (!*base_of(file->name) || (there && S_ISDIR(about.st_mode)))
        reason = EISDIR;
    else if (there && !S_ISREG(about.st_mode))
        reason = access(file->name, W_OK) ? errno : 0;
    else if (access(file->folder, W_OK | X_OK))
        reason = errno;
    if (reason)
        cli_fail("%s: %s", file->name, strerror(reason));
    return reason == 0;
}

bool cli_outputs_begin(struct output_set *set, const struct option_value *names) {
    memset(set, 0, sizeof *set);
    for (size_t i = 0; i < names->count; i++) {
        struct output_file *file = &set->files[set->count++];
        file->name = names->values[i];
        if (!folder_of(file) || !check_file(file))
            return false;
        for (size_t k = 0; k < i; k++)
            if (same_file(&set->files[k], file)) {
                cli_fail("%s and %s are one file", set->files[k].name, file->name);
                return false;
            }
    }
    return true;
}

/* ---- inputs ---- */

static bool is_json(const char *name) {
    const char *ending = strrchr(base_of(name), '.');
    return ending && strcmp(ending, ".json") == 0;
}

static bool spares(const struct output_file *file, const char *input, const struct stat *about) {
    struct stat output;
    if (stat(file->name, &output) || !S_ISREG(output.st_mode))
        return true;
    if (S_ISDIR(about->st_mode) && is_json(file->name) && stat(file->folder, &output) == 0 &&
        same_inode(&output, about))
        return cli_fail("%s: the output is one of the definitions in %s", file->name, input) ==
               EXIT_DONE;
    return !same_inode(&output, about) ||
           cli_fail("%s: the output is also an input", file->name) == EXIT_DONE;
}

bool cli_outputs_spare(const struct output_set *set, const char *const *inputs, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct stat about;
        if (!inputs[i] ||
            (strcmp(inputs[i], "-") ? stat(inputs[i], &about) : fstat(STDIN_FILENO, &about)))
            continue;
        for (size_t k = 0; k < set->count; k++)
            if (!spares(&set->files[k], inputs[i], &about))
                return false;
    }
    return true;
}

/* ---- writing ---- */

/* The permissions that the file has, or that a new one would get. */
static mode_t mode_of(const char *name) {
    struct stat about;
    const mode_t mask = umask(0);
    umask(mask);
    return lstat(name, &about) == 0 && S_ISREG(about.st_mode) ? about.st_mode & 0777 : 0666 & ~mask;
}

/* mkstemp() opens with O_EXCL, which follows no link either. */
static int open_temporary(struct output_file *file) {
    sigset_t before;
    int descriptor;
    snprintf(file->part, sizeof file->part, "%.*s.%s.XXXXXX",
             (int)(base_of(file->name) - file->name), file->name, base_of(file->name));
    block_signals(&before);
    descriptor = mkstemp(file->part);
    if (descriptor < 0)
        file->part[0] = '\0';
    else
        replace_temporary(NULL, file->part);
    restore_signals(&before);
    if (descriptor >= 0 && fchmod(descriptor, mode_of(file->name)) == 0)
        return descriptor;
    file->reason = errno;
    if (descriptor >= 0)
        close(descriptor);
    return -1;
}

bool cli_output_open(struct output_file *file) {
    struct stat about;
    int descriptor;
    handle_signals();
    file->reason = 0;
    if (stat(file->name, &about) == 0 && !S_ISREG(about.st_mode))
        descriptor = open(file->name, O_WRONLY | O_NOCTTY);
    else
        descriptor = open_temporary(file);
    file->stream = descriptor < 0 ? NULL : fdopen(descriptor, "wb");
    if (file->stream)
        return true;
    if (!file->reason)
        file->reason = errno;
    if (descriptor >= 0)
        close(descriptor);
    cli_output_fail(file, NULL);
    return false;
}

kefu_status cli_output_write(void *output, const char *data, size_t size) {
    struct output_file *file = output;
    if (size == 0 || fwrite(data, 1, size, file->stream) == size)
        return KEFU_OK;
    if (!file->reason)
        file->reason = errno;
    return KEFU_E_WRITE;
}

int cli_output_fail(const struct output_file *file, const kefu_error *error) {
    const bool system = file->reason && (!error || error->status == KEFU_E_WRITE);
    return cli_fail("%s: %s", file->name,
                    system  ? strerror(file->reason)
                    : error ? error->message
                            : "could not be written");
}

/* Brings what was written to the disk. */
static bool finish(struct output_file *file) {
    bool good = !ferror(file->stream);
    if (good && (fflush(file->stream) || (*file->part && fsync(fileno(file->stream))))) {
        file->reason = errno;
        good = false;
    }
    if (fclose(file->stream) && good) {
        file->reason = errno;
        good = false;
    }
    file->stream = NULL;
    if (!good)
        cli_output_fail(file, NULL);
    return good;
}

static void forget(char *temporary) {
    sigset_t before;
    if (!*temporary)
        return;
    block_signals(&before);
    unlink(temporary);
    replace_temporary(temporary, NULL);
    restore_signals(&before);
    *temporary = '\0';
}

void cli_outputs_drop(struct output_set *set) {
    for (size_t i = 0; i < set->count; i++) {
        struct output_file *file = &set->files[i];
        if (file->stream)
            fclose(file->stream);
        file->stream = NULL;
        forget(file->part);
    }
}

/* ---- publishing ---- */

/* The folders of a set, each once, in the order of their inodes. */
struct folders {
    int descriptors[REPEATS_MAX];
    struct stat about[REPEATS_MAX];
    size_t count;
};

static bool inode_before(const struct stat *a, const struct stat *b) {
    return a->st_dev != b->st_dev ? a->st_dev < b->st_dev : a->st_ino < b->st_ino;
}

static void add_folder(struct folders *folders, int descriptor) {
    struct stat about;
    size_t at = 0;
    if (descriptor < 0 || fstat(descriptor, &about))
        return;
    while (at < folders->count && inode_before(&folders->about[at], &about))
        at++;
    if (at < folders->count && same_inode(&folders->about[at], &about)) {
        close(descriptor);
        return;
    }
    for (size_t i = folders->count++; i > at; i--) {
        folders->descriptors[i] = folders->descriptors[i - 1];
        folders->about[i] = folders->about[i - 1];
    }
    folders->descriptors[at] = descriptor;
    folders->about[at] = about;
}

/* Locks the folders, all runs in one order, so that the files of two runs do not mix. A file system
 * without locks has none. */
static void lock_folders(const struct output_set *set, struct folders *folders) {
    folders->count = 0;
    for (size_t i = 0; i < set->count; i++)
        if (*set->files[i].part)
            add_folder(folders, open(set->files[i].folder, O_RDONLY | O_DIRECTORY));
    for (size_t i = 0; i < folders->count; i++)
        while (flock(folders->descriptors[i], LOCK_EX) && errno == EINTR) {
        }
}

static void unlock_folders(struct folders *folders) {
    for (size_t i = 0; i < folders->count; i++) {
        fsync(folders->descriptors[i]); /* some file systems cannot: no failure */
        close(folders->descriptors[i]);
    }
}

/* Keeps the file that stands there under a second name: a rename that fails later brings it back.
 * Without hard links there is none. */
static void keep(struct output_file *file) {
    struct stat about;
    file->made = lstat(file->name, &about) != 0;
    *file->backup = '\0';
    if (file->made)
        return;
    snprintf(file->backup, sizeof file->backup, "%s~", file->part);
    if (linkat(AT_FDCWD, file->name, AT_FDCWD, file->backup, 0))
        *file->backup = '\0';
}

static bool publish(struct output_file *file) {
    if (!*file->part)
        return true;
    keep(file);
    if (rename(file->part, file->name)) {
        file->reason = errno;
        if (*file->backup)
            unlink(file->backup);
        *file->backup = '\0';
        return false;
    }
    replace_temporary(file->part, NULL);
    *file->part = '\0';
    return true;
}

static void settle(struct output_file *file, bool good) {
    if (*file->backup && (good ? unlink(file->backup) : rename(file->backup, file->name)))
        cli_fail("%s: %s", file->backup, strerror(errno));
    else if (!good && file->made)
        unlink(file->name);
}

static bool publish_all(struct output_set *set) {
    size_t done = 0;
    bool good = true;
    while (done < set->count && (good = publish(&set->files[done])))
        done++;
    for (size_t i = 0; i < done; i++)
        settle(&set->files[i], good);
    if (!good)
        cli_output_fail(&set->files[done], NULL);
    return good;
}

bool cli_outputs_publish(struct output_set *set) {
    struct folders folders;
    sigset_t before;
    bool good = true;
    for (size_t i = 0; i < set->count && good; i++)
        good = finish(&set->files[i]);
    if (good) {
        lock_folders(set, &folders);
        block_signals(&before); /* until all of the files are there, or none */
        good = publish_all(set);
        restore_signals(&before);
        unlock_folders(&folders);
    }
    cli_outputs_drop(set);
    return good;
}
