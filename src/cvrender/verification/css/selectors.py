"""Selectors as cssselect2 matches them; what no page tells, such as `:hover`, becomes a condition tried both ways."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import cssselect2
import tinycss2

from cvrender.verification.css.values import significant, split, written

_EXACT = frozenset(
    """
    root first-child last-child first-of-type last-of-type only-child only-of-type empty any-link
    """.split()  # noqa: SIM905  # a list of words is easier to read so
)
_NTH = frozenset(("nth-child", "nth-last-child", "nth-of-type", "nth-last-of-type"))
_LOGICAL = frozenset(("is", "where", "not", "-webkit-any", "matches"))
_LEGACY = frozenset(("before", "after", "first-line", "first-letter"))
PSEUDO_ELEMENTS = frozenset(("before", "after", "first-line", "first-letter", "marker", "selection", "placeholder"))
_CASELESS = frozenset(
    """
    accept align alink axis bgcolor charset checked clear codetype color compact declare defer dir direction disabled
    enctype face frame hreflang http-equiv lang language link media method multiple nohref noresize noshade nowrap
    readonly rel rev rules scope scrolling selected shape target text type valign valuetype vlink
    """.split()  # noqa: SIM905  # as above
)
"""Attributes whose values browsers compare without regard to case (HTML Living Standard, section 4.17.2)."""
_ALWAYS = tinycss2.parse_component_value_list(":is(*)")
_NEVER = tinycss2.parse_component_value_list(":not(*)")


class UnknownSelectorError(ValueError):
    """The evaluator cannot tell what a selector selects."""


class Selector(NamedTuple):
    """A compiled selector; `state` names what it depends on that no page tells, such as `a:hover`."""

    compiled: Any
    state: str = ""


def compile_list(prelude: Sequence[Any], parents: str = "") -> tuple[list[Selector], str]:
    """Return the selectors of a rule, and them as text for rules that are nested in it. Raises UnknownSelectorError."""
    found: list[Selector] = []
    whole: list[str] = []
    for part in split(prelude):
        tokens = _unnested(part, parents) if parents else list(part)
        states: list[str] = []
        known = _known(tokens, states, wanted=True)
        try:
            compiled = cssselect2.compile_selector_list(known)
        except (cssselect2.SelectorError, NotImplementedError, TypeError, SyntaxError, RecursionError) as error:
            raise UnknownSelectorError(written(part)) from error
        for one in compiled:
            if one.pseudo_element not in (None, *PSEUDO_ELEMENTS):
                raise UnknownSelectorError(f"::{one.pseudo_element}")
            found.append(Selector(one, written(tokens) if states else ""))
        whole.append(tinycss2.serialize(tokens).strip())
    return found, ", ".join(whole)


def _unnested(part: Sequence[Any], parents: str) -> list[Any]:
    """A nested selector with what `&` stands for (CSS Nesting 1, section 3.1)."""
    around = tinycss2.parse_component_value_list(f":is({parents})")
    replaced, used = _replaced(part, around)
    if used:
        return replaced
    return [*around, *tinycss2.parse_component_value_list(" "), *part]


def _replaced(tokens: Sequence[Any], around: list[Any]) -> tuple[list[Any], bool]:
    out: list[Any] = []
    used = False
    for token in tokens:
        if token.type == "literal" and token.value == "&":
            out += around
            used = True
        elif token.type == "function":
            inner, inside = _replaced(token.arguments, around)
            out += _function(token.name, inner) if inside else [token]
            used = used or inside
        else:
            out.append(token)
    return out, used


def _function(name: str, arguments: Sequence[Any]) -> list[Any]:
    return list(tinycss2.parse_component_value_list(f"{name}({tinycss2.serialize(list(arguments))})"))


def _known(tokens: Sequence[Any], states: list[str], *, wanted: bool) -> list[Any]:
    """The tokens with each pseudo-class that cannot be told replaced by what selects the most: everything where it is
    `wanted`, nothing within `:not()`.
    """
    out: list[Any] = []
    colons = 0
    for token in tokens:
        if token.type == "literal" and token.value == ":":
            colons += 1
            continue
        if colons == 2 and token.type == "ident":
            out += tinycss2.parse_component_value_list(f"::{token.value}")
        elif colons == 1 and token.type in ("ident", "function"):
            out += _pseudo_class(token, states, wanted=wanted)
        elif colons:
            raise UnknownSelectorError(written(tokens))
        elif token.type == "[] block":
            out.append(_attribute(token))
        elif token.type == "literal" and token.value in ("|", "||", "&"):
            raise UnknownSelectorError(written(tokens))
        else:
            out.append(token)
        colons = 0
    if colons:
        raise UnknownSelectorError(written(tokens))
    return out


def _pseudo_class(token: Any, states: list[str], *, wanted: bool) -> list[Any]:
    if token.type == "ident":
        name = token.lower_value
        if name in _EXACT or name in _LEGACY:
            return list(tinycss2.parse_component_value_list(f":{name}"))
    else:
        name = token.lower_name
        if name in _LOGICAL:
            inner = _known(token.arguments, states, wanted=wanted != (name == "not"))
            return list(tinycss2.parse_component_value_list(":")) + _function(
                "not" if name == "not" else "where" if name == "where" else "is", inner
            )
        if name == "has" and all(_is_compound(part) for part in split(token.arguments)):
            inner = _known(token.arguments, states, wanted=wanted)
            return list(tinycss2.parse_component_value_list(":")) + _function("has", inner)
        counts = name in _NTH and not any(one.type == "ident" and one.lower_value == "of" for one in token.arguments)
        if counts:
            return [*tinycss2.parse_component_value_list(":"), token]
    states.append(name)
    return list(_ALWAYS if wanted else _NEVER)


def _is_compound(part: Sequence[Any]) -> bool:
    """Whether a relative selector looks at one element: cssselect2 0.10 tests longer ones from their right end."""
    tokens = [token for token in part if token.type != "comment"]
    while tokens and (tokens[0].type == "whitespace" or tokens[0] in (">", "+", "~")):
        tokens.pop(0)
    while tokens and tokens[-1].type == "whitespace":
        tokens.pop()
    return bool(tokens) and not any(token.type == "whitespace" or token in (">", "+", "~") for token in tokens)


def _attribute(token: Any) -> Any:
    """The test of an attribute, without regard to case where browsers have none."""
    content = significant(token.content)
    name = content[0].lower_value if content and content[0].type == "ident" else ""
    if name in _CASELESS and len(content) > 2 and content[-1].type != "ident":
        return tinycss2.parse_component_value_list(f"[{tinycss2.serialize(list(token.content))} i]")[0]
    if name in _CASELESS and len(content) == 3 and content[-1].type == "ident":
        return tinycss2.parse_component_value_list(f"[{tinycss2.serialize(list(token.content))} i]")[0]
    return token
