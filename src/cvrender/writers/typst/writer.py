"""Typst: the document travels as JSON, whose strings are values and never markup; the looks are Typst functions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cvrender.diagnostics.report import Report
from cvrender.document.icons import drawing
from cvrender.document.layout import columns, head_order, name_parts, running
from cvrender.document.model import (
    Citation,
    Code,
    Contact,
    Date,
    Document,
    Emph,
    Entry,
    Foreign,
    Group,
    Inlines,
    Link,
    List,
    Ltr,
    Paragraph,
    Quote,
    Strong,
    plain,
)
from cvrender.record import Record
from cvrender.system.fonts import EMOJI, fallbacks
from cvrender.theming.theme import Theme
from cvrender.theming.tokens import in_points
from cvrender.writers.typography import LONGEST_DATE, WITHOUT_ITALICS

EXTENSION = "typ"
NAME = "resume.typ"

_MAIN = """\
// Made by cvrender. `document.json` says what the page says, `theme.typ` how it looks.
#import "cvrender.typ": render
#import "theme.typ"

#render(json("document.json"), json("tokens.json"), dictionary(theme))
"""
_SUFFIX = {"image/png": "png", "image/jpeg": "jpg"}
_MARKS: dict[type, str] = {Strong: "strong", Emph: "emph", Ltr: "ltr"}
_SHAPES = {Entry: "entry", Citation: "citation", Group: "group", Quote: "quote", Paragraph: "paragraph", List: "list"}


def write(document: Document, theme: Theme, report: Report) -> dict[str, bytes]:
    """Return a bundle that `typst compile resume.typ` takes: NAME, the looks, the theme's, document, tokens, photo."""
    sheets = [sheet.text for sheet in theme.sheets["typst.typ"]]
    bundle = {
        NAME: _MAIN,
        "cvrender.typ": Path(__file__).with_name("cvrender.typ").read_text("utf-8"),
        "theme.typ": "\n".join(sheets),
        "tokens.json": json.dumps({name: _token(value) for name, value in theme.tokens.items()}, indent=1),
    }
    content = _document(document, theme)
    files = {name: text.encode() for name, text in bundle.items()}
    if document.photo:
        content["photo"] = {"file": f"photo.{_SUFFIX[document.photo.mime]}", "alt": document.photo.alt or "photo"}
        files[content["photo"]["file"]] = document.photo.content
    files["document.json"] = json.dumps(content, ensure_ascii=False, indent=1).encode()
    return files


def _token(value: str) -> str | float:
    """A length in points, a number as it is, anything else as text."""
    found = in_points(value)
    if found is not None:
        return round(found, 4)
    try:
        return float(value)
    except ValueError:
        return value


def _document(document: Document, theme: Theme) -> dict[str, Any]:
    content: dict[str, Any] = {
        "lang": document.lang,
        "direction": document.direction,
        "upright": document.lang.split("-")[0] in WITHOUT_ITALICS,
        "title": document.name or plain(document.headline) or "Resume",
        "author": document.name,
        "description": plain(document.headline),
        "fallbacks": (),
        "paper": theme.paper(),
        "punctuation": {"list": document.punctuation.list, "label": document.punctuation.label},
        "name": document.name,
        "last-name": name_parts(document.name)[1],
        "headline": _value(document.headline),
        "photo": None,
        "contacts": [_contact(contact, theme) for contact in document.contacts],
        "sections": [
            {
                "id": section.id,
                "key": section.key,
                "title": section.title,
                "region": section.region,
                "keep": section.keep,
                "new_page": section.new_page,
                "body": [_value(block, theme.tokens["date-place"]) for block in section.body],
                "footnotes": _value(section.footnotes),
            }
            for section in document.sections
        ],
        "updated": _value(document.updated),
        "header": theme.layout.header,
        "panelled": theme.panelled,
        "foot": [[p if isinstance(p, str) else {"counter": p.of} for p in part] for part in document.foot],
    }
    texts = json.dumps(content, ensure_ascii=False)
    return content | {"fallbacks": fallbacks(texts, document.lang, document.fonts, EMOJI)}


def _contact(contact: Contact, theme: Theme) -> dict[str, str]:
    icon = drawing(contact, theme.tokens["accent"]) if theme.tokens["icons"] == "on" else ""
    return {"kind": contact.kind, "label": contact.label, "text": contact.text, "url": contact.url, "icon": icon}


def _texts(value: Record) -> dict[str, Any]:
    """The fields of a shape that may have several lines."""
    if isinstance(value, Paragraph):
        return {"text": _running(value.text)}
    if isinstance(value, List):
        return {"items": [_running(item) for item in value.items]}
    if isinstance(value, Citation):
        return {"title": _running(value.title), "highlights": [_running(item) for item in value.highlights]}
    return {"highlights": [_running(item) for item in value.highlights]} if isinstance(value, Entry) else {}


def _running(inlines: Inlines) -> list[Any]:
    """A text whose last words are kept together by a box, out of which their spaces are copied as such."""
    made: list[Any] = _value(running(inlines))
    if made and isinstance(made[-1], str) and made[-1] != inlines[-1]:
        begins, _, ends = made.pop().rpartition(" ")
        made += [f"{begins} ", {"box": ends.replace("\u00a0", " ")}]
    return made


def _value(value: Any, date_place: str = "end") -> Any:
    """Records as mappings, inlines by what they are, tuples as lists."""
    if isinstance(value, tuple):
        return [_value(item, date_place) for item in value]
    if type(value) in _MARKS:
        return {_MARKS[type(value)]: _value(value.content)}
    if isinstance(value, Code):
        return {"code": value.text}
    if isinstance(value, Date):
        return {"date": value.text}
    if isinstance(value, Link):
        return {"link": value.url, "content": _value(value.content)}
    if isinstance(value, Foreign):
        return {"foreign": value.lang.split("-")[0], "content": _value(value.content)}
    if not isinstance(value, Record):
        return value
    fields = {name: _value(getattr(value, name), date_place) for name in value.FIELDS}
    fields |= _texts(value)
    if isinstance(value, Entry):
        beside = bool(value.place) and head_order(value, date_place)[-2] == "place"
        longest = max(columns(plain(part)) for part in (value.date, value.place if beside else ()))
        fields["place-beside"] = beside
        fields["free"] = longest > LONGEST_DATE
        has_under = value.subtitle or value.place or value.note or value.links
        fields["whole"] = value.whole
        fields["tight"] = value.brief and (value.run_in or not has_under)
    return {"shape": _SHAPES.get(type(value), ""), **fields}
