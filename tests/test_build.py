"""One run of the pipeline: what is written and when, what is said of what is not, and the exit status."""

from __future__ import annotations

import base64
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from conftest import ROOT, pdf_pages
from cvrender.diagnostics.report import Report
from cvrender.document.photo import LARGEST
from cvrender.engines import EngineFailed, EngineMissing, weasyprint
from cvrender.loading.registry import FORMATS

Run = Callable[..., tuple[int, str, str]]
"""conftest's `run`: a command line; status, stdout and stderr of it."""

GOOD = """\
basics:
  name: Robin Example
work:
  - name: Acme
    position: Engineer
    startDate: 2020-01
    endDate: 2021-06
    highlights: [Halved the bill by a third]
skills:
  - name: Languages
    keywords: [Python, Rust]
"""
WARNED = GOOD + "hobbies: [chess]\n"
BROKEN = "basics: {name: Robin Example, label: [Engineer]}\n"


def png(colour: str = "teal") -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (4, 4), colour).save(out, "PNG")
    return out.getvalue()


def jpeg() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "teal").save(out, "JPEG")
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4" fill="#088"/></svg>'


def files(folder: Path) -> list[str]:
    """Every file below a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder that holds one good resume, robin.yaml."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "robin.yaml").write_text(GOOD, "utf-8")
    return tmp_path


# Sources.


def test_what_is_built_by_default(here: Path, run: Run) -> None:
    """Without arguments every source in resumes/ becomes PDF, HTML and text in output/, and stdout lists them."""
    (here / "resumes").mkdir()
    (here / "resumes/ada.yaml").write_text(GOOD, "utf-8")
    (here / "resumes/bob.json").write_text(json.dumps({"basics": {"name": "Bob"}}), "utf-8")
    (here / "resumes/notes.txt").write_text("not a resume", "utf-8")
    status, out, err = run("build")
    wanted = [f"output/{person}.{extension}" for person in ("ada", "bob") for extension in ("pdf", "html", "txt")]
    assert (status, out.split(), err) == (0, wanted, "")
    assert sorted(wanted) == [f"output/{name}" for name in files(here / "output")]


def test_a_folder_and_files_are_taken_in_their_order_and_once(here: Path, run: Run) -> None:
    """Sources may be files and folders; one that is meant twice is built once; suffixes count in any case."""
    (here / "more").mkdir()
    (here / "more/b.YML").write_text(GOOD, "utf-8")
    (here / "more/a.yaml").write_text(GOOD, "utf-8")
    status, out, _ = run("build", "robin.yaml", "more", "more/a.yaml", "./robin.yaml", "-f", "text")
    assert (status, out.split()) == (0, ["output/robin.txt", "output/a.txt", "output/b.txt"])


def test_a_folder_without_resumes_is_an_error(here: Path, run: Run) -> None:
    """A folder that holds no source is named, and nothing is made of it."""
    (here / "empty").mkdir()
    (here / "empty/readme.md").write_text("# Nothing", "utf-8")
    for command in (["build", "-f", "text"], ["check"]):
        status, _, err = run(*command, "empty")
        assert status == 1
        assert err.startswith("empty: error[CV001]: the folder holds no resume")
    assert not (here / "output").exists()


def test_a_source_that_is_not_there_is_an_error(here: Path, run: Run) -> None:
    """A missing file, and the missing resumes/ of a first run, are named, with the command that mends it."""
    for arguments, name in ([], "resumes"), (["jane.yaml"], "jane.yaml"):
        status, out, err = run("build", *arguments)
        assert (status, out) == (1, "")
        assert err.startswith(f"{name}: error[CV001]: cannot be read: No such file or directory\n")
        assert "cvrender new" in err


def test_sources_with_errors_do_not_keep_the_others_from_being_built(here: Path, run: Run) -> None:
    """Nothing is written for a source with errors, and what stood there before stays; the others are built."""
    (here / "bad.yaml").write_text(BROKEN, "utf-8")
    (here / "zoe.yaml").write_text(GOOD, "utf-8")
    (here / "output").mkdir()
    (here / "output/bad.txt").write_text("as it was", "utf-8")
    status, out, err = run("build", "bad.yaml", "robin.yaml", "zoe.yaml", "-f", "html,text")
    assert (status, len(out.split())) == (1, 4)
    assert err.startswith("bad.yaml:1:38: error[CV011]")
    assert files(here / "output") == ["bad.txt", "robin.html", "robin.txt", "zoe.html", "zoe.txt"]
    assert (here / "output/bad.txt").read_text("utf-8") == "as it was"


def test_of_two_sources_for_the_same_files_the_first_is_built(here: Path, run: Run) -> None:
    """Sources of one stem would overwrite each other: the first is built, the second is an error that names both."""
    (here / "robin.json").write_text(json.dumps({"basics": {"name": "Another Robin"}}), "utf-8")
    status, out, err = run("build", "robin.yaml", "robin.json", "-f", "text")
    assert (status, out.split()) == (1, ["output/robin.txt"])
    assert err.startswith("robin.json: error[CV071]: `robin.json` and `robin.yaml` would be written to the same files")
    assert (here / "output/robin.txt").read_text("utf-8").startswith("Robin Example\n")


@pytest.mark.parametrize("stem", ["Zoë Müller", "이력서 2026", "a.b c", "-dash", "[x]*", "100% #1"])
def test_a_file_may_have_any_name(stem: str, here: Path, run: Run) -> None:
    """Letters of any script, spaces, dots and what a shell or a printf would read: the outputs have the same stem."""
    source = here / f"{stem}.yaml"
    source.write_text(WARNED, "utf-8")
    status, out, err = run("build", source, "-f", "html,text,json", "-o", here / "out put ✓")
    assert (status, files(here / "out put ✓")) == (0, sorted(f"{stem}.{suffix}" for suffix in ("html", "json", "txt")))
    assert out.splitlines() == [str(here / f"out put ✓/{stem}.{suffix}") for suffix in ("html", "txt", "json")]
    assert err.startswith(f"{source}:12:1: warning[CV012]")


def test_a_name_that_the_terminal_cannot_show_is_no_reason_to_fail(here: Path) -> None:
    """Where stdout takes ASCII only, the files are written all the same, and the status tells so."""
    (here / "Zoë.yaml").write_text(GOOD, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "cvrender", "build", "Zoë.yaml", "-f", "text"],
        cwd=here, env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, b"Zo\\xeb.yaml: " in done.stderr) == (0, True)
    assert done.stdout.startswith(b"output/Zo")
    assert (here / "output/Zoë.txt").exists()


# Writing.


def full(*_: object) -> None:
    """A disk without room."""
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("step", ["replace", "write_bytes"])
def test_a_failing_write_leaves_the_old_file_and_nothing_else(
    step: str, here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a file cannot be written or put in place, the old one stands, no temporary file is left, and it is said."""
    (here / "output").mkdir()
    (here / "output/robin.txt").write_text("as it was", "utf-8")
    monkeypatch.setattr(Path, step, full)
    status, out, err = run("build", "robin.yaml", "-f", "text")
    assert (status, out) == (1, "")
    assert err == "output/robin.txt: error[CV070]: cannot be written: No space left on device\n"
    assert files(here / "output") == ["robin.txt"]
    assert (here / "output/robin.txt").read_text("utf-8") == "as it was"


def test_all_files_of_a_source_are_written_or_none(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no room for the second file of a source, the first is not put in place either."""
    (here / "output").mkdir()
    (here / "output/robin.html").write_text("as it was", "utf-8")
    write = Path.write_bytes

    def write_bytes(self: Path, content: bytes) -> int:
        if b"<html" not in content:
            full()
        return write(self, content)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    status, out, _ = run("build", "robin.yaml", "-f", "html,text")
    assert (status, out) == (1, "")
    assert files(here / "output") == ["robin.html"]
    assert (here / "output/robin.html").read_text("utf-8") == "as it was"


@pytest.mark.parametrize("output", ["taken", "taken/below"])
def test_an_output_that_is_a_file_is_an_error(output: str, here: Path, run: Run) -> None:
    """Where a file stands in the place of the output folder, or above it, it is left alone, and it is said."""
    (here / "taken").write_text("a file", "utf-8")
    status, out, err = run("build", "robin.yaml", "-f", "text", "-o", output)
    assert (status, out) == (1, "")
    assert err.startswith(f"{output}/robin.txt: error[CV070]: cannot be written: ")
    assert (here / "taken").read_text("utf-8") == "a file"


def test_a_folder_in_the_place_of_a_file_is_an_error(here: Path, run: Run) -> None:
    """A folder that has the name of an output is left alone, no temporary file is left, and it is said."""
    (here / "output/robin.txt").mkdir(parents=True)
    status, out, err = run("build", "robin.yaml", "-f", "text")
    assert (status, out) == (1, "")
    assert err == "output/robin.txt: error[CV070]: cannot be written: Is a directory\n"
    assert files(here / "output") == []


def test_an_output_that_may_not_be_written_is_an_error(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is read-only is named. Root may write anywhere, so for root the refusal is made up."""
    output = here / "output"
    output.mkdir()
    output.chmod(0o555)
    if os.access(output, os.W_OK):

        def refused(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "write_bytes", refused)
    try:
        status, out, err = run("build", "robin.yaml", "-f", "text")
    finally:
        output.chmod(0o755)
    assert (status, out) == (1, "")
    assert err == "output/robin.txt: error[CV070]: cannot be written: Permission denied\n"
    assert files(output) == []


def test_a_link_in_the_output_is_replaced_and_not_followed(here: Path, run: Run) -> None:
    """An output that is a link to a file elsewhere becomes a file; the other file stays as it was."""
    (here / "output").mkdir()
    (here / "elsewhere").write_text("as it was", "utf-8")
    (here / "output/robin.txt").symlink_to(here / "elsewhere")
    assert run("build", "robin.yaml", "-f", "text")[0] == 0
    assert not (here / "output/robin.txt").is_symlink()
    assert (here / "elsewhere").read_text("utf-8") == "as it was"


def test_a_source_is_not_overwritten_by_its_output(here: Path, run: Run) -> None:
    """JSON out of a JSON source, written beside it, would have its name: that is an error, and the source stays."""
    source = here / "bob.json"
    source.write_text('{"basics": {"name": "Bob"}, "$schema": "x"}', "utf-8")
    before = source.read_bytes()
    status, out, err = run("build", "bob.json", "-f", "json,text", "-o", ".")
    assert source.read_bytes() == before
    assert (status, out) == (1, "")
    assert "error[" in err


# Status.


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--nonsense"],
        ["build", "robin.yaml", "-f", "docs"],
        ["build", "robin.yaml", "-e", "lynx"],
        ["build", "robin.yaml", "--set", "accent"],
        ["build", "robin.yaml", "--message-format", "xml"],
        ["bild", "robin.yaml"],
        ["explain", "XX999"],
        ["themes", "show"],
        ["new", "robin"],
    ],
)
def test_wrong_usage_is_status_2(arguments: list[str], here: Path, run: Run) -> None:
    """What cannot be meant is said in a line on stderr and is status 2; nothing is read or written."""
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert "cvrender" in err
    assert "Traceback" not in err
    assert files(here) == ["robin.yaml"]


def without_weasyprint(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the package is not installed."""
    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "weasyprint", None)


def without_pango(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where its system libraries are missing; WeasyPrint says so by an OSError when it is imported."""
    finder = type("Finder", (), {"find_spec": staticmethod(_no_pango)})
    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])


def _no_pango(name: str, *_: object) -> None:
    if name == "weasyprint":
        raise OSError("cannot load library 'libpango-1.0-0': no such file\nand more")


@pytest.mark.parametrize("cause", [without_pango, without_weasyprint])
def test_a_missing_engine_is_status_3(
    cause: Callable[[pytest.MonkeyPatch], None], here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where WeasyPrint is asked for and missing, one line says so and names the mend; nothing is written."""
    cause(monkeypatch)
    status, out, err = run("build", "robin.yaml", "-f", "html,pdf", "-e", "weasyprint")
    assert (status, out) == (3, "")
    assert err.startswith("robin.yaml: error[CV060]: the PDF engine cannot be loaded: ")
    assert f"\n  help: {weasyprint.mend()}\n" in err
    assert err.count("\n") == 2
    assert files(here) == ["robin.yaml"]


@pytest.mark.parametrize("cause", [without_pango, without_weasyprint])
def test_doctor_says_how_to_mend_a_missing_engine(
    cause: Callable[[pytest.MonkeyPatch], None], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`doctor` is status 3 where an engine is missing, and names a command that mends it."""
    cause(monkeypatch)
    status, out, err = run("doctor")
    assert (status, err) == (3, "")
    assert "engine weasyprint" in out
    assert "mend it: " in out


def test_html_and_text_need_no_engine(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without WeasyPrint everything but the PDF can be built."""
    without_pango(monkeypatch)
    status, out, err = run("build", "robin.yaml", "-f", "html,text,markdown,json")
    assert (status, len(out.split()), err) == (0, 4, "")


@pytest.mark.parametrize(("cause", "wanted", "code"), [(EngineMissing, 3, "CV060"), (EngineFailed, 4, "CV061")])
def test_an_engine_that_fails_is_told(
    cause: type[Exception], wanted: int, code: str, here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An engine that fails is status 4; nothing is written for that source, and what stood there before stays."""
    (here / "zoe.yaml").write_text(GOOD.replace("Robin", "Zoë"), "utf-8")
    (here / "output").mkdir()
    (here / "output/robin.pdf").write_text("as it was", "utf-8")
    compiled = weasyprint.compile

    def compile_(bundle: dict[str, bytes], *others: Any) -> bytes:
        if b"Robin" in b"".join(bundle.values()):
            raise cause("it broke")
        return compiled(bundle, *others)

    monkeypatch.setattr(weasyprint, "compile", compile_)
    status, out, err = run("build", "robin.yaml", "zoe.yaml", "-f", "pdf,text", "-e", "weasyprint")
    assert (status, out.split()) == (wanted, ["output/zoe.pdf", "output/zoe.txt"])
    assert f"robin.yaml: error[{code}]: " in err
    assert "it broke" in err
    assert (here / "output/robin.pdf").read_text("utf-8") == "as it was"
    assert files(here / "output") == ["robin.pdf", "zoe.pdf", "zoe.txt"]


def test_the_gravest_status_is_returned(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several sources, the highest status counts, whatever their order."""
    (here / "bad.yaml").write_text(BROKEN, "utf-8")

    def compile_(*_: object) -> bytes:
        raise EngineFailed("it broke")

    monkeypatch.setattr(weasyprint, "compile", compile_)
    assert run("build", "bad.yaml", "robin.yaml", "-f", "pdf")[0] == 4
    assert run("build", "robin.yaml", "bad.yaml", "-f", "pdf")[0] == 4
    assert run("build", "robin.yaml", "bad.yaml", "-f", "text")[0] == 1


def test_what_the_engine_complains_of_is_a_warning(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine's complaint does not stop a build, unless warnings are taken for errors."""

    def compile_(bundle: object, faces: object, warn: Callable[[str], None], variant: str) -> bytes:
        warn("a rule is ignored")
        return b"%PDF-"

    monkeypatch.setattr(weasyprint, "compile", compile_)
    status, out, err = run("build", "robin.yaml", "-f", "pdf", "--strict")
    assert (status, out, files(here)) == (1, "", ["robin.yaml"])
    status, out, err = run("build", "robin.yaml", "-f", "pdf", "--no-verify")
    assert (status, out) == (0, "output/robin.pdf\n")
    assert err == "robin.yaml: warning[CV062]: the engine says: a rule is ignored\n"


def test_strict_takes_warnings_for_errors(here: Path, run: Run) -> None:
    """With --strict a source with a warning is not built and not fit; a note is no warning."""
    (here / "warned.yaml").write_text(WARNED, "utf-8")
    (here / "noted.yaml").write_text(GOOD.replace("name: Acme", "company: Acme"), "utf-8")
    assert run("build", "warned.yaml", "-f", "text")[:2] == (0, "output/warned.txt\n")
    assert run("check", "warned.yaml")[0] == 0
    status, out, err = run("build", "warned.yaml", "noted.yaml", "-f", "text", "--strict")
    assert (status, out) == (1, "output/noted.txt\n")
    assert "warned.yaml:12:1: warning[CV012]" in err
    assert "noted.yaml:4:5: note[CV013]" in err
    assert run("check", "warned.yaml", "--strict")[0] == 1
    assert run("check", "noted.yaml", "--strict")[0] == 0


def test_quiet_leaves_errors_and_verbose_tells_times(here: Path, run: Run) -> None:
    """--quiet shows errors only; --verbose tells how long each stage took; stdout is the same."""
    (here / "warned.yaml").write_text(WARNED, "utf-8")
    (here / "bad.yaml").write_text(BROKEN + "hobbies: []\n", "utf-8")
    status, out, err = run("build", "warned.yaml", "bad.yaml", "-f", "text", "-q")
    assert (status, out) == (1, "output/warned.txt\n")
    assert err.count("[CV") == 1
    assert "error[CV011]" in err
    status, out, err = run("build", "robin.yaml", "-f", "text", "-v")
    assert (status, out) == (0, "output/robin.txt\n")
    assert err.startswith("robin.yaml: read and compose ")
    assert " ms" in err


# Themes.


def test_several_themes_have_a_folder_each(here: Path, run: Run) -> None:
    """One theme writes into the output folder; several write into folders of their names, in the order asked for."""
    assert run("build", "robin.yaml", "-f", "html", "-t", "ledger")[1] == "output/robin.html\n"
    _, out, _ = run("build", "robin.yaml", "-f", "html,text", "-t", "plain", "-t", "ledger")
    assert out.split() == [f"output/{t}/robin.{e}" for t in ("plain", "ledger") for e in ("html", "txt")]
    pages = {(here / f"output/{theme}/robin.html").read_bytes() for theme in ("plain", "ledger")}
    assert len(pages) == 2
    assert (here / "output/robin.html").read_bytes() == (here / "output/ledger/robin.html").read_bytes()


def test_all_themes_are_those_that_are_listed(here: Path, run: Run) -> None:
    """`-t all` builds every theme of `themes list`, each once, whatever else is named besides."""
    listed = [line.split()[0] for line in run("themes")[1].splitlines()]
    assert {"plain", "ledger"} <= set(listed)
    for themes in ["-t", "all"], ["-t", "all", "-t", "plain"]:
        status, out, _ = run("build", "robin.yaml", "-f", "text", *themes)
        assert (status, out.split()) == (0, [f"output/{theme}/robin.txt" for theme in listed])


def test_a_theme_that_is_named_twice_counts_once(here: Path, run: Run) -> None:
    """The same theme twice is one theme, and needs no folder."""
    assert run("build", "robin.yaml", "-f", "text", "-t", "plain", "-t", "plain")[1] == "output/robin.txt\n"


def test_a_source_names_its_theme_and_the_command_line_goes_before(here: Path, run: Run) -> None:
    """`meta.cvrender.theme` holds where no theme is asked for."""
    (here / "own.yaml").write_text(GOOD + "meta: {cvrender: {theme: ledger}}\n", "utf-8")
    by_theme = {}
    for theme in "plain", "ledger":
        run("build", "robin.yaml", "-f", "html", "-t", theme)
        by_theme[theme] = (here / "output/robin.html").read_bytes()
    run("build", "own.yaml", "-f", "html")
    assert (here / "output/own.html").read_bytes() == by_theme["ledger"]
    run("build", "own.yaml", "-f", "html", "-t", "plain")
    assert (here / "output/own.html").read_bytes() == by_theme["plain"]


def test_themes_of_one_folder_name_do_not_overwrite_each_other(here: Path, run: Run) -> None:
    """Two themes whose folders have the same name would write the same files; that is said, or both are written."""
    (here / "own/plain").mkdir(parents=True)
    (here / "own/plain/theme.yaml").write_text("extends: ledger\n", "utf-8")
    status, out, _ = run("build", "robin.yaml", "-f", "html", "-t", "plain", "-t", "own/plain")
    assert status in (1, 2) or len(set(out.split())) == 2


def test_a_source_cannot_name_a_folder_as_its_theme(here: Path, run: Run) -> None:
    """A folder may be named on the command line; in a source, which may come from a stranger, it is no theme."""
    (here / "own").mkdir()
    (here / "own/theme.yaml").write_text("extends: plain\ntokens: {accent: '#123456'}\n", "utf-8")
    (here / "sly.yaml").write_text(GOOD + "meta: {cvrender: {theme: ./own}}\n", "utf-8")
    status, _, err = run("build", "sly.yaml", "-f", "html")
    assert status == 1
    assert "sly.yaml:12:26: error[CV040]: there is no theme `./own`" in err
    status, _, err = run("build", "robin.yaml", "-f", "html", "--set", "theme=./own")
    assert status == 1
    assert run("build", "robin.yaml", "-f", "html", "-t", "./own")[0] == 0
    assert b"#123456" in (here / "output/robin.html").read_bytes()


@pytest.mark.parametrize("name", ["html.css", "html.j2"])
def test_a_theme_that_is_not_utf8_is_an_error(name: str, here: Path, run: Run) -> None:
    """A theme's file in another encoding is told as a source's is, with its line; `themes list` goes on."""
    theme = here / "themes/latin"
    theme.mkdir(parents=True)
    (theme / "theme.yaml").write_text("description: Old.\n", "utf-8")
    (theme / name).write_bytes(b"h1 {}\n/* caf\xe9 */\n")
    status, out, err = run("build", "robin.yaml", "-f", "html", "-t", "latin")
    assert (status, out) == (1, "")
    assert err.startswith(f"themes/latin/{name}:2:7: error[CV002]")
    assert "plain " in run("themes", "list")[1]


# Settings.


def html_of(here: Path, run: Run, *settings: str) -> str:
    """The page of robin.yaml with these settings, which are taken without a word."""
    options = [word for setting in settings for word in ("--set", setting)]
    status, _, err = run("build", "robin.yaml", "-f", "html", *options)
    assert (status, err) == (0, "")
    return (here / "output/robin.html").read_text("utf-8")


def test_set_takes_tokens_of_the_theme(here: Path, run: Run) -> None:
    """A token's bare name, or its name below `style`, sets it; the last of two wins."""
    assert "--accent: #ab12cd" in html_of(here, run, "accent=#AB12CD")
    assert "--accent: #ab12cd" in html_of(here, run, "style.accent=#AB12CD")
    assert "--accent: #222222" in html_of(here, run, "accent=#111111", "accent=#222222")
    page = html_of(here, run, "paper=letter", "body-font=xcharter", "citation-numbers=decimal")
    assert "size: 8.5in 11in" in page
    assert '--body-font: "XCharter"' in page


def test_set_takes_keys_of_meta(here: Path, run: Run) -> None:
    """A dotted key of meta.cvrender sets it, over what the source says; a comma list where a list belongs."""
    (here / "robin.yaml").write_text(GOOD + "meta: {cvrender: {dates: {month: long}}}\n", "utf-8")
    assert "January 2020" in html_of(here, run)
    assert "1/2020" in html_of(here, run, "dates.month=numeric")
    assert '<html lang="ko"' in html_of(here, run, "lang=ko")
    assert "<strong>Rust</strong>" in html_of(here, run, "bold=Rust,Go")
    assert "<h2>Jobs = life</h2>" in html_of(here, run, "headings.work=Jobs = life")
    page = html_of(here, run, "sections=skills,work")
    assert page.index('id="skills"') < page.index('id="work"')


@pytest.mark.parametrize(
    ("setting", "code", "part"),
    [
        ("accent=red", "error[CV042]", "`accent` cannot be `red`"),
        ("font-size=99pt", "error[CV042]", "write a length from 9pt to 14pt"),
        ("style.acent=#123456", "error[CV041]", "did you mean `accent`?"),
        ("dates.month=tall", "error[CV024]", "write one of short, long, numeric"),
        ("dates=long", "error[CV011]", "must be a mapping"),
        ("theme=leger", "error[CV040]", "did you mean `ledger`?"),
        (
            "engine=lynx",
            "error[CV024]",
            "write auto, weasyprint, typst, latex, xelatex, lualatex, pdflatex or tectonic",
        ),
        ("lang=tlh", "error[CV045]", "no headings in the language `tlh`"),
        ("sections=wrk", "warning[CV029]", "did you mean `work`?"),
        ("dates.mont=long", "warning[CV012]", "did you mean `month`?"),
    ],
)
def test_a_wrong_setting_is_told_as_one_of_a_file_is(setting: str, code: str, part: str, here: Path, run: Run) -> None:
    """What --set holds is checked as if it stood in the source; its place is `--set` and its number."""
    status, _, err = run("build", "robin.yaml", "-f", "text", "--set", "bold=Rust", "--set", setting)
    assert err.startswith(f"--set:2:1: {code}: ")
    assert part in err
    assert status == (1 if code.startswith("error") else 0)
    assert err.count("[CV") == 1


@pytest.mark.parametrize(
    ("setting", "wanted"),
    [
        ("acent=#123456", "did you mean `accent`?"),
        ("them=plain", "did you mean `theme`?"),
        ("accent", "KEY=VALUE"),
        ("=red", ""),
    ],
)
def test_a_setting_that_does_not_exist_is_wrong_usage(setting: str, wanted: str, here: Path, run: Run) -> None:
    """A key that is neither a token nor one of meta.cvrender is not left out in silence: nothing is built."""
    status, out, err = run("build", "robin.yaml", "-f", "text", "--set", setting)
    assert (status, out, files(here)) == (2, "", ["robin.yaml"])
    assert err.startswith("cvrender: ")
    assert wanted in err


# The picture.


def with_photo(here: Path, run: Run, image: str, *options: str) -> tuple[int, str, str]:
    """Build people/robin.yaml, which names this picture; status, stderr, and the page."""
    folder = here / "people"
    folder.mkdir(exist_ok=True)
    (folder / "robin.yaml").write_text(f"basics: {{name: Robin Example, image: {json.dumps(image)}}}\n", "utf-8")
    status, _, err = run("build", "people/robin.yaml", "-f", "html", *options)
    page = here / "output/robin.html"
    return status, err, page.read_text("utf-8") if page.exists() else ""


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("photo.png", png(), "image/png"),
        ("photo.jpg", jpeg(), "image/jpeg"),
        ("no-suffix", png(), "image/png"),
        ("wrong.gif", jpeg(), "image/jpeg"),
        ("below/Zoë 1.png", png(), "image/png"),
    ],
)
def test_pictures_that_are_shown(name: str, content: bytes, mime: str, here: Path, run: Run) -> None:
    """Pictures are told by what they hold, lie in the source's folder or below, and are put into the page."""
    path = here / "people" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    status, err, page = with_photo(here, run, name)
    assert (status, err) == (0, "")
    assert f'src="data:{mime};base64,{base64.b64encode(content).decode()}"' in page
    assert "Robin Example" in page.partition("<img")[2].partition(">")[0]


def test_a_drawing_is_shown_as_a_picture(here: Path, run: Run) -> None:
    """An SVG file is drawn; nothing of it stands in the page, whatever it holds."""
    (here / "people").mkdir()
    (here / "people/p.svg").write_bytes(SVG.replace(b"<rect", b"<script>alert(1)</script><rect"))
    status, err, page = with_photo(here, run, "p.svg")
    assert (status, err) == (0, "")
    drawn = base64.b64decode(page.partition('src="data:image/png;base64,')[2].partition('"')[0])
    assert Image.open(io.BytesIO(drawn)).convert("RGB").getpixel((9, 9)) == (0, 136, 136)
    assert "svg" not in page
    assert "alert" not in page


def test_a_picture_stands_in_the_pdf(here: Path, run: Run) -> None:
    """The PDF holds the picture too, and the engine has no complaint."""
    (here / "people").mkdir()
    (here / "people/p.png").write_bytes(png())
    with_photo(here, run, "p.png")
    assert run("build", "people/robin.yaml", "-f", "pdf") == (0, "output/robin.pdf\n", "")
    with_it = (here / "output/robin.pdf").read_bytes()
    assert b"/Image" in with_it
    assert "Robin Example" in pdf_pages(with_it)[0]


def test_links_and_whole_paths_may_stay_within_the_folder(here: Path, run: Run) -> None:
    """A link, `..` and a whole path are fine as long as they lead to a file below the source's folder."""
    (here / "people/below").mkdir(parents=True)
    (here / "people/p.png").write_bytes(png())
    (here / "people/link.png").symlink_to("p.png")
    for image in "link.png", "below/../p.png", str(here / "people/p.png"):
        status, err, page = with_photo(here, run, image)
        assert (status, err) == (0, "")
        assert "data:image/png" in page


@pytest.mark.parametrize(
    "image",
    ["../secret.png", "{here}/secret.png", "link.png", "folder/secret.png", "../people-too/secret.png", "/dev/zero"],
)
def test_pictures_outside_of_the_folder_are_refused(image: str, here: Path, run: Run) -> None:
    """A source cannot show a file that lies outside of its folder: by `..`, a whole path, or a link."""
    for folder in here, here / "people-too":
        folder.mkdir(exist_ok=True)
        (folder / "secret.png").write_bytes(png("red"))
    (here / "people").mkdir()
    (here / "people/link.png").symlink_to(here / "secret.png")
    (here / "people/folder").symlink_to(here)
    status, err, page = with_photo(here, run, image.format(here=here))
    assert status == 0
    assert "warning[CV027]" in err
    assert "lies outside the source's folder: it is left out" in err
    assert "<img" not in page
    assert with_photo(here, run, image.format(here=here), "--strict")[0] == 1


@pytest.mark.parametrize(
    ("image", "why"),
    [
        ("missing.png", "cannot be read (No such file or directory)"),
        ("folder", "cannot be read (Is a directory)"),
        ("huge.png", "is larger than 10 MB"),
        ("notes.png", "is neither PNG nor JPEG nor SVG"),
        ("page.svg", "is neither PNG nor JPEG nor SVG"),
        ("empty.png", "is neither PNG nor JPEG nor SVG"),
        ("robin.yaml", "is neither PNG nor JPEG nor SVG"),
        (".", "cannot be read (Is a directory)"),
        ("https://example.org/p.png", "a picture is not fetched from the network"),
        ("file:///etc/passwd", "it is left out"),
        ("data:image/png;base64,AAAA", "it is left out"),
        ("x" * 300, "cannot be read"),
    ],
)
def test_pictures_that_cannot_be_shown(image: str, why: str, here: Path, run: Run) -> None:
    """What is missing, too large or no picture is left out, with a warning at its place; the resume is built."""
    folder = here / "people"
    (folder / "folder").mkdir(parents=True)
    (folder / "notes.png").write_text("not a picture", "utf-8")
    (folder / "page.svg").write_text("<html><svg/></html>", "utf-8")
    (folder / "empty.png").touch()
    with (folder / "huge.png").open("wb") as file:
        file.write(png())
        file.truncate(LARGEST + 1)
    status, err, page = with_photo(here, run, image)
    assert status == 0
    assert err.startswith("people/robin.yaml:1:38: warning[CV027]: ")
    assert why in err
    assert "name a PNG, JPEG or SVG file beside the source" in err
    assert "Robin Example" in page
    assert "<img" not in page


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (png()[:40] + b" " * 5000, "is damaged"),
        (jpeg()[:-40], "is damaged"),
        (SVG[:70], "cannot be drawn (failed to parse SVG"),
        (SVG.replace(b"<rect", b'<image href="http://example.org/p.png"/><rect'), "cannot be drawn (failed to load"),
    ],
    ids=["png", "jpeg", "svg", "svg of more"],
)
def test_a_broken_picture_is_told_at_its_place(content: bytes, why: str, here: Path, run: Run) -> None:
    """Before any engine sees it, `check` tells in a line that fits a terminal what is wrong, and the way out."""
    (here / "people").mkdir()
    (here / "people/p.png").write_bytes(content)
    status, err, page = with_photo(here, run, "p.png")
    assert status == 0
    assert "<img" not in page
    assert run("check", "people/robin.yaml") == (0, "1 file checked: 1 warning\n", err)
    assert err.startswith(f"people/robin.yaml:1:38: warning[CV027]: `p.png` {why}")
    assert "help: save the picture anew, as PNG or JPEG" in err
    assert max(map(len, err.splitlines())) < 300


@pytest.mark.parametrize("text", ["3. Platz im Bundeswettbewerb", "2. second\n3. third", "1. one\n\nThen\n\n2. two"])
def test_a_number_that_was_typed_is_the_number_that_is_shown(text: str, here: Path, run: Run) -> None:
    """A text may begin with a number and a dot; who came third is not shown as first."""
    (here / "r.yaml").write_text(
        json.dumps({"basics": {"name": "R"}, "awards": [{"title": "T", "summary": text}]}), "utf-8"
    )
    assert run("build", "r.yaml", "-f", "text,markdown,html")[0] == 0
    for line in filter(None, text.split("\n")):
        assert line in (here / "output/r.txt").read_text("utf-8")
        assert line in (here / "output/r.md").read_text("utf-8").replace("\\.", ".")
    number = text[0]
    page = (here / "output/r.html").read_text("utf-8")
    assert number == "1" or text.split("\n", maxsplit=1)[0] in page or f' start="{number}"' in page


# The same again.

BUILD = "import sys; from cvrender.cli import main; sys.exit(main(sys.argv[1:]))"


def test_two_runs_give_equal_bytes(here: Path) -> None:
    """Every format, PDF included, is the same in another shell: time zone, language, folder, path, hash seed, umask."""
    source = ROOT / "resumes/example.yaml"
    (here / "elsewhere").mkdir()
    first = {"TZ": "Pacific/Kiritimati", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "1"}
    second = {"TZ": "America/Los_Angeles", "LANG": "ko_KR.UTF-8", "LC_ALL": "", "PYTHONHASHSEED": "2"}
    runs = (here, os.path.relpath(source, here), first, 0o022), (here / "elsewhere", str(source), second, 0o077)
    found = []
    for folder, path, environment, umask in runs:
        output = here / f"out{umask}"
        options = ["-f", ",".join(FORMATS), "-t", "plain", "-t", "ledger", "-q", "-o", str(output)]
        done = subprocess.run(
            [sys.executable, "-c", BUILD, "build", path, *options],
            cwd=folder, env={**os.environ, **environment}, umask=umask, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        found.append({name: (output / name).read_bytes() for name in files(output)})
    assert len([name for name in found[0] if not re.search("-(typst|latex)/", name)]) == 2 * (len(FORMATS) - 2)
    assert [name for name in found[0] if found[0][name] != found[1].get(name)] == []
    for content in found[0].values():
        assert str(ROOT).encode() not in content


def test_a_second_run_in_the_same_process_gives_equal_bytes(here: Path, run: Run) -> None:
    """Nothing that one build leaves in the process changes the next, in whatever order formats and themes come."""
    run("build", "robin.yaml", "-f", "pdf,html,text,markdown,json", "-t", "plain", "-t", "ledger", "-o", "one")
    run("build", "robin.yaml", "-f", "json,markdown,text,html,pdf", "-t", "ledger", "-t", "plain", "-o", "two")
    assert files(here / "one") == files(here / "two")
    for name in files(here / "one"):
        assert (here / "one" / name).read_bytes() == (here / "two" / name).read_bytes(), name


def test_no_link_is_followed_by_what_is_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link that waits under a temporary name leads nowhere, even where the name was known before."""
    from cvrender.loading import atomic, files

    victim = tmp_path / "victim"
    victim.write_text("mine", "utf-8")
    monkeypatch.setattr(atomic.os, "urandom", bytes)
    (tmp_path / f".cvrender-{bytes(6).hex()}.tmp").symlink_to(victim)
    report = Report()
    assert files.save({tmp_path / "jane.txt": b"theirs"}, report) == ()
    assert [diagnostic.code for diagnostic in report.diagnostics] == ["CV070"]
    assert victim.read_text("utf-8") == "mine"
