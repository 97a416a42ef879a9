"""Where themes are found: in the project, in the user's own folder, with cvrender, in packages, which are not run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT
from cvrender.diagnostics.report import Position, Report
from cvrender.theming import discovery
from cvrender.theming.discovery import available, find, standing
from cvrender.theming.theme import load

Run = Callable[..., tuple[int, str, str]]
"""conftest's `run`: a command line; status, stdout and stderr of it."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's folder, and beside it a user's own and one of packages, all empty."""
    for name in ("project", "config", "site"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.syspath_prepend(tmp_path / "site")
    return tmp_path


def theme(folder: Path, description: str, extends: str = "plain", accent: str = "#123456") -> Path:
    """A theme in a folder."""
    folder.mkdir(parents=True)
    text = f"extends: {extends}\ndescription: {description}\ntokens: {{accent: '{accent}'}}\n"
    (folder / "theme.yaml").write_text(text, "utf-8")
    return folder


def package(site: Path, name: str, entry_points: str) -> Path:
    """A package as it is installed, which must not be run."""
    folder = site / name.replace("-", "_")
    folder.mkdir()
    (folder / "__init__.py").write_text("raise SystemExit('a theme was run')\n", "utf-8")
    info = site / f"{folder.name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(entry_points, "utf-8")
    return folder


def described(name: str, *codes: str) -> str:
    """Return a theme's description; it is loaded with diagnostics of these codes only."""
    report = Report()
    found = load(name, report)
    assert [d.code for d in report.diagnostics] == [*codes]
    assert found is not None
    assert found.name == name
    return found.description


def test_the_nearest_goes_first(here: Path) -> None:
    """The project's themes go before the user's own, these before cvrender's, and these before those of packages."""
    looks = package(here / "site", "sunny", "[cvrender.themes]\nsunny = sunny\n")
    for name in ("everywhere", "ledger", "packaged"):
        theme(looks / name, "Of a package.")
    for name in ("everywhere", "ledger", "own"):
        theme(here / "config/cvrender/themes" / name, "The user's.")
    theme(Path("themes/everywhere"), "The project's.")
    names = ("everywhere", "ledger", "own", "packaged", "plain")
    origins = ("themes/", "own", "own", "sunny", "cvrender")
    assert [standing()[name].origin for name in names] == [*origins]
    assert [described(name, *notes) for name, notes in zip(names, (["CV049"], [], [], []), strict=False)] == [
        "The project's.",
        "The user's.",
        "The user's.",
        "Of a package.",
    ]
    assert [find(name) for name in names] == [available()[name] for name in names]


def test_a_theme_in_place_of_another_is_noted(here: Path) -> None:
    """A project's theme of a known name is used, also by a theme that extends it, with a note of both places."""
    theme(Path("themes/ledger"), "The project's.")
    theme(Path("themes/mine"), "Mine.", extends="ledger")
    at = Position("j.yaml", 3, 4)
    for name, position in (("ledger", at), ("mine", Position("themes/mine/theme.yaml", 1, 10))):
        report = Report()
        found = load(name, report, at)
        assert found is not None
        assert found.tokens["accent"] == "#123456"
        [note] = report.ordered()
        assert (note.code, note.severity, note.position) == ("CV049", "note", position)
        assert f"`{Path('themes/ledger')}`" in note.message
        assert f"cvrender's in `{discovery.folders()[-1] / 'ledger'}`" in note.message


def test_a_folder_of_the_name_alone_is_noted(here: Path) -> None:
    """`-t plain` with a theme in `./plain` takes that; a path with a folder in it is no name."""
    theme(Path("plain"), "Here.")
    for name, codes in (("plain", ["CV049"]), ("./plain", []), (str(Path("plain").absolute()), [])):
        report = Report()
        found = load(name, report, path_allowed=True)
        assert found is not None
        assert (found.description, [d.code for d in report.diagnostics]) == ("Here.", codes)


def test_a_project_theme_in_place_of_the_users_own_is_noted(here: Path) -> None:
    """The user's own counts as cvrender's does; that the own one replaces cvrender's is the user's choice."""
    theme(here / "config/cvrender/themes/ledger", "The user's.")
    assert described("ledger") == "The user's."
    theme(Path("themes/ledger"), "The project's.")
    report = Report()
    load("ledger", report)
    [note] = report.diagnostics
    assert f"your own in `{here / 'config/cvrender/themes/ledger'}`" in note.message


def test_where_cvrender_is_developed_nothing_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    """There, `themes/` is the folder of cvrender's own themes."""
    monkeypatch.chdir(discovery.folders()[-1].parent)
    assert find("plain") == Path("themes/plain")
    report = Report()
    assert load("duo", report) is not None
    assert report.diagnostics == []


@pytest.mark.parametrize(("count", "codes"), [(14, []), (1000, ["CV043"])])
def test_a_chain_of_themes_ends(here: Path, count: int, codes: list[str]) -> None:
    """Themes extend one another to a depth that no person reaches; more are an error at the place."""
    for number in range(count):
        theme(Path(f"themes/t{number}"), "A link.", extends=f"t{number + 1}")
    theme(Path(f"themes/t{count}"), "The last.")
    report = Report()
    load("t0", report)
    assert [d.code for d in report.diagnostics] == codes
    assert all(d.position and d.hint for d in report.diagnostics)


def test_a_package_cannot_take_the_place_of_a_theme_of_cvrender(here: Path) -> None:
    """Whatever is installed, `plain` is cvrender's."""
    theme(package(here / "site", "sly", "[cvrender.themes]\nx = sly\n") / "plain", "Sly.")
    assert described("plain") == "One calm column for any reader, human or machine."
    assert standing()["plain"].origin == "cvrender"


def test_a_package_is_one_theme_or_holds_some(here: Path) -> None:
    """An entry point names a package, a folder or a module within one; one theme has the name of the entry point."""
    site = here / "site"
    one = package(site, "one-look", "[cvrender.themes]\ndusk = one_look\n")
    (one / "theme.yaml").write_text("extends: plain\ndescription: One.\n", "utf-8")
    many = package(site, "many", "[cvrender.themes]\nany = many.looks\nmodule = many.deep.names:all\n")
    theme(many / "looks/first", "First.")
    theme(many / "looks/second", "Second.", extends="first", accent="#654321")
    theme(many / "deep/third", "Third.", extends="dusk")
    (many / "deep/names.py").write_text("raise SystemExit('a theme was run')\n", "utf-8")
    assert [described(name) for name in ("dusk", "first", "second", "third")] == ["One.", "First.", "Second.", "Third."]
    assert {name: place.origin for name, place in standing().items() if place.origin != "cvrender"} == {
        "dusk": "one-look",
        "first": "many",
        "second": "many",
        "third": "many",
    }


def test_themes_extend_one_another_wherever_they_stand(here: Path) -> None:
    """The project's theme extends the user's own, which extends a package's, which extends one of cvrender."""
    theme(package(here / "site", "sunny", "[cvrender.themes]\nx = sunny\n") / "far", "Far.", extends="ledger")
    theme(here / "config/cvrender/themes/middle", "Middle.", extends="far", accent="#234567")
    near = theme(Path("themes/near"), "Near.", extends="middle")
    (near / "theme.yaml").write_text("extends: middle\n", "utf-8")
    found = load("near", Report())
    assert found is not None
    assert found.tokens["accent"] == "#234567"
    assert found.tokens["heading-style"] == "side"


@pytest.mark.parametrize(
    "entry_points",
    [
        "[cvrender.themes]\nx = nowhere\n",
        "[cvrender.themes]\nx = nowhere.at.all\n",
        "[cvrender.themes]\nx = ..\n",
        "[cvrender.themes]\nx = odd.../../../tmp\n",
        "[cvrender.themes]\nx = odd.missing\n",
        "[cvrender.themes]\nx = sys\n",
        "[cvrender.themes]\nx = json\n",
        "[cvrender.themes]\nx =\n",
        "[cvrender.themes]\nx\n",
        "[cvrender.themes\nx = odd\n",
        "no section = odd\n",
        "\0",
        "[cvrender.themes]\nBad Name = odd\n",
        "[console_scripts]\nx = odd\n",
    ],
)
def test_what_a_package_says_wrongly_does_no_harm(here: Path, entry_points: str) -> None:
    """A package with a damaged or senseless description brings no theme, and hides no other's."""
    folder = package(here / "site", "odd", entry_points)
    (folder / "theme.yaml").write_text("extends: plain\n", "utf-8")
    theme(package(here / "site", "sunny", "[cvrender.themes]\nx = sunny\n") / "fine", "Fine.")
    outside = {name for name, place in standing().items() if place.origin != "cvrender"}
    assert outside == {"fine"}


def test_of_two_packages_of_one_name_the_first_counts(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an import would not find is not found here."""
    (here / "later").mkdir()
    monkeypatch.syspath_prepend(here / "later")
    monkeypatch.syspath_prepend(here / "site")
    theme(package(here / "later", "sunny", "[cvrender.themes]\nx = sunny\n") / "old", "Old.")
    theme(package(here / "site", "sunny", "[cvrender.themes]\nx = sunny\n") / "new", "New.")
    assert {name for name, place in standing().items() if place.origin == "sunny"} == {"new"}


PROGRAM = """
import sys
from cvrender.cli import main
status = main(sys.argv[1:])
print(sorted(sys.modules))
sys.exit(status)
"""


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        ("themes show near", False),
        ("themes show plain", False),
        ("build robin.yaml -f text -t near", False),
        ("build robin.yaml -f text", False),
        ("themes list", True),
        ("build robin.yaml -f text -t far", True),
    ],
)
def test_packages_are_asked_only_where_they_must_be(here: Path, arguments: str, asked: bool) -> None:
    """A name that is found nearby costs no look at what is installed; and whatever is asked, no package is run."""
    theme(package(here / "site", "sunny", "[cvrender.themes]\nx = sunny\n") / "far", "Far.")
    theme(Path("themes/near"), "Near.")
    Path("robin.yaml").write_text("basics: {name: Robin Example}\n", "utf-8")
    path = os.pathsep.join([str(ROOT / "src"), str(here / "site")])
    command = [sys.executable, "-c", PROGRAM, *arguments.split()]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert ("'importlib.metadata'" in done.stdout) == asked
    assert "'sunny'" not in done.stdout


@pytest.mark.parametrize(
    ("platform", "variables", "folder"),
    [
        ("linux", {"XDG_CONFIG_HOME": "/x"}, "/x/cvrender/themes"),
        ("linux", {"XDG_CONFIG_HOME": "x"}, "/home/robin/.config/cvrender/themes"),
        ("linux", {}, "/home/robin/.config/cvrender/themes"),
        ("darwin", {}, "/home/robin/Library/Application Support/cvrender/themes"),
        ("win32", {"APPDATA": "/Roaming"}, "/Roaming/cvrender/themes"),
    ],
)
def test_the_folder_of_ones_own(
    platform: str, variables: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each system has its place for what a user sets up; a relative XDG_CONFIG_HOME counts for nothing."""
    for name in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "/home/robin", **variables}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert discovery.folders()[1:-1] == (Path(folder),)


def test_who_has_no_home_has_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service without a home finds the project's themes and cvrender's."""

    def homeless() -> Path:
        raise RuntimeError("no home")

    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert len(discovery.folders()) == 2


def test_the_list_says_where_each_comes_from(here: Path, run: Run) -> None:
    """Beside each name stands whose it is."""
    theme(package(here / "site", "sunny-looks", "[cvrender.themes]\nx = sunny_looks\n") / "far", "Far.")
    theme(Path("themes/near"), "Near.")
    status, out, err = run("themes")
    assert (status, err) == (0, "")
    rows = {line.split()[0]: line.split()[1] for line in out.splitlines()}
    assert (rows["far"], rows["near"], rows["plain"]) == ("sunny-looks", "themes/", "cvrender")
