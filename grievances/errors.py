"""What can go wrong in the core. Each error carries a stable `code`; the web layers alone turn codes into statuses."""

from __future__ import annotations


class GrievanceError(Exception):
    """Base of the core's errors; `code` is stable, the message is for the log and holds no personal data."""

    code = "error"


class NotFound(GrievanceError):
    """The thing is not there, or the asker may not see it: the two are never told apart."""

    code = "not_found"


class NotAllowed(GrievanceError):
    """The life cycle does not allow this step; the message says which steps it allows."""

    code = "not_allowed"

    def __init__(self, state: str, move: str, allowed: list[str]) -> None:
        super().__init__(f"a leg that is {state} cannot {move}; it can: {', '.join(allowed) or 'nothing'}")
        self.state, self.move, self.allowed = state, move, allowed


class MessageConflict(GrievanceError):
    """A message id came again with another content."""

    code = "message_conflict"


class UnknownButton(GrievanceError):
    """A payload that no button of this conversation carries."""

    code = "unknown_button"


class WrongCode(GrievanceError):
    """Number and secret code do not belong together, or too many tries."""

    code = "wrong_code"


class DraftIncomplete(GrievanceError):
    """A draft was to be filed before its required questions were answered."""

    code = "draft_incomplete"


class Erased(GrievanceError):
    """The person's data key is gone: what it sealed cannot be read any more."""

    code = "erased"


class UnknownOffice(GrievanceError):
    """The database names an office that the jurisdictions' data no longer has."""

    code = "unknown_office"


class WrongOffice(GrievanceError):
    """A case of a sealed topic was to go to an office that is not in charge of that topic."""

    code = "wrong_office"


class StaleLeg(GrievanceError):
    """Somebody else changed the leg since it was shown."""

    code = "stale"


class AlreadyReviewed(GrievanceError):
    """Somebody else has decided on a message of the review list since it was shown, or it has gone out."""

    code = "reviewed"


class SignInRefused(GrievanceError):
    """Wrong login or password, disabled or locked: told apart in the log, never to the person at the door."""

    code = "sign_in_refused"
