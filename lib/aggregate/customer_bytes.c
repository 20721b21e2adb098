/* SPDX-License-Identifier: MIT
 * The customers of a group in a state. */
#include "aggregate/state.h"

enum { FORM_REGISTERS = DISTINCT_EXACT_MAX + 1, FEW_REGISTERS = DISTINCT_REGISTERS / 2 };

/* ---- writing ---- */

static void put_registers(struct buffer *to, const unsigned char *registers) {
    size_t count = 0, before = 0;
    for (size_t i = 0; i < DISTINCT_REGISTERS; i++)
        count += registers[i] != 0;
    kefu__put_number(to, count);
    for (size_t i = 0; i < DISTINCT_REGISTERS && count <= FEW_REGISTERS; i++)
        if (registers[i] != 0) {
            kefu__put_number(to, i + 1 - before);
            kefu__put_fixed(to, registers[i], 1);
            before = i + 1;
        }
    if (count > FEW_REGISTERS)
        kefu__buffer_add(to, (const char *)registers, DISTINCT_REGISTERS);
}

void kefu__put_customers(struct buffer *to, const struct group *group) {
    const struct distinct *customers = &group->customers;
    kefu__put_number(to, group->customer_records);
    if (group->customer_records == 0)
        return;
    kefu__put_number(to, customers->is_dense ? FORM_REGISTERS : customers->count);
    for (uint32_t i = 0; i < customers->count; i++)
        kefu__put_fixed(to, customers->hashes[i], 8);
    if (customers->is_dense)
        put_registers(to, customers->registers);
}

/* ---- reading ---- */

static void get_hashes(struct cursor *c, const kefu_allocator *allocator, uint32_t count,
                       struct distinct *customers) {
    uint64_t before = 0;
    for (uint32_t i = 0; i < count && c->status == KEFU_OK; i++) {
        const uint64_t hash = kefu__get_fixed(c, 8);
        if (kefu__cursor_check(c, i == 0 || hash > before) &&
            !kefu__distinct_add(customers, hash, allocator))
            kefu__cursor_fail(c, KEFU_E_MEMORY);
        before = hash;
    }
}

static void get_registers(struct cursor *c, struct distinct *customers) {
    unsigned char *registers = customers->registers;
    const size_t count = (size_t)kefu__get_number(c, DISTINCT_REGISTERS);
    const size_t written = count <= FEW_REGISTERS ? count : DISTINCT_REGISTERS;
    size_t found = 0, at = 0;
    kefu__cursor_check(c, count > 0);
    for (size_t i = 0; i < written && c->status == KEFU_OK; i++) {
        const size_t step = count > FEW_REGISTERS
                                ? 1
                                : (size_t)kefu__get_number(c, DISTINCT_REGISTERS - at);
        at += step;
        const unsigned char value = (unsigned char)kefu__get_fixed(c, 1);
        if (!kefu__cursor_check(c, step > 0 && kefu__distinct_is_register(value)))
            return;
        registers[at - 1] = value;
        found += value != 0;
    }
    kefu__cursor_check(c, found == count);
}

void kefu__get_customers(struct cursor *c, const kefu_allocator *allocator, struct group *group) {
    const struct facts *facts = &group->facts;
    group->customer_records = kefu__get_number(c, facts->conversations + facts->feedback +
                                                      facts->joined);
    if (group->customer_records == 0 || c->status != KEFU_OK)
        return;
    const uint32_t form = (uint32_t)kefu__get_number(c, FORM_REGISTERS);
    if (!kefu__cursor_check(c, form <= group->customer_records))
        return;
    if (form < FORM_REGISTERS)
        get_hashes(c, allocator, form, &group->customers);
    else if (!kefu__distinct_make_dense(&group->customers, allocator))
        kefu__cursor_fail(c, KEFU_E_MEMORY);
    else
        get_registers(c, &group->customers);
}
