# SPDX-License-Identifier: Apache-2.0
"""Writes trinomial-size.csv: the exact size of rejection regions for an accuracy drop.

    pip install mpmath==1.3.0 && python generate_trinomial.py        (Python 3.11; a minute)

Of n rows h are harmful and g helpful; a region holds the outcomes with h <= most[g]. Its size is
the greatest probability of the region over p_h - p_g >= epsilon. Here that is a direct sum of
multinomial probabilities with 40 digits at a grid of nuisance values q = p_g, p_h = q + epsilon,
refined around the greatest; "inside" is the greatest found at p_h > q + epsilon, which must not be
more. The Java side sums binomial probabilities by a recursion and covers q by intervals.
"""
import csv
import pathlib
import random

from mpmath import binomial, mp, mpf

mp.dps = 40
HERE = pathlib.Path(__file__).parent


class Region:
    def __init__(self, n, most):
        self.n, self.most = n, most
        self.terms = [
            (h, g, binomial(n, g) * binomial(n - g, h))
            for g in range(n + 1)
            for h in range(0, min(most[min(g, len(most) - 1)], n - g) + 1)
        ]

    def probability(self, harmful, helpful):
        rest = 1 - harmful - helpful
        if rest < 0:
            return mpf(0)
        a, b, c = ([x**k for k in range(self.n + 1)] for x in (harmful, helpful, rest))
        return sum((m * a[h] * b[g] * c[self.n - h - g] for h, g, m in self.terms), mpf(0))

    def size(self, epsilon, points=400):
        end = (1 - epsilon) / 2
        # Finer near 0, where the greatest often is.
        grid = [end * (mpf(i) / points) ** 2 for i in range(points + 1)]
        values = [self.probability(q + epsilon, q) for q in grid]
        at = max(range(points + 1), key=values.__getitem__)
        low, high = grid[max(0, at - 1)], grid[min(points, at + 1)]
        best = values[at]
        for _ in range(3):
            fine = [low + (high - low) * i / 20 for i in range(21)]
            values = [self.probability(q + epsilon, q) for q in fine]
            at = max(range(21), key=values.__getitem__)
            best = max(best, values[at])
            low, high = fine[max(0, at - 1)], fine[min(20, at + 1)]
        return best

    def inside(self, epsilon):
        best = mpf(0)
        for i in range(12):
            for j in range(1, 12):
                q = (1 - epsilon) / 2 * i / 12
                h = q + epsilon + (1 - epsilon - 2 * q) * j / 12
                best = max(best, self.probability(h, q))
        return best


def regions():
    yield 1, "0.9", [0, 1]
    yield 5, "0.4", [0, 1, 2, 3, 4, 5]
    yield 10, "0.3", [0]
    yield 10, "0.3", [-1, -1, 0, 1, 1, 2]
    yield 25, "0.1", [0] * 26
    yield 30, "0.05", [-1] * 31
    yield 30, "0.2", [2, 3, 4, 4, 5, 6, 7, 8, 9]
    yield 40, "0.15", [min(40, 2 + g) for g in range(41)]
    yield 60, "0.05", [0, 0, 1, 1, 2, 3, 3, 4, 5]
    shuffled = random.Random(5)
    for n, epsilon in [(8, "0.25"), (20, "0.1"), (20, "0.5"), (35, "0.08"), (50, "0.02")]:
        most = [-1]
        while len(most) <= min(n, 20):
            most.append(min(n, most[-1] + shuffled.choice([0, 0, 1, 1, 2])))
        yield n, epsilon, most


with open(HERE / "trinomial-size.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["n", "epsilon", "most_harmful", "size", "inside"])
    for n, epsilon, most in regions():
        region = Region(n, most)
        null = mpf(float(epsilon))
        numbers = [mp.nstr(x, 20) for x in (region.size(null), region.inside(null))]
        writer.writerow([n, epsilon, " ".join(map(str, most))] + numbers)
