"""The softmax of scores."""
import numpy as np


def softmax(scores):
    p = np.exp(scores - scores.max())
    return p / p.sum()
