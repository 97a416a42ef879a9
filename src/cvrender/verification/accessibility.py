"""What a PDF lacks for people who do not see its pages, as findings of `verify` and `themes check`."""

from __future__ import annotations

from cvrender.verification.findings import Finding

_CODE = "CV033"
_MOST = 20
"""Kinds of findings; a file that fails in more has not been made to be accessible."""
_MOST_PAGES = 6


def accessibility(pdf: bytes) -> tuple[Finding, ...]:
    """Return a warning for each kind of failure in a tagged PDF, and a note alone for one without tags.

    Failures are those of PDF/UA-1 (ISO 14289-1) that software can tell, and of PDF/A where the file claims it. A file
    that cannot be examined yields nothing: what else reads it has said so.
    """
    from cvrender.pdf.accessibility import examine
    from cvrender.pdf.accessibility.matterhorn import UNTAGGED

    try:
        found = examine(pdf)
    except ValueError:
        return ()
    if any((one.rule, one.message) == UNTAGGED for one in found):
        return (Finding(_CODE, "note", "the PDF has no tags: a screen reader gets text without headings and lists"),)
    pages: dict[tuple[str, str], list[int]] = {}
    for one in found:
        pages.setdefault((one.rule, one.message), []).append(one.page)
    findings = [_finding(rule, message, sorted(set(on) - {0})) for (rule, message), on in pages.items()]
    if len(findings) > _MOST:
        message = f"{len(findings) - _MOST} more kinds of failure to be accessible"
        findings[_MOST:] = [Finding(_CODE, "warning", message)]
    return tuple(findings)


def _finding(rule: str, message: str, pages: list[int]) -> Finding:
    """A failure, at its first page; other pages are listed."""
    more = f", also on {_listed(pages[1:])}" if len(pages) > 1 else ""
    return Finding(_CODE, "warning", f"not accessible: {message} ({rule}){more}", pages[0] if pages else 0)


def _listed(pages: list[int]) -> str:
    """Page numbers: `page 3`, `pages 3, 4 and 8 more`."""
    shown = ", ".join(map(str, pages[:_MOST_PAGES]))
    more = f" and {len(pages) - _MOST_PAGES} more" if len(pages) > _MOST_PAGES else ""
    return f"page{'' if len(pages) == 1 else 's'} {shown}{more}"
