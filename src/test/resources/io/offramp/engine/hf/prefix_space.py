# SPDX-License-Identifier: Apache-2.0
"""Writes prefix_space.csv: when transformers puts a space before a text of a byte-level tokenizer.

Made with Python 3.11, tokenizers 0.22.2 and transformers 4.57.6, then tokenizers 0.23.3 and
transformers 5.23.0, which no environment holds at once:

    python prefix_space.py > prefix_space.csv; other-python prefix_space.py --append >> prefix_space.csv

A row a case: the version, what tokenizer.json says, whether ByteLevel is part of a sequence there,
the tokenizer_class and add_prefix_space of tokenizer_config.json ("-" where it says nothing), and
whether AutoTokenizer then puts a space before a text.
"""

import itertools
import json
import pathlib
import sys
import tempfile

import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

CLASSES = ["-", "RobertaTokenizer", "RobertaTokenizerFast", "PreTrainedTokenizerFast"]


def folder(place, put, sequence, name, setting):
    made = Tokenizer(models.BPE())
    split = pre_tokenizers.ByteLevel(add_prefix_space=put)
    made.pre_tokenizer = pre_tokenizers.Sequence([split]) if sequence else split
    made.decoder = decoders.ByteLevel()
    made.train_from_iterator(
        ["the river walks under the bridge"] * 20,
        trainers.BpeTrainer(
            vocab_size=400,
            special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    made.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=put)
    made.save(str(place / "tokenizer.json"))
    (place / "config.json").write_text(json.dumps({"model_type": "roberta"}))
    said = {} if name == "-" else {"tokenizer_class": name}
    if setting != "-":
        said["add_prefix_space"] = setting == "true"
    (place / "tokenizer_config.json").write_text(json.dumps(said))


def main():
    if "--append" not in sys.argv:
        print("version,document,sequence,class,setting,prefixed")
    flags = [False, True]
    for put, sequence, name, setting in itertools.product(flags, flags, CLASSES, ["-", "false", "true"]):
        with tempfile.TemporaryDirectory() as place:
            folder(pathlib.Path(place), put, sequence, name, setting)
            loaded = transformers.AutoTokenizer.from_pretrained(place)
            first = loaded.convert_ids_to_tokens(loaded("the river")["input_ids"])[1]
        row = [transformers.__version__, put, sequence, name, setting, first.startswith("Ġ")]
        print(",".join(str(cell).lower() if isinstance(cell, bool) else str(cell) for cell in row))


main()
