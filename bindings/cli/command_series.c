/* SPDX-License-Identifier: MIT
 * kefu series: a time series in, alerts out. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "table.h"

static int run(int argc, char **argv);

const struct command cli_series = {
    "series", "alerts and forecasts of a time series",
    "Usage: kefu series [options] [FILE]\n"
    "\n"
    "Reads one time series: cells separated by commas or tabs, lines of JSON or a JSON array, "
    "with\n"
    "a time and a value at equal steps; without a file, or for -, from standard input. Prints one\n"
    "line of JSON: method, step, points, gaps, judged, and alerts, each with what was expected,\n"
    "its bounds, its baseline and why. The exit status is 4 when a point alerts, and 1 when no\n"
    "point could be judged.\n"
    "\n"
    "  --method M    spike (default: too many at once, with a pattern of weekdays), farrington\n"
    "                (against past years), ears (against the 7 points before), ewma, cusum\n"
    "                (shifts of the level), esd (outliers), anomaly (a stream of any kind)\n"
    "  --time NAME   the column or member of the time (default: at, else the first of several)\n"
    "  --value NAME  that of the value (default: value or count, else the last)\n"
    "  --gaps G      leave (default: a step without a point is unknown) or zero\n"
    "  --last N      only the latest N points may alert, for a schedule\n"
    "  --detail      print every judged point too\n"
    "  --horizon N   forecast N steps: --forecast comb (default), ses, holt, damped,\n"
    "                holt_winters; --level 0.95\n"
    "  --encoding E  the file is not UTF-8 but E (gb18030, …)\n"
    "\n"
    "Parameters, each of the methods that have it (docs/series.md): --alpha, --baseline, "
    "--season,\n"
    "--years, --window, --cases-min, --cases-span, --reweight, --trend, --target, --sigma, "
    "--side,\n"
    "--lambda, --width, --allowance, --decision-interval, --most, --threshold, --refractory,\n"
    "--warmup.",
    run};

/* The options before PARAMETERS are the program's; each other one is a member of the request, whose
 * name has _ for -. */
enum { TIME, VALUE, ENCODING, DETAIL, METHOD, PARAMETERS = METHOD };
static const struct option_spec specs[] = {{"time", true},       {"value", true},
                                           {"encoding", true},   {"detail", false},
                                           {"method", true},     {"gaps", true},
                                           {"last", true},       {"horizon", true},
                                           {"forecast", true},   {"level", true},
                                           {"alpha", true},      {"baseline", true},
                                           {"season", true},     {"years", true},
                                           {"window", true},     {"cases-min", true},
                                           {"cases-span", true}, {"reweight", true},
                                           {"trend", true},      {"target", true},
                                           {"sigma", true},      {"side", true},
                                           {"lambda", true},     {"width", true},
                                           {"allowance", true},  {"decision-interval", true},
                                           {"most", true},       {"threshold", true},
                                           {"refractory", true}, {"warmup", true}};
enum { OPTIONS = sizeof specs / sizeof *specs };

/* ---- the request ---- */

static void add_name(struct text_out *request, const char *option) {
    cli_json_add(request, "\"");
    for (const char *c = option; *c; c++)
        text_out_write(request, *c == '-' ? "_" : c, 1);
    cli_json_add(request, "\":");
}

/* A number, true and false stand for themselves; anything else is a word. */
static void add_parameter(struct text_out *request, const char *option, const char *value) {
    const kefu_str text = {value, strlen(value)};
    add_name(request, option);
    if (cli_is_number(text) || strcmp(value, "true") == 0 || strcmp(value, "false") == 0)
        cli_json_add(request, value);
    else
        cli_json_add_string(request, text);
    cli_json_add(request, ",");
}

static void begin_request(const struct arguments *arguments, struct text_out *request) {
    cli_json_add(request, "{");
    if (!cli_option(arguments, METHOD))
        add_parameter(request, "method", "spike");
    for (size_t i = PARAMETERS; i < OPTIONS; i++)
        if (cli_option(arguments, i))
            add_parameter(request, specs[i].name, cli_option(arguments, i));
    if (cli_option(arguments, DETAIL))
        add_parameter(request, "detail", "true");
    cli_json_add(request, "\"points\":");
}

/* ---- points ---- */

/* Where time and value of a row stand. */
struct columns {
    const char *time_name, *value_name; /* members of JSON lines */
    size_t time, value;                 /* cells; SIZE_MAX: the rows have no time */
};

/* The column of the option's name, or of one of the two usual names; SIZE_MAX: none. False after a
 * failure that was printed. */
static bool find_column(const struct table *table, const char *named, const char *usual,
                        const char *other, size_t *column) {
    *column = cli_table_column(table, named ? named : usual);
    if (*column == SIZE_MAX && !named)
        *column = cli_table_column(table, other);
    return *column != SIZE_MAX || !named ||
           (cli_fail("%s: there is no column %s", table->input.name, named), false);
}

static bool find_columns(const struct table *table, const struct arguments *arguments,
                         struct columns *columns) {
    const char *const time = cli_option(arguments, TIME), *const value = cli_option(arguments,
                                                                                    VALUE);
    const size_t width = cli_table_width(table);
    if (!find_column(table, time, "at", "date", &columns->time) ||
        !find_column(table, value, "value", "count", &columns->value))
        return false;
    if (columns->value == SIZE_MAX)
        columns->value = width - 1;
    if (columns->time == SIZE_MAX && width > 1)
        columns->time = columns->value == 0 ? 1 : 0;
    return true;
}

static void add_cells(const struct table *table, const struct columns *columns,
                      struct text_out *request) {
    if (columns->time == SIZE_MAX) {
        cli_table_put(table, columns->value, request);
        return;
    }
    cli_json_add(request, "[");
    cli_table_put(table, columns->time, request);
    cli_json_add(request, ",");
    cli_table_put(table, columns->value, request);
    cli_json_add(request, "]");
}

/* Adds one member of a line of JSON to the point, unless the line has no such member; false after a
 * failure that was printed. */
static bool add_member(const struct table *table, struct json_member *reader, const char *from,
                       const char *to, struct text_out *request, bool *is_there) {
    kefu_error error;
    kefu_str value;
    if (!cli_json_member(reader, from, &table->input, NULL, &value, &error))
        return cli_fail("%s:%zu: %s", table->input.name, table->input.line_number, error.message),
               false;
    *is_there = value.size > 0;
    if (*is_there) {
        cli_json_add(request, request->data[request->size - 1] == '{' ? "" : ",");
        add_name(request, to);
        text_out_write(request, value.data, value.size);
    }
    return true;
}

enum { READERS = 3 }; /* of the members for the time, the value, and the value's other usual name */

/* Adds {"at": …, "value": …} of a line of JSON; false after a failure that was printed. */
static bool add_members(const struct table *table, const struct columns *columns,
                        struct json_member readers[READERS], struct text_out *request) {
    const char *const time = columns->time_name ? columns->time_name : "at";
    const char *const value = columns->value_name ? columns->value_name : "value";
    bool is_there;
    cli_json_add(request, "{");
    if (!add_member(table, &readers[0], time, "at", request, &is_there) ||
        !add_member(table, &readers[1], value, "value", request, &is_there))
        return false;
    if (!is_there && !columns->value_name &&
        !add_member(table, &readers[2], "count", "count", request, &is_there))
        return false;
    cli_json_add(request, "}");
    return true;
}

static bool add_rows(struct table *table, const struct columns *columns, struct text_out *request) {
    struct json_member readers[READERS];
    size_t line = 1;
    bool good = true;
    memset(readers, 0, sizeof readers);
    for (size_t count = 0; good && cli_table_next(table); count++) {
        cli_json_add(request, count == 0 ? "[" : ",");
        cli_json_add_lines(request, &table->input, &line);
        if (table->form == TABLE_LINES)
            good = add_members(table, columns, readers, request);
        else
            add_cells(table, columns, request);
    }
    cli_json_add(request, "]");
    for (size_t i = 0; i < READERS; i++)
        cli_json_member_end(&readers[i]);
    return good && !table->input.failed;
}

/* Copies a JSON array, line by line. */
static bool add_array(struct table *table, struct text_out *request) {
    size_t line = 1;
    while (cli_table_next(table)) {
        cli_json_add_lines(request, &table->input, &line);
        text_out_write(request, table->input.line, table->input.size);
    }
    return !table->input.failed;
}

static bool make_request(struct table *table, const struct arguments *arguments,
                         struct text_out *request) {
    struct columns columns = {cli_option(arguments, TIME), cli_option(arguments, VALUE), 0, 0};
    begin_request(arguments, request);
    if (table->form == TABLE_CELLS && !find_columns(table, arguments, &columns))
        return false;
    const bool good = table->form == TABLE_ARRAY ? add_array(table, request)
                                                 : add_rows(table, &columns, request);
    cli_json_add(request, "}");
    return good;
}

/* ---- the answer ---- */

/* A mistake in a parameter is one of the command line. */
static int refuse(struct finding_printer *printer, const struct table *table,
                  const kefu_error *error) {
    const struct finding_place place = {table->input.name, 0, true};
    if (error->pointer[0] && strncmp(error->pointer, "/points", 7) != 0) {
        char name[64];
        snprintf(name, sizeof name, "%s", error->pointer + 1);
        for (char *c = name; *c; c++)
            *c = *c == '_' ? '-' : *c;
        kefu_findings_clear(printer->collector);
        return cli_usage(&cli_series, "--%s: %s", name, error->message);
    }
    if (cli_findings_flush(printer, &place) == 0)
        cli_findings_error(printer, &place, error);
    return EXIT_FOUND;
}

static int judge(struct finding_printer *printer, const struct table *table,
                 const struct text_out *request) {
    struct text_out answer = {NULL, 0, 0};
    kefu_series_found found = {sizeof found, 0, 0};
    kefu_error error;
    int code = EXIT_DONE;
    if (kefu_series_judge(request->data, request->size, NULL, printer->collector, text_out_write,
                          &answer, &found, &error)) {
        code = refuse(printer, table, &error);
    } else {
        cli_write(stdout, answer.data, answer.size);
        putchar('\n');
        code = found.alerts > 0 ? EXIT_ALERT : EXIT_DONE;
        if (found.judged == 0)
            code = cli_fail("%s: no point could be judged: there are too few before it, or gaps",
                            table->input.name);
    }
    text_out_free(&answer);
    return code;
}

static int run(int argc, char **argv) {
    struct text_out request = {NULL, 0, 0};
    struct finding_printer printer;
    struct arguments arguments;
    static struct table table;
    int code;
    if (!cli_parse(&arguments, &cli_series, specs, OPTIONS, argc, argv, &code))
        return code;
    if (arguments.file_count > 1)
        return cli_usage(&cli_series, "a series is one file");
    if (!cli_table_open(&table, &arguments, cli_option(&arguments, ENCODING), false))
        return EXIT_FOUND;
    cli_findings_begin(&printer, &arguments, false);
    code = make_request(&table, &arguments, &request) ? judge(&printer, &table, &request)
                                                      : EXIT_FOUND;
    text_out_free(&request);
    cli_table_close(&table);
    return cli_findings_end(&printer, cli_flush() ? code : EXIT_FOUND);
}
