/* SPDX-License-Identifier: MIT
 * Single bits of what carries a checksum: an aggregate's state and a matcher's image. Each change
 * must be refused. Prints "KIND ACCEPTED of FLIPS". Usage: flips CONVERSATIONS */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kefu/kefu.h"
#include "match/match.h"

enum { FLIPS_MAX = 20000, LINE_MAX_BYTES = 1 << 20, CONVERSATIONS_MAX = 8 };

static kefu_scheme *scheme;

struct bytes {
    char *data;
    size_t size;
};

static void need(kefu_status status) {
    if (status != KEFU_OK) {
        fprintf(stderr, "%s\n", kefu_status_name(status));
        exit(1);
    }
}

static kefu_status collect(void *ctx, const char *data, size_t size) {
    struct bytes *bytes = ctx;
    char *grown = realloc(bytes->data, bytes->size + size);
    if (!grown)
        return KEFU_E_MEMORY;
    bytes->data = grown;
    memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
    return KEFU_OK;
}

static struct bytes a_state(const char *path) {
    static char line[LINE_MAX_BYTES];
    struct bytes state = {NULL, 0};
    kefu_scratch *scratch;
    kefu_aggregate *aggregate;
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(1);
    }
    need(kefu_scratch_new(NULL, &scratch, NULL));
    need(kefu_aggregate_new(scheme, NULL, 0, NULL, &aggregate, NULL));
    for (int i = 0; i < CONVERSATIONS_MAX && fgets(line, sizeof line, file); i++) {
        kefu_closed closed = KEFU_CLOSED_INIT;
        kefu_conversation *conversation;
        need(kefu_conversation_new(scheme, NULL, &conversation, NULL));
        need(kefu_conversation_read_json(conversation, scratch, line, strlen(line), NULL, NULL));
        closed.conversation = conversation;
        need(kefu_aggregate_add(aggregate, scratch, &closed, NULL, NULL));
        kefu_conversation_free(conversation);
    }
    fclose(file);
    need(kefu_aggregate_save(aggregate, collect, &state, NULL));
    kefu_aggregate_free(aggregate);
    kefu_scratch_free(scratch);
    return state;
}

static struct bytes an_image(void) {
    static const char *const words[] = {"客服", "客", "服务", "客服态度", "服務", "ok", "态度"};
    kefu_str keywords[sizeof words / sizeof *words];
    struct bytes image = {NULL, 0};
    struct matcher *matcher = NULL;
    const void *data;
    size_t size;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        keywords[i] = (kefu_str){words[i], strlen(words[i])};
    need(kefu__matcher_build(keywords, sizeof words / sizeof *words, NULL, &matcher, NULL));
    data = kefu__matcher_image(matcher, &size);
    need(collect(&image, data, size));
    kefu__matcher_free(matcher);
    return image;
}

static bool state_opens(const struct bytes *state) {
    kefu_aggregate *aggregate = NULL;
    const bool opens = kefu_aggregate_load(scheme, state->data, state->size, NULL, &aggregate,
                                           NULL) == KEFU_OK;
    kefu_aggregate_free(aggregate);
    return opens;
}

static bool image_opens(const struct bytes *image) {
    struct matcher *matcher = NULL;
    const bool opens = kefu__matcher_open(image->data, image->size, NULL, &matcher, NULL) ==
                       KEFU_OK;
    kefu__matcher_free(matcher);
    return opens;
}

/* Every bit, or bits at equal distances where there are more; the distance is odd, so that all
 * eight bits of a byte have their turn. */
static void flip(const char *kind, struct bytes *bytes, bool (*opens)(const struct bytes *)) {
    const size_t bits = bytes->size * 8, step = bits / FLIPS_MAX | 1;
    size_t accepted = 0, flips = 0;
    if (!opens(bytes)) {
        fprintf(stderr, "%s: not even the sound one is accepted\n", kind);
        exit(1);
    }
    for (size_t bit = 0; bit < bits; bit += step, flips++) {
        bytes->data[bit / 8] ^= (char)(1 << bit % 8);
        accepted += opens(bytes);
        bytes->data[bit / 8] ^= (char)(1 << bit % 8);
    }
    printf("%s %zu of %zu\n", kind, accepted, flips);
    free(bytes->data);
}

int main(int argc, char **argv) {
    struct bytes state, image;
    if (argc != 2) {
        fprintf(stderr, "usage: %s CONVERSATIONS\n", argv[0]);
        return 2;
    }
    need(kefu_scheme_builtin(NULL, &scheme, NULL));
    state = a_state(argv[1]);
    image = an_image();
    flip("state", &state, state_opens);
    flip("image", &image, image_opens);
    kefu_scheme_release(scheme);
    return 0;
}
