"""What strangers' files do to `verify`, `diff` and `extract`: an answer or a plain message, and nothing else."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from cvrender.cli import main
from cvrender.diagnostics.report import Report, lossless, printable
from cvrender.pdf.attachments import NoAttachment, attach, extract
from cvrender.verification.extract import cmaps, docx, html
from cvrender.verification.extract import text as plain
from cvrender.verification.extracted import Anchor, Unreadable
from cvrender.verification.output_files import opened

Run = Callable[..., tuple[int, str, str]]
TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def part(name: str, inside: str, space: str = TRANSITIONAL) -> str:
    """A part of a Word document."""
    return f'<w:{name} xmlns:w="{space}" xmlns:r="{OFFICE}" xmlns:mc="{MC}">{inside}</w:{name}>'


def word(body: str, relations: str = "", space: str = TRANSITIONAL, **parts: str | bytes) -> bytes:
    """A Word document with this body; parts are named without `word/` and `.xml`."""
    held: dict[str, str | bytes] = {"document": part("document", f"<w:body>{body}</w:body>", space), **parts}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in held.items():
            packed.writestr(f"word/{name}.xml", content)
        packed.writestr("word/_rels/document.xml.rels", f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>')
    return out.getvalue()


def relation(key: str, kind: str, target: str, mode: str = "Internal") -> str:
    """A relationship of the body."""
    return f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'


def p(*runs: str) -> str:
    """A paragraph."""
    return f"<w:p>{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run of text."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def words(content: bytes) -> str:
    """The words of a Word document as a reader gets them."""
    return " ".join(docx.read(content).pages[0].text.split())


BOX = "<w:txbxContent>{}</w:txbxContent>"
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "https://example.org/a"</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
SHOWN = [
    (
        p(
            r("before"),
            f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'>{BOX.format(p(r('box')))}</mc:Choice>"
            f"<mc:Fallback>{BOX.format(p(r('box')))}</mc:Fallback></mc:AlternateContent></w:r>",
            r(" behind"),
        ),
        "before behind box",
    ),
    (p("<w:del><w:r><w:tab/><w:delText>old</w:delText></w:r></w:del><w:ins>", r("new"), "</w:ins>"), "new"),
    (p("<w:moveFrom>", r("gone"), "</w:moveFrom><w:moveTo>", r("here"), "</w:moveTo>"), "here"),
    (p("<w:pPr><w:tabs><w:tab w:pos='9'/></w:tabs></w:pPr>", r("one"), r("word")), "oneword"),
    (p(r("a"), "<w:r><w:sym w:font='Wingdings' w:char='F028'/><w:sym w:char='00B7'/></w:r>", r("b")), "a ·b"),
    (p(FIELD.format(r("linked"))), "linked"),
]


@pytest.mark.parametrize(("body", "said"), SHOWN)
def test_a_word_document_is_read_as_its_page_shows_it(body: str, said: str) -> None:
    """Text boxes once and beside the words around them; neither deletions nor properties nor codes of fields."""
    assert words(word(body)) == said


def test_headers_notes_and_footers_are_read() -> None:
    """Each that a page shows, in the order header, body, notes, footer; a reference to nothing is passed over."""
    relations = "".join(
        (
            relation("h", "header", "header1.xml"),
            relation("f", "footer", "/word/footer1.xml"),
            relation("n", "footnotes", "footnotes.xml"),
            relation("x", "header", "../../nowhere.xml"),
            relation("y", "styles", "nowhere.xml"),
        )
    )
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="h"/><w:headerReference w:type="first" r:id="x"/>'
        '<w:footerReference r:id="f"/><w:footerReference w:type="even" r:id="none"/><w:titlePg/></w:sectPr>'
    )
    content = word(
        p(r("body"), '<w:r><w:footnoteReference w:id="2"/></w:r>') + section,
        relations,
        header1=part("hdr", p(r("header"))),
        footer1=part("ftr", p(r("footer"))),
        footnotes=part("footnotes", f'<w:footnote w:id="1">{p(r("unused"))}</w:footnote>'
                       f'<w:footnote w:id="2">{p(r("note"))}</w:footnote>'),
    )  # fmt: skip
    assert words(content) == "header body note footer"


def test_the_strict_form_of_word_is_read() -> None:
    """ISO 29500 Strict has other namespaces for the same elements."""
    assert words(word(p(r("strict")), space=STRICT)) == "strict"


def test_links_of_a_word_document() -> None:
    """By relationship, by a field's code in runs, and by one in an attribute."""
    simple = f"<w:fldSimple w:instr=' HYPERLINK https://example.org/b '>{r('b')}</w:fldSimple>"
    content = word(p(FIELD.format(r("a")), simple, f'<w:hyperlink r:id="k">{r("c")}</w:hyperlink>'),
                   relation("k", "hyperlink", "https://example.org/c", "External"))  # fmt: skip
    assert docx.read(content).pages[0].links == tuple(Anchor(x, f"https://example.org/{x}") for x in "abc")


def test_text_that_a_style_hides_is_told() -> None:
    """Directly, by the style of a run, by one that the paragraph's builds on; what says that it is shown is not."""
    vanish = "<w:rPr><w:vanish/></w:rPr>"
    styles = part("styles", f'<w:style w:styleId="a">{vanish}</w:style><w:style w:styleId="b"><w:basedOn w:val="a"/>'
                  '</w:style><w:style w:styleId="c"><w:basedOn w:val="c"/></w:style>')  # fmt: skip
    content = word(
        p("<w:pPr><w:pStyle w:val='b'/></w:pPr>", r("one"), r("two", "<w:vanish w:val='0'/>"))
        + p(r("three", "<w:rStyle w:val='a'/>"), r("four", "<w:rStyle w:val='c'/>"), r("five", "<w:vanish/>")),
        relation("s", "styles", "styles.xml"),
        styles=styles,
    )
    flaws = docx.read(content).pages[0].flaws
    assert [(flaw.text, flaw.start, flaw.end) for flaw in flaws] == [
        ("one", 0, 3), ("three", 6, 11), ("five", 15, 19)]  # fmt: skip


def entry(**changes: int) -> bytes:
    """A Word document whose first entry says something else of itself."""
    content = bytearray(word(p(r("text"))))
    directory = content.index(b"PK\x01\x02")
    for name, value in changes.items():
        offset = {"flags": 8, "method": 10, "crc": 16, "size": 24}[name]
        width = 4 if name in ("crc", "size") else 2
        content[directory + offset : directory + offset + width] = value.to_bytes(width, "little")
    return bytes(content)


XML = part("document", f"<w:body>{p(r('text'))}</w:body>")
DOCTYPE = f"<!DOCTYPE x>{XML}"
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(99)
REFUSED = [
    (LOCKED, "locked with a password: remove the password in Word and save it again"),
    (LOCKED[:512], "an old Word"),
    (word(p(r("x")))[:300], "no Word document, or damaged"),
    (entry(flags=1), "locked with a password"),
    (entry(method=12), "packed in a way that Word does not know"),
    (entry(crc=1), "Bad CRC"),
    (entry(size=2**31), "larger than 50 MB"),
    (word("", document=XML.replace("</w:p>", "")), "is not XML"),
    (word("", document="<html/>"), "holds no document"),
    (word("", document=XML.replace(TRANSITIONAL, "urn:other")), "holds no document"),
    (word("", document=f'<?xml version="1.0" encoding="none"?>{XML}'), "no Word document, or damaged"),
    (word("", document="<a>" * 200 + "</a>" * 200), "deep within one another"),
    (word("", document="<a>" + "<b/>" * 500_001 + "</a>"), "more than 500,000 elements"),
    *(
        (word("", document=DOCTYPE.encode(encoding)), "has a document type")
        for encoding in ("utf-8", "utf-16", "utf-8-sig", "latin-1")
    ),
    (
        word("", document=f'<?xml version="1.0" encoding="cp500"?>{DOCTYPE}'.encode("cp500")),
        "Word document, or damaged",
    ),
    (b"PK\x01\x02" * 10_001, "more than 10,000 parts"),
]


@pytest.mark.parametrize(("content", "why"), REFUSED, ids=[f"{n}-{why[:16]}" for n, (_, why) in enumerate(REFUSED)])
def test_a_word_document_that_cannot_be_read_is_told_plainly(content: bytes, why: str) -> None:
    """Locked, cut, with wrong sums or sizes, not XML, with a document type in any encoding: one line says which."""
    with pytest.raises(Unreadable, match=why) as told:
        docx.read(content)
    assert "\n" not in str(told.value)


# Kinds and encodings.


def test_the_content_tells_what_a_file_is(tmp_path: Path) -> None:
    """A Word document named as text is read as what it is, and a note says so."""
    content = word(p(r("Robin")))
    for name in ("cv.txt", "cv.pdf", "cv"):
        (tmp_path / name).write_bytes(content)
        report = Report()
        found = opened(tmp_path / name, report)
        assert found is not None
        assert found[1].kind == "docx"
        assert [(d.code, d.severity) for d in report.diagnostics] == [("CV098", "note")]
        assert "cv.docx" in report.diagnostics[0].hint


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("cv.pdf", b"", "it is empty"),
        ("cv.txt", b"", "it is empty"),
        ("cv.txt", "Zo\u00eb".encode("latin-1"), "no text in UTF-8: byte 0xEB in line 1; save it as UTF-8"),
        ("cv.md", b"a\0b", "zero bytes"),
        ("cv.txt", b"\xff\xfea", "no text in UTF-16-LE"),
        ("cv", b"words", "can be read back"),
        ("cv.pdf", b"words", "it is no PDF, or damaged"),
    ],
)
def test_a_file_that_is_not_what_it_is_named(name: str, content: bytes, why: str, tmp_path: Path, run: Run) -> None:
    """It is an error with the reason."""
    (tmp_path / name).write_bytes(content)
    status, out, err = run("verify", tmp_path / name)
    assert (status, out) == (4, "")
    assert why in err
    assert "CV094" in err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path, run: Run) -> None:
    """A named pipe that nobody writes to is refused; so is a folder."""
    os.mkfifo(tmp_path / "cv.pdf")
    (tmp_path / "folder.txt").mkdir()
    assert "a device or a pipe" in run("verify", tmp_path / "cv.pdf")[2]
    assert "a device or a pipe" in run("extract", tmp_path / "cv.pdf")[2]
    assert "Is a directory" in run("diff", tmp_path / "folder.txt", tmp_path / "folder.txt")[2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marks_of_encodings_are_heeded(encoding: str) -> None:
    """Plain text and HTML with a byte order mark."""
    assert plain.read("Zoë".encode(encoding)).pages[0].text == "Zoë"
    assert html.read("<p>Zoë".encode(encoding)).pages[0].text.strip() == "Zoë"


@pytest.mark.parametrize(
    ("head", "encoding"),
    [('<meta charset="iso-8859-2">', "iso-8859-2"), ("<meta content='text/html; charset=koi8-r'>", "koi8-r"),
     ("", "cp1252"), ("<meta charset=utf-16>", "utf-8"), ("<meta charset=rot13>", "utf-8")],
)  # fmt: skip
def test_a_page_says_its_encoding(head: str, encoding: str) -> None:
    """As browsers take it, by the names that they know."""
    said = "Жар" if encoding == "koi8-r" else "Zoë"
    assert html.read(f"{head}<p>{said}</p>".encode(encoding)).pages[0].text.strip() == said


def test_a_table_of_characters_with_odd_spaces_is_passed_over() -> None:
    """In a hexadecimal string spaces may stand anywhere (ISO 32000-1, section 7.3.4.3)."""
    table = b"stream\n begincmap 1 beginbfchar <0 1> <F B 00> endbfchar endstream"
    assert cmaps.ligatures(table) == {"\ufb00"}


# Attachments.


def pdf(attached: bytes | None = None) -> bytes:
    """A PDF of one page."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(out)
    return out.getvalue() if attached is None else attach(out.getvalue(), attached)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (pdf(), "no file is attached"),
        (pdf(b"words"), "not JSON"),
        (pdf(b"[" * 100_000), "not JSON"),
        (pdf(b"\xff\xfe"), "not JSON"),
        (pdf(b"{}").replace(b"/EmbeddedFiles", b"/EmbeddedFilez"), "no file is attached"),
        (b"%PDF-1.7", "no PDF, or a damaged one"),
    ],
)
def test_an_attachment_that_is_no_resume_is_told(content: bytes, why: str) -> None:
    """Nothing, what is not JSON, and a file that is no PDF."""
    with pytest.raises(NoAttachment, match=why):
        extract(content)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


STEERING = '{"name": "\x7f\x9b2J\u202eRobin\U000e0041"}\n'


def test_a_terminal_gets_escapes_and_a_file_gets_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """What `extract` writes to a terminal is the same JSON without a character that steers it."""
    import json

    (tmp_path / "cv.pdf").write_bytes(pdf(STEERING.encode()))
    assert main(["extract", str(tmp_path / "cv.pdf")]) == 0
    assert capfdbinary.readouterr().out == STEERING.encode()
    monkeypatch.setattr(sys, "stdout", terminal := Terminal())
    assert main(["extract", str(tmp_path / "cv.pdf")]) == 0
    assert terminal.getvalue().rstrip("\n").isprintable()
    assert json.loads(terminal.getvalue()) == json.loads(STEERING)
    assert lossless('{\r"a":\r\n1}') == '{\n"a":\n1}'


# What is printed of strangers' names.

BELL = "a\x1b[2J\u202eb"


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", f"{BELL}.pdf"],
        ["diff", f"{BELL}.pdf", f"{BELL}.txt"],
        ["extract", f"{BELL}.pdf"],
        ["variants", f"{BELL}.yaml"],
        ["check", f"{BELL}.yaml"],
        ["explain", BELL],
        ["new", f"{BELL}.yaml"],
        ["new", f"{BELL}.pdf"],
        ["themes", "show", BELL],
        ["themes", "new", f"{BELL}/plainer"],
        ["themes", "check", BELL],
        ["build", "--no-such", BELL],
        [BELL],
        ["cache", BELL],
    ],
)
def test_no_name_steers_the_terminal(
    arguments: list[str], tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names of files, themes and commands are shown with dots for control characters and marks of direction."""
    monkeypatch.chdir(tmp_path)
    try:
        _, out, err = run(*arguments)
    except SystemExit:
        out, err = capsys.readouterr()
    assert out + err
    for line in (out + err).splitlines():
        assert printable(line) == line


def test_no_token_of_a_theme_steers_the_terminal(tmp_path: Path, run: Run) -> None:
    """`themes show` of a stranger's folder."""
    (tmp_path / "theme.yaml").write_text('description: "\\e[2Jx"\ntokens: {}\n', "utf-8")
    _, out, err = run("themes", "show", tmp_path)
    assert all(printable(line) == line for line in (out + err).splitlines())
