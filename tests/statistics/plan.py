#!/usr/bin/env python3
"""plan.py BUILD SCRATCH [--times]: what `megabandit plan` says beforehand against what `megabandit train` needs.

The peak of a rank's memory must be within 15 % of the prediction at three sizes, on one rank and on two, log-sharded and
action-sharded. With --times also the CPU seconds of a step, per rank, beside the prediction; they are printed, not judged: on
two ranks waiting counts as well, and a busy machine is slower.
"""

import json
import os
import pathlib
import resource
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
import launch  # noqa: E402

OFF = 0.15
COLUMNS = 64
RUN = """log = { path = "log.h5" }
objective = { kind = "clpi", l2 = 1e-6 }
output = { checkpoint = "0 s" }
"""
ADAM = "--set policy.table=trained --set optimizer.kind=adam --set optimizer.epochs="
LBFGS = "--set optimizer.passes="
CASES = [  # actions, contexts, settings that end with the number of steps
    (10_000, 4096, ADAM),
    (100_000, 1024, ADAM),
    (1_000_000, 256, LBFGS),
]
STEPS = (2, 6)

MAKE_LOG = """
import sys, h5py, numpy
actions, contexts, columns = map(int, sys.argv[1:])
random = numpy.random.default_rng(1)
with h5py.File("log.h5", "w") as log:
    log.attrs["format"], log.attrs["version"] = "megabandit-log", 1
    log["contexts/features"] = (random.normal(size=(contexts, columns)) / 8).astype("f4")
    rounds = 2 * contexts
    log["rounds/context"] = numpy.repeat(numpy.arange(contexts, dtype="u4"), 2)
    log["rounds/action"] = random.integers(actions, size=rounds).astype("u4")
    log["rounds/reward"] = (random.random(rounds) < 0.25).astype("f4")
    log["rounds/pscore"] = numpy.full(rounds, 1e-3, "f4")
    table = log.create_dataset("actions/embedding", (actions, columns), "f4")
    for first in range(0, actions, 65536):
        some = min(65536, actions - first)
        table[first : first + some] = random.normal(size=(some, columns)).astype("f4")
"""


def used(command, folder, environ):
    """(peak bytes of the largest process, CPU seconds of all) of a command."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code, out, err = launch.run(command, folder, environ, 300)
        if code:
            print(f"'{command}' ends with {code}\n{out}{err}", flush=True)
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        os.write(writing, json.dumps([code, usage.ru_maxrss * 1024, usage.ru_utime + usage.ru_stime]).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        code, peak, seconds = json.load(answer)
    os.waitpid(child, 0)
    if code:
        sys.exit(1)
    return peak, seconds


def planned(folder, environ, ranks, layout, settings):
    command = f"megabandit plan run.toml --json --ranks {ranks} {settings}"
    code, out, err = launch.run(command, folder, environ, 60)
    if code:
        sys.exit(f"'{command}' ends with {code}\n{err}")
    layouts = json.loads(out)["plans"][0]["layouts"]
    return next(each for each in layouts if each["action_shards"] == (ranks if layout == "action" else 1))


def compare(folder, environ, ranks, layout, case, times):
    actions, _, settings = case
    launcher = f"mpirun -n {ranks} " if ranks > 1 else ""
    train = f"{launcher}megabandit train run.toml --resume never --set run.layout={layout} {settings}"
    peak, seconds = used(train + str(STEPS[0]), folder, environ)
    plan = planned(folder, environ, ranks, layout, settings + str(STEPS[0]))
    ratio = plan["bytes_of_a_rank"] / peak
    text = f"{actions:>9,} actions, {ranks} ranks, {plan['layout']:<15} {peak / 2**20:7.1f} MiB, predicted / measured {ratio:.2f}"
    if times:
        _, longer = used(train + str(STEPS[1]), folder, environ)
        step = (longer - seconds) / (STEPS[1] - STEPS[0]) / ranks
        text += f"; a step {step:.4f} CPU s a rank, predicted / measured {plan['seconds_per_step'] / step:.2f}"
    print(text, flush=True)
    return abs(ratio - 1) <= OFF


def main():
    build, scratch, *options = sys.argv[1:]
    folder = launch.fresh(pathlib.Path(scratch))
    environ = launch.environment(build)
    python = "/usr/bin/python3"
    if launch.run([python, "-c", "import h5py, numpy"], folder, environ, 30)[0]:
        launch.skip("there is no h5py")
    (folder / "run.toml").write_text(RUN)
    good = True
    for case in CASES:
        actions, contexts, _ = case
        code, _, err = launch.run([python, "-c", MAKE_LOG, str(actions), str(contexts), str(COLUMNS)], folder, environ, 120)
        if code:
            sys.exit(err)
        for ranks, layout in ((1, "log"), (2, "log"), (2, "action")):
            good &= compare(folder, environ, ranks, layout, case, "--times" in options)
    shutil.rmtree(folder)
    sys.exit(not good)


if __name__ == "__main__":
    main()
