"""YAML and JSON, with the place of every value.

The tree is built from PyYAML's events and not by its composer: the composer recurses (libyaml's ends the process
at some thousand levels), resolves `no` and `1.10` to what was not typed, and keeps the last of two equal keys.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import yaml

from cvrender.diagnostics.report import Position, Report
from cvrender.source.syntax_errors import explain
from cvrender.source.tree import Mapping, Scalar, Sequence, Tree

MAX_NODES = 200_000
"""Nodes after aliases are expanded: 20 times the largest resume known (a list of 3,000 publications)."""
MAX_DEPTH = 64
_CHARACTERS = 200
"""Characters of a text that count as a value of their own, so that an alias of a long text is not for nothing."""

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_LINE_END = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
# Neither is possessive, which Python 3.11.2 gets wrong for groups; neither looks at a text twice.
_JSON_TAB = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|\t', re.DOTALL)
_SURROGATES = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_SURROGATES_SAVED = len(r"\ud83d\ude00") - len(r"\U0001F600")
_COMMENT = re.compile(r"[ \t]+#[^\s#!]")
_INCLUDE = "!include"
_CORE_TAGS = {
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq", "timestamp")
}


MAX_INCLUDED = 50
"""Files that one source takes in, each as often as it is named."""
_DEEPEST_INCLUDE = 8


class _Fault(Exception):
    """Reading cannot go on; the report already says why."""


class Refused(Exception):
    """A file may not be included, or cannot be; `hint` is the way out."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


Opener = Callable[[str, str], tuple[str, bytes]]
"""From the file that includes and what stands there, the name of the file that is meant and what it holds.

Raises Refused."""


class _Run:
    """What the files of one source have in common: who opens them, how many they are, and the budget of values."""

    def __init__(self, opener: Opener | None) -> None:
        self.opener = opener
        self.included = 0
        self.nodes = 0


def parse(source: bytes, file: str, report: Report, opener: Opener | None = None) -> Tree | None:
    """Return the tree of a YAML or JSON file, or None when it has none; what is wrong goes into the report.

    `file` is the name that positions carry. Where there is an `opener`, `!include NAME` stands for what another file
    holds, and as an item of a list for the items of that file's list; positions within carry that file's name.
    """
    return _parse(source, (file,), report, _Run(opener), 0)


def _parse(source: bytes, chain: tuple[str, ...], report: Report, run: _Run, depth: int) -> Tree | None:
    """As `parse`, for the last file of a chain of which each includes the next."""
    file = chain[-1]
    text = decode(source, file, report)
    if text is None:
        return None
    lines = report.lines[file] = _LINE_END.split(text)
    if _controls(lines, file, report):
        return None
    shifts: dict[int, list[int]] = {}
    if text.lstrip()[:1] in ("{", "["):
        text = _JSON_TAB.sub(lambda m: " " if m[0] == "\t" else m[0], text)
        text = _join_surrogates(text, shifts)
    try:
        tree = _Builder(chain, lines, shifts, report, run).build(yaml.parse(text, Loader=_LOADER), depth)
    except _Fault:
        return None
    except yaml.MarkedYAMLError as error:
        # In the text as it was scanned, and from there to where it stands in the file.
        fault = explain(error, file, _LINE_END.split(text) if shifts else lines)
        assert fault.position is not None
        line, column = fault.position.line, fault.position.column
        at = Position(file, line, column + _shift(shifts, line, column))
        report.error(fault.code, fault.message, at, fault.hint)
        return None
    except yaml.YAMLError as error:
        report.error("CV003", f"this is not YAML: {error}", Position(file, 1, 1))
        return None
    if tree is None:
        hint = "`cvrender new NAME` writes a first resume"
        report.error("CV005", "the file holds nothing but space and comments", Position(file, 1, 1), hint)
    return tree


def decode(source: bytes, file: str, report: Report) -> str | None:
    """Return the text of a file in UTF-8, or in UTF-16 with its mark; None and an error where it is neither."""
    wide = source[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not wide and b"\0" in source[:4]:
        name = "utf-16-be" if source[:1] == b"\0" else "utf-16-le"
        report.lines[file] = _LINE_END.split(source.decode(name, "replace"))
        hint = f"iconv -f {name} -t utf-8 {file} > new.yaml"
        report.error("CV002", "the file is UTF-16 without its mark", Position(file, 1, 1), hint)
        return None
    encoding = "utf-16" if wide else "utf-8"
    content = source if wide else source.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        good = content[: error.start].decode(encoding)
        report.lines[file] = _LINE_END.split(content.decode(encoding, "replace" if wide else _AS_LATIN))
        byte = content[error.start : error.start + 1]
        message = f"the file is not UTF-8: byte 0x{byte[0]:02X} stands here, which is `{_latin(byte)}` in Latin-1"
        if wide:
            message, hint = f"the file has the mark of UTF-16 and is not UTF-16: {error.reason}", "save it as UTF-8"
        else:
            message += " (Windows-1252)"
            hint = f"save it as UTF-8, for example: iconv -f cp1252 -t utf-8 {file} > new.yaml"
        report.error("CV002", message, _position(good, len(good), file), hint)
        return None


def _latin(wrong: bytes) -> str:
    return wrong.decode("cp1252", "replace")


def _as_latin(error: UnicodeError) -> tuple[str, int]:
    """Decode each wrong byte to one character, so that columns still count what is shown."""
    assert isinstance(error, UnicodeDecodeError)
    return _latin(error.object[error.start : error.end]), error.end


_AS_LATIN = "cvrender.latin"
codecs.register_error(_AS_LATIN, _as_latin)


_MOST_CONTROLS = 20
"""A file with more of them is no text, and says so as well with these."""


def _controls(lines: list[str], file: str, report: Report) -> bool:
    """Report characters that nobody can see; return whether there are any."""
    found = [(number, match) for number, line in enumerate(lines, 1) for match in _CONTROL.finditer(line)]
    for number, match in found[:_MOST_CONTROLS]:
        message = f"the control character U+{ord(match[0]):04X} cannot be shown"
        report.error("CV023", message, Position(file, number, match.start() + 1), "delete it, or type the text anew")
    return bool(found)


def _position(text: str, offset: int, file: str) -> Position:
    ends = [m.end() for m in _LINE_END.finditer(text, 0, offset)]
    return Position(file, len(ends) + 1, offset - (ends[-1] if ends else 0) + 1)


def _join_surrogates(text: str, shifts: dict[int, list[int]]) -> str:
    """JSON writes a character beyond U+FFFF as two escapes; YAML refuses the halves and has an escape for the whole."""

    def join(match: re.Match[str]) -> str:
        high, low = int(match[2], 16), int(match[3], 16)
        return f"{match[1]}\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08X}"

    if "\\u" not in text:
        return text
    for number, line in enumerate(_LINE_END.split(text), 1):
        found = [match.start() + 1 for match in _SURROGATES.finditer(line)]
        if found:
            shifts[number] = found
    return _SURROGATES.sub(join, text)


def _shift(shifts: dict[int, list[int]], line: int, column: int) -> int:
    """How many columns of the file the joined escapes before this column have taken."""
    found = shifts.get(line)
    if not found:
        return 0
    # Each join before the place has moved the later ones to the left in the text that was scanned.
    joined = bisect_left(range(len(found)), column, key=lambda i: found[i] - i * _SURROGATES_SAVED)
    return joined * _SURROGATES_SAVED


class _Builder:
    """Turns the events of one file into a tree; holds its anchors and what it has spent of the budget."""

    def __init__(
        self, chain: tuple[str, ...], lines: list[str], shifts: dict[int, list[int]], report: Report, run: _Run
    ) -> None:
        self.chain = chain
        self.file = chain[-1]
        self.lines = lines
        self.shifts = shifts
        self.report = report
        self.run = run
        self.flow = 0
        self.anchors: dict[str, tuple[Tree, int] | None] = {}

    def build(self, events: Iterator[Any], depth: int) -> Tree | None:
        root: Tree | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                self.fault("CV006", "a second document begins here", event, "one file holds one resume: split the file")
            elif isinstance(event, yaml.NodeEvent):
                root = self.node(event, events, depth)
        return root

    def at(self, mark: Any) -> Position:
        line, column = mark.line + 1, mark.column + 1
        if line > len(self.lines):  # the empty value of a document that ends with its marker
            return Position(self.file, len(self.lines), len(self.lines[-1]) + 1)
        return Position(self.file, line, column + _shift(self.shifts, line, column))

    def fault(self, code: str, message: str, event: Any, hint: str) -> NoReturn:
        self.report.error(code, message, self.at(event.start_mark), hint)
        raise _Fault

    def spend(self, nodes: int, event: Any) -> None:
        self.run.nodes += nodes
        if self.run.nodes > MAX_NODES:
            self.fault(
                "CV009",
                f"the file holds more than {MAX_NODES:,} values once its aliases are expanded",
                event,
                "write out what the aliases stand for, or split the file",
            )

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Tree:
        before = self.run.nodes
        self.spend(1 + len(getattr(event, "value", None) or "") // _CHARACTERS, event)
        if depth > MAX_DEPTH:
            self.fault("CV009", f"values are nested more than {MAX_DEPTH} deep", event, "no resume needs that")
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        includes = event.tag == _INCLUDE and self.run.opener is not None
        if event.tag and event.tag not in _CORE_TAGS and event.tag != "!" and not includes:
            self.fault(
                "CV010",
                f"the tag `{event.tag.replace('tag:yaml.org,2002:', '!!')}` has no meaning here",
                event,
                "a text that begins with `!` needs quotes; other tags can be left out",
            )
        if event.anchor:
            self.anchors[event.anchor] = None
        flow = int(getattr(event, "flow_style", None) or False)
        self.flow += flow
        tree: Tree
        if includes:
            tree = self.include(event, depth)
        elif isinstance(event, yaml.ScalarEvent):
            tree = self.scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            items: list[Tree] = []
            for child in _until(yaml.SequenceEndEvent, events):
                item = self.node(child, events, depth + 1)
                spliced = child.__class__ is yaml.ScalarEvent and child.tag == _INCLUDE and isinstance(item, Sequence)
                items += item.items if spliced and isinstance(item, Sequence) else (item,)
            tree = Sequence(tuple(items), self.at(event.start_mark))
        else:
            tree = self.mapping(event, events, depth)
        self.flow -= flow
        if event.anchor:
            self.anchors[event.anchor] = (tree, self.run.nodes - before)
        return tree

    def include(self, event: Any, depth: int) -> Tree:
        """The tree of another file, which takes part in this one's budgets."""
        assert self.run.opener is not None
        name = event.value if isinstance(event, yaml.ScalarEvent) else ""
        if not name.strip():
            self.fault("CV058", "`!include` takes the name of one file", event, "write `!include other.yaml`")
        self.run.included += 1
        if self.run.included > MAX_INCLUDED:
            self.fault("CV058", f"more than {MAX_INCLUDED} files are included", event, "no resume needs that")
        try:
            file, content = self.run.opener(self.file, name)
        except Refused as error:
            self.fault("CV058", f"`{name}` cannot be included: {error}", event, error.hint)
        if file in self.chain:
            circle = " -> ".join((*self.chain[self.chain.index(file) :], file))
            self.fault("CV058", f"`{name}` cannot be included: the files include one another", event, circle)
        if len(self.chain) > _DEEPEST_INCLUDE:
            message = f"`{name}` cannot be included: files include one another more than {_DEEPEST_INCLUDE} deep"
            self.fault("CV058", message, event, "no resume needs that")
        tree = _parse(content, (*self.chain, file), self.report, self.run, depth)
        if tree is None:
            raise _Fault
        return tree

    def scalar(self, event: Any) -> Scalar:
        plain = not event.style  # libyaml says "" where PyYAML's own scanner says None
        end = event.end_mark
        if plain and end.line < len(self.lines) and (match := _COMMENT.match(self.lines[end.line], end.column)):
            self.report.note(
                "CV028",
                "the text ends here: what follows ` #` is a comment",
                Position(self.file, end.line + 1, match.end() - 1),
                "if it belongs to the text, put the text in quotes",
            )
        start = event.start_mark
        for number in range(start.line + 1, end.line + 1) if plain and not self.flow else ():
            line = self.lines[number].lstrip() if number < len(self.lines) else ""
            if line.startswith("- "):
                at = Position(self.file, number + 1, len(self.lines[number]) - len(line) + 1)
                self.report.warning(
                    "CV031",
                    "this dash goes on with the text above it",
                    at,
                    "align it with the dash above; or use quotes",
                )
        if event.anchor and plain and not event.value:
            self.report.note(
                "CV015",
                f"`&{event.anchor}` names a value, and there is none",
                self.at(event.start_mark),
                f"a text that begins with `&` needs quotes: '&{event.anchor}'",
            )
            return Scalar("", self.at(event.start_mark))
        return Scalar(event.value, self.at(event.start_mark), plain)

    def alias(self, event: Any) -> Tree:
        if event.anchor not in self.anchors:
            self.fault(
                "CV003",
                f"`*{event.anchor}` refers to an anchor `&{event.anchor}` that is not above",
                event,
                "if it is text, put it in quotes",
            )
        found = self.anchors[event.anchor]
        if found is None:
            self.fault("CV009", f"`*{event.anchor}` stands inside what it refers to", event, "write the value out")
        tree, nodes = found
        self.spend(nodes, event)
        return tree

    def mapping(self, start: Any, events: Iterator[Any], depth: int) -> Mapping:
        items: dict[str, tuple[Scalar, Tree]] = {}
        merged: list[tuple[Scalar, Tree]] = []
        for event in _until(yaml.MappingEndEvent, events):
            key = self.node(event, events, depth + 1)
            if not isinstance(key, Scalar):
                self.fault("CV003", "a key must be a text", event, "a text that begins with `[` or `{` needs quotes")
            value = self.node(next(events), events, depth + 1)
            if key.plain and key.value == "<<":
                merged += self.merge(value)
            elif key.value in items:
                first = items[key.value][0].at
                self.report.error(
                    "CV008",
                    f"the key `{key.value}` stands twice in one mapping; first in line {first.line}",
                    key.at,
                    "keep one of them; for two entries, write a list with `-`",
                )
            else:
                items[key.value] = (key, value)
        for key, value in merged:
            items.setdefault(key.value, (key, value))
        return Mapping(tuple(items.values()), self.at(start.start_mark))

    def merge(self, value: Tree) -> list[tuple[Scalar, Tree]]:
        """The pairs that a merge key brings (yaml.org/type/merge): earlier mappings win."""
        sources = value.items if isinstance(value, Sequence) else (value,)
        pairs: list[tuple[Scalar, Tree]] = []
        for source in sources:
            if isinstance(source, Mapping):
                pairs += source.items
            else:
                self.report.error(
                    "CV011", "the merge key `<<` takes a mapping or a list of mappings", value.at, "write `<<: *anchor`"
                )
        return pairs


def _until(end: type[Any], events: Iterator[Any]) -> Iterator[Any]:
    while not isinstance(event := next(events), end):
        yield event
