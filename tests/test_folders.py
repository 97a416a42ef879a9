"""A folder that a stranger has filled: its links lead nowhere else, what is no file is not read, and what a killed
build has left there is cleared.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cvrender.diagnostics.report import Report
from cvrender.loading import atomic
from cvrender.loading.files import clashes, save
from cvrender.system import paths

Run = Callable[..., tuple[int, str, str]]
GOOD = "basics: {name: Robin Example}\n"
SECRET = "host private.example.org\n"
TEMPORARY = ".cvrender-0123456789ab.tmp"


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, as cloned from a stranger, beside a home with something private."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home/secret.yaml").write_text(SECRET, "utf-8")
    clone = tmp_path / "clone"
    (clone / "resumes").mkdir(parents=True)
    (clone / "resumes/robin.yaml").write_text(GOOD, "utf-8")
    monkeypatch.chdir(clone)
    return clone


def held(folder: Path) -> dict[str, bytes]:
    """All files below a folder, with what they hold."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# Outputs.


@pytest.mark.parametrize(
    ("link", "options"),
    [
        ("output", []),
        ("output/plain", ["-t", "plain", "-t", "ledger"]),
        ("output/robin-typst", ["-f", "typst"]),
        ("output/en", ["--lang", "all"]),
        ("out", ["-o", "./out/below"]),
    ],
)
def test_no_output_is_written_where_a_link_leads(clone: Path, run: Run, link: str, options: list[str]) -> None:
    """A link at any place below the working folder does not take outputs out of it, and nothing is half written."""
    (clone / link).parent.mkdir(exist_ok=True)
    (clone / link).symlink_to(clone.parent / "home")
    if link == "out":
        (clone / "cvrender.toml").write_text('output = "out/below"\n', "utf-8")
        options = []
    languages = "meta: {cvrender: {languages: [en, ko]}}\n"
    (clone / "resumes/robin.yaml").write_text(GOOD + languages, "utf-8")
    before = held(clone.parent / "home")
    status, out, err = run("build", *(["-f", "text"] if "-f" not in options else []), *options)
    assert (status != 0, out) == (True, ""), err
    assert held(clone.parent / "home") == before
    assert "error[CV07" in err
    if link != "out":
        assert "CV074" in err
        assert "--follow-links" in err


def test_links_of_outputs_are_followed_on_demand(clone: Path, run: Run) -> None:
    """Who keeps `output` elsewhere says so: by --follow-links, or by naming the link itself."""
    (clone / "output").symlink_to(clone.parent / "home")
    assert run("build", "-f", "text", "--follow-links")[0] == 0
    (clone.parent / "home/robin.txt").unlink()
    assert run("build", "-f", "text", "-o", "output")[0] == 0
    assert (clone.parent / "home/robin.txt").exists()


def test_below_a_named_output_links_lead_nowhere(clone: Path, run: Run) -> None:
    """The folder that is named may be a link; what lies in it may not lead out of it."""
    (clone.parent / "disk").mkdir()
    (clone / "out").symlink_to(clone.parent / "disk")
    (clone.parent / "disk/plain").symlink_to(clone.parent / "home")
    status, out, err = run("build", "-f", "text", "-t", "plain", "-t", "ledger", "-o", "out")
    assert (status, out) == (1, "")
    assert "error[CV074]: cannot be written: a link leads out of `out`, to `" in err
    assert held(clone.parent / "disk") == {}


def test_links_may_stay_inside(clone: Path, run: Run) -> None:
    """Links that lead to another place in the working folder are fine, for sources, themes and outputs."""
    for name in "resumes", "themes":
        (clone / name).mkdir(exist_ok=True)
        (clone / name).rename(clone / f"real-{name}")
        (clone / name).symlink_to(f"real-{name}")
    (clone / "theme").mkdir()
    (clone / "theme/theme.yaml").write_text("extends: plain\n", "utf-8")
    (clone / "themes/mine").symlink_to("../theme")
    (clone / "resumes/ada.yaml").symlink_to("robin.yaml")
    (clone / "output").symlink_to("made")
    (clone / "made").mkdir()
    status, out, err = run("build", "-f", "text", "-t", "mine")
    assert (status, out, err) == (0, "output/ada.txt\noutput/robin.txt\n", "")


def test_a_folder_may_be_reached_by_a_link(clone: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder that is itself behind a link, as /tmp of macOS is, is no way out."""
    (clone.parent / "link").symlink_to(clone)
    monkeypatch.chdir(clone.parent / "link")
    assert run("build", "-f", "text")[0] == 0
    assert run("build", "-f", "text", clone.parent / "link/resumes", "-o", clone.parent / "link/output")[0] == 0


# Sources.


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize("link", ["resumes", "resumes/jane.yaml"])
def test_no_source_is_read_where_a_link_leads(clone: Path, run: Run, link: str, command: str) -> None:
    """A folder of sources, or a file in it, that is a link to private files tells nothing of these."""
    if link == "resumes":
        (clone / "resumes").rename(clone / "others")
    (clone / link).symlink_to(clone.parent / "home" / ("secret.yaml" if link != "resumes" else ""))
    status, _, err = run(command)
    assert status == 1
    assert f"{link}: error[CV074]: a link leads out of the working folder, to `" in err
    assert "private" not in err
    assert "CV0" not in err.replace("CV074", "")
    _, _, err = run(command, "--follow-links")
    assert "private" in err


def test_a_folder_that_is_named_holds_its_links(clone: Path, run: Run) -> None:
    """A folder on the command line may be a link, and is the bound of those in it; a file that is named is read."""
    (clone / "people").mkdir()
    (clone / "people/jane.yaml").symlink_to(clone.parent / "home/secret.yaml")
    status, _, err = run("check", "people")
    assert (status, "private" in err) == (1, False)
    assert "people/jane.yaml: error[CV074]: a link leads out of `people`, to `" in err
    assert "private" in run("check", "people/jane.yaml")[2]
    (clone / "home").symlink_to(clone.parent / "home")
    assert "private" in run("check", "home")[2]


def test_sources_of_the_file_of_builds_stay_in_its_folder(clone: Path, run: Run) -> None:
    """`sources` in cvrender.toml may be a stranger's: a folder that it names holds its links as well."""
    (clone / "cvrender.toml").write_text('sources = "people"\n', "utf-8")
    (clone / "people").mkdir()
    (clone / "people/jane.yaml").symlink_to(clone.parent / "home/secret.yaml")
    status, _, err = run("build", "-f", "text")
    assert (status, "private" in err) == (1, False)
    assert "people/jane.yaml: error[CV074]" in err
    assert "private" in run("build", "-f", "text", "--follow-links")[2]


def test_verify_takes_no_source_behind_a_link(clone: Path, run: Run) -> None:
    """The source that has the name of an output is not looked for outside."""
    run("build", "-f", "text")
    (clone / "resumes/robin.yaml").unlink()
    (clone / "resumes/robin.yaml").symlink_to(clone.parent / "home/secret.yaml")
    status, _, err = run("verify", "output/robin.txt")
    assert (status, "private" in err, "CV095" in err) == (0, False, True)
    assert "private" in run("verify", "output/robin.txt", "--follow-links")[2]


def test_includes_and_photos_are_followed_on_demand_only(clone: Path, run: Run) -> None:
    """A file that a source names may be a link out of its folder where this is asked for; `..` never leads out."""
    (clone.parent / "home/more.yaml").write_text("Elsewhere\n", "utf-8")
    (clone / "resumes/more.yaml").symlink_to(clone.parent / "home/more.yaml")
    (clone / "resumes/robin.yaml").write_text("basics:\n  name: Robin\n  label: !include more.yaml\n", "utf-8")
    assert "--follow-links" in run("check", "resumes/robin.yaml")[2]
    assert run("check", "--follow-links", "resumes/robin.yaml")[::2] == (0, "")
    (clone / "resumes/robin.yaml").write_text("basics:\n  label: !include ../../home/more.yaml\n", "utf-8")
    assert "lies outside" in run("check", "--follow-links", "resumes/robin.yaml")[2]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs")
@pytest.mark.parametrize("kind", ["FIFO", "device"])
def test_what_is_no_file_is_not_read_unless_named(clone: Path, run: Run, kind: str) -> None:
    """A device or a pipe that cvrender.toml names is refused, not waited for."""
    (clone / "cvrender.toml").write_text('sources = "endless.yaml"\n', "utf-8")
    if kind == "FIFO":
        os.mkfifo(clone / "endless.yaml")
    else:
        (clone / "endless.yaml").symlink_to("/dev/null")
    status, _, err = run("build", "-f", "text", "--follow-links")
    assert (status, err) == (1, "endless.yaml: error[CV001]: cannot be read: it is a device or a pipe\n")


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="there is no /dev/stdin")
def test_a_pipe_that_is_named_is_read(clone: Path) -> None:
    """`cvrender check /dev/stdin` reads what another program writes."""
    command = [sys.executable, "-m", "cvrender", "check", "/dev/stdin"]
    done = subprocess.run(command, input=GOOD, capture_output=True, text=True, check=False, cwd=clone)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_source_that_is_too_large_is_refused(clone: Path, run: Run) -> None:
    """A file of a gigabyte is not read into memory; here, one of a byte too many, which takes no room on the disk."""
    with (clone / "resumes/robin.yaml").open("wb") as file:
        file.truncate(paths.LARGEST + 1)
    status, _, err = run("check")
    assert (status, err) == (1, "resumes/robin.yaml: error[CV001]: cannot be read: it is larger than 16 MB\n")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no /dev/zero")
def test_what_never_ends_is_read_up_to_the_bound() -> None:
    """A device tells no size; reading stops all the same."""
    with pytest.raises(OSError, match="larger than 4 kB"):
        paths.read("/dev/zero", 4096, regular=False)
    with pytest.raises(OSError, match="a device or a pipe"):
        paths.read("/dev/zero")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A FIFO to which nobody writes is refused at once."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="a device or a pipe"):
        paths.read(tmp_path / "pipe")


# Themes.


@pytest.mark.parametrize("link", ["themes", "themes/mine", "themes/mine/theme.yaml"])
def test_no_theme_is_read_where_a_link_leads(clone: Path, run: Run, link: str) -> None:
    """Themes of the working folder stay in it, whether a source, the command line or another theme names them."""
    there = clone.parent / "home"
    (there / "mine").mkdir()
    (there / "mine/theme.yaml").write_text("private: yes\n", "utf-8")
    (clone / link).parent.mkdir(parents=True, exist_ok=True)
    (clone / link).symlink_to(there / link.partition("/")[2])
    (clone / "resumes/ada.yaml").write_text(f"{GOOD}meta: {{cvrender: {{theme: mine}}}}\n", "utf-8")
    for arguments in ["resumes/ada.yaml"], ["resumes/robin.yaml", "-t", "mine"]:
        status, out, err = run("build", "-f", "text", *arguments)
        assert (status, out, "private" in err) == (1, "", False)
        assert "leads out of" in err
        assert "private" in run("build", "-f", "text", *arguments, "--follow-links")[2]
    if link == "themes/mine":
        assert "private" in run("build", "-f", "text", "-t", "./themes/mine")[2]


def test_a_theme_of_ones_own_may_be_a_link(clone: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's own folder is no stranger's: people keep its files elsewhere."""
    own = clone.parent / "home/config"
    (own / "cvrender/themes").mkdir(parents=True)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(own))
    (clone.parent / "mine").mkdir()
    (clone.parent / "mine/theme.yaml").write_text("extends: plain\n", "utf-8")
    (own / "cvrender/themes/mine").symlink_to(clone.parent / "mine")
    assert run("build", "-f", "text", "-t", "mine")[::2] == (0, "")


def test_a_new_theme_is_not_written_where_a_link_leads(clone: Path, run: Run) -> None:
    """`themes new NAME` goes into `themes/` of the working folder, which may be a stranger's."""
    (clone / "themes").symlink_to(clone.parent / "home")
    before = held(clone.parent / "home")
    status, out, err = run("themes", "new", "mine")
    assert (status, out) == (2, "")
    assert "a link leads out of the working folder" in err
    assert held(clone.parent / "home") == before


# Other writers.


def test_a_new_file_takes_the_place_of_nothing(clone: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`new` leaves what is there, be it a link that leads nowhere, and nothing half-written where it fails."""
    (clone / "jane.yaml").symlink_to(clone.parent / "home/new.yaml")
    status, _, err = run("new", "jane")
    assert (status, "is there already" in err) == (2, True)
    assert not (clone.parent / "home/new.yaml").exists()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert run("new", "ada")[0] == 2
    assert sorted(path.name for path in clone.iterdir()) == ["jane.yaml", "resumes"]


@pytest.mark.parametrize("linked", [True, False])
def test_a_new_file_needs_no_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linked: bool) -> None:
    """Where a disk has no hard links, a new file is put in place all the same, and takes the place of nothing."""

    def none(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    if not linked:
        monkeypatch.setattr(os, "link", none)
    atomic.create(tmp_path / "a/new", b"1")
    with pytest.raises(FileExistsError):
        atomic.create(tmp_path / "a/new", b"2")
    assert held(tmp_path) == {"a/new": b"1"}


def test_a_picture_replaces_a_link_and_is_whole(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a command writes under a name that the user gives goes through no link, and is whole or not there."""
    (clone / "shown.png").symlink_to(clone.parent / "home/secret.yaml")
    atomic.store(clone / "shown.png", b"picture")
    assert not (clone / "shown.png").is_symlink()
    assert (clone.parent / "home/secret.yaml").read_text("utf-8") == SECRET

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        atomic.store(clone / "shown.png", b"another")
    monkeypatch.undo()
    assert held(clone) == {"shown.png": b"picture", "resumes/robin.yaml": GOOD.encode()}


@pytest.mark.parametrize("command", ["diff", "verify", "themes check"])
def test_every_command_stores_its_picture(command: str) -> None:
    """No command writes a picture in another way."""
    name = {"diff": "cli/diff.py", "verify": "cli/verify.py", "themes check": "theme_check/screenshots.py"}[command]
    text = (Path(paths.__file__).parents[1] / name).read_text("utf-8")
    assert "store(" in text
    assert not re.search(r"write_bytes|\.save\((?!written)", text)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs")
def test_a_depfile_may_be_a_pipe(clone: Path, run: Run) -> None:
    """What is no file, such as /dev/null, is written to and not replaced."""
    os.mkfifo(clone / "pipe")
    reading = os.open(clone / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run("build", "-f", "text", "--depfile", "pipe")[0] == 0
        assert (clone / "pipe").is_fifo()
        assert b"output/robin.txt" in os.read(reading, 65536)
    finally:
        os.close(reading)


# What a killed build has left.


def test_the_next_build_clears_what_a_killed_one_has_left(clone: Path, run: Run) -> None:
    """A temporary file of a process that is no more, which holds the resume, is gone; all else stays."""
    output = clone / "output"
    output.mkdir()
    stay = [".cvrender-0123456789ab.tmp.txt", "cvrender-0123456789ab.tmp", ".cvrender-xyz.tmp", ".other.tmp"]
    for name in [TEMPORARY, *stay]:
        (output / name).write_text(GOOD, "utf-8")
    (output / TEMPORARY.replace("0", "1")).symlink_to(clone.parent / "home/secret.yaml")
    (output / TEMPORARY.replace("0", "2")).mkdir()
    assert run("build", "-f", "text")[0] == 0
    links = [TEMPORARY.replace("0", digit) for digit in "12"]
    assert sorted(path.name for path in output.iterdir()) == sorted([*stay, *links, "robin.txt"])


LEFT = """
import os, signal, sys
from pathlib import Path
from cvrender.loading import atomic
Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
atomic.write({Path(sys.argv[1], "a.txt"): b"1"})
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_what_a_killed_process_leaves_is_what_is_cleared(tmp_path: Path) -> None:
    """The names of the files that are left are those that the next run looks for."""
    subprocess.run([sys.executable, "-c", LEFT, str(tmp_path)], check=False)
    assert len(list(tmp_path.iterdir())) == 1
    assert save({tmp_path / "b.txt": b"2"}, Report())
    assert held(tmp_path) == {"b.txt": b"2"}


WRITING = """
import sys
from pathlib import Path
from cvrender.loading import atomic
replace = Path.replace
def waiting(self, to):
    print("ready", flush=True)
    sys.stdin.readline()
    return replace(self, to)
Path.replace = waiting
atomic.write({Path(sys.argv[1], "a.txt"): b"1"})
"""


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not locked there")
def test_a_build_that_is_writing_is_left_alone(tmp_path: Path) -> None:
    """While another process writes to the folder, none of its temporary files is removed, however old."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITING, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        [temporary] = tmp_path.iterdir()
        os.utime(temporary, (1, 1))
        assert save({tmp_path / "b.txt": b"2"}, Report())
        assert temporary.exists()
        other.communicate("\n")
    assert held(tmp_path) == {"a.txt": b"1", "b.txt": b"2"}


def test_without_locks_age_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows and some network disks, what is an hour old is abandoned, and what is younger may be at work."""
    monkeypatch.setattr(atomic, "_locked", lambda *_: None)
    young, old = (tmp_path / TEMPORARY.replace("0", digit) for digit in "12")
    young.touch()
    old.touch()
    os.utime(old, (time.time() - 3700,) * 2)
    assert save({tmp_path / "b.txt": b"2"}, Report())
    assert (young.exists(), old.exists()) == (True, False)


def test_a_folder_is_looked_through_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand sources that go into one folder do not have it listed ten thousand times."""
    listed = []
    listing = os.listdir
    monkeypatch.setattr(atomic.os, "listdir", lambda path: listed.append(path) or listing(path))
    for number in range(5):
        save({tmp_path / f"{number}.txt": b"", tmp_path / f"a/{number}.txt": b""}, Report())
    assert sorted(listed) == [tmp_path, tmp_path / "a"]


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    """The lock of a folder ends with each source."""
    before = os.dup(0)
    os.close(before)
    save({tmp_path / "a/b.txt": b"", tmp_path / "c.txt": b""}, Report())
    with pytest.raises(IsADirectoryError):
        atomic.write({tmp_path / "a": b""})
    after = os.dup(0)
    os.close(after)
    assert before == after


# Names.


def test_names_that_differ_by_case_clash_where_disks_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """`a/Jane.yaml` and `b/jane.yaml` have one output on macOS and Windows, and two elsewhere."""
    sources = [Path("a/Jane.yaml"), Path("b/jane.yaml")]
    for platform, count in ("linux", 2), ("darwin", 1), ("win32", 1):
        monkeypatch.setattr(sys, "platform", platform)
        assert len(clashes(sources, Report())) == count


@pytest.mark.parametrize(
    ("root", "path", "stays"),
    [
        ("", "a/b", True),
        (".", "../clone/a", True),
        (".", "..", False),
        ("a", "a", True),
        ("a", "a/../b", False),
        ("a", "ab", False),
        ("a", "/", False),
        ("/", "/a", True),
        ("resumes", "resumes/none/below", True),
        ("resumes", "resumes/a\0", False),
    ],
)
def test_what_lies_in_a_folder(clone: Path, root: str, path: str, stays: bool) -> None:
    """Names are enough where there is no link; `..` and names that only begin alike are seen through."""
    assert paths.stays(root, path) is stays
    if "\0" not in path:
        assert paths.stays(root, path, follow_links=True) is stays


def test_one_folder_under_two_names_is_one(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where case does not count, a link may spell its folder in another way: folders are compared, not names."""
    (clone / "spelled").mkdir()
    real = os.path.realpath
    monkeypatch.setattr(os.path, "realpath", lambda path: real(path).replace("spelled", "resumes"))
    (clone / "link").symlink_to("spelled")
    assert paths.stays("resumes", "link/robin.yaml")
    monkeypatch.setattr(os.path, "realpath", real)
    assert not paths.stays("resumes", "link/robin.yaml")
