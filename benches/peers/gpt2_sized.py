"""Writes a safetensors file with the shapes and names of GPT-2 (124 million parameters) and planted spectra.

    python benches/peers/gpt2_sized.py OUT.safetensors [--blocks 12] [--seed 0]

| tensors | spectrum |
|---|---|
| `mlp.c_fc`, `mlp.c_proj` | eigenvalues are quantiles of a power law, exponent 2 + block/6 over the top half, orthogonal factors random |
| `attn.c_attn`, `attn.c_proj` | Gaussian noise of deviation 0.02 with 8 spikes, 1.5 to 6 times the edge of noise |
| `wte`, `wpe` | Gaussian noise of deviation 0.02 |
| biases, layer norms | vectors |
"""

import argparse
import json
import struct

import numpy as np

WIDTH, VOCABULARY, CONTEXT = 768, 50257, 1024


def orthonormal(rng, rows, cols):
    return np.linalg.qr(rng.standard_normal((rows, cols), dtype=np.float32))[0]


def power_law(rng, rows, cols, alpha):
    """A matrix whose squared singular values are quantiles of a density x^-alpha from 1 on."""
    k = min(rows, cols)
    survival = (np.arange(k) + 0.5) / k
    singular = np.sqrt(survival ** (-1 / (alpha - 1)))
    return (orthonormal(rng, rows, k) * singular.astype(np.float32)) @ orthonormal(rng, cols, k).T


def spiked(rng, rows, cols, deviation=0.02, spikes=8):
    edge = deviation * (np.sqrt(rows) + np.sqrt(cols))
    strengths = edge * np.geomspace(6, 1.5, spikes)
    noise = deviation * rng.standard_normal((rows, cols), dtype=np.float32)
    planted = (orthonormal(rng, rows, spikes) * strengths.astype(np.float32)) @ orthonormal(rng, cols, spikes).T
    return noise + planted


def tensors(blocks, seed):
    rng = np.random.default_rng(seed)
    noise = lambda *shape: 0.02 * rng.standard_normal(shape, dtype=np.float32)
    yield "wte.weight", noise(VOCABULARY, WIDTH)
    yield "wpe.weight", noise(CONTEXT, WIDTH)
    for i in range(blocks):
        yield f"h.{i}.ln_1.weight", np.ones(WIDTH, np.float32)
        yield f"h.{i}.attn.c_attn.weight", spiked(rng, WIDTH, 3 * WIDTH)
        yield f"h.{i}.attn.c_attn.bias", noise(3 * WIDTH)
        yield f"h.{i}.attn.c_proj.weight", spiked(rng, WIDTH, WIDTH)
        yield f"h.{i}.mlp.c_fc.weight", power_law(rng, WIDTH, 4 * WIDTH, 2 + i / 6)
        yield f"h.{i}.mlp.c_fc.bias", noise(4 * WIDTH)
        yield f"h.{i}.mlp.c_proj.weight", power_law(rng, 4 * WIDTH, WIDTH, 2 + i / 6)
    yield "ln_f.weight", np.ones(WIDTH, np.float32)


def write(path, arrays):
    arrays = [(name, np.ascontiguousarray(a, "<f4")) for name, a in arrays]
    header, start = {}, 0
    for name, a in arrays:
        header[name] = {"dtype": "F32", "shape": list(a.shape), "data_offsets": [start, start + a.nbytes]}
        start += a.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for _, a in arrays:
            file.write(a.tobytes())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--blocks", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    write(arguments.out, list(tensors(arguments.blocks, arguments.seed)))


if __name__ == "__main__":
    main()
