"""LaTeX, the writer and the engine: the same words, live links, and nothing in a text that is run."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import stat
import subprocess
import tracemalloc
import unicodedata
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pikepdf
import pytest
import yaml
from hypothesis import given
from hypothesis import settings as examples

from conftest import ROOT, document_of, ends, in_order, linked, needs, pdf_pages, said
from cvrender.diagnostics.report import Report
from cvrender.document.icons import ICONS
from cvrender.document.layout import arrange
from cvrender.document.model import Document, Photo
from cvrender.engines import EngineFailed, EngineMissing
from cvrender.engines.latex import engine as latex
from cvrender.engines.latex.engine import Compiler
from cvrender.engines.latex.to_unicode import mended
from cvrender.engines.latex.xdv import forbidden
from cvrender.system.fonts import faces
from cvrender.theming.theme import Layout, Theme, load
from cvrender.writers.latex.escaping import Tex, address, command, environment, text
from cvrender.writers.latex.writer import write
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


def laid_out(source: str | bytes, theme: Theme) -> Document:
    """The document of a source as a theme lays it out."""
    return arrange(document_of(source), theme)


def lost(document: Document, pdf: bytes, theme: Theme) -> list[str]:
    """Strings of the document that do not stand in the PDF in order, each column having one of its own; a ligature that
    was typed is its letters.
    """
    text = unicodedata.normalize("NFKC", "".join(pdf_pages(pdf)))
    columns = [
        document.replace(sections=tuple(s for s in document.sections if s.region == r)) for r in ("main", "side")
    ]
    wanted = [[unicodedata.normalize("NFKC", s) for s in said(one, theme.tokens["date-place"])] for one in columns]
    return [missing for strings in wanted for missing in in_order(strings, text)]


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
    assert (
        "\\cvname{Isaura \\cvlastname{Lindholt}}" in page
        and "\\begin{cventry}{" in page
        and "\\begin{cvcitation}{" in page
    )
    assert not re.search(r"\\(?:vskip|vspace|hspace|color|fontsize|includegraphics)", page)
    assert "\\definecolor{cvaccent}{HTML}{1F4E79}" in bundle["tokens.sty"].decode()


@xelatex
@pytest.mark.parametrize("path", RESUMES, ids=lambda path: path.stem)
def test_resumes_say_the_same_words(path: Path, themes: list[Theme]) -> None:
    """All words of each resume stand in the PDF, in order, with every link, and nothing is lacking: of the example in
    every theme, of the others in some.
    """
    number = RESUMES.index(path)
    for theme in themes if path.stem == "example" else (themes * 2)[number : number + 2]:
        document = laid_out(path.read_bytes(), theme)
        complaints: list[str] = []
        pdf = compiled(document, theme, complaints)
        assert lost(document, pdf, theme) == []
        assert complaints == []
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            notes = [note for page in opened.pages for note in page.get("/Annots", [])]
            assert {str(note.A.URI).rstrip("/") for note in notes} == {url.rstrip("/") for url in linked(document)}


@pytest.mark.parametrize(("name", "looks"), [("example", ("marquee", "profile")), ("sunwoo-lee", ("duo", "ledger"))])
@pytest.mark.parametrize(
    "compiler", [pytest.param("lualatex", marks=lualatex), pytest.param("pdflatex", marks=pdflatex)]
)
def test_other_compilers_say_the_same_words(
    name: str, looks: tuple[str, ...], compiler: str, themes: list[Theme]
) -> None:
    """What holds for xelatex holds for the others: all words in order, every link, nothing lacking."""
    for theme in (theme for theme in themes if theme.name in looks):
        document = laid_out((ROOT / f"resumes/{name}.yaml").read_bytes(), theme)
        complaints: list[str] = []
        pdf = compiled(document, theme, complaints, compiler)
        assert lost(document, pdf, theme) == []
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
    plain, *others = (theme for theme in themes if theme.name in ("plain", "catalog", "marquee", "profile"))
    for theme in (plain, *others) if compiler == "xelatex" else (plain,):
        document = laid_out(json.dumps(source), theme)
        pdf = compiled(document, theme, [], compiler)
        assert lost(document, pdf, theme) == []
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
    assert lost(document, compiled(document, theme), theme) == []


@unicode_compilers
def test_scripts_find_their_fonts(compiler: str, theme: Theme) -> None:
    """Korean, Japanese and Chinese stand in text, bold and italic, each in a font that has it."""
    words = "한국어 日本語テキスト 汉字 हिन्दी Ελληνικά Кириллица"
    source = {"basics": {"name": words, "summary": f"a {words} **{words}** *{words}*"}, "work": [{"name": words}]}
    complaints: list[str] = []
    document = document_of(json.dumps(source))
    assert lost(document, compiled(document, theme, complaints, compiler), theme) == []
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
    """By its code, in the form that `build` finds a place and a name for."""
    complaints: list[str] = []
    compiled(document_of("basics: {name: 'a 𓀀'}"), theme, complaints, compiler)
    assert complaints == ["no font has U+13000"]


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
    monkeypatch.setenv("CVRENDER_CACHE", str(tmp_path / "file/none"))
    document = document_of("basics: {name: Jane Doe}")
    assert lost(document, compiled(document, theme, [], "lualatex"), theme) == []


def test_lualatex_keeps_its_programs_where_nobody_else_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It runs what it finds there: so the folder is made for the user alone."""
    monkeypatch.setenv("CVRENDER_CACHE", str(tmp_path / "kept"))
    (tmp_path / "run").mkdir()
    before = os.umask(0o002)
    try:
        given = latex.environment("lualatex", tmp_path / "run")["TEXMFCACHE"]
    finally:
        os.umask(before)
    assert given == str(tmp_path / "kept/luatex")
    if os.name == "posix":
        assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("kept", "kept/luatex")] == [0o700, 0o700]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
@pytest.mark.parametrize(
    ("folder", "mode"),
    [("kept", 0o777), ("kept", 0o1777), ("kept", 0o770), ("kept/luatex", 0o770), ("kept/luatex", 0o702)],
)
def test_lualatex_runs_nothing_that_others_may_have_written(
    folder: str, mode: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that others can write to, or whose name they can give to another one, is left alone."""
    monkeypatch.setenv("CVRENDER_CACHE", str(tmp_path / "kept"))
    for name in ("run", "kept", "kept/luatex"):
        (tmp_path / name).mkdir(mode=0o700)
    (tmp_path / folder).chmod(mode)
    given = latex.environment("lualatex", tmp_path / "run")["TEXMFCACHE"]
    assert given == str(tmp_path / "run/cache")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has other rights")
def test_lualatex_runs_nothing_of_another_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is a folder used that belongs to someone else, or that is named as seen from wherever one happens to be."""
    (tmp_path / "kept/luatex").mkdir(parents=True, mode=0o700)
    (tmp_path / "run").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CVRENDER_CACHE", "kept")
    assert latex.environment("lualatex", tmp_path / "run")["TEXMFCACHE"] == str(tmp_path / "home/cvrender/luatex")
    monkeypatch.setenv("CVRENDER_CACHE", str(tmp_path / "kept"))
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    assert latex.environment("lualatex", tmp_path / "run")["TEXMFCACHE"] == str(tmp_path / "run/cache")


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
def test_the_folder_compiles_by_itself(compiler: str, tmp_path: Path, themes: list[Theme], run: Run) -> None:
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
    ledger = next(theme for theme in themes if theme.name == "ledger")
    document = laid_out((ROOT / "resumes/sunwoo-lee.yaml").read_bytes(), ledger)
    assert lost(document, (folder / "resume.pdf").read_bytes(), ledger) == []


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
    monkeypatch.setattr(latex, "_WALL", 2)
    with pytest.raises(EngineFailed, match="did not end within 2 seconds"):
        Compiler("xelatex").compile(write(document_of("basics: {name: Jane}"), theme, Report()), (), print)


# What a theme may choose.

PERSON = """
basics: {name: Jane Doe, label: Diver, email: jane@example.org, url: https://example.org, summary: Under ice.}
metrics: [{label: Dives, value: 141}, {label: Depth, value: 40 m}]
work:
  - {name: River Works, position: Engineer, location: Halifax, startDate: 2019, endDate: 2021, highlights: [Built it]}
languages: [{language: Danish, fluency: native, summary: Spoken at sea}]
awards: [{title: Bathyscaphe Prize, awarder: Society, date: 2020}]
meta: {lastModified: 2026-11-20, cvrender: {dates: {updated: true}}}
"""


class Word(NamedTuple):
    """A word on a page, in points from the page's upper left corner; `base` is what its letters stand on."""

    left: float
    right: float
    base: float
    height: float
    page: int
    at: int


def words(pdf: bytes) -> dict[str, Word]:
    """Where words stand, by the letters and digits of each; of those that occur more than once, the first."""
    import pypdfium2

    found: dict[str, Word] = {}
    opened = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(opened):
        shown = page.get_textpage()
        for match in re.finditer(r"\w+", shown.get_text_range()):
            boxes = [shown.get_charbox(index) for index in range(*match.span())]
            left, bottom, right, top = (
                f(c) for f, c in zip((min, min, max, max), zip(*boxes, strict=True), strict=True)
            )
            word = Word(left, right, page.get_height() - bottom, top - bottom, number, match.start())
            found.setdefault(match[0], word)
        shown.close()
        page.close()
    opened.close()
    return found


def paths(pdf: bytes) -> list[tuple[float, float, tuple[int, int, int]]]:
    """The left and right end of what is drawn on the first page, and its colour."""
    import ctypes

    import pypdfium2
    from pypdfium2 import raw

    opened = pypdfium2.PdfDocument(pdf)
    page = opened[0]
    out = []
    for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        left, _, right, _ = drawn.get_bounds()
        parts = [ctypes.c_uint() for _ in range(4)]
        raw.FPDFPageObj_GetFillColor(drawn, *parts)
        red, green, blue, _ = (part.value for part in parts)
        out.append((left, right, (red, green, blue)))
    page.close()
    opened.close()
    return out


def looks(layout: Layout | None = None, **tokens: str) -> Theme:
    """A theme of YAML alone."""
    bare = Theme.bare()
    return bare.replace(
        tokens=bare.tokens | {name.replace("_", "-"): value for name, value in tokens.items()},
        layout=layout or Layout(),
    )


LEFT, WIDTH, POINT = 18 * 72 / 25.4, 210 * 72 / 25.4, 1.0
RIGHT = WIDTH - LEFT


@every_compiler
def test_dates_before_entries_and_drawings(compiler: str) -> None:
    """`date-place: start`: the date is read before the title and stands to its left, and text keeps off the column;
    `icons: on`: a path in the accent colour before each contact, and the same text; a foot on the first page.
    """
    chosen = {"date_place": "start", "heading_style": "plain", "contact_separator": "none", "footer_pages": "all",
              "footer": "{name} | {page} of {pages}"}  # fmt: skip
    theme, without = looks(icons="on", **chosen), looks(**chosen)
    document = laid_out(PERSON, theme)
    pdf, bare = compiled(document, theme, [], compiler), compiled(document, without, [], compiler)
    assert lost(document, pdf, theme) == []
    at = words(pdf)
    side = LEFT + 30 * 72 / 25.4
    assert abs(at["2019"].left - LEFT) < POINT and at["2019"].at < at["River"].at
    assert abs(at["2019"].base - at["Works"].base) < POINT
    assert {name for name in ("River", "Engineer", "Under", "Bathyscaphe") if abs(at[name].left - side) < 2} == {
        "River", "Engineer", "Under", "Bathyscaphe"}  # fmt: skip
    assert abs(at["Awards"].left - LEFT) < 2 and abs(at["of"].right - RIGHT) < 20
    drawn = [left for left, _, colour in paths(pdf) if colour == (0x1F, 0x4E, 0x79)]
    assert len(drawn) - len([1 for *_, colour in paths(bare) if colour == (0x1F, 0x4E, 0x79)]) == 2
    assert abs(min(drawn) - LEFT) < 2 and at["jane"].left - LEFT > 1.2 * 9.8
    assert pdf_pages(pdf) == pdf_pages(bare)


@xelatex
def test_places_above_dates_and_lines_behind_headings() -> None:
    """`date-place: end-place`, `heading-style: line` in capitals, a header in the middle, figures as a bar."""
    theme = looks(
        date_place="end-place", heading_style="line", heading_case="upper", header_align="center",
        contact_separator="bar", figures="bar",
    )  # fmt: skip
    document = laid_out(PERSON, theme)
    pdf = compiled(document, theme)
    assert lost(document, pdf, theme) == []
    at = words(pdf)
    assert at["Engineer"].at < at["Halifax"].at < at["2019"].at
    assert at["Halifax"].base < at["2021"].base and abs(at["River"].base - at["Halifax"].base) < POINT
    assert abs(at["Halifax"].right - RIGHT) < 2 and abs(at["2021"].right - RIGHT) < 2
    assert abs((at["Jane"].left + at["Doe"].right) / 2 - WIDTH / 2) < 2
    assert abs((at["jane"].left + at["org"].right) / 2 - WIDTH / 2) < 80 and "|" in pdf_pages(pdf)[0]
    lines = [(left, right) for left, right, colour in paths(pdf) if colour == (0xC3, 0xCA, 0xD2)]
    assert any(abs(right - RIGHT) < POINT and 3 < left - at["EXPERIENCE"].right < 9 for left, right in lines)
    assert at["141"].height > 1.4 * at["2019"].height and at["Dives"].base < at["141"].base
    assert at["Depth"].left > at["141"].right and abs(at["141"].left - at["Dives"].left) < 2


@every_compiler
@pytest.mark.parametrize("header", ["top", "side"])
def test_columns(compiler: str, header: Literal["top", "side"]) -> None:
    """Side sections stand in a column of their own, which begins where the main one does and goes on over pages by
    itself; links lead from there, bookmarks to there, and the day of the last change stands below both.
    """
    theme = looks(
        Layout(side=("languages", "awards"), header=header), side_width="60mm", icons="on", section_gap="12pt"
    )
    source = yaml.safe_load(PERSON)
    source["work"][0]["highlights"] = [f"Built{i} it. " + "It works. " * 20 for i in range(30)]
    source["awards"] = [
        {"title": f"Prize{i}", "summary": "Well done. " * 30, "url": "https://example.org/prize"} for i in range(7)
    ]
    document = laid_out(json.dumps(source, default=str), theme)
    pdf = compiled(document, theme, [], compiler)
    assert lost(document, pdf, theme) == []
    at = words(pdf)
    width = 60 * 72 / 25.4
    main, side = (LEFT, RIGHT - width + 7 * 72 / 25.4) if header == "top" else (LEFT + width, LEFT)
    for name, place in {"Summary": main, "River": main, "Danish": side, "Prize0": side, "Prize6": side}.items():
        assert abs(at[name].left - place) < 2, name
    assert (
        at["River"].page == at["Prize0"].page == 0 and at["Prize6"].page == at["Built29"].page == at["Last"].page == 1
    )
    assert abs(at["Last"].left - (LEFT if header == "top" else main)) < 2 and at["Last"].base > at["Built29"].base
    if header == "top":
        assert abs(at["Summary"].base - at["Languages"].base) < POINT and at["Summary"].at < at["Languages"].at
        assert at["Last"].base > at["Prize6"].base
    else:
        assert abs(at["Jane"].left - LEFT) < 2 and at["Summary"].at > at["Danish"].at
        assert abs(at["Summary"].base - margin(theme, "top") - 12) < 4
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        notes = [note for page in opened.pages for note in page.get("/Annots", [])]
        prizes = [note for note in notes if str(note.A.URI).endswith("/prize")]
        assert len(prizes) == 7 and all(abs(float(note.Rect[0]) - side) < 4 for note in prizes)
        with opened.open_outline() as outline:
            assert [item.title for item in outline.root] == [section.title for section in document.sections]


@xelatex
def test_a_column_higher_than_tex_can_count() -> None:
    """What cannot be parted may be higher than TeX's greatest length of 5.7 m; the words are there all the same."""
    theme = looks(Layout(side=("publications",)), side_width="30mm")
    citation = {"name": "x" * 10_000, "authors": ["y" * 10_000], "publisher": "z" * 10_000}
    source = {"basics": {"name": "Jane Doe"}, "work": [{"name": "River"}], "publications": [citation]}
    document = laid_out(json.dumps(source), theme)
    assert lost(document, compiled(document, theme), theme) == []


@unicode_compilers
def test_columns_from_the_right(compiler: str) -> None:
    """In a document from the right, dates before entries stand at its right, and a side column at its left."""
    source = PERSON.replace("cvrender: {", "cvrender: {lang: he, ")
    column = looks(Layout(side=("languages",)), side_width="60mm", icons="on", heading_style="line")
    at = words(compiled(laid_out(source, column), column, [], compiler))
    assert at["Spoken"].right < LEFT + 53 * 72 / 25.4 + 2 and abs(at["River"].right - RIGHT) < 40
    dated = looks(date_place="start")
    at = words(compiled(laid_out(source, dated), dated, [], compiler))
    assert at["2019"].left > at["Works"].right and abs(at["2019"].base - at["River"].base) < POINT


@xelatex
@pytest.mark.parametrize(
    ("shape", "place", "header", "corner"),
    [("circle", "end", "side", "white"), ("rounded", "start", "top", "white"), ("square", "end", "top", "red")],
)
def test_photos(shape: str, place: str, header: Literal["top", "side"], corner: str) -> None:
    """A tall picture fills its square and is cut to its shape; it stands beside the name, in a panel above it."""
    import pypdfium2
    from PIL import Image

    content = io.BytesIO()
    Image.new("RGB", (60, 90), "red").save(content, "PNG")
    theme = looks(Layout(header=header), photo_shape=shape, photo_place=place, side_width="60mm")
    photo = Photo(content=content.getvalue(), mime="image/png", alt="")
    pdf = compiled(laid_out(PERSON, theme).replace(photo=photo), theme)
    at = words(pdf)
    size, top = 27 * 72 / 25.4, margin(theme, "top")
    left = RIGHT - size if (place, header) == ("end", "top") else LEFT
    opened = pypdfium2.PdfDocument(pdf)
    shown = opened[0].render(scale=4).to_pil()
    opened.close()
    seen = {(x, y): shown.getpixel((int(4 * (left + x * size)), int(4 * (top + y * size)))) for x in (0.01, 0.5, 0.99)
            for y in (0.01, 0.5, 0.99)}  # fmt: skip
    red, white = (255, 0, 0), (255, 255, 255)
    assert seen[0.5, 0.01] == seen[0.5, 0.5] == seen[0.01, 0.5] == seen[0.99, 0.5] == seen[0.5, 0.99] == red
    assert {seen[x, y] for x in (0.01, 0.99) for y in (0.01, 0.99)} == {red if corner == "red" else white}
    assert shown.getpixel((int(4 * (left + size / 2)), int(4 * (top + size + 2)))) == white
    assert abs(at["Jane"].left - (LEFT + size + 17 if place == "start" else LEFT)) < 3
    assert (at["Jane"].base > top + size + 6) == (header == "side")


def test_drawings_are_turned_over() -> None:
    """SVG's y runs down and PDF's up; only the drawings that are used stand in the file."""
    theme = looks(icons="on")
    tokens = write(laid_out("basics: {name: J, email: j@example.org}", theme), theme, Report())["tokens.sty"].decode()
    (found,) = re.findall(r"\\@namedef\{cv@icon@(\w+)\}\{(.*)\}", tokens)
    assert found[0] == "email" and re.fullmatch(r"(?:(?:-?[\d.]+ )*[mlch] ?)+", found[1])
    given = [float(number) for number in re.findall(r"-?[\d.]+", ICONS["email"])]
    made = [float(number) for number in re.findall(r"-?[\d.]+", found[1])]
    assert made[::2] == given[::2]
    assert all(abs(up + down - 16) < 1e-4 for up, down in zip(made[1::2], given[1::2], strict=True))


@unicode_compilers
def test_signs_beyond_the_first_plane_are_read(compiler: str, theme: Theme) -> None:
    """pdfium leaves them out where an /ActualText says them, so they stand without one."""
    pdf = compiled(document_of("basics: {name: Jane Roe, label: 'a 😀 b \U0001d538 c'}"), theme, compiler=compiler)
    assert "a 😀 b \U0001d538 c" in "".join(pdf_pages(pdf))


@unicode_compilers
def test_shapes_stand_for_the_characters_that_were_typed(compiler: str, theme: Theme) -> None:
    """Fonts have one shape for hyphens, one for Omega and Ohm; who passes over /ActualText reads the right one."""
    label = "co-op, Ω Δ … /"
    pdf = compiled(document_of(f"basics: {{name: Jane Roe, label: '{label}'}}"), theme, compiler=compiler)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        streams = [thing.read_bytes() for thing in opened.objects if isinstance(thing, pikepdf.Stream)]
    said = b"".join(stream for stream in streams if b"begincmap" in stream)
    codes = [char.encode("utf-16-be").hex().upper().encode() for char in label if char != " "]
    assert [code for code in codes if b"<" + code + b">" not in said] == []
    assert b"<2011>" not in said
    assert b"<2126>" not in said
    assert label in "".join(pdf_pages(pdf))


CMAP = "/CIDInit /ProcSet findresource begin\nbegincmap\n{}\nendcmap\n"
HYPHEN = "1 beginbfchar\n<0001> <2011>\nendbfchar"


def with_cmaps(*cmaps: bytes) -> bytes:
    """As much of a PDF by xdvipdfmx as these packed CMaps need."""
    streams = [
        b"\n%d 0 obj\n<</Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream\nendobj" % (number, len(cmap), cmap)
        for number, cmap in enumerate(cmaps, 3)
    ]
    return b"%%PDF-1.5%b\n<</Type/XRef/Root 1 0 R/Info 2 0 R/Size 9/W[1 4 2]>>\nstartxref\n9\n%%%%EOF\n" % b"".join(
        streams
    )


def packed(blocks: str) -> bytes:
    """A CMap with these blocks, as a stream holds it."""
    return zlib.compress(CMAP.format(blocks).encode("latin-1"), 9)


def test_a_cmap_is_mended() -> None:
    """The hyphen of the text takes the place of the one that xdvipdfmx named; so does a range's, sign by sign."""
    pdf = with_cmaps(packed(HYPHEN), packed("1 beginbfrange\n<0003> <0005> <2010>\nendbfrange"))
    made = mended(pdf, "co-op")
    assert made.startswith(pdf)
    new = re.findall(rb"stream\n(x.*?)\nendstream", made[len(pdf) :], re.DOTALL)
    first, second = (zlib.decompress(stream).decode() for stream in new[:2])
    assert first == CMAP.format("1 beginbfchar\n<0001> <002D>\nendbfchar")
    assert "3 beginbfchar\n<0003> <002D>\n<0004> <002D>\n<0005> <2012>\nendbfchar\n" in second


@pytest.mark.parametrize(
    "cmap",
    [
        packed("1 beginbfrange\n<00000000> <FFFFFFFF> <0041>\nendbfrange\n" + HYPHEN),
        packed("1 beginbfrange\n<0000> <FFFFFFFFFFFF> <0041>\nendbfrange\n" + HYPHEN),
        packed(f"1 beginbfrange\n<{'0' * 20000}> <{'F' * 20000}> <0041>\nendbfrange\n" + HYPHEN),
        packed(f"1 beginbfrange\n<0000> <FFFE> <{'0041' * 5000}>\nendbfrange\n" + HYPHEN),
        packed("2 beginbfrange\n<0000> <FFFE> <0000>\n<0000> <FFFE> <0000>\nendbfrange\n" + HYPHEN),
        packed("1 beginbfchar\n<0002> <D800>\nendbfchar\n" + HYPHEN),
        packed("1 beginbfchar\n<0002> <004>\nendbfchar\n" + HYPHEN),
        packed("1 beginbfrange\n<0002> <0004> <DBFFDFFF>\nendbfrange\n" + HYPHEN),
        packed("1 beginbfrange\n<0002> <0003> [<0041> <0042>]\nendbfrange\n" + HYPHEN),
        packed("% \u00e9\n" + HYPHEN),
        packed("1 beginbfchar\n" * 70000),
        packed("1 beginbfchar\n<" * 65000),
        packed("1" * 200000),
        packed(HYPHEN + "\n" + " " * 2**24),
        zlib.compress(b"q Q " + CMAP.format(HYPHEN).encode()),
        b"no stream",
        packed(HYPHEN)[:-4],
    ],
    ids=lambda _: "",
)
def test_a_planted_cmap_is_left_as_it_is(cmap: bytes) -> None:
    """What xdvipdfmx would not write costs little time and memory, and stops nothing: the CMap beside it is mended."""
    tracemalloc.start()
    with ends():
        made = mended(with_cmaps(packed(HYPHEN), cmap), "co-op")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 64 * 2**20
    assert b"\n3 0 obj" in made
    assert made.count(b"3 0 obj") == 2
    assert made.count(b"4 0 obj") == 1


def test_many_planted_cmaps_take_no_longer_than_a_few() -> None:
    """What is read and written is bounded for the PDF as a whole."""
    wide = packed("1 beginbfrange\n<0000> <7FFF> <0000>\nendbfrange\n")
    with ends():
        mended(with_cmaps(*[wide] * 300), "co-op")
        mended(with_cmaps(*[packed(" " * 2**20)] * 300), "co-op")
        mended(with_cmaps(*[packed(" " * 10**6)[:-4] + b"none"] * 9000), "co-op")
