"""End commands at random moments by Ctrl-C, SIGTERM and SIGKILL, and look for what is left: `make interruptions`.

For each signal it starts builds of ten people by three engines, sends the signal after a random time,
and compares what follows with what is promised: no file is half-written, no process goes on, no temporary file is left
(after SIGKILL: by the next command), and no traceback is shown. It prints a table, and ends with 1 where a promise is
broken.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

SOURCE = """\
basics: {{name: Person {0}, email: p{0}@example.org, summary: Plain words about {0}.}}
work: [{{name: Acme, position: Engineer, startDate: 2020-01, highlights: [Halved the bill by a third]}}]
"""
SUFFIXES = {".pdf": b"%%EOF", ".html": b"</html>", ".txt": b"\n"}
"""What a whole file ends with."""
PEOPLE = 10
PATIENCE = 20.0
"""Seconds in which everything that was started must have ended."""


def main() -> int:
    """Interrupt as often as was asked for; return 1 where something was left."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--count", type=int, default=100, help="moments for each signal (default 100)")
    options.add_argument("--seed", type=int, default=1, help="of the moments (default 1)")
    chosen = options.parse_args()
    moments = random.Random(chosen.seed)  # noqa: S311  # no secret
    broken = 0
    print(f"{'signal':8} {'moments':>7} {'in the middle':>13}  broken promises")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        found: Counter[str] = Counter()
        middle = 0
        for _ in range(chosen.count):
            engine = moments.choice(["weasyprint", "typst", "xelatex"])
            jobs = moments.choice(["1", "2"])
            with tempfile.TemporaryDirectory(prefix="interruptions-") as name:
                problems, ended_early = interrupted(Path(name), number, engine, jobs, moments.uniform(0.0, 1.5))
            middle += ended_early
            found.update(problems)
        broken += sum(found.values())
        told = ", ".join(f"{what}: {times}" for what, times in found.items()) or "none"
        print(f"{number.name:8} {chosen.count:7} {middle:13}  {told}", flush=True)
    return min(broken, 1)


def interrupted(here: Path, number: signal.Signals, engine: str, jobs: str, seconds: float) -> tuple[list[str], bool]:
    """Return which promises one interruption breaks, and whether the command had not ended before it."""
    for folder in ("people", "tmp"):
        (here / folder).mkdir()
    for person in range(PEOPLE):
        (here / f"people/p{person}.yaml").write_text(SOURCE.format(person), "utf-8")
    env = {**os.environ, "TMPDIR": str(here / "tmp"), "CVRENDER_CACHE": str(here / "cache")}
    command = [sys.executable, "-m", "cvrender", "build", "people", "-e", engine, "-j", jobs]
    process = subprocess.Popen(command, cwd=here, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(seconds)
    ended_early = process.poll() is None
    process.send_signal(number)
    try:
        _, told = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        return ["it did not end"], ended_early
    problems = ["a traceback"] if "Traceback" in told else []
    deadline = time.monotonic() + PATIENCE
    while (left := working(here)) and time.monotonic() < deadline:
        time.sleep(0.02)
    problems += ["a process goes on"] if left else []
    if number == signal.SIGKILL:
        after = [*command[:4], "people/p0.yaml", "-f", "pdf,html,text"]
        subprocess.run(after, cwd=here, env=env, capture_output=True, check=False)
    problems += ["a temporary file"] if any((here / "tmp").iterdir()) else []
    for file in here.glob("output/*"):
        whole = file.suffix in SUFFIXES and file.read_bytes().rstrip(b"\n").endswith(
            SUFFIXES[file.suffix].rstrip(b"\n")
        )
        problems += [] if whole else [f"{file.suffix} is left or half-written"]
    return problems, ended_early


def working(here: Path) -> list[str]:
    """Return the numbers of the processes that work in the folder or below it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink().is_relative_to(here) and (process / "cmdline").read_bytes():
                found.append(process.name)
        except OSError:
            continue
    return found


if __name__ == "__main__":
    sys.exit(main())
