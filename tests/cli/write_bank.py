#!/usr/bin/env python3
"""write_bank.py FILE.h5 [FAULT]: a small bank of outputs made with h5py, with one fault in it, or none.

FAULT: gap, nan, marks, names, version, rows.
"""

import sys

import h5py
import numpy as np

QUERIES, ACTIONS, SAMPLES, COLUMNS = 5, 20, 2, 8


def main():
    path, fault = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    output = np.random.default_rng(1).normal(size=(QUERIES, ACTIONS, SAMPLES, COLUMNS)).astype("f4")
    filled = np.ones((QUERIES, ACTIONS), "u1")
    if fault == "gap":
        filled[3, 17] = filled[4, 0] = 0
    if fault == "nan":
        output[2, 11, 1, 5] = np.nan
    with h5py.File(path, "w") as bank:
        bank.attrs["format"] = "megabandit-bank"
        bank.attrs["version"] = 2 if fault == "version" else 1
        bank["bank/output"] = output[:, :, 0] if fault == "rows" else output
        bank["bank/filled"] = filled.T if fault == "marks" else filled
        bank["actions/name"] = [f"a{k}" for k in range(7 if fault == "names" else ACTIONS)]


main()
