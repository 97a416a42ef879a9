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
from itertools import zip_longest
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import pikepdf
import pytest
from PIL import Image

from conftest import document_of, needs
from cvrender.diagnostics.report import Report
from cvrender.document.layout import arrange
from cvrender.document.model import Document
from cvrender.engines.weasyprint import engine as weasyprint
from cvrender.system.fonts import faces
from cvrender.theming.theme import DEFAULT, load
from cvrender.verification.extract import poppler as second
from cvrender.verification.extracted import Unreadable
from cvrender.verification.facts import facts
from cvrender.verification.findings import Finding, survey
from cvrender.verification.verifier import Holder, read
from cvrender.writers import json as json_writer
from cvrender.writers import markdown, text
from cvrender.writers.html import writer as html

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
    return list(Holder(document(), "end").hold(content, kind).findings)


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
    Case(
        "a missing date", without(r'<p class="date[^"]*"><time[^>]*>Mar 2018.*?</p>'), "CV080", "`Mar 2018 – May 2023`"
    ),
    Case("a missing item of a list", replaced(r"Jacquard looms", ""), "CV080", "`Jacquard looms` (item, Skills)"),
    Case("a cut sentence", replaced(r", three of whom.*?own", "…"), "CV081", "is cut"),
    Case("a cut word", replaced("microcontrollers", "microcontr…"), "CV081", "only `microcontr"),
    Case("transposed digits", replaced(r"212\spages", "221 pages"), "CV086", "221 pages"),
    Case("another name", replaced(">Loom &amp; Sons<", ">Loom and Sons<"), "CV086", "came out as `Loom and Sons"),
    Case("a hyphen for a dash", replaced("2018</time> – <time", "2018</time> - <time"), "CV086", "2018 - May"),
    Case("a doubled entry", replaced(r"<article.*?</article>", "ALLALL"), "CV084", "`Loom & Sons` (title, Experience)"),
    Case(
        "sections in another order",
        swapped(SECTION.format("education"), SECTION.format("skills")),
        "CV083",
        "the section",
    ),
    Case(
        "dates before titles",
        swapped(r'<div class="what">.*?</div>', r'<p class="date.*?</p>'),
        "CV083",
        "out of order",
    ),
    Case(
        "entries in another order",
        swapped(r"<article.*?</article>", r"<article[^>]*><div[^>]*><div[^>]*><h3[^>]*>Warp.*?</article>"),
        "CV083",
        "out of order",
    ),
    Case("words that were added", replaced("</h1>", "</h1><p>Curriculum vitae</p>"), "CV093", "`Curriculum vitae`"),
    Case("white text", styled(".date { color: #fff }"), "CV088", "has the colour of its ground"),
    Case("text that is nearly white", styled("h2 { color: #f4f4f4 }"), "CV088", "`Summary` (heading)"),
    Case("transparent text", styled("h2 { color: rgba(0, 0, 0, 0.02) }"), "CV088", "`Summary` (heading)"),
    Case("clipped lines", styled(".highlights li { height: 3pt; overflow: hidden }"), "CV088", "is clipped"),
    Case(
        "a clipped column",
        styled(".highlights { width: 60mm; overflow: hidden; white-space: nowrap }"),
        "CV088",
        "is clipped",
    ),
    Case("text off the page", styled("h2 { margin-left: -90mm }"), "CV088", "lies off the page"),
    Case(
        "text half off the page",
        styled("main { margin-right: -60mm; } .summary p { white-space: nowrap }"),
        "CV088",
        "off",
    ),
    Case("covered text", replaced("</main>", f'</main><div style="{COVER}; top: 60mm"></div>'), "CV088", "is covered"),
    Case(
        "text under a picture",
        replaced("</main>", f'</main><div style="{COVER}; top: 50mm; background: none">{picture("X")}</div>'),
        "CV088",
        "is covered",
    ),
    Case("tiny text", styled(".date { font-size: 4pt }"), "CV089", "4.0 pt"),
    Case("hyphenation", styled("p, li { hyphens: auto; width: 28mm }"), "CV082", "hyphen"),
    Case("letters spaced out", styled("h1 { letter-spacing: 0.6em }"), "CV082", "torn apart"),
    Case(
        "words without spaces", replaced("a broken thread", "a brokenthread"), "CV082", "nothing parts: `brokenthread`"
    ),
    Case(
        "bullets glued to words",
        styled('ul.highlights > li::before { content: "•"; width: auto; margin: 0 }'),
        "CV082",
        "glued",
    ),
    Case("facts glued together", replaced(r'</h1>\s*<p class="headline[^"]*">', "<span>"), "CV082", "glued"),
    Case(
        "a word cut by the line",
        styled("h1 { width: 25mm; word-break: break-all; font-size: 40pt }"),
        "CV082",
        "end of a line cuts",
    ),
    Case("icons in private use", styled('.contacts li::before { content: "\\e0b1 " }'), "CV085", "private use"),
    Case("letters in private use", replaced("Fibre", "\ue001ibre"), "CV085", "private use"),
    Case("ligatures", replaced("official", "of\ufb01cial"), "CV085", "`ﬁ` (U+FB01) for `fi`"),
    Case("unknown characters", replaced("Fibre", "Fib\ufffde"), "CV085", "U+FFFD"),
    Case("a dead link", replaced(r' href="https://example.org/sensor"', ""), "CV087", "is not live"),
    Case(
        "a link that leads elsewhere",
        replaced("https://example.org/sensor", "https://example.net/x"),
        "CV087",
        "leads to https://example.net/x",
    ),
    Case(
        "a link without address",
        replaced(r' href="mailto:mara@example.org"', ""),
        "CV087",
        "mailto:mara@example.org is not live",
    ),
    Case(
        "a link that nobody made",
        replaced(">Warp Works<", '><a href="https://example.net/ad">Warp Works</a><'),
        "CV087",
        "which no source has",
    ),
    Case(
        "a heading as a picture",
        replaced(r"<h2>Education</h2>", f"<h2>{picture('Education')}</h2>"),
        "CV091",
        "`Education` (heading",
    ),
    Case(
        "a picture without words",
        replaced("</main>", "</main>" + picture("x").replace(' alt="x"', "")),
        "CV090",
        "no alternative text",
    ),
]


@pytest.mark.parametrize("case", [case for case in CASES if case.code], ids=lambda case: case.name)
def test_a_sabotaged_pdf_is_caught(case: Case) -> None:
    """It is caught, and named for what it is."""
    found = told(findings(pdf_of(case.change(page()))))
    assert [line for line in found if line.startswith(case.code) and case.says in line], found


def test_the_page_itself_is_without_fault() -> None:
    """Nothing is found in what was not tampered with, however closely it is looked at, by two readers."""
    assert findings(pdf()) == []
    close = read(pdf(), "pdf", closely=True)
    assert Holder(document(), "end").against(close, pdf()).findings == ()
    assert survey(close) == ()
    for kind, content in OTHERS.items():
        assert findings(content(), kind) == []


@needs("pdftotext", "poppler-utils")
def test_a_second_reader_agrees() -> None:
    """Poppler reads the same facts in the same order, and finds what pdfium finds."""
    output = read(pdf(), "pdf")
    assert Holder(document(), "end").against(second.read(pdf(), output), pdf()).findings == ()
    for case in (case for case in CASES if case.name in ("a deleted line", "transposed digits", "a doubled entry")):
        content = pdf_of(case.change(page()))
        found = Holder(document(), "end").against(second.read(content, read(content, "pdf")), content).findings
        assert [line for line in told(list(found)) if line.startswith(case.code) and case.says in line], found


# Finished files, changed.


def edited(change: Callable[[pikepdf.Pdf], None], content: bytes = b"") -> bytes:
    """The PDF, or another one, after a change to its objects."""
    opened = pikepdf.open(io.BytesIO(content or pdf()))
    change(opened)
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def rewritten(old: bytes, new: bytes) -> bytes:
    """The PDF with something else in the first page's content."""

    def change(opened: pikepdf.Pdf) -> None:
        contents = opened.pages[0].Contents
        stream = contents[0] if isinstance(contents, pikepdf.Array) else contents
        written = stream.read_bytes()
        assert old in written
        stream.write(written.replace(old, new))

    return edited(change)


def test_text_that_is_not_painted_is_caught() -> None:
    """Rendering mode 3 paints nothing: the words are there for machines only."""
    found = told(findings(rewritten(b"BT", b"BT 3 Tr")))
    assert [line for line in found if line.startswith("CV088") and "is hidden" in line]


def test_a_page_that_is_cut_off_is_caught() -> None:
    """A smaller sheet leaves text outside."""

    def change(opened: pikepdf.Pdf) -> None:
        opened.pages[0].MediaBox = [0, 300, 420, 842]

    found = told(findings(edited(change)))
    assert [line for line in found if line.startswith("CV088") and "lies off the page" in line]


def moved_links(down: float, higher: float, content: bytes = b"") -> bytes:
    """The page with the boxes of its links moved down, and made higher at either end, by points."""

    def change(opened: pikepdf.Pdf) -> None:
        for link in opened.pages[0].Annots:
            left, one, right, other = map(float, link.Rect)
            bottom, top = sorted((one, other))
            link.Rect = pikepdf.Array([left, bottom - down - higher, right, top - down + higher])

    return edited(change, content)


@pytest.mark.parametrize("down", [13, -13])
def test_links_a_line_beside_their_words_are_caught(down: float) -> None:
    """In another line they are on other words, or on none."""
    assert any("is not live" in one or "leads to" in one for one in told(findings(moved_links(down, 0))))


def test_a_link_may_reach_into_the_lines_around_it() -> None:
    """As TeX has it, whose links are as high as their lines: what hangs from the line above is not under the link."""
    lines = pdf_of(replaced(r"<a [^>]*sensor.*?</a>", "<br>gypsy gypsy<br>ALL<br>dull bells")(page()))
    usual, higher = (read(moved_links(0, by, lines), "pdf").pages[0].links for by in (0, 3))
    letters = [[re.sub(r"\W", "", link.words) for link in links] for links in (usual, higher)]
    assert letters[0] == letters[1]


def test_a_font_without_meaning_is_caught() -> None:
    """Without the tables that tell what shapes mean, what comes out is garbage or nothing."""

    def change(opened: pikepdf.Pdf) -> None:
        for item in opened.objects:
            if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
                del item.ToUnicode

    found = findings(edited(change))
    assert {one.code for one in found} & {"CV080", "CV085", "CV086"}
    assert len(found) > 3


def test_a_scan_is_caught() -> None:
    """A page that is nothing but a picture of itself is told as such, with its source and without it."""
    import pypdfium2

    image = pypdfium2.PdfDocument(pdf())[0].render(scale=1).to_pil()
    out = io.BytesIO()
    image.save(out, "PDF")
    assert {one.code for one in findings(out.getvalue())} == {"CV091"}
    assert [one.code for one in survey(read(out.getvalue(), "pdf"))] == ["CV091"]


def test_a_lost_page_is_caught() -> None:
    """Of a file of two pages, what stands on the second is missing."""
    long = pdf_of(styled("section { break-before: page }")(page()))
    assert findings(long) == []
    opened = pikepdf.open(io.BytesIO(long))
    del opened.pages[3]
    out = io.BytesIO()
    opened.save(out)
    assert told(findings(out.getvalue())) == ["CV080 the section `Education` is missing, with its 4 facts"]
    output = read(long, "pdf")
    assert [one.code for one in Holder(document(), "end").against(output, long, 2).findings] == ["CV092"]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"no PDF", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_told(content: bytes) -> None:
    """A damaged file is unreadable, and says so in words."""
    with pytest.raises(Unreadable, match="PDF"):
        findings(content)


def test_a_file_that_asks_for_a_password_is_told() -> None:
    """An encrypted file is unreadable."""
    opened = pikepdf.open(io.BytesIO(pdf()))
    out = io.BytesIO()
    opened.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(Unreadable, match="password"):
        findings(out.getvalue())


def test_lines_of_two_columns_that_alternate_are_caught() -> None:
    """A column at the side is read as one piece, and not line by line with the text beside it."""
    theme = load("duo", Report())
    assert theme is not None
    shown = arrange(document_of(SOURCE), theme)
    markup = html.write(shown, theme, Report())[html.NAME].decode()
    whole = pdf_of(markup)
    assert Holder(shown, "end").hold(whole, "pdf").findings == ()
    main = re.search(r"<main>(.*)</main>", markup, re.DOTALL)
    side = re.search(r"<aside[^>]*>(.*)</aside>", markup, re.DOTALL)
    assert main and side
    rows = zip_longest(re.split(r"(?=<article)", main[1]), re.split(r"(?=<dt>)", side[1]), fillvalue="")
    mixed = "".join(f"<div>{one}</div><div>{other}</div>" for one, other in rows)
    crossed = markup[: main.start()] + f"<main>{mixed}</main>" + markup[side.end() :]
    found = Holder(shown, "end").hold(pdf_of(crossed), "pdf").findings
    assert {"CV083"} <= {one.code for one in found}


# Other formats.


def word(body: str, relations: str = "") -> bytes:
    """A Word document with this body."""
    out = io.BytesIO()
    names = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    )
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", f"<w:document {names}><w:body>{body}</w:body></w:document>")
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        packed.writestr("word/_rels/document.xml.rels", f'<Relationships xmlns="{package}">{relations}</Relationships>')
    return out.getvalue()


def paragraphs() -> tuple[str, str]:
    """The facts as paragraphs of a Word document, with their links; and the relations of these."""
    body, relations = "", ""
    for number, fact in enumerate(facts(document())):
        runs = f"<w:r><w:t>{escape(fact.text)}</w:t></w:r>"
        for place, (words, url) in enumerate(fact.links):
            key = f"r{number}.{place}"
            relations += f'<Relationship Id="{key}" Target="{escape(url)}" TargetMode="External"/>'
            link = f'<w:hyperlink r:id="{key}"><w:r><w:t>{escape(words)}</w:t></w:r></w:hyperlink>'
            before, _, after = fact.text.partition(words)
            space = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
            runs = space.format(escape(before)) + link + space.format(escape(after))
        body += f"<w:p>{runs}</w:p>"
    return body, relations


def docx() -> bytes:
    """The document as Word has it."""
    return word(*paragraphs())


def written(writer: Any) -> bytes:
    """What a writer makes of the document."""
    theme = load(DEFAULT, Report())
    assert theme is not None
    bundle: dict[str, bytes] = writer.write(document(), theme, Report())
    return next(iter(bundle.values()))


OTHERS: dict[str, Callable[[], bytes]] = {
    "html": lambda: page().encode(),
    "text": lambda: written(text),
    "markdown": lambda: written(markdown),
    "json": lambda: written(json_writer),
    "docx": docx,
}
TAMPERED = [
    ("html", without(LINE), "CV080", "Trained nine weavers"),
    ("html", replaced('<section id="education"', "ALL hidden"), "CV088", "`Education` (heading) is hidden"),
    ("html", replaced('<section id="education"', 'ALL style="display: none"'), "CV088", "is hidden"),
    ("html", styled("#education { display: none }"), "CV088", "`Education` (heading) is hidden"),
    ("html", styled(".entry .date { visibility: hidden }"), "CV088", "is hidden"),
    ("html", replaced("<main>", '<main aria-hidden="true">'), "CV088", "`Summary` (heading) is hidden"),
    ("html", replaced(r"specification", "specifi\u00adcation"), "CV085", "a soft hyphen (U+00AD)"),
    ("html", replaced("warp-knitting", "warp\u2010knitting"), "CV085", "`‐` (U+2010) for `-`"),
    (
        "html",
        replaced("https://example.org/sensor", "https://example.net/x"),
        "CV087",
        "leads to https://example.net/x",
    ),
    ("html", replaced("</main>", '</main><img src="data:image/png;base64,AA==">'), "CV090", "no alternative text"),
    ("html", swapped(SECTION.format("education"), SECTION.format("skills")), "CV083", "the section"),
    ("html", replaced(r"</h1>\s*<p[^>]*>", "<span>"), "CV082", "is glued"),
    ("text", without(r"Jan [^\n]*\n|Mar 2018[^\n]*\n"), "CV080", "`Mar 2018 – May 2023`"),
    ("text", without(" <https://example.org/sensor>"), "CV087", "is not live"),
    ("text", swapped(r"Mara Linden\n", r"Textile engineer\n"), "CV083", "out of order"),
    ("text", replaced("Warp Works", "Wrap Works"), "CV086", "`Wrap Works`"),
    ("markdown", without(r"- Trained nine[^\n]*\n"), "CV080", "Trained nine weavers"),
    (
        "markdown",
        replaced(r"\]\(https://example.org/sensor\)", "](https://example.net)"),
        "CV087",
        "https://example.net",
    ),
    ("markdown", replaced(r"Loom & Sons|Loom \\& Sons", "Loom &amp;amp; Sons"), "CV086", "Loom &amp; Sons"),
    ("json", replaced("Dyeing School", "Dying School"), "CV080", "`Dyeing School`"),
    ("json", without(r'"endDate": "2023-05",?'), "CV080", "`2023-05`"),
    ("docx", replaced("<w:t>Warp Works", "<w:t>Warp"), "CV081", "`Warp Works` (title, Experience)"),
    ("docx", replaced("<w:r><w:t>Warp Works", "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Warp Works"), "CV088", "is hidden"),
    ("docx", replaced("<w:t>Portuguese", "<w:t>Portugese"), "CV086", "Portugese"),
    ("docx", replaced('r:id="r2.0"', 'r:id="none"'), "CV087", "is not live"),
]


@pytest.mark.parametrize(
    ("kind", "change", "code", "says"), TAMPERED, ids=[f"{kind}-{number}" for number, (kind, *_) in enumerate(TAMPERED)]
)
def test_a_sabotaged_file_of_another_format_is_caught(kind: str, change: Change, code: str, says: str) -> None:
    """HTML, text, Markdown, JSON and DOCX are held against the source as a PDF is."""
    if kind == "docx":
        body, relations = paragraphs()
        content = word(change(body), relations)
    else:
        content = change(OTHERS[kind]().decode()).encode()
    found = told(findings(content, kind))
    assert [line for line in found if line.startswith(code) and says in line], found


@pytest.mark.parametrize(
    "content", [b"PK", b"", word("").replace(b"word/document.xml", b"word/nodocument.x"), word("<!DOCTYPE x>")]
)
def test_a_damaged_word_document_is_told(content: bytes) -> None:
    """What is no ZIP file, has no body, or has a document type, is not read."""
    with pytest.raises(Unreadable, match="Word"):
        findings(content, "docx")


# Text that is written from the right.

RIGHT = """\
basics: {name: שירה לוי, email: shira@example.org, phone: +972 3 555-0142, summary: "מהנדסת Rust מאז 2015, 12 איש."}
work:
  - {name: חברת דוגמה, position: ראש צוות, location: חיפה, startDate: 2020-03, highlights: [קיצרה את זמן הבנייה]}
skills: [{name: שפות, keywords: [Rust, Python, עברית]}]
meta: {cvrender: {lang: he}}
"""


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("", "", "", ""),
        ("Python", "", "CV080", "`Python` (item"),
        ("2015", "2051", "CV086", "`מהנדסת Rust מאז 2015, 12 איש.`"),
        ("חיפה", "", "CV080", "`חיפה` (place"),
        ('href="mailto:shira@example.org"', "", "CV087", "is not live"),
    ],
)
def test_pages_that_are_read_from_the_right(old: str, new: str, code: str, says: str) -> None:
    """Though extractors turn words of a line round, what is lost or altered is found, and nothing else."""
    theme = load(DEFAULT, Report())
    assert theme is not None
    shown = arrange(document_of(RIGHT), theme)
    markup = html.write(shown, theme, Report())[html.NAME].decode()
    assert old in markup
    found = told(list(Holder(shown, "end").hold(pdf_of(markup.replace(old, new)), "pdf").findings))
    assert [line for line in found if not (code and line.startswith((code, "CV093")))] == []
    assert not code or any(says in line for line in found)
