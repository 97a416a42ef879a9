"""What a command does not load: a cold start is the wait of whoever typed it, so each pays for what it uses only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cvrender.loading.registry import WRITERS

SOURCE = """
basics: {name: Robin Example, email: robin@example.org, summary: Plain words.}
work: [{name: Acme, position: Engineer, startDate: 2020-01, highlights: [Halved the bill by a third.]}]
"""
MARKED = "basics: {name: Robin Example, summary: 'Words in **bold**, and [here](https://example.org/a).'}\n"
NESTED = "basics: {name: Robin Example, summary: 'Words in **bold and *slanted* ones**.'}\n"

PROGRAM = """
import sys
before = set(sys.modules)
{code}
sys.stdout.flush()
print("\\n".join(["", "-- loaded:", *sorted(set(sys.modules) - before)]))
"""
RUN = """
from cvrender.cli import main
try:
    status = main(sys.argv[1:])
except SystemExit as exit_:
    status = exit_.code
if status:
    sys.exit(f"the command returned {status}")
"""
BARE = """
import __future__, argparse, collections.abc, pathlib, shutil, textwrap, typing
parser = argparse.ArgumentParser(prog="bare", description="A program that does nothing.")
parser.add_argument("--folder", type=pathlib.Path, help="The least that a command line needs.")
parser.print_help()
"""
"""What any typed program with a command line and paths has to load, whatever Python it runs on."""

DATA = {"yaml", "markdown_it", "json", "tomllib", "babel"}
PAGES = {"jinja2", "weasyprint", "PIL", "pypdfium2", "pikepdf", "fontTools", "rendercv_fonts"}


def loaded(folder: Path, *arguments: str, code: str = RUN) -> set[str]:
    """The modules that a fresh process loads for a command line, beyond what Python itself has loaded."""
    command = [sys.executable, "-c", PROGRAM.format(code=code), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("-- loaded:\n")[2].split())


def unwanted(found: set[str], *names: str) -> list[str]:
    """Those of the modules that are, or are in, one of these packages."""
    return sorted(module for module in found if any(module == n or module.startswith(f"{n}.") for n in names))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one resume."""
    (tmp_path / "robin.yaml").write_text(SOURCE, "utf-8")
    return tmp_path


@pytest.mark.parametrize("arguments", ["--help", "--version", "build --help", "explain CV001", "new x"])
def test_a_command_that_reads_nothing_loads_argparse_and_little_else(arguments: str, folder: Path) -> None:
    """Help, version, `explain` and `new` load no reader, no writer, no engine, and no package that is installed."""
    found = loaded(folder, *arguments.split())
    assert unwanted(found, *DATA, *PAGES, "logging", "importlib.metadata", "importlib.resources") == []
    ours = {module for module in found if module.startswith("cvrender")}
    assert ours <= {
        *("cvrender", "cvrender.cli", "cvrender.cli.parser", "cvrender.cli.usage"),
        *(
            "cvrender.cli.explain",
            "cvrender.cli.new",
            "cvrender.diagnostics",
            "cvrender.diagnostics.catalog",
            "cvrender.record",
        ),
        *("cvrender.loading", "cvrender.loading.atomic", "cvrender.system", "cvrender.system.paths"),
    }


def test_help_is_as_light_as_a_program_that_does_nothing(folder: Path) -> None:
    """`--help` loads as many modules as any program with a command line, and at most 15 % more.

    Measured with Python 3.11: 48 modules, of which 45 are those of a bare program and 3 are cvrender's.
    """
    assert len(loaded(folder, "--help")) <= 1.15 * len(loaded(folder, code=BARE))


@pytest.mark.parametrize("arguments", ["themes", "themes show plain", "schema"])
def test_a_listing_loads_no_part_of_the_pipeline(arguments: str, folder: Path) -> None:
    """Listing themes or printing the schema loads no document, writer, engine, Markdown or Babel."""
    found = loaded(folder, *arguments.split())
    assert unwanted(found, *PAGES, "markdown_it", "babel") == []
    pipeline = [f"cvrender.{room}" for room in ("pipeline", "loading", "document", "readers", "writers", "engines")]
    assert unwanted(found, *pipeline) == []


def test_check_loads_no_writer_and_no_engine(folder: Path) -> None:
    """`check` reads and composes; nothing that writes or typesets is loaded for it."""
    found = loaded(folder, "check", "robin.yaml")
    assert unwanted(found, "cvrender.writers", "cvrender.engines", *PAGES, "babel") == []
    assert {"cvrender.readers.yaml", "cvrender.document.compose"} <= found


def test_html_and_text_load_no_engine(folder: Path) -> None:
    """Without a PDF among the formats, neither WeasyPrint nor anything for templates and regions is loaded."""
    found = loaded(folder, "build", "robin.yaml", "-f", "html,text")
    assert unwanted(found, "cvrender.engines", *PAGES, "babel", "watchfiles", "concurrent", "multiprocessing") == []
    assert {"cvrender.writers.html.writer", "cvrender.writers.text"} <= found


@pytest.mark.parametrize("name", ["text", "markdown", "json", "html"])
def test_a_format_loads_its_own_writer_only(name: str, folder: Path) -> None:
    """One format loads one writer."""
    found = loaded(folder, "build", "robin.yaml", "-f", name)
    writers = {f"cvrender.writers.{other}" for other in WRITERS}
    assert found & writers == {f"cvrender.writers.{name}"}
    assert unwanted(found, "cvrender.engines", *PAGES, "babel") == []


def test_a_pdf_loads_the_engine_and_no_template_language(folder: Path) -> None:
    """A PDF in a theme that has no template of its own needs neither Jinja nor Babel, nor what reads PDFs back."""
    found = loaded(folder, "build", "robin.yaml", "-f", "pdf")
    assert unwanted(found, "jinja2", "babel", "pypdfium2", "pikepdf", "rendercv_fonts") == []
    assert {"weasyprint", "cvrender.writers.html.writer"} <= found


def test_markdown_is_parsed_only_where_it_must_be(folder: Path) -> None:
    """The Markdown parser, which takes a fifth of a short run, is loaded by the first text with marks in marks."""
    (folder / "marked.yaml").write_text(MARKED, "utf-8")
    (folder / "nested.yaml").write_text(NESTED, "utf-8")
    assert "markdown_it" not in loaded(folder, "check", "robin.yaml", "marked.yaml")
    assert "markdown_it" in loaded(folder, "check", "nested.yaml")


def test_html_and_text_load_little(folder: Path) -> None:
    """What a short run loads beyond a program that does nothing: YAML, TOML, and what is cvrender's.

    Measured with Python 3.11: 115 modules, of which 72 are cvrender's and 28 PyYAML's and tomllib's.
    """
    bare = loaded(folder, code=BARE)
    found = loaded(folder, "build", "robin.yaml", "-f", "html,text", "--no-verify", "--no-cache") - bare
    assert unwanted(found, "hashlib", "json", "logging", "dataclasses", "inspect", "subprocess", "threading") == []
    assert len(found) <= 1.03 * 115


def test_babel_is_loaded_for_regions_only(folder: Path) -> None:
    """A language that has a file of its own does without Babel; `en-GB`, which has not, loads it."""
    assert unwanted(loaded(folder, "build", "robin.yaml", "-f", "text", "--set", "lang=ko"), "babel") == []
    assert "babel" in loaded(folder, "build", "robin.yaml", "-f", "text", "--set", "lang=en-GB")


def test_jinja_is_loaded_for_a_theme_with_a_template(folder: Path) -> None:
    """A theme with an `html.j2` loads Jinja, and no other does."""
    theme = folder / "own"
    theme.mkdir()
    (theme / "theme.yaml").write_text("extends: plain\n", "utf-8")
    (theme / "html.j2").write_text(
        "<body>{{ header }}{% for section in sections %}{{ section.html }}{% endfor %}</body>", "utf-8"
    )
    assert "jinja2" in loaded(folder, "build", "robin.yaml", "-f", "html", "-t", "own")


def test_the_measure_sees_what_is_loaded(folder: Path) -> None:
    """The measure is shown to bite: a late import of a standard module is counted, and one of a package is named."""
    more = loaded(folder, "--help", code=RUN + "import json, yaml\n")
    assert unwanted(more, *DATA, *PAGES)[0] == "json"
    assert "yaml" in more
