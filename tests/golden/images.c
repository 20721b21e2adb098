/* SPDX-License-Identifier: MIT
 * The image of a matcher with a few keywords, against a golden file: its header, and every edge,
 * code and id in it. What the folding tables say of other characters is left out, for those come
 * from utf8proc; so are the two members that follow from them. */
#include "golden.h"
#include "match/image.h"

static void print_header(struct golden *golden, const struct image_header *header) {
    golden_print(golden,
                 "magic %.7s version %u order %08x size %llu flags %u keywords %u ids %u symbols "
                 "%u slots %u pages %u astral %u depth %u reserved %u\n",
                 header->magic, header->version, header->order, (unsigned long long)header->size,
                 header->flags, header->keywords, header->ids, header->symbols, header->slots,
                 header->pages, header->astral, header->depth, header->reserved);
}

static void print_table(struct golden *golden, const struct matcher *matcher) {
    for (uint32_t i = 0; i < matcher->header->slots; i++)
        if (entry_check(matcher->table[i]) != ENTRY_EMPTY)
            golden_print(golden, "slot %u %016llx\n", i, (unsigned long long)matcher->table[i]);
    for (uint32_t i = 0; i < matcher->header->symbols; i++)
        golden_print(golden, "root %u %016llx\n", i, (unsigned long long)matcher->root_edges[i]);
}

static void print_codes(struct golden *golden, const struct matcher *matcher) {
    for (uint32_t point = 0; point < 0x10000; point++)
        if (matcher_point(matcher, point) & 0xFFFF)
            golden_print(golden, "U+%04X %u\n", point, matcher_point(matcher, point) & 0xFFFF);
    for (uint32_t i = 0; i < matcher->header->astral; i++)
        golden_print(golden, "U+%04X %u\n", matcher->astral[i].point, matcher->astral[i].code);
}

static void print_ids(struct golden *golden, const struct matcher *matcher) {
    for (uint32_t keyword = 0; keyword < matcher->header->keywords; keyword++) {
        golden_print(golden, "keyword %u:", keyword);
        for (uint32_t i = matcher->id_begin[keyword]; i < matcher->id_begin[keyword + 1]; i++)
            golden_print(golden, " %u", matcher->id_list[i]);
        golden_print(golden, "\n");
    }
}

static void check(const char *const *words, size_t count, bool skip_symbols, const char *name) {
    const struct matcher_options options = {skip_symbols, NULL};
    struct golden golden = {NULL, 0};
    struct matcher *matcher = NULL;
    kefu_str keywords[16];
    assert_true(count <= 16);
    for (size_t i = 0; i < count; i++)
        keywords[i] = (kefu_str){words[i], strlen(words[i])};
    assert_int_equal(kefu__matcher_build(keywords, count, &options, &matcher, NULL), KEFU_OK);
    print_header(&golden, matcher->header);
    print_table(&golden, matcher);
    print_codes(&golden, matcher);
    if (matcher->header->flags & IMAGE_HAS_IDS)
        print_ids(&golden, matcher);
    kefu__matcher_free(matcher);
    golden_check(&golden, name);
}

static void of_distinct_keywords(void **state) {
    static const char *const words[] = {"客服", "客服态度", "态度", "服务", "发货", "发货慢"};
    (void)state;
    check(words, 6, false, "image.txt");
}

/* Keywords that fold to the same share a number; a single character changes the filter's width. */
static void of_folded_and_single_keywords(void **state) {
    static const char *const words[] = {"客服", "客服", "服务", "服務", "好",
                                        "OK",   "ok",   "😀",    "ｏｋ"};
    (void)state;
    check(words, 9, true, "image.folded.txt");
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_distinct_keywords),
        cmocka_unit_test(of_folded_and_single_keywords),
    };
    return golden_run("golden.images", tests, sizeof tests / sizeof *tests, NULL, NULL, argc, argv);
}
