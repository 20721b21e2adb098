/* SPDX-License-Identifier: MIT
 * Rosters: who the agents in records are.
 *
 * Exports call one person by several names, call queues and bots agents, and do not say which team
 * somebody was in that month. A roster is a document that does. It writes records again: agents by
 * one id each (or by name, or by pseudonym for a report that leaves the house), without queues and
 * bots, and with the team, shift, manager, tier and tenure of the agent as attributes to group by.
 * It is no part of a scheme: a new agent does not change what its definitions mean.
 *
 * @code
 * #include "kefu/roster.h"
 * #include <stdio.h>
 * #include <string.h>
 *
 * static kefu_status print(void *ctx, const char *data, size_t size) {
 *     return fwrite(data, 1, size, ctx) == size ? KEFU_OK : KEFU_E_WRITE;
 * }
 *
 * int main(void) {
 *     const char *json = "{\"kefu\":1,\"kind\":\"roster\",\"id\":\"shop\",\"version\":\"1.0.0\","
 *                        "\"agents\":[{\"id\":\"a1\",\"aliases\":[\"Wang\"],"
 *                        "\"teams\":[{\"team\":\"returns\"}]}]}";
 *     kefu_error error;
 *     kefu_roster *roster;
 *     if (kefu_roster_new(json, strlen(json), NULL, &roster, NULL, &error) != KEFU_OK) {
 *         fprintf(stderr, "%s: %s\n", error.pointer, error.message);
 *         return 1;
 *     }
 *     if (kefu_roster_write(roster, KEFU_TEXT("{\"agent_id\": \"Wang\", \"rating\": 5}"),
 *                           KEFU_ROSTER_IDS, print, stdout, NULL, &error) != KEFU_OK)
 *         return 1;
 *     kefu_roster_free(roster);
 *     return 0;
 * }
 * @endcode */
#ifndef KEFU_ROSTER_H
#define KEFU_ROSTER_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A roster. Immutable; any number of threads may use one at once. */
typedef struct kefu_roster kefu_roster;

/** Reads a document of the kind "roster" (docs/roster.md).
 * @param allocator    NULL: the C library's
 * @param[out] roster  on success only; free with kefu_roster_free()
 * @param findings     everything that is wrong with the document; may be NULL
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_JSON, KEFU_E_UTF8, KEFU_E_DUPLICATE, KEFU_E_LIMIT,
 *         KEFU_E_DEFINITION, KEFU_E_MEMORY
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_roster_new(const char *json, size_t size, const kefu_allocator *allocator,
                                     kefu_roster **roster, kefu_findings *findings,
                                     kefu_error *error);
/** Releases a roster; NULL is allowed.
 * @par Threads  The last one that uses it.
 * @since 0.1 */
KEFU_API void kefu_roster_free(kefu_roster *roster);

/** Writes a record of any kind again, in one call of `write`. Each `agent_id` of the record, its
 * messages and events (of these also `to`, `by` and `from`) that is an id, an alias, or a name that
 * one agent alone has, becomes what `shown` asks for. A queue is taken out (an event names it as
 * `queue`), a bot too, and its messages get the role of a bot. The agent of the record (its
 * `agent_id`, else who of the roster wrote last) gives it `team`, and the attributes `shift`,
 * `manager`, `tier` and `tenure`, as of the day of its first time, where it has none of its own. An
 * agent whom the roster does not know is a finding, `unlisted_agent`, and stays; under pseudonyms
 * it becomes "unlisted", since the name is nobody's business outside.
 * @param shown     a kefu_roster_name
 * @param findings  what is wrong with the record's text, and unlisted agents; may be NULL
 * @return KEFU_OK, KEFU_E_ARGUMENT (also an unknown value of `shown`), KEFU_E_MEMORY, KEFU_E_JSON,
 *         KEFU_E_UTF8, KEFU_E_DUPLICATE, KEFU_E_LIMIT, KEFU_E_DEFINITION (it is no object), what
 *         `write` returned
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_roster_write(const kefu_roster *roster, const char *json, size_t size,
                                       uint32_t shown, kefu_write write, void *ctx,
                                       kefu_findings *findings, kefu_error *error);

#ifdef __cplusplus
}
#endif
#endif
