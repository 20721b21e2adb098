rockspec_format = "3.0"
package = "kefu"
version = "0.1.0-1"
source = { url = "git+file://." }
description = {
  summary = "Judges customer service in Chinese: metrics, rubrics, sentiment, feedback",
  license = "MIT",
}
dependencies = { "lua >= 5.1, < 5.5" }
build = {
  type = "cmake",
  variables = {
    CMAKE_BUILD_TYPE = "Release",
    BUILD_SHARED_LIBS = "OFF",
    KEFU_BUILD_CLI = "OFF",
    KEFU_BUILD_PYTHON = "OFF",
    KEFU_BUILD_TESTS = "OFF",
    KEFU_BUILD_LUA = "ON",
    KEFU_REQUIRE_MODULES = "ON",
    KEFU_INSTALL = "OFF",
    LUA_INCDIR = "$(LUA_INCDIR)",
    KEFU_LUA_LIBDIR = "$(LIBDIR)",
    KEFU_LUA_LUADIR = "$(LUADIR)",
    CMAKE_INSTALL_PREFIX = "$(PREFIX)",
  },
}
