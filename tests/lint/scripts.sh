#!/usr/bin/env bash
# Shell scripts pass shellcheck.
set -euo pipefail
# shellcheck source=tests/lint/files.sh
. "$(dirname "$0")/files.sh"
command -v shellcheck >/dev/null || { echo "skipped: no shellcheck here"; exit 77; }
tree | xargs -d '\n' grep -lIE '^#!.*\b(ba)?sh$' | xargs -d '\n' shellcheck -x
