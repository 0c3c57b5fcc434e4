"""Clothes: two policies that logged."""
import itertools

import h5py

from clusters import add_clusters
from runs import SINGLE, chosen, estimate, learn, megabandit, program, side_by_side
from tables import grouped, print_table


def clothes(options, directory):
    """What is learned from the log of one policy, estimated from the log of the other."""
    logs = {}
    for name in ("random", "bts"):
        logs[name] = directory / f"{name}.h5"
        like = ["--like", logs["random"]] if name == "bts" else ["--item-context", options.data / "obd-women/random_item_context.csv"]
        source = options.data / f"obd-women/{name}_women.csv.gz"
        megabandit(options, "import", "obd", source, "--features", "positions", *like, "--out", logs[name])
    config = program.ROOT / "configs/obd-bts.toml"
    megabandit(options, "train", config, "--resume", "never", "--set", f"log.path={logs['bts']}", "--out", directory / "bts")
    logging = {"random": "uniform", "bts": directory / "bts"}
    with h5py.File(logs["random"]) as file:
        embedding = file["actions/embedding"][:]
    clusters = [4, 10, 20]
    add_clusters(logs.values(), embedding, clusters)

    def run(learned, method, rate):
        other = "bts" if learned == "random" else "random"
        out = learn(options, logs[learned], method, rate, logging[learned])
        told = estimate(options, logs[other], out, SINGLE, logging[other], None, "cips:tau=0.0001")
        return {"set": "clothes", "learned": learned, "method": method.name, "rate": rate} | told

    for learned in logs:
        cells = side_by_side(options, itertools.product([learned], chosen(options, clusters), options.rates), run)
        rows = []
        for name, runs in grouped(cells, "method"):
            values, middle = [run["value"] for run in runs], runs[len(runs) // 2]
            rows.append([name, f"{middle['value']:.4f}", f"[{middle['lower']:.4f}, {middle['upper']:.4f}]", f"{middle['ess']:.0f}",
                         f"{min(values):.4f} to {max(values):.4f}"])
        print_table(f"clothes: learned from {learned}, estimated from the other log, which earned {cells[0]['on_policy']:.4f}",
                    ["method", f"clicks, step {middle['rate']}", "95 % interval", "ess", "over all steps"], rows)
