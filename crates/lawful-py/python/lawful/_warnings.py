"""What is worth knowing about a result, as Python's warnings."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping
from typing import Any

from ._lawful import keywords


class LawfulWarning(UserWarning):
    """Something worth knowing about a result; `code` is a stable word such as `not-identified`."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(f"{message} [{code}]" if code else message)
        self.code = code


def warn(document: Mapping[str, Any]) -> None:
    """Passes the warnings of a document on, as if the first caller outside the package had given them."""
    found = [(item["message"], item["code"]) for item in document.get("warnings") or []]
    if document.get("converged") is False:
        found.append(("the fit did not converge", "not-converged"))
    if not found:
        return
    depth, frame = 2, sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__package__") == __package__:
        depth, frame = depth + 1, frame.f_back
    for message, code in found:
        warnings.warn(LawfulWarning(keywords(message), code), stacklevel=depth)
