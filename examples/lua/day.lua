-- SPDX-License-Identifier: MIT
-- One shop's day in Lua: a text, a live chat, a score, an aggregate, a report.
-- Run: lua day.lua FOLDER [report.html]; examples/c/day.c and examples/python/day.py print the same.
local kefu = require "kefu"

local folder, report = arg[1], arg[2]
local scheme = kefu.scheme()

local found = kefu.analyze("客服态度不好，等了三天")
print(("text: %s %.3f"):format(found.label, found.polarity))

-- Pushing as it happens: each message tells at once what became true.
local chat = scheme:conversation()
local said = {
  { role = "customer", text = "我的洗衣机坏了三天都没人来修，再不处理我就投诉" },
  { role = "agent", text = "自己不会看说明书吗" },
}
for i, message in ipairs(said) do
  message.at = 1773280800000 + (i - 1) * 60000
  for _, alert in ipairs(chat:push(message)) do
    print(("live: %s %s"):format(alert.rule, alert.evidence))
  end
end

local day = scheme:aggregate()
local number = 0
for line in io.lines(folder .. "/conversations.jsonl") do
  local conversation = scheme:read(line)
  number = number + 1
  if number == 1 then
    local score = conversation:evaluate():table().scores.form
    print(("score: %.2f %s"):format(score.final, score.band))
  end
  day:add(conversation)
end
for line in io.lines(folder .. "/feedback.jsonl") do
  day:add_feedback(line)
end
print(("day: %d conversations, %d feedback"):format(day:conversations(), day:feedback()))

for _, metric in ipairs { "frt", "reply_rate_3min", "csat" } do
  local value = day:value(metric)
  local interval = value.interval and (" [%.3f, %.3f]"):format(value.interval[1], value.interval[2]) or ""
  print(("%s: %.3f n=%d%s"):format(metric, value.value, value.n, interval))
end
if report then
  day:report():save(report)
end
