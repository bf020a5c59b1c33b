"""A line of progress in terminals and notebooks, and nowhere else."""

import os
import subprocess
import sys

import pytest
from conftest import CHINCHILLA, LAW

CODE = f"""
import sys, types, lawful
from lawful import _progress
_progress._PATIENCE = 0.0
{{before}}
lawful.fit({str(CHINCHILLA)!r}, {LAW!r}, where="outlier == 0", noise="huber(1e-3)", bootstrap=10000, progress={{progress}})
"""


def shown(before="", progress=None, terminal=False):
    """What a fit of a second or so writes to standard error."""
    code = [sys.executable, "-W", "ignore", "-c", CODE.format(before=before, progress=progress)]
    if not terminal:
        return subprocess.run(code, capture_output=True, check=True).stderr.decode()
    master, slave = os.openpty()
    with subprocess.Popen(code, stderr=slave) as process:
        os.close(slave)
        text = b""
        while True:
            try:
                part = os.read(master, 4096)
            except OSError:  # Linux: the other end is closed
                break
            if not part:
                break
            text += part
        os.close(master)
    assert process.returncode == 0, text
    return text.decode()


def test_a_pipe_stays_clean():
    assert shown() == ""


def test_asked_for():
    text = shown(progress=True)
    assert "of 10000 refits" in text and text.endswith("\r")


def test_notebooks():
    assert "of 10000 refits" in shown(before='sys.modules["ipykernel"] = types.ModuleType("ipykernel")')


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="terminals")
def test_terminals():
    assert "of 10000 refits" in shown(terminal=True)
    assert shown(progress=False, terminal=True) == ""
