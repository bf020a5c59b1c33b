"""A line that says how far long work is, in terminals and notebooks."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

_PATIENCE = 0.5  # seconds before the line appears


class Line:
    """`with Line("refits", None) as show:` gives what the work calls with `(done, total)`, or `None`."""

    def __init__(self, what: str, wanted: bool | None) -> None:
        self._what, self._begun, self._shown = what, time.monotonic(), False
        there = sys.stderr is not None and (sys.stderr.isatty() or "ipykernel" in sys.modules)
        self._wanted = there if wanted is None else wanted and sys.stderr is not None

    def __enter__(self) -> Callable[[int, int], None] | None:
        return self._show if self._wanted else None

    def _show(self, done: int, total: int) -> None:
        gone = time.monotonic() - self._begun
        if gone < _PATIENCE:
            return
        self._shown = True
        left = gone * (total - done) / done if done else 0.0
        bar = "#" * (24 * done // total)
        print(f"\r{bar:<24} {done} of {total} {self._what}, {left:.0f} s left  ", end="", file=sys.stderr, flush=True)

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print("\r" + " " * 78 + "\r", end="", file=sys.stderr, flush=True)
