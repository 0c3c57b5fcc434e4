#!/usr/bin/env bash
# Sources are laid out as .clang-format says (./dev format does it).
set -euo pipefail
# shellcheck source=tests/lint/files.sh
. "$(dirname "$0")/files.sh"
version=$(clang-format --version 2>/dev/null | sed -nE 's/.*version ([0-9]+).*/\1/p' || true)
[[ $version == 14 ]] || { echo "skipped: clang-format 14 decides, here is ${version:-none}"; exit 77; }
cplusplus | xargs -d '\n' clang-format --dry-run -Werror
