"""Every block of the guide runs."""

import doctest
import re

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
    assert doctest.testmod(lawful, extraglobs={"lawful": lawful}).failed == 0
