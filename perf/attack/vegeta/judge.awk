# Judges vegeta's report in JSON, keeps how many visits were accepted, and ends with 1 if an objective is missed.
function value(name) { return match($0, "\"" name "\":[0-9.e+-]+") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) + 0 : 0 }
function judge(what, found, most) {
  printf "  %-24s %12.3f  wanted <= %s  %s\n", what, found, most, found <= most ? "met" : "MISSED"
  if (found > most) missed = 1
}
{
  statuses = split(ENVIRON["ATTACK_EXPECT"], expect, ",")
  for (i = 1; i <= statuses; i++) expected += value(expect[i])
  requests = value("requests")
  judge("ms at p50", value("50th") / 1e6, ENVIRON["ATTACK_P50"])
  judge("ms at p99", value("99th") / 1e6, ENVIRON["ATTACK_P99"])
  judge("share of errors", requests ? 1 - expected / requests : 1, ENVIRON["ATTACK_ERRORS"])
  print value("202") * (ENVIRON["ATTACK_SCENARIO"] == "batches" ? 100 : 1) >>ENVIRON["ATTACK_ACCEPTED"]
}
END { exit missed }
