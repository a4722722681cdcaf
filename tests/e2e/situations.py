"""Situations of situations.yml, and how a worker in one of them goes through the form, question by question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from actions.form import ALSO_TO
from jurisdictions import Jurisdiction
from language.catalogue import translate, translations
from tests.e2e.people import Worker, text_of

FILE = Path(__file__).with_name("situations.yml")
ROOT = FILE.parents[2]
#: the country that each language stands for when none is told
ASSUMED = {"hi": "in", "vi": "vn", "fa": "ir"}
NUMBER = re.compile(r"SG-\d{4}-\d{4}-\d")
ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")
#: more turns than any form has
MOST_TURNS = 16


@dataclass(frozen=True)
class Situation:
    """One worker's trouble and what the law of the place makes of it; see the head of situations.yml."""

    id: str
    language: str
    jurisdiction: str
    says: str
    answers: Mapping[str, str] = field(default_factory=dict)
    topic: str = ""
    legs: tuple[str, ...] = ()
    office: str = ""
    act: str = ""
    worker_days: tuple[str, ...] = ()
    office_days: Mapping[str, str] = field(default_factory=dict)
    at_door: Mapping[str, str] = field(default_factory=dict)
    figures: tuple[str, ...] = ()
    door: str = ""
    emergency: tuple[str, ...] = ()

    def hints(self) -> dict[str, str]:
        """What the entry page tells: the country, unless the language tells it."""
        told = ASSUMED.get(self.language) == self.jurisdiction
        return {} if told else {"jurisdiction": self.jurisdiction}


def load() -> list[Situation]:
    """All situations, in the order of the file."""
    return [Situation(**entry) for entry in yaml.safe_load(FILE.read_text(encoding="utf-8"))]


def plain(replies: list[dict[str, Any]]) -> str:
    return text_of(replies).translate(ISOLATES)


def worded(language: str, message: str, **known: str) -> re.Pattern[str]:
    """A message of ours as a reader of the language sees it; of its placeholders only `known` ones are told."""
    parts = re.split(r"{(\w+)}", translations(language).gettext(message).translate(ISOLATES).strip())
    for at in range(1, len(parts), 2):
        parts[at] = re.escape(known[parts[at]]) if parts[at] in known else ".+?"
    return re.compile("".join(part if at % 2 else re.escape(part) for at, part in enumerate(parts)), re.DOTALL)


class Form:
    """A worker's way through the form. Afterwards: what was read back, and what came with the number."""

    def __init__(self, worker: Worker, situation: Situation, here: Jurisdiction) -> None:
        self.worker, self.situation = worker, situation
        responses = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["responses"]
        said = {name: worded(situation.language, texts[0]["text"]) for name, texts in responses.items()}
        self._read_back = said["utter_read_back"]
        asking = "utter_ask_"
        self._questions = {name.removeprefix(asking): said[name] for name in said if name.startswith(asking)}
        bodies = (here.verticals[id].short.get(situation.language) for id in situation.legs[1:])
        self._further = [worded(situation.language, ALSO_TO, body=body) for body in bodies]
        self.read_back = self.filed = self.number = ""

    def fill(self) -> None:
        """From the offer to file on to the number."""
        for _ in range(MOST_TURNS):
            told = plain(self.worker.replies)
            if found := NUMBER.search(told):
                self.number, self.filed = found[0], told
                return
            self._answer(told)
        raise AssertionError(f"not filed after {MOST_TURNS} turns: {told}")

    def _answer(self, told: str) -> None:
        """Answer what is open, as the situation has it; what it does not know is skipped."""
        yes, skip, file_it = (translate(self.situation.language, title) for title in ("Yes", "Skip", "Yes, file it"))
        titles = [button["title"] for button in self.worker.buttons()]
        asked = plain(self.worker.replies[-1:])
        question = next((id for id, words in self._questions.items() if words.search(asked)), "")
        answer = self.situation.answers.get(question)
        named = [title for title in titles if answer and answer.casefold() in title.casefold()]
        if self._read_back.search(told):
            self.read_back = told
            further = [at for at, title in enumerate(titles) if any(also.fullmatch(title) for also in self._further)]
            self.worker.tap(further[0] if further else titles.index(file_it))
        elif question == "consent":
            self.worker.tap(titles.index(yes))
        elif question == "known_as":
            self.worker.tap(0)  # the default: named to the office, hidden from the employer
        elif named:
            self.worker.tap(titles.index(named[0]))
        elif answer:
            self.worker.say(answer)
        else:
            assert skip in titles, f"no answer to {question or told!r}"
            self.worker.tap(titles.index(skip))
