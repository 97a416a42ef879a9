"""What outputs were made of, as Make reads it: nothing is made twice, and nothing that is old is left."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, needs
from cvrender.pipeline.incremental import depfile
from cvrender.system.fonts import families, files

Run = Callable[..., tuple[int, str, str]]
"""conftest's `run`: a command line; status, stdout and stderr of it."""
SOURCE = "basics: {name: Robin Example}\n"
RICH = """\
basics: {name: Robin Example, image: me.svg, label: Here}
work: !include parts/work.yaml
meta: {cvrender: {theme: mine}}
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4" fill="#088"/></svg>'
NAMES = [
    *(f"a{char}b" for char in " #%:|*?[]=$~&()'\"`<>!{}^\\,+"),
    *("$(touch pwned)", "`touch pwned`", "' touch pwned '", "$(shell touch pwned) x", "x=$(shell touch pwned)x"),
    *("a\\ b", "a\\\\#b", "a\\:b", "[ab]", "é ü", "-q", "#", "%", "a | b", "$$", "a&", "a|"),
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str, moment: int = 1000) -> Path:
    """Write a file that was last changed so many seconds after 1970."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    os.utime(path, (moment, moment))
    return path


def rules(path: Path) -> dict[str, set[str]]:
    """What each target of a file depends on, where no name needs care."""
    found: dict[str, set[str]] = {}
    for line in path.read_text("utf-8").replace(" \\\n", " ").splitlines():
        targets, _, needed = line.partition(" :")
        for target in targets.split():
            found.setdefault(target, set()).update(needed.split())
    return found


def test_all_that_was_read_stands_in_it(here: Path, run: Run) -> None:
    """Source, included file, photo, each theme of the chain with its files, files of settings, and cvrender itself."""
    write("resumes/a.yaml", RICH)
    write("resumes/parts/work.yaml", "[{name: Acme}]\n")
    write("resumes/me.svg", SVG)
    write("themes/mine/theme.yaml", "extends: base\n")
    write("themes/mine/html.css", "h1 { color: black }\n")
    write("themes/base/theme.yaml", "tokens: {font-size: 10pt}\n")
    write("words.txt", "Of few words.")
    write("resumes/other.yaml", SOURCE)
    status, _, err = run(
        "build", "-f", "html,text", "--depfile", "a.d", "--set-file", "basics.summary=words.txt"
    )  # fmt: skip
    assert (status, err) == (0, "")
    found = rules(Path("a.d"))
    version = str(ROOT / "src/cvrender/__init__.py")
    own = {"resumes/a.yaml", "resumes/parts/work.yaml", "resumes/me.svg", "words.txt", version}
    own |= {"themes/mine", "themes/mine/theme.yaml", "themes/mine/html.css", "themes/base", "themes/base/theme.yaml"}
    assert found["output/a.html"] == found["output/a.txt"] == own
    assert {"resumes/other.yaml", "words.txt", version} < found["output/other.html"]
    assert own.isdisjoint(found["output/other.html"] - {"words.txt", version})
    assert found["a.d"] == own | found["output/other.html"] | {"resumes"}
    for name in found["a.d"]:
        assert found[name] == set(), name


def test_a_font_of_the_system_stands_in_it(here: Path, run: Run) -> None:
    """A family that the source asks for, and that did not come with cvrender, is a file like any other."""
    known = files(["DejaVu Sans"])
    if not known:
        pytest.skip("fontconfig has no DejaVu Sans")
    write("a.yaml", SOURCE + "meta: {cvrender: {fonts: [DejaVu Sans]}}\n")
    run("build", "a.yaml", "-f", "text", "--depfile", "a.d")
    assert set(map(str, known)) < rules(Path("a.d"))["output/a.txt"]
    assert all(path.is_file() for path in known)
    assert files(["No, such: family-\\"]) == ()
    assert files(families()) == ()


def test_nothing_is_written_of_a_run_that_failed(here: Path, run: Run) -> None:
    """What was written of the last good run stays as it is, and so all is old still."""
    write("a.yaml", SOURCE)
    write("b.yaml", "basics: {name: [x]}\n")
    assert run("build", "a.yaml", "b.yaml", "-f", "text", "--depfile", "a.d")[0] == 1
    assert not Path("a.d").exists()


def test_where_it_cannot_be_written_is_told(here: Path, run: Run) -> None:
    """A folder in its place is an error, and the outputs are there."""
    write("a.yaml", SOURCE)
    Path("a.d").mkdir()
    status, out, err = run("build", "a.yaml", "-f", "text", "--depfile", "a.d")
    assert (status, out) == (1, "output/a.txt\n")
    assert err.startswith("a.d: error[CV070]: cannot be written")


def test_an_unchanged_build_touches_nothing_and_a_changed_one_what_it_must(here: Path, run: Run) -> None:
    """Outputs that come out the same are touched only where Make would else take them for old for ever."""
    source = write("a.yaml", SOURCE)
    command = ("build", "a.yaml", "-f", "text", "--depfile", "a.d")
    run(*command)
    made = (Path("output/a.txt"), Path("a.d"))
    inodes = [path.stat().st_ino for path in made]
    moments = [path.stat().st_mtime_ns for path in made]
    run(*command)
    assert [path.stat().st_mtime_ns for path in made] == moments
    source.write_text(f"# a remark\n{SOURCE}", "utf-8")
    run(*command)
    assert all(path.stat().st_mtime_ns >= source.stat().st_mtime_ns for path in made)
    assert [path.stat().st_ino for path in made] == inodes  # they were not written
    later = source.stat().st_mtime + 5
    os.utime(source, (later, later))
    run("build", "a.yaml", "-f", "text")
    assert made[0].stat().st_mtime < later  # Make has nothing to do with this run


@needs("make", "make")
@pytest.mark.parametrize("name", NAMES)
def test_make_reads_any_name(name: str, here: Path) -> None:
    """Whatever a file is called, Make finds it old when it is newer, else not, goes on when it is gone, and runs
    nothing of it.
    """
    source = write(f"{name}.yaml", SOURCE)
    write("Makefile", "all: a.d\n\nifndef MAKE_RESTARTS\ninclude a.d\nendif\na.d:\n\techo run >> log; touch a.d\n")
    command = [sys.executable, "-m", "cvrender", "build", "-q", "-f", "text", "--depfile", "a.d", "--", source.name]
    subprocess.run(command, check=True, capture_output=True)

    def ran() -> bool:
        Path("log").unlink(missing_ok=True)
        subprocess.run(["make"], check=True, capture_output=True, timeout=60)
        return Path("log").exists()

    assert not ran()
    later = Path("a.d").stat().st_mtime + 5
    os.utime(source, (later, later))
    assert ran()
    os.utime("a.d", (later + 1, later + 1))
    assert not ran()
    source.unlink()
    assert ran()
    assert not list(here.glob("pwned*"))
    assert Path("a.d").read_text("utf-8").count("\n") >= 5


def test_names_that_make_cannot_be_told_are_left_out(here: Path, run: Run) -> None:
    """The rules are fit to be read all the same."""
    Path("x (1)").mkdir()
    for name in ("a;b", "a\nb", "~", "x (1)/c"):
        write(f"{name}.yaml", SOURCE)
    assert run("build", "a;b.yaml", "a\nb.yaml", "~.yaml", "x (1)", "-f", "text", "--depfile", "a.d")[0] == 0
    text = Path("a.d").read_text("utf-8")
    assert "x\\ (1)/c.yaml" in text
    assert ";" not in text
    assert "~.yaml" not in text
    assert "x\\ (1) " not in text


MAKE = """\
LOUD = 1
output/a.txt: force
\ttest -z "$$LOUD"
\tX=1
\ttest -z "$$X"
\tfalse; echo ran > $@
\tfalse
force:
-include *.d
"""
"""Each special target of Make that means something to a recipe would have this one end or speak otherwise."""
ORDERS = [
    *(".SECONDEXPANSION", ".IGNORE", ".SILENT", ".POSIX", ".ONESHELL", ".DELETE_ON_ERROR", ".EXPORT_ALL_VARIABLES"),
    *("define", "endef", "undefine", "ifdef", "ifndef", "ifeq", "ifneq", "else", "endif", "include", "-include"),
    *("sinclude", "load", "-load", "override", "private", "export", "unexport", "vpath"),
    *("a\fdefine", "a\r.POSIX", "a\x0bb"),
]


@needs("make", "make")
@pytest.mark.parametrize("name", ORDERS)
def test_a_name_is_no_order_to_make(name: str, here: Path, run: Run) -> None:
    """A file with the name of a special target or a directive changes nothing of a Makefile, and runs nothing that
    stands in another name.
    """
    write(name, "Of few words.")
    write("kept.txt", "Robin")
    sources = [write(f"$(shell{space}>pwned).yaml", SOURCE).name for space in "\f\v "]
    write("Makefile", MAKE)

    def ran() -> tuple[int, str, str, bool]:
        done = subprocess.run(["make"], capture_output=True, text=True, check=False, timeout=60)
        return done.returncode, done.stdout, done.stderr, Path("output/a.txt").exists()

    Path("output").mkdir()
    before = ran()
    Path("output/a.txt").unlink()
    texts = ("--set-file", f"basics.summary={name}", "--set-file", "basics.label=kept.txt")
    assert run("build", write("a.yaml", SOURCE), "-f", "text", "--depfile", "a.d", "-o", "other", *texts)[0] == 0
    assert run("build", *sources, "-f", "text", "--depfile", "b.d", "-o", "other")[0] == 0
    assert ran() == before
    assert not list(here.glob("pwned*"))
    found = rules(Path("a.d"))
    assert "kept.txt" in found["other/a.txt"]
    assert not {name, f"./{name}", *name.split()} & {*found, *found["a.d"]}


def test_names_much_like_an_order_are_told(here: Path, run: Run) -> None:
    """Only what Make would take for an order is left out."""
    names = (".Profile", ".yaml", "Define", "defined", "x/define", "x/.POSIX", "LOAD", ".a.POSIX")
    for name in names:
        write(name, "Of few words.")
    write("a.yaml", SOURCE)
    for name in names:
        run("build", "a.yaml", "-f", "text", "--depfile", "a.d", "--set-file", f"basics.summary={name}")
        assert name in rules(Path("a.d"))["output/a.txt"]


def test_a_special_target_by_another_way_is_left_out() -> None:
    """Make takes `./` off a name before it looks at it."""
    for name in ("./.POSIX", "././.POSIX", ".//.POSIX"):
        assert depfile._rule([name, "a"], [name, "b"]) == "a : \\\n  b\n"


@pytest.fixture
def project(here: Path) -> Path:
    """A project with cvrender's Makefile, as if its environment had been made, and two sources with a theme each."""
    shutil.copy(ROOT / "Makefile", here)
    for name in ("src", "tools", "output"):
        (here / name).mkdir()
    for name in ("pyproject.toml", "constraints.txt", "tools/system.sh", "src/a.py"):
        write(name, "")
    for name in ("one", "two"):
        write(f"themes/{name}/theme.yaml", "tokens: {font-size: 10pt}\n")
        write(f"resumes/{name}.yaml", f"{SOURCE}meta: {{cvrender: {{theme: {name}}}}}\n")
    for name in ("resumes", "themes/one", "themes/two"):
        os.utime(name, (1000, 1000))
    tool = write(".venv/bin/cvrender", f'#!/bin/sh\necho run >> log\nexec {sys.executable} -m cvrender "$@"\n')
    tool.chmod(0o755)
    write(".venv/.ready", "", 2000)
    return here


def made(*arguments: str) -> tuple[int, bool]:
    """Run Make; its status, and whether it ran cvrender, which runs once at most."""
    Path("log").unlink(missing_ok=True)
    command = ["make", "FORMATS=html,text", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    runs = Path("log").read_text("utf-8").count("\n") if Path("log").exists() else 0
    assert runs <= 1, done.stdout + done.stderr
    return done.returncode, bool(runs)


def moments() -> dict[str, int]:
    """When each output was written."""
    return {path.name: path.stat().st_mtime_ns for path in sorted(Path("output").iterdir())}


@needs("make", "make")
def test_make_with_nothing_to_do_runs_nothing(project: Path) -> None:
    """The first `make` renders, the second runs nothing; another format, a new source or cvrender's code is work."""
    assert made() == (0, True)
    assert list(moments()) == ["one.html", "one.txt", "two.html", "two.txt"]
    before = moments()
    assert made() == (0, False)
    assert made("FORMATS=text") == (0, True)
    assert made("FORMATS=text") == (0, False)
    write("resumes/$(touch pwned) three.yaml", SOURCE)
    assert made("FORMATS=text") == (0, True)
    assert made("FORMATS=text") == (0, False)
    Path("src/a.py").touch()
    assert made("FORMATS=text") == (0, True)
    assert made("FORMATS=text") == (0, False)
    assert moments().items() >= {name: moment for name, moment in before.items() if name.endswith(".txt")}.items()
    assert not list(project.rglob("pwned*"))


@needs("make", "make")
def test_a_change_in_one_theme_rebuilds_what_used_it(project: Path) -> None:
    """The outputs of the other theme are as they were, also in their time."""
    made()
    before = moments()
    Path("themes/one/html.css").write_text("h1 { color: #123456 }\n", "utf-8")
    assert made() == (0, True)
    after = moments()
    assert {name for name in after if after[name] != before[name]} == {"one.html", "one.txt"}
    assert b"#123456" in Path("output/one.html").read_bytes()
    assert made() == (0, False)


@needs("make", "make")
def test_what_is_gone_is_made_again_or_needed_no_more(project: Path) -> None:
    """An output that was removed is written again; a source or theme that was removed does not stop Make."""
    made()
    Path("output/two.txt").unlink()
    assert made() == (0, True)
    assert Path("output/two.txt").exists()
    assert made() == (0, False)
    Path("resumes/two.yaml").unlink()
    shutil.rmtree("themes/two")
    assert made() == (0, True)
    assert made() == (0, False)


@needs("make", "make")
def test_a_time_that_is_still_to_come_does_not_hold_make_up(project: Path) -> None:
    """A file from a machine whose clock is ahead is built each time, once."""
    made()
    os.utime("resumes/one.yaml", (4 * 10**9, 4 * 10**9))
    assert made() == made() == (0, True)


@needs("make", "make")
def test_a_source_with_an_error_fails_until_it_is_mended(project: Path) -> None:
    """Make fails, and runs again; nothing is rendered where something else than rendering is asked for."""
    write("resumes/two.yaml", "basics: {name: [x]}\n")
    assert made() == (2, True)
    assert made() == (2, True)
    assert made("clean", "-n") == (0, False)
    write("resumes/two.yaml", SOURCE)
    assert made() == (0, True)
    assert made() == (0, False)
