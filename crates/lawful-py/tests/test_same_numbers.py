"""The package gives the program's numbers, to the bit: JSON documents are compared as text of f64."""

import json
import subprocess

import pytest
from conftest import CHINCHILLA, LAW

import lawful

# What may differ: how the result was asked for, how long it took, what the table is called.
OWN = {"command", "seconds", "path", "sha256", "fit", "fits"}


def plain(document):
    if isinstance(document, dict):
        return {key: plain(value) for key, value in document.items() if key not in OWN}
    return [plain(item) for item in document] if isinstance(document, list) else document


def printed(program, *arguments):
    done = subprocess.run([program, *map(str, arguments), "--json"], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


FITS = [
    (["--noise", "huber(1e-3)", "--bootstrap", "50"], {"noise": "huber(1e-3)", "bootstrap": 50}),
    (["--noise", "laplace", "--holdout", "6*params*tokens > 1e21"],
     {"noise": "laplace", "holdout": "6*params*tokens > 1e21"}),
    (["--noise", "lognormal", "--start", "alpha=0.3", "--fix", "beta=0.28"],
     {"noise": "lognormal", "start": {"alpha": 0.3}, "fix": {"beta": 0.28}}),
]


@pytest.mark.parametrize(("flags", "options"), FITS)
@pytest.mark.filterwarnings("ignore::lawful.LawfulWarning")
def test_fit(program, runs, flags, options):
    want = printed(program, "fit", CHINCHILLA, LAW, "--where", "outlier == 0", *flags)
    for table in (CHINCHILLA, runs):
        fit = lawful.fit(table, LAW, where="outlier == 0", **options)
        assert plain(json.loads(fit.to_json())) == plain(want)


@pytest.mark.filterwarnings("ignore::lawful.LawfulWarning")
def test_fit_by_group(program, runs):
    law = "loss ~ c + b*log(params) + a*log(params)^2; let best = exp(-b/(2*a))"
    want = printed(program, "fit", CHINCHILLA, law, "--where", "isoflop_outlier == 0", "--by", "isoflop_budget")
    fits = lawful.fit(runs, law, where="isoflop_outlier == 0", by="isoflop_budget")
    assert plain(json.loads(fits.to_json())) == plain(want)
    assert len(fits) + len(fits.errors) == len(want["results"])
    for result in want["results"]:
        if "error" not in result:
            fit = fits[result["by"]["isoflop_budget"]]
            assert fit.params["a"].value == result["params"]["a"]["value"]


@pytest.mark.filterwarnings("ignore::lawful.LawfulWarning")
def test_other_commands(program, runs, tmp_path):
    document = tmp_path / "fit.json"
    fit = lawful.fit(runs, LAW, where="outlier == 0", noise="laplace")
    fit.to_json(document)
    cases = [
        (fit.predict(params=[1e9, 7e10], tokens=1.4e12),
         None),
        (lawful.plan(fit, 1e24, cost="6*params*tokens"),
         ["plan", document, "--budget", "1e24", "--cost", "6*params*tokens"]),
        (lawful.crossover("chinchilla@hoffmann2022", "chinchilla@besiroglu2024", along="N", fixed={"D": 1.4e12},
                          range=(1e8, 1e14)),
         ["crossover", "chinchilla@hoffmann2022", "chinchilla@besiroglu2024", "--along", "N", "--fixed", "D=1.4e12",
          "--range", "1e8:1e14"]),
        (lawful.compare(runs, LAW, "loss ~ E + A*(params*tokens)^-alpha", where="outlier == 0", noise="laplace"),
         ["compare", CHINCHILLA, LAW, "loss ~ E + A*(params*tokens)^-alpha", "--where", "outlier == 0", "--noise",
          "laplace"]),
        (lawful.isoflop(runs, budget="isoflop_budget", where="isoflop_outlier == 0"),
         ["isoflop", CHINCHILLA, "--budget-by", "isoflop_budget", "--where", "isoflop_outlier == 0"]),
        (lawful.frontier(runs, curve="params", envelope="hull", where="outlier == 0", resamples=50),
         ["frontier", CHINCHILLA, "--curve", "params", "--envelope", "hull", "--where", "outlier == 0", "--tokens",
          "tokens", "--resamples", "50"]),
        (lawful.tail(runs, "tokens", sims=20),
         ["tail", CHINCHILLA, "--column", "tokens", "--sims", "20"]),
        (lawful.backtest(runs, "loss ~ E + A*flops^-alpha", cost="flops", where="outlier == 0", noise="lognormal",
                         cuts=[1e20]),
         ["backtest", CHINCHILLA, "loss ~ E + A*flops^-alpha", "--cost", "flops", "--where", "outlier == 0", "--noise",
          "lognormal", "--cuts", "1e20"]),
        (lawful.coverage("y ~ c*x^-k", truth={"c": 3, "k": 0.5}, noise="lognormal", scale=0.1, design={"x": (1, 100)},
                         rows=20, sims=20),
         ["coverage", "y ~ c*x^-k", "--truth", "c=3", "--truth", "k=0.5", "--noise", "lognormal", "--scale", "0.1",
          "--design", "x=1:100", "--rows", "20", "--sims", "20"]),
    ]
    for result, words in cases:
        if words is not None:
            assert plain(json.loads(result.to_json())) == plain(printed(program, *words)), words
    want = printed(program, "predict", document, "params=7e10", "tokens=1.4e12")
    assert cases[0][0].points[1] == want["points"][0]
    assert lawful.Fit.from_json(document).predict(params=7e10, tokens=1.4e12).points == want["points"]
    assert len(lawful.laws().laws) == len(printed(program, "laws")["laws"])
