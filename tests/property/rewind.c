/* SPDX-License-Identifier: MIT
 * A recall or an edit is read again from the last checkpoint before its message. What stands after
 * it is what reading every entry again gives; and what is remembered of episodes that have ended is
 * what judging them again gives. Random entries of every kind, recalls of late and early messages.
 */
#include "conversation/chat.h"
#include "random.h"

#include "conversation/observe.h"

enum { CONVERSATIONS = 24, ENTRIES = 300, MESSAGES_MAX = ENTRIES };

/* What the turn model has found of a conversation. */
struct found {
    struct conversation_counts counts;
    struct conversation_state state;
    uint32_t owner, first_speaker;
    struct conversation_turn turns[ENTRIES + 2];
    struct conversation_episode episodes[ENTRIES + 2];
    struct conversation_pause pauses[ENTRIES + 2];
    size_t turn_count, episode_count, pause_count, said_count;
    uint32_t message_turns[MESSAGES_MAX], message_episodes[MESSAGES_MAX];
    uint32_t message_flags[MESSAGES_MAX], promoted[MESSAGES_MAX];
};

static void find(const kefu_conversation *c, struct found *found) {
    memset(found, 0, sizeof *found);
    found->counts = c->counts;
    found->state = c->state;
    found->state.marks = 0; /* how it was found, not what */
    found->owner = c->owner;
    found->first_speaker = c->first_speaker;
    found->turn_count = c->turn_count;
    found->episode_count = c->episode_count;
    found->pause_count = c->pause_count;
    found->said_count = c->said.count;
    for (size_t i = 0; i < c->turn_count; i++)
        found->turns[i] = c->turns[i];
    for (size_t i = 0; i < c->pause_count; i++)
        found->pauses[i] = c->pauses[i];
    for (size_t i = 0; i < c->episode_count; i++) {
        found->episodes[i] = c->episodes[i];
        memset(found->episodes[i].settled, 0, sizeof found->episodes[i].settled);
    }
    for (size_t i = 0; i < c->message_count; i++) {
        const struct message_record *message = &c->messages[i];
        found->message_turns[i] = message->turn;
        found->message_episodes[i] = message->episode;
        found->message_flags[i] = message->flags;
        for (uint32_t hit = 0; hit < message->hit_count; hit++)
            found->promoted[i] = found->promoted[i] * 8 + message->hits[hit].promoted + 1;
    }
}

static void same_standings(kefu_conversation *c, int64_t now) {
    struct sla_standing settled[SLA_SERIES];
    for (uint32_t series = 0; series < SLA_SERIES; series++)
        settled[series] = kefu__sla_standing(c, series, now);
    kefu__sla_unsettle(c);
    for (uint32_t series = 0; series < SLA_SERIES; series++) {
        const struct sla_standing again = kefu__sla_standing(c, series, now);
        assert_ptr_equal(settled[series].policy, again.policy);
        assert_int_equal(settled[series].state, again.state);
        assert_true(settled[series].due_at == again.due_at);
        assert_true(settled[series].warn_at == again.warn_at);
        assert_true(settled[series].remaining_ms == again.remaining_ms);
        assert_true(again.state != SLA_NOT_APPLICABLE || settled[series].reason == again.reason);
    }
}

static void same_read_again(kefu_conversation *c, int64_t now) {
    static struct found live, again;
    find(c, &live);
    same_standings(c, now);
    kefu__turns_rebuild(c, 0);
    find(c, &again);
    assert_memory_equal(&live, &again, sizeof live);
}

/* ---- random entries ---- */

static uint32_t random_type(void) {
    static const uint32_t types[] = {
        KEFU_EVENT_MESSAGE,     KEFU_EVENT_MESSAGE,  KEFU_EVENT_MESSAGE,  KEFU_EVENT_MESSAGE,
        KEFU_EVENT_MESSAGE,     KEFU_EVENT_MESSAGE,  KEFU_EVENT_RESOLVED, KEFU_EVENT_CLOSED,
        KEFU_EVENT_REOPENED,    KEFU_EVENT_STATUS,   KEFU_EVENT_TRANSFER, KEFU_EVENT_ASSIGNED,
        KEFU_EVENT_BOT_HANDOFF, KEFU_EVENT_RECALLED, KEFU_EVENT_EDITED};
    return types[random_below(sizeof types / sizeof *types)];
}

static kefu_str text_of(const char *text) {
    return (kefu_str){text, strlen(text)};
}

static void push_random(kefu_conversation *c, int64_t at) {
    static const char *const statuses[] = {"pending", "on_hold", "open"};
    static const uint32_t roles[] = {KEFU_ROLE_CUSTOMER, KEFU_ROLE_CUSTOMER, KEFU_ROLE_AGENT,
                                     KEFU_ROLE_AGENT, KEFU_ROLE_BOT};
    const size_t count = c->message_count;
    const unsigned back = random_below(4) ? random_below(6) : random_below(ENTRIES);
    char id[24], earlier[24], agent[16];
    kefu_event event = KEFU_EVENT_INIT;
    snprintf(id, sizeof id, "m%zu", count);
    snprintf(earlier, sizeof earlier, "m%zu", count > back ? count - back - 1 : 0);
    snprintf(agent, sizeof agent, "a%u", random_below(3));
    event.type = random_type();
    event.at = random_below(50) ? at : KEFU_TIME_NONE;
    if (event.type == KEFU_EVENT_MESSAGE) {
        event.role = roles[random_below(sizeof roles / sizeof *roles)];
        event.id = text_of(id);
        event.text = text_of(random_text());
        event.flags = random_below(10) ? 0 : KEFU_EVENT_AUTO;
    }
    if (event.type == KEFU_EVENT_RECALLED || event.type == KEFU_EVENT_EDITED) {
        event.message_id = text_of(earlier);
        event.text = text_of(event.type == KEFU_EVENT_EDITED ? random_text() : "");
    }
    if (event.type == KEFU_EVENT_STATUS)
        event.value = text_of(statuses[random_below(3)]);
    if (event.role == KEFU_ROLE_AGENT || event.type == KEFU_EVENT_TRANSFER ||
        event.type == KEFU_EVENT_ASSIGNED)
        event.agent_id = text_of(agent);
    assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, NULL), KEFU_OK);
}

static void push_all(const kefu_scheme *scheme) {
    kefu_conversation *c = NULL;
    int64_t at = 1767225600000;
    assert_int_equal(kefu_conversation_new(scheme, NULL, &c, NULL), KEFU_OK);
    for (unsigned i = 0; i < ENTRIES; i++) {
        at += random_below(8) ? 1000 * random_below(200) : 1000 * random_below(200000);
        push_random(c, at);
        if (random_below(3) == 0)
            same_read_again(c, at + 1000 * random_below(400));
    }
    kefu_conversation_free(c);
}

static void what_is_read_again_is_what_all_entries_give(void **state) {
    (void)state;
    for (unsigned i = 0; i < CONVERSATIONS; i++)
        push_all(chat_scheme);
}

/* Policies of every kind of target, by attributes that entries change. */
static void what_is_settled_is_what_judging_again_gives(void **state) {
    static const char *const metrics[] = {"frt",           "art",       "resolution_time",
                                          "transfer_wait", "wait_time", "first_useful_reply"};
    (void)state;
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++) {
        char text[1024];
        snprintf(text, sizeof text,
                 "{'kefu':1,'kind':'metric_set','id':'p','version':'1','metrics':[],'sla':["
                 "{'id':'a0','match':{'attribute':'agent_id','eq':'a%zu'},'targets':["
                 "{'metric':'%s','within_ms':60000}]},{'id':'rest','targets':["
                 "{'metric':'%s','within_ms':200000},{'metric':'frt','within_ms':90000}]}]}",
                 i % 3, metrics[i], metrics[i]);
        kefu_scheme *scheme = chat_scheme_with(text);
        for (unsigned round = 0; round < 4; round++)
            push_all(scheme);
        kefu_scheme_release(scheme);
    }
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_again_is_what_all_entries_give),
        cmocka_unit_test(what_is_settled_is_what_judging_again_gives)};
    if (argc > 1)
        random_state ^= strtoull(argv[1], NULL, 10) * 0x9E3779B97F4A7C15u;
    return cmocka_run_group_tests_name("rewind", tests, chat_setup, chat_teardown);
}
