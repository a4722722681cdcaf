"""The form that carries an officer's words: reply, ask, resolve, or one of the four orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from grievances import cases
from grievances.cases import Case
from grievances.core import Unit
from grievances.lifecycle import ORDERS, Move
from grievances.models import Leg, Officer
from grievances.phrases import PHRASES, placeholders

#: characters of what is sent, free text or blanks together
LONGEST = 4_000


class Invalid(Exception):
    """A form that cannot be carried out; `code` is one of texts.PROBLEMS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Written:
    """`do` names the step; a chosen phrase goes before free text. `blanks`: "<phrase>.<blank>" -> text."""

    do: str = ""
    phrase: str = ""
    text: str = ""
    blanks: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    csrf: str = ""

    @classmethod
    def read(cls, form: Mapping[str, object]) -> Written:
        """From a posted form; what is no text (a file) is taken as left out."""
        given = {key: value.strip() for key, value in form.items() if isinstance(value, str)}
        return cls(
            do=given.get("do", ""), phrase=given.get("phrase", ""), text=given.get("text", ""),
            blanks={key: value for key, value in given.items() if "." in key},
            version=whole(given.get("version", "")), csrf=given.get("csrf", ""),
        )  # fmt: skip

    def words(self) -> tuple[str | None, str | None, dict[str, str]]:
        """(text, phrase, values). Invalid when nothing is said, a blank is empty or it is too long."""
        if not self.phrase:
            if not self.text:
                raise Invalid("empty")
            if len(self.text) > LONGEST:
                raise Invalid("too_long")
            return self.text, None, {}
        if self.phrase not in PHRASES:
            raise Invalid("empty")
        values = {name: self.blanks.get(f"{self.phrase}.{name}", "") for name in placeholders(self.phrase)}
        if not all(values.values()):
            raise Invalid("empty")
        if sum(map(len, values.values())) > LONGEST:
            raise Invalid("too_long")
        return None, self.phrase, values

    def carry_out(self, unit: Unit, officer: Officer, leg_id: str) -> Leg:
        """Make the step. Invalid, or what the step of `cases` raises."""
        text, phrase, values = self.words()
        if self.do in ("reply", "ask"):
            return cases.reply(
                unit, officer, leg_id, text=text, phrase=phrase, values=values, question=self.do == "ask",
                version=self.version,
            )  # fmt: skip
        if self.do == "resolve":
            return cases.resolve(unit, officer, leg_id, text=text, phrase=phrase, values=values, version=self.version)
        if self.do in {order.value for order in ORDERS}:
            return cases.end(
                unit, officer, leg_id, Move(self.do), text=text, phrase=phrase, values=values, version=self.version
            )
        raise Invalid("empty")

    def stands(self, case: Case, officer: Officer) -> bool:
        """Whether these very words are the officer's last on the case: the same form came twice."""
        last = case.words[-1] if case.words else None
        return last is not None and last.officer_id == officer.id and self._same(last)

    def _same(self, last: cases.Words) -> bool:
        try:
            return (last.text, last.phrase, last.values) == self.words()
        except Invalid:
            return False


def whole(text: str) -> int:
    """A small whole number in ASCII digits; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
