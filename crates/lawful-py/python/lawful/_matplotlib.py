"""Figures on axes of matplotlib."""

from __future__ import annotations

import csv
from typing import Any

from ._lawful import Figure


def draw(figure: Figure, ax: Any) -> Any:
    """Draws the first panel of a figure on axes of matplotlib."""
    series: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in csv.DictReader(figure.to_csv().splitlines()):
        if row["panel"] == "1":
            series.setdefault((row["series"], row["mark"]), []).append(row)
    for (label, mark), rows in series.items():
        x, y, lo, hi = ([float(row[key] or "nan") for row in rows] for key in ("x", "y", "lo", "hi"))
        if mark == "points":
            ax.plot(x, y, "o", ms=4, label=label or None)
        elif mark == "line":
            ax.plot(x, y, "-", label=label or None)
        elif mark == "band":
            ax.fill_between(x, lo, hi, alpha=0.2, label=label or None)
    if all(v > 0 for rows in series.values() for row in rows if row["x"] for v in (float(row["x"]),)):
        ax.set_xscale("log")
    if any(label for label, _ in series):
        ax.legend()
    return ax
