# Writes the requests of a scenario, one a line: method, path, content type and body, with tabs between them.
# usage: awk -v scenario=NAME -v site=NAME -v now=MILLISECONDS -v count=N -f requests.awk
# The scenario "seed" writes visits of the hour before as NDJSON, so that there are pages to read.
# Visits give no id, so a request that is sent again is a new visit. No body holds a tab or a line feed.

function any(n) { return int(rand() * n) }
# Small numbers are frequent.
function skewed(n) { return int(rand() * rand() * n) }
function endpoint() { return "/products/category-" skewed(2000) }
# The value in Crockford's base 32 with so many digits, as in a ULID, whose first ten digits are its time.
function base32(value, digits,   text) {
  for (text = ""; digits > 0; digits--) {
    text = substr("0123456789ABCDEFGHJKMNPQRSTVWXYZ", value % 32 + 1, 1) text
    value = int(value / 32)
  }
  return text
}
function id() { return base32(now - any(3600000), 10) }
function visit(given) {
  return sprintf("{%s\"site\":\"%s\",\"source_ip\":\"10.0.%d.%d\",\"endpoint\":\"%s\",\"method\":\"GET\"," \
    "\"response_code\":%d,\"user_agent\":\"Mozilla/5.0 (X11; Linux x86_64) Chrome/%d\",\"duration_ms\":%d}",
    given, site, any(200), any(250), endpoint(), any(50) ? 200 : 404, 100 + skewed(300), any(900))
}
function hundred(   text, i) {
  for (i = 0; i < 100; i++) text = text (i ? "," : "[") visit()
  return text "]"
}
function post(body, type) { printf "POST\t/events\t%s\t%s\n", type ? type : "application/json", body }
function get(path) { printf "GET\t%s\t\t\n", path }
function page(more) { get("/visits?site=" site "&per_page=50" more) }
function read(   which) {
  which = any(12)
  if (which < 4) page()
  else if (which < 7) page("&cursor=" id() "0000000000000000")
  else if (which < 8) page("&status=404")
  else if (which < 9) page("&endpoint=" endpoint())
  else if (which < 11) get("/stats?site=" site)
  else get("/stats/timeseries?site=" site "&grain=minute")
}
function broken(   which) {
  which = any(8)
  if (which == 0) post("{")
  else if (which == 1) post("not json at all")
  else if (which == 2) post("{\"endpoint\":\"/\",\"method\":\"GET\",\"response_code\":99999}")
  else if (which == 3) post("{\"endpoint\":\"/\",\"method\":\"GET\",\"response_code\":200,\"nonsense\":1}")
  else if (which == 4) post("{\"timestamp\":\"2999-01-01T00:00:00Z\",\"endpoint\":\"/\",\"method\":\"GET\",\"response_code\":200}")
  else if (which == 5) post("not json at all", "application/x-ndjson")
  else if (which == 6) post(visit(), "application/octet-stream")
  else get("/visits?site=" site "&per_page=1000000")
}
BEGIN {
  srand(7)
  for (made = 0; made < count; made++) {
    if (scenario == "single") post(visit())
    else if (scenario == "batches") post(hundred())
    else if (scenario == "reads") read()
    else if (scenario == "mixed") { if (any(19) < 14) post(visit()); else read() }
    else if (scenario == "abuse") { if (any(10) < 2) post(visit()); else broken() }
    else if (scenario == "seed") print visit("\"id\":\"" id() base32(made, 8) base32(any(1073741824), 8) "\",")
    else { print "there is no scenario " scenario ": single, batches, reads, mixed or abuse" > "/dev/stderr"; exit 2 }
  }
}
