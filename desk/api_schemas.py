"""The desk API's shapes (docs/desk-api.md): what a program sends and is answered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from edge.words import SAYS, storable
from grievances.phrases import PHRASES, placeholders
from language.catalogue import translate

Language = Literal["en", "hi", "vi", "fa"]
Filter = Literal["open", "new", "waiting", "resolved", "all"]
Order = Literal["not_upheld", "partly_upheld", "before_court", "unreachable"]
#: where the next page begins: microseconds since 1970, and an id
Cursor = Annotated[str, Field(pattern=r"^[0-9]{1,16}_[0-9a-f-]{36}$")]
#: an id of our data
Code = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,64}$")]
LONGEST, LONGEST_BLANK = 4_000, 200
# The mending stands last and goes first: so the limits stand in the description as well.
Blank = Annotated[str, Field(max_length=LONGEST_BLANK, pattern=SAYS), BeforeValidator(storable)]


class Body(BaseModel):
    """What a client sends: unknown keys are a mistake and are said."""

    model_config = ConfigDict(extra="forbid", strict=True)


def _whole(number: Any) -> Any:
    """To JSON 3.0 is the whole number 3."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


class Step(Body):
    """`version` is that of the case as it was read: if somebody changed it since, the answer is 409 `stale`."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1), BeforeValidator(_whole)]


class Transfer(Step):
    office: Code
    topic: Code | None = None


def _said(schema: dict[str, Any]) -> None:
    """Either free text, or a ready text with exactly its blanks: as JSON Schema says it."""
    blank = {"type": "string", "maxLength": LONGEST_BLANK, "pattern": SAYS}
    left_out = {"type": "null"}
    free = {"text": {**blank, "maxLength": LONGEST, "minLength": 1}, "phrase": left_out, "values": {"maxProperties": 0}}
    ways: list[dict[str, Any]] = [{"required": ["text"], "properties": free}]
    for phrase in PHRASES:
        blanks = placeholders(phrase)
        values = {"type": "object", "required": blanks, "properties": {name: blank for name in blanks},
                  "additionalProperties": False}  # fmt: skip
        ways.append({
            "required": ["phrase", "values"] if blanks else ["phrase"],
            "properties": {"phrase": {"const": phrase}, "values": values, "text": left_out, "language": left_out},
        })  # fmt: skip
    schema["oneOf"] = ways


class Message(Step):
    """Words for the worker: `text`, which goes out as written, marked with `language` (the officer's own, if left
    out); or `phrase`, a ready text that reaches the worker in their language, with the `values` of its blanks."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra=_said)
    text: Annotated[str, Field(max_length=LONGEST, pattern=SAYS), BeforeValidator(storable)] | None = None
    language: Language | None = None
    phrase: Code | None = None
    values: dict[str, Blank] = {}

    @model_validator(mode="after")
    def says_one_thing(self) -> Message:
        if (self.text is None) == (self.phrase is None):
            raise ValueError("either text or phrase")
        if self.phrase is not None and self.language is not None:
            raise ValueError("a ready text goes out in the worker's language")
        wanted = placeholders(self.phrase) if self.phrase in PHRASES else []
        if self.phrase not in (None, *PHRASES) or set(self.values) != set(wanted):
            raise ValueError("a ready text that exists, with its blanks")
        return self

    def said(self) -> dict[str, Any]:
        """As the steps of `grievances.cases` take it."""
        return {
            "text": self.text, "phrase": self.phrase, "values": self.values, "version": self.version,
            "language": self.language,
        }  # fmt: skip


class Ending(Message):
    """A reasoned order, with its reason."""

    order: Order


class Reveal(Body):
    question: Code


class CaseRow(BaseModel):
    """One case of a list. `state` is its code, `state_name` the officer's word for it; so with topic and office."""

    id: str
    number: str
    version: int
    state: str
    state_name: str
    topic: str
    topic_name: str
    office: str
    office_name: str
    filed_at: datetime
    changed_at: datetime
    mine: bool
    sealed: bool


class CaseList(BaseModel):
    """`cursor` is null on the last page."""

    cases: list[CaseRow]
    cursor: str | None


class AnswerOut(BaseModel):
    """An answer of the worker's. `hidden`: of an identity number only the last four digits are shown."""

    question: str
    label: str
    answer: str
    hidden: bool


class WordsOut(BaseModel):
    """What was said on the case. `kind`: story, words, reply, question, order."""

    by: Literal["worker", "officer"]
    at: datetime
    kind: str
    language: str
    direction: Literal["ltr", "rtl"]
    text: str


class FileOut(BaseModel):
    """`name` is the one it is saved under. `damaged`: no picture or voice could be found in it."""

    id: str
    name: str
    type: str
    bytes: int
    damaged: bool


class EventOut(BaseModel):
    """A line of the history. `officer` is the name of who did it; null for the worker and for Sangam."""

    at: datetime
    kind: str
    by: Literal["worker", "officer", "system"]
    officer: str | None


class CaseOut(CaseRow):
    """A case as its officer sees it. `moves`: what can be done with it now, empty if another office works it."""

    known_as: str
    name: str | None
    answers: list[AnswerOut]
    words: list[WordsOut]
    reason: str
    files: list[FileOut]
    history: list[EventOut]
    others: list[CaseRow]
    moves: list[str]
    erased: bool


class Named(BaseModel):
    id: str
    name: str


class PhraseOut(BaseModel):
    """A ready text in the officer's language; `blanks` are the keys of `values`."""

    id: str
    kind: Literal["reply", "question", "order"]
    text: str
    blanks: list[str]

    @classmethod
    def of(cls, language: str, phrase: str) -> PhraseOut:
        kind, text = PHRASES[phrase]
        blanks = placeholders(phrase)
        shown = translate(language, text, **{name: f"{{{name}}}" for name in blanks})
        return cls.model_validate({"id": phrase, "kind": kind, "text": shown, "blanks": blanks})


class Choices(BaseModel):
    """What the steps can name: offices to transfer to, topics, ready texts."""

    offices: list[Named]
    topics: list[Named]
    phrases: list[PhraseOut]


class Me(BaseModel):
    """In whose name the token acts, and how long it lives."""

    login: str
    name: str
    role: Literal["officer", "nodal", "admin"]
    jurisdiction: str
    office: str | None
    language: Language
    token_expires_at: datetime
