"""Values from the command line, put into the source tree as if they had been typed there."""

from __future__ import annotations

from cvrender.diagnostics.report import Position
from cvrender.source.tree import Mapping, Scalar, Sequence, Tree

PLACE = "--set"
"""The file name that positions of such values carry."""


def override(tree: Tree, settings: dict[str, str]) -> Tree:
    """Return the tree with these values at their dotted keys, which are below `meta.cvrender` unless they begin with
    `basics.`; a comma list makes a sequence where the source has one or the key is `sections` or `bold`.
    """
    for number, (dotted, text) in enumerate(settings.items(), 1):
        at = Position(PLACE, number, 1)
        path = dotted.split(".")
        tree = _put(tree, path if path[0] == "basics" else ["meta", "cvrender", *path], text, at)
    return tree


def _put(tree: Tree, path: list[str], text: str, at: Position) -> Tree:
    if not path:
        if isinstance(tree, Sequence):
            return Sequence(tuple(Scalar(part.strip(), at) for part in text.split(",")), at)
        return Scalar(text, at)
    if not isinstance(tree, Mapping):
        if isinstance(tree, Sequence) or not tree.null:
            return tree
        tree = Mapping((), at)
    head, *rest = path
    empty: Tree = Sequence((), at) if head in ("sections", "bold") else Scalar("", at, plain=True)
    found = next((value for key, value in tree.items if key.value == head), empty)
    pair = (Scalar(head, at), _put(found, rest, text, at))
    if any(key.value == head for key, _ in tree.items):
        return Mapping(tuple(pair if key.value == head else (key, value) for key, value in tree.items), tree.at)
    return Mapping((*tree.items, pair), tree.at)
