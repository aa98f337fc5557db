# SPDX-License-Identifier: Apache-2.0
"""Writes the checkpoints beside this file, and expected.json with what they hold.

Made with torch 2.7.1, transformers 4.57.1, safetensors 0.8.0 and numpy 2.4.6, by
    python generate.py
in this folder. expected.json has for each folder every tensor's type and shape, and its values as
float32 where it holds floating-point numbers; they are what these libraries read back.
"""

import json
import pathlib
import shutil
from collections import OrderedDict

import torch
from safetensors.torch import load_file, save_file
from transformers import BertConfig, BertModel

HERE = pathlib.Path(__file__).parent
TYPES = {
    torch.float64: "F64",
    torch.float32: "F32",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.int16: "I16",
    torch.int8: "I8",
    torch.uint8: "U8",
    torch.bool: "BOOL",
}


def folder(name):
    path = HERE / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    return path


def described(tensors):
    return {
        name: {"type": TYPES[t.dtype], "shape": list(t.shape)}
        | ({"values": t.detach().float().flatten().tolist()} if t.is_floating_point() else {})
        for name, t in tensors.items()
    }


def simple():
    """One tensor of each type, a single number and an empty tensor."""
    numbers = torch.linspace(-3, 3, 35).reshape(5, 7)
    return OrderedDict(
        {
            "f32": numbers.clone(),
            "f16": (numbers * 1e-3).half(),
            "bf16": (numbers * 1e5).bfloat16(),
            "f64": numbers.double() / 7,
            "subnormal": torch.tensor([6e-8, -6e-8, 6e-5, 65504]).half(),
            "ids": torch.arange(6).reshape(1, 6),
            "i32": torch.arange(3, dtype=torch.int32),
            "i16": torch.arange(3, dtype=torch.int16),
            "i8": torch.arange(3, dtype=torch.int8),
            "u8": torch.arange(3, dtype=torch.uint8),
            "mask": torch.tensor([True, False, True]),
            "one": torch.tensor(2.5),
            "none": torch.zeros(0, 4),
        }
    )


def views():
    """Views that only torch's own files can hold: of one storage, turned, cut, with steps."""
    base = torch.arange(120, dtype=torch.float32) / 4
    cube = base.reshape(4, 5, 6)
    return OrderedDict(
        {
            "whole": base,
            "turned": cube.permute(2, 0, 1),
            "cut": cube[1:3, 2:, ::2],
            "column": cube[:, 3, 4],
            "transposed.half": (torch.arange(12).reshape(3, 4) / 8).half().t(),
            "tied.a": base[10:20],
            "tied.b": base[10:20],
            "row": base.reshape(1, 120).expand(1, 120)[:, 5:9],
            "parameter": torch.nn.Parameter(torch.full((2, 3), 0.25)),
        }
    )


def bert():
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=12,
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=16,
    )
    return BertModel(config)


def main():
    expected = {}

    def torch_file(name, saved, tensors, **how):
        path = folder(name) / "pytorch_model.bin"
        torch.save(saved, path, **how)
        # torch's own restricted reader does not know protocol 4
        torch.load(path, weights_only="pickle_protocol" not in how)
        expected[name] = described(tensors)

    path = folder("safetensors") / "model.safetensors"
    save_file(simple(), path, metadata={"format": "pt"})
    expected["safetensors"] = described(load_file(path))

    everything = OrderedDict(simple() | views())
    torch_file("zip", everything, everything)
    torch_file("legacy", everything, everything, _use_new_zipfile_serialization=False)
    nested = {"epoch": 3, "loss": 0.5, "done": False, "state_dict": views()}
    torch_file("nested", nested, views(), pickle_protocol=4)
    torch_file("module", {"model": bert().pooler.state_dict()}, bert().pooler.state_dict())
    # a module's parameters as they are, not the plain tensors of its state_dict
    parameters = OrderedDict(bert().pooler.named_parameters())
    torch_file("parameters", parameters, parameters, _use_new_zipfile_serialization=False)

    for name, safe in (("shards", True), ("torch-shards", False)):
        path = folder(name)
        model = bert()
        model.save_pretrained(path, max_shard_size="3KB", safe_serialization=safe)
        (path / "config.json").unlink()
        expected[name] = described(model.state_dict())

    (HERE / "expected.json").write_text(json.dumps(expected, indent=None) + "\n")


if __name__ == "__main__":
    main()
