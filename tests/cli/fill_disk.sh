#!/usr/bin/env bash
# fill_disk.sh FOLDER KIB: leaves so much room on that file system.
set -euo pipefail
dd if=/dev/zero of="$1/filler" bs=4k status=none 2>/dev/null || true
truncate -s "-$2k" "$1/filler"
