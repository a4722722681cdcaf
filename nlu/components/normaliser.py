"""First in the pipeline: one spelling for what people type, and a leading slash that is only a slash."""
from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from language.normalise import normalise

#: where the text as it was typed is kept for the components that find things in it by offset
AS_TYPED = "as_typed"


def spoken(text: str) -> str:
    """Return the normalised text; slashes at its head go, since Rasa reads `/name{...}` as a command."""
    return normalise(text).lstrip("/ ")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class Normaliser(GraphComponent):
    """Replaces TEXT by its normalised form, in training and in serving, and keeps what was typed."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Normaliser:
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            if text is not None and message.get(AS_TYPED) is None:
                message.set(AS_TYPED, text)
                message.set(TEXT, spoken(text))
        return messages
