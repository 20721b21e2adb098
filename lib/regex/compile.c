/* SPDX-License-Identifier: MIT
 * Compiling a regular expression: syntax tree, nondeterministic automaton, deterministic automaton.
 */
#include <string.h>

#include "regex/node.h"

kefu_status kefu__regex_compile(struct regex *regex, kefu_str source, struct arena *arena,
                                const kefu_allocator *allocator, uint64_t *budget,
                                struct regex_error *error) {
    struct regex_steps steps = {NULL, 0, 0, 0};
    struct arena scratch;
    struct regex_parser parser = {
        .source = source, .arena = &scratch, .budget = budget, .error = error};
    const struct regex_node *root;
    uint8_t *member;
    memset(regex, 0, sizeof *regex);
    kefu__arena_init(&scratch, allocator);
    root = kefu__regex_parse(&parser);
    if (root && kefu__regex_build_steps(&parser, root, allocator, &steps) &&
        kefu__regex_build_classes(&parser, arena, regex, &member) &&
        kefu__regex_build_states(&parser, &steps, member, arena, allocator, regex) &&
        !kefu__regex_find_needs(root, arena, &scratch, regex))
        kefu__regex_refuse(&parser, KEFU_E_MEMORY, "no_memory", "out of memory", 0);
    kefu__release(allocator, steps.items, steps.capacity * sizeof *steps.items);
    kefu__arena_free(&scratch);
    return parser.status;
}
