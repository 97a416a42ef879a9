"""Actions and active features of finished PDFs: each kind is found, however it is written; what we make has none."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from conftest import ROOT, needs
from cvrender.pdf.actions import active, judge, scan
from cvrender.pdf.actions.tokens import outside_texts
from cvrender.pdf.attachments import attach

xelatex = needs("xelatex", "texlive-xetex")
THEMES = sorted(path.name for path in (ROOT / "themes").iterdir() if (path / "theme.yaml").is_file())
ENGINES = ["weasyprint", "typst", pytest.param("xelatex", marks=xelatex)]

WIDGET = pytest.mark.filterwarnings("ignore:This document has 1 form widget")
"""Of pikepdf, as the file is written."""
Change = Callable[[pikepdf.Pdf], None]
Run = Callable[..., tuple[int, str, str]]


def pdf_with(change: Change, *, packed: bool = False) -> bytes:
    """A page with a link and a bookmark, changed; its objects in an object stream if they are `packed`."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.obj.Annots = Array([_link(Dictionary(S=Name.URI, URI=String("https://example.org/a")))])
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(Type=Name.Outlines))
    item = Dictionary(Title="a", Parent=pdf.Root.Outlines, A=Dictionary(S=Name.GoTo, D=Array([page.obj, Name.Fit])))
    pdf.Root.Outlines.First = pdf.Root.Outlines.Last = pdf.make_indirect(item)
    change(pdf)
    out = io.BytesIO()
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    pdf.save(out, object_stream_mode=mode)
    return out.getvalue()


def _link(action: Dictionary) -> Dictionary:
    return Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)


def on_link(**action: object) -> Change:
    """Give the link of the page another action."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Annots[0].A = Dictionary(action)

    return change


def action(kind: str, **more: object) -> Change:
    """Give the link of the page an action of another type."""
    return on_link(**{"/S": Name(f"/{kind}")}, **{f"/{key}": value for key, value in more.items()})


def on_root(key: str, value: object) -> Change:
    """Add an entry to the catalog."""
    return lambda pdf: pdf.Root.__setitem__(key, value)


def annotation(kind: str) -> Change:
    """Add an annotation to the page."""
    return lambda pdf: pdf.pages[0].obj.Annots.append(Dictionary(Subtype=Name(f"/{kind}"), Rect=Array([0, 0, 9, 9])))


def to(url: bytes) -> Change:
    """Have the link of the page lead elsewhere."""
    return on_link(**{"/S": Name.URI, "/URI": String(url)})


def on_stream(key: str, value: object) -> Change:
    """Add a stream whose dictionary has an entry."""

    def change(pdf: pikepdf.Pdf) -> None:
        stream = Stream(pdf, b"0 0 m")
        stream[key] = value
        pdf.Root.Nothing = pdf.make_indirect(stream)

    return change


def _chained(pdf: pikepdf.Pdf) -> None:
    """A script behind an inner link."""
    script = Dictionary(S=Name.JavaScript, JS="/* */")
    pdf.Root.Outlines.First.A.Next = Array([Dictionary(S=Name.GoTo, D="a"), script])


def _field(pdf: pikepdf.Pdf) -> None:
    """A script of a field."""
    pdf.Root.Nothing = Dictionary(FT=Name.Tx, AA=Dictionary(K=Dictionary(S=Name.JavaScript, JS="/* */")))


def _of_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.GoTo, D="a"))


def _unused(pdf: pikepdf.Pdf) -> None:
    """A script that nothing leads to, in an object that is kept in the file by a key that means nothing."""
    pdf.Root.Nothing = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS="/* */"))


def _xfa(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=Stream(pdf, b"<xdp/>"))


def _attached(pdf: pikepdf.Pdf) -> None:
    """A file that belongs to the document, and is in no list."""
    file = Stream(pdf, b"a")
    pdf.Root.AF = Array([pdf.make_indirect(Dictionary(Type=Name.Filespec, F="a", EF=Dictionary(F=file)))])


SCRIPT = {"/S": Name.JavaScript, "/JS": String("/* */")}
ACTIVE: dict[str, tuple[Change, str]] = {
    **{
        kind: (action(kind), f"action /{kind}")
        for kind in (
            *("GoToE", "GoToDp", "Thread", "Sound", "Movie", "Hide", "ResetForm", "ImportData", "SetOCGState"),
            *("Rendition", "Trans", "GoTo3DView", "RichMediaExecute"),
        )
    },
    **{
        kind: (annotation(kind), f"an annotation of type /{kind}")
        for kind in (
            *("Text", "FreeText", "Popup", "Widget", "FileAttachment", "Screen", "RichMedia", "Movie", "Sound"),
            *("3D", "Stamp", "Unheard"),
        )
    },
    "JavaScript": (action("JavaScript", JS="/* */"), "a link has /JS"),
    "Launch": (action("Launch", F="nothing"), "the action /Launch"),
    "GoToR": (action("GoToR", F="nothing.pdf", D=Array([0, Name.Fit])), "the action /GoToR"),
    "SubmitForm": (action("SubmitForm", F="https://example.org"), "the action /SubmitForm"),
    "Named": (action("Named", N=Name.NextPage), "the action /Named"),
    "unknown": (action("Unheard"), "unknown type, /Unheard"),
    "chained": (_chained, "a bookmark has the action /JavaScript"),
    "of a field": (_field, "/AA"),
    "of a page": (_of_page, "the page has /AA"),
    "unused": (_unused, "/JavaScript"),
    "AA": (on_root("/AA", Dictionary(WC=Dictionary(SCRIPT))), "the document has /AA"),
    "OpenAction": (on_root("/OpenAction", Dictionary(SCRIPT)), "the document has the action /JavaScript"),
    "opens a link": (
        on_root("/OpenAction", Dictionary(S=Name.URI, URI="https://example.org")),
        "followed as the file is opened",
    ),
    "scripts": (
        on_root("/Names", Dictionary(JavaScript=Dictionary(Names=Array(["a", Dictionary(SCRIPT)])))),
        "/JavaScr",
    ),
    "form": (on_root("/AcroForm", Dictionary(Fields=Array())), "the document has /AcroForm"),
    "XFA": (_xfa, "/XFA"),
    "base": (on_root("/URI", Dictionary(Base="https://example.org/")), "/URI, which is no text"),
    "collection": (on_root("/Collection", Dictionary(View=Name.D)), "/Collection"),
    "files": (on_root("/Names", Dictionary(EmbeddedFiles=Dictionary(Names=Array()))), "/EmbeddedFiles"),
    "associated": (_attached, "has /EF"),
    "external": (on_stream("/F", String("nothing")), "another file (/F)"),
    "external dictionary": (on_stream("/F", Dictionary(F="nothing")), "another file (/F)"),
    "reference": (on_stream("/Ref", Dictionary(F="nothing.pdf", Page=0)), "another file (/Ref)"),
    "OPI": (on_stream("/OPI", Dictionary()), "/OPI"),
    "PostScript": (on_stream("/Subtype", Name.PS), "a PostScript program"),
    "no scheme": (to(b"a/b.html"), "links to `a/b.html`"),
    "other scheme": (to(b"gopher://example.org/"), "links to `gopher:"),
    "space before": (to(b" https://example.org/"), "links to ` https"),
    "control": (to(b"https://example.org/\x07a"), "links to `https"),
    "line": (to(b"mailto:\na@example.org"), "links to"),
    "UTF-16": (to("\ufeffhttps://example.org/".encode("utf-16-be")), "links to"),
    "percent": (to(b"%68ttps://example.org/"), "links to `%68"),
    "no host": (to(b"https:example.org"), "links to"),
    "hidden direction": (to("https://example.org/\u202ea".encode()), "links to"),
    "empty": (to(b""), "links to"),
}


@WIDGET
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize("name", ACTIVE)
def test_what_is_no_plain_link_is_found(name: str, packed: bool) -> None:
    """Each kind of action and active feature is found and named, also in an object stream."""
    change, words = ACTIVE[name]
    found = active(pdf_with(change, packed=packed))
    assert any(words in one.what for one in found), found


@WIDGET
@pytest.mark.parametrize("name", ["JavaScript", "Launch", "Widget", "AA", "no scheme", "external", "opens a link"])
def test_names_may_be_escaped(name: str) -> None:
    """A name written with `#xx` is the same name."""
    change, words = ACTIVE[name]
    plain = pdf_with(change)

    def escape(match: re.Match[bytes]) -> bytes:
        return b"/" + b"".join(b"#%02x" % letter for letter in match[1])

    key = rb"/(JavaScript|JS|Launch|Widget|AA|URI|OpenAction|F)(?=[ (/<\n\[])"
    found = active(re.sub(key, escape, plain))
    assert any(words in one.what for one in found), found


def updated(pdf: bytes, number: int, content: bytes) -> bytes:
    """The file with an object put in the place of another, in an incremental update with a table."""
    start = re.findall(rb"startxref\s+(\d+)", pdf)[-1]
    trailer = re.findall(rb"trailer (<<.*?>>)\s*startxref", pdf, re.DOTALL)[-1]
    at = len(pdf)
    pdf += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer %b/Prev %b>>\nstartxref\n%d\n%%%%EOF\n"
    dictionary = re.sub(rb"/Prev \d+", b"", trailer)[:-2]
    return pdf + table % (number, at, dictionary, start, len(pdf))


def test_an_update_is_judged() -> None:
    """What is added behind a clean file is found; so is what an update has put something clean in the place of."""
    clean = pdf_with(lambda _: None)
    assert active(clean) == ()
    (number,) = map(int, re.findall(rb"(\d+) 0 obj\s*<< /Pages", clean) or re.findall(rb"/Root (\d+) 0 R", clean))
    catalog = re.search(rb"\n%d 0 obj\n(<<.*?>>)\nendobj" % number, clean, re.DOTALL)
    assert catalog is not None
    bad = updated(clean, number, catalog[1][:-2] + b"/OpenAction <</S/JavaScript/JS(/* */)>> >>")
    assert "the document has the action /JavaScript" in [one.what for one in active(bad)]
    good_again = updated(bad, number, catalog[1])
    assert [one.what for one in active(good_again)] == [
        f"/{name} in an object that the file does not use" for name in ("JS", "JavaScript")
    ]


def test_an_object_that_no_table_lists_is_found() -> None:
    """Viewers find it when they repair a file."""
    clean = pdf_with(lambda _: None)
    (start,) = re.findall(rb"startxref\s.*", clean, re.DOTALL)
    hidden = clean + b"99 0 obj\n<</S/Launch/F(nothing)>>\nendobj\n" + start
    assert [one.what for one in active(hidden)] == ["/Launch in an object that the file does not use"]


@pytest.mark.parametrize(
    "written",
    [
        b"/S%\n/Launch",
        b"/S\x00/Launch",
        b"/S /L#61unch",
        b"/X(()\\))/S/Launch",
        b"/X(\n98 0 obj<</N 1>>stream\n)/S/Launch",
        b"/X<0a\n>/S/Launch",
    ],
)
def test_no_syntax_hides_an_action(written: bytes) -> None:
    """Comments, escapes, texts that look like objects: the action that stands beside them is found."""
    pdf = updated(pdf_with(lambda _: None), 99, b"<<%b/F(nothing)>>" % written)
    assert any("Launch" in one.what or "cannot be judged" in one.what for one in active(pdf))


def test_words_of_a_text_are_no_action() -> None:
    """A name in a text or in a file that is attached costs a closer look, and no more."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo["/Subject"] = String("HTML/JavaScript")
        pdf.pages[0].obj.Annots[0].A.URI = String("https://example.org/Launch/Sound")

    pdf = pdf_with(change)
    assert not scan.is_plain(pdf)
    assert active(pdf) == ()
    content = b'{"label": "HTML/JavaScript"}'
    assert active(attach(pdf, content), content) == ()
    assert [one.what for one in active(attach(pdf, content), b"{}")] != []
    assert active(attach(pdf, content)) != ()


def packed_in(dictionary: bytes, content: bytes) -> bytes:
    """A file with a stream that some readers may take for one of objects."""
    return b"%%PDF-1.5\n%b\n9 0 obj\n<<%b/Length %d>>\nstream\n%b\nendstream\nendobj\n" % (
        b"%\xe2\xe3\xcf\xd3", dictionary, len(content), content,
    )  # fmt: skip


OBJECTS = b"8 0 <</S/Launch/F(nothing)>>"


@pytest.mark.parametrize(
    "dictionary",
    [
        b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode",
        b"/N 1/First 4/Filter/FlateDecode",
        b"/N 1/First 4/Filter[/FlateDecode]",
        b"/#4e 1/First 4/Filter/FlateDecode",
        b"/N%\n1/First 4/Filter/FlateDecode",
        b"/N 7 0 R/First 4/Filter/FlateDecode",
        b"/N 1/First 4/X(>>stream\n)/Filter/FlateDecode",
        b"/N 1/First 4/X<</N 1>>/Filter/FlateDecode",
        b"/First 4/Filter/LZWDecode/N 1",
        b"/First 4/Filter/FlateDecode/DecodeParms<</Predictor 2>>/N 1",
        b"/First 4/Filter/DCTDecode%\n7 0 obj<<\n/N 1",
        b"/First 4/Filter/DCTDecode endobj\n7 0 obj<<\n/N 1/Filter/FlateDecode",
        b"/First 4/Filter[/FlateDecode/FlateDecode]endobj\n7 0 obj<</N 1/Filter/FlateDecode",
        b"/First 4/Filter 6 0 R endobj\n7 0 obj<</N 1/Filter/FlateDecode",
        b"/First 4/Filter/DCTDec#6fde endobj\n7 0 obj<</N 1/Filter/FlateDecode",
        b"/First 4/DecodeParms<</Predictor 2>>/X endobj\n7 0 obj<</N 1/Filter/FlateDecode",
        b"/First 4/Filter/DCTDecode/X<\n7 0 obj<</N 1>/N 1",
    ],
)
def test_an_object_stream_is_read_or_doubted(dictionary: bytes) -> None:
    """Whatever may be an object stream is read, or the file is not cleared."""
    assert not scan.is_plain(packed_in(dictionary, zlib.compress(OBJECTS)))


def test_a_stream_that_holds_no_objects_is_cleared() -> None:
    """A page and a colour profile are no object streams."""
    assert scan.is_plain(packed_in(b"/Filter/FlateDecode", zlib.compress(OBJECTS)))
    assert scan.is_plain(packed_in(b"/N 3/Alternate/DeviceRGB/Filter/FlateDecode", zlib.compress(b"profile")))


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The room for object streams has an end, and pikepdf does not get a file that is beyond it."""
    monkeypatch.setattr(scan, "LARGEST", 1000)
    monkeypatch.setattr(pikepdf, "open", None)
    pdf = packed_in(b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode", zlib.compress(b"8 0 (%b)" % (b"a" * 1000)))
    (one,) = active(pdf)
    assert "unpack to more than" in one.what


@pytest.mark.parametrize("content", [b"", b"%PDF-1.5\n", b"%PDF-1.5\n/Launch", b"%PDF-1.5\n/Launch\n%%EOF"])
def test_what_cannot_be_judged_is_a_finding(content: bytes) -> None:
    """A file that pikepdf cannot read is not cleared by that."""
    if scan.is_plain(content):
        assert b"/Launch" not in content
    else:
        assert active(content)


def test_a_locked_file_is_a_finding() -> None:
    """Nothing can be said of a file that is encrypted, with or without a password to open it."""
    for password in ("", "a"):
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(pdf_with(lambda _: None))) as pdf:
            pdf.save(out, encryption=pikepdf.Encryption(owner="b", user=password))
        assert active(out.getvalue())


def test_texts_comments_and_streams_are_left_out() -> None:
    """What is left is names and numbers; what has no end is left as it is."""
    assert outside_texts(b"/A (b (c) \\) d) /E % f\n/G <<>>stream\nh endstream /I").split() == [
        *(b"/A", b"/E", b"/G", b"<<>>", b"endstream", b"/I"),
    ]
    assert b"/B" in outside_texts(b"/A (/B")
    assert b"/B" in outside_texts(b"/A <<>>stream\n/B")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("theme", THEMES)
def test_our_themes_have_links_only(
    theme: str, engine: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A resume in a theme that comes with cvrender is cleared by the quick search, without pikepdf."""
    monkeypatch.setattr(judge, "judge", None)
    arguments = ("-f", "pdf", "-e", engine, "-t", theme, "-o", str(tmp_path), "--no-verify")
    status, _, err = run("build", str(ROOT / "resumes/example.yaml"), *arguments)
    assert status == 0, err
    assert scan.is_plain((tmp_path / "example.pdf").read_bytes())


THIRD = {
    "pdf:bann <</Type/Annot/Subtype/Link/A<</S/URI/URI(a.html)>>>>": "a link links to `a.html` (page 2)",
    "pdf:bann <</Type/Annot/Subtype/Stamp>>": "an annotation of type /Stamp (page 2)",
}
"""Harmless specials that xelatex's first gate lets through, and what is said of the PDF."""
SHEET = "\\AtEndDocument{\\special{%s}x\\special{pdf:eann}}\n"


def themed(folder: Path, files: dict[str, str]) -> tuple[str, ...]:
    """The arguments that build a resume in a stranger's theme."""
    (folder / "mine").mkdir()
    for name, content in {"theme.yaml": "extends: plain\n", **files}.items():
        (folder / "mine" / name).write_text(content, "utf-8")
    (folder / "a.yaml").write_text("basics: {name: Jane Doe}\n", "utf-8")
    return ("build", "a.yaml", "-f", "pdf", "-t", "./mine", "-o", "out")


@xelatex
@pytest.mark.parametrize("no_verify", [False, True])
@pytest.mark.parametrize(("special", "words"), THIRD.items())
def test_a_theme_writes_no_action(
    special: str, words: str, no_verify: bool, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written, the theme's sheet is named, and `--no-verify` changes nothing; nor does the cache."""
    monkeypatch.chdir(tmp_path)
    arguments = themed(tmp_path, {"latex.sty": SHEET % special})
    for _ in range(2):
        status, out, err = run(*arguments, "-e", "xelatex", *(["--no-verify"] if no_verify else []))
        assert (status, out) == (4, "")
        assert err.startswith("mine/latex.sty: error[CV096]: the PDF by xelatex would do more than show pages: ")
        assert words in err
        assert not (tmp_path / "out").exists()


@xelatex
@pytest.mark.parametrize(
    "special",
    [
        "pdf:put @catalog <</OpenAction <</S/JavaScript/JS(/* */)>>>>",
        "pdf:docview <</OpenAction <</S/JavaScript/JS(/* */)>>>>",
        "pdf:docview <</OpenAction <</S/#4aavaScript/JS(/* */)>>>>",
        "pdf:put @names <</Dests 3 0 R>>",
        "pdf:names @catalog /Dests",
        "pdf:bann <</Type/Annot/Subtype/Widget>>",
    ],
)
def test_the_first_gate_refuses_actions(
    special: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An order for an action is not given to xdvipdfmx."""
    monkeypatch.chdir(tmp_path)
    letters = special.replace("#", "\\string#")
    arguments = themed(tmp_path, {"latex.sty": f"\\AtBeginDocument{{\\special{{{letters}}}}}\n"})
    status, out, err = run(*arguments, "-e", "xelatex")
    assert (status, out) == (1, "")
    assert "the page orders what it may not: `pdf:" in err
    assert not (tmp_path / "out").exists()


def test_a_template_writes_no_form(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link of a theme for WeasyPrint that leads to no address is found in the PDF, whatever passed before."""
    monkeypatch.chdir(tmp_path)
    arguments = themed(tmp_path, {"html.css": "/* mine */\n"})
    monkeypatch.setattr("cvrender.engines.weasyprint.compile", lambda *_: pdf_with(ACTIVE["Launch"][0]))
    status, out, err = run(*arguments, "-e", "weasyprint", "--no-cache")
    assert (status, out) == (4, "")
    assert err.startswith(
        "mine/html.css: error[CV096]: the PDF by weasyprint would do more than show pages: a link has"
    )


def test_verify_tells_of_actions(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another tool's PDF: a script is an error, a link elsewhere a warning, our own attachment nothing."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.pdf").write_bytes(pdf_with(ACTIVE["JavaScript"][0]))
    status, _, err = run("verify", "a.pdf")
    assert status == 4
    assert "error[CV096]: page 1: it would do more than show pages: a link has the action /JavaScript" in err
    (tmp_path / "a.pdf").write_bytes(pdf_with(ACTIVE["no scheme"][0]))
    status, _, err = run("verify", "a.pdf")
    assert status == 0
    assert "warning[CV096]: page 1: it would do more than show pages: a link links to `a/b.html`" in err
    (tmp_path / "a.pdf").write_bytes(attach(pdf_with(lambda _: None), b"{}"))
    assert "CV096" not in run("verify", "a.pdf")[2]


@pytest.mark.parametrize("value", [b"null", b"true", b"7", b"1.5"])
def test_objects_that_hold_nothing_are_passed_over(value: bytes) -> None:
    """A file may have null, a switch or a number as an object of its own; damaged ones often do."""

    def change(pdf: pikepdf.Pdf) -> None:
        one = pdf.make_indirect(Dictionary(Placeholder=1))
        pdf.Root.Other = Array([one])

    content = re.sub(rb"<< /Placeholder 1 >>", value.ljust(20), pdf_with(change))
    assert value.ljust(20) in content
    assert judge.judge(content, foreign=True) == ()
