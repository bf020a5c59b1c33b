"""Laws and intervals put to the test: rivals, back-tests, coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from . import _lawful, _tables
from ._arguments import assignments, count, maybe, question, real, recorded, texts
from ._lawful import Error
from ._progress import Line
from ._results import Backtest, Comparison, Coverage


def compare(
    data: Any,
    *laws: str,
    noise: str = "gaussian",
    where: Any = None,
    let: Any = None,
    reduce: str | None = None,
    without: Any = None,
    unit: Mapping[str, str] | None = None,
    sigma: str | None = None,
    weights: str | None = None,
    cluster: str | None = None,
    start: Any = None,
    fix: Any = None,
    starts: int | None = None,
    holdout: str | None = None,
    rolling: str | None = None,
    level: float = 0.95,
    seed: int = 0,
    threads: int | None = None,
    progress: bool | None = None,
) -> Comparison:
    """Ranks rival laws on the same rows, by AIC or by rows that they did not see.

    Parameters
    ----------
    data : table
    *laws : str
        Two laws or more.
    holdout : str
        Rank by the rows that meet this condition.
    rolling : str
        A column: fit up to a value of it, predict beyond, for several values.

    The other parameters are those of `fit`.

    Returns
    -------
    Comparison
        `.table()` has one row per law, best first.
    """
    command = recorded(compare, locals())
    asked = question(data, laws, locals())
    with Line("fits", progress) as show:
        answer = _lawful.compare(asked, {"holdout": holdout, "rolling": rolling, "command": command}, show)
    return Comparison(answer, _tables.kind(data))


def backtest(
    data: Any,
    *laws: str,
    cost: str | None = None,
    select: str | Sequence[str] | None = None,
    cuts: Sequence[float] = (),
    distances: Sequence[float] = (),
    noise: str | Sequence[str] = "gaussian",
    where: Any = None,
    let: Any = None,
    reduce: str | None = None,
    without: Any = None,
    unit: Mapping[str, str] | None = None,
    sigma: str | None = None,
    weights: str | None = None,
    cluster: str | None = None,
    start: Any = None,
    fix: Any = None,
    starts: int | None = None,
    level: float = 0.9,
    seed: int = 0,
    threads: int | None = None,
    progress: bool | None = None,
) -> Backtest:
    """Says how good forecasts beyond the data would have been.

    Parameters
    ----------
    data : table
    *laws : str
        One law or more.
    cost : str
        A column or formula that says how large a row is: `"6*N*D"`.
    select : str or list of str
        Rival selections of rows: `"outlier == 0; min(loss) by N,D"`.
    cuts, distances : list of float
        Where fits end, and how far beyond it forecasts are judged.
    noise : str or list of str
        Every law is fitted with each.

    The other parameters are those of `fit`.

    Returns
    -------
    Backtest
        `.table()` has one row per law, noise, cut and distance.
    """
    command = recorded(backtest, locals())
    asked = question(data, laws, locals())
    options = {
        "cost": cost,
        "select": texts(select),
        "cuts": [real("cuts", x) for x in cuts],
        "distances": [real("distances", x) for x in distances],
        "command": command,
    }
    with Line("fits", progress) as show:
        answer = _lawful.backtest(asked, options, show)
    return Backtest(answer, _tables.kind(data))


def coverage(
    law: str,
    *,
    truth: Mapping[str, float] | Sequence[str],
    table: Any = None,
    design: Mapping[str, tuple[float, float]] | None = None,
    rows: int = 50,
    noise: str = "gaussian",
    draw: str | None = None,
    scale: float | None = None,
    sims: int = 1000,
    level: float = 0.95,
    bootstrap: int | None = None,
    seed: int = 0,
    threads: int | None = None,
    progress: bool | None = None,
) -> Coverage:
    """Says how often intervals hold the truth, by simulation.

    Parameters
    ----------
    law : str
    truth : dict
        The true value of every parameter that is not fixed.
    table : table, optional
        Rows of the design; the response is replaced.
    design : dict, optional
        Columns that run evenly in the log from one end to the other: `{"N": (1e7, 1e10)}`.
    rows : int
        Rows of that design.
    noise, draw : str
        The noise that is fitted, and the one that is drawn if it is another.
    scale : float
        Scale of the noise.
    sims : int
        Simulated data sets.

    Returns
    -------
    Coverage
    """
    command = recorded(coverage, locals())
    if (table is None) == (design is None):
        raise Error("coverage needs a design or a table, and not both")
    options = {
        "truth": assignments(truth),
        "design": [(column, real(column, lo), real(column, hi)) for column, (lo, hi) in (design or {}).items()],
        "rows": count("rows", rows, 2),
        "noise": noise,
        "draw": draw,
        "scale": maybe("scale", scale),
        "sims": count("sims", sims, 1),
        "level": real("level", level),
        "bootstrap": count("bootstrap", bootstrap, 2),
        "seed": count("seed", seed),
        "threads": count("threads", threads, 1),
        "command": command,
    }
    with Line("data sets", progress) as show:
        answer = _lawful.coverage(law, None if table is None else _tables.source(table), options, show)
    return Coverage(answer, _tables.kind(table))
