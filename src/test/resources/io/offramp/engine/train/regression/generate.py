# SPDX-License-Identifier: Apache-2.0
"""Golden values of models that answer with numbers, by SciPy's own functions in float64.

Made with Python 3.11, numpy 2.4.6, scipy 1.17.1: python generate.py > expected.json
"""

import json

import numpy as np
from scipy.special import expit
from scipy.stats import laplace

EXITS, ROWS = 3, 6
DISTILL = 0.3
MOST = 8

draw = np.random.default_rng(30)
means = np.round(draw.normal(0, 1, (EXITS, ROWS)), 3)
spreads = np.round(draw.normal(-1, 1, (EXITS, ROWS)), 3)
spreads[0, 0] = 30  # far out: taken as 8
spreads[0, 1] = -30
means[-1, 1] = means[0, 1] + 0.002  # near, as that spread says
targets = np.round(draw.normal(0, 1, ROWS), 3)
targets[1] = means[0, 1] + 0.001  # likewise
z = np.clip(spreads, -MOST, MOST)


def losses(k, to):
    surprise = -laplace.logpdf(means[k] - to, scale=np.exp(z[k])) - np.log(2)
    return np.mean((means[k] - to) ** 2 / 2 + surprise / 10)


own = [losses(k, targets) for k in range(EXITS)]
distilled = [
    (1 - DISTILL) * own[k] + DISTILL * losses(k, means[-1]) for k in range(EXITS - 1)
] + own[-1:]
expected = {
    "distill": DISTILL,
    "logits": np.stack([means, spreads], 2).tolist(),
    "targets": targets.tolist(),
    "confidences": expit(-z).tolist(),
    "losses": own,
    "distilled-losses": distilled,
    "likelihoods": [
        float(np.mean(-laplace.logpdf(means[k] - targets, scale=np.exp(z[k])) - np.log(2)))
        for k in range(EXITS)
    ],
    # the factor of the spreads at which the labels are likeliest
    "factors": [
        float(laplace.fit((means[k] - targets) * np.exp(-z[k]), floc=0)[1]) for k in range(EXITS)
    ],
    "r2": [
        float(1 - np.mean((means[k] - targets) ** 2) / np.var(targets)) for k in range(EXITS)
    ],
}
print(json.dumps(expected))
