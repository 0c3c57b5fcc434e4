#!/usr/bin/env bash
# Files have a size a reader can hold, names that say something, and know nothing of the machine they were written on.
set -euo pipefail
# shellcheck source=tests/lint/files.sh
. "$(dirname "$0")/files.sh"

while read -r file; do
  lines=$(wc -l <"$file")
  case $file in
    *.hpp)
      ((lines < 150)) || fault "$file has $lines lines, a header has under 150"
      grep -q '^#pragma once$' "$file" || fault "$file lacks #pragma once"
      ;;
    *.cpp)
      ((lines < 350)) || fault "$file has $lines lines, a source has under 350"
      header=${file%.cpp}.hpp
      included=${header#src/}
      [[ ! -e $header ]] || [[ $(grep -m 1 '^#include' "$file") == "#include \"${included#examples/}\"" ]] ||
        fault "$file does not include $header first"
      ;;
  esac
done < <(cplusplus)

while read -r file; do
  fault "$file: name it after what is in it"
done < <(tree -regextype posix-extended -iregex '.*/(utils?|common|misc|helpers?)(\.[a-z]+|/.*)')

# the brackets keep this file out of its own search
while read -r hit; do
  fault "$hit: a path of one machine"
done < <(tree | grep -v '\.md$' | xargs -d '\n' grep -nIE '/[w]ork/|/[h]ome/[a-z]|/[r]oot/' || true)
while read -r hit; do
  fault "$hit: a path of one machine"
done < <(tree -name '*.md' | xargs -d '\n' grep -nIE '/[w]ork/|/[r]oot/' /dev/null || true)

while read -r hit; do
  fault "$hit: finish it or leave it out"
done < <(cplusplus | xargs -d '\n' grep -nE '\b(TOD[O]|FIXM[E]|XX[X])\b' /dev/null || true)
exit "$faults"
