"""A walk over a page in each environment: which text of which element a person does not see, and what says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from cvrender.verification.css import bounds, colours, judge
from cvrender.verification.css.cascade import Cascade, Matched, Style, Value
from cvrender.verification.css.conditions import Environment, TooManyError
from cvrender.verification.css.context import Context, blamed, changed_letters, is_loud
from cvrender.verification.css.judge import Issue, Subject
from cvrender.verification.css.sheet import Declaration, Sheets
from cvrender.verification.css.tree import SILENT, Facts, measured
from cvrender.verification.css.values import WHITE, Colour, Units, UnknownValueError, keyword
from cvrender.verification.extracted import Doubt

_SIZE = 16.0
_SIZES = {
    "h1": 2.0,
    "h2": 1.5,
    "h3": 1.17,
    "h5": 0.83,
    "h6": 0.67,
    "small": 5 / 6,
    "sub": 5 / 6,
    "sup": 5 / 6,
    "rt": 0.5,
}
"""What browsers set elements in (HTML Living Standard, section 15.3)."""
_SMALLER = ("small", "sub", "sup", "rt", "h5", "h6")
"""Those to which cvrender's base gives no size."""
_LEAST = 6.0
"""Pixels of text that can be told to be there; 4.5 points."""
_MOST = 200.0
_LINK: Colour = (0.0, 0.0, 238 / 255, 1.0)
_DARK: Colour = (0.07, 0.07, 0.07, 1.0)
_TEXT_PARTS = ("first-line", "first-letter")
_GENERATED = ("before", "after", "marker")


class Unseen(NamedTuple):
    """Why the text of an element is not seen: as `output.Why` and in words, the declaration, and where that happens."""

    why: str
    said: str
    by: Declaration | None
    where: str


class Seen(NamedTuple):
    """What came of a look."""

    unseen: dict[Element, Unseen]
    doubts: tuple[Doubt, ...]


def look(root: Element, sheets: Sheets, *, foreign_attributes: bool) -> Seen:
    """Return what a person does not see of a page."""
    return _Look(root, sheets, foreign_attributes=foreign_attributes).run()


class _Look:
    def __init__(self, root: Element, sheets: Sheets, *, foreign_attributes: bool) -> None:
        self.root = root
        self.sheets = sheets
        self.unseen: dict[Element, Unseen] = {}
        self.doubts: dict[Doubt, None] = dict.fromkeys(sheets.doubts)
        self.facts: dict[Element, Facts] = {}
        self.foreign_attributes = foreign_attributes

    def run(self) -> Seen:
        try:
            self.facts = measured(self.root)
            cascade = Cascade(self.root, self.sheets, foreign_attributes=self.foreign_attributes)
            told: set[tuple[object, ...]] = set()
            tests = {id(test): test for rule in self.sheets.rules for test in rule.tests}
            for environment in self.sheets.conditions.environments(relative=self.sheets.relative):
                outcome = tuple(test(environment) for test in tests.values())
                width = environment.width if self.sheets.relative else 0.0  # else the narrowest is the strictest
                key = outcome, environment.scheme, environment.media, width
                if key not in told:
                    told.add(key)
                    _Walk(self, cascade, environment).run()
        except (RecursionError, TooManyError) as error:
            why = str(error) if isinstance(error, TooManyError) else "elements or values are nested too deeply"
            self.doubts[Doubt(f"the page's style cannot be judged: {why}")] = None
        return Seen(self.unseen, tuple(self.doubts))


class _Walk:
    """One walk in one environment."""

    def __init__(self, owner: _Look, cascade: Cascade, environment: Environment) -> None:
        self.owner = owner
        self.cascade = cascade
        self.environment = environment
        self.known: dict[tuple[object, ...], tuple[Context, Issue | None, tuple[Issue, ...]]] = {}
        self.kept: list[Context] = []
        """Contexts whose identities are in keys; they must live as long as these."""

    def run(self) -> None:
        canvas, anywhere = self._canvas()
        start = Context(
            Style({}, {}), bounds.Numbers(), _SIZE, colours.BLACK, canvas, 1.0, 1.0, None, anywhere, False, None
        )
        self._element(self.owner.root, start)

    def _canvas(self) -> tuple[tuple[Colour, ...], bool]:
        """What a page is painted on: paper in the colour that `@page` has, of which a panel is at one side only."""
        paper = self.owner.sheets.paper
        if self.environment.media != "print" or paper is None:
            return (WHITE,), False
        try:
            found: list[Colour] = []
            for name, value in paper.longhands or ():
                if name == "background-color" and keyword(value) != "transparent":
                    found += colours.grounds(Style({name: Value(value)}, {}), (WHITE,), WHITE, "light")
                if name == "background-image" and keyword(value) != "none":
                    found += colours.painted(value, (WHITE,), WHITE, "light", whole=True)
            if self.environment.scheme == "dark":  # browsers leave dark grounds out in print, and darken text instead
                found.append(_DARK)
            return tuple(found) or (WHITE,), True
        except UnknownValueError:
            return (WHITE,), False

    def _element(self, element: Element, around: Context) -> None:
        facts = self.owner.facts[element]
        if element.tag in SILENT or not isinstance(element.tag, str):
            return
        matched = self.cascade.matched[element]
        key = (
            id(around),
            matched.key,
            element.tag,
            facts.letters > 0,
            facts.own > 0,
            self._line(facts),
            _marks(element),
        )
        if key not in self.known:
            context, own, more = self._judged(element, matched, around, facts)
            self.kept.append(context)
            self.known[key] = context, own, more
        context, own, more = self.known[key]
        if own and facts.own and (own.said in _CERTAIN or not self.owner.foreign_attributes):
            why = "background" if own.said == _SAME else "invisible"
            said = "" if own.said == _SAME else own.said
            self.owner.unseen.setdefault(element, Unseen(why, said, own.by, str(self.environment)))
        elif own and facts.own:
            self._doubt(own)
        for issue in more:
            self._doubt(issue)
        closed = element.tag == "details" and element.get("open") is None
        shut = (
            context._replace(issue=context.issue or Issue("is hidden until it is opened", None)) if closed else context
        )
        self.kept.append(shut)
        for child in element:
            self._element(child, context if child.tag == "summary" else shut)

    def _line(self, facts: Facts) -> int:
        """The longest line, where a theme's sheet says that lines may not be broken."""
        return facts.longest if self.owner.sheets.unbroken else 0

    def _doubt(self, issue: Issue) -> None:
        at = issue.by.at if issue.by is not None else None
        if issue.adds:
            self.owner.doubts[Doubt(f"{issue.said} by `{issue.by}`", at, adds=True)] = None
        else:
            self.owner.doubts[Doubt(f"`{issue.by}` may hide text", at)] = None

    def _judged(
        self, element: Element, matched: Matched, around: Context, facts: Facts
    ) -> tuple[Context, Issue | None, tuple[Issue, ...]]:
        """The context for what is in an element, what is wrong with its own text, and what is with other text."""
        style = self.cascade.style(matched.entries[""], around.style, self.environment)
        tag = str(element.tag)
        context, found = self._context(element, tag, style, around, facts)
        issue, own = context.issue, None
        more: list[Issue] = []
        for one in found:
            if one.adds or (one.covers and not facts.letters):
                more.append(one)
            elif facts.letters and issue is None:
                issue = one
        context = context._replace(issue=issue)
        if issue is None and facts.own:
            own = self._letters(context, style)
        if (issue is None and (facts.letters or tag in ("li", "body", "html"))) or facts.letters == 0:
            more += self._pseudo(tag, matched, context, facts)
        if own is None and facts.own:
            own = issue or next((one for one in more if one.said == _SAME or one.said.startswith("first ")), None)
        return context, own, tuple(one for one in more if one.adds or one.covers)

    def _context(
        self, element: Element, tag: str, style: Style, around: Context, facts: Facts
    ) -> tuple[Context, list[Issue]]:
        scheme = self._scheme(style)
        found: list[Issue] = []
        size = self._size(style, tag, around, found)
        units = Units(
            size, _SIZE if element is self.owner.root else self.rem, self.environment.width, self.environment.width
        )
        if element is self.owner.root:
            self.rem = size
        bounds.fix(style, around.style, units)
        own, unknown = bounds.numbers(style, units)
        in_list = around.in_list or tag == "ol"
        subject = Subject(
            tag, style, around.style, own, unknown, around.own, units, facts.letters, facts.longest, in_list
        )
        if element.get("hidden") is not None and "display" not in style.values:
            found.append(Issue("is hidden", None))
        found += judge.issues(subject)
        opacity = self._fraction(style.values.get("opacity"), found)
        zoom = self._fraction(style.values.get("zoom"), found)
        current, behind = around.current, around.grounds
        try:
            start = _LINK if tag == "a" and "color" not in style.values else around.current
            current = colours.text_colour(style, around.style, start, scheme)
            behind = self._behind(element, style, around, current, scheme)
        except UnknownValueError:
            by = blamed(style, ("background-image", "background-color", "color", "box-shadow"))
            found.append(Issue("may have the colour of its ground: this cannot be judged", by))
        changed = behind != around.grounds
        ground = blamed(style, ("background-image", "background-color", "box-shadow")) if changed else around.ground
        loud = around.loud or is_loud(element)
        if not self.owner.foreign_attributes:
            found += changed_letters(style, tag, loud=loud)
        taken = around.taken + bounds.taken(own)
        if taken > bounds.MOST_TAKEN * units.width and taken > around.taken:
            found.append(
                Issue(
                    "may lie off the page",
                    blamed(style, _SIDES),
                )
            )
        faded = style.values["opacity"].by if opacity < 1.0 else around.faded
        context = Context(
            style, own, size, current, behind, around.opacity * min(1.0, opacity), around.zoom * zoom, faded,
            around.canvas and behind == around.grounds, in_list, around.issue, ground, loud, taken,
        )  # fmt: skip
        return context, found

    rem = _SIZE

    def _scheme(self, style: Style) -> str:
        value = style.values.get("color-scheme")
        words = {keyword((token,)) for token in value.tokens} if value else set()
        return "dark" if "dark" in words and (self.environment.scheme == "dark" or "light" not in words) else "light"

    def _behind(
        self, element: Element, style: Style, around: Context, current: Colour, scheme: str
    ) -> tuple[Colour, ...]:
        behind = around.grounds
        if element is self.owner.root and scheme == "dark" and not around.canvas:
            behind = (_DARK,)
        return colours.grounds(style, behind, current, scheme)

    def _size(self, style: Style, tag: str, around: Context, found: list[Issue]) -> float:
        value = style.values.get("font-size")
        if value is None or value is around.style.values.get("font-size"):
            return around.size * (_SIZES.get(tag, 1.0) if value is None or tag in _SMALLER else 1.0)
        units = Units(around.size, self.rem, self.environment.width, around.size)
        try:
            return bounds.font_size(value.tokens, units)
        except UnknownValueError:
            if value.foreign:
                found.append(Issue("may be too small to read: its size cannot be judged", value.by))
            return around.size

    @staticmethod
    def _fraction(value: Value | None, found: list[Issue]) -> float:
        """Opacity or zoom."""
        try:
            return bounds.fraction(value.tokens) if value is not None else 1.0
        except UnknownValueError:
            if value is not None and value.foreign:
                found.append(Issue("may be hidden: this value cannot be judged", value.by))
            return 1.0

    def _letters(self, context: Context, style: Style) -> Issue | None:
        """What is wrong with letters by their size and their colour."""
        size = context.size * context.zoom
        if size < _LEAST:
            return Issue("is too small to read", blamed(style, ("font-size", "zoom")))
        if size > _MOST:
            return Issue("is too large to read", blamed(style, ("font-size", "zoom")))
        scheme = self._scheme(style)
        by = blamed(style, ("-webkit-text-fill-color", "color", "text-shadow"))
        if context.ground is not None and context.ground.foreign and not (by is not None and by.foreign):
            by = context.ground
        try:
            letters = colours.filled(style, context.current, scheme)
            behind = colours.shadowed(style, context.grounds, context.current, scheme)
        except UnknownValueError:
            return Issue("may have the colour of its ground: this cannot be judged", by)
        if colours.is_seen(letters, context.opacity, behind, anywhere=context.canvas):
            return None
        faded = context.faded if context.opacity < 1.0 else None
        return Issue("is hidden" if context.opacity < 0.1 else _SAME, faded or by)

    def _pseudo(self, tag: str, matched: Matched, context: Context, facts: Facts) -> Iterator[Issue]:
        """What is wrong with the parts that a sheet makes or sets apart."""
        for name in (*_GENERATED, *_TEXT_PARTS):
            entries = matched.entries.get(name)
            if not entries:
                continue
            style = self.cascade.style(entries, context.style, self.environment)
            inner, found = self._context(Element(tag), f"::{name}", style, context, facts)
            if name in _TEXT_PARTS:
                issue = next(iter(found), None) or self._letters(inner, style)
                if issue is not None and facts.letters:
                    yield issue._replace(said=f"first part {issue.said}", covers=True)
                continue
            units = Units(inner.size, self.rem, self.environment.width, self.environment.width)
            own, unknown = bounds.numbers(style, units)
            subject = Subject(
                f"::{name}", style, context.style, own, unknown, context.own, units, 0, 0, context.in_list
            )
            if issue := judge.added(subject):
                yield issue


_SAME = "has the colour of its ground"
_CERTAIN = frozenset((_SAME, "is hidden", "is hidden until it is opened", "is clipped", "is too small to read"))
"""What is told as an error of any page; all else is one of a theme that is built with."""
_SIDES = ("padding-left", "margin-left", "padding-right", "margin-right")


def _marks(element: Element) -> tuple[object, ...]:
    return element.get("hidden"), element.get("open"), is_loud(element)
