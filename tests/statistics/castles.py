#!/usr/bin/env python3
"""castles.py BUILD SCRATCH DATA: real plans for ten castles (the Riddler's game), settled by tests/judges/castles.py.

Duels of plans go in circles: mostly there is no plan that beats every other. On every 65th plan of DATA, all duels are settled here
too, so that the answers are known: `no-winner` must say that there is none, `borda` must name the plan with the largest share
of wins, and among those that this plan beats it is the Condorcet winner. Exit code 77 when DATA is not there.
"""

import csv
import json
import pathlib
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "cli"), str(TESTS / "judges")]
import castles as judge  # noqa: E402
import launch  # noqa: E402

EVERY, FIRST = 65, 1
CONFIG = """
candidates = {{ texts = "{name}.jsonl" }}
judge      = {{ kind = "process", command = "exec python3 {judge}", answers_are = "fixed", timeout = "30 s" }}
compare    = {{ target = "{target}", alternatives = "{alternatives}", delta = 0.05, budget = 100000 }}
output     = {{ dir = "runs/{name}-{target}" }}
"""


def plans_of(path):
    plans = []
    for row in csv.reader(path.open()):
        if row and row[0].isdigit() and all(n.isdigit() for n in row[:10]):
            plan = [int(n) for n in row[:10]]
            if sum(plan) == 100:
                plans.append(plan)
    return plans[FIRST::EVERY]


def wins(plan, other):
    mine, theirs = judge.points(plan, other), judge.points(other, plan)
    return 1 if mine > theirs else 0.5 if mine == theirs else 0


def share(plan, plans):
    """Of its duels with the others that it wins; it ties with itself."""
    return (sum(wins(plan, other) for other in plans) - 0.5) / (len(plans) - 1)


def compared(folder, environ, name, plans, target, alternatives):
    with (folder / f"{name}.jsonl").open("w") as file:
        for number, plan in enumerate(plans):
            file.write(json.dumps({"candidate": str(number), "text": " ".join(map(str, plan))}) + "\n")
    config = CONFIG.format(name=name, judge=judge.__file__, target=target, alternatives=alternatives)
    (folder / f"{name}-{target}.toml").write_text(config)
    code, out, err = launch.run(["mpirun", "-n", "2", "megabandit", "compare", f"{name}-{target}.toml", "--json"], folder, environ, 100)
    if code:
        sys.exit(f"exit code {code}\n{out}{err}")
    result = json.loads(out)
    asked = sum(len(path.read_text().splitlines()) for path in folder.glob(f"runs/{name}-{target}/answers/*.jsonl"))
    print(f"{len(plans)} plans, {target}, {alternatives}: {result['status']}, best {result['best']}, "
          f"{result['comparisons']} comparisons, {asked} duels settled")
    return result


def check(condition, what):
    if not condition:
        sys.exit(f"FAULT: {what}")


def main():
    build, scratch, data = sys.argv[1:]
    file = pathlib.Path(data) / "castle-solutions.csv"
    if not file.exists():
        print(f"skipped: {file} is not here")
        sys.exit(launch.SKIPPED)
    folder, environ = launch.fresh(pathlib.Path(scratch)), launch.environment(build)
    plans = plans_of(file)
    shares = [share(plan, plans) for plan in plans]
    best = max(range(len(plans)), key=shares.__getitem__)
    check(sorted(shares)[-2] < shares[best] < 1, "the plans have one with the largest share of wins, which does not beat all")

    result = compared(folder, environ, "plans", plans, "condorcet", "no-winner")
    check(result["status"] == "no-condorcet-winner", "there is no Condorcet winner")
    result = compared(folder, environ, "plans", plans, "borda", "winner")
    check(result["best"]["name"] == str(best), f"plan {best} wins the largest share, {shares[best]:.3f}")
    beaten = [plan for plan in plans if plan == plans[best] or wins(plans[best], plan) == 1]
    result = compared(folder, environ, "beaten", beaten, "condorcet", "no-winner")
    check(beaten[int(result["best"]["name"])] == plans[best], "it beats each of these")


if __name__ == "__main__":
    main()
