"""What a message is about: TF-IDF features in several views, a linear model, calibrated probabilities."""
from __future__ import annotations

import json
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.language import IDENTIFIED, declared
from nlu.features import BLOCKS, Features
from nlu.linear import LinearModel, caution_of
from nlu.slips import copies

RANKING = "intent_ranking"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TfidfIntentClassifier(GraphComponent):
    """Sets `intent` and `intent_ranking`; reads `identified` (see LanguageComponent). Settings: `blocks` (views
    of a text, see nlu.features), `C` (inverse strength of regularising), `counted` (weight of naive Bayes), `slips`
    (whether a second copy of each utterance is learnt with typing slips), `features` (at most so many are kept, those
    that tell most), `held_out` (share of utterances that probabilities are calibrated on), `caution` (language: factor
    that the temperature is multiplied by, below one for a language whose strangers are harder than its held-out
    utterances), `favour` (intent: what is added to its log odds, for one more frequent or dearer to miss than its
    utterances), `ranking_length`.

    Persisted as plain data only: a JSON file of names and arrays that need no pickle.
    """

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        features: Features | None = None,
        model: LinearModel | None = None,
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._storage = storage
        self._resource = resource
        self._features = features
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "blocks": list(BLOCKS), "C": 0.3, "counted": 0.0, "slips": False, "features": 1_000_000, "held_out": 0.2,
            "caution": {}, "favour": {}, "ranking_length": 5,
        }  # fmt: skip

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TfidfIntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TfidfIntentClassifier:
        """Return the trained classifier; raise when there is none, rather than answer with an untrained one."""
        with model_storage.read_from(resource) as folder:
            names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
            with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
                features = Features.from_state(names["features"], arrays["idf"])
                model = LinearModel(
                    names["intents"], arrays["coefficients"], arrays["intercepts"], float(arrays["temperature"])
                )
        return cls(config, model_storage, resource, features, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the utterances; raise ValueError when there is nothing to tell apart."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT)]
        texts, intents = [(e.get(TEXT), declared(e) or "") for e in examples], [e.get(INTENT) for e in examples]
        if len(set(intents)) < 2:
            raise ValueError("the classifier needs utterances of at least two intents")
        slips = copies(texts) if self._config["slips"] else []
        self._features, rows = Features.fit([*texts, *slips], self._config["blocks"])
        self._model = LinearModel.fit(
            rows, intents * 2 if slips else intents, self._config["C"], self._config["held_out"],
            self._config["counted"], len(slips),
        )  # fmt: skip
        kept = self._model.telling(self._config["features"])
        self._features, self._model = self._features.only(kept), self._model.only(kept)
        with self._storage.write_to(self._resource) as folder:
            names = {"features": self._features.state(), "intents": self._model.labels}
            (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
            np.savez_compressed(
                folder / "weights.npz",
                idf=self._features.weights,
                coefficients=np.asfortranarray(self._model.coefficients),  # a feature's beside each other pack better
                intercepts=self._model.intercepts,
                temperature=np.float32(self._model.temperature),
            )
        return self._resource

    def rank_all(self) -> None:
        """Rank all intents from now on, for measuring."""
        self._config["ranking_length"] = len(self._model.labels) if self._model else 0

    def process(self, messages: list[Message]) -> list[Message]:
        if self._features is None or self._model is None:
            raise RuntimeError("the classifier has not been trained")
        if not messages:
            return messages
        texts = [(m.get(TEXT) or "", m.get(IDENTIFIED) or "") for m in messages]
        caution = caution_of([language for _, language in texts], self._config["caution"])
        rows = self._features.transform(texts)
        probabilities = self._model.probabilities(rows, caution, self._config["favour"])
        for message, row in zip(messages, probabilities):
            best = np.argsort(-row, kind="stable")[: self._config["ranking_length"]]
            ranking = [{"name": self._model.labels[i], "confidence": float(row[i])} for i in best]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(RANKING, ranking, add_to_output=True)
        return messages
