"""Any output, also another tool's, held against the source that it was made of."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from cvrender.diagnostics.report import Report
from cvrender.document.layout import arrange
from cvrender.loading.options import Options
from cvrender.loading.prepare import prepare
from cvrender.record import Record
from cvrender.verification.accessibility import accessibility
from cvrender.verification.extract import poppler
from cvrender.verification.extracted import Output, Unreadable
from cvrender.verification.facts import Fact, facts
from cvrender.verification.findings import Finding, Proof, survey
from cvrender.verification.omissions import omissions
from cvrender.verification.output_files import closest, opened, others
from cvrender.verification.verifier import against, doubtful

EXIT_LOST = 4
_READERS = {
    "pdf": "pdfium",
    "html": "an HTML parser",
    "text": "no reader but the eye",
    "markdown": "a CommonMark parser",
    "docx": "an XML parser",
}


class Verified(Record):
    """What is told of a file. `source` is None where there is none; `theme` is the name of the one whose order it has.

    `facts` are those of the source, in that order; `readers` those who have read the file.
    """

    file: Path
    content: bytes
    output: Output
    findings: tuple[Finding, ...]
    source: Path | None = None
    theme: str = ""
    facts: tuple[Fact, ...] = ()
    proof: Proof | None = None
    readers: tuple[str, ...] = ()


def verify(
    file: Path, source: Path | None, report: Report, options: Options, *, thorough: bool = False, pages: int = 0
) -> Verified | None:
    """Read a file and hold it against its source; without one, tell what can be told of the file alone.

    None, with the reason reported, where the file or the source cannot be read.
    """
    found = opened(file, report, closely=True)
    if found is None:
        return None
    content, output = found
    kind = output.kind
    try:
        again = [poppler.read(content, output)] if thorough and kind == "pdf" else []
    except OSError as error:
        report.error("CV094", f"cannot be read: {error.strerror}", file=str(file))
        return None
    except Unreadable as error:
        report.error("CV094", f"cannot be read back: {error}", file=str(file))
        return None
    readers = (_READERS[kind], *(["poppler"] if again else []))
    of_the_file = (*_actions(content), *accessibility(content)) if kind == "pdf" else ()
    if source is None:
        hint = "name one: --against resumes/NAME.yaml"
        report.warning("CV095", "no source is known for it, so no fact was looked for", hint=hint, file=str(file))
        return Verified(file, content, output, (*survey(output), *doubtful(output), *of_the_file), readers=readers)
    prepared = prepare(source, options, report)
    if prepared is None:
        return None
    _, document, themes = prepared
    theme, proof = closest(output, content, document, [*themes, *others(file, options)], pages)
    arranged = arrange(document, theme)
    said = facts(arranged, theme.tokens["date-place"] if kind in ("pdf", "html") else "end")
    omitted = [
        Finding("CV035", "error", f"`{name}` is left out by cvrender itself", at=value.at)
        for name, value in omissions(document.resume, said)
    ]
    findings = [*proof.findings, *omitted, *of_the_file]
    known = {(one.code, one.at) for one in findings}
    for other in again:
        held = against(other, content, arranged, theme.tokens["date-place"])
        findings += [
            one.replace(message=f"{one.message} (as poppler reads it)")
            for one in held.findings
            if (one.code, one.at) not in known
        ]
    return Verified(file, content, output, tuple(findings), source, theme.name, said, proof, readers)


def _actions(content: bytes) -> tuple[Finding, ...]:
    """What a PDF would do other than show pages: an error where it runs, sends or loads something, else a warning.

    The resume attached by `--embed` is no finding.
    """
    from cvrender.pdf.actions import active
    from cvrender.pdf.attachments import NoAttachment, extract

    found = active(content, foreign=True)
    if found:
        with suppress(NoAttachment):
            found = active(content, extract(content), foreign=True)
    return tuple(
        Finding("CV096", "error" if one.grave else "warning", f"it would do more than show pages: {one.what}", one.page)
        for one in found
    )


def table(verified: Verified) -> list[str]:
    """Return what a terminal shows of a file: facts and links by section, and how many are as they should be."""
    rows = [("", "facts", "there", "links")]
    wrong = {number for number, _ in verified.proof.fates} if verified.proof else set()
    sections: dict[str, list[int]] = {}
    for number, fact in enumerate(verified.facts):
        sections.setdefault(fact.section or fact.region, []).append(number)
    for name, numbers in [*sections.items(), ("all", list(range(len(verified.facts))))]:
        there = sum(number not in wrong for number in numbers)
        links = sum(len(verified.facts[number].links) for number in numbers)
        rows.append((name, str(len(numbers)), str(there), str(links)))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  " + "  ".join([row[0].ljust(widths[0]), *(row[n].rjust(widths[n]) for n in (1, 2, 3))]).rstrip()
        for row in rows
    ]
    return lines if verified.facts else []


def told(verified: Verified) -> str:
    """Return in a line what came of it."""
    count = len(verified.output.pages)
    paper = f", {count} page{'' if count == 1 else 's'}" if verified.output.kind == "pdf" else ""
    readers = f", read by {' and '.join(verified.readers)}"
    kinds = {severity: sum(one.severity == severity for one in verified.findings) for severity in ("error", "warning")}
    wrong = ", ".join(f"{n} {kind}{'' if n == 1 else 's'}" for kind, n in kinds.items() if n)
    if verified.proof is None:
        return f"{verified.file}: {wrong or 'nothing is wrong with it'}{paper}{readers}"
    facts = f"{verified.proof.facts} fact{'' if verified.proof.facts == 1 else 's'}"
    return f"{verified.file}: {facts}, {wrong or 'all there, in order'}{paper}{readers}"


def picture(verified: Verified) -> bytes:
    """Return the pages of a PDF with its facts marked, as PNG. Raises Unreadable."""
    from cvrender.verification.drawing.annotated_pages import picture

    assert verified.proof is not None
    return picture(verified.content, verified.proof, verified.facts, verified.findings)


def as_json(verified: Verified) -> dict[str, object]:
    """Return what came of it, for programs."""
    proof = verified.proof
    return {
        "file": str(verified.file),
        "source": str(verified.source) if verified.source else None,
        "theme": verified.theme or None,
        "readers": list(verified.readers),
        "pages": len(verified.output.pages) if verified.output.kind == "pdf" else None,
        "facts": proof.facts if proof else None,
        "lost": len(proof.fates) if proof else None,
        "findings": [
            {
                "code": one.code,
                "severity": one.severity,
                "message": one.message,
                "page": one.page or None,
                "file": one.at.file if one.at else None,
                "line": one.at.line if one.at else None,
                "column": one.at.column if one.at else None,
            }
            for one in verified.findings
        ],
    }
