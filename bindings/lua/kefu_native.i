/* SPDX-License-Identifier: MIT
 * The Lua module kefu_native; the facade kefu.lua is what people use. */
%module kefu_native
%include "typemaps.i"
%include "../kefu.i"
