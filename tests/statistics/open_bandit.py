#!/usr/bin/env python3
"""open_bandit.py BUILD SCRATCH DATA: does what docs/open-bandit.md shows, on the sample of the Open Bandit Dataset in DATA.

Every estimate is computed a second time, from the tables and the policies' probabilities, in plain Python. The intervals must
cover what the other policy earned where the document says so, and the document's numbers must be those that come out.
Exit code 77 when DATA is not there.
"""

import collections
import csv
import gzip
import json
import math
import pathlib
import shlex
import shutil
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "cli"), str(TESTS / "docs")]
import blocks  # noqa: E402
import launch  # noqa: E402

DOCUMENT = launch.SOURCE / "docs/open-bandit.md"
ACTIONS, POSITIONS = 46, ("1", "2", "3")
GAP = 1e-6  # optimizer.gap: how far below its optimum an objective may end
BTS_L2, RANDOM_L2 = 1e-8, 1000.0  # of the two run files
ROUNDING = 1e-6  # relative: pscores are stored with 24 bits (6e-8), and squared in ess
NORMAL_975 = 1.959963984540054
Round = collections.namedtuple("Round", "position action reward pscore")


def read(table):
    with gzip.open(table, "rt") as rows:
        return [
            Round(row["position"], int(row["item_id"]), float(row["click"]), float(row["propensity_score"]))
            for row in csv.DictReader(rows)
        ]


def shares(log):
    """The most likely policy: share of each action among the rounds of its position."""
    shown = collections.Counter(r.position for r in log)
    pairs = collections.Counter((r.position, r.action) for r in log)
    return {pair: count / shown[pair[0]] for pair, count in pairs.items()}, {p: n / len(log) for p, n in shown.items()}


def interval(value, error):
    return {"value": value, "lower": value - NORMAL_975 * error, "upper": value + NORMAL_975 * error}


def weighted(log, weights):
    count, terms = len(log), [w * r.reward for w, r in zip(weights, log)]
    mean = math.fsum(terms) / count
    return interval(mean, math.sqrt(math.fsum((t - mean) ** 2 for t in terms) / (count - 1) / count))


def self_normalised(log, weights):
    count, total = len(log), math.fsum(weights)
    value = math.fsum(w * r.reward for w, r in zip(weights, log)) / total
    spread = math.fsum((w * (r.reward - value)) ** 2 for w, r in zip(weights, log))
    return interval(value, math.sqrt(spread * count / (count - 1)) / total)


def expected(log, policy, kind, parameters):
    tau = parameters.get("tau", 0)
    weights = [policy[r.position, r.action] / max(r.pscore, tau) for r in log]
    total = math.fsum(weights)
    diagnostics = {"ess": total**2 / math.fsum(w * w for w in weights), "weight_max": max(weights)}
    return (self_normalised if kind == "snips" else weighted)(log, weights) | diagnostics


class Recipe:
    """The document's commands, run one after the other, and what they gave."""

    def __init__(self, build, folder):
        self.folder, self.environ, self.reports = folder, launch.environment(build), {}
        blocks.look_like_the_tree(folder, build)

    def run(self, command):
        code, out, err = launch.run(command, self.folder, self.environ, 60)
        print(f"{command}--- exit code {code}\n{out[:3000]}{err}")
        if code:
            sys.exit(f"FAULT: exit code {code} of: {command}")
        return out

    def follow(self, text):
        for _, language, marks, body in blocks.blocks(text):
            if "recipe" not in marks:
                continue
            if not body.startswith("megabandit evaluate"):
                self.run(body)
                continue
            words = shlex.split(body)
            log = pathlib.Path(words[words.index("--log") + 1]).stem
            self.reports[log] = json.loads(self.run(f"{body.rstrip()} --json\n"))

    def policy(self, directory):
        """pi(action | position) as `predict` tells it."""
        (self.folder / "positions").write_text("\n".join(POSITIONS) + "\n")
        out = self.run(f"megabandit predict --policy {directory} --contexts positions --top {ACTIONS} --json\n")
        lines = [json.loads(line) for line in out.splitlines()]
        return {(line["text"], best["action"]): best["probability"] for line in lines for best in line["actions"]}


def lay_out(data, folder):
    """The sample where a clone of its repository has it."""
    for policy in ("random", "bts"):
        place = folder / f"zr-obp/obd/{policy}/women"
        place.mkdir(parents=True)
        (place / "women.csv").write_bytes(gzip.decompress((data / f"{policy}_women.csv.gz").read_bytes()))


def is_the_average_of(log, policy):
    """mean log-likelihood of the shares - that of the clone = sum over positions of share x KL(shares | clone), which is at most GAP
    and the penalty that the shares would pay. Pinsker and Jensen: the mean L1 distance is at most sqrt(2 of that)."""
    likely, shown = shares(log)
    assert len(likely) == ACTIONS * len(POSITIONS), "every item was shown at every position"
    centre = {p: sum(math.log(likely[p, a]) for a in range(ACTIONS)) / ACTIONS for p in POSITIONS}
    penalty = BTS_L2 / 2 * sum((math.log(share) - centre[p]) ** 2 for (p, _), share in likely.items())
    distance = sum(shown[p] * abs(likely[p, a] - policy[p, a]) for p, a in likely)
    assert distance <= math.sqrt(2 * (GAP + penalty)), f"the clone of bts is {distance} from its shares"


def is_uniform(log, policy):
    """A function that l2 makes strongly concave has its optimum at most |gradient at 0| / l2 from 0, and a point within GAP of it
    at most sqrt(2 GAP / l2) from there; a logit moves a probability's logarithm by at most twice as much."""
    likely, shown = shares(log)
    gradient = math.sqrt(sum((shown[p] * (likely.get((p, a), 0) - 1 / ACTIONS)) ** 2 for p in POSITIONS for a in range(ACTIONS)))
    logit = gradient / RANDOM_L2 + math.sqrt(2 * GAP / RANDOM_L2)
    furthest = max(abs(probability * ACTIONS - 1) for probability in policy.values())
    assert len(policy) == ACTIONS * len(POSITIONS) and furthest <= math.expm1(2 * logit), f"{furthest} from uniform"


def agrees(log, policy, report):
    for estimate in report["estimates"]:
        want = expected(log, policy, estimate["estimator"], estimate["parameters"])
        for key, value in want.items():
            scale = want["upper"] if key in ("value", "lower", "upper") else value
            assert abs(estimate[key] - value) <= ROUNDING * scale, f"{estimate}: {key} is {value} from the table"
    earned = weighted(log, [1.0] * len(log))
    for key, name in (("value", "on_policy"), ("lower", "on_policy_lower"), ("upper", "on_policy_upper")):
        assert abs(report[name] - earned[key]) <= ROUNDING * earned["upper"], f"{name} is {report[name]}, not {earned}"


def label(estimate):
    return ":".join([estimate["estimator"], *(f"{k}={v:g}" for k, v in estimate["parameters"].items())])


def covering(report, earned):
    """By name: whether the interval covers what the policy itself earned."""
    covers = {label(e): e["lower"] <= earned <= e["upper"] for e in report["estimates"]}
    for estimate in report["estimates"]:
        assert covers[label(estimate)] or estimate["upper"] < earned, f"{estimate}: only clipping misses, and downwards"
    return covers


def is_documented(report, rows):
    """Half a unit of the last digit of what the document prints, and ten for a clone that another processor ends elsewhere in GAP."""
    for estimate in report["estimates"]:
        value, lower, upper = (float(word.strip("[],")) for word in rows[label(estimate)][:3])
        for shown, key in ((value, "value"), (lower, "lower"), (upper, "upper")):
            assert abs(shown - estimate[key]) <= 1.05e-5, f"{DOCUMENT} has {shown}, which is {estimate[key]}"


def tables(text):
    """The lines of each `text` block, by their first word."""
    bodies = [part.split("```")[0] for part in text.split("```text\n")[1:]]
    return [{line.split()[0]: line.split()[1:] for line in body.splitlines()} for body in bodies]


def main():
    build, scratch, data = sys.argv[1:]
    if not pathlib.Path(data, "bts_women.csv.gz").exists():
        launch.skip(f"{data} is not there: it holds the sample of the Open Bandit Dataset")
    folder, text = launch.fresh(pathlib.Path(scratch)), DOCUMENT.read_text()
    logs = {name: read(pathlib.Path(data, f"{name}_women.csv.gz")) for name in ("random", "bts")}
    lay_out(pathlib.Path(data), folder)
    recipe = Recipe(build, folder)
    recipe.follow(text)
    bts, uniform = recipe.policy("runs/obd-bts"), recipe.policy("runs/obd-random")

    is_the_average_of(logs["bts"], bts)
    is_uniform(logs["random"], uniform)
    of_bts, of_random = recipe.reports["random"], recipe.reports["bts"]
    agrees(logs["random"], bts, of_bts)
    agrees(logs["bts"], uniform, of_random)
    assert covering(of_bts, of_random["on_policy"]) == {
        "ips": True, "snips": True, "cips:tau=0.01": True, "cips:tau=0.1": False,
    }  # fmt: skip
    assert covering(of_random, of_bts["on_policy"]) == {
        "ips": True, "snips": True, "cips:tau=0.0001": True, "cips:tau=0.001": True,
        "cips:tau=0.01": False, "cips:tau=0.02": False, "cips:tau=0.1": False,
    }  # fmt: skip
    ips, snips, *clipped = of_random["estimates"]
    assert ips["ess"] < 3 and ips["weight_max"] > 20000, "one round of probability 1e-6 outweighs all others"
    for coarser, finer in zip([snips, *clipped], clipped):
        assert finer["ess"] >= coarser["ess"], "the more is clipped, the evener the weights"
    for report, rows in zip((of_bts, of_random), tables(text), strict=True):
        is_documented(report, rows)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
