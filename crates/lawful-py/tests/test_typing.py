"""Stubs say what the extension module has; the package type-checks."""

import ast
import inspect
import subprocess
import sys

import pytest
from conftest import ROOT

from lawful import _lawful

STUBS = ROOT / "crates" / "lawful-py" / "python" / "lawful" / "_lawful.pyi"


def arguments(function):
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return [name for name in names if name != "self"]


def test_stubs_are_true():
    there = {name for name in vars(_lawful) if not name.startswith("__")} | {"__version__"}
    stated = set()
    for node in ast.parse(STUBS.read_text()).body:
        match node:
            case ast.FunctionDef():
                stated.add(node.name)
                signature = inspect.signature(getattr(_lawful, node.name))
                assert arguments(node) == list(signature.parameters), node.name
            case ast.ClassDef():
                stated.add(node.name)
                kind, methods = getattr(_lawful, node.name), [m for m in node.body if isinstance(m, ast.FunctionDef)]
                for method in methods:
                    signature = inspect.signature(getattr(kind, method.name))
                    found = [name for name in signature.parameters if name != "self"]
                    assert arguments(method) == found, f"{node.name}.{method.name}"
                for attribute in (a for a in node.body if isinstance(a, ast.AnnAssign)):
                    assert hasattr(kind, attribute.target.id), f"{node.name}.{attribute.target.id}"
            case ast.AnnAssign():
                stated.add(node.target.id)
    assert stated == there


def test_the_package_type_checks():
    pytest.importorskip("mypy")
    done = subprocess.run([sys.executable, "-m", "mypy", "--cache-dir", ROOT / "target" / "mypy"], cwd=ROOT, capture_output=True,
                          text=True)
    assert done.returncode == 0, done.stdout + done.stderr
