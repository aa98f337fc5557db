# SPDX-License-Identifier: Apache-2.0
"""Writes betting.csv, wsr.csv and betting-long.csv: the wealth of gamblers on given sequences.

    pip install mpmath==1.3.0 && python generate_betting.py        (Python 3.11; a minute)

Wealth itself is multiplied, with 60 digits, where the Java side adds logarithms in double precision;
variances are recomputed from all rows so far, around the running means they were taken around. Rows
are letters: "-", "0", "+" are the losses -1, 0, 1, and "a", "b", "c", "d" the costs 1/4, 1/2, 3/4, 1.
betting-long.csv has sequences of period ten, millions of rows long, in double precision, summed after
Kahan.
"""
import csv
import math
import pathlib
import random

from mpmath import log, mp, mpf, sqrt

mp.dps = 60
HERE = pathlib.Path(__file__).parent
VALUES = {"-": -1.0, "0": 0.0, "+": 1.0, "a": 0.25, "b": 0.5, "c": 0.75, "d": 1.0}


def betting(letters, mean, least, greatest, rows, delta):
    """The greatest wealth, as STaR-Bets stake: aiming at 1/delta at the last row."""
    m, target = mpf(mean), 1 / mpf(delta)
    low, high = mpf(least), mpf(greatest)
    wealth = best = mpf(1)
    centred = []
    total = mpf(0)
    for t, letter in enumerate(letters):
        x = mpf(VALUES[letter])
        if best < target:
            variance = ((high - low) ** 2 / 4 + sum(centred)) / (t + 1)
            to_come = max(1, rows - t)
            stake = sqrt(2 * log(target / wealth) / (to_come * variance))
            stake = min(stake, mpf("0.9") / (high - m))
            wealth *= 1 - stake * (x - m)
            best = max(best, wealth)
        total += x
        centred.append((x - total / (t + 1)) ** 2)
    return best


def wsr(letters, mean, delta):
    """The greatest wealth with stakes after Waudby-Smith and Ramdas; means shrunk to 1/2."""
    m, n = mpf(mean), len(letters)
    wealth = best = mpf(1)
    centred = [mpf("0.25")]
    total = mpf("0.5")
    for t, letter in enumerate(letters):
        x = mpf(VALUES[letter])
        variance = sum(centred) / (t + 1)
        stake = min(mpf(1), sqrt(2 * log(1 / mpf(delta)) / (n * variance)))
        wealth *= 1 - stake * (x - m)
        best = max(best, wealth)
        total += x
        centred.append((x - total / (t + 2)) ** 2)
    return best


def long_betting(period, mean, least, greatest, rows, delta):
    """The log of the greatest wealth, which never reaches the target."""
    target = -math.log(delta)
    spread, total = (greatest - least) ** 2 / 4, 0.0
    wealth = lost = best = 0.0  # Kahan's summation: lost is what rounding has left out
    for t in range(rows):
        x = VALUES[period[t % len(period)]]
        variance = spread / (t + 1)
        stake = math.sqrt(2 * (target - wealth) / ((rows - t) * variance))
        step = math.log1p(-min(stake, 0.9 / (greatest - mean)) * (x - mean)) - lost
        raised = wealth + step
        lost = (raised - wealth) - step
        wealth = raised
        best = max(best, wealth)
        assert wealth < target
        total += x
        spread += (x - total / (t + 1)) ** 2
    return best


def draw(seed, length, weights):
    return "".join(random.Random(seed).choices(list(weights), list(weights.values()), k=length))


LOSSES = [
    ("0", "0.1", 1, "0.1"),
    ("+", "0.1", 1, "0.1"),
    ("-", "0.1", 1, "0.5"),
    ("+" * 40, "0.05", 40, "0.1"),
    ("0" * 59, "0.05", 59, "0.05"),
    ("0" * 80, "0.05", 80, "0.1"),
    ("-0+" * 60, "0.02", 180, "0.1"),
    (draw(1, 300, {"0": 0.94, "+": 0.04, "-": 0.02}), "0.08", 300, "0.1"),
    (draw(2, 300, {"0": 0.7, "+": 0.15, "-": 0.15}), "0.1", 300, "0.05"),
    (draw(3, 300, {"0": 0.9, "+": 0.1}), "0.05", 300, "0.2"),
    (draw(4, 300, {"0": 0.97, "+": 0.01, "-": 0.02}), "0.01", 200, "0.01"),
    (draw(5, 120, {"-": 0.8, "+": 0.2}), "0.3", 120, "1e-9"),
]
COSTS = [
    ("a" * 30, "0.3", 30, "0.1"),
    (draw(6, 250, {"a": 0.5, "b": 0.2, "c": 0.1, "d": 0.2}), "0.6", 250, "0.1"),
    (draw(7, 250, {"a": 0.2, "d": 0.8}), "0.9", 250, "0.05"),
    (draw(8, 250, {"a": 0.4, "b": 0.3, "d": 0.3}), "0.55", 250, "0.1"),
    ("d" * 30, "0.99", 30, "0.1"),
]
BINARY = [
    ("0" * 50, "0.05", "0.1"),
    ("+" * 20, "0.05", "0.1"),
    (draw(9, 300, {"0": 0.97, "+": 0.03}), "0.06", "0.1"),
    (draw(10, 300, {"0": 0.6, "+": 0.4}), "0.5", "0.01"),
    ("+", "0.5", "0.1"),
]
LONG = [
    ("0000+00000", "0.10018", -1.0, 10_000_000, "0.01"),
    ("0+-00000+0", "0.10037", -1.0, 10_000_000, "0.01"),
    ("aabdabacad", "0.50035", 0.25, 5_000_000, "0.001"),
]


def write(name, header, rows):
    with open(HERE / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    rows = []
    for least, cases in (("-1", LOSSES), ("0.25", COSTS)):
        for letters, mean, n, delta in cases:
            best = betting(letters, float(mean), float(least), 1.0, n, float(delta))
            rows.append([letters, mean, least, "1", n, delta, mp.nstr(log(best), 20)])
    write("betting.csv", ["rows", "mean", "least", "greatest", "n", "delta", "log_wealth"], rows)
    write(
        "wsr.csv",
        ["rows", "mean", "delta", "p_value"],
        [[r, m, d, mp.nstr(1 / wsr(r, float(m), float(d)), 20)] for r, m, d in BINARY],
    )
    write(
        "betting-long.csv",
        ["period", "mean", "least", "n", "delta", "log_wealth"],
        [
            [p, m, least, n, d, repr(long_betting(p, float(m), least, 1.0, n, float(d)))]
            for p, m, least, n, d in LONG
        ],
    )
