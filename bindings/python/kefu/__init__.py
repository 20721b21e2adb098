# SPDX-License-Identifier: MIT
"""kefu (客服): judges customer service in Chinese.

>>> import kefu
>>> kefu.analyze("客服态度不好，等了三天").label
'negative'

Everything works with the built-in definitions; pass ``scheme=kefu.Scheme(...)`` for your own. Text
is ``str`` (or UTF-8 ``bytes``); spans are code point offsets into the text as given. Durations and
instants are milliseconds (instants since the Unix epoch, UTC), ratios 0…1, scores 0…100, polarity
−1…1. A value is ``{"value", "n", "status", "reason"}``: no data is ``None``, never 0.
"""

from ._api import (
    TIME_END,
    VOCABULARY,
    Aggregate,
    Analysis,
    Columns,
    Conversation,
    Error,
    Evaluation,
    FieldMap,
    Finding,
    History,
    Report,
    Roster,
    Scheme,
    agreement,
    analyze,
    analyze_dialogue,
    conversation,
    diff,
    evaluate,
    find,
    redact,
    report,
    sample,
    series,
    turns,
    version,
)
from ._read import Records, read, suggest_map

__version__ = version()

__all__ = [
    "TIME_END",
    "VOCABULARY",
    "Aggregate",
    "Analysis",
    "Columns",
    "Conversation",
    "Error",
    "Evaluation",
    "FieldMap",
    "Finding",
    "History",
    "Records",
    "Report",
    "Roster",
    "Scheme",
    "agreement",
    "analyze",
    "analyze_dialogue",
    "conversation",
    "diff",
    "evaluate",
    "find",
    "read",
    "redact",
    "report",
    "sample",
    "series",
    "suggest_map",
    "turns",
    "version",
]
