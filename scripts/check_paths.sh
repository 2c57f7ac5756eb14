#!/bin/sh
# Holds that no tracked file names a path of one machine (a home, a temporary or a work folder) or the host of a package registry or
# mirror: a checkout must work anywhere. Run from anywhere; exit 1 with a list of the lines.
cd "$(dirname "$0")/.." || exit 2

files() {
  if git rev-parse --git-dir >/dev/null 2>&1; then
    git ls-files -co --exclude-standard -z
  else
    find . -type f -not -path './build*' -not -path './out*' -print0
  fi
}

# This file and the system's own folders (/usr, /etc, /dev, /proc) are left out.
paths='(^|[^A-Za-z0-9_.$}@-])/(work|home/[a-z]|root|tmp|Users|mnt|scratch)(/|$|["'"'"'`) ])'
hosts='(registry\.(npmjs\.org|yarnpkg\.com)|npmmirror\.com|pypi\.org|pythonhosted\.org|crates\.io|proxy\.golang\.org|deb\.debian\.org|rubygems\.org|repo1?\.maven\.org|artifactory|nexus\.|127\.0\.0\.1:[0-9]|localhost:[0-9])'

found=$(files | grep -zv '^\(./\)\{0,1\}scripts/check_paths.sh$' | xargs -0 grep -InE "$paths|$hosts" 2>/dev/null)
[ -z "$found" ] && exit 0
echo "These lines name a path of one machine or a registry's host:"
echo "$found"
exit 1
