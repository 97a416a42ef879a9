"""What is proven of outputs: facts with their places, readers, and no false alarm on what is as it should be."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from PIL import Image

from conftest import ROOT, TODAY, document_of, linked, needs, resume_of, said
from cvrender.diagnostics.report import Report
from cvrender.document.compose import compose
from cvrender.document.layout import arrange
from cvrender.document.model import Document
from cvrender.loading import registry
from cvrender.loading.options import Options
from cvrender.loading.prepare import prepare
from cvrender.system.fonts import faces
from cvrender.theming.theme import Theme, load
from cvrender.verification.extract import poppler
from cvrender.verification.extracted import Output, Page, spaced
from cvrender.verification.facts import counted, facts
from cvrender.verification.findings import prove
from cvrender.verification.matching.match import Hit, Miss, fit
from cvrender.verification.matching.text_stream import Stream
from cvrender.verification.output_files import source_of
from cvrender.verification.verifier import Holder, hold, read
from strategies import sources

Run = Callable[..., tuple[int, str, str]]
"""conftest's `run`: a command line; status, stdout and stderr of it."""

SOURCES = sorted(path.stem for path in (ROOT / "resumes").glob("*.yaml"))
THEMES = sorted(path.name for path in (ROOT / "themes").iterdir() if (path / "theme.yaml").is_file())


@functools.cache
def shown(source: str, theme: str) -> tuple[Document, Theme]:
    """The document of one of our sources, as a theme lays it out."""
    prepared = prepare(ROOT / f"resumes/{source}.yaml", Options(themes=(theme,), today=TODAY), Report())
    assert prepared is not None
    return arrange(prepared[1], prepared[2][0]), prepared[2][0]


def made(source: str, theme: str, engine: str) -> bytes:
    """A PDF of one of our sources."""
    document, style = shown(source, theme)
    tried = registry.engine(engine)
    bundle = import_module(f"cvrender.writers.{tried.WRITER}").write(document, style, Report())
    text = "".join(content.decode("utf-8", "ignore") for content in bundle.values())
    content: bytes = tried.compile(bundle, faces(style.families(), text, document.lang), lambda _: None)
    return content


# No false alarm.


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("source", SOURCES)
def test_pdfs_by_typst_are_whole(source: str, theme: str) -> None:
    """Every fact of every source is in its PDF in every theme: once, whole, in order, seen, and its links are live."""
    document, style = shown(source, theme)
    content = made(source, theme, "typst")
    output = read(content, "pdf")
    proof = Holder(document, style.tokens["date-place"]).against(output, content)
    assert proof.findings == ()
    assert proof.facts == counted(facts(document)) > 20
    if poppler.is_here():
        assert (
            Holder(document, style.tokens["date-place"]).against(poppler.read(content, output), content).findings == ()
        )


@pytest.mark.parametrize(("source", "theme"), list(zip(["sang-choe-papers", "cmu-graduate"] * 4, THEMES, strict=False)))
def test_pdfs_by_weasyprint_are_whole(source: str, theme: str) -> None:
    """The same by the usual engine, and however closely the page is looked at."""
    document, style = shown(source, theme)
    content = made(source, theme, "weasyprint")
    assert (
        Holder(document, style.tokens["date-place"]).against(read(content, "pdf", closely=True), content).findings == ()
    )


@needs("xelatex", "texlive-xetex texlive-latex-recommended")
@pytest.mark.parametrize(
    ("source", "theme"), [("sunwoo-lee", "plain"), ("example", "duo"), ("cmu-graduate", "scholar")]
)
def test_pdfs_by_latex_are_whole(source: str, theme: str) -> None:
    """The same by LaTeX."""
    document, style = shown(source, theme)
    assert Holder(document, style.tokens["date-place"]).hold(made(source, theme, "xelatex"), "pdf").findings == ()


@pytest.mark.parametrize("theme", ["plain", "scholar", "duo"])
@pytest.mark.parametrize("source", SOURCES)
def test_texts_are_whole(source: str, theme: str) -> None:
    """HTML, plain text, Markdown and JSON of every source have every fact."""
    document, style = shown(source, theme)
    for kind in ("html", "text", "markdown", "json"):
        (content,) = import_module(f"cvrender.writers.{kind}").write(document, style, Report()).values()
        proof = Holder(document, style.tokens["date-place"]).hold(content, kind)
        assert (kind, proof.findings) == (kind, ())


@given(sources())
@settings(max_examples=100)
def test_whatever_a_source_holds_there_is_no_false_alarm(theme: Theme, source: dict[str, object]) -> None:
    """What a text can hold is found again in HTML, text and Markdown, whatever it looks like."""
    document = document_of(json.dumps(source))
    for kind in ("html", "text", "markdown"):
        (content,) = import_module(f"cvrender.writers.{kind}").write(document, theme, Report()).values()
        assert (kind, Holder(document, "end").hold(content, kind).findings) == (kind, ())


# Facts.


@pytest.mark.parametrize("source", SOURCES)
def test_facts_are_what_a_reader_sees(source: str) -> None:
    """Each string of the document is a fact, in order; each link is one; and each has its place in the source."""
    document, _ = shown(source, "plain")
    found = facts(document)
    assert [fact.text for fact in found] == [text for text in map(spaced, said(document)) if text]
    assert sorted({url for fact in found for _, url in fact.links}) == sorted(set(linked(document)))
    assert [fact for fact in found if fact.at is None] == []


def test_a_fact_knows_its_place() -> None:
    """A text keeps its line and column through Markdown, dates, words in bold, and what is made of several."""
    source = """\
basics: {name: Jane Doe, email: jane@example.org, location: {city: Ulm, countryCode: DE}}
work:
  - name: Acme
    startDate: 2020-01
    highlights:
      - Cut **cost** by [half](https://example.org)
publications:
  - {name: Paper, authors: [J. Doe*, A. Roe], doi: 10.5555/12, citations: 3}
meta: {cvrender: {bold: [Acme], dates: {updated: true}}, lastModified: 2026-01-02}
"""
    document = compose(resume_of(source), Report())
    places = {fact.text: (fact.at.line, fact.at.column) for fact in facts(document) if fact.at}
    assert places == {
        "Jane Doe": (1, 16), "jane@example.org": (1, 33), "Ulm, DE": (1, 61), "Experience": (3, 11), "Acme": (3, 11),
        "Jan 2020 – Present": (4, 16), "Cut cost by half": (6, 9), "Publications": (8, 12), "Paper": (8, 12),
        "J. Doe*": (8, 29), "A. Roe": (8, 38), "Citations: 3": (8, 75), "doi:10.5555/12": (8, 52),
        "* Equal contribution": (8, 52), "Last updated January 2, 2026": (9, 72),
    }  # fmt: skip


# Matching.


def stream(text: str, *, kind: str = "pdf") -> Stream:
    """A stream of pages that a form feed parts."""
    pages = tuple(Page(page) for page in text.split("\f"))
    return Stream(Output(kind, pages), frozenset(text), "Jane Doe")  # type: ignore[arg-type]  # a kind


@pytest.mark.parametrize(
    ("text", "wanted", "faults"),
    [
        ("a b c", "a b c", []),
        ("a  b\nc", "a b c", []),
        ("state-\nof-the-art", "state-of-the-art", []),
        ("https://example.org/\npath", "https://example.org/path", []),
        ("日本\n語", "日本語", []),
        ("日本 語テキスト", "日本語テキスト", []),
        ("abcdefghijklmnopqrstu\nvwxyzabcdefghij", "abcdefghijklmnopqrstuvwxyzabcdefghij", []),
        ("ab c", "a b c", ["glued"]),
        ("a bc d", "abc d", ["torn"]),
        ("wor\nds here", "words here", ["broken"]),
        ("navi-\ngation", "navigation", ["hyphenated"]),
        ("the first\n•\n•\nJane Doe · 1 / 2\fpage ends", "the first page ends", []),
        ("left, English\n• • (C2)\n•", "English (C2)", []),
    ],
)
def test_a_text_is_found_whatever_its_lines(text: str, wanted: str, faults: list[str]) -> None:
    """Where lines end is of no matter, unless a word is cut; what is wrong with words is told."""
    shown_ = stream(text)
    found = fit(wanted, shown_, shown_.text.find(wanted[0]))
    found = found if isinstance(found, Hit) else fit(wanted, shown_, shown_.text.find(wanted[:3]))
    assert isinstance(found, Hit)
    assert [fault for fault, _ in found.faults] == faults


@pytest.mark.parametrize(("text", "wanted"), [("abd", "abc"), ("a b", "ab c"), ("ab", "abc"), ("", "a")])
def test_another_text_is_not_found(text: str, wanted: str) -> None:
    """A text that is not there is not found."""
    assert isinstance(fit(wanted, stream(text), 0), Miss)


def test_feet_are_no_facts() -> None:
    """The number of a page and the name beside it are told from text by their place and form."""
    found = stream("Jane Doe\nfacts\nJane Doe · 1 / 2\fmore\nPage 2 of 2")
    assert [found.lines[start:end] for start, end in found.feet.items()] == ["Jane Doe · 1 / 2\n", "Page 2 of 2"]


def test_columns_go_on_over_pages() -> None:
    """Text of a column that the end of a page cuts goes on behind the other column's, which is no disorder."""
    document = document_of(
        "basics: {name: Jane Doe, summary: One two three four five six.}\nskills: [{name: Go fast}]\n"
    )
    theme = load("duo", Report())
    assert theme is not None
    wanted = facts(arrange(document, theme))
    page = "Jane Doe\n{}Summary\nOne two three\n{}Skills\nGo fast\n{}four five six."
    assert {fact.region for fact in wanted} >= {"main", "side"}
    good = Output("pdf", tuple(Page(text) for text in page.format("", "", "\f").split("\f")))
    assert prove(good, wanted).findings == ()
    same = Output("pdf", (Page(page.format("", "", "")),))
    assert [one.code for one in prove(same, wanted).findings] == ["CV083"]


# Commands.

SMALL = "basics: {name: Robin Example, label: Weaver}\nwork: [{name: Acme, position: Engineer, startDate: 2020-01}]\n"


def test_a_lost_fact_writes_nothing(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an output lost a fact the status is 4, no file of the source is written, and old ones stay as they were."""
    monkeypatch.chdir(tmp_path)
    Path("robin.yaml").write_text(SMALL, "utf-8")
    Path("themes/curt").mkdir(parents=True)
    Path("themes/curt/theme.yaml").write_text("extends: plain\n", "utf-8")
    Path("themes/curt/html.css").write_text(".date { visibility: hidden }\n", "utf-8")
    assert run("build", "robin.yaml", "-f", "text")[0] == 0
    before = Path("output/robin.txt").read_bytes()
    status, out, err = run("build", "robin.yaml", "-f", "html,pdf,text", "-t", "curt")
    assert (status, out) == (4, "")
    assert "themes/curt/html.css:1:9: error[CV088]: output/robin.html: `Jan 2020 – Present` (date, Experience)" in err
    assert "is hidden, by `.date { visibility: hidden }` on a screen 390 pixels wide" in err
    assert "output/robin.pdf, page 1: `Jan 2020 – Present` (date, Experience) is missing" in err
    assert [path.name for path in Path("output").iterdir()] == ["robin.txt"]
    assert Path("output/robin.txt").read_bytes() == before
    status, out, err = run("build", "robin.yaml", "-f", "html,pdf,text", "-t", "curt", "--no-verify")
    assert (status, err) == (0, "")


def test_an_output_that_cannot_be_read_back_is_an_error(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An engine whose file is no PDF is found out."""
    from cvrender.engines import typst

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(typst, "compile", lambda *_: b"%PDF-1.7\n")
    Path("robin.yaml").write_text(SMALL, "utf-8")
    status, out, err = run("build", "robin.yaml", "-f", "pdf", "-e", "typst")
    assert (status, out) == (1, "")
    assert err.startswith("robin.yaml: error[CV094]: output/robin.pdf cannot be read back: it is no PDF, or damaged\n")


def test_a_character_that_no_font_has_is_told_once(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine's warning is enough: that a box stands there is no fact lost."""
    monkeypatch.chdir(tmp_path)
    Path("robin.yaml").write_text(SMALL.replace("Weaver", "Weaver \U00013000 and \U00013001"), "utf-8")
    for engine in ("typst", "weasyprint"):
        status, _, err = run("build", "robin.yaml", "-f", "pdf", "-e", engine)
        assert (status, err.count("warning[CV064]"), err.count("error")) == (0, 2, 0)


def test_verify_finds_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands beside the file, in `resumes/` here, here, or above the file; JSON beside it may be an output."""
    monkeypatch.chdir(tmp_path)
    Path("resumes").mkdir()
    Path("resumes/robin.yaml").write_text(SMALL, "utf-8")
    Path("output/plain").mkdir(parents=True)
    assert source_of(Path("output/plain/robin.pdf")) == Path("resumes/robin.yaml")
    Path("output/plain/robin.json").write_text("{}", "utf-8")
    assert source_of(Path("output/plain/robin.pdf")) == Path("resumes/robin.yaml")
    Path("mara.yaml").write_text(SMALL, "utf-8")
    Path("output/plain/mara.json").write_text("{}", "utf-8")
    assert source_of(Path("output/plain/mara.pdf")) == Path("mara.yaml")
    Path("mara.yaml").unlink()
    assert source_of(Path("output/plain/mara.pdf")) == Path("output/plain/mara.json")
    Path("output/plain/mara.json").unlink()
    monkeypatch.chdir("/")
    Path(tmp_path / "output/plain/robin.json").unlink()
    assert source_of(tmp_path / "output/plain/robin.pdf") == tmp_path / "resumes/robin.yaml"
    assert source_of(tmp_path / "output/plain/mara.pdf") is None


@pytest.mark.parametrize("theme", ["scholar", "duo", "catalog"])
def test_verify_needs_not_know_the_theme(theme: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order in which a theme has things is found out."""
    monkeypatch.chdir(tmp_path)
    source = ROOT / "resumes/sang-choe-papers.yaml"
    assert run("build", source, "-t", theme, "-e", "typst", "-f", "pdf,html")[0] == 0
    status, out, err = run("verify", "output/sang-choe-papers.pdf", "output/sang-choe-papers.html", "--against", source)
    assert (status, err, out.count("all there, in order")) == (0, "", 2)


@needs("pdftotext", "poppler-utils")
def test_verify_reads_twice(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --thorough poppler reads the file, too, and is named."""
    monkeypatch.chdir(tmp_path)
    Path("robin.yaml").write_text(SMALL, "utf-8")
    assert run("build", "robin.yaml", "-e", "typst", "-f", "pdf", "-o", ".")[0] == 0
    status, out, _ = run("verify", "robin.pdf", "--thorough")
    assert (status, out.splitlines()[-1]) == (
        0,
        "robin.pdf: 6 facts, all there, in order, 1 page, read by pdfium and poppler",
    )


def test_verify_without_poppler_says_how_to_get_it(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pdftotext is missing, --thorough names the command that installs it."""
    monkeypatch.setattr(poppler, "is_here", lambda: False)
    status, out, err = run("verify", tmp_path / "robin.pdf", "--thorough")
    assert (status, out) == (3, "")
    assert err.startswith("cvrender: --thorough needs pdftotext: ")


def test_a_picture_marks_facts(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has the page with each fact in green, one that came out different in orange, and says what is lost."""
    monkeypatch.chdir(tmp_path)
    Path("robin.yaml").write_text(SMALL, "utf-8")
    assert run("build", "robin.yaml", "-e", "typst", "-f", "pdf", "-o", ".")[0] == 0
    assert run("verify", "robin.pdf", "--picture", "good.png")[0] == 0
    Path("robin.yaml").write_text(SMALL.replace("Engineer", "Enginere").replace("Weaver", "Seafarer"), "utf-8")
    assert run("verify", "robin.pdf", "--picture", "bad.png", "--quiet")[0] == 4
    good, bad = Image.open("good.png").convert("RGB"), Image.open("bad.png").convert("RGB")
    assert good.width == bad.width > 900
    assert bad.height > good.height > 1300

    def coloured(image: Image.Image, like: Callable[[int, int, int], bool]) -> int:
        return sum(count for count, (r, g, b) in image.getcolors(1 << 24) or [] if like(r, g, b))  # type: ignore[misc]  # RGB

    def green(r: int, g: int, b: int) -> bool:
        return g - r > 30 and g - b > 20

    def orange(r: int, g: int, b: int) -> bool:
        return r - b > 60 and g - b > 20

    assert coloured(good, green) > coloured(bad, green) > 2000
    assert coloured(good, orange) == 0
    assert coloured(bad, orange) > 500


# Texts of marks alone.


@pytest.mark.parametrize(
    "text", ["-", "--", "---", "- --", "-- -", "- - -", "—", "...", "•", "• •", "/", "::", "=", "+ +"]
)
@pytest.mark.parametrize("field", ["highlights", "summary", "name", "keywords", "title"])
def test_marks_are_no_bullets_and_rules(field: str, text: str, tmp_path: Path, run: Run) -> None:
    """A text of dashes or dots is found as a whole, and not in a bullet or a rule of the writer before it."""
    source = {
        "highlights": {"work": [{"name": "Acme", "highlights": [text, "after", text, text]}]},
        "summary": {"basics": {"name": "Ann", "summary": text}},
        "name": {"work": [{"name": text, "position": text}]},
        "keywords": {"skills": [{"name": "Skill", "keywords": [text, "b", text]}]},
        "title": {"sections": [{"title": text, "entries": [{"title": "x", "highlights": [text]}]}]},
    }[field]
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"basics": {"name": "Ann"}, **source}), "utf-8")
    status, _, err = run("build", path, "-f", "text,markdown,html,json", "-o", tmp_path / "out")
    assert (status, err.count("error")) == (0, 0)


@pytest.mark.parametrize("line", ["- - -", "- -", "-", "- --x", "- --- x"])
def test_marks_that_are_not_whole_are_told(line: str) -> None:
    """Dashes that are torn, cut, or a part of other words are not the text that was meant."""
    document = document_of(json.dumps({"basics": {"name": "Ann"}, "work": [{"name": "Acme", "highlights": ["--"]}]}))
    assert hold(f"Ann\nWork\nAcme\n{line}\n".encode(), "text", document, "end", frozenset()).findings
