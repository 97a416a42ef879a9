"""The JSON Schema of sources, from the model's own table: for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

from cvrender.resume.model import ENTRY_KINDS, Node, Resume, Spec

_DATE = r"^[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"


def schema() -> dict[str, Any]:
    """Return a JSON Schema (draft-07, as JSON Resume's). It asks for the right form; `cvrender check` forgives more."""
    definitions: dict[str, Any] = {}
    root = _node(Resume, definitions)
    root["properties"]["$schema"] = {"type": "string", "format": "uri", "description": "This schema's address."}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "cvrender source: JSON Resume and more",
        **root,
        "definitions": dict(sorted(definitions.items())),
    }


def _node(cls: type[Node], definitions: dict[str, Any]) -> dict[str, Any]:
    properties = {key: {"description": spec.doc, **_spec(spec, definitions)} for key, spec in cls.SPECS.items()}
    return {"type": "object", "properties": properties, "additionalProperties": cls is Resume}


def _reference(cls: type[Node], definitions: dict[str, Any]) -> dict[str, Any]:
    name = cls.__name__
    if name not in definitions:
        definitions[name] = {}  # a class that refers to itself finds its name taken
        definitions[name] = _node(cls, definitions)
    return {"$ref": f"#/definitions/{name}"}


def _spec(spec: Spec, definitions: dict[str, Any]) -> dict[str, Any]:
    kind = spec.kind
    if kind == "node":
        return {"allOf": [_reference(type(spec.default), definitions)]}
    if kind == "nodes":
        assert spec.node is not None
        return {"type": "array", "items": _reference(spec.node, definitions)}
    if kind == "blocks":
        return {"type": "array", "items": {"anyOf": [{"type": "string"}, _any_entry(definitions)]}}
    if kind in ("texts", "plains"):
        return {"type": "array", "items": _typed()}
    if kind == "map":
        return {"type": "object", "additionalProperties": _typed()}
    if kind == "flag":
        return {"type": "boolean"}
    if kind == "choice":
        return {"enum": list(spec.choices)}
    if kind in ("date", "end"):
        # YAML editors read an unquoted 2020 as a number and 2020-01-01 as a date; both are meant as they stand.
        dated: list[dict[str, Any]] = [{"type": "string", "pattern": _DATE}, {"type": "integer"}]
        return {"anyOf": [*dated, {"enum": ["present"]}] if kind == "end" else dated}
    return _typed() if kind in ("plain", "text") else {"type": "string"}


def _typed() -> dict[str, Any]:
    """A text; unquoted in YAML, it may look like a number to an editor."""
    return {"type": ["string", "number"]}


def _any_entry(definitions: dict[str, Any]) -> dict[str, Any]:
    """An entry of a section of one's own: a mapping with the keys of its kind, and `kind` itself."""
    keys: dict[str, Any] = {"kind": {"enum": [*ENTRY_KINDS, "text"], "description": "What this entry is."}}
    for cls in dict.fromkeys(ENTRY_KINDS.values()):
        _reference(cls, definitions)
        for key in cls.SPECS:
            keys.setdefault(key, {})
    return {"type": "object", "properties": keys, "additionalProperties": False}
