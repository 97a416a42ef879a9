"""A style sheet as rules with their conditions, layers and places; what it holds that cannot be judged is a Doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import tinycss2

from cvrender.diagnostics.report import Position
from cvrender.verification.css import conditions, selectors, shorthands
from cvrender.verification.css.properties import HARMLESS, ONLY
from cvrender.verification.css.values import Tokens, significant, tokens_of, written
from cvrender.verification.extracted import Doubt

_IGNORED = frozenset(("charset",))
_DESCRIPTORS = frozenset(("size", "margin", "margin-top", "margin-right", "margin-bottom", "margin-left"))
_LONGEST = 60
_DEEPEST = 20
_OWN = 10**6
"""The rank of rules outside of a layer's sub-layers, and outside of all layers: behind them."""
_UNBROKEN = ("white-space", "text-wrap", "text-wrap-mode", "all")
_SEPARATE = frozenset(ONLY) - {"display", "text-transform", *_UNBROKEN}
_VIEW = ("vw", "vh", "vi", "vb", "vmin", "vmax", "cqw", "cqi")


class Piece(NamedTuple):
    """A part of a style element: the line where it begins, how many lines it has, its file, and the line there."""

    start: int
    lines: int
    file: str
    line: int = 1
    shipped: bool = False


class Declaration:
    """A declaration; a `foreign` one did not come with cvrender. `longhands` is None where `var()` stands in it."""

    __slots__ = ("at", "foreign", "important", "longhands", "name", "rule", "text", "value", "variable")

    def __init__(self, token: Any, rule: str, at: Position | None, *, foreign: bool) -> None:
        self.name: str = token.name if token.name.startswith("--") else token.lower_name
        self.value: Tokens = tuple(token.value) if token.name.startswith("--") else significant(token.value)
        self.important: bool = token.important
        self.rule = rule
        self.at = at
        self.foreign = foreign
        self.variable = _has_variable(self.value)
        own = self.name.startswith("--")
        self.longhands: shorthands.Longhands | None = None
        if self.name == "all":
            self.longhands = [("all", self.value)]
        elif own:
            self.longhands = [(self.name, self.value)]
        elif not self.variable:
            self.longhands = shorthands.expand(self.name, self.value)

    def __str__(self) -> str:
        """Write it as CSS, with its selector, cut short."""
        value = " ".join(tinycss2.serialize(list(self.value)).split())
        declared = f"{self.name}: {value}{' !important' if self.important else ''}"
        text = f"{self.rule} {{ {declared} }}" if self.rule else f'style="{declared}"'
        return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


class Rule(NamedTuple):
    """A style rule. `layer` is its rank among the layers, `tests` are the conditions under which it holds."""

    selectors: tuple[selectors.Selector, ...]
    declarations: tuple[Declaration, ...]
    tests: tuple[conditions.Test, ...]
    layer: tuple[int, ...]


class Sheets:
    """Reads the style elements of a page into rules, in the order in which they stand."""

    def __init__(self) -> None:
        self.conditions = conditions.Conditions()
        self.rules: list[Rule] = []
        self.doubts: list[Doubt] = []
        self.layers: dict[tuple[str, ...], int] = {}
        self.relative = False
        self.unbroken = False
        """Whether a theme's sheet may say that lines are not broken."""
        self.paper: Declaration | None = None
        """What `@page` says of its background."""
        self.pieces: Sequence[Piece] = ()
        self.anonymous = 0

    def add(self, css: str, pieces: Sequence[Piece], media: str = "") -> None:
        """Add what stands in one style element; `media` is its attribute."""
        self.pieces = pieces
        tests = (self.conditions.media(tokens_of(media)),) if media.strip() else ()
        self._rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), tests, (), "", 0)

    def inline(self, css: str, at: Position | None, *, foreign: bool) -> tuple[Declaration, ...]:
        """Return the declarations of a style attribute."""
        found = tinycss2.parse_blocks_contents(css, skip_comments=True, skip_whitespace=True)
        declared = [one for one in found if one.type == "declaration"]
        return tuple(
            Declaration(one, "", at, foreign=foreign) for one in declared if self._matters(one, at, foreign=foreign)
        )

    def place(self, token: Any) -> tuple[Position | None, bool]:
        """Return where a token stands, and whether its sheet did not come with cvrender."""
        for piece in self.pieces:
            line = token.source_line - piece.start
            if 0 <= line < piece.lines:
                at = Position(piece.file, line + piece.line, token.source_column) if piece.file else None
                return at, not piece.shipped
        return None, False

    def doubt(self, token: Any, message: str, *, adds: bool = False) -> None:
        """Note what cannot be judged, unless it came with cvrender."""
        at, foreign = self.place(token)
        if foreign:
            self.doubts.append(Doubt(message, at, adds))

    def _rules(
        self,
        found: Iterable[Any],
        tests: tuple[conditions.Test, ...],
        layer: tuple[str, ...],
        parents: str,
        depth: int,
    ) -> None:
        for one in found:
            if depth > _DEEPEST:
                self.doubt(one, "rules are nested too deeply to be judged")
            elif one.type == "qualified-rule":
                self._style(one, tests, layer, parents, depth)
            elif one.type == "at-rule":
                self._at_rule(one, tests, layer, parents, depth)
            elif one.type == "error":
                self.doubt(one, f"this cannot be read as CSS: {one.message}")

    def _style(
        self, rule: Any, tests: tuple[conditions.Test, ...], layer: tuple[str, ...], parents: str, depth: int
    ) -> None:
        try:
            chosen, text = selectors.compile_list(rule.prelude, parents)
        except selectors.UnknownSelectorError as error:
            self.doubt(rule, f"the selector `{_short(error)}` cannot be judged")
            return
        self._block(rule.content, chosen, text, (tests, layer, depth))

    def _block(
        self,
        content: Sequence[Any],
        chosen: list[selectors.Selector],
        text: str,
        around: tuple[tuple[conditions.Test, ...], tuple[str, ...], int],
    ) -> None:
        """Declarations and nested rules, in their order."""
        tests, layer, depth = around
        own: list[Declaration] = []
        for one in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
            if one.type == "declaration":
                at, foreign = self.place(one)
                if self._matters(one, at, foreign=foreign):
                    own.append(Declaration(one, text, at, foreign=foreign))
                continue
            self._keep(chosen, own, tests, layer)
            own = []
            self._rules([one], tests, layer, text, depth + 1)
        self._keep(chosen, own, tests, layer)

    def _matters(self, token: Any, at: Position | None, *, foreign: bool) -> bool:
        name = shorthands.plain_name(token.lower_name)
        if token.name.startswith("--") or name not in HARMLESS:
            self.relative = self.relative or (foreign and _has_unit(token.value))
            self.unbroken = self.unbroken or (foreign and (name in _UNBROKEN or name.startswith("--")))
            return True
        if foreign and _has_picture(token.value):
            self.doubts.append(Doubt(f"the picture in `{name}` cannot be judged", at))
        return False

    def _keep(
        self,
        chosen: list[selectors.Selector],
        own: list[Declaration],
        tests: tuple[conditions.Test, ...],
        layer: tuple[str, ...],
    ) -> None:
        if not own:
            return
        declared, rank = tuple(own), self._rank(layer)
        plain = tuple(one for one in chosen if not one.state)
        if plain:
            self.rules.append(Rule(plain, declared, tests, rank))
        # What cvrender's own sheets do to links that are pointed at is held against a browser by tests.
        changing = tuple(one for one in declared if one.foreign and not _is_mere(one))
        for one in chosen if changing else ():
            if one.state:
                held = self.conditions.free_condition(one.state)
                self.rules.append(Rule((one,), changing, (*tests, held), rank))

    def _at_rule(
        self, rule: Any, tests: tuple[conditions.Test, ...], layer: tuple[str, ...], parents: str, depth: int
    ) -> None:
        name = rule.lower_at_keyword
        if name == "layer":
            self._layer(rule, tests, layer, parents, depth)
        elif name in ("media", "supports", "container") and rule.content is not None:
            if name == "media":
                test = self.conditions.media(rule.prelude)
            else:
                test = self.conditions.free_condition(f"@{name} {written(rule.prelude)}")
            self._inside(rule, (*tests, test), layer, parents, depth)
        elif name == "page":
            self._page(rule)
        elif name not in _IGNORED:
            self.doubt(rule, f"`@{rule.at_keyword}` cannot be judged")

    def _inside(
        self, rule: Any, tests: tuple[conditions.Test, ...], layer: tuple[str, ...], parents: str, depth: int
    ) -> None:
        """The content of a rule that groups others: rules, and within a style rule declarations too."""
        if parents:
            chosen, _ = selectors.compile_list(tinycss2.parse_component_value_list(parents))
            self._block(rule.content, chosen, parents, (tests, layer, depth))
        else:
            found = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            self._rules(found, tests, layer, parents, depth + 1)

    def _layer(
        self, rule: Any, tests: tuple[conditions.Test, ...], layer: tuple[str, ...], parents: str, depth: int
    ) -> None:
        names = [written(part).strip() for part in _commas(rule.prelude)]
        if rule.content is None:
            for name in names:
                self._rank((*layer, *name.split(".")))
            return
        if not names[0]:
            self.anonymous += 1
            names = [f"({self.anonymous})"]
        inner = (*layer, *names[0].split("."))
        self._rank(inner)
        self._inside(rule, tests, inner, parents, depth)

    def _rank(self, layer: tuple[str, ...]) -> tuple[int, ...]:
        """The rank of a layer: those that were named first come first, sub-layers before what surrounds them."""
        for length in range(1, len(layer) + 1):
            self.layers.setdefault(layer[:length], len(self.layers))
        return (*(self.layers[layer[:length]] for length in range(1, len(layer) + 1)), _OWN)

    def _page(self, rule: Any) -> None:
        """`@page`: size and margins, and words in the margins of a printed page."""
        for one in tinycss2.parse_blocks_contents(rule.content or [], skip_comments=True, skip_whitespace=True):
            if one.type == "at-rule":
                self._margin_box(one)
            elif one.type == "declaration" and one.lower_name in ("background", "background-color"):
                at, foreign = self.place(one)
                if foreign:
                    self.doubt(one, "the background of the page is the token `background`")
                else:
                    self.paper = Declaration(one, "@page", at, foreign=False)
            elif one.type == "declaration" and one.lower_name not in _DESCRIPTORS:
                self.doubt(one, f"`{one.name}` of `@page` cannot be judged")
            elif one.type == "declaration":
                self.doubt(one, f"`{one.name}` of `@page` is set by the tokens `paper` and `margin-…`")

    def _margin_box(self, rule: Any) -> None:
        for one in tinycss2.parse_blocks_contents(rule.content or [], skip_comments=True, skip_whitespace=True):
            if one.type == "declaration" and one.lower_name == "content" and not _is_silent(one.value):
                self.doubt(one, "words are added to the margins of printed pages", adds=True)


def _is_mere(one: Declaration) -> bool:
    """Whether a declaration sets what is harmless whatever else is set, such as an underline."""
    return one.longhands is not None and all(
        (name in _SEPARATE and written(value) in ONLY[name]) or written(value) == "auto"
        for name, value in one.longhands
    )


def _commas(prelude: Sequence[Any]) -> list[list[Any]]:
    parts: list[list[Any]] = [[]]
    for token in significant(prelude):
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _is_silent(value: Iterable[Any]) -> bool:
    """Whether `content` has no letters or digits, nothing but strings and keywords."""
    for token in significant(value):
        if token.type == "string" and not any(map(str.isalnum, token.value)):
            continue
        if token.type == "ident" and token.lower_value in ("none", "normal"):
            continue
        return False
    return True


def _any(tokens: Iterable[Any], fits: Callable[[Any], bool]) -> bool:
    for token in tokens:
        inner = getattr(token, "arguments", None) or getattr(token, "content", None) or ()
        if fits(token) or _any(inner, fits):
            return True
    return False


def _has_variable(tokens: Iterable[Any]) -> bool:
    return _any(tokens, lambda token: token.type == "function" and token.lower_name == "var")


def _has_unit(tokens: Iterable[Any]) -> bool:
    return _any(tokens, lambda token: token.type == "dimension" and token.lower_unit.endswith(_VIEW))


def _has_picture(tokens: Iterable[Any]) -> bool:
    pictures = (
        "url",
        "image-set",
        "-webkit-image-set",
        "element",
        "-moz-element",
        "paint",
        "cross-fade",
        "image",
        "src",
    )
    return _any(
        tokens, lambda token: token.type == "url" or (token.type == "function" and token.lower_name in pictures)
    )


def _short(error: object) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
