"""What a source many times as large takes is that many times as much: steps, comparisons and messages are counted."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from conftest import document_of
from cvrender.diagnostics.report import Position, Report, closest, render_json, render_text
from cvrender.document import bidi
from cvrender.document import photo as photos
from cvrender.document.photo import Unfit, photo
from cvrender.pdf.accessibility import fonts
from cvrender.readers.yaml import read
from cvrender.verification.extract import cmaps
from cvrender.verification.matching import align, match
from cvrender.verification.verifier import hold

TODAY = datetime.date(2025, 1, 1)


class Counter:
    """Counts calls of a function that it stands in for."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.calls = 0

    def __call__(self, *arguments: Any) -> Any:
        """Count, and return what the function returns."""
        self.calls += 1
        return self.function(*arguments)


def checked(source: str) -> Report:
    """The report of a source that was read."""
    report = Report()
    read(source.encode(), "a.yaml", report, TODAY)
    return report


# Messages.


def test_very_many_problems_of_a_kind_are_told_in_one_line() -> None:
    """Fifty of a kind are shown, then how many more there are; the messages do not grow with the source."""
    sizes = []
    for count in 500, 2000:
        report = checked("basics: {name: J}\n" + "".join(f"colr{n}: 1\n" for n in range(count)))
        found = report.ordered()
        assert len(found) == 51
        assert (found[-1].code, found[-1].severity, found[-1].file) == ("CV012", "warning", "a.yaml")
        assert found[-1].message == f"and {count - 50:,} more of this kind"
        assert report.severities() == {"warning": count}
        sizes.append(len(render_text(found, report.lines)) + len(render_json(found)))
    assert sizes[1] < sizes[0] + 100


def test_other_problems_are_shown_beside_very_many() -> None:
    """Those of another kind or file are no part of the many, and an error among warnings is one."""
    report = Report()
    for line in range(1, 200):
        report.warning("CV012", f"number {line}", Position("a.yaml", line, 1))
    report.error("CV012", "an error", Position("a.yaml", 500, 1))
    report.warning("CV012", "elsewhere", Position("b.yaml", 1, 1))
    assert [one.message for one in report.ordered()][-3:] == ["an error", "elsewhere", "and 149 more of this kind"]
    assert report.failed()


def test_a_message_does_not_quote_a_whole_book() -> None:
    """A key of a hundred thousand characters is shown by its beginning."""
    report = checked(f"basics: {{name: J}}\n? {'a b ' * 25_000}\n: 1\n")
    assert len(report.diagnostics) == 1
    assert len(render_text(report.ordered(), report.lines)) < 3000
    assert "unknown key `a b a b" in report.diagnostics[0].message


def test_a_similar_word_is_looked_for_among_some() -> None:
    """A long word is like none; among very many, those of its first letter are compared."""
    known = [f"word{n}" for n in range(10_000)] + ["zebra"]
    assert closest("zebr", known) == "zebra"
    assert closest("zebra" * 20, known) == ""
    assert closest("nmae", ["name", "label"]) == "name"


def test_variants_and_languages_have_a_bound() -> None:
    """501 variants or 51 languages are refused at the first that is too many; 500 and 50 are not."""
    for count, told in (500, []), (501, [("CV009", 505)]):
        names = "".join(f"      v{n}: {{}}\n" for n in range(count))
        report = checked(f"basics: {{name: J}}\nmeta:\n  cvrender:\n    variants:\n{names}")
        found = [(d.code, d.position.line) for d in report.diagnostics if d.position and d.severity == "error"]
        assert found == told
        resume = read(f"meta:\n  cvrender:\n    variants:\n{names}".encode(), "a.yaml", Report(), TODAY)
        assert resume is not None
        assert len(resume.meta.cvrender.variants) == 500  # no other is looked through, and none more told
    for count, codes in (50, []), (51, ["CV009"]):
        tags = ", ".join(f"en-{n:05}" for n in range(count))
        report = checked(f"basics: {{name: J}}\nmeta: {{cvrender: {{languages: [{tags}]}}}}\n")
        assert [d.code for d in report.diagnostics if d.severity == "error"] == codes


# The proof.


def held(count: int, item: str, *, turned: bool = False, monkeypatch: pytest.MonkeyPatch) -> int:
    """Hold a text of so many highlights against its source; return the calls of `skip` and `fit`."""
    items = [item.replace("{n}", str(number)) for number in range(count)]
    document = document_of(json.dumps({"basics": {"name": "Jane"}, "work": [{"name": "Acme", "highlights": items}]}))
    lines = [line[:-3] for line in items][:: -1 if turned else 1]
    counters = []
    with monkeypatch.context() as patch:
        for module, name in (align, "skip"), (align, "fit"), (match, "fit"), (match, "skip"):
            counters.append(Counter(getattr(module, name)))
            patch.setattr(module, name, counters[-1])
        hold("\n".join(["Jane", "Acme", *lines]).encode(), "text", document, "end", frozenset())
    return sum(counter.calls for counter in counters)


@pytest.mark.parametrize("item", ["-----", "......", "- - - -", "a a a a", "what was done"])
def test_the_search_for_lost_facts_ends(item: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of dashes and dots and equal texts that are not as they should be take work in proportion, and a bound."""
    monkeypatch.setattr("cvrender.verification.matching.text_stream._STEPS", 200_000)
    monkeypatch.setattr("cvrender.verification.matching.unmatched._PAIRS", 10**6)
    few, many = (held(count, item, monkeypatch=monkeypatch) for count in (150, 600))
    assert many < 8 * few + 30_000


def test_a_run_of_dashes_is_passed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A good proof of highlights that are dashes looks at each of them a few times."""
    calls = []
    for count in 100, 400:
        document = document_of(
            json.dumps({"basics": {"name": "Jane"}, "work": [{"name": "Acme", "highlights": ["-----"] * count}]})
        )
        counter = Counter(match.skip)
        with monkeypatch.context() as patch:
            patch.setattr(align, "skip", counter)
            text = "\n".join(["Jane", "Work", "Acme", *["-----"] * count])
            hold(text.encode(), "text", document, "end", frozenset())
        calls.append(counter.calls)
    assert calls[1] < 8 * calls[0]


def test_a_search_that_was_given_up_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts that are lost are told as such, and that the search for them ended early."""
    monkeypatch.setattr("cvrender.verification.matching.text_stream._STEPS", 0)
    monkeypatch.setattr("cvrender.verification.matching.text_stream._STEPS_EACH", 0)
    document = document_of(json.dumps({"basics": {"name": "Jane Doe", "summary": "Something is said here."}}))
    proof = hold(b"Jane X Doe\nNothing is said", "text", document, "end", frozenset())
    assert "CV094" in [one.code for one in proof.findings]
    assert proof.lost


# Directions.


class Word:
    """A pattern that counts the characters that it is shown."""

    def __init__(self) -> None:
        self.pattern = bidi._WORD
        self.total = 0

    def finditer(self, text: str, start: int, end: int) -> Any:
        """Return what the pattern finds."""
        self.total += end - start
        return self.pattern.finditer(text, start, end)


def test_each_phrase_from_the_left_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The characters that a pattern sees of a text of many phrases grow with it."""
    seen = []
    for count in 100, 400:
        word = Word()
        with monkeypatch.context() as patch:
            patch.setattr(bidi, "_WORD", word)
            bidi._phrases("مهندس C++ 5G (a, b) +1 2 " * count)
        seen.append(word.total)
    assert 0 < seen[1] < 5 * seen[0]


@pytest.mark.parametrize(
    ("words", "phrases"),
    [
        ("مهندس C++ خبير", ["C++"]),
        ("خبير 5G هنا", ["5G"]),
        ("خبير (@jane) هنا", ["@jane"]),
        ("خبير .NET هنا", [".NET"]),
        ("هاتف +962 6 555 هنا", ["+962 6 555"]),
        ("نمو 12,5 % و 1.234,50 € هنا", ["12,5 %", "1.234,50 €"]),
        ("وزن 10.5 kg هنا", ["10.5 kg"]),
        ("مرجع 10.1234/abc هنا", ["10.1234/abc"]),
    ],
)
def test_phrases_from_the_left_are_what_they_were(words: str, phrases: list[str]) -> None:
    """Prefixes, numbers with units, and what clings to a word."""
    found = [piece for piece in bidi._phrases(words) if not isinstance(piece, str)]
    assert ["".join(piece.content) for piece in found] == phrases  # type: ignore[union-attr, arg-type]


# Pictures and fonts.


def test_what_stands_before_a_drawing_is_passed_without_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of comments before what is no drawing are read in place: of a copy of the rest for each, a gigabyte."""
    copied = 0

    class Content(bytes):
        def __getitem__(self, key: Any) -> Any:
            nonlocal copied
            found = super().__getitem__(key)
            copied += len(found) if isinstance(found, bytes) else 1
            return Content(found) if isinstance(found, bytes) else found

        def lstrip(self, *arguments: Any) -> Content:
            """Count what is copied."""
            nonlocal copied
            copied += len(self)
            return Content(super().lstrip(*arguments))

    content = Content(b"<!---->\n" * 2000 + b"<x")
    assert not photos._is_svg(content)
    assert copied < len(content) * 2
    with pytest.raises(Unfit, match="neither"):
        photo(b"<?xml version='1.0'?>" * 2000)


def test_the_ranges_of_a_table_name_so_many_codes() -> None:
    """A table of ranges that each name all codes is read up to a bound; the codes of a sound one are all known."""
    pdf = pikepdf.new()
    line = b"1 beginbfrange\n<0000> <FFFF> <0000>\nendbfrange\n"
    rows = []
    for section in fonts._sections(fonts._tokens(line * 3), "bfrange"):
        assert section == [b"\0\0", b"\xff\xff", b"\0\0"]
    room = 10
    for _ in range(3):
        codes, room = fonts._within(range(8), room)
        rows.append(len(codes))
    assert rows == [8, 2, 0]
    found = fonts._to_unicode(pikepdf.Dictionary(ToUnicode=pdf.make_stream(line * 300)))
    assert len(found) == 65_536
    assert found[0x41] == "A"


def test_tables_of_ligatures_are_unpacked_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a file that is nothing but tables, so many bytes are looked at; a ligature in the first is found."""
    table = b"stream\nbegincmap 1 beginbfchar <01> <FB01> endbfchar endstream\n"
    assert cmaps.ligatures(table) == {"\ufb01"}
    nested = b"stream\n" * 2000 + table[7:]
    counter = Counter(cmaps._unpacked)
    monkeypatch.setattr(cmaps, "_unpacked", counter)
    monkeypatch.setattr(cmaps, "_MOST", 1000)
    assert cmaps.ligatures(table * 2000) == {"\ufb01"}
    assert counter.calls < 30
    assert cmaps.ligatures(nested) == {"\ufb01"}
