"""`cvrender.toml`: builds that are fixed beside the sources, and what is said where it is wrong."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cvrender.cli.parser import parser
from cvrender.diagnostics.report import Report
from cvrender.loading.project_config import KEYS, Fixed, read

Run = Callable[..., tuple[int, str, str]]
JANE = """
basics: {name: Jane Roe, label: {en: Weaver, ko: 직조공}}
work: [{name: Mill, position: Weaver, tags: [mill]}]
meta: {cvrender: {languages: [en, ko], variants: {short: {exclude: [mill]}}}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with two resumes."""
    (tmp_path / "resumes").mkdir()
    (tmp_path / "resumes/jane.yaml").write_text(JANE, "utf-8")
    (tmp_path / "resumes/ada.yaml").write_text("basics: {name: Ada Roe}\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def listed(out: str) -> list[str]:
    """What was written, in the order in which it was."""
    return out.splitlines()


def test_a_bare_build_does_all(folder: Path, run: Run) -> None:
    """Each `[[build]]` is done, with what stands above them where it says nothing itself."""
    (folder / "cvrender.toml").write_text(
        """format = "text"
[[build]]
[[build]]
sources = "resumes/jane.yaml"
variant = ["short"]
lang = ["en", "ko"]
output = "output/short"
[build.set]
basics.name = "J. Roe"
""",
        "utf-8",
    )
    status, out, err = run("build")
    assert status == 0, err
    assert listed(out) == [
        "output/ada.txt",
        "output/jane.txt",
        "output/short/en/jane.txt",
        "output/short/ko/jane.txt",
    ]
    assert "Mill" in Path("output/jane.txt").read_text("utf-8")
    korean = Path("output/short/ko/jane.txt").read_text("utf-8")
    assert "직조공" in korean
    assert "J. ROE" in korean.upper()
    assert "Mill" not in korean


def test_the_command_line_goes_first(folder: Path, run: Run) -> None:
    """An option that is given stands for all builds. Who names a source gets it as is fixed for every build, once."""
    lines = ("format = 'html'", "theme = 'ledger'", "[[build]]", "[[build]]", "format = 'markdown'", "output = 'o'")
    (folder / "cvrender.toml").write_text("\n".join(lines), "utf-8")
    assert listed(run("build", "-t", "plain")[1]) == ["output/ada.html", "output/jane.html", "o/ada.md", "o/jane.md"]
    plain = Path("output/jane.html").read_bytes()
    assert listed(run("build", "resumes/jane.yaml")[1]) == ["output/jane.html"]
    ledger = Path("output/jane.html").read_bytes()
    run("build", "resumes/ada.yaml", "resumes/jane.yaml", "-t", "plain", "-t", "ledger", "-o", "both")
    assert [plain, ledger] == [Path(f"both/{theme}/jane.html").read_bytes() for theme in ("plain", "ledger")]
    assert listed(run("build", "resumes/jane.yaml", "-f", "text", "-o", "p")[1]) == ["p/jane.txt"]


def test_settings_of_both_count(folder: Path, run: Run) -> None:
    """`--set` goes before what the file sets of the same key, and leaves the rest of it."""
    (folder / "cvrender.toml").write_text(
        "format = 'text'\nset = {basics.name = 'A. Roe', basics.label = 'Dyer'}", "utf-8"
    )
    assert run("build", "resumes/ada.yaml", "--set", "basics.name=Ada")[0] == 0
    assert Path("output/ada.txt").read_text("utf-8").split() == ["Ada", "Dyer"]


def test_pyproject_may_have_it(folder: Path, run: Run) -> None:
    """`[tool.cvrender]` is read where there is no cvrender.toml; a pyproject.toml without it says nothing."""
    (folder / "pyproject.toml").write_text("[project]\nname = 'x'\n", "utf-8")
    assert read([Path()], Report()) == Fixed()
    (folder / "pyproject.toml").write_text("[project]\nname = 'x'\n[tool.cvrender]\nformat = 'markdown'\n", "utf-8")
    assert listed(run("build")[1]) == ["output/ada.md", "output/jane.md"]


def test_it_is_found_beside_the_sources(folder: Path, run: Run) -> None:
    """A file in the folder of the sources counts, and its paths begin there."""
    (folder / "resumes/cvrender.toml").write_text("format = 'text'\noutput = 'made'\n", "utf-8")
    for sources in (["resumes"], [], ["resumes/ada.yaml", "resumes/jane.yaml"]):
        status, out, _ = run("build", *sources)
        assert (status, {Path(line).resolve() for line in listed(out)}) == (
            0,
            {folder / "resumes/made/ada.txt", folder / "resumes/made/jane.txt"},
        )


def test_no_build_overwrites_another(folder: Path, run: Run) -> None:
    """Two builds that would write one file are an error, and the first one's stays."""
    (folder / "cvrender.toml").write_text(
        "format = 'text'\n[[build]]\n[[build]]\nsources = ['resumes/jane.yaml']\nvariant = 'short'\n", "utf-8"
    )
    status, _, err = run("build")
    assert (status, "CV071" in err) == (1, True)
    assert "Mill" in Path("output/jane.txt").read_text("utf-8")


WRONG = [
    ("them = 'plain'", "1:1", "there is no key `them`"),
    ("theme = ['plain'", "1:17", "is no TOML"),
    ("\n[[build]]\npublic = 'yes'", "3:1", "`public` is true or false"),
    ("format = []", "1:1", "`format` is a name or a list of names"),
    ("jobs = -1", "1:1", "`jobs` is a number"),
    ("output = 3", "1:1", "`output` is a text"),
    ("output = '../x'", "1:1", "`output` is to stay within this file's folder"),
    ("output = '/tmp'", "1:1", "`output` is to stay within this file's folder"),
    ("sources = ['resumes', 'nope']", "1:1", "`sources` is to name what is there, and `nope` is not"),
    ("sources = ['resumes', '..']", "1:1", "`sources` is to stay within this file's folder"),
    ("[set-file]\n'basics.summary' = '/etc/hostname'", "1:2", "`set-file` is to stay within this file's folder"),
    ("theme = '..'", "1:1", "`theme` is to stay within this file's folder"),
    ("[set-file]\n'basics.summary' = 'resumes'", "1:2", "`set-file` is to name files"),
    ("jobs = " + "1" * 5000, "1:5008", "is no TOML"),
    ("theme = '../mine'", "1:1", "`theme` is to stay within this file's folder"),
    ("[set]\ndates = [1]", "1:2", "which `dates` is not"),
    ("set = 'accent'", "1:1", "`set` is a table"),
    ("[build]\ntheme = 'plain'", "1:2", "`build` is a list of tables"),
    ("format = 'docy'", "1:1", "there is no format `docy`"),
    ("[[build]]\nengine = 'word'", "2:1", "there is no engine `word`"),
    ("theme = 'plane'", "1:1", "there is no theme `plane`"),
    ("[set]\nacent = 'red'", "1:2", "there is no token or key `acent`"),
    ("pdf-standard = 'pdf/x'", "1:1", "there is no PDF standard `pdf/x`"),
]


@pytest.mark.parametrize(("text", "place", "said"), WRONG)
def test_what_is_wrong_is_told_at_its_place(text: str, place: str, said: str, folder: Path, run: Run) -> None:
    """Nothing is built, and the line and column are those of the key."""
    (folder / "cvrender.toml").write_text(text, "utf-8")
    status, out, err = run("build")
    assert (status, out) == (2, "")
    assert err.startswith(f"cvrender.toml:{place}: error[CV0")
    assert said in err.partition("\n")[0]


def test_what_is_no_text_is_told(folder: Path, run: Run) -> None:
    """Bytes that are not UTF-8 are an error of the file."""
    (folder / "cvrender.toml").write_bytes(b"theme = '\xff'")
    assert run("build") == (2, "", "cvrender.toml: error[CV078]: is not UTF-8\n")


def test_every_option_of_build_may_stand_there() -> None:
    """What `build` takes and what the file takes have the same names, but for what is said of one run only."""
    told = parser().parse_args(["build"])
    dests = {"variant": "variants", "lang": "langs", "set": "settings", "set-file": "setting_files"}
    dests |= {"pdf-standard": "pdf_standard", "verify": "no_verify", "cache": "no_cache"}
    ours = {dests.get(key, key) for key in KEYS}
    once = {"time_limit", "memory_limit", "follow_links", "command", "message_format", "quiet", "verbose", "watch"}
    once |= {"places", "depfile"}
    assert set(vars(told)) - once == ours


@pytest.mark.parametrize(
    ("text", "said"),
    [("# [tool.cvrender]\ntool = 3", "is no table"), ("[tool]\ncvrender = [1]  # [tool.cvrender", "is no table")],
)
def test_a_pyproject_of_another_shape_is_told(text: str, said: str, folder: Path, run: Run) -> None:
    """What stands for the table may be anything."""
    (folder / "pyproject.toml").write_text(text, "utf-8")
    status, out, err = run("build")
    assert (status, out) == (2, "")
    assert said in err


def test_what_is_no_file_of_the_folder_is_not_read(folder: Path, run: Run) -> None:
    """Neither a device nor a pipe, a link to another folder, or a very large file."""
    path = folder / "cvrender.toml"
    (folder / "secret.txt").write_text("password = hunter2 =", "utf-8")
    (folder / "work").mkdir()
    for make in (
        lambda: path.symlink_to("/dev/zero"),
        lambda: os.mkfifo(path),
        lambda: path.symlink_to(folder / "work"),
        lambda: path.write_bytes(b"#" * 2**19),
    ):
        make()
        status, out, err = run("build")
        assert (status, out) == (2, "")
        assert err.startswith("cvrender.toml: error[CV078]: ")
        path.unlink()
    os.chdir(folder / "work")
    Path("cvrender.toml").symlink_to("../secret.txt")
    status, _, err = run("build", "../resumes")
    assert (status, "hunter2" in err) == (2, False)


def test_one_folder_does_not_rule_another(folder: Path, run: Run) -> None:
    """Where sources of several folders are named, only the working folder's file counts."""
    (folder / "theirs").mkdir()
    (folder / "theirs/bob.yaml").write_text("basics: {name: Bob Roe}", "utf-8")
    (folder / "theirs/cvrender.toml").write_text("output = 'grabbed'\nformat = 'text'", "utf-8")
    out = listed(run("build", "theirs/bob.yaml", "resumes/ada.yaml", "-f", "text")[1])
    assert out == ["output/bob.txt", "output/ada.txt"]
    assert listed(run("build", "theirs/bob.yaml")[1]) == ["theirs/grabbed/bob.txt"]


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("variant = 'nosuch'", "1:1", "error[CV051]: there is no variant `nosuch` in resumes/jane.yaml"),
        ("[[build]]\nlang = ['en', 'da']", "2:1", "error[CV055]: resumes/jane.yaml is not in the language `da`"),
    ],
)
def test_what_a_source_does_not_offer_is_told_at_the_key(
    text: str, place: str, said: str, folder: Path, run: Run
) -> None:
    """A variant or language comes from the file, so its place is there; the message names the source."""
    (folder / "resumes/ada.yaml").unlink()
    (folder / "cvrender.toml").write_text(f"format = 'text'\n{text}", "utf-8")
    line, column = map(int, place.split(":"))
    status, out, err = run("build")
    assert (status, out) == (1, "")
    assert err.startswith(f"cvrender.toml:{line + 1}:{column}: {said}\n")
    option, value = ("--variant", "nosuch") if "variant" in text else ("--lang", "da")
    err = run("build", option, value)[2]
    assert err.startswith("resumes/jane.yaml")
    assert "cvrender.toml" not in err


@pytest.fixture
def mine(folder: Path) -> Path:
    """A theme of the project without sheets, to which tests add some."""
    theme = folder / "themes/mine"
    theme.mkdir(parents=True)
    (theme / "theme.yaml").write_text("extends: plain\n", "utf-8")
    return theme


def notes(err: str) -> list[str]:
    """The places of the notes on what a file asks for beyond the default."""
    return [line.partition(": note[CV037]")[0] for line in err.splitlines() if "note[CV037]" in line]


@pytest.mark.parametrize(
    ("key", "option", "said"),
    [
        ("verify = false", ["--no-verify"], "outputs are not read back"),
        ("embed = true", ["--embed"], "attachment"),
        ("engine = 'xelatex'", ["-e", "auto"], "runs TeX"),
        ("engine = ['typst', 'latex']", ["-e", "auto"], "runs TeX"),
        ("theme = 'mine'", ["-t", "plain"], "html.css"),
        ("theme = 'all'", ["-t", "plain"], "html.css"),
        ("theme = './themes/mine'", ["-t", "plain"], "html.css"),
        ("theme = 'heir'", ["-t", "plain"], "html.css"),
        ("set = {engine = 'xelatex'}", ["-e", "auto"], "runs TeX"),
        ("set = {engine = 'xelatex'}", ["--set", "engine=auto"], "runs TeX"),
        ("set-file = {engine = 'engine.txt'}", ["--set", "engine=auto"], "runs TeX"),
        ("set = {theme = 'mine'}", ["-t", "plain"], "html.css"),
    ],
)
def test_what_goes_beyond_the_default_is_noted(
    key: str, option: list[str], said: str, folder: Path, mine: Path
) -> None:
    """Once a run, at its place and with a way out; not where the command line says the same key."""
    (folder / "engine.txt").write_text("xelatex\n", "utf-8")
    (mine / "html.css").write_text("h1 { letter-spacing: 1pt }\n", "utf-8")
    (folder / "themes/heir").mkdir()
    (folder / "themes/heir/theme.yaml").write_text("extends: mine\n", "utf-8")
    (folder / "cvrender.toml").write_text(f"\n{key}\n[[build]]\n[[build]]\n", "utf-8")
    report = judged()
    told = {(str(d.position), d.severity) for d in report.diagnostics}
    assert told == {("cvrender.toml:2:1", "note")}
    assert all(said in d.message and d.hint for d in report.diagnostics)
    assert len({d.message for d in report.diagnostics}) == len(report.diagnostics)
    assert judged(*option).diagnostics == []


def judged(*arguments: str) -> Report:
    """What is said of the file with these arguments of `build`."""
    from cvrender.cli.build_options import asked
    from cvrender.cli.build_plan import builds
    from cvrender.cli.trust import judge

    options = parser("build").parse_args(["build", *arguments])
    planned = builds(options)
    assert not isinstance(planned, int)
    report = Report()
    both = [(one, asked(one)) for one in planned]
    judge([(one, wanted) for one, wanted in both if not isinstance(wanted, int)], report)
    return report


def test_the_note_is_written_once_and_quiet_hides_it(folder: Path, run: Run) -> None:
    """It is one line and its help, for two builds of two sources."""
    (folder / "cvrender.toml").write_text(
        "format = 'text'\nverify = false\n[[build]]\n[[build]]\noutput = 'o'", "utf-8"
    )
    status, _, err = run("build")
    assert (status, notes(err), len(err.splitlines())) == (0, ["cvrender.toml:2:1"], 2)
    assert run("build", "-q", "-o", "p", "resumes/ada.yaml")[2] == ""
    assert notes(run("build", "--no-verify", "-o", "p", "resumes/ada.yaml")[2]) == []


@pytest.mark.parametrize(
    "text",
    [
        "theme = 'mine'",  # it has no sheets: tokens are data
        "theme = 'ledger'\nengine = ['typst', 'weasyprint', 'auto']",
        "engine = 'xelatex'\nformat = ['text', 'latex']",  # TeX does not run
        "public = true\nstrict = true\ncache = false\nverify = true\nembed = false\njobs = 1\npages = 2\ntrim = true",
        "variant = 'short'\nlang = ['en', 'ko']\noutput = 'o'\nset = {accent = '#7a1f3d'}",
    ],
)
def test_what_does_no_more_than_the_default_is_not_noted(text: str, folder: Path, mine: Path) -> None:
    """Data, and what only makes a build stricter or slower."""
    (folder / "cvrender.toml").write_text(text, "utf-8")
    assert judged().diagnostics == []


def test_a_theme_of_the_users_own_is_not_the_projects(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user has put it there, even where that is below the working folder."""
    monkeypatch.setattr("cvrender.theming.discovery.config", lambda: folder / "config")
    own = folder / "config/themes/mine"
    own.mkdir(parents=True)
    (own / "theme.yaml").write_text("extends: plain\n", "utf-8")
    (own / "latex.sty").write_text("% nothing\n", "utf-8")
    (folder / "cvrender.toml").write_text("theme = 'mine'\nengine = 'xelatex'", "utf-8")
    assert [(str(d.position), d.severity) for d in judged().diagnostics] == [("cvrender.toml:2:1", "note")]


def test_this_repository_has_no_note(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `make` renders goes nowhere beyond the default."""
    monkeypatch.chdir(Path(__file__).parents[1])
    assert judged().diagnostics == []


@pytest.mark.parametrize(
    "keys",
    [
        "theme = 'mine'\nengine = 'xelatex'",
        "engine = 'latex'\ntheme = ['plain', 'mine']",
        "engine = 'xelatex'\nset = {theme = 'mine'}",
    ],
)
def test_a_file_cannot_choose_both_a_latex_sheet_and_tex(keys: str, folder: Path, mine: Path, run: Run) -> None:
    """Naming either on the command line allows it; the sheet here is harmless."""
    (mine / "latex.sty").write_text("% nothing\n", "utf-8")
    (folder / "cvrender.toml").write_text(keys, "utf-8")
    line = keys.split("\n").index(next(key for key in keys.split("\n") if key.startswith("engine"))) + 1
    status, out, err = run("build")
    assert (status, out) == (2, "")
    assert f"cvrender.toml:{line}:1: error[CV038]: " in err
    assert "`-t mine -e " in err
    assert not Path("output").exists()
    for option in (["-t", "mine"], ["-e", "xelatex"], ["-f", "text,latex"]):
        assert not judged(*option).failed()


def test_a_theme_in_the_place_of_the_default_is_seen(folder: Path, run: Run) -> None:
    """`themes/plain` goes before cvrender's: it is what a file chooses that names TeX alone."""
    (folder / "themes/plain").mkdir(parents=True)
    (folder / "themes/plain/theme.yaml").write_text("description: mine\n", "utf-8")
    (folder / "themes/plain/latex.sty").write_text("% nothing\n", "utf-8")
    (folder / "cvrender.toml").write_text("engine = 'xelatex'", "utf-8")
    status, _, err = run("build")
    assert (status, "error[CV038]" in err) == (2, True)


def test_an_option_goes_before_a_setting_file(folder: Path, run: Run) -> None:
    """`--set` is laid over `set-file` of the same key as well."""
    (folder / "name.txt").write_text("A. Roe", "utf-8")
    (folder / "cvrender.toml").write_text("format = 'text'\nset-file = {basics.name = 'name.txt'}", "utf-8")
    assert run("build", "resumes/ada.yaml", "--set", "basics.name=Ada")[0] == 0
    assert Path("output/ada.txt").read_text("utf-8").split() == ["Ada"]
