"""What the chat API and the plain page refuse with: codes, statuses, sentences. The shape is `edge.errors`'."""

from __future__ import annotations

from bot.texts import ERRORS
from edge.errors import Errors, Refused, language_of

__all__ = ["STATUS", "Refused", "code_of", "errors", "language_of", "problem", "said"]

STATUS = {
    "bad_request": 400,
    "unknown_button": 400,
    "unknown_file": 400,
    "unauthorized": 401,
    "erased": 401,
    "not_found": 404,
    "message_conflict": 409,
    "too_large": 413,
    "unsupported": 415,
    "wrong_type": 415,
    "invalid": 422,
    "too_long": 422,
    "slow_down": 429,
}
errors = Errors(STATUS, ERRORS, {"erased": "unauthorized"})
said, code_of, problem = errors.said, errors.code_of, errors.problem
