#!/usr/bin/env python3
"""The tables of docs/dso.md on the DSO paper's benchmark, from the sweeps of configs/dso/, beside the paper's own numbers.

  bench/sentences_tables.py RUNS          # RUNS/rounds, RUNS/actions, ...: what `megabandit sweep configs/dso/NAME.toml --out RUNS/NAME` made

Paper: read off its figures (pixels, about +-.005), `~` where markers overlap (+-.02). Replication: an independent one, means over 20 seeds.
"""
import argparse, collections, csv, math, pathlib

METHODS = {"dso-released": "dso, as released", "ips": "ips", "dr": "dr", "potec": "potec", "regression": "regression", "online": "online", "dso": "dso",
           "dso-20": "dso, bandwidth 20", "sentence-regression": "sentence-regression"}
# Of dso as released, ips, dr, potec, regression, online.
ROUNDS = {"500": (".275 / .262", ".130 / .139", "~.075 / .016", "~.045 / .003", ".025 / .019", ".74 / .705"),
          "1000": (".349 / .337", ".157 / .143", "~.125 / .134", "~.05 / .040", ".044 / .038", ".74 / .705"),
          "2000": (".402 / .397", ".157 / .157", ".19 / .191", ".09 / .067", ".065 / .037", ".74 / .705"),
          "4000": (".432 / .436", ".177 / .181", ".228 / .228", "~.12 / .117", ".106 / .093", ".74 / .705"),
          "8000": (".455 / .458", ".222 / .217", ".251 / .245", "~.175 / .173", ".146 / .133", ".74 / .705")}
ACTIONS = {"10": (".782 / .774", "~.806 / .789", "~.82 / .814", "~.76 / .736", "~.80 / .827", ".951 / .955"),
           "50": (".547 / .552", "~.57 / .568", ".592 / .603", "~.48 / .476", ".484 / .476", ".893 / .872"),
           "100": (".505 / .507", "~.467 / .467", "~.49 / .510", "~.363 / .364", ".318 / .352", ".858 / .845"),
           "500": (".471 / .464", ".280 / .273", ".301 / .300", ".208 / .195", ".156 / .118", ".768 / .770"),
           "1000": (".457 / .458", ".221 / .217", ".253 / .245", "~.18 / .173", ".149 / .133", ".737 / .705")}
NOISE = {"0.0": (".528 / .519", ".487 / .494", ".604 / .610", ".642 / .660", "~.53 / .525", ".75 / .742"),
         "1.0": (".456 / .459", ".222 / .217", ".253 / .245", "~.175 / .173", ".146 / .133", ".741 / .705"),
         "2.0": (".389 / .392", ".120 / .123", "~.13 / .141", "~.105 / .107", ".085 / .094", ".709 / .696"),
         "3.0": (".361 / .316", ".089 / .092", "~.095 / .106", "~.065 / .087", ".035 / .044", ".68 / .679")}
KERNELS = {("gaussian", "2.5", "learned"): ".452", ("gaussian", "5.0", "learned"): ".455", ("gaussian", "10.0", "learned"): ".452",
           ("gaussian", "20.0", "learned"): ".359", ("gaussian", "2.5", "monte-carlo"): ".381", ("gaussian", "5.0", "monte-carlo"): ".474",
           ("gaussian", "10.0", "monte-carlo"): ".506", ("gaussian", "20.0", "monte-carlo"): ".442", ("uniform", "7.5", "learned"): "~.415",
           ("uniform", "15.0", "learned"): "~.43", ("uniform", "30.0", "learned"): ".353", ("uniform", "60.0", "learned"): "-.02",
           ("uniform", "7.5", "monte-carlo"): ".00 (0/0)", ("uniform", "15.0", "monte-carlo"): ".02 (0/0)", ("uniform", "30.0", "monte-carlo"): ".426",
           ("uniform", "60.0", "monte-carlo"): ".00"}
TAU = {"gaussian": 5, "uniform": 15}  # bandwidth of tau 1
STEPS = ("optimality_500", "optimality_2000", "optimality_5000", "optimality_10000", "optimality")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=pathlib.Path)
    runs = parser.parse_args().runs
    for name, table in {"methods": methods, "rounds": lambda rows: against_paper(rows, "rounds", ROUNDS), "actions": lambda rows: against_paper(rows, "actions", ACTIONS),
                        "reward-noise": lambda rows: against_paper(rows, "noise", NOISE), "kernels-gaussian": lambda rows: kernels(rows, "gaussian"),
                        "kernels-uniform": lambda rows: kernels(rows, "uniform"), "robust": robust, "steps": steps, "ten-thousand": ten_thousand}.items():
        if (runs / name / "table.csv").exists():
            print(f"\n{name}\n")
            table(rows_of(runs / name / "table.csv"))


def rows_of(path):
    """Of every cell, by its settings: its numbers as (mean, half of the 95 % interval)."""
    with path.open() as file:
        lines = csv.reader(file)
        settings = next(lines).index("number")
        rows = collections.defaultdict(lambda: collections.defaultdict(lambda: (math.nan, math.nan)))
        for line in lines:
            mean, lower, upper = (float(text or "nan") for text in line[settings + 1:settings + 4])
            rows[tuple(line[:settings])][line[settings]] = (mean, (upper - lower) / 2)
    return rows


def shown(number):
    mean, half = number
    return "–" if math.isnan(mean) else f"{mean:.3f} ± {half:.3f}"


def mean(number, form=".3f"):
    return "–" if math.isnan(number[0]) else format(number[0], form)


def write(head, lines):
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for line in lines:
        print("| " + " | ".join(line) + " |")


def methods(rows):
    write(["method", "optimality", "after 500 steps", "after 2000", "mean weight", "clipped", "entropy"],
          [[name[0], shown(row["optimality"]), mean(row["optimality_500"]), mean(row["optimality_2000"]), mean(row["mean_weight"], ".2f"),
            mean(row["clipped"], ".1%"), mean(row["entropy"], ".2f")] for name, row in rows.items()])


def against_paper(rows, what, published):
    """A line a method; with the published number below ours."""
    lines = []
    for i, (method, name) in enumerate(METHODS.items()):
        lines.append([name] + [shown(numbers["optimality"]) for value in published for cell, numbers in rows.items() if set(cell) == {method, value}])
        if i < 6:
            lines.append(["*paper / replication*"] + [published[value][i] for value in published])
    write([what, *published], lines)


def kernels(rows, kernel):
    write(["bandwidth", "tau", "density", "optimality", "paper", "mean weight", "clipped", "without a density"],
          [[bandwidth, f"{float(bandwidth) / TAU[kernel]:g}", density, shown(row["optimality"]), KERNELS.get((kernel, bandwidth, density), ""),
            mean(row["mean_weight"], ".2f"), mean(row["clipped"], ".1%"), mean(row["unsupported"], ".2%")] for (bandwidth, density), row in rows.items()])


def robust(rows):
    bandwidths = list(dict.fromkeys(cell[2] for cell in rows))
    write(["pivot", "sum", *(f"bandwidth {b}" for b in bandwidths)],
          [[pivot, summed, *(shown(rows[pivot, summed, b]["optimality"]) for b in bandwidths)] for pivot, summed in dict.fromkeys(cell[:2] for cell in rows)])


def steps(rows):
    write(["method", "500 steps", "2000", "5000", "10,000", "20,000"], [[name[0], *(shown(row[step]) for step in STEPS)] for name, row in rows.items()])


def ten_thousand(rows):
    write(["method", "optimality", "seconds of all steps"], [[name[0], shown(row["optimality"]), mean(row["step_seconds"], ".0f")] for name, row in rows.items()])


if __name__ == "__main__":
    main()
