#!/usr/bin/env bash
# Folders use only those that CMakeLists.txt names before them, and src/ names no MPI.
set -euo pipefail
# shellcheck source=tests/lint/files.sh
. "$(dirname "$0")/files.sh"

declare -A place
mapfile -t folders < <(sed -nE 's/^megabandit_folder\(([a-z_]+) .*/\1/p; s/^megabandit_folder\(([a-z_]+)\).*/\1/p' CMakeLists.txt)
((${#folders[@]} > 1)) || fault "CMakeLists.txt names no folders: has megabandit_folder changed?"
for i in "${!folders[@]}"; do place[${folders[i]}]=$i; done

for folder in src/*/; do
  folder=$(basename "$folder")
  [[ -n ${place[$folder]:-} ]] || fault "src/$folder is not among the folders of CMakeLists.txt"
done

while IFS=: read -r file line text; do
  folder=${file#src/} folder=${folder%%/*}
  used=${text#*\"} used=${used%%[/\"]*}
  if [[ -z ${place[$used]:-} ]]; then
    fault "$file:$line: $text: includes are relative to src/, of a folder that CMakeLists.txt names"
  elif ((${place[$used]} > ${place[$folder]:--1})); then
    fault "$file:$line: $folder includes $used, which stands after it in CMakeLists.txt"
  fi
done < <(grep -rnE '^ *# *include +"' src --include='*.cpp' --include='*.hpp' || true)

while read -r hit; do
  fault "$hit: MPI is named in mpi/ only"
done < <(grep -rnE '\bO?MPI_|<mpi\.h>|"mpi/' src || true)
exit "$faults"
