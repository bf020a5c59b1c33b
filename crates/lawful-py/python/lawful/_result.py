"""What every result of a command has: the document, words, tables, figures."""

from __future__ import annotations

import csv
import html
import json
from collections.abc import Mapping, Sequence
from typing import Any

from . import _tables
from ._lawful import Error, Figure
from ._warnings import warn


def _cell(tag: str, text: str) -> str:
    return f'<{tag} style="text-align:left">{html.escape(text)}</{tag}>'


def html_table(csv_text: str) -> str:
    """A table of HTML from CSV whose first row is the head."""
    rows = list(csv.reader(csv_text.splitlines()))
    head = "".join(_cell("th", text) for text in rows[0])
    body = "".join("<tr>" + "".join(_cell("td", text) for text in row) + "</tr>" for row in rows[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def width() -> int:
    """Columns of the terminal."""
    import shutil  # slow to import, and seldom needed

    return shutil.get_terminal_size((100, 24)).columns


class Documented:
    """The keys of a document as attributes.

    Attributes
    ----------
    document : dict
        The document, the same that the program prints with `--json`.
    """

    document: dict[str, Any]

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


class Result(Documented):
    """What a command found. The keys of its document (`INTERFACE`, `lawful ... --json`) are attributes.

    Attributes
    ----------
    document : dict
        The document, the same that the program prints with `--json`.
    figures : dict of str to Figure
        The figures that the program writes with `--out`.
    """

    def __init__(self, answer: Any, kind: str) -> None:
        self._answer, self._kind = answer, kind
        self.document = json.loads(answer.json)
        warn(self.document)

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
        return self._answer.text(width())

    def to_json(self) -> str:
        """The document as the program prints it."""
        return self._answer.json

    def _rows(self) -> Sequence[Mapping[str, Any]]:
        return []

    def table(self, kind: str | None = None) -> Any:
        """The main table: a frame of the caller's kind, or of `kind` (`pandas`, `polars`, `pyarrow`, `dict`)."""
        return self._table(self._rows(), kind)

    def _table(self, rows: Sequence[Mapping[str, Any]], kind: str | None) -> Any:
        names = list(dict.fromkeys(name for row in rows for name in row))
        return _tables.table(kind or self._kind, {name: [row.get(name) for row in rows] for name in names})

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        return f"<lawful.{type(self).__name__}>\n{self.summary()}"

    def _repr_html_(self) -> str:
        words = "".join(f"<p>{html.escape(line)}</p>" for line in self._answer.lines)
        tables = "".join(f"<p><b>{html.escape(name)}</b></p>{html_table(rows)}" for name, rows in self._answer.tables)
        return f"<div>{words}{tables}</div>"


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a row of a document that are plain; those of a mapping as `key_inner`."""
    made: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            made.update({f"{name}_{inner}": v for inner, v in value.items() if not isinstance(v, (Mapping, list))})
        elif not isinstance(value, list):
            made[name] = value
    return made


def grouped(document: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    """The rows of a document, or those of its groups with the columns that were split by."""
    if "results" not in document:
        return [flat(row) for row in document[key]]
    return [{**result["by"], **flat(row)} for result in document["results"] for row in result.get(key, [])]
