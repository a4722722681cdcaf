"""The letter to an office that is not on the desk: in that office's language, to copy and to print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desk import texts
from desk.show import level, when
from desk.view import files, known_as, summary
from grievances.cases import Case
from grievances.core import Unit
from grievances.names import QUESTION_NAMES, TOPIC_NAMES
from jurisdictions import Jurisdiction, Office
from language.catalogue import N_, direction, translate

FILED, WORKER, FILES = N_("Filed"), texts.WORKER, N_("Files")
WORDS = N_("The worker's own words:")
#: before each line of the worker's words: nothing in them can pass for the letter's own
QUOTE = "> "


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter as text, with its language and direction."""

    text: str
    language: str
    direction: str


def paper(
    here: Jurisdiction, office: Office, topic: str, *, place: str = "", number: str = "", facts: str = ""
) -> Paper | None:
    """The letter with what is known; None where the office gets none. The law is the first that the article names."""
    if here.letter is None or office.reach != "letter":
        return None
    language = here.letter.language
    article = here.articles.get(topic)
    text = here.letter.written(
        office=office.name.get(language), topic=translate(language, TOPIC_NAMES[topic]), place=place, number=number,
        facts=facts, law=article.law[0].value.get(language) if article and article.law else "",
    )  # fmt: skip
    return Paper(text, language, direction(language))


def case_letter(unit: Unit, case: Case) -> Paper | None:
    """The letter of a case that `cases.letter` gave: it tells what the case's page shows, and nothing else."""
    here = unit.jurisdiction(case.grievance.jurisdiction)
    if here.letter is None:
        return None
    language = here.letter.language
    told = {one.id: _line(one.answer) for one in summary(here, case, language)}
    return paper(
        here, here.offices[case.leg.office_id], case.leg.topic, number=case.grievance.number,
        place=told.get("place", ""), facts="\n".join(_facts(unit, here, case, language, told)),
    )  # fmt: skip


def _facts(unit: Unit, here: Jurisdiction, case: Case, language: str, told: Mapping[str, str]) -> Iterator[str]:
    """A line for each thing told, then the worker's words, quoted."""

    def line(label: str, text: str) -> str:
        return f"{translate(language, label)}: {_line(text)}"

    yield line(FILED, when(case.leg.filed_at, here, language))
    way = known_as(here, case, language)
    yield line(WORKER, f"{case.name} ({way})" if case.name else way)
    for question, answer in told.items():
        yield line(QUESTION_NAMES.get(question, question), answer)
    if names := [name for _, name, _ in files(unit, case, language)]:
        yield line(FILES, ", ".join(names))
    said = [words.text for words in case.words if words.author == "worker" and words.text]
    if said:
        yield ""
        yield translate(language, WORDS)
    for text in said:
        yield ""
        yield from (QUOTE + level(part) for part in text.splitlines())


def _line(text: str) -> str:
    """On one line, turning nothing around."""
    return " ".join(level(text).split())
