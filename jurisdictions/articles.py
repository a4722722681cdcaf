"""What a worker should know about a topic, with the figures of the day it is about."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

from jurisdictions.facts import Sourced, Text
from jurisdictions.values import Value

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Article:
    """What a worker should know about a topic. `template` has `{value id}` where a figure of `drawn` goes."""

    topic: str
    title: Text
    template: Text
    law: tuple[Sourced, ...]
    reviewed: datetime.date
    drawn: Mapping[str, Value]

    def text_on(self, language: str, today: datetime.date, event: datetime.date | None = None) -> str:
        """The text with the figures of the event's day, today's where no event is known."""
        day = event or today
        return PLACEHOLDER.sub(lambda at: str(self.drawn[at[1]].nearest(day).amount), self.template.get(language))
