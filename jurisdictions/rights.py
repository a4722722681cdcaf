"""A person's rights over their data: what they may ask for, how long that takes, what is kept how long, whom to ask."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from jurisdictions.facts import Sourced, Text
from jurisdictions.figures import show

RIGHTS = ("see", "correct", "erase", "withdraw", "restrict", "nominate", "answer", "complain")
#: kinds of data; of those that run out by themselves the text says `{time}`, and the program tells how long
KEPT = ("words", "files", "case", "session", "review")
RUNS_OUT = frozenset({"session", "review"})
TIME = "{time}"
Unit = Literal["days", "working_days"]
UNITS = ("days", "working_days")


@dataclass(frozen=True, slots=True)
class Within:
    """How long an answer may take by law. `about`: no limit, only what the source calls usual."""

    amount: int
    unit: Unit
    about: bool
    sourced: Sourced

    def shown(self, language: str, country: str, currency: str) -> str:
        """The time in the reader's words: 20 ngày, ۲ روز کاری."""
        return show(Decimal(self.amount), self.unit, language, country, currency)


@dataclass(frozen=True, slots=True)
class Right:
    """`how` says what to do here to use it."""

    id: str
    name: Text
    how: Text
    within: Within | None


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights of a country. `since`: the day from which on they are law; None: there is no such law."""

    law: Sourced
    since: datetime.date | None
    rights: Mapping[str, Right]
    kept: Mapping[str, Text]
    complain_to: Text
