"""Numbers with their errors and intervals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from . import _tables


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


def finite(value: float | None) -> float:
    return float("nan") if value is None else value


def quantity(item: Mapping[str, Any] | None) -> Quantity | None:
    """A quantity of a document."""
    return None if item is None else Quantity(finite(item["value"]), item.get("lo"), item.get("hi"))


class Params(Mapping[str, Estimate]):
    """Estimates by name, in the order of the law."""

    def __init__(self, items: Mapping[str, Mapping[str, Any]], kind: str) -> None:
        self._kind = kind
        self._items = {
            name: Estimate(finite(e["value"]), e["stderr"], e["lo"], e["hi"], e["method"], e["identified"])
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
