"""A fit, and one fit per group."""

from __future__ import annotations

import html
import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

from . import _lawful, _tables
from ._estimates import Estimate, Params
from ._lawful import Error, Figure
from ._matplotlib import draw
from ._result import Documented, html_table, width
from ._results import Check, Plan, Predictions
from ._warnings import warn


class Fit(Documented):
    """A law, data and noise brought together; made by `lawful.fit` or `Fit.from_json`.

    Attributes
    ----------
    params, derived : Params
        Estimates by name.
    objective : float
        The sum over rows that was minimised.
    loglik : float or None
        Log-likelihood of the raw response; `None` for losses.
    n, k : int
        Rows, free parameters.
    converged : bool
        Whether the best start converged.
    document : dict
        The document that `lawful fit --json` prints.
    """

    def __init__(self, core: Any, kind: str) -> None:
        self._core, self._kind = core, kind
        self.document = json.loads(core.json())
        self.params = Params(self.document["params"], kind)
        self.derived = Params(self.document["derived"], kind)

    def __getitem__(self, name: str) -> Estimate:
        """A parameter or derived quantity."""
        return self.params[name] if name in self.params or name not in self.derived else self.derived[name]

    @classmethod
    def from_json(cls, text: str | os.PathLike[str], kind: str = "dict") -> Fit:
        """A fit from the text of a document, or from its file.

        Its rows are not in the document: `residuals` and `plot` are refused.
        """
        if isinstance(text, os.PathLike) or not text.lstrip().startswith("{"):
            return cls(_lawful.FitCore.read(os.fspath(text)), kind)
        return cls(_lawful.FitCore.from_json(text), kind)

    def to_json(self, path: str | os.PathLike[str] | None = None) -> str:
        """The document that `lawful fit --json` prints; written to `path` as well if there is one."""
        text = self._core.json()
        if path is not None:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        return text

    def summary(self) -> str:
        """What `lawful fit` prints."""
        return self._core.summary(width())

    @property
    def residuals(self) -> Any:
        """One row per row used: `row` (from 1), the law's columns, `observed`, `fitted`, `residual`.

        A frame of the kind that was fitted; a dict of lists for dicts and files.
        """
        return _tables.table(self._kind, self._core.residuals())

    @property
    def draws(self) -> Any:
        """The parameters of all refits to resamples, one row each; `None` without a bootstrap."""
        columns = self._core.draws()
        return None if columns is None else _tables.table(self._kind, columns)

    def predict(self, data: Any = None, /, *, level: float | None = None, drift: bool = True, **inputs: Any) -> Predictions:
        """The law at the rows of a table, or at values given by name: `fit.predict(N=7e10, D=1.4e12)`; see `lawful.predict`."""
        from ._forecasts import predict

        return predict(self, data, level=level, drift=drift, **inputs)

    def check(self, run: Any, *, level: float | None = None) -> Check:
        """Whether a run is on the law; see `lawful.check`."""
        from ._forecasts import check

        return check(self, run, level=level)

    def plan(self, budget: Any = None, **options: Any) -> Plan:
        """The best allocation of a budget; see `lawful.plan`."""
        from ._forecasts import plan

        return plan(self, budget, **options)

    @property
    def figures(self) -> dict[str, Figure]:
        """The figures that there are: `fit`, `cloud` (of two parameters), `profiles`."""
        found = ((name, self._core.figure(name)) for name in ("fit", "cloud", "profiles"))
        return {name: figure for name, figure in found if figure is not None}

    def plot(self, name: str = "fit", *, ax: Any = None) -> Any:
        """Data, law and residuals as a figure that notebooks show.

        Parameters
        ----------
        name : {"fit", "cloud", "profiles"}
            Which figure.
        ax : matplotlib axes, optional
            Draw the first panel there instead, and return the axes.
        """
        figure = self._core.figure(name)
        if figure is None:
            raise Error(f"this fit has no figure '{name}'; there are {', '.join(self.figures)}")
        return figure if ax is None else draw(figure, ax)

    def __repr__(self) -> str:
        return f"<lawful.Fit>\n{self.summary()}"

    def __str__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        words = "".join(f"<p>{html.escape(line)}</p>" for line in self._core.paragraphs())
        law = html.escape(self.document["law"])
        return f"<div><p><code>{law}</code></p>{html_table(self._core.parameters())}{words}</div>"

    def __reduce__(self) -> Any:
        return Fit.from_json, (self.to_json(), self._kind)


class Fits(Mapping[Any, Fit]):
    """One fit per group, by the group's value, or by a tuple where several columns split the table.

    Attributes
    ----------
    errors : dict
        Why the groups without a fit have none.
    document : dict
        The document that `lawful fit --by ... --json` prints.
    """

    def __init__(self, answer: Mapping[str, Any], kind: str) -> None:
        self._kind, self._json = kind, answer["json"]
        self.document: dict[str, Any] = json.loads(self._json)
        self.errors: dict[Any, str] = {}
        self._fits: dict[Any, Fit] = {}
        warn(self.document)
        for by, core in answer["fits"]:
            self._by = list(by)
            key = next(iter(by.values())) if len(by) == 1 else tuple(by.values())
            if isinstance(core, str):
                self.errors[key] = core
            else:
                self._fits[key] = Fit(core, kind)
                warn(self._fits[key].document)

    def __getitem__(self, key: Any) -> Fit:
        if key in self.errors:
            raise Error(f"{key}: {self.errors[key]}")
        return self._fits[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._fits)

    def __len__(self) -> int:
        return len(self._fits)

    def table(self, kind: str | None = None) -> Any:
        """One row per group and parameter: the group, name, value, stderr, lo, hi, method, identified."""
        rows: list[dict[str, Any]] = []
        for key, fit in self._fits.items():
            group = dict(zip(self._by, key if isinstance(key, tuple) else (key,), strict=True))
            for estimates in (fit.params, fit.derived):
                rows += [{**group, "name": name, **e._asdict()} for name, e in estimates.items()]
        names = list(rows[0]) if rows else []
        return _tables.table(kind or self._kind, {name: [row[name] for row in rows] for name in names})

    def to_json(self) -> str:
        """The document as the program prints it."""
        return self._json

    def __repr__(self) -> str:
        lines = [f"{', '.join(self._by)} = {key}: {fit.params!r}" for key, fit in self._fits.items()]
        return "<lawful.Fits>\n" + "\n".join(lines + [f"{key}: {why}" for key, why in self.errors.items()])
