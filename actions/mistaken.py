"""Answers that sound like a wish: the name of an office, an employer called "English". They are taken as answers."""

from __future__ import annotations

from actions.turn import Turn
from language.normalise import SUPPORTED

#: the question for an office's name, and the wish that such a name sounds like
OFFICE, WANTS_AN_OFFICE = "office", "talk_to_officer"


def answers(turn: Turn) -> bool:
    """Whether a text that was taken for a wish answers the form's open question for words after all."""
    question = turn.question
    if turn.parsed.get("decision") != "open" or question.get("kind") != "draft" or question.get("expects") != "text":
        return False
    if turn.intent == WANTS_AN_OFFICE:
        return question["question"] == OFFICE and not turn.text.strip().endswith(("?", "؟"))
    if turn.intent == "change_language":
        from actions.settings import named

        # what was granted before is not asked for again
        return named(turn.text) in SUPPORTED and named(turn.text) == turn.conversation.chosen_language
    return False


def take(turn: Turn) -> None:
    """Keep the answer; the next question is asked after this turn."""
    from actions.form import go_on, take

    draft = turn.draft
    assert draft
    go_on(turn, draft, take(turn, draft, str(turn.question["question"])))
