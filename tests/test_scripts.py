"""Scripts: fonts are found for them, what has none is told, and lines from the right are set as they should."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from ctypes import c_double
from importlib import import_module
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from conftest import ROOT, TODAY, document_of, needs, pdf_pages
from cvrender.diagnostics.report import Report
from cvrender.document.bidi import isolate
from cvrender.document.model import Document, Ltr, Paragraph, Section, plain
from cvrender.engines import missing_glyphs
from cvrender.engines.latex import engine as latex
from cvrender.loading.registry import COMPILERS
from cvrender.resume.model import Resume
from cvrender.system.fonts import EMOJI, faces, fallbacks, families, installed, script
from cvrender.theming.theme import Theme

Run = Callable[..., tuple[int, str, str]]
SAMPLES = ROOT / "tests/scripts"
XELATEX = pytest.param("xelatex", marks=needs("xelatex", "texlive-xetex"))
LUALATEX = pytest.param("lualatex", marks=needs("lualatex", "texlive-luatex"))
ENGINES = ["weasyprint", "typst", XELATEX]


def needs_font(family: str, package: str) -> None:
    """Skip where a font of the system is not installed; never in CI, where `make test` has installed it."""
    if family.lower() not in installed() and not os.environ.get("CI"):
        pytest.skip(f"{family} is not installed (Debian package {package})")


def made(engine: str, document: Document, theme: Theme) -> tuple[bytes, list[str]]:
    """The PDF of a document by an engine, and what the engine complained of."""
    maker = latex.Compiler(engine) if engine in COMPILERS else import_module(f"cvrender.engines.{engine}")
    writer = import_module(f"cvrender.writers.{maker.WRITER}")
    bundle: dict[str, bytes] = writer.write(document, theme, Report())
    text = "".join(content.decode("utf-8", "ignore") for content in bundle.values())
    complaints: list[str] = []
    pdf = maker.compile(bundle, faces((*theme.families(), *document.fonts), text, document.lang), complaints.append)
    return pdf, complaints


# Which fonts.


@pytest.mark.parametrize(
    ("characters", "name"),
    [("aéß", "Latin"), ("Ωἀ", "Greek"), ("Жґ", "Cyrillic"), ("אשּׁ", "Hebrew"), ("مﷺﻻ", "Arabic"), ("अ", "Devanagari"),
     ("ไก่", "Thai"), ("한ㄱ", "Korean"), ("あア", "Japanese"), ("漢。，", "Chinese"), ("☎→≥", "sign"), ("🎉🇩", "emoji"),
     ("\U00013000\ue000", "other")],
)  # fmt: skip
def test_characters_have_a_script(characters: str, name: str) -> None:
    """The script of a character, by its block."""
    assert {script(char) for char in characters} == {name}


def test_latin_text_needs_no_other_family() -> None:
    """Nothing is looked for where the text is Latin, nor for dashes and quotes."""
    assert fallbacks("Jane Doé – “quoted” … ✓", "en") == ()


def test_families_for_a_script_stand_in_an_order() -> None:
    """Asked for ones, those of the language, bundled ones, those of systems; the bundled ones come from the package."""
    found = fallbacks("漢字 ไทย ☎", "ja", ("Garuda",))
    assert found[:4] == ("Garuda", "Noto Sans JP", "Noto Sans SC", "Noto Sans KR")
    assert found.index("Noto Sans") < found.index("Noto Sans Thai") < found.index("Loma") < found.index("DejaVu Sans")
    assert len(set(found)) == len(found)
    assert fallbacks("اردو", "ur")[0] == "Noto Nastaliq Urdu"
    assert fallbacks("漢", "zh-Hant-TW")[0] == "Noto Sans CJK TC"
    assert {"Noto Sans JP", "Noto Sans SC", "Noto Sans KR", "Mukta", "Noto Sans", "Source Sans 3"} <= set(families())


def test_emoji_fonts_are_named_only_where_they_do_no_harm() -> None:
    """Pango sets digits in an emoji font as soon as it is named; the others are told, pictures not to LaTeX."""
    document = document_of("basics: {name: 'Jane 🎉', summary: 'five 5'}")
    theme = Theme.bare()
    bundles = {name: import_module(f"cvrender.writers.{name}").write(document, theme, Report()) for name in
               ("html", "typst", "latex")}  # fmt: skip
    told = {name: b"".join(bundle.values()).decode() for name, bundle in bundles.items()}
    assert not any(family in told["html"] for family in EMOJI)
    assert "Noto Color Emoji" in told["typst"]
    assert "Noto Emoji" in told["latex"] and "Color Emoji" not in told["latex"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_family_that_is_asked_for_is_taken(engine: str, tmp_path: Path, run: Run) -> None:
    """`fonts` says which family sets what the theme's lack; here Japanese shapes in a Korean resume."""
    source = tmp_path / "k.yaml"
    source.write_text("basics: {name: 漢字}\nmeta: {cvrender: {lang: ko, fonts: [noto sans jp]}}\n", "utf-8")
    assert run("build", source, "-f", "pdf", "-e", engine, "-o", tmp_path)[0] == 0
    with pikepdf.open(tmp_path / "k.pdf") as pdf:
        names = {str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()}
    assert any("JP" in name for name in names)
    assert not any("KR" in name for name in names)


# Characters that no font has.


@pytest.mark.parametrize("engine", ENGINES)
def test_a_character_that_no_font_has_is_told_at_its_place(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    """The same words from every engine: character, code, name, line and column; with --strict nothing is written.

    For WeasyPrint this rests on what it logs. Where this fails with a new version, boxes are silent: see _Complaints.
    """
    monkeypatch.chdir(tmp_path)
    source = "basics:\n  name: J\n  label: a \ue000 b\nwork: [{name: \"x \\U000F0000\", highlights: [𓀀, '**𓀀**']}]\n"
    (tmp_path / "j.yaml").write_text(source, "utf-8")
    status, out, err = run("build", "j.yaml", "-f", "pdf", "-e", engine)
    told = [line for line in err.splitlines() if "CV064" in line]
    assert (status, out) == (0, "output/j.pdf\n")
    what = {
        "3:12": "· (U+E000, of private use)",
        "4:15": "· (U+F0000, of private use)",
        "4:44": "𓀀 (U+13000, EGYPTIAN HIEROGLYPH A001)",
    }
    assert told == [
        f"j.yaml:{place}: warning[CV064]: no font has the character {shown}: a box or nothing stands there"
        for place, shown in what.items()
    ]
    assert err.count("help: leave it out: only the font that it was made for shows it") == 2
    assert run("build", "j.yaml", "-f", "pdf", "-e", engine, "--strict", "-o", "strict")[0] == 1
    assert not (tmp_path / "strict").exists()


@pytest.fixture(scope="module")
def without_fonts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which fontconfig finds no font of the system."""
    folder = tmp_path_factory.mktemp("fontconfig")
    (folder / "none").mkdir()
    (folder / "fonts.conf").write_text(
        f'<?xml version="1.0"?><fontconfig><dir>{folder}/none</dir><cachedir>{folder}/cache</cachedir></fontconfig>'
    )
    paths = os.pathsep.join([str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf"), "PYTHONPATH": paths}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems find their fonts without fontconfig")
@pytest.mark.parametrize("engine", ENGINES)
def test_a_script_without_a_font_is_one_warning(engine: str, tmp_path: Path, without_fonts: dict[str, str]) -> None:
    """Characters of a script are told of together, at the first of them; no engine is silent, nothing else is said."""
    text = (SAMPLES / "ar.yaml").read_text("utf-8") + "projects: [{name: ไทย}]\n"
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    command = [sys.executable, "-m", "cvrender", "build", "a.yaml", "-f", "pdf", "-e", engine]
    done = subprocess.run(command, cwd=tmp_path, env=without_fonts, capture_output=True, text=True, check=False)
    told = [line for line in done.stderr.splitlines() if "CV064" in line or "error" in line]
    assert (done.returncode, done.stdout) == (0, "output/a.pdf\n")
    arabic, thai = told
    line = next(n for n, typed in enumerate(text.splitlines(), 1) if "ليلى" in typed)
    assert re.fullmatch(
        rf"a\.yaml:{line}:9: warning\[CV064\]: no font has \d\d of the Arabic characters, "
        r"the first is ل \(U\+0644, ARABIC LETTER LAM\): boxes or nothing stand there",
        arabic,
    )
    assert thai.endswith(
        "no font has 3 of the Thai characters, the first is ไ (U+0E44, THAI CHARACTER SARA AI MAIMALAI):"
        " boxes or nothing stand there"
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_not_seen_needs_no_font(engine: str, theme: Theme) -> None:
    """Joiners, selectors of variants, marks of direction and soft hyphens are no missing characters."""
    text = "a\\u200db \\u200e c\\ufe0f d\\ufe0e soft\\u00adly e\\u2060f \\u2066g\\u2069 \\U000e0020 h"
    pdf, complaints = made(engine, document_of(f'basics: {{name: "{text}", summary: "{text}"}}'), theme)
    assert complaints == []
    assert "soft" in "".join(pdf_pages(pdf))


@pytest.mark.parametrize(
    ("system", "character", "hint"),
    [
        ("debian", "ก", "install a font: apt-get install fonts-noto-core"),
        ("ubuntu", "\U00020000", "install a font: apt-get install fonts-noto-cjk"),
        ("fedora", "ก", "install a font: dnf install google-noto-sans-thai-fonts"),
        ("arch", "🎉", "install a font: pacman -S noto-fonts-emoji (LaTeX cannot show its pictures), or leave it out"),
        ("alpine", "☎", "install a font: apk add font-noto-all, or leave it out"),
        ("fedora", "𓀀", "install a font that has it with your package manager, or leave it out"),
        ("plan9", "ก", "install Noto Sans Thai with your package manager"),
    ],
)
def test_the_package_that_brings_a_font_is_named(
    system: str, character: str, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the system's own name for it."""
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr("platform.freedesktop_os_release", lambda: {"ID": system})
    assert missing_glyphs.describe(character, character)[1] == hint


# Words in every script.

NEEDS = {"ar": ("DejaVu Sans", "fonts-dejavu-core"), "he": ("DejaVu Sans", "fonts-dejavu-core"),
         "th": ("Loma", "fonts-tlwg-loma-ttf")}  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.stem)
def test_a_resume_in_any_script_is_proven(path: Path, engine: str, tmp_path: Path, run: Run) -> None:
    """A build finds fonts for all of it, reads its PDF back, and finds every fact in it."""
    if path.stem in NEEDS:
        needs_font(*NEEDS[path.stem])
    status, out, err = run("build", path, "-f", "pdf", "-e", engine, "-o", tmp_path)
    assert (status, out) == (0, f"{tmp_path}/{path.stem}.pdf\n")
    assert "CV064" not in err


# From right to left.


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("أعمل بلغتي Python وRust.", "أعمل بلغتي [Python] و[Rust]."),
        ("מכיר C++ ו-C#.", "מכיר [C++] ו-[C#]."),
        ("(API) و (Kubernetes (v1.29))", "([API]) و ([Kubernetes (v1.29)])"),
        ("من 250 ms إلى 40 ms!", "من [250 ms] إلى [40 ms]!"),
        ("هاتف +962 6 555 0134.", "هاتف [+962 6 555 0134]."),
        ("بنسبة 18% و$40", "بنسبة [18%] و[$40]"),
        ("شبكة 5G و 10.1234/x.y هنا", "شبكة [5G] و [10.1234/x.y] هنا"),
        ("الملف /usr/bin/x هنا", "الملف [/usr/bin/x] هنا"),
        ("في https://example.org/a.", "في [https://example.org/a]."),
        ("Python, Rust, SQL וזהו", "[Python, Rust, SQL] וזהו"),
        ("Blue Harbor Labs.", "[Blue Harbor Labs.]"),
        ("عام 2019–2021 و 3,500,000", "عام 2019–2021 و 3,500,000"),
        ("2010 – 2014", "2010 – 2014"),
        ("שלום", "שלום"),
    ],
)
def test_what_reads_from_the_left_is_marked(text: str, marked: str) -> None:
    """Phrases, addresses and quantities as wholes; a range of years goes as the text goes."""
    section = Section(key="s", id="s", title="", body=(Paragraph((text,)),))
    done = isolate(Document(resume=Resume(), direction="rtl", sections=(section,)))
    (paragraph,) = done.sections[0].body
    assert isinstance(paragraph, Paragraph)
    assert "".join(f"[{plain(p.content)}]" if isinstance(p, Ltr) else plain((p,)) for p in paragraph.text) == marked
    assert plain(paragraph.text) == text


def test_marks_lie_around_links_and_within_bold() -> None:
    """A text that is all from the left is marked as a whole, with its links and bold words in it."""
    document = document_of(
        "work: [{name: ن, highlights: ['Used **Go** [here](https://example.org).', 'مع **Go**', '`x --y` ثم']}]\n"
        "meta: {cvrender: {lang: ar}}"
    )
    found = repr(document.sections[0].body)
    assert "Ltr(content=('Used ', Strong(content=('Go',)), ' ', Link(" in found
    assert "'مع ', Strong(content=(Ltr(content=('Go',)),))" in found
    assert "Ltr(content=(Code(text='x --y'),)), ' ثم'" in found


def test_documents_from_the_left_have_no_marks() -> None:
    """Only a document that reads from the right holds an Ltr."""
    assert "Ltr" not in repr(document_of("basics: {name: Jane, label: 'a שלום b'}"))


def lines(pdf: bytes) -> Iterator[str]:
    """The lines of the first page as one reads them from the right: runs of Latin letters and digits stand in <>."""
    document = pypdfium2.PdfDocument(pdf)
    textpage = document[0].get_textpage()
    rows: dict[int, list[tuple[float, float, str]]] = {}
    for index in range(textpage.count_chars()):
        char = textpage.get_text_range(index, 1)
        if not char.strip() or unicodedata.category(char) in ("Cf", "Cn"):
            continue
        left, _, right, _ = textpage.get_charbox(index, loose=True)
        x, y = c_double(), c_double()
        pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
        row = next((row for row in rows if abs(row - y.value) <= 3), round(y.value))
        rows.setdefault(row, []).append((right, left, char))
    for row in sorted(rows, reverse=True):
        out, edge = "", None
        for right, left, char in sorted(rows[row], reverse=True):
            out += (" " if edge is not None and edge - right > 1.2 else "") + char
            edge = left
        yield re.sub(r"[A-Za-z0-9](?:[ -~–]*[A-Za-z0-9])?\+?|[+#%][A-Za-z0-9]+", lambda m: f"<{m[0][::-1]}>", out)
    textpage.close()
    document.close()


READ = (
    "<noa.lavi@example.org> · <+972 3-555-0134> · <example.org/noa> · חיפה, <IL> · <GitHub noa-lavi>",
    'נהר טכנולוגיות בע"מ מרץ <2021> – היום',
    "מהנדסת ראשית · חיפה, ישראל",
    "הובלת צוות של <6> אנשים בפלטפורמה <River Pay>.",
    "• הפחתת שגיאות חיזוי ב-<18%> בעזרת מודל חדש.",
    "• העברת <3,500,000> רשומות מ-<MySQL 5.7> ל-<PostgreSQL 14> בשנים <2021–2019> בלי השבתה.",
    "<Blue Harbor Labs> ספט׳ <2015> – פבר׳ <2021>",
    "אוניברסיטת הכרמל <2014 – 2010>",
    "תואר ראשון, מדעי המחשב",
    "ציון: <92/100>",
    "קורסים: אלגוריתמים, מערכות הפעלה, <Compilers>",
    "נועה לביא, <Jane Doe>, דן כהן",
    "<Jane Doe>, נועה לביא",
    "כלים: <Docker>, מסדי נתונים, <Git>",
    "ציטוטים: <1,240> מיזמים פתוחים: <12>",
    "מנהלת הנדסה · <jane.doe@example.org>",
)
"""What one reads from the right, each run of Latin from the left; of a range the first year comes first."""


@pytest.mark.parametrize("engine", [*ENGINES, LUALATEX])
def test_lines_from_the_right_are_read_in_their_order(engine: str, theme: Theme) -> None:
    """By the places of the characters on the page: columns, lists, ranges, addresses and signs."""
    needs_font(*NEEDS["he"])
    pdf, _ = made(engine, document_of((SAMPLES / "he.yaml").read_text("utf-8")), theme)
    read = ["".join(line.split()) for line in lines(pdf)]
    assert [line for line in READ if "".join(line.split()) not in read] == []


def test_each_glyph_of_a_syllable_has_its_own_text(theme: Theme) -> None:
    """No glyph of WeasyPrint's is without a text, for which readers would show its number; each letter is itself."""
    document = document_of("basics: {name: और नगर विद्या, summary: रि नि भुगतान}")
    pdf, _ = made("weasyprint", document, theme)
    with pikepdf.open(BytesIO(pdf)) as opened:
        tables = [font.ToUnicode.read_bytes() for font in opened.pages[0].Resources.Font.values()]
    assert not any(b"> <>" in table for table in tables)
    shown = "".join(pdf_pages(pdf))
    assert "और नगर" in shown and "भुगतान" in shown


def test_a_ligature_is_read_in_its_order(theme: Theme) -> None:
    """Lam and alef in one glyph come out of WeasyPrint's PDF as they went in, though readers turn the line round."""
    needs_font(*NEEDS["ar"])
    pdf, _ = made(
        "weasyprint", document_of("basics: {name: الآن سلام أولى لأحمد}\nmeta: {cvrender: {lang: ar}}"), theme
    )
    shown = unicodedata.normalize("NFKC", "".join(pdf_pages(pdf)))
    assert "الآن سلام أولى لأحمد" in shown


@pytest.mark.parametrize(
    ("words", "apart"),
    [("مرحبا", set("مرحب")), ("क्षत्रिय", {"\u094d"})],
    ids=["Arabic", "Devanagari"],
)
@needs("xelatex", "texlive-xetex")
def test_letters_are_joined_by_latex(words: str, apart: set[str], theme: Theme) -> None:
    """Letters of Arabic take the form of their place in the word; conjuncts of Devanagari need no virama."""
    if words[0] == "م":
        needs_font(*NEEDS["ar"])
    pdf, complaints = made("xelatex", document_of(f"basics: {{name: {words}}}"), theme)
    assert complaints == []
    shown: set[str] = set()
    with pikepdf.open(BytesIO(pdf)) as opened:
        for font in opened.pages[0].Resources.Font.values():
            for code in re.findall(rb"<[0-9A-F]{4}> <([0-9A-F]{4})>", font.ToUnicode.read_bytes()):
                shown.add(chr(int(code, 16)))
    assert not shown & (apart - {words[-1], "ر"})


def test_samples_hold_no_mistake() -> None:
    """What the samples show is set without a warning of the reader."""
    from cvrender.readers.yaml import read

    for path in SAMPLES.iterdir():
        report = Report()
        assert read(path.read_bytes(), path.name, report, TODAY) is not None
        assert report.diagnostics == []


def test_a_loss_from_a_page_from_the_right_is_told(theme: Theme) -> None:
    """A fact that the page does not have, or a link that it does not have, is an error at its place."""
    from cvrender.verification.verifier import hold

    needs_font(*NEEDS["he"])
    text = (SAMPLES / "he.yaml").read_text("utf-8")
    less = re.sub(r" +- הפחתת .*\n", "", text).replace("https://example.org/river", "")
    pdf, _ = made("weasyprint", document_of(less), theme)
    proof = hold(pdf, "pdf", document_of(text), "end", frozenset())
    told = {one.at.line for one in proof.findings if one.severity == "error" and one.at}
    typed = text.splitlines()
    here = {word: next(n for n, line in enumerate(typed, 1) if word in line) for word in ("הפחתת", "נהר טכנו")}
    assert set(here.values()) <= told
