"""Serve without TensorFlow: half a gigabyte and most of a start, for networks that our pipeline has none of.

Rasa imports every component it has, ours or not. The modules in `BUILT_ON_IT` stand on TensorFlow; they come as empty
shells here, whose classes can be named (Rasa lists them) and do nothing. Only for serving: training and comparing with
stock Rasa see the real ones. A test fails when a server loads TensorFlow all the same (`tests/nlu/test_channel.py`).
"""
from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

BUILT_ON_IT = frozenset({
    "rasa.core.policies.ted_policy",
    "rasa.core.policies.unexpected_intent_policy",
    "rasa.nlu.classifiers.diet_classifier",
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer",
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer",
    "rasa.nlu.selectors.response_selector",
    "rasa.utils.tensorflow.callback",
    "rasa.utils.tensorflow.data_generator",
})


class _Shell(ModuleType):
    """A module in which every public name is a class of its own without content."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("_"):
            raise AttributeError(name)
        kind = type(name, (), {"__module__": self.__name__})
        setattr(self, name, kind)
        return kind


class _Shells(MetaPathFinder, Loader):
    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name in BUILT_ON_IT else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Shell(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing in it."""


def install() -> None:
    """From now on the modules come as shells. Call before anything of Rasa is imported."""
    sys.meta_path.insert(0, _Shells())
