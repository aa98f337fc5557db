# SPDX-License-Identifier: Apache-2.0
"""Writes isotonic.csv, logistic.csv, calibration-sample.csv and calibration-scores.csv.

    pip install numpy==2.2.6 scipy==1.15.3 scikit-learn==1.6.1 && python generate_search.py

(Python 3.11; seconds.) Isotonic regressions are scikit-learn's, logistic regressions and curves are
found by scipy's general minimisers, bounded where the Java side refits with a slope held fast.
"""
import csv
import pathlib

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log1p, logit
from sklearn.isotonic import IsotonicRegression

HERE = pathlib.Path(__file__).parent
LEAST, GREATEST, LEAST_SLOPE, RIDGE = 1e-6, 1 - 1e-7, 1e-3, 0.3


def write(name, header, rows):
    with open(HERE / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def joined(numbers):
    return " ".join(repr(float(x)) for x in numbers)


def logistic(x, y, prior, ridge, bounds=None):
    sign = np.where(y, 1.0, -1.0)

    def objective(w):
        z = sign * (x @ w)
        return np.sum(np.logaddexp(0, -z)) + 0.5 * np.sum(ridge * (w - prior) ** 2)

    def gradient(w):
        z = sign * (x @ w)
        return x.T @ (-sign * expit(-z)) + ridge * (w - prior)

    w = np.array(prior, dtype=float)
    for _ in range(5):  # again from where it stopped, for the last digits
        w = minimize(
            objective,
            w,
            jac=gradient,
            method="L-BFGS-B",
            bounds=bounds,
            options={"ftol": 1e-16, "gtol": 1e-12, "maxiter": 10000, "maxls": 100},
        ).x
    return w


def isotonic(values, weights):
    return IsotonicRegression().fit_transform(np.arange(len(values)), values, sample_weight=weights)


def clipped(signal):
    return np.clip(np.asarray(signal, dtype=float), LEAST, GREATEST)


def features(kind, signal):
    s = clipped(signal)
    below, above = np.log(s), -log1p(-s)
    one = np.ones_like(s)
    columns = {
        "beta": [one, below, above],
        "platt": [one, below + above],
        "temperature": [below + above],
    }
    return np.stack(columns[kind], axis=-1)


def curve(kind, signal, agrees):
    prior = {"beta": [0.0, 1, 1], "platt": [0.0, 1], "temperature": [1.0]}[kind]
    slopes = [(LEAST_SLOPE, None)] * (len(prior) if kind == "temperature" else len(prior) - 1)
    bounds = ([] if kind == "temperature" else [(None, None)]) + slopes
    w = logistic(features(kind, signal), agrees, np.array(prior), RIDGE, bounds)
    return lambda at: features(kind, at) @ w


def merged(signal, agrees):
    """Different log odds, mean agreement and number of rows of each, and one signal of each."""
    z = logit(clipped(signal))
    different, first, place = np.unique(z, return_index=True, return_inverse=True)
    rows = np.bincount(place)
    return different, np.bincount(place, agrees) / rows, rows.astype(float), signal[first]


def steps(signal, agrees):
    z, mean, rows, _ = merged(signal, agrees)
    fitted = isotonic(mean, rows)

    def score(at):
        place = np.searchsorted(z, logit(clipped(at)), side="right") - 1
        return np.where(place < 0, 0.0, fitted[np.maximum(place, 0)])

    return score


def shrunken(signal, agrees, prior_rows=12, equal_rows=3000):
    smooth = curve("beta", signal, agrees)
    z, mean, rows, first = merged(signal, agrees)
    _, block = np.unique(isotonic(mean, rows), return_inverse=True)
    mass = np.bincount(block, rows)
    z_block = np.bincount(block, rows * z) / mass
    raw = np.bincount(block, rows * mean) / mass
    smooth_block = np.bincount(block, rows * expit(smooth(first))) / mass
    shrunk = np.clip((raw * mass + prior_rows * smooth_block) / (mass + prior_rows), 1e-3, 1 - 1e-4)
    fitted = isotonic(shrunk, mass)
    levels, again = np.unique(fitted, return_inverse=True)
    knots = np.bincount(again, mass * z_block) / np.bincount(again, mass)
    weight = len(signal) / (len(signal) + equal_rows)

    def score(at):
        step = np.interp(logit(clipped(at)), knots, logit(levels))
        return weight * step + (1 - weight) * smooth(at)

    return score


random = np.random.default_rng(7)

cases = []
for n in [1, 2, 3, 10, 50]:
    for whole in [False, True]:
        values = random.integers(0, 4, n).astype(float) if whole else random.normal(size=n)
        weights = random.integers(1, 5, n).astype(float)
        cases.append([joined(values), joined(weights), joined(isotonic(values, weights))])
write("isotonic.csv", ["values", "weights", "fitted"], cases)

cases = []
for n, d, scale, ridge in [
    (1, 1, 1, 0.3),
    (5, 2, 1, 0.3),
    (40, 3, 1, 0.3),
    (40, 3, 8, 0.01),
    (200, 5, 2, 1.0),
    (30, 2, 10, 0.3),
]:
    x = scale * random.normal(size=(n, d))
    y = random.random(n) < expit(x @ random.normal(size=d))
    if n == 30:
        y = x[:, 0] > 0  # separable: only the prior holds the slope
    if n == 40 and scale == 8:
        y = ~y
    prior = random.normal(size=d)
    w = logistic(x, y, prior, ridge)
    cases.append([n, d, ridge, joined(x.ravel()), joined(y), joined(prior), joined(w)])
write("logistic.csv", ["n", "d", "ridge", "x", "y", "prior", "w"], cases)

n = 250
ease = random.normal(size=n)
signals = [
    # Overconfident; well calibrated and few values; and one for which surer means worse near 1.
    expit(1.5 + 2 * ease + random.normal(size=n)),
    np.round(expit(1 + ease), 1),
    np.where(random.random(n) < 0.3, 1 - 10.0 ** -random.uniform(2, 9, n), random.random(n)),
]
signals = [s.astype(np.float32) for s in signals]
agrees = [
    random.random(n) < expit(0.5 + ease),
    random.random(n) < expit(1 + ease),
    random.random(n) < np.where(signals[2] > 0.99, 0.55, 0.5 + 0.4 * signals[2]),
]
write(
    "calibration-sample.csv",
    ["signal1", "agrees1", "signal2", "agrees2", "signal3", "agrees3"],
    [
        [text for s, a in zip(signals, agrees) for text in (repr(float(s[i])), int(a[i]))]
        for i in range(n)
    ],
)
queries = np.array(
    [0, 1e-7, 0.001, 0.1, 0.3, 0.5, 0.55, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 0.99999, 1],
    dtype=np.float32,
)
rows = []
for exit in range(3):
    fits = {
        kind: curve(kind, signals[exit], agrees[exit]) for kind in ["beta", "platt", "temperature"]
    }
    fits["isotonic"] = steps(signals[exit], agrees[exit])
    fits["shrunken-isotonic"] = shrunken(signals[exit], agrees[exit])
    fits["none"] = lambda at: at
    for kind, fit in fits.items():
        rows += [[kind, exit, repr(float(q)), repr(float(v))] for q, v in zip(queries, fit(queries))]
write("calibration-scores.csv", ["kind", "exit", "signal", "score"], rows)
