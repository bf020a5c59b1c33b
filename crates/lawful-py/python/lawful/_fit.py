"""`lawful.fit`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from . import _lawful, _tables
from ._arguments import count, question, recorded
from ._fits import Fit, Fits
from ._lawful import Error
from ._progress import Line
from ._warnings import warn


def fit(
    data: Any,
    law: str,
    *,
    noise: str = "gaussian",
    where: str | Sequence[str] | None = None,
    let: str | Sequence[str] | Mapping[str, str] | None = None,
    reduce: str | None = None,
    by: str | Sequence[str] | None = None,
    without: int | Sequence[int] | None = None,
    unit: Mapping[str, str] | None = None,
    sigma: str | None = None,
    weights: str | None = None,
    cluster: str | None = None,
    start: Mapping[str, float] | Sequence[str] | None = None,
    fix: Mapping[str, float] | Sequence[str] | None = None,
    starts: int | None = None,
    grid: str | None = None,
    bootstrap: int | None = None,
    profile: bool = False,
    brief: bool = False,
    holdout: str | None = None,
    level: float = 0.95,
    seed: int = 0,
    threads: int | None = None,
    progress: bool | None = None,
) -> Any:
    """Fits a law to a table.

    Parameters
    ----------
    data : table
        A pandas, polars or pyarrow frame, a dict of arrays or lists, or the path of a file.
    law : str
        `response ~ formula`, then clauses after `;`: domains, starts, fixed values, priors, derived quantities. A name
        that is a column is data, any other a parameter.
    noise : str
        `gaussian`, `lognormal`, `laplace`, `student(4)`, `poisson`, `gamma(8)`, `whittle`, `binomial(TRIALS)`,
        `negbinomial`, or the losses `huber(1e-3)`, `asymmetric-huber(1e-3, 10)`.
    where : str or list of str
        Conditions that rows must meet: `"outlier == 0"`.
    let : dict, str or list of str
        New columns: `{"C": "6*N*D"}` or `"C = 6*N*D"`.
    reduce : str
        One row per group: `"min(loss) by N,D"`.
    by : str or list of str
        Fit each group apart.
    without : int or list of int
        Rows left out, counted from 1.
    unit : dict
        Unit or counting convention of columns.
    sigma, weights, cluster : str
        Columns of known standard deviations, of row weights, of values that mark rows which belong together.
    start, fix : dict
        Where parameters start (then these are the starts), and values at which they are held.
    starts : int
        How many quasi-random starts to follow.
    grid : str
        Follow every start of a grid: `"alpha=0:2:0.5, E=[1, 2]"`.
    bootstrap : int
        Intervals from so many refits to resampled rows.
    profile, brief : bool
        Intervals by profile, whatever the rule would pick; standard errors only.
    holdout : str
        Predict the rows that meet a condition instead of fitting them.
    level : float
        Level of intervals.
    seed : int
        Seed of whatever is random.
    threads : int
        Threads; all cores unless given. Results are the same bits for any number.
    progress : bool
        Whether a line of progress is shown; by default in terminals and notebooks.

    Returns
    -------
    Fit
        Or, with `by`, `Fits`: a mapping from group to fit.

    Raises
    ------
    Error
        One line that names the row, column or character and the way out.

    Examples
    --------
    >>> table = {"x": [1.0, 2.0, 4.0, 8.0], "y": [3.0, 2.1, 1.5, 1.06]}
    >>> round(lawful.fit(table, "y ~ c*x^-k", noise="lognormal")["k"].value, 3)
    0.499
    """
    command = recorded(fit, locals())
    if bootstrap is not None and (profile or brief):
        raise Error("bootstrap goes with neither profile nor brief")
    asked = question(data, (law,), locals())
    options = {
        "bootstrap": count("bootstrap", bootstrap, 2),
        "profile": bool(profile),
        "brief": bool(brief),
        "grid": grid,
        "holdout": holdout,
        "command": command,
    }
    with Line("refits" if by is None else "groups", progress) as show:
        answer = _lawful.fit(asked, options, show)
    kind = _tables.kind(data)
    if isinstance(answer, dict):
        return Fits(answer, kind)
    made = Fit(answer, kind)
    warn(made.document)
    return made
