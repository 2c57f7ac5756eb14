#!/bin/sh
# Holds that every rule of docs/numerics*.md (a heading "### N4. ...") is cited by a test, and that no file cites a rule that is not there.
# Run from anywhere; exit 1 with a list when something is missing.
cd "$(dirname "$0")/.." || exit 2

rules=$(grep -ohE '^### N[0-9]+\.' docs/numerics*.md | grep -oE 'N[0-9]+' | sort -u)
[ -n "$rules" ] || { echo "docs/numerics.md has no rules"; exit 1; }
status=0

for rule in $rules; do
  if ! grep -rqwE --include='*.cc' --include='*.h' "$rule" tests; then
    echo "docs/numerics.md $rule: no test cites it"
    status=1
  fi
done

repeated=$(grep -ohE '^### N[0-9]+\.' docs/numerics*.md | sort | uniq -d)
[ -z "$repeated" ] || { echo "docs/numerics.md: rules stated twice: $repeated"; status=1; }

cited=$(grep -rhoE --include='*.cc' --include='*.h' '(//|,|\(|and) ?N[0-9]+\b' device tests/unit/device | grep -oE 'N[0-9]+' | sort -u)
for rule in $cited; do
  echo "$rules" | grep -qx "$rule" || { echo "$rule is cited but docs/numerics.md does not state it"; status=1; }
done

[ $status -ne 0 ] || echo "$(echo "$rules" | wc -l) rules, all cited by tests"
exit $status
