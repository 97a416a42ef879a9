"""LaTeX, the writer and the engine: the same words, live links, and nothing in a text that is run."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import stat
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import settings as examples

from conftest import ROOT, document_of, in_order, linked, needs, pdf_pages, said
from cvrender.diagnostics import Report
from cvrender.document.model import Document
from cvrender.engines import EngineFailed, EngineMissing, latex
from cvrender.engines.latex import Compiler
from cvrender.engines.xdv import forbidden
from cvrender.fonts import faces
from cvrender.theme import Theme, load
from cvrender.writers.latex import write
from cvrender.writers.tex import Tex, address, command, environment, text
from strategies import HOSTILE, plain_words, sources
from test_engines import margin, overlapping, pages

Run = Callable[..., tuple[int, str, str]]

xelatex = needs("xelatex", "texlive-xetex texlive-latex-recommended")
lualatex = needs("lualatex", "texlive-luatex")
pdflatex = needs("pdflatex", "texlive-latex-recommended lmodern")
every_compiler = pytest.mark.parametrize(
    "compiler",
    [
        pytest.param("xelatex", marks=xelatex),
        pytest.param("lualatex", marks=lualatex),
        pytest.param("pdflatex", marks=pdflatex),
    ],
)
unicode_compilers = pytest.mark.parametrize(
    "compiler", [pytest.param("xelatex", marks=xelatex), pytest.param("lualatex", marks=lualatex)]
)
RESUMES = sorted((ROOT / "resumes").glob("*.yaml"))


def compiled(document: Document, theme: Theme, complaints: list[str] | None = None, compiler: str = "xelatex") -> bytes:
    """The PDF of a document."""
    bundle = write(document, theme, Report())
    words = bundle["resume.tex"].decode()
    found = faces(theme.families(), words, document.lang)
    return Compiler(compiler).compile(bundle, found, (complaints if complaints is not None else []).append)


def lost(document: Document, pdf: bytes) -> list[str]:
    """Strings of the document that do not stand in the PDF in order; a ligature that was typed is its letters."""
    wanted = [unicodedata.normalize("NFKC", string) for string in said(document)]
    return in_order(wanted, unicodedata.normalize("NFKC", "".join(pdf_pages(pdf))))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("\\ { } $ & # _ %", "\\textbackslash{} \\{ \\} \\$ \\& \\# \\_ \\%"),
        ("^ ~", "\\textasciicircum{} \\textasciitilde{}"),
        ("-- --- `` '' ?` \" [x] <<,,>>", "-{}- -{}-{}- `` '' ?` \" [x] <{}<,{},>{}>"),
        ("a\u00a0b\nc\u00adc\u200bd\u200f", "a~b c\\-c\\cvbreak{}d"),
        ("in 日本 語 and שלום עולם.", "\\cvltr{in} \\cvscript{日本 語} \\cvltr{and} \\cvrtl{שלום עולם}."),
        ("שלום New York", "\\cvrtl{שלום} \\cvltr{New York}"),
        ("\\input{/etc/passwd}", "\\textbackslash{}input\\{/etc/passwd\\}"),
    ],
)
def test_text_is_escaped(words: str, expected: str) -> None:
    """Every special prints as itself; TeX's own ligatures are off, so that quotes and dashes stay as typed."""
    assert text(words) == expected


def test_only_tex_is_not_escaped() -> None:
    """Arguments are text unless they are LaTeX already."""
    assert command("a", "{", Tex("\\b{}")) == "\\a{\\{}{\\b{}}"
    assert environment("a", "", Tex("b"), arguments=("#",)) == "\\begin{a}{\\#}\n  b\n\\end{a}"
    assert address("https://a.b/é%41?x=1&y_#~\\{}^") == "https://a.b/%C3%A9\\%41?x=1\\&y\\_\\#\\~%5C%7B%7D%5E".replace(
        "%C3%A9", "\\%C3\\%A9"
    ).replace("%5C%7B%7D%5E", "\\%5C\\%7B\\%7D\\%5E")


def test_bundle_is_a_document_of_meaning(theme: Theme) -> None:
    """The page names what things are and says nothing of their looks; the photo stands beside it as it is."""
    document = document_of((ROOT / "resumes/example.yaml").read_bytes())
    bundle = write(document, theme, Report())
    assert sorted(bundle) == ["cvrender.sty", "resume.tex", "theme.sty", "tokens.sty"]
    page = bundle["resume.tex"].decode()
    assert "\\cvname{Isaura Lindholt}" in page and "\\begin{cventry}{" in page and "\\begin{cvcitation}{" in page
    assert not re.search(r"\\(?:vskip|vspace|hspace|color|fontsize|includegraphics)", page)
    assert "\\definecolor{cvaccent}{HTML}{1F4E79}" in bundle["tokens.sty"].decode()


@xelatex
@pytest.mark.parametrize("path", RESUMES, ids=lambda path: path.stem)
def test_resumes_say_the_same_words(path: Path, themes: list[Theme]) -> None:
    """All words of each resume stand in the PDF, in order, with every link, in every theme, and nothing is lacking."""
    document = document_of(path.read_bytes())
    for theme in themes:
        complaints: list[str] = []
        pdf = compiled(document, theme, complaints)
        assert lost(document, pdf) == []
        assert complaints == []
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            notes = [note for page in opened.pages for note in page.get("/Annots", [])]
            assert {str(note.A.URI).rstrip("/") for note in notes} == {url.rstrip("/") for url in linked(document)}


@pytest.mark.parametrize("name", ["example", "sunwoo-lee"])
@pytest.mark.parametrize(
    "compiler", [pytest.param("lualatex", marks=lualatex), pytest.param("pdflatex", marks=pdflatex)]
)
def test_other_compilers_say_the_same_words(name: str, compiler: str, themes: list[Theme]) -> None:
    """What holds for xelatex holds for the others: all words in order, every link, nothing lacking."""
    document = document_of((ROOT / f"resumes/{name}.yaml").read_bytes())
    for theme in themes:
        complaints: list[str] = []
        pdf = compiled(document, theme, complaints, compiler)
        assert lost(document, pdf) == []
        assert complaints == []
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            notes = [note for page in opened.pages for note in page.get("/Annots", [])]
            assert {str(note.A.URI).rstrip("/") for note in notes} == {url.rstrip("/") for url in linked(document)}
            assert str(opened.docinfo["/Title"]) == document.name
            with opened.open_outline() as outline:
                assert [item.title for item in outline.root] == [section.title for section in document.sections]


@every_compiler
def test_text_is_copied_as_it_was_typed(compiler: str, theme: Theme) -> None:
    """Ligatures, quotes, hyphens and dashes come out of the PDF as they went in; TeX joins no two of them."""
    typed = "office — fi ffl 'quotes' “x” - – — -- --- ``a'' ,,b'' <<c>> ?' \"d\" x-y é ß ł € × · • $5 a_b ^ ~ \\"
    pdf = compiled(document_of(json.dumps({"basics": {"name": "J", "label": typed}})), theme, [], compiler)
    assert typed in " ".join("".join(pdf_pages(pdf)).split())


@unicode_compilers
def test_pdf_tells_what_it_is(compiler: str, theme: Theme) -> None:
    """Title, author, subject and language are in the PDF, in any script; its bookmarks are the sections."""
    source = "basics: {name: 'Zoë (김) \\ #1 — 🙂', label: '50% & more'}\nwork: [{name: a}]\nskills: [{name: b}]\n"
    with pikepdf.open(io.BytesIO(compiled(document_of(source), theme, [], compiler))) as pdf:
        assert str(pdf.docinfo["/Title"]) == str(pdf.docinfo["/Author"]) == "Zoë (김) \\ #1 — 🙂"
        assert str(pdf.docinfo["/Subject"]) == "50% & more"
        assert str(pdf.Root.Lang) == "en"
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Experience", "Skills"]


@every_compiler
def test_hostile_text_prints_as_it_is(compiler: str, themes: list[Theme]) -> None:
    """Text that is a command to TeX prints literally in every place, and nothing of it is run or read."""
    commands = (
        "\\directlua{os.execute('touch pwned')}",
        "\\special{pdf:fstream @x (/etc/passwd)}",
        "\\immediate\\write18{touch pwned}",
        "\\openin0=/etc/passwd",
    )
    hostile = [*HOSTILE, *commands, "^^5cinput", "%", "x" * 10_000]
    latin = [h for h in hostile if not re.search("[\u0590-\u06ff]", h)]  # extractors turn RTL words their own way
    if compiler == "pdflatex":
        latin = [h for h in latin if max(h) < "\u2100"]
    entries = [
        {
            "name": h,
            "position": h,
            "location": h,
            "highlights": [h, f"[x] {h}"],
            "url": "https://example.org/%41?a&b_c~d#e",
        }
        for h in latin
    ]
    source = {
        "basics": {"name": "{\\end{document}", "label": "$\\input|ls", "summary": "\n\n".join(latin)},
        "work": entries,
        "publications": [{"name": h, "authors": [h, "B"], "publisher": h} for h in latin],
        "skills": [{"name": h, "level": h, "keywords": [h, h]} for h in latin],
        "references": [{"name": h, "reference": h} for h in latin],
    }
    document = document_of(json.dumps(source))
    for theme in themes if compiler == "xelatex" else themes[:1]:
        pdf = compiled(document, theme, [], compiler)
        assert lost(document, pdf) == []
        assert b"root:" not in pdf
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            urls = {str(note.A.URI) for page in opened.pages for note in page.get("/Annots", [])}
            assert "https://example.org/%41?a&b_c~d#e" in urls


@xelatex
@examples(max_examples=6)
@given(source=sources(plain_words()))
def test_text_survives(source: dict[str, Any]) -> None:
    """Whatever stands in which field, the PDF says it."""
    theme = load("plain", Report())
    assert theme is not None
    document = document_of(json.dumps(source))
    assert lost(document, compiled(document, theme)) == []


@unicode_compilers
def test_scripts_find_their_fonts(compiler: str, theme: Theme) -> None:
    """Korean, Japanese and Chinese stand in text, bold and italic, each in a font that has it."""
    words = "한국어 日本語テキスト 汉字 हिन्दी Ελληνικά Кириллица"
    source = {"basics": {"name": words, "summary": f"a {words} **{words}** *{words}*"}, "work": [{"name": words}]}
    complaints: list[str] = []
    document = document_of(json.dumps(source))
    assert lost(document, compiled(document, theme, complaints, compiler)) == []
    assert complaints == []


@unicode_compilers
def test_lines_end_between_signs_of_east_asia(compiler: str, theme: Theme) -> None:
    """Text without spaces is broken into lines; none begins with a closing mark or ends with an opening one."""
    text = "日本語の文章は、とても長いので「改行」が必要です。" * 12
    pdf = compiled(document_of(json.dumps({"basics": {"name": "J", "summary": text}})), theme, [], compiler)
    lines = [line.strip() for line in "".join(pdf_pages(pdf)).splitlines() if re.search("[\u3040-\u9fff]", line)]
    assert len(lines) > 4
    assert "".join(lines) == text
    assert not [line for line in lines if line[0] in "、。」" or line[-1] == "「"]


@unicode_compilers
@pytest.mark.parametrize("lang", ["ar", "he"])
def test_pages_from_the_right(lang: str, compiler: str, theme: Theme) -> None:
    """A document of Arabic or Hebrew compiles, and its Latin words stay in their order."""
    source = {"basics": {"name": "Jane Doe"}, "work": [{"name": "River Institute North", "startDate": "2020"}]}
    document = document_of(json.dumps({**source, "meta": {"cvrender": {"lang": lang}}}))
    shown = " ".join("".join(pdf_pages(compiled(document, theme, [], compiler))).split())
    assert "Jane Doe" in shown and "River Institute North" in shown


@unicode_compilers
def test_a_character_that_no_font_has_is_told(compiler: str, theme: Theme) -> None:
    """The warning names the character and its code."""
    complaints: list[str] = []
    compiled(document_of("basics: {name: 'a 𓀀'}"), theme, complaints, compiler)
    assert complaints == ["no font has the character 𓀀 (U+13000): it is not shown"]


@pdflatex
def test_pdflatex_refuses_what_it_cannot_set(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Characters beyond its fonts are an error at the first of them: none is left out in silence."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text("basics:\n  name: Jane\n  summary: 'Zoë (김지은) — 50 €'\n", "utf-8")
    status, out, err = run("build", "a.yaml", "-f", "pdf", "-e", "pdflatex")
    assert (status, out) == (4, "")
    assert err.startswith("a.yaml:3:12: error[CV065]: pdflatex has no font with 김 지 은\n")


@every_compiler
def test_equal_input_gives_equal_bytes(compiler: str, theme: Theme) -> None:
    """Two runs, in two folders, make the same file."""
    document = document_of((ROOT / "resumes/jae-won-chung.yaml").read_bytes())
    assert compiled(document, theme, [], compiler) == compiled(document, theme, [], compiler)


@every_compiler
def test_a_page_may_have_a_colour(compiler: str, theme: Theme) -> None:
    """The token `background` colours the whole page."""
    import pypdfium2

    tokens = {**theme.tokens, "background": "#fff0d0"}
    opened = pypdfium2.PdfDocument(
        compiled(document_of("basics: {name: J}"), theme.replace(tokens=tokens), [], compiler)
    )
    assert opened[0].render(scale=0.2).to_pil().getpixel((1, 1)) == (0xFF, 0xF0, 0xD0)
    opened.close()


@every_compiler
def test_long_labels_keep_their_room(compiler: str, themes: list[Theme]) -> None:
    """A label at the side of a shorter section pushes the next one down, and stands on one page, within its margins."""
    ledger = next(theme for theme in themes if theme.name == "ledger")
    titles = [f"Number {i} of the Professional Memberships and Affiliations of Note" for i in range(20)]
    source = {"basics": {"name": "J"}, "sections": [{"title": title, "entries": ["Short."]} for title in titles]}
    document = document_of(json.dumps(source))
    shown = pages(compiled(document, ledger, [], compiler))
    assert len(shown) > 1
    for page in shown:
        assert overlapping(page) == []
        body = [char for char in page.chars if char.top < page.height - 40]
        assert min(char.bottom for char in body if char.bottom > 30) > margin(ledger, "bottom") - 2
    text = ["".join(char.text for char in page.chars) for page in shown]
    assert all(any(in_order([title], words) == [] for words in text) for title in titles)


@unicode_compilers
def test_dates_have_figures_of_one_width(compiler: str, theme: Theme) -> None:
    """In the column of dates, a year of narrow figures is as wide as one of broad ones, where the font has such."""
    source = "work: [{name: a, startDate: 2111}, {name: b, startDate: 2000}]"
    mukta = theme.replace(tokens={**theme.tokens, "body-font": "Mukta"})
    (page,) = pages(compiled(document_of(source), mukta, [], compiler))
    first, second = (char.left for char in page.chars if char.text == "2")
    assert abs(first - second) < 0.1


def of_a_theme(folder: Path, sheet: str, source: str = "basics: {name: Jane Doe}\n") -> list[str]:
    """The arguments that build a source, `a.yaml`, in a theme of the user's own with this LaTeX sheet."""
    (folder / "mine").mkdir(exist_ok=True)
    (folder / "mine/theme.yaml").write_text("extends: plain\n", "utf-8")
    (folder / "mine/latex.sty").write_text(sheet, "utf-8")
    (folder / "a.yaml").write_text(source, "utf-8")
    return ["build", "a.yaml", "-f", "pdf", "-t", "./mine"]


@xelatex
@pytest.mark.parametrize(
    ("sheet", "line", "words"),
    [
        ("% first\n\\undefinedcommand\n", 2, "Undefined control sequence."),
        ("%\n%\n\\renewcommand\\cvname[1]{\\undefinedcommand}\n", 3, "Undefined control sequence."),
        ("\\newcommand\\mine{\\undefinedcommand}\n\\renewcommand\\cvname[1]{\\mine}\n", 1, "Undefined control"),
        ("%\n\\renewenvironment{cvsection}[2]{\\wrong}{}\n", 2, "Undefined control sequence."),
    ],
    ids=["as-it-is-read", "in-a-macro", "in-a-macro-of-a-macro", "in-an-environment"],
)
def test_a_fault_of_a_theme_is_told_by_its_place(
    sheet: str, line: int, words: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What TeX did not understand, at the line of the theme's own file that holds it; the log for who asks for it."""
    monkeypatch.chdir(tmp_path)
    arguments = of_a_theme(tmp_path, sheet, "basics: {name: Jane Doe}\nwork: [{name: A}]\n")
    status, out, err = run(*arguments, "-e", "latex")
    assert (status, out) == (1, "")
    assert err.startswith(f"mine/latex.sty:{line}:1: error[CV046]: the theme fails: xelatex: {words}")
    assert err.count("\n") == 3
    told = run(*arguments, "-e", "latex", "-v")[2]
    assert "\n    l." in told and len(told.splitlines()) > 10
    (record,) = map(json.loads, run(*arguments, "-e", "latex", "--message-format", "json")[2].splitlines())
    assert (record["file"], record["line"]) == ("mine/latex.sty", line)
    assert 5 < len(record["log"].splitlines()) <= latex.LOG_LINES


@xelatex
def test_a_text_at_which_tex_gives_up_is_told_by_its_place(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a macro fails for what it is given, the place is that of the text in the source."""
    monkeypatch.chdir(tmp_path)
    source = """basics: {name: Jane Doe, label: Weaver}
work:
  - name: River Institute
    highlights:
      - Cut the error by **18 %**, see [the _paper_](https://example.org/a_b)
      - Cut the error
"""
    document = document_of(source)
    bundle = write(document, Theme.bare(), Report())
    page = bundle["resume.tex"].decode().replace("18 \\%", "18 \\undefinedcommand\\%")
    monkeypatch.setattr("cvrender.writers.latex.write", lambda *_: bundle | {"resume.tex": page.encode()})
    (tmp_path / "a.yaml").write_text(source, "utf-8")
    status, out, err = run("build", "a.yaml", "-f", "pdf", "-e", "latex")
    assert (status, out) == (4, "")
    assert err.startswith("a.yaml:5:9: error[CV061]: the PDF engine failed at this text: xelatex: Undefined control")


@xelatex
def test_a_missing_package_is_named(theme: Theme) -> None:
    """The message says which file TeX lacks; `mend` has the command that installs it."""
    bundle = write(document_of("basics: {name: Jane}"), theme, Report())
    bundle["theme.sty"] = b"\\RequirePackage{nosuchpackage}\n"
    with pytest.raises(EngineMissing, match=r"nosuchpackage\.sty"):
        Compiler("xelatex").compile(bundle, (), print)


ATTACKS = [
    "\\immediate\\write18{touch ran}\\IfFileExists{ran}{\\cvran}{}",
    "\\newread\\r\\openin\\r=SECRET \\ifeof\\r\\else\\cvran\\fi",
    "\\newwrite\\w\\immediate\\openout\\w=WROTE \\immediate\\write\\w{x}\\immediate\\closeout\\w",
    "\\AtBeginDocument{\\special{pdf:fstream @x (SECRET)}\\special{pdf:put @catalog <</X @x>>}}",
    "\\AtBeginDocument{\\special{ pdf: image (SECRET)}}",
    "\\AtBeginDocument{\\special{psfile=SECRET}}",
    "\\AtBeginDocument{\\special{x:fontmapfile SECRET}}",
    "\\AtBeginDocument{\\special{dvipdfmx:config D touch}}",
    "\\AtBeginDocument{\\XeTeXpdffile PICTURE }",
    "\\AtBeginDocument{\\message{cvr\\filedump length 6 {SECRET}an}}",
]
"""Sheets of a stranger's theme that would run a program, or read or write a file outside of the folder."""


@xelatex
@pytest.mark.parametrize("attack", ATTACKS)
def test_not_even_a_theme_reaches_out(attack: str, theme: Theme, tmp_path: Path) -> None:
    """TeX and what makes the PDF of its pages run no program, and read and write nothing outside of their folder."""
    (tmp_path / "secret").write_text("a secret that is long enough to be found\n", "utf-8")
    blank = pikepdf.new()
    blank.add_blank_page(page_size=(123, 45))
    blank.save(tmp_path / "picture.pdf")
    for name in ("SECRET", "WROTE"):
        attack = attack.replace(name, str(tmp_path / name.lower()))
    bundle = write(document_of("basics: {name: Jane}"), theme, Report())
    bundle["theme.sty"] = attack.replace("PICTURE", f'"{tmp_path}/picture.pdf"').encode()
    try:
        pdf = Compiler("xelatex").compile(bundle, (), print)
    except EngineFailed as error:
        assert "cvran" not in f"{error} {error.log}"
        assert "secret that" not in error.log
    else:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            streams = [o.read_bytes() for o in opened.objects if isinstance(o, pikepdf.Stream)]
            assert not [stream for stream in streams if b"secret that" in stream]
            boxes = [o.get("/BBox") for o in opened.objects if isinstance(o, pikepdf.Stream)]
            assert not [box for box in boxes if box is not None and 123 in [int(side) for side in box]]
    assert not (tmp_path / "wrote").exists()


@xelatex
def test_what_a_page_orders_is_read_whole(tmp_path: Path) -> None:
    """Every command of an XDV file is understood, whatever the page holds; an order at its end is found, and half a
    file is not passed.
    """
    document = document_of("basics: {name: 'Jane 日本語 שלום'}\nwork: [{name: a, startDate: 2020}]\n")
    for name, content in write(document, Theme.bare(), Report()).items():
        (tmp_path / name).write_bytes(content)
    command = ["xelatex", "-no-pdf", "-interaction=batchmode", "resume.tex"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    content = (tmp_path / "resume.xdv").read_bytes()
    assert forbidden(content) == ""
    assert content[-1] == 223
    last = content.rindex(b"\x8c")  # the end of the last page
    order = b"pdf:fstream @x (/etc/passwd)"
    assert forbidden(content[:last] + bytes([239, len(order)]) + order + content[last:]) == order.decode()
    assert all(forbidden(content[:size]) for size in range(0, last, 97))
    assert forbidden(content[:1] + b"\x02" + content[2:]) != ""


@pytest.mark.parametrize("compiler", ["lualatex", "pdflatex", "tectonic"])
def test_a_strangers_theme_needs_xelatex(
    compiler: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compilers that would let a sheet read any file take only sheets that came with cvrender."""
    monkeypatch.chdir(tmp_path)
    status, out, err = run(*of_a_theme(tmp_path, "% harmless\n"), "-e", compiler)
    assert (status, out) == (1, "")
    assert err.startswith(f"mine/latex.sty: error[CV047]: {compiler} would let this sheet read any file")
    (tmp_path / "mine/latex.sty").unlink()
    assert "CV047" not in run("build", "a.yaml", "-f", "pdf", "-t", "./mine", "-e", compiler)[2]


@lualatex
def test_a_compiler_takes_the_place_of_a_missing_one(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`latex` is the first compiler that there is, with a warning where it is not xelatex; a stranger's theme waits."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/lualatex").symlink_to(shutil.which("lualatex") or "")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (tmp_path / "b.yaml").write_text("basics: {name: Jane Doe}\n", "utf-8")
    status, out, err = run("build", "b.yaml", "-f", "pdf", "-e", "latex")
    assert (status, out) == (0, "output/b.pdf\n")
    assert err.startswith("b.yaml: warning[CV063]: xelatex cannot be loaded (there is no xelatex), so lualatex makes")
    assert run("build", "b.yaml", "-f", "pdf", "-e", "lualatex")[::2] == (0, "")
    assert run(*of_a_theme(tmp_path, "% harmless\n"), "-e", "latex")[0] == 3


@lualatex
def test_lualatex_needs_no_home(theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be kept for the next run, it works all the same."""
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("HOME", str(tmp_path / "file/none"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file/none"))
    document = document_of("basics: {name: Jane Doe}")
    assert lost(document, compiled(document, theme, [], "lualatex")) == []


@pytest.mark.skipif(os.name == "nt", reason="stands in for tectonic with a shell script")
def test_tectonic_is_called_without_the_network(theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told to fetch nothing, to run nothing, and to run once; what it says is read as that of the others is."""
    stand_in = tmp_path / "tectonic"
    stand_in.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/arguments\necho %PDF-1.5 > resume.pdf\n', "utf-8")
    stand_in.chmod(stand_in.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    bundle = write(document_of("basics: {name: Jane}"), theme, Report())
    assert Compiler("tectonic").compile(bundle, (), print) == b"%PDF-1.5\n"
    told = (tmp_path / "arguments").read_text("utf-8").split()
    assert told == ["-X", "compile", "--untrusted", "--only-cached", "--keep-logs", "--reruns", "0", "resume.tex"]
    stand_in.write_text("#!/bin/sh\necho 'error: resume.tex:3: Undefined control sequence.'\nexit 1\n", "utf-8")
    with pytest.raises(EngineFailed, match=r"^tectonic: Undefined control sequence\.$") as failed:
        Compiler("tectonic").compile(bundle, (), print)
    assert (failed.value.file, failed.value.line) == ("resume.tex", 3)
    stand_in.write_text('#!/bin/sh\necho "! LaTeX Error: File \\`bookmark.sty\' not found."\nexit 1\n', "utf-8")
    with pytest.raises(EngineMissing, match=r"^tectonic lacks bookmark\.sty$") as missing:
        Compiler("tectonic").compile(bundle, (), print)
    assert "run `tectonic resume.tex` once" in missing.value.mend


@pytest.mark.parametrize("file", ["luaotfload.sty", "lmodern.sty", "hyperref.sty", "tabularx.sty"])
@pytest.mark.parametrize("system", ["debian", "fedora", "arch", "Darwin", "Windows"])
def test_a_missing_package_is_mended_by_name(file: str, system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cvrender itself needs comes with the compiler's own command; another package is found by its file."""
    import platform

    monkeypatch.setattr(platform, "system", lambda: "Linux" if system.islower() else system)
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: {"ID": system})
    compiler = Compiler("pdflatex" if file == "lmodern.sty" else "lualatex")
    assert (compiler.mend_file(file) == compiler.mend()) is (file != "tabularx.sty")
    assert compiler.mend().startswith(("apt-get ", "dnf ", "pacman ", "brew ", "install MiKTeX"))
    if file == "tabularx.sty":
        assert "tabularx" in compiler.mend_file(file)


@lualatex
def test_lualatex_without_its_fonts_is_told(theme: Theme) -> None:
    """fontspec says nothing where luaotfload is missing and every letter is lost: the base sheet asks for it."""
    bundle = write(document_of("basics: {name: Jane}"), theme, Report())
    bundle["cvrender.sty"] = bundle["cvrender.sty"].replace(b"luaotfload.sty", b"nosuchload.sty")
    with pytest.raises(EngineMissing, match=r"^lualatex lacks nosuchload\.sty$"):
        Compiler("lualatex").compile(bundle, (), print)


@xelatex
def test_a_damaged_picture_is_left_out(tmp_path: Path, run: Run) -> None:
    """The resume is made without it, and a warning says so."""
    (tmp_path / "me.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    (tmp_path / "a.yaml").write_text("basics: {name: Jane, image: me.png}\n", "utf-8")
    status, _, err = run("build", tmp_path / "a.yaml", "-e", "latex", "-f", "pdf", "-o", tmp_path)
    assert status == 0 and "CV027" in err
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")


@every_compiler
def test_a_picture_is_shown(compiler: str, tmp_path: Path, run: Run) -> None:
    """PNG, JPEG and SVG stand in the PDF."""
    from PIL import Image

    for name in ("me.png", "me.jpg", "me.svg"):
        if name == "me.svg":
            shutil.copy(ROOT / "resumes/example.svg", tmp_path / name)
        else:
            Image.new("RGB", (60, 40), "red").save(tmp_path / name)
        (tmp_path / "a.yaml").write_text(f"basics: {{name: Jane, image: {name}}}\n", "utf-8")
        assert run("build", tmp_path / "a.yaml", "-e", compiler, "-f", "pdf", "-o", tmp_path)[::2] == (0, "")
        with pikepdf.open(tmp_path / "a.pdf") as pdf:
            assert len(pdf.pages[0].get_images()) == 1


@every_compiler
def test_the_folder_compiles_by_itself(compiler: str, tmp_path: Path, run: Run) -> None:
    """`-f latex` writes a folder that each takes as it is; fonts that are not installed give way to Latin Modern."""
    assert run("build", ROOT / "resumes/sunwoo-lee.yaml", "-f", "latex", "-t", "ledger", "-o", tmp_path)[0] == 0
    folder = tmp_path / "sunwoo-lee-latex"
    done = subprocess.run(
        [compiler, "-interaction=nonstopmode", "-halt-on-error", "resume.tex"],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()[-2000:]
    document = document_of((ROOT / "resumes/sunwoo-lee.yaml").read_bytes())
    assert lost(document, (folder / "resume.pdf").read_bytes()) == []


def test_a_missing_compiler_is_exit_3(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names what is missing and the command that installs it; nothing is written."""
    monkeypatch.setenv("PATH", str(tmp_path))
    status, out, err = run("build", ROOT / "resumes/jae-won-chung.yaml", "-e", "latex", "-o", tmp_path / "out")
    assert (status, out) == (3, "")
    assert "there is no xelatex" in err
    assert f"help: {Compiler('xelatex').mend()}\n" in err
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.name == "nt", reason="stands in for TeX with a shell script")
def test_time_is_limited(theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A compiler that does not end is ended, with what it has started."""
    stand_in = tmp_path / "xelatex"
    stand_in.write_text("#!/bin/sh\nsleep 60 & wait\n", "utf-8")
    stand_in.chmod(stand_in.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(latex, "SECONDS", 1)
    with pytest.raises(EngineFailed, match="did not end within 1 seconds"):
        Compiler("xelatex").compile(write(document_of("basics: {name: Jane}"), theme, Report()), (), print)
