"""What a stranger's source, theme, photo or file name must not bring about."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import document_of, ends, said
from cvrender.diagnostics.report import Report, render_github, render_json, render_text
from cvrender.document.photo import Unfit, photo
from cvrender.theming.theme import load

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder with one small source, j.yaml."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "j.yaml").write_text("basics: {name: Jane Doe}\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["html.css", "html.j2", "typst.typ", "theme.yaml"])
def test_a_theme_does_not_read_through_a_link(name: str, here: Path, run: Run) -> None:
    """A link in a theme's folder to a file elsewhere is an error, and the file is not shown."""
    (here / "secret").write_text("the secret\n", "utf-8")
    folder = here / "themes/mine"
    folder.mkdir(parents=True)
    (folder / "theme.yaml").write_text("extends: plain\n", "utf-8")
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(here / "secret")
    status, out, err = run("build", "j.yaml", "-t", "mine", "-f", "html")
    assert (status, out) == (1, "")
    assert "error[CV043]" in err
    assert "the secret" not in err


def test_an_unreadable_theme_is_no_reason_to_stop(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder in themes/ that cannot be looked into hides its themes and no others."""
    (here / "themes").mkdir()
    iterdir = Path.iterdir

    def refused(self: Path) -> object:
        if self == Path("themes"):
            raise PermissionError(13, "Permission denied", str(self))
        return iterdir(self)

    monkeypatch.setattr(Path, "iterdir", refused)
    assert run("build", "j.yaml", "-f", "text")[0] == 0


@pytest.mark.parametrize(
    "content",
    [
        b"<!--a-->" * 40 + b"<x",
        b"<!--" * 500_000,
        b" " * 5_000_000 + b"x",
        b"<?xml" + b" " * 5_000_000,
        b"<!DOCTYPE" + b"[" * 5_000_000,
        b"<!DOCTYPE" + b"[]" * 2_000_000,
    ],
    ids=["comments", "open comments", "spaces", "declaration", "brackets", "pairs"],
)
def test_telling_a_photo_takes_no_time(content: bytes) -> None:
    """What begins like an SVG and is none is told at once."""
    with ends(), pytest.raises(Unfit, match="neither PNG nor JPEG nor SVG"):
        photo(content)


def test_a_pipe_for_a_photo_does_not_hang(here: Path, run: Run) -> None:
    """A FIFO beside the source is no picture, and nobody waits for it."""
    os.mkfifo(here / "p.png")
    (here / "j.yaml").write_text("basics: {name: Jane Doe, image: p.png}\n", "utf-8")
    status, _, err = run("check", "j.yaml")
    assert status == 0
    assert "warning[CV027]" in err


def test_marks_within_marks_end_somewhere() -> None:
    """Thousands of nested marks lose the innermost marks and no word."""
    text = "**a _b " * 2000 + " c_ d**" * 2000
    found = said(document_of(json.dumps({"basics": {"name": "J", "summary": text}})))
    assert "".join(found).count("a") == text.count("a") + "".join(found[:2]).count("a")


def test_a_word_that_no_page_can_show_is_an_error(here: Path, run: Run) -> None:
    """20,000 characters without a space are refused at their place; 10,000 are shown."""
    (here / "j.yaml").write_text(f"basics:\n  name: J\n  summary: {'x' * 20_001}\n", "utf-8")
    status, _, err = run("build", "j.yaml", "-f", "text")
    assert (status, err.split(":", 3)[:3]) == (1, ["j.yaml", "3", "12"])
    (here / "j.yaml").write_text(f"basics:\n  name: J\n  summary: {'x' * 10_000}\n", "utf-8")
    assert run("build", "j.yaml", "-f", "text,html")[0] == 0


def test_aliases_of_a_long_text_end_at_once(here: Path, run: Run) -> None:
    """A megabyte that is repeated by aliases is refused before it fills the memory."""
    anchors = "".join("  - {name: *a}\n" for _ in range(3000))
    (here / "j.yaml").write_text(f"basics: {{name: &a {'x y ' * 250_000}}}\nskills:\n{anchors}", "utf-8")
    with ends():
        status, _, err = run("check", "j.yaml")
    assert status == 1
    assert "error[CV009]" in err


def test_no_output_steers_the_terminal(here: Path, run: Run) -> None:
    """Escapes in descriptions, values and names are shown as dots, in every form of message."""
    folder = here / "themes/mine"
    folder.mkdir(parents=True)
    (folder / "theme.yaml").write_text('description: "\\e[2J\\e]0;x\\a"\n', "utf-8")
    for arguments in (["themes"], ["themes", "show", "mine"]):
        assert "\x1b" not in "".join(run(*arguments)[1:])
    report = Report()
    report.error("CV001", "a \x1b[2J \u009b b\n::error::c", file="\x1b]0;x\x07\n")
    for shown in (
        render_text(report.ordered(), {}),
        render_github(report.ordered()),
        render_json(report.ordered()),
    ):
        assert not {"\x1b", "\x07", "\u009b"} & set(shown)
        assert shown.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "x" * 300],
        ["check", "x" * 300],
        ["new", "x" * 300],
        ["build", "j.yaml", "-t", "x" * 5000],
    ],
    ids=["build", "check", "new", "theme"],
)
def test_a_name_that_is_too_long_is_an_error_in_a_line(arguments: list[str], here: Path, run: Run) -> None:
    """Where the file system refuses a name, one line says so."""
    status, out, err = run(*arguments)
    assert status in (1, 2)
    assert out in ("", "0 files checked: 1 error\n")
    assert err.count("\n") <= 2


def test_escapes_do_not_hide_an_address_in_a_sheet(here: Path) -> None:
    """CSS may write a letter as an escape; the look at a theme's sheet undoes that."""
    folder = here / "themes/mine"
    folder.mkdir(parents=True)
    (folder / "theme.yaml").write_text("extends: plain\n", "utf-8")
    for text in ("a{b:u\\72l(http://example.org/x)}", "@\\69mport 'http://example.org/x';", "a{b:image-set('x')}"):
        (folder / "html.css").write_text(text, "utf-8")
        report = Report()
        load("mine", report)
        assert [d.code for d in report.diagnostics] == ["CV044"], text
