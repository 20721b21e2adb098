/* SPDX-License-Identifier: MIT
 * JSON as Lua tables and back. */
#ifndef KEFU_LUA_JSON_H
#define KEFU_LUA_JSON_H

#include <lauxlib.h>
#include <lua.h>
#include <stddef.h>

/* Pushes the value; null is nil. 0 with a message pushed when the text is no JSON. */
int kefu_lua_decode(lua_State *L, const char *json, size_t size);
/* Pushes the JSON text of the table at `index`; 0 with a message pushed when it has none (a cycle,
 * a function, a key that is no string). A table with [1] is an array, and so is an empty
 * one that was decoded as such, or stands where a record has a list; any other empty one is an
 * object. */
int kefu_lua_encode(lua_State *L, int index);
/* The Lua functions decode(text) and encode(table). */
int kefu_lua_decode_function(lua_State *L);
int kefu_lua_encode_function(lua_State *L);
/* The Lua function null(): the value that stands for null, a light userdata. */
int kefu_lua_null_function(lua_State *L);

#endif
