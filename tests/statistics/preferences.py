#!/usr/bin/env python3
"""preferences.py BUILD SCRATCH DATA: a few repeats of bench/preferences.py name the best of known preferences, sooner than random pairs.

The dots of DATA have a known truth (the fewest dots are the best), PandaLM's judges prefer llama-7b. Exit code 77 when DATA is not there.
"""

import json
import pathlib
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "cli"))
import launch  # noqa: E402

BEST = {"dots 1": "200", "dots 2": "200", "dots 3": "200", "dots 4": "200", "PandaLM": "llama-7b"}


def main():
    build, scratch, data = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    if not data.is_dir():
        print(f"{data} is not there: nothing to compare")
        sys.exit(77)
    words = ["python3", str(TESTS.parent / "bench/preferences.py"), str(data), "--program", str(pathlib.Path(build) / "megabandit")]
    code, out, err = launch.run([*words, "--repeats", "8", "--sets", "dots,pandalm"], launch.fresh(scratch), launch.environment(build), 200)
    runs = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    faults = [] if code == 0 else [f"exit code {code}\n{err}"]
    for run in runs:
        default, random = run["lines"]
        if run["best"] != [BEST[run["set"]]]:
            faults.append(f"{run['set']}: the best is {run['best']}")
        # 8 repeats each wrong with probability 0.05 at most: 3 or more wrong ones happen in 0.6 % of such tests, had they no slack
        if default["wrong"] > 2 / 8:
            faults.append(f"{run['set']}: wrong in {default['wrong']:.0%}")
        # some four times as many (docs/comparing.md); standard errors are a sixth of each
        if default["comparisons"] > random["comparisons"]:
            faults.append(f"{run['set']}: {default['comparisons']} comparisons, {random['comparisons']} of random pairs")
    if {run["set"] for run in runs} != BEST.keys():
        faults.append(f"only {[run['set'] for run in runs]}")
    sys.exit("\n".join(faults) or 0)


main()
