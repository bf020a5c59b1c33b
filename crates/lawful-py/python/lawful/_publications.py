"""Published laws: the catalogue, audits, studies."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from . import _lawful, _tables
from ._arguments import assignments, count, ranges, recorded, scatter, search, selection, texts
from ._lawful import Error
from ._progress import Line
from ._results import Audit, Laws, Studies


def laws(name: str | None = None) -> Laws:
    """The catalogue of laws, or one of them by its name."""
    return Laws(_lawful.laws(name, recorded(laws, locals())), _tables.usual())


def audit(
    data: Any,
    law: str,
    printed: Mapping[str, Any] | Sequence[str] | None = None,
    *,
    noise: str | None = None,
    interval: str | Sequence[str] | None = None,
    derived: Mapping[str, Any] | Sequence[str] | None = None,
    objective: str | float | None = None,
    x_range: Mapping[str, Any] | Sequence[str] | None = None,
    y_range: str | tuple[Any, Any] | None = None,
    relation: str | Sequence[str] | None = None,
    where: Any = None,
    let: Any = None,
    reduce: str | None = None,
    by: Any = None,
    without: Any = None,
    unit: Mapping[str, str] | None = None,
    sigma: str | None = None,
    weights: str | None = None,
    cluster: str | None = None,
    start: Any = None,
    fix: Any = None,
    starts: int | None = None,
    seed: int = 0,
    threads: int | None = None,
    progress: bool | None = None,
) -> Audit:
    """Puts a published law to the test: on its data, and on paper alone.

    Numbers as texts keep their digits: `"0.340"` says more than `0.34`.

    Parameters
    ----------
    data : table or None
        The data of the publication, if there are any.
    law : str
    printed : dict
        The parameters as printed: `{"E": "1.69", "alpha": ".34"}`.
    noise : str
        The noise that the publication states; by default the one under which its numbers are nearest to an optimum.
    interval : str or list of str
        Printed intervals: `"a=.454:.455@80%"`; 95% without a level.
    derived : dict
        Numbers derived from the parameters, by the name of a `let` or an expression: `{"beta/(alpha+beta)": ".46"}`.
    objective : str
        The printed minimum of the objective.
    x_range, y_range : dict, pair
        Ends of a figure's axes: `{"N": (".4", "4")}`, `(".82", ".85")`.
    relation : str or list of str
        Relations between columns: `"flops = 6*params*tokens"`, `"... @ 5%"`.

    The other parameters are those of `fit`.

    Returns
    -------
    Audit
        `.findings`, each with `code`, `message`, `evidence`; true if there are any. `.table()` has one row per finding.
    """
    command = recorded(audit, locals())
    described = {
        "parameters": assignments(printed),
        "interval": texts(interval),
        "derived": assignments(derived),
        "objective": None if objective is None else str(objective),
        "x_range": ranges("x_range", x_range),
        "y_range": y_range if isinstance(y_range, str) or y_range is None else ranges("y_range", {"": y_range})[0][1:],
        "relation": texts(relation),
        "command": command,
    }
    with Line("fits", progress) as show:
        answer = _lawful.audit(
            None if data is None else _tables.source(data),
            law,
            selection(let, where, reduce, by, without, unit),
            scatter(noise, sigma, weights, cluster),
            search(start, fix, starts, seed, 0.95, threads),
            described,
            show,
        )
    return Audit(answer, _tables.kind(data))


def studies(*names: str | os.PathLike[str]) -> Studies:
    """What the studies, or those of these names, are about: papers recomputed, claim by claim.

    Returns
    -------
    Studies
        `.names`; `.table()` has one row per claim: what is expected, where it stands, how far off is allowed.
    """
    return Studies(_lawful.studies([str(name) for name in names], recorded(studies, locals())), _tables.usual())


def study(
    *names: str | os.PathLike[str],
    data: str | os.PathLike[str] | None = None,
    quick: bool = False,
    seed: int = 0,
    threads: int | None = None,
    progress: bool | None = None,
) -> Studies:
    """Recomputes papers: what they printed beside what their data say.

    Parameters
    ----------
    *names : str or path
        Studies, which `lawful.studies().names` lists, or files of your own that end in `.toml` (docs/studies.md).
    data : path
        A folder with a folder per study, for the tables that are not built in.
    quick : bool
        Leave out what takes long.

    Returns
    -------
    Studies
        `.passed`; `.table()` has one row per claim with `expected`, `measured` and `verdict`: `pass`, `fail` or
        `unanswerable`; `.predictions()` one per prediction.
    """
    command = recorded(study, locals())
    if not names:
        raise Error("name a study, such as lawful.study('chinchilla'); lawful.studies().names lists them")
    options = {
        "data": None if data is None else os.fspath(data),
        "quick": bool(quick),
        "seed": count("seed", seed),
        "threads": count("threads", threads, 1),
        "command": command,
    }
    with Line("studies", progress) as show:
        answer = _lawful.study([str(name) for name in names], options, show)
    return Studies(answer, _tables.usual())
