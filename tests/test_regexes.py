"""Every regular expression of the package takes time in proportion to the text, also on a text made to delay it."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import signal
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]  # the parser's own names
from re import _parser as parser  # type: ignore[attr-defined]  # what `re` itself reads patterns with
from types import ModuleType
from typing import Any

import pytest

import cvrender

SHORT, LONG = 2_000, 8_000
"""Characters; the time of a pattern that is not linear grows sixteenfold at least."""
MOST = 8
"""Times as long as the short text the long one may take."""
AT_ONCE = 0.02
"""Seconds of processor time below which nothing is compared: a linear pattern takes a tenth of it."""
TICK = 0.004
"""Seconds that some clocks of processor time go at once."""
GIVEN_UP = 1.0
TRIES = 4
TAILS = ("", "\0", "\n", " ", "\n\0")
METHODS = ("match", "fullmatch", "search", "findall", "sub")
_SAME = {"finditer": "findall", "subn": "sub", "split": "findall"}

BOUNDED: dict[str, int] = {
    "resume.dates._RANGE": 60,  # `split_range` looks at no longer one
    "resume.traces._ADDRESS": 2048,  # as long as an address may be
    "verification.extract.decode._CHARSET": 1024,  # the beginning of a page
}
"""Characters of the longest text that a pattern sees."""


def growth(
    pattern: re.Pattern[Any], methods: tuple[str, ...], most: int = LONG, tries: int = TRIES
) -> tuple[str, str, float] | None:
    """Return method, beginning of the text and growth where a pattern takes more than linear time; None is good."""
    for make in _attacks(pattern):
        for method in methods:
            # A loaded machine makes a text look slow once, and not each time.
            least = 0.0
            for _ in range(tries):
                long = _seconds(pattern, method, make(most))
                if long <= AT_ONCE:
                    break
                ratio = long / max(_seconds(pattern, method, make(most // 4)), TICK)
                if ratio <= MOST and long < GIVEN_UP:
                    break
                least = min(least or ratio, ratio)
            else:
                return method, str(make(40)), least
    return None


def _seconds(pattern: re.Pattern[Any], method: str, text: str) -> float:
    """Return the processor time of one call; `re` looks for signals, so that even an endless one ends."""
    subject: Any = text.encode("latin-1", "ignore") if isinstance(pattern.pattern, bytes) else text

    def give_up(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, GIVEN_UP)
    start = time.process_time()
    try:
        if method == "sub":
            pattern.sub(lambda match: match[0], subject)
        else:
            getattr(pattern, method)(subject)
    except TimeoutError:
        return GIVEN_UP
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - start


def _attacks(pattern: re.Pattern[Any]) -> Iterator[Callable[[int], str]]:
    """Texts made of the pattern itself: each of its pieces repeated, behind what stands before it, with a bad end."""
    tree = parser.parse(
        pattern.pattern, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    )
    pumps: dict[tuple[str, str], None] = {}
    whole = ""
    for before, piece in _pieces(tree, ""):
        for one in piece:
            pumps[before, one] = None
            pumps["", before + one] = None
            whole = max(whole, before + one, key=len)
    letters = list(dict.fromkeys(whole))[:12]
    for letter in letters:
        pumps["", letter] = None
        pumps["", f"{letter} "] = None
    for before, pump in pumps:
        for tail in TAILS if pump else ():
            yield lambda size, before=before, pump=pump, tail=tail: _pumped(before, pump, tail, size)  # type: ignore[misc]


def _pumped(before: str, pump: str, tail: str, size: int) -> str:
    """A text of about so many characters, of more where the piece is long and so each place costs less."""
    return before + pump * (size * min(4, 1 + len(pump) // 6) // len(pump)) + tail


def _pieces(tree: Any, before: str) -> Iterator[tuple[str, list[str]]]:
    """Each part of a pattern, as texts that it matches, with a text that what stands before it matches."""
    for op, value in tree:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            low, _, inner = value
            yield before, _samples(inner)
            yield from _pieces(inner, before)
            before += _samples(inner)[0] * max(low, 1)
        elif op is sre.SUBPATTERN:
            yield from _pieces(value[3], before)
            before += _samples(value[3])[0]
        elif op is sre.ATOMIC_GROUP:
            yield from _pieces(value, before)
            before += _samples(value)[0]
        elif op is sre.BRANCH:
            for branch in value[1]:
                yield from _pieces(branch, before)
            before += _samples(value[1][0])[0]
        else:
            one = _one(op, value)
            if one:
                yield before, [one[0]]
                before += one[0]


def _samples(tree: Any) -> list[str]:
    """One or two texts that a pattern matches, as far as assertions allow."""
    texts = [""]
    for op, value in tree:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            low, _, inner = value
            more = [one * max(low, 1) for one in _samples(inner)]
        elif op is sre.SUBPATTERN:
            more = _samples(value[3])
        elif op is sre.ATOMIC_GROUP:
            more = _samples(value)
        elif op is sre.BRANCH:
            more = [_samples(branch)[0] for branch in value[1]][:4]
        else:
            more = _one(op, value) or [""]
        texts = [text + one for text in texts for one in more][:6]
    return texts


def _one(op: Any, value: Any) -> list[str]:
    """Some characters that one place of a pattern matches."""
    if op is sre.LITERAL:
        return [chr(value)]
    if op is sre.ANY:
        return ["a"]
    if op is sre.NOT_LITERAL:
        return [next(char for char in "a b" if ord(char) != value)]
    if op is sre.IN:
        source = "".join(_class(value))
        return [char for char in f'a1 -.\t"*A#<[(`\u0645{source}' if _is_in(char, value)][:3]
    return []


def _class(items: Any) -> Iterator[str]:
    for op, value in items:
        if op is sre.LITERAL:
            yield chr(value)
        elif op is sre.RANGE:
            yield chr(value[0])


def _is_in(char: str, items: Any) -> bool:
    found = False
    for op, value in items:
        if op is sre.LITERAL:
            found |= ord(char) == value
        elif op is sre.RANGE:
            found |= value[0] <= ord(char) <= value[1]
        elif op is sre.CATEGORY:
            kind = str(value).rsplit("_", 1)[-1]
            holds = {"DIGIT": char.isdigit(), "SPACE": char.isspace(), "WORD": char.isalnum() or char == "_"}[kind]
            found |= holds != ("NOT" in str(value))
    return found != (items[0][0] is sre.NEGATE)


# What there is.


@cache
def modules() -> tuple[ModuleType, ...]:
    """Return all modules of the package."""
    names = (found.name for found in pkgutil.walk_packages(cvrender.__path__, "cvrender."))
    return tuple(importlib.import_module(name) for name in names if not name.endswith("__main__"))


def _globals() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Every pattern in a module's globals, or what a function without parameters returns there, with its name."""
    for module in modules():
        for name, value in list(vars(module).items()):
            for found in _within(value):
                yield f"{module.__name__.removeprefix('cvrender.')}.{name}", found
            if getattr(value, "__module__", "") == module.__name__ and hasattr(value, "cache_info"):
                kind = getattr(value, "__annotations__", {})
                if set(kind) == {"return"} and "Pattern" in str(kind["return"]):
                    for found in _within(value()):
                        yield f"{module.__name__.removeprefix('cvrender.')}.{name}", found


def _within(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (tuple, list, set, frozenset, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _within(one)


def _calls(module: ModuleType) -> Iterator[tuple[str, str, str | bytes, int]]:
    """Where, with which method, pattern and flags `re` is called with a pattern that can be read off the source."""
    assert module.__file__ is not None
    for node in ast.walk(_tree(module.__file__)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in (*METHODS, *_SAME, "compile")
        ):
            first = node.args[0]
            code = ast.Expression(ast.fix_missing_locations(_filled(first)))
            try:
                found = eval(compile(code, "pattern", "eval"), dict(vars(module)))  # our own source
            except NameError:  # made of what a function was given
                continue
            if isinstance(found, (str, bytes)):
                flag = _flags((*node.args[1:], *(one.value for one in node.keywords if one.arg == "flags")))
                yield f"{module.__name__.removeprefix('cvrender.')}:{node.lineno}", node.func.attr, found, flag


def _flags(nodes: tuple[ast.expr, ...]) -> int:
    """The flags that stand among the arguments of a call, as `re.NAME`."""
    names = {one.attr for node in nodes for one in ast.walk(node) if isinstance(one, ast.Attribute)}
    return sum(int(re.RegexFlag[name]) for name in names & set(re.RegexFlag.__members__))


def _filled(node: ast.expr) -> ast.expr:
    """An f-string with `x` for each local value."""
    if not isinstance(node, ast.JoinedStr):
        return node
    values = [
        value if isinstance(value, ast.Constant) or _is_global(value) else ast.Constant("x") for value in node.values
    ]
    return ast.JoinedStr(values)


def _is_global(value: ast.expr) -> bool:
    return isinstance(value, ast.FormattedValue) and isinstance(value.value, ast.Name) and value.value.id.isupper()


@cache
def _tree(file: str) -> ast.Module:
    return ast.parse(Path(file).read_text("utf-8"))


@cache
def _used(module: str, name: str) -> tuple[str, ...]:
    """The methods that are called on a global of this name; all where none is seen."""
    files = [
        one.__file__ or "" for one in modules() if not name.startswith("_") or one.__name__ == f"cvrender.{module}"
    ]
    found = {
        node.attr
        for file in files
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.Attribute) and name in _owners(node.value) and node.attr in (*METHODS, *_SAME)
    }
    return tuple(sorted({_SAME.get(method, method) for method in found})) or METHODS


def _owners(node: ast.expr) -> tuple[str, ...]:
    """The names of `name`, `module.name` and `name()`."""
    if isinstance(node, ast.Call):
        node = node.func
    return getattr(node, "id", ""), getattr(node, "attr", "")


def patterns() -> dict[tuple[Any, int], tuple[str, tuple[str, ...]]]:
    """Return every pattern of the package with its flags: its name, and the methods that are called on it."""
    out: dict[tuple[Any, int], tuple[str, tuple[str, ...]]] = {}
    for name, found in _globals():
        known = out.get((found.pattern, found.flags), (name, ()))
        out[found.pattern, found.flags] = known[0], tuple({*known[1], *_used(*name.rsplit(".", 1))})
    for module in modules():
        for where, method, pattern, flag in _calls(module):
            flags = re.compile(pattern, flag).flags
            known = out.get((pattern, flags), (where, ()))
            used = METHODS if method == "compile" else (_SAME.get(method, method),)
            out[pattern, flags] = known[0], known[1] if method == "compile" and known[1] else tuple({*known[1], *used})
    return out


def test_the_measure_tells_linear_from_others() -> None:
    """Patterns that are known to be quadratic or worse are found out, and their linear twins are not."""
    for bad in (r"a+$", r"(?:a+)+b", r"<x>.*?</x>", r"\s*$", r"(\w+\.)+\w+@", r"a*a*b"):
        assert growth(re.compile(bad, re.DOTALL), ("search",), tries=1), bad
    for good in (r"(?<!a)a++$", r"a+", r"<[^<>]*>", r"\w++@"):
        assert not growth(re.compile(good), ("match",)), good
    assert growth(re.compile(rb"<[^>]*>"), ("findall",), tries=1)


def test_patterns_are_found() -> None:
    """Globals, values of dictionaries, literals in functions and f-strings are among those that are measured."""
    names = {name for name, _ in patterns().values()}
    assert {"resume.links._EMAIL", "verification.privacy_scan._MARKUP", "source.parse._LINE_END"} <= names
    assert any(name.startswith("document.compose:") for name in names)
    assert len(names) > 140


@pytest.mark.parametrize(("pattern", "flags"), patterns(), ids=[name for name, _ in patterns().values()])
def test_a_pattern_is_linear(pattern: Any, flags: int) -> None:
    """No pattern takes more than linear time on a long text that is made of itself."""
    name, methods = patterns()[pattern, flags]
    assert growth(re.compile(pattern, flags), methods, BOUNDED.get(name, LONG)) is None
