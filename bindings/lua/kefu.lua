-- SPDX-License-Identifier: MIT
--- kefu (客服): judges customer service in Chinese.
--
--     local kefu = require "kefu"
--     print(kefu.analyze("客服态度不好，等了三天").label)
--     local chat = kefu.scheme():conversation{ agent_id = "a1" }
--     for _, alert in ipairs(chat:push{ role = "customer", text = "再不处理我就投诉" }) do
--       print(alert.rule, alert.evidence)
--     end
--
-- For Lua 5.1 to 5.4 and LuaJIT. Text is UTF-8; spans (start, end) are byte offsets, half open, from
-- 0. Instants and durations are milliseconds. A failure raises a table {message, status, item (which
-- document or text of the call, from 1), source (the document's name), pointer, line, column, offset}
-- that prints as its message. A value without data has value = nil.
--
-- What was wrong with content that was accepted all the same (a message id that came before, a time
-- before the last one …) is told by findings() of the scheme, conversation, aggregate or field map;
-- what was refused, by findings() of the table that is raised: lists of {code, severity, message,
-- pointer, source, line, column, offset} (docs/findings.md).
local native = require "kefu_native"

local kefu = {}

--- The closed lists of the API: vocabulary.role[1] is {value = 0, name = "customer", title = {["zh-Hans"] = …,
-- en = …}}.
kefu.vocabulary = native.vocabulary()

local function values(...)
  local by_name = {}
  for _, list in ipairs { ... } do
    for _, word in ipairs(kefu.vocabulary[list]) do
      by_name[word.name] = word.value
    end
  end
  return by_name
end

local ROLES, GENRES, STATISTICS = values "role", values "genre", values "statistic"
local FORMATS, RECORD_KINDS = values("format", "format_ending"), values "record_kind"
ROLES.any = 0
local BARE, SKIP_PINYIN, ANY_ROLE = native.SCHEME_BARE, native.ANALYZE_SKIP_PINYIN, native.ANALYZE_ANY_ROLE
local NO_TEXT, CONVERSATION_SKIP_PINYIN = native.CONVERSATION_NO_TEXT, native.CONVERSATION_SKIP_PINYIN
local FINDINGS_MAX = 1000
local END, LAST = math.huge, -math.huge -- as `now`: nothing more will come; the last event

local Failure = {
  __tostring = function(failure) return failure.message end,
  __index = { findings = function(failure) return failure.found or {} end },
}

local function choice(choices, name, what)
  local value = choices[name]
  if not value then
    local message = tostring(name) .. " is no " .. what
    error(setmetatable({ message = message, status = "KEFU_E_ARGUMENT", pointer = "" }, Failure))
  end
  return value
end

local function analyze_flags(options)
  return (options.skip_pinyin and SKIP_PINYIN or 0) + (options.role == "any" and ANY_ROLE or 0)
end

-- Calls a native function with `...` and a collector of findings. What a failing call collected goes
-- with its error.
local function collecting(findings, call, ...)
  local before = findings:count()
  local arguments = { ... }
  arguments[select("#", ...) + 1] = findings
  local good, result = pcall(call, (table.unpack or unpack)(arguments, 1, select("#", ...) + 1))
  if good then return result end
  if type(result) == "table" then result.found = findings:list(before) end
  error(result, 0)
end

-- One scratch serves all calls of a Lua state: they never run at the same time.
local scratch
local function working_memory()
  scratch = scratch or native.Scratch()
  return scratch
end

local Scheme, Conversation, Evaluation, Aggregate, Report, FieldMap = {}, {}, {}, {}, {}, {}
local Records, History, Roster = {}, {}, {}
for _, class in ipairs { Scheme, Conversation, Evaluation, Aggregate, History, Report, FieldMap, Records, Roster } do
  class.__index = class
end

--- The library's version.
function kefu.version()
  return native.kefu_version()
end

--- Compiles documents (a list of {name, json}) above the built-in ones; without any, gives the
-- built-in scheme, made once. options.bare leaves the built-in documents out; options.at (ms) takes the versions that
-- are in force then, by default the newest.
local builtin
function kefu.scheme(documents, options)
  if not documents and not options then
    builtin = builtin or kefu.scheme({})
    return builtin
  end
  local flags = options and options.bare and BARE or 0
  local found = native.Findings()
  local good, handle = pcall(collecting, found, native.Scheme, documents or {}, flags,
    options and options.at or -math.huge)
  if not good then
    local document = type(handle) == "table" and (documents or {})[handle.item]
    if document then handle.source = document[1] end
    error(handle, 0)
  end
  local changes = {}
  if documents and #documents > 0 and not (options and options.at) then
    changes = native.scheme_changes(documents, flags)
  end
  return setmetatable({ handle = handle, found = found, documents = documents, options = options,
    changes = changes, slices = {}, rank = #changes + 1 }, Scheme)
end

-- The versions of the documents between changes[index] and the next change, compiled as they are needed.
-- Those of equal digest are one scheme. The newest has the greatest rank.
local function slice(scheme, index)
  if not scheme.slices[index] then
    local found = kefu.scheme(scheme.documents, { bare = scheme.options and scheme.options.bare,
      at = index > 0 and scheme.changes[index] or scheme.changes[1] - 1 })
    found.rank = index
    scheme.slices[index] = found
    if found:digest() == scheme:digest() then scheme.slices[index] = scheme end
    for _, other in pairs(scheme.slices) do
      if other:digest() == found:digest() and other ~= found then scheme.slices[index] = other end
    end
  end
  return scheme.slices[index]
end

--- The versions of the documents that were in force when a record (a table or JSON text) began: by these
-- Scheme:read() and aggregates judge whole records. A record without a time is judged by the newest ones.
function Scheme:in_force(record)
  if #self.changes == 0 then return self end
  local start, index = self.handle:start(record), 0
  if start <= -9.2e18 then return self end
  while self.changes[index + 1] and self.changes[index + 1] <= start do index = index + 1 end
  return slice(self, index)
end

-- Of every object that reads content.
local function findings(object)
  return object.found:list(0)
end

--- Warnings and notes about the definitions (errors are raised).
Scheme.findings = findings

--- Runs the tests that stand in the documents; a finding for each one that fails.
function Scheme:test()
  local found = native.Findings()
  self.handle:test(found)
  return found:list(0)
end

function Scheme:id()
  return self.handle:id()
end

--- 16 hex digits: the same digest, the same definitions.
function Scheme:digest()
  return self.handle:digest()
end

--- What people call an id of results: title("anger") is "愤怒".
function Scheme:title(id, language)
  return self.handle:title(id, language or "zh-Hans")
end

--- Metrics and rules of the scheme.
function Scheme:describe()
  return self.handle:describe()
end

--- Analyses one text. options: role ("customer", the default, "agent", "any"), pack, skip_pinyin,
-- genre ("review", the default, or "message").
-- @return {label, polarity, positive_probability, confidence, hits, emotions, aspects, acts,
--   intents, faults, hints, demands, quality}, and dropped where entries cut a word and were not counted
function Scheme:analyze(text, options)
  options = options or {}
  return self.handle:analyze(working_memory(), text, choice(ROLES, options.role or "customer", "role"),
    choice(GENRES, options.genre or "review", "genre"), analyze_flags(options), options.pack or "")
end

--- The sentiment of many texts as columns {label, polarity, positive_probability, confidence}.
function Scheme:sentiments(texts, options)
  options = options or {}
  return self.handle:sentiments(working_memory(), choice(ROLES, options.role or "customer", "role"),
    choice(GENRES, options.genre or "review", "genre"), analyze_flags(options), options.pack or "", texts)
end

--- A conversation to push to. attributes: id, channel, contact_id, agent_id, team, topic, your own;
-- options: rubric, keep_text = false, skip_pinyin.
function Scheme:conversation(attributes, options)
  options = options or {}
  local flags = (options.keep_text == false and NO_TEXT or 0)
    + (options.skip_pinyin and CONVERSATION_SKIP_PINYIN or 0)
  local handle = native.Conversation(self.handle, flags)
  for name, value in pairs(attributes or {}) do
    handle:set(name, tostring(value))
  end
  return setmetatable({ handle = handle, scheme = self, rubric = options.rubric or "",
    found = native.Findings() }, Conversation)
end

-- Reads a whole conversation under this scheme, whatever was in force when it began.
local function read_by(scheme, record, options)
  local conversation = scheme:conversation(nil, options)
  collecting(conversation.found, conversation.handle.read, conversation.handle, working_memory(), record)
  return conversation
end

--- Reads a whole conversation (a table or JSON text, docs/records.md), judged by what was in force when it
-- began.
function Scheme:read(record, options)
  return read_by(self:in_force(record), record, options)
end

--- Goes on with what Conversation:save() gave: nothing is told twice, nothing is lost. options: rubric.
function Scheme:restore(text, options)
  local conversation = read_by(self, text, options)
  local monitor = native.Monitor(conversation.handle, conversation.rubric)
  if monitor:read(text) == 1 then
    conversation.monitor = monitor
  end
  return conversation
end

local TIME_NONE = -math.huge
local JOINED = values "join_outcome"

local function condition(value)
  return type(value) == "table" and native.encode(value) or value or ""
end

local function period_end(value, timezone, is_end, default)
  if value == nil then return default end
  return type(value) == "number" and value or native.period_end(value, timezone, is_end)
end

-- Which records count, and what feedback inherits.
local function selection(options)
  local timezone, found = options.timezone or "+08:00", native.Findings()
  local sign, hours, minutes = timezone:match "^([+-])(%d%d):(%d%d)$"
  local offset = sign and (hours * 60 + minutes) * (sign == "-" and -1 or 1) or 0
  local made = { join = native.Join(table.concat(options.group_by or {}, "\n")), excluded = {},
    left_out = { conversations = 0, feedback = 0 }, unjoined = 0 }
  if options.from or options.to then
    made.period = collecting(found, native.Filter, period_end(options.from, timezone, 0, TIME_NONE),
      period_end(options.to, timezone, 1, END), "", "", offset)
  end
  if options.where or options.exclude then
    made.conditions = collecting(found, native.Filter, TIME_NONE, END, condition(options.where),
      condition(options.exclude), offset)
  end
  return made
end

-- Does the conversation count? Its feedback inherits from it, whether it does or not.
local function selects(selected, conversation)
  local in_period = not selected.period or selected.period:conversation(conversation.handle) == 0
  local meets = not selected.conditions or selected.conditions:conversation(conversation.handle) == 0
  if not meets then selected.excluded[conversation.handle:attribute "id"] = true end
  local counts = in_period and meets
  selected.join:add(conversation.handle, counts and 1 or 0)
  selected.left_out.conversations = selected.left_out.conversations + (counts and 0 or 1)
  return counts
end

-- The record with what it inherits; nil: it does not count.
local function selected_feedback(selected, record, complete, found)
  local joined = collecting(found, selected.join.write, selected.join, record, complete and 1 or 0)
  local outcome, text = tonumber(joined:sub(1, 1)), joined:sub(2)
  local known = outcome == JOINED.known or outcome == JOINED.left_out
  local counts = not selected.period or selected.period:feedback(text) == 0
  if counts and selected.conditions then
    if known then
      counts = not selected.excluded[tostring(native.decode(text).conversation_id)]
    else
      counts = selected.conditions:feedback(text) == 0
    end
  end
  if not counts then
    selected.left_out.feedback = selected.left_out.feedback + 1
    return nil
  end
  if outcome == JOINED.left_out or (complete and outcome == JOINED.unknown) then
    selected.unjoined = selected.unjoined + 1
  end
  return text
end

--- An empty aggregate. options: group_by (a list), timezone, as_of (ms: when conversations that go on are
-- asked; by default nothing more comes), rubric; from, to (a date, a date and time, RFC 3339, ms), where, exclude
-- (conditions, as tables or JSON): which records count (docs/intake.md). Where the documents change over time, each
-- record is judged by what was in force when it began; what is read then is by the newest of the versions that judged
-- any, and what others measured differently is kept apart.
function Scheme:aggregate(options)
  options = options or {}
  local spec = { group_by = options.group_by or { "agent_id" }, timezone = options.timezone or "+08:00",
    as_of = options.as_of }
  local aggregate = setmetatable({ base = self, spec = spec, parts = {}, as_of = options.as_of,
    rubric = options.rubric or "", found = native.Findings(), read = {}, selected = selection(options) }, Aggregate)
  aggregate:part(self)
  return aggregate
end

--- An aggregate of saved bytes. options: rubric, as_of (as it was made with, if more is to be added, which this
-- scheme judges whatever was in force when it began).
function Scheme:load_aggregate(state, options)
  local handle = native.aggregate_load(self.handle, state)
  return setmetatable({ base = self, parts = { [self.rank] = { scheme = self, handle = handle } },
    rubric = options and options.rubric or "", as_of = options and options.as_of,
    found = native.Findings(), read = {}, selected = selection {} }, Aggregate)
end

--- An aggregate of saved bytes without definitions: values can be read and aggregates merged, but
-- nothing else added.
function kefu.load_aggregate(state)
  return setmetatable({ parts = { [0] = { handle = native.aggregate_open(state) } }, rubric = "",
    found = native.Findings(), read = {}, selected = selection {} }, Aggregate)
end

local DAY_MS = 86400000

local function history(scheme, handle)
  return setmetatable({ handle = handle, scheme = scheme, found = native.Findings() }, History)
end

local function history_options(options)
  return options.fold_after and options.fold_after * DAY_MS or -1, options.ids or 0, options.rubric or ""
end

--- An empty history: aggregates by day that grow for a year (docs/history.md). options: group_by, timezone, as_of as
-- for an aggregate, fold_after (days after its last record, at which a conversation that has not ended counts as it
-- is), ids (how many are remembered), rubric.
function Scheme:history(options)
  options = options or {}
  local spec = { group_by = options.group_by or { "agent_id" }, timezone = options.timezone or "+08:00",
    as_of = options.as_of }
  return history(self, native.History(self.handle, spec, history_options(options)))
end

--- A history of saved bytes. options: fold_after, ids, rubric.
function Scheme:load_history(state, options)
  return history(self, native.history_load(self.handle, state, history_options(options or {})))
end

--- A history of saved bytes without definitions: it can be read, merged and forgotten from.
function kefu.load_history(state)
  return history(nil, native.history_open(state))
end

--- Reads back an evaluation (a table or JSON text).
function Scheme:read_evaluation(record)
  local found = native.Findings()
  local handle = collecting(found, native.evaluation_read, self.handle, record)
  return setmetatable({ handle = handle, found = found }, Evaluation)
end

--- Pushes one message or event (a table or JSON text); returns the alerts that became true by it.
function Conversation:push(record)
  collecting(self.found, self.handle.push, self.handle, working_memory(), record)
  return self:alerts()
end

--- What was wrong with what was read or pushed so far; at most 1,000 are kept.
Conversation.findings = findings

-- A native monitor reads its conversation, which must live as long, whatever becomes of the fields.
local watched = setmetatable({}, { __mode = "k" })
local function monitor_of(conversation)
  if not conversation.monitor then
    conversation.monitor = native.Monitor(conversation.handle, conversation.rubric)
    watched[conversation.monitor] = conversation.handle
  end
  return conversation.monitor
end

--- What has become true since the last call, at `now` (ms; default: the last event).
function Conversation:alerts(now)
  return monitor_of(self):update(now or LAST)
end

--- When alerts() wants to be called even if nobody speaks; math.huge: never.
function Conversation:next()
  local at = monitor_of(self):next()
  return at >= 9.2e18 and math.huge or at
end

--- An attribute, "" where there is none; "agent_id" may follow from the events.
function Conversation:attribute(name)
  return self.handle:attribute(name)
end

function Conversation:label(label)
  self.handle:label(label)
end

--- The conversation's record as text, with all that it takes to go on in another process
-- (docs/records.md): what was found, and which alerts were given. Scheme:restore() reads it.
function Conversation:save()
  return (self.monitor or self.handle):write()
end

--- All metrics by id: {value, n, status, reason}.
function Conversation:metrics(now)
  return self.handle:metrics(now or END).metrics
end

--- How a metric came about.
function Conversation:explain(metric, now)
  return self.handle:explain(metric, now or END)
end

--- Who waited for whom, a row for each piece of a wait: {conversation, turn, piece, episode, start, stop, agent_id,
-- wait, end, useful, channel}.
function Conversation:turns()
  return self.handle:turns()
end

--- The customer's course: {satisfaction, confidence, out_of_domain, start, end, worst,
-- turning_points, recovery, evidence, signals}.
function Conversation:dialogue()
  return self.handle:dialogue()
end

--- The messages as they are kept, each with its sentiment.
function Conversation:messages()
  return self.handle:messages()
end

--- The agents who have a part in it: replied, held a wait, ended it or are responsible.
function Conversation:agents()
  return self.handle:agents()
end

--- Judges the conversation by a rubric (default: the scheme's own); with agent_id one agent's part of it: what he
--- said, and the waits that he held.
function Conversation:evaluate(rubric, now, agent_id)
  local handle = native.Evaluation(self.handle, rubric or self.rubric, now or END, agent_id or "")
  return setmetatable({ handle = handle, found = native.Findings() }, Evaluation)
end

--- A person overrules an answer: {question, answer, reason, by}.
function Evaluation:answer(record)
  collecting(self.found, self.handle.answer, self.handle, record)
end

--- What was no text in what was read or answered, and is U+FFFD in it.
Evaluation.findings = findings

--- The evaluation as a table: scores, answers, evidence, vetoes.
function Evaluation:table()
  return self.handle:write()
end

--- Rows of CSV, one for each thing that cost points, with the words for it; kefu.evaluation_csv_head() is the row above.
function Evaluation:csv(language)
  return self.handle:write_csv(language or "zh-Hans")
end

-- What is added up by a scheme: the aggregate's own, or a version of it.
function Aggregate:part(scheme)
  local own = scheme == self.base
  for _, version in pairs(self.base and self.base.slices or {}) do own = own or version == scheme end
  if not own or not self.spec then return (self:settled()) end
  local part = self.parts[scheme.rank]
  if not part then
    part = { scheme = scheme, handle = native.Aggregate(scheme.handle, self.spec) }
    self.parts[scheme.rank] = part
  end
  return part.handle
end

-- Merges what was added by all versions into that of the newest which has any. Returns its handle and scheme.
function Aggregate:settled()
  local into
  for rank, part in pairs(self.parts) do
    part.has_any = part.handle:conversations() + part.handle:feedback() > 0
    local best = into and self.parts[into]
    if not best or (part.has_any and not best.has_any) or (part.has_any == best.has_any and rank > into) then
      into = rank
    end
  end
  for rank, part in pairs(self.parts) do
    if rank ~= into and part.has_any then self.parts[into].handle:merge(part.handle) end
  end
  self.parts = { [into] = self.parts[into] }
  return self.parts[into].handle, self.parts[into].scheme
end

--- Adds a conversation (an object, a table or JSON text) and its evaluation: both, or neither. One that does not meet
--- from, to, where and exclude is counted by left_out() instead.
function Aggregate:add(conversation)
  if getmetatable(conversation) ~= Conversation then
    conversation = self.spec and self.base:read(conversation) or read_by(self.base, conversation)
    for _, finding in ipairs(conversation:findings()) do
      if #self.read < FINDINGS_MAX then self.read[#self.read + 1] = finding end
    end
  end
  if not selects(self.selected, conversation) then return end
  local evaluation = conversation:evaluate(self.rubric, self.as_of)
  self:part(conversation.scheme):add(conversation.handle, evaluation.handle)
end

--- Adds a survey, review or complaint. It inherits agent, team, topic, channel and labels, and what is grouped by, from
--- the conversation that it names, if that was added before. options.complete: all conversations were added; what names
--- another one is counted by unjoined(), and a complaint about it is in no rate.
function Aggregate:add_feedback(record, options)
  local text = selected_feedback(self.selected, record, options and options.complete, self.found)
  if text then
    local handle = self.spec and self:part(self.base:in_force(text)) or self:settled()
    collecting(self.found, handle.add_feedback, handle, working_memory(), text)
  end
end

--- How many {conversations =, feedback =} do not count by from, to, where and exclude.
function Aggregate:left_out()
  return { conversations = self.selected.left_out.conversations, feedback = self.selected.left_out.feedback }
end

--- How many feedback records name a conversation that is none of those that count.
function Aggregate:unjoined()
  return self.selected.unjoined
end

--- Adds the conversations and feedback of files, as kefu.read() takes them. Feedback whose id stands several times
--- counts as it came last.
function Aggregate:add_files(sources, options)
  local records, order, feedback = kefu.read(sources, options), {}, {}
  for record in records do
    if record.kind == "conversation" then
      self:add(record)
    elseif record.kind == "feedback" then
      local key = record.id ~= nil and tostring(record.id) or {}
      if feedback[key] then feedback[key].replaced = true end
      feedback[key] = { record = record }
      order[#order + 1] = feedback[key]
    end
  end
  for _, held in ipairs(order) do
    if not held.replaced then self:add_feedback(held.record, { complete = true }) end
  end
  for _, finding in ipairs(records:findings()) do
    if #self.read < FINDINGS_MAX then self.read[#self.read + 1] = finding end
  end
end

--- What was wrong with the records that were added: conversations first, then feedback. A conversation
-- object that was added keeps its own. At most 1,000 of each are kept.
function Aggregate:findings()
  local all = self.found:list(0)
  for i, finding in ipairs(self.read) do table.insert(all, i, finding) end
  return all
end

--- Adds all of another aggregate of the same grouping. Metrics of equal definitions are added up, others
-- kept apart. What was merged already is not added again.
function Aggregate:merge(other)
  self:settled():merge((other:settled()))
end

--- Adds what save() gave, as load_aggregate() and merge() would, in the memory of one group.
function Aggregate:merge_bytes(state)
  self:settled():merge_bytes(state)
end

--- Names who counted, so that a state delivered twice is counted once: the shard, its epoch (raised when it
-- begins anew), and the number of this state in it, from 1.
function Aggregate:set_source(shard, epoch, sequence)
  self:settled():set_source(shard, epoch, sequence)
end

--- Whether all sources of another aggregate are part of this one already.
function Aggregate:is_merged(other)
  return self:settled():is_merged((other:settled())) ~= 0
end

--- Each metric under each definition that was added up: {{id =, digest =, n =, apart =, ratings =}, …}.
function Aggregate:series()
  local all = {}
  local handle = self:settled()
  for i = 0, handle:series_count() - 1 do
    local flags = handle:series_flags(i)
    all[i + 1] = { id = handle:series_id(i), digest = handle:series_digest(i),
      n = handle:series_n(i), apart = flags % 2 == 1, ratings = flags % 4 >= 2 }
  end
  return all
end

local function series_of(handle, metric)
  for i = 0, handle:series_count() - 1 do
    if handle:series_id(i) == metric then return i end
  end
  error("no metric " .. metric .. " was added up", 3)
end

--- The state as a string of bytes: the same for the same facts in any order.
function Aggregate:save()
  return self:settled():save()
end

--- {{key = {…}, customers = value, metrics = {id = value}}, …}; the first is the total.
function Aggregate:groups()
  return self:settled():values()
end

--- How many different customers (contact_id) one group (0: the total) had: exact up to 128, then an estimate with an
-- interval; n is how many records name one.
function Aggregate:customers(group)
  return self:settled():customers(group or 0)
end

--- One metric of one group (0: the total).
function Aggregate:value(metric, group, statistic)
  local chosen = choice(STATISTICS, statistic or "default", "statistic")
  local handle, scheme = self:settled()
  if not scheme then
    return handle:series_value(group or 0, series_of(handle, metric), chosen)
  end
  return handle:value(scheme.handle, group or 0, metric, chosen)
end

--- How a later aggregate differs: {{key =, metric =, before =, after =, difference =, p_value =, q_value =,
-- significant =}, …} for each metric in each group that both have, the total first.
function Aggregate:compare(after)
  return self:settled():compare((after:settled()))
end

--- Takes a customer's quotes and ids out. How many were taken out. The numbers stay, but that there is one customer
-- less where they are counted exactly.
function Aggregate:forget(contact_id)
  return self:settled():forget(contact_id)
end

function Aggregate:conversations()
  return self:settled():conversations()
end

function Aggregate:feedback()
  return self:settled():feedback()
end

--- Adds a conversation (a table or JSON text): "counted", or "waits" until it ends; "repeated", "older" or "refused"
-- where it adds nothing.
function History:add(record)
  return collecting(self.found, self.handle.add, self.handle, working_memory(), RECORD_KINDS.conversation, record)
end

--- Adds a survey, review or complaint; as History:add().
function History:add_feedback(record)
  return collecting(self.found, self.handle.add, self.handle, working_memory(), RECORD_KINDS.feedback, record)
end

--- Counts the waiting conversations whose last record is fold_after days before now (ms; default: the latest instant
-- of all records). To be called when all records were added.
function History:fold(now)
  collecting(self.found, self.handle.fold, self.handle, working_memory(), now or LAST)
end

--- What was wrong with the records that were added.
History.findings = findings

--- Adds all of another history of the same grouping; a record counted in both is an error.
function History:merge(other)
  self.handle:merge(other.handle)
end

--- Takes a customer's quotes, ids and waiting conversations out. How many were taken out.
function History:forget(contact_id)
  return self.handle:forget(contact_id)
end

--- The days from the instant `from` (ms) to before `to`, at which days begin; default: all.
function History:aggregate(from, to)
  local handle, scheme = self.handle:aggregate(from or LAST, to or END), self.scheme
  return setmetatable({ base = scheme, parts = { [scheme and scheme.rank or 0] = { scheme = scheme, handle = handle } },
    rubric = "", found = native.Findings(), read = {}, selected = selection {} }, Aggregate)
end

--- {conversations =, feedback =, waiting =, days =, ids =, latest_at =}.
function History:describe()
  return self.handle:describe()
end

--- The history as a string of bytes: the same for the same content.
function History:save()
  return self.handle:save()
end

--- A report; options: previous (an aggregate), title, language.
function Aggregate:report(options)
  options = options or {}
  local handle = native.Report(self:settled(), options.previous and options.previous:settled() or nil,
    options.title or "", options.language or "zh-Hans", self.selected.left_out.conversations,
    self.selected.left_out.feedback, self.selected.unjoined)
  return setmetatable({ handle = handle }, Report)
end

--- The report as "html", "json", "markdown", "csv" or "text".
function Report:render(format)
  return self.handle:write(choice(FORMATS, format or "html", "format"))
end

--- Writes a file; its ending says the format.
function Report:save(path)
  local text = self:render(path:match("%.(%w+)$"))
  local part = path:find "^/dev/" and path or path .. (".%x~"):format(math.random(0x7fffffff))
  local file = assert(io.open(part, "wb"))
  local good, reason = file:write(text)
  local closed, why = file:close()
  if good and closed and part ~= path then
    good, reason = os.rename(part, path)
  end
  if not (good and closed) then
    if part ~= path then os.remove(part) end
    error(path .. ": " .. tostring(reason or why), 0)
  end
end

--- A field map (a table or JSON text): somebody else's records as kefu's.
function kefu.field_map(definition)
  local found = native.Findings()
  local handle = collecting(found, native.FieldMap, definition)
  return setmetatable({ handle = handle, found = found }, FieldMap)
end

--- Warnings and notes about the map (errors are raised).
FieldMap.findings = findings

--- What lines become: "conversation" or "feedback".
function FieldMap:record()
  return self.handle:record()
end

--- Turns one foreign line into a record. Second result: findings, what was no text in it and is U+FFFD.
function FieldMap:apply(line, number)
  local found = native.Findings()
  return collecting(found, self.handle.apply, self.handle, line, number or 1), found:list(0)
end

local SHOWN = values "roster_name"

--- A roster (a table or JSON text): who the agents in records are (docs/roster.md).
function kefu.roster(definition)
  local found = native.Findings()
  return setmetatable({ handle = collecting(found, native.Roster, definition), found = found }, Roster)
end

--- The record with its agents as the roster knows them, by "ids" (default), "names" or "pseudonyms"; second result:
-- findings, such as an agent whom the roster does not know.
function Roster:apply(record, agents)
  local found = native.Findings()
  local shown = choice(SHOWN, agents or "ids", "way to show agents")
  return collecting(found, self.handle.apply, self.handle, record, shown), found:list(0)
end

--- JSON text as a table (null is nil), and a table as JSON text: what records travel in.
kefu.decode, kefu.encode = native.decode, native.encode
--- As a value in a table: null. It means the same as no value.
kefu.null = native.null()

local CHUNK = 65536
local SAMPLE = 262144 -- bytes of a file that a map is suggested by
local RECORD_KINDS = {}
for _, word in ipairs(kefu.vocabulary.record_kind) do
  RECORD_KINDS[word.value] = word.name
end

local function has_flag(flags, flag)
  return math.floor(flags / flag) % 2 == 1
end

-- Whether the file's first bytes are text in UTF-8, and how many of them are a byte order mark.
local function check_encoding(name, first)
  local encoding, binary, mark, ascii = native.encoding_guess(first):match "^(.-)\t(.-)\t(%d+)\t(%d)$"
  if binary ~= "" then
    error(name .. ": this is " .. binary .. ", not text", 0)
  elseif encoding ~= "UTF-8" and ascii ~= "1" then
    error(name .. ": this is " .. (encoding ~= "" and encoding or "in no encoding that is known")
      .. ", not UTF-8; kefu convert makes it so", 0)
  end
  return tonumber(mark)
end

--- Reads the records of files: JSON lines, JSON, CSV, TSV in UTF-8 (docs/intake.md). The result is an iterator:
--
--     for record in kefu.read("chats.csv") do print(record.kind, record.id) end
--
-- Sources: a path, or a list of paths and open files. Options: map (a field map that gathers rows into
-- conversations), roster and agents (who the agents are, and how they are shown), strict (raise at the first record that cannot be read or has a flaw). Each record's kind is set; one whose
-- id came before, or a conversation that says nothing, is left out. findings() of the iterator says what was
-- wrong, with the file as source; refused is how many records could not be read.
function kefu.read(sources, options)
  local list = (type(sources) == "table" and getmetatable(sources) == nil) and sources or { sources }
  local records = setmetatable({
    handle = native.Reader(), sources = list, at = 0, list = {}, refused = 0, strict = options and options.strict,
    map = options and options.map, roster = options and options.roster, agents = options and options.agents,
  }, Records)
  if records.roster then records.handle:use_roster(records.roster.handle) end
  if records.map then records.handle:use_map(records.map.handle) end
  return records
end

--- A field map for a file in UTF-8, by the names of its columns or members and by what stands in them (docs/maps.md):
-- a document to look at and mend, which kefu.field_map() compiles. The source is a path or an open file.
function kefu.suggest_map(source)
  local name = type(source) == "string" and source or "-"
  local file = type(source) == "string" and assert(io.open(source, "rb")) or source
  local sample = file:read(SAMPLE) or ""
  if file ~= source then file:close() end
  sample = sample:sub(check_encoding(name, sample) + 1)
  if #sample > SAMPLE - 4 then sample = sample:match "^(.*\n)" or sample end -- without the line that was cut
  return native.field_map_suggest(sample)
end

--- What was wrong with what was read so far.
function Records:findings()
  return self.list
end

-- Opens the next source; false when there is none.
function Records:open()
  self.at = self.at + 1
  local source = self.sources[self.at]
  if source == nil then return false end
  self.name = type(source) == "string" and source or "-"
  self.file = type(source) == "string" and assert(io.open(source, "rb")) or source
  self.handle:next_file()
  local first = self.file:read(CHUNK) or ""
  self.handle:push(first:sub(check_encoding(self.name, first) + 1))
  return true
end

-- Gives the reader more of the file; false when nothing is left of any.
function Records:feed()
  if not self.file then return self:open() end
  local chunk = self.file:read(CHUNK)
  if chunk then
    self.handle:push(chunk)
    return true
  end
  self.handle:end_file()
  if type(self.sources[self.at]) == "string" then self.file:close() end
  self.file, self.ended = nil, true
  return true
end

function Records:tell(found, line)
  for _, finding in ipairs(found:list(0)) do
    finding.source, finding.line = self.name, line + math.max((finding.line or 0) - 1, 0)
    self.list[#self.list + 1] = finding
    if self.strict and finding.severity == "warning" then self:refuse(line, finding.message) end
  end
end

function Records:refuse(line, why)
  self.refused = self.refused + 1
  if self.strict then error(("%s:%d: %s"):format(self.name, line, why), 0) end
end

-- The next record that the reader has; nil when it needs more.
function Records:ready()
  while true do
    local found = native.Findings()
    local told = self.handle:next(found)
    if told == "" then return nil end
    local status, kind, line, flags, body = told:match "^(%d+) (%d+) (%d+) (%d+)\n(.*)$"
    kind, line, flags = RECORD_KINDS[tonumber(kind)], tonumber(line), tonumber(flags)
    self:tell(found, line)
    if status ~= "0" then
      self:refuse(line, body)
    elseif not has_flag(flags, native.RECORD_EMPTY)
      and not (has_flag(flags, native.RECORD_REPEATED) and kind == "conversation") then
      local record = self:listed(body)
      record.kind = kind
      return record
    end
  end
end

-- The record, with its agents as the roster knows them.
function Records:listed(body)
  if not self.roster then return native.decode(body) end
  return (self.roster:apply(body, self.agents))
end

function Records:__call()
  while true do
    if self.file or self.ended then
      local record = self:ready()
      if record then return record end
      self.ended = nil
    end
    if not self:feed() then return nil end
  end
end

-- The condition of find() as a rule in a document of its own, above those of the scheme.
local FOUND = "kefu_find"
local function with_condition(scheme, condition)
  local when = type(condition) == "table" and native.encode(condition) or tostring(condition)
  local documents = {}
  for i, document in ipairs(scheme.documents) do
    documents[i] = document
  end
  documents[#documents + 1] = { "CONDITION", '{"kefu":1,"kind":"rule_set","id":"kefu.find","version":"1.0.0","rules":[{"id":"'
    .. FOUND .. '","title":"find","severity":"minor","when":' .. when .. "}]}" }
  return kefu.scheme(documents, scheme.options)
end

-- A message that made the condition true, or the whole conversation.
local function hit_of(alert, messages)
  local hit = { at = alert.at }
  local message = alert.message and messages[alert.message + 1]
  if message then
    hit.message, hit.message_id, hit.role, hit.agent_id = alert.message, alert.message_id, message.role, message.agent_id
    if alert.evidence ~= "" then hit.evidence, hit.start, hit["end"] = alert.evidence, alert.start, alert["end"] end
  end
  return hit
end

-- What was found in a conversation; nil when nothing was.
local function found_in(conversation)
  local hits, messages = {}, nil
  for _, alert in ipairs(conversation:alerts(END)) do
    if alert.rule == FOUND then
      messages = messages or conversation:messages()
      hits[#hits + 1] = hit_of(alert, messages)
    end
  end
  if #hits == 0 then return nil end
  return { id = conversation:attribute "id", agent_id = conversation:attribute "agent_id",
    at = messages[1] and messages[1].at, hits = hits }
end

--- The conversations of which a condition (docs/conditions.md: a table or JSON text) is true when nothing more
-- comes, as an iterator:
--
--     for chat in scheme:find({ phrase = "退款", role = "customer" }, "exports.csv") do print(chat.id, #chat.hits) end
--
-- Conversations: a path, or a list or an iterator of records. Gives {id, agent_id, at, hits}; a hit has at and,
-- where a message made the condition true, message (its index, from 0), message_id, role, agent_id, and its words
-- as evidence with start and end (bytes).
function Scheme:find(condition, conversations)
  local scheme, at = with_condition(self, condition), 0
  local next_record = type(conversations) == "string" and kefu.read(conversations) or conversations
  if type(conversations) == "table" and getmetatable(conversations) == nil then
    next_record = function()
      at = at + 1
      return conversations[at]
    end
  end
  return function()
    for record in next_record do
      local is_other = type(record) == "table" and record.kind and record.kind ~= "conversation"
      local found = not is_other and found_in(scheme:read(record))
      if found then return found end
    end
  end
end

--- The same with the built-in scheme.
function kefu.find(condition, conversations)
  return kefu.scheme():find(condition, conversations)
end

--- Analyses one text with the built-in scheme.
function kefu.analyze(text, options)
  return kefu.scheme():analyze(text, options)
end

local KINDS = {}
do
  local count = 0
  while native.kefu_redact_kind_name(count) ~= "unknown" do
    KINDS[native.kefu_redact_kind_name(count)] = 2 ^ count
    count = count + 1
  end
end

--- The text without personal data. Options: labels (write 〔手机〕 for each), mask (one symbol), kinds
-- ({"phone", …}: those alone).
function kefu.redact(text, options)
  local bits, seen = 0, {}
  options = options or {}
  for _, kind in ipairs(options.kinds or {}) do
    bits = bits + (seen[kind] and 0 or choice(KINDS, kind, "kind"))
    seen[kind] = true
  end
  return native.redact(text, options.labels and native.REDACT_LABELS or 0, bits, options.mask or "")
end

--- How far raters agree: agreement({{"yes", "yes"}, {"no", kefu.null}, …}, {scale = "nominal", …}), rows of units with
-- a rating of each rater, or {unit =, rater =, rating =}. Gives {units, raters, coefficients, pairs, …}.
function kefu.agreement(ratings, options)
  local request = {}
  for name, value in pairs(options or {}) do
    request[name] = value
  end
  request.ratings = ratings
  return collecting(native.Findings(), native.agreement, request)
end

--- Draws conversations to review: sample({{id = "c1", stratum = "a1", risk = true}, …}, {count = 5, seed = 1, …}).
-- Options: seed, reviewers, and one of count, per_stratum, per_reviewer and margin (with level and share). Gives
-- {seed, population, random, risk, unassigned, strata, sample = {{id, stratum, random, risk, reviewer, key}, …}}.
function kefu.sample(conversations, options)
  local request = {}
  for name, value in pairs(options or {}) do
    request[name] = value
  end
  request.conversations = conversations
  return collecting(native.Findings(), native.sample, request)
end

--- What changed between versions of documents: diff({{name, json}, …}, {{name, json}, …}, {language = "en"}). Gives
-- {documents = {{kind, id, title, change, changes = {{change, from_pointer, to_pointer, from, to, says}, …}}, …},
-- documents_changed, added, removed, changed, moved}.
function kefu.diff(before, after, options)
  return collecting(native.Findings(), native.diff, before, after, options and options.language or "zh-Hans")
end

--- Alerts and forecasts of a time series: series({{at = "2026-03-01", value = 12}, …}, {method = "spike", …}).
-- Points may be values alone, or pairs {time, value}. Gives {method, step, points, gaps, judged, alerts, …}.
function kefu.series(points, parameters)
  local request = { method = "spike" }
  for name, value in pairs(parameters or {}) do
    request[name] = value
  end
  request.points = points
  return collecting(native.Findings(), native.series, request)
end

--- Reads a dialogue ({id, turns = {{role, text}, …}} or a conversation) for the customer's course.
function kefu.analyze_dialogue(record)
  return kefu.scheme():read(record):dialogue()
end

--- The names of the columns of Evaluation:csv(), behind a byte order mark.
function kefu.evaluation_csv_head(language)
  return native.evaluation_csv_head(language or "zh-Hans")
end

--- Judges one conversation with the built-in scheme; gives the evaluation as a table.
function kefu.evaluate(record, rubric)
  return kefu.scheme():read(record):evaluate(rubric):table()
end

return kefu
