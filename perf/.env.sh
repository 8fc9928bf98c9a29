# Shared by bench and certify: builds what they need and runs a program of perf on a JDK 25.

. "$(dirname "${BASH_SOURCE[0]}")/../deploy/local/.env.sh"

build() {
  command -v mvn >/dev/null || fail "mvn is not on the PATH: install Maven 3.8 or later"
  (cd "$home" && mvn -q -DskipTests -Dexec.skip=true -pl perf,api-service,ingest-worker,deploy/local/kafka -am package) ||
    fail "the build failed: see above"
  # So the services are warm at once, as in an installation with trained caches.
  (run Train --if-missing)
}

# Replaces the script, so that signals reach the program.
run_perf() {
  local main=$1 jdk priority=()
  shift
  jdk=$(find_jdk)
  # Senders in the open model get a higher priority; only root may set it.
  [[ $EUID -ne 0 ]] || priority=(-XX:ThreadPriorityPolicy=1)
  exec "$jdk/bin/java" "${priority[@]}" -Xmx2g -XX:+UseG1GC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    "-Dvisitortracker.home=$home" \
    "-Dvisitortracker.commit=$(git -C "$home" rev-parse --short HEAD 2>/dev/null || echo unknown)" \
    -cp "$home/perf/target/perf.jar:$home/perf/target/lib/*" "dev.visitortracker.perf.$main" "$@"
}
