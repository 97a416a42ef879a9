"""From a Resume to a Document: inlines, prose, dates in words, names, sections, and that nothing is lost on the way."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import cvrender.document
from conftest import document_of, linked, resume_of, said
from cvrender.diagnostics.report import Position, Report
from cvrender.document import inline
from cvrender.document.compose import compose
from cvrender.document.inline import inlines, prose
from cvrender.document.layout import name_parts, running
from cvrender.document.locale import Month, babel_dates, date_inlines, languages, locale
from cvrender.document.model import (
    Citation,
    Code,
    Date,
    Document,
    Emph,
    Entry,
    Group,
    Inlines,
    Link,
    List,
    Paragraph,
    Photo,
    Quote,
    Section,
    Strong,
    plain,
)
from cvrender.record import Record
from cvrender.resume import model
from cvrender.resume.model import ENTRY_KINDS, PUBLICATION_TYPES, SECTIONS, Node, Text


def composed(source: Any) -> tuple[Document, list[str]]:
    """The document of a source, and the codes of what is said about it."""
    report = Report()
    content = source if isinstance(source, str) else yaml.safe_dump(source, allow_unicode=True, sort_keys=False)
    document = compose(resume_of(content, report), report)
    return document, [diagnostic.code for diagnostic in report.ordered()]


def sections(source: Any) -> tuple[Section, ...]:
    """The sections of a source whose person is called Jane."""
    content = source if isinstance(source, str) else yaml.safe_dump(source, allow_unicode=True, sort_keys=False)
    return document_of("basics: {name: Jane}\n" + content).sections


def inlined(text: str) -> Inlines:
    """The inlines of a text about which nothing is said."""
    report = Report()
    found = inlines(Text(text), report)
    assert report.diagnostics == []
    return found


# Inlines.

X = "https://example.org"
INLINES: dict[str, Inlines] = {
    "**bold**": (Strong(("bold",)),),
    "__bold__": (Strong(("bold",)),),
    "*emphasis*": (Emph(("emphasis",)),),
    "_emphasis_": (Emph(("emphasis",)),),
    "***both***": (Emph((Strong(("both",)),)),),
    "a **b** c": ("a ", Strong(("b",)), " c"),
    "`code`": (Code("code"),),
    "`a *b* <c> \\d &amp;`": (Code("a *b* <c> \\d &amp;"),),
    "``a ` b``": (Code("a ` b"),),
    f"[words]({X})": (Link(X, ("words",)),),
    f'[words]({X} "title")': (Link(X, ("words",)),),
    f"[words](<{X}/a>)": (Link(f"{X}/a", ("words",)),),
    f"[words]({X}/a_(b))": (Link(f"{X}/a_(b)", ("words",)),),
    f"[a]({X}/1)[b]({X}/2)": (Link(f"{X}/1", ("a",)), Link(f"{X}/2", ("b",))),
    f"[]({X})": (Link(X, (X,)),),
    f"<{X}>": (Link(X, (X,)),),
    "<jane@example.org>": (Link("mailto:jane@example.org", ("jane@example.org",)),),
    "[mail](mailto:jane@example.org)": (Link("mailto:jane@example.org", ("mail",)),),
    "[call](tel:+1-902-555-0142)": (Link("tel:+1-902-555-0142", ("call",)),),
    # Nested.
    "*a **b** c*": (Emph(("a ", Strong(("b",)), " c")),),
    "**a *b* `c`**": (Strong(("a ", Emph(("b",)), " ", Code("c"))),),
    f"[*a* and `b`]({X})": (Link(X, (Emph(("a",)), " and ", Code("b"))),),
    f"**[a]({X})**": (Strong((Link(X, ("a",)),)),),
    f"[a [b]({X}/1) c]({X}/2)": ("[a ", Link(f"{X}/1", ("b",)), f" c]({X}/2)"),
    # Escapes.
    "\\*a\\*": ("*a*",),
    "\\_a\\_": ("_a_",),
    "\\`a\\`": ("`a`",),
    f"\\[a]({X})": (f"[a]({X})",),
    "\\\\": ("\\",),
    "\\a \\1": ("\\a \\1",),
    "C:\\path\\file": ("C:\\path\\file",),
    "*a\\*b*": (Emph(("a*b",)),),
    # HTML and entities are what was typed.
    "<b>a</b>": ("<b>a</b>",),
    "<script>alert(1)</script>": ("<script>alert(1)</script>",),
    "<!-- a -->": ("<!-- a -->",),
    "<br/> <img src=x onerror=y>": ("<br/> <img src=x onerror=y>",),
    "&amp; &lt;b&gt; &#65; &copy;": ("&amp; &lt;b&gt; &#65; &copy;",),
    "a < b > c & d": ("a < b > c & d",),
    "<b>*a*</b>": ("<b>", Emph(("a",)), "</b>"),
    # What only looks like markup.
    "snake_case_word": ("snake_case_word",),
    "a_b_c d_e_f": ("a_b_c d_e_f",),
    "$x_1$ and $y_2$": ("$x_1$ and $y_2$",),
    "2 * 3 * 4": ("2 * 3 * 4",),
    "* a * b": ("* a * b",),
    "*": ("*",),
    "**": ("**",),
    "*a": ("*a",),
    "a_": ("a_",),
    "`a": ("`a",),
    "** a**": ("** a**",),
    "f(*args, **kwargs)": ("f(*args, **kwargs)",),
    "[a][b]": ("[a][b]",),
    "[a]": ("[a]",),
    "[a]: https://example.org": ("[a]: https://example.org",),
    "[a] (b)": ("[a] (b)",),
    "[a](b": ("[a](b",),
    "- a": ("- a",),
    "1. a": ("1. a",),
    "# a": ("# a",),
    "> a": ("> a",),
    "~~a~~ ==b== ^c^": ("~~a~~ ==b== ^c^",),
    "https://example.org/a_b_c": ("https://example.org/a_b_c",),
    "日本**語**です": ("日本", Strong(("語",)), "です"),
    # An address in angle brackets is a link; a type in angle brackets is a type.
    "std::vector<std::string>": ("std::vector<std::string>",),
    "`std::vector<std::string>`": (Code("std::vector<std::string>"),),
    "<xs:element> and *a*": ("<xs:element> and ", Emph(("a",))),
    "Map<K:V>": ("Map<K:V>",),
    "": (),
}


_PIECES = st.sampled_from(
    [
        *(
            "**",
            "*",
            "`",
            "[",
            "](https://",
            "](https://a.b/c)",
            "[x](http://a-b.example/p_q/~r)",
            ")",
            "(",
            " ",
            "a",
            "b c",
        ),
        *(
            ".",
            ",",
            "&amp;",
            "!",
            "É",
            "—",
            "°",
            "_",
            ">",
            "'",
            "1",
            "**a b**",
            "*c*",
            "`d e`",
            "`*`",
            "  ",
            "\x85",
            "\x1c",
        ),
        *("\x85", "\x1c", "\u3000", "日本", "/", "-", ":", "#", "[y](https://A.B", "//", "..", "<"),
    ]
)


@settings(max_examples=2000)
@given(st.lists(_PIECES, max_size=12).map("".join))
def test_plain_marks_are_read_as_the_parser_reads_them(text: str) -> None:
    """What needs no parser comes out as it would of one."""
    reports = Report(), Report()
    found = inlines(Text(text), reports[0])
    tokens = inline._parser().parseInline(text)[0].children or []
    assert found == inline._Builder(tokens, reports[1], text).build("")
    assert reports[0].diagnostics == reports[1].diagnostics


def test_plain_marks_need_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most marks are plain: they stand beside one another, and none in another."""
    monkeypatch.setattr(inline, "_parser", None)
    text = "**A & B**: the *first* of [two (2)](https://example.org/a-b/c.html?)"
    with pytest.raises(TypeError):
        inlines(Text(text), Report())
    found = inlines(Text(text.replace("?", "") + ", with `code_x *y*`."), Report())
    assert found == (
        Strong(("A & B",)), ": the ", Emph(("first",)), " of ", Link("https://example.org/a-b/c.html", ("two (2)",)),
        ", with ", Code("code_x *y*"), ".",
    )  # fmt: skip


@pytest.mark.parametrize("text", INLINES)
def test_inlines(text: str) -> None:
    """Markdown's inlines, without images, HTML and entities: what is no markup is there as it was typed."""
    assert inlined(text) == INLINES[text]


@pytest.mark.parametrize("text", ["![words](https://example.org/a.png)", "a ![words](https://example.org/a.png) b"])
def test_an_image_is_not_loaded(text: str) -> None:
    """There are no pictures in text: its words stay, and a link to it at most."""
    assert "words" in plain(inlined(text))
    assert all(isinstance(inline, (str, Link)) for inline in inlined(text))


@pytest.mark.parametrize(
    "href",
    [
        *("javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"),
        *("//evil.example", "/etc/passwd", "../secret", "#top", "?q", "https:example.org", "mailto:", "ftp://a.org"),
    ],
)
def test_a_link_that_may_not_be_made_is_text(href: str) -> None:
    """Its words and its address are still there, no link is, and a warning stands at the place of the text."""
    report, at = Report(), Position("f", 3, 4)
    found = inlines(Text(f"a *b* [words]({href}) c", at), report)
    assert not any(isinstance(inline, Link) for inline in found)
    assert "words" in plain(found)
    assert href in plain(found)
    assert [(d.code, d.severity, d.position) for d in report.diagnostics] == [("CV022", "warning", at)]


def test_an_address_in_angle_brackets_is_said_once() -> None:
    """What may not be linked to stays as it was typed, and is not told twice."""
    assert plain(inlines(Text("<javascript:alert(1)>"), Report())) == "<javascript:alert(1)>"


@pytest.mark.parametrize("href", ["paper.pdf", "x.png", "example.org"])
def test_a_link_without_scheme_is_told(href: str) -> None:
    """A field's `example.org` gets `https://` and a warning; so it is within a text, where it may be a file's name."""
    report = Report()
    inlines(Text(f"[words]({href})"), report)
    assert [d.code for d in report.diagnostics] == ["CV021"]


def test_equal_words_with_and_without_the_parser() -> None:
    """The short way for texts without markup gives what the parser would."""
    for text in ("plain", "a & b < c", "a_b", "a * b", "[a]", "ü 日本 😀", "a]b(c)", "!", "a  b"):
        longer = inlined(f"{text} `x`")
        assert plain(longer) == f"{text} x"
        assert inlined(text) == (text,)


# Prose.

PROSE: dict[str, tuple[Paragraph | List, ...]] = {
    "one": (Paragraph(("one",)),),
    "one\ntwo": (Paragraph(("one two",)),),
    "one\n\ntwo": (Paragraph(("one",)), Paragraph(("two",))),
    "one\n \n\n\ntwo": (Paragraph(("one",)), Paragraph(("two",))),
    "*one\ntwo*": (Paragraph((Emph(("one two",)),)),),
    "- one\n- two": (List((("one",), ("two",))),),
    "* one\n* two": (List((("one",), ("two",))),),
    "+ one\n+ two": (List((("one",), ("two",))),),
    "• one\n• two": (List((("one",), ("two",))),),
    "▪ one\n‣ two": (List((("one",), ("two",))),),
    "1. one\n2. two": (List((("one",), ("two",)), start=1),),
    "1) one\n2) two": (List((("one",), ("two",)), start=1),),
    "text\n- one\n- two": (Paragraph(("text",)), List((("one",), ("two",)))),
    "text\n\n- one\n- two\n\nmore": (Paragraph(("text",)), List((("one",), ("two",))), Paragraph(("more",))),
    "- one\n  goes on\n- two": (List((("one goes on",), ("two",))),),
    "- one\n\n- two": (List((("one",), ("two",))),),
    "- **one** is `x`\n- two": (List(((Strong(("one",)), " is ", Code("x")), ("two",))),),
    # What is no list.
    "-5 degrees": (Paragraph(("-5 degrees",)),),
    "1990. That year": (Paragraph(("1990. That year",)),),
    "3.5 years": (Paragraph(("3.5 years",)),),
    "a - b\nc": (Paragraph(("a - b c",)),),
    "-": (Paragraph(("-",)),),
    "# one": (Paragraph(("# one",)),),
    "> one": (Paragraph(("> one",)),),
    "---": (Paragraph(("---",)),),
    "one\n---": (Paragraph(("one ---",)),),
    "| a | b |": (Paragraph(("| a | b |",)),),
    "<p>one</p>\n\n<p>two</p>": (Paragraph(("<p>one</p>",)), Paragraph(("<p>two</p>",))),
}


@pytest.mark.parametrize("text", PROSE)
def test_prose(text: str) -> None:
    """Paragraphs and simple lists; a line that begins with a bullet is an item, whatever editor typed it."""
    report = Report()
    assert prose(Text(text), report) == PROSE[text]
    assert report.diagnostics == []


@pytest.mark.parametrize("text", ["3. Platz beim Bundeswettbewerb", "2) second\n3) third", "10. Auflage"])
def test_a_number_at_the_beginning_is_not_changed(text: str) -> None:
    """Who came third did not come first: a list that does not begin at 1 keeps its numbers, or is no list."""
    first = next(iter(prose(Text(text), Report())))
    if isinstance(first, List):
        number = text.split(".", maxsplit=1)[0].split(")", maxsplit=1)[0]
        assert number in str(first)
    else:
        assert plain(first.text).startswith(text.split("\n", maxsplit=1)[0])


def test_prose_keeps_its_place() -> None:
    """What is wrong with a link in the third paragraph is told at the place of the text."""
    report, at = Report(), Position("f", 7, 3)
    prose(Text("one\n\ntwo\n\n- [x](javascript:y)", at), report)
    assert [d.position for d in report.diagnostics] == [at]


# Dates.

DATES: dict[str, dict[str, tuple[str, str]]] = {
    # 2021-09-13 in words by language and style: the month, and the day where it is asked for.
    "en": {"short": ("Sep 2021", "Sep 13, 2021"), "long": ("September 2021", "September 13, 2021")},
    "de": {"short": ("Sept. 2021", "13. Sept. 2021"), "long": ("September 2021", "13. September 2021")},
    "fr": {"short": ("sept. 2021", "13 sept. 2021"), "long": ("septembre 2021", "13 septembre 2021")},
    "es": {"short": ("sept 2021", "13 sept 2021"), "long": ("septiembre de 2021", "13 de septiembre de 2021")},
    "pt": {"short": ("set. de 2021", "13 de set. de 2021"), "long": ("setembro de 2021", "13 de setembro de 2021")},
    "it": {"short": ("set 2021", "13 set 2021"), "long": ("settembre 2021", "13 settembre 2021")},
    "nl": {"short": ("sep 2021", "13 sep 2021"), "long": ("september 2021", "13 september 2021")},
    "ko": {"short": ("2021년 9월", "2021년 9월 13일"), "long": ("2021년 9월", "2021년 9월 13일")},
    "ja": {"short": ("2021年9月", "2021年9月13日"), "long": ("2021年9月", "2021年9月13日")},
    "zh-Hans": {"short": ("2021年9月", "2021年9月13日"), "long": ("2021年9月", "2021年9月13日")},
    "ar": {"short": ("سبتمبر 2021", "13 سبتمبر 2021"), "long": ("سبتمبر 2021", "13 سبتمبر 2021")},
    "he": {"short": ("ספט׳ 2021", "13 בספט׳ 2021"), "long": ("ספטמבר 2021", "13 בספטמבר 2021")},
    "cs": {"short": ("září 2021", "13. 9. 2021"), "long": ("září 2021", "13. září 2021")},
    "da": {"short": ("sep. 2021", "13. sep. 2021"), "long": ("september 2021", "13. september 2021")},
    "el": {"short": ("Σεπ 2021", "13 Σεπ 2021"), "long": ("Σεπτέμβριος 2021", "13 Σεπτεμβρίου 2021")},
    "fi": {"short": ("syys 2021", "13.9.2021"), "long": ("syyskuu 2021", "13. syyskuuta 2021")},
    "hi": {"short": ("सित॰ 2021", "13 सित॰ 2021"), "long": ("सितंबर 2021", "13 सितंबर 2021")},
    "hu": {"short": ("2021. szept.", "2021. szept. 13."), "long": ("2021. szeptember", "2021. szeptember 13.")},
    "id": {"short": ("Sep 2021", "13 Sep 2021"), "long": ("September 2021", "13 September 2021")},
    "nb": {"short": ("sep. 2021", "13. sep. 2021"), "long": ("september 2021", "13. september 2021")},
    "pl": {"short": ("wrz 2021", "13 wrz 2021"), "long": ("wrzesień 2021", "13 września 2021")},
    "ro": {"short": ("sept. 2021", "13 sept. 2021"), "long": ("septembrie 2021", "13 septembrie 2021")},
    "ru": {"short": ("сент. 2021 г.", "13 сент. 2021 г."), "long": ("сентябрь 2021 г.", "13 сентября 2021 г.")},
    "sv": {"short": ("sep. 2021", "13 sep. 2021"), "long": ("september 2021", "13 september 2021")},
    "tr": {"short": ("Eyl 2021", "13 Eyl 2021"), "long": ("Eylül 2021", "13 Eylül 2021")},
    "uk": {"short": ("вер. 2021 р.", "13 вер. 2021 р."), "long": ("вересень 2021 р.", "13 вересня 2021 р.")},
    "vi": {"short": ("thg 9 2021", "13 thg 9, 2021"), "long": ("tháng 9 năm 2021", "13 tháng 9, 2021")},
    "zh-Hant": {"short": ("2021年9月", "2021年9月13日"), "long": ("2021年9月", "2021年9月13日")},
}
NUMERIC: dict[str, tuple[str, str]] = {
    "en": ("9/2021", "9/13/2021"),
    "de": ("9/2021", "13.9.2021"),
    "fr": ("09/2021", "13/09/2021"),
    "es": ("9/2021", "13/9/2021"),
    "pt": ("09/2021", "13/09/2021"),
    "it": ("09/2021", "13/09/2021"),
    "nl": ("9-2021", "13-9-2021"),
    "ko": ("2021. 9.", "2021. 9. 13."),
    "ja": ("2021/9", "2021/9/13"),
    "zh-Hans": ("2021/9", "2021/9/13"),
    "ar": ("9/2021", "13/9/2021"),
    "he": ("9.2021", "13.9.2021"),
    "cs": ("9/2021", "13. 9. 2021"),
    "da": ("9.2021", "13.9.2021"),
    "el": ("9/2021", "13/9/2021"),
    "fi": ("9.2021", "13.9.2021"),
    "hi": ("9/2021", "13/9/2021"),
    "hu": ("2021. 9.", "2021. 09. 13."),
    "id": ("9/2021", "13/9/2021"),
    "nb": ("9.2021", "13.9.2021"),
    "pl": ("09.2021", "13.09.2021"),
    "ro": ("09.2021", "13.09.2021"),
    "ru": ("09.2021", "13.09.2021"),
    "sv": ("2021-09", "2021-09-13"),
    "tr": ("09/2021", "13.09.2021"),
    "uk": ("09.2021", "13.09.2021"),
    "vi": ("9/2021", "13/9/2021"),
    "zh-Hant": ("2021/9", "2021/9/13"),
}
RANGES: dict[str, tuple[str, str]] = {
    # From 2020 to 2021-09; from 2020 on.
    "en": ("2020 – Sep 2021", "2020 – Present"),
    "de": ("2020 – Sept. 2021", "2020 – heute"),
    "fr": ("2020 – sept. 2021", "2020 – aujourd’hui"),
    "es": ("2020 – sept 2021", "2020 – actualidad"),
    "pt": ("2020 – set. de 2021", "2020 – atual"),
    "it": ("2020 – set 2021", "2020 – oggi"),
    "nl": ("2020 – sep 2021", "2020 – heden"),
    "ko": ("2020년 ~ 2021년 9월", "2020년 ~ 현재"),
    "ja": ("2020年～2021年9月", "2020年～現在"),
    "zh-Hans": ("2020年 – 2021年9月", "2020年 – 至今"),
    "ar": ("2020 – سبتمبر 2021", "2020 – الآن"),
    "he": ("2020 – ספט׳ 2021", "2020 – היום"),
    "cs": ("2020 – září 2021", "2020 – současnost"),
    "da": ("2020 – sep. 2021", "2020 – nu"),
    "el": ("2020 – Σεπ 2021", "2020 – σήμερα"),
    "fi": ("2020 – syys 2021", "2020 – nykyhetki"),
    "hi": ("2020 – सित॰ 2021", "2020 – वर्तमान"),
    "hu": ("2020. – 2021. szept.", "2020. – jelenleg"),
    "id": ("2020 – Sep 2021", "2020 – Sekarang"),
    "nb": ("2020 – sep. 2021", "2020 – nå"),
    "pl": ("2020 – wrz 2021", "2020 – obecnie"),
    "ro": ("2020 – sept. 2021", "2020 – prezent"),
    "ru": ("2020 – сент. 2021 г.", "2020 – настоящее время"),
    "sv": ("2020 – sep. 2021", "2020 – nu"),
    "tr": ("2020 – Eyl 2021", "2020 – Halen"),
    "uk": ("2020 – вер. 2021 р.", "2020 – дотепер"),
    "vi": ("2020 – thg 9 2021", "2020 – nay"),
    "zh-Hant": ("2020年 – 2021年9月", "2020年 – 至今"),
}


def dated(lang: str, dates: str, entry: str) -> Inlines:
    """The date of one entry in a language and a style."""
    meta = f"meta: {{cvrender: {{lang: {lang}, dates: {{{dates}}}}}}}\n"
    (section,) = sections(f"work: [{{name: x, {entry}}}]\n{meta}")
    (block,) = section.body
    assert isinstance(block, Entry)
    return block.date


@pytest.mark.parametrize("lang", DATES)
def test_a_date_in_words(lang: str) -> None:
    """Month and year as the language writes them; the day only where it is asked for; ISO 8601 says as much."""
    for style, (without, with_day) in {**DATES[lang], "numeric": NUMERIC[lang]}.items():
        assert dated(lang, f"month: {style}", "endDate: 2021-09-13") == (Date(without, "2021-09"),)
        assert dated(lang, f"month: {style}, day: false", "endDate: 2021-09-13") == (Date(without, "2021-09"),)
        assert dated(lang, f"month: {style}, day: true", "endDate: 2021-09-13") == (Date(with_day, "2021-09-13"),)
        assert dated(lang, f"month: {style}, day: true", "endDate: 2021-09") == (Date(without, "2021-09"),)
    assert dated(lang, "", "endDate: 2021-09-13") == (Date(DATES[lang]["short"][0], "2021-09"),)


def test_every_language_is_held_against_these() -> None:
    """The tables above have all languages that there are."""
    assert sorted(DATES) == sorted(NUMERIC) == sorted(RANGES) == languages()


@pytest.mark.parametrize("lang", RANGES)
def test_a_range_in_words(lang: str) -> None:
    """A range as the language writes it, and an end that has not come in its word for it."""
    closed, ongoing = RANGES[lang]
    assert plain(dated(lang, "", "startDate: 2020, endDate: 2021-09")) == closed
    assert plain(dated(lang, "", "startDate: 2020, endDate: present")) == ongoing
    assert plain(dated(lang, "", "startDate: 2020")) == ongoing


def test_dates_of_an_entry() -> None:
    """Free text stands instead of the dates; what is no date stands as it was typed; one date needs no dash."""
    assert dated("en", "", "startDate: 2020, when: Summer *2021*") == ("Summer ", Emph(("2021",)))
    assert dated("en", "", "when: Summer 2021") == ("Summer 2021",)
    assert plain(dated("en", "", "startDate: 2020, endDate: a while ago")) == "2020 – a while ago"
    assert plain(dated("en", "", "endDate: 2020")) == "2020"
    assert plain(dated("en", "", "endDate: present")) == "Present"
    assert dated("en", "", "position: x") == ()


@pytest.mark.parametrize("entry", ["startDate: 2020, endDate: 2020", "startDate: 2020-05-01, endDate: 2020-05-31"])
def test_a_range_within_what_is_shown_is_one_date(entry: str) -> None:
    """`May 2020 – May 2020` says no more than `May 2020`."""
    assert plain(dated("en", "", entry)) in ("2020", "May 2020")


def test_a_date_beside_a_range_is_not_lost_in_silence() -> None:
    """A grant may have a date or a range; of one that has both, all is shown or something is said."""
    grant = {"title": "t", "date": "2019", "startDate": "2021", "endDate": "2022"}
    document, said_of_it = composed({"basics": {"name": "J"}, "grants": [grant]})
    shown = " ".join(said(document))
    assert ("2019" in shown and "2021" in shown and "2022" in shown) or said_of_it


def test_when_it_was_updated() -> None:
    """`meta.lastModified` is shown with its day, in the words of the language, where that is asked for."""
    source = "basics: {{name: J}}\nmeta: {{lastModified: {}, cvrender: {{lang: {}, dates: {{updated: {}}}}}}}\n"
    assert plain(document_of(source.format("2026-11-21", "en", "true")).updated) == "Last updated November 21, 2026"
    assert plain(document_of(source.format("2026-11-21T10:00:00Z", "de", "yes")).updated).endswith("21. November 2026")
    assert plain(document_of(source.format("last week", "en", "true")).updated) == "Last updated last week"
    assert document_of(source.format("2026-11-21", "en", "false")).updated == ()
    assert document_of("basics: {name: J}\nmeta: {lastModified: 2026-11-21}\n").updated == ()


# Locales.


def _leaves(table: dict[str, Any], before: str = "") -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{before}{key}.")
        else:
            yield f"{before}{key}"


LOCALES = Path(cvrender.document.__file__).parent / "locales"


@pytest.mark.parametrize("lang", languages())
def test_a_locale_is_whole(lang: str) -> None:
    """Every language has the same keys, none empty; a heading for every section and every type of publication."""
    tables = tomllib.loads((LOCALES / f"{lang}.toml").read_text("utf-8"))
    english = tomllib.loads((LOCALES / "en.toml").read_text("utf-8"))
    assert sorted(_leaves(tables)) == sorted(_leaves(english))
    found = locale(lang)
    assert found is not None
    assert set(found.headings) == {"summary", *SECTIONS}
    assert set(found.publications) == set(PUBLICATION_TYPES)
    for table in (found.headings, found.publications, found.words):
        assert all(word.strip() == word and word for word in table.values())
        assert len(set(found.headings.values())) == len(found.headings)
    assert found.direction == ("rtl" if lang in ("ar", "he") else "ltr")
    assert "{name}" in found.words["photo"]
    assert found.dates["range"].startswith("{0}")
    assert found.dates["range"].endswith("{1}")


@pytest.mark.parametrize("lang", languages())
def test_dates_of_a_locale_are_babels(lang: str) -> None:
    """What stands in the file is what Babel says; `make locales` writes it."""
    found = locale(lang)
    assert found is not None
    assert found.dates == babel_dates(lang)


@pytest.mark.parametrize("tag", [*languages(), "en-GB", "pt-BR", "pt-PT", "de-CH", "fr-CA", "es-MX", "ar-EG"])
def test_dates_in_words_are_babels(tag: str) -> None:
    """Every month, with days of one digit and of two, is written as Babel writes it, without its direction marks."""
    from babel import Locale as Babel
    from babel.dates import format_date, format_skeleton

    found, babel = locale(tag), Babel.parse(tag.replace("-", "_"))
    assert found is not None
    skeletons: dict[Month, tuple[str, str]] = {
        "short": ("yMMM", "yMMMd"),
        "long": ("yMMMM", "long"),
        "numeric": ("yM", "yMd"),
    }
    for month in range(1, 13):
        for day in (0, 3, 28):
            at = datetime.date(2021, month, day or 1)
            for style, (without, with_day) in skeletons.items():
                skeleton = with_day if day else without
                if skeleton == "long":
                    wanted = format_date(at, "long", babel)
                else:
                    wanted = format_skeleton(skeleton, at, locale=babel)
                wanted = wanted.translate({0x200E: None, 0x200F: None, 0x2009: " ", 0x202F: " "})
                assert plain(date_inlines(model.Date(2021, month, day), found, style, day=True)) == wanted


@pytest.mark.parametrize(
    ("tag", "lang", "date", "heading"),
    [
        ("en-GB", "en-GB", "13 Sept 2021", "Experience"),
        ("en-US", "en-US", "Sep 13, 2021", "Experience"),
        ("EN", "en", "Sep 13, 2021", "Experience"),
        ("pt-BR", "pt-BR", "13 de set. de 2021", None),
        ("zh-CN", "zh-Hans", "2021年9月13日", None),
        ("zh", "zh-Hans", "2021年9月13日", None),
        ("zh-Hans", "zh-Hans", "2021年9月13日", None),
        ("ko-KR", "ko-KR", "2021년 9월 13일", "경력"),
        ("zh-TW", "zh-Hant", "2021年9月13日", "工作經歷"),
        ("zh-hk", "zh-Hant", "2021年9月13日", "工作經歷"),
        ("iw", "he", "13 בספט׳ 2021", None),
        ("no", "nb", "13. sep. 2021", "Arbeidserfaring"),
    ],
)
def test_regional_tags(tag: str, lang: str, date: str, heading: str | None) -> None:
    """A region has the headings of its language, and dates of its own; the document says which it is."""
    source = "basics: {name: J}\nwork: [{name: x, endDate: 2021-09-13}]\n"
    document = document_of(f"{source}meta: {{cvrender: {{lang: {tag}, dates: {{day: true}}}}}}\n")
    assert document.lang == lang
    assert date in said(document)
    base = locale(lang.split("-", maxsplit=1)[0] if not lang.startswith("zh") else lang)
    assert base is not None
    assert document.sections[0].title == (heading or base.headings["work"])


@pytest.mark.parametrize("tag", ["xx", "tlh", "english", "e", "../en", 'en-"><script>', "en-", "-en"])
def test_an_unknown_language_is_an_error(tag: str) -> None:
    """A language that there are no headings for is an error where it was typed, and names those that there are."""
    report = Report()
    document = compose(resume_of(f"basics: {{name: J}}\nmeta:\n  cvrender:\n    lang: '{tag}'\n"), report)
    assert [(d.code, d.severity, d.position) for d in report.diagnostics] == [
        ("CV045", "error", Position("test.yaml", 4, 11))
    ]
    assert report.diagnostics[0].hint
    assert document.lang == "en"


@pytest.mark.parametrize("lang", languages())
def test_every_heading_is_in_the_language(lang: str) -> None:
    """The title of each section is that of the locale, and the direction is that of the script."""
    entry = {"note": "x"}
    source = {"basics": {"name": "J", "summary": "x"}, **{key: [entry] for key in SECTIONS}}
    document = document_of(yaml.safe_dump({**source, "meta": {"cvrender": {"lang": lang}}}, sort_keys=False))
    found = locale(lang)
    assert found is not None
    assert [section.title for section in document.sections] == [
        found.headings["summary"],
        *(found.headings[key] for key in SECTIONS),
    ]
    assert (document.lang, document.direction, document.punctuation) == (lang, found.direction, found.punctuation)


# Names in bold.


def cited(authors: list[str], basics: str = "name: Jane Doe, aliases: [J. Doe, 'Doe, J.']") -> Section:
    """A section with one publication by these authors."""
    publications = yaml.safe_dump({"publications": [{"name": "Title", "authors": authors}]}, allow_unicode=True)
    (section,) = document_of(f"basics: {{{basics}}}\n{publications}").sections
    return section


def authors_of(section: Section) -> tuple[Inlines, ...]:
    """The authors of its first publication."""
    citation = section.body[0]
    assert isinstance(citation, Citation)
    return citation.authors


@pytest.mark.parametrize("name", ["Jane Doe", "jane doe", "J. Doe", "J Doe", "J. DOE", "Doe, J."])
def test_the_persons_own_name_is_bold(name: str) -> None:
    """By the name or by an alias, whatever its case, its full stops and commas; and others are not."""
    assert authors_of(cited(["A. Other", name, "J. Doex"])) == (("A. Other",), (Strong((name,)),), ("J. Doex",))


def test_an_unnamed_person_has_no_own_name() -> None:
    """Without a name nothing is bold."""
    assert authors_of(cited(["A. Other", "."], "label: x")) == (("A. Other",), (".",))


@pytest.mark.parametrize("words", ["et al.", "et al", "Et Al."])
def test_et_al_is_no_author(words: str) -> None:
    """It follows the last name without a comma, and a bold name ends before it."""
    assert authors_of(cited(["A. Other", "Jane Doe", words])) == (("A. Other",), (Strong(("Jane Doe",)), f" {words}"))
    assert authors_of(cited([words])) == ((words,),)


def test_a_name_may_begin_as_et_al_does() -> None:
    """Et Alvarez is a person."""
    assert authors_of(cited(["A. Other", "Et Alvarez"])) == (("A. Other",), ("Et Alvarez",))


def test_equal_contribution() -> None:
    """A trailing `*` stays, outside the bold of a name, and brings one footnote."""
    section = cited(["Jane Doe*", "A. Other *", "B. Other"])
    assert authors_of(section) == ((Strong(("Jane Doe",)), "*"), ("A. Other*",), ("B. Other",))
    assert [plain(note) for note in section.footnotes] == ["* Equal contribution"]


def test_a_footnote_stands_where_its_mark_is() -> None:
    """Of several sections with publications, only those with a marked name explain the mark."""
    found = sections(
        "publications:\n"
        "  - {name: a, type: journal, authors: [A, B]}\n"
        "  - {name: b, type: preprint, authors: ['A*', 'B*']}\n"
        "sections:\n"
        "  - {title: One, kind: publications, entries: [{name: c, authors: [A]}]}\n"
        "  - {title: Two, kind: publications, entries: [{name: d, authors: ['A*']}]}\n"
        "  - {title: Three, entries: ['* no mark']}\n"
        "meta: {cvrender: {lang: ko, publications: {group: type}}}\n"
    )
    assert [[plain(note) for note in section.footnotes] for section in found] == [
        [],
        ["* 동등 기여"],
        [],
        ["* 동등 기여"],
        [],
    ]


# Words in bold.


def test_words_in_bold() -> None:
    """A word of `bold` is bold in text, prose, lists and links, as a whole word only; code and bold text stay."""
    source = {
        "work": [
            {
                "name": "Acme and Acmes",
                "position": "at *the Acme*",
                "summary": "Acme, `Acme` and **Acme**\n\n- Acme C++",
                "highlights": [f"[my Acme]({X}) C++17 C++"],
                "keywords": ["acme", "Acme-2"],
            }
        ],
        "meta": {"cvrender": {"bold": ["Acme", "C++"]}},
    }
    (section,) = sections(source)
    (entry,) = section.body
    assert isinstance(entry, Entry)
    acme = Strong(("Acme",))
    assert entry.title == (acme, " and Acmes")
    assert entry.subtitle == ("at ", Emph(("the ", acme)))
    assert entry.prose == (
        Paragraph((acme, ", ", Code("Acme"), " and ", acme)),
        List(((acme, " ", Strong(("C++",))),)),
    )
    assert entry.highlights == ((Link(X, ("my ", acme)), " C++17 ", Strong(("C++",))),)
    assert entry.groups[0].items == (("acme",), (acme, "-2"))


def test_no_word_in_bold_is_lost() -> None:
    """Setting words bold does not change the words."""
    text = "Acme A.c me C++ (C) *Acme Corp* Acme"
    (section,) = sections(
        {"work": [{"name": text}], "meta": {"cvrender": {"bold": ["Acme", "Acme Corp", "C++", "(C)"]}}}
    )
    (entry,) = section.body
    assert isinstance(entry, Entry)
    assert plain(entry.title) == text.replace("*", "")


# Sections.


def titles(source: str) -> list[str]:
    """The headings of a source, in order."""
    return [section.title for section in sections(source)]


THREE = "skills: [{name: s}]\nsections: [{title: Own, entries: [x]}]\nwork: [{name: w}]\n"


@pytest.mark.parametrize(
    ("meta", "wanted"),
    [
        ("", ["Skills", "Own", "Experience"]),
        ("sections: [work]", ["Experience", "Skills", "Own"]),
        ("sections: [work, Own, skills]", ["Experience", "Own", "Skills"]),
        ("sections: [sections, work]", ["Own", "Experience", "Skills"]),
        ("sections: [education, work]", ["Experience", "Skills", "Own"]),
        ("sections: [work, work]", ["Experience", "Skills", "Own"]),
        ("sections: []", ["Skills", "Own", "Experience"]),
        ("headings: {work: Jobs, Own: Mine}", ["Skills", "Mine", "Jobs"]),
        ("headings: {work: Jobs}, sections: [work]", ["Jobs", "Skills", "Own"]),
    ],
)
def test_order_and_headings(meta: str, wanted: list[str]) -> None:
    """Sections stand as the file has them; those that are named come first; headings are what the person says."""
    assert titles(f"{THREE}meta: {{cvrender: {{{meta}}}}}\n") == wanted


def test_the_summary_comes_first_unless_it_is_placed() -> None:
    """What stands in `basics` is a section as well."""
    source = "basics: {name: J, summary: about}\nwork: [{name: w}]\n"
    assert [s.id for s in document_of(source).sections] == ["summary", "work"]
    placed = document_of(source + "meta: {cvrender: {sections: [work, summary], headings: {summary: About}}}\n")
    assert [(s.id, s.title, s.role) for s in placed.sections] == [
        ("work", "Experience", "experience"),
        ("summary", "About", "summary"),
    ]


@pytest.mark.parametrize("title", ["work", "skills", "summary", "sections", "publications", "basics"])
@pytest.mark.parametrize("first", [True, False])
def test_a_section_may_have_the_name_of_another(title: str, first: bool) -> None:
    """A section of the person's own is not lost when it is called as one of the known ones, wherever it stands."""
    own = f"sections: [{{title: {title}, entries: [own words]}}]\n"
    known = "work: [{name: Acme}]\nskills: [{name: Rust}]\npublications: [{name: Paper}]\n"
    document = document_of("basics: {name: J, summary: about}\n" + (own + known if first else known + own))
    assert {"own words", "Acme", "Rust", "Paper", "about"} <= set(said(document))


def test_ids_of_sections_are_unique() -> None:
    """A link to a section leads to that one, also where headings are alike or missing."""
    entries = [{"title": title, "entries": ["x"]} for title in ("Own", "own", "Own!", "소개", "!", "?", "own 2")]
    source: dict[str, Any] = {"work": [{"name": "x"}], "sections": [*entries, {"entries": ["x"]}, {"entries": ["y"]}]}
    ids = [section.id for section in sections(source)]
    assert len(ids) == 10
    assert len(set(ids)) == len(ids)
    assert all(name and not any(c.isspace() for c in name) for name in ids)


def test_publications_by_type() -> None:
    """Grouped, each type has its heading, in the order of the table, and those without come last; else all is one."""
    listed = "publications:\n" + "".join(
        f"  - {{name: {kind}, type: {kind}}}\n" for kind in reversed(PUBLICATION_TYPES)
    )
    found = sections(listed + "  - {name: none}\nmeta: {cvrender: {publications: {group: type}}}\n")
    english = locale("en")
    assert english is not None
    assert [section.title for section in found] == [english.publications[kind] for kind in PUBLICATION_TYPES]
    assert len({section.id for section in found}) == len(found)
    assert {section.role for section in found} == {"publication"}
    assert len(found[-1].body) == 2
    assert [section.title for section in sections(listed)] == ["Publications"]
    assert len(sections(listed + "meta: {cvrender: {publications: {group: none}}}\n")) == 1


def test_publications_by_year() -> None:
    """A section for each year in the order of the entries, its number in the words of the language; first what has no
    date, under the heading alone.
    """
    source = """
basics: {name: J}
publications:
  - {name: c, releaseDate: 2021-05}
  - {name: a}
  - {name: d, releaseDate: 2021}
  - {name: e, releaseDate: 2020-01-02}
  - {name: b, releaseDate: soon}
  - {name: f, releaseDate: 2021-07}
meta: {cvrender: {publications: {group: year}, lang: %s, headings: {publications: %s}}}
"""
    for lang, heading, wanted in (
        ("en", "Papers", ["Papers", "Papers 2021", "Papers 2020"]),
        ("ko", "논문", ["논문", "논문 2021년", "논문 2020년"]),
    ):
        found = document_of(source % (lang, heading)).sections
        assert [section.title for section in found] == wanted
        assert [section.id for section in found] == ["publications", "publications-2021", "publications-2020"]
        titles = [[plain(b.title) for b in section.body if isinstance(b, Citation)] for section in found]
        assert titles == [["a", "b"], ["c", "d", "f"], ["e"]]


def test_positions() -> None:
    """Several roles at one place are parts of its entry; what the place has itself stays with it."""
    (section,) = sections(
        "work:\n"
        "  - name: Acme\n    location: Oslo\n    url: https://acme.example\n    summary: All of it.\n    positions:\n"
        "      - {position: Chief, startDate: 2020, highlights: [led]}\n"
        "      - {position: Clerk, startDate: 2018, endDate: 2020, location: Bergen}\n"
    )
    (entry,) = section.body
    assert isinstance(entry, Entry)
    assert entry.title == (Link("https://acme.example", ("Acme",)),)
    assert entry.date == ()
    assert [(plain(part.title), plain(part.date), plain(part.place)) for part in entry.parts] == [
        ("Chief", "2020 – Present", ""),
        ("Clerk", "2018 – 2020", "Bergen"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "work: [{}]",
        "work: [{positions: [{}]}]",
        "work: [{positions: [{positions: ''}]}]",
        "skills: [{}]",
        "publications: [{}]",
        "references: [{}]",
        "sections: [{title: T, entries: [{}]}]",
        "sections: [{title: T}]",
        "work: [{links: [{}]}]",
        "publications: [{type: journal}]",
        "meta: {cvrender: {publications: {group: type}}}\npublications: [{type: journal}]",
    ],
)
def test_nothing_makes_no_section(source: str) -> None:
    """Where there is nothing to be read there is no heading."""
    assert sections(source + "\n") == ()


def test_sections_of_mixed_kinds() -> None:
    """In a section of one's own, an entry is what it says, or what the section says, or an item; a text is prose."""
    (section,) = sections(
        "sections:\n"
        "  - title: Mixed\n    kind: talks\n    entries:\n"
        "      - {title: Talk, event: Forum}\n"
        "      - Some *text*.\n"
        "      - {kind: publications, name: Paper, authors: [A]}\n"
        "      - {kind: skills, name: Skill, keywords: [k]}\n"
        "      - {kind: references, name: Someone, reference: Good.}\n"
        "      - {kind: work, name: Acme, position: Chief}\n"
        "      - {kind: item, title: Thing}\n"
    )
    assert [type(block) for block in section.body] == [Entry, Paragraph, Citation, Group, Quote, Entry, Entry]
    assert section.title == "Mixed"
    document = document_of("basics: {name: J}\nsections: [{title: T, kind: text, entries: [one, {title: two}]}]\n")
    assert [type(block) for block in document.sections[0].body] == [Paragraph, Entry]


def test_labels_alone_stand_together() -> None:
    """Languages that are a name and a level are one line; a group with more stands by itself, and order stays."""
    (section,) = sections(
        "languages:\n"
        "  - {language: English, fluency: native}\n  - {language: German}\n"
        "  - {language: French, fluency: B2, keywords: [DELF]}\n"
        "  - {language: Dutch}\n  - {language: Danish, note: by ear}\n"
    )
    assert section.body == (
        Group(items=(("English", " (", "native", ")"), ("German",))),
        Group(label=("French",), detail=("B2",), items=(("DELF",),)),
        Group(items=(("Dutch",), ("Danish", " (", "by ear", ")"))),
    )


def test_a_doi_is_a_link() -> None:
    """However it was typed, a DOI is shown as `doi:...` and leads to doi.org."""
    for typed in (
        "10.5555/a.b(1)",
        "https://doi.org/10.5555/a.b(1)",
        "doi:10.5555/a.b(1)",
        "http://dx.doi.org/10.5555/a.b(1)",
    ):
        (section,) = sections({"publications": [{"name": "x", "doi": typed}]})
        (citation,) = section.body
        assert isinstance(citation, Citation)
        assert citation.links == (Link("https://doi.org/10.5555/a.b(1)", ("doi:10.5555/a.b(1)",)),)


def test_a_score_gets_its_word_unless_it_says_itself() -> None:
    """`3.9` is a grade; `GPA 3.9` says so."""
    (section,) = sections("education: [{institution: a, score: 3.9/4}, {institution: b, score: GPA 3.9}]\n")
    first, second = section.body
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    assert first.groups == (Group(label=("Grade",), items=(("3.9/4",),)),)
    assert second.groups == (Group(items=(("GPA 3.9",),)),)


def test_a_link_within_a_linked_title_gives_way() -> None:
    """Links do not nest: the entry's own address wins, and the words stay."""
    (section,) = sections(f"projects: [{{name: '[a]({X}/1) *b*', url: '{X}/2'}}]\n")
    (entry,) = section.body
    assert isinstance(entry, Entry)
    assert entry.title == (Link(f"{X}/2", ("a", " ", Emph(("b",)))),)


# The head of the page.


def test_contacts() -> None:
    """Every way to reach the person, as a link where it can be one, with its name in the document's language."""
    document = document_of(
        "basics:\n  name: J\n  email: j@example.org\n  phone: (902) 555-0142\n  url: https://example.org/j/\n"
        "  location: {address: 1 Way, postalCode: 0123, city: Oslo, region: R, countryCode: NO}\n"
        "  profiles:\n    - {network: GitHub, username: jj, url: https://github.com/jj}\n"
        "    - {network: X, username: '@jj'}\n    - {network: Y}\n    - {url: https://z.example/jj}\n"
        "meta: {cvrender: {lang: de}}\n"
    )
    assert [(c.kind, c.text, c.url) for c in document.contacts] == [
        ("email", "j@example.org", "mailto:j@example.org"),
        ("phone", "(902) 555-0142", "tel:9025550142"),
        ("url", "example.org/j", "https://example.org/j/"),
        ("location", "1 Way, 0123 Oslo, R, NO", ""),
        ("profile", "jj", "https://github.com/jj"),
        ("profile", "@jj", ""),
        ("profile", "Y", ""),
        ("profile", "z.example/jj", "https://z.example/jj"),
    ]
    assert [c.label for c in document.contacts][:4] == ["E-Mail", "Telefon", "Website", "Anschrift"]


@pytest.mark.parametrize(("typed", "dialled"), [("+1 902-555-0142 ext. 7", "tel:+19025550142"), ("n/a", ""), ("+", "")])
def test_a_telephone_link_dials_the_number(typed: str, dialled: str) -> None:
    """An extension is no part of the number that a link dials; what holds no number is no link."""
    (contact,) = document_of(f"basics: {{name: J, phone: '{typed}'}}\n").contacts
    assert contact.text == typed
    assert contact.url in (dialled, f"{dialled};ext=7" if dialled else "")


def test_contacts_that_are_no_links_are_text() -> None:
    """What is no address is shown as it was typed, all of it."""
    document = document_of(
        "basics:\n  name: J\n  email: j at example\n  url: javascript:alert(1)\n"
        "  profiles: [{network: N, username: u, url: 'javascript:alert(2)'}]\n"
    )
    assert [contact.url for contact in document.contacts] == ["", "", ""]
    assert [contact.text for contact in document.contacts] == [
        "j at example",
        "javascript:alert(1)",
        "u javascript:alert(2)",
    ]


def test_a_photo_is_described() -> None:
    """The alternative text names the person, in the document's language."""
    report, photo = Report(), Photo(b"x", "image/png", "")
    document = compose(resume_of("basics: {name: Jane Doe}\n"), report, photo)
    assert document.photo == Photo(b"x", "image/png", "Photo of Jane Doe")
    nameless = compose(resume_of("basics: {label: x}\n"), report, photo)
    assert nameless.photo is not None
    assert nameless.photo.alt == ""


# Every field of every class reaches the page.

ADDRESS = "https://example.org/"
SHOWN: dict[str, type[Node]] = {**ENTRY_KINDS, "basics": model.Basics, "role": model.Role, "link": model.EntryLink}
NOT_WORDS = {
    (model.Basics, "image"),  # a picture
    (model.Basics, "aliases"),  # other forms of the name, to find it in lists of authors
    (model.Publication, "type"),  # a heading, where grouped
    *((cls, key) for cls in model.Marked.__subclasses__() for key in model.Marked.SPECS),  # what chooses it
    *(
        (cls, key)
        for cls in (*ENTRY_KINDS.values(), model.Role)
        for key in (*model.Entry.SPECS,)
        if key not in ("when", "note", "links")
    ),
}


class _Words:
    """Words that occur once, to be found again."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def word(self) -> str:
        self.made.append(f"Wort{len(self.made):04}x")
        return self.made[-1]

    def year(self) -> str:
        self.made.append(str(1001 + len(self.made)))
        return self.made[-1]

    def value(self, spec: model.Spec) -> Any:
        """A value of a field, of words that occur nowhere else."""
        kind = spec.kind
        if kind in ("date", "end"):
            return self.year()
        if kind == "url":
            return ADDRESS + self.word()
        if kind == "email":
            return f"{self.word()}@example.org"
        if kind in ("texts", "points", "plains"):
            return [self.word(), self.word()]
        if kind == "node":
            return self.node(type(spec.default), frozenset())
        if kind == "nodes":
            assert spec.node is not None
            return [self.node(spec.node, frozenset({"when"})), self.node(spec.node, frozenset({"when"}))]
        assert kind in ("text", "plain", "prose"), f"what words has a {kind}?"
        return self.word()

    def node(self, cls: type[Node], without: frozenset[str], only: frozenset[str] | None = None) -> dict[str, Any]:
        """A mapping with every field of a class but these."""
        return {
            key: self.value(spec)
            for key, spec in cls.SPECS.items()
            if key not in without and (cls, key) not in NOT_WORDS and (only is None or key in only)
        }


def placed(name: str, node: dict[str, Any]) -> dict[str, Any]:
    """A source that holds this node."""
    if name == "basics":
        return {"basics": node}
    if name == "role":
        return {"basics": {"name": "J"}, "work": [{"positions": [node]}]}
    if name == "link":
        return {"basics": {"name": "J"}, "work": [{"name": "x", "links": [node]}]}
    if name in SECTIONS:
        return {"basics": {"name": "J"}, name: [node]}
    return {"basics": {"name": "J"}, "sections": [{"title": "Own", "kind": name, "entries": [node]}]}


def missing(name: str, words: _Words, node: dict[str, Any]) -> list[str]:
    """The words of a node that its document neither says nor links to."""
    document = document_of(yaml.safe_dump(placed(name, node), sort_keys=False))
    shown = "\n".join([*said(document), *linked(document)])
    return [word for word in words.made if word not in shown]


DATES_OF_AN_ENTRY = [
    frozenset({"when", "date"}),
    frozenset({"when", "startDate", "endDate"}),
    frozenset({"date", "startDate", "endDate", "releaseDate"}),
]
"""Fields that say when it was; the free text stands instead of the others, by design."""


@pytest.mark.parametrize("without", DATES_OF_AN_ENTRY, ids=["range", "date", "when"])
@pytest.mark.parametrize("name", SHOWN)
def test_every_field_reaches_the_document(name: str, without: frozenset[str]) -> None:
    """Of an entry that has every field of its class, every word is in the document."""
    words = _Words()
    node = words.node(SHOWN[name], without)
    assert words.made
    assert missing(name, words, node) == []


ALONE = [(name, key) for name, cls in SHOWN.items() for key in cls.SPECS if (cls, key) not in NOT_WORDS]


@pytest.mark.parametrize(("name", "key"), ALONE, ids=[f"{name}.{key}" for name, key in ALONE])
def test_every_field_reaches_the_document_alone(name: str, key: str) -> None:
    """No field needs another one to be shown."""
    words = _Words()
    node = words.node(SHOWN[name], frozenset(), frozenset({key}))
    assert words.made
    assert missing(name, words, node) == []


@given(st.data())
@settings(max_examples=200)
def test_any_fields_reach_the_document_together(data: st.DataObject) -> None:
    """Whatever fields an entry has, every word of them is in the document."""
    name = data.draw(st.sampled_from(sorted(SHOWN)))
    without = data.draw(st.sampled_from(DATES_OF_AN_ENTRY))
    keys = [key for where, key in ALONE if where == name]
    only = data.draw(st.frozensets(st.sampled_from(sorted(keys)), min_size=1))
    words = _Words()
    assert missing(name, words, words.node(SHOWN[name], without, only)) == []


def test_every_class_of_the_model_is_tried() -> None:
    """A new class of entries, or a new place for words, is in the tests above, or is no words at all."""

    def classes(cls: type[Node]) -> Iterator[type[Node]]:
        yield cls
        for spec in cls.SPECS.values():
            inner = type(spec.default) if spec.kind == "node" else spec.node
            if inner is not None:
                yield from classes(inner)

    tried = {found for cls in SHOWN.values() for found in classes(cls)}
    assert set(classes(model.Resume)) | set(ENTRY_KINDS.values()) == tried | {
        model.Resume,
        model.CustomSection,
        model.Meta,
        model.Settings,
        model.DateStyle,
        model.PublicationStyle,
        model.PublicStyle,
        model.Variant,
    }


def pieces(value: object) -> Iterator[object]:
    """A piece of a document, and all that it is made of."""
    yield value
    if isinstance(value, tuple):
        for item in value:
            yield from pieces(item)
    elif isinstance(value, Record):
        for name in value.FIELDS:
            yield from pieces(getattr(value, name))


def test_a_document_holds_no_empty_piece() -> None:
    """Whatever is absent is simply not there: no empty text, item, paragraph or group."""
    source = {"basics": {"name": "J"}, **{key: [{"note": "x"}, {}, {"when": "y"}] for key in SECTIONS}}
    for value in pieces(document_of(yaml.safe_dump(source)).sections):
        if isinstance(value, tuple):
            assert "" not in value
            assert () not in value
        elif isinstance(value, (Strong, Emph)):
            assert value.content
        elif isinstance(value, (Entry, Citation, Quote, Group, List, Paragraph)):
            assert any(found for name, found in vars(value).items() if name != "run_in")


def test_an_entry_of_many_short_lines_is_not_kept_on_one_page() -> None:
    """It has few letters, and yet more lines than a page: each item begins a line."""
    items = (("Wove",),)
    assert Entry(title=("Loom",), highlights=items * 5).whole
    assert not Entry(title=("Loom",), highlights=items * 70).whole
    assert not Entry(title=("Loom",), prose=(List(items * 70),)).whole


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Extended missions from 9 to 31 days with a planner that stays within reach of a rescue", "reach of a rescue"),
        ("Wove", ""),
        ("Short text of few words", ""),
        ("A long text that ends with a word that is long enough to stand alone: extraordinary", ""),
        ("日本語の文章と漢字、" * 8, ""),
        ("جملة طويلة من كلمات كثيرة تملأ سطرا كاملا وتنتهي في سطر آخر مع Python 3.12 و C", ""),
        ("A long text that ends with a word in other letters, which fonts join by rules of their own: ab ไทย", ""),
    ],
)
def test_a_last_line_is_more_than_a_short_word(text: str, ends: str) -> None:
    """The last words of a text are kept together; nothing else is changed."""
    (made,) = running((text,))
    assert isinstance(made, str)
    assert made.replace("\u00a0", " ") == text
    assert made.endswith(ends.replace(" ", "\u00a0"))
    assert made.count("\u00a0") == ends.count(" ")


def test_the_end_of_a_text_with_marks_is_left_as_it_is() -> None:
    """A link or a bold word at the end stays what it is."""
    inlines = ("A text that is long enough for a second line, and says so: ", Strong(("of a",)), " b")
    assert running(inlines) == inlines


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Isaura Lindholt", ("Isaura ", "Lindholt")),
        ("Martin Luther King Jr.", ("Martin Luther ", "King Jr.")),
        ("Prince", ("", "Prince")),
        ("ليلى مثال", ("", "ليلى مثال")),
        ("", ("", "")),
    ],
)
def test_the_last_word_of_a_name(name: str, parts: tuple[str, str]) -> None:
    """A theme may set it bold alone."""
    assert name_parts(name) == parts


def durations(lang: str, *dates: tuple[str, str]) -> list[str]:
    """What stands behind the dates of jobs that have these, newest first as they are given."""
    jobs = [{"name": "Mill", "startDate": start, "endDate": end} for start, end in dates]
    settings = {"lang": lang, "dates": {"duration": True}, "sort": "none"}
    source = {"basics": {"name": "J"}, "work": jobs, "meta": {"lastModified": "2026-05-04", "cvrender": settings}}
    (section,) = (section for section in document_of(json.dumps(source)).sections if section.id == "work")
    return [plain(entry.date) for entry in section.body if isinstance(entry, Entry)]


def test_durations() -> None:
    """Months count from the first to the last, years where there are no months; what goes on counts to lastModified."""
    dates = [("2021-03", "2022-02"), ("2021-03", "2021-03"), ("2019", "2021"), ("2020", "2020"), ("2025-04", "present")]
    shown = durations("en", *dates)
    assert [line.partition(" (")[2].rstrip(")") for line in shown] == [
        "1 year",
        "1 month",
        "2 years",
        "",
        "1 year 2 months",
    ]
    assert shown[0] == "Mar 2021 – Feb 2022 (1 year)"
    assert durations("de", ("2019-01", "2021-03")) == ["Jan. 2019 – März 2021 (2 Jahre 3 Monate)"]
    assert durations("ko", ("2019-01", "2021-03"))[0].endswith("(2년 3개월)")


@pytest.mark.parametrize("lang", languages())
def test_durations_in_every_language(lang: str) -> None:
    """Babel has words for years and months in each language that has headings."""
    (shown,) = durations(lang, ("2019-01", "2021-03"))
    assert re.search(r"\(.*\S.*\)$", shown)
    assert "duration" not in shown


def test_no_duration_without_what_it_is_counted_to() -> None:
    """What goes on has none where the file does not say of which day it is: the page would change by itself."""
    source = (
        "{basics: {name: J}, work: [{name: Mill, startDate: 2020-01}], meta: {cvrender: {dates: {duration: true}}}}"
    )
    assert plain(document_of(source).sections[0].body[0].date) == "Jan 2020 – Present"  # type: ignore[union-attr]


def test_organizations_of_a_reference_are_parted_where_white_space_follows() -> None:
    """A semicolon in an address parts nothing: the link stays one."""
    source = {"references": [{"name": "Ann", "organization": "[Mill](https://example.org/a;b); Forge;"}]}
    (section,) = document_of(json.dumps(source)).sections
    (quote,) = section.body
    assert isinstance(quote, Quote)
    assert plain(quote.details[0]) == "Mill, Forge"
    assert [one.url for one in quote.details[0] if isinstance(one, Link)] == ["https://example.org/a;b"]


@pytest.mark.parametrize(
    ("group", "label"),
    [
        ({"name": "Languages:", "keywords": ["Go"]}, "Languages"),
        ({"name": "Langues :", "keywords": ["Go"]}, "Langues"),
        ({"name": "言語：", "keywords": ["Go"]}, "言語"),
        ({"name": "Languages:", "level": "good", "keywords": ["Go"]}, "Languages"),
        ({"name": "C::", "keywords": ["Go"]}, "C::"),
        ({"name": ":", "keywords": ["Go"]}, ":"),
    ],
)
def test_a_colon_behind_a_label_is_not_doubled(group: dict[str, Any], label: str) -> None:
    """Writers set a colon between a label and its items; one that was typed as well gives way."""
    (section,) = document_of(json.dumps({"skills": [group]})).sections
    (found,) = section.body
    assert isinstance(found, Group)
    assert plain(found.label) == label


@pytest.mark.parametrize(
    "text", ["\u00ad", "**\u00ad**", "\u00ad \u00ad", "_\u00ad_ `\u00ad`", "- \u00ad\n- **\u00ad**"]
)
def test_soft_hyphens_alone_are_nothing(text: str) -> None:
    """They cannot be seen, so they make no paragraph, item or line; a word keeps those within it."""
    assert prose(text, Report()) == ()
    document = document_of(json.dumps({"basics": {"name": "J", "label": text.partition("- ")[2] or text}}))
    assert "\u00ad" not in "".join(said(document))
    assert prose("co\u00adop", Report()) == (Paragraph(("co\u00adop",)),)
