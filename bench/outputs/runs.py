"""The methods that are compared, and the program that runs them."""
import collections, concurrent.futures, itertools, json, pathlib, re, sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
import program  # noqa: E402
from clusters import log_of  # noqa: E402

WIDTHS = [0.1, 0.25, 0.6]  # relative to the median distance of two outputs
NO_KERNEL = {"kernel": "none"}

Method = collections.namedtuple("Method", "name objective clusters density")
SINGLE = Method("IPS", "tis", 0, NO_KERNEL)


def methods(clusters):
    """IPS, MIPS, cLPI, DSO and DSO-PWLL; as many numbers of clusters as there are widths, so that none is tuned more than another."""
    gaussian = {"kernel": "gaussian"}
    yield SINGLE
    for k in clusters:
        yield Method(f"MIPS, {k} clusters", "tis", k, {"kernel": "partition"})
    for pivot, width in itertools.product(["randomised", "centred"], WIDTHS):
        yield Method(f"DSO {width}, {pivot}", "tis", 0, gaussian | {"relative_bandwidth": width, "pivot": pivot})
    yield Method("cLPI", "clpi", 0, NO_KERNEL)
    for width in WIDTHS:
        yield Method(f"DSO-PWLL {width}", "clpi", 0, gaussian | {"relative_bandwidth": width})


def learn(options, log, method, rate, logging, **settings):
    """Trains with one step size; the directory of the run."""
    out = log.parent / "-".join([log.stem, *re.findall(r"[\w.]+", method.name), str(rate), *map(str, settings.values())])
    density = method.density | ({"logging": str(logging)} if method.density["kernel"] != "none" else {})
    settings = {f"density.{key}": value for key, value in density.items()} | settings | {
        "log.path": log_of(log, method.clusters), "objective.kind": method.objective, "optimizer.kind": "adam",
        "optimizer.learning_rate": rate, "optimizer.epochs": options.epochs, "run.batch_rounds": 256}
    config = log.parent / "empty.toml"
    config.touch()
    megabandit(options, "train", config, "--resume", "never", "--out", out, *(w for k, v in settings.items() for w in ("--set", f"{k}={v}")))
    return out


def estimate(options, log, policy, method, logging, split, estimator="snips", **density):
    """What `evaluate` says of a policy with the kernel of a method, or with one that differs from it as `density` says."""
    density = {"logging": logging} | method.density | density
    words = [w for key, value in density.items() for w in ("--set", f"density.{key}={value}")] if density["kernel"] != "none" else []
    split = ["--split", split] if split else []
    told = json.loads(megabandit(options, "evaluate", "--json", "--estimators", estimator, "--log", log_of(log, method.clusters),
                                 "--policy", policy, *split, *words))
    return told | told["estimates"][0]


def megabandit(options, *words):
    return program.run(words, program=options.program)


def chosen(options, clusters):
    return [method for method in methods(clusters) if method == SINGLE or re.search(options.only, method.name)]


def side_by_side(options, cells, run):
    """The results of all cells, each told as a line of JSON as soon as it is there, but for files and lists."""
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = []
        for result in pool.map(lambda cell: run(*cell), cells):
            print(json.dumps({key: value for key, value in result.items() if isinstance(value, (str, float, int))}), flush=True)
            results.append(result)
    return results
