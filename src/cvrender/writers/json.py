"""JSON Resume: the source again, checked and in one form, with cvrender's own fields as further keys."""

from __future__ import annotations

import json
import re

from cvrender.diagnostics.report import Report
from cvrender.document.model import Document
from cvrender.resume.dump import dump
from cvrender.source.tree import Data
from cvrender.theming.theme import Theme

EXTENSION = "json"
NAME = "resume.json"

_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Characters that JSON takes as they are and YAML 1.2 (5.1) does not print, or ends a line at; JSON is read as YAML."""


def write(document: Document, theme: Theme, report: Report) -> dict[str, bytes]:
    """Return the bundle of one file, NAME."""
    return {NAME: render(dump(document.resume)).encode()}


def render(data: dict[str, Data]) -> str:
    """Return a dump as JSON that cvrender reads again: every character stands as it is or as an escape."""
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
