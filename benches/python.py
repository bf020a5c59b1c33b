"""What the Python package costs beside the Rust that it calls: import, a small call, the Chinchilla bootstrap, memory.

    python benches/python.py [PROGRAM]

In the root of the project, with a release build of the package (`pip install .`) and, to compare with, of the program; needs
numpy and polars.
"""

import resource
import statistics
import subprocess
import sys
import time
import warnings


def milliseconds(work, times):
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(1e3 * (time.perf_counter() - begun))
    return statistics.median(taken)


def peak():
    """The most memory that this process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def imports():
    """Median time of `import lawful` in a fresh interpreter, beyond that of an empty program."""
    empty = milliseconds(lambda: subprocess.run([sys.executable, "-c", ""], check=True), 15)
    print(f"import: {milliseconds(lambda: subprocess.run([sys.executable, '-c', 'import lawful'], check=True), 15) - empty:.0f} ms")


def calls():
    """Median time of a fit of ten rows, and how much of it is not the fit."""
    table = {"x": [2.0**i for i in range(10)], "y": [3.0 * 2.0 ** (-0.5 * i) for i in range(10)]}
    inside = []

    def fit():
        inside.append(1e3 * lawful.fit(table, "y ~ c*x^-k", noise="lognormal", brief=True, progress=False).seconds)

    whole = milliseconds(fit, 200)
    print(f"ten rows: {whole:.2f} ms, {whole - statistics.median(inside):.2f} ms beside the fit")


def bootstrap(program):
    """4000 resamples of the Chinchilla runs: a call, the part of it outside the extension module, the program."""
    law, path, inner = "loss ~ E + A*params^-alpha + B*tokens^-beta", "examples/chinchilla.csv", lawful._fit._lawful.fit
    command = [program, "fit", path, law, "--where", "outlier == 0", "--noise", "huber(1e-3)", "--bootstrap", "4000", "--json"]
    inside, whole, beside = [], [], []

    def timed(*arguments):
        begun = time.perf_counter()
        try:
            return inner(*arguments)
        finally:
            inside.append(time.perf_counter() - begun)

    lawful._fit._lawful.fit = timed
    for _ in range(15):
        begun = time.perf_counter()
        lawful.fit(path, law, where="outlier == 0", noise="huber(1e-3)", bootstrap=4000, progress=False)
        whole.append(time.perf_counter() - begun)
        if program:
            beside.append(milliseconds(lambda: subprocess.run(command, capture_output=True, check=True), 1) / 1e3)
    lawful._fit._lawful.fit = inner
    share = statistics.median(1 - part / all_ for part, all_ in zip(inside, whole, strict=True))
    print(f"4000 resamples: {statistics.median(whole):.3f} s, {100 * share:.1f} % of it in Python", end="")
    print(f"; the program takes {statistics.median(beside):.3f} s" if beside else "")


def memory():
    """Growth of the peak when two columns of a frame of 22 are fitted."""
    import numpy as np
    import polars as pl

    rows, rng = 1_000_000, np.random.default_rng(0)
    x = np.exp(rng.uniform(0, 9, rows))
    frame = pl.DataFrame({"x": x, "y": 3 * x**-0.5 * np.exp(0.01 * rng.normal(size=rows))})
    frame = frame.with_columns(**{f"c{i}": pl.lit(0.0) for i in range(20)})
    before, begun = peak(), time.perf_counter()
    fit = lawful.fit(frame, "y ~ c*x^-k", noise="lognormal", brief=True, start={"c": 2.0, "k": 0.4})
    taken = time.perf_counter() - begun
    print(f"1e6 rows: {taken:.2f} s, k = {fit['k'].value:.5f}; the frame is {frame.estimated_size('mb'):.0f} MB, the two columns "
          f"16, the peak grew by {peak() - before:.0f}")


if __name__ == "__main__":
    imports()
    import lawful

    warnings.simplefilter("ignore")
    calls()
    bootstrap(sys.argv[1] if len(sys.argv) > 1 else None)
    memory()
