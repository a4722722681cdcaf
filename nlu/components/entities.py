"""Money, dates, durations and identity numbers in what was typed. Thin over `language.entities`."""
from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from language.entities import find_entities
from nlu.components.normaliser import AS_TYPED


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityFinder(GraphComponent):
    """Sets `entities`; offsets fit the text as it was typed.

    Uses the turn's metadata: `today` (of the message), `jurisdiction`, and which `entity` the open question `expects`.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityFinder:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            metadata = message.get(METADATA) or {}
            text = message.get(AS_TYPED) or message.get(TEXT) or ""
            given = metadata.get("today")
            today = date.fromisoformat(given) if given else datetime.now(timezone.utc).date()
            question = metadata.get("open_question") or {}
            expected = question.get("entity") or question.get("expects")
            found = find_entities(text, today, metadata.get("jurisdiction"), expected)
            message.set(ENTITIES, (message.get(ENTITIES) or []) + found, add_to_output=True)
        return messages
