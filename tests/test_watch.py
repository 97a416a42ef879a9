"""`--watch`: from saving a file to the new output, for what concerns that file and nothing else."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cvrender.diagnostics.report import Report
from cvrender.loading.options import Options, Outcome
from cvrender.pipeline.incremental import watch
from cvrender.pipeline.incremental.watch import Watch
from cvrender.pipeline.run import build
from test_build import png

GOOD = "basics: {{name: {name}, email: {name}@example.org}}\n"
PATIENCE = 60.0
"""Seconds; the machine may have much else to do."""

Run = Callable[..., tuple[int, str, str]]


class Process:
    """`cvrender build --watch`, running."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        command = [sys.executable, "-m", "cvrender", "build", "--watch", *arguments]
        self.process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.out: list[str] = []
        self.err: list[str] = []
        self.readers = [
            threading.Thread(target=lines.extend, args=(stream,))
            for lines, stream in ((self.out, self.process.stdout), (self.err, self.process.stderr))
        ]
        for reader in self.readers:
            reader.start()

    def rounds(self) -> int:
        """How many times something has been built."""
        return sum("built in" in line for line in self.err)

    def until(self, done: Callable[[], Any]) -> None:
        """Wait for something, and then for the end of the round."""
        end = time.monotonic() + PATIENCE
        while not done():
            assert self.process.poll() is None, self.err
            assert time.monotonic() < end, (self.out, self.err)
            time.sleep(0.01)

    def after(self, change: Callable[[], Any]) -> str:
        """Change something, wait until it has been built, and return what was said of it on stdout and stderr."""
        rounds, out, err = self.rounds(), len(self.out), len(self.err)
        change()
        self.until(lambda: self.rounds() > rounds)
        time.sleep(0.1)  # stdout is read by another thread
        return "".join(self.out[out:] + self.err[err:])

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        """Interrupt it, and return the exit status."""
        self.process.send_signal(number)
        self.process.wait(PATIENCE)
        for reader in self.readers:
            reader.join()
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        return self.process.returncode


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with two sources in people/."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people").mkdir()
    for name in ("ada", "bob"):
        (tmp_path / f"people/{name}.yaml").write_text(GOOD.format(name=name), "utf-8")
    return tmp_path


@pytest.fixture
def watching(here: Path) -> Iterator[Callable[..., Process]]:
    """Starts a watch and waits for its first round; it is ended with the test."""
    begun: list[Process] = []

    def begin(*arguments: str) -> Process:
        process = Process(here, *arguments)
        begun.append(process)
        process.until(process.rounds)
        return process

    yield begin
    for process in begun:
        if process.process.returncode is None:
            process.end(signal.SIGKILL)


def text(name: str) -> str:
    """An output."""
    return Path(f"output/{name}.txt").read_text("utf-8")


def test_what_is_saved_is_built_and_nothing_else(here: Path, watching: Callable[..., Process]) -> None:
    """First all is built; then a source that is saved, one that comes, and none that goes. Ctrl-C is status 0."""
    process = watching("people", "-f", "text")
    assert sorted(process.out) == ["output/ada.txt\n", "output/bob.txt\n"]
    said = process.after(lambda: (here / "people/bob.yaml").write_text(GOOD.format(name="Robert"), "utf-8"))
    assert "output/bob.txt" in said
    assert "ada" not in said
    assert text("bob").startswith("Robert\n")
    said = process.after(lambda: (here / "people/eve.yaml").write_text(GOOD.format(name="eve"), "utf-8"))
    assert "output/eve.txt" in said
    assert "ada" not in said
    (here / "people/ada.yaml").unlink()
    said = process.after(lambda: (here / "people/eve.yaml").write_text(GOOD.format(name="Eva"), "utf-8"))
    assert "error" not in said
    assert "ada" not in said
    assert process.end() == 0
    assert "Traceback" not in "".join(process.err)


def test_a_broken_save_keeps_the_last_good_output(here: Path, watching: Callable[..., Process]) -> None:
    """Its problems are shown with their place; when it is mended, it is built."""
    process = watching("people", "-f", "text")
    before = (here / "output/ada.txt").stat().st_mtime_ns
    said = process.after(lambda: (here / "people/ada.yaml").write_text("basics: {name: [Ada}\n", "utf-8"))
    assert "people/ada.yaml:1:" in said
    assert "error[CV" in said
    assert "built in" in said
    assert "but for 1 source, of which the last output stays" in said
    assert (text("ada")[:3], (here / "output/ada.txt").stat().st_mtime_ns) == ("ada", before)
    process.after(lambda: (here / "people/ada.yaml").write_text(GOOD.format(name="Ada"), "utf-8"))
    assert text("ada").startswith("Ada\n")


def replaced(path: Path, content: str) -> None:
    """Save as many editors do: a new file takes the place of the old one."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(content, "utf-8")
    beside.replace(path)


def moved_away(path: Path, content: str) -> None:
    """Save as others do: the old file gets another name, and for a moment there is none."""
    path.rename(path.with_name(f"{path.name}~"))
    path.write_text(content, "utf-8")


@pytest.mark.parametrize("save", [replaced, moved_away])
def test_editors_that_rename(save: Callable[[Path, str], None], here: Path, watching: Callable[..., Process]) -> None:
    """A source that is named is found again under its name, time after time."""
    process = watching("people/ada.yaml", "-f", "text")
    for name in ("First", "Second", "Third"):
        process.after(lambda name=name: save(here / "people/ada.yaml", GOOD.format(name=name)))
        process.until(lambda name=name: text("ada").startswith(name))


def test_all_that_a_source_is_made_of_counts(here: Path, watching: Callable[..., Process]) -> None:
    """The theme and what it extends, a sheet that comes to it, an included file, a photo, one that was missing, and a
    file of --set-file; of two sources only the one that uses them is built.
    """
    for name, base in (("mine", "base"), ("base", "plain")):
        (here / f"themes/{name}").mkdir(parents=True)
        (here / f"themes/{name}/theme.yaml").write_text(f"extends: {base}\n", "utf-8")
    (here / "people/parts").mkdir()
    (here / "people/parts/work.yaml").write_text("- {name: Acme}\n", "utf-8")
    (here / "people/ada.yaml").write_text(
        "basics: {name: ada, image: ada.png}\nwork: !include parts/work.yaml\nmeta: {cvrender: {theme: mine}}\n",
        "utf-8",
    )
    (here / "summary.txt").write_text("One who sums up.", "utf-8")
    process = watching("people", "-f", "html,text", "--set-file", "basics.summary=summary.txt")
    assert "CV027" in "".join(process.err)

    def html(name: str) -> str:
        return (here / f"output/{name}.html").read_text("utf-8")

    changes: list[tuple[Callable[[], Any], Callable[[], bool]]] = [
        (lambda: (here / "people/ada.png").write_bytes(png("teal")), lambda: "data:image/png" in html("ada")),
        (
            lambda: (here / "themes/base/theme.yaml").write_text(
                "extends: plain\ntokens: {accent: '#123456'}\n", "utf-8"
            ),
            lambda: "#123456" in html("ada"),
        ),
        (
            lambda: (here / "themes/mine/html.css").write_text(".headline { color: #654321 }\n", "utf-8"),
            lambda: "#654321" in html("ada"),
        ),
        (
            lambda: (here / "themes/mine/html.css").write_text(".headline { color: #765432 }\n", "utf-8"),
            lambda: "#765432" in html("ada"),
        ),
        (
            lambda: (here / "people/parts/work.yaml").write_text("- {name: Umbrella}\n", "utf-8"),
            lambda: "Umbrella" in text("ada"),
        ),
    ]
    was = html("ada")
    for change, done in changes:
        said = process.after(change)
        process.until(done)
        assert "bob" not in said
        assert html("ada") != was
        was = html("ada")
    process.after(lambda: (here / "people/ada.png").write_bytes(png("red")))
    process.until(lambda: html("ada") != was)
    said = process.after(lambda: (here / "summary.txt").write_text("One who has changed.", "utf-8"))
    assert "output/ada.txt" in said
    assert "output/bob.txt" in said
    assert "One who has changed." in text("bob")
    said = process.after((here / "summary.txt").unlink)
    assert "--set-file: `summary.txt` cannot be read" in said
    process.after(lambda: (here / "summary.txt").write_text("One who is back.", "utf-8"))
    assert "One who is back." in text("ada")


def test_a_theme_that_comes_before_another(here: Path, watching: Callable[..., Process]) -> None:
    """One of the project takes the place of cvrender's as soon as it is there; one that was missing is found."""
    (here / "people/bob.yaml").write_text(GOOD.format(name="bob") + "meta: {cvrender: {theme: absent}}\n", "utf-8")
    process = watching("people", "-f", "html")
    assert "CV040" in "".join(process.err)
    for name, person in (("plain", "ada"), ("absent", "bob")):
        theme = here / "themes" / name
        theme.mkdir(parents=True)
        (theme / "theme.yaml").write_text("tokens: {accent: '#345678'}\n", "utf-8")
        made = here / f"output/{person}.html"
        process.until(lambda made=made: made.exists() and "#345678" in made.read_text("utf-8"))


def test_a_burst_of_saves_is_one_round(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as something is written every few thousandths of a second, nothing is built."""
    seen = Watch([Path("people")], [])
    rounds = seen.rounds()
    for source in next(rounds):
        seen.learn(build(source, Options(formats=("text",))))
    path = here / "people/ada.yaml"
    path.write_text(GOOD.format(name="0"), "utf-8")
    saves = 0

    def sleep(seconds: float) -> None:
        nonlocal saves
        assert 0.01 <= seconds <= 0.05
        if saves < 7:
            saves += 1
            path.write_text(GOOD.format(name="1" * saves), "utf-8")

    monkeypatch.setattr(watch.time, "sleep", sleep)
    assert [source.name for source in next(rounds)] == ["ada.yaml"]
    assert saves == 7
    seen.learn(build(Path("people/ada.yaml"), Options(formats=("text",))))
    assert seen._settled() == []


def test_bursts_in_a_process(here: Path, watching: Callable[..., Process]) -> None:
    """Of ten saves one after the other the last is what is there at the end, and it took fewer than ten rounds."""
    process = watching("people/ada.yaml", "-f", "text")
    for number in range(10):
        (here / "people/ada.yaml").write_text(GOOD.format(name=f"Name{number}"), "utf-8")
        time.sleep(0.002)
    process.until(lambda: text("ada").startswith("Name9\n"))
    assert process.rounds() < 10


def test_a_save_in_the_middle_of_a_build_counts(here: Path) -> None:
    """What is written before its build is done makes a source old, also where its files are new to the watch."""
    seen = Watch([Path("people")], [])
    rounds = seen.rounds()
    sources = next(rounds)
    outcomes = [build(source, Options(formats=("text",))) for source in sources]
    (here / "people/ada.yaml").write_text(GOOD.format(name="other"), "utf-8")
    for outcome in outcomes:
        seen.learn(outcome)
    assert [source.name for source in next(rounds)] == ["ada.yaml"]
    outcome = build(sources[0], Options(formats=("text",)))
    (here / "people/ada.yaml").write_text(GOOD.format(name="another"), "utf-8")
    seen.learn(outcome)
    assert [source.name for source in next(rounds)] == ["ada.yaml"]


def test_a_build_that_was_lost_leaves_what_is_known(here: Path) -> None:
    """Where a worker died or cvrender failed, the files of the last time are looked at."""
    (here / "people/ada.yaml").write_text("basics: !include parts/ada.yaml\n", "utf-8")
    (here / "people/parts").mkdir()
    included = here / "people/parts/ada.yaml"
    included.write_text("name: Ada\n", "utf-8")
    seen = Watch([Path("people/ada.yaml")], [])
    rounds = seen.rounds()
    (source,) = next(rounds)
    seen.learn(build(source, Options(formats=("text",))))
    included.write_text("name: Adele\n", "utf-8")
    assert next(rounds) == [source]
    seen.learn(Outcome(source, Report(), status=4))
    included.write_text("name: Adelheid\n", "utf-8")
    assert next(rounds) == [source]


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="processes are looked for in /proc")
def test_two_jobs_and_programs(here: Path, watching: Callable[..., Process]) -> None:
    """Workers stay warm between rounds, and end with the watch; for programs stderr holds nothing but JSON."""
    from test_jobs import all_gone, below

    process = Process(here, "people", "-f", "text", "-j", "2", "--message-format", "json")
    process.until(lambda: len(process.out) == 2)
    workers = below(process.process.pid)
    assert workers
    (here / "people/ada.yaml").write_text("basics: {nmae: Ada}\n", "utf-8")
    process.until(lambda: process.err)
    (here / "people/bob.yaml").write_text(GOOD.format(name="Bert"), "utf-8")
    process.until(lambda: text("bob").startswith("Bert\n"))
    assert set(workers) == set(below(process.process.pid))
    assert process.end() == 0
    assert all(line.startswith("{") for line in process.err)
    assert all_gone(workers)


def test_without_watchfiles(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Status 3, and the command that installs it."""
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    status, out, err = run("build", "people", "--watch")
    assert (status, out) == (3, "")
    assert err == f"cvrender: --watch needs watchfiles: {sys.executable} -m pip install watchfiles\n"
    assert not (here / "output").exists()


def test_wrong_usage_does_not_wait(here: Path, run: Run) -> None:
    """What cannot be built ever is told at once."""
    assert run("build", "people", "--watch", "-f", "docs")[0] == 2
    assert run("build", "people", "--watch", "-t", "absent")[0] == 2
    assert not (here / "output").exists()
