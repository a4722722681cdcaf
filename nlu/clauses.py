"""A longer message in its parts, so that a second trouble told in it is not lost."""
from __future__ import annotations

import re

#: words below which a message tells one thing
LONG = 10
#: words below which a part says nothing by itself
SHORTEST = 4
MOST = 8
#: ends of sentences in four scripts, and the words that join a further trouble
_END = re.compile(
    r"[.!?;\n।॥؟؛]+|,\s|،\s*|\s(?:and also|and|also|plus|aur|और|तथा|upar se|ऊपर से|va|và|lại còn|con|còn|ngoài ra|"
    r"ngoai ra|thêm nữa|ham|هم|همچنین|تازه|taze|va hamchenin|و)\s",
    re.I,
)


def clauses(text: str) -> list[str]:
    """Return the parts of a long message, at most MOST; nothing when it is short or has one part."""
    if len(text.split()) < LONG:
        return []
    parts = [part.strip() for part in _END.split(text)]
    parts = [part for part in parts if len(part.split()) >= SHORTEST]
    return parts[:MOST] if len(parts) > 1 else []
