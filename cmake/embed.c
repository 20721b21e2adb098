/* SPDX-License-Identifier: MIT
 * A program of the build: writes files as a C source of string literals (a compiler reads those ten
 * times as fast as lists of numbers), and a table {name, text, size} of them.
 *
 * embed OUTPUT HEADER TYPE TABLE COUNT ROOT FILE…: HEADER declares `extern const TYPE TABLE[]` and
 * `extern const size_t COUNT`; each FILE is a path under ROOT, and its name in the table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LINE = 2000,   /* bytes of a file in one line of the output */
    FIRST_FILE = 7 /* its place among the arguments */
};

static void put_byte(FILE *out, int byte, int *octal) {
    if (byte == '"' || byte == '\\') {
        fprintf(out, "\\%c", byte);
        *octal = 0;
    } else if (byte < 32 || byte == 127 || byte == '?' || (*octal && byte >= '0' && byte <= '9')) {
        fprintf(out, "\\%03o", (unsigned)byte); /* '?': no trigraphs */
        *octal = 1;
    } else {
        fputc(byte, out);
        *octal = 0;
    }
}

/* Writes one file's literal; returns its size, or -1. */
static long put_file(FILE *out, const char *root, const char *name, int number) {
    char path[4096];
    FILE *in;
    long size = 0, line = 0;
    int byte, octal = 0;
    if (snprintf(path, sizeof path, "%s/%s", root, name) >= (int)sizeof path)
        return -1;
    in = fopen(path, "rb");
    if (!in)
        return -1;
    fprintf(out, "\nstatic const char document_%d[] =\n\"", number);
    while ((byte = getc(in)) != EOF) {
        if (size - line >= LINE && (byte & 0xC0) != 0x80) { /* never inside a character */
            fputs("\"\n\"", out);
            octal = 0;
            line = size;
        }
        put_byte(out, byte, &octal);
        size++;
    }
    fputs("\";\n", out);
    if (ferror(in))
        size = -1;
    fclose(in);
    return size;
}

int main(int argc, char **argv) {
    FILE *out;
    long *sizes;
    int i;
    if (argc < FIRST_FILE || !(out = fopen(argv[1], "wb"))) {
        fprintf(stderr, "usage: embed OUTPUT HEADER TYPE TABLE COUNT ROOT FILE...\n");
        return 2;
    }
    sizes = malloc(sizeof *sizes * (size_t)argc);
    if (!sizes)
        return 1;
    fprintf(
        out,
        "/* Made by cmake/embed.c: do not edit. */\n#include \"%s\"\n\n"
        "#if defined(__GNUC__)\n#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n#endif\n",
        argv[2]);
    for (i = FIRST_FILE; i < argc; i++) {
        sizes[i] = put_file(out, argv[6], argv[i], i);
        if (sizes[i] < 0) {
            fprintf(stderr, "embed: cannot read %s/%s\n", argv[6], argv[i]);
            return 1;
        }
    }
    fprintf(out, "\nconst %s %s[] = {\n", argv[3], argv[4]);
    for (i = FIRST_FILE; i < argc; i++)
        fprintf(out, "    {\"%s\", document_%d, %ld},\n", argv[i], i, sizes[i]);
    fprintf(out, "    {0, 0, 0}};\nconst size_t %s = %d;\n", argv[5], argc - FIRST_FILE);
    free(sizes);
    return fclose(out) ? 1 : 0;
}
