#!/usr/bin/env bash
# Reads the output of mvn -B; prints the module that is built, the number of downloads, and errors.
set -euo pipefail

interval=${PROGRESS_SECONDS:-5}
files=0
said=0
said_at=$SECONDS

# Many small files arrive at once, so they are counted together.
say_files() {
  [[ $files -gt $said ]] || return 0
  echo "  $files files downloaded"
  said=$files
  said_at=$SECONDS
}

while IFS= read -r line; do
  if [[ $line =~ Building\ (.+[^ ])\ +\[([0-9]+)/([0-9]+)\]$ ]]; then
    say_files
    echo "  module ${BASH_REMATCH[2]} of ${BASH_REMATCH[3]}: ${BASH_REMATCH[1]}"
  elif [[ $line == *"Downloaded from"* ]]; then
    files=$((files + 1))
    if ((SECONDS - said_at >= interval)); then
      say_files
    fi
  elif [[ $line == *"[ERROR]"* ]]; then
    echo "$line"
  fi
done
say_files
