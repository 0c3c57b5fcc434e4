"""Groups of actions alike, for MIPS."""
import shutil

import h5py
import numpy as np


def log_of(log, clusters):
    """The log itself, or its copy with clusters of actions."""
    return log.with_suffix(f".{clusters}.h5") if clusters else log


def add_clusters(logs, embedding, sizes):
    """Beside each log a copy for every number of clusters, k-means of the actions' embeddings."""
    for k in sizes:
        cluster = k_means(embedding, k)
        for log in logs:
            shutil.copy(log, log_of(log, k))
            with h5py.File(log_of(log, k), "r+") as file:
                file["actions/cluster"] = cluster


def k_means(points, k, sweeps=10):
    points = points.astype("f4")
    centres = points[np.random.default_rng(k).choice(len(points), k, replace=False)]
    for _ in range(sweeps):
        nearest = (points @ centres.T - 0.5 * (centres**2).sum(1)).argmax(1)
        total = np.zeros_like(centres)
        np.add.at(total, nearest, points)
        count = np.bincount(nearest, minlength=k)[:, None]
        centres = np.where(count > 0, total / np.maximum(count, 1), centres)
    return nearest.astype("u4")
