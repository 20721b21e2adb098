/* SPDX-License-Identifier: MIT
 * Values that are personal by the word before them: 微信 xiaoma_88, 姓名：王小明, 密码 abc123. */
#include <string.h>

#include "base/utf8.h"
#include "redact/redact.h"

/* The form of the personal data that may follow a word. */
enum value_form {
    FORM_HANDLE, /* letters, digits, _ and -, at least 5 */
    FORM_CODE,   /* letters and digits with 5 or more digits, possibly in groups */
    FORM_DIGITS, /* 7 to 24 digits in groups */
    FORM_SECRET, /* printable characters without a blank, at least 3 */
    FORM_NAME,   /* two to four ideographs that begin with a surname, or foreign words */
    FORM_ALONE,  /* a name of exactly two or three ideographs, followed by nothing or punctuation */
    FORM_DATE,   /* two or three of year, month and day */
    FORM_MACHINE /* an address of a machine (UUID, IP, MAC) */
};

/* Words after which personal data may follow. If one word is the beginning of another, the longer
 * one comes first. Simplified and lower case, because glyphs are folded. */
static const struct word {
    const char *text;
    uint8_t form, kind;
} words[] = {
    {"微信", FORM_HANDLE, KEFU_REDACT_HANDLE},     {"薇信", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"威信", FORM_HANDLE, KEFU_REDACT_HANDLE},     {"卫信", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"徽信", FORM_HANDLE, KEFU_REDACT_HANDLE},     {"维信", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"v信", FORM_HANDLE, KEFU_REDACT_HANDLE},      {"vx", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"wx", FORM_HANDLE, KEFU_REDACT_HANDLE},       {"wechat", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"weixin", FORM_HANDLE, KEFU_REDACT_HANDLE},   {"加v", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"加我v", FORM_HANDLE, KEFU_REDACT_HANDLE},    {"加薇", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"加威", FORM_HANDLE, KEFU_REDACT_HANDLE},     {"+v", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"qq", FORM_HANDLE, KEFU_REDACT_HANDLE},       {"扣扣", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"企鹅", FORM_HANDLE, KEFU_REDACT_HANDLE},     {"q号", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"抖音", FORM_HANDLE, KEFU_REDACT_HANDLE},     {"快手", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"小红书", FORM_HANDLE, KEFU_REDACT_HANDLE},   {"微博", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"陌陌", FORM_HANDLE, KEFU_REDACT_HANDLE},     {"支付宝", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"旺旺", FORM_HANDLE, KEFU_REDACT_HANDLE},     {"钉钉", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"telegram", FORM_HANDLE, KEFU_REDACT_HANDLE}, {"tg", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"电报", FORM_HANDLE, KEFU_REDACT_HANDLE},     {"whatsapp", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"skype", FORM_HANDLE, KEFU_REDACT_HANDLE},    {"line", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"用户名", FORM_HANDLE, KEFU_REDACT_HANDLE},   {"会员号", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"uid", FORM_HANDLE, KEFU_REDACT_HANDLE},      {"b站", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"身份证", FORM_CODE, KEFU_REDACT_ID},         {"证件", FORM_CODE, KEFU_REDACT_ID},
    {"护照", FORM_CODE, KEFU_REDACT_ID},           {"通行证", FORM_CODE, KEFU_REDACT_ID},
    {"回乡证", FORM_CODE, KEFU_REDACT_ID},         {"台胞证", FORM_CODE, KEFU_REDACT_ID},
    {"军官证", FORM_CODE, KEFU_REDACT_ID},         {"驾驶证", FORM_CODE, KEFU_REDACT_ID},
    {"驾照", FORM_CODE, KEFU_REDACT_ID},           {"居住证", FORM_CODE, KEFU_REDACT_ID},
    {"社保卡", FORM_CODE, KEFU_REDACT_ID},         {"医保卡", FORM_CODE, KEFU_REDACT_ID},
    {"学号", FORM_CODE, KEFU_REDACT_ID},           {"passport", FORM_CODE, KEFU_REDACT_ID},
    {"卡号", FORM_DIGITS, KEFU_REDACT_CARD},       {"银行卡", FORM_DIGITS, KEFU_REDACT_CARD},
    {"信用卡", FORM_DIGITS, KEFU_REDACT_CARD},     {"储蓄卡", FORM_DIGITS, KEFU_REDACT_CARD},
    {"借记卡", FORM_DIGITS, KEFU_REDACT_CARD},     {"对公账户", FORM_DIGITS, KEFU_REDACT_CARD},
    {"账号", FORM_HANDLE, KEFU_REDACT_HANDLE},     {"帐号", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"账户", FORM_DIGITS, KEFU_REDACT_CARD},       {"电话", FORM_DIGITS, KEFU_REDACT_PHONE},
    {"手机", FORM_DIGITS, KEFU_REDACT_PHONE},      {"座机", FORM_DIGITS, KEFU_REDACT_PHONE},
    {"固话", FORM_DIGITS, KEFU_REDACT_PHONE},      {"传真", FORM_DIGITS, KEFU_REDACT_PHONE},
    {"tel", FORM_DIGITS, KEFU_REDACT_PHONE},       {"phone", FORM_DIGITS, KEFU_REDACT_PHONE},
    {"imei", FORM_CODE, KEFU_REDACT_DEVICE},       {"串号", FORM_CODE, KEFU_REDACT_DEVICE},
    {"序列号", FORM_CODE, KEFU_REDACT_DEVICE},     {"密码", FORM_SECRET, KEFU_REDACT_SECRET},
    {"口令", FORM_SECRET, KEFU_REDACT_SECRET},     {"password", FORM_SECRET, KEFU_REDACT_SECRET},
    {"passwd", FORM_SECRET, KEFU_REDACT_SECRET},   {"pwd", FORM_SECRET, KEFU_REDACT_SECRET},
    {"验证码", FORM_SECRET, KEFU_REDACT_SECRET},   {"校验码", FORM_SECRET, KEFU_REDACT_SECRET},
    {"动态码", FORM_SECRET, KEFU_REDACT_SECRET},   {"安全码", FORM_SECRET, KEFU_REDACT_SECRET},
    {"兑换码", FORM_SECRET, KEFU_REDACT_SECRET},   {"取件码", FORM_SECRET, KEFU_REDACT_SECRET},
    {"cvv", FORM_SECRET, KEFU_REDACT_SECRET},      {"token", FORM_SECRET, KEFU_REDACT_SECRET},
    {"密钥", FORM_SECRET, KEFU_REDACT_SECRET},     {"姓名", FORM_NAME, KEFU_REDACT_NAME},
    {"名字", FORM_NAME, KEFU_REDACT_NAME},         {"收件人", FORM_NAME, KEFU_REDACT_NAME},
    {"收货人", FORM_NAME, KEFU_REDACT_NAME},       {"寄件人", FORM_NAME, KEFU_REDACT_NAME},
    {"联系人", FORM_NAME, KEFU_REDACT_NAME},       {"持卡人", FORM_NAME, KEFU_REDACT_NAME},
    {"投保人", FORM_NAME, KEFU_REDACT_NAME},       {"乘车人", FORM_NAME, KEFU_REDACT_NAME},
    {"乘机人", FORM_NAME, KEFU_REDACT_NAME},       {"入住人", FORM_NAME, KEFU_REDACT_NAME},
    {"开户人", FORM_NAME, KEFU_REDACT_NAME},       {"户名", FORM_NAME, KEFU_REDACT_NAME},
    {"法人", FORM_NAME, KEFU_REDACT_NAME},         {"我叫", FORM_NAME, KEFU_REDACT_NAME},
    {"本人", FORM_NAME, KEFU_REDACT_NAME},         {"真名", FORM_NAME, KEFU_REDACT_NAME},
    {"叫做", FORM_NAME, KEFU_REDACT_NAME},         {"生日", FORM_DATE, KEFU_REDACT_BIRTHDAY},
    {"出生", FORM_DATE, KEFU_REDACT_BIRTHDAY},     {"生于", FORM_DATE, KEFU_REDACT_BIRTHDAY},
    {"税号", FORM_CODE, KEFU_REDACT_TAX},          {"识别号", FORM_CODE, KEFU_REDACT_TAX},
    {"信用代码", FORM_CODE, KEFU_REDACT_TAX},      {"订单", FORM_CODE, KEFU_REDACT_ORDER},
    {"单号", FORM_CODE, KEFU_REDACT_ORDER},        {"车牌", FORM_CODE, KEFU_REDACT_PLATE},
    {"会员", FORM_HANDLE, KEFU_REDACT_HANDLE},     {"微:", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"v:", FORM_HANDLE, KEFU_REDACT_HANDLE},       {"v❤", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"绿泡泡", FORM_HANDLE, KEFU_REDACT_HANDLE},   {"昵称", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"短信码", FORM_SECRET, KEFU_REDACT_SECRET},   {"激活码", FORM_SECRET, KEFU_REDACT_SECRET},
    {"后三位", FORM_SECRET, KEFU_REDACT_SECRET},   {"背面", FORM_SECRET, KEFU_REDACT_SECRET},
    {"车架号", FORM_CODE, KEFU_REDACT_PLATE},      {"医保号", FORM_CODE, KEFU_REDACT_ID},
    {"工号", FORM_CODE, KEFU_REDACT_ID},           {"病历号", FORM_CODE, KEFU_REDACT_ID},
    {"学生证", FORM_CODE, KEFU_REDACT_ID},         {"档案", FORM_CODE, KEFU_REDACT_ID},
    {"请写", FORM_NAME, KEFU_REDACT_NAME},         {"孩子叫", FORM_NAME, KEFU_REDACT_NAME},
    {"朋友叫", FORM_NAME, KEFU_REDACT_NAME},       {"名叫", FORM_NAME, KEFU_REDACT_NAME},
    {"患者", FORM_ALONE, KEFU_REDACT_NAME},        {"客户", FORM_ALONE, KEFU_REDACT_NAME},
    {"我是", FORM_ALONE, KEFU_REDACT_NAME},        {"病人", FORM_ALONE, KEFU_REDACT_NAME},
    {"生辰", FORM_DATE, KEFU_REDACT_BIRTHDAY},     {"dob", FORM_DATE, KEFU_REDACT_BIRTHDAY},
    {"birthday", FORM_DATE, KEFU_REDACT_BIRTHDAY}, {"born on", FORM_DATE, KEFU_REDACT_BIRTHDAY},
    {"born", FORM_DATE, KEFU_REDACT_BIRTHDAY},     {"q:", FORM_HANDLE, KEFU_REDACT_HANDLE},
    {"士兵证", FORM_CODE, KEFU_REDACT_ID},         {"警官证", FORM_CODE, KEFU_REDACT_ID},
    {"残疾证", FORM_CODE, KEFU_REDACT_ID},         {"房产证", FORM_CODE, KEFU_REDACT_ID},
    {"ip", FORM_MACHINE, KEFU_REDACT_DEVICE},      {"mac", FORM_MACHINE, KEFU_REDACT_DEVICE},
    {"uuid", FORM_MACHINE, KEFU_REDACT_DEVICE},    {"guid", FORM_MACHINE, KEFU_REDACT_DEVICE}};

enum {
    WORD_COUNT = sizeof words / sizeof *words,
    FILLER_MAX = 10,
    VALUE_MAX = 40,
    MAC_DIGITS = 12
};

/* ---- finding the word ---- */

static uint8_t bucket(uint32_t point) {
    return (uint8_t)(point ^ point >> 8);
}

void kefu__words_index(struct word_index *index) {
    memset(index, 0, sizeof *index);
    /* backwards, so that each chain of words with one hash has the order of the table */
    for (size_t w = WORD_COUNT; w-- > 0;) {
        uint32_t point;
        utf8_decode((const unsigned char *)words[w].text, strlen(words[w].text), &point);
        const uint8_t at = bucket(kefu__glyph_fold(point));
        index->next[w] = index->first[at];
        index->first[at] = (uint8_t)(w + 1);
    }
}

/* Does no letter precede the Latin word at i? Letters may follow it: VXxiaoma88. */
static bool stands_free(const struct glyphs *glyphs, size_t i) {
    return glyph_type(glyphs, i) != GLYPH_LETTER || i == 0 ||
           glyph_type(glyphs, i - 1) != GLYPH_LETTER;
}

static size_t skip_filler(const struct glyphs *glyphs, size_t i, const char *filler) {
    size_t at = i;
    if (kefu__glyph_word(glyphs, at, " id"))
        at++;
    if (kefu__glyph_word(glyphs, at, "id") && glyph_type(glyphs, at + 2) != GLYPH_LETTER)
        at += 2;
    while (at < i + FILLER_MAX &&
           !(kefu__glyph_in(glyphs, at, "+(") && glyph_is_digit(glyphs, at + 1)) &&
           (kefu__glyph_in(glyphs, at, filler) ||
            (glyph_type(glyphs, at) == GLYPH_SEPARATOR && glyph_point(glyphs, at) != '_') ||
            kefu__glyph_in(glyphs, at, ":;\"'“”‘’「」『』《》<>→#")))
        at++;
    return at;
}

/* ---- values ---- */

static const struct finding_span nothing = {0, 0, 0};

/* The end of a nickname: @ and a name, or ideographs that end with digits (小鱼儿77). */
static size_t nickname_end(const struct glyphs *glyphs, size_t i) {
    const bool addressed = kefu__glyph_in(glyphs, i, "@");
    size_t at = i + addressed;
    while (at < i + 20 && (glyph_is_han(glyphs, at) || glyph_is_alnum(glyphs, at) ||
                           kefu__glyph_in(glyphs, at, "_")))
        at++;
    if (at < i + 3)
        return 0;
    if (addressed)
        return at;
    return glyph_is_han(glyphs, i) && glyph_is_alnum(glyphs, at - 1) &&
                   glyph_is_digit(glyphs, at - 1) && !glyph_at(glyphs, at - 1)->ideograph
               ? at
               : 0;
}

static size_t handle_end(const struct glyphs *glyphs, size_t i) {
    static const char *const products[] = {"android", "iphone", "windows", "version", "harmony"};
    size_t at = i, digits = 0;
    const size_t nick = nickname_end(glyphs, i);
    if (nick)
        return nick;
    while (at < i + VALUE_MAX &&
           (glyph_is_alnum(glyphs, at) || kefu__glyph_in(glyphs, at, "_-") ||
            (at > i && kefu__glyph_in(glyphs, at, ".:@") && glyph_is_alnum(glyphs, at - 1) &&
             glyph_is_alnum(glyphs, at + 1))))
        digits += glyph_is_digit(glyphs, at++);
    if (at == i)
        return 0;
    if (digits == at - i) { /* the number may have several groups of digits */
        struct run run;
        kefu__run_read(glyphs, i, &run);
        if (run.count < 5 || run.count > 15 || kefu__is_unit(glyphs, run.place[run.count - 1] + 1))
            return 0;
        return run.place[run.count - 1] + 1;
    }
    for (size_t w = 0; w < sizeof products / sizeof *products; w++)
        if (kefu__glyph_word(glyphs, i, products[w]))
            return 0;
    while (at > i && kefu__glyph_in(glyphs, at - 1, "-"))
        at--;
    return at - i >= 5 ? at : 0;
}

static size_t code_end(const struct glyphs *glyphs, size_t i) {
    size_t at = i, end = i, digits = 0, gap = 0;
    while (at < i + VALUE_MAX && gap <= 2) {
        const bool digit = glyph_is_digit(glyphs, at);
        if (digit || (glyph_is_alnum(glyphs, at) && (gap == 0 || digits >= 17))) {
            digits += digit;
            gap = 0;
            end = at + 1;
        } else if (glyph_type(glyphs, at) == GLYPH_SEPARATOR) {
            gap++;
        } else {
            break;
        }
        at++;
    }
    return digits >= 5 && !kefu__is_unit(glyphs, end) ? end : 0;
}

/* Is it a service number: 400 or 800, and seven more digits? */
static bool is_service(const struct run *run) {
    return run->count == 10 && (run->digit[0] == 4 || run->digit[0] == 8) && run->digit[1] == 0 &&
           run->digit[2] == 0;
}

static size_t digits_end(const struct glyphs *glyphs, size_t i) {
    struct run run;
    kefu__run_read(glyphs, i, &run);
    if (run.count < 7 || run.count > 24 || is_service(&run) ||
        kefu__is_unit(glyphs, run.place[run.count - 1] + 1))
        return 0;
    return run.place[run.count - 1] + 1;
}

static size_t secret_end(const struct glyphs *glyphs, size_t i) {
    size_t at = i, alnum = 0, digits = 0;
    while (at < i + VALUE_MAX && glyph_point(glyphs, at) > ' ' &&
           glyph_type(glyphs, at) != GLYPH_HAN &&
           (glyph_point(glyphs, at) < 0x7F || glyph_is_digit(glyphs, at))) {
        alnum += glyph_is_alnum(glyphs, at) || glyph_is_digit(glyphs, at);
        digits += glyph_is_digit(glyphs, at++);
    }
    while (at > i && kefu__glyph_in(glyphs, at - 1, ".,;:?)]}\"'"))
        at--;
    return alnum >= 3 && (digits >= 3 || alnum >= 5) && !kefu__is_unit(glyphs, at) ? at : 0;
}

/* The end of a date: number, 年 . - or /, number, 月 . - or /, number, 日, with at least two
 * numbers; or six digits in a row. */
static size_t date_end(const struct glyphs *glyphs, size_t i) {
    size_t at = i, numbers = 0, end = 0, most = 0;
    while (numbers < 3) {
        size_t digits = 0;
        while (digits < 8 && (glyph_is_digit(glyphs, at) || kefu__glyph_in(glyphs, at, "十廿初"))) {
            at++;
            digits++;
        }
        if (digits == 0)
            break;
        most = digits > most ? digits : most;
        numbers++;
        end = at;
        if (kefu__glyph_in(glyphs, at, "年月日号"))
            end = ++at;
        else if (kefu__glyph_in(glyphs, at, ".-/ "))
            at++;
        else
            break;
        while (kefu__glyph_in(glyphs, at, " ") && at < end + 2)
            at++;
    }
    return numbers >= 2 || most >= 6 ? end : 0;
}

/* ---- names ---- */

static const char surnames[] = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚"
                               "谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦昌马"
                               "苗凤方俞任袁柳史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康"
                               "伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛"
                               "禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄"
                               "危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊"
                               "胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程"
                               "邢裴陆荣翁荀羊惠甄曲封芮储靳段焦侯班"
                               "秋仲伊宫宁仇栾甘厉祖武符刘景詹束龙叶司黎薄印白蒲邰从鄂索赖卓蔺屠蒙"
                               "池乔阴胥苍闻莘党翟谭劳姬申冉雍桑桂牛"
                               "边温庄晏柴瞿阎慕连茹习艾鱼容向古易廖终居衡步都耿满弘匡国文寇广东欧"
                               "沃利越隆师巩聂晁敖冷辛阚那简饶曾沙关肖"
                               "查红游权盖益桓公涂代邸付佟冼覃岳车尚丘楼尧";

static bool is_surname(const struct glyphs *glyphs, size_t i) {
    return kefu__glyph_in(glyphs, i, surnames);
}

static bool is_compound(const struct glyphs *glyphs, size_t i) {
    static const char *const compounds[] = {"欧阳", "司马", "上官", "诸葛", "司徒", "东方", "皇甫",
                                            "尉迟", "公孙", "慕容", "令狐", "长孙", "宇文", "夏侯",
                                            "轩辕", "端木", "南宫", "独孤", "百里", "呼延"};
    for (size_t c = 0; c < sizeof compounds / sizeof *compounds; c++)
        if (kefu__glyph_word(glyphs, i, compounds[c]))
            return true;
    return false;
}

/* The number of consecutive ideographs from i on, at most `most`. */
static size_t han_length(const struct glyphs *glyphs, size_t i, size_t most) {
    size_t count = 0;
    while (count < most && glyph_is_han(glyphs, i + count))
        count++;
    return count;
}

/* The end of a foreign name: parts with a dot between them, or Latin words that begin with a
 * capital or stand alone. */
static size_t foreign_name(const struct glyphs *glyphs, size_t i) {
    size_t at = i, end = 0, letters = 0;
    const bool latin = glyph_type(glyphs, i) == GLYPH_LETTER;
    for (size_t part = 0; part < 4; part++) {
        const size_t begin = at;
        while (at < begin + 12 &&
               (latin ? glyph_type(glyphs, at) == GLYPH_LETTER : glyph_is_han(glyphs, at)))
            at++;
        if (at == begin)
            break;
        letters += at - begin;
        end = at;
        if (!kefu__glyph_in(glyphs, at, latin ? " .'-" : "·•・.‧"))
            return latin ? (letters >= 2 ? end : 0) : part > 0 ? end : 0;
        at++;
    }
    return letters >= 2 ? end : 0;
}

static size_t name_end(const struct glyphs *glyphs, size_t i) {
    const size_t foreign = foreign_name(glyphs, i);
    const bool compound = is_compound(glyphs, i);
    if (foreign)
        return foreign;
    if (!compound && !is_surname(glyphs, i))
        return 0;
    const size_t most = compound ? 4 : 3, have = han_length(glyphs, i, most + 1);
    if (have < 2)
        return 0;
    if (have <= most)
        return i + have;
    if (compound)
        return i + (kefu__glyph_in(glyphs, i + 3, "的是在了住和电手地先女收身要想，") ? 3 : 4);
    return i + (kefu__glyph_in(glyphs, i + 2, "的是在了住和电手地先女收身要想") ? 2 : 3);
}

/* The end of a name at i that is followed by nothing or by punctuation, as in 我是刘德胜，; 0 if
 * there is none. */
static size_t alone_end(const struct glyphs *glyphs, size_t i) {
    const size_t length = han_length(glyphs, i, 5);
    if (kefu__glyph_in(glyphs, i + length - 1, "机户员客家主卡的人版上下吗呢啊吧了过种年月"))
        return 0;
    if (is_compound(glyphs, i))
        return length == 3 || length == 4 ? i + length : 0;
    return is_surname(glyphs, i) && (length == 2 || length == 3) ? i + length : 0;
}

/* ---- behind and before words ---- */

/* The end of a code at i, or of a certificate's code with its issuing body: 南字第02038417号. */
static size_t certificate_end(const struct glyphs *glyphs, size_t i) {
    size_t at = i, end;
    while (at < i + 3 && glyph_is_han(glyphs, at) && !kefu__glyph_word(glyphs, at, "字"))
        at++;
    if (at == i || !kefu__glyph_word(glyphs, at, "字"))
        return code_end(glyphs, i);
    at += kefu__glyph_word(glyphs, at + 1, "第") ? 2 : 1;
    end = code_end(glyphs, at);
    return end && kefu__glyph_in(glyphs, end, "号") ? end + 1 : end;
}

/* The end of a UUID, IP or MAC address at i, also of a MAC address without separators; 0: none. */
static size_t machine_end(const struct glyphs *glyphs, size_t i) {
    size_t at = i;
    while (at < i + MAC_DIGITS && glyph_is_alnum(glyphs, at) && glyph_point(glyphs, at) <= 'f')
        at++;
    return at == i + MAC_DIGITS && !glyph_is_alnum(glyphs, at) ? at : kefu__machine_end(glyphs, i);
}

static size_t value_end(const struct glyphs *glyphs, size_t i, uint32_t form) {
    switch (form) {
    case FORM_HANDLE:
        return handle_end(glyphs, i);
    case FORM_CODE:
        return certificate_end(glyphs, i);
    case FORM_MACHINE:
        return machine_end(glyphs, i);
    case FORM_DIGITS:
        return digits_end(glyphs, i);
    case FORM_SECRET:
        return secret_end(glyphs, i);
    case FORM_NAME:
        return name_end(glyphs, i);
    case FORM_ALONE:
        return alone_end(glyphs, i);
    default:
        return date_end(glyphs, i);
    }
}

static struct finding_span read_value(const struct glyphs *glyphs, size_t i,
                                      const struct word *word) {
    const char *filler =
        word->form == FORM_NAME || word->form == FORM_ALONE ? "是为叫写"
        : word->form == FORM_MACHINE                        ? "地址是为"
        : word->form == FORM_DATE
            ? "是为日期年月于在阳历农阴公"
            : "号码是为叫账帐户名就我的加填写改成到了也个这联系本人请搜里用后前尾末四六位编";
    size_t at = skip_filler(glyphs, i, filler), end;
    if (word->form == FORM_DIGITS || word->form == FORM_HANDLE) {
        const struct finding_span number = kefu__find_number(glyphs, at);
        if (number.to)
            return number;
    }
    if (word->form == FORM_HANDLE) {
        const struct finding_span net = kefu__find_net(glyphs, at);
        if (net.to)
            return net.kind == UINT32_MAX ? nothing : net;
    }
    end = value_end(glyphs, at, word->form);
    const struct finding_span span = {at, end, word->kind};
    return end ? span : nothing;
}

struct finding_span kefu__find_before_word(const struct glyphs *glyphs, size_t i) {
    const bool begins = i == 0 || !glyph_is_han(glyphs, i - 1);
    if (begins && glyph_type(glyphs, i) == GLYPH_HAN && is_surname(glyphs, i)) {
        const size_t name = i + han_length(glyphs, i, 4);
        size_t at = name;
        while (at < name + 2 && kefu__glyph_in(glyphs, at, " ,:;、/-"))
            at++;
        const struct finding_span span = {i, name, KEFU_REDACT_NAME};
        if (name >= i + 2 && name <= i + 3 &&
            !kefu__glyph_in(glyphs, name - 1, "话机号真系打址店厅站行馆组司局院部仓库园区城") &&
            kefu__find_number(glyphs, at).to)
            return span;
    }
    if (glyph_is_digit(glyphs, i) && !(i > 0 && glyph_is_digit(glyphs, i - 1))) {
        const size_t end = date_end(glyphs, i);
        size_t at = end;
        while (at < end + 2 && kefu__glyph_in(glyphs, at, " ,的"))
            at++;
        const struct finding_span span = {i, end, KEFU_REDACT_BIRTHDAY};
        if (end &&
            (kefu__glyph_word(glyphs, at, "出生") || kefu__glyph_word(glyphs, at, "生的") ||
             kefu__glyph_word(glyphs, at, "生人")) &&
            !kefu__glyph_word(glyphs, at, "生的效"))
            return span;
    }
    if (glyph_type(glyphs, i) == GLYPH_LETTER && !(i > 0 && glyph_is_alnum(glyphs, i - 1))) {
        const size_t end = code_end(glyphs, i);
        const size_t at = end + (kefu__glyph_in(glyphs, end, " ,") ? 1 : 0);
        const struct finding_span span = {i, end, KEFU_REDACT_ID};
        if (end && (kefu__glyph_word(glyphs, at, "护照") || kefu__glyph_word(glyphs, at, "通行证")))
            return span;
    }
    return nothing;
}

struct finding_span kefu__find_behind_word(const struct word_index *index,
                                           const struct glyphs *glyphs, size_t i) {
    const uint32_t point = glyph_point(glyphs, i);
    if (point == 0 || !stands_free(glyphs, i))
        return nothing;
    for (size_t w = index->first[bucket(point)]; w; w = index->next[w - 1]) {
        const size_t length = kefu__glyph_word(glyphs, i, words[w - 1].text);
        if (length) {
            const struct finding_span span = read_value(glyphs, i + length, &words[w - 1]);
            if (span.to)
                return span;
        }
    }
    return nothing;
}
