/* SPDX-License-Identifier: MIT
 * HOW the idioms of kefu.i look in Python. Limited-API calls only, so that one wheel can serve many
 * Pythons where SWIG allows it. */
%begin %{
#ifndef PY_SSIZE_T_CLEAN
#define PY_SSIZE_T_CLEAN
#endif
%}
%{
#include <stdlib.h>
#include <string.h>

#include "kefu/kefu.h"
#include "text_out.h"

static PyObject *kefu_py_error; /* kefu.Error */

/* Release the interpreter lock only when the work outweighs the hand-over. */
#define KEFU_UNLOCKED(bytes, call)                                                                 \
    do {                                                                                           \
        PyThreadState *state_ = (bytes) >= 2048 || (bytes) == 1 ? PyEval_SaveThread() : NULL;      \
        call;                                                                                      \
        if (state_)                                                                                \
            PyEval_RestoreThread(state_);                                                          \
    } while (0)

/* str is borrowed as UTF-8, bytes as they are; an embedded NUL survives. */
static int kefu_py_text(PyObject *object, const char **data, size_t *size) {
    Py_ssize_t length = 0;
    if (PyUnicode_Check(object)) {
        *data = PyUnicode_AsUTF8AndSize(object, &length);
        if (!*data)
            return -1; /* a lone surrogate: UnicodeEncodeError */
    } else if (PyBytes_Check(object)) {
        char *bytes;
        if (PyBytes_AsStringAndSize(object, &bytes, &length) < 0)
            return -1;
        *data = bytes;
    } else {
        PyErr_SetString(PyExc_TypeError, "text must be str or bytes");
        return -1;
    }
    *size = (size_t)length;
    return 0;
}

/* Text from people: half a surrogate pair, which no UTF-8 holds, becomes U+FFFD. What must outlive
 * the call that uses the text is put into *held, for the caller to release. */
static int kefu_py_any_text(PyObject *object, const char **data, size_t *size, PyObject **held) {
    PyObject *bytes;
    char *at, *end;
    Py_ssize_t length;
    if (!PyUnicode_Check(object) || kefu_py_text(object, data, size) == 0)
        return PyUnicode_Check(object) ? 0 : kefu_py_text(object, data, size);
    if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError))
        return -1;
    PyErr_Clear();
    bytes = PyUnicode_AsEncodedString(object, "utf-8", "surrogatepass");
    if (!bytes || PyBytes_AsStringAndSize(bytes, &at, &length) < 0) {
        Py_XDECREF(bytes);
        return -1;
    }
    *data = at;
    *size = (size_t)length;
    *held = bytes; /* nobody else has seen the object: its bytes may be changed */
    for (end = at + length; at < end; at++)
        if ((unsigned char)at[0] == 0xED && (unsigned char)at[1] >= 0xA0)
            memcpy(at, "\xEF\xBF\xBD", 3);
    return 0;
}

static void kefu_py_set(PyObject *object, const char *name, PyObject *value) {
    if (value) {
        PyObject_SetAttrString(object, name, value);
        Py_DECREF(value);
    }
}

static void kefu_py_raise(const kefu_error *error) {
    PyObject *exception;
    if (error->status == KEFU_E_MEMORY) {
        PyErr_NoMemory();
        return;
    }
    exception = PyObject_CallFunction(kefu_py_error, "s", error->message);
    if (!exception)
        return;
    kefu_py_set(exception, "status", PyUnicode_FromString(kefu_status_name(error->status)));
    kefu_py_set(exception, "pointer", PyUnicode_FromString(error->pointer));
    kefu_py_set(exception, "line", PyLong_FromUnsignedLong(error->line));
    kefu_py_set(exception, "column", PyLong_FromUnsignedLong(error->column));
    kefu_py_set(exception, "item", PyLong_FromUnsignedLong(error->source));
    kefu_py_set(exception, "source", PyUnicode_FromString("")); /* and this, where items have names */
    kefu_py_set(exception, "offset", PyLong_FromUnsignedLongLong(error->offset));
    kefu_py_set(exception, "findings", PyList_New(0)); /* the package fills it */
    PyErr_SetObject(kefu_py_error, exception);
    Py_DECREF(exception);
}
%}
%init %{
    kefu_py_error = PyErr_NewExceptionWithDoc(
        "kefu.Error",
        "A kefu call failed. Attributes: status (\"KEFU_E_JSON\"), pointer (JSON pointer, or\n"
        "\"/17\": item 17 of a batch), item (which document or text of the call, from 1, 0: none),\n"
        "source (the name of that document, \"\": none), line and column (from 1, 0: none), offset\n"
        "(bytes), findings (a list of kefu.Finding: all that was wrong with the content that the\n"
        "call read; empty where no content is to blame).",
        PyExc_ValueError, NULL);
    Py_INCREF(kefu_py_error);
    PyModule_AddObject(m, "Error", kefu_py_error);
%}
%pythoncode %{
Error = _native.Error
%}

%define KEFU_TEXT_IN(DATA, SIZE)
%typemap(in, noblock=1) (const char *DATA, size_t SIZE) (const char *data = NULL, size_t bytes = 0) {
  if (kefu_py_text($input, &data, &bytes) < 0) SWIG_fail;
  $1 = ($1_ltype)data;
  $2 = bytes;
}
%typemap(typecheck, precedence=SWIG_TYPECHECK_STRING) (const char *DATA, size_t SIZE) {
  $1 = PyUnicode_Check($input) || PyBytes_Check($input);
}
%enddef
KEFU_TEXT_IN(json, json_size)
%typemap(in, noblock=1) (const char *text, size_t size) (const char *data = NULL, size_t bytes = 0,
                                                         PyObject *held = NULL) {
  if (kefu_py_any_text($input, &data, &bytes, &held) < 0) SWIG_fail;
  $1 = ($1_ltype)data;
  $2 = bytes;
}
%typemap(freearg, noblock=1) (const char *text, size_t size) {
  Py_XDECREF(held$argnum);
}
%typemap(typecheck, precedence=SWIG_TYPECHECK_STRING) (const char *text, size_t size) {
  $1 = PyUnicode_Check($input) || PyBytes_Check($input);
}

/* The error stands first among the parameters, so its exception comes before any result. */
%typemap(in, numinputs=0, noblock=1) kefu_error *error (kefu_error failure) {
  failure.status = KEFU_OK;
  $1 = &failure;
}
%typemap(argout, noblock=1) kefu_error *error {
  if ($1->status != KEFU_OK) {
    Py_XDECREF(resultobj);
    resultobj = NULL;
    kefu_py_raise($1);
    SWIG_fail;
  }
}

%typemap(in, numinputs=0, noblock=1) struct text_out *json_out (struct text_out out = {NULL, 0, 0}),
                                     struct text_out *text_out (struct text_out out = {NULL, 0, 0}),
                                     struct text_out *bytes_out (struct text_out out = {NULL, 0, 0}) {
  $1 = &out;
}
%typemap(argout, noblock=1) struct text_out *json_out, struct text_out *text_out {
  Py_XDECREF(resultobj);
  resultobj = PyUnicode_DecodeUTF8($1->data ? $1->data : "", (Py_ssize_t)$1->size, "strict");
  if (!resultobj) SWIG_fail;
}
%typemap(argout, noblock=1) struct text_out *bytes_out {
  Py_XDECREF(resultobj);
  resultobj = PyBytes_FromStringAndSize($1->data ? $1->data : "", (Py_ssize_t)$1->size);
  if (!resultobj) SWIG_fail;
}
%typemap(freearg, noblock=1) struct text_out *json_out, struct text_out *text_out,
                             struct text_out *bytes_out {
  text_out_free($1);
}

/* documents: a sequence of (name, text) */
%typemap(in) (const kefu_document *documents, size_t count) (PyObject *held = NULL,
                                                             kefu_document *documents = NULL) {
  size_t i;
  held = PySequence_Tuple($input);
  if (!held) SWIG_fail;
  $2 = (size_t)PyTuple_Size(held);
  documents = (kefu_document *)PyMem_Calloc($2 + 1, sizeof *documents);
  if (!documents) { PyErr_NoMemory(); SWIG_fail; }
  for (i = 0; i < $2; i++) {
    PyObject *pair = PyTuple_GetItem(held, (Py_ssize_t)i);
    if (!PyTuple_Check(pair) || PyTuple_Size(pair) != 2) {
      PyErr_SetString(PyExc_TypeError, "a document is a pair (name, text)");
      SWIG_fail;
    }
    if (kefu_py_text(PyTuple_GetItem(pair, 0), &documents[i].name.data, &documents[i].name.size) < 0 ||
        kefu_py_text(PyTuple_GetItem(pair, 1), &documents[i].text.data, &documents[i].text.size) < 0)
      SWIG_fail;
  }
  $1 = documents;
}
%typemap(freearg, noblock=1) (const kefu_document *documents, size_t count) {
  PyMem_Free(documents$argnum);
  Py_XDECREF(held$argnum);
}

/* texts in, four columns out */
%typemap(in) (const kefu_str *texts, size_t count, kefu_sentiment *sentiments) (
    PyObject *held = NULL, PyObject **owned = NULL, kefu_str *views = NULL,
    kefu_sentiment *sentiments = NULL) {
  size_t i;
  if (PyUnicode_Check($input) || PyBytes_Check($input)) {
    PyErr_SetString(PyExc_TypeError, "texts must be an iterable of str, not one str");
    SWIG_fail;
  }
  held = PySequence_Tuple($input); /* our own references: safe without the lock */
  if (!held) SWIG_fail;
  $2 = (size_t)PyTuple_Size(held);
  views = (kefu_str *)PyMem_Calloc($2 + 1, sizeof *views);
  sentiments = (kefu_sentiment *)PyMem_Calloc($2 + 1, sizeof *sentiments);
  owned = (PyObject **)PyMem_Calloc($2 + 1, sizeof *owned);
  if (!views || !sentiments || !owned) { PyErr_NoMemory(); SWIG_fail; }
  for (i = 0; i < $2; i++)
    if (kefu_py_any_text(PyTuple_GetItem(held, (Py_ssize_t)i), &views[i].data, &views[i].size,
                         &owned[i]) < 0)
      SWIG_fail;
  $1 = views;
  $3 = sentiments;
}
%typemap(argout) (const kefu_str *texts, size_t count, kefu_sentiment *sentiments) {
  PyObject *columns[4];
  size_t i, k;
  Py_XDECREF(resultobj);
  resultobj = PyTuple_New(4);
  if (!resultobj) SWIG_fail;
  for (k = 0; k < 4; k++) {
    columns[k] = PyList_New((Py_ssize_t)$2);
    if (!columns[k]) { Py_DECREF(resultobj); resultobj = NULL; SWIG_fail; }
    PyTuple_SetItem(resultobj, (Py_ssize_t)k, columns[k]);
  }
  for (i = 0; i < $2; i++) {
    const kefu_sentiment *s = &$3[i];
    PyList_SetItem(columns[0], (Py_ssize_t)i, PyUnicode_InternFromString(kefu_label_name(s->label)));
    PyList_SetItem(columns[1], (Py_ssize_t)i, PyFloat_FromDouble(s->polarity));
    PyList_SetItem(columns[2], (Py_ssize_t)i, PyFloat_FromDouble(s->positive_probability));
    PyList_SetItem(columns[3], (Py_ssize_t)i, PyFloat_FromDouble(s->confidence));
  }
}
%typemap(freearg, noblock=1) (const kefu_str *texts, size_t count, kefu_sentiment *sentiments) {
  if (owned$argnum) {
    size_t i;
    for (i = 0; i < $2; i++)
      Py_XDECREF(owned$argnum[i]);
  }
  PyMem_Free(owned$argnum);
  PyMem_Free(views$argnum);
  PyMem_Free(sentiments$argnum);
  Py_XDECREF(held$argnum);
}

/* None is a NULL pointer to SWIG: without this, a method of None crashes. An aggregate may be left
 * out where the parameter is called previous. */
%define KEFU_NOT_NULL(TYPE)
%typemap(check, noblock=1) TYPE * {
  if (!$1) { PyErr_SetString(PyExc_ValueError, "null " #TYPE); SWIG_fail; }
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
KEFU_NOT_NULL(Reader)
KEFU_NOT_NULL(Findings)
%typemap(check) Aggregate *previous ""
