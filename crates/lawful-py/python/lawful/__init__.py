"""Power laws and scaling laws, typed as formulas and fitted to tables, with errors.

>>> import lawful
>>> fit = lawful.fit(frame, "loss ~ E + A*N^-alpha + B*D^-beta", noise="huber(1e-3)")  # doctest: +SKIP
>>> fit["alpha"].value, fit["alpha"].lo, fit["alpha"].hi  # doctest: +SKIP

A table is a pandas, polars or pyarrow frame, anything else with `__arrow_c_stream__`, a dict of arrays or lists, or the
path of a file (CSV, TSV, JSON Lines, Parquet). Tables that come out are of the kind that went in. A missing cell (`None`,
null, masked; NaN in pandas, which has no other) is left out and counted; any other NaN is an error.

Bad input raises `lawful.Error`, a `ValueError` of one line; what is worth knowing is a `lawful.LawfulWarning`. Long calls
let other threads run, show a line of progress in terminals and notebooks, and stop on Ctrl-C. The numbers are those of
the program `lawful`, to the bit.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from . import _arguments, _lawful, _tables
from ._arguments import count, data_word, real, recorded
from ._lawful import Error, Figure, __version__
from ._progress import Line
from ._results import (
    Backtest,
    Comparison,
    Coverage,
    Crossover,
    Estimate,
    Fit,
    Fits,
    Frontier,
    Isoflop,
    LawfulWarning,
    Laws,
    Params,
    Plan,
    Predictions,
    Quantity,
    Result,
    Tail,
    warn,
)

__all__ = [
    "Backtest", "Comparison", "Coverage", "Crossover", "Error", "Estimate", "Figure", "Fit", "Fits", "Frontier",
    "Isoflop", "LawfulWarning", "Laws", "Params", "Plan", "Predictions", "Quantity", "Result", "Tail", "__version__",
    "backtest", "compare", "coverage", "crossover", "fit", "frontier", "isoflop", "laws", "plan", "predict", "tail",
    "weights",
]  # fmt: skip


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
    options = {k: v for k, v in locals().items() if k not in ("data", "law")}
    if bootstrap is not None and (profile or brief):
        raise Error("bootstrap goes with neither profile nor brief")
    with Line("refits" if by is None else "groups", progress) as show:
        answer = _lawful.fit(
            _tables.source(data),
            law,
            _arguments.selection(let, where, reduce, by, without, unit),
            _arguments.scatter(noise, sigma, weights, cluster),
            _arguments.search(start, fix, starts, seed, level, threads),
            {
                "bootstrap": count("bootstrap", bootstrap, 2),
                "profile": bool(profile),
                "brief": bool(brief),
                "grid": grid,
                "holdout": holdout,
                "command": recorded("fit", [data_word(data), law], fit, options),
            },
            show,
        )
    kind = _tables.kind(data)
    if isinstance(answer, dict):
        return Fits(answer, kind)
    made = Fit(answer, kind)
    warn(made.document, 2)
    return made


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
    options = {k: v for k, v in locals().items() if k not in ("data", "laws")}
    with Line("fits", progress) as show:
        answer = _lawful.compare(
            _tables.source(data),
            list(laws),
            _arguments.selection(let, where, reduce, None, without, unit),
            _arguments.scatter(noise, sigma, weights, cluster),
            _arguments.search(start, fix, starts, seed, level, threads),
            {
                "holdout": holdout,
                "rolling": rolling,
                "command": recorded("compare", [data_word(data), *laws], compare, options),
            },
            show,
        )
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
    options = {k: v for k, v in locals().items() if k not in ("data", "laws")}
    with Line("fits", progress) as show:
        answer = _lawful.backtest(
            _tables.source(data),
            list(laws),
            _arguments.selection(let, where, reduce, None, without, unit),
            _arguments.scatter(noise, sigma, weights, cluster),
            _arguments.search(start, fix, starts, seed, level, threads),
            {
                "cost": cost,
                "select": _arguments.texts(select),
                "cuts": [real("cuts", x) for x in cuts],
                "distances": [real("distances", x) for x in distances],
                "command": recorded("backtest", [data_word(data), *laws], backtest, options),
            },
            show,
        )
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
    options = dict(locals())
    options.pop("law")
    if (table is None) == (design is None):
        raise Error("coverage needs a design or a table, and not both")
    with Line("data sets", progress) as show:
        answer = _lawful.coverage(
            law,
            None if table is None else _tables.source(table),
            {
                "truth": _arguments.assignments(truth),
                "design": [(c, real(c, lo), real(c, hi)) for c, (lo, hi) in (design or {}).items()],
                "rows": count("rows", rows, 2),
                "noise": noise,
                "draw": draw,
                "scale": None if scale is None else real("scale", scale),
                "sims": count("sims", sims, 1),
                "level": real("level", level),
                "bootstrap": count("bootstrap", bootstrap, 2),
                "seed": count("seed", seed),
                "threads": count("threads", threads, 1),
                "command": recorded("coverage", [law], coverage, {k: v for k, v in options.items() if k != "table"}),
            },
            show,
        )
    return Coverage(answer, _tables.kind(table))


def _source(fit: Any) -> Any:
    """A fit, a published fit, or the file of a document."""
    if isinstance(fit, Fit):
        return fit._core
    if isinstance(fit, (str, os.PathLike)):
        return os.fspath(fit)
    raise Error(f"a fit is a lawful.Fit, a published fit such as 'chinchilla@hoffmann2022', or the file of a document, "
                f"not {type(fit).__name__}")


def _fit_word(fit: Any) -> Any:
    return data_word(fit)


def predict(
    fit: Any, data: Any = None, /, *, level: float | None = None, drift: bool = True, **inputs: Any
) -> Predictions:
    """Predicts from a fit, a published fit or a document, at the rows of a table or at values given by name.

    >>> round(lawful.predict("chinchilla@hoffmann2022", N=70e9, D=1.4e12).values[0], 3)
    1.937

    See `Fit.predict`.
    """
    if (data is None) == (not inputs):
        raise Error("a prediction needs a table or values by name, as in N=7e10, and not both")
    points = _tables.point(inputs) if data is None else _tables.source(data)
    kind = _tables.kind(data) if data is not None else getattr(fit, "_kind", "dict")
    command = f"lawful.predict({', '.join([*(f'{k}={v!r}' for k, v in inputs.items())][:20])})"
    answer = _lawful.predict(_source(fit), points, None if level is None else real("level", level), bool(drift), command)
    return Predictions(answer, kind)


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
    options = {k: v for k, v in locals().items() if k not in ("fit", "budget")}
    answer = _lawful.plan(
        _source(fit),
        {
            "budget": None if budget is None else real("budget", budget),
            "target": None if target is None else real("target", target),
            "cost": cost,
            "allocate": _arguments.columns(allocate),
            "fixed": _arguments.assignments(fixed),
            "maximise": bool(maximise),
            "tolerance": real("tolerance", tolerance),
            "level": real("level", level),
            "command": recorded("plan", [_fit_word(fit), budget], plan, options),
        },
    )
    return Plan(answer, getattr(fit, "_kind", "dict"))


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
    options = {k: v for k, v in locals().items() if k not in ("first", "second")}
    answer = _lawful.crossover(
        _source(first),
        _source(second),
        {
            "along": along,
            "fixed": _arguments.assignments(fixed),
            "range": None if range is None else (real("range", range[0]), real("range", range[1])),
            "level": real("level", level),
            "command": recorded("crossover", [_fit_word(first), _fit_word(second)], crossover, options),
        },
    )
    return Crossover(answer, "dict")


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
    options = {k: v for k, v in locals().items() if k != "data"}
    answer = _lawful.isoflop(
        _tables.source(data),
        _arguments.selection(let, where, reduce, by, without),
        {
            "size": size,
            "budget": budget,
            "loss": loss,
            "tokens": tokens,
            "method": method,
            "level": real("level", level),
            "seed": count("seed", seed),
            "threads": count("threads", threads, 1),
            "command": recorded("isoflop", [data_word(data)], isoflop, options),
        },
    )
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
    options = {k: v for k, v in locals().items() if k != "data"}
    answer = _lawful.frontier(
        _tables.source(data),
        _arguments.selection(let, where, reduce, by, without),
        {
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
            "command": recorded("frontier", [data_word(data)], frontier, options),
        },
    )
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
    options = {k: v for k, v in locals().items() if k not in ("data", "column")}
    is_table = isinstance(data, (str, os.PathLike, Mapping)) or hasattr(data, "columns")
    table = data if is_table or hasattr(data, "column_names") else {"value": data}
    with Line("simulated samples", progress) as show:
        answer = _lawful.tail(
            _tables.source(table),
            _arguments.selection(let, where, None, by, without),
            {
                "column": column,
                "discrete": discrete,
                "xmin": None if xmin is None else real("xmin", xmin),
                "ks": ks,
                "sims": count("sims", sims),
                "level": real("level", level),
                "seed": count("seed", seed),
                "threads": count("threads", threads, 1),
                "command": recorded("tail", [data_word(data), column], tail, options),
            },
            show,
        )
    return Tail(answer, _tables.kind(data))


def weights(
    model: str | os.PathLike[str],
    *,
    against: str | os.PathLike[str] | None = None,
    layers: str | Sequence[str] | None = None,
    sims: int | None = None,
    seed: int = 0,
    threads: int | None = None,
    kind: str = "dict",
    progress: bool | None = None,
) -> Any:
    """Spectra of a model's weights: a table with one row per layer.

    Parameters
    ----------
    model, against : path
        safetensors, npy, npz, GGUF, PyTorch's zip archive or a folder of them; an earlier state to compare with.
    layers : str or list of str
        Patterns of names: `"*.attn.*"`.
    sims : int
        Samples simulated for the `p` of every tail.
    kind : {"dict", "pandas", "polars", "pyarrow"}
        The kind of table.
    """
    with Line("matrices", progress) as show:
        columns = _lawful.weights(
            os.fspath(model),
            None if against is None else os.fspath(against),
            _arguments.texts(layers),
            count("sims", sims),
            count("seed", seed),
            count("threads", threads, 1),
            show,
        )
    return _tables.table(kind, columns)


def laws(name: str | None = None) -> Laws:
    """The catalogue of laws, or one of them by its name."""
    return Laws(_lawful.laws(name, "lawful.laws()"), "dict")
