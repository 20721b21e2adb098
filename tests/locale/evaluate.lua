-- SPDX-License-Identifier: MIT
-- Numbers in and out of the Lua module, in the locale of the environment.
local kefu = require "kefu"
assert(os.setlocale "" and (arg[2] == "C") == (tostring(0.5) == "0.5"))
for line in io.lines(arg[1]) do
  local evaluation = kefu.scheme():read(line):evaluate()
  print(kefu.encode { evaluation:table().scores.form.final or "none" })
end
print(kefu.encode { kefu.decode "[0.1, -2.5e-3, 1e300, 12345678901234567]" })
print(kefu.encode { kefu.analyze("不是很满意，但是客服太好了").polarity })
