# SPDX-License-Identifier: Apache-2.0
"""Writes a tiny checkpoint of each family, and what transformers says of it.

Made with Python 3.11, torch 2.7.1, transformers 4.57.1, tokenizers 0.22.2:

    python generate.py [family ...]

A folder a family holds config.json, model.safetensors (float32) and tokenizer.json, as
save_pretrained writes them, with random weights that leave no tensor idle; and expected.json:

    texts   a row's one or two texts
    ids     the tokens of each row, special tokens included
    types   their token types
    hidden  [row][0..layers][token * width]: hidden states before the first and after each layer
    logits  [row][class]

The expected numbers were computed in float64, in one batch that is padded at the right.
"""

import json
import pathlib
import sys

import tokenizers
import torch
import transformers
from tokenizers import decoders, models, normalizers, pre_tokenizers, processors, trainers

HERE = pathlib.Path(__file__).parent
WIDTH, INNER, LAYERS, HEADS, LONGEST = 32, 40, 3, 4, 40
LABELS = ["low", "middle", "high"]
WORDS = "the old red river walks under a stone bridge and sings never slowly winter wind".split()
TEXTS = [
    ["The old river sings and a red wind walks under the stone bridge never slowly"],
    ["a stone"],
    ["winter wind", "the bridge"],
    ["river"],
]


def word_piece(cls, pad, sep, unk, mask):
    letters = [chr(c) for c in range(ord("a"), ord("z") + 1)]
    pieces = [cls, pad, sep, unk, mask] + letters + ["##" + c for c in letters] + WORDS
    # BERT's padding is token 0, the others' token 1.
    if pad == "[PAD]":
        pieces[0], pieces[1] = pad, cls
    pieces = list(dict.fromkeys(pieces))
    vocabulary = {piece: i for i, piece in enumerate(pieces)}
    made = tokenizers.Tokenizer(models.WordPiece(vocabulary, unk_token=unk))
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    specials = [(sep, vocabulary[sep]), (cls, vocabulary[cls])]
    if pad == "[PAD]":
        made.post_processor = processors.TemplateProcessing(
            single=f"{cls} $A {sep}",
            pair=f"{cls} $A {sep} $B:1 {sep}:1",
            special_tokens=[(token, number) for token, number in specials],
        )
    else:
        made.post_processor = processors.RobertaProcessing(*specials, add_prefix_space=False)
    made.add_special_tokens([cls, pad, sep, unk, mask])
    return made, pad


def bert_tokens():
    return word_piece("[CLS]", "[PAD]", "[SEP]", "[UNK]", "[MASK]")


def mpnet_tokens():
    return word_piece("<s>", "<pad>", "</s>", "[UNK]", "<mask>")


def byte_pairs():
    made = tokenizers.Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    specials = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    trainer = trainers.BpeTrainer(vocab_size=110, special_tokens=specials, show_progress=False)
    sentences = [" ".join(pair) for pair in TEXTS] + [" ".join(WORDS)]
    made.train_from_iterator(sentences, trainer)
    made.post_processor = processors.RobertaProcessing(
        ("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=False
    )
    return made, "<pad>"


def unigram():
    letters = [chr(c) for c in range(ord("a"), ord("z") + 1)]
    pieces = [("<pad>", 0.0), ("<unk>", 0.0), ("[CLS]", 0.0), ("[SEP]", 0.0), ("[MASK]", 0.0)]
    pieces += [("▁" + word, -5.0 - i / 8) for i, word in enumerate(WORDS) if word != "a"]
    pieces += [("▁", -7.0)] + [(letter, -8.0 - i / 8) for i, letter in enumerate(letters)]
    made = tokenizers.Tokenizer(models.Unigram(pieces, unk_id=1, byte_fallback=False))
    made.normalizer = normalizers.Sequence([normalizers.NFKD(), normalizers.Lowercase()])
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.decoder = decoders.Metaspace()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    made.add_special_tokens(["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"])
    return made, "<pad>"


def sizes(vocabulary, pad, **more):
    return dict(
        vocab_size=vocabulary,
        hidden_size=WIDTH,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        intermediate_size=INNER,
        max_position_embeddings=LONGEST,
        pad_token_id=pad,
        id2label=dict(enumerate(LABELS)),
        label2id={label: i for i, label in enumerate(LABELS)},
        **more,
    )


def bert(vocabulary, pad):
    config = transformers.BertConfig(**sizes(vocabulary, pad))
    return transformers.BertForSequenceClassification, config


def roberta(vocabulary, pad):
    config = transformers.RobertaConfig(**sizes(vocabulary, pad, layer_norm_eps=1e-5, type_vocab_size=1))
    config.max_position_embeddings = LONGEST + pad + 1
    return transformers.RobertaForSequenceClassification, config


def distilbert(vocabulary, pad):
    config = transformers.DistilBertConfig(
        vocab_size=vocabulary, dim=WIDTH, n_layers=LAYERS, n_heads=HEADS, hidden_dim=INNER,
        max_position_embeddings=LONGEST, pad_token_id=pad,
        id2label=dict(enumerate(LABELS)), label2id={label: i for i, label in enumerate(LABELS)},
    )
    return transformers.DistilBertForSequenceClassification, config


def electra(vocabulary, pad):
    config = transformers.ElectraConfig(**sizes(vocabulary, pad, embedding_size=16))
    return transformers.ElectraForSequenceClassification, config


def albert(vocabulary, pad):
    config = transformers.AlbertConfig(**sizes(vocabulary, pad, embedding_size=16))
    return transformers.AlbertForSequenceClassification, config


def mpnet(vocabulary, pad):
    config = transformers.MPNetConfig(**sizes(vocabulary, pad, layer_norm_eps=1e-5))
    config.max_position_embeddings = LONGEST + pad + 1
    return transformers.MPNetForSequenceClassification, config


FAMILIES = {
    "bert": (bert, bert_tokens),
    "roberta": (roberta, byte_pairs),
    "distilbert": (distilbert, bert_tokens),
    "electra": (electra, bert_tokens),
    "albert": (albert, unigram),
    "mpnet": (mpnet, mpnet_tokens),
}


def randomise(model, seed):
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            values = torch.randn(parameter.shape, generator=generator)
            norm = "norm" in name.lower() and name.endswith("weight")
            # Tables so small that another epsilon of the norm gives other numbers.
            table = name.endswith("embeddings.weight")
            parameter.copy_((1 if norm else 0) + (0.005 if table else 0.25) * values)


def rounded(values):
    return [round(value, 6) for value in values]


def write(family, seed):
    configured, tokenised = FAMILIES[family]
    tokenizer, padding = tokenised()
    pad = tokenizer.token_to_id(padding)
    kind, config = configured(tokenizer.get_vocab_size(), pad)
    config._attn_implementation = "eager"
    model = kind(config).eval()
    randomise(model, seed)
    folder = HERE / family
    folder.mkdir(exist_ok=True)
    model.save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))

    rows = [tokenizer.encode(*texts) for texts in TEXTS]
    longest = max(len(row.ids) for row in rows)
    inputs = dict(
        input_ids=[row.ids + [pad] * (longest - len(row.ids)) for row in rows],
        attention_mask=[[1] * len(row.ids) + [0] * (longest - len(row.ids)) for row in rows],
    )
    typed = getattr(config, "type_vocab_size", 1) > 1
    if typed:
        inputs["token_type_ids"] = [row.type_ids + [0] * (longest - len(row.ids)) for row in rows]
    with torch.no_grad():
        said = model.double()(
            **{name: torch.tensor(values) for name, values in inputs.items()},
            output_hidden_states=True,
        )
    expected = {
        "texts": TEXTS,
        "ids": [row.ids for row in rows],
        "types": [row.type_ids if typed else [0] * len(row.ids) for row in rows],
        "hidden": [
            [rounded(state[i, : len(row.ids)].flatten().tolist()) for state in said.hidden_states]
            for i, row in enumerate(rows)
        ],
        "logits": [rounded(row) for row in said.logits.tolist()],
    }
    text = json.dumps(expected, ensure_ascii=False, separators=(",", ":"))
    (folder / "expected.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    for place, name in enumerate(FAMILIES):
        if name in sys.argv[1:] or not sys.argv[1:]:
            write(name, 20 + place)
