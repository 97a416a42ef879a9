"""Same input, same bytes: on any day, in any folder, time zone and language of the machine, in any order."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from conftest import ROOT, needs

SOURCE = ROOT / "resumes/sang-choe.yaml"
HERE = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "LANG": "C.UTF-8"}
THERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "2", "LANG": "de_DE.UTF-8", "HOME": "/nowhere"}
ENGINES = ["weasyprint", "typst", pytest.param("xelatex", marks=needs("xelatex", "texlive-xetex"))]


def built(folder: Path, environment: dict[str, str], *arguments: str) -> dict[str, str]:
    """Build a copy of SOURCE in a folder, in a process of its own; the files with a digest of each."""
    folder.mkdir(parents=True)
    shutil.copy(SOURCE, folder / "jane.yaml")
    own = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    command = [sys.executable, "-m", "cvrender", "build", "jane.yaml", "--quiet", *arguments]
    done = subprocess.run(command, cwd=folder, env=own | environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    files = sorted(path for path in (folder / "output").rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_pdf_everywhere(engine: str, tmp_path: Path) -> None:
    """Two processes that agree in nothing but source and theme make the same PDF."""
    first = built(tmp_path / "a", HERE, "-f", "pdf", "-e", engine)
    other = built(tmp_path / "Größere Mappe" / "b b", THERE, "-f", "pdf", "-e", engine)
    assert first == other
    assert list(first) == ["output/jane.pdf"]


def test_the_same_files_everywhere_in_any_order(tmp_path: Path) -> None:
    """Nor does any other format depend on the machine, or on what else is built and in which order."""
    formats = ["html", "text", "markdown", "json", "typst", "latex"]
    first = built(tmp_path / "a", HERE, "-f", ",".join(formats))
    other = built(tmp_path / "Größere Mappe" / "b b", THERE, "-f", ",".join(reversed(formats)))
    assert first == other
    assert len(first) >= 12


@pytest.mark.parametrize("engine", ENGINES)
def test_a_date_that_a_build_sets_is_the_pdfs(engine: str, tmp_path: Path) -> None:
    """SOURCE_DATE_EPOCH is when the PDF says that it was made; without it there is no date, or 1970."""

    def date(folder: str, **environment: str) -> str:
        built(tmp_path / folder, HERE | environment, "-f", "pdf", "-e", engine)
        content = (tmp_path / folder / "output/jane.pdf").read_bytes()
        with pikepdf.open(io.BytesIO(content)) as opened:
            return str(opened.docinfo.get("/CreationDate", ""))

    assert date("without")[:10] in ("", "D:19700101")
    assert date("with", SOURCE_DATE_EPOCH="1700000000", TZ="Asia/Tokyo").startswith("D:20231114221320")


def test_a_date_that_is_none_is_told(tmp_path: Path) -> None:
    """What is no number of seconds stops the build, and says what is wrong."""
    shutil.copy(SOURCE, tmp_path / "jane.yaml")
    command = [sys.executable, "-m", "cvrender", "build", "jane.yaml", "-f", "pdf", "-e", "typst"]
    environment = os.environ | {"SOURCE_DATE_EPOCH": "yesterday"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert "SOURCE_DATE_EPOCH must be a number of seconds since 1970, not `yesterday`" in done.stderr
