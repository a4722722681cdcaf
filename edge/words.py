"""Words in a body: what every database keeps."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator

#: something to read: a pattern that JSON Schema, Python and pydantic understand alike
SAYS = r"[^\s\x00-\x20\x7f-\xa0]"
LONE = re.compile("[\ud800-\udfff]")


def storable(text: Any) -> Any:
    """Text that every database keeps: without NUL; half an emoji, cut off by a phone, is marked as such."""
    return LONE.sub("\ufffd", text.replace("\x00", "")) if isinstance(text, str) else text


Words = Annotated[str, BeforeValidator(storable)]
