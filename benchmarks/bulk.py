"""Rows of `make bench` for those who build many sources, or one over and over."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import timing
from timing import Row

MANY = 200
FEW, THOUSANDS = 100, 10_000
GROWTH = 1.3
"""How much more memory thousands of sources may take than few."""
SAVES = 20
ENGINES = {"weasyprint": ("WeasyPrint", 1 / 8, 0.3), "typst": ("Typst", 1 / 40, 0.1)}
"""An engine's name; seconds that a source may take with two jobs; and from a save to its PDF."""

TOOL = [*timing.TOOL, "build", "--no-verify", "--no-cache"]
_NAME = "name: Jae-Won Chung"


def sources(model: Path, count: int, folder: Path) -> Path:
    """Write so many sources, each of which says something else, into a folder, and return it."""
    folder.mkdir(parents=True)
    text = model.read_text("utf-8")
    assert _NAME in text
    for number in range(count):
        (folder / f"p{number:05}.yaml").write_text(text.replace(_NAME, f"{_NAME} {number}", 1), "utf-8")
    return folder


def many(model: Path, folder: Path) -> Iterator[Row]:
    """PDF, HTML and text of many sources by two jobs, a source, from the start of the command to its end."""
    people = sources(model, MANY, folder / "many")
    for engine, (name, most, _) in ENGINES.items():
        start = time.perf_counter()
        command = [*TOOL, "-q", str(people), "-e", engine, "-j", "2", "-o", f"{folder}/made"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        each = (time.perf_counter() - start) / MANY
        yield f"each of {MANY} by {name}, 2 jobs (limit in s)", each, each, most


def watch(model: Path, folder: Path) -> Iterator[Row]:
    """From the save of a source to its new PDF, HTML and text in a running watch."""
    text = model.read_text("utf-8")
    for engine, (name, _, most) in ENGINES.items():
        place = folder / f"watch-{engine}"
        source, made = place / "one.yaml", place / "one.pdf"
        place.mkdir()
        source.write_text(text, "utf-8")
        command = [*TOOL, "--watch", str(source), "-e", engine, "-o", str(place)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        before, laps = _written(made, 0), []
        for number in range(SAVES):
            time.sleep(0.5)  # it waits
            start = time.perf_counter()
            source.write_text(text.replace(_NAME, f"{_NAME} {number}", 1), "utf-8")
            before = _written(made, before)
            laps.append(time.perf_counter() - start)
        process.terminate()
        process.wait()
        median = statistics.median(laps)
        yield f"watch, save to PDF by {name} (limit in s)", median, median, most


def _written(path: Path, before: int) -> int:
    """Wait until the file is another one than at that time, and return its own."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if path.exists() and (written := path.stat().st_mtime_ns) != before:
            return written
        time.sleep(0.001)
    raise TimeoutError(str(path))


def memory(model: Path, folder: Path) -> Iterator[tuple[str, float, float]]:
    """The most memory that the command, and any of its two workers, takes for thousands of sources at HTML and text, in
    MiB, and how many times that for few. Where there is no /proc, nothing.
    """
    if not Path("/proc/self/task").is_dir():
        return
    peaks = []
    for count in (FEW, THOUSANDS):
        people = sources(model, count, folder / f"of-{count}")
        command = [*TOOL, "-q", str(people), "-f", "html,text", "-j", "2", "-o", f"{folder}/made-{count}"]
        peaks.append(_peaks(command))
        shutil.rmtree(people)
        shutil.rmtree(folder / f"made-{count}")
    for who, few, more in zip(("command", "worker"), *peaks, strict=True):
        yield f"{THOUSANDS:,} sources, the {who}, against {FEW}", more, more / few


def _peaks(command: list[str]) -> tuple[float, float]:
    """The most memory of a command and of the largest process below it."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    own = below = 0.0
    while process.poll() is None:
        own = max(own, _peak(process.pid))
        below = max([below, *map(_peak, _below(process.pid))])
        time.sleep(0.05)
    assert process.returncode == 0
    return own, below


def _peak(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    except OSError:  # it has ended
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


def _below(pid: int) -> list[int]:
    try:
        tasks = [(path / "children").read_text("ascii") for path in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return []
    return [number for child in " ".join(tasks).split() for number in (int(child), *_below(int(child)))]
