"""What a turn is: an answer to the open question, an interruption, or a topic that we are sure or unsure of.

Pure functions over the classifier's ranking; the component `TurnDecision` calls them.
"""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml

from language.normalise import SUPPORTED, fold, normalise

HERE = Path(__file__).parent
#: internal intents that only TurnDecision sets
DECIDED = frozenset({"inform", "skip", "correct", "unsure"})
#: internal intents that only a choice sets
CHOSEN = frozenset(
    {
        "answer", "file", "more", "something_else", "choose_topic", "choose_family", "choose_country",
        "choose_language", "continue_draft", "start_over", "add_trouble", "change_answer", "case", "show_notice",
    }
)  # fmt: skip
#: the server's own turn
HEALTH = "health"
#: acts that may interrupt an open question; a topic may when it is asked as a question
INTERRUPTING = frozenset({"help", "talk_to_officer", "privacy", "change_language", "cancel", "check_status"})
#: questions whose answer, a name, sounds like an act
SOUNDS_LIKE = {"office": "talk_to_officer"}
EMERGENCY, OUT_OF_SCOPE = "emergency", "out_of_scope"
STATUS, REFERENCE = "check_status", "reference"
#: what else one can want of a grievance whose number one writes
ABOUT_A_CASE = frozenset({STATUS, "escalate_grievance", "withdraw_grievance", EMERGENCY})
STORY = "story"
#: what answers a kind of question, beside an entity of its own name
ANSWERED_BY = {
    "period": {"date", "duration"},
    "money": {"money", "number"},
    "identifier": {"uan", "esi", "bhxh", "cccd", "national_code", "number", "reference"},
}
#: an act is said in few words; a longer text that looks like one is a story
LONGEST_ACT = 12
#: unless it is asked as a question
LONGEST_ASKED = 25
#: a topic asked as a question has at least a subject and a verb
SHORTEST_QUESTION = 3

Kind = Literal["answer", "three", "families", "open"]


@dataclass(frozen=True)
class Costs:
    """What each outcome costs a worker, in taps or what is worth a tap; and the bars for interrupting.

    A wrong answer is read, dismissed and then looked for among three, families and topics (4). Three topics cost one
    tap when the right one is there, else "something else", a family and a topic (3). Families first cost a family
    and a topic (2). A missed emergency costs six times a false one, hence the emergency bar of about 1 / (1 + 6).
    An answer that is taken for an act is lost and typed again, so that bar is high; a topic needs less, since it
    must be asked as a question as well.
    """

    cost_wrong_answer: float = 4.0
    cost_three_hit: float = 1.0
    cost_three_miss: float = 3.0
    cost_families: float = 2.0
    emergency_bar: float = 0.15
    interrupt_bar: float = 0.7
    asked_bar: float = 0.45
    topic_interrupt_bar: float = 0.5

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Costs:
        """Return the costs that are among a component's settings, the others at their defaults."""
        return cls(**{f.name: float(settings[f.name]) for f in fields(cls) if f.name in settings})


class Ranked(NamedTuple):
    intent: str
    confidence: float


class Decision(NamedTuple):
    intent: str
    kind: Kind


@lru_cache(maxsize=1)
def taxonomy() -> dict[str, str]:
    """Return {intent: family} for the 54 intents; a conversation act is its own family."""
    found = yaml.safe_load((HERE / "taxonomy.yml").read_text(encoding="utf-8"))
    topics = {topic: family for family, members in found["families"].items() for topic in members}
    return {**topics, **{act: act for act in found["conversation"]}}


@lru_cache(maxsize=1)
def topics() -> frozenset[str]:
    """The 38 topics."""
    return frozenset(intent for intent, family in taxonomy().items() if intent != family)


def choosable() -> frozenset[str]:
    """What a button may carry: an intent of the taxonomy, skip, correct, or a choice."""
    return frozenset(taxonomy()) | CHOSEN | {"skip", "correct"}


def _plain(text: str) -> str:
    """Lower case, no punctuation, single blanks; marks stay."""
    return " ".join(re.sub(r"[^\w\u0300-\u036f\u0900-\u0963\u0966-\u097f]+", " ", normalise(text).lower()).split())


class _Phrases(NamedTuple):
    marked: dict[str, str]
    folded: dict[str, str]
    asking: tuple[str, ...]


@lru_cache(maxsize=1)
def _phrases() -> _Phrases:
    found = yaml.safe_load((HERE / "controls.yml").read_text(encoding="utf-8"))
    marked: dict[str, str] = {}
    for intent, by_language in found["controls"].items():
        for language in SUPPORTED:
            for phrase in by_language[language]:
                known = marked.setdefault(_plain(phrase), intent)
                if known != intent:
                    raise ValueError(f"controls.yml: {phrase!r} is both {known} and {intent}")
    meanings: dict[str, set[str]] = {}
    for phrase, intent in marked.items():
        meanings.setdefault(fold(phrase), set()).add(intent)
    # what two phrases fold to says nothing
    folded = {phrase: intents.pop() for phrase, intents in meanings.items() if len(intents) == 1}
    asking = tuple(f" {fold(_plain(word))} " for language in SUPPORTED for word in found["asking"][language])
    return _Phrases(marked, folded, asking)


def control(text: str) -> str | None:
    """Return the control intent that the whole text stands for, or None."""
    plain = _plain(text)
    return _phrases().marked.get(plain) or _phrases().folded.get(fold(plain))


def asks(text: str) -> bool:
    """Tell whether a text is a question by its mark or one of its words."""
    padded = f" {fold(_plain(text))} "
    return "?" in text or "؟" in text or any(word in padded for word in _phrases().asking)


def _probability(ranking: Sequence[Ranked], intent: str) -> float:
    return next((r.confidence for r in ranking if r.intent == intent), 0.0)


def with_other_language(ranking: Sequence[Ranked], probability: float) -> list[Ranked]:
    """Return the ranking of a message that is in none of our languages with this probability: then out of scope.

    The rest of the probability is shared as before, and the ranking keeps its length.
    """
    if not probability:
        return list(ranking)
    rest = {r.intent: r.confidence * (1 - probability) for r in ranking}
    rest[OUT_OF_SCOPE] = rest.get(OUT_OF_SCOPE, 0.0) + probability
    ordered = sorted((Ranked(*item) for item in rest.items()), key=lambda r: -r.confidence)
    return ordered[: len(ranking)]


def decide_free(ranking: Sequence[Ranked], costs: Costs, kinds: frozenset[str] = frozenset()) -> Decision:
    """Decide with no question open: the outcome that is expected to cost the worker least.

    `kinds` are the kinds of entities in the text: a grievance's number asks what became of it, whatever stands beside.
    """
    if REFERENCE in kinds:
        return Decision(ranking[0].intent if ranking[0].intent in ABOUT_A_CASE else STATUS, "answer")
    first, best_three = ranking[0].confidence, sum(r.confidence for r in ranking[:3])
    expected: dict[Kind, float] = {
        "answer": (1 - first) * costs.cost_wrong_answer,
        "three": best_three * costs.cost_three_hit + (1 - best_three) * costs.cost_three_miss,
        "families": costs.cost_families,
    }
    kind = min(expected, key=lambda k: expected[k])
    if kind == "answer":
        return Decision(ranking[0].intent, "answer")
    # buttons would cost time that somebody in danger may not have
    if _probability(ranking, EMERGENCY) >= costs.emergency_bar:
        return Decision(EMERGENCY, "answer")
    return Decision("unsure", kind)


def _holds_what_is_asked(expects: str | None, kinds: frozenset[str]) -> bool:
    return bool(expects) and not kinds.isdisjoint(ANSWERED_BY.get(str(expects), {str(expects)}))


def decide_open(
    text: str,
    ranking: Sequence[Ranked],
    expects: str | None,
    kinds: frozenset[str],
    costs: Costs,
    question: str | None = None,
) -> Decision:
    """Decide while a question is open: a control phrase, an interruption above its bar, or else an answer.

    `expects` is what the question asks for, `question` which of the form's it is, `kinds` are the kinds of entities in
    the text. A story is about topics by nature, so none interrupts it.
    """
    if said := control(text):
        return Decision(said, "open")
    if _probability(ranking, EMERGENCY) >= costs.interrupt_bar:
        return Decision(EMERGENCY, "open")
    if not text or _holds_what_is_asked(expects, kinds):
        return Decision("inform", "open")
    intent, confidence = ranking[0]
    length = len(text.split())
    asked = asks(text)
    bar, longest = (costs.asked_bar, LONGEST_ASKED) if asked else (costs.interrupt_bar, LONGEST_ACT)
    named = not asked and intent == SOUNDS_LIKE.get(question or "")
    if intent in INTERRUPTING and confidence >= bar and length <= longest and not named:
        return Decision(intent, "open")
    if (
        intent in topics()
        and expects != STORY
        and confidence >= costs.topic_interrupt_bar
        and length >= SHORTEST_QUESTION
        and asked
    ):
        return Decision(intent, "open")
    return Decision("inform", "open")
