"""A theme's own body template, in Jinja's sandbox: it may come from a stranger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from traceback import walk_tb
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cvrender.diagnostics.report import Position, Report
from cvrender.resume.links import link_target

_ELEMENTS = frozenset(
    """
    a abbr address article aside b bdi bdo blockquote body br caption cite code col colgroup dd div dl dt em figcaption
    figure footer h1 h2 h3 h4 h5 h6 header hr i img li main nav ol p q s section small span strong sub sup table tbody
    td tfoot th thead time tr u ul wbr
    """.split()  # noqa: SIM905  # a list of 60 words is easier to read so
)
_ATTRIBUTES = frozenset(
    "alt class colspan datetime dir height id lang role rowspan scope start title width".split()  # noqa: SIM905  # as above
)
_SPACE = r"[ \t\n\f\r]"
_ATTRIBUTE = rf"""{_SPACE}++([^\s"'<>/=]++)(?:=("[^"]*+"|'[^']*+'|[^\s"'<>=`]++))?"""
_TAG = re.compile(rf"<(?:/[a-zA-Z]++[1-6]?{_SPACE}*+>|([a-zA-Z]++[1-6]?)((?:{_ATTRIBUTE})*+){_SPACE}*+/?>)?")
"""A tag in the form that every program reads alike, or a `<` that begins none. Other forms, above all comments, end
elsewhere for a browser (HTML Living Standard, 13.2.5) than for Python's html.parser: a script could stand between.
"""
_EACH_ATTRIBUTE = re.compile(rf"(?<!{_SPACE}){_ATTRIBUTE}")


def render(file: str, source: str, report: Report, **values: Any) -> str:
    """Return what the template makes of the values; a faulty or forbidden template is an error at its line."""
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    report.lines[file] = source.split("\n")
    try:
        code = environment.compile(source, filename=file)
        made = environment.template_class.from_code(environment, code, {}).render(**values)
        made.encode()
    except TemplateError as error:
        line = error.lineno if isinstance(error, TemplateSyntaxError) else _line(error, file)
        report.error("CV046", f"the theme's template fails: {error.message}", Position(file, line, 1))
    except Exception as error:  # noqa: BLE001  # a stranger's template may raise anything
        at = Position(file, _line(error, file), 1)
        report.error("CV046", f"the theme's template fails: {error}", at)
    else:
        faults = list(dict.fromkeys(_faults(made)))
        for fault in faults:
            hint = "a template lays out text; it loads nothing, runs nothing and leads nowhere else"
            report.error("CV046", f"the theme's template makes {fault}", file=file, hint=hint)
        return "" if faults else made
    return ""


def _faults(made: str) -> Iterator[str]:
    """What a body must not hold: the policy stops scripts and loading, but not every way to another page."""
    for match in _TAG.finditer(made):
        if match[0] == "<":
            begun = made[match.start() : match.start() + 40]
            what = "a comment or a declaration" if begun[1:2] in ("!", "?") else "a `<` that begins no tag"
            yield f"{what}: {begun!r}; Jinja's comments are {{# #}}, and a mere sign is &lt;"
        elif match[1]:
            yield from _faults_of_tag(match[1].lower(), match[2])


def _faults_of_tag(tag: str, attributes: str) -> Iterator[str]:
    if tag not in _ELEMENTS:
        yield f"an element <{tag}>"
    for found in _EACH_ATTRIBUTE.finditer(attributes):
        name, value = found[1].lower(), found[2] or ""
        address = unescape(value[1:-1] if value.startswith(('"', "'")) else value)
        allowed = name in _ATTRIBUTES or name.startswith(("aria-", "data-"))
        if tag == "a" and name == "href":
            allowed = address.startswith("#") or link_target(address) == address != ""
        elif tag == "img" and name == "src":
            allowed = address.startswith("data:image/")
        if not allowed:
            yield f"an attribute {name}={address[:60]!r} of <{tag}>"


def _line(error: BaseException, file: str) -> int:
    """The template's line in the traceback; Jinja rewrites it to that."""
    frames = walk_tb(error.__traceback__)
    return next((line for frame, line in reversed(list(frames)) if frame.f_code.co_filename == file), 1)
