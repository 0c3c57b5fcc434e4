#!/usr/bin/env python3
"""sentences.py [--worlds] BUILD OUT [RANKS]: the learning experiments of the DSO paper, and what must hold of them.

Runs the sweep configs/dso/claims.toml into OUT (what is there already is not repeated; 34 settings, 5 seeds, some 6 CPU seconds each)
and prints a Markdown table of the claims L1 to L13 of the specification (6.4) with what was measured. With --worlds it is the sweep
configs/dso/worlds.toml (20 seeds, a few CPU seconds each) and the claims E3, E4, E6 and E7 (6.2) about the worlds and what logged in
them. Exit code 1 when one does not hold.
"""

import argparse
import csv
import pathlib
import statistics
import subprocess
import sys

SWEEPS = pathlib.Path(__file__).resolve().parents[2] / "configs" / "dso"


class Results:
    """Numbers of the runs by case, seed by seed."""

    def __init__(self, path):
        self.numbers = {}
        for row in csv.DictReader(path.open()):
            for name, value in row.items():
                if name not in ("case", "seed") and value:
                    self.numbers.setdefault((row["case"], name), {})[row["seed"]] = float(value)

    def of(self, case, name="optimality"):
        return [value for _, value in sorted(self.numbers[case, name].items())]

    def mean(self, case, name="optimality"):
        return statistics.fmean(self.of(case, name))

    def less(self, case, other):
        return [a - b for a, b in zip(self.of(case), self.of(other))]


def claims(r):
    """Name, what is asked, what was measured, whether it holds."""
    others = ["ips", "dr", "potec", "regression"]
    m = r.mean
    released, ips = m("released"), m("ips")
    yield "L1", "released DSO in [.38, .62]", f"{released:.3f}", .38 <= released <= .62
    yield "L2", "IS in [.17, .28]", f"{ips:.3f}", .17 <= ips <= .28
    for other, least in (("ips", .15), ("dr", .12), ("potec", .18), ("regression", .2)):
        gap = released - m(other)
        yield "L3", f"released DSO - {other} >= {least}", f"{gap:.3f}", gap >= least
    wins = sum(d > 0 for d in r.less("released", "ips"))
    yield "L3", "released DSO > IS on 4 of 5 seeds", f"{wins}", wins >= 4
    few, best = m("n 500: released"), max(map(m, others))
    yield "L4", "n = 500: released DSO >= .2, and > the best baseline at 8000 less .03", f"{few:.3f}, {best:.3f}", few >= .2 and few > best - .03
    ten = [m(f"A 10: {k}") for k in ("released", "ips", "dr")]
    yield ("L5", "A = 10: released DSO, IS, DR in [.70, .90], DSO and IS within .08", ", ".join(f"{x:.3f}" for x in ten),
           all(.7 <= x <= .9 for x in ten) and abs(ten[0] - ten[1]) <= .08)
    falls = m("A 100: released") - released, m("A 100: ips") - ips
    yield "L6", "A from 100 to 1000: DSO loses <= .12, IS >= .15", f"{falls[0]:.3f}, {falls[1]:.3f}", falls[0] <= .12 and falls[1] >= .15
    quiet = [m(f"noise 0: {k}") - m("noise 0: released") for k in ("dr", "potec")]
    yield "L7", "noise 0: DR and POTEC - released DSO >= -.02", f"{quiet[0]:.3f}, {quiet[1]:.3f}", min(quiet) >= -.02
    loud = m("noise 3: released") - max(m(f"noise 3: {k}") for k in others)
    yield "L7", "noise 3: released DSO - the best other >= .12", f"{loud:.3f}", loud >= .12
    taus = [m(k) for k in ("released 2.5", "released", "released 10", "released 20")]
    yield "L8", "released DSO >= .3 at tau .5, 1, 2, 4", ", ".join(f"{x:.3f}" for x in taus), min(taus) >= .3
    yield "L8", "uniform kernel, tau 4: within .05 of 0", f"{m('uniform 60'):.3f}", abs(m("uniform 60")) <= .05
    narrow = m("uniform 7.5"), m("uniform 15")
    yield ("L9", "uniform kernel, Monte Carlo, tau .5 and 1: finite and >= .3",
           f"{narrow[0]:.3f}, {narrow[1]:.3f}; without a density {m('uniform 7.5', 'unsupported'):.3f}", min(narrow) >= .3)
    yield "L10", "online in [.66, .80]", f"{m('online'):.3f}", .66 <= m("online") <= .8
    robust, gain = m("dso"), r.less("dso", "released")
    yield ("L11", "robust DSO >= released + .10, >= .62, wins on 4 of 5 seeds", f"{robust:.3f}, {statistics.fmean(gain):+.3f}, {sum(d > 0 for d in gain)} wins",
           robust >= released + .1 and robust >= .62 and sum(d > 0 for d in gain) >= 4)
    model = m("sentence-regression")
    yield ("L11b", "sentence regression >= released DSO + .05, robust DSO >= sentence regression - .10", f"{model:.3f}, {robust:.3f}",
           model >= released + .05 and robust >= model - .1)
    worst, small = min(r.of("noise 3: dso 20")), m("n 500: dso 20") - few
    yield "L11c", "noise 3: robust DSO (tau 4) >= .5 on every seed; n = 500: >= released + .1", f"{worst:.3f}, {small:+.3f}", worst >= .5 and small >= .1
    early, late = m("dso", "optimality_500"), m("released", "optimality_2000")
    yield "L12", "robust DSO after 500 steps >= released DSO after 2000", f"{early:.3f}, {late:.3f}", early >= late
    narrow = [m(k) for k in ("centred 1.25", "centred 2.5", "centred 5")]
    yield "L13", "centred sums: tau .25 and .5 below tau 1", ", ".join(f"{x:.3f}" for x in narrow), max(narrow[:2]) < narrow[2]


def claims_of_worlds(r):
    """The same of the worlds."""

    def near(name, what, measured, expected, within):
        return name, f"{what} {expected:.3f} +- {within}", f"{measured:.3f}", abs(measured - expected) <= within

    def between(name, what, measured, low, high):
        return name, f"{what} in [{low}, {high}]", f"{measured:.5g}", low <= measured <= high

    m = r.mean
    yield near("E3", "20 worlds: value of the uniform policy", m("A 1000", "uniform"), .022, .01)
    yield near("E3", "20 worlds: value of the best policy", m("A 1000", "optimal"), .797, .01)
    for actions, best in ((10, .504), (50, .666), (100, .710), (500, .780)):
        yield near("E4", f"{actions} actions: value of the best policy", m(f"A {actions}", "optimal"), best, .012)
    yield between("E6", "entropy of the logging policy, nats,", m("A 1000", "logging_entropy"), 6.86, 6.89)
    yield near("E6", "optimality of the logging policy", m("A 1000", "logging_optimality"), .041, .015)
    yield between("E7", "mean density of what was logged", m("A 1000", "density_mean"), .0065, .0076)
    yield between("E7", "density that a hundredth of the rounds fall short of", m("A 1000", "density_low"), .0020, .0025)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", action="store_true")
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("ranks", nargs="?")
    options = parser.parse_args()
    sweep, tell = ("worlds.toml", claims_of_worlds) if options.worlds else ("claims.toml", claims)
    launch = ["mpirun", "-n", options.ranks] if options.ranks else []
    subprocess.run([*launch, options.build / "megabandit", "sweep", SWEEPS / sweep, "--out", options.out], check=True)
    failed = False
    print("| claim | asked | measured | holds |\n|---|---|---|---|")
    for name, asked, measured, holds in tell(Results(options.out / "results.csv")):
        print(f"| {name} | {asked} | {measured} | {'yes' if holds else '**no**'} |")
        failed = failed or not holds
    sys.exit(failed)


if __name__ == "__main__":
    main()
