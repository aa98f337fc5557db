"""Trains a small multi-exit model and exports it for offramp import --torchscript."""

import json
import math
import random
import zipfile

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from torch import Tensor, nn

GOOD = ["good", "great", "lovely", "fine", "superb"]
BAD = ["bad", "awful", "dull", "poor", "dreadful"]
OTHER = ["the", "film", "plot", "was", "and", "a", "cast", "very", "not", "music"]
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"] + GOOD + BAD + OTHER
WIDTH, CLASSES, LAYERS, MAX_LENGTH = 16, 2, 3, 32


class Layer(nn.Module):
    """A transformer block; no token attends to padding."""

    def __init__(self, width: int):
        super().__init__()
        self.scale = 1.0 / math.sqrt(width)
        self.attend = nn.Linear(width, 3 * width)
        self.inner = nn.Linear(width, 2 * width)
        self.outer = nn.Linear(2 * width, width)
        self.first = nn.LayerNorm(width)
        self.second = nn.LayerNorm(width)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        query, key, value = self.attend(hidden).chunk(3, -1)
        scores = torch.matmul(query, key.transpose(1, 2)) * self.scale
        scores = scores.masked_fill(~mask.unsqueeze(1), -1e9)
        hidden = self.first(hidden + torch.matmul(scores.softmax(-1), value))
        return self.second(hidden + self.outer(torch.relu(self.inner(hidden))))


class Exit(nn.Module):
    """The mean over a row's own tokens, then a linear classifier."""

    def __init__(self, width: int, classes: int):
        super().__init__()
        self.linear = nn.Linear(width, classes)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        own = mask.unsqueeze(-1).to(hidden.dtype)
        pooled = (hidden * own).sum(1) / own.sum(1)
        return self.linear(pooled).float().softmax(-1)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(len(VOCABULARY), WIDTH)
        self.places = nn.Embedding(MAX_LENGTH, WIDTH)
        self.layers = nn.ModuleList([Layer(WIDTH) for _ in range(LAYERS)])
        self.exits = nn.ModuleList([Exit(WIDTH, CLASSES) for _ in range(LAYERS)])

    @torch.jit.export
    def embed(self, ids: Tensor, types: Tensor) -> Tensor:
        places = torch.arange(ids.size(1), device=ids.device)  # where the ids are
        return self.words(ids) + self.places(places)

    @torch.jit.export
    def segment_1(self, hidden: Tensor, mask: Tensor) -> Tensor:
        return self.layers[0](hidden, mask)

    @torch.jit.export
    def segment_2(self, hidden: Tensor, mask: Tensor) -> Tensor:
        return self.layers[1](hidden, mask)

    @torch.jit.export
    def segment_3(self, hidden: Tensor, mask: Tensor) -> Tensor:
        return self.layers[2](hidden, mask)

    @torch.jit.export
    def exit_1(self, hidden: Tensor, mask: Tensor) -> Tensor:
        return self.exits[0](hidden, mask)

    @torch.jit.export
    def exit_2(self, hidden: Tensor, mask: Tensor) -> Tensor:
        return self.exits[1](hidden, mask)

    @torch.jit.export
    def exit_3(self, hidden: Tensor, mask: Tensor) -> Tensor:
        return self.exits[2](hidden, mask)

    def every_exit(self, ids: Tensor, mask: Tensor) -> list[Tensor]:
        """For training; no part of what is exported."""
        hidden, answers = self.embed(ids, ids), []
        for layer, leave in zip(self.layers, self.exits):
            hidden = layer(hidden, mask)
            answers.append(leave(hidden, mask))
        return answers


def sentence(draw: random.Random) -> tuple[str, int]:
    """Its label is whether more of its words are good than bad; "not" turns the next word round."""
    words = [draw.choice(GOOD + BAD + OTHER) for _ in range(draw.randint(3, 20))]
    balance, sign = 0, 1
    for word in words:
        balance += sign * ((word in GOOD) - (word in BAD))
        sign = -1 if word == "not" else 1
    return " ".join(words), int(balance > 0)


def tokenizer() -> Tokenizer:
    ids = {word: i for i, word in enumerate(VOCABULARY)}
    made = Tokenizer(models.WordPiece(ids, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])],
    )
    return made


def drop_notes(file: str) -> None:
    """torch.jit.save notes which line of which file on this machine code came from: leave it out."""
    with zipfile.ZipFile(file) as saved:
        parts = {name: saved.read(name) for name in saved.namelist()}
    with zipfile.ZipFile(file, "w") as kept:
        for name, content in parts.items():
            if not name.endswith((".debug_pkl", "serialization_id")):
                kept.writestr(zipfile.ZipInfo(name), content)


def main() -> None:
    torch.manual_seed(1)
    torch.set_num_threads(1)
    draw, words, encoder = random.Random(1), tokenizer(), Encoder()
    optimiser = torch.optim.Adam(encoder.parameters(), lr=3e-3)
    for _ in range(1500):
        texts, labels = zip(*[sentence(draw) for _ in range(64)])
        rows = [torch.tensor(one.ids) for one in words.encode_batch(list(texts))]
        ids = nn.utils.rnn.pad_sequence(rows, batch_first=True)
        mask = nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in rows], batch_first=True)
        answers = encoder.every_exit(ids, mask.bool())
        loss = sum(nn.functional.nll_loss(torch.log(p), torch.tensor(labels)) for p in answers)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    torch.jit.script(encoder.eval()).save("model.pt")
    drop_notes("model.pt")
    words.save("tokenizer.json")
    manifest = {
        "format": "offramp-module",
        "format-version": 1,
        "labels": ["other", "good"],
        "exits": [{"layer": k, "cost": k / LAYERS} for k in range(1, LAYERS + 1)],
        "width": WIDTH,
        "max-length": MAX_LENGTH,
        "vocabulary-size": len(VOCABULARY),
        "padding-id": 0,
        "tokenizer": "tokenizer.json",
    }
    with open("module.json", "w", encoding="utf-8") as file:
        json.dump(manifest, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
