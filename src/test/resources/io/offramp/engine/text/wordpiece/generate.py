# SPDX-License-Identifier: Apache-2.0
"""Writes corpus.txt and reference.json: what the `tokenizers` package learns from the corpus.

Made with tokenizers 0.23.3 (PyPI), in this folder: TOKENIZERS_PARALLELISM=false python generate.py
The corpus is the same every time. The reference is not: that trainer settles equal counts by the
order of a hash table, so some 5% of the entries vary, and the test compares shares.
"""

import json
import random

from tokenizers import BertWordPieceTokenizer

VOCABULARY_SIZE = 300
MIN_FREQUENCY = 2
SUBJECTS = "ferry engineer Señora baker committee neighbour pilot Zürich orchestra harbour".split()
VERBS = "welcomed repaired photographed misunderstood overlooked recommended restarted".split()
OBJECTS = "lighthouse façade timetable naïveté bridges bicycle 東京 greenhouse newspaper".split()
TAILS = ["at 07:45!", "(again)", "for $12.50", "— quietly", "without re-reading it", "'tis said"]
SYLLABLES = "ka mo ti run e sol an bri dov ex fal gim hul jor quen pla str vi wex yol zan".split()


def corpus(seed: int, lines: int) -> list[str]:
    rng = random.Random(seed)
    texts = []
    for _ in range(lines):
        words = [rng.choice(["The", "A", "No"]), rng.choice(SUBJECTS), rng.choice(VERBS)]
        words += [rng.choice(["the", "their"]), rng.choice(OBJECTS), rng.choice(TAILS)]
        # Made-up names, so that the vocabulary ends before the frequent pairs do.
        for _ in range(2):
            words.append("".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))))
        texts.append(" ".join(words))
    return texts


def main() -> None:
    texts = corpus(seed=7, lines=200)
    with open("corpus.txt", "w", encoding="utf-8") as file:
        file.write("\n".join(texts) + "\n")
    tokenizer = BertWordPieceTokenizer(lowercase=True)
    tokenizer.train_from_iterator(
        texts, vocab_size=VOCABULARY_SIZE, min_frequency=MIN_FREQUENCY, show_progress=False
    )
    encodings = [tokenizer.encode(text, add_special_tokens=False) for text in texts]
    ids = tokenizer.get_vocab()
    reference = {
        "vocabulary-size": VOCABULARY_SIZE,
        "min-frequency": MIN_FREQUENCY,
        "tokens-of-corpus": sum(len(encoding.ids) for encoding in encodings),
        "vocabulary": sorted(ids, key=ids.get),
    }
    with open("reference.json", "w", encoding="utf-8") as file:
        json.dump(reference, file, ensure_ascii=False)
        file.write("\n")


if __name__ == "__main__":
    main()
