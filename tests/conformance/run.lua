-- SPDX-License-Identifier: MIT
-- Runs the conformance vectors in Lua. Usage: lua run.lua VECTORS MAPS
local kefu = require "kefu"
local calls = {}

function calls.analyze(vector)
  return kefu.analyze(vector.text, { role = vector.role, skip_pinyin = vector.skip_pinyin,
    genre = vector.genre })
end

local function scheme_of(vector)
  local document = vector.definitions
  if not document then
    return kefu.scheme()
  end
  return kefu.scheme { { "vector", type(document) == "string" and document or kefu.encode(document) } }
end

function calls.metrics(vector)
  local conversation = scheme_of(vector):read(vector.conversation)
  return { id = vector.conversation.id, metrics = conversation:metrics(vector.now) }
end

function calls.explain(vector)
  return scheme_of(vector):read(vector.conversation):explain(vector.metric, vector.now)
end

function calls.evaluate(vector)
  return scheme_of(vector):read(vector.conversation):evaluate(nil, nil, vector.agent_id):table()
end

function calls.dialogue(vector)
  return kefu.analyze_dialogue(vector.conversation)
end

function calls.live(vector)
  local chat, alerts = kefu.scheme():conversation(), {}
  for _, message in ipairs(vector.messages) do
    for _, alert in ipairs(chat:push(message)) do
      alerts[#alerts + 1] = alert
    end
  end
  return alerts
end

function calls.restart(vector)
  local chat = kefu.scheme():conversation(nil, { keep_text = vector.keep_text })
  local alerts
  for _, message in ipairs(vector.messages) do
    chat = kefu.scheme():restore(chat:save())
    alerts = chat:push(message)
  end
  return { alerts = alerts, record = chat:save() }
end

function calls.aggregate(vector)
  local total = scheme_of(vector):aggregate { group_by = vector.group_by, as_of = vector.now }
  for _, conversation in ipairs(vector.conversations) do
    total:add(conversation)
  end
  for _, feedback in ipairs(vector.feedback) do
    total:add_feedback(feedback)
  end
  return total:groups()
end

function calls.map(vector, maps)
  local file = assert(io.open(maps .. "/" .. vector.map, "rb"))
  local map = kefu.field_map(file:read("*a"))
  file:close()
  return map:apply(vector.line)
end

function calls.redact(vector)
  return { text = kefu.redact(vector.text, { labels = vector.labels }) }
end

function calls.series(vector)
  return kefu.series(vector.request.points, vector.request)
end

function calls.agreement(vector)
  return kefu.agreement(vector.request.ratings, vector.request)
end

function calls.sample(vector)
  return kefu.sample(vector.request.conversations, vector.request)
end

function calls.diff(vector)
  return kefu.diff({ { "from", vector.from } }, { { "to", vector.to } }, { language = vector.language })
end

function calls.roster(vector)
  return (kefu.roster(vector.roster):apply(vector.record, vector.agents))
end

function calls.compile(vector)
  local text = vector.text or kefu.encode(vector.document)
  local good, failure = pcall(kefu.scheme, { { "vector", text } })
  return { status = good and "KEFU_OK" or failure.status, pointer = good and "" or failure.pointer }
end

function calls.findings(vector)
  return kefu.scheme():read(vector.text):findings()
end

for line in io.lines(arg[1]) do
  local vector = kefu.decode(line)
  print(kefu.encode { name = vector.name, result = calls[vector.call](vector, arg[2]) })
end
