"""From a Document to bytes: HTML, plain text, Markdown and JSON; valid, whole and safe, whatever a source holds."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5.parser  # type: ignore[import-untyped]  # it has no hints
import yaml
from hypothesis import given, settings
from markdown_it import MarkdownIt

from conftest import CORPUS, ROOT, document_of, in_order, linked, resume_of, said, squash, visible
from cvrender.diagnostics.report import Report
from cvrender.document.compose import compose
from cvrender.document.layout import arrange
from cvrender.document.model import Document, Photo
from cvrender.resume.dump import dump
from cvrender.resume.model import ENTRY_KINDS, SECTIONS, Node
from cvrender.resume.select import Choice, select
from cvrender.theming.theme import Theme
from cvrender.writers import json as json_writer
from cvrender.writers import markdown, text
from cvrender.writers.html import markup
from cvrender.writers.html import writer as html
from cvrender.writers.latex import writer as latex
from cvrender.writers.typst import writer as typst
from strategies import HOSTILE, sources

GOLDEN = Path(__file__).parent / "golden"
SMALL = (GOLDEN / "small.yaml").read_text("utf-8")
EXAMPLE = (ROOT / "resumes/example.yaml").read_text("utf-8")

HTML_NAMESPACE = "{http://www.w3.org/1999/xhtml}"


def dumped(source: dict[str, Any]) -> str:
    """A source as YAML."""
    return yaml.safe_dump(source, allow_unicode=True, sort_keys=False)


def written(writer: Any, document: Document, theme: Theme) -> str:
    """What a writer makes of a document, about which nothing is said."""
    report = Report()
    bundle = writer.write(document, theme, report)
    assert report.diagnostics == []
    assert list(bundle) == [writer.NAME]
    return str(bundle[writer.NAME].decode())


# HTML as a browser reads it.


def parsed(page: str) -> Element:
    """The tree of a page in which an HTML parser found no error."""
    parser = tinyhtml5.parser.HTMLParser(namespace_html_elements=False)
    root: Element = parser.parse(page)
    assert parser.errors == []
    return root


def classes(element: Element) -> set[str]:
    """The classes of an element."""
    return set(element.get("class", "").split())


def with_class(root: Element, name: str) -> list[Element]:
    """The elements of a class, in order."""
    return [element for element in root.iter() if name in classes(element)]


def words(element: Element) -> str:
    """The text of an element as one line."""
    return " ".join("".join(element.itertext()).split())


PAGES = {
    "small": SMALL,
    "example": EXAMPLE,
    "empty": "basics: {label: x}\n",
    "hostile": dumped(
        {
            "basics": {"name": HOSTILE[2], "label": HOSTILE[2], "summary": "\n\n".join(HOSTILE)},
            **{key: [{"note": f"{HOSTILE[2]} {HOSTILE[3]}", "links": [{"label": "<i>"}]}] for key in SECTIONS},
            "sections": [{"title": '"><h1>', "entries": [HOSTILE[2], {"title": "</section>"}]}],
        }
    ),
    "without headings": "basics: {name: J}\nsections: [{entries: [x, {title: t}]}, {title: T, entries: [{note: n}]}]\n",
    "positions": "basics: {name: J}\nwork: [{name: A, positions: [{position: B}]}, {positions: [{position: C}]}]\n",
}


@pytest.fixture(params=PAGES)
def source(request: pytest.FixtureRequest) -> str:
    """Each of the sources above."""
    return PAGES[request.param]


def test_html_is_valid(source: str, themes: list[Theme]) -> None:
    """A parser finds no error; identifiers are unique; lists hold items only; nothing interactive is nested."""
    allowed = {
        "ul": {"li"},
        "ol": {"li"},
        "dl": {"dt", "dd", "div"},
        "figure": {"blockquote", "figcaption"},
        "html": {"head", "body"},
    }
    for theme in themes:
        root = parsed(written(html, document_of(source), theme))
        ids = [element.get("id") for element in root.iter() if element.get("id") is not None]
        assert len(set(ids)) == len(ids)
        assert all(name and not re.search(r"\s", name) for name in ids)
        for element in root.iter():
            children = {child.tag for child in element}
            assert children <= allowed.get(element.tag, children), element.tag
            if element.tag in ("ul", "ol", "dl"):
                assert children
                assert not (element.text or "").strip()
            if element.tag in ("dd", "dt"):
                assert element.tag == "dd" or not children & {"p", "ul", "ol"}
            if element.tag == "a":
                assert element.get("href")
                assert not list(element.iter("a"))[1:]
            if element.tag == "time":
                assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", element.get("datetime", ""))
            assert words(element) or element.tag in ("meta", "img", "br"), f"an empty {element.tag}"


def test_headings_are_in_order(source: str, themes: list[Theme]) -> None:
    """There is one h1, the person's name or what they are, and no level is left out on the way down."""
    document = document_of(source)
    for theme in themes:
        levels = [int(e.tag[1]) for e in parsed(written(html, document, theme)).iter() if re.fullmatch("h[1-6]", e.tag)]
        assert levels.count(1) == bool(document.name or document.headline)
        assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False) if 1 in levels)


@pytest.mark.parametrize(
    ("lang", "direction"), [("en", "ltr"), ("de-CH", "ltr"), ("he", "rtl"), ("ar", "rtl"), ("ja", "ltr")]
)
def test_html_says_its_language(theme: Theme, lang: str, direction: str) -> None:
    """The root has the language and the direction of the document."""
    root = parsed(written(html, document_of(f"basics: {{name: J}}\nmeta: {{cvrender: {{lang: {lang}}}}}\n"), theme))
    assert (root.tag, root.get("lang"), root.get("dir")) == ("html", lang, direction)


MISSING = """
basics:
  name: {en: Jane Doe, ar: جين}
  label: {en: "Engineer of **quiet** machines"}
  summary: {en: "First [line](https://example.org/a).\\n\\n- an item"}
work:
  - name: {en: Acme}
    url: https://example.org/acme
    highlights: [{ar: أول}, {ar: ثانٍ, en: second}]
meta: {cvrender: {languages: [en, ar], lang: %s, bold: [Engineer, item]}}
"""


def test_words_in_another_language_say_so(theme: Theme) -> None:
    """A text that is missing in the document's language has its own, and its direction; every format says its words."""
    arabic = select(resume_of(MISSING % "ar"), Choice(), Report())
    page = written(html, compose(arabic, Report()), theme)
    assert '<html lang="ar" dir="rtl">' in page
    foreign = [element for element in parsed(page).iter("span") if element.get("lang")]
    assert [(e.get("lang"), e.get("dir"), words(e)) for e in foreign] == [
        ("en", "ltr", "Engineer of quiet machines"),
        ("en", "ltr", "First line."),
        ("en", "ltr", "an item"),
        ("en", "ltr", "Acme"),
    ]
    bare = page.replace('<bdi dir="ltr">', "").replace("</bdi>", "")
    assert '<a href="https://example.org/acme"><span lang="en" dir="ltr">Acme</span></a>' in bare
    assert '<span lang="en" dir="ltr"><strong>Engineer</strong> of <strong>quiet</strong> machines</span>' in bare
    english = compose(select(resume_of(MISSING % "en"), Choice(), Report()), Report())
    assert '<span lang="ar" dir="rtl">أول</span>' in written(html, english, theme)
    for writer in (text, markdown):
        assert in_order(said(english), written(writer, english, theme)) == []
    latex_page = latex.write(english, theme, Report())[latex.NAME].decode()
    assert r"\textbf{Engineer} of \textbf{quiet} machines" in latex_page
    typst_page = json.loads(typst.write(english, theme, Report())["document.json"])
    assert {"foreign": "ar", "content": ["أول"]} in typst_page["sections"][1]["body"][0]["highlights"][0]


def test_html_has_a_head(theme: Theme) -> None:
    """Title, author and description are the person's; a page without a name has a title all the same."""
    root = parsed(written(html, document_of("basics: {name: '<Jane> & \"Co\"', label: '*Chief* of <b>'}\n"), theme))
    meta = {element.get("name"): element.get("content") for element in root.iter("meta")}
    assert [words(title) for title in root.iter("title")] == ['<Jane> & "Co"']
    assert meta["author"] == '<Jane> & "Co"'
    assert meta["description"] == "Chief of <b>"
    assert "width=device-width" in (meta["viewport"] or "")
    nameless = parsed(written(html, document_of("basics: {label: Chief}\n"), theme))
    assert [words(title) for title in nameless.iter("title")] == ["Chief"]
    assert [words(heading) for heading in nameless.iter("h1")] == ["Chief"]


LOADING = {
    *("src", "srcset", "data", "poster", "background", "action", "formaction", "xlink:href", "style", "ping", "cite"),
}
HARMLESS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "section", "article", "footer", "img"),
    *("h1", "h2", "h3", "h4", "p", "div", "span", "a", "ul", "ol", "li", "dl", "dt", "dd", "strong", "em", "code"),
    *("time", "cite", "figure", "figcaption", "blockquote"),
}


def test_html_is_self_contained(source: str, themes: list[Theme]) -> None:
    """Nothing is loaded from anywhere: no address stands anywhere but in links, and no element could load one."""
    for theme in themes:
        page = written(html, document_of(source), theme)
        root = parsed(page)
        assert {element.tag for element in root.iter()} <= HARMLESS
        for element in root.iter():
            assert not any(name.startswith("on") for name in element.attrib)
            for name, value in element.attrib.items():
                counts = name == "style" and re.fullmatch(r"(counter-[a-z]+: list-item \d+(; )?)+", value)
                assert name not in LOADING or counts or (element.tag, name) == ("img", "src")
                assert name != "href" or element.tag == "a"
                assert name not in LOADING or counts or value.startswith("data:image/")
        (sheet,) = root.iter("style")
        rules = re.sub(r"/\*.*?\*/", "", words(sheet)).replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r'url\((?!"data:image/svg)|@import|https?:|//', rules)
        assert {element.get("href") for element in root.iter("a")} == set(linked(document_of(source)))


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "file:///etc/passwd"])
def test_html_has_no_link_that_is_none(theme: Theme, href: str) -> None:
    """What may not be linked to is text in every field that holds an address, and in Markdown."""
    address = {
        "url": href,
        "note": f"[x]({href})",
        "summary": f"<{href}> [y]({href})",
        "links": [{"label": "l", "url": href}],
    }
    source = {
        "basics": {"name": "J", "url": href, "email": href, "phone": href, "profiles": [{"network": "n", "url": href}]},
        **{key: [{**address, "doi": href}] for key in SECTIONS},
    }
    page = written(html, document_of(dumped(source)), theme)
    hrefs = [str(element.get("href")) for element in parsed(page).iter("a")]
    assert all(found.startswith(("https://doi.org/", "tel:", "mailto:")) for found in hrefs)


def test_html_is_a_resume_for_machines(theme: Theme) -> None:
    """The page is an h-resume (microformats.org/wiki/h-resume) with its contact, summary, and what was done and had."""
    document = document_of(SMALL)
    root = parsed(written(html, document, theme))
    (body,) = root.iter("body")
    assert "h-resume" in classes(body)
    (contact,) = with_class(body, "p-contact")
    assert "h-card" in classes(contact)
    assert [words(element) for element in with_class(contact, "p-name")] == ["Ada Weaver"]
    assert [element.get("href") for element in with_class(contact, "u-email")] == ["mailto:ada@example.org"]
    assert [element.get("href") for element in with_class(contact, "p-tel")] == ["tel:+442055500100"]
    assert "https://example.org/ada" in [element.get("href") for element in with_class(contact, "u-url")]
    assert [words(element) for element in with_class(contact, "p-adr")] == ["Paisley, GB"]
    assert words(with_class(body, "p-summary")[0]).startswith("Twelve years")
    assert [words(with_class(e, "p-name")[0]) for e in with_class(body, "p-experience")] == ["Loom & Co.", "The Mill"]
    assert all("h-event" in classes(element) for element in with_class(body, "p-experience"))
    assert [words(with_class(e, "p-name")[0]) for e in with_class(body, "p-education")] == ["Guild School"]
    assert {"floor", "table"} <= {words(element) for element in with_class(body, "p-skill")}
    assert [words(with_class(e, "p-name")[0]) for e in with_class(body, "h-cite")] == [
        "Warp and Weft: A History",
        "On Knots",
    ]


def test_each_name_is_the_name_of_one_thing(theme: Theme) -> None:
    """A `p-name` belongs to the contact, an event or a citation; else the resume itself would have it for a name."""
    root = parsed(written(html, document_of(SMALL), theme))

    def names(element: Element, owner: str) -> Iterator[tuple[str, str]]:
        roots = sorted(name for name in classes(element) if name.startswith("h-"))
        if "p-name" in classes(element):
            yield owner, words(element)
        for child in element:
            yield from names(child, f"{roots[0]} {id(element)}" if roots else owner)

    found = list(names(root, ""))
    assert [name for owner, name in found if owner.startswith("h-resume") or not owner] == []
    assert len({owner for owner, _ in found}) == len(found)


def test_a_photo_is_inside(theme: Theme) -> None:
    """The picture is part of the page, with its alternative text."""
    photo = Photo(b"\x89PNG\r\n\x1a\n<script>", "image/png", 'Photo of "J" <b>')
    root = parsed(written(html, document_of("basics: {name: J}\n").replace(photo=photo), theme))
    (image,) = root.iter("img")
    assert image.get("alt") == 'Photo of "J" <b>'
    assert image.get("src") == "data:image/png;base64,iVBORw0KGgo8c2NyaXB0Pg=="


@pytest.mark.parametrize("summary", ["3. Platz beim Bundeswettbewerb", "7. seven\n8. eight", "1. one\n2. two"])
def test_numbers_of_lists_stay(theme: Theme, summary: str) -> None:
    """A list counts from where it was made to, in every output; who came third did not come first."""
    document = document_of(dumped({"basics": {"name": "J"}, "awards": [{"title": "t", "summary": summary}]}))
    assert all(line in written(text, document, theme) for line in summary.split("\n"))
    for page in (
        written(html, document, theme),
        MarkdownIt("commonmark").render(written(markdown, document, theme)),
    ):
        start = summary.split(".", maxsplit=1)[0]
        shown = re.search(r"<ol[^>]*>", page)
        numbered = not shown or f'start="{start}"' in shown[0] or start == "1"
        assert numbered, shown
        assert bool(shown) or summary in page


# Hostile text.


def bare(text: str) -> str:
    """A text without its spaces and line breaks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def left_out(wanted: list[str], text: str) -> list[str]:
    """The strings of a document that do not stand in an output in their order, to the last sign."""
    shown, at, missing = bare(text), 0, []
    for string in wanted:
        found = shown.find(bare(string), at)
        if found < 0:
            missing.append(string)
        else:
            at = found + len(bare(string))
    return missing


def everywhere(hostile: str) -> dict[str, Any]:
    """A source that has this text in every field that holds one."""

    def value(cls: type[Node], number: int) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key, spec in cls.SPECS.items():
            if spec.kind in ("text", "prose", "plain") and (key, cls.__name__) != ("image", "Basics"):
                out[key] = f"{hostile} x{number}"
            elif spec.kind in ("texts", "points", "plains"):
                out[key] = [f"{hostile} x{number}", f"a {hostile}"]
            elif spec.kind == "node":
                out[key] = value(type(spec.default), number)
            elif spec.kind == "nodes" and spec.node is not None:
                out[key] = [value(spec.node, number)]
        return out

    from cvrender.resume.model import Basics

    entries = {key: [value(cls, number)] for number, (key, cls) in enumerate(SECTIONS.items(), 10)}
    own = [f"{hostile} y", *({"kind": key, **value(cls, 50)} for key, cls in ENTRY_KINDS.items())]
    return {"basics": value(Basics, 9), **entries, "sections": [{"title": f"{hostile} z", "entries": own}]}


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: ascii(hostile)[:30])
def test_hostile_text_survives(theme: Theme, hostile: str) -> None:
    """In every field, in HTML, text and Markdown, it is what it was: to the last sign, in order, and no markup."""
    document = document_of(dumped(everywhere(hostile)))
    wanted = said(document)
    assert len(wanted) > 300
    page = written(html, document, theme)
    tags = {element.tag for element in parsed(page).iter()}
    assert tags <= HARMLESS
    assert left_out(wanted, "".join(visible(page.encode()).texts)) == []
    back = visible(f"<body>{MarkdownIt('commonmark').render(written(markdown, document, theme))}</body>".encode())
    assert left_out(wanted, "".join(back.texts)) == []
    assert not {"img", "pre", "hr", "script"} & set(back.tags)
    lines = written(text, document, theme)
    # The address behind a word stands in the middle of its sentence, and is shown with its scheme.
    behind = re.compile("|".join([r"https://", *(rf"\s+<{re.escape(url)}>" for url in set(linked(document)))]))
    assert left_out([behind.sub("", string) for string in wanted], behind.sub("", lines)) == []


@given(sources())
@settings(max_examples=60)
def test_html_of_anything_is_valid(theme: Theme, source: dict[str, Any]) -> None:
    """Whatever hypothesis puts into a source, a parser finds no error in the page, nor a strange element."""
    root = parsed(written(html, document_of(dumped(source)), theme))
    assert {element.tag for element in root.iter()} <= HARMLESS


# Plain text.


def columns(line: str) -> int:
    """The columns of a line on a terminal: Chinese, Japanese and Korean signs take two (Unicode Annex 11)."""
    return sum(0 if unicodedata.combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in line)


LONG = {
    "Latin": "wove sailcloth for the stage, and mended what others throw away " * 6,
    "Korean": "돛을 짜고 무대를 위한 천을 만들며 남들이 버리는 것을 고칩니다 " * 6,
    "Japanese": "帆布を織り、舞台のための布を作り、他の人が捨てるものを直します。" * 6,
    "Chinese": "织帆布，做舞台用的布，修补别人丢弃的东西。" * 8,
    "mixed": "織り weaving, 짜기 and 织布 with C++ " * 8,
    "combining": "Żo\u0301łw u\u0308ber a\u0308lles " * 12,
}


@pytest.mark.parametrize("script", LONG)
def test_text_has_78_columns(themes: list[Theme], script: str) -> None:
    """A line takes at most 78 columns of a terminal, has no space at its end, and nothing gets lost at a line's end."""
    line = LONG[script].strip()
    source = {
        "basics": {"name": line, "label": line, "summary": f"{line}\n\n- {line}"},
        "work": [
            {"name": line, "position": line, "location": line, "note": line, "when": line, "highlights": [line]},
            {
                "name": "x",
                "positions": [{"position": line, "summary": f"1. {line}\n2. {line}", "keywords": [line, line]}],
            },
        ],
        "publications": [
            {"name": line, "authors": [line, line], "publisher": line, "summary": line, "keywords": [line]}
        ],
        "skills": [{"name": line, "level": line, "summary": f"{line}\n\n{line}"}],
        "references": [{"name": line, "reference": line, "organization": line}],
        "sections": [{"title": line, "entries": [line]}],
    }
    document = document_of(dumped(source))
    for theme in themes:
        lines = written(text, document, theme).split("\n")
        assert [found for found in lines if columns(found) > text.WIDTH] == []
        assert [found for found in lines if found != found.rstrip()] == []
        assert left_out(said(document), "\n".join(lines)) == []
        full = [found for found in lines if columns(found) > text.WIDTH - 12]
        assert len(full) > len(lines) / 3, "lines are filled"


@pytest.mark.parametrize("script", ["Japanese", "Chinese"])
def test_no_line_begins_with_a_full_stop(theme: Theme, script: str) -> None:
    """Chinese and Japanese are broken anywhere but before marks that may not begin a line (W3C jlreq, clreq)."""
    for cut in range(20):
        document = document_of(dumped({"basics": {"name": "J", "summary": "x" * cut + LONG[script]}}))
        assert [
            found for found in written(text, document, theme).split("\n") if re.match("[、。，．）」』：；！？]", found)
        ] == []


@pytest.mark.parametrize(
    "words",
    [
        "https://example.org/a-long-address)(3–4 more",
        "(2019–2021)https://example.org/a-long-address",
        "[1–2](https://example.org/a-long-address)(3–4)",
        "3–4 <b>&amp; https://example.org/a-long-address–3–4",
    ],
)
def test_marks_of_long_words_and_ranges_do_not_cross(words: str) -> None:
    """What is marked for a sheet is still the text, whole."""
    made = markup.text(words)
    assert unescape(re.sub(r'<span class="(?:long|range)">|</span>', "", made)) == words
    assert "range" in made
    root = ElementTree.fromstring(f"<p>{made}</p>")
    assert "".join(root.itertext()) == words
    assert all(len(child) == 0 for child in root)


def test_a_long_word_stays_whole(theme: Theme) -> None:
    """An address is not broken: who copies it gets it."""
    url = "https://example.org/" + "a" * 150
    document = document_of(
        dumped({"basics": {"name": "J", "url": url}, "work": [{"name": "x", "summary": f"see {url} there"}]})
    )
    assert sum(url in line for line in written(text, document, theme).split("\n")) == 2


def test_an_address_with_wide_signs_stays_whole(theme: Theme) -> None:
    """Chinese and Japanese are broken anywhere, but not within an address."""
    url = "https://example.org/日本語/履歴書"
    for cut in range(40):
        summary = f"{'織' * cut}led({url})"
        document = document_of(dumped({"basics": {"name": "J", "summary": summary}}))
        lines = written(text, document, theme).split("\n")
        assert sum(f"led({url})" in line for line in lines) == 1


def test_text_has_every_link(theme: Theme) -> None:
    """Every address of the example stands in the text in full; mail and telephone are shown as they are read."""
    document = document_of(EXAMPLE)
    lines = written(text, document, theme)
    for url in linked(document):
        if url.startswith("tel:"):
            assert document.contacts[1].text in lines
        else:
            assert url.removeprefix("mailto:") in lines
    assert "mailto:" not in lines
    assert "tel:" not in lines


def test_words_of_a_link_stand_before_its_address(theme: Theme) -> None:
    """A link's words are not left out because its address ends as they do; where it is shown by its address, once."""
    source = {
        "basics": {"name": "J", "summary": "See the [book](https://example.org/book), <https://example.org/a> too."},
        "projects": [{"name": "loom", "url": "https://example.org/loom"}, {"url": "https://example.org/other/"}],
        "work": [{"name": "x", "links": [{"label": "code", "url": "https://example.org/code"}]}],
    }
    lines = written(text, document_of(dumped(source)), theme)
    assert "See the book <https://example.org/book>, https://example.org/a too." in lines
    assert "\nloom\nhttps://example.org/loom\n" in lines
    assert "\ncode: https://example.org/code\n" in lines
    assert lines.count("example.org/other") == 1
    assert lines.count("example.org/a ") == 1


def test_text_is_spaced(source: str, themes: list[Theme]) -> None:
    """One empty line between blocks, none at the beginning, one line break at the end; no tabs."""
    for theme in themes:
        lines = written(text, document_of(source), theme)
        assert not re.search(r"\n\n\n|[ \t]\n|\t|\r|\A\n|\n\n\Z", lines)
        assert lines.endswith("\n")


def test_markdown_is_spaced(source: str, themes: list[Theme]) -> None:
    """One empty line between blocks, one line break at the end, and line breaks as backslashes, not as spaces."""
    for theme in themes:
        lines = written(markdown, document_of(source), theme)
        assert not re.search(r"\n\n\n|[ \t]\n|\t|\r|\A\n|\n\n\Z", lines)
        assert lines.endswith("\n")


def test_markdown_headings(theme: Theme) -> None:
    """The name, sections, entries and roles are headings of four levels; links lead where the document's do."""
    back = MarkdownIt("commonmark").render(written(markdown, document_of(SMALL), theme))
    levels = re.findall(r"<h(\d)>", back)
    assert levels[0] == "1"
    assert levels.count("1") == 1
    assert levels.count("2") == len(document_of(SMALL).sections)
    assert levels.count("4") == 2
    assert set(re.findall(r'href="([^"]*)"', back)) == set(linked(document_of(SMALL)))


def test_publications_are_numbered_where_the_theme_says_so(themes: list[Theme]) -> None:
    """A theme with numbers has them in text and Markdown, too, each section from 1."""
    document = document_of(SMALL)
    for theme in themes:
        numbered = theme.tokens["citation-numbers"] == "decimal"
        for writer, first in ((text, "1. Warp"), (markdown, "1. **Warp")):
            assert (first in written(writer, document, theme)) is numbered
    assert {theme.tokens["citation-numbers"] for theme in themes} == {"none", "decimal"}


REVERSED = """
basics: {name: J}
sections:
  - title: Own
    kind: publications
    entries: [{name: first}, {name: second}, Words between., {name: third}]
publications: [{name: only}]
meta: {cvrender: {style: {citation-numbers: reverse}}}
"""


def test_publications_are_numbered_down_to_one(theme: Theme) -> None:
    """The last of a section has number 1, whatever stands between; a reader of the Markdown sees the same numbers."""
    reverse = theme.replace(tokens={**theme.tokens, "citation-numbers": "reverse"})
    document = arrange(document_of(REVERSED), reverse)
    plain_text = written(text, document, reverse)
    assert re.findall(r"^\d+\. \w+", plain_text, re.MULTILINE) == ["3. first", "2. second", "1. third", "1. only"]
    items = [item for item in parsed(written(html, document, reverse)).iter("li") if item.get("value")]
    assert [(item.get("value"), words(item)) for item in items] == [
        ("3", "first"), ("2", "second"), ("1", "third"), ("1", "only")
    ]  # fmt: skip
    page = MarkdownIt("commonmark").render(written(markdown, document, reverse))
    assert re.findall(r"\d\. <strong>\w+", page) == [
        "3. <strong>first", "2. <strong>second", "1. <strong>third", "1. <strong>only"
    ]  # fmt: skip
    assert latex.write(document, reverse, Report())[latex.NAME].decode().count("cvnumbered{1}") == 2


# Goldens.


@pytest.mark.parametrize(("writer", "extension"), [(text, "txt"), (markdown, "md")])
def test_golden(theme: Theme, writer: Any, extension: str) -> None:
    """Text and Markdown of a small source, to be read by people: ACCEPT=1 writes what is new, `git diff` shows it."""
    golden = GOLDEN / f"small.{extension}"
    found = written(writer, document_of(SMALL), theme)
    if os.environ.get("ACCEPT"):
        golden.write_text(found, "utf-8")
    assert found == golden.read_text("utf-8")


# JSON.


_FURTHER_KEYS = ("additionalProperties", "$")


@pytest.mark.parametrize("source", ["small", "example"])
@pytest.mark.parametrize("schema", ["jsonresume-1.0.0.json", "jsonresume-1.3.1.json"])
@pytest.mark.skipif(not (CORPUS / "schema").is_dir(), reason="JSON Resume's schemas are not here")
def test_json_is_a_json_resume(theme: Theme, source: str, schema: str) -> None:
    """What is written is valid against JSON Resume's own schema, cvrender's further keys notwithstanding."""
    import jsonschema

    found = json.loads(written(json_writer, document_of(PAGES[source]), theme))
    validator = jsonschema.Draft7Validator(json.loads((CORPUS / "schema" / schema).read_text("utf-8")))
    # Version 1.0.0 allows no key at the top that it does not know; cvrender's own sections are such keys.
    errors = [error for error in validator.iter_errors(found) if (error.validator, error.json_path) != _FURTHER_KEYS]
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_json_is_the_resume(source: str, theme: Theme) -> None:
    """Reading what was written gives an equal resume, and nothing is said that was not said before."""
    before, after = Report(), Report()
    resume = resume_of(source, before)
    again = resume_of(written(json_writer, document_of(source), theme), after, "again.json")
    assert again == select(resume, Choice(), Report())
    assert {d.code for d in after.diagnostics} <= {d.code for d in before.diagnostics}


def test_json_is_in_the_order_of_the_source(theme: Theme) -> None:
    """Sections stand as in the file, basics first; text is as typed, not escaped."""
    lines = written(json_writer, document_of(SMALL), theme)
    assert list(json.loads(lines)) == ["basics", *(key for key in yaml.safe_load(SMALL) if key != "basics")]
    assert "Wove `1,200 m` of sailcloth" in lines
    assert "3 × 5 m" in lines
    assert json.loads(lines) == dump(resume_of(SMALL))


def test_json_keeps_what_cvrender_does_not_know(theme: Theme) -> None:
    """A key of another program is still there, with all that is below it."""
    source = "basics: {name: J, x: {y: [1, null, true]}}\nx-theme: {a: b}\nwork: [{name: n, z: 1.10}]\n"
    found = json.loads(written(json_writer, document_of(source), theme))
    assert found["basics"]["x"] == {"y": ["1", None, True]}
    assert found["x-theme"] == {"a": "b"}
    assert found["work"] == [{"name": "n", "z": "1.10"}]


def test_every_writer_has_the_same_face() -> None:
    """Each has `write`, the name of its one file and the extension of what a person gets."""
    for writer, extension in ((html, "html"), (text, "txt"), (markdown, "md"), (json_writer, "json")):
        assert extension == writer.EXTENSION
        assert f"resume.{extension}" == writer.NAME


def test_words_are_the_same_everywhere(source: str, theme: Theme) -> None:
    """HTML and Markdown say the same words, those of the document, and no more."""
    document = document_of(source)
    page = "".join(visible(written(html, document, theme).encode()).texts)
    back = visible(f"<body>{MarkdownIt('commonmark').render(written(markdown, document, theme))}</body>".encode())
    assert squash(page) == squash("".join(back.texts)) == squash("".join(said(document)))


def _all_text(source: Any) -> Iterator[str]:
    if isinstance(source, dict):
        for value in source.values():
            yield from _all_text(value)
    elif isinstance(source, list):
        for value in source:
            yield from _all_text(value)
    elif isinstance(source, str):
        yield source


def test_every_word_of_the_example_is_on_every_page(themes: list[Theme]) -> None:
    """Each word of the shipped example but dates and settings stands in each output, in each theme."""
    document = document_of(EXAMPLE)
    data = {key: value for key, value in dump(document.resume).items() if key != "meta"}
    texts = {squash(word) for value in _all_text(data) for word in re.split(r"[\s*`\[\]()]+", value)}
    known = {
        "publications",
        "journal",
        "conference",
        "preprint",
        "item",
        "text",
        "talks",
        "projects",
        "present",
        "together",
    }
    wanted = {word for word in texts - known if len(word) > 3 and not re.fullmatch(r"\d{4,8}", word)}
    image = {"examplesvg"}
    for theme in themes:
        for writer in (html, text, markdown):
            shown = squash(written(writer, document, theme).replace("%20", " "))
            assert {word for word in wanted - image if word not in shown} <= {squash("I. M. Lindholt")}
