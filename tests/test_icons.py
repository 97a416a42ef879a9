"""The drawings before contacts: what every output can draw, and which goes with what."""

from __future__ import annotations

import importlib.util
import re
from itertools import pairwise
from types import ModuleType

import pytest

from conftest import ROOT
from cvrender.document import icons
from cvrender.document.icons import ICONS, drawing, icon_name
from cvrender.document.model import Contact

Point = tuple[float, float]


def tool() -> ModuleType:
    """tools/icons.py, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("icons_tool", ROOT / "tools/icons.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outlines(data: str) -> list[list[Point]]:
    """The closed lines of a path, its curves as ten straight pieces each."""
    assert re.fullmatch(r"(M\S+ \S+( L\S+ \S+| C\S+( \S+){5})+ Z ?)+", data)
    found: list[list[Point]] = []
    for command, rest in re.findall(r"([MLC])([^MLCZ]*)", data):
        numbers = rest.split()
        assert all(re.fullmatch(r"\d+(\.\d{1,2})?", number) for number in numbers), rest
        points = [(float(x), float(y)) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        assert all(0 <= value <= 16 for point in points for value in point), rest
        if command == "M":
            found.append(points)
        elif command == "L":
            found[-1] += points
        else:
            (a, b), ((c, d), (e, f), (g, h)) = found[-1][-1], points
            for t in (n / 10 for n in range(1, 11)):
                w = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
                x = w[0] * a + w[1] * c + w[2] * e + w[3] * g
                found[-1].append((x, w[0] * b + w[1] * d + w[2] * f + w[3] * h))
    return found


def rows(data: str, count: int = 64) -> list[list[tuple[float, float, int]]]:
    """What a row of the drawing is made of, for each row: from, to, and how often the outlines wind around it."""
    found = []
    for row in range(count):
        y = (row + 0.5) * 16 / count + 1e-6
        crossings = []
        for outline in outlines(data):
            for (a, b), (c, d) in pairwise([*outline, outline[0]]):
                if (b <= y) != (d <= y):
                    crossings.append((a + (y - b) * (c - a) / (d - b), 1 if d < b else -1))
        crossings.sort()
        winding, parts = 0, []
        for (x, way), (after, _) in pairwise(crossings):
            winding += way
            parts.append((x, after, winding))
        found.append(parts)
    return found


def test_the_table_is_what_the_tool_makes() -> None:
    """icons.txt is made by `make icons`, and by no hand."""
    made = tool().table()
    assert (ROOT / "src/cvrender/document/icons.txt").read_text("utf-8") == made
    assert len(ICONS) == len(made.splitlines()) >= 20


@pytest.mark.parametrize("name", ICONS)
def test_a_drawing_is_one_that_every_output_can_make(name: str) -> None:
    """M, L, C and Z within the square; ink on 15 to 85 % of it, and the whole of the square in use."""
    assert re.fullmatch("[a-z]+", name)
    drawn = rows(ICONS[name])
    ink = sum(end - start for parts in drawn for start, end, winding in parts if winding) * 16 / len(drawn) / 256
    assert 0.15 < ink < 0.85
    inked = [number for number, parts in enumerate(drawn) if any(winding for *_, winding in parts)]
    columns = [x for parts in drawn for part in parts if part[2] for x in part[:2]]
    height, width = (inked[-1] - inked[0] + 1) * 16 / len(drawn), max(columns) - min(columns)
    assert max(height, width) > 12.5
    assert abs(min(columns) + max(columns) - 16) < 1.5, "in the middle"
    assert abs(inked[0] + inked[-1] - 63) * 16 / 64 < 1.5, "in the middle"


@pytest.mark.parametrize("name", ICONS)
def test_no_two_holes_of_a_drawing_overlap(name: str) -> None:
    """Where two holes met they would be filled; and no hole lies outside of what it is cut from."""
    assert min(winding for parts in rows(ICONS[name]) for *_, winding in parts) >= 0


def test_every_drawing_goes_with_something() -> None:
    """No drawing is there for nothing, and no network has one that is not there."""
    used = {*icons._KINDS.values(), *icons._NETWORKS, icons._UNKNOWN}
    assert used == set(ICONS)
    names = " ".join(icons._NETWORKS.values()).split()
    assert sorted(set(names)) == sorted(names)
    assert all(re.fullmatch("[a-z0-9]+", name) for name in names)


@pytest.mark.parametrize(
    ("label", "url", "wanted"),
    [
        ("LinkedIn", "", "linkedin"),
        ("Linked-In", "", "linkedin"),
        ("GitHub", "https://example.org", "branch"),
        ("GITLAB", "", "merge"),
        ("Google Scholar", "", "mortarboard"),
        ("ORCID iD", "", "orcid"),
        ("X", "", "cross"),
        ("X (Twitter)", "", "cross"),
        ("Stack Overflow", "", "stack"),
        ("dev.to", "", "article"),
        ("Hugging Face", "", "smile"),
        ("Mastodon", "https://hachyderm.example/@jane", "mastodon"),
        ("Profil", "https://de.linkedin.com/in/jane", "linkedin"),
        ("", "https://x.com/jane", "cross"),
        ("", "https://scholar.google.com/citations?user=x", "mortarboard"),
        ("Friendster", "https://example.org/github.com/x", "person"),
        ("Online", "", "person"),
        ("", "", "person"),
        ("領英", "", "person"),
    ],
)
def test_a_network_is_known_by_its_name_or_its_address(label: str, url: str, wanted: str) -> None:
    """Case, spaces and signs do not count; an unknown network is told by the host of its address, or is a person."""
    assert icon_name(Contact("profile", label, "jane", url)) == wanted


def test_contacts_that_are_no_profiles_go_by_their_kind() -> None:
    """Whatever the language calls them."""
    wanted = {"email": "email", "phone": "phone", "url": "globe", "location": "pin"}
    assert {kind: icon_name(Contact(kind, "GitHub", "x")) for kind in wanted} == wanted  # type: ignore[arg-type]


def test_a_drawing_is_svg_without_text() -> None:
    """One path in the colour that was asked for."""
    svg = drawing(Contact("email", "E-mail", "jane@example.org"), "#123456")
    assert re.fullmatch(r"<svg xmlns='[^']+' viewBox='0 0 16 16'><path fill='#123456' d='[^'<>]+'/></svg>", svg)
