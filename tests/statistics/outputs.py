#!/usr/bin/env python3
"""outputs.py BUILD SCRATCH DATA: bench/outputs on a small part of DATA compares all methods, and sees what a wide kernel does to estimates.

Exit code 77 when DATA is not there, or no Python with numpy and h5py.
"""

import json
import pathlib
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "cli"), str(TESTS / "docs")]
import blocks  # noqa: E402
import launch  # noqa: E402

METHODS = {"goodbooks": 14, "headlines": 15, "clothes": 14}  # of headlines a regression too
ROUNDING = 1e-6  # rates of clicks are stored with 24 bits


def table(out, title):
    """Rows of the table whose title begins so, by their first cell."""
    lines = iter(out.splitlines())
    if not any(line.startswith(title) for line in lines):
        return {}
    rows = []
    for line in lines:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
        elif rows:
            break
    return {row[0]: row[1:] for row in rows[2:]}


def main():
    build, scratch, data = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    python = blocks.python_with(["numpy", "h5py"])
    if not data.is_dir() or python is None:
        print(f"skipped: no {data}" if python else "skipped: no numpy and h5py")
        sys.exit(77)
    words = [python, str(TESTS.parent / "bench/outputs"), str(data), "--program", str(pathlib.Path(build) / "megabandit")]
    small = ["--limit", "300", "--seeds", "1", "--epochs", "1", "--rates", "0.001"]
    code, out, err = launch.run([*words, *small], launch.fresh(scratch), launch.environment(build, PYTHONDONTWRITEBYTECODE="1"), 580)
    faults = [] if code == 0 else [f"exit code {code}\n{err}"]
    runs = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    for name, count in METHODS.items():
        if len({run["method"] for run in runs if run["set"] == name}) != count:
            faults.append(f"{name}: not {count} methods")
    # A policy that has hardly moved, whose value is far below that of the logging policy: the widest kernel sees no difference.
    estimates = table(out, "goodbooks, fixed table: estimates")
    narrow, wide = (float(estimates[f"DSO {width}, randomised"][0]) if estimates else 0 for width in ("0.1", "0.6"))
    if not wide > max(narrow, 0):
        faults.append(f"the error of wide kernels, {wide}, is not above that of narrow ones, {narrow}")
    # What a choice earns in a test lies between its worst headline, 0, and the sum of all, at most the number of headlines (12).
    for run in runs:
        if run["set"] == "headlines" and not all(0 <= lift <= 12 + ROUNDING for lift in (run["policy"], run["greedy"])):
            faults.append(f"headlines, {run['method']}: a lift outside 0 to 12")
    sys.exit("\n".join(faults) or 0)


main()
