"""A few cases of each fuzzer in benchmarks/, and a small input for each fault that they have found."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt

from conftest import ROOT, TODAY, document_of, resume_of, visible
from cvrender.diagnostics.report import Diagnostic, Report
from cvrender.document.layout import arrange
from cvrender.document.model import Counter, Document
from cvrender.readers.yaml import read
from cvrender.resume.dump import dump
from cvrender.theming.theme import Theme
from cvrender.verification.extracted import Output, Page
from cvrender.verification.facts import facts
from cvrender.verification.matching.match import Hit, fit
from cvrender.verification.matching.rtl import held
from cvrender.verification.matching.text_stream import Stream
from cvrender.verification.verifier import hold
from cvrender.writers import json as json_writer
from cvrender.writers import markdown, text
from cvrender.writers.html import writer as html


@pytest.fixture
def fuzzers(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, Any]]:
    """The two fuzzers."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    yield importlib.import_module("fuzz_sources"), importlib.import_module("fuzz_builds")


def test_mutated_sources(fuzzers: tuple[Any, Any], tmp_path: Path) -> None:
    """Whatever a source holds, reading it keeps the promises that the fuzzer checks."""
    sources, _ = fuzzers
    seeds = sources.seeds()
    (tmp_path / "shared").mkdir()
    for number in range(300):
        suffix, content = sources.mutate(sources.random.Random(f"suite:{number}"), seeds)
        found = [one for one in sources.failures(content, tmp_path / f"case{suffix}") if one.kind != "slow"]
        assert found == [], (number, content)


def test_generated_resumes(fuzzers: tuple[Any, Any], tmp_path: Path) -> None:
    """Generated resumes are built in each theme, and every text output is proven."""
    _, builds = fuzzers
    for number in range(16):
        path, found = builds.case(7, number, tmp_path)
        assert found == [], (number, path.read_text("utf-8"))


# Sources.


def said(content: bytes, code: str) -> tuple[Diagnostic, str]:
    """The one diagnostic of a code about a source, and the line of the file that it points at."""
    report = Report()
    read(content, "x.yaml", report, TODAY)
    (found,) = (one for one in report.diagnostics if one.code == code)
    assert found.position is not None
    return found, report.lines["x.yaml"][found.position.line - 1]


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        pytest.param(b"a: b\nname: M\xfcller\n", 2, 8, id="plain"),
        pytest.param("\ufeffname: M".encode() + b"\xfcller\n", 1, 8, id="behind a byte order mark"),
        pytest.param("name: Zoë M".encode() + b"\xfcller\n", 1, 12, id="behind a letter of two bytes"),
    ],
)
def test_a_wrong_byte_is_pointed_at(content: bytes, line: int, column: int) -> None:
    """The position is that of the byte, in the line as it is shown."""
    found, shown = said(content, "CV002")
    assert found.position is not None
    assert found.position[1:] == (line, column)
    assert shown[column - 1] == "ü"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("a: b".encode("utf-16") + b"x", id="cut"),
        pytest.param(b"\xff\xfe" + b"n\0a\0\n\0" + b"\x00\xdc" + b"x\0", id="half a pair"),
        pytest.param("\na: b".encode("utf-16-le"), id="no mark"),
    ],
)
def test_a_fault_of_utf_16_is_in_the_file(content: bytes) -> None:
    """What is not UTF-16 either is called so, at a place within the lines that are shown."""
    found, shown = said(content, "CV002")
    assert "UTF-16" in found.message
    assert found.position is not None
    assert found.position.column <= len(shown) + 1


@pytest.mark.parametrize("content", [b"---\n", b"%YAML 1.2\n---\n ", b"--- \n#x"])
def test_a_marked_document_without_a_value_has_a_place(content: bytes) -> None:
    """libyaml places the value that is not there in the line behind the last one."""
    report = Report()
    read(content, "x.yaml", report, TODAY)
    for one in report.diagnostics:
        assert one.position is not None
        assert one.position.line <= len(report.lines["x.yaml"])


# The dump, and JSON.


@pytest.mark.parametrize(
    "source",
    [
        pytest.param({"extra": {"k": "\x7f\x80\x90\ufffe\uffff\ufeff\u2028"}}, id="controls in an unknown key"),
        pytest.param({"a\x85b": "\u2029c"}, id="ends of lines in a key"),
        pytest.param({"work": [{"name": {"text": "", "tags": ["a"]}, "company": "Loom"}]}, id="an empty new name"),
        pytest.param({"extra": "e", "$schema": "https://example.org"}, id="the schema behind an unknown key"),
        pytest.param(
            {"skills": [{"keywords": [{"text": "k", "tags": [{"text": "t", "tags": ["u"]}]}]}]}, id="marked tags"
        ),
    ],
)
def test_json_is_read_as_the_same_resume(source: dict[str, Any]) -> None:
    """What the writer of JSON makes is read without error and is the same."""
    resume = resume_of(json.dumps(source))
    report = Report()
    again = read(json_writer.render(dump(resume)).encode(), "again.json", report, TODAY)
    assert [one for one in report.diagnostics if one.severity == "error"] == []
    assert again is not None
    assert dump(again) == dump(resume)


def test_the_writer_of_json_escapes_what_yaml_refuses(theme: Theme) -> None:
    """The control characters of a key that is not known are escapes in the file, too."""
    document = document_of('basics: {name: J}\nextra: "\\x7f"\n')
    assert b'"\\u007f"' in json_writer.write(document, theme, Report())[json_writer.NAME]


def test_a_dump_is_plain_data() -> None:
    """A date that could not be read is a plain string in the dump, as any other value."""
    found = dump(resume_of("education: [{startDate: last summer, endDate: {text: soon, tags: [a]}}]"))
    assert yaml.safe_load(yaml.safe_dump(found)) == found


# Markdown, links and their proof.


def of_summary(words: str, **more: Any) -> Document:
    """The document of a resume with this summary."""
    return document_of(json.dumps({"basics": {"name": "Jane Doe", "summary": words}, **more}))


def proven(document: Document, theme: Theme) -> None:
    """Check that HTML, text and Markdown of a document have all that it says, and nothing else."""
    for writer, kind in ((html, "html"), (text, "text"), (markdown, "markdown")):
        content = writer.write(document, theme, Report())[writer.NAME]
        assert hold(content, kind, document, "end", frozenset()).findings == (), kind


@pytest.mark.parametrize(
    "words",
    [
        "a.**__*a**<https://example.org>a e", "a*____b<https://example.org>_**_( e", "***a** x**b**y*, z",
        "a™****`c`*[d](https://example.org)b*[d](https://example.org) e", "**a)**_b_", "_(a_**b**", "a**b *c***",
        "_a_____<https://example.org>__[d](https://example.org)b__ e", "**a *b***c", "*a*[b](https://example.org)**c**",
    ],
)  # fmt: skip
def test_emphasis_is_read_back_as_words(words: str, theme: Theme) -> None:
    """No mark of the Markdown comes out as text, wherever emphasis begins and ends."""
    proven(of_summary(words), theme)


@pytest.mark.parametrize("title", ["C #", "#", "a ## b ##", "C#"])
def test_a_number_sign_at_the_end_of_a_heading_stays(title: str, theme: Theme) -> None:
    """CommonMark takes number signs behind a space at a heading's end for the end of its mark."""
    proven(document_of(json.dumps({"sections": [{"title": title, "entries": ["text"]}]})), theme)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/?a=1&amp;b",
        "https://example.org/&lt;",
        "https://example.org/&#35;",
        "https://exämple.org/ä",
    ],
)
def test_an_address_is_read_back_from_markdown(url: str, theme: Theme) -> None:
    """Entities of an address are escaped, and an international host is the same host in its other form."""
    document = of_summary("text", projects=[{"name": "Loom", "url": url}])
    proven(document, theme)
    written = markdown.write(document, theme, Report())[markdown.NAME].decode()
    assert url.partition("/?")[2] in visible(f"<body>{MarkdownIt().render(written)}</body>".encode()).hrefs[0]


@pytest.mark.parametrize(
    "source",
    [
        {"basics": {"summary": "see [a <https://example.org/x> b](https://example.org/y)"}},
        {"work": [{"name": "**[Loom](https://example.org/x)**", "url": "https://example.org/y"}]},
    ],
    ids=["an address in a link", "a link in bold in a linked title"],
)
def test_no_link_stands_in_a_link(source: dict[str, Any], theme: Theme) -> None:
    """HTML and PDF have no links within links; the outer one stays."""
    document = document_of(json.dumps(source))
    assert [url for fact in facts(document) for _, url in fact.links] == ["https://example.org/y"]
    proven(document, theme)


@pytest.mark.parametrize(
    "words",
    [
        "loom and [loom](https://example.org/a)",
        "[a](https://example.org/x), [b](https://example.org/y)、c",
        "a [b](HTTPS://EXAMPLE.ORG/A)",
    ],
)
def test_addresses_in_plain_text_are_found_in_place(words: str, theme: Theme) -> None:
    """The address stands behind the words that are the link, and not where the same words stand before."""
    proven(of_summary(f"{words}\n\n- {words}\n- {words} end"), theme)


def test_an_address_that_begins_like_the_next_fact(theme: Theme) -> None:
    """The address of one link is not taken for another one that it begins with."""
    links = [{"label": "code", "url": "https://example.org/a"}, {"url": "https://example.org"}]
    proven(of_summary("text", projects=[{"name": "Loom", "links": links}]), theme)


def test_a_number_behind_another_link_to_it(theme: Theme) -> None:
    """The address of the first link is not taken for the words of the second, which are the same number."""
    links = [{"label": "call", "url": "tel:+15550100"}, {"url": "tel:+15550100"}]
    proven(of_summary("text", projects=[{"name": "Loom", "links": links}]), theme)


def test_words_of_a_link_without_letters(theme: Theme) -> None:
    """A name that is punctuation can be clicked on with the network before it."""
    profile = {"network": "Loom", "username": ")", "url": "https://example.org/x"}
    proven(document_of(json.dumps({"basics": {"name": "Jane Doe", "profiles": [profile]}})), theme)


@pytest.mark.parametrize("label", ["\u200d", "\u200e\u200f ", "\u2060"])
def test_a_label_that_nobody_can_see_is_none(label: str, theme: Theme) -> None:
    """The address is shown instead of a label or of words that have no shape."""
    links = [{"label": label, "url": "https://example.org/a"}]
    document = of_summary(f"[{label}](https://example.org/b)", projects=[{"name": "Loom", "links": links}])
    proven(document, theme)
    assert [words for fact in facts(document) for words, _ in fact.links] == ["https://example.org/b", "example.org/a"]


def test_a_tab_is_a_space() -> None:
    """Typst gives a tab no width, and some outputs end a line at other white space."""
    document = of_summary("wool\tflax\u2028loom\x85warp\u2029weft")
    assert "wool flax loom warp weft" in [fact.text for fact in facts(document)]
    assert "\t" not in repr(document.sections[0].body)


# PDF.


def stream(*lines: str) -> Stream:
    """The stream of a page with these lines."""
    output = Output("pdf", (Page("\n".join(lines)),))
    return Stream(output, frozenset("abcdefghijklmnopqrstuvwxyz \ufb01\u00ad-"), "")


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("a \ufb01ne loom", ["a fine loom"]),
        ("wool\u00adcomb and\u00ad x", ["woolcomb and x"]),
        ("wool\u00adcomb", ["wool-", "comb"]),
        ("wool\u00adcomb", ["wool", "\u00adcomb"]),
        ("a wool-comb", ["a wool-", "-comb"]),
    ],
    ids=["ligature", "soft hyphens", "a soft hyphen that is seen", "one in the next line", "a hyphen that is repeated"],
)
def test_characters_that_come_back_in_another_form(typed: str, lines: list[str]) -> None:
    """These are the same words to a reader."""
    found = fit(typed, stream(*lines), 0)
    assert isinstance(found, Hit)
    assert found.faults == ()


def test_a_soft_hyphen_belongs_to_the_word_behind_it(theme: Theme) -> None:
    """A text that begins with one is not glued to the text before it, and one alone is no text."""
    proven(of_summary("- wool\n- \u00adflax\n- \u00ad weft\n- \u00ad"), theme)


def test_a_letter_more_is_still_another_word() -> None:
    """What may have another form is no excuse for what has not."""
    assert not isinstance(fit("a \ufb01ne", stream("a fone"), 0), Hit)
    assert not isinstance(fit("wool-comb", stream("wool- -comb"), 0), Hit)


ARABIC = "نسيج"


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        ([f"{ARABIC} {'w' * 60} end"], [f"{ARABIC} {'w' * 25}", "w" * 35, "end"]),
        ([f"{ARABIC} 織物機織 end"], [f"{ARABIC} 織物", "機織 end"]),
        ([f"{ARABIC} №warp end"], [f"{ARABIC} № warp end"]),
    ],
    ids=["a long word", "no spaces", "two fonts"],
)
def test_words_in_pieces_beside_text_from_the_right(wanted: list[str], lines: list[str]) -> None:
    """Words that lines or fonts may part are all there."""
    _, lost, more = held(wanted, frozenset(), stream(*lines), columns=False)
    assert (lost, more) == ([], [])


def test_a_short_word_in_pieces_is_told() -> None:
    """A word that nothing may part is not whole."""
    _, lost, _ = held([f"{ARABIC} warp end"], frozenset(), stream(f"{ARABIC} wa rp end"), columns=False)
    assert [one.fate for one in lost] == ["different"]


def test_the_number_of_an_item_is_taken_from_its_line() -> None:
    """A text before that holds the same number does not make the headings between look moved."""
    wanted = [f"{ARABIC} 2 looms", *(f"word{'x' * n}" for n in range(9)), "heading", *(f"y{'z' * n}" for n in range(9))]
    lines = [*wanted, "2. last"]
    _, lost, _ = held([*wanted, "last"], frozenset((10,)), stream(*lines), columns=False)
    assert lost == []


@pytest.mark.parametrize(
    ("name", "whole"), [("Nguyễn Thị Ngọc", True), ("Jane Doe", False), ("Thị ليلى", False)], ids=["vi", "en", "mixed"]
)
def test_letters_with_marks_are_drawn_whole(name: str, whole: bool, theme: Theme) -> None:
    """Fonts do not take Vietnamese letters apart, unless another script needs them to."""
    page = html.write(document_of(json.dumps({"basics": {"name": name}})), theme, Report())[html.NAME].decode()
    assert ('"ccmp" 0' in page) is whole


def test_a_long_heading_fits_its_column(themes: list[Theme]) -> None:
    """In a theme with headings at the side, Typst sets the Swedish one of work small enough not to touch the text."""
    from cvrender.engines import typst
    from cvrender.system.fonts import faces
    from cvrender.writers.typst import writer

    source = {"work": [{"name": "Loom AB"}], "meta": {"cvrender": {"lang": "sv"}}}
    theme = next(one for one in themes if one.name == "ledger")
    document = arrange(document_of(json.dumps(source)), theme)
    pdf = typst.compile(writer.write(document, theme, Report()), faces(theme.families(), "", "sv"), lambda _: None)
    assert hold(pdf, "pdf", document, theme.tokens["date-place"], frozenset()).findings == ()


def test_vietnamese_is_read_back_from_a_pdf(themes: list[Theme]) -> None:
    """Where a theme's font lacks the letters and another one stands in, WeasyPrint's PDF has each letter once."""
    from cvrender.engines.weasyprint import engine as weasyprint
    from cvrender.system.fonts import faces

    source = {"basics": {"name": "Nguyễn Thị Ngọc Ánh"}, "meta": {"cvrender": {"lang": "vi"}}}
    theme = next(one for one in themes if one.name == "duo")
    document = arrange(document_of(json.dumps(source)), theme)
    page = html.write(document, theme, Report())
    fonts = faces(theme.families(), page[html.NAME].decode(), "vi")
    pdf = weasyprint.compile(page, fonts, lambda _: None)
    assert hold(pdf, "pdf", document, theme.tokens["date-place"], frozenset()).findings == ()


def test_a_foot_with_a_date_in_japanese() -> None:
    """Typst sets space between digits and the words beside them; what stands at the foot of a page is still known."""
    output = Output("pdf", tuple(Page(f"wool flax loom\n2026 年 3 月 4 日 Jane Doe {number} / 2") for number in (1, 2)))
    feet = (("2026年3月4日",), ("Jane Doe",), (Counter("page"), " / ", Counter("pages")))
    found = Stream(output, frozenset("wolfaxm"), "Jane Doe", feet)
    assert len(found.feet) == 2
