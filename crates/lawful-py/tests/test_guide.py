"""Every block of the guides runs."""

import doctest
import importlib
import re
import subprocess
import sys

import pytest
from conftest import ROOT

import lawful


@pytest.mark.filterwarnings("ignore::lawful.LawfulWarning")
def test_guide(monkeypatch):
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "python.md").read_text(), re.DOTALL)
    assert len(blocks) > 5
    namespace = {}
    for block in blocks:
        exec(compile(block, "docs/python.md", "exec"), namespace)
    assert namespace["fit"]["alpha"].value == pytest.approx(0.34731, abs=1e-5)
    assert namespace["notes"] and "\n" not in namespace["line"]


@pytest.mark.filterwarnings("ignore::lawful.LawfulWarning")
def test_examples_of_docstrings():
    for name in ("", "._fit", "._forecasts", "._spectra"):
        module = importlib.import_module(f"lawful{name}")
        found = doctest.testmod(module, extraglobs={"lawful": lawful})
        assert found.failed == 0 and found.attempted > 0, name


def test_tour():
    pytest.importorskip("pandas")
    runner = ROOT / "crates" / "lawful-py" / "tests" / "notebook.py"
    done = subprocess.run([sys.executable, runner, "--check", ROOT / "docs" / "tour.ipynb"], cwd=ROOT, capture_output=True,
                          text=True)
    assert done.returncode == 0, done.stderr
