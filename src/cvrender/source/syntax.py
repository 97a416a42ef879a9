"""Syntax errors in the person's words."""

from __future__ import annotations

import yaml

from cvrender.diagnostics import Position, Report


def explain(error: yaml.MarkedYAMLError, file: str, lines: list[str], report: Report) -> None:
    """Say in the person's words what PyYAML found, where it can be mended and not where the scanner gave up."""
    problem, context = error.problem or "", error.context or ""
    mark, start = error.problem_mark, error.context_mark
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    char = line[mark.column : mark.column + 1] if mark else ""
    code, message, hint = "CV003", f"this is not YAML: {problem}", ""
    if char == "\t" or "tab character" in problem:
        code, message = "CV004", "a tab cannot indent YAML"
        hint = "use spaces, two for each level"
    elif "mapping values are not allowed" in problem:
        message = "a colon cannot stand here"
        hint = (
            "quote this text: it holds a colon"
            if ":" in line[: mark.column if mark else 0]
            else "is the line above finished?"
        )
    elif "cannot start any token" in problem:
        message = f"a text cannot begin with `{char}`"
        hint = f"put it in quotes: '{char}...'"
    elif "alias" in context or "anchor" in context:
        first = "*" if "alias" in context else "&"
        message, mark = f"`{first}` at the beginning of a text has a meaning of its own in YAML", start
        hint = f"put the text in quotes: '{first}...'"
    elif "block scalar" in context:
        message = "nothing but a line break can follow `|` or `>`"
        hint = "put the text into the next lines, indented; or put it in quotes"
    elif "quoted scalar" in context and "end of stream" in problem:
        message, mark = "the quote that opens here is never closed", start
        hint = "close it; inside single quotes, write '' for an apostrophe"
    elif "escape" in problem:
        message = "this backslash does not begin an escape that YAML knows"
        hint = "use single quotes, or write \\\\ for a backslash"
    elif "flow" in context:
        opening = "[" if "sequence" in context else "{"
        line_number = start.line + 1 if start else 1
        message = f"the `{opening}` that opens in line {line_number} is not closed, or a comma is missing before this"
        hint = "a text that begins with `[` or `{` needs quotes"
    elif "block sequence entries" in problem:
        message, hint = "a list cannot begin in the middle of a line", "put each `- item` on a line of its own"
    elif "could not find expected ':'" in problem:
        message, mark = "this line is neither `key: value` nor `- item`", start
        hint = "put a space after the colon or the dash; or indent it, if it continues the text above"
    elif "expected key" in problem or "expected '-' indicator" in problem:
        message = "this does not fit the lines above"
        hint = "align it with them; a text with quotes in it must be in quotes as a whole"
    at = Position(file, mark.line + 1, mark.column + 1) if mark else Position(file, 1, 1)
    report.error(code, message, at, hint)
