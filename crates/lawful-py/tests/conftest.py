"""Where the project and its program are, and the tables that tests share."""

import csv
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CHINCHILLA = ROOT / "examples" / "chinchilla.csv"
LAW = "loss ~ E + A*params^-alpha + B*tokens^-beta"


@pytest.fixture(scope="session")
def program():
    """The program `lawful`: LAWFUL_PROGRAM, or what cargo built last."""
    named = os.environ.get("LAWFUL_PROGRAM")
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    built = [path for path in (target / "debug" / "lawful", target / "release" / "lawful") if path.exists()]
    if named is None and not built:
        pytest.skip("no program: cargo build -p lawful, or name it by LAWFUL_PROGRAM")
    return named or str(max(built, key=lambda path: path.stat().st_mtime))


@pytest.fixture(scope="session")
def runs():
    """The runs of Hoffmann et al. as a dict of lists."""
    with open(CHINCHILLA, newline="") as file:
        rows = list(csv.DictReader(file))

    def cell(text):
        try:
            return float(text)
        except ValueError:
            return text or None

    return {name: [cell(row[name]) for row in rows] for name in rows[0]}


@pytest.fixture
def line():
    """y = 3 x^-0.5 with scatter of 1 % in the log, fixed."""
    scatter = [0.4, -1.1, 0.9, -0.3, 1.2, -0.8, 0.1, -0.6, 0.5, -0.2]
    x = [2.0**i for i in range(10)]
    return {"x": x, "y": [3.0 * v**-0.5 * 1.01**s for v, s in zip(x, scatter, strict=True)]}
