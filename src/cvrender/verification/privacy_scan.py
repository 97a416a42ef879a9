"""A search of public copies for what is private: in every byte, unpacked, and in each way that a format writes it."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from html import unescape
from io import BytesIO
from pathlib import PurePath
from typing import Any
from urllib.parse import unquote

from cvrender.diagnostics.report import Report
from cvrender.document.inline import prose
from cvrender.document.model import Inlines, Link, List, plain
from cvrender.record import Record
from cvrender.resume.select import Secret
from cvrender.resume.traces import Form, Several, Trace, holds, narrowed, said_openly, trace, traces

_DATA = re.compile(r"data:[\w/+.-]+;base64,([A-Za-z0-9+/=]+)")
_MARKUP = {
    ".html": re.compile(r"<style>[^<]*+(?:<(?!/?style>)[^<]*+)*</style>|<[^<>]*>"),
    ".md": re.compile(r"\]\((?:[^)\]]|\](?!\())*\)|[*_`\\]"),
    ".txt": re.compile(r"<[^<>\s]*>"),
    ".tex": re.compile(r"\\[A-Za-z]+\*?(?:\{(?:https?|mailto|tel):[^}]*\})?"),
}
"""What stands between the words of a text in each format."""


_SHORTEST_CODE = 4
"""Digits of a number that is looked for at all: lists, days and pages hold any shorter one."""
_JOINT = "\u2060"
"""A character that nobody sees, where markup stood: no letter, so words end there, and nothing that a search minds."""


class Needle(Record):
    """A string to be found, how it is found, and the private value that it is a part of."""

    text: str
    trace: Trace
    secret: Secret


def needles(secrets: Iterable[Secret], shown: Iterable[str]) -> list[Needle]:
    """Return what must not be found: the words and addresses of what is private, but for those that are shown."""
    said = Several(list(shown))
    found: dict[str, Needle] = {}
    for secret in secrets:
        # A contact is looked for as a whole, since its parts may stand openly: a domain, a street.
        contact = traces(secret.text, secret.contact) if secret.contact else ()
        for one in contact or map(trace, _pieces(secret.text)):
            sought = narrowed(one, said)
            by_chance = sought.squashed.isdigit() and len(sought.squashed) < _SHORTEST_CODE
            if sought.squashed and not by_chance and not said_openly(said, sought):
                found.setdefault(sought.text, Needle(sought.text, sought, secret))
    return list(found.values())


def leaks(files: dict[str, bytes], wanted: list[Needle]) -> list[tuple[str, Needle]]:
    """Return which strings stand in which files: in their names, their text, their metadata and their streams."""
    found = []
    for name, content in files.items() if wanted else ():
        # Without its suffix, which would lengthen an address that it is called after.
        forms = [Form(f"{name}\n{PurePath(name).with_suffix('')}"), *_forms(name, content)]
        found += [(name, needle) for needle in wanted if any(holds(form, needle.trace) for form in forms)]
    return found


def _pieces(text: str) -> Iterator[str]:
    """The paragraphs and items of a text, and the addresses in it."""
    for block in prose(text, Report()):
        for line in block.items if isinstance(block, List) else (block.text,):
            yield plain(line).strip()
            yield from _addresses(line)


def _addresses(line: Inlines) -> Iterator[str]:
    for inline in line:
        if isinstance(inline, Link):
            yield inline.url
        content = getattr(inline, "content", ())
        yield from _addresses(content)


def _forms(name: str, content: bytes) -> Iterator[Form]:
    """A file in each way of reading it."""
    suffix = PurePath(name).suffix
    if suffix == ".pdf":
        yield from _pdf_forms(content)
        return
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        yield from _byte_forms(content)
        return
    for match in _DATA.finditer(text):
        yield from _byte_forms(b64decode(match[1]))
    text = _DATA.sub("", text)
    if suffix == ".json":
        text = "\n".join(_strings(json.loads(text)))
    elif suffix in (".html", ".md"):
        text = unescape(text)
    yield Form(unquote(text))
    if suffix in _MARKUP:
        yield Form(_MARKUP[suffix].sub(_JOINT, text))


def _byte_forms(content: bytes) -> Iterator[Form]:
    for encoding in ("utf-8", "utf-16-be", "utf-16-le", "latin-1"):
        yield Form(content.decode(encoding, "ignore"), exact=False)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    else:
        yield str(value)


def _pdf_forms(content: bytes) -> Iterator[Form]:
    """The text of the pages; attached files; every string of every object; every stream, unpacked."""
    import pikepdf
    import pypdfium2

    pages = pypdfium2.PdfDocument(content)
    text = []
    for page in pages:
        found = page.get_textpage()
        text.append(found.get_text_range().replace("\ufffe", "-"))
        found.close()
        page.close()
    pages.close()
    yield Form("\n".join(text))
    strings: list[str] = []
    with pikepdf.open(BytesIO(content)) as pdf:
        for name, spec in pdf.attachments.items():
            yield from _forms(name, spec.get_file().read_bytes())
        for item in pdf.objects:
            _pdf_strings(item, strings, pikepdf)
            if isinstance(item, pikepdf.Stream):
                raw = _unpacked(item, pikepdf)
                strings += [raw.decode("utf-8", "ignore")] if item.get("/Type") == "/Metadata" else []
                yield from _byte_forms(raw)
    yield Form(unquote("\n".join(strings)))


def _unpacked(stream: Any, pikepdf: Any) -> bytes:
    """A stream without its packing; of a picture in a form that is not unpacked, as it stands in the file."""
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return bytes(stream.read_raw_bytes())


def _pdf_strings(item: Any, out: list[str], pikepdf: Any) -> None:
    """The strings and names of an object, but for those of others that it refers to, which come by themselves."""
    stack = [item]
    while stack:
        found = stack.pop()
        if isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
            for key, inner in found.items():
                out.append(key)
                if not inner.is_indirect if isinstance(inner, pikepdf.Object) else True:
                    stack.append(inner)
        elif isinstance(found, pikepdf.Array):
            stack += [inner for inner in found if not (isinstance(inner, pikepdf.Object) and inner.is_indirect)]
        elif isinstance(found, (pikepdf.String, pikepdf.Name)):
            out.append(str(found))
