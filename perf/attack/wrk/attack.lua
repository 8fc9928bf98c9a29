-- Sends the requests of perf/attack/run in turn, and ends wrk with 1 if the objectives are missed.

local expected = {}
for status in os.getenv("ATTACK_EXPECT"):gmatch("%d+") do
  expected[tonumber(status)] = true
end
local threads = {}

-- Each thread starts at a different request, so that they do not send the same bodies at once.
function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init()
  requests = {}
  for line in io.lines(os.getenv("ATTACK_REQUESTS")) do
    local method, path, type, body = line:match("^(%u+)\t([^\t]+)\t([^\t]*)\t(.*)$")
    table.insert(requests, wrk.format(method, path, {["Content-Type"] = type ~= "" and type or nil}, body ~= "" and body or nil))
  end
  next_request = number * 1993
  unexpected, accepted = 0, 0
end

function request()
  next_request = next_request % #requests + 1
  return requests[next_request]
end

function response(status, _, body)
  if expected[status] then
    accepted = accepted + (tonumber(body:match('"accepted":(%d+)')) or 0)
  else
    unexpected = unexpected + 1
  end
end

function done(summary, latency)
  local is_constant = os.getenv("ATTACK_WRK") == "wrk2"
  local failed, events = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout, 0
  for _, thread in ipairs(threads) do
    failed = failed + thread:get("unexpected")
    events = events + thread:get("accepted")
  end
  local file = assert(io.open(os.getenv("ATTACK_ACCEPTED"), "a"))
  file:write(events, "\n")
  file:close()
  local is_met = true
  local function judge(what, found, is_good, wanted)
    print(string.format("  %-24s %12.3f  wanted %s  %s", what, found, wanted, is_good and "met" or "MISSED"))
    is_met = is_met and is_good
  end
  local rate, wanted = summary.requests / (summary.duration / 1e6), tonumber(os.getenv("ATTACK_STEP_RATE"))
  local errors = failed / math.max(1, summary.requests + failed)
  judge("share of errors", errors, errors <= tonumber(os.getenv("ATTACK_ERRORS")), "<= " .. os.getenv("ATTACK_ERRORS"))
  -- The connections of wrk2 start one after the other, which may cost two in a hundred.
  judge("requests a second", rate, rate >= 0.98 * wanted, ">= " .. 0.98 * wanted)
  -- wrk is a closed loop: it waits with a slow server, so its latencies say little.
  if is_constant then
    for percentile, name in pairs({[50] = "ATTACK_P50", [99] = "ATTACK_P99"}) do
      local millis, most = latency:percentile(percentile) / 1000, tonumber(os.getenv(name))
      judge("ms at p" .. percentile, millis, millis <= most, "<= " .. most)
    end
  end
  if not is_met then
    io.stdout:flush()
    os.exit(1)
  end
end
