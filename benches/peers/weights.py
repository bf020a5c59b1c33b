"""Spectra of weights: `lawful weights` beside numpy's LAPACK and WeightWatcher, one run, one machine, the same matrices.

    python benches/peers/gpt2_sized.py /tmp/gpt2.safetensors
    python benches/peers/weights.py --lawful target/release/lawful --model /tmp/gpt2.safetensors [--repeats 3]

| side | what is timed |
|---|---|
| lawful, `--sims 0` | the whole command, reading included: all measures, alpha with rivals, Marchenko-Pastur |
| lawful, `--sims 100` | the same with p-values |
| numpy | `svd(W, compute_uv=False)` of the same matrices in f32, arrays already in memory; f64 with `--f64` |
| WeightWatcher | `analyze()` of the folder with the file; needs torch, which it imports |

`--fused-whole` everywhere: WeightWatcher does not split c_attn. Singular values, alpha, D and stable rank are compared.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

import numpy as np


def timed(work):
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


def median(work, repeats):
    runs = [timed(work) for _ in range(repeats)]
    return sorted(seconds for seconds, _ in runs)[repeats // 2], runs[0][1]


def ours(program, model, sims):
    command = [program, "weights", model, "--fused-whole", "--sims", str(sims), "--shuffles", "0", "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def matrices(path):
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
        for name, entry in header.items():
            if len(entry["shape"]) == 2:
                file.seek(8 + length + entry["data_offsets"][0])
                count = entry["shape"][0] * entry["shape"][1]
                yield name, np.fromfile(file, "<f4", count).reshape(entry["shape"])


def weightwatcher(path):
    import weightwatcher as ww

    # It reads folders of safetensors files.
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.abspath(path), os.path.join(folder, "model.safetensors"))
        watcher = ww.WeightWatcher(model=folder, log_level="ERROR")
        return timed(lambda: watcher.analyze(min_evals=8, max_evals=60000, max_N=60000))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lawful", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--f64", action="store_true")
    parser.add_argument("--without", default="", help="sides to leave out: numpy,weightwatcher")
    arguments = parser.parse_args()
    print("load average", *os.getloadavg(), "cores", os.cpu_count())
    plain, document = median(lambda: ours(arguments.lawful, arguments.model, 0), arguments.repeats)
    tested, _ = median(lambda: ours(arguments.lawful, arguments.model, 100), arguments.repeats)
    print(f"lawful: {plain:.2f} s; with p of 100 samples {tested:.2f} s; {len(document['layers'])} matrices")
    sys.stdout.flush()
    layers = {layer["name"]: layer for layer in document["layers"]}
    if "numpy" not in arguments.without:
        dtype = np.float64 if arguments.f64 else np.float32
        arrays = list(matrices(arguments.model))
        seconds, values = timed(
            lambda: {name: np.linalg.svd(a.astype(dtype), compute_uv=False) for name, a in arrays}
        )
        print(f"numpy {np.dtype(dtype)}: {seconds:.2f} s, {seconds / plain:.1f} times ours, {seconds / tested:.1f} with p")
        worst = lambda f, key: max(abs(f(s.astype(float)) / layers[name][key] - 1) for name, s in values.items())
        share = lambda s: s**2 / (s**2).sum()
        print(f"    largest relative difference: spectral norm {worst(lambda s: s[0], 'spectral_norm'):.1e},"
              f" participation ratio {worst(lambda s: 1 / (share(s) ** 2).sum(), 'participation_ratio'):.1e},"
              f" entropy rank {worst(lambda s: np.exp(-(share(s) * np.log(share(s))).sum()), 'entropy_rank'):.1e}")
        sys.stdout.flush()
    if "weightwatcher" not in arguments.without:
        seconds, details = weightwatcher(arguments.model)
        print(f"WeightWatcher: {seconds:.2f} s, {seconds / plain:.1f} times ours, {seconds / tested:.1f} with p;"
              f" {len(details)} matrices")
        worst, same = 0.0, 0
        for _, row in details.iterrows():
            name = row["longname"] if row["longname"] in layers else row["longname"] + ".weight"
            theirs, mine = row["alpha"], (layers.get(name) or {}).get("weightwatcher")
            if mine and np.isfinite(theirs):
                worst, same = max(worst, abs(theirs - mine["alpha"])), same + 1
        print(f"    alpha of {same} matrices differs by {worst:.2e} at most")


if __name__ == "__main__":
    main()
