#!/usr/bin/env python3
"""Who is the best by real preferences, and after how many comparisons: one JSON object a line, then a table.

  bench/preferences.py DATA [--program build/release/megabandit] [--ranks 2] [--repeats 100] [--sets dots,irish,...]

DATA holds preflib/, pandalm-human/, wildbench-scores/ and riddler-castles/, as their owners publish them. Comparisons are drawn from the
data with replacement; the answer is right when it is that of all the data. Every set is compared with the default rule, and
with pairs drawn uniformly, each until it is sure at delta = 0.05 or has used up the budget.
"""
import argparse, csv, gzip, itertools, json, pathlib, tempfile

import program

DELTA = 0.05


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--program", default=program.PROGRAM)
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=100)
    parser.add_argument("--budget", type=int, default=200_000)
    parser.add_argument("--sets", default=",".join(SETS))
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for name in options.sets.split(","):
            for run in SETS[name](options, pathlib.Path(scratch)):
                rows += lines_of(run)
                print(json.dumps(run), flush=True)
    print_table(rows)


def megabandit(options, *words, ranks=0):
    return program.run(words, ranks, options.program)


def study(options, scratch, name, log, group, target="condorcet", rules=("auto", "uniform")):
    """The default rule and uniform pairs on one group of a log."""
    run = scratch / "run.toml"
    run.write_text(f'judge = {{ kind = "log", path = "{log}", groups = [{json.dumps(group)}] }}\n')
    words = ["compare", run, "--study", "--json", "--resume", "never", "--out", scratch / "study"]
    for setting in (f"compare.target={target}", f"compare.budget={options.budget}", f"study.repeats={options.repeats}",
                    f"study.deltas=[{DELTA}]", f"study.rules={json.dumps(rules)}"):
        words += ["--set", setting]
    return {"set": name} | json.loads(megabandit(options, *words, ranks=options.ranks))


def groups_of(options, log):
    return [group["group"] for group in json.loads(megabandit(options, "inspect", log, "--json"))["groups"]]


def imported(options, scratch, words):
    log = scratch / "preferences.h5"
    megabandit(options, "import", *words, "--out", log)
    return log


def ballots(name, folder, *words, target="condorcet"):
    def runs(options, scratch):
        for file in sorted((options.data / "preflib" / folder).glob("*.so[ci]")):
            log = imported(options, scratch, ["preflib", file, *words])
            for group in groups_of(options, log):
                yield study(options, scratch, f"{name} {file.stem[-1]}", log, group, target)
    return runs


def pandalm(options, scratch):
    annotators = [word for n in (1, 2, 3) for word in ("--preference", f"annotator{n}")]
    log = imported(options, scratch, ["pairs", options.data / "pandalm-human/testset-v1.json.gz", "--pair", "cmp_key", *annotators])
    yield study(options, scratch, "PandaLM", log, "")


def wildbench(options, scratch):
    log = imported(options, scratch, ["scores", options.data / "wildbench-scores/scores.tsv.gz", "--candidate", "model", "--item", "session_id",
                                      "--group", "version", "--group", "judge"])
    for group in groups_of(options, log):
        yield study(options, scratch, f"WildBench {group}", log, group)


def castles(options, scratch):
    """Plans of a Blotto game: a duel is settled by rule, nobody beats everyone."""
    with open(options.data / "riddler-castles/castle-solutions.csv") as file:
        plans = [list(map(int, row[:10])) for row in itertools.islice(csv.reader(file), 1, None)]
    duels = scratch / "duels.csv.gz"
    with gzip.open(duels, "wt", compresslevel=1) as out:
        print("winner,loser,tied", file=out)
        for (a, one), (b, other) in itertools.combinations(enumerate(plans), 2):
            lead = sum(k * ((x > y) - (x < y)) for k, (x, y) in enumerate(zip(one, other), 1))
            print(f"{a},{b},{int(lead == 0)}" if lead >= 0 else f"{b},{a},0", file=out)
    log = imported(options, scratch, ["pairs", duels, "--winner", "winner", "--loser", "loser", "--tied", "tied"])
    yield study(options, scratch, "castles", log, "", "borda", ("auto",))


SETS = {"dots": ballots("dots", "dots"), "irish": ballots("Dublin North", "irish", "--unlisted", "worse"),
        "breakfast": ballots("breakfast", "breakfast"), "shirt": ballots("shirts", "shirt", target="borda"),
        "pandalm": pandalm, "wildbench": wildbench, "castles": castles}


def lines_of(run):
    for line in run["lines"]:
        yield [run["set"], run["candidates"], run["target"], ", ".join(run["best"]), line["rule"], f"{line['right']:.2f}",
               f"{line['undecided']:.2f}", f"{line['wrong']:.2f}", f"{line['comparisons']:.0f} +- {line['error']:.0f}",
               "" if line["ratio"] is None else f"{line['ratio']:.2f}"]


def print_table(rows):
    head = ["set", "candidates", "target", "best by all data", "rule", "right", "undecided", "wrong", "comparisons", "ratio to the bound"]
    for row in [head, ["---"] * len(head), *rows]:
        print("| " + " | ".join(map(str, row)) + " |")


if __name__ == "__main__":
    main()
