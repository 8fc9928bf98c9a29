-- Sends the requests of targets.lua and leaves a tally. For wrk 4 and wrk2, started by perf/attack/run.

local expected = {}
for status in os.getenv("ATTACK_EXPECT"):gmatch("%d+") do
  expected[tonumber(status)] = true
end

local threads = {}

-- Each thread begins at another place, so that they do not send the same bodies at once.
function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init()
  local targets = dofile(os.getenv("ATTACK_TARGETS"))
  requests = {}
  for i, target in ipairs(targets) do
    local headers = target.t and {["Content-Type"] = target.t} or nil
    requests[i] = wrk.format(target.m, target.p, headers, target.b)
  end
  next_request = (tonumber(os.getenv("ATTACK_OFFSET")) + number * 7919) % #requests
  as_expected, accepted, statuses = 0, 0, {}
end

function request()
  next_request = next_request % #requests + 1
  return requests[next_request]
end

function response(status, _, body)
  if expected[status] then
    as_expected = as_expected + 1
    accepted = accepted + (tonumber(body:match('"accepted":(%d+)')) or 0)
  else
    local name = tostring(status)
    statuses[name] = (statuses[name] or 0) + 1
  end
end

local function counts(map)
  local members = {}
  for name, count in pairs(map) do
    if count > 0 then
      table.insert(members, string.format('"%s":%d', name, count))
    end
  end
  return "{" .. table.concat(members, ",") .. "}"
end

-- wrk gives each value and how often it came.
local function recorded(latency, pairs_of)
  for i = 1, #latency do
    local micros, count = latency(i)
    table.insert(pairs_of, string.format("[%d,%d]", micros, count))
  end
end

-- wrk2 gives percentiles: each stands for the share of the answers up to the next one, finer towards the end.
local function by_percentile(latency, answers, pairs_of)
  local from, step, counted = 0, 1, 0
  while from < 100 do
    local to = math.min(100, from + step)
    local upto = math.floor(answers * to / 100 + 0.5)
    if upto > counted then
      table.insert(pairs_of, string.format("[%d,%d]", latency:percentile(to), upto - counted))
      counted = upto
    end
    from = to
    step = from >= 99.9 and 0.01 or from >= 99 and 0.1 or 1
  end
end

function done(summary, latency)
  local is_open = os.getenv("ATTACK_OPEN") == "true"
  local planned = tonumber(os.getenv("ATTACK_PLANNED"))
  local connections = tonumber(os.getenv("ATTACK_CONNECTIONS"))
  local sent_as_expected, events, unexpected, answers = 0, 0, {}, 0
  for _, thread in ipairs(threads) do
    sent_as_expected = sent_as_expected + thread:get("as_expected")
    events = events + thread:get("accepted")
    for name, count in pairs(thread:get("statuses")) do
      unexpected[name] = (unexpected[name] or 0) + count
      answers = answers + count
    end
  end
  answers = answers + sent_as_expected
  local errors = {
    connect = summary.errors.connect, read = summary.errors.read,
    write = summary.errors.write, timeout = summary.errors.timeout,
  }
  local unanswered = errors.connect + errors.read + errors.write + errors.timeout
  local pairs_of = {}
  if is_open then
    by_percentile(latency, answers, pairs_of)
  else
    recorded(latency, pairs_of)
  end
  -- wrk2 sends on until the rate is reached or the time is over; its connections start one after the other, which
  -- may cost two in a hundred.
  local dropped = is_open and math.max(0, math.floor(planned * 0.98) - answers - unanswered) or 0
  local file = assert(io.open(os.getenv("ATTACK_TALLY"), "w"))
  file:write(string.format(
    '{"planned":%d,"sent":%d,"as_expected":%d,"unexpected":%s,"errors":%s,"late":0,"dropped":%d,"accepted":%d,'
      .. '"unanswered":%d,"latencies":[%s]}\n',
    planned, answers + unanswered, sent_as_expected, counts(unexpected), counts(errors), dropped, events,
    unanswered + connections, table.concat(pairs_of, ",")))
  file:close()
end
