"""The life of a leg as a state machine, and the grievance's state derived from its legs.

A "transfer" is the only way to say "not ours". Every end but `closed` by the worker's own silence can be appealed
into `reopened`; a reopened leg goes to another reviewer.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from grievances.errors import NotAllowed


class State(StrEnum):
    FILED = "filed"
    TAKEN = "taken"
    WAITING = "waiting"  # for the worker's answer
    TRANSFERRED = "transferred"  # at its new office, nobody has taken it yet
    RESOLVED = "resolved"  # says the office; the worker is asked
    CONFIRMED = "confirmed"  # the worker said yes
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    NOT_UPHELD = "not_upheld"
    PARTLY_UPHELD = "partly_upheld"
    BEFORE_COURT = "before_court"
    UNREACHABLE = "unreachable"
    CLOSED = "closed"  # by silence after the question was delivered


class Move(StrEnum):
    TAKE = "take"
    REPLY = "reply"
    ASK = "ask"
    ANSWER = "answer"
    TRANSFER = "transfer"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    DISPUTE = "dispute"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    UNDO_WITHDRAWAL = "undo_withdrawal"
    APPEAL = "appeal"
    END_NOT_UPHELD = "end_not_upheld"
    END_PARTLY_UPHELD = "end_partly_upheld"
    END_BEFORE_COURT = "end_before_court"
    END_UNREACHABLE = "end_unreachable"


S, M = State, Move

#: with the office: somebody there has to do something
OPEN = frozenset({S.FILED, S.TAKEN, S.WAITING, S.TRANSFERRED, S.REOPENED})
#: the office is done, each with a way back
ENDED = frozenset({S.CONFIRMED, S.WITHDRAWN, S.NOT_UPHELD, S.PARTLY_UPHELD, S.BEFORE_COURT, S.UNREACHABLE, S.CLOSED})
#: reasoned orders of an officer
ORDERS = {
    M.END_NOT_UPHELD: S.NOT_UPHELD,
    M.END_PARTLY_UPHELD: S.PARTLY_UPHELD,
    M.END_BEFORE_COURT: S.BEFORE_COURT,
    M.END_UNREACHABLE: S.UNREACHABLE,
}

TRANSITIONS: dict[tuple[State, Move], State] = {
    **{(s, M.TAKE): S.TAKEN for s in (S.FILED, S.TRANSFERRED, S.REOPENED)},
    **{(s, M.REPLY): S.TAKEN for s in OPEN - {S.WAITING}},
    (S.WAITING, M.REPLY): S.WAITING,
    **{(s, M.ASK): S.WAITING for s in OPEN},
    (S.WAITING, M.ANSWER): S.TAKEN,
    **{(s, M.TRANSFER): S.TRANSFERRED for s in OPEN},
    **{(s, M.RESOLVE): S.RESOLVED for s in OPEN},
    (S.RESOLVED, M.CONFIRM): S.CONFIRMED,
    (S.RESOLVED, M.DISPUTE): S.REOPENED,
    (S.RESOLVED, M.LAPSE): S.CLOSED,
    **{(s, M.WITHDRAW): S.WITHDRAWN for s in OPEN | {S.RESOLVED}},
    (S.WITHDRAWN, M.UNDO_WITHDRAWAL): S.REOPENED,
    **{(s, M.APPEAL): S.REOPENED for s in ENDED - {S.WITHDRAWN}},
    **{(s, order): end for order, end in ORDERS.items() for s in OPEN},
}


def step(state: str, move: Move) -> State:
    """Return the state a move leads to; NotAllowed (naming the allowed moves) when it cannot be made."""
    try:
        return TRANSITIONS[State(state), move]
    except KeyError:
        raise NotAllowed(state, move, allowed(state)) from None


def allowed(state: str) -> list[str]:
    return sorted(move for s, move in TRANSITIONS if s == state)


#: from the most to the least pressing: the grievance is in the first of these that one of its legs is in
PRESSING = (S.WAITING, S.RESOLVED, S.REOPENED, S.TAKEN, S.TRANSFERRED, S.FILED)


def grievance_state(legs: Iterable[str]) -> State:
    """The grievance's state from its legs': what presses most; when all have ended the same way, that; else closed."""
    states = {State(leg) for leg in legs}
    if not states:
        raise ValueError("a grievance has at least one leg")
    for state in PRESSING:
        if state in states:
            return state
    return states.pop() if len(states) == 1 else S.CLOSED
