"""Outputs that were tampered with, each caught and named for what it is.

The page is that of a small resume; a sabotage changes its HTML before it becomes a PDF, or the finished file.
"""

from __future__ import annotations

import functools
import io
import re
import zipfile
from base64 import b64encode
from collections.abc import Callable
from typing import NamedTuple

import pikepdf
import pytest
from PIL import Image

from conftest import document_of
from cvrender.diagnostics import Report
from cvrender.document.arrange import arrange
from cvrender.document.model import Document
from cvrender.engines import weasyprint
from cvrender.fonts import faces
from cvrender.proof.hold import against, hold, read
from cvrender.proof.output import Unreadable
from cvrender.proof.prove import Finding, survey
from cvrender.theme import DEFAULT, load
from cvrender.writers import html, markdown, text
from cvrender.writers import json as json_writer

SOURCE = """\
basics:
  name: Mara Linden
  label: Textile engineer
  email: mara@example.org
  phone: +1 902-555-0142
  url: https://linden.example.org
  summary: Builds looms that notice a broken thread within 40 milliseconds, and stop before it shows in the cloth.
work:
  - name: Loom & Sons
    position: Lead engineer
    location: Springfield
    startDate: 2018-03
    endDate: 2023-05
    highlights:
      - Cut the waste of thread by 18% with a [sensor](https://example.org/sensor) that costs $2
      - Trained nine weavers, three of whom now lead lines of their own
  - name: Warp Works
    position: Engineer
    startDate: 2013-09
    endDate: 2018-02
    highlights:
      - Fixed the official specification of the interface, 212 pages
education:
  - institution: Dyeing School
    studyType: Ph.D.
    area: Fibre physics
    startDate: 2008-10
    endDate: 2013-06
skills:
  - name: Machines
    keywords: [Jacquard looms, warp-knitting, microcontrollers]
languages:
  - {language: Portuguese, fluency: native}
  - {language: English, fluency: C2}
"""


@functools.cache
def document() -> Document:
    """The document of SOURCE, in the default theme."""
    theme = load(DEFAULT, Report())
    assert theme is not None
    return arrange(document_of(SOURCE), theme)


@functools.cache
def page() -> str:
    """Its HTML."""
    theme = load(DEFAULT, Report())
    assert theme is not None
    return html.write(document(), theme, Report())[html.NAME].decode()


def pdf_of(markup: str) -> bytes:
    """The PDF of some HTML."""
    theme = load(DEFAULT, Report())
    assert theme is not None
    return weasyprint.compile({html.NAME: markup.encode()}, faces(theme.families(), markup, "en"), lambda _: None)


@functools.cache
def pdf() -> bytes:
    """The PDF as it should be."""
    return pdf_of(page())


def findings(content: bytes, kind: str = "pdf") -> list[Finding]:
    """What is found in an output of this document."""
    return list(hold(content, kind, document(), "end", frozenset()).findings)


def told(found: list[Finding]) -> list[str]:
    """The findings as lines."""
    return [f"{one.code} {one.message}" for one in found]


# Ways to change the page.

Change = Callable[[str], str]


def without(pattern: str) -> Change:
    """Take the first match of a pattern out."""
    return replaced(pattern, "")


def replaced(pattern: str, by: str) -> Change:
    """Put something in place of the first match of a pattern; ALL is what matched."""

    def change(markup: str) -> str:
        made, times = re.subn(pattern, lambda match: by.replace("ALL", match[0]), markup, count=1, flags=re.DOTALL)
        assert times == 1, pattern
        return made

    return change


def styled(css: str) -> Change:
    """Add rules to the page's style."""
    return replaced(r"</style>", f"{css}</style>")


def swapped(first: str, second: str) -> Change:
    """Exchange what two patterns match; the second stands behind the first."""

    def change(markup: str) -> str:
        one, other = re.search(first, markup, re.DOTALL), re.search(second, markup, re.DOTALL)
        assert one and other and one.end() <= other.start()
        between = markup[one.end() : other.start()]
        return markup[: one.start()] + other[0] + between + one[0] + markup[other.end() :]

    return change


def picture(words: str) -> str:
    """An image element with letters in it that are drawn."""
    from PIL import ImageDraw

    image = Image.new("RGB", (300, 40), "white")
    ImageDraw.Draw(image).text((2, 2), words, fill="black", font_size=28)
    out = io.BytesIO()
    image.save(out, "PNG")
    return f'<img alt="{words}" style="width: 60mm" src="data:image/png;base64,{b64encode(out.getvalue()).decode()}">'


SECTION = r'<section id="{}".*?</section>\n?'
HEAD = r'<div class="head"><div class="what"><h3[^>]*><?[^<]*Loom.*?</div>\n<p class="date[^"]*">.*?</p></div>'
LINE = r"<li>Trained nine weavers.*?</li>"
COVER = "position: absolute; left: 0; width: 170mm; height: 40mm; background: #fff"


class Case(NamedTuple):
    """A sabotage: its name, what it does, and the code and a part of the message that it must bring."""

    name: str
    change: Change
    code: str
    says: str


CASES = [
    Case("a deleted line", without(LINE), "CV080", "`Trained nine weavers, three of whom now lead lines of their own`"),
    Case("a dropped section", without(SECTION.format("education")), "CV080", "the section `Education` is missing"),
    Case("a missing date", without(r'<p class="date[^"]*"><time[^>]*>Mar 2018.*?</p>'), "CV080", "`Mar 2018 – May 2023`"),
    Case("a missing item of a list", replaced(r"Jacquard looms", ""), "CV080", "`Jacquard looms` (item, Skills)"),
    Case("a cut sentence", replaced(r", three of whom.*?own", "…"), "CV081", "is cut"),
    Case("a cut word", replaced("microcontrollers", "microcontr…"), "CV081", "only `microcontr"),
    Case("transposed digits", replaced("212 pages", "221 pages"), "CV086", "221 pages"),
    Case("another name", replaced(">Loom &amp; Sons<", ">Loom and Sons<"), "CV086", "came out as `Loom and Sons"),
    Case("a hyphen for a dash", replaced("2018</time> – <time", "2018</time> - <time"), "CV086", "2018 - May"),
    Case("a doubled entry", replaced(r"<article.*?</article>", "ALLALL"), "CV084", "`Loom & Sons` (title, Experience)"),
    Case("sections in another order", swapped(SECTION.format("education"), SECTION.format("skills")), "CV083", "the section"),
    Case("dates before titles", swapped(r'<div class="what">.*?</div>', r'<p class="date.*?</p>'), "CV083", "out of order"),
    Case("entries in another order", swapped(r"<article.*?</article>", r"<article[^>]*><div[^>]*><div[^>]*><h3[^>]*>Warp.*?</article>"), "CV083", "out of order"),
    Case("words that were added", replaced("</h1>", "</h1><p>Curriculum vitae</p>"), "CV093", "`Curriculum vitae`"),
    Case("white text", styled(".date { color: #fff }"), "CV088", "has the colour of its ground"),
    Case("text that is nearly white", styled("h2 { color: #f4f4f4 }"), "CV088", "`Summary` (heading)"),
    Case("transparent text", styled("h2 { color: rgba(0, 0, 0, 0.02) }"), "CV088", "`Summary` (heading)"),
    Case("clipped lines", styled(".highlights li { height: 3pt; overflow: hidden }"), "CV088", "is clipped"),
    Case("a clipped column", styled(".highlights { width: 60mm; overflow: hidden; white-space: nowrap }"), "CV088", "is clipped"),
    Case("text off the page", styled("h2 { margin-left: -90mm }"), "CV088", "lies off the page"),
    Case("text half off the page", styled("main { margin-right: -60mm; } .summary p { white-space: nowrap }"), "CV088", "off"),
    Case("covered text", replaced("</main>", f'</main><div style="{COVER}; top: 60mm"></div>'), "CV088", "is covered"),
    Case("text under a picture", replaced("</main>", f'</main><div style="{COVER}; top: 50mm; background: none">{picture("X")}</div>'), "CV088", "is covered"),
    Case("tiny text", styled(".date { font-size: 4pt }"), "CV089", "4.0 pt"),
    Case("hyphenation", styled("p, li { hyphens: auto; width: 28mm }"), "CV082", "hyphen"),
    Case("letters spaced out", styled("h1 { letter-spacing: 0.6em }"), "CV082", "torn apart"),
    Case("words without spaces", replaced("a broken thread", "a brokenthread"), "CV082", "nothing parts: `brokenthread`"),
    Case("bullets glued to words", styled('ul.highlights { list-style: none } .highlights li::before { content: "•" }'), "CV082", "glued"),
    Case("facts glued together", replaced(r'</h1>\s*<p class="headline[^"]*">', "<span>"), "CV082", "glued"),
    Case("a word cut by the line", styled("h1 { width: 25mm; word-break: break-all; font-size: 40pt }"), "CV082", "end of a line cuts"),
    Case("icons in private use", styled('.contacts li::before { content: "\\e0b1 " }'), "CV085", "private use"),
    Case("letters in private use", replaced("Fibre", "\ue001ibre"), "CV085", "private use"),
    Case("ligatures", replaced("official", "of\ufb01cial"), "CV085", "`ﬁ` (U+FB01) for `fi`"),
    Case("unknown characters", replaced("Fibre", "Fib\ufffde"), "CV085", "U+FFFD"),
    Case("a dead link", replaced(r' href="https://example.org/sensor"', ""), "CV087", "is not live"),
    Case("a link that leads elsewhere", replaced("https://example.org/sensor", "https://example.net/x"), "CV087", "leads to https://example.net/x"),
    Case("a link without address", replaced(r' href="mailto:mara@example.org"', ""), "CV087", "mailto:mara@example.org is not live"),
    Case("a link that nobody made", replaced(">Warp Works<", '><a href="https://example.net/ad">Warp Works</a><'), "CV087", "which no source has"),
    Case("a heading as a picture", replaced(r"<h2>Education</h2>", f"<h2>{picture('Education')}</h2>"), "CV091", "`Education` (heading"),
    Case("a picture without words", replaced("</main>", "</main>" + picture("x").replace(' alt="x"', "")), "CV090", "no alternative text"),
]  # fmt: skip


@pytest.mark.parametrize("case", [case for case in CASES if case.code], ids=lambda case: case.name)
def test_a_sabotaged_pdf_is_caught(case: Case) -> None:
    """It is caught, and named for what it is."""
    found = told(findings(pdf_of(case.change(page()))))
    assert [line for line in found if line.startswith(case.code) and case.says in line], found


def test_the_page_itself_is_without_fault() -> None:
    """Nothing is found in what was not tampered with, however closely it is looked at, by two readers."""
    from cvrender.proof import second

    assert findings(pdf()) == []
    assert findings(page().encode(), "html") == []
    close = read(pdf(), "pdf", closely=True)
    assert against(close, pdf(), document(), "end").findings == ()
    assert survey(close) == ()
    if second.is_here():
        assert against(second.read(pdf(), close), pdf(), document(), "end").findings == ()
