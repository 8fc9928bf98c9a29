# Shared by the scripts: finds the project and a JDK 25.

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

fail() {
  echo "$1" >&2
  exit 1
}

is_jdk_25() {
  [[ -x $1/bin/javac ]] && grep -qs '^JAVA_VERSION="25' "$1/release"
}

find_jdk() {
  local on_path candidate
  on_path=$(command -v java || true)
  [[ -n $on_path ]] && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* "${HOME:-}"/.sdkman/candidates/java/* \
    /opt/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if is_jdk_25 "$candidate"; then
      echo "$candidate"
      return
    fi
  done
  fail "no JDK 25 found: install one (for example Temurin 25) or set JAVA_HOME to it"
}

# Replaces the script, so that signals reach the program.
run() {
  local main=$1 jdk
  shift
  jdk=$(find_jdk)
  exec "$jdk/bin/java" -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto \
    "-Dvisitortracker.home=$home" \
    -cp "$home/deploy/local/target/local-stack.jar:$home/deploy/local/target/lib/*" \
    "dev.visitortracker.local.command.$main" "$@"
}
