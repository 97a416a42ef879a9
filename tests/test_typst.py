"""Typst: the same words and links as the other engine, nothing read or fetched, faults in a theme at their place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
import typst as compiler
import yaml
from hypothesis import given, settings

from conftest import CORPUS, ROOT, TODAY, document_of, in_order, linked, lost, pdf_pages, said, squash
from cvrender.diagnostics.report import Report
from cvrender.document.layout import arrange
from cvrender.document.model import Document
from cvrender.engines import EngineFailed, typst
from cvrender.loading.options import Options
from cvrender.loading.prepare import prepare
from cvrender.pipeline.run import build
from cvrender.system.fonts import faces
from cvrender.theming.theme import Sheet, Theme
from cvrender.typst_sandbox import refusal
from cvrender.writers.typst import writer
from strategies import HOSTILE, plain_words, sources

Run = Callable[..., tuple[int, str, str]]
PEOPLE = sorted((ROOT / "resumes").glob("*.yaml"))


def made(document: Document, theme: Theme, complaints: list[str] | None = None) -> bytes:
    """The PDF of a document."""
    bundle = writer.write(document, theme, Report())
    text = bundle["document.json"].decode()
    told: list[str] = [] if complaints is None else complaints
    return typst.compile(bundle, faces(theme.families(), text, document.lang), told.append)


def prepared(source: Path) -> Document:
    """The document of a source in a file."""
    found = prepare(source, Options(today=TODAY), Report())
    assert found is not None
    return found[1]


@pytest.mark.parametrize("source", PEOPLE, ids=lambda path: path.stem)
def test_every_resume_says_all_in_order_in_every_theme(source: Path, themes: list[Theme]) -> None:
    """What pdfium reads out of Typst's PDF are the document's strings, in order; Typst complains of nothing."""
    composed = prepared(source)
    for theme in themes:
        document = arrange(composed, theme)
        complaints: list[str] = []
        pages = pdf_pages(made(document, theme, complaints))
        assert lost(document, theme, "".join(pages)) == []
        assert complaints == []


@pytest.mark.parametrize("source", PEOPLE[:3], ids=lambda path: path.stem)
def test_both_engines_say_the_same(source: Path, tmp_path: Path) -> None:
    """WeasyPrint's PDF and Typst's hold the same words in the same order, but for numbers of lists and pages."""
    options = Options(formats=("pdf",), engines=("weasyprint", "typst"), output=tmp_path, today=TODAY)
    outcome = build(source, options)
    first, second = (path.read_bytes() for path in outcome.written)
    document = prepared(source)
    wanted = squash("".join(said(document)))
    for pdf in (first, second):
        assert squash("".join(pdf_pages(pdf))).replace("\ufffe", "")[: len(wanted) // 4] == wanted[: len(wanted) // 4]
        assert in_order(said(document), "".join(pdf_pages(pdf))) == []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus lies beside the developers' checkouts only")
@pytest.mark.parametrize("source", sorted(CORPUS.glob("jsonresume/*.json")), ids=lambda path: path.stem)
def test_real_files_build(source: Path, tmp_path: Path) -> None:
    """Files nobody here wrote become PDFs in every theme with status 0."""
    for theme in ("plain", "ledger"):
        options = Options(formats=("pdf",), engines=("typst",), themes=(theme,), output=tmp_path, today=TODAY)
        assert build(source, options).status == 0


@given(sources(plain_words()))
@settings(max_examples=15)
def test_any_document_says_all_in_order(themes: list[Theme], source: dict[str, object]) -> None:
    """The document's strings stand in the PDF, in order, and it conforms to PDF/UA-1 (Typst refuses it otherwise)."""
    composed = document_of(yaml.safe_dump(source, allow_unicode=True, sort_keys=False))
    for theme in themes:
        document = arrange(composed, theme)
        complaints: list[str] = []
        assert lost(document, theme, "".join(pdf_pages(made(document, theme, complaints)))) == []
        assert complaints == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str, theme: Theme) -> None:
    """Specials of any language are shown and not obeyed; Typst gets them as strings of JSON."""
    document = document_of(
        json.dumps({"basics": {"name": text, "label": text, "summary": text}, "skills": [{"name": text}]})
    )
    pdf = made(document, theme)
    read = squash("".join(pdf_pages(pdf)))
    if not any(ord(char) > 0x24F for char in text):  # right-to-left scripts are read back in another order
        assert squash(document.name) in read


def test_metadata_links_and_tags(theme: Theme) -> None:
    """Title, author, language and subject are set, every link is live, and the PDF says that it is PDF/UA-1."""
    document = prepared(ROOT / "resumes/example.yaml")
    from io import BytesIO

    with pikepdf.open(BytesIO(made(document, theme))) as pdf:
        assert str(pdf.docinfo["/Title"]) == document.name
        assert str(pdf.docinfo["/Author"]) == document.name
        assert str(pdf.Root["/Lang"]) == "en"
        assert pdf.Root["/MarkInfo"]["/Marked"]
        uris = {
            str(note["/A"]["/URI"])
            for page in pdf.pages
            for note in page.get("/Annots", [])
            if "/A" in note and "/URI" in note["/A"]
        }
        assert set(linked(document)) == uris
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        assert pdf.open_outline().root


def test_equal_input_gives_equal_bytes(tmp_path: Path) -> None:
    """Two processes in two time zones and folders write the same PDF."""
    made_there = []
    for zone in ("Asia/Seoul", "America/Halifax"):
        folder = tmp_path / zone.replace("/", "-")
        folder.mkdir()
        command = [
            sys.executable,
            "-m",
            "cvrender",
            "build",
            str(ROOT / "resumes/example.yaml"),
            "-f",
            "pdf",
            "-e",
            "typst",
        ]
        subprocess.run(
            command,
            cwd=folder,
            env={"TZ": zone, "PATH": "", "PYTHONPATH": os.environ.get("PYTHONPATH", "")},
            check=True,
            capture_output=True,
        )
        made_there.append((folder / "output/example.pdf").read_bytes())
    assert made_there[0] == made_there[1]


def test_the_folder_compiles_by_itself(tmp_path: Path, run: Run) -> None:
    """`-f typst` writes a folder that Typst takes as it is."""
    assert run("build", ROOT / "resumes/example.yaml", "-f", "typst", "-o", tmp_path)[0] == 0
    assert compiler.compile(str(tmp_path / "example-typst/resume.typ"), font_paths=[]).startswith(b"%PDF")


def test_a_theme_reads_nothing_outside(theme: Theme) -> None:
    """A theme's Typst cannot read a file that is not in the bundle, with what functions it may use."""
    for path in ("/etc/passwd", "../../../etc/passwd"):
        sheets = {**theme.sheets, "typst.typ": (Sheet("x", f'#let x = image("{path}")'),)}
        with pytest.raises(EngineFailed, match=r"file not found|outside"):
            made(document_of("basics: {name: J}"), theme.replace(sheets=sheets))


REFUSED = [
    '#import "@preview/cetz:0.3.0"',
    '#let f = eval("1")',
    '#include "a.typ"',
    "#plugin(1)",
    '#let x = ("@" + "p")\n#import x',
    '#import "cvrender.typ" + "x"',
    '#import "cvrender.typ".replace("c", "x"): name',
    '#import "cvrender.typ".at(0): name',
    '#import "cvrender.typ"\n  .trim()\n#let x = 1',
    '#{ import "cvrender.typ"\n// c\n\n.trim("x") }',
    '#import "cvrender.typ" // c\u2028.trim()\n#let x = 1',
    '#import "cvrender.typ"\n// c\r.trim()\n#let x = 1',
    '#import ("cvrender.typ"): name',
    '#import "cvrender\\u{2e}typ": name',
    '#import "./cvrender.typ": name',
    '#import "cvrender.typ/": name',
    "#import cvrender: name",
    '#import/**/"cvrender.typ": name',
    '#import\n"cvrender.typ": name',
    '#import "cvrender.typ"',
    '#import "cvrender.typ": *\n#import "x.typ"',
    "#let f = std.pdf",
    "#import std: *",
    "#let all = dictionary(calc)",
    "#let r = read",
    '#let d = json("document.json")',
    "#sys.version",
    "$1std.x$",
    "$a_std.x$",
    "// eval",
    '#let x = "import"',
    "```typ #eval```",
]


@pytest.mark.parametrize("text", REFUSED)
def test_a_theme_loads_nothing(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """What could fetch a package, read a file or run text as code is refused at its place before Typst sees it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(compiler, "Compiler", lambda *_, **__: pytest.fail("Typst was called"))
    folder = tmp_path / "themes/mine"
    folder.mkdir(parents=True)
    (folder / "theme.yaml").write_text("extends: plain\n", "utf-8")
    (folder / "typst.typ").write_text(f"// mine\n{text}\n", "utf-8", newline="")
    (tmp_path / "j.yaml").write_text("basics: {name: J}\n", "utf-8")
    status, out, err = run("build", "j.yaml", "-t", "mine", "-e", "typst", "-f", "pdf")
    assert (status, out) == (1, "")
    assert "error[CV044]" in err
    assert "  help: " in err
    assert "themes/mine/typst.typ:" in err
    assert not list(tmp_path.rglob("*.pdf"))


@pytest.mark.parametrize("text", REFUSED)
def test_the_engine_refuses_what_could_load(text: str, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet that nobody judged before gets no further than the engine, which names the place in it."""
    monkeypatch.setattr(compiler, "Compiler", lambda *_, **__: pytest.fail("Typst was called"))
    sheets = (Sheet("a", "// one"), Sheet("b", f"// two\n{text}"))
    with pytest.raises(EngineFailed, match="cannot load further files") as caught:
        made(document_of("basics: {name: J}"), theme.replace(sheets={**theme.sheets, "typst.typ": sheets}))
    assert caught.value.file == "theme.typ"
    assert caught.value.line >= 3


def test_the_engine_judges_every_file_of_the_bundle(theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever file of the bundle imports something else, Typst is not called."""
    monkeypatch.setattr(compiler, "Compiler", lambda *_, **__: pytest.fail("Typst was called"))
    bundle = writer.write(document_of("basics: {name: J}"), theme, Report())
    with pytest.raises(EngineFailed, match="`import`") as caught:
        typst.compile(bundle | {"other.typ": b'#let a = 1\n  #import "@local/a:0.1.0"'}, (), pytest.fail)
    assert (caught.value.file, caught.value.line, caught.value.column) == ("other.typ", 2, 4)


@pytest.mark.parametrize(
    "text",
    [
        '#import "cvrender.typ": *',
        '#import  "cvrender.typ" : headline, name as usual',
        '#import "cvrender.typ" as base',
        '#import "cvrender.typ";',
        '#import "cvrender.typ"\n\n  // imports of others are refused\r\n#let x = 1',
        '#let name(person, cv) = { import "cvrender.typ": quiet; quiet(cv, person) }',
        "#let important(evaluated) = evaluated // already, included, standard, ready",
        "#let photo(picture, cv) = image(picture.file, alt: picture.alt)",
    ],
)
def test_a_theme_may_import_the_base(text: str, theme: Theme) -> None:
    """The base's name as a plain string is imported in every usual form, and words that hold others are words."""
    assert refusal(text) is None
    sheets = {**theme.sheets, "typst.typ": (Sheet("a", text),)}
    assert made(document_of("basics: {name: J}"), theme.replace(sheets=sheets)).startswith(b"%PDF")


def test_a_link_of_another_scheme_is_no_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """A theme's sheet that makes such a link is an error, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "themes/mine"
    folder.mkdir(parents=True)
    (folder / "theme.yaml").write_text("extends: plain\n", "utf-8")
    (tmp_path / "j.yaml").write_text("basics: {name: J}\n", "utf-8")
    build = ("build", "j.yaml", "-t", "mine", "-e", "typst", "-f", "pdf", "-o", "out")
    sheet = '#let headline(inlines, cv) = link("{}://example.org", "J")\n'
    (folder / "typst.typ").write_text(sheet.format("ftp"), "utf-8")
    status, out, err = run(*build)
    assert (status, out) == (4, "")
    assert "error[CV096]" in err
    assert "ftp" in err
    assert not list(tmp_path.rglob("*.pdf"))
    (folder / "typst.typ").write_text(sheet.format("https"), "utf-8")
    assert "CV096" not in run(*build)[2]
    assert list(tmp_path.rglob("*.pdf"))


def test_an_error_in_a_theme_is_at_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """A fault in a theme's Typst is told with the theme's file, line and column, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "themes/mine"
    folder.mkdir(parents=True)
    (folder / "theme.yaml").write_text("extends: ledger\n", "utf-8")
    (folder / "typst.typ").write_text('#import "cvrender.typ": *\n#let name(person, cv) = nothing\n', "utf-8")
    (tmp_path / "j.yaml").write_text("basics: {name: J}\n", "utf-8")
    status, out, err = run("build", "j.yaml", "-t", "mine", "-e", "typst", "-f", "pdf")
    assert (status, out) == (1, "")
    assert err.startswith("themes/mine/typst.typ:2:") and "error[CV046]" in err
    assert "#let name(person, cv) = nothing" in err


def test_where_pango_is_missing_typst_makes_the_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """With `auto`, a WeasyPrint that cannot be loaded costs one warning, which names the mend; asked for, status 3."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    (tmp_path / "j.yaml").write_text("basics: {name: Jane Doe}\n", "utf-8")
    status, out, err = run("build", "j.yaml", "-f", "pdf")
    assert (status, out) == (0, "output/j.pdf\n")
    assert err.count("warning[CV063]") == 1 and "to mend it:" in err
    assert squash("Jane Doe") in squash("".join(pdf_pages((tmp_path / "output/j.pdf").read_bytes())))
    assert run("build", "j.yaml", "-f", "pdf", "-e", "weasyprint")[0] == 3


def test_several_engines_have_folders(tmp_path: Path, run: Run) -> None:
    """Engines that are asked for by name go below the theme's folder, each in its own."""
    status, out, _ = run(
        "build", ROOT / "resumes/cmu-graduate.yaml", "-f", "pdf", "-e", "typst", "-e", "weasyprint", "-o", tmp_path
    )
    assert status == 0
    assert out.split() == [f"{tmp_path}/typst/cmu-graduate.pdf", f"{tmp_path}/weasyprint/cmu-graduate.pdf"]


def test_a_character_that_no_font_has_is_told(theme: Theme) -> None:
    """A box in place of a character is a warning, as is that the PDF is no PDF/UA-1 then; it is made all the same."""
    complaints: list[str] = []
    pdf = made(document_of('basics: {name: J, label: "a \\U000F0000 b"}'), theme, complaints)
    assert pdf.startswith(b"%PDF")
    assert complaints == [
        "no font has U+F0000",
        "a character has no glyph, so the PDF does not conform to PDF/UA-1",
    ]
