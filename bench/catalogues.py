#!/usr/bin/env python3
"""True values of policies learned by each objective on worlds with known truth, one JSON object a line, then a table.

  bench/catalogues.py [--program build/release/megabandit] [--ranks 2] [--worlds goodbooks,mathsx,spelling] [--set [WORLD:]table.key=value]...

Say where the data lie, as the world files tell:
  --set goodbooks:ratings.path=/data/ratings.csv --set mathsx:id_lists.path=/data/threads.tsv.gz

Every objective gets the same grid of optimisers and steps. The table shows its best cell in hindsight, and its worst, which tells how
much tuning it needs. The logging policy's value is the mean reward of its rounds.
"""
import argparse, json, pathlib, tempfile, time

import program

OBJECTIVES = ["ips", "lpi", "regkl", "clpi"]
OPTIMIZERS = [("sgd", 1), ("sgd", 10), ("sgd", 100), ("adam", 0.001), ("adam", 0.01)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=program.PROGRAM)
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--worlds", default="goodbooks,mathsx,spelling")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--set", action="append", default=[], metavar="[WORLD:]table.key=value", help="passed to simulate, of that world alone or of all")
    parser.add_argument("--directory", help="keeps logs and runs here; without, they are removed at the end")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        directory = pathlib.Path(options.directory or scratch)
        directory.mkdir(parents=True, exist_ok=True)
        for world in options.worlds.split(","):
            compare(options, world, directory)


def compare(options, world, directory):
    log = directory / f"{world}.h5"
    if not log.exists():
        sets = [word for pair in options.set for word in sets_of(pair, world)]
        run(options, ["simulate", str(program.ROOT / f"configs/worlds/{world}.toml"), "--out", str(log), *sets])
    cells = {objective: [learn(options, log, directory, world, objective, *optimizer) for optimizer in OPTIMIZERS]
             for objective in OBJECTIVES}
    print_table(world, cells)


def sets_of(pair, world):
    """`table.key=value` for every world, `WORLD:table.key=value` for one."""
    scope, colon, rest = pair.partition(":")
    if not colon or "=" in scope or "." in scope:
        return ["--set", pair]
    return ["--set", rest] if scope == world else []


def learn(options, log, directory, world, objective, optimizer, rate):
    out = directory / f"{world}-{objective}-{optimizer}-{rate}"
    config = directory / "run.toml"
    config.write_text(f'log = {{ path = "{log}", split = "train" }}\n')
    begin = time.time()
    run(options, ["train", str(config), "--resume", "never", "--out", str(out), "--set", f"objective.kind={objective}",
                  "--set", f"optimizer.kind={optimizer}", "--set", f"optimizer.learning_rate={rate}",
                  "--set", f"optimizer.epochs={options.epochs}", "--set", "run.batch_rounds=256"])
    seconds = time.time() - begin
    cell = {"world": world, "objective": objective, "optimizer": optimizer, "learning_rate": rate, "seconds": round(seconds, 1)}
    value = json.loads(run(options, ["evaluate", "--log", str(log), "--policy", str(out), "--json"]))
    cell |= {"policy": value["true_value"], "greedy": value["true_value_greedy"], "logging": value["on_policy"]}
    print(json.dumps(cell), flush=True)
    return cell


def run(options, words):
    return program.run(words, options.ranks, options.program)


def print_table(world, cells):
    print(f"\n{world}: true value on contexts not learned from; the logging policy has {cells['clpi'][0]['logging']:.4f}")
    print(f"{'objective':<10} {'policy':>8} {'greedy':>8}   {'best of the grid':<18} {'worst greedy':>12}")
    for objective, row in cells.items():
        best = max(row, key=lambda cell: cell["greedy"])
        where = f"{best['optimizer']} {best['learning_rate']}"
        print(f"{objective:<10} {best['policy']:>8.4f} {best['greedy']:>8.4f}   {where:<18} {min(c['greedy'] for c in row):>12.4f}")
    print(flush=True)


if __name__ == "__main__":
    main()
