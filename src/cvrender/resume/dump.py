"""A Resume as plain data again: JSON Resume's form, with what it has no field for as further keys."""

from __future__ import annotations

from typing import Any

from cvrender.resume.model import ENTRY_KINDS, Date, Node, Resume
from cvrender.source.tree import Data


def dump(resume: Resume) -> dict[str, Data]:
    """Return the resume as YAML and JSON hold it, sections in their order; reading it gives an equal Resume."""
    whole = _node(resume)
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
        return value.isoformat()
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Node):
        return _node(value)
    if kind == "map":
        return {str(key): str(text) for key, text in value}
    if kind == "blocks":
        return [_block(item) for item in value]
    return [_value(kind, item) for item in value]


def _block(entry: Any) -> Data:
    if isinstance(entry, str):
        return str(entry)
    kind = next(name for name, cls in ENTRY_KINDS.items() if type(entry) is cls)
    return {"kind": kind, **_node(entry)}
