"""Where a conversation stands, in memory only: slots and the open form, never what was said.

The core keeps the history; Rasa needs only enough to predict the next action. So a tracker is rebuilt at each turn
from a handful of events, turn 1,000 costs what turn 1 costs, and nothing personal is at rest.
"""
from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    ACTION_SESSION_START_NAME,
    REQUESTED_SLOT,
    SESSION_START_METADATA_SLOT,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

#: never kept: what the worker just said, and what Rasa itself keeps of the first message
_FLEETING = frozenset({"answer", SESSION_START_METADATA_SLOT, REQUESTED_SLOT})


class State(NamedTuple):
    """What is left of a conversation between two turns."""

    slots: dict[str, Any]
    form: str | None
    requested: str | None
    seen: float  # seconds of the clock


class StateStore(TrackerStore):
    """A bounded store: at most `most` conversations, each for `age` seconds after its last turn."""

    def __init__(
        self,
        domain: Domain | None = None,
        most: int = 20_000,
        age: float = 86_400.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(domain)
        self._states: OrderedDict[str, State] = OrderedDict()
        self._most, self._age, self._clock = most, age, clock

    async def save(self, tracker: DialogueStateTracker) -> None:
        slots = {
            name: value
            for name, value in tracker.current_slot_values().items()
            if value is not None and name not in _FLEETING
        }
        form = tracker.active_loop_name
        requested = tracker.get_slot(REQUESTED_SLOT) if form else None
        self._states[tracker.sender_id] = State(slots, form, requested, self._clock())
        self._states.move_to_end(tracker.sender_id)
        while len(self._states) > self._most:
            self._states.popitem(last=False)
        self._drop_old()

    def _drop_old(self) -> None:
        oldest = self._clock() - self._age
        while self._states and next(iter(self._states.values())).seen < oldest:
            self._states.popitem(last=False)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        self._drop_old()
        state = self._states.get(sender_id)
        if state is None:
            return None
        tracker = self.init_tracker(sender_id)
        for event in self._events(state):
            tracker.update(event, self.domain)
        return tracker

    def _events(self, state: State) -> Iterable[Event]:
        yield ActionExecuted(ACTION_SESSION_START_NAME)
        yield SessionStarted()
        yield from (SlotSet(name, value) for name, value in state.slots.items())
        if state.form:
            yield ActionExecuted(state.form)
            yield ActiveLoop(state.form)
            yield SlotSet(REQUESTED_SLOT, state.requested)
        yield ActionExecuted(ACTION_LISTEN_NAME)

    async def keys(self) -> Iterable[str]:
        return list(self._states)

    def state(self, sender_id: str) -> State | None:
        """Return what is kept of a conversation, to be given to `put_back` when a turn failed."""
        return self._states.get(sender_id)

    def put_back(self, sender_id: str, state: State | None) -> None:
        """Undo what a failed turn saved."""
        if state is None:
            self.forget(sender_id)
        else:
            self._states[sender_id] = state

    def forget(self, sender_id: str) -> None:
        self._states.pop(sender_id, None)
