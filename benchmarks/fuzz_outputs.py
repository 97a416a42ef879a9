"""Files that are broken in many ways, given to what reads outputs: each gets an answer or a plain message.

    python benchmarks/fuzz_outputs.py --count 6800 --seed 1

Outputs of cvrender and a Word document are cut, spliced and changed at random, and read as `verify`, `diff` and
`extract` do, each in a process of its own with little memory and time. Whatever is not read and not refused with a
message is a failure; it is named with the seed that brings it again: `--seed N --count 1`.
"""

from __future__ import annotations

import argparse
import datetime
import io
import os
import random
import resource
import signal
import sys
import time
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from cvrender.cli import main as cvrender
from cvrender.diagnostics.report import Report
from cvrender.document.layout import arrange
from cvrender.loading.options import Options
from cvrender.loading.prepare import prepare
from cvrender.pdf.attachments import NoAttachment, attach, extract
from cvrender.verification.diffing.diff import as_json, diff, lines
from cvrender.verification.facts import facts
from cvrender.verification.verify_file import table, told, verify

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "resumes/example.yaml"
TODAY = datetime.date(2026, 11, 21)
SECONDS = 20
MEMORY = 2**30
"""Bytes of data; the largest of the intact files takes a fifth."""
SLOW, LARGE = 5.0, 400
"""Seconds of a processor and megabytes more than at the start from which a file is counted as an outlier."""
ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "latin-1", "cp500", "utf-7")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TOKENS = (
    b"\0",
    b"\xff\xfe",
    b"<!DOCTYPE x>",
    b"endobj",
    b"stream\n",
    b"/Length -1",
    b"/Kids [1 0 R]",
    b"/Count 99999999",
    b"<w:p>" * 40,
    b"</w:p>",
    b"-->",
    b"<style>",
    b"<b>" * 90,
    b"\x1b[2J",
    "\u202e".encode(),
    b"PK\x01\x02",
    b"9" * 400,
    b"[" * 300,
    b"<< " * 300,
)


def word() -> bytes:
    """Return a Word document with a header, a text box, a note, a field and a list."""
    report = Report()
    prepared = prepare(SOURCE, Options(today=TODAY), report)
    assert prepared is not None
    said = facts(arrange(prepared[1], prepared[2][0]))
    body = "".join(f"<w:p><w:r><w:t>{escape(fact.text)}</w:t></w:r></w:p>" for fact in said)
    body += (
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p>"
        "</w:txbxContent></mc:Choice><mc:Fallback><w:t>box</w:t></mc:Fallback></mc:AlternateContent></w:r>"
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>HYPERLINK \"https://example.org\"</w:instrText>"
        "</w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>link</w:t></w:r>"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
        "<w:sectPr><w:headerReference w:type='default' r:id='h'/></w:sectPr>"
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    spaces = f"xmlns:w='{W}' xmlns:r='{office}' xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
    packages = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "_rels/.rels": f"<Relationships xmlns='{packages}'><Relationship Id='d' Type='{office}/officeDocument' "
        "Target='word/document.xml'/></Relationships>",
        "word/document.xml": f"<w:document {spaces}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f"<Relationships xmlns='{packages}'>"
        f"<Relationship Id='h' Type='{office}/header' Target='header1.xml'/>"
        f"<Relationship Id='n' Type='{office}/footnotes' Target='footnotes.xml'/>"
        f"<Relationship Id='s' Type='{office}/styles' Target='styles.xml'/></Relationships>",
        "word/header1.xml": f"<w:hdr {spaces}><w:p><w:r><w:t>header</w:t></w:r></w:p></w:hdr>",
        "word/footnotes.xml": f"<w:footnotes {spaces}><w:footnote w:id='2'><w:p/></w:footnote></w:footnotes>",
        "word/styles.xml": f"<w:styles {spaces}><w:style w:styleId='a'><w:basedOn w:val='a'/></w:style></w:styles>",
    }
    return zipped({name: part.encode() for name, part in parts.items()})


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return out.getvalue()


def seeds(folder: Path) -> dict[str, bytes]:
    """Return intact outputs by their names."""
    out: dict[str, bytes] = {}
    wanted = [("typst", "pdf"), ("weasyprint", "pdf,html,text,markdown"), ("xelatex", "pdf")]
    for name, formats in wanted:
        target = folder / name
        arguments = ["build", str(SOURCE), "-q", "-e", name, "-f", formats, "-o", str(target), "--embed", "--no-cache"]
        if cvrender(arguments) == 0:
            out |= {f"{name}-{path.name}": path.read_bytes() for path in target.rglob("example.*") if path.is_file()}
    out["word.docx"] = word()
    return out


def cut(content: bytes, chance: random.Random) -> bytes:
    """Leave out the end."""
    return content[: chance.randrange(len(content) + 1)]


def flip(content: bytes, chance: random.Random) -> bytes:
    """Change some bytes."""
    out = bytearray(content)
    for _ in range(chance.choice((1, 3, 30, 300))):
        if out:
            out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def splice(content: bytes, chance: random.Random) -> bytes:
    """Put a piece from one place to another."""
    start, to = chance.randrange(len(content) + 1), chance.randrange(len(content) + 1)
    piece = content[start : start + chance.choice((4, 40, 400, 40_000))]
    return content[:to] + piece + content[to + chance.choice((0, len(piece))) :]


def insert(content: bytes, chance: random.Random) -> bytes:
    """Put something that means much between."""
    to = chance.randrange(len(content) + 1)
    return content[:to] + chance.choice(TOKENS) * chance.choice((1, 1, 3, 50)) + content[to:]


def recode(content: bytes, chance: random.Random) -> bytes:
    """Write the text in another encoding."""
    return content.decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace")


def digits(content: bytes, chance: random.Random) -> bytes:
    """Change a number."""
    places = [place for place in range(len(content)) if 48 <= content[place] <= 57]
    if not places:
        return content
    place = chance.choice(places)
    return content[:place] + chance.choice((b"0", b"9", b"-1", b"99999999999", b"4294967295")) + content[place + 1 :]


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (cut, flip, splice, insert, recode, digits)


def unpacked(content: bytes, chance: random.Random) -> bytes:
    """Change the parts of a ZIP file, and not the bytes around."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    names = list(parts)
    for _ in range(chance.choice((1, 1, 2))):
        one, other = chance.choice(names), chance.choice(names)
        what = chance.randrange(4)
        if what == 0:
            parts[one], parts[other] = parts[other], parts[one]
        elif what == 1:
            parts.pop(one, None)
        elif one in parts:
            parts[one] = chance.choice(WAYS)(parts[one], chance)
        names = list(parts) or names
    method = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2))
    return zipped(parts, method)


def repacked(content: bytes, chance: random.Random) -> bytes:
    """Change what the packed streams of a PDF hold, and its attachment."""
    if chance.random() < 0.3:
        return attach(content, chance.choice((b"", b"[" * 100_000, b"no JSON", b'{"a": "\x1b[2J"}', b"\xff" * 99)))
    starts = [place for place in range(len(content)) if content.startswith(b"stream\n", place)]
    if not starts:
        return flip(content, chance)
    start = chance.choice(starts) + 7
    unpacker = zlib.decompressobj()
    try:
        held = unpacker.decompress(content[start:])
    except zlib.error:
        return flip(content, chance)
    packed = zlib.compress(chance.choice(WAYS)(held, chance))
    return content[:start] + packed + content[len(content) - len(unpacker.unused_data) :]


def broken(intact: dict[str, bytes], seed: int) -> tuple[str, bytes]:
    """Return the name and the content of the broken file with this seed."""
    chance = random.Random(seed)  # noqa: S311  # it is to come again, and to be no secret
    name = chance.choice(sorted(intact))
    content = intact[name]
    for _ in range(chance.choice((1, 1, 2, 4))):
        if name.endswith(".docx") and content.startswith(b"PK") and chance.random() < 0.7:
            try:
                content = unpacked(content, chance)
                continue
            except Exception:  # noqa: BLE001  # a file that is broken by now is broken in the plain ways
                content = flip(content, chance)
        elif name.endswith(".pdf") and chance.random() < 0.3:
            try:
                content = repacked(content, chance)
                continue
            except Exception:  # noqa: BLE001  # as above
                content = flip(content, chance)
        content = chance.choice(WAYS)(content, chance)
    return (
        name if chance.random() < 0.9 else f"{Path(name).stem}{chance.choice(('.pdf', '.docx', '.txt', ''))}"
    ), content


def read(path: Path, other: Path, *, whole: bool) -> None:
    """Do with a file what `verify`, `diff` and `extract` do, comparisons only if `whole`; raise where that fails."""
    content, options = path.read_bytes(), Options(today=TODAY)
    for source in (SOURCE, None) if whole else (None,):
        report = Report()
        found = verify(path, source, report, options)
        if found is None and not report.failed():
            raise AssertionError("nothing is said of it")
        if found is not None:
            table(found), told(found)
    differences = diff(other, path, Report(), TODAY) if whole else None
    if differences is not None:
        lines(differences), as_json(differences)
    with suppress(NoAttachment):
        extract(content)


def guarded(path: Path, other: Path, *, whole: bool) -> tuple[str, float, float]:
    """Read a file in a process of its own; return what went wrong, or nothing, with seconds and megabytes."""
    reading, writing = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(reading)
        said = b""
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
            resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            read(path, other, whole=whole)
        except BaseException:  # noqa: BLE001  # whatever it is, it is what is looked for
            said = traceback.format_exc().encode("utf-8", "replace")
        os.write(writing, said[-4000:])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode("utf-8", "replace")
    _, status, used = os.wait4(child, 0)
    if os.WIFSIGNALED(status):
        said = f"ended by {signal.Signals(os.WTERMSIG(status)).name}"
    return said, min(used.ru_utime + used.ru_stime, time.monotonic() - began), used.ru_maxrss / 1024


def main() -> int:
    """Read broken files; return 1 where one has no answer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=500, help="how many files (default 500)")
    parser.add_argument("--seconds", type=float, default=0.0, help="stop after so many (default: never)")
    parser.add_argument("--seed", type=int, default=1, help="of the first file; the next has the next (default 1)")
    parser.add_argument("--whole", type=int, default=10, help="compare one of N with a source (10; 0: none)")
    parser.add_argument("--keep", type=Path, help="a folder for files that fail")
    options = parser.parse_args()
    began, done = time.monotonic(), 0
    failures: Counter[str] = Counter()
    slow, most = (0.0, 0), (0.0, 0)
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        intact = seeds(folder)
        (other := folder / "other.txt").write_bytes(next(v for k, v in intact.items() if k.endswith(".txt")))
        for kind, whole in intact.items():  # what reads them is loaded once, and not in each process
            (folder / kind).write_bytes(whole)
            read(folder / kind, other, whole=False)
        base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        for seed in range(options.seed, options.seed + options.count):
            if options.seconds and time.monotonic() - began > options.seconds:
                break
            name, content = broken(intact, seed)
            path = folder / name
            path.write_bytes(content)
            said, seconds, size = guarded(path, other, whole=bool(options.whole) and seed % options.whole == 0)
            done += 1
            slow, most = max(slow, (seconds, seed)), max(most, (size - base, seed))
            if not said and (seconds > SLOW or size - base > LARGE):
                said = f"took {seconds:.1f} s and {size - base:.0f} MB"
            if said:
                last = said.strip().splitlines()[-1]
                failures[last[:100]] += 1
                if failures[last[:100]] == 1:
                    print(f"seed {seed} ({name}):\n{said.strip()}", flush=True)
                if options.keep:
                    options.keep.mkdir(parents=True, exist_ok=True)
                    (options.keep / f"{seed}-{name}").write_bytes(content)
            path.unlink()
    for last, count in failures.most_common():
        print(f"{count:5} x {last}")
    print(
        f"{done} files, {sum(failures.values())} failures; slowest {slow[0]:.1f} s (seed {slow[1]}), "
        f"largest {most[0]:.0f} MB (seed {most[1]}); {time.monotonic() - began:.0f} s"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
