/* SPDX-License-Identifier: MIT
 * JSON as Lua tables and back. Nothing here reads the locale, in which a decimal point may be a
 * comma or have two bytes; a byte 0 in a string is \u0000; integers keep their digits where Lua has
 * them. */
#include "lua_json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 60, NUMBER_MAX = 63 };

#if LUA_VERSION_NUM < 502
#define lua_rawlen lua_objlen
#endif

/* ---- arrays ---- */

/* Marks the table on top as an array, so that an empty one is written as [] again. */
static void mark_array(lua_State *L) {
    luaL_newmetatable(L, "kefu.array");
    lua_setmetatable(L, -2);
}

static int is_array(lua_State *L, int index) {
    int marked = 0;
    if (lua_rawlen(L, index) > 0)
        return 1;
    if (lua_getmetatable(L, index)) {
        luaL_newmetatable(L, "kefu.array");
        marked = lua_rawequal(L, -1, -2);
        lua_pop(L, 2);
    }
    return marked;
}

/* ---- out of JSON ---- */

struct decoder {
    lua_State *L;
    const char *at, *end;
    int depth;
};

static int push_value(struct decoder *d);

static void skip_space(struct decoder *d) {
    while (d->at < d->end && strchr(" \t\r\n", *d->at) && *d->at)
        d->at++;
}

/* Takes the character if it is next. */
static int take(struct decoder *d, char c) {
    skip_space(d);
    if (d->at == d->end || *d->at != c)
        return 0;
    d->at++;
    return 1;
}

/* Four hexadecimal digits, or -1. */
static long read_hex(const struct decoder *d, const char *at) {
    char digits[5] = "";
    if (d->end - at < 4)
        return -1;
    memcpy(digits, at, 4);
    return strspn(digits, "0123456789abcdefABCDEF") == 4 ? strtol(digits, NULL, 16) : -1;
}

static void add_point(luaL_Buffer *text, unsigned long point) {
    char bytes[4];
    size_t size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4, i;
    for (i = size - 1; i > 0; i--, point >>= 6)
        bytes[i] = (char)(0x80 | (point & 0x3F));
    bytes[0] = (char)(size == 1 ? point : (0xF00u >> size | point));
    luaL_addlstring(text, bytes, size);
}

/* Behind "\u"; half a surrogate pair becomes U+FFFD. */
static int add_unicode(struct decoder *d, luaL_Buffer *text) {
    const long first = read_hex(d, d->at);
    long second = -1;
    if (first < 0)
        return 0;
    d->at += 4;
    if (first < 0xD800 || first > 0xDFFF) {
        add_point(text, (unsigned long)first);
        return 1;
    }
    if (first < 0xDC00 && d->end - d->at > 6 && d->at[0] == '\\' && d->at[1] == 'u')
        second = read_hex(d, d->at + 2);
    if (second < 0xDC00 || second > 0xDFFF) {
        add_point(text, 0xFFFD);
        return 1;
    }
    d->at += 6;
    add_point(text, 0x10000u + ((unsigned long)(first - 0xD800) << 10) +
                        (unsigned long)(second - 0xDC00));
    return 1;
}

static int add_escape(struct decoder *d, luaL_Buffer *text) {
    static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    const char *letter;
    if (d->at == d->end || !*d->at)
        return 0;
    if (*d->at == 'u') {
        d->at++;
        return add_unicode(d, text);
    }
    letter = strchr(letters, *d->at++);
    if (!letter)
        return 0;
    luaL_addchar(text, meant[letter - letters]);
    return 1;
}

/* Behind the opening quote. */
static int push_string(struct decoder *d) {
    luaL_Buffer text;
    luaL_buffinit(d->L, &text);
    while (d->at < d->end && *d->at != '"') {
        const char *from = d->at;
        while (d->at < d->end && *d->at != '"' && *d->at != '\\')
            d->at++;
        luaL_addlstring(&text, from, (size_t)(d->at - from));
        if (d->at < d->end && *d->at == '\\') {
            d->at++;
            if (!add_escape(d, &text))
                return 0;
        }
    }
    luaL_pushresult(&text);
    return d->at < d->end && *d->at++ == '"';
}

/* strtod() rounds correctly, and reads a number without a point alike in every locale: the point is
 * taken out, and the exponent made up for it. */
static int push_decimal(struct decoder *d, const char *from, size_t size) {
    char plain[2 * NUMBER_MAX + 32];
    size_t used = 0, i;
    long exponent = 0;
    int behind = 0;
    for (i = 0; i < size && from[i] != 'e' && from[i] != 'E'; i++) {
        if (from[i] == '.') {
            behind = 1;
            continue;
        }
        plain[used++] = from[i];
        exponent -= behind;
    }
    if (i < size)
        exponent += strtol(from + i + 1, NULL, 10);
    snprintf(plain + used, sizeof plain - used, "e%ld", exponent);
    lua_pushnumber(d->L, (lua_Number)strtod(plain, NULL));
    return 1;
}

static size_t count_digits(const char *text) {
    return strspn(text, "0123456789");
}

/* How many digits stand before a point or exponent; 0 when the text is no number of JSON. */
static size_t integer_digits(const char *text) {
    const size_t digits = count_digits(text += *text == '-');
    text += digits;
    if (*text == '.' && count_digits(++text) == 0)
        return 0;
    text += count_digits(text);
    if (*text == 'e' || *text == 'E') {
        text += text[1] == '+' || text[1] == '-' ? 2 : 1;
        if (count_digits(text) == 0)
            return 0;
        text += count_digits(text);
    }
    return *text ? 0 : digits;
}

static int push_number(struct decoder *d) {
    char copy[NUMBER_MAX + 1];
    const char *from = d->at;
    size_t size, digits;
    double value;
    while (d->at < d->end && strchr("+-.0123456789eE", *d->at) && *d->at)
        d->at++;
    size = (size_t)(d->at - from);
    if (size == 0 || size > NUMBER_MAX)
        return 0;
    memcpy(copy, from, size);
    copy[size] = '\0';
    digits = integer_digits(copy);
    if (digits == 0)
        return 0;
#if LUA_VERSION_NUM >= 503
    if (digits + (*copy == '-') == size && digits <= 18) {
        lua_pushinteger(d->L, (lua_Integer)strtoll(copy, NULL, 10));
        return 1;
    }
#endif
    push_decimal(d, copy, size);
    value = (double)lua_tonumber(d->L, -1);
    if (value == floor(value) && fabs(value) < 9e15) {
        lua_pop(d->L, 1);
        lua_pushinteger(d->L, (lua_Integer)value);
    }
    return 1;
}

static int push_word(struct decoder *d, const char *word) {
    const size_t size = strlen(word);
    if ((size_t)(d->end - d->at) < size || memcmp(d->at, word, size) != 0)
        return 0;
    d->at += size;
    if (*word == 'n')
        lua_pushnil(d->L);
    else
        lua_pushboolean(d->L, *word == 't');
    return 1;
}

static int push_array(struct decoder *d) {
    int i = 0;
    lua_newtable(d->L);
    mark_array(d->L);
    if (take(d, ']'))
        return 1;
    do {
        if (!push_value(d))
            return 0;
        lua_rawseti(d->L, -2, ++i);
    } while (take(d, ','));
    return take(d, ']');
}

static int push_object(struct decoder *d) {
    lua_newtable(d->L);
    if (take(d, '}'))
        return 1;
    do {
        if (!take(d, '"') || !push_string(d) || !take(d, ':') || !push_value(d))
            return 0;
        lua_rawset(d->L, -3);
    } while (take(d, ','));
    return take(d, '}');
}

static int push_container(struct decoder *d, int object) {
    int good;
    d->at++;
    if (++d->depth > DEPTH_MAX + 4)
        return 0;
    good = object ? push_object(d) : push_array(d);
    d->depth--;
    return good;
}

static int push_value(struct decoder *d) {
    luaL_checkstack(d->L, 6, "JSON is too deep");
    skip_space(d);
    if (d->at == d->end)
        return 0;
    switch (*d->at) {
    case '{':
    case '[':
        return push_container(d, *d->at == '{');
    case '"':
        d->at++;
        return push_string(d);
    case 't':
        return push_word(d, "true");
    case 'f':
        return push_word(d, "false");
    case 'n':
        return push_word(d, "null");
    default:
        return push_number(d);
    }
}

int kefu_lua_decode(lua_State *L, const char *json, size_t size) {
    struct decoder decoder = {L, json, json + size, 0};
    const int top = lua_gettop(L);
    if (push_value(&decoder)) {
        skip_space(&decoder);
        if (decoder.at == decoder.end)
            return 1;
    }
    lua_settop(L, top);
    lua_pushstring(L, "this is no JSON");
    return 0;
}

/* ---- into JSON ---- */

/* Text that grows in a userdata: a luaL_Buffer would want the top of the stack, where the tables
 * being written are. */
struct encoder {
    lua_State *L;
    int slot; /* of the userdata on the stack */
    char *data;
    size_t size, capacity;
    const char *problem;
};

static void put(struct encoder *e, const char *data, size_t size) {
    if (size > e->capacity - e->size) {
        const size_t capacity = (e->size + size) * 2 + 256;
        char *grown = (char *)lua_newuserdata(e->L, capacity);
        if (e->size)
            memcpy(grown, e->data, e->size);
        lua_replace(e->L, e->slot);
        e->data = grown;
        e->capacity = capacity;
    }
    if (size)
        memcpy(e->data + e->size, data, size);
    e->size += size;
}

static void put_text(struct encoder *e, int index) {
    size_t size;
    const char *text = lua_tolstring(e->L, index, &size);
    put(e, "\"", 1);
    for (size_t i = 0; i < size; i++) {
        const unsigned char byte = (unsigned char)text[i];
        char escape[8];
        if (byte == '"' || byte == '\\')
            put(e, escape, (size_t)snprintf(escape, sizeof escape, "\\%c", byte));
        else if (byte < 32)
            put(e, escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", byte));
        else
            put(e, text + i, 1);
    }
    put(e, "\"", 1);
}

/* The shortest text that reads back as the number, with a plain point. */
static void put_double(struct encoder *e, double number) {
    char text[48], *mark;
    size_t length;
    int digits;
    if (number == floor(number) && fabs(number) < 1e15) {
        put(e, text, (size_t)snprintf(text, sizeof text, "%.0f", number));
        return;
    }
    for (digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            break;
    }
    mark = text + strspn(text, "+-0123456789e");
    length = strcspn(mark, "+-0123456789e");
    if (length > 0) {
        *mark = '.';
        memmove(mark + 1, mark + length, strlen(mark + length) + 1);
    }
    put(e, text, strlen(text));
}

static void put_number(struct encoder *e, int index) {
    const double number = (double)lua_tonumber(e->L, index);
#if LUA_VERSION_NUM >= 503
    if (lua_isinteger(e->L, index)) {
        char text[32];
        put(e, text,
            (size_t)snprintf(text, sizeof text, "%lld", (long long)lua_tointeger(e->L, index)));
        return;
    }
#endif
    if (isfinite(number))
        put_double(e, number);
    else
        e->problem = "a table holds a number that is not finite";
}

static void put_value(struct encoder *e, int index, int depth);

/* Whether the table has no more than its list of `count` elements. */
static int is_list(lua_State *L, int index, size_t count) {
    size_t found = 0;
    lua_pushnil(L);
    while (lua_next(L, index)) {
        lua_pop(L, 1);
        found++;
    }
    return found == count;
}

static void put_array(struct encoder *e, int index, int depth) {
    const size_t count = lua_rawlen(e->L, index);
    if (!is_list(e->L, index, count))
        e->problem = "a table is neither a list nor an object, or has a nil in it";
    put(e, "[", 1);
    for (size_t i = 1; i <= count && !e->problem; i++) {
        put(e, ",", i > 1);
        lua_rawgeti(e->L, index, (int)i);
        put_value(e, lua_gettop(e->L), depth + 1);
        lua_pop(e->L, 1);
    }
    put(e, "]", 1);
}

/* The members of records that are lists: an empty table there is an empty list. */
static int is_list_member(const char *name) {
    static const char *const names[] = {"messages", "turns",  "events", "labels",
                                        "answers",  "stages", NULL};
    size_t i = 0;
    while (names[i] && strcmp(names[i], name) != 0)
        i++;
    return names[i] != NULL;
}

static int is_empty(lua_State *L, int index) {
    lua_pushnil(L);
    if (!lua_next(L, index))
        return 1;
    lua_pop(L, 2);
    return 0;
}

static void put_member(struct encoder *e, int name, int value, int depth) {
    put_text(e, name);
    put(e, ":", 1);
    if (lua_istable(e->L, value) && is_list_member(lua_tostring(e->L, name)) &&
        is_empty(e->L, value))
        put(e, "[]", 2);
    else
        put_value(e, value, depth + 1);
}

static void put_object(struct encoder *e, int index, int depth) {
    int first = 1;
    put(e, "{", 1);
    lua_pushnil(e->L);
    while (!e->problem && lua_next(e->L, index)) {
        const int value = lua_gettop(e->L);
        if (lua_type(e->L, value - 1) != LUA_TSTRING) {
            e->problem = "a table has a key that is no string";
        } else {
            put(e, ",", !first);
            put_member(e, value - 1, value, depth);
        }
        first = 0;
        lua_pop(e->L, 1);
    }
    if (e->problem)
        lua_pop(e->L, 1); /* the key at which it ended */
    put(e, "}", 1);
}

static void put_table(struct encoder *e, int index, int depth) {
    if (depth > DEPTH_MAX || !lua_checkstack(e->L, 8))
        e->problem = "a table is too deep, or holds itself";
    else if (is_array(e->L, index))
        put_array(e, index, depth);
    else
        put_object(e, index, depth);
}

static void put_value(struct encoder *e, int index, int depth) {
    switch (lua_type(e->L, index)) {
    case LUA_TTABLE:
        put_table(e, index, depth);
        break;
    case LUA_TSTRING:
        put_text(e, index);
        break;
    case LUA_TNUMBER:
        put_number(e, index);
        break;
    case LUA_TBOOLEAN:
        put(e, lua_toboolean(e->L, index) ? "true" : "false", lua_toboolean(e->L, index) ? 4 : 5);
        break;
    case LUA_TLIGHTUSERDATA: /* kefu.null */
        if (lua_touserdata(e->L, index) == NULL) {
            put(e, "null", 4);
            break;
        }
        /* fall through */
    default:
        e->problem = "a table holds what JSON has no word for";
    }
}

int kefu_lua_encode(lua_State *L, int index) {
    struct encoder encoder = {L, 0, NULL, 0, 0, NULL};
    if (index < 0)
        index = lua_gettop(L) + 1 + index;
    lua_pushnil(L);
    encoder.slot = lua_gettop(L);
    put_value(&encoder, index, 0);
    if (encoder.problem)
        lua_pushstring(L, encoder.problem);
    else
        lua_pushlstring(L, encoder.data, encoder.size);
    lua_replace(L, encoder.slot);
    return !encoder.problem;
}

/* ---- for Lua itself ---- */

int kefu_lua_decode_function(lua_State *L) {
    size_t size;
    const char *text = luaL_checklstring(L, 1, &size);
    return kefu_lua_decode(L, text, size) ? 1 : lua_error(L);
}

int kefu_lua_encode_function(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    return kefu_lua_encode(L, 1) ? 1 : lua_error(L);
}

int kefu_lua_null_function(lua_State *L) {
    lua_pushlightuserdata(L, NULL);
    return 1;
}
