# SPDX-License-Identifier: Apache-2.0
"""Golden values of models whose rows have sets of labels, by PyTorch's own functions in float64.

Run with torch and numpy: python generate.py > expected.json
"""

import json

import numpy as np
import torch
from torch.distributions import Bernoulli, kl_divergence
from torch.nn.functional import binary_cross_entropy_with_logits

EXITS, ROWS, CLASSES = 3, 5, 4
TEMPERATURE = 0.8
DISTILL, SOFT = 0.3, 2.5

draw = np.random.default_rng(29)
logits = np.round(draw.normal(0, 3, (EXITS, ROWS, CLASSES)), 3)
logits[0, 0] = [40, -40, 0.001, -0.001]  # far out, and at the edge
targets = (draw.random((ROWS, CLASSES)) < 0.4).astype(float)
targets[1] = 0  # no label applies
targets[2] = 1  # all do

z = torch.tensor(logits, dtype=torch.float64)
y = torch.tensor(targets, dtype=torch.float64)
probabilities = torch.sigmoid(z / TEMPERATURE)
losses = [
    binary_cross_entropy_with_logits(z[k], y, reduction="none").sum(1).mean().item() for k in range(EXITS)
]
scaled = [
    binary_cross_entropy_with_logits(z[k] / TEMPERATURE, y, reduction="none").sum(1).mean().item()
    for k in range(EXITS)
]
teacher = Bernoulli(logits=z[-1] / SOFT)
distilled = [
    (1 - DISTILL) * losses[k]
    + DISTILL * SOFT**2 * kl_divergence(teacher, Bernoulli(logits=z[k] / SOFT)).sum(1).mean().item()
    for k in range(EXITS - 1)
] + [losses[-1]]

expected = {
    "temperature": TEMPERATURE,
    "distill": DISTILL,
    "distill-temperature": SOFT,
    "logits": logits.tolist(),
    "targets": [np.flatnonzero(row).tolist() for row in targets],
    "probabilities": probabilities.tolist(),
    "sets": [[np.flatnonzero(row >= 0.5).tolist() for row in each] for each in probabilities.numpy()],
    "sureness": np.maximum(probabilities.numpy(), 1 - probabilities.numpy()).min(2).tolist(),
    "losses": losses,
    "losses-at-temperature": scaled,
    "distilled-losses": distilled,
}
print(json.dumps(expected))
