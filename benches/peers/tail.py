"""Heavy tails: `lawful tail` beside the Python package powerlaw and the C library plfit, one run, one machine.

    python benches/peers/tail.py --lawful target/dist/lawful [--plfit libplfit.so] [--sizes 10000,30000]

Pareto samples of exponent 2.5. `powerlaw` (2.0) is run up to 30,000 values, since its time grows as n^1.5 to n^2. libplfit
(Debian's libplfit-dev) chooses its candidates as it does by default. Our time is that of the
whole command, rivals and the other convention of distances included, p-value not.
"""

import argparse
import ctypes
import json
import subprocess
import sys
import tempfile
import time

import numpy as np

LARGEST_FOR_POWERLAW = 30_000


def timed(work):
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


def ours(program, path):
    command = [program, "tail", path, "--continuous", "--sims", "0", "--json"]
    document = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return document["alpha"], document["xmin"], document["ks"]


def powerlaw_fit(values):
    import powerlaw

    fit = powerlaw.Fit(values, verbose=False)
    return fit.power_law.alpha, fit.power_law.xmin, fit.power_law.D


class PlfitOptions(ctypes.Structure):
    _fields_ = [
        ("finite_size_correction", ctypes.c_ushort),
        ("xmin_method", ctypes.c_int),
        ("p_value_method", ctypes.c_int),
        ("p_value_precision", ctypes.c_double),
        ("rng", ctypes.c_void_p),
    ]


class PlfitResult(ctypes.Structure):
    _fields_ = [(name, ctypes.c_double) for name in ("alpha", "xmin", "L", "D", "p")]


STRATIFIED = 1  # the library's own choice
NO_P_VALUE = 0


def plfit_fit(library, values):
    result = PlfitResult()
    options = PlfitOptions(xmin_method=STRATIFIED, p_value_method=NO_P_VALUE)
    numbers = np.ascontiguousarray(values, dtype=np.float64)
    pointer = numbers.ctypes.data_as(ctypes.POINTER(ctypes.c_double))
    code = library.plfit_continuous(pointer, ctypes.c_size_t(len(numbers)), ctypes.byref(options), ctypes.byref(result))
    assert code == 0, code
    return result.alpha, result.xmin, result.D


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lawful", required=True)
    parser.add_argument("--plfit")
    parser.add_argument("--sizes", default="10000,30000,100000,1000000")
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    library = ctypes.CDLL(arguments.plfit) if arguments.plfit else None
    for n in (int(size) for size in arguments.sizes.split(",")):
        values = (1 - np.random.default_rng(n).random(n)) ** (-1 / 1.5)
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            np.savetxt(file, values, fmt="%.17g")
            file.flush()
            runs = [timed(lambda: ours(arguments.lawful, file.name)) for _ in range(arguments.repeats)]
            seconds, answer = sorted(runs)[len(runs) // 2]
            print(f"n = {n}: lawful {seconds:.4f} s, alpha, xmin, D = {answer}")
            if n <= LARGEST_FOR_POWERLAW:
                theirs, answer = timed(lambda: powerlaw_fit(values))
                print(f"    powerlaw {theirs:.2f} s, {theirs / seconds:.0f} times ours, {answer}")
            if library:
                theirs, answer = timed(lambda: plfit_fit(library, values))
                print(f"    plfit {theirs:.2f} s, {theirs / seconds:.1f} times ours, {answer}")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
