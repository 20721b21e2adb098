/* SPDX-License-Identifier: MIT
 * The walk through two values, and what differs. */
#include "diff/diff.h"

/* The state of a walk. The steps lead to where it stands. */
struct walk {
    struct arena *arena;
    struct json_writer *writer;
    const char *language;
    struct diff_counts *counts;
    struct diff_step steps[JSON_DEPTH_MAX + 1];
    size_t depth;
    bool failed; /* out of memory */
};

/* ---- writing a change ---- */

static void put_escaped(struct buffer *pointer, const char *name) {
    for (; *name; name++)
        if (*name == '~' || *name == '/')
            kefu__buffer_text(pointer, *name == '~' ? "~0" : "~1");
        else
            kefu__buffer_add(pointer, name, 1);
}

/* Adds the JSON pointer of the current place in one of the versions. */
static void add_pointer(struct walk *walk, const char *name, bool of_to) {
    struct buffer pointer;
    kefu__buffer_init(&pointer, &walk->arena->allocator);
    for (size_t i = 0; i < walk->depth; i++) {
        const struct diff_step *step = &walk->steps[i];
        kefu__buffer_add(&pointer, "/", 1);
        if (step->is_item)
            kefu__buffer_format(&pointer, "%zu", of_to ? step->to : step->from);
        else
            put_escaped(&pointer, step->member);
    }
    walk->failed |= pointer.failed;
    kefu__json_add_text(walk->writer, name, (kefu_str){pointer.data, pointer.size});
    kefu__buffer_free(&pointer);
}

static void add_value(struct walk *walk, const char *name, const json_value *value) {
    kefu__json_put_name(walk->writer, name);
    kefu__json_put_copy(walk->writer, value);
}

static void add_words(struct walk *walk, enum diff_change change, const json_value *from,
                      const json_value *to) {
    struct buffer words;
    kefu__buffer_init(&words, &walk->arena->allocator);
    kefu__diff_say(&words, walk->language, walk->steps, walk->depth, change, from, to);
    walk->failed |= words.failed;
    kefu__json_add_text(walk->writer, "says", (kefu_str){words.data, words.size});
    kefu__buffer_free(&words);
}

static void write_change(struct walk *walk, enum diff_change change, const json_value *from,
                         const json_value *to) {
    static const char *const names[] = {"added", "removed", "changed", "moved"};
    walk->counts->of[change]++;
    kefu__json_open_object(walk->writer);
    kefu__json_add_string(walk->writer, "change", names[change]);
    if (from)
        add_pointer(walk, "from_pointer", false);
    if (to)
        add_pointer(walk, "to_pointer", true);
    if (from && change != DIFF_MOVED)
        add_value(walk, "from", from);
    if (to && change != DIFF_MOVED)
        add_value(walk, "to", to);
    add_words(walk, change, from, to);
    kefu__json_close_object(walk->writer);
}

/* ---- walking ---- */

static void compare(struct walk *walk, const json_value *from, const json_value *to);

static void visit(struct walk *walk, const struct diff_step *step, const json_value *from,
                  const json_value *to) {
    if (walk->depth > JSON_DEPTH_MAX)
        return; /* no JSON text is as deep */
    walk->steps[walk->depth++] = *step;
    if (from && to)
        compare(walk, from, to);
    else
        write_change(walk, from ? DIFF_REMOVED : DIFF_ADDED, from, to);
    walk->depth--;
}

/* The members of an object in a map from names to indices in the list. */
struct members {
    const json_value **list;
    struct index_map map;
};

static bool list_members(struct arena *arena, const json_value *object, struct members *members) {
    uint32_t count = 0;
    kefu__map_init(&members->map, &arena->allocator);
    members->list = kefu__arena_alloc(arena,
                                      (kefu__json_count(object) + 1) * sizeof *members->list);
    for (const json_value *member = kefu__json_first(object); members->list && member;
         member = kefu__json_next(member), count++) {
        const kefu_str name = kefu__json_key(member);
        members->list[count] = member;
        if (kefu__map_add(&members->map, name.data, name.size, count) == UINT32_MAX)
            return false;
    }
    return members->list != NULL;
}

static const json_value *find_member(const struct members *members, const json_value *like) {
    const kefu_str name = kefu__json_key(like);
    const uint32_t index = kefu__map_find(&members->map, name.data, name.size);
    return index == UINT32_MAX ? NULL : members->list[index];
}

static void visit_member(struct walk *walk, const char *name, const json_value *from,
                         const json_value *to) {
    const struct diff_step step = {name, false, {NULL, 0}, 0, 0};
    visit(walk, &step, from, to);
}

static void compare_objects(struct walk *walk, const json_value *from, const json_value *to) {
    struct members of_from, of_to;
    const bool listed = list_members(walk->arena, from, &of_from);
    const bool both = list_members(walk->arena, to, &of_to) && listed;
    walk->failed |= !both;
    for (const json_value *member = kefu__json_first(from); both && member;
         member = kefu__json_next(member))
        visit_member(walk, kefu__json_name(member), member, find_member(&of_to, member));
    for (const json_value *member = kefu__json_first(to); both && member;
         member = kefu__json_next(member))
        if (!find_member(&of_from, member))
            visit_member(walk, kefu__json_name(member), NULL, member);
    kefu__map_free(&of_from.map);
    kefu__map_free(&of_to.map);
}

static void visit_item(struct walk *walk, const char *list, const json_value *from, size_t at_from,
                       const json_value *to, size_t at_to) {
    const struct diff_step step = {list, true, kefu__diff_name(to ? to : from, walk->language),
                                   at_from, at_to};
    visit(walk, &step, from, to);
}

/* Do the items that both lists have stand in another order? */
static bool is_moved(const struct diff_items *from) {
    uint32_t last = 0;
    for (size_t i = 0; i < from->count; i++) {
        if (from->partners[i] == DIFF_ALONE)
            continue;
        if (from->partners[i] < last)
            return true;
        last = from->partners[i];
    }
    return false;
}

static void compare_arrays(struct walk *walk, const json_value *from, const json_value *to) {
    const char *list = walk->depth ? walk->steps[walk->depth - 1].member : "";
    struct diff_items of_from, of_to;
    if (!kefu__diff_match(walk->arena, from, to, &of_from, &of_to)) {
        walk->failed = true;
        return;
    }
    for (size_t i = 0; i < of_from.count; i++) {
        const uint32_t partner = of_from.partners[i];
        if (of_from.equal[i])
            continue;
        visit_item(walk, list, of_from.values[i], i,
                   partner == DIFF_ALONE ? NULL : of_to.values[partner], partner);
    }
    for (size_t i = 0; i < of_to.count; i++)
        if (of_to.partners[i] == DIFF_ALONE)
            visit_item(walk, list, NULL, 0, of_to.values[i], i);
    if (is_moved(&of_from))
        write_change(walk, DIFF_MOVED, from, to);
}

static void compare(struct walk *walk, const json_value *from, const json_value *to) {
    const enum json_kind kind = kefu__json_kind(from);
    if (kind == JSON_OBJECT && kind == kefu__json_kind(to))
        compare_objects(walk, from, to);
    else if (kind == JSON_ARRAY && kind == kefu__json_kind(to))
        compare_arrays(walk, from, to);
    else if (!kefu__diff_same(&walk->arena->allocator, from, to, &walk->failed))
        write_change(walk, DIFF_CHANGED, from, to);
}

bool kefu__diff_write(struct arena *arena, struct json_writer *writer, const char *language,
                      const json_value *from, const json_value *to, struct diff_counts *counts) {
    struct walk walk = {.arena = arena, .writer = writer, .language = language, .counts = counts};
    kefu__json_open_array(writer);
    compare(&walk, from, to);
    kefu__json_close_array(writer);
    return !walk.failed;
}
