"""Results of the commands: documents of the program as Python objects."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from . import _tables
from ._estimates import Quantity, finite, quantity
from ._lawful import Figure
from ._result import Result, flat, grouped


class Comparison(Result):
    """Rival laws, best first: `models`, `criterion`."""

    def _rows(self) -> Sequence[Mapping[str, Any]]:
        return [flat(model) for model in self.document["models"]]


class Backtest(Result):
    """Forecasts beyond a cut against what lay there: `cells`."""

    def _rows(self) -> Sequence[Mapping[str, Any]]:
        return [flat(cell) for cell in self.document["cells"]]


class Coverage(Result):
    """How often intervals held the truth: `coverage`."""

    def _rows(self) -> Sequence[Mapping[str, Any]]:
        return [{"name": name, **flat(item)} for name, item in self.document["coverage"].items()]


class Predictions(Result):
    """A law at points: `points`, each with `inputs`, `value`, `lo`, `hi`, `obs_lo`, `obs_hi`."""

    @property
    def values(self) -> list[float]:
        """The law at every point; NaN where it has no value."""
        return [finite(point["value"]) for point in self.document["points"]]

    def _rows(self) -> Sequence[Mapping[str, Any]]:
        return [
            {**point["inputs"], **{key: value for key, value in point.items() if key != "inputs"}}
            for point in self.document["points"]
        ]


class Average(Result):
    """One forecast from several laws: `average`, `weights` (`akaike` or `equal`), `rivals`."""

    @property
    def value(self) -> float:
        """The weighted mean."""
        return finite(self.document["value"])

    def _rows(self) -> Sequence[Mapping[str, Any]]:
        return self.document["rivals"]


class Check(Result):
    """A run against its law: `verdict`, `z`, `since`, `points`."""

    def _rows(self) -> Sequence[Mapping[str, Any]]:
        return [
            {**point["inputs"], **{key: value for key, value in point.items() if key != "inputs"}}
            for point in self.document["points"]
        ]


class Plan(Result):
    """The best allocation: `optimum`, a mapping of column to quantity, with the response and `cost`."""

    @property
    def optimum(self) -> dict[str, Quantity]:
        """The best value of every column, the response there, and the cost."""
        return {name: Quantity(finite(q["value"]), q["lo"], q["hi"]) for name, q in self.document["optimum"].items()}

    @property
    def ratio(self) -> Quantity | None:
        """The second column over the first, such as tokens per parameter."""
        return quantity(self.document["ratio"])

    def _rows(self) -> Sequence[Mapping[str, Any]]:
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

    def _rows(self) -> Sequence[Mapping[str, Any]]:
        return [flat(self.document["crossover"])]


class Isoflop(Result):
    """The best size of each budget: `slices`, `exponent`."""

    def _rows(self) -> Sequence[Mapping[str, Any]]:
        return grouped(self.document, "slices")


class Frontier(Result):
    """The frontier of training curves: `points`, `exponent`."""

    def _rows(self) -> Sequence[Mapping[str, Any]]:
        return grouped(self.document, "points")


class Tail(Result):
    """The power law of a tail: `alpha`, `xmin`, `p`, `rivals`."""

    def _rows(self) -> Sequence[Mapping[str, Any]]:
        results = self.document.get("results")
        if results is not None:
            return [{**result["by"], **flat({k: v for k, v in result.items() if k not in ("by", "data")})} for result in results]
        return [flat(rival) for rival in self.document["rivals"]]


class Laws(Result):
    """Laws of the catalogue: `laws`."""

    def summary(self) -> str:
        """One line per law."""
        return "\n".join(f"{law['name']:<24} {law['title']}" for law in self.document["laws"])

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.summary())}</pre>"

    def _rows(self) -> Sequence[Mapping[str, Any]]:
        return [flat(law) for law in self.document["laws"]]


class Audit(Result):
    """What is not as published: `findings`, `checked`. True if anything was found."""

    def __bool__(self) -> bool:
        return bool(self.document["findings"])

    def _rows(self) -> Sequence[Mapping[str, Any]]:
        return [{key: value for key, value in f.items() if key != "evidence"} for f in self.document["findings"]]


class Studies(Result):
    """Papers recomputed: `studies`, each with `claims` and `predictions`."""

    @property
    def names(self) -> list[str]:
        """The names of the studies."""
        return [study["name"] for study in self.document["studies"]]

    @property
    def passed(self) -> bool:
        """Whether no claim failed."""
        return all(claim["verdict"] != "fail" for study in self.document["studies"] for claim in study["claims"])

    def _rows(self) -> Sequence[Mapping[str, Any]]:
        return [{"study": study["name"], **claim} for study in self.document["studies"] for claim in study["claims"]]

    def predictions(self, kind: str | None = None) -> Any:
        """The predictions as a table, scored where targets were given."""
        rows = [
            {"study": study["name"], **flat({k: v for k, v in p.items() if k != "inputs"}), **p["inputs"]}
            for study in self.document["studies"]
            for p in study["predictions"]
        ]
        return self._table(rows, kind)


class Spectrum(Result):
    """The spectrum of a matrix: `value`, effective ranks, `mp_edge`, `outliers`, `alpha`, `verdict`."""

    def _rows(self) -> Sequence[Mapping[str, Any]]:
        document = self.document
        rows = [{"rank": x, "value": value} for x, value in zip(document["x"], document["value"], strict=True)]
        if "imaginary" in document:
            return [{**row, "imaginary": im} for row, im in zip(rows, document["imaginary"], strict=True)]
        return rows


class Weights(Result):
    """Spectra of a model's weights: `layers`, `skipped`."""

    def __init__(self, core: Any, kind: str) -> None:
        self._core = core
        super().__init__(core.answer(), kind)

    @property
    def figures(self) -> dict[str, Figure]:
        """Measures along the depth, densities beside noise, tails."""
        return self._core.figures()

    def table(self, kind: str | None = None) -> Any:
        """One row per matrix, each number in a column of its own."""
        return _tables.table(kind or self._kind, self._core.table())

    def singular_values(self, kind: str | None = None) -> Any:
        """One row per singular value: `name`, `kind`, `rank`, `singular_value`, `eigenvalue`."""
        return _tables.table(kind or self._kind, self._core.values())
