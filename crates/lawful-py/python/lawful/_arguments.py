"""Arguments as people write them, brought to the few forms that the extension module takes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ._lawful import Error


def texts(value: Any) -> list[str]:
    """`None`, one text or several."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else [str(item) for item in value]


def assignments(value: Any) -> list[str]:
    """`{"E": 1.7}`, `"E=1.7"` or several such texts."""
    if isinstance(value, Mapping):
        return [f"{name}={number(item)}" for name, item in value.items()]
    return texts(value)


def number(value: Any) -> str:
    """A number as a law spells it, to the last digit; a text as it is."""
    if isinstance(value, (str, int)):
        return str(value)
    return repr(float(value))


def columns(value: Any) -> list[str]:
    """`"N,D"` or `["N", "D"]`."""
    names = value.split(",") if isinstance(value, str) else texts(value)
    return [name.strip().strip("`") for name in names if name.strip()]


def count(name: str, value: Any, least: int = 0) -> int | None:
    """A whole number, at least `least`."""
    if value is None:
        return None
    if isinstance(value, bool) or not hasattr(value, "__index__") or value.__index__() < least:
        raise Error(f"{name}={value!r} is no whole number of {least} or more")
    if value.__index__() >= 1 << 32:
        raise Error(f"{name}={value!r} is too large")
    return value.__index__()


def real(name: str, value: Any) -> float:
    """A finite number; texts such as `70B` are left to laws."""
    try:
        x = float(value)
    except (TypeError, ValueError):
        x = float("nan")
    if x - x != 0.0:
        raise Error(f"{name}={value!r} is no finite number")
    return x


def selection(
    let: Any = None, where: Any = None, reduce: Any = None, by: Any = None, without: Any = None, unit: Any = None
) -> dict[str, Any]:
    """What happens to the table before a law meets it."""
    rows = [without] if hasattr(without, "__index__") else without or []
    derived = [f"{name} = {formula}" for name, formula in let.items()] if isinstance(let, Mapping) else texts(let)
    return {
        "let": derived,
        "where": texts(where),
        "reduce": reduce,
        "by": columns(by),
        "without": [count("without", row, 1) for row in rows],
        "unit": [(str(column), str(name)) for column, name in (unit or {}).items()],
    }


def scatter(noise: Any, sigma: Any = None, weights: Any = None, cluster: Any = None) -> dict[str, Any]:
    """How data scatter."""
    for name, column in (("sigma", sigma), ("weights", weights), ("cluster", cluster)):
        if column is not None and not isinstance(column, str):
            raise Error(f"{name} is the name of a column, not {type(column).__name__}; add the values to the table")
    return {"noise": texts(noise), "sigma": sigma, "weights": weights, "cluster": cluster}


def search(
    start: Any = None, fix: Any = None, starts: Any = None, seed: int = 0, level: float = 0.95, threads: Any = None
) -> dict[str, Any]:
    """Where the search begins, and what is random in it."""
    return {
        "start": assignments(start),
        "fix": assignments(fix),
        "starts": count("starts", starts, 1),
        "seed": count("seed", seed),
        "level": real("level", level),
        "threads": count("threads", threads, 1),
    }


def call(name: str, positional: Iterable[Any], options: Mapping[str, Any], defaults: Mapping[str, Any] | None) -> str:
    """The call as it can be typed again, without options that have their default."""
    words = [value if isinstance(value, _Word) else _Word(repr(value)) for value in positional]
    words += [_Word(f"{key}={value!r}") for key, value in options.items() if (defaults or {}).get(key) != value]
    return f"lawful.{name}({', '.join(words)})"


class _Word(str):
    pass


def data_word(data: Any) -> Any:
    """A table in a call: a path as it is, anything else by its type."""
    return os.fspath(data) if isinstance(data, (str, os.PathLike)) else _Word(type(data).__name__)


def recorded(name: str, positional: Iterable[Any], function: Callable[..., Any], options: Mapping[str, Any]) -> str:
    """The call of `function` with these options."""
    defaults = dict(function.__kwdefaults__ or {})
    kept = {key: value for key, value in options.items() if key not in ("progress", "threads")}
    return call(name, positional, kept, defaults)
