/* SPDX-License-Identifier: MIT
 * The names that labels, roles and factors have in JSON. */
#include "analysis/analysis.h"

static const char *name_at(const char *const *names, size_t count, uint32_t i) {
    return i < count ? names[i] : "unknown";
}

const char *kefu_label_name(uint32_t label) {
    static const char *const names[] = {"negative", "neutral", "positive", "mixed"};
    return name_at(names, sizeof names / sizeof *names, label);
}

const char *kefu_role_name(uint32_t role) {
    static const char *const names[] = {"customer", "agent", "bot", "system"};
    return name_at(names, sizeof names / sizeof *names, role);
}

const char *kefu_factor_name(uint32_t kind) {
    static const char *const names[] = {"negation",   "degree",      "contrast", "irrealis",
                                        "repetition", "punctuation", "role",     "rhetorical"};
    return name_at(names, sizeof names / sizeof *names, kind);
}
