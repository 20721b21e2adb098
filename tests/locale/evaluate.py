# SPDX-License-Identifier: MIT
"""Numbers in and out of the Python module, in the locale of the environment."""
import locale
import sys

import kefu

locale.setlocale(locale.LC_ALL, "")
assert len(locale.localeconv()["decimal_point"].encode()) == (1 if sys.argv[2] == "C" else 2)
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        print(kefu.conversation(line).evaluate().to_json())
print(kefu.analyze("不是很满意，但是客服太好了"))
