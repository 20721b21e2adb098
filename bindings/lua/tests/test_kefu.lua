-- SPDX-License-Identifier: MIT
-- The Lua module: runs on Lua 5.1 to 5.4 and LuaJIT. Usage: lua test_kefu.lua DATA_FOLDER
local kefu = require "kefu"
local data = arg[1]
local passed = 0

local function test(name, body)
  local good, message = pcall(body)
  if not good then
    io.stderr:write(("not ok: %s: %s\n"):format(name, tostring(message)))
    os.exit(1)
  end
  passed = passed + 1
end

local function fails(status, body, ...)
  local good, failure = pcall(body, ...)
  assert(not good, "it should have failed")
  assert(type(failure) == "table" and failure.status == status, tostring(failure))
  assert(tostring(failure) == failure.message)
  return failure
end

local lines = {}
for line in io.lines(data .. "/conversations.jsonl") do
  lines[#lines + 1] = line
end

test("one text", function()
  local found = kefu.analyze("客服态度不好，等了三天")
  assert(found.label == "negative" and found.polarity < 0)
  for _, hit in ipairs(found.hits) do
    assert(("客服态度不好，等了三天"):sub(hit.start + 1, hit["end"]) == hit.text)
  end
end)

test("columns", function()
  local columns = kefu.scheme():sentiments { "很好", "很差", "" }
  assert(columns.label[1] == "positive" and columns.label[2] == "negative" and #columns.polarity == 3)
end)

test("time series", function()
  local answer = kefu.series({ 3, 4, 2, 5, 3, 4, 3, 14 }, { method = "ears", horizon = 1 })
  assert(answer.judged == 1 and #answer.alerts == 1 and #answer.forecast == 1)
  assert(answer.alerts[1].value == 14 and answer.alerts[1].why.en:find("^14 where"))
  assert(kefu.series({ { "2026-03-01", 3 }, { at = "2026-03-02", value = 4 } }).judged == 0)
  local failure = fails("KEFU_E_DEFINITION", kefu.series, { 1, 2 }, { years = 3 })
  assert(failure.pointer == "/years" and failure:findings()[1].code == "unknown_member")
end)

test("agreement", function()
  local answer = kefu.agreement { { "yes", "yes" }, { "no", kefu.null }, { "no", "no" }, { "yes", "no" } }
  assert(answer.units == 4 and answer.ratings == 7 and answer.pairs[1].equal == 2)
  assert(math.abs(answer.coefficients.krippendorff_alpha.value - 4 / 9) < 1e-12)
  fails("KEFU_E_DEFINITION", kefu.agreement, { { 1, "x" } }, { scale = "ratio" })
end)

test("integers stay integers", function()
  local value = kefu.scheme():read(lines[1]):metrics().transfer_count
  assert(tostring(value.n):match("^%d+$"), tostring(value.n))
  if math.type then assert(math.type(value.n) == "integer") end
end)

test("alerts", function()
  local chat = kefu.scheme():conversation { agent_id = "a1" }
  local alerts = chat:push { role = "customer", text = "再不处理我就投诉", at = 1773280800000 }
  assert(#alerts > 0 and alerts[1].evidence:find("投诉", 1, true))
  assert(#chat:push { role = "customer", text = "好的", at = 1773280801000 } == 0)
  assert(chat:next() > 0)
end)

test("a field that is cleared frees nothing that is in use", function()
  for _ = 1, 200 do
    local chat = kefu.scheme():conversation { agent_id = "a1" }
    chat:push { role = "customer", text = "再不处理我就投诉", at = 1773280800000 }
    local at = chat:next()
    chat.handle = nil
    collectgarbage()
    collectgarbage()
    assert(chat:next() == at and #chat:alerts() == 0)
  end
end)

local flawed = { id = "c1", messages = {
  { id = "m1", at = 1772416801000, role = "customer", text = "在吗" }, { id = "m2", at = 1772416809000, role = "agent", text = "您好" },
  { id = "m1", at = 1772416809500, role = "customer", text = "嗯" }, { id = "m3", at = 1772416802000, role = "customer", text = "好" } },
  events = { { type = "recalled", message_id = "zz", at = 1772416809600 } } }
local flaws = { ["out_of_order_events"] = "/messages/3/at", ["duplicate_message"] = "/messages/2/id",
  ["unknown_message"] = "/events/0/message_id" }

test("findings of a record read whole", function()
  local found = kefu.scheme():read(flawed):findings()
  assert(#found == 3)
  for _, finding in ipairs(found) do
    assert(flaws[finding.code] == finding.pointer and finding.severity == "warning", finding.code)
    assert(finding.line == 1 and finding.column > 1 and #finding.message > 0)
  end
  assert(#kefu.scheme():read(lines[1]):findings() == 0)
end)

test("findings of a record pushed, and of an aggregate", function()
  local chat, aggregate = kefu.scheme():conversation(), kefu.scheme():aggregate()
  for _, list in ipairs { flawed.messages, flawed.events } do
    for _, record in ipairs(list) do chat:push(record) end
  end
  aggregate:add(flawed)
  for _, found in ipairs { chat:findings(), aggregate:findings() } do
    assert(#found == 3)
    for _, finding in ipairs(found) do assert(flaws[finding.code] and finding.severity == "warning") end
  end
end)

test("a failure has its findings", function()
  local document = { kefu = 1, kind = "lexicon", id = "a.b", version = "1", remove = { "这个词谁也没有说过" },
    entries = { { text = "a", polarity = 9 }, { text = "b", polarity = 9 } } }
  local failure = fails("KEFU_E_DEFINITION", kefu.scheme, { { "my.json", kefu.encode(document) } })
  assert(failure.item == 1 and failure.source == "my.json")
  local found = failure:findings()
  local errors = {}
  for _, finding in ipairs(found) do
    assert(finding.source == "my.json")
    if finding.severity == "error" then errors[#errors + 1] = finding.pointer end
  end
  assert(#found == 3 and table.concat(errors, " ") == "/entries/0/polarity /entries/1/polarity")
  document.entries = nil
  local scheme = kefu.scheme { { "my.json", kefu.encode(document) } }
  assert(#scheme:findings() == 1 and scheme:findings()[1].code == "nothing_to_remove" and #scheme:test() == 0)
  assert(fails("KEFU_E_JSON", function() kefu.scheme():read("{") end):findings()[1].code == "json_syntax")
  assert(#fails("KEFU_E_LIMIT", kefu.analyze, ("x"):rep(2000000)):findings() == 0)
  assert(#fails("KEFU_E_ARGUMENT", kefu.analyze, "x", { role = "boss" }):findings() == 0)
  assert(#fails("KEFU_E_DEFINITION", kefu.field_map, { kefu = 1 }):findings() > 0)
end)

test("failures are tables", function()
  fails("KEFU_E_JSON", function() kefu.scheme():read("{") end)
  fails("KEFU_E_ARGUMENT", function() kefu.analyze("x", { role = "boss" }) end)
  local failure = fails("KEFU_E_DEFINITION", kefu.scheme, {
    { "my.json", '{"kefu":1,"kind":"lexicon","id":"a.b","version":"1.0.0","entries":[{"text":"a","polarity":9}]}' } })
  assert(failure.pointer == "/entries/0/polarity", failure.pointer)
  local cycle = {}
  cycle.cycle = cycle
  assert(not pcall(function() kefu.scheme():read(cycle) end))
  assert(not pcall(kefu.analyze))
  assert(not pcall(kefu.analyze, {}))
end)

test("nothing is cut in silence", function()
  for _, record in ipairs { { 1, 2, x = 3 }, { x = 0 / 0 }, { x = 1 / 0 }, { [3] = 1 } } do
    local good, message = pcall(kefu.encode, record)
    assert(not good and tostring(message):find("a ", 1, true) == 1, tostring(message))
  end
  assert(kefu.encode { id = "a\0b\"\n" } == '{"id":"a\\u0000b\\"\\u000a"}')
  assert(kefu.encode({ "a", "b" }) == '["a","b"]')
end)

test("JSON is read strictly, and written so that it reads back", function()
  for _, text in ipairs { "", "{", "[1,]", '{"a" 1}', "01x", "1-2", "1.", ".5", "1e", "nul", '"a', '"\\x"', "[1] 2",
                          ("["):rep(70) .. ("]"):rep(70), "\0", '"\\u12"' } do
    assert(not pcall(kefu.decode, text), text)
  end
  for text, value in pairs { ["0.1"] = 0.1, ["-2.5e-3"] = -0.0025, ["1E2"] = 100, ["1e+300"] = 1e300, [" true "] = true,
                             ["123456789012345678"] = 123456789012345678, ['"\\u4f60\\ud83d\\ude00\\ud83d"'] =
                             "\228\189\160\240\159\152\128\239\191\189", ['"a\\u0000b"'] = "a\0b" } do
    assert(kefu.decode(text) == value, text)
  end
  for _, number in ipairs { 0.1, -1 / 3, 1e-300, 5e300, 12345.678, 2 ^ 53, 0 } do
    assert(kefu.decode(kefu.encode { number })[1] == number, tostring(number))
  end
end)

test("what is no text costs no record, and ids keep their digits", function()
  for _, flaw in ipairs { "\255", "\0", "\237\160\189" } do
    local read = kefu.scheme():read { id = "a", messages = { { role = "customer", text = "x" .. flaw .. "y" } } }
    local found = read:findings()
    assert(#found == 1 and found[1].code == "bad_text" and found[1].pointer == "/messages/0/text" and found[1].line == 1)
    local text = read:messages()[1].text
    assert(text:sub(1, 1) == "x" and text:sub(-1) == "y" and text:find("\239\191\189", 1, true))
  end
  local map = kefu.field_map { kefu = 1, kind = "map", id = "m", version = "1", record = "feedback", format = "jsonl",
    members = { text = "/t" } }
  local record, found = map:apply('{"t": "a\\ud83d"}')
  assert(record.text == "a\239\191\189" and found[1].code == "bad_text" and found[1].column == 9)
  local ids = { "12345678901234567890123" }
  if math.type then ids[2] = 9007199254740993 end -- Lua 5.3 and later have integers
  for _, id in ipairs(ids) do
    local read = kefu.scheme():read { id = id, messages = { { role = "agent", agent_id = id, text = "x" } } }
    assert(kefu.decode(read:save()).id == tostring(id))
  end
end)

test("shards", function()
  local whole, a, b = kefu.scheme():aggregate(), kefu.scheme():aggregate(), kefu.scheme():aggregate()
  for i, line in ipairs(lines) do
    whole:add(line);
    (i % 2 == 0 and a or b):add(line)
  end
  b:merge(kefu.scheme():load_aggregate(a:save()))
  assert(b:save() == whole:save())
  assert(whole:conversations() == #lines)
  assert(#whole:groups() > 3)
  assert(whole:report():render("html"):find("<!DOCTYPE html>", 1, true) == 1)
end)

test("states without definitions, sources", function()
  local shard, whole = kefu.scheme():aggregate(), kefu.scheme():aggregate()
  shard:add(lines[1])
  shard:set_source("worker 3", 1, 1)
  local bare = kefu.load_aggregate(shard:save())
  assert(bare:value("frt").value == shard:value("frt").value)
  assert(#bare:series() > 10 and bare:series()[1].apart)
  assert(not pcall(bare.value, bare, "nothing") and not pcall(bare.add_feedback, bare, "{}"))
  for _, merged in ipairs { false, true } do
    assert(whole:is_merged(shard) == merged)
    whole:merge(bare)
    assert(whole:conversations() == 1)
  end
end)

test("a history counts each record once, and what has not ended waits", function()
  local history, whole = kefu.scheme():history { fold_after = 0 }, kefu.scheme():aggregate()
  local outcomes = {}
  for _, line in ipairs(lines) do
    outcomes[history:add(line)] = true
    whole:add(line)
  end
  assert(outcomes.counted and outcomes.waits)
  history = kefu.scheme():load_history(history:save())
  history:fold()
  assert(history:add(lines[1]) == "repeated" and history:describe().waiting == 0)
  assert(history:aggregate():save() == whole:save())
  assert(history:add_feedback { id = "f1", rating = 5, at = 1717200000000 } == "counted" and #history:findings() == 0)
  local bare, other = kefu.load_history(history:save()), kefu.scheme():history()
  bare:merge(other)
  assert(bare:save() == history:save())
  assert(not pcall(bare.merge, bare, history) and not pcall(bare.add, bare, lines[1]))
  local rows = bare:aggregate():compare(history:aggregate())
  assert(rows[1].metric and rows[1].significant == false)
  assert(bare:forget "nobody" == 0 and bare:aggregate():forget "nobody" == 0)
end)

test("evaluation", function()
  local evaluation = kefu.scheme():read(lines[1]):evaluate()
  local again = kefu.scheme():read_evaluation(evaluation:table())
  assert(again:table().scores.form.final == evaluation:table().scores.form.final)
end)

test("what is no text refuses no evaluation", function()
  local evaluation = kefu.scheme():read(lines[1]):evaluate()
  local question = evaluation:table().answers[1].question
  evaluation:answer { question = question, answer = "na", reason = "a\255", by = "b" }
  local found = evaluation:findings()
  assert(#found == 1 and found[1].code == "bad_text" and found[1].pointer == "/reason")
  local record = evaluation:table()
  record.answers[1].comment = "a\237\160\189"
  local again = kefu.scheme():read_evaluation(record)
  assert(#again:findings() == 1 and again:findings()[1].code == "bad_text")
  if math.type then -- Lua 5.3 and later have integers
    evaluation:answer { question = question, answer = "na", reason = "a", by = 9007199254740993 }
    assert(evaluation:table().answers[1].by == "9007199254740993")
  end
  local good, failure = pcall(function() kefu.scheme():read_evaluation('{"kind":"evaluation"} x') end)
  assert(not good and #failure:findings() == 1)
end)

test("a chat survives its process", function()
  local chat = kefu.scheme():conversation({ agent_id = "a1" })
  assert(#chat:push { id = "m1", at = 1773280800000, role = "customer", text = "再不处理我就投诉" } > 0)
  local copy = kefu.scheme():restore(chat:save())
  assert(#copy:alerts() == 0 and copy:save() == chat:save())
  local later = { id = "m2", at = 1773280900000, role = "agent", text = "您好，马上处理" }
  assert(#copy:push(later) == #chat:push(later) and copy:save() == chat:save())
  local fresh = kefu.scheme():conversation()
  assert(kefu.scheme():restore(fresh:save()):save() == fresh:save())
  assert(not pcall(function() kefu.scheme():restore("{}]") end))
end)

test("a dialogue gives the customer's course", function()
  local turns = { { role = "customer", text = "太差了！" }, { role = "helpdesk", text = "非常抱歉" },
    { role = "customer", text = "谢谢你，很满意" } }
  local course = kefu.analyze_dialogue { id = "d1", turns = turns }
  assert(course.satisfaction >= -2 and course.satisfaction <= 2)
  assert(course.start.label == "negative" and course["end"].label == "positive")
  for _, item in ipairs(course.evidence) do
    assert(turns[item.message + 1].text:sub(item.start + 1, item["end"]) == item.text)
  end
  local silent = kefu.scheme():read({ turns = turns }, { keep_text = false }):dialogue()
  assert(silent.satisfaction == nil and silent.reason == "no_text")
end)

test("constants are the tables of the library", function()
  local aggregate = kefu.scheme():aggregate()
  aggregate:add(lines[1])
  for _, word in ipairs(kefu.vocabulary.statistic) do
    assert(aggregate:value("frt", 0, word.name).status)
  end
  for _, list in ipairs { "format", "format_ending" } do
    for _, word in ipairs(kefu.vocabulary[list]) do
      assert(#aggregate:report():render(word.name) > 0)
    end
  end
  for i, name in ipairs { "customer", "agent", "bot", "system" } do
    local word = kefu.vocabulary.role[i]
    assert(word.name == name and word.value == i - 1 and word.title.en ~= "")
  end
  assert(not pcall(aggregate.value, aggregate, "frt", 0, "p51"))
end)

test("turns are a table, and versions are in force at an instant", function()
  local rows = kefu.scheme():read(lines[1]):turns()
  assert(#rows == 4 and rows[2].agent_id == "a11" and rows[2].wait == 28369000 and rows[2].useful)
  local function words(version, since, word)
    return { version, ('{"kefu":1,"kind":"lexicon","id":"my.words","version":"%s","effective_from":"%s","entries":'
      .. '[{"text":"%s","emotion":{"anger":1}}]}'):format(version, since, word) }
  end
  local documents = { words("1", "2026-01-01T00:00:00Z", "甲乙丙"), words("2", "2026-07-01T00:00:00Z", "丁戊己") }
  local old, new = kefu.scheme(documents, { at = 1773280800000 }), kefu.scheme(documents)
  assert(#old:analyze("甲乙丙").emotions == 1 and #old:analyze("丁戊己").emotions == 0)
  assert(#new:analyze("甲乙丙").emotions == 0 and #new:analyze("丁戊己").emotions == 1)
end)

test("records are judged by what was in force when they began", function()
  local function soon(version, since, limit)
    return { version, ('{"kefu":1,"kind":"metric_set","id":"mine","version":"%s","effective_from":"%s","metrics":[{'
      .. '"id":"soon","type":"ratio","direction":"higher_is_better","denominator":"turns","numerator":'
      .. '{"metric":"art","le":%d},"unanswered":"miss"}]}'):format(version, since, limit) }
  end
  local documents = { soon("1", "2026-01-01T00:00:00Z", 30000), soon("2", "2026-03-12T12:00:00+08:00", 5000) }
  local scheme = kefu.scheme(documents)
  local old = kefu.scheme(documents, { at = 1773287999999 })
  assert(scheme:in_force(lines[1]):digest() == old:digest() and scheme:in_force(lines[#lines]) == scheme)
  assert(scheme:read(lines[1]):metrics().soon.value == old:read(lines[1]):metrics().soon.value)
  local aggregate, early = scheme:aggregate(), scheme:aggregate()
  for _, line in ipairs(lines) do
    aggregate:add(line)
    if scheme:in_force(line) ~= scheme then early:add(line) end
  end
  local function apart(of)
    local found = {}
    for _, series in ipairs(of:series()) do
      if series.id == "soon" then found[#found + 1] = tostring(series.apart) end
    end
    return table.concat(found, " ")
  end
  assert(aggregate:conversations() == #lines and apart(aggregate) == "false true" and apart(early) == "false")
  assert(aggregate:report():render("json"):find('"breaks"', 1, true))
  local loaded = scheme:load_aggregate(aggregate:save())
  loaded:add(lines[1])
  assert(loaded:conversations() == #lines + 1)
end)

local function write(text)
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
  return path
end

local function chat(id, agent, team, start)
  return { id = id, team = team, messages = {
    { role = "customer", at = start, text = "什么时候发货" },
    { role = "agent", agent_id = agent, at = start + 60000, text = "今天下午就给您发出" } } }
end

test("feedback inherits from its conversation, and records are selected", function()
  local first, day = 1709265600000, 86400000
  local chats = { chat("c1", "a1", "A", first), chat("c2", "a2", "B", first + day) }
  local said = { { source = "survey", conversation_id = "c1", rating = 5, at = first },
    { source = "survey", conversation_id = "c2", rating = 1, at = first + day },
    { source = "complaint", conversation_id = "x9", text = "太差了", at = first } }
  local function filled(options)
    local aggregate = kefu.scheme():aggregate(options)
    for _, record in ipairs(chats) do aggregate:add(record) end
    for _, record in ipairs(said) do aggregate:add_feedback(record, { complete = true }) end
    return aggregate
  end
  local aggregate, satisfied = filled { group_by = { "team" } }, {}
  for _, group in ipairs(aggregate:groups()) do satisfied[group.key[1] or "all"] = group.metrics.csat.value end
  assert(satisfied.A == 1 and satisfied.B == 0 and satisfied.all == 0.5)
  assert(aggregate:unjoined() == 1 and aggregate:value("complaint_rate").value == 0)
  assert(aggregate:report():render("json"):find('"unjoined_feedback":1', 1, true))
  local path = write(kefu.encode(said[1]) .. "\n" .. kefu.encode(chats[1]) .. "\n")
  local files = kefu.scheme():aggregate { group_by = { "team" } }
  files:add_files(path)
  os.remove(path)
  assert(files:conversations() == 1 and files:groups()[2].key[1] == "A" and files:groups()[2].metrics.csat.value == 1)
  for _, case in ipairs { { { from = "2024-03-02" }, 1 }, { { to = "2024-03-01" }, 1 }, { { from = first + 2 * day }, 0 },
    { { from = "2024-03-01 12:00" }, 2 }, { { where = { attribute = "team", eq = "A" } }, 1 },
    { { exclude = '{"attribute": "id", "in": ["c1", "c2"]}' }, 0 } } do
    local selected = filled(case[1])
    assert(selected:conversations() == case[2] and selected:left_out().conversations == 2 - case[2])
  end
  assert(filled({ where = { attribute = "team", eq = "A" } }):value("csat").value == 1)
  assert(not pcall(kefu.scheme().aggregate, kefu.scheme(), { from = "gestern" }))
  assert(not pcall(kefu.scheme().aggregate, kefu.scheme(), { where = { attribute = 1 } }))
end)

test("files are read as records", function()
  local header = "会话ID,发送时间,角色,客服,买家昵称,消息内容\n"
  local rows = "s1,2024-03-01 12:00:00,买家,,老李,什么时候发货\ns1,2024-03-01 12:01:00,客服,小王,老李,今天下午发\n"
  local path = write("\239\187\191" .. header .. rows .. "s1,2024-03-01 12:00:00,路人,,,x\n")
  local survey = write '{"id": 7, "rating": 5, "source": "survey"}\n{"id": 8, "messages": []}\n'
  local records, seen = kefu.read { path, survey, path }, {}
  for record in records do
    seen[#seen + 1] = record
  end
  assert(#seen == 2 and seen[1].kind == "conversation" and seen[1].id == "s1" and #seen[1].messages == 2)
  assert(seen[2].kind == "feedback" and seen[2].rating == 5)
  assert(kefu.scheme():read(seen[1]):metrics().frt.value == 60000)
  local found = records:findings()
  assert(records.refused == 2 and found[1].code == "bad_row" and found[1].line == 4 and found[1].source == path)
  local good, failure = pcall(function() for _ in kefu.read(path, { strict = true }) do end end)
  assert(not good and failure:find(":4: who speaks", 1, true), failure)
  local file = assert(io.open(path, "rb"))
  assert(kefu.read { file }().id == "s1")
  file:close()
  for text, word in pairs { ["%PDF-1.7"] = "PDF", [("\196\227\186\195"):rep(40)] = "not UTF-8" } do
    good, failure = pcall(function() return kefu.read(write(text))() end)
    assert(not good and failure:find(word, 1, true), failure)
  end
  assert(not pcall(function() return kefu.read("/nowhere")() end))
  local count = 0
  for record in kefu.read(data .. "/conversations.jsonl") do
    count = count + (record.kind == "conversation" and 1 or 0)
  end
  assert(count == #lines)
end)

test("rows are gathered by a map", function()
  local map = kefu.field_map(assert(io.open(data .. "/../maps/wecom.json", "rb")):read "*a")
  local row = '{"msgid":"%d","action":"send","from":"%s","tolist":["%s"],"roomid":"","msgtime":17092656%d0000,"msgtype":"text","text":{"content":"问"}}\n'
  local record = kefu.read(write(row:format(1, "wm_a", "li", 1) .. row:format(2, "li", "wm_a", 2)), { map = map })()
  assert(record.id == "li|wm_a" and #record.messages == 2)
end)

test("a map is suggested for a file", function()
  local header = "会话ID,发送时间,角色,客服,买家昵称,消息内容\n"
  local row = "s1,2024-03-01 12:00:00,买家,,老李,什么时候发货\n"
  local suggested = kefu.suggest_map(write("\239\187\191" .. header .. row))
  assert(suggested.kind == "map" and suggested.record == "conversation")
  local map = kefu.field_map(suggested)
  local long = write(header .. row:rep(8000))
  assert(kefu.encode(kefu.suggest_map(long)) == kefu.encode(suggested))
  local record = kefu.read(write(header .. row), { map = map })()
  assert(record.id == "s1" and record.messages[1].text == "什么时候发货" and record.messages[1].role == "customer")
  local file = assert(io.open(long, "rb"))
  assert(kefu.suggest_map(file).record == "conversation")
  file:close()
  fails("KEFU_E_NOT_FOUND", function() kefu.suggest_map(write "数量,颜色\n1,红\n") end)
  local good, failure = pcall(kefu.suggest_map, write(("\196\227\186\195"):rep(40)))
  assert(not good and failure:find("not UTF-8", 1, true), failure)
end)

test("a roster knows the agents", function()
  local definition = { kefu = 1, kind = "roster", id = "r", version = "1",
    agents = { { id = "a1", name = "王小明", aliases = { "w" }, teams = { { team = "t" } } } } }
  local roster = kefu.roster(definition)
  local record, found = roster:apply({ agent_id = "w", rating = 5 })
  assert(record.agent_id == "a1" and record.team == "t" and #found == 0)
  record, found = roster:apply({ agent_id = "x" }, "pseudonyms")
  assert(record.agent_id == "unlisted" and found[1].code == "unlisted_agent")
  fails("KEFU_E_ARGUMENT", function() roster:apply({}, "initials") end)
  definition.bots = { "w" }
  fails("KEFU_E_DEFINITION", function() kefu.roster(definition) end)
  local chat = kefu.read(write "会话ID,发送人,客户,内容\ns1,老李,老李,在吗\ns1,w,老李,在的\n", { roster = roster, agents = "names" })()
  assert(chat.messages[2].role == "agent" and chat.messages[2].agent_id == "王小明" and chat.team == "t")
end)

test("null is nothing, and an empty table is an empty list where one stands", function()
  assert(kefu.encode { a = kefu.null } == '{"a":null}')
  assert(kefu.encode { labels = {} } == '{"labels":[]}' and kefu.encode { attributes = {} } == '{"attributes":{}}')
  local chat = kefu.scheme():read { id = "c", topic = kefu.null, labels = {}, events = {},
    messages = { { role = "customer", at = 1709265600000, text = "在吗", agent_id = kefu.null } } }
  assert(#chat:findings() == 0)
  local plain = kefu.scheme():read { id = "c", messages = { { role = "customer", at = 1709265600000, text = "在吗" } } }
  assert(chat:metrics().message_count.value == 1 and plain:metrics().message_count.value == 1)
end)

test("find says where a condition is true", function()
  local condition = { phrase = { "退款", "退货" }, role = "customer" }
  local found, records, at = {}, {}, 0
  for chat in kefu.find(condition, data .. "/conversations.jsonl") do
    found[#found + 1] = chat
  end
  assert(#found == 8 and found[1].id == "c006" and found[1].agent_id == "a6" and #found[1].hits == 2)
  assert(found[1].hits[1].evidence == "退货" and found[1].hits[1].role == "customer")
  for _, line in ipairs(lines) do
    records[#records + 1] = line
  end
  for chat in kefu.scheme():find(condition, records) do
    at = at + 1
    assert(chat.id == found[at].id and #chat.hits == #found[at].hits)
  end
  assert(at == 8)
  local whole = 0
  for chat in kefu.find('{"metric": "frt", "gt": 100000}', lines) do
    whole = whole + 1
    assert(chat.hits[1].at and not chat.hits[1].message)
  end
  assert(whole == 23)
  local failure = fails("KEFU_E_DEFINITION", kefu.find, { phrase = "退*" }, lines)
  assert(failure:findings()[1].code == "phrase_wildcard")
end)

test("find uses the rules of a scheme", function()
  local scheme = kefu.scheme { { "rules", [[{"kefu": 1, "kind": "rule_set", "id": "shop.rules", "version": "1.0.0",
    "rules": [{"id": "money", "title": "money", "severity": "minor", "when": {"phrase": "到账"}}]}]] } }
  local ids = {}
  for chat in scheme:find({ rule = "money" }, { { id = "1", messages = { { role = "customer", text = "什么时候到账" } } },
    { id = "2", messages = { { role = "customer", text = "什么时候发货" } } } }) do
    ids[#ids + 1] = chat.id
  end
  assert(#ids == 1 and ids[1] == "1")
end)

test("nothing leaks", function()
  local function burn(count)
    for _ = 1, count do
      kefu.analyze("客服态度不好")
      kefu.scheme():read(lines[1]):metrics()
      pcall(function() kefu.scheme():read("{") end)
    end
    collectgarbage(); collectgarbage()
    return collectgarbage("count")
  end
  local before = burn(100)
  assert(burn(400) - before < 200)
end)

print(("%d passed, 0 failed"):format(passed))
