"""What is read off a table without a law to type: best sizes of budgets, frontiers, tails."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from . import _lawful, _tables
from ._arguments import count, maybe, real, recorded, selection
from ._progress import Line
from ._results import Frontier, Isoflop, Tail


def isoflop(
    data: Any,
    *,
    size: str = "params",
    budget: str = "budget",
    loss: str = "loss",
    tokens: str | None = None,
    method: str = "parabola",
    where: Any = None,
    let: Any = None,
    reduce: str | None = None,
    by: Any = None,
    without: Any = None,
    level: float = 0.95,
    seed: int = 0,
    threads: int | None = None,
) -> Isoflop:
    """The best size of each budget of a table (approach 2 of Hoffmann et al. 2022).

    Parameters
    ----------
    data : table
    size, budget, loss, tokens : str
        Columns; tokens are budget/(6 size) unless given.
    method : {"parabola", "akima"}
        How the best size of a budget is found.

    The other parameters are those of `fit`.

    Returns
    -------
    Isoflop
        `.table()` has one row per budget.
    """
    command = recorded(isoflop, locals())
    options = {
        "size": size,
        "budget": budget,
        "loss": loss,
        "tokens": tokens,
        "method": method,
        "level": real("level", level),
        "seed": count("seed", seed),
        "threads": count("threads", threads, 1),
        "command": command,
    }
    answer = _lawful.isoflop(_tables.source(data), selection(let, where, reduce, by, without), options)
    return Isoflop(answer, _tables.kind(data))


def frontier(
    data: Any,
    *,
    curve: str = "run",
    cost: str | None = None,
    loss: str = "loss",
    size: str = "params",
    tokens: str | None = None,
    envelope: str = "lowest",
    budgets: int | None = None,
    smooth: float = 0.0,
    resamples: int = 1000,
    where: Any = None,
    let: Any = None,
    reduce: str | None = None,
    by: Any = None,
    without: Any = None,
    level: float = 0.95,
    seed: int = 0,
    threads: int | None = None,
) -> Frontier:
    """The frontier of training curves (approach 1 of Hoffmann et al. 2022).

    Parameters
    ----------
    data : table
        A row per checkpoint.
    curve, cost, loss, size, tokens : str
        Columns; cost is 6 size tokens unless given.
    envelope : {"lowest", "hull"}
        The lowest curve at each cost, or the lower convex hull of all checkpoints.
    budgets : int
        Costs at which the lowest curve is taken, or buckets of the hull.
    smooth : float
        Smooth each curve first, by a Gaussian of this many checkpoints.
    resamples : int
        Resamples of the runs, for intervals.

    The other parameters are those of `fit`.

    Returns
    -------
    Frontier
    """
    command = recorded(frontier, locals())
    options = {
        "curve": curve,
        "cost": cost,
        "loss": loss,
        "size": size,
        "tokens": tokens,
        "envelope": envelope,
        "budgets": count("budgets", budgets, 1),
        "smooth": real("smooth", smooth),
        "resamples": count("resamples", resamples),
        "level": real("level", level),
        "seed": count("seed", seed),
        "threads": count("threads", threads, 1),
        "command": command,
    }
    answer = _lawful.frontier(_tables.source(data), selection(let, where, reduce, by, without), options)
    return Frontier(answer, _tables.kind(data))


def tail(
    data: Any,
    column: str | None = None,
    *,
    discrete: bool | None = None,
    xmin: float | None = None,
    ks: str = "below",
    sims: int | None = None,
    where: Any = None,
    let: Any = None,
    by: Any = None,
    without: Any = None,
    level: float = 0.95,
    seed: int = 0,
    threads: int | None = None,
    progress: bool | None = None,
) -> Tail:
    """Fits a power law to the tail of a column of numbers.

    Never read alpha alone: `p` says whether a power law is tenable, and the rivals what else is.

    Parameters
    ----------
    data : table, or array or list of numbers
    column : str
        Which; the only one unless given.
    discrete : bool
        Whole numbers by the zeta law; by default for those with a median below 100.
    xmin : float
        Where the tail begins; by default where the law is nearest to its tail.
    ks : {"below", "two-sided"}
        How distances are taken.
    sims : int
        Samples simulated for `p` and intervals.

    Returns
    -------
    Tail
        `.alpha`, `.alpha_err`, `.xmin`, `.p`, `.rivals`.
    """
    command = recorded(tail, locals())
    is_table = isinstance(data, (str, os.PathLike, Mapping)) or hasattr(data, "columns")
    table = data if is_table or hasattr(data, "column_names") else {"value": data}
    options = {
        "column": column,
        "discrete": discrete,
        "xmin": maybe("xmin", xmin),
        "ks": ks,
        "sims": count("sims", sims),
        "level": real("level", level),
        "seed": count("seed", seed),
        "threads": count("threads", threads, 1),
        "command": command,
    }
    with Line("simulated samples", progress) as show:
        answer = _lawful.tail(_tables.source(table), selection(let, where, None, by, without), options, show)
    return Tail(answer, _tables.kind(data))
