"""Records: frozen values whose arguments are checked as those of any function."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from cvrender.document.model import Link
from cvrender.loading.options import Options
from cvrender.record import FrozenDict, Record
from cvrender.resume.model import Work


class Point(Record):
    """Two required fields and one with a default."""

    x: int
    y: int
    names: dict[str, str] = {}  # noqa: RUF012  # a record's mappings are frozen


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Options(format=("html",)), "Options has no field `format`; it has formats, "),
        (lambda: Link("https://example.org"), "Link needs `content`"),
        (Point, "Point needs `x`, `y`"),
        (lambda: Point(1), "Point needs `y`"),
        (lambda: Point(1, 2, {}, 4), "Point takes 3 arguments, not 4"),
        (lambda: Point(1, 2, x=3), "Point got `x` twice"),
        (lambda: Point(1, 2).replace(z=3), "Point has no field `z`"),
    ],
)
def test_a_wrong_argument_is_a_type_error_at_once(make: Any, message: str) -> None:
    """The message names the record and the argument."""
    with pytest.raises(TypeError, match=f"^{message}"):
        make()


def test_defaults_belong_to_no_instance() -> None:
    """What one instance is given or has does not change another."""
    with pytest.raises(TypeError, match="cannot change"):
        Options().settings["accent"] = "#f00"
    with pytest.raises(TypeError, match="cannot change"):
        Point(1, 2).names.update(a="b")
    given = {"a": "b"}
    point = Point(1, 2, given)
    given["a"] = "c"
    assert point.names == {"a": "b"}
    with pytest.raises(TypeError, match="default that changes"):
        type("Bad", (Record,), {"__annotations__": {"items": "list[int]"}, "items": []})


def test_records_are_values() -> None:
    """Equal records have equal hashes, also with mappings in them, and come back equal from another process."""
    first, second = Point(1, 2, {"a": "b", "c": "d"}), Point(1, names={"c": "d", "a": "b"}, y=2)
    assert first == second
    assert len({first, second, Point(1, 3)}) == 2
    back = pickle.loads(pickle.dumps(first))
    assert back == first
    assert type(back.names) is FrozenDict
    assert {**back.names, "e": "f"} == {"a": "b", "c": "d", "e": "f"}
    assert type(back.names | {}) is dict


def test_a_field_that_python_reserves_has_two_names() -> None:
    """`break` by `getattr`, and `break_` in code; both have the default."""
    work = Work()
    assert work.break_ is None
    assert getattr(work, "break") is None
    assert work.replace(**{"break": "before"}).break_ == "before"
