/* SPDX-License-Identifier: MIT
 * Random rules of every position, window and nesting. */
#ifndef KEFU_TEST_RANDOM_RULES_H
#define KEFU_TEST_RANDOM_RULES_H

#include "random.h"
#include "test.h"

#include "evaluation/monitor.h"

enum { RULES = 24 };

static const char *const random_words[] = {"投诉", "退款", "好的", "解决"};
static const char *const random_roles[] = {"customer", "agent"};
static const char *const random_units[] = {"messages", "turns", "seconds"};
static const char *const random_positions[] = {"after", "before", "same", "around"};

static inline void random_add_window(struct buffer *to) {
    const unsigned first = 1 + random_below(2), last = first + random_below(3);
    if (random_below(4) == 0)
        kefu__buffer_format(to, ",\"seconds\":%u", 20 + random_below(200));
    else
        kefu__buffer_format(to, ",\"%s\":[%u,%u]", random_units[random_below(2)], first, last);
}

static inline void random_add_leaf(struct buffer *to) {
    kefu__buffer_format(to, "\"phrase\":\"%s\",\"role\":\"%s\"", random_words[random_below(4)],
                        random_roles[random_below(2)]);
    if (random_below(4) == 0)
        kefu__buffer_format(to, ",\"within\":{\"%s\":%s}", random_units[random_below(2)],
                            random_below(3)   ? "[1,4]"
                            : random_below(2) ? "[-3,-1]"
                                              : "[1,-2]");
}

static inline void random_add_anchored(struct buffer *to) {
    const unsigned kind = random_below(8);
    const bool denied = random_below(2);
    kefu__buffer_text(to, denied ? ",{\"not\":{" : ",{");
    if (kind == 0) {
        kefu__buffer_text(to, "\"label\":\"vip\"");
    } else if (kind == 1) {
        kefu__buffer_format(to, "\"metric\":\"message_count\",\"gt\":%u", random_below(30));
    } else {
        random_add_leaf(to);
        if (kind > 2) {
            kefu__buffer_format(to, ",\"anchor\":{\"on\":\"a\",\"position\":\"%s\"",
                                random_positions[random_below(3) ? 0 : random_below(4)]);
            if (random_below(4))
                random_add_window(to);
            kefu__buffer_text(to, "}");
        }
    }
    kefu__buffer_text(to, denied ? "}}" : "}");
}

static inline kefu_scheme *random_rules_scheme(void) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct buffer text;
    kefu_document document = {{"random", 6}, {NULL, 0}};
    kefu_scheme *scheme = NULL;
    kefu_error error;
    kefu__buffer_init(&text, &allocator);
    kefu__buffer_text(&text,
                      "{\"kefu\":1,\"kind\":\"rule_set\",\"id\":\"random\",\"version\":\"1\","
                      "\"rules\":[");
    for (unsigned i = 0; i < RULES; i++) {
        kefu__buffer_format(&text, "%s{\"id\":\"r%u\",\"when\":{\"all\":[{\"id\":\"a\",",
                            i ? "," : "", i);
        random_add_leaf(&text);
        kefu__buffer_text(&text, "},{\"any\":[{\"id\":\"b\",");
        random_add_leaf(&text);
        kefu__buffer_text(&text, ",\"anchor\":{\"on\":\"a\",\"position\":\"after\"");
        random_add_window(&text);
        kefu__buffer_text(&text, "}}");
        random_add_anchored(&text);
        kefu__buffer_text(&text, "]}");
        random_add_anchored(&text);
        kefu__buffer_text(&text, "]}}");
    }
    kefu__buffer_text(&text, "]}");
    document.text = (kefu_str){text.data, text.size};
    if (kefu_scheme_compile(&document, 1, NULL, &scheme, NULL, &error))
        fail_msg("%s: %s\n%.*s", error.pointer, error.message, (int)text.size, text.data);
    kefu__buffer_free(&text);
    return scheme;
}

#endif
