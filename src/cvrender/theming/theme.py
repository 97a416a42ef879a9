"""Themes: tokens, a layout, a chain of `extends`, and each output language's own overrides. A theme is data."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from cvrender.diagnostics.report import Position, Report, closest
from cvrender.record import Record
from cvrender.resume.model import SECTIONS, Text
from cvrender.source.parse import decode, parse
from cvrender.source.tree import Mapping, Scalar, Sequence, Tree, kind
from cvrender.system.paths import Outside, confine, read, stays
from cvrender.theming.contrast import LEAST, mended, ratio
from cvrender.theming.discovery import THEME, available, find, folders, is_name, is_theme, replaced
from cvrender.theming.fit_bounds import OPENED, TIGHTENED, Bounds, amount
from cvrender.theming.tokens import LETTER, PAPERS, TOKENS, in_points

DEFAULT = "plain"
SECTION_NAMES = ["summary", *SECTIONS, "sections"]
"""What a layout may name; `sections` are those of the person's own."""
_KEYS = ("extends", "description", "tokens", "layout", "fit")
_FILES = ("html.css", "html.j2", "latex.sty", "typst.typ")
_EXTERNAL = re.compile(r"@import\b|\b(?:url|src|image|image-set)\((?!\s*['\"]?(?:data:|#))", re.IGNORECASE)
"""What a theme's CSS may not hold: whatever loads files."""
_DEEPEST = 16
"""Themes that may extend one another in a chain; cvrender's own chains have three."""

_WORDS = ("text", "muted", "accent", "name-color")
"""Tokens in whose colours words are set; a rule is none, nor is what stands between contacts."""
_GROUNDS = ("background", "panel")
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")


class Sheet(Record):
    """A file of a theme in an output's own language, where it came from, and whether it came with cvrender."""

    path: str
    text: str
    shipped: bool = False


class Layout(Record):
    """Which sections come first, which stand in the side column, and where the header is. A person's own order
    goes before the theme's.
    """

    sections: tuple[str, ...] = ()
    side: tuple[str, ...] = ()
    header: Literal["top", "side"] = "top"


class Theme(Record):
    """A theme with all that it inherits: every token has a value; sheets stand from the least to the most derived."""

    name: str
    description: str
    tokens: dict[str, str]
    sheets: dict[str, tuple[Sheet, ...]]
    layout: Layout = Layout()
    fit: Bounds = Bounds()

    @staticmethod
    def bare() -> Theme:
        """Return a theme that adds nothing: every token at its default."""
        return Theme("", "", {name: token.default for name, token in TOKENS.items()}, dict.fromkeys(_FILES, ()))

    def place(self, name: str, line: int) -> tuple[Sheet, int] | None:
        """Return the sheet of this name and the line in it of a line of all of them, one after the other."""
        for sheet in self.sheets[name]:
            count = sheet.text.count("\n") + 1
            if line <= count:
                return sheet, line
            line -= count
        return None

    def paper(self) -> tuple[float, float]:
        """Return width and height of the page in points."""
        width, height = PAPERS.get(self.tokens["paper"], self.tokens["paper"]).split()
        return in_points(width) or 0.0, in_points(height) or 0.0

    def on_paper_of(self, lang: str) -> Theme:
        """Return the theme on the paper of a language's region, unless the theme or a person says which it takes."""
        language, _, region = lang.rpartition("-")
        if not language or region.upper() not in LETTER or isinstance(self.tokens["paper"], Text):
            return self
        return self.replace(tokens={**self.tokens, "paper": "letter"})

    @property
    def panelled(self) -> bool:
        """Whether a panel with the header stands out from the page by its colour."""
        return self.layout.header == "side" and self.tokens["panel"] != self.tokens["background"]

    def families(self) -> tuple[str, ...]:
        """Return the font families that the theme's tokens name, without repetition."""
        return tuple(dict.fromkeys(self.tokens[name] for name in ("body-font", "name-font", "heading-font")))

    def faint(self) -> tuple[Faint, ...]:
        """Return the colours of text that do not stand out enough from a ground on which this theme sets text."""
        panel = self.panelled or any("panel" in sheet.text for sheets in self.sheets.values() for sheet in sheets)
        words = [name for name in _WORDS if self.tokens[name].startswith("#")]
        pairs = ((name, ground) for name in words for ground in _GROUNDS[: 1 + panel])
        measured = (Faint(*pair, ratio(*(self.tokens[name] for name in pair))) for pair in pairs)
        return tuple(pair for pair in measured if pair.ratio < LEAST)


class Faint(Record):
    """Two tokens, a colour of text and one of its ground, whose contrast is below what text needs."""

    word: str
    ground: str
    ratio: float


def load(
    name: str,
    report: Report,
    at: Position | None = None,
    *,
    path_allowed: bool = False,
    follow_links: bool = False,
) -> Theme | None:
    """Return the theme of this name, or None and an error at `at`. A folder may be named where `path_allowed`:
    on the command line, never in a source, which may come from a stranger. Links are followed out of `themes/` and out
    of a theme's folder with `follow_links` only.
    """
    by_path = path_allowed and is_theme(Path(name))
    folder = Path(name) if by_path else _found(name, report, at)
    if folder is None:
        report.sought[str(Path(name, THEME))] = None
        known = list(available())
        near = closest(name, known)
        hint = f"did you mean `{near}`?" if near else f"there are {', '.join(known)}"
        report.error("CV040", f"there is no theme `{name}`", at, hint)
        return None
    if by_path and Path(name).name != name:
        theme = _load(folder, report, (), follow_links)  # the user has named the folder itself
    else:
        if by_path:
            _note_replaced(name, folder, report, at)
        theme = _load_named(folder, report, (), follow_links)
    return theme if by_path or theme is None else theme.replace(name=str(name))


def restyle(theme: Theme, style: tuple[tuple[str, str], ...], report: Report) -> Theme:
    """Return the theme with these tokens instead; wrong ones are reported where they stand (as resume.model.Text)."""
    tokens = dict(theme.tokens)
    for key, value in style:
        _set(tokens, key, value, getattr(key, "at", None), getattr(value, "at", None), report)
    if tokens == theme.tokens:
        return theme.replace(tokens=tokens)  # that a value is said counts, be it the same
    _fit_together(tokens, getattr(style[0][0], "at", None), report)
    styled = theme.replace(tokens=tokens)
    touched = {str(key) for key, _ in style}
    for pair in styled.faint():
        if not touched.isdisjoint((pair.word, pair.ground)):
            tell_faint(pair, styled, report)
    return styled


def tell_faint(pair: Faint, theme: Theme, report: Report, *, file: str = "") -> None:
    """Report a colour that is hard to read, at the place of the colour or of its ground; else about a file."""
    word, ground = theme.tokens[pair.word], theme.tokens[pair.ground]
    places = (getattr(value, "at", None) for value in (word, ground))
    report.warning(
        "CV048",
        f"`{pair.word}` {word} on `{pair.ground}` {ground} has a contrast of {pair.ratio:.1f} : 1, not {LEAST} : 1",
        at := next((place for place in places if place), None),
        f'`{pair.word}: "{mended(word, ground)}"` stands out enough',
        file="" if at else file,
    )


def without_own(theme: Theme) -> Theme:
    """Return the theme with no sheets but those that come with cvrender, and with the usual foot."""
    sheets = {name: tuple(sheet for sheet in found if sheet.shipped) for name, found in theme.sheets.items()}
    return theme.replace(sheets=sheets, tokens={**theme.tokens, "footer": TOKENS["footer"].default})


def _load_named(folder: Path, report: Report, derived: tuple[Path, ...], follow_links: bool) -> Theme | None:
    """The theme in a folder that was found by its name: below the working folder, links do not lead out of that."""
    try:
        if not folder.is_absolute():
            confine(Path(), folder, follow_links=follow_links)
    except Outside as error:
        report.error("CV074", f"the theme is not read: {error.strerror}", hint=error.hint, file=str(folder))
        return None
    return _load(folder, report, derived, follow_links)


def _load(folder: Path, report: Report, derived: tuple[Path, ...], follow_links: bool) -> Theme | None:
    file = folder / "theme.yaml"
    report.read[str(folder)] = None  # a sheet may come to it
    content = _content(file, report, follow_links)
    tree = parse(content, str(file), report) if content is not None else None
    if tree is None:
        return None
    if not isinstance(tree, Mapping):
        report.error("CV043", f"a theme is a mapping (keys with values), not {kind(tree)}", tree.at)
        return None
    base: Theme | None = Theme.bare()
    description = ""
    own = dict.fromkeys(("tokens", "layout", "fit"), Mapping((), tree.at))
    for key, value in tree.items:
        if key.value in _KEYS and isinstance(value, Scalar) and value.null:
            continue  # all that it held is commented out
        if key.value == "extends" and isinstance(value, Scalar):
            base = _base(value, folder, report, derived, follow_links)
        elif key.value == "description" and isinstance(value, Scalar):
            description = value.value
        elif key.value in own and isinstance(value, Mapping):
            own[key.value] = value
        else:
            hint = f"a theme has {', '.join(f'`{name}`' for name in _KEYS)}"
            report.error("CV043", f"`{key.value}` is not understood here", key.at, hint)
    if base is None:
        return None
    sheets = {name: (*base.sheets[name], *_sheet(folder / name, report, follow_links)) for name in _FILES}
    tokens, layout = _tokens(base.tokens, own["tokens"], report), _layout(base.layout, own["layout"], report)
    fit = _fit(base.fit, own["fit"], tokens, report)
    return Theme(folder.resolve().name, description, tokens, sheets, layout, fit)


def _found(name: str, report: Report, at: Position | None) -> Path | None:
    """The folder of the theme of this name; noted is where one would go before it."""
    folder = find(name)
    for place in folders() if is_name(name) else ():
        if place / name == folder:
            break
        report.sought[str(place / name / THEME)] = None
    if folder is not None:
        _note_replaced(name, folder, report, at)
    return folder


def _note_replaced(name: str, folder: Path, report: Report, at: Position | None) -> None:
    """Note that a theme of the working folder takes the place of the user's own or cvrender's of the same name."""
    if other := replaced(name, folder):
        message = f"the theme `{name}` is the one in `{folder}`, in place of {other.whose} in `{other.folder}`"
        hint = "rename its folder if you did not mean to replace the other"
        report.note("CV049", message, at, hint, file="" if at else str(folder / THEME))


def _base(
    name: Scalar,
    folder: Path,
    report: Report,
    derived: tuple[Path, ...],
    follow_links: bool,
) -> Theme | None:
    """The theme that the one in `folder` extends."""
    if len(derived) + 1 >= _DEEPEST:
        message = f"more than {_DEEPEST} themes extend one another"
        report.error("CV043", message, name.at, "extend a theme nearer the base")
        return None
    parent, here = _found(name.value, report, name.at), folder.resolve()
    if parent is not None and parent.resolve() not in (*derived, here):
        return _load_named(parent, report, (*derived, here), follow_links)
    why = "there is no such theme" if parent is None else "the themes extend one another in a circle"
    near = closest(name.value, list(available())) if parent is None else ""
    report.error("CV043", f"cannot extend `{name.value}`: {why}", name.at, f"did you mean `{near}`?" if near else "")
    return None


def _tokens(base: dict[str, str], own: Mapping, report: Report) -> dict[str, str]:
    """The tokens with what the theme itself says of them."""
    tokens = dict(base)
    for key, value in own.items:
        text = value.value if isinstance(value, Scalar) else ""
        _set(tokens, key.value, text, key.at, value.at, report)
    _fit_together(tokens, own.at, report)
    return tokens


def _layout(base: Layout, own: Mapping, report: Report) -> Layout:
    """The layout with what the theme itself says of it."""
    for key, value in own.items:
        if key.value == "header":
            if isinstance(value, Scalar) and value.value in ("top", "side"):
                base = base.replace(header=value.value)
            else:
                report.error("CV043", "`header` stands at `top` or at the `side`", value.at)
        elif key.value in ("sections", "side"):
            listed: list[Tree] = list(value.items) if isinstance(value, Sequence) else [value]
            names: list[str] = []
            for item in listed:
                name = item.value if isinstance(item, Scalar) else ""
                if name in SECTION_NAMES:
                    names.append(name)
                    continue
                near = closest(name, SECTION_NAMES)
                hint = f"did you mean `{near}`?" if near else f"there are {', '.join(SECTION_NAMES)}"
                report.error("CV043", f"there is no section `{name}`", item.at, hint)
            base = base.replace(**{key.value: tuple(names)})
        else:
            hint = "a layout has `sections`, `side`, `header`"
            report.error("CV043", f"`{key.value}` is not understood here", key.at, hint)
    return base


def _fit(base: Bounds, own: Mapping, tokens: dict[str, str], report: Report) -> Bounds:
    """The bounds with what the theme itself says of them."""
    found = {"tight": dict(base.tight), "open": dict(base.open)}
    allowed = {"tight": TIGHTENED, "open": OPENED}
    for side, values in own.items:
        if side.value not in found or not isinstance(values, Mapping):
            hint = "`fit` has `tight` and `open`, each with tokens and their values"
            report.error("CV043", f"`{side.value}` is not understood here", side.at, hint)
            continue
        for key, value in values.items:
            name, text = key.value, value.value if isinstance(value, Scalar) else ""
            if name in TOKENS and name not in allowed[side.value]:
                hint = f"what changes there is {', '.join(allowed[side.value])}"
                report.error("CV043", f"`{name}` does not change to fill a page in `{side.value}`", key.at, hint)
                continue
            stated: dict[str, str] = {}
            _set(stated, name, text, key.at, value.at, report)
            if name not in stated:
                continue
            beyond = amount(stated[name]) > amount(tokens[name])
            if amount(stated[name]) != amount(tokens[name]) and beyond == (side.value == "tight"):
                way = "more" if beyond else "less"
                report.error(
                    "CV043", f"`{side.value}` has {way} `{name}` than the theme's own {tokens[name]}", value.at
                )
            found[side.value][name] = stated[name]
    return Bounds(found["tight"], found["open"])


def _fit_together(tokens: dict[str, str], at: Position | None, report: Report) -> None:
    """Labels and dates would stand in the same column."""
    if tokens["heading-style"] == "side" and tokens["date-place"] == "start":
        message = "headings at the `side` and dates at the `start` want the same column"
        report.error("CV042", message, at, "choose another `heading-style` or `date-place`")


def _content(path: Path, report: Report, follow_links: bool) -> bytes | None:
    """The bytes of a theme's file, which lies in the theme's folder: a link that leads elsewhere is not followed."""
    try:
        if not stays(path.parent, path, follow_links=follow_links):
            report.error(
                "CV043",
                "the theme's file is a link that leads out of its folder",
                hint="add --follow-links",
                file=str(path),
            )
            return None
        report.read[str(path)] = None
        return read(path)
    except OSError as error:
        report.error("CV043", f"the theme's file cannot be read: {error.strerror}", file=str(path))
        return None


def _sheet(path: Path, report: Report, follow_links: bool) -> tuple[Sheet, ...]:
    if not path.is_file():
        return ()
    content = _content(path, report, follow_links)
    text = decode(content, str(path), report) if content is not None else None
    if text is None:
        return ()
    if found := _loading(path, text):
        offset, word, hint = found
        before = text[:offset]
        at = Position(str(path), before.count("\n") + 1, offset - before.rfind("\n"))
        report.lines[str(path)] = text.split("\n")
        report.error("CV044", f"a theme cannot load further files: `{word}`", at, hint)
    return (Sheet(str(path), text, path.resolve().is_relative_to(folders()[-1].resolve())),)


def _loading(path: Path, text: str) -> tuple[int, str, str] | None:
    """Return the offset of the first word by which a sheet could load files, the word, and the way out."""
    if path.suffix == ".typ":
        from cvrender.typst_sandbox import refusal

        refused = refusal(text)
        return (refused.offset, refused.word, refused.hint) if refused else None
    if path.suffix == ".css":
        # An escape of CSS may stand for a letter of what is looked for (CSS Syntax 3, section 4.3.7).
        bare = _ESCAPE.sub(lambda match: chr(min(int(match[1], 16), 0xFFFF)), text)
        match = _EXTERNAL.search(text) or _EXTERNAL.search(bare)
        return (match.start(), match[0], "put a picture inside, as a data: address") if match else None
    return None


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
        tokens[name] = Text(parsed, at)
