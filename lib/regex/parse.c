/* SPDX-License-Identifier: MIT
 * The syntax of regular expressions: literals, . [classes] \d \s \w, ? * + {m,n}, | and groups. */
#include <string.h>

#include "regex/node.h"
#include "text/fold.h"
#include "text/utf8.h"

bool kefu__regex_refuse(struct regex_parser *parser, kefu_status status, const char *code,
                        const char *message, size_t at) {
    if (parser->status == KEFU_OK) {
        parser->status = status;
        *parser->error = (struct regex_error){code, message, at};
    }
    return false;
}

/* Refuses what stands at byte offset `at`. Returns NULL, for functions that return a node. */
static void *refuse(struct regex_parser *parser, const char *message, size_t at) {
    kefu__regex_refuse(parser, KEFU_E_DEFINITION, "bad_regex", message, at);
    return NULL;
}

static void *no_memory(struct regex_parser *parser) {
    kefu__regex_refuse(parser, KEFU_E_MEMORY, "no_memory", "out of memory", parser->at);
    return NULL;
}

static bool is_at_end(const struct regex_parser *parser) {
    return parser->at >= parser->source.size;
}

/* The byte that is read next; 0 at the end. */
static char peek(const struct regex_parser *parser) {
    return is_at_end(parser) ? 0 : parser->source.data[parser->at];
}

static bool take(struct regex_parser *parser, char c) {
    if (is_at_end(parser) || peek(parser) != c)
        return false;
    parser->at++;
    return true;
}

/* Reads a code point; false at ill-formed UTF-8. */
static bool read_point(struct regex_parser *parser, uint32_t *point) {
    const unsigned char *bytes = (const unsigned char *)parser->source.data;
    const size_t at = parser->at;
    parser->at += utf8_decode(bytes + at, parser->source.size - at, point);
    return *point != UTF8_INVALID || refuse(parser, "the pattern is not UTF-8", at);
}

/* ---- nodes ---- */

static struct regex_node *new_node(struct regex_parser *parser, enum node_kind kind) {
    struct regex_node *node = kefu__arena_alloc_zero(parser->arena, sizeof *node);
    if (!node)
        return no_memory(parser);
    node->kind = kind;
    return node;
}

static struct regex_node *new_pair(struct regex_parser *parser, enum node_kind kind,
                                   struct regex_node *left, struct regex_node *right) {
    struct regex_node *node = left && right ? new_node(parser, kind) : NULL;
    if (node) {
        node->left = left;
        node->right = right;
    }
    return node;
}

struct point_set *kefu__regex_set(struct regex_parser *parser) {
    struct point_set *set = kefu__arena_alloc_zero(parser->arena, sizeof *set);
    if (set && parser->set_count == parser->set_capacity) {
        const size_t capacity = parser->set_capacity ? parser->set_capacity * 2 : 16;
        struct point_set **sets = kefu__arena_alloc(parser->arena, capacity * sizeof *sets);
        if (!sets)
            return no_memory(parser);
        if (parser->set_count > 0)
            memcpy(sets, parser->sets, parser->set_count * sizeof *sets);
        parser->sets = sets;
        parser->set_capacity = capacity;
    }
    if (!set)
        return no_memory(parser);
    set->number = (uint32_t)parser->set_count;
    return parser->sets[parser->set_count++] = set;
}

static struct regex_node *new_set(struct regex_parser *parser) {
    struct regex_node *node = new_node(parser, NODE_SET);
    if (node && !(node->set = kefu__regex_set(parser)))
        return NULL;
    return node;
}

static struct regex_node *single(struct regex_parser *parser, uint32_t point) {
    struct regex_node *node = new_set(parser);
    if (node && !kefu__point_set_add(parser->arena, node->set, point, point))
        return no_memory(parser);
    return node;
}

/* ---- characters ---- */

/* Reads a literal character with its combining marks: a sequence of what it folds to. */
static struct regex_node *parse_literal(struct regex_parser *parser) {
    struct regex_node *node = NULL;
    struct fold_unit unit;
    kefu__fold_read(parser->source.data, parser->source.size, (uint32_t)parser->at, 0, &unit, NULL,
                    NULL);
    if (unit.broken)
        return refuse(parser, "the pattern is not UTF-8", parser->at);
    parser->at = unit.end;
    if (unit.count == 0)
        return new_node(parser, NODE_EMPTY);
    for (uint32_t i = 0; i < unit.count; i++) {
        struct regex_node *symbol = single(parser, unit.symbols[i]);
        node = i == 0 ? symbol : new_pair(parser, NODE_SEQUENCE, node, symbol);
        if (!node)
            return NULL;
    }
    return node;
}

/* The ranges of \d \s \w, after folding, which makes letters lower-case and digits ASCII. */
static bool add_named(struct regex_parser *parser, char name, struct point_set *set) {
    static const struct {
        char name;
        struct point_range ranges[4];
    } named[] = {{'d', {{'0', '9'}}},
                 {'s', {{'\t', '\n'}, {'\r', '\r'}, {' ', ' '}}},
                 {'w', {{'0', '9'}, {'a', 'z'}, {'_', '_'}}}};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (named[i].name == name) {
            for (size_t k = 0; k < 4 && named[i].ranges[k].last > 0; k++)
                if (!kefu__point_set_add(parser->arena, set, named[i].ranges[k].first,
                                         named[i].ranges[k].last))
                    return no_memory(parser) != NULL;
            return true;
        }
    return false;
}

/* Reads what follows a backslash: a character that stands for itself goes to *point; a named class
 * is added to `set`, and *point is UTF8_INVALID. */
static bool read_escape(struct regex_parser *parser, struct point_set *set, uint32_t *point) {
    const size_t at = parser->at - 1;
    const char c = peek(parser);
    *point = UTF8_INVALID;
    if (is_at_end(parser))
        return refuse(parser, "the pattern ends with a backslash", at) != NULL;
    if (c >= '0' && c <= '9')
        return refuse(parser, "there are no back-references", at) != NULL;
    if (add_named(parser, c, set)) {
        parser->at++;
        return true;
    }
    if (c == 'n' || c == 't') {
        parser->at++;
        *point = c == 'n' ? '\n' : '\t';
        return true;
    }
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return refuse(parser, "of letters only d, s, w, n and t follow a backslash", at) != NULL;
    return read_point(parser, point);
}

static struct regex_node *parse_escape(struct regex_parser *parser) {
    struct regex_node *node = new_set(parser);
    uint32_t point;
    if (!node || !read_escape(parser, node->set, &point))
        return NULL;
    if (point != UTF8_INVALID &&
        !kefu__point_set_fold(parser->arena, node->set, point, point, parser->budget))
        return no_memory(parser);
    kefu__point_set_normalize(node->set);
    return node;
}

/* ---- classes ---- */

/* Reads a character of a class; *point UTF8_INVALID: it was a named class such as \d. */
static bool read_member(struct regex_parser *parser, struct point_set *set, uint32_t *point) {
    if (take(parser, '\\'))
        return read_escape(parser, set, point);
    return read_point(parser, point);
}

static bool read_range(struct regex_parser *parser, struct point_set *set) {
    const size_t at = parser->at;
    uint32_t first, last;
    if (!read_member(parser, set, &first))
        return false;
    last = first;
    if (peek(parser) == '-' && parser->at + 1 < parser->source.size &&
        parser->source.data[parser->at + 1] != ']') {
        parser->at++;
        if (!read_member(parser, set, &last))
            return false;
        if (first == UTF8_INVALID || last == UTF8_INVALID || last < first)
            return refuse(parser, "a range in a class goes from a character to a later one", at);
    }
    if (first != UTF8_INVALID &&
        !kefu__point_set_fold(parser->arena, set, first, last, parser->budget))
        return no_memory(parser) != NULL;
    return true;
}

static struct regex_node *parse_class(struct regex_parser *parser) {
    const size_t at = parser->at - 1;
    const bool negated = take(parser, '^');
    struct regex_node *node = new_set(parser);
    bool empty = true;
    while (node && (empty || peek(parser) != ']')) {
        if (is_at_end(parser))
            return refuse(parser, "the class has no ]", at);
        if (empty && peek(parser) == ']')
            return refuse(parser, "the class is empty", at);
        if (!read_range(parser, node->set))
            return NULL;
        empty = false;
    }
    if (!node)
        return NULL;
    parser->at++;
    kefu__point_set_normalize(node->set);
    if (negated && !kefu__point_set_complement(parser->arena, node->set))
        return no_memory(parser);
    return node;
}

static struct regex_node *parse_any(struct regex_parser *parser) {
    struct regex_node *node = new_set(parser);
    if (node && !kefu__point_set_complement(parser->arena, node->set))
        return no_memory(parser);
    return node;
}

/* ---- groups, repetitions ---- */

static struct regex_node *parse_choice(struct regex_parser *parser);

static struct regex_node *parse_group(struct regex_parser *parser) {
    const size_t at = parser->at - 1;
    struct regex_node *node;
    if (take(parser, '?') && !take(parser, ':'))
        return refuse(parser, "of groups only (…) and (?:…) are known", at);
    if (++parser->depth > REGEX_DEPTH_MAX) {
        kefu__regex_refuse(parser, KEFU_E_LIMIT, "pattern_too_large",
                           "groups are nested more than 32 deep", at);
        return NULL;
    }
    node = parse_choice(parser);
    parser->depth--;
    if (node && !take(parser, ')'))
        return refuse(parser, "the group has no )", at);
    return node;
}

static struct regex_node *parse_atom(struct regex_parser *parser) {
    const size_t at = parser->at;
    switch (peek(parser)) {
    case '\\':
        parser->at++;
        return parse_escape(parser);
    case '[':
        parser->at++;
        return parse_class(parser);
    case '(':
        parser->at++;
        return parse_group(parser);
    case '.':
        parser->at++;
        return parse_any(parser);
    case '?':
    case '*':
    case '+':
    case '{':
        return refuse(parser, "there is nothing before it to repeat", at);
    case '^':
    case '$':
        return refuse(parser, "anchors are not known; write \\ before the character itself", at);
    case ']':
    case '}':
        return refuse(parser, "nothing was opened that this could close; write \\ before it", at);
    default:
        return parse_literal(parser);
    }
}

/* Reads a number of at most three digits; UINT32_MAX: there is none. */
static uint32_t read_number(struct regex_parser *parser) {
    uint32_t number = 0, digits = 0;
    while (digits < 3 && peek(parser) >= '0' && peek(parser) <= '9') {
        number = number * 10 + (uint32_t)(peek(parser) - '0');
        parser->at++;
        digits++;
    }
    return digits > 0 ? number : UINT32_MAX;
}

/* Reads {m}, {m,} or {m,n} behind the brace. */
static bool read_counts(struct regex_parser *parser, struct regex_node *repeat) {
    const size_t at = parser->at - 1;
    repeat->min = repeat->max = read_number(parser);
    if (take(parser, ','))
        repeat->max = read_number(parser);
    if (repeat->min == UINT32_MAX || !take(parser, '}'))
        return refuse(parser, "a repetition is {m}, {m,} or {m,n}", at) != NULL;
    if (repeat->min > REGEX_REPEAT_MAX ||
        (repeat->max != UINT32_MAX && repeat->max > REGEX_REPEAT_MAX))
        return refuse(parser, "something repeats at most 64 times", at) != NULL;
    if (repeat->max < repeat->min || repeat->max == 0)
        return refuse(parser, "the counts of a repetition ascend, and the last is not 0", at) !=
               NULL;
    return true;
}

static bool is_quantifier(char c) {
    return c == '?' || c == '*' || c == '+' || c == '{';
}

static struct regex_node *parse_repeated(struct regex_parser *parser) {
    struct regex_node *node = parse_atom(parser), *repeat;
    const char c = peek(parser);
    if (!node || !is_quantifier(c))
        return node;
    repeat = new_node(parser, NODE_REPEAT);
    if (!repeat)
        return NULL;
    repeat->left = node;
    repeat->min = c == '+';
    repeat->max = c == '?' ? 1 : UINT32_MAX;
    parser->at++;
    if (c == '{' && !read_counts(parser, repeat))
        return NULL;
    if (is_quantifier(peek(parser)))
        return refuse(parser, "a repetition is not repeated; put it in a group", parser->at);
    return repeat;
}

static struct regex_node *parse_sequence(struct regex_parser *parser) {
    struct regex_node *node = NULL;
    while (!is_at_end(parser) && peek(parser) != '|' && peek(parser) != ')') {
        struct regex_node *item = parse_repeated(parser);
        node = node ? new_pair(parser, NODE_SEQUENCE, node, item) : item;
        if (!node)
            return NULL;
    }
    return node ? node : new_node(parser, NODE_EMPTY);
}

static struct regex_node *parse_choice(struct regex_parser *parser) {
    struct regex_node *node = parse_sequence(parser);
    while (node && take(parser, '|'))
        node = new_pair(parser, NODE_CHOICE, node, parse_sequence(parser));
    return node;
}

struct regex_node *kefu__regex_parse(struct regex_parser *parser) {
    struct regex_node *root;
    if (utf8_count(parser->source.data, parser->source.size) > REGEX_CHARACTERS_MAX) {
        kefu__regex_refuse(parser, KEFU_E_LIMIT, "pattern_too_large",
                           "a pattern has at most 1,000 characters", 0);
        return NULL;
    }
    root = parse_choice(parser);
    if (root && !is_at_end(parser))
        return refuse(parser, "nothing was opened that this could close; write \\ before it",
                      parser->at);
    return root;
}
