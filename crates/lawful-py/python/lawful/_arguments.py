"""Arguments as people write them, brought to the few forms that the extension module takes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from . import _tables
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


def ranges(name: str, value: Any) -> list[str]:
    """`{"N": (0.4, 4)}`, `"N=.4:4"` or several such texts."""
    if not isinstance(value, Mapping):
        return texts(value)
    made = []
    for column, ends in value.items():
        if isinstance(ends, str) or len(ends) != 2:
            raise Error(f"{name}={value!r}: a range is a pair of ends, as in {{'N': (0.4, 4)}}")
        made.append(f"{column}={number(ends[0])}:{number(ends[1])}")
    return made


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


def maybe(name: str, value: Any) -> float | None:
    """A finite number or `None`."""
    return None if value is None else real(name, value)


def choice(name: str, value: Any, words: tuple[str, ...]) -> str:
    """One of a few words."""
    if value not in words:
        raise Error(f"{name}={value!r}: there are {', '.join(map(repr, words))}")
    return str(value)


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


_SELECTION = ("let", "where", "reduce", "by", "without", "unit")
_SCATTER = ("noise", "sigma", "weights", "cluster")
_SEARCH = ("start", "fix", "starts", "seed", "level", "threads")


def question(data: Any, laws: tuple[str, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    """Laws, a table and how they are fitted, from the arguments of a function (`locals()`)."""

    def some(names: tuple[str, ...]) -> dict[str, Any]:
        return {name: given[name] for name in names if name in given}

    for law in laws:
        if not isinstance(law, str):
            raise Error(f"a law is a text such as 'loss ~ E + A*N^-alpha', not {type(law).__name__}")
    return {
        "data": _tables.source(data),
        "laws": list(laws),
        "selection": selection(**some(_SELECTION)),
        "scatter": scatter(**some(_SCATTER)),
        "search": search(**some(_SEARCH)),
    }


# Arguments that hold data: of them a path is told, of anything else its type.
_DATA = {"data", "table", "fit", "first", "second", "run", "model", "against", "array"}
_LONGEST = 300


def _word(name: str, value: Any) -> str:
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if name in _DATA and not isinstance(value, (str, int, float, type(None))):
        return type(value).__name__
    text = repr(value)
    return text if len(text) <= _LONGEST and "\n" not in text else type(value).__name__


def _same(value: Any, default: Any) -> bool:
    # Arrays and frames compare element by element: they are no default.
    return value is default or (type(value) is type(default) and bool(value == default))


def recorded(function: Callable[..., Any], given: Mapping[str, Any]) -> str:
    """The call of `function` as it can be typed again, from its `locals()`; arguments at their defaults, and those that
    change no number, are left out."""
    code, words = function.__code__, []
    first = code.co_varnames[: code.co_argcount]
    named = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    rest = code.co_varnames[code.co_argcount + code.co_kwonlyargcount :]
    defaults = dict(zip(reversed(first), reversed(function.__defaults__ or ()), strict=False))
    defaults.update(function.__kwdefaults__ or {})
    words += [_word(name, given[name]) for name in first if name not in defaults]
    if code.co_flags & 0x04:  # *args
        words += [_word(rest[0], value) for value in given[rest[0]]]
        rest = rest[1:]
    for name in (*first, *named):
        changes = name not in ("progress", "threads") and not (name in defaults and _same(given[name], defaults[name]))
        if changes and (name in named or name in defaults):
            words.append(f"{name}={_word(name, given[name])}")
    if code.co_flags & 0x08:  # **kwargs
        words += [f"{name}={_word(name, value)}" for name, value in list(given[rest[0]].items())[:20]]
    return f"lawful.{function.__name__}({', '.join(words)})"
