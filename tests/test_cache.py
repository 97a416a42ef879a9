"""What is kept for the next build: never wrong, never in the way, never for others' eyes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from cvrender.engines import typst
from cvrender.pipeline.incremental import cache, cached_results
from cvrender.system import user_dirs
from cvrender.system.fonts import system

Run = Callable[..., tuple[int, str, str]]
"""conftest's `run`: a command line; status, stdout and stderr of it."""
SOURCE = "basics: {name: Robin Example}\nwork: [{name: Acme, position: Engineer}]\n"
MORE = "basics: {name: Robin Example}\nwork: [{name: Acme, position: Engineer of more}]\n"
LACKING = "basics: {name: Robin Example, summary: A \ue123 sign.}\n"
NAME = "a" + "1" * 39
"""A key."""
DOOR = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has no modes of folders")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, with a cache beside it."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("CVRENDER_CACHE", str(tmp_path / "kept"))
    return tmp_path


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Each time that Typst is called, a name is added."""
    calls: list[str] = []
    real = typst.compile

    def counting(*arguments: object) -> bytes:
        calls.append("typst")
        return real(*arguments)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(typst, "compile", counting)
    yield calls


def build(run: Run, *more: str) -> tuple[int, str, str]:
    """Build the one source to PDF and text."""
    return run("build", "a.yaml", "-e", "typst", "-f", "pdf,text", *more)


def entries(folder: Path) -> list[Path]:
    """The files of the cache."""
    return sorted(path for path in (folder / "kept/results").rglob("*") if path.is_file())


def filled(place: Path) -> Path:
    """A cache of one entry, which stands at this place."""
    cache.put(place, NAME, b"content")
    assert cache.get(place, NAME) == b"content"
    return place / NAME[0] / NAME[1:]


def test_what_was_made_is_not_made_again(here: Path, run: Run, compiled: list[str]) -> None:
    """The second build calls no engine, says the same and has the same bytes; another source is another PDF."""
    Path("a.yaml").write_text(SOURCE, "utf-8")
    first, pdf = build(run), Path("output/a.pdf").read_bytes()
    Path("output/a.pdf").unlink()
    assert build(run) == first == (0, "output/a.pdf\noutput/a.txt\n", "")
    assert Path("output/a.pdf").read_bytes() == pdf
    assert len(compiled) == 1
    Path("a.yaml").write_text(MORE, "utf-8")
    build(run)
    assert len(compiled) == 2
    assert Path("output/a.pdf").read_bytes() != pdf


def test_a_second_build_loads_no_engine(here: Path) -> None:
    """Neither WeasyPrint nor what reads a PDF back is loaded for what was made and proven before."""
    Path("a.yaml").write_text(SOURCE, "utf-8")
    code = (
        "import sys; from cvrender.cli import main; main(sys.argv[1:]);"
        "print({'weasyprint', 'cvrender.verification.findings', 'cvrender.verification.extract.pdf'}"
        " & set(sys.modules))"
    )
    command = [sys.executable, "-c", code, "build", "a.yaml", "-q"]
    told = [subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines() for _ in "12"]
    assert "weasyprint" in told[0][-1]
    assert told[1][-1] == "set()"
    assert told[0][:-1] == told[1][:-1]


def test_no_cache_makes_everything_anew_and_keeps_nothing(here: Path, run: Run, compiled: list[str]) -> None:
    """`--no-cache` neither reads nor writes."""
    Path("a.yaml").write_text(SOURCE, "utf-8")
    build(run, "--no-cache")
    assert not (here / "kept").exists()
    build(run)
    build(run, "--no-cache")
    assert len(compiled) == 3


def test_a_warning_is_said_again(here: Path, run: Run, compiled: list[str]) -> None:
    """A character without font is told of from the cache as it is by the engine, and the proof knows of it."""
    Path("a.yaml").write_text(LACKING, "utf-8")
    first = build(run)
    assert "CV064" in first[2]
    assert "does not conform" in first[2]
    assert build(run) == first
    assert len(compiled) == 1


def test_an_engine_that_fails_is_asked_again(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept of a failure."""
    theme = Path("own")
    theme.mkdir()
    (theme / "theme.yaml").write_text("extends: plain\n", "utf-8")
    (theme / "typst.typ").write_text("#let render = panic()\n", "utf-8")
    Path("a.yaml").write_text(SOURCE, "utf-8")
    first = build(run, "-t", "own")
    assert first[0] == 1
    assert entries(here) == []
    assert build(run, "-t", "own") == first


@pytest.mark.parametrize(
    ("forged", "kind"),
    [
        *((content, "proof") for content in (b"", b"x y", b"1", b"1 2 3", b"-1 2", b"1 1.5", b"9" * 5000 + b" 1")),
        *(
            (told + b"\n%PDF-1.7", "pdf")
            for told in (b"", b"{", b"\xff", b"null", b"1", b'"abc"', b"[1]", b"[" * 10**5)
        ),
        (b"[]", "pdf"),
        (b"[]\n", "pdf"),
    ],
)
def test_a_forged_entry_is_made_anew(
    forged: bytes, kind: str, here: Path, run: Run, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An entry whose checksum is right, and which is none all the same, is no error of the build."""
    Path("a.yaml").write_text(SOURCE, "utf-8")
    first, pdf = build(run), Path("output/a.pdf").read_bytes()
    place, found = here / "kept/results", 0
    for path in entries(here):
        name = path.parent.name + path.name
        content = cache.get(place, name)
        assert content is not None
        if (b"%PDF" in content) == (kind == "pdf"):
            cache.put(place, name, forged)
            found += 1
    assert found == (1 if kind == "pdf" else 2)
    Path("output/a.pdf").unlink()
    assert build(run) == first
    assert Path("output/a.pdf").read_bytes() == pdf
    assert len(compiled) == (2 if kind == "pdf" else 1)


@pytest.mark.parametrize("kind", ["a FIFO", "a link", "a folder"])
def test_what_is_no_file_is_no_entry(kind: str, here: Path) -> None:
    """Something else in an entry's place holds nothing up, and is not read."""
    place = here / "kept/results"
    entry = filled(place)
    if kind == "a FIFO":
        if not hasattr(os, "mkfifo"):
            pytest.skip("Windows has no FIFOs among files")
        entry.unlink()
        os.mkfifo(entry, 0o600)
    else:
        entry.rename(entry.with_name("real"))
        if kind == "a link":
            entry.symlink_to(entry.with_name("real"))
        else:
            entry.mkdir()
    # In a process of its own, which can be ended where it would wait for ever.
    code = (
        "from pathlib import Path; from cvrender.pipeline.incremental.cache import get;"
        f" print(get(Path({str(place)!r}), {NAME!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=20)
    assert done.stdout == "None\n"


@pytest.mark.parametrize("damage", [b"", b"x", b"x" * 5000, None])
def test_a_damaged_entry_is_made_anew(damage: bytes | None, here: Path, run: Run, compiled: list[str]) -> None:
    """An entry that was cut, overwritten, or put in the place of another is no longer one; the next build mends it."""
    Path("a.yaml").write_text(SOURCE, "utf-8")
    first, pdf = build(run), Path("output/a.pdf").read_bytes()
    kept_before = {path: path.read_bytes() for path in entries(here)}
    assert len(kept_before) == 3  # the PDF, its proof and that of the text
    for path, content in kept_before.items():
        other = next(c for p, c in kept_before.items() if p != path)
        path.write_bytes(other if damage is None else damage or content[:-1])
    Path("output/a.pdf").unlink()
    assert build(run) == first
    assert Path("output/a.pdf").read_bytes() == pdf
    assert len(compiled) == 2
    assert {path: path.read_bytes() for path in entries(here)} == kept_before


def test_a_finding_of_the_proof_is_found_again(here: Path, run: Run) -> None:
    """A proof that found something is not kept: its words name places."""
    Path("a.yaml").write_text(SOURCE, "utf-8")
    Path("own").mkdir()
    Path("own/theme.yaml").write_text("extends: plain\n", "utf-8")
    Path("own/html.css").write_text("h1 { display: none }\n", "utf-8")
    first = run("build", "a.yaml", "-f", "pdf", "-t", "own")
    assert first[0] == 4
    assert "CV080" in first[2]
    Path("a.yaml").write_text("# a line\n" + SOURCE, "utf-8")
    assert run("build", "a.yaml", "-f", "pdf", "-t", "own")[2] == first[2].replace("a.yaml:1:", "a.yaml:2:").replace(
        "    1 |", "    2 |"
    )


@pytest.mark.parametrize("wrong", ["a file", "a folder of others", "no folder to make it in"])
def test_where_nothing_can_be_kept_nothing_is_said(wrong: str, here: Path, run: Run, compiled: list[str]) -> None:
    """A cache that cannot be written, or that others can write to, is as none."""
    Path("a.yaml").write_text(SOURCE, "utf-8")
    if wrong == "a file":
        (here / "kept").write_text("", "utf-8")
    elif wrong == "a folder of others":
        (here / "kept/results").mkdir(parents=True)
        if not hasattr(os, "geteuid") or os.geteuid() != 0:
            pytest.skip("only root can give a folder away")
        os.chown(here / "kept/results", 12345, 12345)
    else:
        (here / "kept").symlink_to("/proc/self/nothing")
    for _ in range(2):
        assert build(run) == (0, "output/a.pdf\noutput/a.txt\n", "")
    assert len(compiled) == 2
    assert run("cache")[0] == run("cache", "clear")[0] == (1 if wrong == "a folder of others" else 0)


def test_nobody_else_may_look(here: Path, run: Run) -> None:
    """A resume is private: folder and files are their owner's alone, whatever the umask."""
    Path("a.yaml").write_text(SOURCE, "utf-8")
    before = os.umask(0)
    try:
        build(run)
    finally:
        os.umask(before)
    for path in [here / "kept/results", *(here / "kept/results").rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_what_others_can_write_to_is_not_read(here: Path) -> None:
    """An entry in a folder that a group may write to could be anyone's."""
    place = here / "kept/results"
    name = cache.key("one")
    cache.put(place, name, b"content")
    assert cache.get(place, name) == b"content"
    place.chmod(0o770)
    assert cache.get(place, name) is None


@DOOR
@pytest.mark.parametrize("which", ["results", "results/a"])
@pytest.mark.parametrize("wrong", ["of a group", "of all", "a link"])
def test_a_folder_that_is_there_is_never_made_fit(which: str, wrong: str, here: Path, run: Run) -> None:
    """Nothing is put into a folder that others can write to, read from it or removed, and its mode stays: an entry that
    others have put there never becomes the user's own.
    """
    place, folder = here / "kept/results", here / "kept" / which
    entry = filled(place)
    mode = {"of a group": 0o770, "of all": 0o777, "a link": 0o700}[wrong]
    folder.chmod(mode)
    if wrong == "a link":
        folder.rename(here / "elsewhere")
        folder.symlink_to(here / "elsewhere")
    cache.put(place, NAME[:-1] + "2", b"more")
    cache.put(place, NAME, b"other")
    assert cache.get(place, NAME) is None
    assert folder.stat().st_mode & 0o777 == mode
    assert [path.name for path in entry.parent.iterdir()] == [entry.name]
    assert cache.info(place) == (0, 0)
    assert cache.clear(place) == 0
    assert entry.exists()
    status, out, err = run("cache", "clear")
    if which == "results":
        assert (status, out) == (1, "")
        assert err.startswith(f"cvrender: `{place}` is a link, or not yours alone: nothing is kept in it or removed")
        assert run("cache") == (status, out, err)
    else:
        assert (status, err) == (0, "")


@DOOR
def test_what_another_user_wrote_is_not_read(here: Path) -> None:
    """A folder that was open to all once may hold anyone's files."""
    place = here / "kept/results"
    entry = filled(place)
    entry.chmod(0o666)
    assert cache.get(place, NAME) is None
    entry.chmod(0o600)
    assert cache.get(place, NAME) == b"content"
    if os.geteuid() == 0:
        os.chown(entry, 12345, 12345)
        assert cache.get(place, NAME) is None


def test_only_what_cvrender_wrote_is_removed(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither `clear` nor the need of room removes files of other names, links, folders, or what a link leads to."""
    place = here / "kept/results"
    entry = filled(place)
    (here / "precious").mkdir()
    (here / "precious" / entry.name).write_text("mine", "utf-8")
    (place / "b").symlink_to(here / "precious")
    other = "3" * 39
    names = ("thesis.tex", ".hidden", f".{other}", f".{other}.1", f".{other}.1.2.bak", "3" * 38, "g" * 39, f"{other}\n")
    foreign = [entry.with_name(name) for name in names]
    for path in foreign:
        path.write_text("mine", "utf-8")
    foreign += [entry.with_name("4" * 39), entry.with_name("5" * 39)]
    foreign[-1].mkdir()
    foreign[-2].symlink_to(here / "precious" / entry.name)
    for path in foreign:
        os.utime(path, (1, 1), follow_symlinks=False)
    half = entry.with_name(f".{other}.12.34")
    half.write_bytes(b"half")
    assert cache.info(place)[0] == 2
    monkeypatch.setattr(cache, "LARGEST", 16 * 4 * 4096)
    for number in range(10):
        cache.put(place, f"a{number:039d}", bytes(4000))
    assert not entry.exists()
    cache.clear(place)
    assert not half.exists()
    assert sorted(entry.parent.iterdir()) == sorted(foreign)
    assert (here / "precious" / entry.name).read_text("utf-8") == "mine"


def test_what_was_used_longest_ago_gives_way(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is kept stays within its bound; what is used stays, what is not goes; leftovers of a process go too."""
    place = here / "kept/results"
    monkeypatch.setattr(cache, "LARGEST", 16 * 10 * 8192)
    names = [f"a{number:039d}" for number in range(30)]
    left = place / "a" / f".{names[0][1:]}.1234.56"
    for age, name in enumerate(names):
        cache.put(place, name, bytes(8000))
        os.utime(place / "a" / name[1:], (age, age))
        if age == 5:
            left.write_bytes(b"half")
            os.utime(left, (age, age))
        assert cache.get(place, names[0]) is not None  # and so it is the one that was used last
        assert cache.info(place)[1] <= cache.LARGEST // 16
    assert not left.exists()
    there = [name for name in names if cache.get(place, name) is not None]
    assert there == [names[0], *names[-len(there) + 1 :]]
    assert 8 <= len(there) <= 10
    cache.put(place, "a" + "9" * 39, bytes(cache.LARGEST // 16))  # would push out all others
    assert cache.get(place, names[0]) is not None
    assert cache.clear(place) > 0
    assert cache.info(place) == (0, 0)


def test_a_part_is_not_looked_into_for_every_entry(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To keep thousands of results means some looks at what is there, not thousands; the bound holds all the same."""
    place = here / "kept/results"
    looks: list[Path] = []
    real = cache._entries
    monkeypatch.setattr(cache, "_entries", lambda part: (looks.append(part), real(part))[1])
    monkeypatch.setattr(cache, "LARGEST", 16 * 400_000)
    for number in range(400):
        cache.put(place, f"a{number:039d}", bytes(4000))
    assert 20 < len(looks) < 200
    assert cache.info(place)[1] <= cache.LARGEST // 16


def _use(place: Path, seed: int) -> int:
    """Put and get a few entries again and again; return how many were wrong."""
    wrong = 0
    for step in range(300):
        number = (seed + step * 7) % 20
        name, content = cache.key(str(number)), str(number).encode() * 3000
        found = cache.get(place, name)
        wrong += found is not None and found != content
        cache.put(place, name, content)
        if step % 100 == 99:
            cache.clear(place)
    return wrong


def test_several_processes_use_it_at_once(here: Path) -> None:
    """Four processes that write, read and clear the same entries never see a wrong one, and leave nothing half-done."""
    place = here / "kept/results"
    with ProcessPoolExecutor(4) as pool:
        assert list(pool.map(_use, [place] * 4, range(4))) == [0] * 4
    cache.put(place, cache.key("1"), b"1")
    assert [path for path in place.rglob("*") if path.name.startswith(".")] == []


def test_two_builds_at_once(here: Path) -> None:
    """Two processes build the same for the first time: both do, and the entry is whole."""
    Path("a.yaml").write_text(SOURCE, "utf-8")
    command = [sys.executable, "-m", "cvrender", "build", "a.yaml", "-e", "typst", "-f", "pdf", "-q", "-o"]
    both = [subprocess.Popen([*command, f"o{n}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for n in "12"]
    assert [process.communicate()[1] for process in both] == [b"", b""]
    assert Path("o1/a.pdf").read_bytes() == Path("o2/a.pdf").read_bytes()
    assert len(entries(here)) == 2


def test_a_key_holds_all_that_a_pdf_depends_on(here: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Another engine, version, PDF standard, moment, font, or file of the bundle is another PDF."""
    place = here / "kept/results"
    font = tmp_path / "a.ttf"
    font.write_bytes(b"font")

    class Engine:
        made = 0
        version = "1"

        def state(self) -> str:
            return self.version

        def compile(self, *_: object) -> bytes:
            self.made += 1
            return b"%d" % self.made

    engine = Engine()
    face = cached_results.Face("A", 400, "normal", font)
    usual = {"name": "typst", "bundle": {"a": b"1", "b": b"2"}, "pdf_standard": "pdf/ua-1"}
    told: list[str] = []

    def pdf(**other: object) -> bytes:
        given = usual | other
        return cached_results.pdf(
            given["name"], engine, given["bundle"], [face], told.append, given["pdf_standard"], place
        )  # type: ignore[arg-type]

    assert pdf() == pdf() == b"1"
    assert pdf(name="weasyprint") == b"2"
    assert pdf(pdf_standard="pdf/a-2u") == b"3"
    assert pdf(bundle={"a": b"1b", "2": b""}) == b"4"
    assert pdf(bundle={"a": b"1", "b": b"3"}) == b"5"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert pdf() == b"6"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    engine.version = "2"
    assert pdf() == b"7"
    engine.version = "1"
    assert pdf() == b"1"
    font.write_bytes(b"another")
    assert pdf() == b"8"
    monkeypatch.setattr(cached_results, "system", lambda: "another font came")
    assert pdf() == b"9"
    engine.version = ""  # not known: nothing is kept
    assert pdf() == b"10"
    assert pdf() == b"11"


def test_a_font_that_comes_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A font in a folder of one's own, however deep, changes what is told of the system's."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (tmp_path / "fonts/deep").mkdir(parents=True)
    os.utime(tmp_path / "fonts/deep", (1, 1))
    before = system()
    assert system() == before
    (tmp_path / "fonts/deep/a.ttf").write_bytes(b"font")
    assert system() != before


def test_no_part_of_a_key_runs_into_the_next() -> None:
    """Parts that read the same one after the other are not the same."""
    assert cache.key("ab", "c") != cache.key("a", "bc") != cache.key("abc") != cache.key("abc", "")
    assert cache.key("ü") == cache.key("ü".encode())


def test_an_unchanged_build_touches_nothing(here: Path, run: Run) -> None:
    """Files that are as they would be written keep their time; one that is not is written."""
    Path("a.yaml").write_text(SOURCE, "utf-8")
    build(run)
    pdf, text = Path("output/a.pdf"), Path("output/a.txt")
    for path in (pdf, text, pdf.parent):
        os.utime(path, (1, 1))
    inodes = [path.stat().st_ino for path in (pdf, text)]
    for more in ([], ["--no-cache"]):
        assert build(run, *more)[:2] == (0, "output/a.pdf\noutput/a.txt\n")
        assert [path.stat().st_mtime for path in (pdf, text, pdf.parent)] == [1, 1, 1]
        assert [path.stat().st_ino for path in (pdf, text)] == inodes
    text.write_text("other", "utf-8")
    os.utime(text, (1, 1))
    build(run)
    assert text.stat().st_mtime > 1 == pdf.stat().st_mtime


def test_info_and_clear(here: Path, run: Run) -> None:
    """What is kept, where, and that it is gone."""
    Path("a.yaml").write_text(SOURCE, "utf-8")
    build(run)
    place = here / "kept/results"
    status, out, err = run("cache")
    assert (status, err) == (0, "")
    assert out.startswith(f"{place}: 3 results, 0.")
    assert out.endswith(" of at most 256.0 MB\n")
    assert run("cache", "clear")[1].endswith(f" MB removed from {place}\n")
    assert entries(here) == []
    assert run("cache", "info")[1].startswith(f"{place}: 0 results, 0.0 MB")


@pytest.mark.parametrize(
    ("platform", "variables", "folder"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/cvrender"),
        ("linux", {"XDG_CACHE_HOME": "x"}, "/home/robin/.cache/cvrender"),
        ("linux", {}, "/home/robin/.cache/cvrender"),
        ("darwin", {}, "/home/robin/Library/Caches/cvrender"),
        ("win32", {"LOCALAPPDATA": "/Local"}, "/Local/cvrender"),
        ("linux", {"CVRENDER_CACHE": "/own", "XDG_CACHE_HOME": "/x"}, "/own"),
        ("linux", {"CVRENDER_CACHE": "own", "XDG_CACHE_HOME": "/x"}, "/x/cvrender"),
    ],
)
def test_where_it_is(platform: str, variables: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each system has its place for what can be made anew, and a user can name another."""
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "CVRENDER_CACHE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "/home/robin", **variables}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert user_dirs.cache() == Path(folder)


def test_who_has_no_home_keeps_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service without a home has no cache, and is told so only where it asks."""

    def homeless() -> Path:
        raise RuntimeError("no home")

    monkeypatch.delenv("CVRENDER_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert cache.folder() is None
    assert run("cache") == run("cache", "clear") == (0, "nothing is kept: there is no home folder\n", "")
