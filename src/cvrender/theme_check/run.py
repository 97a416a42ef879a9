"""One theme, tried: every resume of `sources` in every format and engine that works here."""

from __future__ import annotations

import datetime
import os
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from cvrender.diagnostics.report import Diagnostic, Report
from cvrender.document.layout import arrange
from cvrender.document.model import Document
from cvrender.loading.options import Options
from cvrender.loading.prepare import prepare
from cvrender.loading.registry import ENGINES, EXIT_MISSING, INSTEAD, WRITERS
from cvrender.pipeline.run import build
from cvrender.record import Record
from cvrender.theme_check import page_metrics as look
from cvrender.theme_check import stress_resumes
from cvrender.theming.contrast import LEAST
from cvrender.theming.theme import Theme
from cvrender.theming.tokens import in_points
from cvrender.verification.accessibility import accessibility
from cvrender.verification.extracted import Unreadable
from cvrender.verification.facts import facts
from cvrender.verification.findings import Proof
from cvrender.verification.verifier import hold

TRIED = tuple(dict.fromkeys("latex" if engine in INSTEAD["latex"] else engine for engine in ENGINES))
"""Engines; of the compilers of LaTeX the first that is there."""
_OF_THE_MACHINE = ("CV027", "CV060", "CV063", "CV064")
"""What is lacking here, an engine, a font, or time to draw the photo, is no fault of a theme."""
_BODY = ("text", "highlight", "item", "label")
"""Parts of an entry below its head."""
_HEAD = ("title", "subtitle", "place", "note", "date")
_LONGEST = 60
_MOST = 4
"""Diagnostics of one code about one output that are shown; more say the same."""


class Case(Record):
    """A resume that a theme is tried on; `held` says whether the words of its PDF are held against it. Extractors give
    text that is set from the right in an order of their own, so that such a page is only looked at.
    """

    name: str
    path: Path
    held: bool = True


class Tried(Record):
    """What came of one resume in some formats, or of its PDF by one engine. `missing` tells that the engine is;
    `problems` are the errors and warnings that the theme may be at fault for, all of them; `report` has the first.
    """

    case: str
    what: str
    report: Report
    problems: int = 0
    pdf: bytes = b""
    pages: int = 0
    missing: bool = False


def run(name: str, theme: Theme, folder: Path, today: datetime.date) -> Iterator[Tried]:
    """Try a theme, by its name or folder, and yield what came of each output; `folder` is for files in between."""
    for case in _cases(folder):
        options = Options(formats=WRITERS, themes=(name,), output=folder / "files", today=today)
        yield _tried(case, ", ".join(WRITERS), build(case.path, options).report, folder)
        for engine in TRIED:
            yield _pdf(case, engine, theme, options.replace(formats=("pdf",), output=folder / engine))


def _tried(case: Case, what: str, report: Report, folder: Path, pdf: bytes = b"", pages: int = 0) -> Tried:
    problems = sum(d.severity != "note" and d.code not in _OF_THE_MACHINE for d in report.ordered())
    return Tried(case.name, what, _told(report, folder), problems, pdf, pages)


def _cases(folder: Path) -> Iterator[Case]:
    yield Case("example", stress_resumes.example(folder))
    for name, source in (
        ("hostile", stress_resumes.hostile()),
        ("long", stress_resumes.long()),
        ("mirrored", stress_resumes.mirrored()),
    ):
        path = folder / f"{name}.json"
        path.write_text(source, "utf-8")
        yield Case(name, path, held=name != "mirrored")


def _pdf(case: Case, engine: str, theme: Theme, options: Options) -> Tried:
    folder = options.output.parent
    options = options.replace(engines=(engine,), verify=case.held)
    outcome = build(case.path, options)
    report = outcome.report
    if outcome.status == EXIT_MISSING:
        return _tried(case, engine, report, folder).replace(missing=True)
    if not outcome.written and case.held:  # what was lost is told; how the rest looks is seen without it
        outcome = build(case.path, options.replace(verify=False))
    if not outcome.written:
        return _tried(case, engine, report, folder)
    (path,) = outcome.written
    pdf = Path(path).read_bytes()
    prepared = prepare(case.path, options, Report())
    assert prepared is not None  # it was built
    try:
        count = seen(pdf, str(path), arrange(prepared[1], theme), theme, report)
    except Unreadable:  # which was told
        count = 0
    return _tried(case, engine, report, folder, pdf, count)


def seen(pdf: bytes, path: str, document: Document, theme: Theme, report: Report) -> int:
    """Look at the pages of a PDF, report what is wrong with them, and return how many there are."""
    tokens = theme.tokens
    left, right, top, bottom = (in_points(tokens[f"margin-{side}"]) or 0 for side in ("left", "right", "top", "bottom"))
    margins = look.Margins(left, right, top, bottom, 1 if tokens["footer-pages"] == "all" else 2)
    found = look.pages(pdf)
    for number, page in enumerate(found, 1):
        where = f"{path}, page {number}"
        if beyond := look.outside(page, number, margins):
            report.error("CV100", f"{where}: `{beyond}` stands beyond the margins", file=path)
        said, size = look.small(page)
        if said:
            report.warning("CV102", f"{where}: `{said}` is set in {size:.1f} pt", file=path)
        if number <= 2:
            for colour, ground, contrast, words in look.faint(pdf, number, page):
                seen = f"`{words}` in {colour} on {ground} has a contrast of {contrast:.1f} : 1, not {LEAST} : 1"
                report.warning("CV048", f"{where}: {seen}", file=path)
    for one in accessibility(pdf):
        if one.severity == "warning":  # TeX's PDFs have no tags, whatever the theme
            where = f"{path}, page {one.page}" if one.page else path
            report.warning(one.code, f"{where}: {one.message}", file=path)
    proof = hold(pdf, "pdf", document, tokens["date-place"], frozenset())
    for page_number, words in _alone(proof, document, tokens["date-place"]):
        message = f"{path}, page {page_number}: `{words}` stands alone at the foot of the page"
        report.warning("CV101", message, file=path)
    return len(found)


def _alone(proof: Proof, document: Document, date_place: str) -> Iterator[tuple[int, str]]:
    """Headings, and heads of entries, that a page's end parts from what follows them: the page, and the words."""
    if proof.found is None or proof.stream is None:
        return
    found = list(zip(facts(document, date_place), proof.found.hits, strict=True))
    for (fact, hits), (following, next_hits) in pairwise(found):
        kept = fact.part == "heading" or (fact.part in _HEAD and following.part in _BODY)
        if kept and hits and next_hits and fact.section == following.section:
            page = proof.stream.page(hits[-1].end - 1)
            if proof.stream.page(next_hits[0].start) > page:
                yield page, fact.text[:_LONGEST]


def _told(report: Report, folder: Path) -> Report:
    """The report without what leads to the folder in between, and of those that say the same the first ones only."""
    prefix = f"{folder}{os.sep}"
    told = Report()
    told.lines = {file.removeprefix(prefix): lines for file, lines in report.lines.items()}
    found = report.ordered()
    times: Counter[str] = Counter()
    whole = Counter(one.code for one in found)
    for one in found:
        times[one.code] += 1
        more = whole[one.code] - _MOST if times[one.code] == _MOST else 0
        if times[one.code] <= _MOST:
            told.diagnostics.append(_without(one, prefix, f" (and {more} more like it)" if more > 0 else ""))
    return told


def _without(one: Diagnostic, prefix: str, more: str) -> Diagnostic:
    at = one.position and one.position._replace(file=one.position.file.removeprefix(prefix))
    hint = "" if "--no-verify" in one.hint else one.hint.replace(prefix, "")
    file = "" if one.message.startswith(one.file) else one.file.removeprefix(prefix)
    return one.replace(message=one.message.replace(prefix, "") + more, position=at, file=file, hint=hint)
