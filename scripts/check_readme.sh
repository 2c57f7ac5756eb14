#!/bin/sh
# Holds that the README's tables name every operator of ops.def and every board, and none besides, and that links between documents
# lead to files. Run from anywhere; exit 1 with a list of what differs.
cd "$(dirname "$0")/.." || exit 2
status=0

differ() {  # differ WHAT EXPECTED GIVEN: two sorted lists
  for name in $2; do echo "$3" | grep -qx -- "$name" || { echo "README.md: $1 $name is missing"; status=1; }; done
  for name in $3; do echo "$2" | grep -qx -- "$name" || { echo "README.md: there is no $1 $name"; status=1; }; done
}

operators=$(sed -n 's/^PIN_OP([^,]*, *[^,]*, *\([A-Z0-9_]*\),.*/\1/p' compiler/ir/ops.def)
differ operator "$operators" "$(sed -n 's/^| \([A-Z][A-Z0-9_]*\) |.*/\1/p' README.md)"
boards=$(for file in boards/*.toml; do basename "$file" .toml; done)
# shellcheck disable=SC2016  # the backquotes are the README's
differ board "$boards" "$(sed -n 's/^| `\([a-z0-9_-]*\)`: .*/\1/p' README.md)"

for document in README.md docs/*.md; do
  for link in $(grep -oE '\]\([A-Za-z0-9_./-]+\)' "$document" | tr -d '()]'); do
    [ -e "$(dirname "$document")/$link" ] || { echo "$document: $link is not there"; status=1; }
  done
done
exit $status
