/* SPDX-License-Identifier: MIT
 * Random conversations and feedback as JSON: everything that can happen, in any order. */
#ifndef KEFU_TEST_RANDOM_H
#define KEFU_TEST_RANDOM_H

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint64_t random_state = 88172645463325252u;

static inline uint64_t random_next(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}
/* 0 … limit - 1 */
static inline unsigned random_below(unsigned limit) {
    return (unsigned)(random_next() >> 33) % limit;
}

enum { RANDOM_ITEMS_MAX = 40, RANDOM_ITEM = 512 };

/* A thing that happens: an element of "messages" or "events". */
struct random_item {
    char json[RANDOM_ITEM];
    int64_t at;
    int is_event;
    int message;  /* the number in its id; -1: none */
    int recalled; /* a later event takes it back */
};
struct random_history {
    struct random_item items[RANDOM_ITEMS_MAX];
    unsigned count;
    char head[RANDOM_ITEM]; /* the other members */
};

static const char *const random_texts[] = {"在吗",
                                           "怎么还没到？？太慢了",
                                           "气死我了，我要投诉",
                                           "谢谢你，服务很好",
                                           "质量太差",
                                           "不好意思，让您久等了",
                                           "您好，请问有什么可以帮您",
                                           "理解您的心情，马上为您处理",
                                           "已经给您退款",
                                           "加微信 V信 12345678901",
                                           "👍👍",
                                           "物流什么时候更新",
                                           "差評！退錢",
                                           "自己看说明书",
                                           "包装破损，客服态度恶劣",
                                           "请您耐心等待",
                                           "还请您耐心等待哦",
                                           "我要退款，不退就投诉",
                                           "好的",
                                           "解决了，好的",
                                           "转人工",
                                           "找人工客服",
                                           "请稍等，马上为您查",
                                           "再也不来你家买了",
                                           "10分钟内给您答复",
                                           "明天上午给您回复",
                                           "不用了，我自己查到了",
                                           "嗯"};

static inline const char *random_text(void) {
    return random_texts[random_below(sizeof random_texts / sizeof *random_texts)];
}

static inline void random_message(struct random_item *item, int number) {
    static const char *const roles[] = {"customer", "customer", "agent", "agent", "bot", "system"};
    const char *role = roles[random_below(6)];
    int size;
    item->message = number;
    size = snprintf(item->json, RANDOM_ITEM,
                    "{\"id\":\"m%d\",\"at\":%lld,\"role\":\"%s\",\"text\":\"%s\"", number,
                    (long long)item->at, role, random_text());
    if (strcmp(role, "agent") == 0)
        size += snprintf(item->json + size, RANDOM_ITEM - (size_t)size,
                         ",\"agent_id\":\"a%u\",\"auto\":%s,\"private\":%s", random_below(3),
                         random_below(6) ? "false" : "true", random_below(8) ? "false" : "true");
    snprintf(item->json + size, RANDOM_ITEM - (size_t)size, "}");
}

static inline void random_event(struct random_history *history, struct random_item *item) {
    static const char *const plain[] = {"created", "resolved",    "reopened", "closed",
                                        "invited", "bot_handoff", "resolved", "reopened"};
    const unsigned kind = random_below(14);
    item->is_event = 1;
    item->message = -1;
    if (kind < 8) {
        snprintf(item->json, RANDOM_ITEM, "{\"type\":\"%s\",\"at\":%lld}", plain[kind],
                 (long long)item->at);
    } else if (kind == 8) {
        static const unsigned scales[][2] = {{1, 5},  {1, 5}, {1, 5}, {1, 5}, {0, 10},
                                             {0, 10}, {1, 2}, {1, 3}, {1, 7}, {1, 10}};
        const unsigned *scale = scales[random_below(sizeof scales / sizeof *scales)];
        snprintf(item->json, RANDOM_ITEM,
                 "{\"type\":\"rated\",\"at\":%lld,\"value\":%u,\"scale\":{\"min\":%u,\"max\":%u}}",
                 (long long)item->at, 1 + random_below(scale[1]), scale[0], scale[1]);
    } else if (kind == 12) {
        static const char *const statuses[] = {"pending", "open", "on_hold", "working"};
        snprintf(item->json, RANDOM_ITEM, "{\"type\":\"status\",\"at\":%lld,\"value\":\"%s\"}",
                 (long long)item->at, statuses[random_below(4)]);
    } else if (kind == 13) {
        /* also to a queue, whose name is that of a team */
        snprintf(item->json, RANDOM_ITEM, "{\"type\":\"assigned\",\"at\":%lld,\"to\":\"%s%u\"}",
                 (long long)item->at, random_below(4) ? "a" : "t", random_below(3));
    } else if (kind == 9) {
        snprintf(item->json, RANDOM_ITEM, "{\"type\":\"transfer\",\"at\":%lld,\"to\":\"a%u\"}",
                 (long long)item->at, random_below(3));
    } else {
        const unsigned which = history->count ? random_below(history->count) : 0;
        struct random_item *target = history->count ? &history->items[which] : item;
        const int recall = kind == 10;
        snprintf(item->json, RANDOM_ITEM,
                 "{\"type\":\"%s\",\"at\":%lld,\"message_id\":\"m%d\",\"text\":\"%s\"}",
                 recall ? "recalled" : "edited", (long long)item->at, target->message,
                 random_text());
        if (recall && target->message >= 0)
            target->recalled = 1;
    }
}

enum { RANDOM_CONTACTS = 140 }; /* customers; more than an aggregate counts exactly */

/* In the order in which a file is read: by time, messages before events, by place. */
static inline void random_conversation(struct random_history *history, unsigned number) {
    static const char *const topics[] = {"refund", "logistics", "quality"};
    const unsigned count = random_below(RANDOM_ITEMS_MAX);
    int64_t at = 1767225600000 + (int64_t)random_below(86400) * 1000;
    int messages = 0, events_now = 0;
    unsigned i;
    memset(history, 0, sizeof *history);
    snprintf(history->head, RANDOM_ITEM,
             "\"id\":\"c%u\",\"contact_id\":\"u%u\",\"team\":\"t%u\",\"topic\":\"%s\"", number,
             number % RANDOM_CONTACTS, random_below(3), topics[random_below(3)]);
    for (i = 0; i < count; i++) {
        struct random_item *item = &history->items[history->count];
        memset(item, 0, sizeof *item);
        if (random_below(4)) {
            const int64_t step = random_below(2) ? random_below(5) * 1000 : random_below(400000);
            at += step;
            if (step > 0)
                events_now = 0;
        }
        item->at = at;
        if (events_now || random_below(3) == 0) {
            random_event(history, item);
            events_now = 1; /* at this time only events may follow */
        } else {
            random_message(item, messages++);
        }
        history->count++;
    }
}

/* Joins the elements of one list; `skip_recalled` leaves out recalled messages and their recalls.
 */
static inline size_t random_list(const struct random_history *history, unsigned count,
                                 int are_events, char *to) {
    size_t size = 0;
    unsigned i;
    for (i = 0; i < count; i++)
        if (history->items[i].is_event == are_events)
            size += (size_t)sprintf(to + size, "%s%s", size ? "," : "", history->items[i].json);
    return size;
}

enum { RANDOM_JSON = RANDOM_ITEMS_MAX * RANDOM_ITEM + 4096 };

/* The first `count` items as a whole conversation. */
static inline size_t random_write(const struct random_history *history, unsigned count,
                                  char to[RANDOM_JSON]) {
    size_t size = (size_t)sprintf(to, "{%s,\"messages\":[", history->head);
    size += random_list(history, count, 0, to + size);
    size += (size_t)sprintf(to + size, "],\"events\":[");
    size += random_list(history, count, 1, to + size);
    return size + (size_t)sprintf(to + size, "]}");
}

static inline size_t random_feedback(unsigned number, char to[RANDOM_JSON]) {
    static const char *const sources[] = {"survey", "review", "complaint"};
    size_t size = (size_t)sprintf(
        to, "{\"id\":\"f%u\",\"agent_id\":\"a%u\",\"source\":\"%s\",\"invited_at\":%u", number,
        random_below(3), sources[random_below(3)], random_below(1000000));
    if (number % 4)
        size += (size_t)sprintf(to + size, ",\"contact_id\":\"u%u\"", number % RANDOM_CONTACTS);
    if (random_below(2))
        size += (size_t)sprintf(to + size, ",\"conversation_id\":\"c%u\"", random_below(20));
    if (random_below(3))
        size += (size_t)sprintf(to + size, ",\"at\":%u,\"rating\":%u,\"text\":\"%s\"",
                                1000000 + random_below(90000000), 1 + random_below(5),
                                random_text());
    return size + (size_t)sprintf(to + size, "}");
}

#endif
