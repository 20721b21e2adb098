/* SPDX-License-Identifier: MIT
 * Members of records that look like misspelled ones. Records may have members of their own, so a
 * name that kefu does not know is nothing to report, unless it is nearly one that it knows. */
#include "conversation/misspelled.h"

enum { NAME_MAX = 40 };

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* Writes the name in lower case and without separators into `to`. Returns its size; 0 if it is too
 * long to be compared. */
static size_t fold(const char *name, char to[NAME_MAX]) {
    size_t size = 0;
    for (; *name; name++) {
        if (*name == '_' || *name == '-' || *name == ' ')
            continue;
        if (size == NAME_MAX)
            return 0;
        to[size++] = lower(*name);
    }
    return size;
}

/* Does one insertion, deletion, replacement or transposition turn a into b, which is at least as
 * long? */
static bool one_slip(const char *a, size_t a_size, const char *b, size_t b_size) {
    size_t i = 0;
    while (i < a_size && a[i] == b[i])
        i++;
    if (b_size == a_size + 1)
        return memcmp(a + i, b + i + 1, a_size - i) == 0;
    if (b_size != a_size || i == a_size)
        return false;
    if (memcmp(a + i + 1, b + i + 1, a_size - i - 1) == 0)
        return true;
    return i + 1 < a_size && a[i] == b[i + 1] && a[i + 1] == b[i] &&
           memcmp(a + i + 2, b + i + 2, a_size - i - 2) == 0;
}

static bool is_near(const char *name, const char *known) {
    enum { SHORTEST = 3 }; /* shorter names are similar to too many others */
    char a[NAME_MAX], b[NAME_MAX];
    const size_t a_size = fold(name, a), b_size = fold(known, b);
    if (a_size < SHORTEST || b_size == 0)
        return false;
    if (a_size == b_size && memcmp(a, b, a_size) == 0)
        return true;
    return a_size <= b_size ? one_slip(a, a_size, b, b_size) : one_slip(b, b_size, a, a_size);
}

static bool is_known(const char *name, const char *const *known) {
    for (size_t i = 0; known[i]; i++)
        if (name[0] == known[i][0] && strcmp(name, known[i]) == 0)
            return true;
    return strncmp(name, "x_", 2) == 0;
}

void kefu__misspelled_report(struct json_reader *reader, const json_value *object,
                             const char *const *known) {
    if (!reader->findings || !kefu__json_is(object, JSON_OBJECT))
        return;
    for (const json_value *member = kefu__json_first(object); member;
         member = kefu__json_next(member)) {
        const char *name = kefu__json_name(member), *meant = NULL;
        if (is_known(name, known))
            continue;
        for (size_t i = 0; known[i] && !meant; i++)
            if (is_near(name, known[i]) && !kefu__json_get(object, known[i]))
                meant = known[i];
        if (!meant)
            continue;
        kefu__json_enter_name(reader, name);
        kefu__json_report(reader, KEFU_SEVERITY_WARNING, KEFU_OK, "misspelled_member",
                          "this member means nothing; did you mean \"%s\"?", meant);
        kefu__json_leave(reader);
    }
}
