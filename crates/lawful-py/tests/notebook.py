"""Runs the cells of a notebook without Jupyter.

    python notebook.py NOTEBOOK           runs it and writes the outputs into it
    python notebook.py --check NOTEBOOK   runs it and holds what it prints against the outputs that it keeps
"""

import ast
import contextlib
import io
import json
import re
import sys
import warnings
from pathlib import Path

NUMBER = re.compile(r"[-+]?\d+\.?\d*(?:[eE][-+]?\d+)?")


def run(cell, namespace):
    """The outputs of one cell as nbformat 4 keeps them."""
    tree = ast.parse("".join(cell["source"]))
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with contextlib.redirect_stdout(printed), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        exec(compile(tree, "<cell>", "exec"), namespace)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), namespace)
    outputs = []
    said = "".join(f"{w.category.__name__}: {w.message}\n" for w in caught)
    for name, text in (("stdout", printed.getvalue()), ("stderr", said)):
        if text:
            outputs.append({"name": name, "output_type": "stream", "text": text.splitlines(keepends=True)})
    if value is not None:
        outputs.append({"data": shown(value), "metadata": {}, "output_type": "execute_result"})
    return outputs


def shown(value):
    """A value by every representation that a notebook asks for."""
    data = {"text/plain": repr(value).splitlines(keepends=True)}
    for method, kind in (("_repr_html_", "text/html"), ("_repr_svg_", "image/svg+xml")):
        made = getattr(value, method, lambda: None)()
        if made is not None:
            data[kind] = made.splitlines(keepends=True)
    return data


def printed(outputs):
    """The text that a cell prints."""
    return "".join("".join(o["text"]) for o in outputs if o["output_type"] == "stream" and o["name"] == "stdout")


def agree(one, two):
    """Whether two texts have the same words, and numbers within one in a thousand."""
    if NUMBER.sub("#", one).split() != NUMBER.sub("#", two).split():
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(two), strict=True)
    return all(abs(float(a) - float(b)) <= 1e-3 * max(abs(float(a)), abs(float(b))) for a, b in pairs)


def main(arguments):
    check, path = arguments[0] == "--check", Path(arguments[-1])
    notebook, namespace = json.loads(path.read_text(encoding="utf-8")), {}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(cells, 1):
        outputs = run(cell, namespace)
        for output in outputs:
            if output["output_type"] == "execute_result":
                output["execution_count"] = number
        if check and not agree(printed(cell["outputs"]), printed(outputs)):
            return f"cell {number} printed\n{printed(outputs)}\ninstead of\n{printed(cell['outputs'])}"
        cell["outputs"], cell["execution_count"] = outputs, number
    if not check:
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
