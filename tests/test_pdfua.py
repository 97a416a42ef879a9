"""PDFs are accessible and fit for archives: every theme passes, and whoever breaks one thing is found out."""

from __future__ import annotations

import functools
import io
import json
import random
import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image

from conftest import ROOT, TODAY, in_order, resume_of, said, squash
from cvrender.diagnostics.report import Report
from cvrender.document.compose import compose
from cvrender.document.layout import arrange
from cvrender.document.model import Document, Photo
from cvrender.engines import PDF_STANDARDS, EngineFailed
from cvrender.engines.weasyprint import engine as weasyprint
from cvrender.loading.options import Options
from cvrender.pdf.accessibility import Finding, examine, reading_order
from cvrender.pdf.accessibility.matterhorn import ABSENT, COVERED, NOT_EXAMINED
from cvrender.pipeline.run import build
from cvrender.system.fonts import faces
from cvrender.theme_check.run import seen
from cvrender.theming.theme import TOKENS, load, restyle
from cvrender.verification.accessibility import accessibility

Run = Callable[..., tuple[int, str, str]]

EXAMPLE = (ROOT / "resumes/example.yaml").read_text("utf-8")
THEMES = sorted(path.name for path in (ROOT / "themes").iterdir() if path.is_dir())
ENGINES = ("weasyprint", "typst")

ARABIC = """
basics: {name: ليلى حداد, label: مهندسة ميكانيكية, email: l@example.org, summary: "تعمل على **مضخات** المياه منذ 2015."}
work: [{name: معهد النهر, position: قائدة بحث, startDate: 2021-03, highlights: ["خفضت الخطأ بنسبة 18% في السنة"]}]
skills: [{name: اللغات, keywords: [Python, العربية]}]
meta: {cvrender: {lang: ar}}
"""
HEBREW = """
basics: {name: נעמה לוי, label: מהנדסת מים, email: naama@example.org, summary: "עובדת על **משאבות** מאז 2015."}
work: [{name: מכון הנהר, position: ראשת מחקר, startDate: 2021-03, highlights: ["הקטינה את השגיאה ב-18%"]}]
meta: {cvrender: {lang: he}}
"""
JAPANESE = """
basics: {name: 山田 花子, label: 水文学者, email: hanako@example.org, summary: "**流量**の予測を改善。"}
work: [{name: 河川研究所, position: 主任, startDate: 2021-03, highlights: [誤差を18%減らした]}]
education: [{institution: 東都大学, studyType: 修士, endDate: 2016}]
meta: {cvrender: {lang: ja}}
"""
CITATIONS = """
basics: {name: Jane Doe}
publications:
  - {name: On Rivers, publisher: Water, releaseDate: 2021, authors: [Jane Doe*, A. Other*, B. Third], url: "https://example.org/r"}
  - {name: On Rain, publisher: Air, releaseDate: 2020, authors: [Jane Doe], summary: Short., highlights: [Read widely.]}
meta: {cvrender: {style: {citation-numbers: decimal}}}
"""
NAMELESS = (
    "basics: {label: Hydrologist}\nwork: [{name: River Institute, positions: [{position: Lead}, {position: Head}]}]\n"
)


def _long() -> str:
    """A resume of several pages, whose paragraphs, items and entries go over their ends."""
    prose = "Words that fill the line and go on for a while so that a page ends in the middle of them. " * 9
    work = [
        {"name": f"Mill {n}", "position": "Weaver", "summary": prose, "highlights": [prose, f"Item {n}", prose]}
        for n in range(9)
    ]
    return json.dumps({"basics": {"name": "Wanda Weber", "summary": f"{prose}\n\n{prose}"}, "work": work})


TINY = """
basics: {name: Jane Doe, email: jane@example.org, summary: "Plain **words**, and a [link](https://example.org/)."}
work:
  - {name: River Institute, positions: [{position: Lead, highlights: [One., Two.]}, {position: Head, summary: Words.}]}
skills: [{name: Languages, keywords: [Python, Rust]}]
references: [{name: A. Other, reference: Good.}]
"""
SOURCES = {
    "example": EXAMPLE,
    "tiny": TINY,
    "arabic": ARABIC,
    "hebrew": HEBREW,
    "japanese": JAPANESE,
    "long": _long(),
    "citations": CITATIONS,
    "nameless": NAMELESS,
    "small": "basics: {name: Jane Doe}\n",
    "terms": "basics: {name: J}\nskills: [{name: Languages, keywords: [Python, Rust]}]\n",
}


@functools.cache
def made(
    source: str, theme: str = "plain", engine: str = "weasyprint", pdf_standard: str = "pdf/ua-1", choice: int = -1
) -> tuple[Document, bytes]:
    """A document and its PDF; some have a photo. `choice` is which of its choices each token has that has some."""
    found = load(theme, Report())
    assert found is not None
    document = compose(resume_of(SOURCES[source]), Report())
    found = restyle(found, document.resume.meta.cvrender.style, Report())
    document = arrange(document, found)
    if choice >= 0:
        chosen = {name: token.choices[choice % len(token.choices)] for name, token in TOKENS.items() if token.choices}
        found = found.replace(tokens={**found.tokens, **chosen})
    if source in ("example", "tiny"):
        document = document.replace(photo=Photo(_png(), "image/png", "Isaura Lindholt"))
    maker = import_module(f"cvrender.engines.{engine}")
    bundle = import_module(f"cvrender.writers.{maker.WRITER}").write(document, found, Report())
    text = "".join(
        content.decode("utf-8", "ignore") for name, content in bundle.items() if name.endswith((".html", "json"))
    )
    complaints: list[str] = []
    pdf = maker.compile(bundle, faces(found.families(), text, document.lang), complaints.append, pdf_standard)
    assert complaints == []
    return document, pdf


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (12, 12), (120, 60, 60, 200)).save(out, "PNG")
    return out.getvalue()


# Every theme passes.


IN_EVERY_THEME = ("example", "arabic", "japanese", "long", "citations")
MATRIX = [(source, theme) for source in SOURCES for theme in (THEMES if source in IN_EVERY_THEME else ["plain"])]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("source", "theme"), MATRIX)
def test_a_pdf_is_accessible(source: str, theme: str, engine: str) -> None:
    """No machine condition of the Matterhorn protocol fails; and what stands in the structure, in its order, is what
    the document says, in its order, and no word more: that is what a screen reader reads.
    """
    chosen = load(theme, Report())
    assert chosen is not None
    document, pdf = made(source, theme, engine)
    assert examine(pdf) == []
    if engine == "typst" and document.direction == "rtl":
        return  # Typst 0.15 writes such text as it stands on the line, and offers no ActualText
    read = reading_order(pdf)
    text = "".join(text for _, text in read)
    assert in_order(said(document, chosen.tokens["date-place"]), text) == []
    numbers = "".join(text for role, text in read if role == "Lbl" and re.fullmatch(r"\s*\d+\.\s*", text))
    assert len(squash(text)) == len(squash("".join(said(document)))) + len(squash(numbers))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("choice", range(max(len(token.choices) for token in TOKENS.values())))
@pytest.mark.parametrize("source", ["tiny", "citations", "arabic"])
def test_whatever_a_theme_chooses_conforms(source: str, choice: int, engine: str) -> None:
    """Icons, bars, rules, places of dates: what a token may choose takes nothing away from the structure."""
    _, pdf = made(source, "plain", engine, choice=choice)
    assert examine(pdf) == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("standard", PDF_STANDARDS[1:])
@pytest.mark.parametrize("source", ["example", "arabic", "japanese", "long"])
def test_an_archive_conforms(source: str, standard: str, engine: str) -> None:
    """PDF/A-2u and 3u are what they say, and PDF/UA-1 as well."""
    _, pdf = made(source, "plain", engine, standard)
    assert examine(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        metadata = opened.open_metadata()
        told = tuple(str(metadata[key]) for key in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part"))
    assert told == (standard[6], "U", "1")


# What the structure is like.


def structure(pdf: bytes) -> list[str]:
    """Every element as its path from the root."""
    found: list[str] = []
    with pikepdf.open(io.BytesIO(pdf)) as opened:

        def walk(element: Any, above: str) -> None:
            path = f"{above}/{str(element.S)[1:]}"
            found.append(path)
            kids = element.get("/K", Array())
            for kid in kids if isinstance(kids, Array) else [kids]:
                if isinstance(kid, Dictionary) and "/S" in kid:
                    walk(kid, path)

        walk(opened.Root.StructTreeRoot.K[0], "")
    return found


def test_weasyprint_tags_what_the_html_says() -> None:
    """Headings, paragraphs, lists and links are what they are in the HTML, and nothing stands for layout alone."""
    _, pdf = made("example")
    found = structure(pdf)
    roles = {path.rpartition("/")[2] for path in found}
    assert {"H1", "H2", "H3", "H4", "P", "L", "LI", "Lbl", "LBody", "Link", "Figure", "BlockQuote", "Art"} <= roles
    assert not {"Div", "NonStruct", "Caption"} & roles
    assert found[:3] == ["/Document", "/Document/Figure", "/Document/H1"]
    assert "/Document/L/LI/LBody/Link" in found  # contacts


def test_typst_tags_paragraphs_and_headings() -> None:
    """Typst's paragraphs are paragraphs, and what has a title is headed by it, as in the HTML; bookmarks go by that."""
    _, pdf = made("example", engine="typst")
    roles = [path.rpartition("/")[2] for path in structure(pdf)]
    _, other = made("example")
    there = [path.rpartition("/")[2] for path in structure(other)]
    for heading in ("H1", "H2", "H3", "H4"):
        assert roles.count(heading) == there.count(heading) > 0
    assert {"P", "L", "LI", "Lbl", "LBody", "Link", "Figure"} <= set(roles)
    with pikepdf.open(io.BytesIO(pdf)).open_outline() as outline:
        (name,) = outline.root
        experience = next(section for section in name.children if section.title == "Experience")
        assert experience.children[0].title == "Keelson Robotics"
        assert experience.children[0].children[0].title == "Principal Engineer, Autonomy"


def test_a_term_and_its_meaning_are_one_item() -> None:
    """A group of skills is an item whose label is its name."""
    _, pdf = made("terms")
    items = ["".join(text for role, text in reading_order(pdf) if role == part).strip() for part in ("Lbl", "LBody")]
    assert items == ["Languages:", "Python, Rust"]
    assert [path for path in structure(pdf) if "/L" in path] == [
        f"/Document/Part/Sect/{path}" for path in ("L", "L/LI", "L/LI/Lbl", "L/LI/LBody")
    ]


def test_what_goes_over_the_end_of_a_page_is_one_element() -> None:
    """A page break makes no second section, list, item or paragraph."""
    _, pdf = made("long")
    found = structure(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) >= 5
    count = {
        role: sum(path.endswith(f"/{role}") for path in found) for role in ("Part", "Sect", "Art", "L", "LI", "Lbl")
    }
    assert count == {"Part": 1, "Sect": 2, "Art": 9, "L": 9, "LI": 27, "Lbl": 27}
    assert sum(path.endswith("/P") for path in found) == 2 + 9 * 2  # the summary; position and summary of each


@pytest.mark.parametrize("engine", ENGINES)
def test_columns_that_go_over_pages_are_read_one_after_the_other(engine: str, tmp_path: Path) -> None:
    """With a column beside another, each is read to its end, whatever the pages."""
    folder = tmp_path / "two"
    folder.mkdir()
    for header, order in (("top", ["work", "skills"]), ("side", ["skills", "work"])):
        layout = f"layout: {{side: [skills], header: {header}}}\n"
        (folder / "theme.yaml").write_text(f"extends: plain\n{layout}", "utf-8")
        skills = [{"name": f"Skill {n}", "keywords": [f"keyword {n} {k}" for k in range(9)]} for n in range(30)]
        source = json.dumps({**json.loads(_long()), "skills": skills})
        (tmp_path / "w.json").write_text(source, "utf-8")
        wanted = {"themes": (str(folder),), "engines": (engine,)}
        options = Options(formats=("pdf",), output=tmp_path, today=TODAY, **wanted)
        (written,) = build(tmp_path / "w.json", options).written
        pdf = written.read_bytes()
        assert examine(pdf) == []
        text = squash("".join(text for _, text in reading_order(pdf)))
        places = {"work": text.find("Item8"), "skills": text.find("keyword298")}
        starts = {"work": text.find("Mill0"), "skills": text.find("keyword00")}
        assert -1 not in (*places.values(), *starts.values())
        assert starts[order[0]] < places[order[0]] < starts[order[1]] < places[order[1]]


def test_a_link_over_two_lines_is_one_element() -> None:
    """A link has one element and an annotation for each of its lines."""
    SOURCES["link"] = f"basics: {{name: J, summary: '[{'many words ' * 20}](https://example.org/)'}}\n"
    _, pdf = made("link")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        (link,) = elements(opened, "Link")
        assert len(opened.pages[0].Annots) == sum(isinstance(kid, Dictionary) for kid in link.K) >= 2
    assert examine(pdf) == []


def test_lists_say_how_they_count() -> None:
    """ListNumbering is that of the list: numbers, or one mark for all."""
    _, pdf = made("citations")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        counting = [str(e.A.ListNumbering) for e in opened.objects if _of_type(e, "/L") and "/A" in e]
    assert sorted(counting) == ["/Decimal", "/Disc"]


def test_a_figure_is_where_its_bbox_says() -> None:
    """BBox is in the page's own points (WeasyPrint has it in pixels from the top)."""
    _, pdf = made("example")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        (figure,) = (e for e in opened.objects if _of_type(e, "/Figure"))
        left, bottom, right, top = (float(value) for value in figure.A.BBox)
        width, height = float(opened.pages[0].mediabox[2]), float(opened.pages[0].mediabox[3])
    assert right - left == pytest.approx(27 * 72 / 25.4, abs=0.1)
    assert top - bottom == pytest.approx(27 * 72 / 25.4, abs=0.1)
    assert width / 2 < left < right < width
    assert height / 2 < bottom < top < height


def test_the_foot_of_a_page_is_an_artifact() -> None:
    """The name and the number at the foot are not read out; they are of the kind that the standard has for them."""
    _, pdf = made("long")
    text = "".join(text for _, text in reading_order(pdf))
    assert text.count("Wanda Weber") == 1
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        content = opened.pages[1].Contents.read_bytes()
    assert b"/Artifact\n<</Type /Pagination/Subtype /Footer>>\nBDC" in content


ODD = {
    "lists in lists": ("<ul><li>a<ul><li>b<ol><li>c</ol></ul><li>d</ul>", "abc1d"),
    "text beside items": ("<ul>a<li>b</li>c</ul>", "abc"),
    "a list of text": ("<ul>a</ul>", "a"),
    "an empty list": ("<ul></ul>", ""),
    "a table": ("<table><caption>a</caption><thead><tr><th>b<th>c<tbody><tr><td>d<td>e</table>", "abcde"),
    "terms": ("<dl><dt>a<dd>b<dt>c<dd>d<dd>e</dl>", "abcde"),
    "groups without terms": ("<dl><div></div><div><dd>a</dd></div><div>b</div></dl>", "ab"),
    "groups of many": ("<dl><div><dt>a</dt><dt>b</dt><dd>c</dd><dd>d</dd></div></dl>", "abcd"),
    "headings astray": ("<h3>a</h3><h5>b</h5><h2>c</h2>", "abc"),
    "half transparent": ('<p style="opacity: 0.5">a<a href="http://x.example">b</a></p>', "ab"),
    "transparent twice": ('<div style="opacity: 0.5"><p>a<p style="opacity: 0.5">b</div>', "ab"),
    "a link around blocks": ('<a href="http://x.example"><div><p>a</p><p>b</p></div></a>', "ab"),
    "floating": ('<div style="float: left">a</div><p>b</p>', "ab"),
    "fixed": ('<div style="position: fixed; top: 0">a</div><p>b</p>', "ab"),
    "flexible": ('<div style="display: flex"><p>a<p>b</div>', "ab"),
    "in a grid": ('<div style="display: grid"><p>a<p>b</div>', "ab"),
    "a drawing": ("<svg width=9 height=9><title>t</title><rect width=9 height=9 /></svg><p>a", "a"),
    "a footnote": ('<p>a<span style="float: footnote">b</span>', "a11b"),
    "head and foot": ('<style>@page { @top-left { content: "t" } @bottom-left { content: "b" } }</style><p>a', "a"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("name", ODD)
def test_whatever_a_template_lays_out_conforms(name: str) -> None:
    """A theme's template may lay out a page in other elements than ours: it is tagged well, and no text is lost."""
    page, text = ODD[name]
    content = f"<!DOCTYPE html><html lang=en><title>t</title><body>{page}".encode()
    pdf = weasyprint.compile({"resume.html": content}, (), print)
    assert examine(pdf) == []
    assert sorted(squash("".join(said for _, said in reading_order(pdf)))) == sorted(text)


def _of_type(found: Any, role: str) -> bool:
    return isinstance(found, Dictionary) and found.get("/Type") == "/StructElem" and found.get("/S") == role


# Who breaks one thing is found out.


def elements(pdf: Pdf, role: str) -> list[Any]:
    """The structure elements of a type, in reading order."""
    found: list[Any] = []

    def walk(element: Any) -> None:
        if f"/{role}" == element.S:
            found.append(element)
        kids = element.get("/K", Array())
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, Dictionary) and "/S" in kid:
                walk(kid)

    walk(pdf.Root.StructTreeRoot.K[0] if isinstance(pdf.Root.StructTreeRoot.K, Array) else pdf.Root.StructTreeRoot.K)
    return found


def new(pdf: Pdf, parent: Any, role: str, **entries: Any) -> Any:
    """A new element at the end of another."""
    element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{role}"), P=parent, K=Array(), **entries))
    parent.K.append(element)
    return element


def rename(role: str, into: str, which: int = 0) -> Callable[[Pdf], None]:
    """Give an element another type."""

    def edit(pdf: Pdf) -> None:
        elements(pdf, role)[which].S = Name(f"/{into}")

    return edit


def add_content(before: bytes, after: bytes) -> Callable[[Pdf], None]:
    """Put operators around what the first page shows."""

    def edit(pdf: Pdf) -> None:
        page = pdf.pages[0]
        data = b"\n".join(stream.read_bytes() for stream in _streams(page))
        page.Contents = pdf.make_stream(before + b"\n" + data + b"\n" + after)

    return edit


def _streams(page: Any) -> Iterator[Any]:
    contents = page.Contents
    yield from contents if isinstance(contents, Array) else [contents]


def into_first_mark(extra: bytes) -> Callable[[Pdf], None]:
    """Put operators into the first tagged content."""

    def edit(pdf: Pdf) -> None:
        page = pdf.pages[0]
        data = b"\n".join(stream.read_bytes() for stream in _streams(page))
        at = re.search(rb"/MCID 0\s*>>\s*BDC", data)
        assert at
        page.Contents = pdf.make_stream(data[: at.end()] + b"\n" + extra + b"\n" + data[at.end() :])

    return edit


def on_root(code: str) -> Callable[[Pdf], None]:
    """Run a line of Python that knows `root`, the catalog."""

    def edit(pdf: Pdf) -> None:
        exec(code, {**globals(), "root": pdf.Root, "pdf": pdf, "page": pdf.pages[0]})

    return edit


def metadata(before: bytes, after: bytes) -> Callable[[Pdf], None]:
    """Replace bytes of the metadata."""

    def edit(pdf: Pdf) -> None:
        data = pdf.Root.Metadata.read_bytes()
        changed = re.sub(before, after, data, flags=re.DOTALL)
        assert changed != data
        pdf.Root.Metadata = pdf.make_stream(changed, Type=Name.Metadata, Subtype=Name.XML)

    return edit


def font(code: str) -> Callable[[Pdf], None]:
    """Run a line of Python that knows `font`, one that the first page uses, and `below`, its CID font."""

    def edit(pdf: Pdf) -> None:
        found = _font(pdf)
        exec(code, {**globals(), "font": found, "below": found.DescendantFonts[0], "pdf": pdf})

    return edit


def _font(pdf: Pdf) -> Any:
    data = b"\n".join(stream.read_bytes() for stream in _streams(pdf.pages[0]))
    used = re.search(rb"/(\S+) \S+ Tf", data)
    assert used
    return pdf.pages[0].Resources.Font[f"/{used[1].decode()}"]


def show(code: str) -> Callable[[Pdf], None]:
    """Show a code of the first font, as an artifact."""

    def edit(pdf: Pdf) -> None:
        name = next(key for key, value in pdf.pages[0].Resources.Font.items() if value.objgen == _font(pdf).objgen)
        add_content(b"", f"/Artifact BMC BT {name} 9 Tf <{code}> Tj ET EMC".encode())(pdf)

    return edit


def cmap(entries: str, text: bytes = b"", **information: Any) -> Callable[[Pdf], None]:
    """Give a font a CMap that is in the file, and maps as Identity-H does."""

    def edit(pdf: Pdf) -> None:
        system = {"Registry": String("Adobe"), "Ordering": String("Identity"), "Supplement": 0, **information}
        codes = b"1 begincodespacerange <0000> <ffff> endcodespacerange 1 begincidrange <0000> <ffff> 0 endcidrange"
        stream = pdf.make_stream(b"/WMode 0 def\n" + text + codes, Type=Name.CMap, CIDSystemInfo=Dictionary(**system))
        exec(entries or "pass", {**globals(), "stream": stream})
        _font(pdf).Encoding = stream

    return edit


def annotate(kind: str, within: str = "", **entries: Any) -> Callable[[Pdf], None]:
    """Add an annotation, in an element of its own or in none."""

    def edit(pdf: Pdf) -> None:
        note = pdf.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=[99, 99, 199, 199], **entries)
        )
        pdf.pages[0].Annots.append(note)
        if kind == "Widget":
            pdf.Root.AcroForm = Dictionary(Fields=[note])
        if within:
            element = new(pdf, elements(pdf, "Document")[0], within, Pg=pdf.pages[0].obj)
            element.K.append(Dictionary(Type=Name.OBJR, Obj=note))
            numbers = pdf.Root.StructTreeRoot.ParentTree
            note.StructParent = 9999
            (numbers.Nums if "/Nums" in numbers else numbers.Kids[-1].Nums).extend([9999, element])

    return edit


def draw(times: int, **entries: Any) -> Callable[[Pdf], None]:
    """Draw a form XObject with a piece of tagged content."""

    def edit(pdf: Pdf) -> None:
        form = pdf.make_stream(
            b"/P <</MCID 0>> BDC 0 0 9 9 re f EMC", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9], **entries
        )
        form.StructParents = 9998
        element = new(pdf, elements(pdf, "Document")[0], "P", Pg=pdf.pages[0].obj)
        element.K.append(Dictionary(Type=Name.MCR, Stm=form, MCID=0, Pg=pdf.pages[0].obj))
        pdf.Root.StructTreeRoot.ParentTree.Nums.extend([9998, Array([element])])
        pdf.pages[0].Resources.XObject["/Fm"] = form
        add_content(b"", b"/Fm Do " * times)(pdf)

    return edit


def table(shape: str) -> Callable[[Pdf], None]:
    """Add empty elements: `Table(TR(TH TD))`."""

    def edit(pdf: Pdf) -> None:
        here = [elements(pdf, "Document")[0]]
        for token in re.findall(r"\w+|[()]", shape):
            if token == "(":
                here.append(here[-1].K[-1])
            elif token == ")":
                here.pop()
            else:
                new(pdf, here[-1], token)

    return edit


def wrong_parent(pdf: Pdf) -> None:
    """The parent tree takes the first content to the last element."""
    pdf.Root.StructTreeRoot.ParentTree.Nums[1][0] = elements(pdf, "P")[-1]


def attach(pdf: Pdf) -> None:
    """A file whose specification has no UF."""
    pdf.attachments["a.txt"] = pikepdf.AttachedFileSpec(pdf, b"a", filename="a.txt")
    del pdf.attachments["a.txt"].obj["/UF"]


def to_unicode(before: bytes, after: bytes) -> Callable[[Pdf], None]:
    """Replace bytes of a font's ToUnicode."""

    def edit(pdf: Pdf) -> None:
        found = _font(pdf)
        changed = re.sub(before, after, found.ToUnicode.read_bytes(), flags=re.DOTALL)
        assert changed != found.ToUnicode.read_bytes()
        found.ToUnicode = pdf.make_stream(changed)

    return edit


def both(*edits: Callable[[Pdf], None]) -> Callable[[Pdf], None]:
    """Do one after the other."""

    def edit(pdf: Pdf) -> None:
        for one in edits:
            one(pdf)

    return edit


NO_LANGUAGE = on_root("del root.Lang")
NO_ALT = on_root("del elements(pdf, 'Figure')[0].Alt")
CONFIGURATION = "root.OCProperties = Dictionary(OCGs=[], D=Dictionary({d}), Configs=[Dictionary({c})])"
VALUE = rb"(beginbfchar\s*<[0-9a-f]+> )<[0-9a-f]+>"

SABOTAGE: list[tuple[str, Callable[[Pdf], None]]] = [
    ("01-003", into_first_mark(b"/Artifact BMC 0 0 9 9 re f EMC")),
    ("01-004", add_content(b"/Artifact BMC", b"EMC")),
    ("01-005", add_content(b"", b"0 0 9 9 re f")),
    ("01-005", add_content(b"", b"/Span <</MCID 4711>> BDC 0 0 9 9 re f EMC")),
    ("01-005", wrong_parent),
    ("01-005", on_root("elements(pdf, 'Part')[0].K = Array()")),
    ("01-005", on_root("del root.StructTreeRoot")),
    ("01-005", on_root("elements(pdf, 'Link')[0].K[0].Obj.StructParent = 0")),
    ("01-007", on_root("root.MarkInfo.Suspects = True")),
    ("02-001", rename("P", "Absatz")),
    ("02-003", both(on_root("root.StructTreeRoot.RoleMap = Dictionary(A=Name.B, B=Name.A)"), rename("P", "A"))),
    ("02-004", on_root("root.StructTreeRoot.RoleMap = Dictionary(P=Name.Span)")),
    ("06-001", on_root("del root.Metadata")),
    ("06-002", metadata(rb'pdfuaid:part="1"', b"")),
    ("06-002", metadata(rb'pdfuaid:part="1"', b'pdfuaid:part="2"')),
    ("06-003", metadata(rb"<dc:title>.*</dc:title>", b"")),
    ("07-001", on_root("del root.ViewerPreferences.DisplayDocTitle")),
    ("07-001", on_root("del root.ViewerPreferences")),
    ("07-002", on_root("root.ViewerPreferences.DisplayDocTitle = False")),
    ("09-004", rename("Art", "Table")),
    ("09-004", rename("P", "TD")),
    ("09-004", table("Table(TR(TD P))")),
    ("09-004", table("Table(THead(TR(TH)) TR(TD))")),
    ("09-004", table("Table(Caption TBody(TR(TD)) Caption)")),
    ("09-005", rename("LI", "P")),
    ("09-005", rename("LBody", "P")),
    ("09-005", rename("L", "Div")),
    ("09-005", table("L(LI(LBody) Caption)")),
    ("09-006", rename("P", "TOCI")),
    ("09-006", table("TOC(P)")),
    ("09-007", rename("P", "RB")),
    ("09-007", table("Ruby(P)")),
    ("09-008", rename("P", "WT")),
    ("09-008", table("Warichu(P)")),
    ("10-001", to_unicode(rb"beginbfchar\s*<[0-9a-f]+> <[0-9a-f]+>", b"beginbfchar")),
    ("11-001", NO_LANGUAGE),
    ("11-001", on_root("root.Lang = String('')")),
    ("11-002", NO_LANGUAGE),
    ("11-002", both(NO_LANGUAGE, NO_ALT, add_content(b"", b"/Span <</E (a)>> BDC EMC"))),
    ("11-003", NO_LANGUAGE),
    ("11-004", NO_LANGUAGE),
    ("11-005", both(NO_LANGUAGE, annotate("Widget", "Form", TU=String("name")))),
    ("11-006", NO_LANGUAGE),
    ("13-004", NO_ALT),
    ("13-004", on_root("elements(pdf, 'Figure')[0].Alt = String('')")),
    ("14-002", rename("H1", "H2")),
    ("14-003", rename("H2", "H3")),
    ("14-003", rename("H3", "H5")),
    ("14-006", table("Sect(H H)")),
    ("14-007", table("Sect(H)")),
    ("15-003", table("Table(TR(TH TD))")),
    ("17-002", both(NO_ALT, rename("Figure", "Formula"))),
    ("19-003", rename("P", "Note")),
    ("19-004", lambda pdf: [new(pdf, elements(pdf, "Part")[0], "Note", ID=String("n")) for _ in "ab"]),
    ("20-001", on_root(CONFIGURATION.format(d="Name=String('d')", c=""))),
    ("20-002", on_root(CONFIGURATION.format(d="", c="Name=String('c')"))),
    ("20-003", on_root(CONFIGURATION.format(d="Name=String('d'), AS=Array()", c="Name=String('c')"))),
    ("21-001", attach),
    ("25-001", on_root("root.AcroForm = Dictionary(XFA=pdf.make_stream(b'<dynamicRender>required</dynamicRender>'))")),
    ("28-002", annotate("Text", Contents=String("a"))),
    ("28-002", annotate("Text", "P", Contents=String("a"))),
    ("28-004", annotate("Text", "Annot")),
    ("28-004", on_root("del elements(pdf, 'Link')[0].K[0].Obj.Contents")),
    ("28-005", annotate("Widget", "Form")),
    ("28-006", annotate("Novelty", Contents=String("a"))),
    ("28-006", annotate("Novelty", "Annot")),
    ("28-007", annotate("TrapNet", "Annot", Contents=String("a"))),
    ("28-008", on_root("del page.Tabs")),
    ("28-009", on_root("page.Tabs = Name.R")),
    ("28-010", annotate("Widget", "P", TU=String("a"))),
    ("28-011", rename("Link", "Span")),
    ("28-011", annotate("Link", Contents=String("a"))),
    ("28-012", on_root("del elements(pdf, 'Link')[0].K[0].Obj.Contents")),
    ("28-016", annotate("FileAttachment", "Annot", Contents=String("a"), FS=Dictionary(F=String("a")))),
    ("28-017", annotate("PrinterMark", "P")),
    ("30-001", draw(1, Ref=Dictionary())),
    ("30-002", draw(2)),
    ("31-001", cmap("", Registry=String("Other"))),
    ("31-002", cmap("", Ordering=String("Other"))),
    ("31-003", both(cmap("", Supplement=1), font("below.CIDSystemInfo.Supplement = 2"))),
    ("31-004", font("below.CIDToGIDMap = Name.Other")),
    ("31-005", font("del below.CIDToGIDMap")),
    ("31-006", font("font.Encoding = Name('/Novel-H')")),
    ("31-007", cmap("stream.WMode = 1")),
    ("31-008", cmap("", b"/Novel-H usecmap\n")),
    ("31-009", font("del below.FontDescriptor.FontFile2")),
    ("31-011", show("FFF0")),
    ("31-016", font("below.W = Array([]); below.DW = 1")),
    ("31-027", font("del font.ToUnicode")),
    ("31-028", to_unicode(VALUE, rb"\1<0000>")),
    ("31-029", to_unicode(VALUE, rb"\1<feff>")),
    ("31-029", to_unicode(VALUE, rb"\1<fffe>")),
    ("31-030", show("0000")),
    ("ISO 14289-1 6.2", on_root("del root.MarkInfo")),
    ("ISO 14289-1 6.2", on_root("root.MarkInfo.Marked = False")),
    ("ISO 14289-1 7.1", on_root("elements(pdf, 'H2')[0].P = elements(pdf, 'H1')[0]")),
    ("ISO 14289-1 7.1", on_root("del root.StructTreeRoot")),
    ("ISO 14289-1 7.2", on_root("root.Lang = String('the English language')")),
    (NOT_EXAMINED, annotate("Movie", "Annot", Contents=String("a"))),
    (NOT_EXAMINED, font("font.Subtype = Name.TrueType; font.FontDescriptor = below.FontDescriptor")),
]  # fmt: skip
"""One thing that is done to a good file, and what must be said of it."""


def broken(pdf: bytes, edit: Callable[[Pdf], object], **saving: Any) -> list[Finding]:
    """What is found in a PDF when one thing in it is changed."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        edit(opened)
        out = io.BytesIO()
        opened.save(out, **saving)
    return examine(out.getvalue())


@pytest.mark.parametrize(("rule", "edit"), SABOTAGE, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(SABOTAGE)])
def test_sabotage_is_caught(rule: str, edit: Callable[[Pdf], object]) -> None:
    """The file was good, one thing is changed, and it is told for what it is."""
    _, pdf = made("tiny")
    assert rule in {finding.rule for finding in broken(pdf, edit)}


@pytest.mark.parametrize(
    ("rule", "edit"),
    [
        ("31-014", lambda bits: bytes([bits[0] & 0x7F]) + bits[1:]),
        ("31-015", lambda bits: bits + b"\xff"),
    ],
)
def test_sabotage_of_a_cidset_is_caught(rule: str, edit: Callable[[bytes], bytes]) -> None:
    """Typst's files list the glyphs of each font."""
    _, pdf = made("tiny", engine="typst")

    def change(opened: Pdf) -> None:
        descriptor = _font(opened).DescendantFonts[0].FontDescriptor
        descriptor.CIDSet = opened.make_stream(edit(descriptor.CIDSet.read_bytes()))

    assert rule in {finding.rule for finding in broken(pdf, change)}


def test_a_locked_file_is_caught() -> None:
    """A file whose encryption shuts out assistive technology is told; one that wants a password cannot be read."""
    _, pdf = made("tiny")
    allowed = pikepdf.Permissions(accessibility=False)
    locked = pikepdf.Encryption(owner="x", user="", R=3, allow=allowed, aes=False, metadata=False)
    assert "26-002" in {finding.rule for finding in broken(pdf, lambda _: None, encryption=locked)}
    with pytest.raises(ValueError, match="cannot be read"):
        broken(pdf, lambda _: None, encryption=pikepdf.Encryption(owner="x", user="y"))
    with pytest.raises(ValueError, match="cannot be read"):
        examine(b"no PDF")


def test_a_file_that_is_saved_anew_still_conforms() -> None:
    """What the tests above do besides breaking one thing is no fault."""
    for engine in ENGINES:
        _, pdf = made("tiny", engine=engine)
        assert broken(pdf, lambda _: None) == []


def test_every_condition_is_accounted_for() -> None:
    """The 87 machine conditions are looked for or said to be absent; each that is looked for is shown to be found."""
    assert len(COVERED) + len(ABSENT) == 87
    assert not set(COVERED) & set(ABSENT)
    shown = {rule for rule, _ in SABOTAGE} | {"26-002", "31-014", "31-015"}
    assert set(COVERED) - shown == {"17-003"}  # told as 10-001


def test_a_page_is_named() -> None:
    """A finding says on which page it is; what concerns the file is on none."""
    _, pdf = made("long")

    def edit(opened: Pdf) -> None:
        del opened.pages[2].Tabs
        opened.pages[2].Annots = Array([Dictionary(Subtype=Name.Link, Rect=[9, 9, 99, 99], Contents=String("a"))])
        del opened.Root.ViewerPreferences

    found = broken(pdf, edit)
    assert [(finding.rule, finding.page) for finding in found] == [("07-001", 0), ("28-008", 3), ("28-011", 3)]


def test_malformed_files_raise_nothing() -> None:
    """Whatever stands where a number, a name or an array belongs, there are findings and no traceback."""
    _, pdf = made("citations")
    dice = random.Random(5)
    values = [None, 7, -1, String("x"), Name("/X"), Array([1, Name("/Y")]), Dictionary(A=1), True]
    for _ in range(150):
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            holders = [o for o in opened.objects if isinstance(o, (Dictionary, Stream)) and list(o.keys())]
            for holder in dice.sample(holders, 3):
                key = dice.choice(sorted(holder.keys()))
                value = dice.choice(values)
                if key not in ("/Type", "/Length", "/Filter", "/Kids", "/Count", "/Pages"):
                    if value is None:
                        del holder[key]
                    else:
                        holder[key] = value
            out = io.BytesIO()
            try:
                opened.save(out)
            except (pikepdf.PdfError, RuntimeError):
                continue
        with suppress(ValueError):  # what cannot be opened at all
            assert all(isinstance(finding, Finding) for finding in examine(out.getvalue()))


def test_a_tree_that_holds_itself_ends() -> None:
    """Elements that hold each other are read once."""
    _, pdf = made("small")

    def edit(opened: Pdf) -> None:
        first = elements(opened, "H1")[0]
        first.K = Array([opened.Root.StructTreeRoot.K[0], first])

    assert broken(pdf, edit)


# Archives.


ARCHIVE: list[tuple[str, Callable[[Pdf], object]]] = [
    ("6.6.4", metadata(rb"<pdfaid:conformance>U</pdfaid:conformance>|pdfaid:conformance=\"U\"", b"")),
    ("6.6.2.3", metadata(rb"<pdfaExtension:schemas>.*</pdfaExtension:schemas>", b"")),
    ("6.2.4.3", on_root("del root.OutputIntents")),
    ("6.2.4.3", add_content(b"0 0 0 1 k", b"")),
    ("6.2.5", on_root("page.Resources.ExtGState['/T'] = Dictionary(Type=Name.ExtGState, TR=Name.Identity)")),
    ("6.2.10", on_root("page.Resources.ExtGState['/T'] = Dictionary(BM=Name.Novel)")),
    ("6.2.8.1", on_root("[setattr(i, 'Interpolate', True) for i in page.get_images().values()]")),
    ("6.3.1", annotate("Movie", "Annot", Contents=String("a"), F=4)),
    ("6.3.2", on_root("del page.Annots[0].F")),
    ("6.3.2", on_root("page.Annots[0].F = 6")),
    ("6.3.3", annotate("Text", "Annot", Contents=String("a"), F=4)),
    ("6.5.1", on_root("page.Annots[0].A.S = Name.Launch")),
    ("6.5.1", on_root("root.OpenAction = Dictionary(S=Name.JavaScript)")),
    ("6.5.2", on_root("root.AA = Dictionary()")),
    ("6.5.2", on_root("page.AA = Dictionary()")),
]  # fmt: skip


@pytest.mark.parametrize(("clause", "edit"), ARCHIVE, ids=[f"{n}-{clause}" for n, (clause, _) in enumerate(ARCHIVE)])
def test_sabotage_of_an_archive_is_caught(clause: str, edit: Callable[[Pdf], object]) -> None:
    """What PDF/A asks for beyond PDF/UA is told with its clause."""
    _, pdf = made("tiny", pdf_standard="pdf/a-2u")
    assert f"ISO 19005-2 {clause}" in {finding.rule for finding in broken(pdf, edit)}


def test_an_archive_that_is_locked_or_has_no_beginning_is_caught() -> None:
    """The first line, the identifier and encryption are judged by the file's bytes."""
    _, pdf = made("tiny", pdf_standard="pdf/a-2u")
    assert [finding.rule for finding in examine(b"%" + pdf)] == ["ISO 19005-2 6.1.2"]
    locked = pikepdf.Encryption(owner="x", user="")
    assert "ISO 19005-2 6.1.3" in {finding.rule for finding in broken(pdf, lambda _: None, encryption=locked)}


def test_attachments_of_an_archive_are_judged() -> None:
    """PDF/A-2 takes no file that is not PDF; PDF/A-3 takes one that says what it is to the document."""

    def attached(opened: Pdf) -> None:
        file = pikepdf.AttachedFileSpec(opened, b"{}", filename="a.json", mime_type="application/json")
        opened.attachments["a.json"] = file
        file.obj.AFRelationship = Name.Source
        opened.Root.AF = Array([file.obj])

    def unrelated(opened: Pdf) -> None:
        attached(opened)
        del opened.attachments["a.json"].obj["/AFRelationship"]

    def loose(opened: Pdf) -> None:
        attached(opened)
        del opened.Root["/AF"]

    two, three = (made("tiny", pdf_standard=one)[1] for one in PDF_STANDARDS[1:])
    assert [finding.rule for finding in broken(two, attached)] == ["ISO 19005-2 6.8"]
    assert broken(three, attached) == []
    assert [finding.rule for finding in broken(three, unrelated)] == ["ISO 19005-3 6.8"]
    assert [finding.rule for finding in broken(three, loose)] == ["ISO 19005-3 6.8"]


def test_a_photo_in_cmyk_is_fit_for_an_archive(tmp_path: Path) -> None:
    """Inks without a profile have no place in an archive: a photo in them is there in RGB."""
    Image.new("CMYK", (9, 9)).save(tmp_path / "me.jpg")
    (tmp_path / "j.yaml").write_text("basics: {name: J, image: me.jpg}\n", "utf-8")
    for engine in ENGINES:
        options = Options(formats=("pdf",), pdf_standard="pdf/a-2u", engines=(engine,), output=tmp_path, today=TODAY)
        (written,) = build(tmp_path / "j.yaml", options).written
        assert examine(written.read_bytes()) == []


def test_a_themes_picture_in_cmyk_is_refused_for_an_archive() -> None:
    """A picture in a theme's sheet is as the theme has it; the message says what to do."""
    out = io.BytesIO()
    Image.new("CMYK", (9, 9)).save(out, "JPEG")
    picture = f"data:image/jpeg;base64,{b64encode(out.getvalue()).decode()}"
    page = f'<!DOCTYPE html><html lang=en><title>x</title><p style="background: url({picture})">x</p>'
    assert weasyprint.compile({"resume.html": page.encode()}, (), print).startswith(b"%PDF")
    with pytest.raises(EngineFailed, match="save it in RGB"):
        weasyprint.compile({"resume.html": page.encode()}, (), print, "pdf/a-2u")


# The option.


@pytest.mark.parametrize("engine", ["auto", *ENGINES])
def test_the_standard_is_asked_for(engine: str, tmp_path: Path, run: Run) -> None:
    """`--pdf-standard` says what the PDF is."""
    (tmp_path / "j.yaml").write_text("basics: {name: J}\n", "utf-8")
    status, out, _ = run(
        "build", tmp_path / "j.yaml", "-f", "pdf", "-e", engine, "--pdf-standard", "pdf/a-3u", "-o", tmp_path
    )
    assert status == 0
    with pikepdf.open(out.strip()) as opened:
        assert str(opened.open_metadata()["pdfaid:part"]) == "3"


def test_latex_refuses_standards(tmp_path: Path, run: Run) -> None:
    """xelatex writes no structure: status 2 where the command names it, and an error in the source that does."""
    source = tmp_path / "j.yaml"
    source.write_text("basics: {name: J}\nmeta: {cvrender: {engine: latex}}\n", "utf-8")
    status, _, err = run("build", source, "-f", "pdf", "-e", "latex", "--pdf-standard", "pdf/ua-1", "-o", tmp_path)
    assert (status, err) == (2, "cvrender: latex cannot make pdf/ua-1; take weasyprint or typst\n")
    status, _, err = run("build", source, "-f", "pdf", "--pdf-standard", "pdf/a-2u", "-o", tmp_path)
    assert status == 1
    assert f"{source}:2:27: error[CV066]: latex cannot make pdf/a-2u" in err
    assert run("build", source, "-f", "text", "--pdf-standard", "pdf/a-2u", "-o", tmp_path)[0] == 0


def test_equal_input_gives_equal_archives(tmp_path: Path) -> None:
    """An archive's identifier comes from what is in it."""
    (tmp_path / "j.yaml").write_text("basics: {name: J}\n", "utf-8")
    made_there = []
    for folder in ("a", "b"):
        options = Options(formats=("pdf",), pdf_standard="pdf/a-2u", output=tmp_path / folder, today=TODAY)
        (written,) = build(tmp_path / "j.yaml", options).written
        made_there.append(written.read_bytes())
    assert made_there[0] == made_there[1]


# What commands say.


def _changed(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The PDF of `citations`, changed."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made("citations")[1])) as opened:
        change(opened)
        opened.save(out)
    return out.getvalue()


def _without_descriptions(opened: pikepdf.Pdf) -> None:
    del opened.Root.ViewerPreferences
    for page in opened.pages:
        for annotation in page.obj.get("/Annots", ()):
            if "/Contents" in annotation:
                del annotation["/Contents"]


def _untagged(opened: pikepdf.Pdf) -> None:
    del opened.Root.StructTreeRoot
    del opened.Root.MarkInfo


def test_verify_tells_what_is_not_accessible(tmp_path: Path, run: Run) -> None:
    """Each kind of failure of a tagged PDF is a warning with its rule and pages, for programs as well; the facts count
    as before, and so does the status.
    """
    (tmp_path / "j.yaml").write_text(SOURCES["citations"], "utf-8")
    file = tmp_path / "j.pdf"
    file.write_bytes(_changed(_without_descriptions))
    status, out, err = run("verify", file, "--against", tmp_path / "j.yaml")
    assert status == 0
    assert "3 warnings" in out
    assert f"{file}: not accessible: the viewer is not told to show the title (07-001)" in err
    assert f"{file}, page 1: not accessible: a link has no Contents (28-012)" in err
    found = json.loads(run("verify", file, "--against", tmp_path / "j.yaml", "--message-format", "json")[1])
    assert [(one["code"], one["severity"], one["page"]) for one in found["findings"]] == [
        ("CV033", "warning", None),
        ("CV033", "warning", 1),
        ("CV033", "warning", 1),
    ]
    file.write_bytes(made("citations")[1])
    assert "CV033" not in run("verify", file, "--against", tmp_path / "j.yaml")[2]


def test_a_pdf_without_tags_is_one_note(tmp_path: Path, run: Run) -> None:
    """What is not tagged at all is told once, with and without a source; --quiet leaves it out."""
    file = tmp_path / "j.pdf"
    file.write_bytes(_changed(_untagged))
    status, _, err = run("verify", file)
    assert (status, err.count("CV033")) == (0, 1)
    assert "note[CV033]: the PDF has no tags" in err
    assert "CV033" not in run("verify", file, "-q")[2]


def test_many_failures_are_told_in_few_lines() -> None:
    """Twenty kinds are told, with six pages each, and how many more there are."""
    failures = [Finding(f"01-{kind:03}", page, f"kind {kind}") for kind in range(30) for page in range(1, 10)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cvrender.pdf.accessibility.examine", lambda _: failures)
        found = accessibility(b"")
    assert len(found) == 21
    assert found[0].message == "not accessible: kind 0 (01-000), also on pages 2, 3, 4, 5, 6, 7 and 2 more"
    assert found[-1].message == "10 more kinds of failure to be accessible"


def test_what_is_no_pdf_has_no_findings() -> None:
    """What else reads the file tells that it is none."""
    assert accessibility(b"%PDF-1.7 and nothing else") == ()


@pytest.mark.parametrize("cut", [False, True])
def test_a_damaged_font_is_a_finding(
    cut: bool, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """What fontTools raises and logs on fonts that are cut or odd is told as a finding, and not written to stderr."""

    def damaged(opened: pikepdf.Pdf) -> None:
        for one in opened.objects:
            if isinstance(one, pikepdf.Dictionary) and "/FontFile2" in one:
                font = bytearray(one.FontFile2.read_bytes())
                place = font.index(b"hmtx") + 8
                start = int.from_bytes(font[place : place + 4], "big")
                font[start : start + 40] = b"\xff" * 40
                if cut:
                    font[place + 4 : place + 8] = (40).to_bytes(4, "big")
                one.FontFile2 = opened.make_stream(bytes(font))

    found = accessibility(_changed(damaged))
    assert any("malformed" in one.message for one in found) == cut
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def test_themes_check_tells_what_a_theme_spoils(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Failures of a PDF that has tags are warnings about the theme; one without tags is TeX's, and is passed over."""
    theme = load("plain", Report())
    assert theme is not None
    document = made("citations")[0]
    for change, codes in ((_without_descriptions, {"CV033"}), (_untagged, set())):
        report = Report()
        seen(_changed(change), "resume.pdf", document, theme, report)
        assert {one.code for one in report.diagnostics if one.code == "CV033"} == codes
