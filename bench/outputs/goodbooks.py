"""Books: the truth is known, and so is the logging policy's probability of every book."""
import concurrent.futures, gzip, itertools, shutil, statistics

import h5py
import numpy as np

from clusters import add_clusters, log_of
from runs import SINGLE, WIDTHS, chosen, estimate, learn, megabandit, methods, program, side_by_side
from softmax import softmax
from tables import best_rate, grouped, mean_of, print_table, with_interval


def goodbooks(options, directory):
    """Logs drawn from a learned policy, so that its probability of every action is known, on a world whose right answers are."""
    books = options.limit or 10_000
    clusters = [books // share for share in (300, 30, 3)]
    logging = directory / "logging"
    logs = [directory / f"log{seed}.h5" for seed in range(1, options.seeds + 1)]
    if not log_of(logs[-1], clusters[-1]).exists():
        make_logs(options, directory, logging, logs, clusters)
    tables = {"fixed": {"policy.table": "fixed"}, "trained": {"policy.table": "trained", "policy.embedding": 64}}

    def run(table, method, rate, log):
        out = learn(options, log, method, rate, logging, **tables[table], **{"log.split": "train"})
        value = estimate(options, log, out, SINGLE, logging, "test")
        return {"set": "goodbooks", "table": table, "method": method.name, "rate": rate, "seed": log.stem, "log": log, "run": out,
                "policy": value["true_value"], "greedy": value["true_value_greedy"], "logging": value["on_policy"]}

    for table in options.tables.split(","):
        cells = side_by_side(options, itertools.product([table], chosen(options, clusters), options.rates, logs), run)
        print_values(options, table, cells, {method.name: method for method in methods(clusters)}, logging)
        print_estimates(options, table, cells, list(methods(clusters)), logging)


def make_logs(options, directory, logging, logs, clusters):
    world, ratings = directory / "world.h5", options.data / "goodbooks-10k/ratings.csv.gz"
    if options.limit:
        ratings = popular(ratings, options.limit, directory / "ratings.csv")
    megabandit(options, "simulate", program.ROOT / "configs/worlds/goodbooks.toml", "--out", world, "--set", f"ratings.path={ratings}")
    config = directory / "logging.toml"
    config.write_text(f'log = {{ path = "{world}", split = "train" }}\nobjective = {{ kind = "bc", l2 = 1e-4 }}\n'
                      'optimizer = { kind = "lbfgs", passes = 10 }\n')
    megabandit(options, "train", config, "--resume", "never", "--out", logging)
    for seed, log in enumerate(logs, 1):
        draw_log(world, logging, log, seed)
    with h5py.File(world) as file:
        add_clusters(logs, file["actions/embedding"][:], clusters)


def popular(ratings, books, out):
    """The ratings of the books with the smallest ids, which are the most rated ones."""
    with gzip.open(ratings, "rt") as rows, open(out, "w") as kept:
        kept.write(next(rows))
        kept.writelines(row for row in rows if int(row.split(",")[0]) <= books)
    return out


def draw_log(world, logging, out, seed):
    """One round for each context of the world: an action of the policy, rewarded if right. A fifth of train is kept to choose by."""
    random = np.random.default_rng(seed)
    shutil.copy(world, out)
    with h5py.File(logging / "policy.h5") as policy, h5py.File(out, "r+") as log:
        log.attrs.pop("logging_policy", None)  # that of the world
        features, table = log["contexts/features"][:].astype("f8"), policy["table"][:].astype("f8")
        tower = policy["tower/parameters"][:].reshape(features.shape[1], table.shape[1])
        context, offset, right = log["rounds/context"][:], log["truth/offset"][:], log["truth/action"][:]
        drawn = []
        for c in context:
            p = softmax(features[c] @ tower @ table.T)
            action = random.choice(len(p), p=p)
            drawn.append((action, p[action], action in right[offset[c]:offset[c + 1]]))
        for column, values in zip(("action", "pscore", "reward"), zip(*drawn)):
            log[f"rounds/{column}"][:] = values
        split = log["rounds/split"][:]
        split[(split == 0) & (random.random(len(split)) < 0.2)] = 2
        log["rounds/split"][:] = split
        log["rounds/split"].attrs["names"] = ["train", "test", "choose"]


def print_values(options, table, cells, kinds, logging):
    """True values with the best step; and what tells of the width without the truth, on rounds kept to choose by."""
    best = {name: best_rate(group) for name, group in grouped(cells, "method")}
    single = best[SINGLE.name][0][best[SINGLE.name][1]]
    rows = []
    for name, (rates, rate) in best.items():
        worst = min(mean_of(runs, "greedy") for runs in rates.values())
        against = [run["greedy"] - other["greedy"] for run, other in zip(rates[rate], single)]
        rows.append([name, *(with_interval([run[key] for run in rates[rate]]) for key in ("policy", "greedy")),
                     "" if name == SINGLE.name else with_interval(against), rate, f"{worst:.4f}",
                     *width_rule(options, rates[rate], kinds[name], logging)])
    print_table(f"goodbooks, {table} table: true values; the logging policy has {mean_of(cells, 'logging'):.4f}",
                ["method", "policy", "greedy", "against IPS", "best step", "worst greedy", "ess / rounds", "estimate at half the width",
                 "in truth"], rows)


def width_rule(options, runs, method, logging):
    """Effective sample at the width of the method, estimate at half of it (DSO specification 5.7; clusters have no half), and the truth."""
    width = method.density.get("relative_bandwidth")
    mode = "sparse" if width == WIDTHS[0] else "exact"  # half of the narrowest is too narrow for exact sums in single precision
    widths = [{}] + ([{"relative_bandwidth": width / 2, "mode": mode}] if width else [])
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        told = [list(pool.map(lambda run: estimate(options, run["log"], run["run"], method, logging, "choose", **density), runs))
                for density in widths]
    ess = statistics.mean(one["ess"] / one["rounds"] for one in told[0])
    return f"{ess:.3f}", with_interval([one["value"] for one in told[-1]]), f"{mean_of(told[0], 'true_value'):.4f}"


def print_estimates(options, table, cells, kinds, logging):
    """Estimates by every kernel, of the best policy of every kind of method, against the truth."""
    targets = []
    for name, group in grouped(cells, "method"):
        if name in ("IPS", "cLPI", f"DSO {WIDTHS[1]}, randomised", f"DSO-PWLL {WIDTHS[1]}"):
            rates, best = best_rate(group)
            targets += rates[best]
    kernels = [kind for kind in kinds if kind.objective == "tis"]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        told = {kernel.name: list(pool.map(lambda cell: estimate(options, cell["log"], cell["run"], kernel, logging, "test"), targets))
                for kernel in kernels}
    narrow_to_wide = zip(told["IPS"], *(told[f"DSO {width}, randomised"] for width in WIDTHS))
    told["Lepski, randomised"] = [lepski(estimates) for estimates in narrow_to_wide]
    rows = []
    for name, estimates in told.items():
        errors = [e["value"] - e["true_value"] for e in estimates]
        covers = statistics.mean(e["lower"] <= e["true_value"] <= e["upper"] for e in estimates)
        rows.append([name, f"{statistics.mean(errors):+.4f}", f"{statistics.mean(map(abs, errors)):.4f}", f"{covers:.2f}",
                     f"{statistics.mean(e['upper'] - e['lower'] for e in estimates) / 2:.4f}",
                     f"{statistics.mean(e['ess'] / e['rounds'] for e in estimates):.3f}"])
    print_table(f"goodbooks, {table} table: estimates of {len(targets)} policies, in truth {mean_of(targets, 'policy'):.4f} in the mean",
                ["kernel", "mean error", "mean absolute error", "intervals that cover", "half of the interval", "ess / rounds"], rows)


def lepski(estimates):
    """Of estimates from narrow to wide the last whose interval meets those of all before it."""
    for i, wide in enumerate(estimates):
        if any(wide["lower"] > narrow["upper"] or wide["upper"] < narrow["lower"] for narrow in estimates[:i]):
            return estimates[i - 1]
    return estimates[-1]
