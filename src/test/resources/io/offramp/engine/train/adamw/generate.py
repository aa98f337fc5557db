# SPDX-License-Identifier: Apache-2.0
"""Writes reference.json: what PyTorch's own AdamW and clip_grad_norm_ do. Run: python generate.py (torch 2.7.1)"""

import json
import pathlib

import torch

RATES = [0.01, 0.02, 0.005, 0.01]
DECAY = 0.05
CLIP = 1.0


def main():
    torch.manual_seed(3)
    weights = [torch.randn(2, 3), torch.randn(2)]
    steps = []
    moving = [torch.nn.Parameter(w.clone()) for w in weights]
    optimizer = torch.optim.AdamW(moving, weight_decay=DECAY, foreach=False)
    for step, rate in enumerate(RATES):
        gradients = [torch.randn_like(w) * (0.1 if step == 1 else 3) for w in weights]
        for parameter, gradient in zip(moving, gradients):
            parameter.grad = gradient.clone()
        norm = torch.nn.utils.clip_grad_norm_(moving, CLIP)
        optimizer.param_groups[0]["lr"] = rate
        optimizer.step()
        steps.append(
            {
                "rate": rate,
                "gradients": [g.flatten().tolist() for g in gradients],
                "norm": norm.item(),
                "weights": [p.detach().flatten().tolist() for p in moving],
            }
        )
    reference = {
        "torch": torch.__version__.split("+")[0],
        "decay": DECAY,
        "clip": CLIP,
        "weights": [w.flatten().tolist() for w in weights],
        "steps": steps,
    }
    path = pathlib.Path(__file__).with_name("reference.json")
    path.write_text(json.dumps(reference, indent=1) + "\n")


main()
