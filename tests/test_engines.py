"""PDF by WeasyPrint: what is in the file beside its words, how pages break, and that nothing is fetched."""

from __future__ import annotations

import builtins
import functools
import http.server
import io
import re
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # it has no hints
import pytest
import yaml

from conftest import ROOT, document_of, in_order, linked, lost, pdf_pages, said, squash
from cvrender.diagnostics.report import Report
from cvrender.document.layout import arrange
from cvrender.document.model import Citation, Document, Group, Quote, Section
from cvrender.engines import EngineMissing
from cvrender.engines.weasyprint import engine as weasyprint
from cvrender.system.fonts import faces, families
from cvrender.theming.theme import DEFAULT, Sheet, Theme, load
from cvrender.writers.html import writer as html

EXAMPLE = (ROOT / "resumes/example.yaml").read_text("utf-8")
THEMES = sorted(path.name for path in (ROOT / "themes").iterdir() if path.is_dir())


class Made(NamedTuple):
    """A PDF, the document that it shows, and what WeasyPrint complained of."""

    pdf: bytes
    document: Document
    theme: Theme
    complaints: list[str]


@functools.cache
def made(source: str, name: str = DEFAULT) -> Made:
    """Make the PDF of a source in a theme; once, since it takes a third of a second."""
    theme = load(name, Report())
    assert theme is not None
    document = arrange(document_of(source), theme)
    bundle = html.write(document, theme, Report())
    text = b"".join(bundle.values()).decode()
    complaints: list[str] = []
    pdf = weasyprint.compile(bundle, faces(theme.families(), text, document.lang), complaints.append)
    return Made(pdf, document, theme, complaints)


def fonts(pdf: bytes) -> dict[str, bool]:
    """The fonts of a file without their subset's tag, and whether each is embedded."""
    found = {}
    opened = pikepdf.open(io.BytesIO(pdf))
    for item in opened.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            name = str(item.FontName).lstrip("/").split("+")[-1].rstrip(",").replace("-", " ")
            found[name] = "/FontFile2" in item or "/FontFile3" in item
    return found


# What is in the file.


@pytest.mark.parametrize("theme", THEMES)
def test_metadata(theme: str) -> None:
    """Title and author are the person's name, the subject is what they are, and the language is the document's."""
    found = made(EXAMPLE, theme)
    pdf = pikepdf.open(io.BytesIO(found.pdf))
    assert str(pdf.docinfo["/Title"]) == "Isaura Lindholt"
    assert str(pdf.docinfo["/Author"]) == "Isaura Lindholt"
    assert str(pdf.docinfo["/Subject"]) == "Marine Robotics Engineer"
    assert str(pdf.docinfo["/Creator"]) == "cvrender"
    assert str(pdf.Root.Lang) == "en"
    assert not {"/CreationDate", "/ModDate"} & set(pdf.docinfo.keys())


@pytest.mark.parametrize("theme", THEMES)
def test_bookmarks(theme: str) -> None:
    """The outline has the name, below it the sections, below these the entries, below these the roles."""
    found = made(EXAMPLE, theme)

    def outline(items: Any, level: int) -> Iterator[tuple[int, str]]:
        for item in items:
            yield level, item.title
            yield from outline(item.children, level + 1)

    with pikepdf.open(io.BytesIO(found.pdf)).open_outline() as root:
        shown = list(outline(root.root, 1))
    assert shown[0] == (1, "Isaura Lindholt")
    assert sorted(title for level, title in shown if level == 2) == sorted(s.title for s in found.document.sections)
    assert (3, "Keelson Robotics") in shown
    assert shown[shown.index((3, "Keelson Robotics")) + 1] == (4, "Principal Engineer, Autonomy")


LISTS = """
basics: {name: Jane Roe, summary: "Paragraph.\\n\\n3. third\\n4. fourth\\n\\n- loose"}
work: [{name: Mill, position: Weaver, startDate: 2019, highlights: [wove, spun]}]
publications: [{name: Warp, releaseDate: 2020}, {name: Weft, releaseDate: 2019}]
"""


@pytest.mark.parametrize("theme", THEMES)
def test_marks_of_lists_stand_before_their_items(theme: str) -> None:
    """Bullets and numbers come right before their text where a PDF is read in the order of its content, too."""
    found = made(LISTS, theme)
    text = re.sub(r"[^\S\n]", "", "\n".join(pdf_pages(found.pdf)))
    bullet = {"disc": "•", "dash": "–", "none": ""}[found.theme.tokens["bullet"]]
    marks = ["3.third", "4.fourth", *(bullet + item for item in ("loose", "wove", "spun"))]
    if found.theme.tokens["citation-numbers"] != "none":
        marks += ["1.Warp", "2.Weft"]
    assert [mark for mark in marks if mark not in text] == []
    assert bullet == "" or text.count(bullet) == 3 + (bullet == "–")  # the dash of 2019 to the present


@pytest.mark.parametrize("theme", THEMES)
def test_links_are_live(theme: str) -> None:
    """What the document links to, the file links to, and to nothing else."""
    from urllib.parse import unquote

    found = made(EXAMPLE, theme)
    pages = pikepdf.open(io.BytesIO(found.pdf)).pages
    actions = [annotation.A for page in pages for annotation in page.get("/Annots", []) if "/A" in annotation]
    assert {str(action.S) for action in actions} == {"/URI"}
    assert {unquote(str(action.URI)) for action in actions} == {unquote(url) for url in linked(found.document)}


@pytest.mark.parametrize("theme", THEMES)
def test_fonts_are_embedded(theme: str) -> None:
    """Every font is in the file, and is one of the theme's: nothing depends on what a machine has."""
    found = made(EXAMPLE, theme)
    embedded = fonts(found.pdf)
    assert embedded
    assert all(embedded.values())
    allowed = tuple(family.replace("-", " ") for family in found.theme.families())
    assert [name for name in embedded if not name.startswith(allowed)] == []


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_in_order_and_nothing_is_complained_of(theme: str) -> None:
    """The words of the example come out of the file in the document's order; WeasyPrint has nothing to say."""
    found = made(EXAMPLE, theme)
    assert found.complaints == []
    assert lost(found.document, found.theme, "".join(pdf_pages(found.pdf))) == []


def test_equal_input_gives_equal_bytes() -> None:
    """Nothing of the moment or of the machine is in the file."""
    source = "basics: {name: Jane Doe}\nwork: [{name: Acme}]\n"
    first = made(source)
    again = made.__wrapped__(source)
    assert again.pdf == first.pdf


# Nothing is fetched.


class _Counting(http.server.BaseHTTPRequestHandler):
    """Answers with a picture, and counts."""

    asked: list[str]

    def do_GET(self) -> None:  # http.server's name
        """Count a request."""
        type(self).asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    do_POST = do_HEAD = do_GET  # noqa: N815  # http.server's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # http.server's name
        """Be silent."""


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine: its address without scheme, and the paths that it was asked for."""

    class Handler(_Counting):
        """One server's own count."""

        asked: list[str] = []  # noqa: RUF012  # a class is what http.server takes

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"127.0.0.1:{running.server_port}", Handler.asked
        running.shutdown()
        thread.join()


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">{}</svg>'
FETCHING = [
    '<img src="{url}">',
    '<img src="x.png" srcset="{url}">',
    '<img src="//{bare}/x">',
    '<link rel="stylesheet" href="{url}">',
    '<link rel="attachment" href="{url}">',
    '<a rel="attachment" href="{url}">x</a>',
    '<style>@import "{url}";</style>',
    "<style>@\\69mport url({url});</style>",
    '<style>body {{ background: url("{url}") }}</style>',
    "<style>body {{ background: u\\72l({url}) }}</style>",
    '<style>body {{ background: image-set("{url}" 1x) }}</style>',
    "<style>@font-face {{ font-family: x; src: url({url}) }} p {{ font-family: x }}</style><p>x</p>",
    "<style>@font-face {{ font-family: x; src: local(x), url({url}) }} p {{ font-family: x }}</style><p>x</p>",
    "<style>li {{ list-style-image: url({url}) }}</style><ul><li>x</ul>",
    "<style>p::before {{ content: url({url}) }}</style><p>x</p>",
    "<style>@page {{ background: url({url}); @top-left {{ content: url({url}) }} }}</style>",
    '<p style="background: url({url})">x</p>',
    '<object data="{url}"></object>',
    '<embed src="{url}">',
    '<iframe src="{url}"></iframe>',
    '<base href="http://{bare}/"><img src="x">',
    "{svg_image}",
    "{svg_use}",
    "{svg_style}",
]


def refused(page: str) -> tuple[list[str], bytes]:
    """What is complained of when a page is compiled, and the PDF."""
    complaints: list[str] = []
    bundle = {"resume.html": f"<!DOCTYPE html><html lang=en><title>x</title>{page}".encode()}
    return complaints, weasyprint.compile(bundle, (), complaints.append)


def _inline_svg(content: str) -> str:
    return f'<img src="data:image/svg+xml;base64,{b64encode(SVG.format(content).encode()).decode()}">'


def _pages(url: str, bare: str) -> Iterator[str]:
    for form in FETCHING:
        yield form.format(
            url=url,
            bare=bare,
            svg_image=_inline_svg(f'<image width="9" height="9" href="{url}" xlink:href="{url}"/>'),
            svg_use=_inline_svg(f'<use href="{url}#x" xlink:href="{url}#x"/>'),
            svg_style=_inline_svg(f'<style>@import "{url}"; rect {{ fill: url({url}#x) }}</style><rect width="9"/>'),
        )


def test_the_network_is_not_touched(server: tuple[str, list[str]]) -> None:
    """No way of HTML, CSS or SVG to ask for a file reaches a server, and a refusal is told."""
    bare, asked = server
    told = 0
    for page in _pages(f"http://{bare}/x", bare):
        complaints, _ = refused(page)
        told += bool(complaints)
    assert asked == []
    assert told > len(FETCHING) / 2


def test_what_is_refused_is_told(server: tuple[str, list[str]]) -> None:
    """The complaint names the address, so that who wrote it can find it."""
    bare, _ = server
    for form in ('<img src="http://{}/a.png">', "<style>p {{ background: url(http://{}/a.png) }}</style><p>x</p>"):
        complaints, _ = refused(form.format(bare))
        assert len(complaints) == 1
        assert f"http://{bare}/a.png" in complaints[0]


def test_files_are_not_read(tmp_path: Path) -> None:
    """No way to ask for a file of this machine gets it: neither into the page nor as an attachment."""
    secret = tmp_path / "secret.css"
    secret.write_text("/* SECRET-WORDS */ p::after { content: 'SECRET-WORDS' }", "utf-8")
    for url in (secret.as_uri(), "file:///etc/passwd"):
        for page in _pages(url, str(secret)):
            _, pdf = refused(page + "<p>x</p>")
            opened = pikepdf.open(io.BytesIO(pdf))
            assert not opened.attachments
            assert "/EmbeddedFiles" not in str(opened.Root.get("/Names", ""))
            words = "".join(pdf_pages(pdf))
            assert "SECRET" not in words
            assert "root:" not in words


# The engine may be missing.


@pytest.fixture
def without_pango(monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint as it is where its system libraries are not."""
    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    import_ = builtins.__import__

    def refuse(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.split(".", maxsplit=1)[0] == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0': no such file\n\nAdditionally, ctypes failed.")
        return import_(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)


@pytest.mark.usefixtures("without_pango")
def test_a_missing_library_is_told_in_one_line() -> None:
    """Where WeasyPrint cannot load its libraries, the engine is missing, and says which."""
    for attempt in (weasyprint.version, lambda: weasyprint.compile({"resume.html": b""}, (), print)):
        with pytest.raises(EngineMissing) as missing:
            attempt()
        assert str(missing.value) == "cannot load library 'libpango-1.0-0': no such file"


# Pages.


class Char(NamedTuple):
    """A sign on a page, in points from the lower left corner of the paper."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


class Page(NamedTuple):
    """The signs of a page that can be seen, and its size."""

    chars: list[Char]
    width: float
    height: float

    def lines(self) -> list[str]:
        """The text of the page's lines from top to bottom, what stands at one height as one line."""
        rows: list[tuple[float, list[Char]]] = []
        for char in sorted(self.chars, key=lambda c: -(c.bottom + c.top)):
            middle = (char.bottom + char.top) / 2
            if rows and rows[-1][0] - middle < 4:
                rows[-1][1].append(char)
            else:
                rows.append((middle, [char]))
        return ["".join(char.text for char in sorted(row, key=lambda c: c.left)) for _, row in rows]


def pages(pdf: bytes) -> list[Page]:
    """The pages of a file."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        textpage = page.get_textpage()
        chars = []
        for index in range(textpage.count_chars()):
            text = textpage.get_text_range(index, 1)
            if text.strip():
                chars.append(Char(text, *textpage.get_charbox(index)))
        found.append(Page(chars, *page.get_size()))
        textpage.close()
        page.close()
    document.close()
    return found


POINTS = {"mm": 72 / 25.4, "pt": 1.0}


def margin(theme: Theme, side: str) -> float:
    """A margin of a theme, in points."""
    match = re.fullmatch(r"([0-9.]+)(mm|pt)", theme.tokens[f"margin-{side}"])
    assert match
    return float(match[1]) * POINTS[match[2]]


OVERHANG = 6
"""Points by which an italic letter or a bracket behind a broken word may stand in the margin."""


def outside(found: Made) -> list[tuple[int, str]]:
    """The signs of a file that lie beyond its margins, with their pages; the foot of a page does not count."""
    out = []
    for number, page in enumerate(pages(found.pdf), 1):
        left, right, top, bottom = (margin(found.theme, side) for side in ("left", "right", "top", "bottom"))
        for char in page.chars:
            foot = (number > 1 or found.theme.tokens["footer-pages"] == "all") and char.top < bottom
            sideways = char.left < left - OVERHANG or char.right > page.width - right + OVERHANG
            if sideways or char.top > page.height - top + 1 or (char.bottom < bottom - 1 and not foot):
                out.append((number, char.text))
    return out


def _words(count: int, seed: int) -> str:
    known = ("wove", "mended", "dyed", "spun", "carded", "taught", "sold", "shipped", "counted", "drew", "wrote")
    return " ".join(known[(seed * 7 + i * i + i) % len(known)] for i in range(count))


def _long_source() -> str:
    """A resume of many pages whose pieces are of many lengths, with a name of its own for each heading and title."""
    number = 0

    def entry(kind: int, size: int) -> dict[str, Any]:
        nonlocal number
        number += 1
        highlights = [_words(4 + (number * (i + 3)) % 40, number + i) for i in range(1 + size % 5)]
        dates = {"startDate": "2019-02", "endDate": "2021-03"}
        title, under = f"Entitle{number}", f"Subtitle{number}"
        if kind == 0:
            return {"name": title, "position": under, "location": "Oslo", **dates, "highlights": highlights}
        if kind == 1:
            return {"name": title, **dates, "summary": _words(10 + size * 9 % 70, number)}
        if kind == 2:
            names = [f"Entitle{number}p{i}" for i in range(1 + size % 3)]
            parts = [{"position": name, **dates, "highlights": highlights} for name in names]
            return {"name": title, "location": "Oslo", "positions": parts}
        return {"name": title, "position": under, **dates, "keywords": ["wool", "flax"], "highlights": highlights}

    source: dict[str, Any] = {"basics": {"name": "Ada Weaver", "label": "Weaver"}}
    for key in ("work", "research", "teaching", "volunteer", "service"):
        entries = [entry((number + i) % 4, number * 5 + i * 3) for i in range(11)]
        source[key] = entries
        if key == "volunteer":
            source[key] = [{"organization": found.pop("name"), **found} for found in entries]
    source["publications"] = [
        {"name": f"Entitle9{i} {_words(3 + i % 9, i)}", "authors": ["A. B."] * (1 + i % 6), "releaseDate": "2020"}
        for i in range(30)
    ]
    source["skills"] = [{"name": f"Label{i}", "keywords": _words(3 + i * 5 % 25, i).split()} for i in range(20)]
    source["references"] = [{"name": f"Source{i}", "reference": _words(20 + i * 17 % 60, i)} for i in range(9)]
    source["sections"] = [
        {"title": f"Own{i}", "entries": [_words(15 + i * 23 % 90, i + j) for j in range(3)]} for i in range(12)
    ]
    headings = {key: f"Heading{i}" for i, key in enumerate(source, 1)}
    headings.update({f"Own{i}": f"Heading5{i}" for i in range(12)})
    return yaml.safe_dump({**source, "meta": {"cvrender": {"headings": headings}}}, sort_keys=False)


LONG = _long_source()


@pytest.mark.parametrize("theme", THEMES)
def test_pages_break_well(theme: str) -> None:
    """No page ends with a heading, the title of an entry or what stands under it; what follows is on the same page."""
    found = made(LONG, theme)
    shown = pages(found.pdf)
    assert len(shown) >= 10
    assert found.complaints == []
    for number, page in enumerate(shown, 1):
        bottom = margin(found.theme, "bottom")
        body = Page([char for char in page.chars if char.bottom > bottom], page.width, page.height)
        last = body.lines()[-1]
        if number < len(shown):
            assert not re.search(r"^Heading\d+$|Entitle|Subtitle", last), (number, last)


@pytest.mark.parametrize("theme", THEMES)
def test_a_citation_is_not_torn(theme: str) -> None:
    """A publication, a quotation with its source and a group of skills stand on one page each."""
    found = made(LONG, theme)
    shown = ["".join(char.text for char in page.chars) for page in pages(found.pdf)]
    whole = 0
    for section in found.document.sections:
        for block in section.body:
            if isinstance(block, (Citation, Quote, Group)):
                alone = Section("x", "x", "", body=(block,))
                words = said(Document(resume=found.document.resume, sections=(alone,)))
                assert any(in_order(words, text) == [] for text in shown), words
                whole += 1
    assert whole > 50


@pytest.mark.parametrize("theme", THEMES)
def test_pages_are_filled(theme: str) -> None:
    """Rules for breaks do not leave pages half empty: each but the last reaches the lower third."""
    found = made(LONG, theme)
    shown = pages(found.pdf)
    bottom = margin(found.theme, "bottom")
    for page in shown[:-1]:
        assert min(char.bottom for char in page.chars if char.bottom > bottom) < page.height / 3


@pytest.mark.parametrize("theme", THEMES)
def test_the_foot_of_a_page(theme: str) -> None:
    """From the second page on, the name and the number stand at the foot; on the first, and on a lone one, nothing."""
    for source in (LONG, EXAMPLE):
        found = made(source, theme)
        shown = pages(found.pdf)
        for number, page in enumerate(shown, 1):
            bottom = margin(found.theme, "bottom")
            foot = Page([char for char in page.chars if char.top < bottom], page.width, page.height).lines()
            known = {"page": str(number), "pages": str(len(shown)), "name": found.document.name, "modified": "*"}
            parts = [part.strip().format(**known) for part in found.theme.tokens["footer"].split("|")]
            wanted = [re.sub(r"\s", "", "".join(part for part in parts if "*" not in part))]
            said_of_it = re.sub(r"November21,2026|^", "", "".join(foot))
            assert [said_of_it] == (wanted if number > 1 or found.theme.tokens["footer-pages"] == "all" else [""])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("source", ["example", "long"])
def test_nothing_lies_beyond_the_margins(theme: str, source: str) -> None:
    """Every sign lies within the page's margins; only the foot of the page is below them."""
    assert outside(made(EXAMPLE if source == "example" else LONG, theme)) == []


def overlapping(page: Page) -> list[tuple[str, str]]:
    """Pairs of signs of a page that lie on one another by more than a third of the smaller; ligatures do not count."""
    cells: dict[tuple[int, int], list[tuple[int, Char]]] = {}
    found = []
    for number, char in enumerate(page.chars):
        near = (int(char.left // 20), int(char.bottom // 20))
        around = [(near[0] + x, near[1] + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        for before, other in (pair for cell in around for pair in cells.get(cell, ())):
            width = min(char.right, other.right) - max(char.left, other.left)
            height = min(char.top, other.top) - max(char.bottom, other.bottom)
            smaller = min((c.right - c.left) * (c.top - c.bottom) for c in (char, other))
            if width > 0 and height > 0 and width * height > smaller / 3 and number - before > 2:
                found.append((other.text, char.text))
        cells.setdefault(near, []).append((number, char))
    return found


CROWDED = yaml.safe_dump(
    {
        "basics": {"name": "Ada Weaver", "label": "Weaver of sailcloth and of much else besides " * 3},
        "sections": [
            {"title": "Selected Conference, Workshop and Symposium Contributions", "entries": ["Short."]},
            {"title": "Professional Memberships and Affiliations", "entries": [{"title": "One", "date": "2020-05"}]},
            {"title": "Wissenschaftskommunikationsveranstaltungen", "entries": ["Short."]},
            {"title": "Editorial Boards, Programme Committees and Reviewing", "entries": [{"title": "Two"}]},
            {"title": "Last", "entries": [{"title": "A title of an entry " * 8, "startDate": "2020-05"}]},
        ],
        "awards": [
            {"title": "A prize with a long name " * 3, "awarder": "A giver with a long name " * 3, "date": "2020-05"},
            {"title": "A prize", "awarder": "A giver with a long name " * 6, "date": "2020-05"},
        ],
        "metrics": [{"label": f"A measure of some length {i}", "value": "1,234"} for i in range(9)],
    },
    sort_keys=False,
)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("source", [EXAMPLE, LONG, CROWDED], ids=["example", "long", "crowded"])
def test_nothing_lies_upon_another(theme: str, source: str) -> None:
    """However long headings, titles and names are, no two signs cover one another."""
    for number, page in enumerate(pages(made(source, theme).pdf), 1):
        assert overlapping(page) == [], f"page {number}"


def test_overlapping_is_found() -> None:
    """The measure itself: two signs in one place, and two beside one another."""
    line = [Char(text, left, 0, left + 5, 8) for text, left in zip("abcd", range(0, 20, 5), strict=True)]
    assert overlapping(Page(line, 100, 100)) == []
    assert overlapping(Page([*line, Char("x", 2, 1, 7, 9)], 100, 100)) == [("a", "x"), ("b", "x")]


WORD = "w" * 200
WIDE = yaml.safe_dump(
    {
        "basics": {
            "name": f"Ada {'N' * 60}",
            "label": WORD,
            "email": f"{'e' * 150}@example.org",
            "phone": "+44 20 5550 0100 " * 5,
            "url": f"https://example.org/{WORD}",
            "location": {"address": WORD, "city": "Paisley"},
            "profiles": [{"network": "GitHub", "username": WORD, "url": f"https://example.org/{i}"} for i in range(5)],
            "summary": f"{WORD} and `{WORD}`\n\n- {WORD}",
        },
        "work": [
            {"name": WORD, "position": WORD, "location": WORD, "startDate": "2020", "highlights": [WORD]},
            {"name": "A", "when": f"in the years of {'the long and ' * 12} loom", "highlights": ["x"]},
            {"name": "B", "positions": [{"position": WORD, "when": "from the beginning until the very end of it all"}]},
        ],
        "publications": [{"name": WORD, "authors": [WORD, "A. B."], "publisher": WORD, "doi": f"10.5555/{WORD}"}],
        "awards": [{"title": WORD, "awarder": WORD, "date": "2020-05-06", "url": f"https://example.org/{WORD}"}],
        "skills": [{"name": WORD, "level": WORD, "keywords": [WORD]}, {"name": "x", "keywords": [WORD]}],
        "languages": [{"language": WORD}],
        "metrics": [{"label": WORD, "value": WORD}],
        "references": [{"name": WORD, "email": f"{'m' * 150}@example.org", "reference": WORD}],
        "sections": [{"title": "H" * 80, "entries": [WORD]}],
    },
    sort_keys=False,
)


@pytest.mark.parametrize("theme", THEMES)
def test_long_words_stay_on_the_page(theme: str) -> None:
    """A word, an address or a date that is longer than a line is broken; nothing runs off the paper."""
    found = made(WIDE, theme)
    assert outside(found) == []
    assert found.complaints == []
    shown = squash("".join(char.text for page in pages(found.pdf) for char in page.chars)).casefold()
    wanted = [text for text in said(found.document) if len(text.split()) == 1]
    assert [text for text in wanted if squash(text).casefold()[:150] not in shown] == []


# Scripts.

SCRIPTS = {
    # Language: a text, and the families that it is set in.
    "ko": ("안녕하세요 漢字 세계", {"Noto Sans KR"}),
    "ja": ("こんにちは、世界。テキスト", {"Noto Sans JP"}),
    "zh-Hans": ("你好，世界。简体中文", {"Noto Sans SC"}),
    "en": ("हिन्दी नमस्ते", {"Mukta"}),
    "de": ("Ελληνικά Кириллица Ünïcödé", {"Source Sans 3"}),
}


@pytest.mark.parametrize("lang", SCRIPTS)
def test_scripts_have_their_fonts(lang: str) -> None:
    """A text in another script is set in the bundled family for it, in the shapes of its language, and embedded."""
    text, wanted = SCRIPTS[lang]
    found = made(
        f"basics: {{name: '{text}', summary: '{text}'}}\nwork: [{{name: '{text}', highlights: ['**{text}**']}}]\n"
        f"meta: {{cvrender: {{lang: {lang}}}}}\n"
    )
    embedded = fonts(found.pdf)
    assert found.complaints == []
    assert all(embedded.values())
    assert {name.removesuffix(" Bold") for name in embedded} >= wanted
    assert [name for name in embedded if not name.startswith(tuple(families()))] == []
    assert outside(found) == []


@pytest.mark.parametrize(("lang", "text"), [("he", "שלום עולם גדול"), ("ar", "مرحبا بالعالم الكبير")])
def test_right_to_left(lang: str, text: str) -> None:
    """A text from right to left begins at the right margin, is all there, and every sign of it has a font."""
    found = made(
        f"basics: {{name: '{text}', email: j@example.org, summary: '{text} ABC {text}'}}\n"
        f"work: [{{name: '{text}', startDate: 2020, endDate: 2021, highlights: ['{text}']}}]\n"
        f"meta: {{cvrender: {{lang: {lang}}}}}\n"
    )
    assert found.complaints == []
    assert all(fonts(found.pdf).values())
    assert outside(found) == []
    (page,) = pages(found.pdf)
    assert lost(found.document, found.theme, "".join(pdf_pages(found.pdf))) == []
    name = [char for char in page.chars if char.top > page.height - margin(found.theme, "top") - 30]
    assert max(char.right for char in name) > page.width - margin(found.theme, "right") - 12


SHARED = (
    "<!doctype html><html lang=en><head><title>A</title><style>{style}</style></head><body><p>{text}</p></body></html>"
)


def compiled(style: str, text: str = "Words") -> tuple[bytes, list[str]]:
    """The PDF of a page with this style, and what WeasyPrint complains of."""
    complaints: list[str] = []
    bundle = {"resume.html": SHARED.format(style=style, text=text).encode()}
    return weasyprint.compile(bundle, families()["Source Sans 3"], complaints.append), complaints


def test_documents_of_one_process_do_not_know_of_each_other() -> None:
    """What they share leaves no trace: a PDF is the same before and after others, and each is told what is wrong with
    its style sheet.
    """
    style = "p { color: #123456; no-such-thing: 1 }"
    first, complaints = compiled(style)
    assert len(complaints) == 1
    assert "no-such-thing" in complaints[0]
    assert compiled("p { color: #654321 }")[0] != first
    assert compiled(style, "Other words")[0] != first
    before = weasyprint._sheet.cache_info().hits
    assert compiled(style) == (first, complaints)
    assert weasyprint._sheet.cache_info().hits == before + 1


@pytest.mark.parametrize(
    ("rule", "marker"),
    [
        (
            "@counter-style stars { system: cyclic; symbols: '★' } p { display: list-item; list-style: stars }",
            "★",
        ),
        ("@layer low { p::before { content: 'low ' } } @layer high { p::before { content: 'high ' } }", "high"),
    ],
)
def test_what_a_page_is_to_be_told_of_stays_in_it(rule: str, marker: str) -> None:
    """Rules that WeasyPrint keeps outside of a style sheet work as ever, each time, and in no other document."""
    first, complaints = compiled(rule)
    assert complaints == []
    assert marker in "".join(pdf_pages(first))
    assert compiled(rule)[0] == first
    assert marker not in "".join(pdf_pages(compiled("p { margin: 0 }")[0]))


def test_a_font_of_one_style_sheet_is_not_seen_by_another() -> None:
    """Fonts of `@font-face` are not shared."""
    face = families()["XCharter"][0].path.read_bytes()
    rule = f"@font-face {{ font-family: Own; src: url(data:font/otf;base64,{b64encode(face).decode()}) }}"
    assert "Own" in "".join(fonts(compiled(rule + "p { font-family: Own }")[0]))
    assert "Own" not in "".join(fonts(compiled("p { font-family: Own }")[0]))


@pytest.mark.parametrize(
    ("family", "sheet"),
    [
        ("Second", "</style><STYLE>{}</STYLE><style>"),
        ("Spaced", "</style ><link rel=stylesheet href='data:text/css;base64,{}'><style>"),
        ("Linked", "</style><link rel=stylesheet href='data:text/css;base64,{}'><style>"),
    ],
)
def test_a_font_of_a_second_style_sheet_is_not_seen_by_another(family: str, sheet: str) -> None:
    """Whatever else a page brings its rules in, they are its own: a page made after it is as it was before."""
    face = families()["XCharter"][0].path.read_bytes()
    rule = f"@font-face {{ font-family: {family}; src: url(data:font/otf;base64,{b64encode(face).decode()}) }}"
    style = f"p {{ font-family: {family} }}"
    before = compiled(style)
    filled = sheet.format(b64encode(rule.encode()).decode() if "base64" in sheet else rule)
    assert family in "".join(fonts(compiled(f"{style}{filled}")[0]))
    assert compiled(style) == before


def test_rules_for_browsers_are_no_fault_of_a_page() -> None:
    """WeasyPrint knows no features of media: dark mode and widths are for HTML, and nobody needs to be told."""
    theme = load(DEFAULT, Report())
    assert theme is not None
    css = (
        "@media (prefers-color-scheme: dark) { p { color: #eee } } @media screen and (width > 9em) { p { margin: 0 } }"
    )
    sheets = {**theme.sheets, "html.css": (*theme.sheets["html.css"], Sheet("html.css", css))}
    bundle = html.write(arrange(document_of("basics: {name: R}"), theme), theme.replace(sheets=sheets), Report())
    complaints: list[str] = []
    weasyprint.compile(bundle, faces(theme.families(), "R", "en"), complaints.append)
    assert complaints == []


def test_an_unknown_weasyprint_writes_a_pdf_without_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where its structure is another one than is known, the words are there and a warning says what is not."""
    from cvrender.engines import EngineFailed
    from cvrender.engines.weasyprint import tagging

    def fails(*_: object) -> None:
        raise AttributeError("'Document' object has no attribute 'pages'")

    monkeypatch.setattr(tagging, "mend", fails)
    theme = load(DEFAULT, Report())
    assert theme is not None
    bundle = html.write(arrange(document_of("basics: {name: Robin Example}"), theme), theme, Report())
    complaints: list[str] = []
    pdf = weasyprint.compile(bundle, faces(theme.families(), "Robin", "en"), complaints.append)
    assert "Robin Example" in " ".join(pdf_pages(pdf))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert "/StructTreeRoot" not in opened.Root
    assert [one for one in complaints if "has no tags" in one and "no attribute 'pages'" in one], complaints
    with pytest.raises(EngineFailed, match="no attribute 'pages'"):
        weasyprint.compile(bundle, faces(theme.families(), "Robin", "en"), complaints.append, "pdf/a-2u")
