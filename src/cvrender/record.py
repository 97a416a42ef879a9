"""Frozen records, as dataclasses are, without their price: 37 of those took 19 ms of each start (measured), these 1."""

from __future__ import annotations

from operator import attrgetter
from typing import Any, ClassVar, NoReturn, Self, dataclass_transform


def field(name: str) -> str:
    """Return the name of a field that Python reserves: `break_` stands for `break`, which `getattr` returns as well."""
    return name.removesuffix("_")


class FrozenDict(dict[Any, Any]):
    """A dictionary that cannot change, and so can be hashed if its values can. `|` and `{**...}` make plain copies."""

    def _fail(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("the mappings of a record cannot change; make a copy of it with `replace`")

    __setitem__ = __delitem__ = __ior__ = _fail
    clear = pop = popitem = setdefault = update = _fail

    def __hash__(self) -> int:  # type: ignore[override]  # a plain dictionary has none
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[FrozenDict], tuple[dict[Any, Any]]]:
        return FrozenDict, (dict(self),)


@dataclass_transform(frozen_default=True)
class Record:
    """A frozen, picklable value with the fields that its class annotates; one with a default may be left out.

    Two records are equal when they are of one class and their fields are; `at`, a place in a source, does not count.
    Mappings become a FrozenDict. A wrong, missing or surplus argument is a TypeError, as for any function.
    """

    FIELDS: ClassVar[tuple[str, ...]] = ()
    _NAMES: ClassVar[frozenset[str]] = frozenset()
    _REQUIRED: ClassVar[frozenset[str]] = frozenset()
    _MAPPINGS: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        own = {name: str(kind) for name, kind in cls.__annotations__.items() if not str(kind).startswith("ClassVar")}
        for name in own:
            default = cls.__dict__.get(name)
            if isinstance(default, dict):
                setattr(cls, name, FrozenDict(default))
            elif isinstance(default, (list, set)):
                raise TypeError(f"{cls.__name__}.{name} cannot have a default that changes")
            if field(name) != name:
                setattr(cls, field(name), default)
                setattr(cls, name, property(attrgetter(field(name))))
        cls.FIELDS = tuple(dict.fromkeys([*cls.FIELDS, *map(field, own)]))
        cls._NAMES = frozenset(cls.FIELDS)
        cls._REQUIRED = frozenset(name for name in cls.FIELDS if not hasattr(cls, name))
        cls._MAPPINGS = (*cls._MAPPINGS, *(name for name, kind in own.items() if kind.startswith("dict[")))

    def __init__(self, *args: Any, **values: Any) -> None:
        given = self.__dict__
        if args:
            given.update(zip(self.FIELDS, args, strict=False))
        given.update(values)
        names = given.keys()
        if len(names) != len(args) + len(values) or not names <= self._NAMES or not names >= self._REQUIRED:
            self._refuse(len(args), values)
        for name in self._MAPPINGS:
            if type(given.get(name)) is dict:
                given[name] = FrozenDict(given[name])

    def _refuse(self, number: int, values: dict[str, Any]) -> NoReturn:
        """Raise the TypeError that says which argument is wrong."""
        name = type(self).__name__
        if number > len(self.FIELDS):
            raise TypeError(f"{name} takes {len(self.FIELDS)} arguments, not {number}")
        for key in values:
            if key not in self._NAMES:
                raise TypeError(f"{name} has no field `{key}`; it has {', '.join(self.FIELDS)}")
            if key in self.FIELDS[:number]:
                raise TypeError(f"{name} got `{key}` twice")
        missing = [key for key in self.FIELDS if key in self._REQUIRED.difference(vars(self))]
        raise TypeError(f"{name} needs {', '.join(f'`{key}`' for key in missing)}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name}")

    def replace(self, **values: Any) -> Self:
        """Return a copy with these fields instead. Raises TypeError for one that the record does not have."""
        return type(self)(**{**vars(self), **values})

    def _compared(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.FIELDS if name != "at")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._compared() == other._compared()

    def __hash__(self) -> int:
        return hash((type(self), self._compared()))

    def __repr__(self) -> str:
        shown = (f"{name}={vars(self)[name]!r}" for name in self.FIELDS if name in vars(self) and name != "at")
        return f"{type(self).__name__}({', '.join(shown)})"
