"""A theme's own body template, in Jinja's sandbox: it may come from a stranger."""

from __future__ import annotations

from traceback import walk_tb
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cvrender.diagnostics import Position, Report


def render(file: str, source: str, report: Report, **values: Any) -> str:
    """Return what the template makes of the values; a faulty or forbidden template is an error at its line."""
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    report.lines[file] = source.split("\n")
    try:
        code = environment.compile(source, filename=file)
        return environment.template_class.from_code(environment, code, {}).render(**values)
    except TemplateError as error:
        line = error.lineno if isinstance(error, TemplateSyntaxError) else _line(error, file)
        report.error("CV046", f"the theme's template fails: {error.message}", Position(file, line, 1))
    except Exception as error:  # noqa: BLE001  # a stranger's template may raise anything, and it is theirs to mend
        report.error("CV046", f"the theme's template fails: {error}", Position(file, _line(error, file), 1))
    return ""


def _line(error: BaseException, file: str) -> int:
    """The template's line in the traceback; Jinja rewrites it to that."""
    frames = walk_tb(error.__traceback__)
    return next((line for frame, line in reversed(list(frames)) if frame.f_code.co_filename == file), 1)
