"""Tokens: what a theme may choose, each with its type, default and range. They cannot carry code."""

from __future__ import annotations

import re
from collections.abc import Callable

from cvrender.record import Record
from cvrender.system.fonts import families

_POINTS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "px": 0.75}
_LENGTH = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)(pt|mm|cm|in|px)")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_FIELD = re.compile(r"\{([a-z]*)\}")
_LONGEST_FOOTER = 120
FIELDS = ("name", "page", "pages", "modified")
"""What a footer may tell: the person, the page, how many there are, and the day of `meta.lastModified`."""

PAPERS = {"a4": "210mm 297mm", "letter": "8.5in 11in", "legal": "8.5in 14in", "a5": "148mm 210mm"}

LETTER = frozenset(("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"))
"""Regions where paper is letter's and not a4's (Unicode CLDR 46, supplemental data, `paperSize`)."""


class Token(Record):
    """One thing that a theme may choose. `parse` returns the value in canonical form, or None for a wrong one.

    `example` is a value other than the default; `choices` are all values that there are, where they can be counted.
    """

    doc: str
    default: str
    allowed: str
    parse: Callable[[str], str | None]
    example: str
    choices: tuple[str, ...] = ()


def _length(doc: str, default: str, least: str, most: str) -> Token:
    low, high = in_points(least) or 0, in_points(most) or 0

    def parse(text: str) -> str | None:
        points = in_points(text)
        return text if points is not None and low - 0.01 <= points <= high + 0.01 else None

    return Token(doc, default, f"a length from {least} to {most} (in pt, mm, cm, in or px)", parse, _larger(default))


def _larger(length: str) -> str:
    """A length a quarter larger, in its own unit, as a person would round it."""
    unit = unit_of(length)
    value = 1.25 * float(length.removesuffix(unit))
    return f"{round(value, None if value >= 10 else 1):g}{unit}"


def in_points(text: str) -> float | None:
    """Return a length in points (72 to the inch), or None where the text is no length."""
    match = _LENGTH.fullmatch(text)
    return float(match[1]) * _POINTS[match[2]] if match else None


def unit_of(text: str) -> str:
    """Return the unit of a length, nothing where it has none."""
    return text.lstrip("0123456789.")


def _number(doc: str, default: str, least: float, most: float) -> Token:
    def parse(text: str) -> str | None:
        return text if _NUMBER.fullmatch(text) and least <= float(text) <= most else None

    return Token(doc, default, f"a number from {least} to {most}", parse, f"{(3 * float(default) + most) / 4:.1f}")


def _colour(doc: str, default: str, *others: str) -> Token:
    """A colour, or the name of another token that is one."""

    def parse(text: str) -> str | None:
        return text.lower() if _COLOUR.fullmatch(text) else text if text in others else None

    names = f", or one of {', '.join(others)}" if others else ""
    example = next((name for name in others if name != default), "#f4f1ea" if default > "#8" else "#7a1f3d")
    return Token(doc, default, f'a colour as "#1f4e79" or "#333", in quotes{names}', parse, example)


def _choice(doc: str, default: str, *choices: str) -> Token:
    example = next(choice for choice in choices if choice != default)
    allowed = f"one of {', '.join(choices)}"
    return Token(doc, default, allowed, lambda text: text if text in choices else None, example, choices)


def _font(doc: str, default: str) -> Token:
    def parse(text: str) -> str | None:
        return next((name for name in families() if name.lower() == text.lower()), None)

    allowed = "a family of the bundled fonts (`cvrender themes show NAME` lists them)"
    return Token(doc, default, allowed, parse, "EB Garamond")


def _paper(doc: str, default: str) -> Token:
    def parse(text: str) -> str | None:
        if text.lower() in PAPERS:
            return text.lower()
        sides = [in_points(side) for side in text.split()]
        return text if len(sides) == 2 and all(side and 200 <= side <= 2400 for side in sides) else None

    return Token(doc, default, f"{', '.join(PAPERS)}, or width and height as `170mm 240mm`", parse, "letter")


def _footer(doc: str, default: str) -> Token:
    def parse(text: str) -> str | None:
        fields = _FIELD.findall(text)
        known = all(field in FIELDS for field in fields) and not re.search(r"[{}]", _FIELD.sub("", text))
        return text if known and text.count("|") <= 2 and len(text) <= _LONGEST_FOOTER else None  # three parts

    fields = ", ".join(f"{{{field}}}" for field in FIELDS)
    allowed = f"text with {fields}; `|` parts what stands left, in the middle and right"
    return Token(doc, default, allowed, parse, "{name} | {modified} | {page}")


TOKENS: dict[str, Token] = {
    "paper": _paper("The size of the page; where nothing says it, letter in regions such as `en-US`.", "a4"),
    "margin-top": _length("White space above the page's text.", "15mm", "5mm", "60mm"),
    "margin-bottom": _length("White space below it.", "15mm", "5mm", "60mm"),
    "margin-left": _length("White space to its left.", "18mm", "5mm", "60mm"),
    "margin-right": _length("White space to its right.", "18mm", "5mm", "60mm"),
    "body-font": _font("The family of the text.", "Source Sans 3"),
    "name-font": _font("The family of the name.", "Source Sans 3"),
    "heading-font": _font("The family of the headings of sections.", "Source Sans 3"),
    "name-weight": _choice("How heavy the name is; `last`: its last word bold.", "bold", "bold", "regular", "last"),
    "name-color": _colour("The colour of the name.", "accent", "accent", "text", "muted"),
    "font-size": _length("The size of the text.", "9.8pt", "9pt", "14pt"),
    "name-size": _length("The size of the name.", "24pt", "12pt", "60pt"),
    "heading-size": _length("The size of the headings of sections.", "12pt", "9pt", "30pt"),
    "line-height": _number("The distance of lines, as a multiple of the size.", "1.35", 1.0, 2.0),
    "text": _colour("The colour of the text.", "#1d2126"),
    "muted": _colour("The colour of dates, places and other quiet text.", "#545b64"),
    "accent": _colour("The colour of headings and links.", "#1f4e79"),
    "rule": _colour("The colour of lines.", "#c3cad2"),
    "background": _colour("The colour of the page.", "#ffffff"),
    "panel": _colour("The colour behind a panel, a side column or a card.", "#ffffff"),
    "section-gap": _length("White space above a section.", "10pt", "0pt", "60pt"),
    "entry-gap": _length("White space between entries.", "5.5pt", "0pt", "40pt"),
    "item-gap": _length("White space between the items of a list.", "1.2pt", "0pt", "20pt"),
    "side-width": _length("The width of the column for labels, early dates or side sections.", "30mm", "15mm", "90mm"),
    "header-align": _choice("Where name and contacts stand in their line.", "start", "start", "center"),
    "contact-separator": _choice("What stands between two contacts.", "dot", "dot", "bar", "none"),
    "icons": _choice("Whether a drawing stands before each contact.", "off", "off", "on"),
    "photo-place": _choice("Where the photo stands in the header.", "end", "end", "start"),
    "photo-size": _length("The width and height of the photo.", "27mm", "10mm", "80mm"),
    "photo-shape": _choice("The shape of the photo.", "circle", "circle", "rounded", "square"),
    "heading-style": _choice(
        "How headings of sections stand: over a rule, before a line, in a column at the side, or plain.",
        "rule", "rule", "line", "side", "plain",
    ),
    "heading-case": _choice("Whether headings of sections are set in capitals.", "none", "none", "upper"),
    "date-place": _choice(
        "Where dates stand: at the end of the line, there with the place above, or in a column before the entry.",
        "end", "end", "end-place", "start",
    ),
    "bullet": _choice("What stands before the items of a list.", "disc", "disc", "dash", "none"),
    "citation-numbers": _choice(
        "Whether publications are numbered: from 1, or down to 1.", "none", "none", "decimal", "reverse"
    ),
    "figures": _choice("How key figures stand: running on, or as a bar of large numbers.", "inline", "inline", "bar"),
    "footer": _footer("The foot of the page.", "{name} · {page} / {pages}"),
    "footer-pages": _choice("Which pages have a foot.", "later", "later", "all"),
}  # fmt: skip
