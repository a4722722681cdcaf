"""Which language a message is in, and which one the turn is answered in. Thin over `language.identify`."""
from __future__ import annotations

import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_EXAMPLE, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from language.identify import LANGUAGES, SURE, LanguageIdentifier, effective_language

LANGUAGE, IDENTIFIED, OTHER = "language", "identified", "probability_other"
OUT_OF_SCOPE = "out_of_scope"


def declared(message: Message) -> str | None:
    """Return the language in an utterance's metadata, its own before its intent's."""
    metadata = message.get(METADATA) or {}
    for level in (METADATA_EXAMPLE, METADATA_INTENT):
        if language := (metadata.get(level) or {}).get("language"):
            return str(language)
    return None


def rows(examples: list[Message]) -> list[tuple[str, str]]:
    """Return what teaches the identifier: (text, language).

    Lines of out_of_scope are partly in other languages whatever their file says, so one counts only when it is
    declared `other`, or when an identifier taught by the other lines agrees with its file.
    """
    sure: list[tuple[str, str]] = []
    doubtful: list[tuple[str, str]] = []
    for example in examples:
        language = declared(example)
        if language not in LANGUAGES:
            raise ValueError(f"an utterance of {example.get(INTENT)} declares no language that we know")
        kind = doubtful if example.get(INTENT) == OUT_OF_SCOPE and language != "other" else sure
        kind.append((example.get(TEXT), language))
    first = LanguageIdentifier().fit(sure)
    return sure + [(text, language) for text, language in doubtful if first.predict(text).language == language]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class LanguageComponent(GraphComponent):
    """Sets `language` (of the turn, always one of ours) and `identified` (of this text: en, hi, vi, fa or other)."""

    def __init__(
        self, storage: ModelStorage, resource: Resource, identifier: LanguageIdentifier | None = None
    ) -> None:
        self._storage, self._resource, self._identifier = storage, resource, identifier

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageComponent:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LanguageComponent:
        """Return the trained component; raise when there is none."""
        with model_storage.read_from(resource) as folder:
            state = json.loads((folder / "languages.json").read_text(encoding="utf-8"))
        return cls(model_storage, resource, LanguageIdentifier.from_dict(state))

    def train(self, training_data: TrainingData) -> Resource:
        self._identifier = LanguageIdentifier().fit(rows(training_data.intent_examples))
        with self._storage.write_to(self._resource) as folder:
            state = json.dumps(self._identifier.to_dict(), ensure_ascii=False)
            (folder / "languages.json").write_text(state, encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        if self._identifier is None:
            raise RuntimeError("the language component has not been trained")
        for message in messages:
            metadata = message.get(METADATA) or {}
            text = message.get(TEXT) or ""
            found = self._identifier.predict(text)
            expects = (metadata.get("open_question") or {}).get("expects")
            language = effective_language(
                found, metadata.get("language"), metadata.get("chosen_language"), text, expects
            )
            message.set(LANGUAGE, language, add_to_output=True)
            message.set(IDENTIFIED, found.language, add_to_output=True)
            other = found.language == "other" and found.confidence >= SURE
            message.set(OTHER, found.confidence if other else 0.0)
        return messages
