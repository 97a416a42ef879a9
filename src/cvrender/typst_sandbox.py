"""Decide whether Typst source could load packages or files, or run text as code."""

from __future__ import annotations

import re
from collections.abc import Collection

from cvrender.record import Record

BASE = "cvrender.typ"
"""The one file that a theme's sheet may import."""
LOADERS = ("import", "include", "eval", "plugin")
"""Words by which Typst loads a module or runs text as code."""
READERS = ("std", "sys", "dictionary", "read", "csv", "json", "toml", "yaml", "cbor", "xml", "bibliography")
"""Words that read files or reach functions by other names. Typst confines reading to the bundle, and no theme needs
any. `image` is not among them: a theme that sets the photo itself needs it.
"""
_HINTS = {
    "import": f'write `#import "{BASE}": *`, the only import allowed, and leave the word out of comments',
    "include": f'a theme is one file: use `#import "{BASE}": *` and functions of your own',
}
_HINT = "leave the word out, also in comments and strings, and name functions of your own otherwise"

_NEWLINES = r"\n\r\x0b\x0c\x85\u2028\u2029"  # all that end a line comment in Typst
# After the string, only these end the expression. A line break alone does not: `.` may continue it below, even
# behind comments, and the next sheet of the chain may begin with it.
_END = rf"(?:[ \t]*[:;]|[ \t]+as[ \t]+[A-Za-z]|(?:[ \t]*(?://[^{_NEWLINES}]*)?\r?\n)++[ \t]*#)"


class Refusal(Record):
    """A word by which the source could load something: its offset in characters, and the way out."""

    offset: int
    word: str
    hint: str

    def place(self, source: str) -> tuple[int, int]:
        """Return line and column of the word, both from 1."""
        before = source[: self.offset]
        return before.count("\n") + 1, self.offset - before.rfind("\n")


def refusal(
    source: str, imports: Collection[str] = (BASE,), words: Collection[str] = LOADERS + READERS
) -> Refusal | None:
    """Return the first word by which the source could load something, or None. An `import` of a plain string that is
    one of `imports` passes, if the string is the whole expression.

    The words are refused in all modes: in code, markup, math, comments, strings and raw text. Typst spells keywords and
    names without escapes, so none is missed; a tokenizer that disagreed with Typst's on where a string or a comment
    ends would miss some. Behind a true `import` Typst is in code mode, so what follows the word is read as Typst does.
    """
    # Letters alone continue a word here: in math, digits, `_` and `-` do not. More is refused than Typst would run.
    names = "|".join(word for word in words if word != "import")
    files = "|".join(map(re.escape, imports))
    pattern = rf'(?<![A-Za-z])(?:import(?![ \t]+"(?:{files})"{_END})|{names})(?![A-Za-z])'
    match = re.search(pattern, source)
    return Refusal(match.start(), match[0], _HINTS.get(match[0], _HINT)) if match else None
