"""Two sides of one race: what every script here shares.

Both sides are Python calls in one warm process, ours through the package `lawful` on arrays, as the peer's: each runs once
before the clock starts. With `--lawful PATH` our side is the program instead, `lawful fit … --json` on a file. Both run in
turn, and what is printed is the ratio of the medians. Two times are kept for our side: the whole call or command as a
person waits for it (of a command: start of the process, reading, fitting, printing) and the fit alone, the document's
`seconds`.
"""

import argparse
import csv
import json
import multiprocessing
import os
import statistics
import subprocess
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

try:
    import lawful as package
except ImportError:
    package = None

ROOT = Path(__file__).resolve().parents[2]
CHINCHILLA = ROOT / "examples" / "chinchilla.csv"
KEEP = "outlier == 0"
DELTA = 1e-3

# The start that the replication's bootstrap uses: the unrounded numbers in the TeX source of Hoffmann et al.
TEX_SOURCE = np.array([6.0073404, 6.0179186, 0.5267228, 0.33917084, 0.2849083])


def arguments(about):
    """The flags that all scripts have."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--lawful", metavar="PATH", help="the program; without it the package runs if it is there")
    parser.add_argument("--repeats", type=int, default=1, metavar="R", help="times that each side runs (default 1)")
    parser.add_argument("--cores", type=int, default=2, metavar="K", help="cores for either side (default 2)")
    return parser


def hoffmann():
    """Parameters, tokens and loss of the 240 runs that the replication keeps."""
    with open(CHINCHILLA, newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["outlier"] == "0"]
    return tuple(np.array([float(row[name]) for row in rows]) for name in ("params", "tokens", "loss"))


def runs(args):
    """What our side fits: the file for the program, its columns for the package."""
    if args.lawful:
        return CHINCHILLA
    with open(CHINCHILLA, newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) for row in rows]) for name in ("params", "tokens", "loss", "outlier")}


def huber(residual, delta=DELTA):
    """Sum of the Huber loss."""
    size = np.abs(residual)
    return float(np.sum(np.where(size <= delta, residual**2 / 2, delta * (size - delta / 2))))


def one_blas_thread():
    """Keeps scipy's linear algebra on the calling core: its own threads wait busily and cost it a factor of 50 here."""
    threadpool_limits(limits=1)


def workers(cores):
    """A pool of processes that are up before the clock starts."""
    pool = multiprocessing.Pool(cores, initializer=one_blas_thread)
    pool.map(abs, range(4 * cores))
    return pool


@dataclass
class Time:
    """One run: seconds on the wall, seconds that the program counts for the fit, and what it gave."""

    wall: float
    inside: float | None
    result: object


def timed(call):
    """Runs the peer once."""
    begin = time.perf_counter()
    result = call()
    return Time(time.perf_counter() - begin, None, result)


def lawful(program, table, law, *flags):
    """Runs `lawful fit` once, the program on a file or without one the package on columns, and reads its document."""
    # No peer makes profiles or refits beside its fit, so neither do we, unless the race is about refits.
    brief = [] if "--bootstrap" in flags else ["--brief"]
    if program is None:
        options = {"brief": bool(brief), "let": []}
        for flag, value in zip(flags[::2], flags[1::2], strict=True):
            if flag == "--let":
                options["let"].append(value)
            else:
                options[flag[2:]] = int(value) if flag in ("--bootstrap", "--starts", "--threads") else value
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", package.LawfulWarning)
            begin = time.perf_counter()
            fit = package.fit(table, law, progress=False, **options)
            wall = time.perf_counter() - begin
        return Time(wall, fit.seconds, fit.document)
    command = [program, "fit", str(table), law, *flags, *brief, "--json"]
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    wall = time.perf_counter() - begin
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}\n{done.stderr.strip()}")
    document = json.loads(done.stdout)
    return Time(wall, document.get("seconds"), document)


def race(args, peer, ours=None):
    """Runs both sides in turn, once to warm up, and returns their times; `ours` if there is a program or the package."""
    if any(name in os.environ for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")):
        print("note: OPENBLAS_CORETYPE or OPENBLAS_L2_SIZE is set and may slow numpy: run with `env -u` of both")
    one_blas_thread()
    ours = ours if args.lawful or package else None
    peers, lawfuls = [], []
    # A race of one run is a long one, which needs no warming up.
    for turn in range(args.repeats + (args.repeats > 1)):
        peer_time, our_time = timed(peer), ours() if ours else None
        if turn > 0 or args.repeats == 1:
            peers.append(peer_time)
            lawfuls += [our_time] if our_time else []
    return peers, lawfuls


def median(times, kind="wall"):
    """Median seconds, or None where the document does not tell."""
    seconds = [getattr(t, kind) for t in times]
    return statistics.median(seconds) if seconds and None not in seconds else None


def report(name, peers, lawfuls):
    """Prints the seconds of both sides and their ratio."""
    peer = median(peers)
    print(f"{name:<34} {peer:10.4f} s")
    for label, kind in (("lawful, whole call or command", "wall"), ("lawful, fit alone", "inside")):
        ours = median(lawfuls, kind)
        if ours:
            print(f"{label:<34} {ours:10.4f} s   {peer / ours:8.1f} times faster")
