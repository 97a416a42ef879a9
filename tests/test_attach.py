"""The resume inside the PDF: attached by `build --embed`, taken out by `extract`."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from conftest import ROOT, TODAY, needs, said
from cvrender.diagnostics.report import Report
from cvrender.loading.options import Options
from cvrender.loading.prepare import prepare
from cvrender.pdf.accessibility import examine
from cvrender.pdf.attachments import NAME, NoAttachment, attach, extract

Run = Callable[..., tuple[int, str, str]]
EXAMPLE = ROOT / "resumes/example.yaml"
ENGINES = [
    "typst",
    "weasyprint",
    pytest.param("xelatex", marks=needs("xelatex", "texlive-xetex texlive-latex-recommended")),
]


def strings(source: Path) -> list[str]:
    """What a reader of the source's pages sees."""
    found = prepare(source, Options(today=TODAY), Report())
    assert found is not None
    return said(found[1])


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_taken_out_says_the_same(engine: str, tmp_path: Path, run: Run) -> None:
    """The file that `extract` gives is a source with the same facts; the PDF is as accessible as without it."""
    assert run("build", EXAMPLE, "-e", engine, "-f", "pdf", "--embed", "-o", tmp_path)[0] == 0
    assert run("extract", tmp_path / "example.pdf", "-o", tmp_path / "back.json")[:2] == (
        0,
        f"{tmp_path / 'back.json'}\n",
    )
    assert strings(tmp_path / "back.json") == strings(EXAMPLE)
    if engine != "xelatex":
        assert examine((tmp_path / "example.pdf").read_bytes()) == []
    status, out, _ = run("extract", tmp_path / "example.pdf")
    assert status == 0
    assert out == (tmp_path / "back.json").read_text("utf-8")


def test_an_archive_may_hold_it(tmp_path: Path, run: Run) -> None:
    """PDF/A-3 allows any attachment, with its relation and its date; PDF/A-2 does not."""
    run("build", EXAMPLE, "-e", "typst", "-f", "pdf", "--embed", "--pdf-standard", "pdf/a-3u", "-o", tmp_path)
    with pikepdf.open(tmp_path / "example.pdf") as pdf:
        (spec,) = pdf.Root.AF
        assert (spec.AFRelationship, spec.UF, spec.EF.UF.Subtype) == ("/Source", NAME, "/application/json")
        assert "/ModDate" in spec.EF.UF.Params
    status, _, err = run("build", EXAMPLE, "-f", "pdf", "--embed", "--pdf-standard", "pdf/a-2u", "-o", tmp_path)
    assert (status, "pdf/a-3u" in err) == (2, True)


def test_equal_input_gives_equal_bytes(tmp_path: Path, run: Run) -> None:
    """An attachment brings neither a date nor a number of its own."""
    for name in ("one", "two"):
        run("build", EXAMPLE, "-e", "typst", "-f", "pdf", "--embed", "-o", tmp_path / name)
    assert (tmp_path / "one/example.pdf").read_bytes() == (tmp_path / "two/example.pdf").read_bytes()


def test_nothing_is_overwritten(tmp_path: Path, run: Run) -> None:
    """What stands under the name that is given stays."""
    run("build", EXAMPLE, "-e", "typst", "-f", "pdf", "--embed", "-o", tmp_path)
    (tmp_path / "mine.json").write_text("mine", "utf-8")
    status, _, err = run("extract", tmp_path / "example.pdf", "-o", tmp_path / "mine.json")
    assert (status, "there already" in err) == (2, True)
    assert (tmp_path / "mine.json").read_text("utf-8") == "mine"


def blank() -> bytes:
    """A PDF with a page and nothing on it."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


def test_what_holds_no_resume_is_told(tmp_path: Path, run: Run) -> None:
    """A PDF without one, no PDF, one behind a password, one with several: each is told, none is a traceback."""
    with pikepdf.open(io.BytesIO(blank())) as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
        for name in ("a.json", "b.json"):
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, b"{}", filename=name)
        pdf.save(tmp_path / "several.pdf")
    (tmp_path / "none.pdf").write_bytes(blank())
    (tmp_path / "text.pdf").write_text("%PDF-1.7\nno more", "utf-8")
    expected = {"none": "no file is attached", "text": "no PDF", "locked": "a password", "several": "a.json, b.json"}
    for name, message in expected.items():
        status, out, err = run("extract", tmp_path / f"{name}.pdf")
        assert (status, out) == (1, "")
        assert message in err, name
    assert run("extract", tmp_path / "there-is-none.pdf")[0] == 2


def test_a_bomb_is_not_unpacked() -> None:
    """Some kilobytes that would fill the memory are refused, and so is packing that nothing here made."""
    content = attach(blank(), b"{}")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        stream = pdf.Root.AF[0].EF.F
        stream.write(zlib.compress(b" " * (64 * 2**20)), filter=pikepdf.Name.FlateDecode)
        out = io.BytesIO()
        pdf.save(out)
        with pytest.raises(NoAttachment, match="larger than"):
            extract(out.getvalue())
        stream.write(b"{}", filter=pikepdf.Name.ASCIIHexDecode)
        out = io.BytesIO()
        pdf.save(out)
        with pytest.raises(NoAttachment, match="packed"):
            extract(out.getvalue())


def test_what_is_attached_is_json_resume(tmp_path: Path, run: Run) -> None:
    """It is JSON, with the person's name where JSON Resume has it."""
    run("build", EXAMPLE, "-e", "typst", "-f", "pdf", "--embed", "-o", tmp_path)
    assert json.loads(extract((tmp_path / "example.pdf").read_bytes()))["basics"]["name"] == "Isaura Lindholt"
