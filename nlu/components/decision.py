"""Last in the pipeline: turns a ranking of the 54 intents into what the turn is. Thin over `nlu.decide`."""
from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.components.classifier import RANKING
from nlu.components.language import OTHER
from nlu.decide import Costs, Ranked, decide_free, decide_open, with_other_language


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class TurnDecision(GraphComponent):
    """Sets `intent` (may be internal), `decision` and `ranking` (taxonomy only). Settings: `nlu.decide.Costs`."""

    def __init__(self, costs: Costs) -> None:
        self._costs = costs

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return vars(Costs())

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TurnDecision:
        return cls(Costs.of(config))

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            given = [Ranked(r["name"], r["confidence"]) for r in message.get(RANKING) or []]
            ranking = with_other_language(given, message.get(OTHER) or 0.0)
            question = (message.get(METADATA) or {}).get("open_question")
            kinds = frozenset(entity["entity"] for entity in message.get(ENTITIES) or [])
            if question:
                decided = decide_open(
                    message.get(TEXT) or "", ranking, question.get("expects"), kinds, self._costs,
                    question.get("question"),
                )  # fmt: skip
            else:
                decided = decide_free(ranking, self._costs, kinds)
            confidence = next((r.confidence for r in ranking if r.intent == decided.intent), 1.0)
            message.set(INTENT, {"name": decided.intent, "confidence": confidence}, add_to_output=True)
            message.set("decision", decided.kind, add_to_output=True)
            message.set("ranking", [r._asdict() for r in ranking], add_to_output=True)
        return messages
