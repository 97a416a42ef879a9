"""Which resumes a source holds, and how much each of them shows."""

from __future__ import annotations

from typing import Any

from cvrender.diagnostics.report import Report
from cvrender.resume.model import Node, Resume, Variant
from cvrender.resume.select import Choice, select


def overview(whole: Resume, name: str) -> list[list[str]]:
    """Return a table: `name` and the variants in the first row, then a row for each section with the numbers of its
    entries, one with the highlights of all, and one with the pages that are asked for. The first column of numbers is
    the whole.
    """
    variants = whole.meta.cvrender.variants
    each = [select(whole, Choice(variant), Report()) for variant in (Variant(), *(one for _, one in variants))]
    rows = [[name, "all", *(str(variant) for variant, _ in variants)]]

    def row(label: str, counts: list[int]) -> None:
        if any(counts):
            rows.append([label, *(str(count) if count else "-" for count in counts)])

    row("summary", [1 if one.basics.summary else 0 for one in each])
    for key in whole.order:
        if key != "sections":
            row(key, [len(getattr(one, key)) for one in each])
            continue
        for number, section in enumerate(whole.sections, 1):
            shown = [[len(own.entries) for own in one.sections if own.at == section.at] for one in each]
            row(str(section.title or f"section {number}"), [sum(counts) for counts in shown])
    row("highlights", [_highlights(one) for one in each])
    row("pages", [int(one.meta.cvrender.pages or 0) for one in each])
    return rows


def _highlights(value: Any) -> int:
    if isinstance(value, tuple):
        return sum(map(_highlights, value))
    if not isinstance(value, Node):
        return 0
    return len(getattr(value, "highlights", ())) + sum(_highlights(getattr(value, key)) for key in value.SPECS)
