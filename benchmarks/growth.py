"""How the time of each stage grows with the source: `python benchmarks/growth.py [SHAPE ...] [--size KB] [--factor 4]`.

Each shape of a large source is read, composed, written and read back at one size and at `--factor` times that, in a
process of its own. A stage that takes more than 1.5 times that factor longer, and longer than SOON, is marked.
"""

# ruff: noqa: E501  # a shape is easier to read in one line

from __future__ import annotations

import argparse
import datetime
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

STAGES = ("read", "pages", "told", "html", "text", "markdown", "json", "other", "turned")
KINDS = {"html": "html", "text": "text", "markdown": "markdown", "json": "json"}
LIMIT = 40
"""Seconds of processor time that one source may take in all."""
SOON = 0.5
"""Seconds below which growth is noise."""
_LETTERS = "lorem ipsum dolor sit amet consectetur adipiscing elit "


def _text(piece: str) -> Callable[[int], str]:
    """One highlight of so many characters."""

    def source(size: int) -> str:
        return _work(piece * (size // len(piece)))

    return source


def _work(text: str) -> str:
    return f"basics: {{name: Jane Doe}}\nwork:\n  - name: Acme\n    highlights:\n      - {json.dumps(text, ensure_ascii=False)}\n"


def _many(line: str, head: str, tail: str = "") -> Callable[[int], str]:
    """So many characters of one line over and over; `{n}` is its number."""

    def source(size: int) -> str:
        count = size // len(line.encode())
        return head + "".join(line.replace("{n}", str(number)) for number in range(count)) + tail

    return source


def _languages(size: int) -> str:
    count = int((size / 40) ** 0.5)
    tags = [f"en-{number:05d}" for number in range(count)]
    texts = "".join("      - {" + ", ".join(f"{tag}: text {number}" for tag in tags) + "}\n" for number in range(count))
    return (
        f"meta: {{cvrender: {{languages: [{', '.join(tags)}]}}}}\nbasics: {{name: Jane Doe}}\n"
        f"work:\n  - name: Acme\n    highlights:\n{texts}"
    )


def _variants(size: int) -> str:
    count = size // 60
    names = "".join(f"      v{number}: {{tags: [t{number}]}}\n" for number in range(count))
    items = "".join(f"      - {{text: some text, tags: [t{number}]}}\n" for number in range(count // 2))
    return (
        f"meta:\n  cvrender:\n    variants:\n{names}basics: {{name: J}}\nwork:\n  - name: A\n    highlights:\n{items}"
    )


def _nested(size: int) -> str:
    text = "**a _b " * (size // 20) + " c_ d**" * (size // 20)
    return _work(text)


_HEAD = "basics: {name: Jane Doe}\n"
_WORK = f"{_HEAD}work:\n  - name: Acme\n    highlights:\n"
_AR = "مهندس برمجيات خبير في النظم "
_META = "meta: {cvrender: {lang: ar}}\n"
SHAPES: dict[str, Callable[[int], str]] = {
    "words": _text(_LETTERS),
    "spaces": lambda size: _work("a" + " " * size + "b"),
    "dashes": _text("-"),
    "dash words": _text("- "),
    "dots": _text("."),
    "dot words": _text(". "),
    "a's": _text("a "),
    "one word": lambda size: _work(" ".join(["x" * 9000] * (size // 9000))),
    "Arabic": _text(_AR),
    "Arabic page": lambda size: _META + _text(_AR)(size // 2),
    "Arabic, mixed": lambda size: _META + _text("مهندس C++ 5G (a, b) +1 2 ")(size // 2),
    "Arabic, Latin": lambda size: _META + _work("مهندس " + "word 12 " * (size // 8)),
    "Arabic, digits": lambda size: _META + _work("مهندس " + "+1 " * (size // 3)),
    "Arabic, marks": lambda size: _META + _work("مهندس " + "#" * size + " a"),
    "Chinese": lambda size: _work("软件工程师，" * (size // 18)),
    "digits": lambda size: _work("1 " * (size // 2)),
    "brackets": _text("[ "),
    "links open": _text("[a]( "),
    "round brackets": _text("( "),
    "angles": _text("<a "),
    "backticks": lambda size: _work(" ".join("`" * (1 + n % 300) for n in range(size // 150))),
    "asterisks": _text("*a **b "),
    "asterisks alone": _text("*"),
    "underscores": _text("_a "),
    "nested marks": _nested,
    "bold": _text("**bold** text "),
    "links": lambda size: _work("".join(f"[word {n}](https://example.org/{n}) " for n in range(size // 40))),
    "one link": _text("[word](https://example.org/) "),
    "addresses": _text("https://example.org/a "),
    "e-mails": _text("jane@example.org "),
    "dates": _text("2020-01 – 2021-02 "),
    "paragraphs": _many("    a paragraph {n}\n\n", "basics:\n  name: Jane Doe\n  summary: |\n"),
    "blank lines": lambda size: f"basics:\n  name: J\n  summary: {json.dumps('a' + chr(10) * size + 'b')}\n",
    "list in text": _many("    - item {n}\n", "basics:\n  name: Jane Doe\n  summary: |\n"),
    "highlights": _many("      - what was done, number {n}\n", _WORK),
    "same highlights": _many("      - what was done\n", _WORK),
    "dashes, many": _many("      - '-----'\n", _WORK),
    "dots, many": _many("      - '. . . .'\n", _WORK),
    "one letter, many": _many("      - a\n", _WORK),
    "entries": _many("  - {name: Acme {n}, position: Engineer, startDate: 2020-01}\n", f"{_HEAD}work:\n"),
    "entries of one firm": _many("  - {name: Acme, position: Engineer {n}, startDate: 2020-01}\n", f"{_HEAD}work:\n"),
    "projects": _many("  - {name: Project {n}, url: https://example.org/{n}}\n", f"{_HEAD}projects:\n"),
    "publications": _many("  - {name: Paper {n}, authors: [A. One, B. Two], releaseDate: 2020}\n", f"{_HEAD}publications:\n"),
    "authors": _many("      - Ann Other{n}\n", f"{_HEAD}publications:\n  - name: Paper\n    authors:\n"),
    "skills": _many("  - {name: Skill {n}, keywords: [a{n}, b, c]}\n", f"{_HEAD}skills:\n"),
    "keywords": _many("      - word{n}\n", f"{_HEAD}skills:\n  - name: All\n    keywords:\n"),
    "profiles": _many("    - {network: GitHub, username: j{n}, url: https://example.org/{n}}\n", "basics:\n  name: J\n  profiles:\n"),
    "sections": _many("  - {title: Section {n}, entries: [a text]}\n", f"{_HEAD}sections:\n"),
    "tags": lambda size: _WORK + "".join(f"      - {{text: a text, tags: [t{n}]}}\n" for n in range(size // 40)),
    "sections, one title": _many("  - {title: Section, entries: [a text]}\n", f"{_HEAD}sections:\n"),
    "unknown keys": _many("colr{n}: 1\n", _HEAD),
    "unknown keys, long": lambda size: _HEAD + "".join(f"{'k' * 500}{n}: 1\n" for n in range(size // 510)),
    "unknown key, one": lambda size: _HEAD + f"{'nam' * (size // 3)}: 1\n"[:900] + f"? {'ab' * (size // 2)}\n: 1\n",
    "unknown keys, one line": lambda size: "{" + ", ".join(f"k{n}: 1" for n in range(size // 10)) + "}\n",
    "wrong types": _many("  - a text\n", f"{_HEAD}work:\n"),
    "equal keys": _many("name: a\n", ""),
    "bad links": _text("[a](javascript:b) "),
    "bad dates": _many("  - {name: A, startDate: 2020-13}\n", f"{_HEAD}work:\n"),
    "bad addresses": _many("  - {name: A, url: 'ftp://a b'}\n", f"{_HEAD}work:\n"),
    "aliases": _many("  - *a\n", f"{_HEAD}skills:\n  - &a {{name: A, keywords: [a, b]}}\n"),
    "merge keys": _many("  - {<<: *a, level: l{n}}\n", f"{_HEAD}skills:\n  - &a {{name: A, keywords: [a, b]}}\n"),
    "languages": _languages,
    "variants": _variants,
    "set": lambda size: "meta: {cvrender: {set: {" + ", ".join(f"a.b{n}: c" for n in range(size // 12)) + "}}}\n" + _HEAD,
    "emphasis words": lambda size: _work("Jane Doe " * (size // 9)) + "meta: {cvrender: {me: [Jane Doe]}}\n",
    "comments": _many("# a comment {n}\n", _HEAD),
    "open bracket": lambda size: _HEAD + "a: " + "[" * 50 + "1, " * (size // 3),
    "open bracket, lines": lambda size: _HEAD + "a: [\n" + "1,\n" * (size // 3) + "}",
    "controls": lambda size: _HEAD + "\x01" * size,
    "JSON, surrogates": lambda size: '{"basics": {"name": "' + r"\ud83d\ude00" * (size // 12) + '"}}',
    "JSON, backslashes": lambda size: '{"basics": {"name": "' + "\\\\" * (size // 2) + '"}}',
    "JSON, tabs": lambda size: '{"basics":' + "\t" * size + '{"name": "J"}}',
}  # fmt: skip


def stages(text: str, folder: Path) -> Iterator[str]:
    """Run each stage of a source and yield its name behind it."""
    from cvrender.diagnostics.report import Report, render_json, render_text
    from cvrender.loading.options import Options
    from cvrender.loading.prepare import load_resume, pages_of
    from cvrender.pipeline.render import Clock, Maker

    source = folder / ("a.json" if text.startswith('{"') else "a.yaml")
    source.write_text(text, "utf-8")
    options = Options(today=datetime.date(2025, 1, 1), langs=("all",), variants=("all",) if "variants:" in text else ())
    report = Report()
    whole = load_resume(source, options, report)
    yield "read"
    pages = pages_of(whole, source, options, report) if whole else []
    yield "pages"
    told = report.ordered()
    shown = render_text(told, report.lines) + render_json(told)
    yield "told"
    assert shown is not None
    for page in pages[:1]:
        maker = Maker(source, page.document, page.themes[0], report, Clock(), options)
        for writer, kind in KINDS.items():
            maker.proof(source, next(iter(maker.bundle(writer).values())), kind, ())
            yield writer
        lines = next(iter(maker.bundle("text").values())).decode().split("\n")
        for name, changed in (("other", [line[:-3] for line in lines]), ("turned", lines[::-1])):
            maker.proof(source, "\n".join(changed).encode(), "text", ())
            yield name


def measured(shape: str, size: int) -> tuple[dict[str, float], int]:
    """Return the seconds of processor time of each stage in a process of its own, and its memory in MB."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT + 1))
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        with TemporaryDirectory() as folder, os.fdopen(write, "w") as out:
            last = time.process_time()
            for stage in stages(SHAPES[shape](size), Path(folder)):
                now = time.process_time()
                print(stage, now - last, file=out, flush=True)
                last = now
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as told:
        laps = {stage: float(seconds) for stage, seconds in (line.rsplit(" ", 1) for line in told)}
    _, status, used = os.wait4(child, 0)
    if status:
        laps[f"died ({signal.Signals(status).name if status < 64 else status})"] = used.ru_utime
    return laps, used.ru_maxrss >> 10


def main() -> int:
    """Print a row for each shape; return 1 where a stage grows too fast."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shapes", nargs="*", metavar="SHAPE")
    parser.add_argument("--size", type=int, default=50, metavar="KB")
    parser.add_argument("--factor", type=int, default=4)
    asked = parser.parse_args()
    list(stages(_work("a"), Path(os.environ.get("TMPDIR", "/tmp"))))  # noqa: S108  # loads what the children share
    print(f"{'seconds':24}" + "".join(f"{stage:>10}" for stage in STAGES) + "   MB")
    bad = 0
    for shape in asked.shapes or SHAPES:
        small, _ = measured(shape, asked.size << 10)
        large, memory = measured(shape, asked.factor * asked.size << 10)
        marks = [
            stage for stage in large
            if large[stage] > SOON and (large[stage] > 1.5 * asked.factor * small.get(stage, 0) or stage[:4] == "died")
        ]  # fmt: skip
        bad += bool(marks)
        cells = "".join(f"{large[stage]:10.2f}" if stage in large else f"{'':10}" for stage in STAGES)
        grown = ", ".join(f"{stage} x {large[stage] / max(small.get(stage, 0), 0.001):.0f}" for stage in marks)
        print(f"{shape:24}{cells}{memory:5}  {grown}", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
