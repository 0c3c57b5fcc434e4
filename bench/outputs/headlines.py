"""Headlines: clicks of randomised tests."""
import collections, csv, gzip, itertools, math, statistics, zlib

import h5py
import numpy as np

from clusters import add_clusters
from runs import chosen, learn, side_by_side
from softmax import softmax
from tables import best_rate, grouped, mean_of, print_table

FOLDS = 5


def headlines(options, directory):
    """Every headline is an action; its reward is how much more it was clicked than the others of its test."""
    tests = headline_tests(options)
    test = np.repeat(np.arange(len(tests)), [len(arms) for arms in tests])
    rate = np.array([clicks / shown for arms in tests for _, shown, clicks in arms])
    lift = rate / means(rate[:, None], test)[test, 0]
    grams = np.stack([hashed_grams(headline) for arms in tests for headline, _, _ in arms])
    article = means(grams, test)
    embedding = leading(grams - article[test], 64)
    fold = np.array([zlib.crc32(tests[t][0][0].encode()) % FOLDS for t in range(len(tests))])
    clusters = [max(2, len(test) // share) for share in (300, 30, 3)]
    logs = []
    for f in range(FOLDS):
        logs.append(directory / f"fold{f}.h5")
        write_log(logs[f], test, lift, fold[test] == f, embedding)
    add_clusters(logs, embedding, clusters)

    def run(method, rate, f):
        baseline = {"objective.baseline": 1} if method.objective == "tis" else {}
        out = learn(options, logs[f], method, rate, "uniform", **{"log.split": "train"}, **baseline)
        with h5py.File(out / "policy.h5") as policy:
            scores = policy["table"][:] @ policy["tower/parameters"][:]
        return told(method.name, rate, f, scores)

    def ridge(penalty, f):
        """Least squares of the lift by the embedding: what a model of rewards would do."""
        known = embedding[fold[test] != f]
        weights = np.linalg.solve(known.T @ known + penalty * np.eye(known.shape[1]), known.T @ (lift[fold[test] != f] - 1))
        return told("ridge regression", penalty, f, embedding @ weights)

    def told(name, rate, f, scores):
        return {"set": "headlines", "method": name, "rate": rate, "fold": f} | choices(scores, lift, test, np.flatnonzero(fold == f))

    cells = side_by_side(options, itertools.product(chosen(options, clusters), options.rates, range(FOLDS)), run)
    print_headlines(cells + side_by_side(options, itertools.product([30, 300, 3000], range(FOLDS)), ridge), lift, test)


def headline_tests(options):
    """Lists of (headline, impressions, clicks) of randomised tests of several headlines; arms that differ in the image are one."""
    tests = collections.defaultdict(dict)
    with gzip.open(options.data / "upworthy-a/packages.tsv.gz", "rt") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["randomization_risk"] == "0":
                shown, clicks = tests[row["test_id"]].get(row["headline"].strip(), (0, 0))
                tests[row["test_id"]][row["headline"].strip()] = shown + int(row["impressions"]), clicks + int(row["clicks"])
    kept = [[(headline, *counts) for headline, counts in arms.items()] for arms in tests.values() if len(arms) > 1]
    return kept[:options.limit or None]


def hashed_grams(text, columns=2048):
    """Signed roots of counts of words and of 3 to 5 letters, hashed, of length 1."""
    text = f" {text.lower()} "
    counts = np.zeros(columns)
    for gram in [text[i:i + n] for n in (3, 4, 5) for i in range(len(text) - n + 1)] + ["word:" + word for word in text.split()]:
        h = zlib.crc32(gram.encode())
        counts[(h >> 1) % columns] += 1 - 2 * (h & 1)
    roots = np.sign(counts) * np.sqrt(abs(counts))
    return roots / np.linalg.norm(roots)


def means(rows, group):
    total = np.zeros((group.max() + 1, rows.shape[1]))
    np.add.at(total, group, rows)
    return total / np.bincount(group)[:, None]


def leading(rows, columns, sweeps=6):
    """Leading principal components, by subspace iteration; of standard deviation 1 over all."""
    basis = np.random.default_rng(1).normal(size=(rows.shape[1], min(columns, *rows.shape)))
    for _ in range(sweeps):
        basis, _ = np.linalg.qr(rows.T @ (rows @ basis))
    components = rows @ basis
    return components / components.std()


def write_log(path, test, lift, held_out, embedding):
    """A round for every headline, each an action of its own. No features: what is learned of headlines holds for all articles."""
    with h5py.File(path, "w") as log:
        log.attrs["format"], log.attrs["version"] = "megabandit-log", 1
        log["contexts/features"] = np.ones((test.max() + 1, 1), "f4")
        log["rounds/context"], log["rounds/action"] = test.astype("u4"), np.arange(len(test), dtype="u4")
        log["rounds/reward"], log["rounds/pscore"] = lift.astype("f4"), np.full(len(test), 1 / len(test), "f4")
        log["rounds/split"] = held_out.astype("u1")
        log["rounds/split"].attrs["names"] = ["train", "test"]
        log["actions/embedding"] = embedding.astype("f4")


def choices(scores, lift, test, held_out):
    """What the policy, and its best headline, earn in each test of its own headlines only: measured by the clicks of that test."""
    policy, greedy = [], []
    for t in held_out:
        arms = np.flatnonzero(test == t)
        policy.append(float(softmax(scores[arms]) @ lift[arms]))
        greedy.append(float(lift[arms[scores[arms].argmax()]]))
    return {"policies": policy, "greedies": greedy, "policy": statistics.mean(policy), "greedy": statistics.mean(greedy)}


def print_headlines(cells, lift, test):
    best = {name: best_rate(group) for name, group in grouped(cells, "method")}
    in_tests = {name: {key: [lift for run in rates[rate] for lift in run[key]] for key in ("policies", "greedies")}
                for name, (rates, rate) in best.items()}
    rows = []
    for name, (rates, rate) in best.items():
        worst = min(mean_of(runs, "greedy") for runs in rates.values())
        policy, greedy = in_tests[name].values()
        against = [lift - other for lift, other in zip(greedy, in_tests["IPS"]["greedies"])]
        rows.append([name, percent(policy, 1), percent(greedy, 1), rate, percent([worst], 1), "" if name == "IPS" else percent(against, 0)])
    highest = [lift[test == t].max() for t in range(test.max() + 1)]
    print_table(f"headlines: clicks above an even choice, {len(lift)} headlines of {len(highest)} tests; best in hindsight {percent(highest, 1)}",
                ["method", "policy", "greedy", "best step", "worst greedy", "greedy against that of IPS, test by test"], rows)


def percent(lifts, zero):
    half = 196 * np.std(lifts) / math.sqrt(len(lifts))
    return f"{100 * (np.mean(lifts) - zero):+.1f} %" + (f" +- {half:.1f}" if len(lifts) > 1 else "")
