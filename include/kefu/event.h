/* SPDX-License-Identifier: MIT
 * The records that come in: what happened in a conversation, and what customers said afterwards. */
#ifndef KEFU_EVENT_H
#define KEFU_EVENT_H

#include "kefu/analysis.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What happened. */
typedef enum kefu_event_type {
    KEFU_EVENT_MESSAGE = 0,
    KEFU_EVENT_CREATED = 1,
    KEFU_EVENT_ASSIGNED = 2,    /**< agent_id: to whom */
    KEFU_EVENT_BOT_HANDOFF = 3, /**< agent_id: to whom, may be empty */
    KEFU_EVENT_TRANSFER = 4,    /**< agent_id: to whom */
    KEFU_EVENT_STATUS = 5,      /**< value: "open", "pending", … */
    KEFU_EVENT_RESOLVED = 6,
    KEFU_EVENT_REOPENED = 7,
    KEFU_EVENT_CLOSED = 8,
    KEFU_EVENT_RECALLED = 9, /**< message_id: which message was taken back */
    KEFU_EVENT_EDITED = 10,  /**< message_id, text: the new text */
    KEFU_EVENT_INVITED = 11, /**< the customer was asked to rate */
    KEFU_EVENT_RATED = 12,   /**< rating, scale_min, scale_max */
    KEFU_EVENT_FORCE_32_ = 0x7fffffff
} kefu_event_type;

/** What a message holds. */
typedef enum kefu_content {
    KEFU_CONTENT_TEXT = 0,
    KEFU_CONTENT_IMAGE = 1,
    KEFU_CONTENT_VOICE = 2,
    KEFU_CONTENT_CARD = 3,
    KEFU_CONTENT_FILE = 4,
    KEFU_CONTENT_VIDEO = 5,
    KEFU_CONTENT_FORCE_32_ = 0x7fffffff
} kefu_content;

#define KEFU_EVENT_AUTO    1u /**< sent by a machine in the agent's name */
#define KEFU_EVENT_PRIVATE 2u /**< an internal note: the customer does not see it */
#define KEFU_EVENT_OFFLINE 4u /**< left while nobody was on duty */

/** One thing that happened. Start from KEFU_EVENT_INIT. Texts are copied by the call. */
typedef struct kefu_event {
    size_t size;
    uint32_t type;       /**< a kefu_event_type */
    uint32_t role;       /**< of a message: a kefu_role */
    int64_t at;          /**< within 2^53 ms of 1970; KEFU_TIME_NONE where unknown */
    kefu_str id;         /**< of the message; a known one is skipped */
    kefu_str agent_id;   /**< who speaks, or to whom it goes */
    kefu_str message_id; /**< of recalled and edited: which message */
    kefu_str text;       /**< of a message (UTF-8, any content), or the edited text */
    kefu_str value;      /**< of a status */
    uint32_t flags;      /**< KEFU_EVENT_… */
    uint32_t content;    /**< a kefu_content */
    double rating;       /**< of rated */
    double scale_min, scale_max;
} kefu_event;

#define KEFU_EVENT_INIT                                                                            \
    {                                                                                              \
        sizeof(kefu_event), KEFU_EVENT_MESSAGE, KEFU_ROLE_CUSTOMER, KEFU_TIME_NONE, {NULL, 0},     \
            {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0, KEFU_CONTENT_TEXT, 0.0, 1.0, 5.0        \
    }

/** "message", "created", …; "unknown" for a number that is none. */
KEFU_API const char *kefu_event_type_name(uint32_t type);

#ifdef __cplusplus
}
#endif
#endif
