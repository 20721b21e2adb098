/* SPDX-License-Identifier: MIT
 * Names of speakers and notices of platforms, as exports write them. */
#include "reader/speaker.h"

#include "reader/columns.h"

/* ---- texts ---- */

bool kefu__text_begins(kefu_str text, const char *with) {
    const size_t size = strlen(with);
    return text.size >= size && memcmp(text.data, with, size) == 0;
}

bool kefu__text_ends(kefu_str text, const char *with) {
    const size_t size = strlen(with);
    return text.size >= size && memcmp(text.data + text.size - size, with, size) == 0;
}

size_t kefu__text_find(kefu_str text, const char *what) {
    const size_t size = strlen(what);
    for (size_t i = 0; i + size <= text.size; i++)
        if (text.data[i] == *what && memcmp(text.data + i, what, size) == 0)
            return i;
    return SIZE_MAX;
}

static kefu_str behind(kefu_str text, size_t size) {
    return (kefu_str){text.data + size, text.size - size};
}

static kefu_str trim(kefu_str text) {
    while (text.size && strchr(" \t\r\n", *text.data))
        text = behind(text, 1);
    while (text.size && strchr(" \t\r\n", text.data[text.size - 1]))
        text.size--;
    return text;
}

kefu_str kefu__unbracket(kefu_str text) {
    static const char *const pairs[][2] = {{"[", "]"}, {"(", ")"},   {"【", "】"}, {"（", "）"},
                                           {"“", "”"}, {"\"", "\""}, {"「", "」"}, {"<", ">"}};
    text = trim(text);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const size_t open = strlen(pairs[i][0]), close = strlen(pairs[i][1]);
        if (text.size > open + close && kefu__text_begins(text, pairs[i][0]) &&
            kefu__text_ends(text, pairs[i][1]))
            return trim((kefu_str){text.data + open, text.size - open - close});
    }
    return text;
}

static bool is_one_of(kefu_str text, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (kefu__str_is(text, words[i]))
            return true;
    return false;
}

static bool ends_in_one_of(kefu_str text, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (kefu__text_ends(text, words[i]))
            return true;
    return false;
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- speakers ---- */

static bool has_colon(kefu_str text) {
    return kefu__text_find(text, ":") != SIZE_MAX || kefu__text_find(text, "：") != SIZE_MAX;
}

/* Reads a name of the form "shop:agent", which marketplaces give the accounts of a shop. */
static bool read_shop_account(kefu_str name, const struct row_names *names,
                              struct speaker *speaker) {
    static const char *const colons[] = {":", "："};
    for (size_t i = 0; i < COUNT(colons); i++) {
        const size_t at = kefu__text_find(name, colons[i]);
        if (at == SIZE_MAX || at == 0 || at + strlen(colons[i]) == name.size)
            continue;
        const kefu_str shop = {name.data, at};
        const kefu_str agent = trim(behind(name, at + strlen(colons[i])));
        if (has_colon(agent))
            continue; /* a further colon: what follows is a message, not a name */
        if (!kefu__str_equal(shop, names->shop) && kefu__text_find(shop, "店") == SIZE_MAX)
            continue;
        speaker->role = KEFU_ROLE_AGENT;
        speaker->shop = shop;
        speaker->agent = agent;
        return true;
    }
    return false;
}

/* Finds the role of a name that has a word for a role before it (客服小王) or behind it
 * (售后机器人). */
static bool read_title(kefu_str name, uint32_t *role) {
    enum { NAME_SIZE_MAX = 24 }; /* maximum size of a name in bytes; longer texts are sentences */
    static const struct {
        const char *word;
        uint32_t role;
    } titles[] = {{"智能客服", KEFU_ROLE_BOT},   {"机器人", KEFU_ROLE_BOT},
                  {"人工客服", KEFU_ROLE_AGENT}, {"客服", KEFU_ROLE_AGENT},
                  {"坐席", KEFU_ROLE_AGENT},     {"客户", KEFU_ROLE_CUSTOMER},
                  {"买家", KEFU_ROLE_CUSTOMER},  {"顾客", KEFU_ROLE_CUSTOMER},
                  {"访客", KEFU_ROLE_CUSTOMER},  {"系统", KEFU_ROLE_SYSTEM}};
    for (size_t i = 0; i < COUNT(titles) && !has_colon(name); i++)
        if (name.size <= strlen(titles[i].word) + NAME_SIZE_MAX &&
            (kefu__text_begins(name, titles[i].word) || kefu__text_ends(name, titles[i].word))) {
            *role = titles[i].role;
            return true;
        }
    return false;
}

/* The name of an agent as the row's agent column has it, if the given name ends with that (客服小王
 * and 小王); else the given name. */
static kefu_str agent_of(kefu_str name, const struct row_names *names) {
    const bool is_same = names->agent.size && name.size >= names->agent.size &&
                         memcmp(name.data + name.size - names->agent.size, names->agent.data,
                                names->agent.size) == 0;
    return is_same ? names->agent : name;
}

bool kefu__speaker_of(kefu_str name, const struct row_names *names, struct speaker *speaker) {
    memset(speaker, 0, sizeof *speaker);
    name = kefu__unbracket(name);
    if (name.size == 0)
        return false;
    if (kefu__role_of(name, &speaker->role)) {
        speaker->agent = names->agent;
        return true;
    }
    if (kefu__str_equal(name, names->contact)) {
        speaker->role = KEFU_ROLE_CUSTOMER;
        return true;
    }
    if (read_shop_account(name, names, speaker))
        return true;
    speaker->agent = agent_of(name, names);
    if (!kefu__str_equal(name, names->agent))
        return read_title(name, &speaker->role);
    speaker->role = KEFU_ROLE_AGENT;
    return true;
}

/* ---- notices ---- */

static kefu_str without_stop(kefu_str line) {
    static const char *const stops[] = {"。", ".", "！", "!"};
    for (size_t i = 0; i < COUNT(stops); i++)
        if (kefu__text_ends(line, stops[i]))
            line.size -= strlen(stops[i]);
    return line;
}

static bool is_closing(kefu_str line) {
    static const char *const whole[] = {"会话已结束",   "会话结束",     "本次会话已结束",
                                        "对话已结束",   "对话结束",     "本次对话已结束",
                                        "会话已关闭",   "服务已结束",   "本次服务已结束",
                                        "本次会话结束", "会话超时关闭", "会话超时结束"};
    static const char *const endings[] = {"结束了会话", "关闭了会话", "结束了对话",
                                          "结束了本次会话", "结束了本次对话"};
    return is_one_of(line, whole, COUNT(whole)) || ends_in_one_of(line, endings, COUNT(endings));
}

/* Recognises the notice of a transfer. *to is the receiver's name: what follows the words of
 * transfer, up to a punctuation mark or word that cannot be part of a name. */
static bool read_transfer(kefu_str line, kefu_str *to) {
    static const char *const words[] = {"已转接给", "已转接至",   "已转接到",   "会话转接给",
                                        "已转交给", "会话转接至", "会话转接到", "会话转交给"};
    static const char *const ends[] = {"，", "。", ",", "处理", "继续", "为您"};
    for (size_t i = 0; i < COUNT(words); i++) {
        const size_t at = kefu__text_find(line, words[i]);
        if (at == SIZE_MAX || kefu__text_ends(line, "？") || kefu__text_ends(line, "?"))
            continue;
        *to = trim(behind(line, at + strlen(words[i])));
        for (size_t k = 0; k < COUNT(ends); k++) {
            const size_t end = kefu__text_find(*to, ends[k]);
            to->size = end == SIZE_MAX ? to->size : end;
        }
        *to = kefu__unbracket(*to);
        return true;
    }
    return false;
}

static bool read_rating(kefu_str line, double *rating) {
    static const char *const words[] = {"满意度评价：", "满意度评价:", "满意度：",   "满意度:",
                                        "服务评价：",   "服务评价:",   "评价结果：", "评价结果:"};
    for (size_t i = 0; i < COUNT(words); i++) {
        const size_t at = kefu__text_find(line, words[i]);
        if (at != SIZE_MAX)
            return kefu__rating_of(kefu__unbracket(behind(line, at + strlen(words[i]))), rating);
    }
    return false;
}

struct notice kefu__notice_of(kefu_str line) {
    enum { NOTICE_SIZE_MAX = 150 };
    static const char *const receipts[] = {"已读", "未读", "已送达", "对方已读", "对方未读"};
    static const char *const remarks[] = {"撤回了一条消息", "以上为历史消息", "以上是历史消息"};
    struct notice notice = {NOTICE_NONE, {"", 0}, 0};
    line = without_stop(kefu__unbracket(line));
    if (line.size == 0 || line.size > NOTICE_SIZE_MAX)
        return notice;
    if (is_one_of(line, receipts, COUNT(receipts)))
        notice.kind = NOTICE_RECEIPT;
    else if (ends_in_one_of(line, remarks, COUNT(remarks)))
        notice.kind = NOTICE_REMARK;
    else if (is_closing(line))
        notice.kind = NOTICE_CLOSED;
    else if (read_rating(line, &notice.rating))
        notice.kind = NOTICE_RATED;
    else if (read_transfer(line, &notice.to))
        notice.kind = NOTICE_TRANSFER;
    return notice;
}
