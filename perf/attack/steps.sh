# For tools that know one constant rate: calls a function for each step, with its rate and its seconds.
each_step() {
  local step count
  count=$(awk -F, '{ print NF }' <<<"$ATTACK_STEPS")
  for step in ${ATTACK_STEPS//,/ }; do
    "$1" "$(awk "BEGIN { print int($ATTACK_RATE * $step + 0.5) }")" "$(awk "BEGIN { print int($ATTACK_SECONDS / $count) }")" || return
  done
}
