#!/usr/bin/env bash
# Prints the sizes of our files against the limits of the house: source 500 lines, header 200, command of cli/ 200, document 300; median source
# 150, nine in ten under 350. A file over its limit must stand in scripts/sizes_known.txt with its lines, and that list may only shrink: a file
# that grew beyond its figure, or is listed without need, fails too. Run from anywhere; exit 1 with the files.
set -euo pipefail
cd "$(dirname "$0")/.."
known=scripts/sizes_known.txt

git ls-files -co --exclude-standard '*.h' '*.cc' '*.js' '*.css' '*.md' dev 'scripts/*.sh' | grep -v -e '/goldens/' -e '^tests/data/' | sort -u |
  while read -r file; do [ -f "$file" ] && echo "$(wc -l <"$file") $file"; done |
  awk -v known="$known" '
    function limit(file) {
      if (file ~ /\.md$/) return 300
      if (file ~ /\.h$/ || file ~ /^cli\/[^\/]*\.cc$/) return 200
      return 500
    }
    BEGIN { while ((getline line < known) > 0) if (line !~ /^#/ && split(line, part, " ") >= 2) allowed[part[2]] = part[1] }
    {
      if ($2 ~ /\.(h|cc)$/) lines[++count] = $1
      over = $1 > limit($2)
      if (over && !($2 in allowed)) report($2 ": " $1 " lines, the limit is " limit($2))
      else if (over && $1 > allowed[$2]) report($2 ": " $1 " lines, more than the " allowed[$2] " of " known)
      else if (over) print "  known: " $2 ": " $1 " lines, the limit is " limit($2)
      else if ($2 in allowed) report($2 ": " $1 " lines are within the limit; take it out of " known)
      seen[$2] = 1
    }
    function report(text) { print text; bad = 1 }
    END {
      for (file in allowed) if (!(file in seen)) report(file ": is not there; take it out of " known)
      for (i = 2; i <= count; ++i) {  # insertion sort: awk has none of its own
        value = lines[i]
        for (k = i - 1; k >= 1 && lines[k] > value; --k) lines[k + 1] = lines[k]
        lines[k + 1] = value
      }
      printf "%d sources: median %d lines, nine in ten under %d, longest %d\n", count, lines[int((count + 1) / 2)], lines[int(count * 0.9) + 1], lines[count]
      exit bad
    }'
