"""Our own resumes: the example uses everything, and what their variants and languages are said to be, they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, TODAY, pdf_pages
from cvrender.diagnostics.report import Report
from cvrender.loading.options import Options
from cvrender.loading.prepare import examine, load_resume
from cvrender.pipeline.run import build
from cvrender.resume.model import ENTRY_KINDS, Entry, Node, Resume, Settings, Text

RESUMES = sorted((ROOT / "resumes").glob("*.yaml"))


def whole(path: Path) -> Resume:
    """All that a source holds."""
    found = load_resume(path, Options(today=TODAY), Report())
    assert found is not None
    return found


def used(value: Any) -> Iterator[tuple[type[Node], str]]:
    """The fields that have a value."""
    if isinstance(value, tuple):
        for item in value:
            yield from used(item)
    elif isinstance(value, Node):
        for key, spec in value.SPECS.items():
            inner = getattr(value, key)
            if inner not in (None, (), spec.default):
                yield type(value), key
                yield from used(inner)


def classes(cls: type[Node]) -> Iterator[type[Node]]:
    """A class and those within it."""
    yield cls
    for spec in cls.SPECS.values():
        inner = type(spec.default) if spec.kind == "node" else spec.node
        if inner is not None:
            yield from classes(inner)


def test_the_example_uses_everything() -> None:
    """Every field of every class stands in it; marks, languages, an included file and a marked section as well."""
    path = ROOT / "resumes/example.yaml"
    example = whole(path)
    found = set(used(example))
    # What any entry may have stands in some; an end that is `present` is none.
    everywhere = {*Entry.SPECS, "endDate"}
    for _, variant in example.meta.cvrender.variants:
        for key, _ in variant.set:
            outer, _, last = key.rpartition(".")
            found.add((type(Settings.SPECS[outer].default) if outer in Settings.SPECS else Settings, last))
    wanted = {(cls, key) for cls in {*classes(Resume), *ENTRY_KINDS.values()} for key in cls.SPECS}
    elsewhere = {"fonts"}  # a family of the system, which not every machine has
    assert sorted(f"{cls.__name__}.{key}" for cls, key in wanted - found if key not in everywhere | elsewhere) == []
    assert {key for _, key in found} >= everywhere
    assert example.marks
    text = path.read_text("utf-8")
    assert "!include shared/" in text
    basics = example.basics
    assert isinstance(basics.phone, Text)
    assert basics.phone.marks and basics.phone.marks.private
    assert basics.label and [tag for tag, _ in basics.label.langs] == ["en", "da"]


@pytest.mark.parametrize("path", RESUMES, ids=lambda path: path.stem)
def test_nothing_is_wrong_in_any_variant_or_language(path: Path) -> None:
    """Nothing is said about our sources, but where a text has no second language."""
    report = Report()
    examine(path, Options(today=TODAY), report)
    assert report.ordered() == []


@pytest.mark.parametrize("engine", ["weasyprint", "typst"])
@pytest.mark.parametrize(
    ("name", "variant", "langs", "pages"),
    [("jae-won-chung", "industry", ("en", "ko"), 1), ("sunwoo-lee", "selected", (), 2)],
)
def test_a_variant_has_its_pages(
    name: str, variant: str, langs: tuple[str, ...], pages: int, engine: str, tmp_path: Path
) -> None:
    """The one-pager has one page in both languages, the selection two."""
    options = Options(
        formats=("pdf",), engines=(engine,), variants=(variant,), langs=langs, output=tmp_path, today=TODAY
    )
    outcome = build(ROOT / f"resumes/{name}.yaml", options)
    assert outcome.status == 0
    assert [len(pdf_pages(path.read_bytes())) for path in outcome.written] == [pages] * max(1, len(langs))


@pytest.mark.parametrize("path", RESUMES, ids=lambda path: path.stem)
def test_a_public_copy_can_be_made(path: Path, tmp_path: Path) -> None:
    """Every variant of every resume has a public copy, and none holds anything private."""
    options = Options(
        formats=("html", "text", "json", "pdf"), engines=("typst",), variants=("all",), public=True,
        output=tmp_path, today=TODAY,
    )  # fmt: skip
    outcome = build(path, options)
    assert (outcome.status, [one for one in outcome.report.ordered() if one.code != "CV068"]) == (0, [])
    said = "".join(path.read_text("utf-8") for path in outcome.written if path.suffix != ".pdf")
    assert "555-01" not in said
    assert "Lantern Quay" not in said
