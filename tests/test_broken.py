"""Broken sources, each with what is said about it: `tests/broken/`.

What is expected stands in the file, on the line where it occurs: `# ! CV012 warning: part of the message or hint`,
several separated by ` ! `, from left to right. Where a line cannot hold a comment, and where the column matters, it
stands in a companion of the same name, `.expected`: `line:column code severity: part`, one a line; `#` is a comment.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import cvrender
from conftest import TODAY
from cvrender.diagnostics import catalog
from cvrender.diagnostics.catalog import FOLDER, codes, explanation
from cvrender.diagnostics.report import Diagnostic, Report, render_text
from cvrender.loading.options import Options
from cvrender.loading.prepare import prepare
from cvrender.loading.registry import SUFFIXES

CODES = {code: explanation(code) for code in codes()}
BROKEN = Path(__file__).parent / "broken"
SOURCES = sorted(path for path in BROKEN.iterdir() if path.suffix in SUFFIXES)
PACKAGE = Path(cvrender.__file__).parent

Run = Callable[..., tuple[int, str, str]]
"""conftest's `run`: a command line; status, stdout and stderr of it."""

_ANNOTATION = re.compile(r"(CV\d{3}) (error|warning|note)(?:: (.+))?")


class Expected(NamedTuple):
    """One diagnostic as a broken file announces it; column 0 is any."""

    line: int
    column: int
    code: str
    severity: str
    part: str


def expected(source: Path) -> list[Expected]:
    """What a broken file, or its companion, announces."""
    companion = source.with_suffix(".expected")
    if not companion.exists():
        lines = enumerate(source.read_text("utf-8").splitlines(), 1)
        marked = ((number, line.partition("# ! ")[2]) for number, line in lines if "# ! " in line)
        return [_announced(number, 0, part) for number, marks in marked for part in marks.split(" ! ")]
    found = []
    for line in companion.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            place, _, rest = line.partition(" ")
            number, _, column = place.partition(":")
            found.append(_announced(int(number), int(column), rest))
    return found


def _announced(line: int, column: int, text: str) -> Expected:
    match = _ANNOTATION.fullmatch(text)
    assert match, f"line {line}: `{text}` is not `CODE severity: part`"
    return Expected(line, column, match[1], match[2], match[3] or "")


def diagnosed(source: Path) -> tuple[list[Diagnostic], Report]:
    """What is said about a file, in order, and the report that holds its lines."""
    report = Report()
    prepare(source, Options(today=TODAY), report)
    return report.ordered(), report


def _line_and_code(diagnostic: Diagnostic) -> tuple[int, str, str]:
    line = diagnostic.position.line if diagnostic.position else 0
    return line, diagnostic.code, diagnostic.severity


def _written(folder: Path, source: str) -> Path:
    path = folder / "example.yaml"
    path.write_text(source, "utf-8")
    return path


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_every_fault_is_told_once_at_its_place(source: Path) -> None:
    """What is announced in a broken file is said about it: nothing more, nothing less, nothing twice, and in order."""
    wanted = expected(source)
    found, _ = diagnosed(source)
    assert wanted, "a broken file announces what is said about it"
    assert [_line_and_code(d) for d in found] == [(w.line, w.code, w.severity) for w in wanted]
    for diagnostic, want in zip(found, wanted, strict=True):
        assert diagnostic.position is not None
        assert diagnostic.position.column == (want.column or diagnostic.position.column), diagnostic
        assert want.part in f"{diagnostic.message}\n{diagnostic.hint}"


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_every_fault_can_be_shown_with_its_line(source: Path) -> None:
    """Errors and warnings have a place within the file, and a terminal shows its line with a caret under the column."""
    found, report = diagnosed(source)
    lines = report.lines[str(source)]
    for diagnostic in found:
        if diagnostic.severity == "note":
            continue
        assert diagnostic.position is not None
        assert diagnostic.position.file == str(source)
        assert 1 <= diagnostic.position.line <= len(lines)
        assert 1 <= diagnostic.position.column <= len(lines[diagnostic.position.line - 1]) + 1
        head, excerpt, caret = render_text([diagnostic], report.lines).splitlines()[:3]
        assert head.startswith(f"{diagnostic.position}: {diagnostic.severity}[{diagnostic.code}]: ")
        assert excerpt.startswith(f"{diagnostic.position.line:>5} | ")
        assert re.fullmatch(r" {6}\| +\^", caret)


@pytest.mark.parametrize(
    "name",
    [
        "colon-in-text.yaml",
        "empty.yaml",
        "impossible-dates.yaml",
        "json-missing-comma.json",
        "latin-1.yaml",
        "many-faults.yaml",
        "unknown-token.yaml",
    ],
)
def test_a_source_with_errors_builds_nothing(name: str, tmp_path: Path, run: Run) -> None:
    """`build` says what is wrong and returns 1; it writes nothing, and what stood there before stays as it was."""
    before = tmp_path / Path(name).with_suffix(".txt")
    before.write_text("an earlier resume", "utf-8")
    status, out, err = run("build", BROKEN / name, "-f", "text", "-o", tmp_path)
    assert (status, out) == (1, "")
    assert ": error[CV" in err
    assert list(tmp_path.iterdir()) == [before]
    assert before.read_text("utf-8") == "an earlier resume"


@pytest.mark.parametrize("name", ["colon-in-text.yaml", "empty.yaml", "json-missing-comma.json", "unknown-token.yaml"])
def test_check_and_build_agree(name: str, run: Run) -> None:
    """`check` returns 1 for a source that `build` would not build, and says why."""
    status, _, err = run("check", BROKEN / name)
    assert status == 1
    assert ": error[CV" in err


def test_every_code_is_explained_and_every_explanation_has_its_code() -> None:
    """`explain` knows each code that is emitted anywhere, and none that is not."""
    files = PACKAGE.rglob("*.py")
    emitted = {code for path in files for code in re.findall(r'"(CV\d{3})"', path.read_text("utf-8"))}
    assert emitted == set(CODES)


def test_every_code_of_a_source_has_a_broken_file() -> None:
    """Each code whose explanation has an example is announced in some broken file."""
    announced = {want.code for source in SOURCES for want in expected(source)}
    assert {code for code, meaning in CODES.items() if meaning.example} <= announced


@pytest.mark.parametrize("code", [code for code, meaning in CODES.items() if meaning.example])
def test_an_example_brings_its_code_and_is_mended(code: str, tmp_path: Path) -> None:
    """The example in an explanation brings that code and no other; mended, it is without fault."""
    meaning = CODES[code]
    faulty, _ = diagnosed(_written(tmp_path, meaning.example))
    assert {(d.code, d.severity) for d in faulty} == {(code, meaning.severity)}
    mended, _ = diagnosed(_written(tmp_path, meaning.mended))
    assert mended == []


def test_an_explanation_of_another_form_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that lacks its title, its severity or a fence is refused with its name, not printed in part."""
    whole = (FOLDER / "CV025.md").read_text("utf-8")
    monkeypatch.setattr(catalog, "FOLDER", tmp_path)
    spoiled = [
        whole.replace("# CV025", "# CV026"),
        whole.replace("Severity: ", ""),
        whole.removesuffix("```\n"),
        whole + "x\n",
    ]
    for text in spoiled:
        (tmp_path / "CV025.md").write_text(text, "utf-8")
        with pytest.raises(ValueError, match=r"CV025\.md is not of the form"):
            explanation("CV025")
    (tmp_path / "CV025.md").write_text(whole, "utf-8")
    assert explanation("CV025").code == "CV025"
    with pytest.raises(KeyError):
        explanation("../CV025")


def test_explain_lists_all(run: Run) -> None:
    """Without a code, each has a line with its severity and title."""
    status, out, err = run("explain")
    assert (status, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == list(CODES)
    assert f"CV025  {CODES['CV025'].severity:7}  {CODES['CV025'].title}" in out.splitlines()


@pytest.mark.parametrize("code", CODES)
def test_explain_prints_what_the_code_means(code: str, run: Run) -> None:
    """`explain` begins with the code, its severity and its title, takes lower case, and fits a terminal."""
    meaning = CODES[code]
    status, out, err = run("explain", code.lower())
    assert (status, err) == (0, "")
    assert out.startswith(f"{code} ({meaning.severity}): {meaning.title}\n\n")
    assert max(map(len, out.splitlines())) <= 78
    assert bool(meaning.example) == bool(meaning.mended)
