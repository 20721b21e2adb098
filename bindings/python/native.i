/* SPDX-License-Identifier: MIT
 * The Python module kefu.native; the package's facade (kefu/__init__.py) is what people use. */
%module(package="kefu") native
%include "typemaps.i"
%include "../kefu.i"
