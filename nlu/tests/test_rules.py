"""Every intent has a rule, every rule an action that exists, and the form knows what interrupts it."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from nlu.decide import CHOSEN, DECIDED, HEALTH, taxonomy
from nlu.validate import matters

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
RULES = yaml.safe_load((ROOT / "nlu/data/rules.yml").read_text(encoding="utf-8"))["rules"]
ANSWERS = {"inform", "skip", "correct", "affirm", "deny", "answer", "change_answer"}


def intents_of(rule: dict[str, Any]) -> Iterator[str]:
    for step in rule["steps"]:
        for one in step.get("or", [step]):
            if "intent" in one:
                yield one["intent"]


def actions_of(rule: dict[str, Any]) -> list[str]:
    return [step["action"] for step in rule["steps"] if "action" in step]


def test_every_intent_has_a_rule_with_one_action_of_ours() -> None:
    covered: dict[str, set[str]] = {}
    for rule in RULES:
        for intent in intents_of(rule):
            covered.setdefault(intent, set()).add(actions_of(rule)[0])
    assert set(covered) == set(DOMAIN["intents"]) == {*taxonomy(), *DECIDED, *CHOSEN, HEALTH}
    assert all(len(actions) == 1 for actions in covered.values())


def test_every_action_of_the_domain_is_used_and_the_other_way_round() -> None:
    used = {action for rule in RULES for action in actions_of(rule)} - {"grievance_form", "utter_health"}
    assert used | {"validate_grievance_form", "action_ask_answer"} == set(DOMAIN["actions"])


def test_what_is_no_answer_interrupts_the_form() -> None:
    assert set(DOMAIN["forms"]["grievance_form"]["ignored_intents"]) == set(DOMAIN["intents"]) - ANSWERS


def test_only_filing_influences_the_conversation() -> None:
    influences = {name for name, slot in DOMAIN["slots"].items() if slot["influence_conversation"]}
    assert influences == {"filing"}


def test_one_variant_a_response() -> None:
    assert all(len(variants) == 1 for variants in DOMAIN["responses"].values())


def test_warnings_that_matter() -> None:
    assert matters("The intent 'leave' is listed in the domain file, but is not found in the NLU training data.")
    assert not matters("The intent 'inform' is listed in the domain file, but is not found in the NLU training data.")
    assert not matters("The utterance 'utter_filed' is not used in any story or rule.")
    assert matters("The action 'action_x' is used in the stories, but is not a valid utterance action.")
