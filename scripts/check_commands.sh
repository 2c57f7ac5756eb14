#!/usr/bin/env bash
# Holds that the commands in README.md and docs/ exist: each subcommand and each option of `pinhole` is in its --help, each command of ./dev in
# `./dev help`. Takes the folder of the programs (build/bin). Exit 1 with document, command and what is unknown.
set -euo pipefail
bin=${1:-build/bin}
cd "$(dirname "$0")/.."
status=0 checked=0
declare -A help
overview=$("$bin/pinhole" --help)

# Commands in fenced blocks, one a line, and between backquotes.  `pinhole graph 1` begins the text form.
commands() {
  awk '
    /^```/ { fenced = !fenced; next }
    fenced { line = $0; sub(/ +#.*/, "", line); print FILENAME "\t" line; next }
    { count = split($0, part, "`"); for (i = 2; i <= count; i += 2) print FILENAME "\t" part[i] }' README.md docs/*.md |
    sed -E 's|\t *(\$ )?(build/bin/)?|\t|' | grep -P '\t(pinhole|\./dev) [a-z]' | grep -v 'pinhole graph 1$' || true
}

complain() { echo "$1: \`$2\`: $3"; status=1; }

while IFS=$'\t' read -r document command; do
  read -r program subcommand rest <<<"$command"
  checked=$((checked + 1))
  if [ "$program" = ./dev ]; then
    ./dev help | grep -qE "^  $subcommand( |\$)" || complain "$document" "$command" "./dev has no command $subcommand"
    continue
  fi
  if [ -z "${help[$subcommand]:-}" ]; then
    help[$subcommand]=none
    if grep -qE "^  $subcommand( |\$)" <<<"$overview"; then help[$subcommand]=$("$bin/pinhole" "$subcommand" --help); fi
  fi
  if [ "${help[$subcommand]}" = none ]; then
    complain "$document" "$command" "pinhole has no command $subcommand"
    continue
  fi
  for word in $rest; do
    [[ $word =~ ^--?[a-z] ]] || continue
    word=${word%%=*}
    grep -qE -- "(^|[ ,])$word([ ,:]|\$)" <<<"${help[$subcommand]}" || complain "$document" "$command" "there is no $word"
  done
done < <(commands)

[ "$checked" -gt 10 ] || { echo "only $checked commands found: the search is broken"; exit 1; }
exit $status
