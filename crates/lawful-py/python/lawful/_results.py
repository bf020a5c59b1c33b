"""Results: the documents of the program as Python objects."""

from __future__ import annotations

import html
import json
import os
import warnings
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from . import _lawful, _tables
from ._lawful import Error, Figure


class LawfulWarning(UserWarning):
    """Something worth knowing about a result; `code` is a stable word such as `not-identified`."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(f"{message} [{code}]" if code else message)
        self.code = code


def warn(document: Mapping[str, Any], depth: int = 3) -> None:
    """Passes the warnings of a document on."""
    for item in document.get("warnings") or []:
        warnings.warn(LawfulWarning(item["message"], item["code"]), stacklevel=depth + 1)
    if document.get("converged") is False:
        warnings.warn(LawfulWarning("the fit did not converge", "not-converged"), stacklevel=depth + 1)


class Estimate(NamedTuple):
    """A parameter or derived quantity.

    Attributes
    ----------
    value : float
        The best value.
    stderr : float or None
        Standard error; `None` if it is fixed, at a bound, or has none.
    lo, hi : float or None
        Ends of the interval; `None` where it is open or there is none.
    method : str
        How error and interval were made: `profile`, `bootstrap`, `sandwich`, `hessian`, `fixed`, ...
    identified : bool
        Whether the data determine it.
    """

    value: float
    stderr: float | None = None
    lo: float | None = None
    hi: float | None = None
    method: str = "none"
    identified: bool = True

    def __float__(self) -> float:
        return self.value


class Quantity(NamedTuple):
    """A number with the ends of its interval, `None` where there is none."""

    value: float
    lo: float | None = None
    hi: float | None = None

    def __float__(self) -> float:
        return self.value


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def quantity(item: Mapping[str, Any] | None) -> Quantity | None:
    """A quantity of a document."""
    return None if item is None else Quantity(_number(item["value"]), item.get("lo"), item.get("hi"))


class Params(Mapping[str, Estimate]):
    """Estimates by name, in the order of the law."""

    def __init__(self, items: Mapping[str, Mapping[str, Any]], kind: str) -> None:
        self._kind = kind
        self._items = {
            name: Estimate(_number(e["value"]), e["stderr"], e["lo"], e["hi"], e["method"], e["identified"])
            for name, e in items.items()
        }

    def __getitem__(self, name: str) -> Estimate:
        try:
            return self._items[name]
        except KeyError:
            raise KeyError(f"there is no '{name}'; there are {', '.join(self._items)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return "{" + ", ".join(f"{name}: {e.value:.6g}" for name, e in self._items.items()) + "}"

    def table(self, kind: str | None = None) -> Any:
        """One row per name: name, value, stderr, lo, hi, method, identified."""
        columns: dict[str, list[Any]] = {"name": list(self._items)}
        for field in Estimate._fields:
            columns[field] = [getattr(e, field) for e in self._items.values()]
        return _tables.table(kind or self._kind, columns)


def _html_table(csv_text: str) -> str:
    import csv

    rows = list(csv.reader(csv_text.splitlines()))
    cell = lambda tag, text: f'<{tag} style="text-align:left">{html.escape(text)}</{tag}>'  # noqa: E731
    head = "".join(cell("th", text) for text in rows[0])
    body = "".join("<tr>" + "".join(cell("td", text) for text in row) + "</tr>" for row in rows[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _width() -> int:
    import shutil

    return shutil.get_terminal_size((100, 24)).columns


class Result:
    """What a command found. The keys of its document (`INTERFACE`, `lawful ... --json`) are attributes.

    Attributes
    ----------
    document : dict
        The document, the same that the program prints with `--json`.
    figures : dict of str to Figure
        The figures that the program writes with `--out`.
    """

    def __init__(self, answer: Any, kind: str, depth: int = 2) -> None:
        self._answer, self._kind = answer, kind
        self.document: dict[str, Any] = json.loads(answer.json)
        warn(self.document, depth + 1)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "document":
            raise AttributeError(name)
        try:
            return self.document[name]
        except KeyError:
            there = ", ".join(self.document)
            raise AttributeError(f"a {type(self).__name__} has no '{name}'; its document has {there}") from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.document]

    @property
    def figures(self) -> dict[str, Figure]:
        """The figures by name."""
        return self._answer.figures

    def plot(self, name: str | None = None) -> Figure:
        """One of the figures: the first unless named."""
        figures = self.figures
        if not figures or (name is not None and name not in figures):
            raise Error(f"there is no figure '{name or ''}'; there are {', '.join(figures) or 'none'}")
        return figures[name] if name is not None else next(iter(figures.values()))

    def summary(self) -> str:
        """The result as text."""
        return self._answer.text(_width())

    def to_json(self) -> str:
        """The document as the program prints it."""
        return self._answer.json

    def _rows(self) -> list[Mapping[str, Any]]:
        return []

    def table(self, kind: str | None = None) -> Any:
        """The main table: a frame of the caller's kind, or of `kind` (`pandas`, `polars`, `pyarrow`, `dict`)."""
        rows = self._rows()
        names = list(dict.fromkeys(name for row in rows for name in row))
        return _tables.table(kind or self._kind, {name: [row.get(name) for row in rows] for name in names})

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        return f"<lawful.{type(self).__name__}>\n{self.summary()}"

    def _repr_html_(self) -> str:
        words = "".join(f"<p>{html.escape(line)}</p>" for line in self._answer.lines)
        tables = "".join(f"<p><b>{html.escape(name)}</b></p>{_html_table(rows)}" for name, rows in self._answer.tables)
        return f"<div>{words}{tables}</div>"


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a row of a document that are plain; those of a mapping as `key_inner`."""
    made: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            made.update({f"{name}_{inner}": v for inner, v in value.items() if not isinstance(v, (Mapping, list))})
        elif not isinstance(value, list):
            made[name] = value
    return made


class Comparison(Result):
    """Rival laws, best first: `models`, `criterion`."""

    def _rows(self) -> list[Mapping[str, Any]]:
        return [_flat(model) for model in self.document["models"]]


class Backtest(Result):
    """Forecasts beyond a cut against what lay there: `cells`."""

    def _rows(self) -> list[Mapping[str, Any]]:
        return [_flat(cell) for cell in self.document["cells"]]


class Coverage(Result):
    """How often intervals held the truth: `coverage`."""

    def _rows(self) -> list[Mapping[str, Any]]:
        return [{"name": name, **_flat(item)} for name, item in self.document["coverage"].items()]


class Predictions(Result):
    """A law at points: `points`, each with `inputs`, `value`, `lo`, `hi`, `obs_lo`, `obs_hi`."""

    @property
    def values(self) -> list[float]:
        """The law at every point; NaN where it has no value."""
        return [_number(point["value"]) for point in self.document["points"]]

    def _rows(self) -> list[Mapping[str, Any]]:
        return [
            {**point["inputs"], **{key: value for key, value in point.items() if key != "inputs"}}
            for point in self.document["points"]
        ]

    def summary(self) -> str:
        """The points as text."""
        return "\n".join(
            f"{', '.join(f'{k} = {v:.6g}' if isinstance(v, float) else f'{k} = {v}' for k, v in p['inputs'].items())}: "
            f"{self.document['response']} = {_number(p['value']):.6g}"
            + (f" ({p['lo']:.6g} to {p['hi']:.6g})" if p["lo"] is not None and p["hi"] is not None else "")
            for p in self.document["points"][:20]
        )

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.summary())}</pre>"


class Plan(Result):
    """The best allocation: `optimum`, a mapping of column to quantity, with the response and `cost`."""

    @property
    def optimum(self) -> dict[str, Quantity]:
        """The best value of every column, the response there, and the cost."""
        return {name: Quantity(_number(q["value"]), q["lo"], q["hi"]) for name, q in self.document["optimum"].items()}

    @property
    def ratio(self) -> Quantity | None:
        """The second column over the first, such as tokens per parameter."""
        return quantity(self.document["ratio"])

    def _rows(self) -> list[Mapping[str, Any]]:
        return [{"name": name, **q} for name, q in self.document["optimum"].items()]


class Crossover(Result):
    """Where two laws cross: `crossover`."""

    @property
    def value(self) -> float | None:
        """The crossing; `None` if the best parameters have none."""
        return self.document["crossover"]["value"]

    def summary(self) -> str:
        """The crossing as text."""
        c, along = self.document["crossover"], self.document["along"]
        if c["value"] is None:
            return f"the laws do not cross for {along} from {c['range'][0]:.4g} to {c['range'][1]:.4g}"
        ends = "" if c["lo"] is None or c["hi"] is None else f" ({c['lo']:.4g} to {c['hi']:.4g})"
        return f"the laws cross at {along} = {c['value']:.5g}{ends}"

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.summary())}</p>"

    def _rows(self) -> list[Mapping[str, Any]]:
        return [_flat(self.document["crossover"])]


class Isoflop(Result):
    """The best size of each budget: `slices`, `exponent`."""

    def _rows(self) -> list[Mapping[str, Any]]:
        return grouped(self.document, "slices")


class Frontier(Result):
    """The frontier of training curves: `points`, `exponent`."""

    def _rows(self) -> list[Mapping[str, Any]]:
        return grouped(self.document, "points")


class Tail(Result):
    """The power law of a tail: `alpha`, `xmin`, `p`, `rivals`."""

    def _rows(self) -> list[Mapping[str, Any]]:
        results = self.document.get("results")
        if results is not None:
            return [{**result["by"], **_flat({k: v for k, v in result.items() if k not in ("by", "data")})} for result in results]
        return [_flat(rival) for rival in self.document["rivals"]]


def grouped(document: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The rows of a document, or those of its groups with the columns that were split by."""
    if "results" not in document:
        return [_flat(row) for row in document[key]]
    return [{**result["by"], **_flat(row)} for result in document["results"] for row in result.get(key, [])]


class Laws(Result):
    """Laws of the catalogue: `laws`."""

    def summary(self) -> str:
        """One line per law."""
        return "\n".join(f"{law['name']:<24} {law['title']}" for law in self.document["laws"])

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.summary())}</pre>"

    def _rows(self) -> list[Mapping[str, Any]]:
        return [_flat(law) for law in self.document["laws"]]


class Fit:
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
        self.document: dict[str, Any] = json.loads(core.json())
        self.params = Params(self.document["params"], kind)
        self.derived = Params(self.document["derived"], kind)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "document":
            raise AttributeError(name)
        try:
            return self.document[name]
        except KeyError:
            raise AttributeError(f"a Fit has no '{name}'; its document has {', '.join(self.document)}") from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.document]

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
        return self._core.summary(_width())

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
        """The law at the rows of a table, or at values given by name: `fit.predict(N=7e10, D=1.4e12)`.

        Parameters
        ----------
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
        """
        from . import predict

        return predict(self, data, level=level, drift=drift, **inputs)

    def plan(self, budget: Any = None, **options: Any) -> Plan:
        """The best allocation of a budget; see `lawful.plan`."""
        from . import plan

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
        return f"<div><p><code>{law}</code></p>{_html_table(self._core.parameters())}{words}</div>"

    def __reduce__(self) -> Any:
        return Fit.from_json, (self.to_json(), self._kind)


def draw(figure: Figure, ax: Any) -> Any:
    """Draws the first panel of a figure on axes of matplotlib."""
    import csv

    series: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in csv.DictReader(figure.to_csv().splitlines()):
        if row["panel"] == "1":
            series.setdefault((row["series"], row["mark"]), []).append(row)
    number = lambda text: float(text) if text else float("nan")  # noqa: E731
    for (label, mark), rows in series.items():
        x, y, lo, hi = ([number(row[key]) for row in rows] for key in ("x", "y", "lo", "hi"))
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


class Fits(Mapping[Any, Fit]):
    """One fit per group, by the group's value, or by a tuple where several columns split the table.

    Attributes
    ----------
    errors : dict
        Why the groups without a fit have none.
    document : dict
        The document that `lawful fit --by ... --json` prints.
    """

    def __init__(self, answer: Mapping[str, Any], kind: str, depth: int = 2) -> None:
        self._kind, self._json = kind, answer["json"]
        self.document: dict[str, Any] = json.loads(self._json)
        self.errors: dict[Any, str] = {}
        self._fits: dict[Any, Fit] = {}
        warn(self.document, depth + 1)
        for by, core in answer["fits"]:
            self._by = list(by)
            key = next(iter(by.values())) if len(by) == 1 else tuple(by.values())
            if isinstance(core, str):
                self.errors[key] = core
            else:
                self._fits[key] = Fit(core, kind)
                warn(self._fits[key].document, depth + 1)

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
