"""Messages speak of Python's arguments, not of the program's flags."""

import inspect
import re
import warnings

import pytest
from conftest import CHINCHILLA

import lawful
from lawful._lawful import keywords


def test_options_as_arguments():
    for text, want in [
        ("--where 'x > 0', character 3: no", "where='x > 0', character 3: no"),
        ("leave such rows out with --where, or choose another --noise",
         "leave such rows out with `where`, or choose another `noise`"),
        ("leave it out with --without 3", "leave it out with without=3"),
        ("name it with --budget-by", "name it with `budget`"),
        ("(--fixed N=…)", "(`fixed` N=…)"),
        ("a--b, x --alpha and ---", "a--b, x --alpha and ---"),
        ("--", "--"),
        ("é--where é", "é--where é"),
    ]:
        assert keywords(text) == want


def test_every_option_is_an_argument():
    names = set()
    for name in lawful.__all__:
        function = getattr(lawful, name)
        if inspect.isfunction(function):
            names |= set(inspect.signature(function).parameters)
    source = inspect.getsource(lawful.fit)  # the package is there as source
    assert source
    for option in ("where", "reduce", "fix", "cost", "envelope", "truth", "x-range", "fused-whole", "budget-by", "no-drift"):
        spelt = re.fullmatch(r"`(\w+)(=\w+)?`", keywords(f"--{option}"))
        assert spelt and spelt[1] in names, option


WRONG = [
    lambda line: lawful.fit(line, "y ~ c*x^-k", where="x >"),
    lambda line: lawful.fit(line, "y ~ c*x^-k", let="z ="),
    lambda line: lawful.fit(line, "y ~ c*x^-k", reduce="min(y)"),
    lambda line: lawful.fit(line, "y ~ c*x^-k", holdout="x >"),
    lambda line: lawful.fit(line, "y ~ c*x^-k", start={"m": 1.0}),
    lambda line: lawful.fit(line, "y ~ c*x^-k", cluster="run"),
    lambda line: lawful.fit(line, "y ~ c*x^-k", without=99),
    lambda line: lawful.fit(line, "y ~ c*x^-k", by="group"),
    lambda line: lawful.fit({**line, "y": [-v for v in line["y"]]}, "y ~ c*x^-k", noise="lognormal"),
    lambda line: lawful.fit(line, "y ~ min(x)"),
    lambda line: lawful.backtest(line, "y ~ c*x^-k", select=""),
    lambda line: lawful.coverage("y ~ c*x^-k", truth="c=", design={"x": (1, 2)}),
    lambda line: lawful.tail({**line}),
    lambda line: lawful.frontier(line),
    lambda line: lawful.plan("chinchilla@hoffmann2022", 1e20, cost="N"),
    lambda line: lawful.crossover("chinchilla@hoffmann2022", "chinchilla@besiroglu2024", along="N", fixed={"D": 1e12}),
    lambda line: lawful.audit(None, "y ~ a*x", {"a": 1}, y_range="1:2"),
    lambda line: lawful.audit(None, "y ~ a*x", {"a": 1}, relation="a"),
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_no_flag_reaches_python(line, wrong):
    with pytest.raises(lawful.Error) as raised:
        wrong(line)
    assert not re.search(r"(^|\s|\()--[a-z]", str(raised.value)), raised.value


@pytest.mark.filterwarnings("ignore::lawful.LawfulWarning")
def test_words_and_warnings(line):
    fit = lawful.fit(CHINCHILLA, "loss ~ E + A*flops^-alpha", where="outlier == 0", noise="laplace")
    assert "left out 5 by where='outlier == 0'" in fit.summary() and "--where" not in fit._repr_html_()
    # The document is the program's.
    assert fit.data["dropped"][0]["reason"] == "--where 'outlier == 0'"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        lawful.fit(line, "y ~ c*x^-k")
    assert any("see without=1" in str(item.message) for item in caught)
    assert caught and all("--" not in str(item.message) and item.filename == __file__ for item in caught)
