/* SPDX-License-Identifier: MIT
 * Which names of columns and which values in cells mean what, in the exports of helpdesks; no
 * platform in particular. */
#include "reader/columns.h"

#include "base/vocabulary.h"

/* ---- names ---- */

/* For each column: all names under which headers list it, in the form that kefu__name_fold()
 * returns, separated by blanks. */
static const char *const names[COLUMNS] = {
    [COLUMN_ID] = "id 评价id 评价编号 反馈id 反馈编号 feedbackid surveyid",
    [COLUMN_CONVERSATION_ID] = "会话id 会话编号 会话号 会话标识 对话id 对话编号 咨询id 咨询编号 "
                               "服务编号 工单id 工单号 工单编号 sessionid conversationid chatid "
                               "dialogid ticketid caseid",
    [COLUMN_MESSAGE_ID] = "消息id 消息编号 messageid msgid",
    [COLUMN_AT] = "时间 发送时间 消息时间 发言时间 聊天时间 对话时间 创建时间 发生时间 日期时间 at "
                  "time timestamp datetime createdat sendtime senttime sentat msgtime messagetime",
    [COLUMN_ROLE] =
        "角色 发送方 发送方类型 发送方角色 发送人类型 发送人角色 发送者类型 "
        "发送者角色 发言人类型 消息方 身份 用户类型 role sendertype senderrole fromtype",
    [COLUMN_SENDER] = "发送人 发送者 发言人 发送人昵称 发送者昵称 sender from author speaker",
    [COLUMN_RECEIVER] = "接收方 接收人 接收者 收信人 接收人昵称 接收者昵称 receiver recipient to",
    [COLUMN_TEXT] =
        "内容 消息 消息内容 聊天内容 对话内容 发言内容 发送内容 文本 消息文本 text content "
        "message body messagetext messagecontent",
    [COLUMN_CONTENT] = "消息类型 内容类型 类型 msgtype contenttype messagetype",
    [COLUMN_AGENT_ID] = "客服 客服id 客服账号 客服帐号 客服昵称 客服名称 客服姓名 客服工号 坐席 "
                        "坐席id 坐席工号 坐席姓名 接待客服 接待人 agent agentid agentname staff "
                        "staffid",
    [COLUMN_CONTACT_ID] =
        "客户 客户id 客户昵称 客户名称 客户账号 买家 买家id 买家昵称 买家名称 买家账号 "
        "顾客 顾客id 顾客昵称 顾客名称 顾客账号 用户 用户id 用户昵称 用户名称 用户账号 "
        "访客 访客id 访客昵称 访客名称 访客账号 customer customerid contact contactid buyer "
        "buyerid userid visitorid",
    [COLUMN_TEAM] = "团队 客服组 客服分组 技能组 班组 组别 team group",
    [COLUMN_CHANNEL] = "渠道 来源渠道 接入渠道 咨询渠道 channel",
    [COLUMN_TOPIC] = "主题 咨询分类 问题分类 咨询类型 问题类型 会话分类 topic category",
    [COLUMN_SHOP] = "店铺 店铺名称 门店 shop store",
    [COLUMN_SOURCE] = "反馈来源 评价来源 source",
    [COLUMN_RATING] = "评分 满意度 满意度评分 满意度评价 评价 评价分数 评价结果 评价等级 星级 打分 "
                      "rating score csat stars satisfaction",
    [COLUMN_COMMENT] = "评价内容 评论 评论内容 反馈 反馈内容 评语 留言 comment comments review "
                       "feedback",
    [COLUMN_RATED_AT] = "评价时间 评论时间 反馈时间 打分时间 ratedat ratingtime reviewtime",
    [COLUMN_INVITED_AT] = "邀评时间 邀请时间 邀请评价时间 invitedat",
    [COLUMN_TRANSCRIPT] = "会话记录 聊天记录 对话记录 会话内容 会话详情 聊天详情 对话详情 沟通记录 "
                          "咨询记录 消息记录 历史消息 transcript chatlog chathistory "
                          "conversationtext",
    [COLUMN_STARTED_AT] = "开始时间 会话开始时间 对话开始时间 会话时间 接入时间 进线时间 咨询时间 "
                          "会话创建时间 starttime startedat",
    [COLUMN_ENDED_AT] = "结束时间 会话结束时间 对话结束时间 会话关闭时间 endtime endedat closedat",
};

static bool starts(kefu_str text, const char *with) {
    const size_t size = strlen(with);
    return text.size >= size && memcmp(text.data, with, size) == 0;
}

size_t kefu__name_fold(kefu_str name, char to[COLUMN_NAME_MAX]) {
    size_t size = 0;
    for (; name.size > 0; name.data++, name.size--) {
        const char c = *name.data;
        if (size > 0 && (c == '(' || starts(name, "（") || c == '['))
            break;
        if (c == ' ' || c == '_' || c == '-' || c == '.' || c == '*')
            continue;
        if (size == COLUMN_NAME_MAX)
            return 0;
        to[size++] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    }
    return size;
}

/* Is the name one of the words of a list, which are separated by blanks? */
static bool is_among(const char *list, const char *name, size_t size) {
    while (*list) {
        const size_t length = strcspn(list, " ");
        if (length == size && memcmp(list, name, size) == 0)
            return true;
        list += length + (list[length] == ' ');
    }
    return false;
}

enum column kefu__column_of(kefu_str name) {
    char folded[COLUMN_NAME_MAX];
    const size_t size = kefu__name_fold(name, folded);
    for (size_t i = 1; i < COLUMNS && size > 0; i++)
        if (is_among(names[i], folded, size))
            return (enum column)i;
    return COLUMN_NONE;
}

/* ---- the header ---- */

static bool has(const struct column_plan *plan, enum column column) {
    return plan->cells[column] != SIZE_MAX;
}

/* Do the columns name two people: the sender and the receiver, or the customer and the agent? */
static bool names_two(const struct column_plan *plan) {
    return has(plan, COLUMN_RECEIVER) ||
           (has(plan, COLUMN_CONTACT_ID) && has(plan, COLUMN_AGENT_ID));
}

bool kefu__columns_read(const struct table_row *row, struct column_plan *plan) {
    for (size_t i = 0; i < COLUMNS; i++)
        plan->cells[i] = SIZE_MAX;
    plan->width = row->count;
    for (size_t i = 0; i < row->count; i++) {
        const enum column column = kefu__column_of(kefu__row_cell(row, i));
        if (column != COLUMN_NONE && !has(plan, column))
            plan->cells[column] = i;
    }
    const bool speaks = has(plan, COLUMN_ROLE) || has(plan, COLUMN_SENDER);
    plan->kind = speaks && has(plan, COLUMN_TEXT) ? ROWS_ARE_MESSAGES
                 : has(plan, COLUMN_TRANSCRIPT)   ? ROWS_ARE_TRANSCRIPTS
                                                  : ROWS_ARE_FEEDBACK;
    plan->by_ends = plan->kind == ROWS_ARE_MESSAGES && !has(plan, COLUMN_CONVERSATION_ID);
    if (plan->kind == ROWS_ARE_MESSAGES)
        return !plan->by_ends || (has(plan, COLUMN_AT) && names_two(plan));
    return row->count > 1 && (plan->kind == ROWS_ARE_TRANSCRIPTS ||
                              (!speaks && (has(plan, COLUMN_RATING) || has(plan, COLUMN_COMMENT))));
}

kefu_str kefu__columns_cell(const struct column_plan *plan, const struct table_row *row,
                            enum column column) {
    return has(plan, column) ? kefu__row_cell(row, plan->cells[column]) : (kefu_str){"", 0};
}

/* ---- values ---- */

struct word_list {
    const char *words;
    uint32_t value;
};

static bool find_word(const struct word_list *lists, size_t count, kefu_str text, uint32_t *value) {
    char folded[COLUMN_NAME_MAX];
    const size_t size = kefu__name_fold(text, folded);
    for (size_t i = 0; i < count && size > 0; i++)
        if (is_among(lists[i].words, folded, size)) {
            *value = lists[i].value;
            return true;
        }
    return false;
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A word for a role, as kefu__name_fold() returns it. */
struct role_word {
    const char *text;
    size_t size;
    uint32_t role;
};

#define CUSTOMER(word)                                                                             \
    { word, sizeof(word) - 1, KEFU_ROLE_CUSTOMER }
#define AGENT(word)                                                                                \
    { word, sizeof(word) - 1, KEFU_ROLE_AGENT }
#define BOT(word)                                                                                  \
    { word, sizeof(word) - 1, KEFU_ROLE_BOT }
#define SYSTEM(word)                                                                               \
    { word, sizeof(word) - 1, KEFU_ROLE_SYSTEM }
static const struct role_word role_words[] = {
    CUSTOMER("customer"), CUSTOMER("客户"),    CUSTOMER("顾客"),    CUSTOMER("买家"),
    CUSTOMER("用户"),     CUSTOMER("访客"),    CUSTOMER("消费者"),  CUSTOMER("会员"),
    CUSTOMER("buyer"),    CUSTOMER("user"),    CUSTOMER("visitor"), CUSTOMER("client"),
    CUSTOMER("guest"),    CUSTOMER("enduser"), AGENT("agent"),      AGENT("客服"),
    AGENT("人工客服"),    AGENT("人工"),       AGENT("坐席"),       AGENT("卖家"),
    AGENT("商家"),        AGENT("员工"),       AGENT("店员"),       AGENT("顾问"),
    AGENT("seller"),      AGENT("staff"),      AGENT("service"),    AGENT("operator"),
    AGENT("helpdesk"),    AGENT("employee"),   BOT("bot"),          BOT("机器人"),
    BOT("智能客服"),      BOT("智能机器人"),   BOT("机器人客服"),   BOT("robot"),
    BOT("chatbot"),       SYSTEM("system"),    SYSTEM("系统"),      SYSTEM("系统消息"),
    SYSTEM("系统提示"),   SYSTEM("notice")};

/* Asked for every row of a table, so that size and first byte rule out nearly all words. */
bool kefu__role_of(kefu_str text, uint32_t *role) {
    char folded[COLUMN_NAME_MAX];
    const size_t size = kefu__name_fold(text, folded);
    for (size_t i = 0; i < COUNT(role_words) && size > 0; i++) {
        const struct role_word *word = &role_words[i];
        if (word->size == size && *word->text == *folded && memcmp(word->text, folded, size) == 0) {
            *role = word->role;
            return true;
        }
    }
    return false;
}

/* Reads a rating that is drawn as filled and empty stars: ★★★★☆ is 4. */
static bool read_stars(kefu_str text, double *rating) {
    size_t stars = 0;
    while (starts(text, "★")) {
        text.data += 3;
        text.size -= 3;
        stars++;
    }
    while (starts(text, "☆")) {
        text.data += 3;
        text.size -= 3;
    }
    *rating = (double)stars;
    return stars > 0 && text.size == 0;
}

bool kefu__rating_of(kefu_str text, double *rating) {
    static const struct word_list words[] = {{"非常满意 很满意 十分满意 超级满意", 5},
                                             {"满意 比较满意 较满意", 4},
                                             {"一般 基本满意 还行 中评", 3},
                                             {"不满意 较不满意 不太满意", 2},
                                             {"非常不满意 很不满意 极不满意 十分不满意", 1}};
    uint32_t value;
    size_t digits = 0;
    if (find_word(words, COUNT(words), text, &value)) {
        *rating = value;
        return true;
    }
    for (*rating = 0;
         digits < text.size && text.data[digits] >= '0' && text.data[digits] <= '9' && digits < 4;
         digits++)
        *rating = *rating * 10 + (text.data[digits] - '0');
    const kefu_str rest = {text.data + digits, text.size - digits};
    return digits ? kefu__str_is(rest, "分") || kefu__str_is(rest, "星") ||
                        kefu__str_is(rest, "颗星") || rest.size == 0
                  : read_stars(text, rating);
}

const char *kefu__content_of(kefu_str text) {
    static const struct word_list words[] = {
        {"文本 文字 文本消息 txt", KEFU_CONTENT_TEXT},
        {"图片 图片消息 pic picture img", KEFU_CONTENT_IMAGE},
        {"语音 语音消息 audio", KEFU_CONTENT_VOICE},
        {"视频 视频消息", KEFU_CONTENT_VIDEO},
        {"文件 附件", KEFU_CONTENT_FILE},
        {"卡片 商品 商品卡片 订单 订单卡片 链接 link", KEFU_CONTENT_CARD}};
    uint32_t value;
    return find_word(words, COUNT(words), text, &value) ? kefu__word_name(&kefu__contents, value)
                                                        : NULL;
}
