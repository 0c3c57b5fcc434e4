"""Tables of results: means, intervals, the best of the steps that were tried."""
import collections, math, statistics

T_95 = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}  # Student's t by degrees of freedom


def best_rate(cells):
    """The runs by step size, and the step that is best in hindsight."""
    rates = dict(grouped(cells, "rate"))
    return rates, max(rates, key=lambda rate: mean_of(rates[rate], "greedy"))


def mean_of(cells, key):
    return statistics.mean(cell[key] for cell in cells)


def grouped(cells, key):
    groups = collections.defaultdict(list)
    for cell in cells:
        groups[cell[key]].append(cell)
    return groups.items()


def with_interval(values):
    half = T_95[len(values) - 1] * statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else math.inf
    return f"{statistics.mean(values):.4f} +- {half:.4f}"


def print_table(title, head, rows):
    print(f"\n{title}\n")
    for row in [head, ["---"] * len(head), *rows]:
        print("| " + " | ".join(map(str, row)) + " |")
    print(flush=True)
