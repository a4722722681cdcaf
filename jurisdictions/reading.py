"""A YAML file read field by field, every fault named by file and key."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn, cast

import yaml

from jurisdictions.errors import JurisdictionError
from jurisdictions.facts import CERTAINTIES, LANGUAGES, Certainty, Sourced, Text

SOURCE_KEYS = ("source", "date", "checked", "certainty")
SOURCE_DATE = re.compile(r"undated|\d{4}(-\d{2}(-\d{2})?)?")


# The parser in C where PyYAML has it: the data of three countries is read at every start.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):
    """Like the safe loader, but a key given twice is a fault instead of a silent loss."""


def _unique_mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    mapping: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in mapping:
            raise yaml.constructor.ConstructorError(None, None, f"{key!r} stands twice", key_node.start_mark)
        mapping[key] = loader.construct_object(value_node, deep=True)
    return mapping


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique_mapping)


class Entry:
    """A value of a file together with where it stands. Every method raises JurisdictionError with that place."""

    __slots__ = ("_file", "_keys", "_sound", "_value")

    def __init__(self, file: str, keys: tuple[str, ...], value: Any) -> None:
        self._file, self._keys, self._value = file, keys, value
        self._sound = False  # its keys have been looked at: that is done once, not for each of them

    @classmethod
    def of_file(cls, path: Path, shown: str) -> Entry:
        """The whole of a YAML file, which must be a mapping. `shown` is how faults name the file."""
        try:
            value = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (a SafeLoader)
        except FileNotFoundError:
            raise JurisdictionError(f"{shown}: the file is missing") from None
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            line = f"line {mark.line + 1}: " if mark else ""
            raise JurisdictionError(f"{shown}: {line}{getattr(error, 'problem', None) or error}") from None
        return cls(shown, (), value)

    def fault(self, what: str) -> NoReturn:
        """Raises the JurisdictionError that says what is wrong here."""
        raise JurisdictionError(": ".join((self._file, *self._keys, what)))

    def fields(self, required: Collection[str], optional: Collection[str] = ()) -> Entry:
        """Itself, when it is a mapping with all the required keys and none but these and the optional ones."""
        mapping = self._mapping()
        for key in mapping:
            if key not in required and key not in optional:
                self._child(key).fault(f"unknown key; known are {', '.join((*required, *optional))}")
        for key in required:
            if mapping.get(key) is None:
                self._child(key).fault("missing")
        return self

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """The keys of a mapping that ids name, each with its entry."""
        for key in self._mapping():
            yield key, self._child(key)

    def has(self, key: str) -> bool:
        """Whether a key of a mapping has a value."""
        return self._mapping().get(key) is not None

    def __getitem__(self, key: str) -> Entry:
        return self._child(key)

    def items(self) -> list[Entry]:
        """The elements of a list."""
        if not isinstance(self._value, list):
            self.fault("a list is expected")
        return [Entry(self._file, (*self._keys, str(at)), value) for at, value in enumerate(self._value, 1)]

    def string(self) -> str:
        """A text without languages: an id, a number, an address."""
        if not isinstance(self._value, str) or not self._value.strip():
            self.fault("a text is expected; put numbers, dates and yes/no in quotes")
        return self._value.strip()

    def strings(self, key: str) -> tuple[str, ...]:
        """The list of such texts under a key, empty when it is absent."""
        return tuple(item.string() for item in self._list(key))

    def flag(self, key: str, default: bool | None = None) -> bool:
        """The true or false under a key."""
        value = self._mapping().get(key, default)
        if not isinstance(value, bool):
            self._child(key).fault("true or false is expected")
        return value

    def one_of(self, known: Collection[str], kind: str) -> str:
        """A text that must be among the known ones."""
        value = self.string()
        if value not in known:
            self.fault(f"no such {kind} {value!r}")
        return value

    def several_of(self, key: str, known: Collection[str], kind: str) -> tuple[str, ...]:
        """The list under a key, each among the known ones and none twice."""
        values = tuple(item.one_of(known, kind) for item in self._list(key))
        for value in values:
            if values.count(value) > 1:
                self._child(key).fault(f"{value!r} stands twice")
        return values

    def day(self) -> datetime.date:
        """A date, as YYYY-MM-DD."""
        if not isinstance(self._value, datetime.date) or isinstance(self._value, datetime.datetime):
            self.fault("a date is expected, as 2026-01-31")
        return self._value

    def number(self) -> Decimal:
        """A number that is not negative, written without quotes and separators: 15000, 3.67."""
        if not isinstance(self._value, int | float) or isinstance(self._value, bool) or not 0 <= self._value < 1e15:
            self.fault("a number is expected, without quotes, separators and unit, as 15000 or 3.67")
        return Decimal(str(self._value))

    def text(self, languages: Collection[str] = LANGUAGES) -> Text:
        """A text by language. `languages` are those that must be there; English always must."""
        for key, entry in self.entries():
            if key not in LANGUAGES:
                entry.fault(f"no such language; known are {', '.join(LANGUAGES)}")
        for language in ("en", *languages):
            if not self.has(language):
                self.fault(f"no text in {language!r}")
        return Text({language: entry.string() for language, entry in self.entries()})

    def sourced(self, value: str = "value", others: Collection[str] = ()) -> Sourced:
        """A fact with its source. `value` is the key of the fact: text by language, or one string for all."""
        self.fields((value, *SOURCE_KEYS), others)
        fact = self._child(value)
        return Sourced(
            value=Text({"en": fact.string()}) if isinstance(fact._value, str) else fact.text(),
            source=self._child("source").string(),
            date=self._child("date").source_date(),
            checked=self._child("checked").day(),
            certainty=self._child("certainty").certainty(),
        )

    def source_date(self) -> str:
        """The day a source gives itself: YYYY, YYYY-MM, YYYY-MM-DD or \"undated\"."""
        value = str(self._value) if isinstance(self._value, datetime.date | int) else self.string()
        if not SOURCE_DATE.fullmatch(value):
            self.fault(f"{value!r} is no date of a source: 2026, 2026-01, 2026-01-31 or undated")
        return value

    def certainty(self) -> Certainty:
        """How a fact is known. What is only remembered is refused."""
        value = self.string()
        if value == "U":
            self.fault("'U' is never shown: leave the fact out until it has been checked")
        return cast(Certainty, self.one_of(CERTAINTIES, "certainty"))

    def _list(self, key: str) -> list[Entry]:
        return self._child(key).items() if self.has(key) else []

    def _mapping(self) -> Mapping[str, Any]:
        if not self._sound:
            if not isinstance(self._value, dict):
                self.fault("a mapping of keys to values is expected")
            for key in self._value:
                if not isinstance(key, str):
                    self.fault(f"the key {key!r} must stand in quotes")
            self._sound = True
        return cast(Mapping[str, Any], self._value)

    def _child(self, key: str) -> Entry:
        return Entry(self._file, (*self._keys, key), self._mapping().get(key))
