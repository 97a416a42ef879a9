"""Where a rule holds: media queries, and conditions that may be met or not, as environments to try."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, combinations, product
from typing import Any, NamedTuple

from cvrender.verification.css.values import Units, UnknownValueError, length, significant, written

_WIDTHS = (390.0, 1280.0)
"""Pixels of a phone and of a desktop's window."""
_PROBES = (200.0, 3840.0)
"""Widths that are tried too where a sheet has lengths relative to the window."""
_PAPER = 680.0
"""Pixels of the text's width on a sheet of A4 or Letter."""
_MOST_FREE = 6
"""Free conditions, of which every combination is tried: a rule may depend on any."""
_MOST = 1500
_OPERATORS = ("<", "<=", "=", ">", ">=")
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


class TooManyError(ValueError):
    """There are more combinations of conditions than can be tried."""


class Environment(NamedTuple):
    """One way in which a page may be shown; `met` are the free conditions that hold."""

    media: str
    width: float
    scheme: str
    met: frozenset[str] = frozenset()

    def __str__(self) -> str:
        """Name it for a message."""
        if self.media == "print":
            return "in print"
        return f"on a screen {self.width:.0f} pixels wide" + (", dark" if self.scheme == "dark" else "")


Test = Callable[[Environment], bool]


class Conditions:
    """Reads conditions, and gathers what must be varied to try them all."""

    def __init__(self) -> None:
        self.edges: set[float] = set()
        self.schemes = {"light"}
        self.free: dict[str, None] = {}

    def free_condition(self, name: str) -> Test:
        """Return the test of a condition that is tried both ways: a state, a feature of the browser, a container."""
        self.free[name] = None
        return lambda environment: name in environment.met

    def media(self, prelude: Iterable[Any]) -> Test:
        """Return the test of a list of media queries (Media Queries 5)."""
        queries: list[list[Any]] = [[]]
        for token in significant(prelude):
            if token.type == "literal" and token.value == ",":
                queries.append([])
            else:
                queries[-1].append(token)
        tests = [self._query(query) for query in queries]
        return lambda environment: any(test(environment) for test in tests)

    def _query(self, tokens: list[Any]) -> Test:
        words = [token.lower_value if token.type == "ident" else "" for token in tokens]
        if not tokens:
            return lambda _: True
        negated = words[0] == "not"
        start = int(negated or words[0] == "only")
        if start >= len(words) or not words[start]:  # no medium: `not (a)` is a condition as a whole
            return self._condition(tokens)
        medium = words[start]
        rest = self._condition(tokens[start + 2 :]) if len(tokens) > start + 2 else lambda _: True

        def test(environment: Environment) -> bool:
            return (medium in ("all", environment.media) and rest(environment)) != negated

        return test

    def _condition(self, tokens: list[Any]) -> Test:
        """`not (a)`, `(a) and (b)`, `(a) or (b)`, nested as one likes."""
        if tokens and tokens[0].type == "ident" and tokens[0].lower_value == "not" and len(tokens) == 2:
            inner = self._in_parens(tokens[1])
            return lambda environment: not inner(environment)
        joins = {token.lower_value if token.type == "ident" else "?" for token in tokens[1::2]}
        if len(tokens) % 2 == 0 or len(joins) > 1 or joins - {"and", "or"}:
            return self.free_condition(written(tokens))
        parts = [self._in_parens(token) for token in tokens[::2]]
        found: Callable[[Iterable[bool]], bool] = any if joins == {"or"} else all
        return lambda environment: found(part(environment) for part in parts)

    def _in_parens(self, token: Any) -> Test:
        if token.type != "() block":
            return self.free_condition(written([token]))
        content = list(significant(token.content))
        if content and (content[0].type in ("() block", "function") or content[0] == "not"):
            return self._condition(content)
        return self._feature(content)

    def _feature(self, tokens: list[Any]) -> Test:
        try:
            return self._known(tokens)
        except UnknownValueError:
            return self.free_condition(written(tokens))

    def _known(self, tokens: list[Any]) -> Test:
        """The test of a feature that environments have: the width, and the colour scheme."""
        name = tokens[0].lower_value if tokens and tokens[0].type == "ident" else ""
        plain = len(tokens) == 3 and tokens[1] == ":"
        if plain and name == "prefers-color-scheme" and tokens[2].type == "ident":
            wanted = tokens[2].lower_value
            self.schemes |= {"light", "dark"}
            return lambda environment: environment.scheme == wanted
        width = re.fullmatch(r"(min-|max-)?width", name)
        if plain and width:
            operator = {"min-": ">=", "max-": "<="}.get(width[1], "=")
            return self._width(operator, tokens[2])
        return self._range(tokens)

    def _range(self, tokens: list[Any]) -> Test:
        """`(width >= 600px)`, `(600px < width)`, `(400px <= width < 700px)`."""
        parts: list[Any] = []
        for token in tokens:
            literal = token.type == "literal"
            if literal and parts and isinstance(parts[-1], str) and token.value == "=":
                parts[-1] += "="
            else:
                parts.append(token.value if literal else token)
        at = next((n for n, one in enumerate(parts) if not isinstance(one, str) and one == "width"), -1)
        shape = [isinstance(part, str) and part in _OPERATORS for part in parts]
        if at == 0 and shape == [False, True, False]:
            return self._width(parts[1], parts[2])
        if at == 2 and shape in ([False, True, False], [False, True, False, True, False]):
            tests = [self._width(_FLIPPED[parts[1]], parts[0])]
            tests += [self._width(parts[3], parts[4])] if len(parts) > 3 else []
            return lambda environment: all(test(environment) for test in tests)
        raise UnknownValueError(written(tokens))

    def _width(self, operator: str, token: Any) -> Test:
        edge = length(token, Units(16, 16, 0))
        self.edges.add(edge)
        return {
            "<": lambda environment: environment.width < edge,
            "<=": lambda environment: environment.width <= edge,
            "=": lambda environment: environment.width == edge,
            ">": lambda environment: environment.width > edge,
            ">=": lambda environment: environment.width >= edge,
        }[operator]

    def environments(self, *, relative: bool) -> Iterator[Environment]:
        """Yield every environment that may differ from another; `relative` adds widths for lengths that follow them.

        Raises TooManyError.
        """
        widths = {*_WIDTHS, _PAPER, *(_PROBES if relative else ())}
        for edge in self.edges:
            widths |= {edge - 0.5, edge, edge + 0.5}
        possible = sorted(width for width in widths if width >= 100)
        met = list(self._met())
        schemes = sorted(self.schemes, reverse=True)
        if len(possible) * len(met) * len(schemes) * 2 > _MOST:
            raise TooManyError("there are too many combinations of conditions")
        for media, width, scheme, some in product(("screen", "print"), possible, schemes, met):
            yield Environment(media, width, scheme, frozenset(some))

    def _met(self) -> Iterator[tuple[str, ...]]:
        free = tuple(self.free)
        if len(free) > _MOST_FREE:
            raise TooManyError(f"there are {len(free)} conditions that may hold or not")
        return chain.from_iterable(combinations(free, size) for size in range(len(free) + 1))
