/* SPDX-License-Identifier: MIT
 * Mail addresses, URLs, UUIDs, addresses of machines. */
#include <string.h>

#include "redact/redact.h"

enum { LOCAL_MAX = 64, HOST_MAX = 255, PIECE_MAX = 40, SCHEME_MAX = 12 };

static const struct finding_span nothing = {0, 0, 0};

static struct finding_span span_of(size_t from, size_t to, uint32_t kind) {
    const struct finding_span span = {from, to, kind};
    return span;
}

static bool is_word(const struct glyphs *glyphs, size_t i) {
    return glyph_is_alnum(glyphs, i) || kefu__glyph_in(glyphs, i, "_-");
}

/* ---- mail ---- */

/* The end of a sign (@ or .) at i, or of one of the words that stand for it, with blanks or
 * brackets around it: (at), " dot "; 0 if there is none. */
static size_t spelled(const struct glyphs *glyphs, size_t i, const char *sign,
                      const char *const *words, size_t count) {
    size_t at = i;
    while (at < i + 2 && kefu__glyph_in(glyphs, at, " (["))
        at++;
    size_t length = kefu__glyph_word(glyphs, at, sign);
    const bool apart = at > i;
    for (size_t w = 0; !length && w < count; w++)
        if (apart || glyph_is_han(glyphs, at))
            length = kefu__glyph_word(glyphs, at, words[w]);
    if (!length)
        return 0;
    at += length;
    for (size_t gap = 0; gap < 2 && kefu__glyph_in(glyphs, at, " )]"); gap++)
        at++;
    return at;
}

static size_t at_sign(const struct glyphs *glyphs, size_t i) {
    static const char *const words[] = {"at", "艾特"};
    const size_t end = spelled(glyphs, i, "@", words, 2);
    return end ? end : kefu__glyph_in(glyphs, i, "#") ? i + 1 : 0;
}

static size_t dot_sign(const struct glyphs *glyphs, size_t i) {
    static const char *const words[] = {"dot", "点"};
    const size_t end = spelled(glyphs, i, ".", words, 2);
    return end ? end : kefu__glyph_in(glyphs, i, "。") ? i + 1 : 0;
}

/* The end of a Chinese top-level domain at i; 0 if there is none. */
static size_t chinese_domain(const struct glyphs *glyphs, size_t i) {
    static const char *const names[] = {"中国", "公司", "网络",   "集团", "在线",
                                        "网址", "商城", "我爱你", "手机", "中文网"};
    for (size_t n = 0; n < sizeof names / sizeof *names; n++)
        if (kefu__glyph_word(glyphs, i, names[n]))
            return i + kefu__glyph_word(glyphs, i, names[n]);
    return 0;
}

/* The end of a host name with at least one dot at i; 0 if there is none. */
static size_t host_end(const struct glyphs *glyphs, size_t i) {
    size_t end = 0, at = i;
    for (size_t han = 1; han < 8 && glyph_is_han(glyphs, at); han++) /* a domain name in Chinese */
        at++;
    if (at > i && !kefu__glyph_in(glyphs, at++, "."))
        return 0;
    if (at > i && (end = chinese_domain(glyphs, at)) > 0)
        return end;
    while (at < i + HOST_MAX && is_word(glyphs, at)) {
        size_t label = at;
        while (at < i + HOST_MAX && is_word(glyphs, at))
            at++;
        if ((label > i) && glyph_type(glyphs, label) == GLYPH_LETTER && at - label >= 2)
            end = at;
        label = dot_sign(glyphs, at);
        if (!label)
            break;
        at = label;
    }
    return end;
}

static struct finding_span find_mail(const struct glyphs *glyphs, size_t i) {
    size_t at = i, host, end;
    while (at < i + LOCAL_MAX && (is_word(glyphs, at) || kefu__glyph_in(glyphs, at, ".+%")))
        at++;
    host = at_sign(glyphs, at);
    if (!host)
        return nothing;
    end = host_end(glyphs, host);
    return end ? span_of(i, end, KEFU_REDACT_MAIL) : nothing;
}

/* ---- URLs ---- */

/* May glyph i be part of a URL? Full-width punctuation may not, although it folds to ASCII. */
static bool is_url_character(const struct glyphs *glyphs, size_t i) {
    return glyph_is_alnum(glyphs, i) ||
           (glyph_at(glyphs, i)->end - glyph_at(glyphs, i)->start == 1 &&
            kefu__glyph_in(glyphs, i, "-._~:/?#[]@!$&'()*+,;=%"));
}

/* The end of a scheme ("https://", "ftp://") at i; i if there is none. */
static size_t scheme_end(const struct glyphs *glyphs, size_t i) {
    size_t at = i;
    if (glyph_type(glyphs, i) != GLYPH_LETTER)
        return i;
    while (at < i + SCHEME_MAX && (glyph_is_alnum(glyphs, at) || kefu__glyph_in(glyphs, at, "+-.")))
        at++;
    const size_t mark = kefu__glyph_word(glyphs, at, "://");
    return mark ? at + mark : i;
}

/* Is there, at glyph i, a part of a URL that names a user or a credential: a path (/user/) or a
 * parameter (token=)? */
static bool names_user(const struct glyphs *glyphs, size_t i) {
    static const char *const words[] = {"/u/",
                                        "/user/",
                                        "/users/",
                                        "/people/",
                                        "/profile/",
                                        "/space/",
                                        "/member/",
                                        "/id/",
                                        "/~",
                                        "/@",
                                        "@",
                                        "uid=",
                                        "user=",
                                        "userid=",
                                        "user_id=",
                                        "username=",
                                        "token=",
                                        "key=",
                                        "phone=",
                                        "mobile=",
                                        "tel=",
                                        "name=",
                                        "email=",
                                        "mail=",
                                        "passwd=",
                                        "pwd=",
                                        "secret=",
                                        "session=",
                                        "sid=",
                                        "openid=",
                                        "auth=",
                                        "password=",
                                        "sign=",
                                        "idcard=",
                                        "t.me/",
                                        "github.com/",
                                        "gitee.com/",
                                        "weibo.com/",
                                        "instagram.com/",
                                        "facebook.com/",
                                        "twitter.com/"};
    for (size_t w = 0; w < sizeof words / sizeof *words; w++)
        if (kefu__glyph_word(glyphs, i, words[w]))
            return true;
    return false;
}

/* The span of a URL at i, if it is personal; *end is the end of the URL in any case. */
static struct finding_span find_url(const struct glyphs *glyphs, size_t i, size_t *end) {
    bool personal = false;
    size_t at = scheme_end(glyphs, i);
    if (at == i) {
        static const char *const profiles[] = {"t.me/",       "github.com/",    "gitee.com/",
                                               "weibo.com/",  "instagram.com/", "facebook.com/",
                                               "twitter.com/"};
        at += kefu__glyph_word(glyphs, i, "www.");
        for (size_t p = 0; p < sizeof profiles / sizeof *profiles; p++)
            at += kefu__glyph_word(glyphs, i, profiles[p]);
        personal = at > i && glyph_point(glyphs, at - 1) == '/' && glyph_is_alnum(glyphs, at);
        if (at == i)
            return nothing;
    }
    for (; is_url_character(glyphs, at); at++) {
        personal = personal || names_user(glyphs, at);
        if (glyph_is_digit(glyphs, at) && kefu__glyph_in(glyphs, at - 1, "=,"))
            personal = personal || kefu__find_number(glyphs, at).to > 0;
    }
    while (kefu__glyph_in(glyphs, at - 1, ".,;:!?)'"))
        at--;
    *end = at;
    return personal ? span_of(i, at, KEFU_REDACT_URL) : nothing;
}

/* ---- machines ---- */

static bool is_hex(const struct glyphs *glyphs, size_t i) {
    return glyph_is_alnum(glyphs, i) && glyph_point(glyphs, i) <= 'f';
}

/* The end of `groups` groups of hexadecimal digits, which have the given sizes and one of the
 * characters `between` them; 0 if they are not there. */
static size_t hex_groups(const struct glyphs *glyphs, size_t i, const uint8_t *sizes, size_t groups,
                         const char *between) {
    for (size_t g = 0; g < groups; g++) {
        if (g && !kefu__glyph_in(glyphs, i++, between))
            return 0;
        for (size_t k = 0; k < sizes[g]; k++)
            if (!is_hex(glyphs, i++))
                return 0;
    }
    return glyph_is_alnum(glyphs, i) ? 0 : i;
}

static size_t ip_end(const struct glyphs *glyphs, size_t i) {
    if (kefu__is_version(glyphs, i))
        return 0;
    for (unsigned part = 0; part < 4; part++) {
        unsigned value = 0, digits = 0;
        if (part && glyph_point(glyphs, i++) != '.')
            return 0;
        for (; glyph_is_digit(glyphs, i) && digits < 4; digits++)
            value = value * 10 + glyph_at(glyphs, i++)->value;
        if (digits == 0 || digits > 3 || value > 255)
            return 0;
    }
    return glyph_is_alnum(glyphs, i) ||
                   (glyph_point(glyphs, i) == '.' && glyph_is_digit(glyphs, i + 1))
               ? 0
               : i;
}

static size_t ipv6_end(const struct glyphs *glyphs, size_t i) {
    size_t at = i, colons = 0;
    for (; at < i + PIECE_MAX && (is_hex(glyphs, at) || glyph_point(glyphs, at) == ':'); at++)
        colons += glyph_point(glyphs, at) == ':';
    return colons >= 4 && at - i >= 9 && !glyph_is_alnum(glyphs, at) ? at : 0;
}

struct finding_span kefu__find_glued(const struct glyphs *glyphs, size_t i) {
    static const uint8_t mac[] = {2, 2, 2, 2, 2, 2};
    const size_t end = is_hex(glyphs, i) ? hex_groups(glyphs, i, mac, 6, ":-") : 0;
    return end ? span_of(i, end, KEFU_REDACT_DEVICE) : nothing;
}

size_t kefu__machine_end(const struct glyphs *glyphs, size_t i) {
    static const uint8_t uuid[] = {8, 4, 4, 4, 12}, mac[] = {2, 2, 2, 2, 2, 2}, plain[] = {32};
    size_t end = hex_groups(glyphs, i, uuid, 5, "-");
    if (!end)
        end = hex_groups(glyphs, i, mac, 6, ":-");
    if (!end)
        end = hex_groups(glyphs, i, plain, 1, "");
    if (!end)
        end = ipv6_end(glyphs, i);
    if (!end && glyph_is_digit(glyphs, i))
        end = ip_end(glyphs, i);
    return end;
}

struct finding_span kefu__find_net(const struct glyphs *glyphs, size_t i) {
    size_t url = 0, end;
    struct finding_span span = find_url(glyphs, i, &url);
    if (span.to || url)
        return span.to ? span : span_of(i, url, UINT32_MAX);
    span = find_mail(glyphs, i);
    if (span.to)
        return span;
    end = kefu__machine_end(glyphs, i);
    return end ? span_of(i, end, KEFU_REDACT_DEVICE) : nothing;
}
