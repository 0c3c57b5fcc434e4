#!/usr/bin/env python3
"""write_log.py FILE.h5 [FAULT]: a small log made with h5py, with one fault in it, or none.

FAULT: pscore-zero, pscore-above-one, pscore-nan, reward-infinite, action-out-of-range, feature-nan, empty,
no-pscore, short-reward, text-action, foreign, truncated.
"""

import os
import sys

import h5py
import numpy as np

ROUNDS, CONTEXTS, ACTIONS = 600, 50, 6


def columns():
    random = np.random.default_rng(1)
    return {
        "contexts/features": random.normal(size=(CONTEXTS, 4)).astype("f4"),
        "rounds/context": np.arange(ROUNDS, dtype="u4") % CONTEXTS,
        "rounds/action": random.integers(ACTIONS, size=ROUNDS).astype("u4"),
        "rounds/reward": random.binomial(1, 0.3, size=ROUNDS).astype("f4"),
        "rounds/pscore": np.full(ROUNDS, 1 / ACTIONS, "f4"),
    }


def spoil(log, fault):
    values = {"pscore-zero": ("rounds/pscore", 0), "pscore-above-one": ("rounds/pscore", 1.5),
              "pscore-nan": ("rounds/pscore", np.nan), "reward-infinite": ("rounds/reward", np.inf),
              "action-out-of-range": ("rounds/action", ACTIONS), "feature-nan": ("contexts/features", np.nan)}
    if fault in values:
        column, value = values[fault]
        log[column][3] = value
    elif fault == "empty":
        for column in log:
            if column.startswith("rounds"):
                log[column] = log[column][:0]
    elif fault == "no-pscore":
        del log["rounds/pscore"]
    elif fault == "short-reward":
        log["rounds/reward"] = log["rounds/reward"][:-1]
    elif fault == "text-action":
        log["rounds/action"] = np.array([b"left"] * ROUNDS)
    elif fault not in ("none", "foreign", "truncated"):
        sys.exit(f"write_log.py knows no fault '{fault}'")


def main():
    path, fault = sys.argv[1], (sys.argv + ["none"])[2]
    log = columns()
    spoil(log, fault)
    with h5py.File(path, "w") as file:
        if fault != "foreign":
            file.attrs["format"] = "megabandit-log"
            file.attrs["version"] = 1
        for name, values in log.items():
            file[name] = values
        file.create_group("actions").attrs["count"] = ACTIONS
    if fault == "truncated":
        os.truncate(path, os.path.getsize(path) // 2)


if __name__ == "__main__":
    main()
