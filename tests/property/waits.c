/* SPDX-License-Identifier: MIT
 * Whose wait it was, whatever happens: pieces add up to the wait, asking later never heals a
 * service level, and the agents' parts have the vetoes of the conversation, and no others. */
#include "conversation/chat.h"
#include "random.h"

#include "conversation/observe.h"
#include "evaluation/parts.h"
#include "scheme/metric_set/metrics.h"

enum { ROUNDS = 300 };

static kefu_conversation *read_round(unsigned round) {
    static struct random_history history;
    static char json[RANDOM_JSON];
    kefu_conversation *c;
    kefu_error error;
    random_conversation(&history, round);
    const size_t size = random_write(&history, history.count, json);
    assert_int_equal(kefu_conversation_new(chat_scheme, NULL, &c, NULL), KEFU_OK);
    if (kefu_conversation_read_json(c, chat_scratch, json, size, NULL, &error))
        fail_msg("%s: %s\n%s", error.pointer, error.message, json);
    return c;
}

/* Each turn's pieces follow one another from its start to its end, and none is of another turn. */
static void pieces_add_up_to_the_wait(void **state) {
    size_t cut = 0;
    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        kefu_conversation *c = read_round(round);
        struct piece_cursor cursor;
        struct wait_piece piece;
        uint32_t next = 0;
        int64_t from = 0;
        bool goes_on = false; /* the turn, in another piece that begins at `from` */
        kefu__piece_cursor_init(&cursor);
        while (kefu__piece_next(c, &cursor, &piece)) {
            if (piece.turn == INDEX_NONE)
                continue;
            const struct conversation_turn *turn = &c->turns[piece.turn];
            assert_int_equal(piece.turn, next);
            assert_int_equal(piece.start, goes_on ? from : turn->start);
            from = piece.stop;
            goes_on = piece.end == PIECE_HANDED_ON;
            cut += goes_on;
            if (goes_on)
                continue;
            assert_int_equal(piece.stop, turn->over);
            assert_int_equal(piece.reply, turn->reply);
            next++;
        }
        assert_int_equal(next, c->turn_count);
        kefu_conversation_free(c);
    }
    assert_true(cut > 0);
}

static void asking_later_never_heals(void **state) {
    size_t breached = 0;
    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        kefu_conversation *c = read_round(round);
        for (uint32_t series = SLA_RESPONSE; series <= SLA_RESOLUTION; series++) {
            int64_t now = c->last_at == KEFU_TIME_NONE ? 0 : c->last_at;
            bool was = false;
            for (unsigned i = 0; i < 20; i++, now += random_below(20000000)) {
                const bool is = kefu__sla_standing(c, series, now).state == SLA_BREACHED;
                assert_false(was && !is);
                was = is;
            }
            const bool finally = kefu__sla_standing(c, series, KEFU_TIME_END).state == SLA_BREACHED;
            assert_false(was && !finally);
            breached += was;
        }
        kefu_conversation_free(c);
    }
    assert_true(breached > 0);
}

static bool is_vetoed(const kefu_evaluation *e, uint32_t question) {
    for (size_t i = 0; i < e->veto_count; i++)
        if (e->vetoes[i].question == question)
            return true;
    return false;
}

/* Has a person spoken who is nobody, so that his words are in no agent's part? */
static bool has_nameless_agent(const kefu_conversation *c) {
    for (size_t i = 0; i < c->message_count; i++)
        if (c->messages[i].role == KEFU_ROLE_AGENT && c->messages[i].agent == INDEX_NONE)
            return true;
    return false;
}

/* Each veto of an agent's part is the conversation's, and each of the conversation is some agent's,
 * except that a chat left unanswered may be nobody's. */
static void parts_agree_with_the_conversation_on_every_veto(void **state) {
    const struct rubric *rubric = &chat_scheme->rubrics->items[chat_scheme->rubrics->standard];
    size_t vetoes = 0;
    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        kefu_conversation *c = read_round(round);
        kefu_evaluation *whole, *part;
        bool of_somebody[RUBRIC_QUESTIONS_MAX] = {false};
        assert_int_equal(kefu__evaluate_part(c, rubric, KEFU_TIME_END, INDEX_NONE, &whole, NULL),
                         KEFU_OK);
        for (uint32_t agent = 0; agent < c->agent_count; agent++) {
            if (!kefu__conversation_has_part(c, agent))
                continue;
            assert_int_equal(kefu__evaluate_part(c, rubric, KEFU_TIME_END, agent, &part, NULL),
                             KEFU_OK);
            for (size_t i = 0; i < part->veto_count; i++) {
                const uint32_t question = part->vetoes[i].question;
                of_somebody[question] = true;
                if (!is_vetoed(whole, question))
                    fail_msg("round %u: %s is the agent's veto alone", round,
                             rubric->questions[question].id);
            }
            kefu_evaluation_free(part);
        }
        for (size_t i = 0; i < whole->veto_count && !has_nameless_agent(c); i++) {
            const char *id = rubric->questions[whole->vetoes[i].question].id;
            if (strcmp(id, "answered") == 0)
                continue;
            vetoes++;
            if (!of_somebody[whole->vetoes[i].question])
                fail_msg("round %u: %s is nobody's veto", round, id);
        }
        kefu_evaluation_free(whole);
        kefu_conversation_free(c);
    }
    assert_true(vetoes > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_add_up_to_the_wait),
        cmocka_unit_test(asking_later_never_heals),
        cmocka_unit_test(parts_agree_with_the_conversation_on_every_veto),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
