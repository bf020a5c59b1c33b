"""Models and matrices in memory: numpy arrays, torch tensors, state dicts, handed over without a copy where they lie well."""

from __future__ import annotations

import array
import os
from collections.abc import Iterator, Mapping
from typing import Any

from ._lawful import Error
from ._memory import family, of_torch, on_host


def model(data: Any) -> Any:
    """What the extension module reads: a path, or a word and `(name, type, buffer)` of every array."""
    if isinstance(data, (str, os.PathLike)):
        return os.fspath(data)
    word = type(data).__name__
    if not isinstance(data, Mapping) and callable(getattr(data, "state_dict", None)):
        data = data.state_dict()
    named = list(_flat("", data)) if isinstance(data, Mapping) else [("values", data)]
    return word, [(name, *_held(f"{word}: array '{name}'", values)) for name, values in named]


def matrix(data: Any) -> Any:
    """One array: a path, or a word and its buffer."""
    if isinstance(data, Mapping) or callable(getattr(data, "state_dict", None)):
        raise Error(f"a spectrum is that of one array, not of a {type(data).__name__}; lawful.weights takes models")
    return model(data)


def _flat(above: str, data: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    """The arrays of nested dicts, by their path; numbers, texts and `None` beside them are no arrays."""
    for name, value in data.items():
        path = f"{above}.{name}" if above else str(name)
        if isinstance(value, Mapping):
            yield from _flat(path, value)
        elif value is not None and not isinstance(value, (bool, int, float, complex, str, bytes)):
            yield path, value


def _held(what: str, values: Any) -> tuple[str | None, Any]:
    on_host(what, values)
    kind = family(values)
    if kind == "torch" and hasattr(values, "layout"):
        values, stored = of_torch(what, values)
        return (stored, values) if stored else _of_numpy(what, values)
    if kind in ("pandas", "polars", "pyarrow") and hasattr(values, "to_numpy"):
        values = values.to_numpy()
    elif isinstance(values, (list, tuple)):
        values = _of_list(what, values)
    elif kind != "numpy" and hasattr(values, "__dlpack__"):
        import numpy

        values = numpy.from_dlpack(values)
    elif kind != "numpy" and hasattr(values, "__array__"):
        import numpy

        values = numpy.asarray(values)
    return _of_numpy(what, values) if family(values) == "numpy" else (None, values)


def _of_list(what: str, values: Any) -> Any:
    try:
        return array.array("d", values)
    except TypeError:
        pass
    try:
        import numpy

        return numpy.array(values, dtype="f8")
    except (ImportError, TypeError, ValueError):
        raise Error(f"{what} is a {type(values).__name__} that is no matrix of numbers") from None


def _of_numpy(what: str, values: Any) -> tuple[str | None, Any]:
    if hasattr(values, "mask"):
        raise Error(f"{what} is masked; fill what is missing first, as with .filled(0)")
    if values.dtype.name == "bfloat16":
        return "bf16", values.view("u2")
    if values.dtype.kind not in "fiub" or values.dtype.itemsize > 8:
        raise Error(f"{what} holds values of the type {values.dtype}; convert them to floats")
    if not values.dtype.isnative:
        values = values.astype(values.dtype.newbyteorder("="))
    if any(step < 0 or step % values.dtype.itemsize for step in values.strides):
        values = values.copy(order="C")
    return None, values
