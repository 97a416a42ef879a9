"""Real resumes that nobody here wrote, held against what comes of them: no value is lost, in any format.

The corpus lies outside of the repository, since others wrote it. Where it is absent, these tests are skipped.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest

from conftest import CORPUS, TODAY, in_order, pdf_pages, said, squash, visible
from cvrender.diagnostics.report import Report
from cvrender.loading.options import Options
from cvrender.loading.prepare import prepare
from cvrender.pipeline.run import build
from cvrender.readers.yaml import read
from cvrender.resume.dump import dump
from cvrender.resume.model import Meta, Node, Resume, Spec

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the corpus of real files is not at {CORPUS}")

Run = Callable[..., tuple[int, str, str]]
"""conftest's `run`: a command line; status, stdout and stderr of it."""

RESUMES = sorted(CORPUS.glob("jsonresume/*.json"))
VALID = sorted(CORPUS.glob("jsonresume-schema-valid/*.json"))
INVALID = sorted(CORPUS.glob("jsonresume-invalid/*.json"))
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

BY_HAND = {
    "old-examples__basics-wrong-type.json": (2, "CV011"),  # basics is a list
    "old-examples__invalid-email.json": (3, "CV020"),  # a sentence instead of an address
    "resume-cli__resume_bad.json": (1, "CV003"),  # `{[];}`, which is not JSON
}
"""Line and code of what is wrong in the cases that hold no null."""


def name_of(path: Path) -> str:
    """The file's name, as the name of a case."""
    return path.stem


def diagnosed(path: Path) -> Report:
    """What is said about a file."""
    report = Report()
    read(path.read_bytes(), path.name, report, TODAY)
    return report


def data_of(path: Path) -> dict[str, Any]:
    """The file as JSON reads it."""
    found: dict[str, Any] = json.loads(path.read_text("utf-8-sig"))
    return found


def dumped(path: Path) -> dict[str, Any]:
    """The file, read and dumped."""
    resume = read(path.read_bytes(), path.name, Report(), TODAY)
    assert resume is not None
    return dump(resume)


def schema_errors(data: object) -> list[str]:
    """What JSON Resume's own schema has to say about the data."""
    schema = json.loads((CORPUS / "schema/jsonresume-1.3.1.json").read_text("utf-8"))
    validator = jsonschema.Draft7Validator(schema)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(data)]


def test_the_corpus_is_whole() -> None:
    """The folders hold what their README counts, so that no test below passes on nothing."""
    assert (len(RESUMES), len(VALID), len(INVALID)) == (19, 123, 98)
    assert [path.name for path in VALID if schema_errors(data_of(path))] == []
    assert sum(not schema_errors(data_of(path)) for path in RESUMES) == 15


# The schema's own cases.


@pytest.mark.parametrize("path", VALID, ids=name_of)
def test_what_the_schema_allows_is_read_without_error(path: Path) -> None:
    """Every valid JSON Resume document is a valid source."""
    assert [d for d in diagnosed(path).diagnostics if d.severity == "error"] == []


@pytest.mark.parametrize("path", INVALID, ids=name_of)
def test_what_the_schema_forbids_is_told_on_its_line(path: Path) -> None:
    """Each invalid case has one wrong value, and something is said on the line where it stands."""
    text = path.read_text("utf-8")
    found = [(d.position.line, d.code) for d in diagnosed(path).ordered() if d.position and d.code != "CV026"]
    nulls = list(re.finditer(r"\bnull\b", text))
    if nulls:
        (null,) = nulls
        assert (text.count("\n", 0, null.start()) + 1, "CV015") in found
    else:
        assert BY_HAND[path.name] in found


# Nothing is lost on the page.


class Value(NamedTuple):
    """A string of a source: where it stands, what it is, and what it says."""

    path: str
    kind: str
    text: str


def values(cls: type[Node], data: dict[str, Any], path: str = "") -> Iterator[Value]:
    """Every string that a known key has, except for what is about the file (meta) and the picture."""
    for key, spec in cls.SPECS.items():
        if spec.node is Meta or key == "image":
            continue
        given = [data[name] for name in (key, *spec.old) if data.get(name) not in (None, "", [])]
        if given:
            yield from _values(spec, given[0], f"{path}.{key}")


def _values(spec: Spec, value: Any, path: str) -> Iterator[Value]:
    if spec.node and isinstance(value, dict):
        yield from values(spec.node, value, path)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _values(spec, item, f"{path}[{number}]")
    elif isinstance(value, str) and value.strip():
        yield Value(path, spec.kind, value)


def words(text: str) -> str:
    """Letters and digits, as `squash` has them; an underscore may be Markdown's."""
    return squash(text).replace("_", "")


def shown(value: Value, page: str) -> bool:
    """Whether a value stands on a page of plain text, in the form that a reader expects it in."""
    text = value.text
    if value.kind in ("date", "end"):
        match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-\d\d)?(?:T.*)?", text)
        if match:
            text = f"{MONTHS[int(match[2]) - 1]} {match[1]}" if match[2] else match[1]
    elif value.kind == "url":
        text = re.sub(r"^\w+:(?://)?", "", text)
    return words(text) in page


@pytest.mark.parametrize("path", RESUMES, ids=name_of)
def test_every_value_stands_in_text_and_html(path: Path, tmp_path: Path, run: Run) -> None:
    """Every real resume builds, whatever keys it has besides; each string of a known key stands in both pages."""
    status, out, err = run("build", path, "-f", "html,text", "-o", tmp_path)
    assert (status, "error[" in err) == (0, False)
    assert [Path(line).name for line in out.splitlines()] == [f"{path.stem}.html", f"{path.stem}.txt"]
    text = words((tmp_path / f"{path.stem}.txt").read_text("utf-8"))
    page = visible((tmp_path / f"{path.stem}.html").read_bytes())
    html = words("".join(page.texts)) + " ".join(map(words, page.hrefs))
    found = list(values(Resume, data_of(path)))
    assert len(found) > 10
    assert [value for value in found if not shown(value, text)] == []
    assert [value for value in found if not shown(value, html)] == []


@pytest.mark.parametrize("name", ["complete", "theme-microdata", "japanese-cv-style"])
def test_every_word_of_the_document_stands_in_the_pdf(name: str, tmp_path: Path, run: Run) -> None:
    """What a PDF reader extracts are the document's strings, in order; with Japanese among them, too."""
    path = CORPUS / f"jsonresume/{name}.json"
    status, _, err = run("build", path, "-f", "pdf", "-o", tmp_path)
    assert (status, "CV062" in err) == (0, False)
    prepared = prepare(path, Options(today=TODAY), Report())
    assert prepared is not None
    document = prepared[1]
    assert in_order(said(document), "".join(pdf_pages((tmp_path / f"{name}.pdf").read_bytes()))) == []


def test_a_new_name_without_a_value_does_not_hide_the_old_one(tmp_path: Path) -> None:
    """Forms leave empty texts behind: `name: ""` says nothing, so `company`, its old name, is what was meant."""
    path = tmp_path / "old.json"
    work = [{"name": "", "company": "X Corp"}, {"name": None, "company": "Y Corp"}, {"company": "Z Corp"}]
    path.write_text(json.dumps({"basics": {"name": "Robin"}, "work": work}), "utf-8")
    prepared = prepare(path, Options(today=TODAY), Report())
    assert prepared is not None
    assert [str(entry.name) for entry in prepared[0].work] == ["X Corp", "Y Corp", "Z Corp"]


# Nothing is lost in the data.


@pytest.mark.parametrize("path", [*RESUMES, *VALID], ids=name_of)
def test_json_is_as_valid_as_the_file(path: Path, tmp_path: Path) -> None:
    """What is valid JSON Resume is so again when it is written as JSON; and no file gets a fault that it had not."""
    outcome = build(path, Options(formats=("json",), output=tmp_path, today=TODAY))
    (written,) = outcome.written
    assert set(schema_errors(data_of(written))) <= set(schema_errors(data_of(path)))


RENAMED = {"company": "name", "website": "url", "picture": "image", "gpa": "score", "level": "fluency"}
"""Keys from before JSON Resume 1.0 and their names since; a language's `name` is told apart below."""


def lost(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """What the data before holds and the data after does not; a value that says nothing may go."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in before.items():
            new = key if key in after else {**RENAMED, "name": "language"}.get(key, key)
            if new in after:
                yield from lost(value, after[new], f"{path}.{key}")
            elif says(value):
                yield f"{path}.{key} = {value!r}"
    elif isinstance(before, list) and isinstance(after, list):
        kept = [item for item in before if item not in (None, "")]
        if len(kept) != len(after):
            yield f"{path} had {len(kept)} items"
        for number, (one, other) in enumerate(zip(kept, after, strict=False)):
            yield from lost(one, other, f"{path}[{number}]")
    elif isinstance(before, str) and isinstance(after, dict):  # a place that was one text
        yield from lost(before, after.get("address"), path)
    elif says(before) and not same(before, after):
        yield f"{path} = {before!r}, now {after!r}"


def says(value: Any) -> bool:
    """Whether there is any text, number or truth in a value."""
    if isinstance(value, (dict, list)):
        return any(map(says, value.values() if isinstance(value, dict) else value))
    return value not in (None, "")


def same(before: Any, after: Any) -> bool:
    """Whether two scalars say the same: numbers become the text that was typed, a time of day gives way to its day."""
    if before == after or str(before) == after:
        return True
    if not isinstance(before, str) or not isinstance(after, str):
        return False
    return squash(before) == squash(after) or _same_day(before, after)


def _same_day(before: str, after: str) -> bool:
    try:
        return datetime.datetime.fromisoformat(before).date() == datetime.date.fromisoformat(after)
    except ValueError:
        return False


@pytest.mark.parametrize("path", [*RESUMES, *VALID], ids=name_of)
def test_a_dump_loses_nothing(path: Path) -> None:
    """Every key that the file had is there again with its value, those that cvrender does not know included."""
    assert list(lost(data_of(path), dumped(path))) == []


def test_the_comparison_sees_a_loss() -> None:
    """What finds a loss is shown to find one: of a key, of an item, of a value, at any depth."""
    before = {"work": [{"name": "A", "x": {"y": 1}}, {"name": "B"}], "website": "w"}
    assert list(lost(before, before)) == []
    assert list(lost(before, {"work": [{"name": "A", "x": {}}], "url": "v"})) == [
        ".work had 2 items",
        ".work[0].x.y = 1",
        ".website = 'w', now 'v'",
    ]
    assert not shown(Value("", "text", "Rust"), words("Python and C"))
    assert not shown(Value("", "date", "2020-05"), words("Apr 2020"))
