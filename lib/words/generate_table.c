/* SPDX-License-Identifier: MIT
 * Run by the build: compiles words.txt into the tables that table.c reads. Usage: PROGRAM WORDS */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "text/fold.h"
#include "words/filter.h"
#include "words/table.h"
#include "words/words.h"

enum { NODES_MAX = 1 << 18, SLOTS_MAX = 1 << 19, LINE_MAX = 4096, COST_MAX = 254 };

/* A node of the trie of all words; the children of a node are a linked list in the order of the
 * input file. */
struct node {
    uint32_t point, cost, first, last, next, children, base, slot;
};

static struct node nodes[NODES_MAX];
static uint32_t node_count = 1;
static uint16_t labels[WORDS_POINTS];
/* for each character the number of trie nodes with this character */
static uint32_t uses[WORDS_POINTS];
static uint32_t units[SLOTS_MAX];
static uint16_t checks[SLOTS_MAX];
static uint8_t is_base[SLOTS_MAX];
static uint32_t slot_count = 1;
static uint64_t filter[WORDS_FILTER_WORDS];
/* for each folded character: the first of the characters that fold to it (its spellings); 0: none
 */
static uint16_t spellings[WORDS_POINTS];
/* for each character: the next one that folds to the same character; 0: it is the last */
static uint16_t next_spellings[WORDS_POINTS];
static unsigned line_number;
/* hash over the lines of the word list: the steps of FNV-1a, but from an initial value of its own,
 * which must not change because digests depend on it */
static uint64_t version = 1469598103934665603u;

static void die(const char *why) {
    fprintf(stderr, "generate_table: line %u: %s\n", line_number, why);
    exit(1);
}

/* ---- the trie ---- */

static uint32_t child_of(uint32_t parent, uint32_t point) {
    uint32_t child = nodes[parent].first;
    while (child && nodes[child].point != point)
        child = nodes[child].next;
    if (child)
        return child;
    if (node_count == NODES_MAX)
        die("too many words");
    child = node_count++;
    nodes[child].point = point;
    nodes[child].cost = WORDS_COST_NONE;
    if (nodes[parent].last)
        nodes[nodes[parent].last].next = child;
    else
        nodes[parent].first = child;
    nodes[parent].last = child;
    nodes[parent].children++;
    uses[point - WORDS_POINT_FIRST]++;
    return child;
}

/* ---- the filter ---- */

/* Links all characters that fold to the same one, that is, the traditional and simplified spellings
 * of a character. */
static void list_spellings(void) {
    for (uint32_t point = WORDS_POINT_FIRST; point <= WORDS_POINT_LAST; point++) {
        const uint32_t entry = kefu__fold_entry(point);
        const uint32_t folded = (entry & FOLD_POINT) - WORDS_POINT_FIRST;
        if (entry >> FOLD_SHIFT & (FOLD_MANY | FOLD_DROPPED) || folded >= WORDS_POINTS)
            continue;
        next_spellings[point - WORDS_POINT_FIRST] = spellings[folded];
        spellings[folded] = (uint16_t)point;
    }
}

static uint32_t next_spelling(uint32_t point) {
    return next_spellings[point - WORDS_POINT_FIRST];
}

static void enter(enum words_pair kind, uint32_t a, uint32_t b, uint32_t inside) {
    const struct words_hash hash = kefu__words_hash_points(kind, a, b);
    filter[hash.word] |= kefu__words_bits_inside(hash.bits, inside);
}

/* Enters two neighbouring characters of a word into the filter, in all spellings, traditional and
 * simplified. */
static void add_pair(enum words_pair kind, const uint32_t *pair, uint32_t inside) {
    uint32_t a = spellings[pair[0] - WORDS_POINT_FIRST];
    for (; a; a = next_spelling(a)) {
        uint32_t b = spellings[pair[1] - WORDS_POINT_FIRST];
        for (; b; b = next_spelling(b))
            enter(kind, a, b, inside);
    }
}

/* Enters into the filter that a word can cross an end of a match so that `inside` of its characters
 * lie inside of the match. `pair`: the two characters of the word around that end. */
static void add_crossing(enum words_side side, const uint32_t *pair, uint32_t inside) {
    if (inside < WORDS_KEYWORD_MAX)
        add_pair(side == WORDS_LEFT ? WORDS_PAIR_LEFT : WORDS_PAIR_RIGHT, pair, inside);
}

/* Enters a word into the filter: for each two neighbouring characters, whether the word can cross
 * the left or the right end of a match that lies between the two. */
static void add_pairs(const uint32_t *word, uint32_t count) {
    for (uint32_t at = 1; at < count; at++) {
        const uint32_t *right = word + at, *pair = right - 1;
        add_pair(WORDS_PAIR_JOINED, pair, 1);
        if (!kefu__words_is_grammar_outside(WORDS_LEFT, word, at) &&
            !kefu__words_is_grammar_inside(right, count - at))
            add_crossing(WORDS_LEFT, pair, count - at);
        if (!kefu__words_is_grammar_outside(WORDS_RIGHT, right, count - at) &&
            !kefu__words_is_grammar_inside(word, at))
            add_crossing(WORDS_RIGHT, pair, at);
    }
}

/* ---- reading ---- */

static void add_word(const uint32_t *word, uint32_t count, uint32_t cost) {
    uint32_t node = 0;
    if (cost == 0 || cost > COST_MAX)
        die("a cost is not 1 … 254");
    for (uint32_t i = 0; i < count; i++)
        node = child_of(node, word[i]);
    if (nodes[node].cost != WORDS_COST_NONE)
        die("a word stands twice");
    nodes[node].cost = cost;
    add_pairs(word, count);
}

/* Reads the characters of a word from `at` up to the digits of its cost, and appends them to
 * `word`. Words of a line share their first character, which is written once, at its beginning. */
static const char *read_characters(const char *at, uint32_t *word, uint32_t *count) {
    while (*at && *at != ' ' && (*at < '0' || *at > '9')) {
        if (*count == WORDS_LENGTH_MAX)
            die("a word is too long");
        at += utf8_decode((const unsigned char *)at, strlen(at), &word[*count]);
        if (word[*count] < WORDS_POINT_FIRST || word[*count] > WORDS_POINT_LAST)
            die("a character is not of the block that words may have");
        ++*count;
    }
    return at;
}

static void read_line(const char *at) {
    uint32_t word[WORDS_LENGTH_MAX], count = 0;
    for (const char *byte = at; *byte; byte++)
        version = (version ^ (unsigned char)*byte) * 1099511628211u;
    at = read_characters(at, word, &count);
    if (count != 1)
        die("does not begin with one character");
    while (*at == ' ') {
        char *end;
        count = 1;
        at = read_characters(at + 1, word, &count);
        add_word(word, count, (uint32_t)strtoul(at, &end, 10));
        at = end;
    }
    if (*at)
        die("has something else than words with costs");
}

static void read_words(const char *path) {
    char line[LINE_MAX];
    FILE *file = fopen(path, "rb");
    if (!file)
        die("cannot open the file");
    while (fgets(line, sizeof line, file)) {
        line_number++;
        line[strcspn(line, "\r\n")] = 0;
        if (*line != '#' && *line)
            read_line(line);
    }
    fclose(file);
}

/* ---- the double array ---- */

static int by_uses(const void *a, const void *b) {
    const uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    if (uses[left] != uses[right])
        return uses[left] < uses[right] ? 1 : -1;
    return left < right ? -1 : left > right;
}

/* Numbers the characters (gives them labels) by the number of trie nodes that have them: small
 * labels of frequent characters keep the children of a node close together in the double array. */
static void number_labels(void) {
    static uint32_t order[WORDS_POINTS];
    for (uint32_t i = 0; i < WORDS_POINTS; i++)
        order[i] = i;
    qsort(order, WORDS_POINTS, sizeof *order, by_uses);
    for (uint32_t i = 0; i < WORDS_POINTS && uses[order[i]]; i++)
        labels[order[i]] = (uint16_t)(i + 1);
}

static uint32_t label_of(uint32_t node) {
    return labels[nodes[node].point - WORDS_POINT_FIRST];
}

static bool fits(uint32_t parent, uint32_t base) {
    if (is_base[base])
        return false;
    for (uint32_t child = nodes[parent].first; child; child = nodes[child].next)
        if (checks[base + label_of(child)])
            return false;
    return true;
}

static void place_children(uint32_t parent) {
    /* Where the search for a base starts for nodes with one child: no slot before this one is free.
     * For nodes with more children it starts at 1. */
    static uint32_t single = 1;
    uint32_t base = nodes[parent].children == 1 ? single : 1;
    while (!fits(parent, base))
        if (++base > SLOTS_MAX - WORDS_POINTS - 1)
            die("the double array is full");
    if (nodes[parent].children == 1)
        single = base;
    is_base[base] = 1;
    nodes[parent].base = base;
    for (uint32_t child = nodes[parent].first; child; child = nodes[child].next) {
        const uint32_t slot = base + label_of(child);
        nodes[child].slot = slot;
        checks[slot] = (uint16_t)label_of(child);
        slot_count = slot >= slot_count ? slot + 1 : slot_count;
    }
}

static int by_children(const void *a, const void *b) {
    const uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    if (nodes[left].children != nodes[right].children)
        return nodes[left].children < nodes[right].children ? 1 : -1;
    return left < right ? -1 : left > right;
}

/* Gives all trie nodes their slots in the double array. Nodes with many children come first; those
 * with one or two children then fill the gaps. */
static void place(void) {
    static uint32_t order[NODES_MAX];
    for (uint32_t i = 0; i < node_count; i++)
        order[i] = i;
    qsort(order, node_count, sizeof *order, by_children);
    for (uint32_t i = 0; i < node_count && nodes[order[i]].children; i++)
        place_children(order[i]);
    nodes[0].cost = WORDS_COST_NONE;
    for (uint32_t i = 0; i < node_count; i++)
        units[nodes[i].slot] = nodes[i].cost << WORDS_COST_SHIFT | nodes[i].base;
}

/* ---- writing ---- */

static void print_units(void) {
    printf("const uint32_t kefu__words_units[%u] = {", slot_count);
    for (uint32_t i = 0; i < slot_count; i++)
        printf("%s%uu,", i % 12 == 0 ? "\n    " : " ", units[i]);
    printf("\n};\n");
}

static void print_filter(void) {
    printf("const uint64_t kefu__words_filter[%d] = {", WORDS_FILTER_WORDS);
    for (uint32_t i = 0; i < WORDS_FILTER_WORDS; i++)
        printf("%s0x%llXu,", i % 6 == 0 ? "\n    " : " ", (unsigned long long)filter[i]);
    printf("\n};\n");
}

/* Gives all spellings of a character, traditional and simplified, the same label, so that texts
 * need not be folded before a look-up. */
static void spread_labels(void) {
    static uint16_t folded[WORDS_POINTS];
    memcpy(folded, labels, sizeof folded);
    for (uint32_t i = 0; i < WORDS_POINTS; i++) {
        const uint32_t point = kefu__fold_entry(WORDS_POINT_FIRST + i) & FOLD_POINT;
        labels[i] = point - WORDS_POINT_FIRST < WORDS_POINTS ? folded[point - WORDS_POINT_FIRST]
                                                             : 0;
    }
}

static void print_halves(const char *name, const uint16_t *values, uint32_t count, uint32_t room) {
    printf("const uint16_t %s[%u] = {", name, room);
    for (uint32_t i = 0; i < count; i++)
        printf("%s%u,", i % 16 == 0 ? "\n    " : " ", values[i]);
    printf("\n};\n");
}

int main(int argc, char **argv) {
    if (argc != 2)
        die("give the word list");
    list_spellings();
    read_words(argv[1]);
    number_labels();
    place();
    spread_labels();
    printf("/* Made by generate_table.c from words.txt. */\n");
    print_halves("kefu__words_labels", labels, WORDS_POINTS, WORDS_POINTS);
    /* A look-up adds a label to any base and must stay inside of the array, so the array is padded
     * by the number of labels. */
    print_halves("kefu__words_checks", checks, slot_count, slot_count + WORDS_POINTS);
    print_units();
    print_filter();
    printf("#define WORDS_VERSION 0x%08XU\n", (uint32_t)(version ^ version >> 32));
    return 0;
}
