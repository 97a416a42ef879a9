"""Syntax errors in the person's words."""

from __future__ import annotations

from typing import Any

import yaml

from cvrender.diagnostics.report import Diagnostic, Position

_QUOTE_COLON = "quote this text: it holds a colon"
_QUOTE_BRACKET = "a text that begins with `[` or `{` needs quotes"
_ALIGN = "align it with them; a text with quotes in it must be in quotes as a whole"


def explain(error: yaml.MarkedYAMLError, file: str, lines: list[str]) -> Diagnostic:
    """Return in the person's words what PyYAML found, where it can be mended and not where the scanner gave up."""
    problem, context = error.problem or "", error.context or ""
    mark, start = error.problem_mark or error.context_mark, error.context_mark
    if mark is None:
        return Diagnostic("CV003", "error", f"this is not YAML: {problem}", Position(file, 1, 1))
    line = lines[mark.line] if mark.line < len(lines) else ""
    before, char = line[: mark.column].rstrip(), line[mark.column : mark.column + 1]
    at_end = not line[mark.column :].strip() and not "".join(lines[mark.line + 1 :]).strip()
    code, message, hint, column = "CV003", f"this is not YAML: {problem}", "", mark.column
    if char == "\t" or "tab character" in problem:
        code, message = "CV004", "a tab cannot indent YAML"
        hint = "use spaces, two for each level"
    elif "mapping values are not allowed" in problem or ("flow mapping" in context and char == ":"):
        message = "a colon cannot stand here"
        hint = _QUOTE_COLON if ":" in before else "is the line above finished?"
    elif "cannot start any token" in problem:
        message = f"a text cannot begin with `{char}`" if char != "`" else "a text cannot begin with a backtick"
        hint = f"put it in quotes: '{char}...'"
    elif "alias" in context or "anchor" in context:
        first = "*" if "alias" in context else "&"
        message, mark = f"`{first}` at the beginning of a text has a meaning of its own in YAML", start or mark
        hint = f"put the text in quotes: '{first}...'"
        column = mark.column
        if line[column + 1 : column + 2] == " " and not line[:column].strip():
            hint = "an item of a list begins with `- `"
    elif "block scalar" in context:
        message = "nothing but a line break can follow `|` or `>`"
        hint = "put the text into the next lines, indented; or put it in quotes"
    elif "quoted scalar" in context and "end of stream" in problem:
        message, mark = "the quote that opens here is never closed", start or mark
        hint = "close it; inside single quotes, write '' for an apostrophe"
        column = mark.column
    elif "quoted scalar" in context and ("escape" in problem or "hexdecimal" in problem or "hexadecimal" in problem):
        message = "this backslash does not begin an escape that YAML knows"
        hint = "use single quotes, or write \\\\ for a backslash"
        column = max(line.rfind("\\", 0, mark.column + 1), 0)
    elif "flow" in context:
        opens = _opening(lines, mark, start)
        bracket = lines[opens[0]][opens[1]] if opens else "["
        hint = _QUOTE_BRACKET
        if at_end and opens:
            message = f"the `{bracket}` that opens here is not closed"
            if " #" in lines[opens[0]][opens[1] :]:
                hint = "what follows ` #` is a comment: put a text such as '#7a1f3d' in quotes"
            return Diagnostic(code, "error", message, Position(file, opens[0] + 1, opens[1] + 1), hint)
        where = (opens[0] if opens else mark.line) + 1
        message = f"the `{bracket}` that opens in line {where} is not closed, or a comma is missing before this"
    elif "sequence entries are not allowed" in problem:
        message, hint = "a list cannot begin in the middle of a line", "put each `- item` on a line of its own"
    elif "could not find expected ':'" in problem:
        message, mark = "this line is neither `key: value` nor `- item`", start or mark
        hint = "put a space after the colon or the dash; or indent it, if it continues the text above"
        column = mark.column
    elif char in ("}", "]") and char:
        message, hint = f"this `{char}` closes nothing", "delete it, or see whether one above closes too early"
    elif "<document start>" in problem and char in ("{", "["):
        code, message = "CV006", "a second document begins here"
        hint = "one file holds one resume: split the file"
    elif before[-1:] in ("'", '"'):
        message = "the quotes end before this, and the text goes on"
        hint = "a text with quotes in it must be in quotes as a whole; inside single quotes, write '' for an apostrophe"
    elif before[-1:] in ("]", "}"):
        message, hint = "the brackets end before this, and the text goes on", _QUOTE_BRACKET
    elif "expected" in problem:
        message, hint = "this does not fit the lines above", _ALIGN
    return Diagnostic(code, "error", message, Position(file, mark.line + 1, column + 1), hint)


def _opening(lines: list[str], mark: Any, start: Any) -> tuple[int, int] | None:
    """Line and column, from 0, of the bracket that PyYAML was in: where it says, or else the last before the fault."""
    if start and start.line < len(lines) and lines[start.line][start.column : start.column + 1] in ("[", "{"):
        return start.line, start.column
    for number in range(min(mark.line, len(lines) - 1), -1, -1):
        line = lines[number][: mark.column] if number == mark.line else lines[number]
        column = max(line.rfind("["), line.rfind("{"))
        if column >= 0:
            return number, column
    return None
