"""Measure what a user waits for, as ratios in one run on one machine: `make bench`.

Each figure is the median of whole processes (the warm layout: of repeated calls in one), with bytecode compiled.
The exit status is 1 when a ratio is over its limit.
"""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import bulk
import plot
import rivals
from timing import PYTHON, TOOL, Row, against, whole

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "resumes/jae-won-chung.yaml"

BARE = """
import sys, weasyprint
weasyprint.HTML(filename=sys.argv[1]).write_pdf(sys.argv[2], pdf_variant=sys.argv[3] if sys.argv[3:] else None)
"""
BARE_TYPST = """
import sys, typst
compiler = typst.Compiler(sys.argv[1] + "/resume.typ", root=sys.argv[1], font_paths=sys.argv[2:],
                          ignore_system_fonts=True)
compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
"""
FAMILIES = """
import datetime, sys
from pathlib import Path
from cvrender.loading.options import Options
from cvrender.loading.prepare import prepare
from cvrender.diagnostics.report import Report
from cvrender.system.fonts import faces
_, document, (theme,) = prepare(Path(sys.argv[1]), Options(today=datetime.date(2026, 11, 21)), Report())
print(*sorted({str(face.path.parent) for face in faces(theme.families(), "", document.lang)}), sep="\\n")
"""
ENGINE = """
import datetime, statistics, subprocess, sys, time
from pathlib import Path
from cvrender.loading.registry import engine
from cvrender.loading.options import Options
from cvrender.loading.prepare import prepare
from cvrender.diagnostics.report import Report
from cvrender.engines import latex
from cvrender.system.fonts import faces
from cvrender.writers.latex.writer import write
name, folder, runs = sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
_, document, (theme,) = prepare(Path(sys.argv[1]), Options(today=datetime.date(2026, 11, 21)), Report())
bundle = write(document, theme, Report())
fonts = faces(theme.families(), bundle["resume.tex"].decode(), document.lang)
compiler = engine(name)
folder.mkdir()
latex.lay_out(bundle, fonts, name, folder)
bare, own = [], []
for _ in range(runs + 1):
    start = time.perf_counter()
    subprocess.run([name, "-interaction=batchmode", "resume.tex"], cwd=folder, env=latex.environment(name, folder),
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    middle = time.perf_counter()
    compiler.compile(bundle, fonts, print)
    bare.append(middle - start)
    own.append(time.perf_counter() - middle)
print(statistics.median(bare[1:]), statistics.median(own[1:]))
"""
WARM = """
import datetime, statistics, sys, time
from pathlib import Path
from cvrender.loading.options import Options
from cvrender.loading.prepare import prepare
from cvrender.diagnostics.report import Report
from cvrender.engines import weasyprint
from cvrender.system.fonts import faces
from cvrender.writers import html
report = Report()
resume, document, (theme,) = prepare(Path(sys.argv[1]), Options(today=datetime.date(2026, 11, 21)), report)
bundle = html.write(document, theme, report)
laps = []
for _ in range(int(sys.argv[2]) + 1):
    start = time.perf_counter()
    pdf = weasyprint.compile(bundle, faces(theme.families(), "", "en"), print)
    laps.append(time.perf_counter() - start)
print(statistics.median(laps[1:]), pdf.count(b"/Type /Page\\n") or pdf.count(b"/Type /Page "))
"""

EACH_THEME = """
import datetime, statistics, sys, time
from pathlib import Path
from cvrender.loading.options import Options
from cvrender.loading.prepare import prepare
from cvrender.diagnostics.report import Report
from cvrender.document.layout import arrange
from cvrender.engines import weasyprint
from cvrender.system.fonts import faces
from cvrender.writers import html
report, names = Report(), sys.argv[3:]
resume, document, themes = prepare(Path(sys.argv[1]), Options(themes=names, today=datetime.date(2026, 11, 21)), report)
bundles = [(html.write(arrange(document, theme), theme, report), faces(theme.families(), "", "en")) for theme in themes]
rounds = []
for _ in range(int(sys.argv[2]) + 1):
    laps = []
    for bundle, fonts in bundles:
        start = time.process_time()
        weasyprint.compile(bundle, fonts, print)
        laps.append(time.process_time() - start)
    rounds.append(laps)
for name, laps in zip(names, zip(*rounds[1:])):
    shares = [lap / plain for lap, plain in zip(laps, list(zip(*rounds[1:]))[names.index("plain")])]
    print(name, statistics.median(laps), statistics.median(shares))
"""
"""Processor time, and one round lays out each theme once, so that what slows a machine down slows all of them."""
THEME_ROUNDS = 5
ENTRIES = (20, 200)
"""How many entries the two sources have that are held against one another."""


def peak(command: list[str]) -> float:
    """Return the most memory that a process took, in MiB."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise subprocess.CalledProcessError(status, command)
    return used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def of_entries(count: int, folder: Path) -> Path:
    """Write a source with so many entries, each with three highlights, and return it."""
    lines = ["basics: {name: Robin Example}", "work:"]
    for number in range(count):
        year = 2020 - number // 12
        lines += [
            f"  - name: Company {number}",
            "    position: Engineer of things that are needed",
            f"    startDate: {year}-{number % 12 + 1:02}",
            f"    highlights: [Halved the bill {number}, Wrote {number} tools of **the trade**,",
            f"      'Led {number % 7 + 2} people over two years and three floors, and came out at the other end']",
        ]
    path = folder / f"entries-{count}.yaml"
    path.write_text("\n".join([*lines, ""]), "utf-8")
    return path


def proving(command: list[str], runs: int) -> tuple[float, float]:
    """Return the processor's seconds of a command, and as a multiple of those of the command without the proof.

    Both run in turn, so that what slows a machine down slows both.
    """
    laps: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for more, taken in zip(([], ["--no-verify"]), laps, strict=True):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([*command, *more], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    proven, bare = map(statistics.median, laps)
    return proven, proven / bare


def starts(folder: Path, runs: int) -> Iterator[Row]:
    """What a command costs that calls no engine, and one that finds nothing to do."""
    nothing = [PYTHON, "-c", "pass"]
    few = max(runs // 2, 3)
    yield "python -c pass", whole(nothing, runs * 3), None, None
    yield "cvrender --help", *against([*TOOL, "--help"], nothing, runs), 4
    texts = [*build(folder, "html,text"), "--no-verify"]
    yield "HTML and text, cold", *against(texts, nothing, runs), 10
    six = [*TOOL, "build", "-q", str(ROOT / "resumes"), "-o", f"{folder}/six"]
    whole(six, 1)
    yield "six sources unchanged, against building", *against(six, [*six, "--no-cache"], few), 0.2
    one, ten = (build(folder, "pdf,html,text", source=of_entries(count, folder)) for count in ENTRIES)
    yield "10 times the entries, against once", *against(ten, one, few), 11


def engines(folder: Path, runs: int) -> Iterator[Row]:
    """What a PDF costs beside what its engine alone takes."""
    whole([*build(folder, "html,typst"), "--no-verify"], 1)
    page = [PYTHON, "-c", BARE, f"{folder}/{SOURCE.stem}.html", f"{folder}/bare.pdf"]
    yield "bare WeasyPrint, untagged, cold", (untagged := whole(page, runs)), None, None
    page += ["pdf/ua-1"]
    bare = whole(page, runs)
    yield "bare WeasyPrint, same HTML, cold", bare, bare / untagged, None
    pdf = [*build(folder, "pdf"), "-e", "weasyprint", "--no-verify"]
    yield "PDF, cold, against bare WeasyPrint", *against(pdf, page, runs), 1.15
    warm = subprocess.run([PYTHON, "-c", WARM, str(SOURCE), str(runs)], check=True, capture_output=True, text=True)
    layout = float(warm.stdout.split()[0])
    yield "PDF layout, warm (limit in seconds)", layout, layout, 0.25
    families = subprocess.run([PYTHON, "-c", FAMILIES, str(SOURCE)], check=True, capture_output=True, text=True)
    bundle = [PYTHON, "-c", BARE_TYPST, f"{folder}/{SOURCE.stem}-typst", *families.stdout.splitlines()]
    yield "bare Typst, same bundle, cold", whole(bundle, runs), None, None
    pdf = [*build(folder, "pdf"), "-e", "typst", "--no-verify"]
    yield "PDF by Typst, cold, against bare Typst", *against(pdf, bundle, runs), 3.5


def compilers(folder: Path, runs: int) -> Iterator[Row]:
    """What a PDF costs beside what each compiler of LaTeX alone takes, of those that are there."""
    for name in filter(shutil.which, ("xelatex", "lualatex", "pdflatex")):
        command = [PYTHON, "-c", ENGINE, str(SOURCE), name, f"{folder}/{name}", str(runs)]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        bare, step = map(float, told)
        pdf = whole([*build(folder, "pdf"), "-e", name], runs)
        yield f"bare {name}, same file", bare, None, None
        yield f"{name} as an engine, against bare", step, step / bare, 1.15
        yield f"PDF by {name}, cold, against bare", pdf, pdf / bare, None


def proofs(folder: Path, runs: int) -> Iterator[Row]:
    """What it costs to read outputs back."""
    yield "HTML and text, proven, against unproven", *proving(build(folder, "html,text"), runs), 1.3
    yield "PDF, proven, against unproven", *proving(build(folder, "pdf"), runs), 1.15
    yield "PDF by Typst, proven, against unproven", *proving([*build(folder, "pdf"), "-e", "typst"], runs), 1.2


def themes() -> Iterator[Row]:
    """What the same page costs in each theme."""
    names = sorted(path.name for path in (ROOT / "themes").iterdir() if path.is_dir())
    command = [PYTHON, "-c", EACH_THEME, str(SOURCE), str(THEME_ROUNDS), *names]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    for name, seconds, ratio in map(str.split, told.splitlines()):
        yield f"{name}, layout, warm, against plain", float(seconds), float(ratio), 1.5


def build(folder: Path, formats: str, source: Path = SOURCE) -> list[str]:
    """Return the command that makes all of these formats anew."""
    return [*TOOL, "build", "-q", str(source), "-f", formats, "--no-cache", "-o", str(folder)]


def main() -> int:
    """Measure, print the tables, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="without LaTeX, each theme, and thousands of sources")
    parser.add_argument("--plot", type=Path, metavar="SVG", help="draw the table, too")
    options = parser.parse_args()
    runs = options.runs
    import cvrender

    # Some machines set PYTHONDONTWRITEBYTECODE; a user's second start has bytecode.
    compileall.compile_dir(Path(cvrender.__file__).parent, quiet=1)
    machine = (
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, medians of {runs} runs"
    )
    print(f"{machine}\n")
    print(f"{'case':40} {'ms':>7} {'ratio':>7} {'limit':>7}")
    over = False
    told: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["CVRENDER_CACHE"] = f"{folder}/cache"
        rows = chain(starts(folder, runs), engines(folder, runs), proofs(folder, runs))
        rows = chain(rows, bulk.watch(SOURCE, folder), bulk.many(SOURCE, folder), rivals.rows(SOURCE, folder, runs))
        for case, seconds, ratio, limit in rows if options.quick else chain(rows, compilers(folder, runs), themes()):
            told.append((case, seconds, ratio, limit))
            shown = "" if ratio is None else f"{ratio:.2f}"
            over = over or (ratio is not None and limit is not None and ratio > limit)
            print(f"{case:40} {seconds * 1000:7.1f} {shown:>7} {'' if limit is None else limit:>7}", flush=True)
        print(f"\n{'peak memory, cold':40} {'MiB':>7} {'':7} {'limit':>7}")
        for case, engine, most in (("PDF", "weasyprint", 100), ("PDF by Typst", "typst", 70)):
            used = peak([*build(folder, "pdf"), "-e", engine, "--no-verify"])
            over = over or used > most
            print(f"{case:40} {used:7.1f} {'':7} {most:>7}")
        for case, used, ratio in () if options.quick else bulk.memory(SOURCE, folder):
            over = over or ratio > bulk.GROWTH
            print(f"{case:40} {used:7.1f} {ratio:7.2f} {bulk.GROWTH:>7}")
    if options.plot:
        plot.draw(told, machine, options.plot)
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
