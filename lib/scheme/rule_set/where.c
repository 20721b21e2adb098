/* SPDX-License-Identifier: MIT
 * Reads where a searching leaf searches: role, within, anchor. */
#include <string.h>

#include "scheme/rule_set/leaves.h"

/* ---- windows: "messages", "turns" or "seconds" ---- */

enum { PLACE_MAX = 1000000000 };

static bool is_in_range(double number) {
    return number >= -(double)PLACE_MAX && number <= (double)PLACE_MAX;
}

/* Is [first, last] a valid range of a window? With `from_end`, ranges counted from the end of the
 * conversation are allowed too; their numbers are negative. */
static bool is_ordered(const struct rule_window *window, bool from_end) {
    const bool low = window->first < 0, high = window->last < 0;
    if ((!from_end && low) || (low && !high) || (low == high && window->last < window->first))
        return false;
    return !from_end || window->unit == WINDOW_SECONDS || (window->first != 0 && window->last != 0);
}

static const char *const unit_names[] = {"messages", "turns", "seconds"};

/* Reads the range of a window: a number n, which means 1 … n (in seconds 0 … n), or a pair of
 * numbers. */
static bool read_range(struct field_reader *reader, const json_value *value, bool from_end,
                       struct rule_window *window) {
    const json_value *first = kefu__json_first(value), *second = kefu__json_next(first);
    double low = window->unit == WINDOW_SECONDS ? 0 : 1, high = kefu__json_number(value);
    if (kefu__json_is(value, JSON_ARRAY) && kefu__json_count(value) == 2 &&
        kefu__json_is(first, JSON_NUMBER) && kefu__json_is(second, JSON_NUMBER)) {
        low = kefu__json_number(first);
        high = kefu__json_number(second);
    } else if (!kefu__json_is(value, JSON_NUMBER)) {
        return kefu__field_refuse(reader, NULL, "wrong_type", "must be n or [first, last]");
    }
    if (!is_in_range(low) || !is_in_range(high))
        return kefu__field_refuse(reader, NULL, "out_of_range", "is out of range");
    window->first = (int64_t)low;
    window->last = (int64_t)high;
    if ((double)window->first != low || (double)window->last != high)
        return kefu__field_refuse(reader, NULL, "wrong_type", "must be whole numbers");
    return is_ordered(window, from_end) ||
           kefu__field_refuse(reader, NULL, "out_of_range",
                              from_end ? "must be [first, last], from 1, or from -1 for the end"
                                       : "must be [nearest, farthest], not negative");
}

static void read_unit(struct field_reader *reader, const json_value *value, bool from_end,
                      struct rule_window *window) {
    uint32_t unit = 0;
    while (strcmp(kefu__json_name(value), unit_names[unit]) != 0)
        unit++;
    if (window->unit != WINDOW_NONE) {
        kefu__field_refuse(reader, NULL, "two_units",
                           "a window counts messages, turns or seconds: one of them");
        return;
    }
    window->unit = (enum window_unit)(WINDOW_MESSAGES + unit);
    read_range(reader, value, from_end, window);
}

static void read_within_unit(struct field_reader *reader, const json_value *value, void *item) {
    read_unit(reader, value, true, item);
}

static void read_anchor_unit(struct field_reader *reader, const json_value *value, void *item) {
    read_unit(reader, value, false, &((struct rule_anchor *)item)->window);
}

static bool finish_within(struct field_reader *reader, const json_value *object, void *item) {
    (void)object;
    return ((struct rule_window *)item)->unit != WINDOW_NONE ||
           kefu__field_refuse(reader, NULL, "missing_member",
                              "must have messages, turns or seconds");
}

#define UNIT_FIELD(name, hook)                                                                     \
    {                                                                                              \
        name, FIELD_CUSTOM, .read = hook,                                                          \
                            .schema = "{\"oneOf\": [{\"type\": \"integer\"}, {\"type\": "          \
                                      "\"array\", \"items\": {\"type\": "                          \
                                      "\"integer\"}, \"minItems\": 2, \"maxItems\": 2}]}"          \
    }
static const struct field within_fields[] = {UNIT_FIELD("messages", read_within_unit),
                                             UNIT_FIELD("turns", read_within_unit),
                                             UNIT_FIELD("seconds", read_within_unit)};
static const struct field_table within_table = {
    FIELDS_OF(within_fields), .finish = finish_within, .definition = "within",
    .schema_more = "\"minProperties\": 1, \"maxProperties\": 1"};

/* ---- anchors ---- */

/* Finds the leaf of an anchor, to whose id "on" refers, among the earlier leaves of the same rule.
 */
static bool find_anchor(struct field_reader *reader, kefu_str id, void *item) {
    struct rule_compiler *compiler = kefu__rule_compiler(reader);
    struct rule_anchor *anchor = item;
    size_t i = 0;
    while (i < compiler->named_count && !kefu__str_is(id, compiler->named[i]->id))
        i++;
    if (i == compiler->named_count)
        return false;
    if (compiler->named[i]->anchor.on != UINT32_MAX)
        kefu__json_refuse(reader->json, "on", KEFU_E_DEFINITION, "anchor_chain",
                          "the leaf that an anchor names must not have one itself");
    else if (compiler->anchor != UINT32_MAX && compiler->anchor != compiler->named[i]->index)
        kefu__json_refuse(reader->json, "on", KEFU_E_DEFINITION, "two_anchors",
                          "all anchors of a rule must name the same leaf");
    else
        compiler->anchor = anchor->on = compiler->named[i]->index;
    return true;
}

static const struct field anchor_fields[] = {
    {"on", FIELD_REFERENCE, FIELD_REQUIRED, .what = "earlier leaf of this rule with the id",
     .find = find_anchor, .description = "The id of the leaf that places are counted from."},
    {"position", FIELD_CHOICE, FIELD_AT(struct rule_anchor, position),
     FIELD_NAMES("after", "before", "same", "around")},
    {"hits", FIELD_SWITCH, FIELD_AT(struct rule_anchor, any), FIELD_NAMES("each", "any")},
    UNIT_FIELD("messages", read_anchor_unit),
    UNIT_FIELD("turns", read_anchor_unit),
    UNIT_FIELD("seconds", read_anchor_unit)};
static const struct field_table anchor_table = {FIELDS_OF(anchor_fields), .definition = "anchor"};

/* ---- leaves ---- */

static void name_leaf(struct field_reader *reader, const json_value *object, void *item) {
    struct rule_compiler *compiler = kefu__rule_compiler(reader);
    struct rule_leaf *leaf = item;
    (void)object;
    if (!leaf->id)
        return;
    if (compiler->named_count == RULE_ANCHORS_MAX)
        kefu__field_refuse(reader, NULL, "limit_exceeded",
                           "more than 64 leaves of a rule have an id");
    else
        compiler->named[compiler->named_count++] = leaf;
}

static const struct field where_fields[] = {
    {"role", FIELD_CHOICE, FIELD_AT(struct rule_leaf, role), .words = &kefu__roles_or_any,
     .description = "Whose messages."},
    {"within", FIELD_OBJECT, FIELD_AT(struct rule_leaf, within), .table = &within_table},
    {"anchor", FIELD_OBJECT, FIELD_AT(struct rule_leaf, anchor), .table = &anchor_table},
    {"id", FIELD_TEXT, FIELD_AT(struct rule_leaf, id), .description = "For anchors."},
    {NULL, FIELD_CHECK, .read = name_leaf}};
const struct field_table kefu__where_table = {FIELDS_OF(where_fields), .partial = true};

struct rule_leaf *kefu__leaf_begin(struct rule_compiler *compiler, struct json_reader *reader,
                                   const json_value *object, struct condition_leaf *leaf,
                                   uint32_t role) {
    struct scheme_builder *builder = compiler->asked.builder;
    struct rule_leaf *data = kefu__builder_take(compiler->asked.builder, sizeof *data);
    struct field_reader fields = {reader, builder->arena, builder, false};
    size_t errors;
    if (!data)
        return NULL;
    data->role = role;
    data->index = (uint32_t)compiler->leaf_count;
    data->anchor.on = UINT32_MAX;
    if (compiler->leaf_count >= RULES_LEAVES_MAX) {
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_LIMIT, "limit_exceeded",
                          "the rules have more than 32768 leaves");
        return NULL;
    }
    if (!kefu__grow(builder->allocator, &compiler->leaves, &compiler->leaf_capacity,
                    compiler->leaf_count + 1, sizeof *compiler->leaves)) {
        kefu__builder_no_memory(builder);
        return NULL;
    }
    compiler->leaves[compiler->leaf_count++] = leaf;
    leaf->data = data;
    if (kefu__json_get(object, "exists")) {
        kefu__json_refuse(reader, "exists", KEFU_E_DEFINITION, "wrong_type",
                          "use \"not\" for what must not be found");
        return NULL;
    }
    errors = reader->errors;
    kefu__fields_read(&fields, &kefu__where_table, object, data);
    if (fields.no_memory)
        kefu__builder_no_memory(builder);
    if (reader->errors != errors || builder->status != KEFU_OK)
        return NULL;
    return data;
}
