"""What `cvrender.toml` fixes, or `[tool.cvrender]` of pyproject.toml: the builds that a bare `cvrender build` does."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from cvrender.diagnostics.report import Position, Report, closest
from cvrender.record import Record
from cvrender.system.paths import stays

NAME = "cvrender.toml"
_SHARED = "pyproject.toml"
_TABLE = "tool.cvrender"
_BUILD = "build"
_LISTS = ("sources", "theme", "format", "engine", "variant", "lang")
_SWITCHES = ("public", "embed", "trim", "strict", "verify", "cache")
_TABLES = ("set", "set-file")
_NUMBERS = {"pages": "a number of pages", "jobs": 'a number or "auto"'}
KEYS = (*_LISTS, *_SWITCHES, *_TABLES, *_NUMBERS, "output", "pdf-standard")
"""What may stand there: the options of `cvrender build` by their names, and `sources`."""
_LARGEST = 2**18
"""Bytes of a file; one that fixes a thousand builds has less."""
_AT = re.compile(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)")
_HEADER = re.compile(r"^\s*\[(\[)?([^\]\n]+)\]")
_KEY = re.compile(r"""^\s*(["']?)([\w-]+)\1\s*(?:\.|=)""")


class Build(Record):
    """One build: `values` by the names of KEYS, lists of strings where several may be named, and where each stands."""

    values: dict[str, Any]
    places: dict[str, Position]


class Fixed(Record):
    """What a file fixes: for every build, and the builds, of which there may be none."""

    common: Build = Build({}, {})
    builds: tuple[Build, ...] = ()


def read(beside: Iterable[Path], report: Report, *, follow_links: bool = False) -> Fixed | None:
    """Return what is fixed in the first of the folders that has a file for it, nothing where none has; None, with the
    reasons reported, where the file is wrong. Paths come out as seen from the working folder; only with `follow_links`
    do links lead out of the file's.
    """
    for folder in dict.fromkeys(beside):
        for name, table in ((NAME, ""), (_SHARED, _TABLE)):
            path = folder / name
            try:
                if not os.path.lexists(path):
                    continue
                _must(path.resolve().parent == folder.resolve(), "leads out of its folder")
                _must(path.is_file(), "is no file")
                _must(path.stat().st_size <= _LARGEST, f"is larger than {_LARGEST >> 10} kB")
                content = path.read_bytes()
            except (OSError, RuntimeError, ValueError) as error:
                why = f"cannot be read: {error.strerror}" if isinstance(error, OSError) else str(error)
                report.error("CV078", why, file=str(path))
                return None
            if not table or f"[{table}".encode() in content:
                return _fixed(content, path, table, report, follow_links)
    return Fixed()


def _fixed(content: bytes, path: Path, table: str, report: Report, follow_links: bool) -> Fixed | None:
    import tomllib

    try:
        text = content.decode("utf-8")
        whole: Any = tomllib.loads(text)
    except UnicodeDecodeError:
        report.error("CV078", "is not UTF-8", file=str(path))
        return None
    except (ValueError, RecursionError) as error:  # also a number of 5,000 digits, and 1,000 brackets
        at = _AT.search(str(error))
        lines = text.split("\n")
        end = len(lines), len(lines[-1]) + 1
        place = Position(str(path), *((int(at[1]), int(at[2])) if at and at[1] else end))
        report.lines[str(path)] = lines
        report.error("CV078", f"is no TOML: {_AT.sub('', str(error))}", place)
        return None
    report.lines[str(path)] = text.split("\n")
    for part in filter(None, table.split(".")):
        whole = whole.get(part, {}) if isinstance(whole, dict) else None
    if not isinstance(whole, dict):
        report.error("CV078", f"`{table}` is no table", file=str(path))
        return None
    places = _places(text, str(path), table)
    before = len(report.diagnostics)
    several = whole.pop(_BUILD, [])
    if not isinstance(several, list) or not all(isinstance(one, dict) for one in several):
        report.error(
            "CV078", "`build` is a list of tables", places.get((0, _BUILD)), "write `[[build]]`", file=str(path)
        )
        return None
    common = _checked(whole, 0, places, path, report, follow_links)
    builds = []
    for number, one in enumerate(several, 1):
        own = _checked(one, number, places, path, report, follow_links)
        builds.append(Build(common.values | own.values, common.places | own.places))
    return Fixed(common, tuple(builds)) if len(report.diagnostics) == before else None


def _checked(
    values: dict[str, Any],
    number: int,
    places: dict[tuple[int, str], Position],
    path: Path,
    report: Report,
    follow_links: bool,
) -> Build:
    """One table, with what is wrong in it reported; `number` counts `[[build]]` from 1, 0 is what stands above them."""
    found: dict[str, Any] = {}
    where: dict[str, Position] = {}
    for key, value in values.items():
        place = places.get((number, key))
        if key not in KEYS:
            near = closest(key, list(KEYS))
            hint = f"did you mean `{near}`?" if near else f"there are {', '.join(KEYS)}"
            report.error("CV078", f"there is no key `{key}`", place, hint, file=str(path))
            continue
        try:
            found[key] = _value(key, value, path.parent, follow_links)
        except ValueError as error:
            report.error("CV078", f"`{key}` is {error}", place, file=str(path))
        where[key] = place or Position(str(path), 1, 1)
    return Build(found, where)


def _value(key: str, value: Any, folder: Path, follow_links: bool) -> Any:
    """The value as it is meant. Raises ValueError, which says what it should be."""
    if key in _SWITCHES:
        _must(isinstance(value, bool), "true or false")
        return value
    if key in _TABLES:
        _must(isinstance(value, dict), 'a table of keys and values, such as `{accent = "#7a1f3d"}`')
        flat = dict(_flat(value, ""))
        return (
            {name: _text_file(one, folder, follow_links) for name, one in flat.items()} if key == "set-file" else flat
        )
    if key in _LISTS:
        listed = [value] if isinstance(value, str) else value
        good = isinstance(listed, list) and listed and all(isinstance(one, str) and one for one in listed)
        _must(good, "a name or a list of names")
        for one in listed if key == "sources" else ():
            _must(os.path.lexists(folder / one), f"to name what is there, and `{one}` is not")
        by_path = [key == "sources" or (key == "theme" and _is_path(one)) for one in listed]
        return [_inside(one, folder, follow_links) if path else one for one, path in zip(listed, by_path, strict=True)]
    if key in _NUMBERS:
        number = isinstance(value, int) and not isinstance(value, bool) and value >= (key == "pages")
        _must(number or (key, value) == ("jobs", "auto"), _NUMBERS[key])
        return str(value)
    _must(isinstance(value, str) and value, "a text")
    return _inside(value, folder, follow_links) if key == "output" else value


def _must(good: object, wanted: str) -> None:
    if not good:
        raise ValueError(wanted)


def _flat(table: dict[str, Any], before: str) -> Iterator[tuple[str, str]]:
    """Keys with dots between their parts, as `--set` has them, however TOML writes them."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            _must(isinstance(value, str | int | float), f"a table of texts and numbers, which `{before}{name}` is not")
            yield before + name, ("true" if value else "false") if isinstance(value, bool) else str(value)


def _inside(name: str, folder: Path, follow_links: bool) -> str:
    """A path as seen from the working folder. It may not lead out of the file's folder, which may be a stranger's."""
    path = folder / name
    inside = stays(folder, path, follow_links=follow_links)
    _must(inside, f"to stay within this file's folder, and `{name}` does not; name it on the command line")
    return str(path)


def _is_path(name: str) -> bool:
    return "/" in name or "\\" in name or name.startswith(".")


def _text_file(name: str, folder: Path, follow_links: bool) -> str:
    path = _inside(name, folder, follow_links)
    _must(Path(path).is_file() or not os.path.lexists(path), f"to name files, and `{name}` is none")
    return path


def _places(text: str, file: str, table: str) -> dict[tuple[int, str], Position]:
    """Where each key stands: by the number of its `[[build]]`, 0 above them, and its name. tomllib does not tell."""
    return {where: Position(file, line, column) for where, line, column in _keys(text.split("\n"), table)}


def _keys(lines: list[str], table: str) -> Iterator[tuple[tuple[int, str], int, int]]:
    inside, number, builds = not table, 0, 0
    prefix = f"{table}." if table else ""
    for row, line in enumerate(lines, 1):
        header = _HEADER.match(line)
        if header:
            name = re.sub(r"\s", "", header[2])
            inside = name == table or name.startswith(prefix)
            parts = name[len(prefix) :].split(".") if inside and name != table else []
            number = 0
            if parts[:1] == [_BUILD] and builds + bool(header[1]):
                builds += bool(header[1]) and len(parts) == 1
                number = builds
                parts = parts[1:]
            if parts:
                yield (number, parts[0]), row, header.start(2) + 1
                inside = False
            continue
        key = _KEY.match(line) if inside else None
        if key:
            yield (number, key[2]), row, key.start(2) + 1
