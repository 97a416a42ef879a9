"""A Resume as plain data again: JSON Resume's form, with what it has no field for as further keys."""

from __future__ import annotations

from typing import Any

from cvrender.resume.model import ENTRY_KINDS, EVERY, Date, Marks, Node, Resume, Text, settable
from cvrender.source.tree import Data


def dump(resume: Resume) -> dict[str, Data]:
    """Return the resume as YAML and JSON hold it, sections in their order; reading it gives an equal Resume."""
    whole = _node(resume)
    for key, marks in resume.marks:
        whole[key] = {**_marks(marks), "entries": whole.get(key, [])}
    first: dict[str, Data] = {key: whole[key] for key in ("$schema", "basics") if key in whole}
    ordered = {key: whole[key] for key in resume.order if key in whole}
    return {**first, **ordered, **whole}


def _node(node: Node) -> dict[str, Data]:
    out: dict[str, Data] = {}
    for key, spec in node.SPECS.items():
        value = getattr(node, key)
        if value is None or value == () or (spec.kind == "node" and value == spec.default):
            continue
        out[key] = _value(spec.kind, value)
    out.update((key, value) for key, value in node.extra if key not in out)
    return out


def _value(kind: str, value: Any) -> Data:
    if isinstance(value, Date):
        shown = str(value.isoformat())  # a Text where it could not be read as a date
        return {"text": shown, **_marks(value.marks)} if value.marks else shown
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return int(value) if kind == "number" else _text(value)
    if isinstance(value, Node):
        return _node(value)
    if kind == "by-section" and len(value) == 1 and value[0][0] == EVERY:
        return str(value[0][1])
    if kind in ("map", "named", "by-section"):
        return {str(key): _value("", item) for key, item in value}
    if kind == "set":
        fields = settable()
        return {str(key): _value(fields[key].kind, item) for key, item in value}
    if kind == "blocks":
        return [_block(item) for item in value]
    return [_value(kind, item) for item in value]


def _block(entry: Any) -> Data:
    if isinstance(entry, str):
        return _text(entry)
    kind = next(name for name, cls in ENTRY_KINDS.items() if type(entry) is cls)
    return {"kind": kind, **_node(entry)}


def _text(text: str) -> Data:
    if not isinstance(text, Text):
        return text
    shown: Data = {lang: str(one) for lang, one in text.langs} if text.langs else str(text)
    return {"text": shown, **_marks(text.marks)} if text.marks else shown


def _marks(marks: Marks) -> dict[str, Data]:
    out: dict[str, Data] = {"tags": [_text(tag) for tag in marks.tags]} if marks.tags else {}
    if marks.private:
        out["private"] = True
    return {**out, "priority": int(marks.priority)} if marks.priority else out
