"""Generate resumes, build them and read every output back: `python benchmarks/fuzz_builds.py --count 400`.

Each case is a valid resume with any of the fields of the model, in one of the locales, with text that is hard on some
of the output languages; it is built in one of the themes that come with cvrender. What must hold: nothing is raised,
the proof finds every fact in HTML, text, Markdown and JSON (or in the PDF of the engine that `--engine` names), the
JSON is read as the same resume, and a CommonMark parser finds every link and word in the Markdown.

Case N of a seed is always the same, so `--seed S --only N` repeats it. The exit status is 1 when anything failed.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from fuzz_sources import TODAY, Failure, _difference, _raised, plain

from cvrender.diagnostics.report import Report
from cvrender.document.model import Document
from cvrender.loading.options import Options
from cvrender.loading.prepare import load_resume, pages_of
from cvrender.pipeline.render import Clock, Maker
from cvrender.readers.yaml import read
from cvrender.resume.model import ENTRY_KINDS, SECTIONS, Basics, Entry, Node, Spec
from cvrender.verification.facts import facts

ROOT = Path(__file__).parents[1]
THEMES = tuple(sorted(path.parent.name for path in ROOT.glob("themes/*/theme.yaml")))
LOCALES = tuple(sorted(path.stem for path in (ROOT / "src/cvrender/document/locales").glob("*.toml")))
TEXTS = ("html", "text", "markdown", "json")
BUNDLES = ("typst", "latex")
ALLOWED = (
    "CV064",
    "CV065",
    "CV017",
    "CV018",
    "CV030",
    "CV019",
    "CV020",
    "CV021",
    "CV022",
    "CV053",
    "CV054",
    "CV014",
    "CV029",
    "CV034",  # a mark of direction, which is left out
)
"""What a resume of this kind may be told: no font has a character; what its dates, links and languages are."""

WORDS = {
    "latin": "the wool flax loom warp weft spun dyed wove carded led built cut costs teams river bridge ACME "
    "naïve Zoë Łódź Ørsted ß",
    "cyrillic": "ткань станок нить пряжа Москва руководил проект ёлка їжак",
    "greek": "ύφασμα νήμα Αθήνα έργο ομάδα Ωμέγα", "hebrew": "אריג חוט נול תל אביב פרויקט",
    "arabic": "نسيج خيط نول مشروع فريق القاهرة",
    "hindi": "कपड़ा धागा करघा परियोजना दिल्ली",
    "han": "织物 纱线 项目 团队 北京 機織 糸 東京 プロジェクト チーム",
    "korean": "직물 실 베틀 프로젝트 서울 팀을 이끌었다",
    "vietnamese": "vải sợi khung cửi dự án Hà Nội Nguyễn Thị Ngọc Ánh",
}  # fmt: skip
SCRIPTS = {
    "ar": "arabic",
    "he": "hebrew",
    "hi": "hindi",
    "ja": "han",
    "zh-Hans": "han",
    "zh-Hant": "han",
    "ko": "korean",
}
SCRIPTS |= {"ru": "cyrillic", "uk": "cyrillic", "el": "greek", "vi": "vietnamese"}
MARKS = (
    "*", "**", "***", "_", "__", "`", "``", "[", "]", "(", ")", "![", "](", "<", ">", "&", "&amp;", "&#35;", "\\",
    "\\\\", "\\*", "\\[", "~", "~~", "|", "#", "##", "+", "-", "--", "=", "===", ":", "!", "$", "$$", "%", "^", "{",
    "}", "{{", "}}", "{%", "@", "@x", "/", "//", "'", '"', "“", "”", "–", "—", "…", "•", "·", "1.", "1)", "2024.",
    "a)", "- ", "<b>", "</b>", "<br>", "<!--", "-->", "<?", "]]>", "<a@b>", "&lt;", "\u00a0", "\u200b", "\u200d",
    "\u00ad", "\u2011", "\u2010", "\u2060", "ﬁ", "½", "²", "№", "™", "×", "→", "C++", "C#", ".NET", "a*b*c", "a_b_c",
    "snake_case", "x<y>z", "#let", "#read(\"x\")", "\\input{x}", "\\x41", "e\u0301", "Ａ", "50%", "3,5", "3-4", "3–4",
    "e.g.", "https:", "www.", "::", "\t", "  ", "*a", "b*", "**c", "d**", "`e", "f`", "[g", "h]", "[i]", "[j][k]",
    "[l]:", "\u200e", "\u200f", "'n'", "’", "I", "İ", "ſ", "ŉ", "ǆ",
)  # fmt: skip
URLS = (
    "https://example.org", "https://example.org/", "http://example.org/a", "https://example.org/a(b)c",
    "https://example.org/a)b", "https://example.org/a_b_c", "https://example.org/a*b*c",
    "https://example.org/?a=1&b=2#c", "https://example.org/?a=1&amp;b", "https://example.org/%20%5B",
    "https://example.org/ä/ö", "https://example.org/日本", "https://exämple.org/x", "https://example.org/a~b",
    "https://example.org/a!b", "https://example.org/[x]", "https://example.org/a'b", "https://example.org/a;b,c",
    "https://example.org/$x", "https://example.org/#a#b", "https://example.org/100%", "https://example.org/%zz",
    "https://example.org/a&copy=1", "https://example.org:8080/a@b", "HTTPS://EXAMPLE.ORG/A",
    "https://example.org/a//b", "https://[::1]/x", "https://example.org/" + "long-path/" * 12,
    "mailto:jane@example.org", "mailto:jane@example.org?subject=a%20b", "tel:+15550100", "https://example.org/a=b=",
    "https://example.org/((", "https://example.org/))", "https://example.org/a.b.", "https://example.org/&lt;",
    "https://example.org/-", "https://example.org/e\u0301",
)  # fmt: skip


class Author:
    """Makes one resume as plain data; each method makes one kind of value."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.lang = rng.choice(LOCALES)
        scripts = ["latin", "latin", SCRIPTS.get(self.lang, "latin")]
        if rng.random() < 0.3:
            scripts.append(rng.choice(list(WORDS)))
        self.words = " ".join(WORDS[script] for script in scripts).split()
        self.hard = rng.choice((0.0, 0.1, 0.4))
        self.langs = [self.lang, *({"en", "ko"} - {self.lang})] if rng.random() < 0.2 else []
        self.marked = rng.random() < 0.2
        self.number = 0

    def word(self) -> str:
        rng = self.rng
        made = rng.choice(self.words)
        if rng.random() < self.hard:
            mark = rng.choice(MARKS)
            return rng.choice(
                (mark, mark + made, made + mark, f"{made}{mark}{rng.choice(self.words)}", f"{mark}{made}{mark}")
            )
        return made

    def line(self, most: int = 8) -> str:
        self.number += 1
        words = [self.word() for _ in range(self.rng.randint(1, most))]
        if self.rng.random() < 0.5:
            words.insert(self.rng.randrange(len(words) + 1), str(self.number))
        if self.rng.random() < 0.02:
            words.append(self.rng.choice(("w", "長", "x-", "/")) * self.rng.choice((30, 80)))
        return self.rng.choice((" ", " ", " ", ", ")).join(words)

    def inline(self, most: int = 10, deep: int = 2) -> str:
        """A line with marks of Markdown that are meant."""
        parts = []
        for _ in range(self.rng.choice((1, 1, 2, 3))):
            how = self.rng.random()
            inner = self.inline(3, deep - 1) if deep else self.line(3)
            if how < 0.6:
                parts.append(self.line(most))
            elif how < 0.75:
                parts.append(f"[{inner}]({self.target()})")
            elif how < 0.9:
                mark = self.rng.choice(("*", "**", "***", "_", "__"))
                parts.append(f"{mark}{inner}{mark}")
            elif how < 0.96:
                parts.append(f"`{self.line(2)}`")
            else:
                parts.append(f"<{self.rng.choice(URLS)}>")
        return self.rng.choice((" ", " ", "", ", ", "!", "(")).join(parts)

    def target(self) -> str:
        url = self.rng.choice(URLS)
        return self.rng.choice((url, url, f"<{url}>", f'{url} "title"'))

    def prose(self) -> str:
        rng = self.rng
        parts = []
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            how = rng.randrange(5)
            if how < 3:
                parts.append(self.inline(rng.choice((6, 20, 60))))
            elif how == 3:
                mark = rng.choice(("- ", "* ", "+ ", "• ", "  - "))
                parts.append("\n".join(mark + self.inline() for _ in range(rng.randint(1, 3))))
            else:
                first = rng.choice((1, 1, 2, 9, 99))
                parts.append("\n".join(f"{at}. {self.inline()}" for at in range(first, first + rng.randint(1, 3))))
        return rng.choice(("\n\n", "\n\n", "\n", "  \n")).join(parts)

    def leaf(self, value: Any, kind: str) -> Any:
        rng = self.rng
        if self.langs and kind in ("text", "prose", "points") and rng.random() < 0.3:
            return {lang: value if lang == self.langs[0] else f"{value} {lang}" for lang in rng.sample(self.langs, 2)}
        if self.marked and rng.random() < 0.1:
            return {"text": value, **rng.choice(({"tags": ["alpha"]}, {"private": False}, {"private": True}))}
        return value

    def value(self, spec: Spec) -> Any:  # noqa: C901, PLR0911, PLR0912  # one case for each kind
        rng = self.rng
        kind = spec.kind
        if kind == "text":
            return self.leaf(self.inline(6, 1) if rng.random() < 0.3 else self.line(6), kind)
        if kind == "prose":
            return self.leaf(self.prose(), kind)
        if kind == "plain":
            return self.line(3)
        if kind in ("points", "texts"):
            return [self.leaf(self.inline(rng.choice((3, 12, 40))), kind) for _ in range(rng.choice((1, 2, 3, 6)))]
        if kind == "plains":
            return [self.line(3) + rng.choice(("", "", "*")) for _ in range(rng.choice((1, 2, 5)))]
        if kind in ("date", "end"):
            if rng.random() < 0.05:
                return self.line(2)
            year, month, day = rng.randint(1990, 2026), rng.randint(1, 12), rng.randint(1, 28)
            made = rng.choice((f"{year}", f"{year}-{month:02}", f"{year}-{month:02}-{day:02}"))
            return rng.choice((made, made, "present")) if kind == "end" else made
        if kind == "url":
            return (
                rng.choice(URLS)
                if rng.random() < 0.8
                else rng.choice(("example.org/x", "no address", "ftp://example.org"))
            )
        if kind == "email":
            return rng.choice(
                ("jane@example.org", "j.d+x_y@example.org", "jörg@exämple.org", "a'b@example.org", "no address")
            )
        if kind == "choice":
            return rng.choice(spec.choices)
        if kind == "flag":
            return rng.random() < 0.5
        if kind == "number":
            return rng.randint(*spec.limits)
        if kind == "nodes":
            assert spec.node is not None
            return [self.node(spec.node) for _ in range(rng.choice((1, 1, 2, 3)))]
        if kind == "node":
            return self.node(type(spec.default))
        raise AssertionError(kind)

    def node(self, cls: type[Node]) -> dict[str, Any]:
        rng = self.rng
        keys = [key for key in cls.SPECS if key not in ("tags", "private", "image")]
        if not self.marked:
            keys = [key for key in keys if key != "selected"]
        share = rng.choice((0.15, 0.4, 0.4, 0.7, 1.0))
        chosen = [key for key in keys if rng.random() < share] or [rng.choice(keys)]
        if issubclass(cls, Entry) and rng.random() < 0.8:
            # Dates as free text are rarer than dates.
            chosen = [key for key in chosen if key != "when"] or chosen
        made = {key: self.value(cls.SPECS[key]) for key in chosen}
        if self.marked and "tags" in cls.SPECS and rng.random() < 0.2:
            made["tags"] = ["alpha"]
        return made

    def block(self) -> Any:
        if self.rng.random() < 0.4:
            return self.leaf(self.prose(), "prose")
        kind = self.rng.choice(list(ENTRY_KINDS))
        return {"kind": kind, **self.node(ENTRY_KINDS[kind])}

    def resume(self) -> dict[str, Any]:
        rng = self.rng
        basics = {
            "name": self.line(3),
            **{k: v for k, v in self.node(Basics).items() if k != "name" or rng.random() < 0.3},
        }
        made: dict[str, Any] = {"basics": basics}
        for key in rng.sample(list(SECTIONS), rng.choice((1, 2, 3, 5, 9))):
            made[key] = [self.node(SECTIONS[key]) for _ in range(rng.choice((1, 1, 2, 3, 5)))]
        if rng.random() < 0.4:
            made["sections"] = [
                {"title": self.line(4), "entries": [self.block() for _ in range(rng.choice((1, 2, 3)))]}
                for _ in range(rng.choice((1, 2)))
            ]
        settings: dict[str, Any] = {"lang": self.lang}
        if self.langs:
            settings["languages"] = self.langs
        options = {
            "dates": {
                "month": rng.choice(("short", "long", "numeric")), "day": rng.random() < 0.5,
                "duration": rng.random() < 0.5, "updated": rng.random() < 0.5,
            },
            "publications": {"group": rng.choice(("type", "year", "none"))}, "groupRoles": rng.random() < 0.5,
            "sort": rng.choice(("newest", "oldest", "none")), "bold": [rng.choice(self.words)], "keep": "together",
            "style": {"citation-numbers": rng.choice(("none", "decimal", "reverse"))},
            "headings": {"work": self.line(3)},
        }  # fmt: skip
        settings |= {key: value for key, value in options.items() if rng.random() < 0.3}
        made["meta"] = {"lastModified": "2026-03-04", "cvrender": settings}
        return made


def generate(rng: random.Random) -> dict[str, Any]:
    """Return a resume as plain data."""
    return Author(rng).resume()


def failures(source: Path, theme: str, engine: str) -> Iterator[Failure]:
    """Build a source in a theme, and by an engine where one is named, and yield what does not hold."""
    report = Report()
    options = Options(themes=(theme,), today=TODAY, formats=(*TEXTS, *BUNDLES))
    try:
        whole = load_resume(source, options, report)
        pages = pages_of(whole, source, options, report) if whole else []
    except Exception as error:  # noqa: BLE001  # any is a failure
        yield _raised("read", error)
        return
    if not pages:
        told = next((d for d in report.diagnostics if d.severity == "error"), None)
        yield Failure(f"refused by the reader: {told.code if told else '?'}", told.message[:120] if told else "")
        return
    page = pages[0]
    for each in page.themes:
        maker = Maker(source, page.document, each, report, Clock(), options)
        try:
            made: dict[Path, bytes] = {}
            if engine:
                content, status = maker.pdf(engine)
                made = {Path(f"{source.stem}.pdf"): content} if not status else {}
            for name in (*TEXTS, *BUNDLES) if not engine else ():
                made |= maker.files(name, Path())
            maker.proven({path: content for path, content in made.items() if path.suffix != ".tex"})
        except Exception as error:  # noqa: BLE001  # any is a failure
            yield _raised("build", error)
            continue
        for one in report.ordered():
            if one.code not in ALLOWED and one.severity != "note":
                kind = re.match(r"\S+\.(pdf|html|txt|md|json)\b", one.message)
                place = f" at {one.position.line}" if one.position else ""
                yield Failure(
                    f"{one.severity} {one.code} of {kind[1] if kind else theme}", f"{theme}: {one.message[:220]}{place}"
                )
        if not engine:
            yield from _read_again(made[Path(f"{source.stem}.json")], maker.document)
            yield from _links(made[Path(f"{source.stem}.md")].decode(), maker.document)


def _read_again(content: bytes, document: Document) -> Iterator[Failure]:
    report = Report()
    again = read(content, "again.json", report, TODAY)
    refused = next((d for d in report.diagnostics if d.severity == "error"), None)
    if again is None or refused:
        yield Failure("JSON refused by the reader", f"{refused.code} {refused.message[:99]}" if refused else "")
    elif plain(again) != plain(document.resume):
        yield Failure("JSON reads as another resume", _difference(plain(document.resume), plain(again)))


def _links(text: str, document: Document) -> Iterator[Failure]:
    """Yield a failure for each link that a parser of the Markdown does not find, and each that it finds beside them."""
    from markdown_it import MarkdownIt

    wanted = [url for fact in facts(document) for _, url in fact.links]
    found: list[str] = []
    for token in MarkdownIt("commonmark").parse(text):
        found += [str(child.attrs["href"]) for child in token.children or () if child.type == "link_open"]
    lacking = Counter(map(_folded, wanted)) - Counter(map(_folded, found))
    more = Counter(map(_folded, found)) - Counter(map(_folded, wanted))
    if lacking:
        yield Failure("Markdown lacks a link", f"{next(iter(lacking))} {list(more)[:1]}")
    elif more:
        yield Failure("Markdown has a link more", next(iter(more)))


def _folded(url: str) -> str:
    """An address whose encoded characters, also those of its host, are decoded."""
    return re.sub("xn--([a-z0-9-]+)", lambda label: label[1].encode().decode("punycode"), unquote(url))


def case(seed: int, number: int, folder: Path, engine: str = "") -> tuple[Path, list[Failure]]:
    """Return the path of a case's source, and what it shows."""
    rng = random.Random(f"{seed}:{number}")  # noqa: S311  # tests, no secrets
    path = folder / "case.json"
    path.write_text(json.dumps(generate(rng), indent=1), "utf-8")
    return path, list(failures(path, THEMES[number % len(THEMES)], engine))


def main() -> int:
    """Run the cases that are asked for; print each failure and how many there are of each kind."""
    parser = argparse.ArgumentParser(description="Fuzz building and proving of resumes.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="the first case")
    parser.add_argument("--count", type=int, default=400, help="how many cases")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no case after so many seconds")
    parser.add_argument("--engine", default="", help="make PDFs with this engine, and nothing else")
    parser.add_argument("--only", type=int, help="this case alone; its source is printed")
    parser.add_argument("--keep", type=Path, help="a folder for the sources of failures")
    parser.add_argument("--quiet", action="store_true", help="print the counts alone")
    options = parser.parse_args()
    kinds: Counter[str] = Counter()
    failed = done = 0
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        numbers = range(options.start, options.start + options.count) if options.only is None else (options.only,)
        for number in numbers:
            if time.monotonic() - begun > options.seconds:
                break
            path, found = case(options.seed, number, Path(name), options.engine)
            done += 1
            failed += bool(found)
            kinds.update({failure.kind for failure in found})
            if options.only is not None:
                print(path.read_text("utf-8"))
            for failure in found if not options.quiet else ():
                print(f"{number}: {failure.kind}: {failure.detail}", flush=True)
            if found and options.keep:
                options.keep.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, options.keep / f"{options.seed}-{number}.json")
    print(f"{done:,} builds, {failed:,} with failures, {time.monotonic() - begun:.0f} s")
    for kind, count in kinds.most_common():
        print(f"{count:7,}  {kind}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
