/* SPDX-License-Identifier: MIT
 * Any bytes as the image of a matcher: refused, or safe to scan with.
 *
 * Input: changes to a sound image, five bytes each (three of place, two of value), or with a first
 * byte of 1 the image itself. Checksums are put right, as an attacker would. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "match/image.h"

static struct image_header *sound_image(size_t *size) {
    static const char *const words[] = {"客服", "客", "服务", "客服态度",
                                        "服務", "😀",  "ok",   "态度"};
    kefu_str keywords[8];
    struct matcher *matcher = NULL;
    struct image_header *copy;
    const void *image;
    for (int i = 0; i < 8; i++)
        keywords[i] = (kefu_str){words[i], strlen(words[i])};
    if (kefu__matcher_build(keywords, 8, NULL, &matcher, NULL) != KEFU_OK)
        abort();
    image = kefu__matcher_image(matcher, size);
    copy = malloc(*size);
    memcpy(copy, image, *size);
    kefu__matcher_free(matcher);
    return copy;
}

static void sign(struct image_header *image, size_t size) {
    if (size < sizeof *image)
        return;
    image->checksum = kefu__image_checksum(image + 1, (size - sizeof *image) & ~(size_t)7);
    image->header_checksum = kefu__image_checksum(image,
                                                  offsetof(struct image_header, header_checksum));
}

static void scan(const struct matcher *matcher) {
    static const char text[] =
        "客服态度好客服客服😀服務ok客服态度(wù)客服态度客服态度客服态度客服态度客服";
    for (int level = SIMD_PORTABLE; level < SIMD_LEVELS; level++) {
        struct match_scratch scratch;
        const struct match *matches;
        size_t count;
        if (kefu__match_scratch_init(&scratch, (enum simd_level)level, NULL, NULL) != KEFU_OK)
            continue;
        for (uint32_t flags = 0; flags < 4; flags++) {
            if (kefu__matcher_scan(matcher, &scratch, text, sizeof text - 1, flags, &matches,
                                   &count, NULL, NULL) != KEFU_OK)
                abort();
            for (size_t i = 0; i < count; i++)
                if (matches[i].start >= matches[i].end || matches[i].end >= sizeof text ||
                    matches[i].keyword >= kefu__matcher_count(matcher) ||
                    kefu__matcher_id_count(matcher, matches[i].keyword) < 1)
                    abort();
        }
        kefu__match_scratch_free(&scratch);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct matcher *matcher = NULL;
    struct image_header *image;
    size_t length;
    if (size < 1)
        return 0;
    if (data[0] == 1) {
        length = size - 1;
        image = malloc(length ? length : 1);
        memcpy(image, data + 1, length);
    } else {
        image = sound_image(&length);
        for (size_t i = 1; i + 5 <= size; i += 5) {
            size_t at = (size_t)data[i] << 16 | (size_t)data[i + 1] << 8 | data[i + 2];
            unsigned char *bytes = (unsigned char *)image;
            bytes[at % length] = data[i + 3];
            bytes[(at + 1) % length] = data[i + 4];
        }
    }
    sign(image, length);
    if (kefu__matcher_open(image, length, NULL, &matcher, NULL) == KEFU_OK)
        scan(matcher);
    kefu__matcher_free(matcher);
    free(image);
    return 0;
}
