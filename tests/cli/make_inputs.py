#!/usr/bin/env python3
"""make_inputs.py BUILD: what many cases use, made once by the program itself, in BUILD/tests/cli/inputs = $INPUTS.

world.toml, run.toml            as in the source
good.h5                         the world's log: 600 rounds to learn from, 100 held out, 40 actions, 6 features
other.h5, wide.h5, more.h5      logs of another seed, of 7 features, of 50 actions
run/                            what `megabandit train run.toml` leaves
broken/FAULT.h5                 good.h5 with one thing wrong (break_log.py); absent where there is no h5py
"""

import pathlib
import shutil
import sys

import launch

LOGS = {
    "good": "",
    "other": "--set world.seed=9",
    "wide": "--set generator.dimensions=7",
    "more": "--set generator.actions=50",
}


def main():
    folder = launch.fresh(launch.inputs(sys.argv[1]))
    environ = launch.environment(sys.argv[1])
    for name in ("world.toml", "run.toml"):
        shutil.copy(pathlib.Path(__file__).with_name("inputs") / name, folder)
    commands = [f"megabandit simulate world.toml --out {name}.h5 {options}" for name, options in LOGS.items()]
    commands += ["megabandit train run.toml --out run", "python3 $SOURCE/tests/cli/break_log.py good.h5 broken"]
    for command in commands:
        code, out, err = launch.run(command, folder, environ, 60)
        print(f"{command}\n{out}{err}")
        if code not in (0, launch.SKIPPED):
            sys.exit(f"'{command}' gives {code}")


if __name__ == "__main__":
    main()
