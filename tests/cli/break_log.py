#!/usr/bin/env python3
"""break_log.py GOOD FOLDER: copies of a good log in FOLDER, each with one thing wrong; FOLDER/FAULT.h5 is its name.

Needs h5py. It comes with Debian's own python3, which need not be the first one on the PATH: that one is tried too.
Ends with 77 where there is none.
"""

import os
import pathlib
import shutil
import sys

DEBIAN = "/usr/bin/python3"

try:
    import h5py
    import numpy
except ImportError:
    if not os.path.exists(DEBIAN) or os.environ.get("BREAK_LOG_PYTHON") == DEBIAN:
        print("no h5py here (package python3-h5py)")
        sys.exit(77)
    os.environ["BREAK_LOG_PYTHON"] = DEBIAN
    os.execv(DEBIAN, [DEBIAN, *sys.argv])


def put(dataset, row, value):
    """A fault that writes one value."""

    def fault(log):
        log[dataset][row] = value

    return fault


def replace(dataset, change):
    """A fault that stores change(values) in a dataset's stead, with its attributes."""

    def fault(log):
        attributes = dict(log[dataset].attrs)
        values = change(log[dataset][:])
        del log[dataset]
        log[dataset] = values
        log[dataset].attrs.update(attributes)

    return fault


def add(dataset, shape):
    """A fault that adds a dataset of ones."""

    def fault(log):
        log[dataset] = numpy.ones(shape, "f4")

    return fault


def remove(name):
    def fault(log):
        del log[name]

    return fault


def attribute(of, name, value):
    def fault(log):
        log[of].attrs[name] = value

    return fault


def without_attribute(of, name):
    def fault(log):
        del log[of].attrs[name]

    return fault


def empty(log):
    for column in list(log["rounds"]):
        replace(f"rounds/{column}", lambda values: values[:0])(log)


def without_splits(log):
    del log["rounds/split"]


def not_ours(log):
    for name in list(log):
        del log[name]
    log.attrs.clear()
    log["measurements"] = numpy.arange(12.0)


FAULTS = {
    "foreign": not_ours,
    "other_format": attribute("/", "format", "megabandit-policy"),
    "other_version": attribute("/", "version", 9),
    "no_pscore": remove("rounds/pscore"),
    "no_features": remove("contexts/features"),
    "no_count": lambda log: (remove("actions/embedding")(log), without_attribute("actions", "count")(log)),
    "no_embedding": remove("actions/embedding"),
    "flat_features": replace("contexts/features", numpy.ravel),
    "deep_action": replace("rounds/action", lambda values: values.reshape(-1, 1, 1)),
    "scalar_action": lambda log: (remove("rounds/action")(log), log.__setitem__("rounds/action", 3)),
    "real_action": replace("rounds/action", lambda values: values.astype("f8")),
    "text_reward": replace("rounds/reward", lambda values: numpy.array([b"good"] * len(values))),
    "group_reward": lambda log: (remove("rounds/reward")(log), log.create_group("rounds/reward")),
    "two_rewards": replace("rounds/reward", lambda values: numpy.stack([values, values], axis=1)),
    "short_pscore": replace("rounds/pscore", lambda values: values[:-5]),
    "pscore_zero": put("rounds/pscore", 500, 0),
    "pscore_large": put("rounds/pscore", 7, 1.5),
    "pscore_nan": put("rounds/pscore", 650, numpy.nan),
    "pscore_twice": lambda log: (put("rounds/pscore", 650, -1)(log), put("rounds/pscore", 3, 0)(log)),
    "reward_infinite": put("rounds/reward", 250, numpy.inf),
    "other_feature": put("contexts/features", (699, 5), 0.25),
    "other_embedding": put("actions/embedding", (3, 1), 0.25),
    "feature_nan": put("contexts/features", (300, 2), numpy.nan),
    "embedding_nan": put("actions/embedding", (11, 4), numpy.nan),
    "embedding_huge": put("actions/embedding", (11, 4), 3e38),
    "feature_huge": put("contexts/features", (300, 2), 3e38),
    "action_high": put("rounds/action", 600, 40),
    "action_negative": lambda log: (
        replace("rounds/action", lambda values: values.astype("i8"))(log),
        put("rounds/action", 12, -1)(log),
    ),
    "context_high": put("rounds/context", 699, 700),
    "split_high": put("rounds/split", 10, 9),
    "empty": empty,
    "no_split": without_splits,
    "unsorted": replace("rounds/context", lambda values: values[::-1]),
    "negative_reward": put("rounds/reward", 20, -1),
    "truth_backwards": put("truth/offset", 300, 0),
    "output_short": add("rounds/output", (699, 3)),
    "output_flat": add("rounds/output", (700,)),
    "output_widths": lambda log: (add("rounds/output", (700, 3))(log), add("actions/output", (40, 2))(log)),
    "noise_negative": lambda log: (
        add("actions/output", (40, 2))(log),
        attribute("actions/output", "noise", -0.5)(log),
    ),
    "shift_of_nothing": add("contexts/output_shift", (700, 2)),
    "two_truths": add("truth/context", (700, 2)),
}  # fmt: skip


def cut(good, path, share):
    content = good.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])


def main():
    good, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    folder.mkdir()
    for name, fault in FAULTS.items():
        path = folder / f"{name}.h5"
        shutil.copy(good, path)
        with h5py.File(path, "r+") as log:
            fault(log)
    cut(good, folder / "truncated.h5", 0.6)
    cut(good, folder / "stub.h5", 0.002)
    (folder / "text.h5").write_text("context,action,reward,pscore\n1,2,0,0.5\n")
    (folder / "nothing.h5").write_bytes(b"")


if __name__ == "__main__":
    main()
