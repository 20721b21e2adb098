/* SPDX-License-Identifier: MIT
 * Writes the state of an aggregate over conversations and feedback, which the program kefu does not
 * store. Usage: state CONVERSATIONS FEEDBACK >STATE */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kefu/kefu.h"

enum { LINE_MAX_BYTES = 1 << 20 };

static kefu_scheme *scheme;
static kefu_scratch *scratch;
static kefu_aggregate *aggregate;
static kefu_error error;

static void need(kefu_status status) {
    if (status != KEFU_OK) {
        fprintf(stderr, "%s: %s\n", kefu_status_name(status), error.message);
        exit(1);
    }
}

static void add_conversation(const char *json, size_t size) {
    kefu_closed closed = KEFU_CLOSED_INIT;
    kefu_conversation *conversation;
    need(kefu_conversation_new(scheme, NULL, &conversation, &error));
    need(kefu_conversation_read_json(conversation, scratch, json, size, NULL, &error));
    closed.conversation = conversation;
    need(kefu_aggregate_add(aggregate, scratch, &closed, NULL, &error));
    kefu_conversation_free(conversation);
}

static void add_feedback(const char *json, size_t size) {
    need(kefu_aggregate_add_feedback_json(aggregate, scratch, json, size, NULL, &error));
}

static void add_lines(const char *path, void (*add)(const char *json, size_t size)) {
    static char line[LINE_MAX_BYTES];
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(1);
    }
    while (fgets(line, sizeof line, file))
        add(line, strlen(line));
    fclose(file);
}

static kefu_status write_out(void *ctx, const char *data, size_t size) {
    return fwrite(data, 1, size, ctx) == size ? KEFU_OK : KEFU_E_WRITE;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: %s CONVERSATIONS FEEDBACK\n", argv[0]);
        return 2;
    }
    need(kefu_scheme_builtin(NULL, &scheme, &error));
    need(kefu_scratch_new(NULL, &scratch, &error));
    need(kefu_aggregate_new(scheme, NULL, 0, NULL, &aggregate, &error));
    add_lines(argv[1], add_conversation);
    add_lines(argv[2], add_feedback);
    need(kefu_aggregate_save(aggregate, write_out, stdout, &error));
    kefu_aggregate_free(aggregate);
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
    return fflush(stdout) != 0;
}
