"""The NIST nonlinear regression problems from both starts: lmfit against lawful.

Each model is the formula of problems.toml; the score is the least log relative error of a problem's parameters,
-log10(|found - certified| / |certified|), at most 11, the digits that NIST certifies. lmfit runs as it comes and,
with --tight, with its tolerances at 1e-15.
"""

import csv
import re
import tempfile
import tomllib
from pathlib import Path

import lmfit
import numpy as np

from race import ROOT, arguments, lawful, median, package, race

FOLDER = ROOT / "crates" / "lawful" / "tests" / "data" / "nist"
FUNCTIONS = {name: getattr(np, name) for name in ("exp", "cos", "sin", "pi")} | {"atan": np.arctan}
CERTIFIED_DIGITS = 11


def problem(name):
    """Both starts, the certified parameters, x and y of one data file."""
    lines = (FOLDER / f"{name}.dat").read_text().splitlines()
    starts, certified = ({}, {}), {}
    for line in lines:
        found = re.match(r"\s*(b\d)\s*=\s*(\S+)\s+(\S+)\s+(\S+)\s+\S+", line)
        if found:
            starts[0][found[1]], starts[1][found[1]] = float(found[2]), float(found[3])
            certified[found[1]] = float(found[4])
    y, x = np.array([[float(word) for word in line.split()] for line in lines[60:] if line.strip()]).T
    return starts, certified, x, y


def digits(found, certified):
    """The least log relative error; 0 where the fit failed."""
    worst = float(CERTIFIED_DIGITS)
    for name, value in certified.items():
        error = abs(found[name] - value) / abs(value) if name in found else np.inf
        worst = min(worst, -np.log10(max(error, 1e-300)) if np.isfinite(error) else 0.0)
    return max(worst, 0.0)


def model(law, names):
    """The formula as a Python function of x and its parameters."""
    formula = law.split("~", 1)[1].replace("^", "**")
    return lmfit.Model(eval(f"lambda x, {', '.join(names)}: {formula}", dict(FUNCTIONS)))  # noqa: S307, our own file


def lmfit_values(fitted, start, x, y, tight):
    """lmfit's parameters; none where it gives up."""
    settings = {"ftol": 1e-15, "xtol": 1e-15, "gtol": 1e-15} if tight else {}
    try:
        with np.errstate(all="ignore"):
            return fitted.fit(y, x=x, **start, fit_kws=settings).best_values
    except ValueError:  # a residual that is not a number
        return {}


def main():
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument("--tight", action="store_true", help="lmfit's tolerances at 1e-15")
    args = parser.parse_args()
    problems = tomllib.loads((FOLDER / "problems.toml").read_text())["problem"]
    totals = {"lmfit": 0.0, "wall": 0.0, "inside": 0.0}
    print(f"{'problem':<10} start   lmfit ms  digits" + ("   lawful ms  fit alone ms  digits" if args.lawful or package else ""))
    with tempfile.TemporaryDirectory() as folder:
        for item in (item for item in problems if item.get("file", True)):
            starts, certified, x, y = problem(item["name"])
            table = Path(folder) / f"{item['name']}.csv"
            with open(table, "w", newline="") as file:
                csv.writer(file).writerows([("y", "x"), *zip(y.tolist(), x.tolist(), strict=True)])
            fitted = model(item["law"], certified)
            for number, start in enumerate(starts, 1):
                law = item["law"] + "".join(f"; {name} start {value!r}" for name, value in start.items())
                peers, ours = race(
                    args,
                    lambda: lmfit_values(fitted, start, x, y, args.tight),
                    lambda: lawful(args.lawful, table if args.lawful else {"y": y, "x": x}, law, "--threads", str(args.cores)),
                )
                totals["lmfit"] += median(peers)
                line = f"{item['name']:<10} {number:>5} {1e3 * median(peers):10.2f}"
                line += f" {digits(peers[-1].result, certified):7.1f}"
                for time in ours[-1:]:
                    values = {name: found["value"] for name, found in time.result["params"].items()}
                    inside = median(ours, "inside") or 0.0
                    totals["wall"] += median(ours)
                    totals["inside"] += inside
                    line += f" {1e3 * median(ours):11.2f} {1e3 * inside:13.3f} {digits(values, certified):7.1f}"
                print(line)
    print(f"sum: lmfit {totals['lmfit']:.4f} s", end="")
    for label, kind in (("lawful, whole call or command", "wall"), ("lawful, fit alone", "inside")):
        if totals[kind]:
            print(f"; {label} {totals[kind]:.4f} s, {totals['lmfit'] / totals[kind]:.1f} times faster", end="")
    print()


if __name__ == "__main__":
    main()
