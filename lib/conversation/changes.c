/* SPDX-License-Identifier: MIT
 * Reading the state of the turn model, and which earlier messages have changed since. */
#include "conversation/conversation.h"

#include <string.h>

const struct conversation_turn *kefu__conversation_open_turn(const kefu_conversation *c) {
    return c->state.open_turn == INDEX_NONE ? NULL : &c->turns[c->state.open_turn];
}

bool kefu__conversation_is_bot_only(const kefu_conversation *c) {
    return c->turn_count == 0 && c->state.bot_pending != INDEX_NONE;
}

const struct conversation_turn *kefu__conversation_first_answered(const kefu_conversation *c) {
    return c->state.first_answered == INDEX_NONE ? NULL : &c->turns[c->state.first_answered];
}

/* ---- changes ---- */

void kefu__conversation_change(struct kefu_conversation *c, uint32_t message) {
    c->changes++;
    while (c->change_count > 0 && c->changed[c->change_count - 1].message >= message)
        c->change_count--;
    if (c->change_count == CHANGES_MAX) { /* merge the two oldest changes */
        c->changed[1].message = c->changed[0].message;
        memmove(&c->changed[0], &c->changed[1], (CHANGES_MAX - 1) * sizeof *c->changed);
        c->change_count--;
    }
    c->changed[c->change_count++] = (struct conversation_change){message, c->changes};
}

uint32_t kefu__conversation_changed(const kefu_conversation *c, uint32_t number) {
    for (size_t i = 0; i < c->change_count; i++)
        if (c->changed[i].number > number)
            return c->changed[i].message;
    return INDEX_NONE;
}
