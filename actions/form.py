"""The grievance form: start, take an answer, ask the next question, read back, file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import country, evidence
from actions.awareness import STATUS, offer_families, topic_name
from actions.promise import Promise
from actions.turn import SangamAction, Turn, form_slots
from grievances import delivery, drafts, filing, learning
from grievances.models import Draft, Leg
from grievances.names import QUESTION_NAMES
from grievances.routing import reason, route
from jurisdictions import Jurisdiction
from jurisdictions.told import place_told, sector_told
from jurisdictions.topics import TOPICS
from language.catalogue import N_, translate
from language.entities import find_entities
from language.normalise import fold

YES, NO = N_("Yes"), N_("No")
SKIP, STOP = N_("Skip"), N_("Stop")
FILE_IT, CHANGE, ANOTHER = N_("Yes, file it"), N_("Change something"), N_("I have another trouble too")
ALSO_TO = N_("Also tell: {body}")
CONTINUE, START_OVER = N_("Continue"), N_("Start over")
#: what a draft has been told: {question: {"text", "value", "attachments"}}
Answers = dict[str, dict[str, Any]]
#: intents that answer a question rather than begin something
ANSWERS = frozenset({"inform", "answer", "skip", "correct", "change_answer", "affirm", "deny"})
#: a question whose answer was not understood is asked again this many times, then taken as written
TRIES = 1
#: kinds whose answer should be understood, not only kept
UNDERSTOOD = frozenset({"place", "period", "money", "phone", "identifier", "choice"})
LONGEST_NAME = 80
#: questions of the form itself, about the draft rather than for it
ANOTHER_QUESTION, STOP_QUESTION = "another", "stop"


class StartGrievance(SangamAction):
    """Begin, go on with, or begin anew the draft of a grievance."""

    id = "action_start_grievance"
    in_form = True

    def act(self, turn: Turn) -> list[dict[str, Any]]:
        before = turn.draft
        if before and turn.intent == "continue_draft":
            turn.ask("draft", **_next(turn, before))
            return form_slots(turn, True)
        topics = [t for t in turn.choice.get("topic", "").split(",") if t in TOPICS]
        if before and turn.intent != "start_over" and not turn.tracker.active_loop_name:
            offer_to_continue(turn, before, topics, turn.choice.get("said", ""))
            return []
        if before and turn.intent == "start_over":
            drafts.drop(turn.unit, before)
            turn.ask(None)
        if before and turn.intent == "file" and topics and turn.tracker.active_loop_name:
            words = turn.words(turn.choice.get("said", ""))
            for topic in topics:
                drafts.add_topic(turn.unit, before, topic, words, turn.message.uid)
            turn.ask("draft", **_next(turn, before))
            return form_slots(turn, True)
        if not topics:
            turn.say("utter_ask_what_about")
            offer_families(turn)
            return form_slots(turn, False)
        if not country.settle(turn, topics[0]):
            return form_slots(turn, False)
        said = turn.choice.get("said", "")
        words = turn.words(said)
        draft = drafts.start(
            turn.unit,
            turn.conversation,
            topics,
            story=words or None,
            message=said,
            entities=turn.entities(words),
            attachments=evidence.files_of(turn, said),
        )
        turn.ask("draft", **_next(turn, draft))
        return form_slots(turn, True)


def offer_to_continue(turn: Turn, draft: Draft, topics: list[str], said: str = "") -> None:
    """An unfinished grievance is never lost silently: go on with it, or start over."""
    again = {"topic": ",".join(topics), "said": said} if topics else {}
    turn.say("utter_unfinished", [
        turn.button(CONTINUE, "continue_draft"), turn.button(START_OVER, "start_over", **again),
    ], topic=topic_name(turn, draft.topics[0]))  # fmt: skip


def _next(turn: Turn, draft: Draft, tries: int = 0) -> dict[str, str | int]:
    question = drafts.next_question(turn.unit, draft) or "confirm"
    expects = drafts.kind(turn.unit, draft, question)
    return {"question": question, "expects": expects} | ({"tries": tries} if tries else {})


class ValidateForm(SangamAction):
    """Take what was said into the draft; the slot `answer` is "done" when the draft is confirmed, else empty again."""

    id = "validate_grievance_form"
    in_form = True

    def act(self, turn: Turn) -> list[dict[str, Any]]:
        draft = turn.draft
        if draft is None:
            turn.say("utter_nothing_to_stop")
            return [SlotSet("answer", "done")]
        if turn.question.get("kind") != "draft":
            turn.ask("draft", **_next(turn, draft))
        question = str(turn.question["question"])
        if question == STOP_QUESTION and turn.intent == "affirm":
            return stop(turn, draft)
        if evidence.position(turn):
            evidence.add_to_story(turn)
            turn.tell(translate(turn.language, evidence.PLACE_KEPT))
        elif turn.intent in ANSWERS:
            self._answer(turn, draft, question)
        done = drafts.next_question(turn.unit, draft) is None
        return [
            SlotSet("answered", list(draft.answered)),
            SlotSet("topic", draft.topics[0]),
            SlotSet("answer", "done" if done else None),
        ]

    def _answer(self, turn: Turn, draft: Draft, question: str) -> None:
        unit = turn.unit
        if question == STOP_QUESTION:
            pass  # anything but a yes goes on
        elif turn.intent == "change_answer":
            if (changed := turn.choice.get("question", "")) in draft.answered:
                drafts.ask_again(unit, draft, changed)
        elif turn.intent == "correct":
            offer_changes(turn, draft)
            return
        elif turn.intent == "skip":
            if not drafts.skip(unit, draft, question):
                turn.say("utter_cannot_skip")
        else:
            go_on(turn, draft, take(turn, draft, question))
            return
        turn.ask("draft", **_next(turn, draft))


def go_on(turn: Turn, draft: Draft, tries: int) -> None:
    """Open the next question, or the same one again after so many `tries` in vain."""
    if tries:
        turn.ask("draft", **_next(turn, draft, tries))
    elif turn.question.get("question") != ANOTHER_QUESTION and turn.question.get("kind") == "draft":
        turn.ask("draft", **_next(turn, draft))


def take(turn: Turn, draft: Draft, question: str) -> int:
    """Take one answer. Returns how often the same question was asked in vain, 0 when it is answered."""
    unit, text = turn.unit, turn.text.strip()
    value = turn.choice.get("value") if turn.intent == "answer" else None
    if value is None and turn.intent in ("affirm", "deny"):
        value = "yes" if turn.intent == "affirm" else "no"
    if question == ANOTHER_QUESTION:
        return _take_another(turn, draft, value)
    if question == "consent":
        return _take_consent(turn, draft, value)
    if question == "confirm":
        return _take_confirm(turn, draft, value)
    if question == "known_as":
        return _take_known_as(turn, draft, value)
    kind, entity = drafts.kind(unit, draft, question), drafts.expected(unit, draft, question)
    entities = turn.entities(expected=entity)
    if turn.intent != "answer":
        value = drafts.interpret(unit, draft, question, text, entities)
    tries = int(turn.question.get("tries", 0))
    understood = kind in UNDERSTOOD and (entity or kind != "identifier")
    if value is None and understood and not turn.attachments and tries < TRIES:
        turn.say("utter_not_understood_" + kind)
        return tries + 1
    if question == "name":
        text = text[:LONGEST_NAME]
    drafts.take(unit, draft, question, text, value=value, attachments=turn.attachments, message=turn.message.uid)
    if turn.attachments:
        turn.say("utter_file_kept")
    drafts.fill(unit, draft, text, entities, turn.message.uid, but=question)
    return 0


def take_words(turn: Turn) -> bool:
    """Take a text that was understood as something else for the answer in words that the form waits for, if it does."""
    question = turn.question
    if not turn.draft or turn.choice or question.get("kind") != "draft" or question.get("expects") != "text":
        return False
    go_on(turn, turn.draft, take(turn, turn.draft, str(question["question"])))
    return True


def _take_consent(turn: Turn, draft: Draft, value: str | None) -> int:
    if value == "yes":
        drafts.take(turn.unit, draft, "consent", turn.text, value="yes", message=turn.message.uid)
        return 0
    turn.say("utter_consent_needed" if value == "no" else "utter_tap_or_say")
    return int(turn.question.get("tries", 0)) + 1


def _take_known_as(turn: Turn, draft: Draft, value: str | None) -> int:
    here = turn.unit.jurisdiction(draft.jurisdiction)
    allowed = drafts.ways(turn.unit, draft)
    words = fold(turn.text)
    named = [w for w in allowed if fold(here.ways[w].name.get(turn.language)) in words] if words else []
    chosen = value if value in allowed else (named[0] if len(named) == 1 else None)
    if chosen is None:
        turn.say("utter_tap_or_say")
        return int(turn.question.get("tries", 0)) + 1
    drafts.take(turn.unit, draft, "known_as", turn.text, value=chosen, message=turn.message.uid)
    return 0


def _take_confirm(turn: Turn, draft: Draft, value: str | None) -> int:
    """The read-back: yes files; anything else changes, adds, or is kept as more of the story."""
    if value == "yes":
        drafts.take(turn.unit, draft, "confirm", turn.text, value="yes", message=turn.message.uid)
        return 0
    if value in ("no", "change"):
        offer_changes(turn, draft)
        return 1
    if value == "more":
        turn.ask("draft", question=ANOTHER_QUESTION, expects="story")
        return 0
    if value and value.startswith(drafts.ALSO + ":"):
        _, topic, vertical = value.split(":")
        if vertical in {one.vertical for one in drafts.further(turn.unit, draft, topic)}:  # else tapped before
            drafts.agree(turn.unit, draft, topic, vertical)
        return 0
    likely = turn.sure_topic()
    if likely and likely not in draft.topics:
        drafts.add_topic(turn.unit, draft, likely, turn.text, turn.message.uid)
        turn.say("utter_added", topic=topic_name(turn, likely))
        return 0
    evidence.add_to_story(turn)
    turn.say("utter_noted")
    return 1


def _take_another(turn: Turn, draft: Draft, value: str | None) -> int:
    """What the second trouble is about: the likeliest topic when it is sure, else a choice of three."""
    if value and value.startswith("topic:") and value[6:] in TOPICS:
        topic, words = value[6:], turn.words(turn.choice.get("said", "")) or turn.text
    elif sure := turn.sure_topic():
        topic, words = sure, turn.text
    else:
        likely = [i for i in turn.ranking() if i in TOPICS and i not in draft.topics][:3]
        turn.say("utter_which_trouble", [
            turn.button(topic_name(turn, t), "answer", value=f"topic:{t}", said=turn.message.uid) for t in likely
        ])  # fmt: skip
        return 0
    if topic in draft.topics:
        evidence.add_to_story(turn)
    drafts.add_topic(turn.unit, draft, topic, words, turn.message.uid)
    drafts.fill(turn.unit, draft, words, find_entities(words, turn.today(), draft.jurisdiction, None), turn.message.uid)
    turn.say("utter_added", topic=topic_name(turn, topic))
    turn.ask("draft", **_next(turn, draft))
    return 0


def offer_changes(turn: Turn, draft: Draft) -> None:
    """The answers given so far as buttons; a tap asks that question again."""
    own = [q for q in drafts.questions(turn.unit, draft) if q in draft.answered and q not in ("confirm", "consent")]
    buttons = [turn.button(question_name(turn, q), "change_answer", question=q) for q in own]
    turn.say("utter_what_to_change", [*buttons, turn.button(STOP, "cancel")])


def question_name(turn: Turn, question: str) -> str:
    base = question.partition(":")[0]
    return translate(turn.language, QUESTION_NAMES.get(base, base))


class AskAnswer(SangamAction):
    """Ask the draft's open question."""

    id = "action_ask_answer"
    in_form = True

    def act(self, turn: Turn) -> list[dict[str, Any]]:
        if turn.draft:
            ask_question(turn)
        return []


def ask_question(turn: Turn) -> None:
    """Put the open question of the draft into words."""
    draft = turn.draft
    assert draft
    here = turn.unit.jurisdiction(draft.jurisdiction)
    question = str(turn.question.get("question") or _next(turn, draft)["question"])
    skip = turn.button(SKIP, "skip")
    if question == "consent":
        yes, no = turn.button(YES, "answer", value="yes"), turn.button(NO, "cancel")
        if "tries" not in turn.question:
            turn.tell(here.notice.full.get(turn.language))
        turn.say("utter_ask_consent", [yes, no])
    elif question == "known_as":
        ways = [here.ways[w] for w in drafts.ways(turn.unit, draft)]
        costs = "\n".join(f"• {w.name.get(turn.language)}: {w.cost.get(turn.language)}" for w in ways)
        buttons = [turn.button(w.name.get(turn.language), "answer", value=w.id) for w in ways]
        turn.say("utter_ask_known_as", buttons, ways=costs)
    elif question == "confirm":
        read_back(turn, draft)
    elif question == ANOTHER_QUESTION:
        turn.say("utter_ask_another")
    elif question == STOP_QUESTION:
        turn.say("utter_ask_stop", [turn.button(STOP, "cancel"), turn.button(CONTINUE, "continue_draft")])
    elif question == "sector":
        buttons = [
            turn.button(choice.label(turn.language), "answer", value=choice.sector.id)
            for choice in drafts.choices(turn.unit, draft)
        ]
        turn.say("utter_ask_sector", [*buttons, skip])
    else:
        turn.say(f"utter_ask_{question}", [skip])


def read_back(turn: Turn, draft: Draft) -> None:
    """Everything in plain words, where it goes and what filing here is, before it is filed."""
    here = turn.unit.jurisdiction(draft.jurisdiction)
    answers = drafts.read(turn.unit, draft)
    lines, also = [], []
    for question in (drafts.STORY, *drafts.questions(turn.unit, draft)):
        if question in answers and question not in ("consent", "confirm"):
            lines.append(f"{question_name(turn, question)}: {shown(turn, draft, question, answers)}")
    for topic in draft.topics:
        where = promise(turn, draft, topic, answers)
        lines.append(f"\n→ {topic_name(turn, topic)}: {where.route.office.name.get(turn.language)}")
        lines.extend(where.before())
        told = drafts.agreed(answers, topic)
        lines += [f"→ {topic_name(turn, topic)}: {here.verticals[id].name.get(turn.language)}" for id in told]
        for one in drafts.further(turn.unit, draft, topic):
            lines.append(one.reason.get(turn.language))
            body = here.verticals[one.vertical].short.get(turn.language)
            also.append(
                turn.button(
                    translate(turn.language, ALSO_TO, body=body), "answer",
                    value=f"{drafts.ALSO}:{topic}:{one.vertical}",
                )
            )  # fmt: skip
    turn.say("utter_read_back", [
        turn.button(FILE_IT, "answer", value="yes"),
        *also,
        turn.button(CHANGE, "answer", value="change"),
        turn.button(ANOTHER, "answer", value="more"),
        turn.button(STOP, "cancel"),
    ], summary="\n".join(dict.fromkeys(lines)), country=here.names.get(turn.language))  # fmt: skip


def shown(turn: Turn, draft: Draft, question: str, answers: Answers) -> str:
    """An answer in the worker's language: names of places, ways and sectors are translated, words stay as written."""
    here = turn.unit.jurisdiction(draft.jurisdiction)
    answer = answers[question]
    value = answer["value"]
    if isinstance(value, str):
        if question == "known_as" and value in here.ways:
            return here.ways[value].name.get(turn.language)
        if value in here.places:
            return place_told(here, value, answer["text"], turn.language)
        if here.sector(value):
            place = answers.get("place", {}).get("value")
            return sector_told(here, draft.topics, place, value, answer["text"], turn.language)
    if not answer["text"] and answer["attachments"]:
        return translate(turn.language, A_FILE)
    return str(answer["text"])


A_FILE = N_("a file that a person will look at")


def promise(turn: Turn, draft: Draft, topic: str, answers: Answers) -> Promise:
    """What can be promised of a trouble where these answers lead."""
    here = turn.unit.jurisdiction(draft.jurisdiction)
    place, sector = (answers.get(q, {}).get("value") for q in ("place", "sector"))
    return Promise(here, turn.language, turn.today(), topic, route(here, topic, place=place, sector=sector), answers)


class FinishGrievance(SangamAction):
    """The form is over: file what was confirmed; number, code, offices and why."""

    id = "action_finish_grievance"
    in_form = True

    def _run(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        filing.prepare()
        return super()._run(dispatcher, tracker)

    def act(self, turn: Turn) -> list[dict[str, Any]]:
        draft = turn.draft
        if draft is None or drafts.next_question(turn.unit, draft) is not None:
            return form_slots(turn, False)
        filed = filing.file(turn.unit, draft)
        learning.filed(turn.unit, filed.grievance)
        here, answers = turn.unit.jurisdiction(draft.jurisdiction), drafts.read(turn.unit, draft)
        legs = "\n".join(
            f"• {topic_name(turn, leg.topic)} → {here.offices[leg.office_id].name.get(turn.language)}. "
            + "\n".join((_reason(turn, leg), *_promised(turn, draft, leg, answers)))
            for leg in sorted(filed.grievance.legs, key=lambda leg: leg.ordinal)
        )
        turn.ask(None)
        noted = all(here.offices[leg.office_id].reach == "self" for leg in filed.grievance.legs)
        number, code = filed.grievance.number, filed.code or ""
        if delivery.brought(turn.conversation):
            # the chat is the key here: the code would only lie about on the phone
            leg = filed.grievance.legs[0].id
            turn.tell(translate(turn.language, NOTED_IN_CHAT if noted else FILED, number=number, legs=legs), [
                turn.button(STATUS, "case", do="status"), turn.button(CODE, "case", do="code", leg=leg),
            ])  # fmt: skip
        elif noted:
            turn.tell(translate(turn.language, NOTED, number=number, code=code, legs=legs))
        else:
            turn.say("utter_filed", number=number, code=code, legs=legs)
        if papers := papers_that_help(here, [leg.topic for leg in filed.grievance.legs], turn.language, noted):
            turn.tell(papers)
        return [*form_slots(turn, False), SlotSet("draft", None)]


FILED = N_(
    "Filed. Your number: {number}. In this chat you need nothing else: the office's answers come here, and you can ask "
    "here at any time.\n\n{legs}"
)
#: where every office takes the case from the worker alone, "filed" would not be true
NOTED = N_(
    "Noted, but not filed yet: that you do yourself. Your number here: {number}. Your secret code: {code}. Write both "
    "down where only you look. With them you can ask from any phone.\n\n{legs}"
)
NOTED_IN_CHAT = N_(
    "Noted, but not filed yet: that you do yourself. Your number here: {number}. In this chat you can ask at any "
    "time.\n\n{legs}"
)
CODE = N_("A code, to ask from another phone")
TAKE_ALONG = N_("Take these papers along, if you have them:")
PAPERS = N_("These papers help, if you have them. You can send photos of them here:")
READY = N_("Keep these ready, and send them only if the office asks:")


def papers_that_help(here: Jurisdiction, topics: list[str], language: str, noted: bool = False) -> str:
    """What to send, or to take along where it is only `noted` here, and what to keep ready; '' if nothing is needed."""
    lines = []
    for private, words in ((False, TAKE_ALONG if noted else PAPERS), (True, READY)):
        names = [f"• {p.name.get(language)}" for p in here.papers.of(topics) if p.private == private]
        lines += [translate(language, words), *names] if names else []
    return "\n".join(lines)


def _promised(turn: Turn, draft: Draft, leg: Leg, answers: Answers) -> Iterator[str]:
    """What is promised of a leg; of a further one only the days of its own office."""
    told = promise(turn, draft, leg.topic, answers)
    if "further" not in leg.route:
        yield from (*told.kept(), *told.after())
        return
    office = told.here.offices[leg.office_id]
    told = replace(told, route=replace(told.route, vertical=leg.vertical, office=office))
    yield from (*told.kept(), *told.office_days())


def _reason(turn: Turn, leg: Leg) -> str:
    told = reason(turn.unit.jurisdiction(leg.grievance.jurisdiction), leg.topic, leg.route)
    return told.get(turn.language) if told else ""


class Cancel(SangamAction):
    """Stop. What was told is wiped only after a yes: a misread word must not cost a worker their answers."""

    id = "action_cancel"
    in_form = True

    def act(self, turn: Turn) -> list[dict[str, Any]]:
        draft = turn.draft
        if draft is None:
            turn.ask(None)
            turn.say("utter_nothing_to_stop")
            return form_slots(turn, False)
        told = set(draft.answered) - {"consent", drafts.STORY}
        chosen = turn.parsed.get("decision") == "choice" and turn.choice.get("value") != "ask"
        sure = chosen or turn.question.get("question") == STOP_QUESTION
        if told and not sure:
            if turn.tracker.active_loop_name:
                turn.ask("draft", question=STOP_QUESTION, expects="choice")
                ask_question(turn)
            else:
                offer_to_continue(turn, draft, [])
            return []
        return [*stop(turn, draft), ActiveLoop(None), SlotSet("requested_slot", None)]


def stop(turn: Turn, draft: Draft) -> list[dict[str, Any]]:
    """Drop the draft and wipe it; the form ends."""
    drafts.drop(turn.unit, draft)
    turn.ask(None)
    turn.say("utter_stopped")
    return [*form_slots(turn, False), SlotSet("answer", "done")]
