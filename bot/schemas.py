"""The chat API's shapes, as in the contract (docs/chat-api.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, model_validator

from edge.words import SAYS, Words
from grievances.conversations import Shown
from language.catalogue import direction

Language = Literal["en", "hi", "vi", "fa"]
Author = Literal["bot", "officer", "worker"]
Direction = Literal["ltr", "rtl"]


#: printable ASCII without blanks: what ids and tokens are made of
PRINTABLE = r"^[\x21-\x7e]+$"


#: characters a message may have
LONGEST = 4_000


class Body(BaseModel):
    """What a client sends: unknown keys are a mistake and are said."""

    model_config = ConfigDict(extra="forbid")


class NewSession(Body):
    language: Language | None = None
    jurisdiction: Annotated[str, Field(pattern="^[a-z]{2,8}$")] | None = None


class Session(BaseModel):
    session: str
    token: str
    expires_at: datetime


def _said(schema: dict[str, Any]) -> None:
    """A button; or a text; or files, beside which the text may be empty: as JSON Schema says it."""
    text, nothing = {"type": "string", "maxLength": LONGEST}, {"type": "null"}
    schema["anyOf"] = [
        {"required": ["payload"], "properties": {"payload": {"type": "string"}, "text": nothing}},
        {"required": ["text"], "properties": {"text": {**text, "pattern": SAYS}, "payload": nothing}},
        {
            "required": ["text", "attachments"],
            "properties": {"text": text, "payload": nothing, "attachments": {"minItems": 1}},
        },
    ]


class NewMessage(Body):
    """Either a text (which may be empty beside files) or the payload of a button."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_said)
    id: Annotated[str, Field(max_length=128, pattern=PRINTABLE)]
    text: Words | None = None
    payload: Annotated[str, Field(max_length=64, pattern=PRINTABLE)] | None = None
    attachments: Annotated[list[Annotated[str, Field(max_length=36, pattern=PRINTABLE)]], Field(max_length=5)] = []

    @model_validator(mode="after")
    def says_something(self) -> NewMessage:
        if (self.payload is None) == (self.text is None):
            raise ValueError("either text or payload")
        if self.text is not None and not self.text.strip() and not self.attachments:
            raise ValueError("text is empty")
        return self


class ButtonOut(BaseModel):
    title: str
    payload: str


class MessageOut(BaseModel):
    """One message of the thread. `id` of the worker's own is the one the client chose."""

    id: str
    from_: Annotated[Author, Field(serialization_alias="from")]
    at: datetime
    text: str
    language: str | None
    direction: Direction
    buttons: list[ButtonOut]
    custom: dict[str, Any] | None = None

    @classmethod
    def of(cls, shown: Shown) -> MessageOut:
        own = shown.author == "worker"
        return cls(
            id=(shown.channel_message_id or shown.uid) if own else shown.uid,
            from_=cast(Author, shown.author),
            at=shown.at,
            text=shown.text,
            language=shown.language,
            direction=cast(Direction, direction(shown.language or "en")),
            buttons=[ButtonOut(title=title, payload=token) for title, token in shown.buttons],
            custom=shown.custom or ({"files": len(shown.attachments)} if shown.attachments else None),
        )


class Answer(BaseModel):
    id: str
    replies: list[MessageOut]
    pending: bool


class Thread(BaseModel):
    messages: list[MessageOut]
    cursor: str


class AttachmentOut(BaseModel):
    id: str
    name: str
    type: str
    bytes: int


class RasaButton(BaseModel):
    """A button as Rasa offers it; `choice` as long as its column."""

    model_config = ConfigDict(strict=True)
    title: Annotated[str, Field(min_length=1)]
    choice: Annotated[str, Field(min_length=1, max_length=512)]


class RasaReply(BaseModel):
    model_config = ConfigDict(strict=True)
    text: Annotated[str, Field(min_length=1, pattern=r"^[^\x00]*$")]
    language: Language
    buttons: list[RasaButton] = []
    custom: dict[str, Any] | None = None


class RasaAnswer(BaseModel):
    """What a turn at Rasa's input channel answers (docs/architecture.md); what says nothing is no answer."""

    model_config = ConfigDict(strict=True)
    message_id: str
    language: str | None = None
    replies: Annotated[list[RasaReply], Field(min_length=1)]

