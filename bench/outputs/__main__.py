#!/usr/bin/env python3
"""Kernels on what users saw (DSO), clusters (MIPS) and single actions (IPS, cLPI) on real data: one JSON object a run, then tables.

  python3 bench/outputs DATA [--sets goodbooks,headlines,clothes] [--program build/release/megabandit] [--jobs 2] [--directory KEPT]

DATA holds goodbooks-10k/, upworthy-a/ and obd-women/; docs/real-outputs.md says what is in them and how the results read. Every method gets
the same steps to choose from. Needs numpy and h5py (Debian: python3-numpy, python3-h5py).
"""
import argparse, pathlib, tempfile

from clothes import clothes
from goodbooks import goodbooks
from headlines import headlines
from runs import program

SETS = {"goodbooks": goodbooks, "headlines": headlines, "clothes": clothes}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--program", default=program.PROGRAM)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=3, help="logs drawn of goodbooks; the other sets have one log each")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--rates", type=float, nargs="+", default=[0.01, 0.03, 0.1], help="steps of Adam, the same for every method")
    parser.add_argument("--only", default="", help="methods whose names this regular expression finds; IPS is always there")
    parser.add_argument("--tables", default="fixed,trained", help="of goodbooks: whether the vectors of books are given or learned")
    parser.add_argument("--limit", type=int, default=0, help="of books and of tests of headlines, for a quick look; 0: all")
    parser.add_argument("--directory", type=pathlib.Path,
                        help="keeps logs and runs here, and takes the logs of goodbooks that are there; without, they are removed at the end")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for name in options.sets.split(","):
            directory = (options.directory or pathlib.Path(scratch)) / name
            directory.mkdir(parents=True, exist_ok=True)
            SETS[name](options, directory)


main()
