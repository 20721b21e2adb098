/* SPDX-License-Identifier: MIT
 * The records that come in: what happened in a conversation, as a struct.
 *
 * An event is one thing that happened: somebody said something, an agent took over, the customer
 * rated. Events are pushed into a conversation one after another, as they come
 * (kefu/conversation.h); whole records come as JSON. Each type reads the members that concern it
 * and ignores the others.
 *
 * @code
 * #include "kefu/event.h"
 * #include <stdio.h>
 *
 * int main(void) {
 *     kefu_event event = KEFU_EVENT_INIT;
 *     event.role = KEFU_ROLE_AGENT;
 *     event.at = 1717200000000;
 *     event.text.data = "您好，请问有什么可以帮您？";
 *     event.text.size = sizeof "您好，请问有什么可以帮您？" - 1;
 *     printf("%s by %s\n", kefu_event_type_name(event.type), kefu_role_name(event.role));
 *     return 0;
 * }
 * @endcode */
#ifndef KEFU_EVENT_H
#define KEFU_EVENT_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define KEFU_EVENT_AUTO        1u /**< sent by a machine in the agent's name */
#define KEFU_EVENT_PRIVATE     2u /**< an internal note: the customer does not see it */
#define KEFU_EVENT_OFFLINE     4u /**< left while nobody was on duty */
/** of resolved and closed: the customer did it, so that no promise is due any more */
#define KEFU_EVENT_BY_CUSTOMER 8u

/** One thing that happened. Start from KEFU_EVENT_INIT. Texts are copied by the call. */
typedef struct kefu_event {
    size_t size;
    uint32_t type;       /**< a kefu_event_type */
    uint32_t role;       /**< of a message: a kefu_role */
    int64_t at;          /**< within 2^53 ms of 1970; KEFU_TIME_NONE where unknown */
    kefu_str id;         /**< id of the message; a message whose id is known already is skipped */
    kefu_str agent_id;   /**< id of the agent who speaks, or to whom the conversation is given */
    kefu_str message_id; /**< of recalled and edited: id of the message */
    kefu_str text;       /**< the text of a message (UTF-8, any content), or its new text */
    kefu_str value;      /**< of a status event: the new status */
    uint32_t flags;      /**< KEFU_EVENT_… */
    uint32_t content;    /**< a kefu_content */
    double rating;       /**< of a rated event: the rating, and below it the limits of its scale */
    double scale_min, scale_max;
} kefu_event;

#define KEFU_EVENT_INIT                                                                            \
    {                                                                                              \
        sizeof(kefu_event), KEFU_EVENT_MESSAGE, KEFU_ROLE_CUSTOMER, KEFU_TIME_NONE, {NULL, 0},     \
            {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0, KEFU_CONTENT_TEXT, 0.0, 1.0, 5.0        \
    }
/** Sets an event to KEFU_EVENT_INIT, for callers that cannot use a macro.
 * @param[out] event  NULL is allowed
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API void kefu_event_init(kefu_event *event);

#ifdef __cplusplus
}
#endif
#endif
