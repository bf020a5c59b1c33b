"""What fits, and published ones, say of other points: predictions, plans, crossings, runs against their law."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from . import _lawful, _tables
from ._arguments import assignments, columns, maybe, real, recorded
from ._fits import Fit
from ._lawful import Error
from ._results import Average, Check, Crossover, Plan, Predictions


def _source(fit: Any) -> Any:
    """A fit, a published fit, or the file of a document."""
    if isinstance(fit, Fit):
        return fit._core
    if isinstance(fit, (str, os.PathLike)):
        return os.fspath(fit)
    raise Error(f"a fit is a lawful.Fit, a published fit such as 'chinchilla@hoffmann2022', or the file of a document, "
                f"not {type(fit).__name__}")


def _kind(fit: Any) -> str:
    return getattr(fit, "_kind", None) or _tables.usual()


def predict(
    fit: Any, data: Any = None, /, *, level: float | None = None, drift: bool = True, **inputs: Any
) -> Any:
    """Predicts from a fit, a published fit or a document, at the rows of a table or at values given by name.

    Parameters
    ----------
    fit : Fit or str, or list of them
        A fit, a published one (`"chinchilla@hoffmann2022"`), or the file of a document. Of several one forecast is made,
        at one point: their mean by Akaike weights if all were fitted to the same rows with a likelihood, else by equal
        ones, with an interval that holds their disagreement.
    data : table, optional
        Anything that `lawful.fit` takes. Columns that `let` made are made again.
    level : float, optional
        Level of the intervals; the fit's unless given.
    drift : bool
        Widen intervals beyond the data by the drift that forecasts within the data had.
    **inputs : float, str or sequence
        Columns by name; a single value stands in every row.

    Returns
    -------
    Predictions
        `.table()` has one row per point: inputs, `value`, `lo`, `hi`, `obs_lo`, `obs_hi`.
    Average
        Of several laws: `.value`, `.lo`, `.hi`, `.rivals`.

    Examples
    --------
    >>> round(lawful.predict("chinchilla@hoffmann2022", N=70e9, D=1.4e12).values[0], 3)
    1.937
    """
    command = recorded(predict, locals())
    if (data is None) == (not inputs):
        raise Error("a prediction needs a table or values by name, as in N=7e10, and not both")
    points = _tables.point(inputs) if data is None else _tables.source(data)
    if isinstance(fit, (list, tuple)):
        if not fit:
            raise Error("a forecast from several laws needs at least one")
        sources = [_source(one) for one in fit]
        return Average(_lawful.average(sources, points, 0.95 if level is None else real("level", level), command), _kind(fit[0]))
    kind = _tables.kind(data) if data is not None else _kind(fit)
    return Predictions(_lawful.predict(_source(fit), points, maybe("level", level), bool(drift), command), kind)


def check(fit: Any, run: Any, *, level: float | None = None) -> Check:
    """Says whether a run is on the law: every row against the interval of a new observation.

    Parameters
    ----------
    fit : Fit or str
        A fit, or the file of its document.
    run : table
        Rows of a run in their order, with the columns of the law and what was measured.
    level : float, optional
        Level of the interval; the fit's unless given.

    Returns
    -------
    Check
        `.verdict` is `on the law`, `above the law` or `below the law`, by the last row; `.z` counts standard deviations,
        `.since` is the row from which on it is off. `.table()` has one row per row of the run.
    """
    command = recorded(check, locals())
    answer = _lawful.check(_source(fit), _tables.source(run), maybe("level", level), command)
    return Check(answer, _tables.kind(run))


def plan(
    fit: Any,
    budget: float | str | None = None,
    *,
    target: float | None = None,
    cost: str = "6*N*D",
    allocate: str | Sequence[str] | None = None,
    fixed: Mapping[str, float] | Sequence[str] | None = None,
    maximise: bool = False,
    tolerance: float = 0.01,
    level: float = 0.95,
) -> Plan:
    """The best allocation of a budget, or the least budget that reaches a target.

    Parameters
    ----------
    fit : Fit or str
        A fit, a published one (`"chinchilla@hoffmann2022"`), or the file of a document.
    budget, target : float
        The budget in the unit of the cost, or the response to reach.
    cost : str
        A formula in the law's columns.
    allocate : list of str
        The columns to choose; by default those of the cost that are not fixed.
    fixed : dict
        Columns that are given.
    maximise : bool
        More of the response is better.
    tolerance : float
        How far from the best response is called nearly as good, as a share.

    Returns
    -------
    Plan
        `.optimum` maps every column, the response and `cost` to a `Quantity`.
    """
    command = recorded(plan, locals())
    options = {
        "budget": maybe("budget", budget),
        "target": maybe("target", target),
        "cost": cost,
        "allocate": columns(allocate),
        "fixed": assignments(fixed),
        "maximise": bool(maximise),
        "tolerance": real("tolerance", tolerance),
        "level": real("level", level),
        "command": command,
    }
    return Plan(_lawful.plan(_source(fit), options), _kind(fit))


def crossover(
    first: Any,
    second: Any,
    *,
    along: str,
    fixed: Mapping[str, float] | Sequence[str] | None = None,
    range: tuple[float, float] | None = None,
    level: float = 0.95,
) -> Crossover:
    """Where two laws cross along a column.

    Parameters
    ----------
    first, second : Fit or str
        Fits, published ones, or files of documents.
    along : str
        The column.
    fixed : dict
        The other columns of the laws.
    range : (float, float)
        Where to look; by default the data that both have in common and 1000 times beyond.

    Returns
    -------
    Crossover
    """
    command = recorded(crossover, locals())
    options = {
        "along": along,
        "fixed": assignments(fixed),
        "range": None if range is None else (real("range", range[0]), real("range", range[1])),
        "level": real("level", level),
        "command": command,
    }
    return Crossover(_lawful.crossover(_source(first), _source(second), options), _kind(first))
