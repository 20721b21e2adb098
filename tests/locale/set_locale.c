/* SPDX-License-Identifier: MIT
 * Loaded before a program, takes the locale of the environment for it, as hosts of the library do.
 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((constructor)) static void set_locale(void) {
    if (setlocale(LC_ALL, "") && strlen(localeconv()->decimal_point) == 2)
        return;
    fputs("the decimal point of this locale has not two bytes\n", stderr);
    exit(111);
}
