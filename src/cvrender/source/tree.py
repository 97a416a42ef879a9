"""The source as it was typed: scalars, sequences and mappings, each with its place. No value is interpreted."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from cvrender.diagnostics.report import Position

Data: TypeAlias = "str | int | list[Data] | dict[str, Data] | None"
"""Plain data, as YAML and JSON hold it; numbers of a source stay the text that was typed."""


class Scalar(NamedTuple):
    """A text. `plain` tells that it stood without quotes, so that `null` may mean nothing."""

    value: str
    at: Position
    plain: bool = False

    @property
    def null(self) -> bool:
        """Whether YAML and JSON read it as null (yaml.org/type/null)."""
        return self.plain and self.value in ("", "~", "null", "Null", "NULL")


class Sequence(NamedTuple):
    """A list."""

    items: tuple[Tree, ...]
    at: Position


class Mapping(NamedTuple):
    """Keys with values, in the order of the file."""

    items: tuple[tuple[Scalar, Tree], ...]
    at: Position


Tree: TypeAlias = "Scalar | Sequence | Mapping"


def data(tree: Tree) -> Data:
    """Return the tree as plain data: text as typed, null as None, `true` and `false` as JSON means them."""
    if isinstance(tree, Sequence):
        return [data(item) for item in tree.items]
    if isinstance(tree, Mapping):
        return {key.value: data(value) for key, value in tree.items}
    if tree.plain and tree.value in ("true", "false"):
        return tree.value == "true"
    return None if tree.null else tree.value


def kind(tree: Tree) -> str:
    """Return what the tree is, in words for a message."""
    if isinstance(tree, Scalar):
        return "nothing" if tree.null else "a text"
    return "a list" if isinstance(tree, Sequence) else "a mapping (keys with values)"
