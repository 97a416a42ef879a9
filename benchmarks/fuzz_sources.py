"""Mutate real sources and check what cvrender promises for any file: `python benchmarks/fuzz_sources.py --count 1000`.

For each mutated source: reading and examining it raises nothing and takes little time, every diagnostic points at a
place in the file, all three renderings of the diagnostics work, and a source without errors survives dump, write and
read as an equal resume.

Case N of a seed is always the same, so `--seed S --only N` repeats it. The exit status is 1 when
anything failed.

Sources are those of resumes/ and tests/broken/ and, where it is, the corpus of real files beside the repository.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from cvrender.diagnostics.report import Diagnostic, Report, render_github, render_json, render_text
from cvrender.loading.options import Options
from cvrender.loading.prepare import examine, load_resume
from cvrender.readers.yaml import read
from cvrender.resume.dump import dump
from cvrender.resume.model import Date, Node, Resume, Text

ROOT = Path(__file__).parents[1]
TODAY = datetime.date(2026, 11, 21)
LIMIT = 20
"""CPU seconds after which a case counts as a hang."""
SLOW = (1.0, 40e-6)
"""CPU seconds that a case may take, and how many more for each byte; reading real files takes a tenth of that."""
LARGEST_SEED = 60_000
"""Bytes; larger files of the corpus would take all the time."""


class Failure(NamedTuple):
    """What a case shows: its kind, under which failures are counted, and what happened."""

    kind: str
    detail: str


class Seed(NamedTuple):
    """A real source: its file name's suffix, its bytes, and its values where it is well-formed."""

    suffix: str
    content: bytes
    values: Any


def seeds() -> list[Seed]:
    """Return the sources to mutate; the small ones of tests/broken several times, since they are read so quickly."""
    shared = next((folder / "shared" for folder in ROOT.parents if (folder / "shared/corpus").is_dir()), ROOT / "none")
    paths = [*sorted(ROOT.glob("resumes/**/*.yaml")), *sorted(ROOT.glob("tests/broken/*.yaml"))]
    for folder in ("corpus", "cases"):
        paths += sorted(p for p in shared.glob(f"{folder}/**/*") if p.suffix in (".json", ".yaml", ".yml"))
    found = []
    for path in paths:
        content = path.read_bytes()
        if len(content) > LARGEST_SEED or path.parent.name == "schema":
            continue
        try:
            aliases = any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(content, yaml.CBaseLoader))
            # A base loader makes nothing but strings; aliases may grow without end.
            values = None if aliases else yaml.load(content, yaml.CBaseLoader)  # noqa: S506  # as above
        except (yaml.YAMLError, ValueError):
            values = None
        found.append(Seed(path.suffix, content, values if isinstance(values, dict) else None))
    return found


# Mutations. Each takes the bytes or the text of a source and returns a changed one.

CHARACTERS = (
    *"\0\x01\x07\x08\t\n\x0b\x0c\r\x1b\x1f !\"#$%&'*,-:<=>?@[\\]^_`{|}~",
    *"\x7f\x80\x84\x85\x86\x9f\xa0\xad\u0300\u034f\u061c\u0600\u070f\u115f\u1680\u180e\u2000\u200b\u200c\u200d",
    *"\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u2060\u2066\u2067\u2068\u2069\u206a\u3000\u3164",
    *"\ue000\uf8ff\ufdd0\ufdef\ufe0e\ufe0f\ufeff\ufff9\ufffc\ufffd\ufffe\uffff\U0001f600\U0001fffe\U000e0001\U000e0041",
    *"\U000f0000\U0010ffff\U0001d400éßıİŉǰΐﬁﬀ½²①Ａａ漢字한국日本のتعلימשก\u0e33हि",
    *(
        "\r\n",
        "\n\r",
        "e\u0301" * 3,
        "a" + "\u0301" * 60,
        "\u1100\u1161\u11a8",
        "\U0001f468\u200d\U0001f469",
        "\u202e" * 9,
    ),
)
YAML_PIECES = (
    "&a ", "*a", "&a *a", "<<: *a", "<<: [*a, *b]", "!!str ", "!!binary aGk=", "!!python/object:os.system x", "!x ",
    "! ", "!<tag:x> ", "!!set {a}", "!!null ", "!include x.yaml", "!include ../x",
    "!include shared/lindholt-journals.yaml", "? ", "? [a, b]\n: c", "? {a: b}\n: c", "---\n", "--- ", "...\n",
    "%YAML 1.2\n---\n", "%YAML 9.9\n---\n", "%TAG ! tag:x,2000:\n---\n", "%", "\t", "  \t", "- ", "-", "- - - ", ": ",
    ":", "::", " #x", "#", "# x\n", "|\n", "|+\n", "|-9\n", ">2\n", "> x\n", "''", '""', "'", '"', '"\\x41"',
    '"\\u0000"', '"\\ud800"', '"\\ud83d\\ude00"', '"\\U0001F600"', '"\\U00110000"', '"\\e\\a\\N\\_\\L\\P"', '"\\q"',
    "[", "]", "{", "}", "[]", "{}", "[[[[]]]]", "{a: {b: {c: d}}}", "[a, , b]", "{a, b: c,}", "~", "null", "Null",
    "true", "yes", "on", "0x1F", "0o17", "1_000", "1e999", ".inf", ".nan", "=", "<<", "*", "&", "@x", "`x", ",",
    "a: b: c", "- a: b\n  c", "\\", "\n\n", "\n    ", "\n",
)  # fmt: skip
JSON_PIECES = (
    "1e999", "-0", "NaN", "Infinity", "-1", "01", "1.", ".5", "0x10", "1E+2", "true", "false", "null", "undefined",
    "{}", "[]", "[[]]", '{"a": 1, "a": 2}', '"\\u0000"', '"\\ud83d"', '"\\ude00"', '"\\ud83d\\ude00"',
    '"\\\\ud83d\\\\ude00"', '"\\/"', '"\\b\\f\\n\\r\\t"', '"\\v"', '"\\u007f"', '"\\u0085"', '"\\u2028"', '"\\ufeff"',
    '"\\ufffe"', '"\\uFFFF"', "'x'", '"x', ",", ",,", ":", '"":', '"": ""', '"a":"b"', '"a" "b"', "/* x */", "// x\n",
    "[" * 70 + "]" * 70, "{\"a\":" * 70 + "1" + "}" * 70, "[" * 5000, "\t", "\\", "\n", "\v",
)  # fmt: skip
VALUES = (
    "2020", "2020-01", "2020-1", "2020-13", "2020-02-30", "2021-02-29", "2020-02-29", "0000", "0000-00-00",
    "9999-12-31", "1000", "20200101", "01/02/2020", "2020/1/2", "2020.1.2", "Jan 2020", "January 5th, 2020",
    "Sept. 2020", "2020-01-01T00:00:00Z", "2020 - 2021", "2020–2021", "2019-2020", "2020 to present", "present",
    "Present.", "now", "heute", "至今", "حتى الآن", "today", "Summer 2020", "２０２０", "٢٠٢٠",
    "2020-０１", "²020", "12020",
    "-2020", "2020-01-", "x" * 61, "https://example.org", "http://", "https:///x", "HTTPS://EXAMPLE.ORG",
    "example.org", "example.org:80/a?b#c", "mailto:a@example.org", "mailto:", "tel:+1 555 0100",
    "javascript:alert(1)", "data:text/html,x", "file:///x", "https://example.org/ä ö", "https://example.org/a(b)c",
    "https://[::1]/", "https://ex\u200bample.org", "https://xn--/", "//example.org", "a@example.org", "a@b", "@",
    "a b@example.org", "a@@example.org", "å@exämple.org", "100%", "\\x41", "**b**", "*e*", "_u_", "__u__",
    "[t](https://example.org)", "[t](javascript:x)", "[t]()", "[](https://example.org)",
    "![i](https://example.org/x.png)", "<https://example.org>", "<b>x</b>", "&amp;", "`c`", "``c`d``", "**a *b* c**",
    "- a\n- b", "1. a\n2. b", "# h", "> q", "a  \nb", "***", "[a][b]", "[a]: https://example.org", "$x$", "#set",
    "\\input{x}", "{{ x }}", "default", "all", "en", "ko", "en-US", "xx-", "zh-Hant-TW", "ar", "a4", "10pt", "1e9pt",
    "#fff", "99", "-99", "100", "true", "no", "together", "before", "newest", "selected",
)  # fmt: skip
KEYS = (
    "basics", "work", "education", "sections", "entries", "kind", "title", "text", "tags", "private", "priority",
    "meta", "cvrender", "variants", "include", "exclude", "set", "limits", "headings", "languages", "lang", "theme",
    "style", "engine", "sort", "keep", "break", "pages", "bold", "fonts", "dates", "public", "show", "name", "label",
    "image", "url", "email", "location", "profiles", "startDate", "endDate", "highlights", "positions", "website",
    "company", "when", "links", "$schema", "", "en", "ko", "<<", "null", "true", "~", "1", "basics.label",
    "meta.cvrender.theme", "style.accent", "extra", "\u007f", "a\u0085b", "é", "e\u0301", "*", "__class__",
)  # fmt: skip


def _flip(content: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content) + 1)
    return content[:at] + bytes([rng.randrange(256)]) + content[at + rng.randrange(2) :]


def _cut(content: bytes, rng: random.Random) -> bytes:
    a, b = sorted((rng.randrange(len(content) + 1), rng.randrange(len(content) + 1)))
    if rng.random() < 0.4:
        return content[:a]
    return content[:a] + content[min(b, a + rng.choice((1, 3, 20, 400))) :]


def _repeat(content: bytes, rng: random.Random) -> bytes:
    a = rng.randrange(len(content) + 1)
    piece = content[a : a + rng.choice((1, 2, 8, 80, 800))]
    return content[:a] + piece * rng.choice((2, 2, 3, 50)) + content[a:]


def _encode(content: bytes, rng: random.Random) -> bytes:
    text = content.decode("utf-8", "replace")
    how = rng.choice(("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "utf-32", "cp1252"))
    return text.encode(how, "replace")


def _ends(content: bytes, rng: random.Random) -> bytes:
    text = content.decode("utf-8", "replace")
    ends = rng.choice(
        (["\r\n"], ["\r"], ["\n", "\r\n"], ["\n", "\r", "\r\n"], ["\n", "\x85", "\u2028", "\u2029"], [""])
    )
    share = rng.choice((1.0, 0.3, 0.05))
    return re.sub("\n", lambda _: rng.choice(ends) if rng.random() < share else "\n", text).encode()


def _place(text: str, rng: random.Random) -> int:
    """A place to insert at: anywhere, at the beginning of a line, of its text, or of a value."""
    kind = rng.randrange(4)
    found = [m.end() for m in re.finditer(("", "\n", r"\n[ -]*", r':[ "]+')[kind], text)] if kind else []
    return rng.choice(found) if found else rng.randrange(len(text) + 1)


def _insert(pieces: tuple[str, ...]) -> Callable[[str, random.Random], str]:
    def insert(text: str, rng: random.Random) -> str:
        at = _place(text, rng)
        return text[:at] + rng.choice(pieces) + text[at + rng.choice((0, 0, 0, 1)) :]

    return insert


def _escaped(text: str, rng: random.Random) -> str:
    """A character as an escape, within quotes if there are any."""
    found = [m.end() for m in re.finditer('"', text)]
    at = rng.choice(found) if found else rng.randrange(len(text) + 1)
    code = ord(rng.choice(CHARACTERS)[0]) if rng.random() < 0.7 else rng.randrange(0x110000)
    forms = (
        f"\\u{code & 0xFFFF:04x}",
        f"\\x{code & 0xFF:02X}",
        f"\\U{code:08X}",
        f"\\ud83d\\u{0xDC00 + code % 0x400:04x}",
    )
    return text[:at] + rng.choice(forms) * rng.choice((1, 1, 3)) + text[at:]


def _lines(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    at, to = rng.randrange(len(lines)), rng.randrange(len(lines))
    how = rng.randrange(7)
    if how == 0:
        lines.insert(to, lines.pop(at))
    elif how == 1:
        lines.insert(to, lines[at])
    elif how == 2:
        del lines[at : at + rng.choice((1, 1, 3, 10))]
    elif how == 3:
        lines[at] = rng.choice((" ", "  ", "\t", "   ", "- ", "\u00a0", "#")) + lines[at]
    elif how == 4:
        lines[at] = lines[at][rng.choice((1, 2, 4)) :]
    elif how == 5:
        lines[at : at + 2] = [" ".join(lines[at : at + 2])]
    else:
        indent = " " * rng.choice((1, 2, 3))
        end = at + rng.choice((2, 5, 20))
        lines[at:end] = [indent + line for line in lines[at:end]]
    return "\n".join(lines)


def _value(text: str, rng: random.Random) -> str:
    """Another value for a key, or another key."""
    found = list(re.finditer(r'("?[\w$]+"?):([ \t]*)("[^"\n]*"|[^\s,{}\[\]&|>][^\n,}]*)', text))
    if not found:
        return text
    match = rng.choice(found)
    quotes = '"' if match[3].startswith('"') else rng.choice(("", "", "'", '"'))
    if rng.random() < 0.2:
        key = json.dumps(rng.choice(KEYS), ensure_ascii=False) if match[1].startswith('"') else rng.choice(KEYS)
        return text[: match.start(1)] + key + text[match.end(1) :]
    return text[: match.start(3)] + quotes + rng.choice(VALUES) + quotes + text[match.end(3) :]


BYTES: tuple[Callable[[bytes, random.Random], bytes], ...] = (_flip, _flip, _cut, _repeat, _encode, _ends)
TEXTS: tuple[Callable[[str, random.Random], str], ...] = (
    _insert(CHARACTERS), _insert(CHARACTERS), _insert(YAML_PIECES), _insert(JSON_PIECES), _insert(VALUES), _escaped,
    _lines, _lines, _value, _value,
)  # fmt: skip


def mutate(rng: random.Random, sources: list[Seed]) -> tuple[str, bytes]:
    """Return the suffix and the content of a mutated source."""
    seed = rng.choice(sources)
    if seed.values is not None and rng.random() < 0.35:
        return _rebuilt(seed.values, rng)
    content = seed.content
    if rng.random() < 0.05:
        other = rng.choice(sources).content
        content = content[: rng.randrange(len(content) + 1)] + other[rng.randrange(len(other) + 1) :]
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        if rng.random() < 0.25:
            content = rng.choice(BYTES)(content, rng)
        else:
            # Bytes that are no UTF-8 stay as they are.
            text = rng.choice(TEXTS)(content.decode("utf-8", "surrogateescape"), rng)
            content = text.encode("utf-8", "surrogateescape")
    return rng.choice((seed.suffix, seed.suffix, ".yaml", ".json")), content


def _rebuilt(values: Any, rng: random.Random) -> tuple[str, bytes]:  # noqa: C901  # one case for each change
    """The values of a source, some of them changed, written anew: mostly a source that can be read."""
    changes = {rng.randrange(120) for _ in range(rng.choice((1, 3, 8)))}
    count = iter(range(10**9))

    def text() -> str:
        made = rng.choice((rng.choice(VALUES), rng.choice(CHARACTERS), f"a{rng.choice(CHARACTERS)}b"))
        return made if rng.random() < 0.8 else f"{made} {rng.choice(VALUES)}"

    def change(value: Any) -> Any:
        how = rng.randrange(8)
        if how < 4:
            return text()
        if how == 4:
            return {rng.choice(KEYS): text(), rng.choice(KEYS): value}
        if how == 5:
            return [value, text()]
        if how == 6:
            return {"text": value, "tags": [text()], "private": rng.choice(("true", True, "no", text()))}
        return rng.choice((None, True, False, 0, 1.5, 10**30, float("nan"), "", " ", [], {}, [[]], [None]))

    def walk(value: Any) -> Any:
        if next(count) in changes:
            value = change(value)
        if isinstance(value, dict):
            return {(rng.choice(KEYS) if next(count) in changes else key): walk(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [walk(inner) for inner in value]
        return value

    # Down to a part of the source, so that changes meet and reading is quick.
    kept = rng.sample(list(values), min(len(values), rng.choice((1, 2, 4, 9))))
    small = walk({key: values[key] for key in values if key in (*kept, "meta")})
    if rng.random() < 0.5:
        made = json.dumps(small, ensure_ascii=rng.random() < 0.5, indent=rng.choice((None, 1, 2)))
        return rng.choice((".json", ".json", ".yaml")), made.encode("utf-8", "replace")
    style = rng.choice((None, None, False, True))
    written = yaml.safe_dump(small, allow_unicode=rng.random() < 0.5, sort_keys=False, default_flow_style=style)
    return ".yaml", written.encode("utf-8", "replace")


# Promises.


class Hang(BaseException):
    """A case has used up its CPU time."""


def failures(content: bytes, path: Path) -> Iterator[Failure]:
    """Write a source to a path, and yield each promise that cvrender breaks for it."""
    path.write_bytes(content)
    options = Options(today=TODAY)
    report = Report()
    begun = time.process_time()
    try:
        examine(path, options, report)
    except Exception as error:  # noqa: BLE001  # any is a failure
        yield _raised("read", error)
        return
    taken = time.process_time() - begun
    if taken > SLOW[0] + SLOW[1] * len(content):
        yield Failure("slow", f"{taken:.1f} s for {len(content):,} bytes")
    found = report.ordered()
    for diagnostic in found:
        yield from misplaced(diagnostic, report.lines)
    yield from _renderings(found, report)
    if not report.failed():
        whole = load_resume(path, options, Report())
        if whole is None:
            yield Failure("unstable", "read once, and not again")
        else:
            yield from unlike(whole)


def misplaced(diagnostic: Diagnostic, lines: dict[str, list[str]]) -> Iterator[Failure]:
    """Yield a failure where a position lies outside its file, or on something else than the message says."""
    at = diagnostic.position
    if at is None or at.file not in lines:  # themes and `--set` have places of their own
        return
    told = f"{diagnostic.code} {at.line}:{at.column} {diagnostic.message[:90]}"
    of_file = lines[at.file]
    if not 1 <= at.line <= len(of_file):
        yield Failure("position: no such line", f"{told} ({len(of_file)} lines)")
        return
    line = of_file[at.line - 1]
    if not 1 <= at.column <= len(line) + 1:
        yield Failure("position: no such column", f"{told} ({len(line)} characters)")
        return
    rest = line[at.column - 1 :]
    control = re.match(r"the control character U\+([0-9A-F]+) ", diagnostic.message)
    byte = re.search(r"byte 0x(..) stands here", diagnostic.message)
    key = re.match("unknown key `(.*?)`(?: in `|: it is)", diagnostic.message, re.DOTALL)
    quoted = rest[:1] in ("'", '"', "|", ">", "&", "!", "*", "?")
    if control and rest[:1] != chr(int(control[1], 16)):
        yield Failure("position: another character", f"{told} at {rest[:9]!r}")
    elif byte and rest[:1] != bytes.fromhex(byte[1]).decode("cp1252", "replace"):
        yield Failure("position: another byte", f"{told} at {rest[:9]!r}")
    elif (
        key and key[1] and not quoted and "\\" not in rest and not rest.startswith(key[1].split("\n")[0].split(" ")[0])
    ):
        yield Failure("position: another key", f"{told} at {rest[:30]!r}")
    elif diagnostic.code in ("CV016", "CV020", "CV022", "CV024") and (not rest.strip() or rest[0] in " \t,:]}"):
        yield Failure("position: not a value", f"{told} at {rest[:30]!r}")


def _renderings(found: list[Diagnostic], report: Report) -> Iterator[Failure]:
    try:
        shown = render_text(found, report.lines, colour=True, logs=True)
        github = render_github(found)
        data = render_json(found)
        parsed = [json.loads(line) for line in data.splitlines()]
        for each in (shown, github, data):
            each.encode()
    except Exception as error:  # noqa: BLE001  # any is a failure
        yield _raised("rendering", error)
        return
    if len(parsed) != len(found) or github.count("\n") != len(found):
        yield Failure("rendering: not one line for each", f"{len(found)} diagnostics")
    if re.search(r"[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown.replace("\x1b[", "") + github):
        yield Failure("rendering: a control character", repr(shown[:200]))


def unlike(resume: Resume) -> Iterator[Failure]:
    """Yield a failure for each form in which a resume, dumped and read again, is not the same."""
    try:
        data = dump(resume)
        forms = {
            "JSON": json.dumps(data, ensure_ascii=False, indent=2),
            "ASCII JSON": json.dumps(data),
            "YAML": yaml.safe_dump(data, sort_keys=False),
        }
        from cvrender.writers import json as writer

        if hasattr(writer, "render"):
            forms["JSON"] = writer.render(data)
    except Exception as error:  # noqa: BLE001  # any is a failure
        yield _raised("dump", error)
        return
    for form, text in forms.items():
        report = Report()
        try:
            again = read(text.encode(), f"again.{'yaml' if form == 'YAML' else 'json'}", report, TODAY)
        except Exception as error:  # noqa: BLE001  # any is a failure
            yield _raised(f"reading {form} again", error)
            continue
        refused = next((d for d in report.diagnostics if d.severity == "error"), None)
        if again is None or refused is not None:
            yield Failure(f"{form} refused by the reader", f"{refused.code} {refused.message[:99]}" if refused else "")
        elif plain(again) != plain(resume):
            yield Failure(f"{form} reads as another resume", _difference(plain(resume), plain(again)))


def plain(value: Any) -> Any:
    """Return a resume as tuples that are equal only where marks and languages are, too; places do not count."""
    if isinstance(value, Text):
        return ("text", str(value), plain(value.marks), plain(value.langs))
    if isinstance(value, (Node, Date)):
        return (type(value).__name__, *((name, plain(getattr(value, name))) for name in value.FIELDS if name != "at"))
    if isinstance(value, (tuple, list)):
        return tuple(plain(item) for item in value)
    if isinstance(value, dict):
        return tuple((key, plain(item)) for key, item in value.items())
    return value


def _difference(one: Any, other: Any) -> str:
    """The first values that differ."""
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        for a, b in zip(one, other, strict=True):
            if a != b:
                return _difference(a, b)
    return f"{one!r:.120} is {other!r:.120}"


def _raised(where: str, error: BaseException) -> Failure:
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}:{last.name}"
    return Failure(f"{where}: {type(error).__name__} in {place}", f"{error!s:.120}")


def case(seed: int, number: int, sources: list[Seed], folder: Path) -> tuple[Path, list[Failure]]:
    """Return the path of a case's source, and what it shows."""
    suffix, content = mutate(random.Random(f"{seed}:{number}"), sources)  # noqa: S311  # tests, no secrets
    path = folder / f"case{suffix}"
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    try:
        found = list(failures(content, path))
    except Hang:
        found = [Failure("hang", f"more than {LIMIT} s for {len(content):,} bytes")]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return path, found


def prepare_folder(folder: Path) -> None:
    """Put what sources include into a folder, and let cases be stopped."""
    shutil.copytree(ROOT / "resumes/shared", folder / "shared")

    def stop(*_: object) -> None:
        raise Hang

    signal.signal(signal.SIGPROF, stop)


def main() -> int:
    """Run the cases that are asked for; print each failure and how many there are of each kind."""
    parser = argparse.ArgumentParser(description="Fuzz reading and checking of sources.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="the first case")
    parser.add_argument("--count", type=int, default=1000, help="how many cases")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no case after so many seconds")
    parser.add_argument("--only", type=int, help="this case alone; its source is printed")
    parser.add_argument("--keep", type=Path, help="a folder for the sources of failures")
    parser.add_argument("--quiet", action="store_true", help="print the counts alone")
    options = parser.parse_args()
    sources = seeds()
    kinds: Counter[str] = Counter()
    failed = done = 0
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare_folder(folder)
        numbers = range(options.start, options.start + options.count) if options.only is None else (options.only,)
        for number in numbers:
            if time.monotonic() - begun > options.seconds:
                break
            path, found = case(options.seed, number, sources, folder)
            done += 1
            failed += bool(found)
            kinds.update({failure.kind for failure in found})
            if options.only is not None:
                print(path.read_bytes().decode("utf-8", "backslashreplace"))
            for failure in found if not options.quiet else ():
                print(f"{number}{path.suffix}: {failure.kind}: {failure.detail}", flush=True)
            if found and options.keep:
                options.keep.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, options.keep / f"{options.seed}-{number}{path.suffix}")
    print(f"{done:,} sources, {failed:,} with failures, {time.monotonic() - begun:.0f} s")
    for kind, count in kinds.most_common():
        print(f"{count:7,}  {kind}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
