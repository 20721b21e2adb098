/* SPDX-License-Identifier: MIT
 * A program of the build: writes files as a C source of string literals (a compiler reads those ten
 * times as fast as lists of numbers).
 *
 * generate_documents OUTPUT ROOT FILE…: each FILE is a path under ROOT. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 2000 /* bytes of a file in one line of the output */ };

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
    long size = 0;
    int byte, octal = 0;
    if (snprintf(path, sizeof path, "%s/%s", root, name) >= (int)sizeof path)
        return -1;
    in = fopen(path, "rb");
    if (!in)
        return -1;
    fprintf(out, "\nstatic const char document_%d[] =\n\"", number);
    while ((byte = getc(in)) != EOF) {
        if (size > 0 && size % LINE == 0) {
            fputs("\"\n\"", out);
            octal = 0;
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
    if (argc < 3 || !(out = fopen(argv[1], "wb"))) {
        fprintf(stderr, "usage: generate_documents OUTPUT ROOT FILE...\n");
        return 2;
    }
    sizes = malloc(sizeof *sizes * (size_t)argc);
    if (!sizes)
        return 1;
    fputs(
        "/* Made by lib/data/generate_documents.c: do not edit. */\n#include \"data/data.h\"\n\n"
        "#if defined(__GNUC__)\n#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n#endif\n",
        out);
    for (i = 3; i < argc; i++) {
        sizes[i] = put_file(out, argv[2], argv[i], i - 3);
        if (sizes[i] < 0) {
            fprintf(stderr, "generate_documents: cannot read %s\n", argv[i]);
            return 1;
        }
    }
    fputs("\nconst struct data_document kefu__data_documents[] = {\n", out);
    for (i = 3; i < argc; i++)
        fprintf(out, "    {\"%s\", document_%d, %ld},\n", argv[i], i - 3, sizes[i]);
    fprintf(out, "    {0, 0, 0}};\nconst size_t kefu__data_document_count = %d;\n", argc - 3);
    free(sizes);
    return fclose(out) ? 1 : 0;
}
