/* SPDX-License-Identifier: MIT
 * HOW the idioms of kefu.i look in Lua 5.1 to 5.4 and LuaJIT: JSON out becomes tables, JSON in may be
 * a table, errors are raised as tables {message, status, item, source, pointer, line, column, offset} with a
 * method findings(). */
%{
#include <stdlib.h>
#include <string.h>

#include "kefu/kefu.h"
#include "lua_json.h"
#include "text_out.h"

#define KEFU_UNLOCKED(bytes, call) do { call; } while (0)

static int kefu_lua_error_tostring(lua_State *L) {
  lua_getfield(L, 1, "message");
  return 1;
}

/* failure:findings(): the list that kefu.lua has put there, or an empty one. */
static int kefu_lua_error_findings(lua_State *L) {
  lua_getfield(L, 1, "found");
  if (lua_isnil(L, -1))
    lua_newtable(L);
  return 1;
}

static void kefu_lua_push_error(lua_State *L, const kefu_error *error) {
  lua_createtable(L, 0, 8);
  lua_pushstring(L, error->message);
  lua_setfield(L, -2, "message");
  lua_pushstring(L, kefu_status_name(error->status));
  lua_setfield(L, -2, "status");
  lua_pushstring(L, error->pointer);
  lua_setfield(L, -2, "pointer");
  lua_pushinteger(L, (lua_Integer)error->line);
  lua_setfield(L, -2, "line");
  lua_pushinteger(L, (lua_Integer)error->column);
  lua_setfield(L, -2, "column");
  lua_pushinteger(L, (lua_Integer)error->source);
  lua_setfield(L, -2, "item");
  lua_pushliteral(L, ""); /* kefu.lua fills it, where items have names */
  lua_setfield(L, -2, "source");
  lua_pushinteger(L, (lua_Integer)error->offset);
  lua_setfield(L, -2, "offset");
  if (luaL_newmetatable(L, "kefu.Error")) {
    lua_pushcfunction(L, kefu_lua_error_tostring);
    lua_setfield(L, -2, "__tostring");
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, kefu_lua_error_findings);
    lua_setfield(L, -2, "findings");
    lua_setfield(L, -2, "__index");
  }
  lua_setmetatable(L, -2);
}
%}

%native(decode) int kefu_lua_decode_function(lua_State *L);
%native(encode) int kefu_lua_encode_function(lua_State *L);
%native(null) int kefu_lua_null_function(lua_State *L);

%typemap(in, checkfn="lua_isstring", noblock=1) (const char *text, size_t size) {
  $1 = ($1_ltype)lua_tolstring(L, $input, &$2);
}
/* a table is written as JSON into a string that stays on the stack during the call */
%typemap(in, noblock=1) (const char *json, size_t json_size) {
  if (lua_istable(L, $input)) {
    if (!kefu_lua_encode(L, $input)) SWIG_fail;
    lua_replace(L, $input);
  }
  if (lua_type(L, $input) != LUA_TSTRING) {
    lua_pushstring(L, "a table or JSON text is needed");
    SWIG_fail;
  }
  $1 = ($1_ltype)lua_tolstring(L, $input, &$2);
}
%typemap(in, numinputs=0, noblock=1) kefu_error *error (kefu_error failure) {
  failure.status = KEFU_OK;
  $1 = &failure;
}
%typemap(argout, noblock=1) kefu_error *error {
  if ($1->status != KEFU_OK) {
    lua_settop(L, 0);
    kefu_lua_push_error(L, $1);
    SWIG_fail;
  }
}
%typemap(in, numinputs=0, noblock=1) struct text_out *json_out (struct text_out out = {NULL, 0, 0}),
                                     struct text_out *text_out (struct text_out out = {NULL, 0, 0}),
                                     struct text_out *bytes_out (struct text_out out = {NULL, 0, 0}) {
  $1 = &out;
}
%typemap(argout, noblock=1) struct text_out *json_out {
  if (!kefu_lua_decode(L, $1->data, $1->size)) SWIG_fail;
  SWIG_arg++;
}
%typemap(argout, noblock=1) struct text_out *text_out, struct text_out *bytes_out {
  lua_pushlstring(L, $1->data ? $1->data : "", $1->size);
  SWIG_arg++;
}
%typemap(freearg, noblock=1) struct text_out *json_out, struct text_out *text_out,
                             struct text_out *bytes_out {
  text_out_free($1);
}

/* Integers stay integers where Lua has them; instants and counts fit a double elsewhere. */
%typemap(out, noblock=1) size_t, int64_t, uint64_t, uint32_t {
  lua_pushinteger(L, (lua_Integer)$1);
  SWIG_arg++;
}
%typemap(in, checkfn="lua_isnumber", noblock=1) int64_t {
  $1 = lua_tonumber(L, $input) >= 9.2e18    ? INT64_MAX /* math.huge: nothing more will come */
       : lua_tonumber(L, $input) <= -9.2e18 ? INT64_MIN
                                            : (int64_t)lua_tonumber(L, $input);
}
%typemap(in, checkfn="lua_isnumber", noblock=1) uint64_t {
  $1 = lua_tonumber(L, $input) > 0 ? (uint64_t)lua_tonumber(L, $input) : 0;
}

/* documents: an array of {name, text}; the strings stay anchored in the argument */
%typemap(in, checkfn="lua_istable") (const kefu_document *documents, size_t count) (
    kefu_document *documents = NULL, size_t i) {
%#if LUA_VERSION_NUM >= 502
  $2 = lua_rawlen(L, $input);
%#else
  $2 = lua_objlen(L, $input);
%#endif
  documents = (kefu_document *)lua_newuserdata(L, ($2 + 1) * sizeof *documents);
  for (i = 0; i < $2; i++) {
    lua_rawgeti(L, $input, (int)i + 1);
    if (!lua_istable(L, -1)) { lua_pushstring(L, "a document is {name, text}"); SWIG_fail; }
    lua_rawgeti(L, -1, 1);
    lua_rawgeti(L, -2, 2);
    if (!lua_isstring(L, -1) || !lua_isstring(L, -2)) { lua_pushstring(L, "a document is {name, text}"); SWIG_fail; }
    documents[i].name.data = lua_tolstring(L, -2, &documents[i].name.size);
    documents[i].text.data = lua_tolstring(L, -1, &documents[i].text.size);
    lua_pop(L, 3);
  }
  $1 = documents;
}

/* texts in, four columns out */
%typemap(in, checkfn="lua_istable") (const kefu_str *texts, size_t count, kefu_sentiment *sentiments) (
    kefu_str *views = NULL, size_t i) {
%#if LUA_VERSION_NUM >= 502
  $2 = lua_rawlen(L, $input);
%#else
  $2 = lua_objlen(L, $input);
%#endif
  views = (kefu_str *)lua_newuserdata(L, ($2 + 1) * sizeof *views);
  $3 = (kefu_sentiment *)lua_newuserdata(L, ($2 + 1) * sizeof(kefu_sentiment));
  for (i = 0; i < $2; i++) {
    lua_rawgeti(L, $input, (int)i + 1);
    if (lua_type(L, -1) != LUA_TSTRING) {
      lua_pushfstring(L, "texts[%d] is not a string", (int)i + 1);
      SWIG_fail;
    }
    views[i].data = lua_tolstring(L, -1, &views[i].size);
    lua_pop(L, 1);
  }
  $1 = views;
}
%typemap(argout) (const kefu_str *texts, size_t count, kefu_sentiment *sentiments) {
  static const char *const names[] = {"label", "polarity", "positive_probability", "confidence"};
  size_t i, k;
  lua_createtable(L, 0, 4);
  for (k = 0; k < 4; k++) {
    lua_createtable(L, (int)$2, 0);
    for (i = 0; i < $2; i++) {
      const kefu_sentiment *s = &$3[i];
      if (k == 0) lua_pushstring(L, kefu_label_name(s->label));
      else lua_pushnumber(L, k == 1 ? s->polarity : k == 2 ? s->positive_probability : s->confidence);
      lua_rawseti(L, -2, (int)i + 1);
    }
    lua_setfield(L, -2, names[k]);
  }
  SWIG_arg++;
}

%define KEFU_NOT_NULL(TYPE)
%typemap(check, noblock=1) TYPE * {
  if (!$1) { lua_pushstring(L, "null " #TYPE); SWIG_fail; }
}
%enddef
KEFU_NOT_NULL(Scheme)
KEFU_NOT_NULL(Scratch)
KEFU_NOT_NULL(Conversation)
KEFU_NOT_NULL(Monitor)
KEFU_NOT_NULL(Evaluation)
KEFU_NOT_NULL(Aggregate)
KEFU_NOT_NULL(History)
KEFU_NOT_NULL(Report)
KEFU_NOT_NULL(FieldMap)
KEFU_NOT_NULL(Roster)
KEFU_NOT_NULL(Filter)
KEFU_NOT_NULL(Join)
KEFU_NOT_NULL(Findings)
%typemap(check) Aggregate *previous ""
