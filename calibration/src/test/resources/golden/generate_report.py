# SPDX-License-Identifier: Apache-2.0
"""Writes a small trace and what a report must say of a policy on it.

    pip install numpy==2.4.6 scipy==1.17.1 && python generate_report.py        (Python 3.11; a second)

Nothing here shares code with the Java side: exact intervals are quantiles of scipy's beta
distribution, and rows are counted with numpy. Confidences are single precision, as in traces.
"""
import csv
import pathlib

import numpy as np
from scipy.stats import beta, norm

HERE = pathlib.Path(__file__).parent
ROWS, EXITS, CLASSES = 500, 4, 3
THRESHOLDS = np.array([0.9, 0.85, 0.8], dtype=np.float32)
COSTS = np.array([0.25, 0.5, 0.75, 1.0])

random = np.random.default_rng(20261122)
label = random.integers(0, CLASSES, ROWS)
known = random.random(ROWS) < 0.9
hard = random.random(ROWS)
answers = np.empty((ROWS, EXITS), dtype=int)
confidence = np.empty((ROWS, EXITS), dtype=np.float32)
for k in range(EXITS):
    right = random.random(ROWS) < 1 - 0.55 * hard * (1 - 0.2 * k)
    answers[:, k] = np.where(right, label, (label + 1 + random.integers(0, CLASSES - 1, ROWS)) % CLASSES)
    confidence[:, k] = np.round(np.clip(1 - 0.6 * hard * random.random(ROWS), 0.34, 1), 4)

with open(HERE / "report-trace.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["label", "answers", "confidences"])
    for row in range(ROWS):
        out.writerow(
            [
                label[row] if known[row] else "",
                " ".join(str(a) for a in answers[row]),
                " ".join(f"{c:.4f}" for c in confidence[row]),
            ]
        )


def bounds(n, k, side):
    low = 0.0 if k == 0 else beta.ppf(side, k, n - k + 1)
    high = 1.0 if k == n else beta.ppf(1 - side, k + 1, n - k)
    return low, high


def share(n, k):
    return (k / n, *bounds(n, k, 0.025))


def difference(n, more, less):
    (a, b), (c, d) = bounds(n, more, 0.0125), bounds(n, less, 0.0125)
    return (more - less) / n, a - d, b - c


def ece(says, holds):
    bins = np.minimum(9, (10 * says.astype(float)).astype(int))
    return sum(
        abs(says[bins == b].astype(float).mean() - holds[bins == b].mean()) * (bins == b).mean()
        for b in range(10)
        if (bins == b).any()
    )


leaves = np.column_stack([confidence[:, :3] >= THRESHOLDS, np.ones(ROWS, dtype=bool)]).argmax(axis=1)
answer = answers[np.arange(ROWS), leaves]
last = answers[:, -1]
facts = {}


def three(name, values):
    for end, value in zip(("value", "low", "high"), values):
        facts[f"{name}.{end}"] = value


def policy(name, rows):
    cost = COSTS[leaves[rows]]
    half = norm.ppf(0.975) * cost.std() / np.sqrt(rows.sum())
    three(f"{name}.cost", (cost.mean(), max(0, cost.mean() - half), min(1, cost.mean() + half)))
    of = rows & known
    harmful = (of & (last == label) & (answer != label)).sum()
    helpful = (of & (last != label) & (answer == label)).sum()
    three(f"{name}.risk", difference(of.sum(), harmful, helpful))
    three(f"{name}.accuracy", share(of.sum(), (of & (answer == label)).sum()))


everything = np.ones(ROWS, dtype=bool)
policy("all", everything)
three("all.disagreement", share(ROWS, (answer != last).sum()))
for k in range(EXITS):
    facts[f"leaving.{k + 1}"] = (leaves == k).sum()
    three(f"exit.{k + 1}.agreement", share(ROWS, (answers[:, k] == last).sum()))
    three(f"exit.{k + 1}.accuracy", share(known.sum(), (known & (answers[:, k] == label)).sum()))
    facts[f"ece.{k + 1}.accuracy"] = ece(confidence[known, k], (answers[:, k] == label)[known])
    if k < EXITS - 1:
        facts[f"ece.{k + 1}.agreement"] = ece(confidence[:, k], answers[:, k] == last)
for c in range(CLASSES):
    policy(f"slice.{c}", known & (label == c))
facts["differences"] = (answer != last).sum()

with open(HERE / "report.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["fact", "value"])
    for name, value in facts.items():
        out.writerow([name, repr(float(value))])
