/* SPDX-License-Identifier: MIT
 * Documents: every kind, with many of what it may have many of, right and wrong. */
#include <stdlib.h>

#include "exponents.h"

/* The findings are read too: collecting them is part of the cost. */
static void compile(const struct text *text, void *prepared) {
    const kefu_document document = {{"d.json", 6}, {text->data, text->size}};
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_findings *findings = NULL;
    kefu_scheme *scheme = NULL;
    kefu_error error;
    (void)prepared;
    options.flags = KEFU_SCHEME_BARE;
    exponents_must(kefu_findings_new(NULL, &findings, &error), &error);
    (void)kefu_scheme_compile(&document, 1, &options, &scheme, findings, &error);
    kefu_scheme_release(scheme);
    kefu_findings_free(findings);
}

static void begin(struct text *text, const char *kind) {
    text_add(text, "{\"kefu\":1,\"kind\":\"%s\",\"id\":\"d\",\"version\":\"1\"", kind);
}

/* A list member of n elements printed from their number. */
#define LIST(text, n, name, ...)                                                                   \
    do {                                                                                           \
        text_add(text, ",\n\"" name "\":[");                                                       \
        for (size_t i = 0; i < (n); i++) {                                                         \
            text_add(text, "%s\n", i ? "," : "");                                                  \
            text_add(text, __VA_ARGS__);                                                           \
        }                                                                                          \
        text_add(text, "]");                                                                       \
    } while (0)

#define DOCUMENT(function, kind, ...)                                                              \
    static void function(struct text *text, size_t n) {                                            \
        begin(text, kind);                                                                         \
        __VA_ARGS__                                                                                \
        text_add(text, "}");                                                                       \
    }

/* A Han character of its own for each number, so that texts of two share no prefix by accident. */
#define HAN(i) (int)(0xE4 + (i) / 4096 % 5), (int)(0x80 + (i) / 64 % 64), (int)(0x80 + (i) % 64)

DOCUMENT(entries, "lexicon", LIST(text, n, "entries", "{\"text\":\"w%zux\",\"polarity\":0.5}", i);)
DOCUMENT(long_entries, "lexicon",
         LIST(text, n, "entries", "{\"text\":\"aaaaaaaaaaaaaaaaaa%zu\",\"polarity\":-1}", i);)
DOCUMENT(han_entries, "lexicon",
         LIST(text, n, "entries", "{\"text\":\"%c%c%c%c%c%c\",\"polarity\":-1}", HAN(i / 64),
              HAN(i % 64));)
DOCUMENT(pairs, "lexicon",
         LIST(text, n, "entries", "{\"pair\":[\"a%zu\",\"b%zu\"],\"polarity\":1}", i, i / 2);)
DOCUMENT(same_pair, "lexicon",
         LIST(text, n, "entries", "{\"pair\":[\"a\",\"b\"],\"gap\":%zu,\"polarity\":1}", i % 64);)
DOCUMENT(repeated_pairs, "lexicon",
         LIST(text, n, "entries", "{\"pair\":[\"a%zu\",\"b\"],\"gap\":%zu,\"polarity\":1}", i % 64,
              i % 64);)
DOCUMENT(pair_products, "lexicon",
         LIST(text, n, "entries", "{\"pair\":[[%s%zu\"],[%s]]}", "\"a\",\"b\",\"c\",\"", i,
              "\"x\",\"y\",\"z\"");)
DOCUMENT(large_products, "lexicon", {
    text_add(text, ",\"entries\":[{\"pair\":[[\"a\"");
    for (size_t i = 0; i < n; i++)
        text_add(text, ",\"a%zu\"", i);
    text_add(text, "],[\"b\"");
    for (size_t i = 0; i < n; i++)
        text_add(text, ",\"b%zu\"", i);
    text_add(text, "]]}]");
})
DOCUMENT(wrong_attributes, "lexicon",
         LIST(text, n, "entries",
              "{\"text\":\"w%zu\",\"aspect\":1,\"emotion\":[],\"act\":true,\"polarity\":\"x\"}",
              i);)
DOCUMENT(wrong_emotions, "lexicon", {
    text_add(text, ",\"entries\":[{\"text\":\"w\",\"emotion\":{\"a\":1");
    for (size_t i = 0; i < n; i++)
        text_add(text, ",\n\"a%zu\":\"x\"", i);
    text_add(text, "}}]");
})
DOCUMENT(many_emotions, "lexicon", {
    text_add(text, ",\"entries\":[{\"text\":\"w\",\"emotion\":{\"a\":1");
    for (size_t i = 0; i < n; i++)
        text_add(text, ",\n\"a%zu\":0.5", i);
    text_add(text, "}}]");
})
DOCUMENT(many_attributes, "lexicon",
         LIST(text, n, "entries", "{\"text\":\"w\",\"aspect\":\"a%zu\"}", i);)
DOCUMENT(unknown_members, "lexicon", {
    for (size_t i = 0; i < n; i++)
        text_add(text, ",\n\"entrie%zu\":[]", i);
})
DOCUMENT(removals, "lexicon", {
    LIST(text, n, "remove", "\"r%zu\"", i);
    LIST(text, n, "negators", "{\"text\":\"r%zu\",\"scope\":4}", i);
})
DOCUMENT(grammar, "lexicon", {
    LIST(text, n, "negators", "{\"text\":\"n%zu\",\"scope\":4}", i);
    LIST(text, n, "degrees", "{\"text\":\"d%zu\",\"factor\":2}", i);
    LIST(text, n, "contrasts", "{\"text\":\"c%zu\",\"before\":0.4,\"after\":1}", i);
    LIST(text, n, "blockers", "\"b%zu\"", i);
})
DOCUMENT(lexicon_tests, "lexicon",
         LIST(text, n, "tests", "{\"text\":\"w%zu\",\"label\":\"neutral\"}", i);)
DOCUMENT(titles, "lexicon", {
    text_add(text, ",\"titles\":{\"t\":{\"en\":\"t\"}");
    for (size_t i = 0; i < n; i++)
        text_add(text, ",\"t%zu\":{\"en\":\"t\",\"zh-Hans\":\"题\"}", i);
    text_add(text, "}");
})
DOCUMENT(rules, "rule_set",
         LIST(text, n, "rules",
              "{\"id\":\"r%zu\",\"when\":{\"all\":[{\"id\":\"a\",\"phrase\":\"p%zu\"},"
              "{\"not\":{\"phrase\":\"q%zu\",\"anchor\":{\"on\":\"a\",\"position\":\"after\","
              "\"turns\":2}}}]}}",
              i, i, i);)
DOCUMENT(rule_references, "rule_set",
         LIST(text, n, "rules", "{\"id\":\"r%zu\",\"when\":{\"rule\":\"r%zu\"}}", i,
              i ? i - 1 : 0);)
DOCUMENT(one_rule, "rule_set", {
    text_add(text, ",\"rules\":[{\"id\":\"r\",\"when\":{\"any\":[{\"phrase\":\"p\"}");
    for (size_t i = 0; i < n; i++)
        text_add(text, ",{\"phrase\":\"p%zu\"}", i);
    text_add(text, "]}}]");
})
DOCUMENT(patterns, "rule_set",
         LIST(text, n, "rules", "{\"id\":\"r%zu\",\"when\":{\"pattern\":\"[ab]*a[ab]{6}p%zu\"}}", i,
              i);)
DOCUMENT(too_large_patterns, "rule_set",
         LIST(text, n, "rules", "{\"id\":\"r%zu\",\"when\":{\"pattern\":\"[ab]*a[ab]{13}p%zu\"}}",
              i, i);)
DOCUMENT(rule_tests, "rule_set", {
    text_add(text, ",\"rules\":[{\"id\":\"r\",\"when\":{\"phrase\":\"p\"}}]");
    LIST(text, n, "tests",
         "{\"name\":\"t%zu\",\"conversation\":{\"messages\":[{\"role\":\"agent\",\"text\":\"p\"}]},"
         "\"hits\":[\"r\"]}",
         i);
})
DOCUMENT(wrong_rules, "rule_set",
         LIST(text, n, "rules", "{\"id\":\"r%zu\",\"when\":{\"phrase\":%zu}}", i, i);)
DOCUMENT(
    metrics, "metric_set",
    LIST(text, n, "metrics",
         "{\"id\":\"m%zu\",\"type\":\"count\",\"entity\":\"conversation\",\"of\":\"messages\"}",
         i);)
DOCUMENT(metric_tests, "metric_set", {
    text_add(text, ",\"metrics\":[{\"id\":\"m\",\"type\":\"count\",\"entity\":\"conversation\","
                   "\"of\":\"messages\"}]");
    LIST(text, n, "tests",
         "{\"name\":\"t%zu\",\"conversation\":{\"messages\":[]},\"expect\":{\"m\":0}}", i);
})
DOCUMENT(
    questions, "rubric",
    LIST(text, n, "sections",
         "{\"id\":\"s%zu\",\"weight\":1,\"questions\":[{\"id\":\"q%zu\",\"type\":\"boolean\"}]}", i,
         i);)
DOCUMENT(holidays, "calendar", {
    text_add(text, ",\"utc_offset\":\"+08:00\",\"weekly\":{\"mon-sun\":[[\"09:00\",\"21:00\"]]}");
    LIST(text, n, "holidays", "\"%04zu-%02zu-%02zu\"", 2000 + i / 336, 1 + i / 28 % 12, 1 + i % 28);
})
DOCUMENT(wrong_members, "report_spec", LIST(text, n, "overview", "%zu", i);)
DOCUMENT(many_extends, "lexicon", LIST(text, n, "extends", "\"e%zu\"", i);)

/* n documents instead of one long one. */
static void compile_many(const struct text *text, void *prepared) {
    kefu_document *documents = prepared;
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_scheme *scheme = NULL;
    kefu_error error;
    size_t count = 0;
    options.flags = KEFU_SCHEME_BARE;
    for (const char *line = text->data; *line; count++) {
        const char *end = line;
        while (*end != '\n')
            end++;
        documents[count].name = (kefu_str){"d", 1};
        documents[count].text = (kefu_str){line, (size_t)(end - line)};
        line = end + 1;
    }
    exponents_must(kefu_scheme_compile(documents, count, &options, &scheme, NULL, &error), &error);
    kefu_scheme_release(scheme);
}

static void *documents_room(const struct text *text) {
    return calloc(text->size / 32, sizeof(kefu_document));
}

static void many(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        text_add(text,
                 "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"d%zu\",\"version\":\"1\","
                 "\"entries\":[{\"text\":\"w%zu\",\"polarity\":1}]}\n",
                 i, i);
}

/* Many versions of one document, each in force for a day. */
static void versions(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        text_add(text,
                 "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"d\",\"version\":\"%zu\","
                 "\"effective_from\":%zu,\"effective_to\":%zu,\"entries\":[]}\n",
                 i, i * 86400000, (i + 1) * 86400000);
}

/* Each extends the next one, but for the last. */
static void chain(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++) {
        text_add(text, "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"d%zu\",\"version\":\"1\"", i);
        if (i + 1 < n)
            text_add(text, ",\"extends\":[\"d%zu\"]", i + 1);
        text_add(text, ",\"entries\":[]}\n");
    }
}

/* ---- JSON itself, in a member that nobody reads ---- */

DOCUMENT(wide, "scheme", {
    text_add(text, ",\"x_w\":{\"a\":0");
    for (size_t i = 0; i < n; i++)
        text_add(text, ",\"m%zu\":%zu", i, i);
    text_add(text, "}");
})
DOCUMENT(duplicates, "scheme", {
    text_add(text, ",\"x_w\":{\"a\":0");
    for (size_t i = 0; i < n; i++)
        text_add(text, ",\"m%zu\":%zu", i < n / 2 ? i : i - n / 2, i);
    text_add(text, "}");
})
DOCUMENT(deep, "scheme", {
    LIST(text, n, "x_d", "%.*s%.*s", 60,
         "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 60,
         "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]");
})
DOCUMENT(escapes, "scheme", LIST(text, n, "x_e", "\"\\u00e9\\n\\ud83d\\ude00%zu\"", i);)
DOCUMENT(numbers, "scheme", LIST(text, n, "x_n", "-%zu.%zue-3", i, i);)

const struct row exponents_documents[] = {
    {"lexicon.entries", 500, entries, compile, NULL, NULL},
    {"lexicon.prefixes", 500, long_entries, compile, NULL, NULL},
    {"lexicon.characters", 250, han_entries, compile, NULL, NULL},
    {"lexicon.pairs", 250, pairs, compile, NULL, NULL},
    {"lexicon.same_pair", 500, same_pair, compile, NULL, NULL},
    {"lexicon.repeated_pairs", 500, repeated_pairs, compile, NULL, NULL},
    {"lexicon.pair_products", 60, pair_products, compile, NULL, NULL},
    {"lexicon.large_products", 500, large_products, compile, NULL, NULL},
    {"lexicon.wrong_attributes", 300, wrong_attributes, compile, NULL, NULL},
    {"lexicon.wrong_emotions", 500, wrong_emotions, compile, NULL, NULL},
    {"lexicon.many_emotions", 500, many_emotions, compile, NULL, NULL},
    {"lexicon.many_attributes", 500, many_attributes, compile, NULL, NULL},
    {"lexicon.unknown_members", 300, unknown_members, compile, NULL, NULL},
    {"lexicon.removals", 300, removals, compile, NULL, NULL},
    {"lexicon.grammar", 200, grammar, compile, NULL, NULL},
    {"lexicon.tests", 500, lexicon_tests, compile, NULL, NULL},
    {"lexicon.titles", 500, titles, compile, NULL, NULL},
    {"rule_set.rules", 100, rules, compile, NULL, NULL},
    {"rule_set.references", 200, rule_references, compile, NULL, NULL},
    {"rule_set.leaves", 60, one_rule, compile, NULL, NULL},
    {"rule_set.patterns", 40, patterns, compile, NULL, NULL},
    {"rule_set.too_large", 10, too_large_patterns, compile, NULL, NULL},
    {"rule_set.tests", 300, rule_tests, compile, NULL, NULL},
    {"rule_set.wrong", 200, wrong_rules, compile, NULL, NULL},
    {"metric_set.metrics", 30, metrics, compile, NULL, NULL},
    {"metric_set.tests", 300, metric_tests, compile, NULL, NULL},
    {"rubric.questions", 6, questions, compile, NULL, NULL},
    {"calendar.holidays", 300, holidays, compile, NULL, NULL},
    {"report_spec.wrong", 300, wrong_members, compile, NULL, NULL},
    {"document.extends", 500, many_extends, compile, NULL, NULL},
    {"documents", 60, many, compile_many, documents_room, free},
    {"documents.versions", 60, versions, compile_many, documents_room, free},
    {"documents.chain", 60, chain, compile_many, documents_room, free},
    {"json.wide", 1000, wide, compile, NULL, NULL},
    {"json.duplicates", 1000, duplicates, compile, NULL, NULL},
    {"json.deep", 100, deep, compile, NULL, NULL},
    {"json.escapes", 1000, escapes, compile, NULL, NULL},
    {"json.numbers", 1000, numbers, compile, NULL, NULL},
    {NULL, 0, NULL, NULL, NULL, NULL},
};
