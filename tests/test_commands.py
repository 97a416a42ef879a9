"""Transcripts of the command line: `tests/commands/*.md`, which can be read as a manual.

A block with a name (```` ```yaml name=robin.yaml ````) is written to a temporary folder. In a block of `console`, each
line `$ cvrender ...` is run there, and what follows is its stdout and stderr, exactly; `[exit N]` closes it where the
status is not 0. `$ cat FILE` shows what was written. The version is written as VERSION.

`ACCEPT=1 pytest tests/test_commands.py` writes down what the commands say now: look at the difference before keeping.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from cvrender import __version__
from cvrender.cli import main

PAGES = sorted((Path(__file__).parent / "commands").glob("*.md"))
COMMANDS = ("build", "check", "verify", "diff", "new", "themes", "schema", "doctor", "cache", "explain")

Run = Callable[..., tuple[int, str, str]]
"""conftest's `run`: a command line; status, stdout and stderr of it."""

_BLOCK = re.compile(r"^```(\w+)(?: name=(\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, in a shell of 100 columns without colours."""
    monkeypatch.chdir(tmp_path)
    for name, value in {"COLUMNS": "100", "NO_COLOR": "1", "PYTHON_COLORS": "0"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CVRENDER_CACHE", str(Path.cwd() / "kept"))
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return tmp_path


def replayed(page: str, folder: Path) -> str:
    """The page with what its commands say now, run one after the other; files are written where they stand in it."""

    def block(match: re.Match[str]) -> str:
        language, name, text = match.groups()
        if name:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        if language != "console":
            return match[0]
        steps = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE)
        return "```console\n" + "".join(f"$ {line}\n{said(line, before)}" for line, before in steps) + "```"

    return _BLOCK.sub(block, page)


def said(line: str, before: str) -> str:
    """What a command line says now; what was written down before, where it comes to the same."""
    program, *arguments = shlex.split(line)
    out = io.StringIO()
    status: Any = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        if program == "cat":
            print(Path(arguments[0]).read_text("utf-8"), end="")
        else:
            assert program == "cvrender", line
            try:
                status = main(arguments)
            except SystemExit as exit_:
                status = exit_.code or 0
    now = out.getvalue().replace(f"cvrender {__version__}", "cvrender VERSION").replace(f"{Path.cwd()}{os.sep}", "")
    if status:
        now += f"[exit {status}]\n"
    return before if comparable(now) == comparable(before) else now


def comparable(text: str) -> str:
    """The text, without what differs between Pythons where argparse lays it out: breaks, and a metavar given twice."""
    if "usage: " not in text:
        return text
    once = re.sub(r"(-\w) [A-Z]\S*, (--)", r"\1, \2", text)
    choices = re.sub(r"(?<=choose from ).*(?=\))", lambda match: match[0].replace("'", ""), once)
    return " ".join(choices.split())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_commands_say_what_is_written_down(path: Path, here: Path) -> None:
    """Each command of a transcript says, to the letter, what stands below it, and has the status that is given."""
    page = path.read_text("utf-8")
    now = replayed(page, here)
    if os.environ.get("ACCEPT"):
        path.write_text(now, "utf-8")
    else:
        assert now.splitlines() == page.splitlines()


def test_a_transcript_that_is_wrong_is_found(here: Path) -> None:
    """The comparison is shown to bite: a changed word, status or order is found, and what is right is kept."""
    source = "```yaml name=r.yaml\nbasics: {name: R}\n```\n\n"
    right = source + "```console\n$ cvrender check r.yaml\n1 file checked: no problems\n```\n"
    assert replayed(right, here) == right
    for wrong in (
        right.replace("no problems", "no problem"),
        right.replace("no problems\n", "no problems\n[exit 1]\n"),
        right.replace("1 file checked: no problems\n", ""),
    ):
        assert replayed(wrong, here) == right
    bad = right.replace("{name: R}", "{name: [R]}")
    assert "r.yaml:1:16: error[CV011]" in replayed(bad, here)
    assert replayed(bad, here).endswith("\n[exit 1]\n```\n")


def test_every_option_has_its_transcript() -> None:
    """Each option that help knows is used in some transcript; only --verbose, which tells times, cannot be."""
    pages = [path.read_text("utf-8") for path in PAGES]
    used = {word for page in pages for line in re.findall(r"^\$ (.*)", page, re.MULTILINE) for word in line.split()}
    helped = {word for page in pages for word in re.findall(r"^ +(?:-\w.*, )?(--[a-z-]+)", page, re.MULTILINE)}
    assert len(helped) > 10
    assert sorted(helped - used) == ["--verbose"]


def test_the_schema_is_one_and_takes_the_starter(here: Path, run: Run) -> None:
    """`schema` prints a JSON Schema, by which what `new` writes is right and a wrong word is wrong."""
    status, out, err = run("schema")
    assert (status, err) == (0, "")
    schema = json.loads(out)
    jsonschema.Draft7Validator.check_schema(schema)
    assert run("new", "jane")[0] == 0
    source = yaml.safe_load((here / "jane.yaml").read_text("utf-8"))
    validator = jsonschema.Draft7Validator(schema)
    assert [error.message for error in validator.iter_errors(source)] == []
    assert not validator.is_valid({**source, "work": {"name": "no list"}})
    assert not validator.is_valid({**source, "basics": {"nmae": "no such key"}})


def test_the_starter_is_without_fault(here: Path, run: Run) -> None:
    """What `new` writes has no fault in it, not so much as a note, and becomes a PDF of one page's worth."""
    run("new", "jane")
    assert run("check", "jane.yaml", "--strict") == (0, "1 file checked: no problems\n", "")
    status, out, err = run("build", "jane.yaml", "--strict")
    assert (status, err) == (0, "")
    assert out.split() == ["output/jane.pdf", "output/jane.html", "output/jane.txt"]


def test_doctor_tells_of_each_part(run: Run) -> None:
    """Where all is well, `doctor` is status 0 and tells of Python, the packages and the engine that made a PDF."""
    status, out, err = run("doctor")
    assert (status, err) == (0, "")
    assert all(line.startswith(("ok ", "slow ", "not here engine ", "         mend it: ")) for line in out.splitlines())
    assert re.search(r"^ok +engine weasyprint [\d.]+ made a PDF$", out, re.MULTILINE)


def test_help_fits_a_terminal(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Help of every command fits 80 columns, and names in its usage what it takes."""
    monkeypatch.setenv("COLUMNS", "80")
    for command in ([], *([name] for name in COMMANDS)):
        status, out, err = run(*command, "--help")
        assert (status, err) == (0, "")
        assert out.startswith(" ".join(["usage: cvrender", *command]))
        assert max(map(len, out.splitlines())) <= 80


def test_what_help_says_of_defaults_is_true(here: Path, run: Run) -> None:
    """The formats, the engine, the folders and the themes that help names are those that there are."""
    from cvrender.loading import registry
    from cvrender.loading.options import Options

    _, out, _ = run("build", "--help")
    told = " ".join(out.split())
    assert f"{','.join(registry.FORMATS)} (default {','.join(Options().formats)})" in told
    assert f"auto (default), {', '.join(registry.ENGINE_NAMES[1:])}" in told
    assert f"(default {Options().output}/)" in told
    assert "folder of them (default resumes/)" in told


# What an exact transcript cannot hold.


def test_a_check_counts_what_it_shows(here: Path, run: Run) -> None:
    """The last line of `check` counts every diagnostic that stands above it, those of folders included."""
    (here / "empty").mkdir()
    status, out, err = run("check", "empty")
    assert (status, err.count("error[")) == (1, 1)
    assert out.endswith(": 1 error\n")


def test_verbose_tells_times(here: Path, run: Run) -> None:
    """--verbose shows how long each stage took, as the help of `build` and of `check` says."""
    (here / "r.yaml").write_text("basics: {name: R}\n", "utf-8")
    for command in (["build", "-f", "text"], ["check"]):
        status, _, err = run(*command, "r.yaml", "--verbose")
        assert status == 0
        assert re.search(r"^r\.yaml: .*\d ms", err, re.MULTILINE), command


def test_new_tells_the_truth_of_a_file_in_the_way(here: Path, run: Run) -> None:
    """Where a file stands in the place of a folder, `new` cannot write; it does not say that the resume is there."""
    (here / "taken").write_text("a file", "utf-8")
    status, out, err = run("new", "taken/jane")
    assert (status, out) == (2, "")
    assert err.startswith("cvrender: `taken/jane.yaml` cannot be written: ")


@pytest.mark.parametrize("name", ["", ".", "/", ".."])
def test_new_needs_a_name(name: str, here: Path, run: Run) -> None:
    """What names no file is wrong usage, told in a line; nothing is written."""
    status, out, err = run("new", name)
    assert (status, out, list(here.iterdir())) == (2, "", [])
    assert err.startswith("cvrender: ")


def test_an_interrupted_build_says_so(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is status 130 and a line, not a traceback."""
    from cvrender.cli import build

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "every", interrupted)
    status, out, err = run("build", here)
    assert (status, out) == (130, "")
    assert err.endswith("interrupted; files that were written are whole\n")


def test_a_reader_that_goes_away_is_no_fault() -> None:
    """As in `cvrender schema | head -1`: no traceback, and the status of a program that nobody listens to."""
    command = [sys.executable, "-m", "cvrender", "schema"]
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        done = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (141, b"")


def test_python_m_is_the_program() -> None:
    """`python -m cvrender` says and returns what `cvrender` does."""
    command = [sys.executable, "-m", "cvrender", "explain", "XX999"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "cvrender: there is no diagnostic `XX999`\n")


def test_a_watch_needs_something_to_watch(here: Path, run: Run) -> None:
    """A name that is mistyped ends the command, which would wait for it else."""
    status, _, err = run("build", "--watch", here / "nope.yaml")
    assert (status, "there is no" in err) == (1, True)


@pytest.mark.parametrize("name", ["x.json", "x.pdf"])
def test_new_makes_yaml_only(name: str, here: Path, run: Run) -> None:
    """Another ending is told, and not written behind."""
    assert run("new", name)[0] == 2
    assert list(here.glob("x*")) == []
