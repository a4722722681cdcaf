"""The changes to Rasa 3.6.21 that are worth it, in one place. `nlu/tests/test_patches.py` fails when upstream moves.

- `RemoteAction._validate_action_result` checked a JSON schema of all events there are at every call, a fifth of a
  turn's work even compiled. Here: the shape that our one webhook answers in; an event is checked where it is read.
- `RulePolicy._get_possible_keys` tried every rule against a turn's last state, a fifth of a turn's work again. There
  are few such states: which rules fit one is kept.
- `Event.resolve_by_type` walked all subclasses for every event read: looked up in a table here.
- `Domain.is_empty` built an empty domain for every message understood, to compare with: found out once here.
- `FormAction.validate_slots` called the webhook with nothing to validate: twice when the form opens, and at every
  interruption. Two calls of one action in one turn would get one stored result. Here it calls only with an answer.
- `RemoteAction.run` failures were only logged, and the turn went on as if the action had said nothing (a failed form
  start even ran the submit rule). Here they end the turn: `TurnFailed` is a BaseException because Rasa's processor
  catches Exception. It passes `save_tracker`, so the conversation stays as it was before the turn.
"""
from __future__ import annotations

import json
import logging
from typing import Any

from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.actions.forms import FormAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses

log = logging.getLogger(__name__)

#: last states whose rules are kept
_KEPT = 1_000


class TurnFailed(BaseException):
    """An action of this turn failed, so nothing of the turn counts. `action` names it."""

    def __init__(self, action: str) -> None:
        super().__init__(action)
        self.action = action


_original_run = RemoteAction.run
_original_validate_slots = FormAction.validate_slots
_original_resolve = Event.resolve_by_type
_original_possible_keys = RulePolicy._get_possible_keys
_original_is_empty = Domain.is_empty
_event_types: dict[str, type[Event]] = {}


def _validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
    answers = isinstance(result, dict) and [result.get("events", []), result.get("responses", [])]
    if not answers or not all(isinstance(each, list) and all(isinstance(i, dict) for i in each) for each in answers):
        # the error must not carry the result itself, which holds what the worker is told
        raise ValidationError(f"{self.name()} answered in another shape than events and responses")
    return True


def _resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    if not _event_types:
        for kind in all_subclasses(Event):
            _event_types.setdefault(kind.type_name, kind)
    return _event_types.get(type_name) or _original_resolve(type_name, default)


def _possible_keys(self: RulePolicy, lookup: dict[str, str], states: list[State]) -> set[str]:
    if not states:
        return _original_possible_keys(self, lookup, states)
    kept: dict[tuple[int, str], set[str]] = self.__dict__.setdefault("_kept_keys", {})
    last = (id(lookup), json.dumps(states[-1], sort_keys=True))
    if last not in kept:
        if len(kept) >= _KEPT:
            kept.clear()
        kept[last] = _original_possible_keys(self, lookup, states[-1:])
    # what fits the last state is tried against them all again: few rules are left by then
    return _original_possible_keys(self, {key: lookup[key] for key in kept[last]}, states)


def _is_empty(self: Domain) -> bool:
    if "_found_empty" not in self.__dict__:
        self.__dict__["_found_empty"] = _original_is_empty(self)
    return bool(self.__dict__["_found_empty"])


async def _validate_slots(self: FormAction, slot_candidates: dict[str, Any], *args: Any, **kwargs: Any) -> list[Any]:
    return await _original_validate_slots(self, slot_candidates, *args, **kwargs) if slot_candidates else []


async def _run(self: RemoteAction, *args: Any, **kwargs: Any) -> list[Event]:
    try:
        return await _original_run(self, *args, **kwargs)
    except Exception as error:
        # names only: an error's text may quote the answer
        log.error("action %s failed: %s", self.name(), _kinds(error))
        raise TurnFailed(self.name()) from None


def _kinds(error: BaseException) -> str:
    names = [type(error).__name__]
    if status := getattr(error, "status", None) or getattr(error.__cause__, "status", None):
        names.append(str(status))
    return " ".join(names)


def apply() -> None:
    """Put the changes in place; may be called more than once."""
    RemoteAction._validate_action_result = _validate_action_result  # type: ignore[method-assign]
    RemoteAction.run = _run  # type: ignore[method-assign]
    FormAction.validate_slots = _validate_slots  # type: ignore[method-assign]
    RulePolicy._get_possible_keys = _possible_keys  # type: ignore[method-assign]
    Domain.is_empty = _is_empty  # type: ignore[method-assign]
    Event.resolve_by_type = staticmethod(_resolve_by_type)  # type: ignore[method-assign,assignment]
