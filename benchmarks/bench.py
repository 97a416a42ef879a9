"""Measure what a user waits for, as ratios in one run on one machine: `make bench`.

Each figure is the median of whole processes (the warm layout: of repeated calls in one), with bytecode compiled.
The exit status is 1 when a ratio is over its limit.
"""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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
ENGINE = """
import datetime, statistics, subprocess, sys, time
from pathlib import Path
from cvrender.build.names import engine
from cvrender.build.options import Options
from cvrender.build.prepare import prepare
from cvrender.diagnostics import Report
from cvrender.engines import latex
from cvrender.fonts import faces
from cvrender.writers.latex import write
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
from cvrender.build.options import Options
from cvrender.build.prepare import prepare
from cvrender.diagnostics import Report
from cvrender.engines import weasyprint
from cvrender.fonts import faces
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
from cvrender.build.options import Options
from cvrender.build.prepare import prepare
from cvrender.diagnostics import Report
from cvrender.document.arrange import arrange
from cvrender.engines import weasyprint
from cvrender.fonts import faces
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


def whole(command: list[str], runs: int) -> float:
    """Return the median seconds of a whole process."""
    laps = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        laps.append(time.perf_counter() - start)
    return statistics.median(laps)


def proving(command: list[str], runs: int) -> tuple[float, float]:
    """Return the processor's seconds of a command, and as a multiple of those of the command without the proof.

    Both run in turn, so that what slows a machine down slows both.
    """
    laps: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for more, taken in zip(([], ["--no-verify"]), laps, strict=True):
            before = os.times()
            subprocess.run([*command, *more], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            after = os.times()
            used = after.children_user + after.children_system - before.children_user - before.children_system
            taken.append(used)
    proven, bare = map(statistics.median, laps)
    return proven, proven / bare


def main() -> int:
    """Measure, print the table, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    import cvrender
    from cvrender.fonts import faces

    # Some machines set PYTHONDONTWRITEBYTECODE; a user's second start has bytecode.
    compileall.compile_dir(Path(cvrender.__file__).parent, quiet=1)
    python = sys.executable
    tool = [python, "-m", "cvrender"]
    with tempfile.TemporaryDirectory() as folder:
        out = ["--no-cache", "-o", folder]
        html = Path(folder) / f"{SOURCE.stem}.html"
        bare = whole([python, "-c", "pass"], runs * 3)
        helped = whole([*tool, "--help"], runs)
        texts = whole([*tool, "build", str(SOURCE), "-f", "html,text", *out], runs)
        pdf = whole([*tool, "build", str(SOURCE), "-f", "pdf", *out], runs)
        proofs = [
            (what, *proving([*tool, "build", str(SOURCE), *asked, *out], runs), limit)
            for what, asked, limit in (
                ("HTML and text", ["-f", "html,text"], 1.2),
                ("PDF", ["-f", "pdf"], 1.15),
                ("PDF by Typst", ["-f", "pdf", "-e", "typst"], 1.2),
            )
        ]
        bare_pdf = [python, "-c", BARE, str(html), str(Path(folder) / "bare.pdf")]
        untagged = whole(bare_pdf, runs)
        engine = whole([*bare_pdf, "pdf/ua-1"], runs)
        subprocess.run([*tool, "build", str(SOURCE), "-f", "typst", *out], check=True, stdout=subprocess.DEVNULL)
        fonts = sorted({str(face.path.parent) for face in faces(("Source Sans 3",), "", "en")})
        bare_typst = whole([python, "-c", BARE_TYPST, f"{folder}/{SOURCE.stem}-typst", *fonts], runs)
        typst = whole([*tool, "build", str(SOURCE), "-f", "pdf", "-e", "typst", *out], runs)
        warm = subprocess.run([python, "-c", WARM, str(SOURCE), str(runs)], check=True, capture_output=True, text=True)
        compilers: list[tuple[str, float, float | None, float | None]] = []
        for name in filter(shutil.which, ("xelatex", "lualatex", "pdflatex")):
            command = [python, "-c", ENGINE, str(SOURCE), name, f"{folder}/{name}", str(runs)]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
            alone, step = map(float, told)
            pdf_by = whole([*tool, "build", str(SOURCE), "-f", "pdf", "-e", name, *out], runs)
            compilers += [
                (f"bare {name}, same file", alone, None, None),
                (f"{name} as an engine, against bare", step, step / alone, 1.15),
                (f"PDF by {name}, cold, against bare", pdf_by, pdf_by / alone, None),
            ]
        names = sorted(path.name for path in (ROOT / "themes").iterdir() if path.is_dir())
        command = [python, "-c", EACH_THEME, str(SOURCE), str(THEME_ROUNDS), *names]
        themes = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    layout = float(warm.stdout.split()[0])
    rows = [
        ("python -c pass", bare, None, None),
        ("cvrender --help", helped, helped / bare, 5),
        ("HTML and text, cold", texts, texts / bare, 14),
        ("bare WeasyPrint, untagged, cold", untagged, None, None),
        ("bare WeasyPrint, same HTML, cold", engine, engine / untagged, None),
        ("PDF, cold, against bare WeasyPrint", pdf, pdf / engine, 1.25),
        ("PDF layout, warm (limit in seconds)", layout, layout, 0.25),
        ("bare Typst, same bundle, cold", bare_typst, None, None),
        ("PDF by Typst, cold, against bare Typst", typst, typst / bare_typst, 5),
        *compilers,
        *((f"{what}, proven, against unproven", seconds, ratio, limit) for what, seconds, ratio, limit in proofs),
        *(
            (f"{name}, layout, warm, against plain", float(seconds), float(ratio), 1.5)
            for name, seconds, ratio in map(str.split, themes)
        ),
    ]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, medians of {runs} runs\n")
    print(f"{'case':38} {'ms':>7} {'ratio':>7} {'limit':>7}")
    over = False
    for case, seconds, ratio, limit in rows:
        shown = "" if ratio is None else f"{ratio:.2f}"
        over = over or (ratio is not None and limit is not None and ratio > limit)
        print(f"{case:38} {seconds * 1000:7.1f} {shown:>7} {'' if limit is None else limit:>7}")
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
