"""Makes the array files of this folder with the libraries that usually write them, and `expected/`: what these libraries
say is in them. Needs numpy 2.4, ml_dtypes 0.6, safetensors 0.8, torch 2.15, gguf 0.19.

    python make.py
"""

import json
import zipfile
from collections import OrderedDict

import gguf
import ml_dtypes
import numpy as np
import safetensors.numpy
import safetensors.torch
import torch

expected = {}
random = np.random.default_rng(20)


def say(file, name, values):
    """Records an array as the producer reads it back: shape, then values as the shortest decimals of their type."""
    values = np.asarray(values)
    if values.dtype == bool:
        values = values.astype(np.uint8)
    if values.dtype.itemsize < 4 and values.dtype.kind in "fV":
        values = values.astype(np.float32)
    if values.dtype.name in ("bfloat16", "float8_e4m3fn", "float8_e5m2"):
        values = values.astype(np.float32)
    numbers = [str(x) for x in values.ravel()]
    expected.setdefault(file, {})[name] = {"shape": list(values.shape), "values": " ".join(numbers)}


# safetensors: every type that PyTorch has, numbers that show their range.
special = torch.tensor([[0.0, -0.0, 1.5, -2.75], [1e-3, 448.0, float("nan"), -0.015625]])
tensors = {
    "layer.2.f32": special,
    "layer.10.f64": special.double() / 3,
    "layer.1.f16": special.half(),
    "bf16": special.bfloat16(),
    "e4m3": special.to(torch.float8_e4m3fn),
    "e5m2": special.to(torch.float8_e5m2),
    "i64": torch.tensor([-(2**53), 2**53 - 1, 7]),
    "i32": torch.tensor([-(2**31), 2**31 - 1], dtype=torch.int32),
    "i16": torch.tensor([-(2**15), 2**15 - 1], dtype=torch.int16),
    "i8": torch.tensor([-128, 127], dtype=torch.int8),
    "u64": torch.tensor([0, 2**52 + 1], dtype=torch.uint64),
    "u32": torch.tensor([0, 2**32 - 1], dtype=torch.uint32),
    "u16": torch.tensor([0, 65535], dtype=torch.uint16),
    "u8": torch.tensor([0, 255], dtype=torch.uint8),
    "bool": torch.tensor([True, False, True]),
    "scalar": torch.tensor(2.5),
    "empty": torch.zeros(0, 3),
    "cube": torch.arange(24.0).reshape(2, 3, 4),
}
safetensors.torch.save_file(tensors, "types.safetensors", metadata={"format": "pt"})
for name, tensor in safetensors.torch.load_file("types.safetensors").items():
    small = tensor.dtype in (torch.bfloat16, torch.float8_e4m3fn, torch.float8_e5m2)
    say("types.safetensors", name, (tensor.float() if small else tensor).numpy())

# A model in two shards.
shards = {
    "model-00001-of-00002.safetensors": {"h.0.w": random.normal(size=(3, 4)).astype(np.float32)},
    "model-00002-of-00002.safetensors": {
        "h.1.w": random.normal(size=(4, 3)).astype(np.float16),
        "h.1.b": random.normal(size=4),
    },
}
for file, arrays in shards.items():
    safetensors.numpy.save_file(arrays, "sharded/" + file)
    for name, values in arrays.items():
        say("sharded", name, values)
index = {"metadata": {"total_size": 104}, "weight_map": {n: f for f, arrays in shards.items() for n in arrays}}
json.dump(index, open("sharded/model.safetensors.index.json", "w"), indent=1)

# npy: versions, orders, byte orders.
matrix = random.normal(size=(5, 3))
for file, values, version in [
    ("c.npy", matrix, (1, 0)),
    ("fortran.npy", np.asfortranarray(matrix.astype(np.float32)), (1, 0)),
    ("big_endian.npy", matrix.astype(">f8"), (2, 0)),
    ("fortran_big_endian.npy", np.asfortranarray(np.arange(24).reshape(2, 3, 4).astype(">i2")), (3, 0)),
    ("half.npy", matrix.astype(np.float16), (1, 0)),
    ("scalar.npy", np.array(-3, dtype=np.int32), (1, 0)),
    ("empty.npy", np.zeros((0, 4), dtype=np.float32), (1, 0)),
    ("bool.npy", np.array([True, False]), (1, 0)),
]:
    with open(file, "wb") as f:
        np.lib.format.write_array(f, values, version=version)
    say(file, file[: -len(".npy")], np.load(file))

# Arrays that are refused in words.
np.save("complex.npy", np.ones(2, dtype=np.complex128))
np.save("objects.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
np.save("text.npy", np.array(["abc"]))
np.save("records.npy", np.zeros(2, dtype=[("x", "f4"), ("y", "f8")]))
np.save("bfloat16.npy", np.ones(2, dtype=ml_dtypes.bfloat16))

# npz: stored and deflated.
arrays = {
    "w": random.normal(size=(6, 4)).astype(np.float32),
    "columns": np.asfortranarray(random.normal(size=(6, 4))),
    "layer/b": np.arange(4, dtype=np.uint8),
}
np.savez("weights.npz", **arrays)
np.savez_compressed("packed.npz", zeros=np.zeros((100, 40)), **arrays)
for file in ("weights.npz", "packed.npz"):
    for name, values in np.load(file).items():
        say(file, name, values)

# GGUF: the types of 32 values as gguf quantises them; for the others, which it only reads, random blocks with sane
# scales.
writer = gguf.GGUFWriter("blocks.gguf", "llama")
writer.add_string("general.name", "test")
writer.add_array("tokenizer.ggml.tokens", ["a", "bc", "def"])
writer.add_array("tokenizer.ggml.scores", [0.5, 1.5])
weights = random.normal(size=(2, 64)).astype(np.float32)
Type = gguf.GGMLQuantizationType
writer.add_tensor("f32", weights[:, :3].copy())
writer.add_tensor("f16", weights[:, :3].astype(np.float16))
for kind in (Type.BF16, Type.Q4_0, Type.Q4_1, Type.Q5_0, Type.Q5_1, Type.Q8_0):
    writer.add_tensor(kind.name.lower(), gguf.quants.quantize(weights, kind), raw_dtype=kind)
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()

# Where the half-precision scales lie in a super-block.
scales = {Type.Q2_K: (80, 82), Type.Q3_K: (108,), Type.Q4_K: (0, 2), Type.Q5_K: (0, 2), Type.Q6_K: (208,)}
writer = gguf.GGUFWriter("super_blocks.gguf", "llama")
writer.add_custom_alignment(64)
for kind, places in scales.items():
    size = gguf.GGML_QUANT_SIZES[kind][1]
    block = random.integers(0, 256, size=(1, size), dtype=np.uint8)
    for place in places:
        block[0, place : place + 2] = np.array([random.uniform(0.001, 0.01)], dtype=np.float16).view(np.uint8)
    writer.add_tensor(kind.name.lower(), block, raw_dtype=kind)
writer.add_tensor("iq4_nl", random.integers(0, 256, size=(1, 18), dtype=np.uint8), raw_dtype=Type.IQ4_NL)
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
for file in ("blocks.gguf", "super_blocks.gguf"):
    for tensor in gguf.GGUFReader(file).tensors:
        if tensor.name != "iq4_nl":
            shape = [int(n) for n in reversed(tensor.shape)]
            say(file, tensor.name, gguf.quants.dequantize(tensor.data, tensor.tensor_type).reshape(shape))

# PyTorch: a state dict with all that belongs to one, views, a parameter, shared storage.
torch.manual_seed(1)
layer = torch.nn.Linear(4, 3)
base = torch.arange(20.0).reshape(4, 5)
checkpoint = {
    "model": layer.state_dict(),
    "half": base.half(),
    "bf16": base.bfloat16(),
    "double": base.double() / 7,
    "e4m3": base.to(torch.float8_e4m3fn),
    "e5m2": base.to(torch.float8_e5m2),
    "ints": [torch.arange(3), torch.arange(3, dtype=torch.int32), torch.tensor([True, False])],
    "transposed": base.t(),
    "slice": base[1:3, 1:4],
    "row": base[2],
    "parameter": torch.nn.Parameter(torch.ones(2, 2)),
    "scalar": torch.tensor(1.5),
    "optimizer": {"state": {0: {"exp_avg": torch.full((2,), 0.25), "step": 3}}, "lr": 1e-3, "betas": (0.9, 0.999)},
    "ordered": OrderedDict([("a", torch.zeros(1))]),
    "nothing": [None, True, "text", b"bytes", 2**80, torch.float32, torch.Size([2]), torch.device("cpu")],
}
torch.save(checkpoint, "checkpoint.pt")
torch.save(torch.arange(6.0).reshape(2, 3), "lone.pt")
torch.save(layer.state_dict(), "protocol4.pt", pickle_protocol=4)


def walk(file, name, value):
    if isinstance(value, torch.Tensor):
        small = value.dtype in (torch.bfloat16, torch.float8_e4m3fn, torch.float8_e5m2)
        say(file, name, (value.float() if small else value).detach().numpy())
    elif isinstance(value, dict):
        for key, inner in value.items():
            walk(file, f"{name}.{key}".lstrip("."), inner)
    elif isinstance(value, (list, tuple)):
        for i, inner in enumerate(value):
            walk(file, f"{name}.{i}".lstrip("."), inner)


walk("checkpoint.pt", "", torch.load("checkpoint.pt"))
walk("lone.pt", "lone", torch.load("lone.pt"))
walk("protocol4.pt", "", torch.load("protocol4.pt", weights_only=False))

# PyTorch files that are refused in words.


class Evil:
    def __reduce__(self):
        import os

        return os.system, ("echo this must never run",)


torch.save({"w": torch.ones(2), "x": Evil()}, "evil.pt")
torch.save(torch.nn.Linear(2, 2), "module.pt")
torch.save(torch.ones(2), "legacy.pt", _use_new_zipfile_serialization=False)
torch.save(torch.ones(1).expand(1000), "expanded.pt")
torch.save(torch.ones(2, dtype=torch.complex64), "complex.pt")
torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), "script.pt")

# A zip archive of something else.
with zipfile.ZipFile("book.zip", "w") as book:
    book.writestr("xl/workbook.xml", "<workbook/>")

for file, arrays in expected.items():
    json.dump(arrays, open(f"expected/{file}.json", "w"), indent=0)
