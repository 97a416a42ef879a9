"""Which declaration wins on each element of a page in an environment (CSS Cascade 5), with `var()` put in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import cssselect2

from cvrender.verification.css import shorthands
from cvrender.verification.css.conditions import Environment, Test
from cvrender.verification.css.properties import INHERITED, LENGTHS, ONLY, SPECIAL
from cvrender.verification.css.sheet import Declaration, Rule, Sheets
from cvrender.verification.css.values import Tokens, keyword, significant

_EVERY = (INHERITED | LENGTHS | SPECIAL | frozenset(ONLY)) - {"direction", "unicode-bidi"}
_INLINE_RANK = (10**6,)
_LONGEST = 2000
"""Tokens that a value may have once `var()` is put in; browsers have such a bound, too."""


class Value(NamedTuple):
    """What a property has on an element. `by` is the declaration that decides it, the theme's own before cvrender's."""

    tokens: Tokens
    by: Declaration | None = None

    @property
    def foreign(self) -> bool:
        """Whether it did not come with cvrender."""
        return self.by is not None and self.by.foreign


class Style(NamedTuple):
    """The values of an element, with those that it inherits, and its custom properties."""

    values: dict[str, Value]
    custom: dict[str, Value]


class Entry(NamedTuple):
    """A declaration that matches an element, by its weight; `group` is its origin and layer."""

    weight: tuple[Any, ...]
    group: tuple[Any, ...]
    declaration: Declaration
    tests: tuple[Test, ...]


class Matched(NamedTuple):
    """What matches an element and its pseudo-elements; equal for elements that look alike, by `key`."""

    key: tuple[Any, ...]
    entries: dict[str, tuple[Entry, ...]]


class InvalidError(ValueError):
    """A `var()` refers to nothing."""


class Cascade:
    """Matches all elements of a page once, and computes their styles in any environment."""

    def __init__(self, root: Element, sheets: Sheets, *, foreign_attributes: bool) -> None:
        self.sheets = sheets
        self.matcher = cssselect2.Matcher()
        self.rules: list[tuple[int, Rule]] = list(enumerate(sheets.rules))
        for payload in self.rules:
            for selector in payload[1].selectors:
                self.matcher.add_selector(selector.compiled, payload)
        self.known: dict[tuple[Any, ...], Matched] = {}
        self.matched: dict[Element, Matched] = {}
        for wrapper in cssselect2.ElementWrapper.from_html_root(root).iter_subtree():
            self.matched[wrapper.etree_element] = self._match(wrapper, foreign=foreign_attributes)

    def _match(self, wrapper: Any, *, foreign: bool) -> Matched:
        found = self.matcher.match(wrapper)
        css = wrapper.etree_element.get("style") or ""
        key = (css, *((specificity, pseudo, rule[0]) for specificity, _, pseudo, rule in found))
        if key not in self.known:
            by_pseudo: dict[str, list[Entry]] = {"": []}
            for specificity, _, pseudo, (number, rule) in found:
                entries = by_pseudo.setdefault(pseudo or "", [])
                for place, one in enumerate(rule.declarations):
                    entries.append(_entry(one, rule.layer, (0, specificity, number, place), rule.tests))
            own = self.sheets.inline(css, None, foreign=foreign) if css else ()
            by_pseudo[""] += [_entry(one, _INLINE_RANK, (1, (), 0, place), ()) for place, one in enumerate(own)]
            ordered = {pseudo: tuple(sorted(some, key=lambda e: e.weight)) for pseudo, some in by_pseudo.items()}
            self.known[key] = Matched(key, ordered)
        return self.known[key]

    def style(self, entries: Iterable[Entry], parent: Style, environment: Environment) -> Style:
        """Return the style of an element, or of a pseudo-element of its `parent`."""
        stacks: dict[str, list[tuple[Entry, Tokens | None]]] = {}
        for entry in entries:
            if all(test(environment) for test in entry.tests):
                for name, value in _longhands(entry.declaration):
                    stacks.setdefault(name, []).append((entry, value))
        own = [name for name in stacks if name.startswith("--")]
        custom = parent.custom
        if own:
            custom = dict(parent.custom)
            raw = {name: self._custom(stacks.pop(name), parent.custom.get(name)) for name in own}
            resolver = _Resolver(raw, parent.custom)
            for name in own:
                value = resolver.get(name)
                if value is None:
                    custom.pop(name, None)
                else:
                    custom[name] = value
        values = {name: value for name, value in parent.values.items() if name in INHERITED}
        for name, stack in stacks.items():
            found = _winner(name, stack, parent, custom)
            if found is None:
                values.pop(name, None)
            else:
                values[name] = found
        return Style(values, custom)

    @staticmethod
    def _custom(stack: list[tuple[Entry, Tokens | None]], inherited: Value | None) -> Value | None:
        while stack:
            entry, value = stack.pop()
            word = keyword(significant(value or ()))
            if word == "revert-layer":
                stack = [one for one in stack if one[0].group != entry.group]
            elif word in ("inherit", "unset", "revert"):
                return inherited
            else:
                return None if word == "initial" else Value(value or (), entry.declaration)
        return inherited


def _entry(one: Declaration, layer: tuple[int, ...], rest: tuple[Any, ...], tests: tuple[Test, ...]) -> Entry:
    rank = tuple(-place for place in layer) if one.important else layer
    weight = (one.important, rest[0], rank, *rest[1:]) if rest[0] else (one.important, 0, rank, *rest[1:])
    return Entry(weight, (one.important, layer, rest[0]), one, tests)


def _longhands(one: Declaration) -> Iterator[tuple[str, Tokens | None]]:
    """The longhands that a declaration sets; None for one whose value is known only with `var()` put in."""
    if one.longhands is None:
        yield from ((name, None) for name in shorthands.longhands(one.name))
    elif one.name == "all":
        yield from ((name, one.value if keyword(one.value) in shorthands.WIDE else None) for name in _EVERY)
    else:
        yield from one.longhands


def _winner(
    name: str, stack: list[tuple[Entry, Tokens | None]], parent: Style, custom: dict[str, Value]
) -> Value | None:
    """The value of a property; None where it is the initial one and nobody needs to be named for it."""
    inherited = parent.values.get(name)
    while stack:
        entry, value = stack.pop()
        by: Declaration = entry.declaration
        if value is None:
            try:
                tokens, blamed = _put_in(by.value, custom)
                by = blamed or by
                value = tokens if by.name == "all" else dict(shorthands.expand(entry.declaration.name, tokens))[name]
            except (InvalidError, KeyError):
                value = ()
        word = keyword(value) if value else "unset"
        if word == "revert-layer":
            stack = [one for one in stack if one[0].group != entry.group]
        elif word == "inherit" or (word == "unset" and name in INHERITED):
            return inherited
        elif word in ("initial", "unset"):
            return Value((), by)
        else:
            return None if word == "revert" else Value(value, by)
    return inherited if name in INHERITED else None


class _Resolver(dict[str, Value]):
    """The custom properties of an element with `var()` put in, each once; one that refers to itself has no value."""

    def __init__(self, raw: dict[str, Value | None], inherited: dict[str, Value]) -> None:
        super().__init__()
        self.raw = raw
        self.inherited = inherited
        self.done: dict[str, Value | None] = {}

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of a property, or None."""
        if name not in self.raw:
            return self.inherited.get(name, default)
        if name not in self.done:
            self.done[name] = None  # what it is to itself
            self.done[name] = self._value(self.raw[name])
        return self.done[name]

    def _value(self, value: Value | None) -> Value | None:
        if value is None or value.by is None or not value.by.variable:
            return value
        try:
            tokens, blamed = _put_in(value.tokens, self)
        except InvalidError:
            return None
        return Value(tokens, blamed or value.by)


def _put_in(tokens: Iterable[Any], custom: dict[str, Value]) -> tuple[Tokens, Declaration | None]:
    """The tokens with `var()` put in, and the first declaration of a theme that had a say. Raises InvalidError."""
    out: list[Any] = []
    blamed: Declaration | None = None
    for token in tokens:
        if token.type == "function" and token.lower_name == "var":
            some, by = _variable(token, custom)
        elif token.type in ("function", "() block") and (inner := _inner(token)):
            some, by = _put_in(inner, custom)
            some = (_with(token, some),)
        else:
            some, by = (token,), None
        out += some
        blamed = blamed or by
        if len(out) > _LONGEST:
            raise InvalidError
    return significant(out), blamed


def _inner(token: Any) -> Any:
    return token.arguments if token.type == "function" else token.content


def _with(token: Any, inner: Tokens) -> Any:
    """A copy of a function or block with another content."""
    from tinycss2 import ast

    line, column = token.source_line, token.source_column
    if token.type == "function":
        return ast.FunctionBlock(line, column, token.name, list(inner))
    return ast.ParenthesesBlock(line, column, list(inner))


def _variable(token: Any, custom: dict[str, Value]) -> tuple[Tokens, Declaration | None]:
    arguments = significant(token.arguments)
    if not arguments or arguments[0].type != "ident":
        raise InvalidError
    value = custom.get(arguments[0].value)
    if value is not None:
        return significant(value.tokens), value.by if value.foreign else None
    if len(arguments) > 1 and arguments[1] == ",":
        return _put_in(arguments[2:], custom)
    raise InvalidError
