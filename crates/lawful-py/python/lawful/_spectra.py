"""Spectra of models and matrices, in files and in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import _arrays, _lawful, _tables
from ._arguments import choice, count, real, recorded, texts
from ._lawful import Error
from ._progress import Line
from ._results import Spectrum, Weights


def weights(
    model: Any,
    *,
    against: Any = None,
    layers: str | Sequence[str] | None = None,
    sims: int = 100,
    shuffles: int | None = None,
    fused_whole: bool = False,
    level: float = 0.95,
    seed: int = 0,
    threads: int | None = None,
    progress: bool | None = None,
) -> Weights:
    """Spectra of a model's weights, layer by layer, beside what noise would give.

    Parameters
    ----------
    model, against : path, dict of arrays, module or array
        safetensors, npy, npz, GGUF, PyTorch's zip archive or a folder of them; or numpy arrays and torch tensors by name, as
        a `state_dict` or nested dicts hold them, a module that has one, or a single array. Arrays are not copied as a whole:
        a layer at a time becomes f32, or f64 where it is that. `against` is an earlier state to compare with.
    layers : str or list of str
        Patterns of names: `"*.attn.*"`.
    sims : int
        Samples simulated for the `p` of every tail.
    shuffles : int
        Shuffled copies of every matrix; by default one where its entries have heavy tails.
    fused_whole : bool
        Leave fused query, key and value weights in one piece.
    level : float
        Level of the interval of alpha.

    Returns
    -------
    Weights
        `.layers` of the document; `.table()` has one row per matrix, `.singular_values()` one per singular value.

    Examples
    --------
    >>> import array
    >>> found = lawful.weights({"w": memoryview(array.array("d", range(12))).cast("B").cast("d", [4, 3])})
    >>> found.layers[0]["hard_rank"]
    2
    """
    command = recorded(weights, locals())
    options = {
        "layers": texts(layers),
        "sims": count("sims", sims),
        "shuffles": count("shuffles", shuffles),
        "fused_whole": bool(fused_whole),
        "level": real("level", level),
        "seed": count("seed", seed),
        "threads": count("threads", threads, 1),
        "command": command,
    }
    with Line("thousandths of the work", progress) as show:
        core = _lawful.weights(_arrays.model(model), None if against is None else _arrays.model(against), options, show)
    return Weights(core, _tables.usual())


def spectrum(
    array: Any,
    *,
    of: str | None = None,
    shape: tuple[int, int] | None = None,
    sims: int = 100,
    level: float = 0.95,
    seed: int = 0,
    threads: int | None = None,
    progress: bool | None = None,
) -> Spectrum:
    """The spectrum of a matrix, or of values that are one's already: effective ranks, noise, tail.

    Parameters
    ----------
    array : array or path
        A matrix (numpy, torch, anything with the buffer protocol or DLPack, an npy file), or a list of values.
    of : {"singular", "eigen"}
        Singular values or eigenvalues: which to compute of a matrix (`"singular"` unless given), or what a list holds
        (`"eigen"` unless given). Eigenvalues of a matrix that is not symmetric are complex.
    shape : (int, int)
        Of a list: rows and columns of the matrix that its values are from, which tells noise apart.
    sims : int
        Samples simulated for the `p` of the tail.
    level : float
        Level of the interval of alpha.

    Returns
    -------
    Spectrum
        `.value` in falling order, `.stable_rank`, `.entropy_rank`, `.participation_ratio`, `.mp_edge`, `.outliers`,
        `.gap_ratio`, `.alpha`, `.p`, `.verdict`. Ranks are of squared singular values, or of eigenvalues as they are.

    Examples
    --------
    >>> found = lawful.spectrum([4.0, 2.0, 1.0, 1.0], sims=0)
    >>> found.stable_rank
    2.0
    """
    command = recorded(spectrum, locals())
    source = _arrays.matrix(array)
    if not isinstance(source, str) and shape is not None and getattr(array, "ndim", 1) > 1:
        raise Error("shape goes with a list of values; a matrix has its own")
    listed = not isinstance(source, str) and len(getattr(source[1][0][2], "shape", (0,))) == 1
    options = {
        "of": choice("of", of or ("eigen" if listed else "singular"), ("singular", "eigen")),
        "shape": None if shape is None else (count("shape", shape[0], 1), count("shape", shape[1], 1)),
        "sims": count("sims", sims),
        "level": real("level", level),
        "seed": count("seed", seed),
        "threads": count("threads", threads, 1),
        "command": command,
    }
    with Line("simulated samples", progress) as show:
        return Spectrum(_lawful.spectrum(source, options, show), _tables.usual())
