"""JSON Resume: the source again, checked and in one form, with cvrender's own fields as further keys."""

from __future__ import annotations

import json

from cvrender.diagnostics import Report
from cvrender.document.model import Document
from cvrender.resume.dump import dump
from cvrender.theme import Theme

EXTENSION = "json"
NAME = "resume.json"


def write(document: Document, theme: Theme, report: Report) -> dict[str, bytes]:
    """Return the bundle of one file, NAME."""
    return {NAME: (json.dumps(dump(document.resume), ensure_ascii=False, indent=2) + "\n").encode()}
