"""Papers that help a grievance, by topic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jurisdictions.facts import Text

MOST = 5  # papers of a topic: who reads more brings none


@dataclass(frozen=True, slots=True)
class Paper:
    """`private`: of identity, health or bank; sent only if the office asks."""

    id: str
    name: Text
    private: bool


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of each topic, the most telling first."""

    topics: Mapping[str, tuple[Paper, ...]]

    def of(self, topics: Iterable[str]) -> tuple[Paper, ...]:
        """Those of several topics, each once."""
        return tuple({paper.id: paper for topic in topics for paper in self.topics.get(topic, ())}.values())
