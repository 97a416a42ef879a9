"""Sources in several files: what `!include` takes in, where its faults are told, and what it may not touch."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import TODAY, ends
from cvrender.diagnostics.report import Diagnostic, Report, render_text
from cvrender.loading.options import Options
from cvrender.loading.prepare import load_resume
from cvrender.resume.dump import dump
from cvrender.resume.model import texts
from cvrender.source.parse import MAX_INCLUDED, MAX_NODES

Run = Callable[..., tuple[int, str, str]]
"""conftest's `run`: a command line; status, stdout and stderr of it."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    return tmp_path / "in"


def write(**files: str) -> None:
    """Write YAML files; `a__b` is b.yaml in the folder a."""
    for name, text in files.items():
        path = Path(f"{name.replace('__', '/')}.yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def loaded(name: str = "jane.yaml") -> tuple[Any, list[Diagnostic], Report]:
    """What a source holds, as data; what is said about it."""
    report = Report()
    resume = load_resume(Path(name), Options(today=TODAY), report)
    return (dump(resume) if resume else None), report.ordered(), report


def fault(name: str = "jane.yaml") -> Diagnostic:
    """The one thing that is wrong with a source that cannot be read."""
    found, said, _ = loaded(name)
    assert found is None
    (diagnostic,) = said
    assert (diagnostic.code, diagnostic.severity) == ("CV058", "error")
    return diagnostic


def test_what_a_file_holds_takes_the_place_of_its_name(here: Path) -> None:
    """A mapping, a list, a text; a list within a list gives its items; files include others, from where they are."""
    write(
        jane="""
basics: !include shared/basics.yaml
skills: !include shared/skills.yaml
work:
  - name: first
  - !include shared/jobs.yaml
  - !include shared/job.yaml
  - <<: !include shared/job.yaml
    position: Boss
    highlights: [a, !include shared/highlights.yaml, d]
sections:
  - title: Nested
    entries: [[!include shared/highlights.yaml]]
""",
        shared__basics="name: Jane\nsummary: !include deep/words.yaml\n",
        shared__deep__words="Some words.\n",
        shared__skills="- {name: Python}\n- {name: Rust}\n",
        shared__jobs="- name: second\n- !include job.yaml\n- name: fourth\n",
        shared__job="name: a job\n",
        shared__highlights="[b, c]\n",
    )
    found, said, _ = loaded()
    assert found["basics"] == {"name": "Jane", "summary": "Some words."}
    assert found["skills"] == [{"name": "Python"}, {"name": "Rust"}]
    assert [job["name"] for job in found["work"]] == ["first", "second", "a job", "fourth", "a job", "a job"]
    assert found["work"][5] == {"name": "a job", "position": "Boss", "highlights": ["a", "b", "c", "d"]}
    assert [d.code for d in said] == ["CV011"]  # a list within a list stays one


def test_texts_know_the_file_they_are_in(here: Path) -> None:
    """Each position carries the name of its file, and a fault is shown with the line of that file."""
    write(
        jane="basics: {name: Jane}\nwork:\n  - !include parts/job.yaml\n", parts__job="# a job\nname: Acme\nnmae: x\n"
    )
    report = Report()
    resume = load_resume(Path("jane.yaml"), Options(today=TODAY), report)
    assert resume is not None
    assert [str(text.at) for text in texts(resume)] == ["jane.yaml:1:16", "parts/job.yaml:2:7"]
    (found,) = report.ordered()
    assert str(found.position) == "parts/job.yaml:3:1"
    assert "    3 | nmae: x\n" in render_text([found], report.lines)


def test_a_fault_of_syntax_is_told_in_its_file(here: Path) -> None:
    """What is no YAML, no UTF-8, or nothing at all is told where it is, and the source is not read."""
    for content, code, line in ((b"a: b: c\n", "CV003", 1), (b"\na: \xff\n", "CV002", 2), (b"# no\n", "CV005", 1)):
        write(jane="basics: {name: Jane}\nwork: !include part.yaml\n")
        Path("part.yaml").write_bytes(content)
        found, (said,), _ = loaded()
        assert found is None
        assert (said.code, said.position and said.position.file, said.position and said.position.line) == (
            code,
            "part.yaml",
            line,
        )


def test_circles_are_found(here: Path) -> None:
    """A file that includes itself, by any way and any number of others, is told with the whole circle."""
    write(jane="basics: !include ./jane.yaml\n")
    assert fault().hint == "jane.yaml -> jane.yaml"
    write(jane="work: !include a/one.yaml\n", a__one="- !include ../two.yaml\n", two="- !include a/../a/one.yaml\n")
    found = fault()
    assert found.hint == "a/one.yaml -> two.yaml -> a/one.yaml"
    assert str(found.position) == "two.yaml:1:3"
    Path("other.yaml").symlink_to("jane.yaml")
    write(jane="work: !include other.yaml\n")
    assert "one another" in fault().message


def test_twice_is_no_circle(here: Path) -> None:
    """One file may stand in two places."""
    write(jane="work: [!include a.yaml, !include a.yaml]\nbasics: !include a.yaml\n", a="name: Jane\n")
    found, said, _ = loaded()
    assert (len(found["work"]), found["basics"], said) == (2, {"name": "Jane"}, [])


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../secret.yaml", "outside"),
        ("a/../../secret.yaml", "outside"),
        ("/etc/passwd", "whole path"),
        ("link.yaml", "outside"),
        ("folder/secret.yaml", "outside"),
        ("chain.yaml", "outside"),
        ("loop.yaml", ""),
        ("pipe.yaml", "no file"),
        ("a", "no file"),
        (".", "no file"),
        ("jnae.yaml", "no such file"),
        ("large.yaml", "larger than 1 MB"),
        ("https://example.org/a.yaml", "no such file"),
        ("x" * 3000, ""),
        ('"\\0"', ""),
        ('""', "takes the name"),
        ("{a: b}", "takes the name"),
    ],
)
def test_what_may_not_be_included(name: str, why: str, here: Path) -> None:
    """Files outside of the folder are not touched, whatever way leads there; neither is what is no file."""
    Path("../secret.yaml").write_text("name: Secret\n", "utf-8")
    Path("a").mkdir()
    Path("link.yaml").symlink_to("../secret.yaml")
    Path("chain.yaml").symlink_to("link.yaml")
    Path("folder").symlink_to("..")
    Path("loop.yaml").symlink_to("loop.yaml")
    os.mkfifo("pipe.yaml")
    Path("large.yaml").write_text("a: b\n" + "# " + "x" * 2**20, "utf-8")
    write(jane=f"work: !include {name}\n")
    found = fault()
    assert why in found.message
    assert str(found.position) == "jane.yaml:1:7"


def test_a_link_within_the_folder_is_followed(here: Path) -> None:
    """A link is as good as the file that it leads to."""
    write(jane="basics: !include link.yaml\n", a__b="name: Jane\n")
    Path("link.yaml").symlink_to("a/b.yaml")
    assert loaded()[0] == {"basics": {"name": "Jane"}}


def test_budgets_are_of_the_whole(here: Path) -> None:
    """Files that multiply one another end soon: their number, their depth, and the values of all are limited."""
    write(jane="work:\n" + "  - !include a.yaml\n" * (MAX_INCLUDED + 1), a="name: x\n")
    assert f"more than {MAX_INCLUDED} files" in fault().message
    write(jane="work: !include a0.yaml\n", **{f"a{i}": f"- !include a{i + 1}.yaml\n" for i in range(20)})
    assert "8 deep" in fault().message
    with ends():
        write(jane="work: [" + "!include b.yaml, " * 40 + "]\n", b="- [" + "a, " * (MAX_NODES // 20) + "]\n")
        found, (said,), _ = loaded()
        assert (found, said.code) == (None, "CV009")
        write(jane="work: !include b.yaml\n", b="[" * 40 + "!include c.yaml" + "]" * 40, c="[" * 40 + "]" * 40)
        assert [d.code for d in loaded()[1]] == ["CV009"]


def test_json_includes_nothing(here: Path) -> None:
    """JSON has no tags; and neither has a theme."""
    Path("jane.json").write_text('{"basics": !include a.yaml}', "utf-8")
    write(a="name: Jane\n")
    found, (said,), _ = loaded("jane.json")
    assert (found, said.code) == (None, "CV010")
    Path("mine").mkdir()
    Path("mine/theme.yaml").write_text("tokens: !include ../a.yaml\n", "utf-8")
    report = Report()
    from cvrender.theming.theme import load

    load("mine", report, path_allowed=True)
    assert [d.code for d in report.diagnostics] == ["CV010"]


def test_a_name_counts_from_the_folder_of_the_file(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the command is run."""
    write(resumes__jane="basics: !include parts/a.yaml\n", resumes__parts__a="name: !include b.yaml\n")
    write(resumes__parts__b="Jane\n")
    monkeypatch.chdir(here.parent)
    assert loaded("in/resumes/jane.yaml")[0] == {"basics": {"name": "Jane"}}
    assert loaded(str(here / "resumes/jane.yaml"))[0] == {"basics": {"name": "Jane"}}


def test_set_file_takes_the_text_of_a_file(here: Path, run: Run) -> None:
    """`--set-file` is `--set` with a file's text; what cannot be read is wrong usage."""
    write(
        jane="basics: {name: Jane, summary: Old.}\nmeta: {cvrender: {variants: {a: {set: {basics.summary: Other.}}}}}\n"
    )
    Path("new.md").write_text("First **line**.\n\n- an item: with a colon\n", "utf-8")
    for variant in ([], ["--variant", "a"]):
        assert run("build", "jane.yaml", "-f", "text", "--set-file", "basics.summary=new.md", *variant)[0] == 0
        assert Path("output/jane.txt").read_text("utf-8").endswith("First line.\n\n- an item: with a colon\n")
    Path("latin.md").write_bytes(b"\xff")
    for setting, said in {
        "basics.summary=no.md": "No such file",
        "basics.summary=latin.md": "is not UTF-8",
        "basics.summary": "takes KEY=FILE",
        "basics.sumary=new.md": "did you mean `basics.summary`?",
    }.items():
        status, _, err = run("build", "jane.yaml", "--set-file", setting)
        assert (status, said in err) == (2, True), err
