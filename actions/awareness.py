"""Answers about rights, and what to offer when the message was not understood for sure."""

from __future__ import annotations

from typing import Any

from actions import country
from actions.promise import Promise
from actions.turn import SangamAction, Turn
from grievances import learning
from grievances.names import FAMILY_NAMES, TOPIC_NAMES
from grievances.routing import route
from jurisdictions.topics import FAMILIES, TOPICS
from language.calendars import show_date
from language.catalogue import N_, translate

FILE = N_("File a grievance")
FILE_BOTH = N_("File both under one number")
MORE = N_("The law and the office")
SOMETHING_ELSE = N_("Something else")
A_PERSON = N_("Speak to a person")
STATUS = N_("My grievance: what became of it?")
#: conversation acts that are worth offering among the three likeliest
ACTS = {
    "check_status": ("case", {"do": "status"}),
    "talk_to_officer": ("talk_to_officer", {}),
    "privacy": ("show_notice", {}),
}
ACT_TITLES = {"check_status": STATUS, "talk_to_officer": A_PERSON, "privacy": N_("What happens with my data?")}
OFFERED = 3


def topic_name(turn: Turn, topic: str) -> str:
    return translate(turn.language, TOPIC_NAMES[topic])


class AnswerTopic(SangamAction):
    """The rights of a topic: what the law gives, what to do first, who acts, who can be called."""

    id = "action_answer_topic"

    def act(self, turn: Turn) -> list[dict[str, Any]]:
        topic = turn.choice.get("topic") or turn.intent
        if topic not in TOPICS:
            offer_families(turn)
            return []
        if turn.intent == "choose_topic":
            learning.chosen(turn.unit, turn.conversation, turn.choice.get("said", ""), topic)
        if not country.settle(turn, topic):
            return []
        if turn.intent == "more":
            law_and_office(turn, topic)
        else:
            answer(turn, topic, turn.choice.get("said") or turn.message.uid)
        return []


def answer(turn: Turn, topic: str, said: str) -> None:
    """The article of a topic, or what the routing data alone can say; then what can be done next."""
    here = turn.country
    assert here
    further = [t for t in turn.parsed.get("further_topics", []) if t in TOPICS and t != topic]
    buttons = [
        turn.button(FILE, "file", topic=topic, said=said),
        turn.button(MORE, "more", topic=topic, said=said),
        turn.button(SOMETHING_ELSE, "something_else", said=said),
    ]
    if article := here.articles.get(topic):
        text = article.text_on(turn.language, turn.today(), turn.event_day(said))
        turn.tell(f"{article.title.get(turn.language)}\n\n{text}", None if further else buttons)
    else:
        where = route(here, topic)
        turn.say(
            "utter_topic_general", None if further else buttons, topic=topic_name(turn, topic),
            office=where.office.name.get(turn.language), reason=where.reason.get(turn.language),
        )  # fmt: skip
    if further:
        both = turn.button(FILE_BOTH, "file", topic=",".join([topic, *further[:1]]), said=said)
        second = turn.button(topic_name(turn, further[0]), "choose_topic", topic=further[0], said=said)
        turn.say(
            "utter_two_troubles", [both, second, buttons[0]],
            first=topic_name(turn, topic), second=topic_name(turn, further[0]),
        )  # fmt: skip


def law_and_office(turn: Turn, topic: str) -> None:
    """The sources with date, the office and why, the verified lines."""
    here = turn.country
    assert here
    where = route(here, topic)
    told = Promise(here, turn.language, turn.today(), topic, where, {})
    lines = [where.reason.get(turn.language), *told.after()]
    if article := here.articles.get(topic):
        for law in article.law:
            dated = "" if law.date == "undated" else f" ({law.date})"
            lines.append(f"• {law.value.get(turn.language)}{dated}\n  {law.source}")
        day = show_date(article.reviewed, turn.language, here.id)
        lines.append(translate(turn.language, REVIEWED, day=day))
    lines += [f"☎ {line.number} {line.name.get(turn.language)}" for line in here.helplines_for(topic)]
    said = turn.choice.get("said") or turn.message.uid
    turn.tell("\n".join(line for line in lines if line), [
        turn.button(FILE, "file", topic=topic, said=said), turn.button(SOMETHING_ELSE, "something_else", said=said),
    ])  # fmt: skip


REVIEWED = N_("We last checked this on {day}.")


class OfferTopics(SangamAction):
    """Unsure: the three likeliest topics; then the families; then a family's topics; always a person."""

    id = "action_offer_topics"

    def act(self, turn: Turn) -> list[dict[str, Any]]:
        family = turn.choice.get("family")
        if turn.intent == "choose_family" and family in FAMILIES:
            topics = [_topic_button(turn, t) for t in FAMILIES[family]]
            turn.say("utter_choose_topic", [*topics, turn.button(A_PERSON, "talk_to_officer")])
        elif turn.intent == "unsure" and turn.parsed.get("decision") == "three":
            offer_three(turn)
        else:
            offer_families(turn)
        return []


def offer_three(turn: Turn) -> None:
    """The three likeliest topics as buttons, and a way out."""
    likely = [i for i in turn.ranking() if i in TOPICS or i in ACTS][:OFFERED]
    buttons = []
    for intent in likely:
        if intent in TOPICS:
            buttons.append(_topic_button(turn, intent))
        else:
            choice, values = ACTS[intent]
            buttons.append(turn.button(ACT_TITLES[intent], choice, **values))
    buttons.append(turn.button(SOMETHING_ELSE, "something_else", said=turn.message.uid))
    turn.say("utter_did_you_mean", buttons)


def offer_families(turn: Turn) -> None:
    said = turn.choice.get("said") or turn.message.uid
    buttons = [
        turn.button(translate(turn.language, FAMILY_NAMES[f]), "choose_family", family=f, said=said) for f in FAMILIES
    ]
    turn.say("utter_choose_family", [*buttons, turn.button(A_PERSON, "talk_to_officer")])


def _topic_button(turn: Turn, topic: str) -> dict[str, str]:
    said = turn.choice.get("said") or turn.message.uid
    return turn.button(topic_name(turn, topic), "choose_topic", topic=topic, said=said)
