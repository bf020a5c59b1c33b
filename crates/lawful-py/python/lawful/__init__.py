"""Power laws and scaling laws, typed as formulas and fitted to tables, with errors; spectra of weights.

>>> import lawful
>>> fit = lawful.fit(frame, "loss ~ E + A*N^-alpha + B*D^-beta", noise="huber(1e-3)")  # doctest: +SKIP
>>> fit["alpha"].value, fit["alpha"].lo, fit["alpha"].hi  # doctest: +SKIP

A table is a pandas, polars or pyarrow frame, anything else with `__arrow_c_stream__`, a dict of arrays or lists, or the
path (CSV, Parquet, logs, folders: docs/files.md). Tables that come out are of the kind that went in; where none went in, of the
first of pandas, polars and pyarrow that is imported, else dicts of lists. A missing cell (`None`, null, masked; NaN in
pandas, which has no other) is left out and counted; any other NaN is an error.

Bad input raises `lawful.Error`, a `ValueError` of one line; what is worth knowing is a `lawful.LawfulWarning`. Long calls
let other threads run, show a line of progress in terminals and notebooks, and stop on Ctrl-C. The numbers are those of
the program `lawful`, to the bit.
"""

from ._estimates import Estimate, Params, Quantity
from ._fit import fit
from ._fits import Fit, Fits
from ._forecasts import check, crossover, plan, predict
from ._judging import backtest, compare, coverage
from ._lawful import Error, Figure, __version__
from ._measuring import frontier, isoflop, tail
from ._publications import audit, laws, studies, study
from ._result import Result
from ._results import (
    Audit,
    Average,
    Backtest,
    Check,
    Comparison,
    Coverage,
    Crossover,
    Frontier,
    Isoflop,
    Laws,
    Plan,
    Predictions,
    Spectrum,
    Studies,
    Tail,
    Weights,
)
from ._spectra import spectrum, weights
from ._warnings import LawfulWarning

__all__ = [
    "Audit", "Average", "Backtest", "Check", "Comparison", "Coverage", "Crossover", "Error", "Estimate", "Figure", "Fit",
    "Fits", "Frontier", "Isoflop", "LawfulWarning", "Laws", "Params", "Plan", "Predictions", "Quantity", "Result",
    "Spectrum", "Studies", "Tail", "Weights", "__version__", "audit", "backtest", "check", "compare", "coverage",
    "crossover", "fit", "frontier", "isoflop", "laws", "plan", "predict", "spectrum", "studies", "study", "tail", "weights",
]  # fmt: skip
