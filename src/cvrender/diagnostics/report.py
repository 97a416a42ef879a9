"""Problems as values: where they are, what they say, and how they are shown."""

from __future__ import annotations

from typing import Literal, NamedTuple

from cvrender.record import Record

Severity = Literal["error", "warning", "note"]

_COLOURS: dict[Severity, str] = {"error": "31", "warning": "33", "note": "36"}
_GITHUB: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}


_MOST_ALIKE = 50
"""Diagnostics of one code and file that are shown; how many more there are is told in one line."""
_LONGEST = 1000
"""Characters of a message or hint; a message may quote what it complains of, which may be a megabyte."""


class Position(NamedTuple):
    """A place in a file; line and column count from 1, columns in characters."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Diagnostic(Record):
    """One problem.

    `file` stands in for a position where a file has a fault that is at no line; `log` is the end of what another
    program wrote about it.
    """

    code: str
    severity: Severity
    message: str
    position: Position | None = None
    hint: str = ""
    file: str = ""
    log: str = ""

    @property
    def where(self) -> str:
        """The place as file:line:column, or the file, or nothing."""
        return str(self.position) if self.position else self.file


class Report:
    """Collects the problems of one run, the lines of the files they stand in, which files and folders were read, and
    which were looked for in vain.
    """

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.lines: dict[str, list[str]] = {}
        self.read: dict[str, None] = {}
        self.sought: dict[str, None] = {}

    def error(
        self,
        code: str,
        message: str,
        position: Position | None = None,
        hint: str = "",
        *,
        file: str = "",
        log: str = "",
    ) -> None:
        """Add an error."""
        self.diagnostics.append(Diagnostic(code, "error", _clipped(message), position, _clipped(hint), file, log))

    def warning(
        self, code: str, message: str, position: Position | None = None, hint: str = "", *, file: str = ""
    ) -> None:
        """Add a warning."""
        self.diagnostics.append(Diagnostic(code, "warning", _clipped(message), position, _clipped(hint), file))

    def note(
        self, code: str, message: str, position: Position | None = None, hint: str = "", *, file: str = ""
    ) -> None:
        """Add a note."""
        self.diagnostics.append(Diagnostic(code, "note", _clipped(message), position, _clipped(hint), file))

    def add(self, other: Report) -> None:
        """Add what another report holds."""
        self.diagnostics += other.diagnostics
        self.lines |= other.lines

    def ordered(self) -> list[Diagnostic]:
        """Return the distinct diagnostics, by file, line and column; those without a place come first.

        Of very many of one kind in one file, the first are returned, and one more that says how many there are.
        """
        distinct = dict.fromkeys(self.diagnostics)
        found = sorted(distinct, key=lambda d: (d.position is not None, d.position or Position("", 0, 0)))
        if len(found) <= _MOST_ALIKE:
            return found
        counts: dict[tuple[str, Severity, str], int] = {}
        kept: list[Diagnostic] = []
        for one in found:
            kind = one.code, one.severity, one.position.file if one.position else one.file
            counts[kind] = counts.get(kind, 0) + 1
            if counts[kind] <= _MOST_ALIKE:
                kept.append(one)
        for (code, severity, file), count in counts.items():
            if count > _MOST_ALIKE:
                kept.append(Diagnostic(code, severity, f"and {count - _MOST_ALIKE:,} more of this kind", file=file))
        return kept

    def severities(self) -> dict[Severity, int]:
        """Return how many distinct diagnostics there are of each severity, also of those that are not shown."""
        counts: dict[Severity, int] = {}
        for one in dict.fromkeys(self.diagnostics):
            counts[one.severity] = counts.get(one.severity, 0) + 1
        return counts

    def failed(self, *, strict: bool = False) -> bool:
        """Whether there is an error, or, when strict, a warning."""
        return any(d.severity == "error" or (strict and d.severity == "warning") for d in self.diagnostics)


def render_text(
    diagnostics: list[Diagnostic], lines: dict[str, list[str]], *, colour: bool = False, logs: bool = False
) -> str:
    """Return the diagnostics as a terminal shows them: place, code, message, source line with a caret, help, and the
    logs where they are asked for.
    """

    def paint(text: str, sgr: str) -> str:
        return f"\x1b[{sgr}m{text}\x1b[0m" if colour else text

    out: list[str] = []
    for d in diagnostics:
        place = f"{printable(d.where)}: " if d.where else ""
        label = paint(f"{d.severity}[{d.code}]", f"1;{_COLOURS[d.severity]}")
        out.append(f"{place}{label}: {printable(d.message)}")
        if d.position and 0 < d.position.line <= len(lines.get(d.position.file, ())):
            out.extend(_excerpt(d.position, lines[d.position.file][d.position.line - 1], paint_caret=paint))
        if d.hint:
            out.append(f"  {paint('help:', '1;32')} {printable(d.hint)}")
        if logs and d.log:
            out += [f"    {printable(line)}".rstrip() for line in d.log.split("\n")]
    return "".join(f"{line}\n" for line in out)


def render_json(diagnostics: list[Diagnostic]) -> str:
    """Return one JSON object a line: code, severity, message, file, line, column, hint; `log` where there is one."""
    import json

    return "".join(
        json.dumps(
            {
                "code": d.code,
                "severity": d.severity,
                "message": d.message,
                "file": d.position.file if d.position else d.file,
                "line": d.position.line if d.position else None,
                "column": d.position.column if d.position else None,
                "hint": d.hint,
                **({"log": d.log} if d.log else {}),
            },
            ensure_ascii=True,
        )
        + "\n"
        for d in diagnostics
    )


def render_github(diagnostics: list[Diagnostic]) -> str:
    """Return workflow commands that GitHub shows as annotations (docs.github.com, "Workflow commands")."""

    def escape(text: str, also: str = "") -> str:
        text = printable(text.replace("\n", " "))
        for char in "%" + also:
            text = text.replace(char, f"%{ord(char):02X}")
        return text

    out = []
    for d in diagnostics:
        file = d.position.file if d.position else d.file
        place = [f"file={escape(file, ':,')}"] if file else []
        if d.position:
            place += [f"line={d.position.line}", f"col={d.position.column}"]
        place.append(f"title={d.code}")
        text = d.message + (f" ({d.hint})" if d.hint else "")
        out.append(f"::{_GITHUB[d.severity]} {','.join(place)}::{escape(text)}\n")
    return "".join(out)


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


_LONGEST_WORD, _MOST_KNOWN = 80, 200
"""Letters of a word that `closest` looks at, and words that it compares; difflib's time is their product."""


def closest(word: str, known: list[str]) -> str:
    """Return the known word that is meant by a mistyped one, or an empty string."""
    from difflib import get_close_matches

    if len(word) > _LONGEST_WORD:
        return ""
    if len(known) > _MOST_KNOWN:
        known = [one for one in known if one[:1].lower() == word[:1].lower()][:_MOST_KNOWN]
    folded = {k.lower(): k for k in known if len(k) <= _LONGEST_WORD}
    hits = get_close_matches(word.lower(), folded, n=1, cutoff=0.7)
    return folded[hits[0]] if hits else ""


_WIDEST_EXCERPT = 100


def _excerpt(position: Position, line: str, *, paint_caret: object) -> list[str]:
    """The source line, cut to what a terminal shows around the column, and a caret under it."""
    start = max(0, position.column - 1 - _WIDEST_EXCERPT * 2 // 3) if len(line) > _WIDEST_EXCERPT else 0
    shown = printable(line[start : start + _WIDEST_EXCERPT].replace("\t", " "))
    before, after = ("…" if start else ""), ("…" if start + _WIDEST_EXCERPT < len(line) else "")
    number = f"{position.line:>5}"
    pad = _width(before + shown[: position.column - 1 - start])
    caret = paint_caret("^", "1;32") if callable(paint_caret) else "^"
    return [f"{number} | {before}{shown}{after}", f"{'':>5} | {'':{pad}}{caret}"]


def printable(text: str) -> str:
    """Return the text with a dot for each control and direction mark: a stranger's text must not steer the terminal."""
    return "".join(c if c.isprintable() else "·" for c in text)


def lossless(text: str) -> str:
    """Return JSON that says the same, with an escape for each character that could steer a terminal.

    Outside of strings JSON has no such characters but line ends; within them `\\u001b` is the character that it names.
    """
    import json

    ends = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c if c.isprintable() or c in "\n\t" else json.dumps(c)[1:-1] for c in ends)


def _width(text: str) -> int:
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
