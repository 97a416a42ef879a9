"""The floors of the house: which room may import which, held against every import that stands in the code.

The same floors stand in ARCHITECTURE.md, in the fenced block that begins with ```floors; a test keeps the two equal.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import cvrender
from conftest import ROOT

PACKAGE = Path(cvrender.__file__).parent

FLOORS = """
cli
theme_check
pipeline
verification
loading
engines writers readers
document
theming pdf
resume
source
diagnostics process system typst_sandbox
record
"""
"""From top to bottom; a room imports from itself and from the floors below its own, never from beside it or above."""

INNER = {
    "pipeline": """
parallel
run
page_fitting
render
incremental earlier_outputs
""",
    "verification": """
diffing verify_file
output_files
drawing text_extent verifier accessibility
findings
matching extract omissions
visibility css facts
extracted privacy_scan
""",
    "writers": """
html latex typst markdown text json
typography
""",
}
"""The floors within rooms of several; the module that a room itself is, its `__init__`, stands below all of them."""

DOORS = {"__main__": "cli", "__init__": "cli"}
"""The two modules that belong to a room of another name: `python -m cvrender`, and the version that `cli` tells."""

ONLY = {
    "engines": {"pdf", "record", "system", "typst_sandbox"}, "source": {"diagnostics", "record"},
    "pdf": {"record", "resume"},
}  # fmt: skip
"""Rooms that may see less than all that is below them: an engine gets a bundle and fonts, and knows no document."""


def floors(text: str) -> list[list[str]]:
    """The rooms of each floor, from top to bottom, as a block of text lists them."""
    return [line.split() for line in text.strip().splitlines()]


def modules(package: Path) -> dict[str, Path]:
    """Every module of a package by its dotted name; a folder's `__init__` has the name of the folder."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def room(module: str) -> str:
    """The room of a module: the name below the package's."""
    name = f"{module}.__init__".split(".")[1]
    return DOORS.get(name, name)


def imported(path: Path, module: str, known: dict[str, Path]) -> Iterator[tuple[int, str]]:
    """Line and module of every import of the package's own, wherever it stands: in functions, too, and in calls of
    `import_module` whose name begins with a text.
    """
    package = module.partition(".")[0]
    inside = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            parts = inside.split(".")[: len(inside.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*parts, node.module] if node.module else parts)
            whole = [f"{source}.{alias.name}" for alias in node.names]
            names = [name if name in known else source for name in whole]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            first = node.args[0]
            first = first.values[0] if isinstance(first, ast.JoinedStr) else first
            names = [str(first.value).rstrip(".")] if isinstance(first, ast.Constant) else []
        else:
            continue
        yield from ((node.lineno, name) for name in names if name.partition(".")[0] == package)


def wrong_arrows(
    package: Path, table: list[list[str]], only: dict[str, set[str]], named: Callable[[str], str] = room
) -> list[str]:
    """Every import that goes up, sideways or where `only` does not allow, as `file:line: from -> to`; `named` gives the
    room of a module, "" for none.
    """
    floor = {name: number for number, names in enumerate(table) for name in names}
    known = modules(package)
    found = []
    for module, path in known.items():
        here = named(module)
        for line, name in imported(path, module, known) if here else ():
            there = named(name)
            allowed = not there or (floor[here] < floor[there] and there in only.get(here, {there}))
            if here != there and not allowed:
                found.append(f"{path.relative_to(package)}:{line}: {here} -> {there}")
    return found


def within(name: str) -> Callable[[str], str]:
    """What tells the rooms within a room apart: the next part of a module's name; the room itself is `__init__`."""
    return lambda module: f"{module}.__init__".split(".")[2] if f"{module}.".split(".")[1] == name else ""


def test_every_module_belongs_to_exactly_one_room() -> None:
    """Each module of the package stands in one room of the table, and no room of the table is empty."""
    rooms = Counter(name for names in floors(FLOORS) for name in names)
    assert [name for name, times in rooms.items() if times > 1] == []
    assert set(rooms) == {room(module) for module in modules(PACKAGE)}
    assert set(ONLY) <= set(rooms)


def test_imports_go_down_only() -> None:
    """No module of cvrender imports from a room above its own or beside it."""
    assert wrong_arrows(PACKAGE, floors(FLOORS), ONLY) == []


@pytest.mark.parametrize("name", INNER)
def test_imports_within_a_room_go_down_only(name: str) -> None:
    """The rooms of a room have floors as well; each module belongs to one of them."""
    inner = [*floors(INNER[name]), ["__init__"]]
    there = {within(name)(module) for module in modules(PACKAGE)} - {""}
    assert there == {one for names in inner for one in names}
    assert wrong_arrows(PACKAGE, inner, {}, within(name)) == []


def test_the_guard_bites_within_a_room(tmp_path: Path) -> None:
    """Of two rooms of a room, the lower one may not import the upper one, by any form of an import."""
    found = wrong_arrows(house(tmp_path), floors("window\ndoor\n__init__"), {}, within("left"))
    assert found == ["left/door.py:2: door -> window"]


def test_no_modules_import_each_other() -> None:
    """There is no circle of modules anywhere, not even by imports within functions."""
    known = modules(PACKAGE)
    arrows = {module: {name for _, name in imported(path, module, known)} - {module} for module, path in known.items()}
    while free := {module for module, names in arrows.items() if not names & arrows.keys()}:
        arrows = {module: names for module, names in arrows.items() if module not in free}
    assert arrows == {}


def test_the_guard_sees_what_the_code_imports() -> None:
    """The imports that the guard judges are those that are there: at the top, in functions and by name."""
    known = modules(PACKAGE)
    seen = {name for _, name in imported(PACKAGE / "pipeline" / "render.py", "cvrender.pipeline.render", known)}
    assert {"cvrender.document.model", "cvrender.pdf.attachments", "cvrender.writers", "cvrender.engines"} <= seen
    seen = {name for _, name in imported(PACKAGE / "cli" / "__init__.py", "cvrender.cli", known)}
    assert {"cvrender.cli.parser", "cvrender.cli.usage"} <= seen


def test_the_package_itself_imports_nothing() -> None:
    """`cvrender/__init__.py` runs before every module of the package, so it imports none of them."""
    known = modules(PACKAGE)
    assert list(imported(known["cvrender"], "cvrender", known)) == []


def test_architecture_lists_the_same_floors() -> None:
    """ARCHITECTURE.md has one block of floors, and it says what this test holds the code to."""
    page = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    blocks = re.findall(r"^```floors\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert [floors(block) for block in blocks] == [floors(FLOORS)]


HOUSE = {
    "__init__.py": "",
    "cli.py": "from house.left.window import open\nfrom house import cellar\nfrom . import right\nimport house\n",
    "left/__init__.py": "",
    "left/window.py": "import house.cellar\nfrom house.left import door\n",
    "left/door.py": "from .. import cellar\nfrom . import window\n",
    "right.py": "import json\nfrom typing import TYPE_CHECKING\nfrom .cellar import wine\n",
    "cellar.py": "",
}
HOUSE_FLOORS = floors("cli\nleft right\ncellar")


def house(folder: Path, **changed: str) -> Path:
    """A package that keeps the rule, but for these modules."""
    package = folder / "house"
    for name, code in HOUSE.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(changed.get(path.stem, code), "utf-8")
    return package


def test_a_house_in_order_passes(tmp_path: Path) -> None:
    """The guard finds nothing in a package that keeps the rule, whatever the form of its imports."""
    assert wrong_arrows(house(tmp_path), HOUSE_FLOORS, {}) == []


@pytest.mark.parametrize(
    ("module", "code", "arrow"),
    [
        ("cellar", "import os\nfrom house import cli\n", "cellar.py:2: cellar -> cli"),
        ("cellar", "import house.left.window\n", "cellar.py:1: cellar -> left"),
        ("cellar", "from .left.window import open\n", "cellar.py:1: cellar -> left"),
        ("cellar", "from house import version\n", "cellar.py:1: cellar -> cli"),
        ("right", "from house.left.window import open\n", "right.py:1: right -> left"),
        ("right", "from . import left\n", "right.py:1: right -> left"),
        ("window", "from ..right import door\n", "left/window.py:1: left -> right"),
        ("cellar", "def f():\n    def g():\n        import house.cli\n", "cellar.py:3: cellar -> cli"),
        ("right", "class A:\n    def f(self):\n        from house.left import door\n", "right.py:3: right -> left"),
        ("right", "import importlib as i\ni.import_module('house.left.door')\n", "right.py:2: right -> left"),
        ("right", "from importlib import import_module\nimport_module(f'house.left.{1}')", "right.py:2: right -> left"),
        ("cellar", "if TYPE_CHECKING:\n    from house.cli import x\n", "cellar.py:2: cellar -> cli"),
    ],
)
def test_the_guard_bites(module: str, code: str, arrow: str, tmp_path: Path) -> None:
    """An import upward or sideways is found, with its line: at the top, in a function, in a class, for types only, by
    a relative name, and by `import_module`.
    """
    assert wrong_arrows(house(tmp_path, **{module: code}), HOUSE_FLOORS, {}) == [arrow]


def test_the_guard_bites_where_a_room_may_see_less(tmp_path: Path) -> None:
    """A room that may see one of the rooms below it is found when it sees another."""
    found = wrong_arrows(house(tmp_path), HOUSE_FLOORS, {"cli": {"left", "right"}})
    assert found == ["cli.py:2: cli -> cellar"]
