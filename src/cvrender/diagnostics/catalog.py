"""Every diagnostic, at length: a Markdown file for each code in `codes/`, which `cvrender explain` prints."""

from __future__ import annotations

import re
from pathlib import Path

from cvrender.record import Record

FOLDER = Path(__file__).with_name("codes")
_FILE = re.compile(
    r"# (?P<code>CV\d{3}): (?P<title>[^\n]+)\n\n"
    r"Severity: (?P<severity>error|warning|note)\n\n"
    r"(?P<meaning>(?:(?!##|```).+\n)+)"
    r"(?:\n## Example\n\n```yaml\n(?P<example>(?:(?!```).*\n)+)```\n)?"
    r"(?:\n## Mended\n\n```yaml\n(?P<mended>(?:(?!```).*\n)+)```\n)?"
)
"""A file, whole: the title, one paragraph, and a source that brings the diagnostic with the same source mended."""


class Explanation(Record):
    """What a diagnostic means.

    `example` is a source that brings it; `mended` the same without it. Both are empty where the fault is not in a
    source, or cannot be shown in one.
    """

    code: str
    severity: str
    title: str
    meaning: str
    example: str = ""
    mended: str = ""

    def text(self) -> str:
        """Return what `explain` prints: the title, the meaning, the example and how it is mended, in 78 columns."""
        import textwrap

        parts = [f"{self.code} ({self.severity}): {self.title}", textwrap.fill(self.meaning, 78)]
        for heading, source in (("This brings it:", self.example), ("This does not:", self.mended)):
            if source:
                parts += [heading, textwrap.indent(source.rstrip("\n"), "    ")]
        return "\n\n".join(parts)


def codes() -> list[str]:
    """Return every code that has an explanation, in order."""
    return sorted(path.stem for path in FOLDER.glob("CV[0-9][0-9][0-9].md"))


def explanation(code: str) -> Explanation:
    """Return the explanation of a code.

    Raises KeyError where there is none, and ValueError where its file has another form.
    """
    if not re.fullmatch(r"CV\d{3}", code) or not (path := FOLDER / f"{code}.md").is_file():
        raise KeyError(code)
    found = _FILE.fullmatch(path.read_text("utf-8"))
    if found is None or found["code"] != code:
        raise ValueError(f"{path} is not of the form of an explanation")
    parts = {name: value or "" for name, value in found.groupdict().items()}
    return Explanation(**{**parts, "meaning": " ".join(parts["meaning"].split("\n")).strip()})
