"""YAML and JSON in JSON Resume's form: cvrender's own sources."""

from __future__ import annotations

import datetime

from cvrender.diagnostics.report import Report
from cvrender.resume.model import Resume
from cvrender.resume.validate import check
from cvrender.source.overrides import override
from cvrender.source.parse import Opener, parse


def read(
    source: bytes,
    file: str,
    report: Report,
    today: datetime.date | None,
    settings: dict[str, str] | None = None,
    opener: Opener | None = None,
    *,
    public: bool = False,
) -> Resume | None:
    """Return the resume in a YAML or JSON file, or None where it cannot be read as one.

    `settings` are values for meta.cvrender, by dotted key (`dates.month`), that go before the file's. `opener` finds
    the files that it includes; without one it may include none. `public` is as in `check`.
    """
    tree = parse(source, file, report, opener)
    if tree is None:
        return None
    if settings:
        tree = override(tree, settings)
    return check(tree, report, today, public=public)
