"""Show where each millisecond of a command goes: `make profile COMMAND='build resumes/jane.yaml -f html'`.

First what is imported, as a tree, each module with its fastest time of some runs, as other times are those of a busy
machine; then the stages as `-v` tells them; then the functions that take longest by themselves.
"""

from __future__ import annotations

import argparse
import compileall
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
COMMAND = f"build '{ROOT}/resumes/jae-won-chung.yaml' -f html,text --no-cache --no-verify -q"
_IMPORT = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|(\s+)(\S+)")
_FUNCTIONS = """
import cProfile, pstats, sys
from cvrender.cli import main
profile = cProfile.Profile()
profile.runcall(main, sys.argv[2:])
print("\\0")
pstats.Stats(profile).sort_stats("tottime").print_stats(int(sys.argv[1]))
"""


class Module(NamedTuple):
    """A module, how deep in the tree of imports it stands, and what it takes with all that it imports."""

    name: str
    depth: int
    own: int
    whole: int
    imports: tuple[Module, ...]


def imports(command: list[str], runs: int) -> list[Module]:
    """Return what a process imports, the fastest of so many; times are in microseconds."""
    fastest: dict[str, int] = {}
    order: list[tuple[str, int]] = []
    for _ in range(runs):
        told = subprocess.run(
            [sys.executable, "-X", "importtime", *command], check=True, capture_output=True, text=True
        )
        found = [match.groups() for match in map(_IMPORT.match, told.stderr.splitlines()) if match]
        order = [(name, len(indent) // 2) for _, indent, name in found]
        for own, _, name in found:
            fastest[name] = min(int(own), fastest.get(name, sys.maxsize))
    tree: list[Module] = []
    for name, depth in order:  # a module is told of behind those that it imports
        within: list[Module] = []
        while tree and tree[-1].depth > depth:
            within.insert(0, tree.pop())
        whole = fastest[name] + sum(module.whole for module in within)
        tree.append(Module(name, depth, fastest[name], whole, tuple(within)))
    return tree


def show(modules: list[Module] | tuple[Module, ...], least: int, depth: int = 0) -> None:
    """Print those that take so many microseconds or more, and below them what they import."""
    for module in modules:
        if module.whole >= least:
            print(f"{module.whole / 1000:8.1f} {module.own / 1000:8.1f}  {'  ' * depth}{module.name}")
            show(module.imports, least, depth + 1)


def main() -> int:
    """Measure and print; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", nargs="?", default="", help="what follows `cvrender`, as one argument")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--least", type=float, default=0.5, help="milliseconds of what is shown of the imports")
    parser.add_argument("--functions", type=int, default=25, help="how many functions are shown")
    options = parser.parse_args()
    scratch = tempfile.TemporaryDirectory()
    asked = shlex.split(options.command or f"{COMMAND} -o {scratch.name}")
    compileall.compile_dir(ROOT / "src", quiet=1)
    tree = imports(["-m", "cvrender", *asked], options.runs)
    print(f"{sum(module.whole for module in tree) / 1000:8.1f} ms of imports: with all that it imports, by itself")
    show(tree, round(options.least * 1000))
    if asked[0] == "build":
        told = subprocess.run(
            [sys.executable, "-m", "cvrender", *asked, "-v"], check=True, capture_output=True, text=True
        )
        print(f"\nstages\n{told.stderr}")
    command = [sys.executable, "-c", _FUNCTIONS, str(options.functions), *asked]
    print(subprocess.run(command, check=True, capture_output=True, text=True).stdout.rpartition("\0\n")[2].strip())
    return 0


if __name__ == "__main__":
    sys.exit(main())
