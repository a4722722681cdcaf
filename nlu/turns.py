"""One turn: understand, run the rules, collect what is said. HTTP is in `channel`, bookkeeping in `outcomes`."""
from __future__ import annotations

import asyncio
import logging
from typing import Any
from uuid import uuid4
from weakref import WeakValueDictionary

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage

from language.normalise import SUPPORTED
from nlu.answers import SOURCE, localised_buttons
from nlu.clauses import clauses
from nlu.decide import HEALTH, taxonomy, topics
from nlu.patches import TurnFailed
from nlu.tracker_store import StateStore
from nlu.turn import Choice, Turn

CHANNEL = "sangam"
#: from which probability a part of a message is about a further topic: at 0.6 one message in six was offered a topic
#: that it does not tell of, at 0.85 one in thirteen, and of those with two troubles 56 % instead of 67 % get both
FURTHER_BAR = 0.85
MOST_FURTHER = 3
log = logging.getLogger(__name__)


class NoAnswer(Exception):
    """An action failed or nothing was said: this is not an answer, and the turn left no trace."""


class Replies(OutputChannel):
    """Collects what is said, each message whole."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append(message)

    def localised(self, language: str) -> list[dict[str, Any]]:
        """Return the replies of the contract; a reply says its own language only when its action chose one."""
        return [
            {
                "text": message.get("text") or "",
                "language": (own := message.get("language") or language),
                "buttons": localised_buttons(message.get("buttons") or [], own),
                "custom": message.get("custom") or None,
            }
            for message in self.messages
            if message.get("text") or message.get("buttons") or message.get("custom")
        ]


class Turns:
    """Takes turns with a loaded agent; one at a time in a conversation, conversations side by side."""

    def __init__(self, agent: Agent, store: StateStore) -> None:
        self._agent, self._store = agent, store
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def take(self, turn: Turn) -> dict[str, Any]:
        """Return the outcome of the contract; raise NoAnswer, after which all is as before the turn."""
        # Rasa's own lock polls once a second; behind ours it never waits
        async with self._locks.setdefault(turn.conversation, asyncio.Lock()):
            parsed = _chosen(turn.choice, turn) if turn.choice else await self.understand(turn.text, turn.metadata)
            replies = await self._run(turn, parsed)
        return {
            "message_id": turn.message_id,
            "language": parsed["language"],
            "intent": parsed["intent"]["name"],
            "decision": parsed["decision"],
            "replies": replies,
        }

    async def understand(self, text: str, metadata: dict[str, Any]) -> dict[str, Any]:
        """Return what the pipeline makes of a text, with further topics; `text` stays as it was typed."""
        parsed = await self._parse(text, metadata)
        parsed["text"] = text
        further: list[str] = []
        for clause in clauses(text):
            best = (await self._parse(clause, {**metadata, "open_question": None}))["ranking"][0]
            if best["confidence"] >= FURTHER_BAR and best["intent"] in topics():
                further.append(best["intent"])
        # with a question open, what leads the message is news too
        known = None if parsed["decision"] == "open" else parsed["ranking"][0]["intent"]
        parsed["further_topics"] = [t for t in dict.fromkeys(further) if t != known][:MOST_FURTHER]
        return parsed

    async def _parse(self, text: str, metadata: dict[str, Any]) -> dict[str, Any]:
        message = UserMessage(text, Replies(), input_channel=CHANNEL, metadata=metadata)
        parsed: dict[str, Any] = await self._agent.processor.parse_message(message)
        return parsed

    async def _run(self, turn: Turn, parsed: dict[str, Any]) -> list[dict[str, Any]]:
        output, before = Replies(), self._store.state(turn.conversation)
        message = UserMessage(
            turn.text,
            output,
            turn.conversation,
            parse_data=parsed,
            input_channel=CHANNEL,
            message_id=turn.message_id,
            metadata=turn.metadata,
        )
        try:
            await self._agent.handle_message(message)
        except TurnFailed as failure:
            raise NoAnswer(failure.action) from None
        replies = output.localised(parsed["language"])
        if not replies:
            self._store.put_back(turn.conversation, before)
            raise NoAnswer("nothing was said")
        return replies

    async def health(self) -> None:
        """Take a turn of our own through pipeline, rules and answers; raise NoAnswer when it does not work."""
        parsed = await self.understand("my wages have not been paid", {})
        if not parsed["ranking"] or any(r["intent"] not in taxonomy() for r in parsed["ranking"]):
            raise NoAnswer("nothing was understood")
        turn = Turn(HEALTH, str(uuid4()), "/health", Choice(HEALTH, {}), {})
        try:
            await self._run(turn, _chosen(Choice(HEALTH, {}), turn))
        finally:
            self._store.forget(HEALTH)

    async def forget(self, conversation: str) -> None:
        """Drop the tracker of a conversation, after a turn that may be under way."""
        async with self._locks.setdefault(conversation, asyncio.Lock()):
            self._store.forget(conversation)


def _chosen(choice: Choice, turn: Turn) -> dict[str, Any]:
    """Return what a button stands for in the form of a parsed message."""
    metadata = turn.metadata
    wanted = choice.carries.get("language") if choice.intent == "choose_language" else None
    language = wanted or metadata.get("chosen_language") or metadata.get("language")
    return {
        "text": turn.text,
        "intent": {"name": choice.intent, "confidence": 1.0},
        "intent_ranking": [],
        "entities": [{"entity": name, "value": value} for name, value in choice.carries.items()],
        "language": language if language in SUPPORTED else SOURCE,
        "identified": None,
        "decision": "choice",
        "ranking": [],
        "further_topics": [],
    }
