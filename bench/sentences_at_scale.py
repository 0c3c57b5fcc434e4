#!/usr/bin/env python3
"""What the sum over all actions buys, and costs, as the catalogue grows: one JSON object a line, then a table.

  bench/sentences_at_scale.py [--ranks 2] [--actions 1000,10000,100000,1000000] [--seeds 0,1,2] [--epochs 20] [--rates 1e-3,3e-3]

Worlds of sentences with so many prompts (`megabandit simulate`), the same log size, and the same policy for all methods: a linear tower over what
users see of the actions. `dso` sums over all actions at drawn pivots; `published` draws one action and divides by the learned density, as the paper's
program does; `ips` knows actions alone. Every method takes the same steps; of its learning rates the best one in hindsight counts.
Seconds are those of a step once all logging densities are known; methods take turns, so that ratios are of one run.
"""
import argparse, json, pathlib, statistics, tempfile

import program

KERNEL = {"density.kernel": "gaussian"}
METHODS = {"dso": KERNEL,
           "published": KERNEL | {"density.mode": "policy", "density.draws": 1, "density.pivot": "centred", "density.bandwidth": 5,
                                  "density.estimate": "released", "objective.limit": 200},
           "ips": {"objective.kind": "ips"}}
PIVOTS = 4  # the default
RUN = {"policy.vectors": "output", "objective.kind": "tis", "objective.limit": 50, "optimizer.kind": "adam", "run.batch_rounds": 128}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=program.PROGRAM)
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--actions", type=numbers_of(int), default=[1000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--seeds", type=numbers_of(int), default=[0, 1, 2])
    parser.add_argument("--rates", type=numbers_of(float), default=[1e-3, 3e-3])
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=8000)
    options = parser.parse_args()
    cells = []
    with tempfile.TemporaryDirectory() as scratch:
        for actions in options.actions:
            for seed in options.seeds:
                log = simulate(options, pathlib.Path(scratch), actions, seed)
                for rate in options.rates:
                    for method in METHODS:
                        cells.append({"actions": actions, "seed": seed, "method": method, "rate": rate, **learn(options, log, method, rate)})
                        print(json.dumps(cells[-1]), flush=True)
    print_table(options, cells)


def numbers_of(kind):
    return lambda text: [kind(number) for number in text.split(",")]


def megabandit(options, *words):
    return program.run_measured(words, options.ranks, options.program)


def sets(settings):
    return [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]


def simulate(options, scratch, actions, seed):
    log = scratch / "log.h5"
    world = {"world.kind": "sentences", "world.seed": seed, "sentences.actions": actions, "sentences.train": options.rounds, "sentences.test": 2000,
             "sentences.quality": 0.3}
    (scratch / "world.toml").write_text("")
    megabandit(options, "simulate", scratch / "world.toml", "--out", log, *sets(world))
    return log


def learn(options, log, method, rate):
    run, config = log.parent / "run", log.parent / "run.toml"
    config.write_text(f'log = {{ path = "{log}" }}\n')
    settings = RUN | {"optimizer.learning_rate": rate, "optimizer.epochs": options.epochs} | METHODS[method]
    if "density.kernel" in settings:
        settings["density.logging"] = log.with_suffix(".logging.h5")
    if settings["objective.kind"] == "ips":
        del settings["objective.limit"]
    _, memory = megabandit(options, "train", config, "--resume", "never", "--out", run, *sets(settings))
    told = json.loads(megabandit(options, "evaluate", "--log", log, "--policy", run, "--json")[0])
    return {"optimality": told["optimality"], "greedy": told["optimality_greedy"], "step_seconds": step_seconds(run / "metrics.jsonl"),
            "memory": memory}


def step_seconds(metrics):
    """Of a step after the logging densities of all pivots of a round, of which every epoch takes another, have been computed."""
    late = [step for step in map(json.loads, metrics.read_text().splitlines()) if step.get("pass", 0) >= PIVOTS]
    return (late[-1]["seconds"] - late[0]["seconds"]) / (late[-1]["step"] - late[0]["step"])


def print_table(options, cells):
    print(f"\n{options.rounds} rounds, {options.ranks} ranks, {options.epochs} epochs; optimality of the policy, mean +- sd over {len(options.seeds)} seeds")
    print("| actions | method | optimality | greedy | rate | seconds a step | of the plain pass | MiB a rank |\n|---|---|---|---|---|---|---|---|")
    for actions in options.actions:
        of_size = [cell for cell in cells if cell["actions"] == actions]
        plain = quickest([cell for cell in of_size if cell["method"] == "ips"])
        for method in METHODS:
            row = best_rate([cell for cell in of_size if cell["method"] == method])
            values = [cell["optimality"] for cell in row]
            seconds = quickest([cell for cell in of_size if cell["method"] == method])
            print(f"| {actions} | {method} | {statistics.mean(values):.3f} +- {statistics.pstdev(values):.3f} | {statistics.mean(c['greedy'] for c in row):.3f} | "
                  f"{row[0]['rate']:g} | {seconds:.5f} | {seconds / plain:.2f} | {max(cell['memory'] for cell in row) / 2**20:.0f} |")


def quickest(cells):
    """Seconds of a step of the run that the rest of the machine disturbed least."""
    return min(cell["step_seconds"] for cell in cells)


def best_rate(cells):
    rows = [[cell for cell in cells if cell["rate"] == rate] for rate in {cell["rate"] for cell in cells}]
    return max(rows, key=lambda row: statistics.mean(cell["optimality"] for cell in row))


if __name__ == "__main__":
    main()
