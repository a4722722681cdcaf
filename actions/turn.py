"""One turn as an action sees it, and the base class that makes every action run exactly once a message."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from grievances import conversations, drafts, learning
from grievances.core import Core, Unit
from grievances.errors import NotFound
from grievances.failpoints import reach
from grievances.models import Conversation, Draft, Message
from jurisdictions import Jurisdiction
from jurisdictions.topics import TOPICS
from language.catalogue import N_, translate
from language.entities import find_entities

#: which country a language is taken to stand for until the worker says otherwise
COUNTRY_OF = {"hi": "in", "vi": "vn", "fa": "ir"}
#: what Rasa did before the first action of a turn
FIRST = "action_listen"
#: from this probability on, words said inside the form are taken for a trouble of their own
SURE = 0.6


class Turn:
    """The message being answered, what NLU made of it, and ways to answer."""

    def __init__(self, unit: Unit, tracker: Tracker, dispatcher: CollectingDispatcher) -> None:
        self.unit, self.tracker, self.dispatcher = unit, tracker, dispatcher
        said = tracker.latest_message or {}
        self.parsed: dict[str, Any] = said
        uid = said.get("message_id") or ""
        message = conversations.by_uid(unit, uid)
        if message is None or message.conversation_id != tracker.sender_id:
            raise NotFound("the turn's message is not one of this conversation")
        self.message: Message = message
        self.conversation: Conversation = message.conversation
        self.text: str = conversations.text_of(unit, message)
        self.intent: str = (said.get("intent") or {}).get("name") or ""
        self.choice = {e["entity"]: e["value"] for e in said.get("entities", []) if "start" not in e or _chosen(e)}
        self.language: str = said.get("language") or self.conversation.language or "en"
        #: a country that this turn had to assume, to be said after the answer
        self.assumed: Jurisdiction | None = None
        #: topic and message that a choice of country goes on with
        self.goes_on_with: dict[str, str] = {}
        self._draft: Draft | None = None
        self.attachments: list[str] = [a["id"] for a in (said.get("metadata") or {}).get("attachments", [])]

    @property
    def question(self) -> dict[str, Any]:
        """The open question: {"kind": ...} or {}."""
        return self.conversation.open_question or {}

    @property
    def draft(self) -> Draft | None:
        if self._draft is None or self._draft.state != "open":
            self._draft = drafts.open_draft(self.unit, self.conversation)
        return self._draft

    @property
    def country(self) -> Jurisdiction | None:
        known = self.conversation.jurisdiction
        return self.unit.core.jurisdictions.get(known or "")

    def today(self) -> date:
        """The message's own day in the country's zone."""
        zone = self.country.zone if self.country else None
        return self.message.at.astimezone(zone).date()

    def entities(self, text: str | None = None, expected: str | None = None) -> list[dict[str, Any]]:
        """What a text (this turn's by default) tells of money, dates, numbers."""
        found: list[dict[str, Any]] = find_entities(
            self.text if text is None else text, self.today(), self.conversation.jurisdiction, expected
        )
        return found

    def ranking(self) -> list[str]:
        """The likeliest of the taxonomy's intents, best first."""
        return [r["intent"] for r in self.parsed.get("ranking", [])]

    def remember(self) -> None:
        """Keep what the model made of this text, for the day somebody finds that it was wrong."""
        said = self.parsed
        # the intent too: an emergency wins before it is likeliest, and is never learned from
        told = [self.intent, *said.get("further_topics", [])]
        learning.remember(self.unit, self.message, said.get("decision") or "", said.get("ranking", []), told)

    def sure_topic(self) -> str | None:
        """The topic this text is about, also while a question is open; None when it is not likely enough."""
        first = next(iter(self.parsed.get("ranking", [])), None)
        if first and first["confidence"] >= SURE and first["intent"] in TOPICS:
            return str(first["intent"])
        return None

    def say(self, response: str, buttons: list[dict[str, str]] | None = None, **values: Any) -> None:
        """Answer with a response of domain.yml; values are inserted after translation."""
        self.dispatcher.utter_message(response=response, buttons=buttons, **values)

    def tell(
        self, text: str, buttons: list[dict[str, str]] | None = None, custom: dict[str, Any] | None = None
    ) -> None:
        """Answer with a text that is in the worker's language already."""
        self.dispatcher.utter_message(text=text, buttons=buttons, json_message=custom)

    def button(self, title: str, intent: str, **values: str) -> dict[str, str]:
        """A button: `title` is a msgid (or a text in the worker's language), the rest what it stands for."""
        payload = f"/{intent}" + (json.dumps(values, ensure_ascii=False) if values else "")
        return {"title": translate(self.language, title), "payload": payload}

    def ask(self, kind: str | None, **details: str | int) -> None:
        """Set (or with None clear) the conversation's open question; codes and ids only."""
        self.conversation.open_question = None if kind is None else {"kind": kind, **details}

    def words(self, uid: str) -> str:
        """The worker's own words of an earlier message, by uid; '' when there are none."""
        message = self.said(uid)
        return conversations.words_of(self.unit, message) if message else ""

    def event_day(self, uid: str) -> date | None:
        """The latest day that a message tells of, by uid; None when it tells of none or only of days to come.

        What lasts until today ("for three months") is about today.
        """
        message = self.said(uid)
        if message is None:
            return None
        today = message.at.astimezone(self.country.zone if self.country else None).date()
        told = find_entities(conversations.words_of(self.unit, message), today, self.conversation.jurisdiction, None)
        days = [found["value"] for found in told if found["entity"] == "date"]
        past = [min(date.fromisoformat(day["to"]), today) for day in days if day["from"] <= today.isoformat()]
        return max(past, default=None)

    def said(self, uid: str) -> Message | None:
        """An earlier message of this conversation, by uid."""
        message = conversations.by_uid(self.unit, uid) if uid else None
        return message if message and message.conversation_id == self.conversation.id else None


def _chosen(entity: dict[str, Any]) -> bool:
    """Whether an entity came with a choice (Rasa gives those the position of the payload) and not from a text."""
    return entity.get("extractor") in (None, "RegexMessageHandler", "choice")


class SangamAction(Action):
    """An action that runs in one unit of work; asked again for the same message, it gives its first result again.

    Subclasses define `act`. After it the notice line is added to a first answer, and a question of the grievance
    form that this action interrupted is asked again.
    """

    id: ClassVar[str]
    #: part of the form itself: asks its own questions
    in_form: ClassVar[bool] = False

    def __init__(self, core: Core) -> None:
        self.core = core

    def name(self) -> str:
        return self.id

    def act(self, turn: Turn) -> list[dict[str, Any]]:
        """Answer the turn; returns events."""
        raise NotImplementedError

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        events = await asyncio.to_thread(self._run, dispatcher, tracker)
        reach("action.committed", self.id)
        return events

    def _run(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        reach("action.begun", self.id)
        # The gateway's transaction, which waits for the disk, is between this and the worker.
        with self.core.unit(durable=False) as unit:
            turn = Turn(unit, tracker, dispatcher)
            before = conversations.result_of(unit, turn.message, self.id)
            if before is None and tracker.latest_action_name == FIRST:
                before = self._said_before(turn)
            if before is None:
                turn.remember()
                events = self._act(turn)
                if not self.in_form:
                    self._after(turn)
                before = {"events": events, "responses": dispatcher.messages}
                conversations.keep_result(unit, turn.message, self.id, before)
                unit.db.flush()
                reach("action.written", self.id)
            dispatcher.messages = before["responses"]
            return list(before["events"])

    def _said_before(self, turn: Turn) -> dict[str, Any] | None:
        """What other actions said to this message in a try that failed, when this try has taken another road.

        Rasa was killed and has lost the open form, or the answer is no answer any more: the worker hears what was done
        (a number, a code), and nothing else is done with the same words. None when nothing was said.
        """
        said = [r for result in conversations.results_of(turn.unit, turn.message) for r in result["responses"]]
        return {"events": [], "responses": said} if said else None

    def _act(self, turn: Turn) -> list[dict[str, Any]]:
        """`act`, but for a message without words, whatever intent was made of it."""
        from actions import evidence

        if not self.in_form and evidence.wordless(turn):
            evidence.take_alone(turn)
            return []
        return self.act(turn)

    def _after(self, turn: Turn) -> None:
        if turn.assumed:
            other = turn.button(OTHER_COUNTRY, "choose_country", country="?", **turn.goes_on_with)
            turn.say("utter_country_assumed", [other], country=turn.assumed.names.get(turn.language))
        first = turn.conversation.notice_shown_at is None
        why = turn.country.not_offered.get(turn.conversation.channel) if turn.country else None
        if why and turn.dispatcher.messages and (first or turn.intent == "greet"):
            # told honestly, once and whenever they begin anew; whoever is here is answered all the same
            turn.tell(why.value.get(turn.language))
        if first and turn.country and turn.dispatcher.messages:
            turn.tell(turn.country.notice.line.get(turn.language), [turn.button(MORE_NOTICE, "show_notice")])
            turn.conversation.notice_shown_at = turn.unit.now
        if turn.draft and turn.question.get("kind") == "draft" and turn.tracker.active_loop_name:
            from actions.form import ask_question

            ask_question(turn)


OTHER_COUNTRY = N_("Another country")
MORE_NOTICE = N_("What happens with my data?")


def form_slots(turn: Turn, filing: bool) -> list[dict[str, Any]]:
    """The slots Rasa keeps of a draft: its id, the topic, which answers exist - never an answer."""
    draft = turn.draft
    return [
        SlotSet("filing", filing),
        SlotSet("draft", draft.id if draft else None),
        SlotSet("topic", draft.topics[0] if draft else None),
        SlotSet("answered", list(draft.answered) if draft else None),
        SlotSet("answer", None),
    ]
