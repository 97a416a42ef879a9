"""Reading YAML and JSON: every value as it was typed, at its place, and no file that takes the reader down."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import given, settings

from conftest import ROOT, ends, resume_of
from cvrender.diagnostics.report import Report
from cvrender.source import parse as parse_module
from cvrender.source.parse import parse
from cvrender.source.tree import Mapping, Scalar, Sequence, Tree, data
from strategies import sources

FILE = "test.yaml"
LOADERS = [yaml.CBaseLoader, yaml.BaseLoader]
"""libyaml's events, and PyYAML's own where libyaml is not there."""


def parsed(source: str | bytes) -> Tree:
    """The tree of a source that is without fault."""
    report = Report()
    tree = parse(source if isinstance(source, bytes) else source.encode(), FILE, report)
    assert report.diagnostics == []
    assert tree is not None
    return tree


def scalars(tree: Tree) -> Iterator[Scalar]:
    """Every key and every text of a tree, in order."""
    if isinstance(tree, Scalar):
        yield tree
    elif isinstance(tree, Sequence):
        for item in tree.items:
            yield from scalars(item)
    else:
        for key, value in tree.items:
            yield key
            yield from scalars(value)


def place(tree: Tree, value: str) -> tuple[int, int]:
    """Where the first scalar with this value stands."""
    found = next(scalar for scalar in scalars(tree) if scalar.value == value)
    return found.at.line, found.at.column


def plain(tree: Tree) -> Any:
    """The tree as dicts and lists of the texts that were typed."""
    if isinstance(tree, Scalar):
        return tree.value
    if isinstance(tree, Sequence):
        return [plain(item) for item in tree.items]
    return {key.value: plain(value) for key, value in tree.items}


PLACES: dict[str, tuple[str | bytes, str, int, int]] = {
    # What it is: source, value, line, column.
    "plain": ("name: Jane Doe\n", "Jane Doe", 1, 7),
    "key": ("basics:\n  name: Jane\n", "name", 2, 3),
    "item": ("work:\n  -   name: Acme\n", "Acme", 2, 13),
    "double quotes": ('name:   "Jane"\n', "Jane", 1, 9),
    "single quotes": ("a: 'it''s'\n", "it's", 1, 4),
    "plain over lines": ("a:\n  one\n  two\nb: c\n", "one two", 2, 3),
    "after plain over lines": ("a:\n  one\n  two\nb: c\n", "c", 4, 4),
    "quoted over lines": ('a: "one\n  two"\nb: c\n', "one two", 1, 4),
    "folded": ("a: >\n  one\n  two\n\n  three\nb: c\n", "one two\nthree\n", 1, 4),
    "after folded": ("a: >\n  one\n  two\n\n  three\nb: c\n", "c", 6, 4),
    "literal": ("a:\n  b: |-\n    one\n      two\n", "one\n  two", 2, 6),
    "after literal": ("a: |+\n  one\n\n\nb: c\n", "c", 5, 4),
    "empty": ("a:\nb: c\n", "", 1, 3),
    "after a comment": ("# first\n\na: b # note\nc: d\n", "d", 4, 4),
    "flow mapping": ("a: {b: c, d: 'e'}\n", "e", 1, 14),
    "flow over lines": ("a: [\n  b,\n  c\n]\nd: e\n", "c", 3, 3),
    "after flow over lines": ("a: [\n  b,\n  c\n]\nd: e\n", "e", 5, 4),
    "indented document": ("\n  a: b\n", "b", 2, 6),
    "document start": ("%YAML 1.1\n---\na: b\n...\n", "b", 3, 4),
    "CRLF": ("a: b\r\nc:\r\n  - d\r\n", "d", 3, 5),
    "CRLF, literal": ("a: |\r\n  one\r\n  two\r\nb: c\r\n", "c", 4, 4),
    "CR": ("a: b\rc: d\r", "d", 2, 4),
    "byte order mark": (b"\xef\xbb\xbfa: b\n", "b", 1, 4),
    "byte order mark, JSON": (b'\xef\xbb\xbf{"a": "b"}', "b", 1, 7),
    "UTF-16, little end first": ("a: b\nc: d\n".encode("utf-16"), "d", 2, 4),
    "UTF-16, big end first": (b"\xfe\xff" + "a: b\nc: ü\n".encode("utf-16-be"), "ü", 2, 4),
    "UTF-16 and a pair": ("a: 😀\nb: [😀, c]\n".encode("utf-16"), "c", 2, 8),
    "behind an emoji": ("a: {b: 😀😀, c: d}\n", "d", 1, 15),
    "behind CJK": ("이름: {ä: 日本, c: d}\n", "d", 1, 16),
    "behind a combining mark": ("a: {e\u0301: b, c: d}\n", "d", 1, 15),
    "tabs between tokens of JSON": ('{\t"a":\t"b",\n\t"c":\t[1,\t"d"]\t}', "d", 2, 11),
    "tab within a string of JSON": ('{"a": "x\ty", "b": "c"}', "c", 1, 19),
    "escaped quote and tab in JSON": ('{"a": "x\\"\ty",\t"b": "c"}', "c", 1, 21),
    "pair of escapes": ('{"a": "\\ud83d\\ude00", "b": "c"}', "c", 1, 28),
    "before a pair of escapes": ('{"b": "c", "a": "\\ud83d\\ude00"}', "c", 1, 7),
    "the string with the pair": ('{"a": "\\ud83d\\ude00"}', "😀", 1, 7),
    "two strings with pairs": ('{"a": "\\uD83D\\uDE00", "b": "\\ud83e\\uddf5", "c": "d"}', "d", 1, 49),
    "two pairs in a string": ('{"a": "\\ud83d\\ude00\\ud83d\\ude00", "c": "d"}', "d", 1, 40),
    "pair in an earlier line": ('{"a": "\\ud83d\\ude00",\n "c": "d"}', "d", 2, 7),
    "pair that is escaped": ('{"a": "\\\\ud83d\\\\ude00", "b": "c"}', "c", 1, 30),
    "alias": ("a: &x b\nc: *x\n", "b", 1, 4),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_value_is_at_its_place(name: str) -> None:
    """Line and column are those of the file as it was typed: of the opening quote, or of the `|` of a block."""
    source, value, line, column = PLACES[name]
    assert place(parsed(source), value) == (line, column)


@pytest.mark.parametrize("break_", ["\u2028", "\u2029", "\x85"])
@pytest.mark.parametrize("form", ['{{"a": "x{0}y", "b": "c"}}', 'a: "x{0}y"\nb: c\n'])
def test_places_agree_with_the_lines_that_are_shown(form: str, break_: str) -> None:
    """Behind YAML's rarer line breaks, a position points to the value in the line that a diagnostic would show."""
    report = Report()
    tree = parse(form.format(break_).encode(), FILE, report)
    assert tree is not None
    line, column = place(tree, "c")
    assert report.lines[FILE][line - 1][column - 1 :].lstrip('"').startswith("c")


def test_a_line_separator_in_a_string_stays() -> None:
    """JSON allows U+2028 in a string, and nothing of the string is lost."""
    assert plain(parsed('{"a": "x\u2028y"}')) == {"a": "x\u2028y"}


@pytest.mark.parametrize("source", sorted((ROOT / "resumes").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_position_of_a_resume_points_to_what_is_there(source: Any) -> None:
    """In a whole file, and in those it includes, the text at the position of each scalar begins as the scalar does."""
    report = Report()
    tree = parse(source.read_bytes(), FILE, report, lambda _, name: (name, (source.parent / name).read_bytes()))
    assert tree is not None
    for scalar in scalars(tree):
        lines = report.lines[scalar.at.file]
        typed = lines[scalar.at.line - 1][scalar.at.column - 1 :]
        first = next(iter(scalar.value.split()), "")
        if typed[:1] in (">", "|"):
            assert lines[scalar.at.line].split()[0] == first
        elif scalar.value:
            assert typed.lstrip("'\"").startswith(first[:1])


SYNTAX_PLACES = {
    # A fault behind an escape is where it was typed, too.
    '{"a": "x", "b": "c" "d"}': (1, 21),
    '{"a": "\\ud83d\\ude00", "b": "c" "d"}': (1, 32),
    '{"a": "\\ud83d\\ude00 \\ud83d\\ude00", "b": "c" "d"}': (1, 45),
    '{"a": "\\ud83d\\ude00",\n "b": "c" "d"}': (2, 11),
    '{\t"a":\t"b"\t"c"}': (1, 12),
}


@pytest.mark.parametrize("source", SYNTAX_PLACES)
def test_a_syntax_error_is_at_its_place(source: str) -> None:
    """The place of a fault in JSON is that of the file as it was typed, escapes and tabs notwithstanding."""
    report = Report()
    assert parse(source.encode(), FILE, report) is None
    (error,) = report.diagnostics
    assert error.position is not None
    assert (error.position.line, error.position.column) == SYNTAX_PLACES[source]


# What was typed is what is read.

GUESSES = [
    *("no", "yes", "on", "off", "y", "N", "True", "FALSE", "true", "~", "null", "NULL"),
    *("1.10", "012", "0o14", "1e3", "0x1F", "0b11", "1_000", "+1", "-0", ".5", "1.", ".inf", ".NaN"),
    *("12:30", "190:20:30", "2020", "2020-01", "2020-01-01", "2020-01-01T00:00:00Z", "2001-12-14 21:59:43.10 -5", "="),
]  # fmt: skip


@pytest.mark.parametrize("form", ["a: {}\n", "a: [{}]\n", "- {}\n", '{{"a": {}}}', "a: !!str {}\n"])
@pytest.mark.parametrize("typed", GUESSES)
def test_no_guess_changes_what_was_typed(typed: str, form: str) -> None:
    """YAML's booleans, numbers, dates and nulls stay the text that they are."""
    report = Report()
    tree = parse(form.format(typed).encode(), FILE, report)
    assert report.diagnostics == []
    assert tree is not None
    assert [scalar.value for scalar in scalars(tree)][-1] == typed


@pytest.mark.parametrize("typed", [guess for guess in GUESSES if guess not in ("~", "null", "NULL")])
def test_no_guess_changes_a_resume(typed: str) -> None:
    """A person may be called `No` and have a grade of 1.10: a key and a value of a resume are the text as typed."""
    resume = resume_of(f"basics: {{name: {typed}}}\neducation: [{{score: {typed}}}]\n{typed}: {typed}\n")
    assert resume.basics.name == typed
    assert resume.education[0].score == typed
    assert dict(resume.extra)[typed] in (typed, True)


@pytest.mark.parametrize("quoted", ["'{}'", '"{}"', "|-\n  {}\n", ">-\n  {}\n"])
@pytest.mark.parametrize("typed", ["~", "null", "", "<<"])
def test_what_is_quoted_is_text(typed: str, quoted: str) -> None:
    """Null is null without quotes only."""
    tree = parsed("a: " + quoted.format(typed))
    (_, value) = list(scalars(tree))
    assert value.value == typed
    assert not value.null
    assert data(tree) == {"a": typed}


@pytest.mark.parametrize("typed", ["", "~", "null", "Null", "NULL"])
def test_null_is_null(typed: str) -> None:
    """The five ways to write nothing."""
    tree = parsed(f"a: {typed}\nb: [x]\n")
    assert data(tree) == {"a": None, "b": ["x"]}


def test_data_has_flags_as_json_has_them() -> None:
    """Of all guesses, data keeps two, which JSON makes as well: `true` and `false` without quotes."""
    assert data(parsed("[true, false, 'true', yes, True]")) == [True, False, "true", "yes", "True"]


@pytest.mark.parametrize("typed", ["\\u00e9", "\\/", "\\n", "\\t", "\\\\", "\\ud83d\\ude00", "\\\\ud83d", "a\\\\\\\\b"])
def test_escapes_of_json_mean_what_json_says(typed: str) -> None:
    """A JSON string is what a JSON parser makes of it."""
    import json

    source = f'{{"a": "x{typed}y", "b": [1, 2.50, true, null, {{}}, []]}}'
    assert plain(parsed(source))["a"] == json.loads(source)["a"]


def test_a_chomped_and_an_indented_block() -> None:
    """Literal and folded blocks keep the line breaks that YAML says they keep."""
    source = "a: |\n  x\n   y\n\nb: |-\n  x\n\nc: |+\n  x\n\nd: >\n  x\n  y\n\n  z\ne: |2\n   x\n"
    assert plain(parsed(source)) == {"a": "x\n y\n", "b": "x", "c": "x\n\n", "d": "x y\nz\n", "e": " x\n"}


# Anchors, aliases, merge keys.


def test_an_alias_is_what_its_anchor_was() -> None:
    """An alias stands for the whole value: a text, a list or a mapping; a later anchor of the name replaces it."""
    source = "a: &x [1, {b: c}]\nd: *x\ne: &y text\nf: [*y, *x]\ng: &y other\nh: *y\n"
    tree = plain(parsed(source))
    assert tree["d"] == ["1", {"b": "c"}]
    assert tree["f"] == ["text", ["1", {"b": "c"}]]
    assert tree["h"] == "other"


MERGES = {
    "one": ("{<<: *a, r: 3}", {"r": "3", "p": "1", "q": "2"}),
    "what stands there wins": ("{<<: *a, q: 3}", {"q": "3", "p": "1"}),
    "wherever the merge key stands": ("{q: 3, <<: *a}", {"q": "3", "p": "1"}),
    "a list, the first wins": ("{<<: [*a, *b]}", {"p": "1", "q": "2", "r": "8"}),
    "a list, the other way": ("{<<: [*b, *a]}", {"q": "7", "r": "8", "p": "1"}),
    "a list of one": ("{<<: [*a]}", {"p": "1", "q": "2"}),
    "a mapping on the spot": ("{<<: {s: 9}, t: 0}", {"t": "0", "s": "9"}),
    "an empty list": ("{<<: [], t: 0}", {"t": "0"}),
    "a quoted key merges nothing": ("{'<<': *a}", {"<<": {"p": "1", "q": "2"}}),
}


@pytest.mark.parametrize("name", MERGES)
def test_merge_keys(name: str) -> None:
    """`<<` brings the pairs of a mapping or of several; what the mapping has itself wins, then what comes earlier."""
    merged, wanted = MERGES[name]
    found = plain(parsed(f"a: &a {{p: 1, q: 2}}\nb: &b {{q: 7, r: 8}}\nc: {merged}\n"))["c"]
    assert found == wanted


def test_a_merge_of_a_merge() -> None:
    """What a mapping got by merging, it hands on; a pair keeps the place where it was typed."""
    tree = parsed("a: &a {p: first}\nb: &b {<<: *a, q: second}\nc: {<<: *b, r: third}\n")
    assert plain(tree)["c"] == {"r": "third", "q": "second", "p": "first"}
    assert place(tree, "first") == (1, 11)


def test_a_merge_in_a_resume_needs_no_anchor_section() -> None:
    """An entry may take what an earlier one has, and change what differs."""
    source = "work:\n  - &acme {name: Acme, location: Oslo, position: Clerk}\n  - {<<: *acme, position: Chief}\n"
    first, second = resume_of("basics: {name: Jane}\n" + source).work
    assert (first.position, second.position, second.name, second.location) == ("Clerk", "Chief", "Acme", "Oslo")


# Files that are made to take the reader down.


def _lines(form: str, count: int) -> str:
    return "".join(form.format(number) + "\n" for number in range(count))


def _bomb(levels: int) -> str:
    aliases = (f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, levels))
    return "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(aliases)


def _merge_bomb(levels: int) -> str:
    aliases = (f"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}], k{i}: x}}\n" for i in range(1, levels))
    return "a0: &a0 {x: y}\n" + "".join(aliases)


BOMBS = {
    "aliases": _bomb(40),
    "aliases in merge keys": _merge_bomb(40),
    "wide merge": f"b: &b {{{', '.join(f'k{i}: 1' for i in range(1000))}}}\n"
    + "".join(f"c{i}: {{<<: *b}}\n" for i in range(2000)),
    "depth, flow lists": "[" * 100_000 + "]" * 100_000,
    "depth, flow mappings": "{a: " * 100_000,
    "depth, block lists": "- " * 100_000 + "x",
    "depth, block mappings": "".join(" " * i + "a:\n" for i in range(1500)),
    "a list of itself": "a: &a [*a]",
    "5 MB of [": "[" * 5_000_000,
    "5 MB of {": "{" * 5_000_000,
    "5 MB of dashes": "- " * 2_500_000,
    "5 MB of question marks": "? " * 2_500_000,
    "2 MB in quotes that do not close": '"' + "a" * 2_000_000,
}


@pytest.mark.parametrize("loader", LOADERS, ids=["libyaml", "PyYAML"])
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_soon_with_one_error(name: str, loader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file that means a huge one, or a deep one, is one error, and the file is not read as what it means."""
    monkeypatch.setattr(parse_module, "_LOADER", loader)
    report, content = Report(), BOMBS[name].encode()
    with ends():
        assert parse(content, FILE, report) is None
    assert [d.severity for d in report.diagnostics] == ["error"]
    assert report.diagnostics[0].position is not None
    assert report.diagnostics[0].hint or "closed" in report.diagnostics[0].message


def test_a_file_of_more_values_than_any_resume_ends_soon() -> None:
    """The budget counts values that are written out, as it does those that aliases stand for."""
    report = Report()
    with ends():
        assert parse(f"[{'x,' * 200_001}]".encode(), FILE, report) is None
    assert [d.code for d in report.diagnostics] == ["CV009"]


SLOW = {
    "500 kB of control characters": "\x01" * 500_000,
    "control characters, a line each": "a\x01\n" * 500_000,
    "100,000 pairs of escapes in a line": "[" + ", ".join(['"\\ud83d\\ude00 text"'] * 100_000) + "]",
    "100,000 pairs of escapes in lines": "[" + ",\n".join(['"\\ud83d\\ude00 text"'] * 100_000) + "]",
    "2 MB of escaped quotes": "{" + '"\\' * 1_000_000,
    "5 MB of spaces": " " * 5_000_000,
    "one word of 5 MB": "a: " + "b" * 5_000_000,
    "one line of a million words": "a: " + "word " * 1_000_000,
}


@pytest.mark.parametrize("name", SLOW)
def test_time_grows_with_the_size_of_a_file(name: str) -> None:
    """No file takes time by the square of its size."""
    with ends():
        parse(SLOW[name].encode(), FILE, Report())


# One tree, whoever reads it.


def _by_each_loader(source: bytes, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Tree | None, list[Any]]]:
    found = []
    for loader in LOADERS:
        monkeypatch.setattr(parse_module, "_LOADER", loader)
        report = Report()
        found.append((parse(source, FILE, report), report.diagnostics))
    return found


@pytest.mark.parametrize("name", PLACES)
def test_both_loaders_agree(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without libyaml, values and places are the same."""
    source = PLACES[name][0]
    ours, pure = _by_each_loader(source if isinstance(source, bytes) else source.encode(), monkeypatch)
    assert ours == pure


@pytest.mark.parametrize("source", sorted((ROOT / "resumes").glob("*.yaml")), ids=lambda path: path.stem)
def test_both_loaders_agree_on_resumes(source: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped resumes are the same with and without libyaml."""
    ours, pure = _by_each_loader(source.read_bytes(), monkeypatch)
    assert ours == pure


@given(sources())
@settings(max_examples=60)
def test_both_loaders_agree_on_what_hypothesis_thinks_of(source: dict[str, Any]) -> None:
    """Hostile text, dumped in whatever style PyYAML chooses, is read alike, and is what was dumped."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for dumped in (
            yaml.safe_dump(source, allow_unicode=True, sort_keys=False),
            yaml.safe_dump(source, allow_unicode=False, width=20),
            yaml.safe_dump(source, allow_unicode=True, default_flow_style=True),
        ):
            ours, pure = _by_each_loader(dumped.encode(), monkeypatch)
            assert ours == pure
            assert ours[0] is not None
            assert data(ours[0]) == _as_typed(source)


def _as_typed(value: Any) -> Any:
    """Plain data as a source gives it back: numbers are the text that was typed."""
    if isinstance(value, dict):
        return {key: _as_typed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_typed(inner) for inner in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


@given(sources())
@settings(max_examples=30)
def test_positions_rise(source: dict[str, Any]) -> None:
    """In a file without aliases, every key and every value stands behind the one before."""
    tree = parse(yaml.safe_dump(source, allow_unicode=True).encode(), FILE, Report())
    assert isinstance(tree, Mapping)
    assert all(before.at < after.at for before, after in pairwise(scalars(tree)))
