/* SPDX-License-Identifier: MIT
 * Building a matcher: runs the stages and writes the image. */
#include "match/build.h"

#include <string.h>

#include "text/fold.h"

/* The table from a raw code point to the code of its folded symbol, in two levels (directory,
 * pages), while it is built: the image, where it will be, has not been allocated yet. */
struct point_map {
    uint32_t (*pages)[256]; /* allocated for the maximum of 256 pages */
    uint32_t page_count;
    uint8_t directory[256];
    uint16_t *codes; /* for each symbol (folded code point) below U+10000: its code */
};

/* ---- the map of code points ---- */

static uint32_t point_value(const uint16_t *codes, uint32_t point, bool skip_symbols) {
    uint32_t entry = kefu__fold_entry(point), property = entry >> FOLD_SHIFT, value = 0;
    /* A parenthesis may open inline pinyin, which is skipped, and ? may begin a run of ??, a sign
     * of mojibake. Only then is the slow decoder needed. The fast decoders look at the next
     * byte for POINT_SUSPECT (see is_suspect()), so plain punctuation need not be POINT_SLOW. */
    bool suspect = point == '(' || point == '?' || point == 0xFF08;
    uint32_t slow = suspect ? FOLD_SLOW & ~(uint32_t)FOLD_SUSPECT : FOLD_SLOW;
    if (point >= 0xD800 && point < 0xE000)
        return POINT_SLOW;
    value |= property & FOLD_HAN ? POINT_HAN : 0;
    value |= property & FOLD_SIMPLIFIED ? POINT_SIMPLIFIED : 0;
    value |= property & FOLD_TRADITIONAL ? POINT_TRADITIONAL : 0;
    value |= property & FOLD_LATIN ? POINT_LATIN : 0;
    value |= property & FOLD_FOREIGN ? POINT_FOREIGN : 0;
    value |= suspect ? POINT_SUSPECT : 0;
    value |= point >= 0x80 && point < 0x800 ? POINT_SHORT : 0;
    value |= skip_symbols && property & FOLD_SYMBOL ? POINT_SYMBOL : 0;
    if (property & slow || (entry & FOLD_POINT) >= 0x10000)
        value |= POINT_SLOW;
    if (!(property & (FOLD_MANY | FOLD_DROPPED)) && (entry & FOLD_POINT) < 0x10000)
        value |= codes[entry & FOLD_POINT];
    return value;
}

/* Fills the table from code points to codes; pages with equal content are stored once. */
static void fill_points(struct point_map *map, bool skip_symbols) {
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t *page = map->pages[map->page_count], j = 0;
        for (uint32_t c = 0; c < 256; c++)
            page[c] = point_value(map->codes, i << 8 | c, skip_symbols);
        while (memcmp(map->pages[j], page, sizeof *map->pages) != 0)
            j++;
        map->directory[i] = (uint8_t)j;
        map->page_count += j == map->page_count;
    }
}

static uint32_t count_astral(const struct keyword_set *set) {
    uint32_t n = 0;
    for (uint32_t code = 1; code < set->symbol_count; code++)
        n += set->symbols[code] >= 0x10000;
    return n;
}

/* ---- the image ---- */

/* Writes the symbols (folded code points) above U+FFFF in ascending order by insertion; there are
 * few. */
static void write_astral(struct image_astral *to, const struct keyword_set *set) {
    uint32_t n = 0;
    for (uint32_t code = 1; code < set->symbol_count; code++)
        if (set->symbols[code] >= 0x10000) {
            uint32_t i = n++;
            for (; i > 0 && to[i - 1].point > set->symbols[code]; i--)
                to[i] = to[i - 1];
            to[i] = (struct image_astral){set->symbols[code], code};
        }
}

static uint64_t node_entry(const struct trie_node *node, uint32_t check, uint32_t base) {
    bool is_keyword = node->keyword != TRIE_NONE;
    return entry_make(check, base, is_keyword ? node->keyword : 0, is_keyword);
}

static void write_table(uint64_t *table, uint64_t *root_edges, const struct image_header *header,
                        const struct trie *trie, const struct placement *placement) {
    const struct trie_node *root = trie->nodes;
    const uint32_t filter_mask = header->flags & IMAGE_HAS_SINGLES ? 15 : 31;
    for (uint32_t i = 0; i < header->slots; i++)
        table[i] = ENTRY_EMPTY;
    memset(root_edges, 0, header->symbols * sizeof *root_edges);
    for (uint32_t i = 0; i < root->child_count; i++) {
        const struct trie_node *node = trie->nodes + root->children + i;
        uint32_t filter = 0;
        for (uint32_t j = 0; j < node->child_count; j++)
            filter |= 1u << (trie->nodes[node->children + j].code & filter_mask);
        root_edges[node->code] = node_entry(node, 0, placement->base[root->children + i]) | filter;
    }
    for (size_t n = 1; n < trie->count; n++) {
        const struct trie_node *node = trie->nodes + n;
        for (uint32_t j = 0; j < node->child_count; j++) {
            const struct trie_node *child = trie->nodes + node->children + j;
            table[placement->base[n] + child->code] = node_entry(
                child, child->code, placement->base[node->children + j]);
        }
    }
}

/* Groups the indices of the caller's keywords by the distinct keyword into which they were merged,
 * with a counting sort: those of keyword k are list[begin[k]] … list[begin[k + 1] - 1]. */
static void write_ids(uint32_t *begin, uint32_t *list, const struct keyword_set *set) {
    memset(begin, 0, ((size_t)set->count + 1) * sizeof *begin);
    for (size_t i = 0; i < set->given; i++)
        begin[set->number[i] + 1]++;
    for (uint32_t k = 0; k < set->count; k++)
        begin[k + 1] += begin[k];
    for (uint32_t i = 0; i < set->given; i++)
        list[begin[set->number[i]]++] = i;
    for (uint32_t k = set->count; k > 0; k--)
        begin[k] = begin[k - 1];
    begin[0] = 0;
}

static struct image_header make_header(const struct keyword_set *set, const struct trie *trie,
                                       const struct placement *placement,
                                       const struct point_map *map, bool skip_symbols) {
    struct image_header header;
    const struct trie_node *root = trie->nodes;
    memset(&header, 0, sizeof header);
    memcpy(header.magic, IMAGE_MAGIC, sizeof header.magic);
    header.version = IMAGE_VERSION;
    header.order = IMAGE_ORDER;
    header.fold_version = kefu__fold_version();
    header.flags = skip_symbols ? IMAGE_SKIPS_SYMBOLS : 0;
    header.flags |= set->count < set->given ? IMAGE_HAS_IDS : 0;
    for (uint32_t i = 0; i < root->child_count; i++)
        if (trie->nodes[root->children + i].keyword != TRIE_NONE)
            header.flags |= IMAGE_HAS_SINGLES;
    header.keywords = set->count;
    header.ids = (uint32_t)set->given;
    header.symbols = set->symbol_count;
    /* one more slot than is in use: the last is the sentinel, which is always empty */
    header.slots = placement->slots + 1;
    header.pages = map->page_count;
    header.astral = count_astral(set);
    header.depth = set->depth;
    return header;
}

static void write_image(struct image_header *image, struct matcher *matcher,
                        const struct keyword_set *set, const struct trie *trie,
                        const struct placement *placement, const struct point_map *map) {
    char *bytes = (char *)image;
#define SECTION(member) ((void *)(bytes + ((const char *)matcher->member - bytes)))
    write_table(SECTION(table), SECTION(root_edges), image, trie, placement);
    memcpy(SECTION(pages), map->pages, image->pages * sizeof *map->pages);
    memcpy(SECTION(directory), map->directory, sizeof map->directory);
    write_astral(SECTION(astral), set);
    if (matcher->id_begin)
        write_ids(SECTION(id_begin), SECTION(id_list), set);
#undef SECTION
    image->checksum = kefu__image_checksum(image + 1, (size_t)image->size - sizeof *image);
    image->header_checksum = kefu__image_checksum(image,
                                                  offsetof(struct image_header, header_checksum));
}

static kefu_status make_matcher(const struct image_header *header, const struct keyword_set *set,
                                const struct trie *trie, const struct placement *placement,
                                const struct point_map *map, struct matcher **matcher,
                                kefu_error *error) {
    const kefu_allocator *allocator = &set->allocator;
    struct matcher *made = kefu__alloc_zero(allocator, sizeof *made);
    size_t size = made ? kefu__image_layout(made, header) : 0;
    struct image_header *image = made ? kefu__alloc_zero(allocator, size) : NULL;
    if (!image) {
        kefu__release(allocator, made, sizeof *made);
        return kefu__no_memory(error);
    }
    *image = *header;
    image->size = size;
    kefu__image_layout(made, image);
    write_image(image, made, set, trie, placement, map);
    made->owned = true;
    made->allocator = *allocator;
    *matcher = made;
    return KEFU_OK;
}

kefu_status kefu__matcher_build(const kefu_str *keywords, size_t count,
                                const struct matcher_options *options, struct matcher **matcher,
                                kefu_error *error) {
    bool skip_symbols = options && options->skip_symbols;
    struct keyword_set set = {0};
    struct trie trie = {0};
    struct placement placement = {0};
    struct point_map map = {0};
    kefu_allocator *allocator = &set.allocator;
    if (!matcher || (!keywords && count))
        return kefu__fail(error, KEFU_E_ARGUMENT, "matcher or keywords is NULL");
    if (count > MATCHER_KEYWORDS_MAX)
        return kefu__fail(error, KEFU_E_LIMIT, "more than %u keywords", MATCHER_KEYWORDS_MAX);
    kefu_status status = kefu__allocator_init(allocator, options ? options->allocator : NULL,
                                              error);
    if (status != KEFU_OK)
        return status;
    trie.allocator = placement.allocator = *allocator;
    status = kefu__keywords_load(&set, keywords, count, skip_symbols, error);
    if (status == KEFU_OK)
        status = kefu__trie_build(&trie, &set, error);
    if (status == KEFU_OK)
        status = kefu__trie_place(&placement, &trie, error);
    if (status != KEFU_OK)
        goto done;
    map.pages = kefu__alloc(allocator, 256 * sizeof *map.pages);
    map.codes = kefu__alloc_zero(allocator, 0x10000 * sizeof *map.codes);
    if (!map.pages || !map.codes) {
        status = kefu__no_memory(error);
        goto done;
    }
    for (uint32_t code = 1; code < set.symbol_count; code++)
        if (set.symbols[code] < 0x10000)
            map.codes[set.symbols[code]] = (uint16_t)code;
    fill_points(&map, skip_symbols);
    const struct image_header header = make_header(&set, &trie, &placement, &map, skip_symbols);
    status = make_matcher(&header, &set, &trie, &placement, &map, matcher, error);
done:
    kefu__release(allocator, map.codes, 0x10000 * sizeof *map.codes);
    kefu__release(allocator, map.pages, 256 * sizeof *map.pages);
    kefu__placement_free(&placement);
    kefu__trie_free(&trie);
    kefu__keywords_free(&set);
    return status;
}
