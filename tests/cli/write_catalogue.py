#!/usr/bin/env python3
"""write_catalogue.py LOG.h5 ACTIONS COLUMNS: gives a log of write_log.py that many actions with embeddings, none of which are stored."""

import sys

import h5py


def main():
    path, actions, columns = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with h5py.File(path, "r+") as file:
        file["actions"].attrs["count"] = actions
        file["actions"].create_dataset("embedding", (actions, columns), "f4", chunks=(min(4096, actions), columns))


if __name__ == "__main__":
    main()
