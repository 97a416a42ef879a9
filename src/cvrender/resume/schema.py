"""The JSON Schema of sources, from the model's own table: for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

from cvrender.resume.model import ENTRY_KINDS, LANGUAGE_TAG, SECTIONS, Node, Point, Resume, Spec, settable

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
        "definitions": dict(sorted({**definitions, **_leaves()}.items())),
    }


def _node(cls: type[Node], definitions: dict[str, Any]) -> dict[str, Any]:
    properties = {key: {"description": spec.doc, **_spec(spec, definitions)} for key, spec in cls.SPECS.items()}
    if cls is Resume:
        properties |= {key: {"description": cls.SPECS[key].doc, **_section(properties[key])} for key in SECTIONS}
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
        return {"type": "array", "items": {"anyOf": [_POINT, _any_entry(definitions)]}}
    if kind == "named":
        assert spec.node is not None
        return {"type": "object", "additionalProperties": _reference(spec.node, definitions)}
    if kind == "set":
        return {"type": "object", "properties": {k: _spec(field, definitions) for k, field in settable().items()}}
    return _plain(spec)


def _plain(spec: Spec) -> dict[str, Any]:
    """Values that hold no further nodes."""
    kind, words = spec.kind, {"enum": list(spec.choices)}
    forms: dict[str, dict[str, Any]] = {
        "texts": {"type": "array", "items": _TEXT},
        "points": {"type": "array", "items": _POINT},
        "plains": {"type": "array", "items": _TEXT},
        "map": {"type": "object", "additionalProperties": _TEXT},
        "flag": {"type": "boolean"},
        "number": {"type": "integer", "minimum": spec.limits[0], "maximum": spec.limits[1]},
        "choice": words,
        "by-section": {"anyOf": [words, {"type": "object", "additionalProperties": words}]},
        "words": {"type": "array", "items": words},
        **{name: {"allOf": [{"$ref": f"#/definitions/{name}"}]} for name in ("date", "end")},
    }
    return forms.get(kind, {"allOf": [_TEXT]})


_TEXT = {"$ref": "#/definitions/text"}
_POINT = {"$ref": "#/definitions/point"}
_MARKS = {
    "tags": {"type": "array", "items": {"type": "string"}, "description": "What variants choose it by."},
    "private": {"type": "boolean", "description": "Whether public copies leave it out."},
}


def _leaves() -> dict[str, Any]:
    """Single values: as they are, or with marks; a text in several languages, too."""
    # YAML editors read an unquoted 2020 as a number and 2020-01-01 as a date; both are meant as they stand.
    plain: dict[str, Any] = {"type": ["string", "number"]}
    language = {"type": "object", "patternProperties": {LANGUAGE_TAG: plain}, "additionalProperties": False}
    date: list[dict[str, Any]] = [{"type": "string", "pattern": _DATE}, {"type": "integer"}]
    end: list[dict[str, Any]] = [*date, {"enum": ["present"]}]
    text = [plain, language]
    forms = {"text": text, "point": text, "date": date, "end": end}
    point = Point.SPECS["priority"]
    also = {"point": {"priority": {"description": point.doc, **_plain(point)}}}
    return {
        name: {"anyOf": [*allowed, _marked("text", {"anyOf": allowed}, **also.get(name, {}))]}
        for name, allowed in forms.items()
    }


def _marked(key: str, value: dict[str, Any], **also: Any) -> dict[str, Any]:
    properties = {key: value, **_MARKS, **also}
    return {"type": "object", "properties": properties, "required": [key], "additionalProperties": False}


def _section(entries: dict[str, Any]) -> dict[str, Any]:
    """A section as the list of its entries, or as a mapping that marks it as a whole."""
    items = {"type": "array", "items": entries["items"]}
    return {"anyOf": [items, _marked("entries", items)]}


def _any_entry(definitions: dict[str, Any]) -> dict[str, Any]:
    """An entry of a section of one's own: a mapping with the keys of its kind, and `kind` itself."""
    keys: dict[str, Any] = {"kind": {"enum": [*ENTRY_KINDS, "text"], "description": "What this entry is."}}
    for cls in dict.fromkeys(ENTRY_KINDS.values()):
        _reference(cls, definitions)
        for key in cls.SPECS:
            keys.setdefault(key, {})
    return {"type": "object", "properties": keys, "additionalProperties": False}
