"""The patches hold what they promise, and say so when Rasa moves underneath them."""
from __future__ import annotations

import asyncio
import hashlib
import importlib.util
import inspect
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.actions.forms import FormAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from nlu import patches, without_tensorflow
from nlu.patches import TurnFailed

SOME = [
    {"user": {"intent": intent}, "prev_action": {"action_name": action}} | slots
    for intent in ("greet", "file") for action in ("action_listen", "action_x")
    for slots in ({}, {"slots": {"filing": (1.0,)}}, {"active_loop": {"name": "a_form"}})
]  # fmt: skip
STATES = st.sampled_from([*SOME, {}])
#: what was read when the patches were written (rasa 3.6.21); a change means: read again, then change this
UPSTREAM = {
    "RemoteAction.run": (patches._original_run, "ccabf6f1160d"),
    "FormAction.validate_slots": (patches._original_validate_slots, "b00dc863e49a"),
    "Event.resolve_by_type": (patches._original_resolve, "b5cf570fa7f2"),
    "RulePolicy._get_possible_keys": (patches._original_possible_keys, "2915fd81711e"),
    "Domain.is_empty": (patches._original_is_empty, "884be90ef485"),
    "MessageProcessor._run_action": (MessageProcessor._run_action, "6d383d0179ef"),
    "MessageProcessor.handle_message": (MessageProcessor.handle_message, "0c41d4780d2d"),
}


@pytest.fixture(autouse=True)
def applied() -> None:
    patches.apply()


@pytest.mark.parametrize("name", UPSTREAM)
def test_upstream_is_as_it_was_read(name: str) -> None:
    function, known = UPSTREAM[name]
    assert hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:12] == known


@pytest.mark.parametrize(
    "result",
    [{"events": [], "responses": []}, {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": []}],
)
def test_a_good_result_passes(result: dict[str, Any]) -> None:
    assert RemoteAction("action_x", None)._validate_action_result(result)


@pytest.mark.parametrize("result", [
    {"events": "secret words"}, {"responses": {"text": "secret words"}}, {"events": ["secret words"]}, [], None,
])  # fmt: skip
def test_a_bad_result_is_refused_without_quoting_it(result: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        RemoteAction("action_x", None)._validate_action_result(result)
    assert "secret" not in str(refused.value)
    assert "action_x" in str(refused.value)


@given(st.lists(STATES, max_size=4))
def test_the_rules_that_fit_are_those_that_fitted(states: list[dict[str, dict[str, Any]]]) -> None:
    """Every state is met twice: as it is kept, too."""
    rules = {json.dumps([first, last]): "action_x" for first in SOME for last in SOME}
    policy = RulePolicy.__new__(RulePolicy)
    for _ in range(2):
        assert policy._get_possible_keys(rules, states) == patches._original_possible_keys(policy, rules, states)


def test_event_types_resolve_as_before() -> None:
    for kind in ("user", "bot", "slot", "action", "active_loop", "session_started", "loop_interrupted"):
        assert Event.resolve_by_type(kind) is patches._original_resolve(kind)
    assert Event.resolve_by_type("nonsense", SlotSet) is SlotSet
    with pytest.raises(ValueError, match="Unknown event"):
        Event.resolve_by_type("nonsense")


def test_a_domain_is_empty_or_not_as_before() -> None:
    for domain in (Domain.empty(), Domain.from_dict({"intents": ["greet"]}), Domain.from_dict({})):
        assert [domain.is_empty(), domain.is_empty()] == [patches._original_is_empty(domain)] * 2


def _run(endpoint: EndpointConfig, name: str = "action_x") -> None:
    tracker = DialogueStateTracker.from_events("c", [ActionExecuted("action_listen")])
    asyncio.run(RemoteAction(name, endpoint).run(None, None, tracker, Domain.empty()))


class Answering(EndpointConfig):
    """An endpoint that gives one answer or raises it."""

    def __init__(self, answer: Any) -> None:
        super().__init__(url="http://127.0.0.1:1/webhook")
        self.answer = answer

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


@pytest.mark.parametrize("answer", [ConnectionError("secret words"), {"events": 7}, asyncio.TimeoutError()])
def test_a_failed_action_ends_the_turn(answer: Any, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(TurnFailed) as failure:
        _run(Answering(answer))
    assert failure.value.action == "action_x"
    assert "action_x failed" in caplog.text
    assert "secret" not in caplog.text


def test_the_processor_does_not_swallow_it() -> None:
    # it catches Exception around an action and goes on; the turn must not
    assert not issubclass(TurnFailed, Exception)
    assert "except Exception:" in inspect.getsource(MessageProcessor._run_action)


def test_a_form_with_nothing_to_validate_calls_nobody() -> None:
    domain = Domain.from_dict({"actions": ["validate_f"], "forms": {"f": {"required_slots": []}}})
    tracker = DialogueStateTracker.from_events("c", [ActionExecuted("action_listen")])
    form = FormAction("f", Answering(AssertionError("called")))
    assert asyncio.run(form.validate_slots({}, tracker, domain, None, None)) == []
    with pytest.raises(TurnFailed):
        asyncio.run(form.validate_slots({"answer": "x"}, tracker, domain, None, None))


@pytest.mark.parametrize("name", sorted(without_tensorflow.BUILT_ON_IT))
def test_what_comes_as_a_shell_is_in_rasa_and_stands_on_tensorflow(name: str) -> None:
    found = importlib.util.find_spec(name)
    assert found and found.loader
    source = found.loader.get_source(name)  # type: ignore[attr-defined]
    assert "tensorflow" in source
