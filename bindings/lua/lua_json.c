/* SPDX-License-Identifier: MIT
 * JSON as Lua tables and back, over cJSON. */
#include "lua_json.h"

#include <cJSON.h>
#include <math.h>
#include <string.h>

enum { DEPTH_MAX = 60 };

#if LUA_VERSION_NUM < 502
#define lua_rawlen lua_objlen
#endif

/* ---- out of JSON ---- */

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

static void push(lua_State *L, const cJSON *value) {
    const cJSON *item;
    int i = 0;
    luaL_checkstack(L, 4, "JSON is too deep");
    if (cJSON_IsObject(value) || cJSON_IsArray(value)) {
        lua_newtable(L);
        if (cJSON_IsArray(value))
            mark_array(L);
        cJSON_ArrayForEach(item, value) {
            push(L, item);
            if (cJSON_IsObject(value))
                lua_setfield(L, -2, item->string);
            else
                lua_rawseti(L, -2, ++i);
        }
    } else if (cJSON_IsString(value)) {
        lua_pushstring(L, value->valuestring);
    } else if (cJSON_IsBool(value)) {
        lua_pushboolean(L, cJSON_IsTrue(value));
    } else if (cJSON_IsNumber(value)) {
        if (value->valuedouble == floor(value->valuedouble) && fabs(value->valuedouble) < 9e15)
            lua_pushinteger(L, (lua_Integer)value->valuedouble);
        else
            lua_pushnumber(L, value->valuedouble);
    } else {
        lua_pushnil(L);
    }
}

int kefu_lua_decode(lua_State *L, const char *json, size_t size) {
    cJSON *root = cJSON_ParseWithLength(json, size);
    if (!root) {
        lua_pushstring(L, "this is no JSON");
        return 0;
    }
    push(L, root);
    cJSON_Delete(root);
    return 1;
}

/* ---- into JSON ---- */

static cJSON *build(lua_State *L, int index, int depth, const char **problem);

/* cJSON ends a text at its first NUL; nothing is cut in silence. NULL with a problem. */
static const char *sound_text(lua_State *L, int index, const char **problem) {
    size_t size;
    const char *text = lua_tolstring(L, index, &size);
    if (strlen(text) == size)
        return text;
    *problem = "a string holds a NUL";
    return NULL;
}

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

static cJSON *build_array(lua_State *L, int index, int depth, const char **problem) {
    cJSON *array = cJSON_CreateArray();
    const size_t count = lua_rawlen(L, index);
    size_t i;
    if (!is_list(L, index, count))
        *problem = "a table is neither a list nor an object, or has a nil in it";
    for (i = 1; i <= count && !*problem; i++) {
        cJSON *item;
        lua_rawgeti(L, index, (int)i);
        item = build(L, lua_gettop(L), depth + 1, problem);
        lua_pop(L, 1);
        if (item)
            cJSON_AddItemToArray(array, item);
    }
    return array;
}

static cJSON *build_object(lua_State *L, int index, int depth, const char **problem) {
    cJSON *object = cJSON_CreateObject();
    lua_pushnil(L);
    while (lua_next(L, index)) {
        cJSON *item = NULL;
        const char *key = NULL;
        if (lua_type(L, -2) != LUA_TSTRING)
            *problem = "a table has a key that is no string";
        else if ((key = sound_text(L, lua_gettop(L) - 1, problem)))
            item = build(L, lua_gettop(L), depth + 1, problem);
        if (item)
            cJSON_AddItemToObject(object, key, item);
        lua_pop(L, 1);
        if (*problem) {
            lua_pop(L, 1);
            break;
        }
    }
    return object;
}

static cJSON *build_table(lua_State *L, int index, int depth, const char **problem) {
    if (depth > DEPTH_MAX || !lua_checkstack(L, 6)) {
        *problem = "a table is too deep, or holds itself";
        return NULL;
    }
    return is_array(L, index) ? build_array(L, index, depth, problem)
                              : build_object(L, index, depth, problem);
}

static cJSON *build_text(lua_State *L, int index, const char **problem) {
    const char *text = sound_text(L, index, problem);
    return text ? cJSON_CreateString(text) : NULL;
}

static cJSON *build(lua_State *L, int index, int depth, const char **problem) {
    switch (lua_type(L, index)) {
    case LUA_TTABLE:
        return build_table(L, index, depth, problem);
    case LUA_TSTRING:
        return build_text(L, index, problem);
    case LUA_TNUMBER:
        return cJSON_CreateNumber((double)lua_tonumber(L, index));
    case LUA_TBOOLEAN:
        return cJSON_CreateBool(lua_toboolean(L, index));
    default:
        *problem = "a table holds what JSON has no word for";
        return NULL;
    }
}

int kefu_lua_encode(lua_State *L, int index) {
    const char *problem = NULL;
    cJSON *root;
    char *text = NULL;
    if (index < 0)
        index = lua_gettop(L) + 1 + index;
    root = build(L, index, 0, &problem);
    if (!problem)
        text = cJSON_PrintUnformatted(root);
    cJSON_Delete(root);
    if (!text) {
        lua_pushstring(L, problem ? problem : "out of memory");
        return 0;
    }
    lua_pushstring(L, text);
    cJSON_free(text);
    return 1;
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
