"""Tables of the caller in, tables of the caller's kind out.

Nothing is imported that the caller has not imported: a table is known by the module of its type.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from ._lawful import Error
from ._memory import family as family_of
from ._memory import of_torch, on_host


def source(data: Any) -> Any:
    """What the extension module reads: a path, `(word, columns, nan is missing)` or `(word, stream)`."""
    if isinstance(data, (str, os.PathLike)):
        return os.fspath(data)
    word = type(data).__name__
    family = family_of(data)
    if family == "pandas" and hasattr(data, "iloc") and hasattr(data, "columns"):
        columns = [(_name(name), data.iloc[:, i]) for i, name in enumerate(data.columns)]
        return word, [(name, _Lazy(_pandas, series)) for name, series in columns], True
    if family == "polars" and hasattr(data, "collect"):
        raise Error(f"{word}: collect() the frame first, so that it has rows")
    if hasattr(data, "__arrow_c_stream__"):
        return word, data
    if isinstance(data, Mapping):
        return word, _columns(word, data), False
    names = getattr(getattr(data, "dtype", None), "names", None)
    if names:
        return word, [(name, _values(word, name, data[name])) for name in names], False
    raise Error(f"a table is a data frame, an Arrow table, a dict of columns or the path of a file, not {_a(word)}")


def point(inputs: Mapping[str, Any]) -> Any:
    """A table of named columns; a single value stands in every row."""
    return "the point", _columns("the point", inputs), False


def _columns(word: str, data: Mapping[str, Any]) -> list[tuple[str, Any]]:
    columns = [(_name(name), _values(word, name, values)) for name, values in data.items()]
    lengths = [len(values) for _, values in columns if not isinstance(values, _Scalar)]
    rows = lengths[0] if lengths else 1
    return [(name, [v.value] * rows if isinstance(v, _Scalar) else v) for name, v in columns]


class _Scalar:
    def __init__(self, value: Any) -> None:
        self.value = value


class _Lazy:
    """A column that is made when it is read."""

    def __init__(self, make: Any, values: Any) -> None:
        self._make, self._values = make, values

    def __len__(self) -> int:
        return len(self._values)

    def _read(self) -> Any:
        return self._make(self._values)


def _values(word: str, name: Any, values: Any) -> Any:
    """A buffer, a list or an Arrow stream of one column."""
    family = family_of(values)
    if family == "pandas" and hasattr(values, "iloc"):
        return _Lazy(_pandas_in_dict, values)
    if family == "polars" and hasattr(values, "to_frame"):
        return values.to_frame()
    if family == "pyarrow" and hasattr(values, "type"):
        return sys.modules["pyarrow"].table({"values": values})
    what = f"{word}: column '{name}'"
    on_host(what, values)
    if family == "torch" and hasattr(values, "layout"):
        narrow = values.dtype.itemsize < 4 or not values.dtype.is_floating_point
        return of_torch(what, values.double() if narrow else values)[0]
    if family_of(values) == "numpy":
        return _numpy(values)
    if isinstance(values, (int, float, str)) or values is None:
        return _Scalar(values)
    if not hasattr(values, "__len__"):
        raise Error(f"{word}: column '{name}' is {_a(type(values).__name__)}; give an array or a list")
    return values


def _numpy(values: Any) -> Any:
    if getattr(values, "ndim", 1) == 0:
        return _Scalar(values.item())
    if hasattr(values, "mask"):
        return values.tolist()  # masked cells are None
    kind, size = values.dtype.kind, values.dtype.itemsize
    if kind in "US":
        return values.tolist() if kind == "U" else [text.decode() for text in values.tolist()]
    if kind == "O":
        return values.tolist()
    if kind in "iuf" and (size > 8 or (kind == "f" and size < 4) or not values.dtype.isnative):
        return values.astype("f8")
    return values


def _pandas(series: Any) -> Any:
    """A column of a frame, in which NaN, None and NA are missing cells."""
    kind = getattr(series.dtype, "kind", "O")
    if type(series.dtype).__module__.startswith("numpy") and kind in "biufcmM":
        return _numpy(series.to_numpy())
    if kind in "iuf":
        return series.to_numpy(dtype="f8", na_value=float("nan"))
    if kind in "mM":
        return series.to_numpy()
    cells = series.astype(object)
    return cells.where(series.notna(), None).tolist()


def _pandas_in_dict(series: Any) -> Any:
    """A series in a dict, in which NaN is a missing cell as in a frame."""
    values = _pandas(series)
    kind = getattr(getattr(values, "dtype", None), "kind", "")
    return [None if x != x else x for x in values.tolist()] if kind == "f" else values


def _name(name: Any) -> str:
    return name if isinstance(name, str) else str(name)


def _a(word: str) -> str:
    return f"an {word}" if word[:1].lower() in "aeiou" else f"a {word}"


def kind(data: Any) -> str:
    """`pandas`, `polars`, `pyarrow`, or `dict` for anything else: the kind of table that results come as."""
    family = family_of(data)
    return family if family in ("pandas", "polars", "pyarrow") else "dict"


def usual() -> str:
    """The kind of table that results come as where no table went in: of a library that is imported already."""
    return next((name for name in ("pandas", "polars", "pyarrow") if name in sys.modules), "dict")


def table(kind: str, columns: Mapping[str, Any]) -> Any:
    """A table of this kind from lists and bytes of f64."""
    made: dict[str, Any] = {}
    for name, values in columns.items():
        made[name] = memoryview(values).cast("d") if isinstance(values, bytes) else values
    if kind == "pandas":
        import pandas

        numpy = sys.modules["numpy"]
        return pandas.DataFrame({n: numpy.frombuffer(v) if isinstance(v, memoryview) else v for n, v in made.items()})
    if kind == "polars":
        import polars

        def series(name: str, values: Any) -> Any:
            # Numbers that are all missing are numbers still.
            plain = isinstance(values, memoryview) or all(x is None or isinstance(x, float) for x in values)
            return polars.Series(name, values.tolist() if isinstance(values, memoryview) else values,
                                 dtype=polars.Float64 if plain else None, strict=False)

        return polars.DataFrame([series(name, values) for name, values in made.items()])
    if kind == "pyarrow":
        import pyarrow

        def array(values: Any) -> Any:
            if not isinstance(values, memoryview):
                return pyarrow.array(values)
            buffer = pyarrow.py_buffer(values.obj)
            return pyarrow.Array.from_buffers(pyarrow.float64(), len(values), [None, buffer])

        return pyarrow.table({name: array(values) for name, values in made.items()})
    if kind == "dict":
        return {name: values.tolist() if isinstance(values, memoryview) else list(values) for name, values in made.items()}
    raise Error(f"kind='{kind}': there are 'pandas', 'polars', 'pyarrow' and 'dict'")
