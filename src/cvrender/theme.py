"""Themes: typed tokens, a chain of `extends`, and each output language's own overrides. A theme is data."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from cvrender.diagnostics import Position, Report, closest
from cvrender.fonts import families
from cvrender.record import Record
from cvrender.source.parse import decode, parse
from cvrender.source.tree import Mapping, Scalar, kind

DEFAULT = "plain"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_FILES = ("html.css", "html.j2", "latex.sty", "typst.typ")
_POINTS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "px": 0.75}
_LENGTH = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)(pt|mm|cm|in|px)")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_EXTERNAL = {
    ".css": re.compile(r"@import\b|\b(?:url|src|image|image-set)\((?!\s*['\"]?(?:data:|#))", re.IGNORECASE),
    # Typst fetches a package for an import that may be put together while it runs; so may what `eval` is given.
    ".typ": re.compile(r"\bimport\b(?! \"cvrender\.typ\")|\b(?:include|eval|plugin|std|dictionary)\b"),
}
"""What a theme's sheet may not hold: whatever loads files, fetches packages or runs text as code."""

_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")

PAPERS = {"a4": "210mm 297mm", "letter": "8.5in 11in", "legal": "8.5in 14in", "a5": "148mm 210mm"}


class Token(Record):
    """One thing that a theme may choose. `parse` returns the value in canonical form, or None for a wrong one."""

    doc: str
    default: str
    allowed: str
    parse: Callable[[str], str | None]


def _length(doc: str, default: str, least: str, most: str) -> Token:
    low, high = in_points(least) or 0, in_points(most) or 0

    def parse(text: str) -> str | None:
        points = in_points(text)
        return text if points is not None and low - 0.01 <= points <= high + 0.01 else None

    return Token(doc, default, f"a length from {least} to {most} (in pt, mm, cm, in or px)", parse)


def in_points(text: str) -> float | None:
    """Return a length in points (72 to the inch), or None where the text is no length."""
    match = _LENGTH.fullmatch(text)
    return float(match[1]) * _POINTS[match[2]] if match else None


def _number(doc: str, default: str, least: float, most: float) -> Token:
    def parse(text: str) -> str | None:
        return text if _NUMBER.fullmatch(text) and least <= float(text) <= most else None

    return Token(doc, default, f"a number from {least} to {most}", parse)


def _colour(doc: str, default: str) -> Token:
    def parse(text: str) -> str | None:
        return text.lower() if _COLOUR.fullmatch(text) else None

    return Token(doc, default, 'a colour as "#1f4e79" or "#333", in quotes', parse)


def _choice(doc: str, default: str, *choices: str) -> Token:
    return Token(doc, default, f"one of {', '.join(choices)}", lambda text: text if text in choices else None)


def _font(doc: str, default: str) -> Token:
    def parse(text: str) -> str | None:
        return next((name for name in families() if name.lower() == text.lower()), None)

    return Token(doc, default, "a family of the bundled fonts (`cvrender themes show NAME` lists them)", parse)


def _paper(doc: str, default: str) -> Token:
    def parse(text: str) -> str | None:
        if text.lower() in PAPERS:
            return text.lower()
        sides = [in_points(side) for side in text.split()]
        return text if len(sides) == 2 and all(side and 200 <= side <= 2400 for side in sides) else None

    return Token(doc, default, f"{', '.join(PAPERS)}, or width and height as `170mm 240mm`", parse)


TOKENS: dict[str, Token] = {
    "paper": _paper("The size of the page.", "a4"),
    "margin-top": _length("White space above the page's text.", "15mm", "5mm", "60mm"),
    "margin-bottom": _length("White space below it.", "15mm", "5mm", "60mm"),
    "margin-left": _length("White space to its left.", "18mm", "5mm", "60mm"),
    "margin-right": _length("White space to its right.", "18mm", "5mm", "60mm"),
    "body-font": _font("The family of the text.", "Source Sans 3"),
    "name-font": _font("The family of the name.", "Source Sans 3"),
    "heading-font": _font("The family of the headings of sections.", "Source Sans 3"),
    "font-size": _length("The size of the text.", "9.8pt", "8pt", "14pt"),
    "name-size": _length("The size of the name.", "24pt", "12pt", "60pt"),
    "heading-size": _length("The size of the headings of sections.", "12pt", "8pt", "30pt"),
    "line-height": _number("The distance of lines, as a multiple of the size.", "1.35", 1.0, 2.0),
    "text": _colour("The colour of the text.", "#1d2126"),
    "muted": _colour("The colour of dates, places and other quiet text.", "#545b64"),
    "accent": _colour("The colour of the name, headings and links.", "#1f4e79"),
    "rule": _colour("The colour of lines.", "#c3cad2"),
    "background": _colour("The colour of the page.", "#ffffff"),
    "section-gap": _length("White space above a section.", "10pt", "0pt", "60pt"),
    "entry-gap": _length("White space between entries.", "5.5pt", "0pt", "40pt"),
    "item-gap": _length("White space between the items of a list.", "1.2pt", "0pt", "20pt"),
    "label-width": _length("The width of a column of labels, in themes that have one.", "30mm", "15mm", "80mm"),
    "bullet": _choice("What stands before the items of a list.", "disc", "disc", "dash", "none"),
    "citation-numbers": _choice("Whether publications are numbered.", "none", "none", "decimal"),
}


class Sheet(Record):
    """A file of a theme in an output's own language, and where it came from."""

    path: str
    text: str


class Theme(Record):
    """A theme with all that it inherits: every token has a value; sheets stand from the least to the most derived."""

    name: str
    description: str
    tokens: dict[str, str]
    sheets: dict[str, tuple[Sheet, ...]]

    @staticmethod
    def bare() -> Theme:
        """Return a theme that adds nothing: every token at its default."""
        return Theme("", "", {name: token.default for name, token in TOKENS.items()}, dict.fromkeys(_FILES, ()))

    def place(self, file: str, line: int) -> tuple[Sheet, int] | None:
        """Return the sheet and the line in it of a line of `theme.typ`, which is all sheets one after the other."""
        for sheet in self.sheets["typst.typ"] if file == "theme.typ" else ():
            count = sheet.text.count("\n") + 1
            if line <= count:
                return sheet, line
            line -= count
        return None

    def paper(self) -> tuple[float, float]:
        """Return width and height of the page in points."""
        width, height = PAPERS.get(self.tokens["paper"], self.tokens["paper"]).split()
        return in_points(width) or 0.0, in_points(height) or 0.0

    def families(self) -> tuple[str, ...]:
        """Return the font families that the theme's tokens name, without repetition."""
        return tuple(dict.fromkeys(self.tokens[name] for name in ("body-font", "name-font", "heading-font")))


def folders() -> tuple[Path, ...]:
    """Return where named themes are looked for: `themes/` in the current folder, then those that come with cvrender."""
    package = Path(__file__).parent
    shipped = package / "themes"
    return (Path("themes"), shipped if shipped.is_dir() else package.parents[1] / "themes")


def available() -> dict[str, Path]:
    """Return the themes that can be named, and their folders."""
    found: dict[str, Path] = {}
    for folder in folders():
        if folder.is_dir():
            for path in _entries(folder):
                if _NAME.fullmatch(path.name):
                    found.setdefault(path.name, path)
    return dict(sorted(found.items()))


def _entries(folder: Path) -> list[Path]:
    """The themes in a folder; what cannot be looked into is none."""
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return []
    return [path for path in paths if os.path.isfile(path / "theme.yaml")]  # noqa: PTH113  # Path's raises where it may not look


def load(name: str, report: Report, at: Position | None = None, *, path_allowed: bool = False) -> Theme | None:
    """Return the theme of this name, or None and an error at `at`. A folder may be named where `path_allowed`:
    on the command line, never in a source, which may come from a stranger.
    """
    folder = Path(name) if path_allowed and (Path(name) / "theme.yaml").is_file() else available().get(name)
    if folder is None:
        known = list(available())
        near = closest(name, known)
        hint = f"did you mean `{near}`?" if near else f"there are {', '.join(known)}"
        report.error("CV040", f"there is no theme `{name}`", at, hint)
        return None
    return _load(folder, report, ())


def restyle(theme: Theme, style: tuple[tuple[str, str], ...], report: Report) -> Theme:
    """Return the theme with these tokens instead; wrong ones are reported where they stand (as resume.model.Text)."""
    tokens = dict(theme.tokens)
    for key, value in style:
        _set(tokens, key, value, getattr(key, "at", None), getattr(value, "at", None), report)
    return theme.replace(tokens=tokens) if tokens != theme.tokens else theme


def _load(folder: Path, report: Report, derived: tuple[Path, ...]) -> Theme | None:
    file = folder / "theme.yaml"
    content = _content(file, report)
    tree = parse(content, str(file), report) if content is not None else None
    if tree is None:
        return None
    if not isinstance(tree, Mapping):
        report.error("CV043", f"a theme is a mapping (keys with values), not {kind(tree)}", tree.at)
        return None
    base: Theme | None = Theme.bare()
    description, own = "", Mapping((), tree.at)
    for key, value in tree.items:
        if key.value == "extends" and isinstance(value, Scalar):
            parent = available().get(value.value)
            if parent is None or parent.resolve() in derived or parent.resolve() == folder.resolve():
                why = "there is no such theme" if parent is None else "the themes extend one another in a circle"
                near = closest(value.value, list(available())) if parent is None else ""
                hint = f"did you mean `{near}`?" if near else ""
                report.error("CV043", f"cannot extend `{value.value}`: {why}", value.at, hint)
                return None
            base = _load(parent, report, (*derived, folder.resolve()))
        elif key.value == "description" and isinstance(value, Scalar):
            description = value.value
        elif key.value == "tokens" and isinstance(value, Mapping):
            own = value
        else:
            report.error(
                "CV043",
                f"`{key.value}` is not understood here",
                key.at,
                "a theme has `extends`, `description`, `tokens`",
            )
    if base is None:
        return None
    tokens = dict(base.tokens)
    for key, value in own.items:
        text = value.value if isinstance(value, Scalar) else ""
        _set(tokens, key.value, text, key.at, value.at, report)
    sheets = {name: (*base.sheets[name], *_sheet(folder / name, report)) for name in _FILES}
    return Theme(folder.resolve().name, description, tokens, sheets)


def _content(path: Path, report: Report) -> bytes | None:
    """The bytes of a theme's file, which lies in the theme's folder: a link that leads elsewhere is not followed."""
    try:
        if not path.resolve().is_relative_to(path.parent.resolve()):
            report.error("CV043", "the theme's file is a link that leads out of its folder", file=str(path))
            return None
        return path.read_bytes()
    except OSError as error:
        report.error("CV043", f"the theme's file cannot be read: {error.strerror}", file=str(path))
        return None


def _sheet(path: Path, report: Report) -> tuple[Sheet, ...]:
    if not path.is_file():
        return ()
    content = _content(path, report)
    text = decode(content, str(path), report) if content is not None else None
    if text is None:
        return ()
    forbidden = _EXTERNAL.get(path.suffix)
    # An escape of CSS may stand for a letter of what is looked for (CSS Syntax 3, section 4.3.7).
    bare = _ESCAPE.sub(lambda match: chr(min(int(match[1], 16), 0xFFFF)), text) if path.suffix == ".css" else text
    if forbidden and (match := forbidden.search(text) or forbidden.search(bare)):
        before = text[: match.start()]
        at = Position(str(path), before.count("\n") + 1, match.start() - (before.rfind("\n") + 1) + 1)
        report.lines[str(path)] = text.split("\n")
        hint = (
            "put a picture inside, as a data: address" if path.suffix == ".css" else "only cvrender.typ can be imported"
        )
        report.error("CV044", f"a theme cannot load further files: `{match[0]}`", at, hint)
    return (Sheet(str(path), text),)


def _set(
    tokens: dict[str, str], name: str, value: str, key_at: Position | None, at: Position | None, report: Report
) -> None:
    token = TOKENS.get(name)
    if token is None:
        near = closest(name, list(TOKENS))
        hint = f"did you mean `{near}`?" if near else f"there are {', '.join(TOKENS)}"
        report.error("CV041", f"there is no token `{name}`", key_at, hint)
        return
    parsed = token.parse(value.strip())
    if parsed is None:
        report.error("CV042", f"`{name}` cannot be `{value}`", at, f"write {token.allowed}")
    else:
        tokens[name] = parsed
