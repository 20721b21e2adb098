/* SPDX-License-Identifier: MIT
 * Files, times and texts with one character at a time missing, doubled or another, against golden
 * files: a line for each character, with a digest of what all its changes give. */
#include "edits.h"

#include "base/utf8.h"
#include "kefu/kefu.h"
#include "records.h"
#include "time/pattern.h"

enum { INPUT_MAX_BYTES = 2048 };

/* Writes what is read of an input. */
typedef void describe(const char *text, size_t size, struct golden *to);

/* The characters that take the place of each one, "" for none. */
struct others {
    const char *const *texts;
    size_t count;
};

static void describe_changed(const char *text, size_t from, size_t to, const char *with,
                             describe *read, struct golden *answers) {
    char changed[INPUT_MAX_BYTES + 8];
    const int size = snprintf(changed, sizeof changed, "%.*s%s%s", (int)from, text, with,
                              text + to);
    assert_in_range(size, 0, sizeof changed - 1);
    read(changed, (size_t)size, answers);
    golden_print(answers, "\n");
}

static void edit_characters(struct golden *golden, describe *read, const char *text,
                            struct others others) {
    const size_t size = strlen(text);
    golden_print(golden, "---- %s\n", text);
    read(text, size, golden);
    golden_print(golden, "\n");
    for (size_t at = 0; at < size;) {
        struct golden answers = {NULL, 0};
        uint32_t point;
        const size_t end = at + utf8_decode((const unsigned char *)text + at, size - at, &point);
        char twice[16];
        snprintf(twice, sizeof twice, "%.*s%.*s", (int)(end - at), text + at, (int)(end - at),
                 text + at);
        for (size_t i = 0; i < others.count; i++)
            describe_changed(text, at, end, others.texts[i], read, &answers);
        describe_changed(text, at, end, twice, read, &answers);
        read(text, at, &answers); /* cut */
        golden_print(golden, "%zu %08x\n", at, (unsigned)golden_digest(answers.text, answers.size));
        free(answers.text);
        at = end;
    }
}

/* ---- times ---- */

static void read_time(const char *text, size_t size, struct golden *to) {
    static const char *const patterns[] = {"yyyy-MM-dd HH:mm:ss", "d/M/yyyy h:mm a",
                                           "yyyyMMddHHmmss", "HH:mm:ss.SSS"};
    struct foreign_time time = {0};
    int64_t at = 0, ms = 0;
    int32_t minutes = 0;
    bool has_date = false;
    if (kefu__time_read(text, size, &time))
        golden_print(to, "%lld %d %d %d ", (long long)time.local, time.has_offset, time.has_clock,
                     time.has_offset ? (int)time.offset_minutes : 0);
    if (kefu__time_parse(text, size, &at))
        golden_print(to, "instant %lld ", (long long)at);
    if (kefu__time_parse_offset(text, size, &minutes))
        golden_print(to, "offset %d ", (int)minutes);
    if (kefu__duration_read((kefu_str){text, size}, &ms))
        golden_print(to, "duration %lld ", (long long)ms);
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
        if (kefu__time_match(patterns[i], (kefu_str){text, size}, &time, &has_date))
            golden_print(to, "pattern %zu %lld %d ", i, (long long)time.local, has_date);
}

static void of_times(void **state) {
    static const char *const times[] = {"2024-02-29T23:59:59.250+08:00",
                                        "2024-03-01 12:00:00",
                                        "2024/3/1 9:05",
                                        "2024年3月1日 下午3:05",
                                        "2024-12-31T24:00:00Z",
                                        "1999-12-31 23:59:60+0530",
                                        "20240301120000",
                                        "2024-03-01",
                                        "1/3/2024 3:05 PM",
                                        "01:02:03",
                                        "12:30",
                                        "1小时2分20秒",
                                        "1.5小时",
                                        "90s",
                                        "500ms",
                                        "2h",
                                        "+08:00",
                                        "-1130",
                                        "Z",
                                        "23:59:59.999",
                                        "2000-02-29 上午12:00",
                                        "1900-02-28T00:00:00-14:00"};
    static const char *const others[] = {"", "0", "1", "3", "9", ":", "-", " ", "Z", "年", "x"};
    struct golden golden = {NULL, 0};
    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        edit_characters(&golden, read_time, times[i],
                        (struct others){others, sizeof others / sizeof *others});
    golden_check(&golden, "characters.times.txt");
}

/* Days, weeks and years written back, around every limit of the calendar. */
static void of_instants(void **state) {
    static const int64_t days[] = {-719162, -141429, -25567, -1,    0,      58,    59,
                                   60,      364,     365,    789,   790,    11015, 11016,
                                   11017,   19782,   47540,  47541, 2932896};
    static const int64_t offsets[] = {0, 1, 999, 1000, 59999, 3599999, 43200000, 86399999};
    struct golden golden = {NULL, 0};
    (void)state;
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        for (size_t k = 0; k < sizeof offsets / sizeof *offsets; k++) {
            const int64_t at = days[i] * 86400000 + offsets[k];
            const int32_t zone = k % 3 == 0 ? 480 : k % 3 == 1 ? -570 : 0;
            const struct civil civil = kefu__time_civil(at, zone);
            char text[40];
            const size_t size = kefu__time_format(text, at, zone);
            golden_print(
                &golden, "%lld %d: %.*s, weekday %u, day %lld, midnight %lld\n", (long long)at,
                (int)zone, (int)size, text, civil.weekday, (long long)kefu__time_day(at, zone),
                (long long)kefu__time_from_civil(civil.year, civil.month, civil.day, zone));
        }
    golden_check(&golden, "characters.instants.txt");
}

/* ---- files ---- */

static kefu_field_map *map;

static void print_record(struct golden *to, const kefu_record *record) {
    golden_print(to, "%u %u %.*s %.*s %llu %llu ", record->kind, record->flags,
                 (int)record->id.size, record->id.data ? record->id.data : "",
                 (int)record->conversation_id.size,
                 record->conversation_id.data ? record->conversation_id.data : "",
                 (unsigned long long)record->line, (unsigned long long)record->offset);
    golden_write(to, record->json.data, record->json.size);
}

static void read_records(kefu_reader *reader, kefu_findings *findings, struct golden *to) {
    for (;;) {
        kefu_record record = {.size = sizeof record};
        kefu_error error = {0};
        if (kefu_reader_next(reader, &record, findings, &error) != KEFU_OK)
            golden_print(to, "%s %u %llu %s: %s; ", kefu_status_name(error.status), error.line,
                         (unsigned long long)error.offset, error.pointer, error.message);
        else if (record.json.data)
            print_record(to, &record);
        else
            return;
    }
}

/* In two pieces, so that something waits at the end of the first. */
static void read_file(const char *text, size_t size, struct golden *to) {
    kefu_reader *reader = NULL;
    kefu_findings *findings = new_findings();
    assert_int_equal(kefu_reader_new(NULL, &reader, NULL), KEFU_OK);
    if (map)
        assert_int_equal(kefu_reader_use_map(reader, map, NULL), KEFU_OK);
    assert_int_equal(kefu_reader_push(reader, text, size / 2, NULL), KEFU_OK);
    read_records(reader, findings, to);
    assert_int_equal(kefu_reader_push(reader, text + size / 2, size - size / 2, NULL), KEFU_OK);
    read_records(reader, findings, to);
    assert_int_equal(kefu_reader_end(reader, NULL), KEFU_OK);
    read_records(reader, findings, to);
    for (size_t i = 0; i < kefu_findings_count(findings); i++)
        golden_print_finding(to, findings, i);
    kefu_findings_free(findings);
    kefu_reader_free(reader);
}

static const char *const file_others[] = {"",  "\"", ",",  "\n", "{", "}",   "]",
                                          "7", "x",  "\\", " ",  ":", "\x01"};
static const struct others in_files = {file_others, sizeof file_others / sizeof *file_others};

static void of_files(void **state) {
    static const char *const files[] = {
        "{\"id\":\"a\",\"messages\":[{\"role\":\"customer\",\"at\":5,\"text\":\"在\\n吗\"}]}\n"
        "{\"id\":-7,\"rating\":4,\"source\":\"survey\",\"conversation_id\":\"a\"}\n"
        "{\"id\":\"a\",\"turns\":[]}\n",
        "[{\"id\":\"x\",\"amount_minor\":5,\"order\":null},\r\n "
        "{\"question\":\"q\",\"answer\":\"no\"}"
        ",\n{\"kind\":\"feedback\",\"id\":\"x\",\"a\":{\"b\":[1,2.5e3,true]}}]\n"};
    struct golden golden = {NULL, 0};
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        edit_characters(&golden, read_file, files[i], in_files);
    golden_check(&golden, "characters.files.txt");
}

static void of_tables(void **state) {
    static const char definition[] =
        "{\"kefu\":1,\"kind\":\"map\",\"id\":\"m\",\"version\":\"1.0.0\",\"record\":"
        "\"conversation\",\"format\":\"csv\",\"zone\":\"+08:00\",\"staff\":[\"小*\"],"
        "\"system_lines\":true,\"headers\":{\"session\":[\"会话ID\"]},\"group\":{\"key\":"
        "[\"session\"]},\"members\":{\"channel\":{\"value\":\"chat\"}},\"message\":{\"at\":{"
        "\"from\":\"时间\",\"type\":\"time\"},\"role\":{\"from\":\"发言人\",\"type\":\"role\","
        "\"default\":\"customer\"},\"agent_id\":{\"from\":\"账号\",\"split\":\":\",\"part\":-1},"
        "\"text\":\"消息内容\"}}";
    static const char table[] = "会话ID,时间,发言人,账号,消息内容\n"
                                "k1,2024-03-01 12:00:00,客户,,\"发\"\"什么\"\"快递,吗\"\r\n"
                                "k1,2024-03-01 12:00:30,小王,店:w1,圆通\n"
                                "k2,2024/3/1 9:05,张,,\"多\n行\"\n"
                                "k1,2024-03-01 12:01:00,系统,,会话结束\n";
    struct golden golden = {NULL, 0};
    kefu_error error;
    (void)state;
    if (kefu_field_map_new(definition, sizeof definition - 1, NULL, &map, NULL, &error))
        fail_msg("%s: %s", error.pointer, error.message);
    edit_characters(&golden, read_file, table, in_files);
    golden_check(&golden, "characters.table.txt");
    kefu_field_map_free(map);
    map = NULL;
}

/* ---- texts ---- */

static void analyze(const char *text, size_t size, struct golden *to) {
    kefu_analysis *analysis = NULL;
    kefu_error error;
    if (kefu_analyze(scheme, scratch, text, size, NULL, &analysis, &error) != KEFU_OK)
        fail_msg("%.*s: %s", (int)size, text, error.message);
    assert_int_equal(kefu_analysis_write(analysis, golden_write, to, NULL), KEFU_OK);
}

static void of_texts(void **state) {
    static const char *const texts[] = {"质量好，非常感谢！",
                                        "质量不好，发货慢得要命。",
                                        "虽然发货慢，但是质量好",
                                        "我没说要投诉",
                                        "不是发货慢，是质量好吗？",
                                        "您好，您说“自己去查”，我要投诉！！",
                                        "如果发货慢我要投诉",
                                        "非常非常感谢",
                                        "气 死 我 了",
                                        "發貨慢😡😡",
                                        "你烦不烦(质量好)",
                                        "qi死我了 ok 123"};
    static const char *const others[] = {"", "不", "，", "。", "？", "很", "\"", " ", "的", "x"};
    struct golden golden = {NULL, 0};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        edit_characters(&golden, analyze, texts[i],
                        (struct others){others, sizeof others / sizeof *others});
    golden_check(&golden, "characters.texts.txt");
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_times),  cmocka_unit_test(of_instants), cmocka_unit_test(of_files),
        cmocka_unit_test(of_tables), cmocka_unit_test(of_texts),
    };
    return golden_run_records("golden.characters", tests, sizeof tests / sizeof *tests, 1, argc,
                              argv);
}
