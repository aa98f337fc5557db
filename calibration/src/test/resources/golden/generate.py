# SPDX-License-Identifier: Apache-2.0
"""Writes the golden values beside this file: binomial tails and the bounds built on them.

    pip install mpmath==1.3.0 && python generate.py        (Python 3.11; a minute)

Nothing here shares code or formulas with the Java side, which goes through the incomplete beta
function in double precision: tails are sums of point probabilities with 60 digits, and bounds are
found by bisection on those sums. Inputs are the doubles that Java parses from the same text.
"""
import csv
import math
import pathlib

from mpmath import e, exp, log, loggamma, mp, mpf

mp.dps = 60
HERE = pathlib.Path(__file__).parent


def exact(text):
    """The value of the double that a decimal text stands for."""
    return mpf(float(text))


def point(n, k, p):
    if p == 0:
        return mpf(k == 0)
    if p == 1:
        return mpf(k == n)
    return exp(
        loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1) + k * log(p) + (n - k) * log(1 - p)
    )


def outward(n, k, p, step):
    """The sum of point probabilities from k outwards, away from the mode."""
    term = point(n, k, p)
    total = mpf(0)
    while 0 <= k <= n and term > 0:
        total += term
        if term < total * mpf(10) ** -40:
            break
        term *= mpf(k) / (n - k + 1) * (1 - p) / p if step < 0 else mpf(n - k) / (k + 1) * p / (1 - p)
        k += step
    return total


def lower(n, k, p):
    if k < 0:
        return mpf(0)
    if k >= n:
        return mpf(1)
    if p == 0 or p == 1:
        return mpf(p == 0)
    return outward(n, k, p, -1) if k <= n * p else 1 - outward(n, k + 1, p, 1)


def upper(n, k, p):
    return lower(n, n - k, 1 - p)


def bisect(condition):
    """Where a condition on (0,1) turns from true to false."""
    low, high = mpf(0), mpf(1)
    for _ in range(90):
        middle = (low + high) / 2
        low, high = (middle, high) if condition(middle) else (low, middle)
    return low


def hoeffding_bentkus(mean, n, alpha):
    a = min(mean, alpha)
    term = lambda x, y: mpf(0) if x == 0 else x * log(x / y)
    hoeffding = exp(-n * (term(a, alpha) + term(1 - a, 1 - alpha)))
    # Java multiplies in doubles; so does this, for the ceiling to be of the same number.
    return min(mpf(1), hoeffding, e * lower(n, math.ceil(n * float(mean)), alpha))


def write(name, header, rows):
    with open(HERE / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def text(value):
    return mp.nstr(value, 20, min_fixed=0, max_fixed=0)


TAILS = [
    (0, 0, "0.3"), (1, 0, "0.05"), (1, 1, "0.05"), (10, 3, "0"), (10, 3, "1"), (10, 10, "1"),
    (20, 0, "0.1"), (20, 5, "0.1"), (20, 19, "0.9"), (59, 0, "0.05"), (436, 3, "0.02"),
    (436, 12, "0.05"), (872, 17, "0.02"), (1000, 0, "0.001"), (1000, 50, "0.05"),
    (1000, 1, "0.05"), (1000, 0, "0.4"), (5000, 400, "0.1"), (5000, 100, "0.5"),
    (100000, 900, "0.01"), (100000, 1000, "0.01"), (100000, 1100, "0.01"), (100000, 100, "0.01"),
    (1000000, 0, "1e-6"), (1000000, 49000, "0.05"), (10000000, 99000, "0.01"),
    (10000000, 100000, "0.01"), (10000000, 101000, "0.01"), (10000000, 90000, "0.01"),
    (10000000, 5, "1e-6"), (10000000, 499000, "0.05"),
]
MEANS = [
    ("0", 1, "0.1"), ("0", 50, "0.1"), ("0.05", 100, "0.1"), ("0.1", 100, "0.1"),
    ("0.3", 100, "0.1"), ("1", 100, "0.1"), ("0.123456", 1000, "0.15"), ("0.4321", 872, "0.5"),
    ("0.29", 100, "0.5"), ("0.0099", 100000, "0.01"), ("0.55", 1000000, "0.552"),
    ("1", 1, "0.5"), ("0", 10000000, "1e-6"), ("0.0099", 10000000, "0.01"), ("1", 10000000, "0.999999"),
    ("0.00000051", 10000000, "1e-6"),
]
BOUNDS = [
    (1, 0, "0.1"), (1, 1, "0.1"), (20, 0, "0.1"), (20, 3, "0.05"), (20, 19, "0.05"), (20, 20, "0.05"),
    (100, 50, "0.9"), (436, 3, "0.1"), (1000, 1, "0.01"), (1000, 20, "0.1"), (5000, 100, "0.001"),
    (100000, 1000, "0.1"), (10000000, 0, "0.1"), (10000000, 10000000, "0.1"),
    (10000000, 99000, "0.05"), (10000000, 9999997, "0.01"),
]

write(
    "binomial-tail.csv",
    ["n", "k", "p", "lower", "upper"],
    [[n, k, p, text(lower(n, k, exact(p))), text(upper(n, k, exact(p)))] for n, k, p in TAILS],
)
write(
    "hoeffding-bentkus.csv",
    ["mean", "n", "alpha", "p_value"],
    [[m, n, a, text(hoeffding_bentkus(exact(m), n, exact(a)))] for m, n, a in MEANS],
)
write(
    "clopper-pearson.csv",
    ["n", "k", "delta", "lower", "upper"],
    [
        [
            n,
            k,
            d,
            text(mpf(0) if k == 0 else bisect(lambda p: upper(n, k, p) < exact(d))),
            text(mpf(1) if k == n else bisect(lambda p: lower(n, k, p) >= exact(d))),
        ]
        for n, k, d in BOUNDS
    ],
)
