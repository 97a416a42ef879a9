"""The style of a page: base sheet, tokens, the theme's own sheets."""

from __future__ import annotations

from pathlib import Path

from cvrender.document.model import Document
from cvrender.fonts import SERIF, fallbacks
from cvrender.theme import PAPERS, Theme
from cvrender.writers.markup import Html

_ADVANCE = {"EB Garamond": 0.42, "Gentium Book Plus": 0.43, "Mukta": 0.45, "Source Sans 3": 0.43, "XCharter": 0.475}
_WIDEST_ADVANCE = 0.54
"""Em that a character of a date takes beyond 0.9 em for all of it: measured on ten dates in each bundled family."""
LONGEST_DATE = 42
"""Characters of a date that is kept on one line; two days in words with a dash between them have that many."""
WITHOUT_ITALICS = ("ar", "he", "ja", "ko", "zh")
"""Languages whose scripts have no italics: a slanted upright is a fault to their readers (W3C layout requirements)."""


def stylesheet(document: Document, theme: Theme, body: str) -> Html:
    """Return the base sheet, the theme's tokens, the theme's own sheets; none can end the element that it is in."""
    tokens = theme.tokens
    behind = "".join(f', "{family}"' for family in fallbacks(body, document.lang))
    values = {
        name: f'"{value}"{behind}, {"serif" if value in SERIF else "sans-serif"}' if name.endswith("-font") else value
        for name, value in tokens.items()
    }
    values["bullet"] = {"disc": '"•\\2002"', "dash": '"–\\2002"', "none": "none"}[tokens["bullet"]]
    values["citation-indent"] = "0" if tokens["citation-numbers"] == "none" else "1.9em"
    margins = " ".join(tokens[f"margin-{side}"] for side in ("top", "right", "bottom", "left"))
    paper = PAPERS.get(tokens["paper"], tokens["paper"])
    footer = _quoted(document.name)
    # A column as wide as its date.
    advance = _ADVANCE.get(tokens["body-font"], _WIDEST_ADVANCE)
    dates = [f".d{n} {{ width: {0.9 + n * advance:.2f}em }}" for n in range(2, LONGEST_DATE + 1, 2)]
    sheets = [
        Path(__file__).with_name("html.css").read_text("utf-8"),
        *dates,
        ":root {" + "; ".join(f"--{name}: {value}" for name, value in values.items()) + "}",
        f"@page {{ size: {paper}; margin: {margins}; background: {tokens['background']} }}",
        f"@page {{ @bottom-center {{ content: {footer} counter(page) ' / ' counter(pages);"  # noqa: ISC004  # one rule
        f" font: 8.5pt {values['body-font']}; color: {tokens['muted']} }} }}",
        "@page :first { @bottom-center { content: none } }",
        *(sheet.text for sheet in theme.sheets["html.css"]),
        "* { font-style: normal !important }" if document.lang.split("-")[0] in WITHOUT_ITALICS else "",
    ]
    return Html("\n" + "\n".join(sheets).replace("</", "<\\/"))


def _quoted(name: str) -> str:
    """A CSS string; every character that is not a plain letter becomes an escape (CSS Syntax 3, section 4.3.7)."""
    if not name:
        return '""'
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in name) + '  \\b7   "'
