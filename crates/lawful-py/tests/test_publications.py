"""Audits, studies, forecasts from several laws, runs against their law."""

import json
import subprocess

import pytest
from conftest import CHINCHILLA, LAW
from test_same_numbers import plain

import lawful

PRINTED = {"E": "1.69", "A": "406.4", "alpha": ".34", "B": "410.7", "beta": ".28"}


def printed(program, *arguments):
    done = subprocess.run([program, *map(str, arguments), "--json"], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


@pytest.mark.filterwarnings("ignore::lawful.LawfulWarning")
def test_audit_is_the_programs(program, runs):
    law = "loss ~ chinchilla(N=params, D=tokens); let a = beta/(alpha+beta)"
    found = lawful.audit(runs, law, PRINTED, where="outlier == 0", noise="huber(1e-3)", interval="a=.454:.455@80%")
    words = [f"{name}={value}" for name, value in PRINTED.items()]
    want = printed(program, "audit", CHINCHILLA, law, *words, "--where", "outlier == 0", "--noise", "huber(1e-3)",
                   "--interval", "a=.454:.455@80%")
    assert plain(json.loads(found.to_json())) == plain(want)
    # Besiroglu et al. 2024: the printed parameters do not fit, and the interval is too narrow to be one.
    assert found and {"above-minimum", "impossible-interval"} <= {finding["code"] for finding in found.findings}
    assert found.table()["code"][0] == found.findings[0]["code"] and "<table>" in found._repr_html_()


def test_audit_on_paper():
    # Kaplan et al.'s law of a score: 0.77 N^0.11 is 0.70 to 0.90 on N = 0.4 to 4, not 0.82 to 0.85.
    found = lawful.audit(None, "score ~ a*N^p", {"a": ".77", "p": ".11"}, x_range={"N": (".4", "4")}, y_range=(".82", ".85"))
    assert [finding["code"] for finding in found.findings] == ["unit-or-exponent"]
    with pytest.raises(lawful.Error, match="`interval`|interval='a'"):
        lawful.audit(None, "y ~ a*x", {"a": 1}, interval="a")


def test_studies(program):
    stated = lawful.studies()
    assert stated.names == [study["name"] for study in printed(program, "study", "list")["studies"]]
    found = lawful.study("time-series", quick=True)
    want = printed(program, "study", "run", "time-series", "--quick")
    seconds = lambda document: [{k: v for k, v in study.items() if k != "seconds"} for study in document["studies"]]  # noqa: E731
    assert seconds(found.document) == seconds(want)
    claims = found.table("dict")
    assert found.passed and set(claims["verdict"]) <= {"pass", "unanswerable"} and claims["study"][0] == "time-series"
    assert "<table>" in found._repr_html_() and "time-series" in found.summary()
    with pytest.raises(lawful.Error, match="did you mean 'chinchilla'"):
        lawful.study("chinchila")
    with pytest.raises(lawful.Error, match="no folder"):
        lawful.study("time-series", data="no/such/folder")
    with pytest.raises(lawful.Error, match="name a study"):
        lawful.study()


def test_a_study_of_ones_own(program, tmp_path):
    subprocess.run([program, "study", "new", "mine", "--out", tmp_path], check=True, capture_output=True)
    own = next(tmp_path.rglob("mine.toml"))
    assert lawful.studies(own).names == ["mine"]
    found = lawful.study(own)
    assert found.names == ["mine"] and found.passed and "pass" in found.table("dict")["verdict"]
    own.write_text("name = 3")
    with pytest.raises(lawful.Error, match="mine.toml"):
        lawful.study(own)


@pytest.mark.filterwarnings("ignore::lawful.LawfulWarning")
def test_averages(program, runs, tmp_path):
    laws = [LAW, "loss ~ E + A*(params*tokens)^-alpha"]
    fits = [lawful.fit(runs, law, where="outlier == 0", noise="laplace") for law in laws]
    both = lawful.predict(fits, params=7e10, tokens=1.4e12)
    # Akaike weights of laws with the same rows: exp(loglik - k), the scale of the noise counted (Burnham & Anderson).
    scores = [fit.loglik - (fit.k + len(fit.noise_params)) for fit in fits]
    assert both.weights == "akaike" and both.rivals[0]["weight"] == pytest.approx(1 / (1 + 2.718281828 ** (scores[1] - scores[0])))
    paths = [tmp_path / "one.json", tmp_path / "two.json"]
    for law, path in zip(laws, paths, strict=True):
        lawful.fit(CHINCHILLA, law, where="outlier == 0", noise="laplace").to_json(path)
    want = printed(program, "predict", *paths, "params=7e10", "tokens=1.4e12")
    assert both.value == want["value"] and (both.lo, both.hi) == (want["lo"], want["hi"])
    published = lawful.predict(["chinchilla@hoffmann2022", "chinchilla@besiroglu2024"], N=7e10, D=1.4e12)
    values = [rival["value"] for rival in published.rivals]
    assert published.value == pytest.approx(sum(values) / 2) and published.table("dict")["weight"] == [0.5, 0.5]
    for wrong in (lambda: lawful.predict([], N=1.0), lambda: lawful.predict([fits[0], 3], params=1.0, tokens=1.0),
                  lambda: lawful.predict(fits, params=[1.0, 2.0], tokens=1.0)):
        with pytest.raises(lawful.Error):
            wrong()


@pytest.mark.filterwarnings("ignore::lawful.LawfulWarning")
def test_checks(program, line, tmp_path):
    fit = lawful.fit(line, "y ~ c*x^-k", noise="lognormal")
    on = fit.check({"x": [4.0, 8.0], "y": [1.5, 1.06]})
    assert on.verdict == "on the law" and on.since is None
    off = fit.check({"x": [4.0, 8.0, 16.0], "y": [1.5, 1.4, 1.1]})
    assert off.verdict == "above the law" and off.since == 2 and off.z > 3 and off.table()["row"] == [1.0, 2.0, 3.0]
    fit.to_json(tmp_path / "fit.json")
    (tmp_path / "run.csv").write_text("x,y\n4,1.5\n8,1.4\n16,1.1\n")
    want = printed(program, "predict", tmp_path / "fit.json", "--check", tmp_path / "run.csv")
    assert off.points == want["points"]
    with pytest.raises(lawful.Error, match="published fit"):
        lawful.check("chinchilla@hoffmann2022", {"N": [1.0], "D": [1.0], "loss": [2.0]})
