/* SPDX-License-Identifier: MIT
 * Where a leaf of a rule looks: role, within, anchor. */
#include "scheme/rule_set/leaves.h"

static const char *const role_names[] = {"customer", "agent", "bot", "system", "any", NULL};

/* Reads "messages", "turns" or "seconds" of a window: a number n (1…n, of seconds 0…n), or two. */
static bool read_window(struct json_reader *reader, const json_value *object, bool from_end,
                        struct rule_window *window) {
    static const char *const units[] = {"messages", "turns", "seconds"};
    const int64_t most = 1000000000;
    size_t i;
    for (i = 0; i < 3; i++) {
        const json_value *value = kefu__json_get(object, units[i]);
        const json_value *first = kefu__json_first(value), *second = kefu__json_next(first);
        double low, high;
        if (!value)
            continue;
        if (window->unit != WINDOW_NONE)
            return kefu__leaf_refuse_member(
                reader, units[i], "two_units",
                "a window counts messages, turns or seconds: one of them");
        window->unit = (enum window_unit)(WINDOW_MESSAGES + i);
        if (kefu__json_is(value, JSON_NUMBER)) {
            low = window->unit == WINDOW_SECONDS ? 0 : 1;
            high = kefu__json_number(value);
        } else if (kefu__json_count(value) == 2 && kefu__json_is(value, JSON_ARRAY) &&
                   kefu__json_is(first, JSON_NUMBER) && kefu__json_is(second, JSON_NUMBER)) {
            low = kefu__json_number(first);
            high = kefu__json_number(second);
        } else {
            return kefu__leaf_refuse_member(reader, units[i], "wrong_type",
                                            "must be n or [first, last]");
        }
        if (!(low >= -(double)most && low <= (double)most && high >= -(double)most &&
              high <= (double)most))
            return kefu__leaf_refuse_member(reader, units[i], "out_of_range", "is out of range");
        window->first = (int64_t)low;
        window->last = (int64_t)high;
        if ((double)window->first != low || (double)window->last != high)
            return kefu__leaf_refuse_member(reader, units[i], "wrong_type",
                                            "must be whole numbers");
        if ((!from_end && window->first < 0) ||
            ((window->first < 0) == (window->last < 0) && window->last < window->first) ||
            (window->first < 0 && window->last >= 0) ||
            (from_end && window->unit != WINDOW_SECONDS &&
             (window->first == 0 || window->last == 0)))
            return kefu__leaf_refuse_member(
                reader, units[i], "out_of_range",
                from_end ? "must be [first, last], from 1, or from -1 for the end"
                         : "must be [nearest, farthest], not negative");
    }
    return true;
}

static bool read_within(struct json_reader *reader, const json_value *object,
                        struct rule_leaf *leaf) {
    static const char *const known[] = {"messages", "turns", "seconds", NULL};
    const json_value *within = kefu__json_member_object(reader, object, "within", false);
    bool fine;
    if (!within)
        return true;
    kefu__json_enter_name(reader, "within");
    kefu__json_known_members(reader, within, known);
    fine = read_window(reader, within, true, &leaf->within);
    if (fine && leaf->within.unit == WINDOW_NONE)
        fine = kefu__leaf_refuse(reader, "missing_member", "must have messages, turns or seconds");
    kefu__json_leave(reader);
    return fine;
}

/* Finds the leaf that "on" names among those of this rule that came before. */
static bool resolve_anchor(struct rule_compiler *compiler, struct json_reader *reader, kefu_str on,
                           struct rule_leaf *leaf) {
    size_t i;
    for (i = 0; i < compiler->named_count; i++)
        if (kefu__str_is(on, compiler->named[i]->id))
            break;
    kefu__json_enter_name(reader, "on");
    if (i == compiler->named_count)
        kefu__leaf_unresolved(reader, "earlier leaf of this rule with the id", on);
    else if (compiler->named[i]->anchor.on != UINT32_MAX)
        kefu__leaf_refuse(reader, "anchor_chain",
                          "the leaf that an anchor names must not have one itself");
    else if (compiler->anchor != UINT32_MAX && compiler->anchor != compiler->named[i]->index)
        kefu__leaf_refuse(reader, "two_anchors", "all anchors of a rule must name the same leaf");
    else
        compiler->anchor = leaf->anchor.on = compiler->named[i]->index;
    kefu__json_leave(reader);
    return leaf->anchor.on != UINT32_MAX;
}

static bool read_anchor(struct rule_compiler *compiler, struct json_reader *reader,
                        const json_value *object, struct rule_leaf *leaf) {
    static const char *const known[] = {"on",      "position", "messages", "turns",
                                        "seconds", "hits",     NULL};
    static const char *const positions[] = {"after", "before", "same", "around", NULL};
    static const char *const hits[] = {"each", "any", NULL};
    const json_value *anchor = kefu__json_member_object(reader, object, "anchor", false);
    uint32_t position = ANCHOR_AFTER, any = 0;
    kefu_str on = {"", 0};
    bool fine;
    if (!anchor)
        return true;
    kefu__json_enter_name(reader, "anchor");
    kefu__json_known_members(reader, anchor, known);
    fine = kefu__json_member_string(reader, anchor, "on", true, &on) &&
           resolve_anchor(compiler, reader, on, leaf);
    kefu__json_member_choice(reader, anchor, "position", false, positions, &position);
    kefu__json_member_choice(reader, anchor, "hits", false, hits, &any);
    fine &= read_window(reader, anchor, false, &leaf->anchor.window);
    kefu__json_leave(reader);
    leaf->anchor.position = (enum anchor_position)position;
    leaf->anchor.any = any == 1;
    return fine;
}

static bool read_id(struct rule_compiler *compiler, struct json_reader *reader,
                    const json_value *object, struct rule_leaf *leaf) {
    kefu_str id = {"", 0};
    if (!kefu__json_member_string(reader, object, "id", false, &id))
        return true;
    if (compiler->named_count == RULE_MOST_ANCHORS)
        return kefu__leaf_refuse(reader, "limit_exceeded",
                                 "more than 64 leaves of a rule have an id");
    leaf->id = kefu__arena_text(compiler->asked.builder->arena, id.data, id.size);
    if (!leaf->id)
        return kefu__builder_no_memory(compiler->asked.builder);
    compiler->named[compiler->named_count++] = leaf;
    return true;
}

struct rule_leaf *kefu__leaf_begin(struct rule_compiler *compiler, struct json_reader *reader,
                                   const json_value *object, struct condition_leaf *leaf,
                                   uint32_t role) {
    struct scheme_builder *builder = compiler->asked.builder;
    struct rule_leaf *data = kefu__builder_take(compiler->asked.builder, sizeof *data);
    void *leaves = compiler->leaves;
    if (!data)
        return NULL;
    data->role = role;
    data->index = (uint32_t)compiler->leaf_count;
    data->anchor.on = UINT32_MAX;
    if (compiler->leaf_count >= RULES_MOST_LEAVES) {
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_LIMIT, "limit_exceeded",
                          "the rules have more than 32768 leaves");
        return NULL;
    }
    if (!kefu__grow(builder->allocator, &leaves, &compiler->leaf_capacity, compiler->leaf_count + 1,
                    sizeof *compiler->leaves)) {
        kefu__builder_no_memory(builder);
        return NULL;
    }
    compiler->leaves = leaves;
    compiler->leaves[compiler->leaf_count++] = leaf;
    leaf->data = data;
    if (kefu__json_get(object, "exists")) {
        kefu__leaf_refuse_member(reader, "exists", "wrong_type",
                                 "use \"not\" for what must not be found");
        return NULL;
    }
    kefu__json_member_choice(reader, object, "role", false, role_names, &data->role);
    if (!read_within(reader, object, data) || !read_anchor(compiler, reader, object, data) ||
        !read_id(compiler, reader, object, data))
        return NULL;
    return data;
}
